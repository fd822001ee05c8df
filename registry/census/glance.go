package census

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/access"
	"faro.example/shared/day"
)

// The periods of a glance: the day itself, the week and the thirty days that end
// with it; and how many weeks back it shows who was there. Arbitrary.
const (
	aDay, aWeek, aMonth = 1, 7, 30
	glanceWeeks         = 13
)

// GlanceQuery asks how things stand on a day, of all or of some.
type GlanceQuery struct {
	On       day.Date
	By       Dimension   // its parts, each with what came and went in the week; "" for none
	Also     []Dimension // other cuts of those present, one at a time
	Only     []Filter
	KnownAt  day.Date // zero is now
	Position uint64   // see [Query]
}

// Validate fails with [fault.Invalid], naming the field.
func (q GlanceQuery) Validate() error {
	return Query{On: q.On, By: q.by(), Only: q.Only, KnownAt: q.KnownAt, Position: q.Position}.Validate()
}

func (q GlanceQuery) by() []Dimension {
	if q.By == "" {
		return nil
	}
	return []Dimension{q.By}
}

// Share is one part of a glance.
type Share struct {
	Balance     // of the week
	Missing int // on the day
}

// Glance is the answer, all of it as of one moment: who was there at the end of the
// day, what had come and gone by then in three periods, and who was there before.
type Glance struct {
	Now              Result // without cells
	Parts            []Share
	Also             []Result
	Day, Week, Month Balance
	Weeks            []Point // ends of weeks, the last of them the day itself, oldest first
}

// Glance tells how things stand. It leaves one line, and fails as [Census.Count] does.
func (c *Census) Glance(ctx context.Context, caller access.Caller, q GlanceQuery) (Glance, error) {
	if err := q.Validate(); err != nil {
		return Glance{}, err
	}
	if err := c.notToCome("on", q.On); err != nil {
		return Glance{}, err
	}
	var out Glance
	err := c.answer(ctx, caller, q.by(), q.Only, func(ctx context.Context, tx pgx.Tx) (err error) {
		out = Glance{Now: Result{On: q.On}}
		for _, d := range q.Also {
			if err := wide(caller, []Dimension{d}, q.Only); err != nil {
				return err
			}
		}
		if out.Now.Epoch, out.Now.Position, err = moment(ctx, tx, q.KnownAt, q.Position); err != nil {
			return err
		}
		return c.glance(ctx, tx, q, &out)
	})
	if err != nil {
		return Glance{}, err
	}
	return out, nil
}

func (c *Census) glance(ctx context.Context, tx pgx.Tx, q GlanceQuery, out *Glance) error {
	was := map[int]*Result{} // by how many days before
	var days []*Result
	for _, back := range backs() {
		was[back] = &Result{On: q.On.Add(-back), Position: out.Now.Position}
		days = append(days, was[back])
	}
	if err := c.count(ctx, tx, nil, q.Only, days...); err != nil {
		return err
	}
	out.Now.Total, out.Now.Missing = was[0].Total, was[0].Missing
	for _, back := range weeks() {
		out.Weeks = append(out.Weeks, Point{On: was[back].On, Total: was[back].Total, Missing: was[back].Missing})
	}
	for _, d := range q.Also {
		r := Result{On: q.On, Epoch: out.Now.Epoch, Position: out.Now.Position, By: []Dimension{d}}
		if err := c.count(ctx, tx, r.By, q.Only, &r); err != nil {
			return err
		}
		out.Also = append(out.Also, r)
	}
	return c.periods(ctx, tx, q, was, out)
}

// weeks are how many days before the day the weeks ended that are shown, the
// longest ago first.
func weeks() []int {
	var out []int
	for n := glanceWeeks - 1; n >= 0; n-- {
		out = append(out, n*aWeek)
	}
	return out
}

// backs are how many days before the day a glance counts, the longest ago first:
// those weeks, and the days before its periods.
func backs() []int {
	out := append(weeks(), aDay, aMonth)
	slices.Sort(out)
	slices.Reverse(out)
	return slices.Compact(out)
}

// periods adds what came and went: the moves of the longest period are read once.
func (c *Census) periods(ctx context.Context, tx pgx.Tx, q GlanceQuery, was map[int]*Result, out *Glance) error {
	all := []struct {
		days int
		to   *Balance
	}{{aDay, &out.Day}, {aWeek, &out.Week}, {aMonth, &out.Month}}
	tallies := make([]*tally, len(all))
	for i := range all {
		tallies[i] = newTally(c, nil, q.Only)
	}
	parts := newTally(c, q.by(), q.Only)
	within := func(on day.Date, days int) bool { return !on.Before(q.On.Add(1 - days)) }
	flows := FlowQuery{From: q.On.Add(1 - aMonth), To: q.On, Only: q.Only}
	err := eachMove(ctx, tx, flows, out.Now.Position, func(m *move) {
		for i, p := range all {
			if within(m.on, p.days) {
				tallies[i].move(m)
			}
		}
		if within(m.on, aWeek) {
			parts.move(m)
		}
	})
	if err != nil {
		return err
	}
	err = eachBirthday(ctx, tx, flows, out.Now.Position, func(on day.Date, g *group) {
		for i, p := range all {
			if within(on, p.days) {
				tallies[i].birthday(on, g)
			}
		}
		if within(on, aWeek) {
			parts.birthday(on, g)
		}
	})
	if err != nil {
		return err
	}
	for i, p := range all {
		if b := tallies[i].balances([]Cell{{Count: was[p.days].Total}}, []Cell{{Count: out.Now.Total}}); len(b) > 0 {
			*p.to = b[0]
		}
	}
	if q.By == "" {
		return nil
	}
	return c.shares(ctx, tx, q, parts, out)
}

// shares adds the parts, those with most present first: each that anybody is of,
// or was a week before, missing or not.
func (c *Census) shares(ctx context.Context, tx pgx.Tx, q GlanceQuery, parts *tally, out *Glance) error {
	now, before := Result{On: q.On, Position: out.Now.Position}, Result{On: q.On.Add(-aWeek), Position: out.Now.Position}
	missed := map[string]int{}
	var of []Cell // who is missing
	err := c.countAnd(ctx, tx, q.by(), q.Only, func(r *Result, g *group) {
		if r != &now || g.State != missing {
			return
		}
		label, code := c.label(q.By, g)
		if _, seen := missed[code]; !seen {
			of = append(of, Cell{Labels: []string{label}, Codes: []string{code}})
		}
		missed[code] += g.Count
	}, &before, &now)
	if err != nil {
		return err
	}
	for _, x := range of {
		if !slices.ContainsFunc(now.Cells, func(y Cell) bool { return y.Codes[0] == x.Codes[0] }) {
			now.Cells = append(now.Cells, x)
		}
	}
	for _, b := range parts.balances(before.Cells, now.Cells) {
		out.Parts = append(out.Parts, Share{b, missed[b.Codes[0]]})
		delete(missed, b.Codes[0])
	}
	for _, x := range now.Cells { // of whom all are missing, and nobody came or went
		if n := missed[x.Codes[0]]; n > 0 {
			out.Parts = append(out.Parts, Share{Balance{Labels: x.Labels, Codes: x.Codes}, n})
		}
	}
	return nil
}
