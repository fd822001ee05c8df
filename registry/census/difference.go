package census

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Knowing is what was known at the end of a day, or up to a position; neither is now.
type Knowing struct {
	At       day.Date
	Position uint64
}

// DifferenceQuery asks why the same day is counted otherwise than before.
type DifferenceQuery struct {
	On            day.Date
	By            []Dimension
	Only          []Filter
	Before, After Knowing
}

// Validate fails with [fault.Invalid], naming the field.
func (q DifferenceQuery) Validate() error {
	for field, k := range map[string]Knowing{"before": q.Before, "after": q.After} {
		if err := (Query{On: q.On, By: q.By, Only: q.Only, KnownAt: k.At, Position: k.Position}).Validate(); err != nil {
			if fault.As(err).Field == "known-at" {
				return fault.Field(field, fault.As(err).Detail, fault.As(err).Remedy)
			}
			return err
		}
	}
	if q.Before == (Knowing{}) {
		return fault.Field("before", "nothing to compare with", "say as known when the day was counted before")
	}
	return nil
}

// Shift is a cell that is not what it was.
type Shift struct {
	Labels, Codes []string
	Before, After int
}

// Cause is what the records of a kind changed that were taken on one day: each
// child's change is put down to one of the records about it that were taken with
// it, to one of its place before one of its identity.
type Cause struct {
	Known       day.Date // when it became known
	Kind        string   // of the records; [RegistrysOwn] if it was none
	Records     int
	First, Last uint64 // positions of the first and the last of them
	More, Fewer int    // children counted since, and no longer
	Other       int    // children counted in another cell since, or missing
}

// RegistrysOwn is the kind of what the registry itself changed: by a rebuild
// under new rules.
const RegistrysOwn = "registry"

// Difference is the answer. More less Fewer over all causes is the difference
// of the totals. What a change of the directory moved from cell to cell has no
// cause among the records.
type Difference struct {
	On            day.Date
	Before, After Result
	Shifts        []Shift // by cells that are not what they were, the most changed first
	Causes        []Cause // by day known, then by kind
}

// Difference tells how the count of a day differs between two knowings, and by
// the records of which kinds. It fails as [Census.Count] does.
func (c *Census) Difference(ctx context.Context, caller access.Caller, q DifferenceQuery) (Difference, error) {
	if err := q.Validate(); err != nil {
		return Difference{}, err
	}
	if err := c.notToCome("on", q.On); err != nil {
		return Difference{}, err
	}
	var out Difference
	err := c.answer(ctx, caller, q.By, q.Only, func(ctx context.Context, tx pgx.Tx) error {
		out = Difference{On: q.On, Before: Result{On: q.On, By: q.By}, After: Result{On: q.On, By: q.By}}
		for _, k := range []struct {
			Knowing
			to *Result
		}{{q.Before, &out.Before}, {q.After, &out.After}} {
			var err error
			if k.to.Epoch, k.to.Position, err = moment(ctx, tx, k.At, k.Position); err != nil {
				return err
			}
			if err := c.count(ctx, tx, q.By, q.Only, k.to); err != nil {
				return err
			}
		}
		if out.Before.Position > out.After.Position {
			return fault.Field("after", "known before the other", "put the earlier knowing first")
		}
		return c.causes(ctx, tx, q, &out)
	})
	if err != nil {
		return Difference{}, err
	}
	out.Shifts = shifts(out.Before.Cells, out.After.Cells)
	return out, nil
}

func shifts(before, after []Cell) []Shift {
	cells := map[string]*Shift{}
	at := func(c Cell) *Shift {
		key := strings.Join(c.Codes, "\x00")
		if cells[key] == nil {
			cells[key] = &Shift{Labels: c.Labels, Codes: c.Codes}
		}
		return cells[key]
	}
	for _, c := range before {
		at(c).Before = c.Count
	}
	for _, c := range after {
		at(c).After = c.Count
	}
	var out []Shift
	for _, m := range cells {
		if m.Before != m.After {
			out = append(out, *m)
		}
	}
	slices.SortFunc(out, func(a, b Shift) int {
		far := func(m Shift) int { return max(m.After-m.Before, m.Before-m.After) }
		return cmp.Or(cmp.Compare(far(b), far(a)), slices.Compare(a.Codes, b.Codes))
	})
	return out
}

