package loader

import (
	"context"
	"errors"
	"sync"
	"time"

	"faro.example/deploy/population"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Past is a nation's years on their way into a registry whose clock is
// simulated: day by day as they were written, so that what was known on a day
// can be asked for as of any. Each writer has the children of its own, whole
// histories, so it has before its eyes all that was written of a child before.
//
// Each record is the same however often it is made, and the registry says how
// many it has: a load that ended anywhere goes on from there.
type Past struct {
	Nation  *population.Nation
	Writers []*Writer
	// Clock sets the registry's clock, which never goes back; the zero time
	// brings it to the present.
	Clock func(context.Context, time.Time) error
	// Told is told after each day how far it is, while nothing is written; its
	// error ends the load.
	Told func(Progress) error

	calendar *population.Calendar
}

// Progress says how far a load is.
type Progress struct {
	Day      day.Date // the last that is in
	Done, Of int      // records
	Before   int      // of those done, the ones that were in when the load began
}

// Load loads all that is not in yet.
func (p *Past) Load(ctx context.Context) error {
	p.calendar = p.Nation.Calendar()
	held := make([]uint64, len(p.Writers))
	progress := Progress{Of: p.calendar.Len()}
	for k, w := range p.Writers {
		n, err := w.standing(ctx)
		if err != nil {
			return err
		}
		held[k] = n
		progress.Before += int(n)
	}
	histories := histories{nation: p.Nation, open: map[int32][]population.Event{}}
	for d, refs := range p.calendar.Days() {
		todo := make([][]*population.Event, len(p.Writers))
		fresh := 0
		for _, r := range refs {
			k := int(r.Minor) % len(p.Writers)
			if w := p.Writers[k]; w.seq < held[k] {
				w.pass(r.Number == 0)
				continue
			}
			todo[k] = append(todo[k], histories.event(r))
			fresh++
		}
		progress.Day, progress.Done = d, progress.Done+len(refs)
		if fresh == 0 {
			continue
		}
		if err := p.day(ctx, d, todo, &histories); err != nil {
			return err
		}
		histories.close()
		if err := p.Told(progress); err != nil {
			return err
		}
	}
	return errors.Join(p.Clock(ctx, time.Time{}), p.Told(progress))
}

// Refused gives the answers to what was refused since the load began.
func (p *Past) Refused() (out []api.Receipt) {
	for _, w := range p.Writers {
		out = append(out, w.refused...)
	}
	return out
}

// Code gives the national code of a child who is in. It is for [Past.Told] to ask.
func (p *Past) Code(child int) (minor.Code, error) {
	k := child % len(p.Writers)
	at := 0
	for _, refs := range p.calendar.Days() {
		for _, r := range refs {
			switch {
			case int(r.Minor) == child:
				return p.Writers[k].code(at)
			case r.Number == 0 && int(r.Minor)%len(p.Writers) == k:
				at++
			}
		}
	}
	return "", fault.Newf(fault.NotFound, "there is no child %d", child)
}

// day has every writer write and push what is theirs of a day.
func (p *Past) day(ctx context.Context, d day.Date, todo [][]*population.Event, h *histories) error {
	if err := p.Clock(ctx, noon(d)); err != nil {
		return err
	}
	errs := make([]error, len(p.Writers))
	var all sync.WaitGroup
	for k, w := range p.Writers {
		all.Go(func() { errs[k] = w.day(ctx, todo[k], h) })
	}
	all.Wait()
	return errors.Join(errs...)
}

// day writes and pushes a writer's events of one day.
func (w *Writer) day(ctx context.Context, events []*population.Event, h *histories) error {
	var frames []change.Frame
	for len(events) > 0 {
		frame, err := w.sign(h.nation, events[0], h.seen(events[0]))
		switch {
		case err == nil:
			frames, events = append(frames, frame), events[1:]
		case !errors.Is(err, errNoCode) || len(frames) == 0:
			return err
		}
		if err != nil || len(frames) == change.MaxBatch {
			if err := w.push(ctx, frames); err != nil {
				return err
			}
			frames = frames[:0]
		}
	}
	return w.push(ctx, frames)
}

// histories makes the histories of children of whom something is still to be
// written. It is filled by one goroutine; those that write only read.
type histories struct {
	nation *population.Nation
	open   map[int32][]population.Event
	ended  []int32 // whose last event was asked for
}

// event gives an event.
func (h *histories) event(r population.Ref) *population.Event {
	all, there := h.open[r.Minor]
	if !there {
		all = h.nation.History(int(r.Minor))
		h.open[r.Minor] = all
	}
	if int(r.Number) == len(all)-1 {
		h.ended = append(h.ended, r.Minor)
	}
	return &all[r.Number]
}

// close lets go of the histories that were told to their end.
func (h *histories) close() {
	for _, m := range h.ended {
		delete(h.open, m)
	}
	h.ended = h.ended[:0]
}

// seen names what of the same section the author had before their eyes.
func (h *histories) seen(e *population.Event) change.Seen {
	var out change.Seen
	for k := range h.open[int32(e.Minor)][:e.Knows] {
		if before := &h.open[int32(e.Minor)][k]; before.Section() == e.Section() {
			out.Records = append(out.Records, h.nation.Record(*before))
		}
	}
	return out
}
