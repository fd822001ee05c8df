package census

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/standby"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Step is how far apart the days of a series are.
type Step string

// The steps. Of a week and of a month the last day is counted, and of the last of
// them the day up to which is asked.
const (
	Daily   Step = "day"
	Weekly  Step = "week"  // Sundays
	Monthly Step = "month" // ends of months
)

// Steps lists them.
func Steps() []Step { return []Step{Daily, Weekly, Monthly} }

// MaxPoints bounds the days of a series: more than a year of days, or thirty
// years of months. Arbitrary.
const MaxPoints = 370

// SeriesQuery is the same question about several days, as of one moment.
type SeriesQuery struct {
	From, To day.Date // both included
	Every    Step
	By       []Dimension
	Only     []Filter
	KnownAt  day.Date // zero is now
	Position uint64   // see [Query]
	// Progress is told how many days are counted, of how many; nil for nobody.
	Progress func(done, total int)
}

// Validate fails with [fault.Invalid], naming the field.
func (q SeriesQuery) Validate() error {
	if err := period(q.From, q.To, q.KnownAt); err != nil {
		return err
	}
	switch q.Every {
	case Daily, Weekly, Monthly:
	default:
		return fault.Field("every", "not a step", "use day, week or month")
	}
	if len(q.Days()) > MaxPoints {
		return fault.Field("from", "too many days", fmt.Sprintf("ask for at most %d, or by week or by month", MaxPoints))
	}
	return validate(q.By, q.Only, q.KnownAt, q.Position)
}

// period checks a first and a last day.
func period(from, to, knownAt day.Date) error {
	switch {
	case from.IsZero():
		return fault.Field("from", "no day is named", "say which day is the first")
	case to.IsZero():
		return fault.Field("to", "no day is named", "say which day is the last")
	case to.Before(from):
		return fault.Field("to", "before the first day", "name that day or a later one")
	case !knownAt.IsZero() && to.After(knownAt):
		return fault.Field("known-at", "before the last day that is counted", "name that day or a later one")
	}
	return nil
}

// Days gives the days of a series, one more than [MaxPoints] at most.
func (q SeriesQuery) Days() []day.Date {
	var out []day.Date
	for d := q.From; !d.After(q.To) && len(out) <= MaxPoints; d = d.Add(1) {
		switch q.Every {
		case Weekly:
			d = d.Add((7 - int(d.UTC().Weekday())) % 7)
		case Monthly:
			d = d.NextMonth().Add(-1)
		}
		if d.After(q.To) {
			d = q.To
		}
		out = append(out, d)
	}
	return out
}

// Point is one day of a series.
type Point struct {
	On      day.Date
	Cells   []Cell
	Total   int
	Missing int
}

// Series is the answer: its points are by day, each as [Result] has it.
type Series struct {
	Epoch    int
	Position uint64
	By       []Dimension
	Points   []Point
}

// Series counts several days as of one moment. It fails as [Census.Count] does.
func (c *Census) Series(ctx context.Context, caller access.Caller, q SeriesQuery) (Series, error) {
	var out Series
	err := c.eachDay(ctx, caller, q, func() { out = Series{By: q.By} }, func(r Result) error {
		out.Epoch, out.Position = r.Epoch, r.Position
		out.Points = append(out.Points, Point{On: r.On, Cells: r.Cells, Total: r.Total, Missing: r.Missing})
		return nil
	})
	if err != nil {
		return Series{}, err
	}
	return out, nil
}

// EachDay gives the days of a series one after the other, as they are counted,
// so that a large one is never held whole. What was given cannot be taken back, so
// the primary gives it. It fails as [Census.Count] does, and as fn does.
func (c *Census) EachDay(ctx context.Context, caller access.Caller, q SeriesQuery, fn func(Result) error) error {
	return c.eachDay(standby.Never(ctx), caller, q, func() {}, fn)
}

// eachDay calls begin before the first day, each time that it begins.
func (c *Census) eachDay(ctx context.Context, caller access.Caller, q SeriesQuery, begin func(), fn func(Result) error) error {
	if err := q.Validate(); err != nil {
		return err
	}
	if err := c.notToCome("to", q.To); err != nil {
		return err
	}
	return c.answer(ctx, caller, q.By, q.Only, func(ctx context.Context, tx pgx.Tx) error {
		epoch, position, err := moment(ctx, tx, q.KnownAt, q.Position)
		if err != nil {
			return err
		}
		begin()
		all, done := q.Days(), 0
		for _, some := range together(all, askedBy(q.By, q.Only)) {
			counted := make([]*Result, len(some))
			for i, d := range some {
				counted[i] = &Result{On: d, Epoch: epoch, Position: position, By: q.By}
			}
			if err := c.count(ctx, tx, q.By, q.Only, counted...); err != nil {
				return err
			}
			for _, r := range counted {
				if err := fn(*r); err != nil {
					return err
				}
				if done++; q.Progress != nil {
					q.Progress(done, len(all))
				}
			}
		}
		return nil
	})
}