// changed is what one child's counting became at one position.
type changed struct {
	child int64
	known uint64
}

// effect is what that did to the count, and by which record.
type effect struct {
	on       day.Date
	kind     string
	position uint64
	net      int
	touched  bool // anything that is asked for
}

// causes reads what was added between the two knowings.
func (c *Census) causes(ctx context.Context, tx pgx.Tx, q DifferenceQuery, out *Difference) error {
	at := place{"", "c.facility", "c.reception", "c.area", "@on"}
	rows, err := tx.Query(ctx, `SELECT c.child, c.known, c.known_at, c.change, c.state, c.citizenship, c.sex, c.mode, c.protection, c.guardian,
			c.seen, c.birth_on, c.kinds, c.positions, `+at.columns()+`
		FROM counted_changes(@on, @before, @known, @born_after) c`+at.joins(), pgx.StrictNamedArgs{
		"on": q.On, "before": out.Before.Position, "known": out.After.Position, "born_after": bornAfter(q.On),
	})
	if err != nil {
		return fmt.Errorf("read changes: %w", pg.Fault(err))
	}
	effects := map[changed]effect{}
	var of changed
	var known time.Time
	var n int
	var g group
	var birth day.Date
	var kinds []string
	var positions []uint64
	_, err = pgx.ForEachRow(rows, []any{
		&of.child, &of.known, &known, &n, &g.State, &g.Citizenship, &g.Sex, &g.Mode, &g.Protection, &g.Guardian, &g.Confirmed, &birth,
		&kinds, &positions, &g.Code, &g.Reception, &g.Istat,
	}, func() error {
		g.Age = ageOn(birth, q.On)
		e := effects[of]
		e.on = day.FromTime(known)
		e.kind, e.position = theOne(kinds, positions, of.known)
		if c.counts(&g, q.On, q.Only) {
			e.touched = true
			if g.State != missing {
				e.net += n
			}
		}
		effects[of] = e
		return nil
	})
	if err != nil {
		return fmt.Errorf("read changes: %w", pg.Fault(err))
	}
	out.Causes = added(effects)
	return nil
}

// added adds effects up by day and kind.
func added(effects map[changed]effect) []Cause {
	type key struct {
		on   day.Date
		kind string
	}
	causes := map[key]*Cause{}
	records := map[uint64]bool{}
	for _, e := range effects {
		if !e.touched {
			continue
		}
		k := key{e.on, e.kind}
		if causes[k] == nil {
			causes[k] = &Cause{Known: e.on, Kind: e.kind, First: e.position, Last: e.position}
		}
		x := causes[k]
		if !records[e.position] {
			records[e.position] = true
			x.Records++
		}
		x.First, x.Last = min(x.First, e.position), max(x.Last, e.position)
		switch {
		case e.net > 0:
			x.More += e.net
		case e.net < 0:
			x.Fewer -= e.net
		default:
			x.Other++
		}
	}
	out := make([]Cause, 0, len(causes))
	for _, x := range causes {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b Cause) int { return cmp.Or(a.Known.Compare(b.Known), cmp.Compare(a.Kind, b.Kind)) })
	return out
}

// theOne gives, of the records about a child that were taken with a change, the
// one to which it is put down: the last of the sort that says most of where a
// child is counted.
func theOne(kinds []string, positions []uint64, known uint64) (string, uint64) {
	sorts := []string{"link.", "exit.", "transfer.", "absence.", "placement.", "presence.", "retracted", "resolved", "minor.", "identity.", "age.", "guardian.", ""}
	for _, sort := range sorts {
		for i := len(kinds) - 1; i >= 0; i-- {
			if strings.HasPrefix(kinds[i], sort) {
				return kinds[i], positions[i]
			}
		}
	}
	return RegistrysOwn, known
}
