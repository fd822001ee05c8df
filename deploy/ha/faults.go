package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// mishap is one thing that is lost, and how it is brought back. begin is timed:
// writes must be back within thirty seconds of it; mend, once they are, brings back
// what was lost.
type mishap struct {
	name  string // on the command line
	what  string // for people
	begin func(context.Context, *trial) error
	mend  func(context.Context, *trial) error // nil: it mends itself
}

// trial is one mishap under way.
type trial struct {
	*world
	primary *host // as it was before
	standby *host // the one that confirmed
	at      time.Time
	notes   []string // for the table
	undo    []func() error
}

func (t *trial) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// mishaps are all that can be lost, in the order in which they are.
func mishaps() []mishap {
	return []mishap{
		{name: "postgres-killed", what: "kill -9 of PostgreSQL on the primary", begin: killPostgres},
		{name: "primary-lost", what: "kill -9 of all on the primary (etcd, Patroni, PostgreSQL)", begin: losePrimary, mend: switchOn},
		{name: "frozen", what: "primary frozen (SIGSTOP of all)", begin: freeze, mend: thaw},
		{name: "partition", what: "primary's cable pulled", begin: cut, mend: alone},
		{name: "standby-lost", what: "kill -9 of all on the standby that confirms", begin: loseStandby, mend: switchStandbyOn},
		{name: "slow-disk", what: fmt.Sprintf("every fdatasync of the primary %d ms slower", slowBy.Milliseconds()), begin: slow, mend: slowest},
		{name: "disk-full", what: "no room on the disk of the primary's log", begin: fill, mend: empty},
		{name: "clock", what: "clock of the primary's PostgreSQL an hour ahead, then back", begin: jump, mend: jumped},
		{name: "wait-cancelled", what: "both standbys frozen, waits for them cancelled, then the primary lost", begin: forsake, mend: switchOn},
		{name: "registryd-1", what: "kill -9 of the first registryd", begin: killRegistryd(0)},
		{name: "registryd-2", what: "kill -9 of the second registryd", begin: killRegistryd(1)},
		{name: "registry-lost", what: "cable pulled of a machine that runs registryd", begin: unplugRegistry(0), mend: empty},
	}
}

// choose gives those that were asked for.
func choose(o options) ([]mishap, error) {
	all := mishaps()
	for _, name := range o.Only {
		if !slices.ContainsFunc(all, func(m mishap) bool { return m.name == name }) {
			var names []string
			for _, m := range all {
				names = append(names, m.name)
			}
			return nil, fmt.Errorf("%s is not a fault: use %s", name, strings.Join(names, ", "))
		}
	}
	return slices.DeleteFunc(all, func(m mishap) bool { return len(o.Only) > 0 && !slices.Contains(o.Only, m.name) }), nil
}

// play has a mishap come under load, and measures and compares what comes of it.
func (w *world) play(ctx context.Context, m mishap) (row, error) {
	out := row{name: m.what, load: loadAverage()}
	t := &trial{world: w}
	if err := t.before(ctx); err != nil {
		return out, err
	}
	tell("%s: %s is primary, %s confirms", m.name, t.primary.name, t.standby.name)
	err := t.run(ctx, m, &out)
	for _, undo := range t.undo {
		err = errors.Join(err, undo())
	}
	if err != nil {
		return out, err
	}
	out.notes = strings.Join(t.notes, "; ")
	return out, t.after(ctx, &out)
}

// before waits until all is well and somebody writes.
func (t *trial) before(ctx context.Context) (err error) {
	if err := t.untilWhole(ctx); err != nil {
		return err
	}
	if _, _, err := t.load.back(ctx, time.Now()); err != nil {
		return err
	}
	if t.primary, err = t.leader(ctx); err != nil {
		return err
	}
	if t.options.Planted {
		return nil
	}
	confirm, err := t.withRole(ctx, "sync_standby")
	if err != nil || len(confirm) != 1 {
		return errors.Join(err, fmt.Errorf("%d standbys confirm", len(confirm)))
	}
	t.standby = confirm[0]
	return nil
}

func (t *trial) run(ctx context.Context, m mishap, out *row) (err error) {
	if err := t.centre.arrivals(ctx, 2); err != nil {
		return err
	}
	t.at = time.Now()
	if err := m.begin(ctx, t); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if out.first, out.last, err = t.load.back(ctx, t.at); err != nil {
		return err
	}
	tell("%s: writes are back after %.1f s, for everybody after %.1f s", m.name, out.first.Seconds(), out.last.Seconds())
	if m.mend != nil {
		if err := m.mend(ctx, t); err != nil {
			return err
		}
	}
	mended := time.Now()
	if err := t.untilWhole(ctx); err != nil {
		return err
	}
	out.whole = time.Since(mended)
	if err := t.registry.stand(ctx); err != nil {
		return err
	}
	err = until(ctx, "both registryd read at a replica", t.registry.follow)
	out.reads = time.Since(mended)
	return err
}

// after compares the histories, and says how long it took.
func (t *trial) after(ctx context.Context, out *row) error {
	if err := t.centre.noticed(ctx); err != nil {
		return err
	}
	h, err := t.compare(ctx)
	if err != nil {
		return err
	}
	out.acknowledged, out.ledger = h.acknowledged, h.ledger
	if err := errors.Join(h.said(), t.verify(ctx)); err != nil {
		return err
	}
	tell("compared: %d acknowledged records, each once among %d in the ledger; load average %s; %s", h.acknowledged, h.ledger, out.load, out.notes)
	if out.first > backWithin {
		return fmt.Errorf("writes were back after %.1f s", out.first.Seconds())
	}
	return nil
}
