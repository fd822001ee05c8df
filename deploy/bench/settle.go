package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// settled is how a nation's minors came in. It is told, not judged.
type settled struct {
	Minors  int     `json:"minors"`  // of the whole registry
	Records int     `json:"records"` // of them in this run
	Seconds float64 `json:"seconds"`
	Rate    float64 `json:"records_per_second"`
}

const (
	// nationBlock is how many codes each of the fleet has for the minors of its
	// town, from firstOfNation on, above all other blocks.
	nationBlock   = 5_000
	firstOfNation = 80_000_000
	// stillHere is one in how many minors who is still there: the others have left,
	// as all but a few of a registry's minors have.
	stillHere = 10
	// perMinor is how many records a minor has who has left: who came, whose
	// custody it was, and that they are of age.
	perMinor = 6
	// years is over how many years they have come. Arbitrary.
	years = 8
)

// settle brings each town's minors in, on the way on which everything gets in.
// What is there already is gone on from.
func (r *registry) settle(ctx context.Context, fleet []*installation) (*settled, error) {
	out := &settled{}
	perTown := r.sizes.Minors / len(fleet)
	if perTown > nationBlock {
		return nil, fmt.Errorf("%d minors are more than %d towns have codes for", r.sizes.Minors, len(fleet))
	}
	have := map[*installation]int{}
	for _, i := range fleet {
		const codes = `SELECT count(*) FROM codes WHERE serial >= $1 AND serial < $1 + $2`
		j, n := i.ofTown(), 0
		err := errors.Join(r.giveCodes(ctx, j), r.admin.QueryRow(ctx, codes, int64(j.first), int64(j.block)).Scan(&n))
		if err != nil {
			return nil, err
		}
		have[i] = n
	}
	var records, done atomic.Int64
	begun := time.Now()
	err := each(ctx, fleet, fillers, func(ctx context.Context, i *installation) error {
		n, err := i.settleTown(ctx, have[i], perTown)
		records.Add(int64(n))
		if at := int(done.Add(1)); at%20 == 0 || at == len(fleet) {
			progress("bringing in each town's minors", at, len(fleet))
		}
		return err
	})
	out.Seconds, out.Records = time.Since(begun).Seconds(), int(records.Load())
	if err != nil {
		return nil, err
	}
	out.Rate = float64(out.Records) / out.Seconds
	if err := r.passOver(ctx); err != nil { // also over those of a run that was ended
		return nil, err
	}
	return out, r.admin.QueryRow(ctx, `SELECT count(*) FROM casefiles`).Scan(&out.Minors)
}

// ofTown is the installation as it writes about its town's minors, whose codes
// are of another block.
func (i *installation) ofTown() *installation {
	j := *i
	j.first, j.block = firstOfNation+(i.first-firstOfFleet)/fleetBlock*nationBlock, nationBlock
	return &j
}

// settleTown gives a town the minors that it has not got, and how many records
// that took.
func (i *installation) settleTown(ctx context.Context, have, n int) (records int, err error) {
	j := i.ofTown()
	var frames []change.Frame
	for k := have; k < n; k++ {
		more, err := j.life(k, today())
		if err != nil {
			return records, err
		}
		frames = append(frames, more...)
		if len(frames)+perMinor > change.MaxBatch || k == n-1 { // minors are in or not: a batch is one transaction
			if err := j.push(ctx, frames); err != nil {
				return records, err
			}
			records += len(frames)
			frames = frames[:0]
		}
	}
	i.seq = j.seq
	return records, nil
}

// life signs all that is said of the k-th minor of a town.
func (i *installation) life(k int, now day.Date) ([]change.Frame, error) {
	d := rand.New(rand.NewPCG(uint64(k), uint64(i.first)+1))
	came := now.Add(-20 - d.IntN(300))
	if k%stillHere != 0 {
		came = now.Add(-200 - d.IntN(365*years))
	}
	centre, service := institution.OfficeOf(i.office.First.ID), institution.Office(i.office.Service.ID)
	facts := make([]fact, 0, perMinor)
	for _, body := range i.arrival(k, came) {
		facts = append(facts, fact{came, centre, body})
	}
	facts = append(facts, fact{came.Add(2), service, custody.Taken{By: i.office.Service.ID}})
	if k%stillHere != 0 {
		facts = append(facts, fact{came.Add(30 + d.IntN(150)), centre, movement.ExitRecorded{Reason: movement.Majority}})
	}
	m := minor.ID(id.New[struct{}]())
	var out []change.Frame
	said := map[change.Section][]change.ID{}
	for _, f := range facts {
		h := change.Header{Minor: m, Structure: f.at, On: day.On(f.on)}
		kind, _ := change.Lookup(f.body.Kind())
		if h.Seen.Records = said[kind.Section]; len(h.Seen.Records) > 0 {
			h.Seen.Epoch = 1
		}
		rec, frame, err := i.sign(h, f.body)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.body.Kind(), err)
		}
		said[kind.Section] = append(said[kind.Section], rec.ID)
		out = append(out, frame)
	}
	return out, nil
}
