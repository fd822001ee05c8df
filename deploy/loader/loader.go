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
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"faro.example/deploy/population"
	"faro.example/shared/day"
)

// Load has every event of the nation written by the installation of its
// province, and pushed. Histories go leg by leg: when a child has come to
// another province, the people there have pulled what was written before. What
// was written lately goes day by day besides, since the registry still judges by
// it where there is room. It tells progress how many records of how many the
// registry has answered for, never from two goroutines at once.
func Load(ctx context.Context, n *population.Nation, by map[string]*Installation, progress func(done, of int)) error {
	steps, total := plan(n)
	l := load{nation: n, by: by, total: total, progress: progress}
	done := map[string]int{}
	for _, step := range steps {
		for province := range step {
			if _, known := done[province]; known {
				continue
			}
			if by[province] == nil {
				return fmt.Errorf("nobody speaks for province %s", province)
			}
			var err error
			if done[province], err = by[province].written(ctx); err != nil {
				return err
			}
		}
	}
	for _, step := range steps {
		err := l.each(ctx, step, func(ctx context.Context, province string) error {
			events := step[province]
			l.mu.Lock()
			skip := min(done[province], len(events))
			done[province] -= skip
			l.mu.Unlock()
			return l.write(ctx, by[province], events, skip)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lately is the days before the nation's today of which each is loaded for
// itself. It is more than those on which the registry judges what is decided by
// the places that are left.
const lately = 10

// plan gives the events by step and province, in order of time, and how many
// there are. All of a step are written with those of the steps before it in view.
func plan(n *population.Nation) (steps []map[string][]population.Event, total int) {
	type place struct {
		day day.Date // zero: long ago
		leg int
	}
	at := map[place]map[string][]population.Event{}
	for _, e := range n.Events() {
		p := place{leg: e.Leg}
		if n.Options.Today.Sub(e.Written) < lately {
			p.day = e.Written
		}
		if at[p] == nil {
			at[p] = map[string][]population.Event{}
		}
		who := n.Province(e)
		at[p][who] = append(at[p][who], e)
		total++
	}
	for _, p := range slices.SortedFunc(maps.Keys(at), func(a, b place) int {
		return cmp.Or(a.day.Compare(b.day), cmp.Compare(a.leg, b.leg))
	}) {
		steps = append(steps, at[p])
	}
	return steps, total
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

// each runs fn for every province of a step, a few at once; the first error ends it.
func (l *load) each(ctx context.Context, step map[string][]population.Event, fn func(context.Context, string) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	provinces := slices.Sorted(maps.Keys(step))
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

// write has one installation write and push its events of one step, of which the
// first were written before.
func (l *load) write(ctx context.Context, i *Installation, events []population.Event, written int) error {
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
