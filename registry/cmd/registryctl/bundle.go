package main

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"faro.example/registry/assembly"
	"faro.example/registry/intake"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/bundle"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

type bundleTakeCmd struct {
	File string `arg:"" help:"File that agentd bundle write made."`
}

// Help teaches by example.
func (bundleTakeCmd) Help() string {
	return `For a centre that is without a line for days: its stick is brought to the registry. The file opens by the key of its
office, which the registry has given. Its records are signed by the machine that wrote them, are judged as if that
machine had pushed them, and are in the ledger once, however often the file is taken and whatever the machine sends
later; it learns by its feed that they are here.

  registryctl bundle take /media/stick/a.faro`
}

// Run takes a bundle in.
func (b bundleTakeCmd) Run(c *console) error {
	file, err := bundle.Read(b.File)
	if err != nil {
		return err
	}
	office, err := bundle.Office(file)
	if err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		key, err := r.Sealer.BundleKey(office)
		if err != nil {
			return err
		}
		records, err := bundle.Open(key, file)
		if err != nil {
			return err
		}
		receipts, err := take(c.ctx, r.Intake, records)
		if err != nil {
			return err
		}
		return c.tellReceipts(receipts)
	})
}

// take gives the records to an intake of its own, which works beside those of
// the servers. The registry carries them in the name of who signed them: it
// gains nothing by it, and gaps are allowed, since a number may be lost.
func take(ctx context.Context, in *intake.Intake, records []change.Record) (out []api.Receipt, err error) {
	work, stop := context.WithCancel(ctx)
	var worker sync.WaitGroup
	worker.Go(func() { in.Run(work) })
	defer func() { stop(); worker.Wait() }()
	caller := access.Caller{Role: access.Centre, Agent: in.Registry.Agent}
	for some := range slices.Chunk(records, change.MaxBatch) {
		batch := intake.Batch{Installation: some[0].Agent, GivingBack: true}
		for i := range some {
			batch.Frames = append(batch.Frames, change.Frame{Seq: some[i].Seq, Data: change.AppendRecord(nil, &some[i])})
		}
		reply, err := in.Take(ctx, caller, batch)
		if err != nil {
			return out, err
		}
		out = append(out, reply.Receipts...)
	}
	return out, nil
}

// tellReceipts says what became of the records, by their numbers.
func (c *console) tellReceipts(receipts []api.Receipt) error {
	count := map[api.Verdict]int{}
	for _, r := range receipts {
		count[r.Verdict]++
		if r.Verdict == api.Refused {
			fmt.Fprintf(c.err, "record %d was refused: %s %s (%s)\n", r.Seq, r.Field, r.Detail, r.Remedy)
		}
	}
	fmt.Fprintf(c.out, "%d records taken, %d were here already, %d refused\n", count[api.Taken], count[api.Known], count[api.Refused])
	if count[api.Refused] > 0 {
		return &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("%d records were refused", count[api.Refused]),
			Remedy: "the machine that wrote them is told by its own push, and shows how each is cured"}
	}
	return nil
}
