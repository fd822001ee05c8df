package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"faro.example/shared/day"
)

// work is one sort of load: done at a steady rate, each as soon as it is due and
// the one before is done.
type work struct {
	name string
	rate float64 // a second
	do   func(ctx context.Context, n int) error

	mu     sync.Mutex // guards the fields below
	took   []time.Duration
	done   int
	failed error // the first
}

// run works until ctx is done.
func (w *work) run(ctx context.Context) {
	if w.rate <= 0 {
		return
	}
	tick := time.NewTicker(time.Duration(float64(time.Second) / w.rate))
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		begun := time.Now()
		err := w.do(ctx, n)
		if ctx.Err() != nil {
			return // cut off in the middle
		}
		w.mu.Lock()
		w.done++
		w.took = append(w.took, time.Since(begun))
		if err != nil && w.failed == nil {
			w.failed = fmt.Errorf("%s: %w", w.name, err)
		}
		w.mu.Unlock()
	}
}

// late gives the 95th of a hundred since it was asked last, in milliseconds.
func (w *work) late() (ms float64, any bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.took) == 0 {
		return 0, false
	}
	slices.Sort(w.took)
	p95 := w.took[len(w.took)*95/100]
	w.took = nil
	return float64(p95.Microseconds()) / 1000, true
}

// works are all sorts of load.
func (w *world) works(o options) []*work {
	out := []*work{
		{name: "look-up of custody", rate: o.LookUps, do: w.lookUp},
		{name: "census", rate: o.Census, do: func(ctx context.Context, n int) error {
			return w.ask(ctx, "/v1/census?on="+day.FromTime(time.Now()).Add(-n%30).String(), "")
		}},
	}
	for _, c := range w.centres {
		out = append(out, &work{name: "agentd record at " + c.structure.Code, rate: o.Records / float64(len(w.centres)), do: c.happens})
	}
	return out
}

func (w *world) lookUp(ctx context.Context, n int) error {
	c := w.centres[n%len(w.centres)]
	body, err := json.Marshal(map[string]string{
		"code": c.children[n%children].code, "on": day.FromTime(time.Now()).String(), "reason": "a steady load",
	})
	if err != nil {
		return err
	}
	return w.ask(ctx, "/v1/custody/lookups", string(body))
}

// happens records what happens next to the next child.
func (c *centre) happens(ctx context.Context, _ int) error {
	child := &c.children[c.next%children]
	c.next++
	kind, what := "notice.given", map[string]any{"minor": child.minor, "text": "informativa-2", "language": "fr"}
	switch child.records % 3 {
	case 1:
		kind, what = "absence.reported", map[string]any{"minor": child.minor, "from": c.here(), "report": fmt.Sprintf("S%06d", c.next)}
	case 2:
		kind, what = "absence.ended", map[string]any{"minor": child.minor, "at": c.here()}
	}
	child.records++
	_, err := c.Record(ctx, kind, what)
	return err
}

// settled waits until all that was recorded is in, and fails if any of it was refused.
func (w *world) settled(ctx context.Context) error {
	for _, c := range w.centres {
		refused := 0
		err := w.until(ctx, func() (bool, error) {
			s, err := c.Status(ctx)
			refused = s.Records.Refused
			return s.Records.Unsent == 0, err
		})
		if err != nil {
			return err
		}
		if refused > 0 {
			return fmt.Errorf("%d records of %s were refused", refused, c.structure.Code)
		}
	}
	return nil
}

// soak keeps everything at work and watches it.
func (w *world) soak(ctx context.Context, o options) (*watch, error) {
	works := w.works(o)
	loading, stop := context.WithTimeout(ctx, o.Duration)
	defer stop()
	var all sync.WaitGroup
	for _, one := range works {
		all.Go(func() { one.run(loading) })
	}
	out, err := w.watch(loading, o, works)
	stop()
	all.Wait()
	for _, one := range works {
		out.Done[one.name] = one.done
		err = errors.Join(err, one.failed)
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return out, errors.Join(err, w.settled(ctx))
}
