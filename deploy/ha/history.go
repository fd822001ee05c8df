package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"faro.example/agent/outbox"
	"faro.example/shared/change"
)

// placed is a record as a machine's ledger has it.
type placed struct {
	Position uint64
	ID       change.ID
	Agent    change.AgentID
	Seq      uint64
	Header   []byte
	Sig      []byte
}

// history is what was compared.
type history struct {
	acknowledged int // records that an installation was told are taken
	ledger       int // records in the ledger
	wrong        []string
}

func (h *history) add(format string, args ...any) {
	h.wrong = append(h.wrong, fmt.Sprintf(format, args...))
}

// compare has everybody finish, and compares all that was ever acknowledged with
// the ledger of the machine that is primary now: each record is in it exactly
// once, at the position that its author was told, as it was signed; and none is
// in it that nobody has written.
func (w *world) compare(ctx context.Context) (h history, err error) {
	resume := w.load.rest()
	defer resume()
	primary, err := w.leader(ctx)
	if err != nil {
		return h, err
	}
	rows, err := ask[placed](ctx, primary, "faro", `SELECT position, id, agent, seq, header, sig FROM records ORDER BY position`)
	if err != nil {
		return h, err
	}
	h.ledger = len(rows)
	byID, byRef := map[change.ID]placed{}, map[change.Ref]change.ID{}
	for _, r := range rows {
		ref := change.Ref{Agent: r.Agent, Seq: r.Seq}
		if _, twice := byID[r.ID]; twice {
			h.add("record %s is in the ledger twice", r.ID)
		}
		if other, twice := byRef[ref]; twice {
			h.add("number %d of %s is of two records, %s and %s", r.Seq, r.Agent, r.ID, other)
		}
		byID[r.ID], byRef[ref] = r, r.ID
	}
	written, agents := map[change.ID]bool{}, map[change.AgentID]bool{}
	for _, x := range w.load.writers {
		h.told(x.told, byID)
		for _, m := range x.minors {
			said, err := x.at.About(ctx, m)
			if err != nil {
				return h, err
			}
			for _, e := range said {
				written[e.ID], agents[e.Agent] = true, true
				h.entry(&e, byID)
			}
		}
	}
	for _, r := range rows {
		if agents[r.Agent] && !written[r.ID] {
			h.add("record %s of %s, number %d, is in the ledger and nobody wrote it", r.ID, r.Agent, r.Seq)
		}
	}
	_, wrong := w.load.since(time.Time{})
	h.wrong = append(h.wrong, wrong...)
	return h, nil
}

// told compares what was acknowledged, when it was, with the ledger.
func (h *history) told(told map[change.ID]uint64, ledger map[change.ID]placed) {
	for id, position := range told {
		switch in, there := ledger[id]; {
		case !there:
			h.add("record %s was acknowledged at position %d"+notInLedger, id, position)
		case in.Position != position:
			h.add("record %s was acknowledged at position %d"+wasLost+"%d", id, position, in.Position)
		}
	}
}

// entry compares one record of an installation, as its store has it now, with
// the ledger.
func (h *history) entry(e *outbox.Entry, ledger map[change.ID]placed) {
	in, there := ledger[e.ID]
	switch e.State {
	case outbox.Taken, outbox.Known:
		h.acknowledged++
		switch {
		case !there:
			h.add("record %s was acknowledged at position %d"+notInLedger, e.ID, e.Position)
		case in.Position != e.Position:
			h.add("record %s was acknowledged at position %d, and is at %d", e.ID, e.Position, in.Position)
		case e.Data != nil && !signed(e.Data, &in):
			h.add("record %s lies in the ledger otherwise than it was signed", e.ID)
		}
	case outbox.Refused:
		h.add("record %s (%s) was refused: %s", e.ID, e.Kind, e.Reason)
	case outbox.Unsent:
		h.add("record %s was never answered for", e.ID)
	}
}

// How a record that was acknowledged is missing: for good, or until its author
// had sent it again.
const (
	notInLedger = ", and is not in the ledger"
	wasLost     = ", was lost, and is in the ledger anew at "
)

// signed reports whether the bytes kept at an installation are those in the ledger.
func signed(data []byte, in *placed) bool {
	rec, err := change.Decode(data)
	return err == nil && bytes.Equal(rec.Raw, in.Header) && bytes.Equal(rec.Sig[:], in.Sig)
}

// said gives what is wrong, the first of it.
func (h *history) said() error {
	if len(h.wrong) == 0 {
		return nil
	}
	const most = 5
	return fmt.Errorf("%d times the history is not whole:\n  %s", len(h.wrong), strings.Join(h.wrong[:min(most, len(h.wrong))], "\n  "))
}

// verify has the registry look at itself: the casefiles are what the ledger
// folds to, and the tree over ledger and record of access is whole.
func (w *world) verify(ctx context.Context) error {
	for _, args := range [][]string{{"check"}, {"audit", "verify"}} {
		if said, err := w.registry.ctl(ctx, args...); err != nil {
			return fmt.Errorf("registryctl %s: %w\n%s", strings.Join(args, " "), err, said)
		}
	}
	return nil
}
