// Package loader puts a synthetic nation into the registry on the way on which
// everything gets there: records signed by enrolled installations, pushed over
// mutual TLS. A loader has no credential of the database.
//
// The invariant: every event becomes exactly one record, by an installation
// that speaks for the office that wrote it, and each author has before their
// eyes what was written before in other provinces. Started again, it goes on
// where it was.
package loader

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"faro.example/deploy/population"
)

// Load has every event of the nation written by the installation of its
// province, and pushed. Histories go leg by leg: when a child has come to
// another province, the people there have pulled what was written before. It
// tells progress how many records of how many the registry has answered for,
// never from two goroutines at once.
func Load(ctx context.Context, n *population.Nation, by map[string]*Installation, progress func(done, of int)) error {
	work, legs, total := plan(n)
	for province := range work {
		if by[province] == nil {
			return fmt.Errorf("nobody speaks for province %s", province)
		}
	}
	l := load{nation: n, by: by, total: total, progress: progress}
	done := map[string]int{}
	for _, province := range slices.Sorted(maps.Keys(work)) {
		n, err := by[province].written(ctx)
		if err != nil {
			return err
		}
		done[province] = n
	}
	for leg := range legs {
		err := l.each(ctx, work, func(ctx context.Context, province string) error {
			events := work[province][leg]
			skip := min(done[province], len(events))
			l.mu.Lock()
			done[province] -= skip
			l.mu.Unlock()
			return l.leg(ctx, by[province], events, skip)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// plan gives the events by province and leg, in order of time, how many legs
// there are and how many events.
func plan(n *population.Nation) (work map[string][][]population.Event, legs, total int) {
	events := n.Events()
	for _, e := range events {
		legs = max(legs, e.Leg+1)
	}
	work = map[string][][]population.Event{}
	for _, e := range events {
		p := n.Province(e)
		if work[p] == nil {
			work[p] = make([][]population.Event, legs)
		}
		work[p][e.Leg] = append(work[p][e.Leg], e)
	}
	return work, legs, len(events)
}

// workers is how many installations are at work at once. Arbitrary.
const workers = 4

// load is one run.
type load struct {
	nation   *population.Nation
	by       map[string]*Installation
	total    int
	progress func(done, of int)

	mu   sync.Mutex // guards the field below, the counts in Load, and calls of progress
	done int
}

// each runs fn for every province, a few at once; the first error ends it.
func (l *load) each(ctx context.Context, work map[string][][]population.Event, fn func(context.Context, string) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	provinces := slices.Sorted(maps.Keys(work))
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for {
				k := int(next.Add(1)) - 1
				if k >= len(provinces) || ctx.Err() != nil {
					return
				}
				if err := fn(ctx, provinces[k]); err != nil {
					stop(fmt.Errorf("province %s: %w", provinces[k], err))
				}
			}
		})
	}
	all.Wait()
	return context.Cause(ctx)
}

// leg has one installation write and push the events of one leg, of which the
// first were written before.
func (l *load) leg(ctx context.Context, i *Installation, events []population.Event, written int) error {
	if len(events) == 0 {
		return nil
	}
	if err := i.pull(ctx); err != nil {
		return err
	}
	if err := i.write(ctx, l.nation, events[written:]); err != nil {
		return err
	}
	l.tell(written)
	return i.push(ctx, l.tell)
}

func (l *load) tell(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done += n
	l.progress(min(l.done, l.total), l.total)
}
