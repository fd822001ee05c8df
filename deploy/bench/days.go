package main

import (
	"context"
	"errors"
	"sync"
	"time"

	"faro.example/shared/change"
)

// steadyDay is how many records a second come in the busiest hour of a steady
// day: 25,000 children a year with 20 records each, and a word on each of 20,000
// who are present by roll-call, are 21,400 a day; half of them in one hour.
const steadyDay = 3

// spikes are how many times a steady day's busiest hour are measured: itself, the
// five that are asked for, and what is beyond.
var spikes = []int{1, 5, 50}

// paced is what pushes of single records took when so many came a second,
// whether or not those before were answered.
type paced struct {
	Times int    `json:"times"`
	Rate  int    `json:"records_per_second"`
	Took  spread `json:"took"`  // from when each was due
	Sync  spread `json:"fsync"` // what the disk alone needed, in the same minute
	Cost  cost   `json:"cost"`

	Seconds float64 `json:"seconds"`
	Idle    float64 `json:"idle"` // processors that registryd and PostgreSQL took before, with nothing coming in
}

// days measures a steady day and its spikes, one after the other.
func (r *registry) days(ctx context.Context, fleet []*installation) ([]paced, error) {
	if err := r.passOver(ctx); err != nil {
		return nil, err
	}
	_, idle, err := r.untilQuiet(ctx)
	if err != nil {
		return nil, err
	}
	var out []paced
	for _, times := range spikes {
		p, err := r.day(ctx, fleet, times)
		if err != nil {
			return nil, err
		}
		p.Idle = idle
		out = append(out, p)
	}
	return out, nil
}

func (r *registry) day(ctx context.Context, fleet []*installation, times int) (out paced, err error) {
	out.Times, out.Rate = times, steadyDay*times
	n := int(r.sizes.Pace.Seconds() * float64(out.Rate))
	writers := fleet[:min(len(fleet), n)]
	n = (n + len(writers) - 1) / len(writers) * len(writers) // what is signed is sent, or numbers would be missing
	loads, _, err := outage(ctx, writers, n/len(writers))
	if err != nil {
		return out, err
	}
	if out.Sync, err = syncs(r.dir); err != nil {
		return out, err
	}
	before, begun := used(r.registryd, r.postmaster), time.Now()
	took, err := inTime(ctx, writers, loads, n, time.Second/time.Duration(out.Rate))
	out.Cost = costOf(used(r.registryd, r.postmaster).since(before))
	out.Took, out.Seconds = spreadOf(took), time.Since(begun).Seconds()
	return out, err
}

// inTime pushes n single records, one whenever it is due, each by the next agent;
// how long each took counts from when it was due.
func inTime(ctx context.Context, writers []*installation, loads map[*installation][]change.Frame, n int, every time.Duration) ([]time.Duration, error) {
	took, errs := make([]time.Duration, n), make([]error, len(writers))
	type turn struct {
		k     int
		due   time.Time
		frame change.Frame
	}
	turns := make([]chan turn, len(writers)) // an agent pushes one record after the other
	var all sync.WaitGroup
	for w, i := range writers {
		turns[w] = make(chan turn, n/len(writers)+1)
		all.Go(func() {
			for t := range turns[w] {
				if err := i.push(ctx, []change.Frame{t.frame}); err != nil {
					errs[w] = err
					return // those that follow would only say the same
				}
				took[t.k] = time.Since(t.due)
			}
		})
	}
	begun := time.Now()
	var late error
	for k := 0; k < n && late == nil; k++ {
		due := begun.Add(time.Duration(k) * every)
		late = wait(ctx, time.Until(due))
		w := k % len(writers)
		turns[w] <- turn{k, due, loads[writers[w]][k/len(writers)]}
	}
	for _, t := range turns {
		close(t)
	}
	all.Wait()
	return took, errors.Join(append(errs, late)...)
}

func tellDays(days []paced) {
	say("\na steady day and its spikes: single records, each pushed when it is due, over mutual TLS")
	for _, d := range days {
		say("%3d times the busiest hour, %d a second: %s; the disk alone: p95 %.1f ms; processor s: registryd %.1f, PostgreSQL %.1f, and with nothing coming in %.1f in the same time; others' share %.0f %%",
			d.Times, d.Rate, d.Took, d.Sync.P95, d.Cost.Registry, d.Cost.Postgres, d.Idle*d.Seconds, 100*d.Cost.Others)
	}
}
