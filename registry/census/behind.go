package census

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// Child is one of those behind a number.
type Child struct {
	Minor     minor.ID
	Joined    []minor.ID // all minors of a joined child
	Confirmed day.Date   // the last day on which presence at a structure was stated, as known now
}

// Behind gives, in a transaction of a reader that was given whom the caller may
// see, those of them whom a number counts: among the missing if the question asks
// for them by state. It decides by the same rules as [Census.Count], and writes
// no line: package lookup does, before it shows any of them.
func (c *Census) Behind(ctx context.Context, tx pgx.Tx, caller access.Caller, q Query) ([]Child, error) {
	if err := access.Allow(caller, access.CountCensus); err != nil {
		return nil, err
	}
	at := place{"", "c.facility", "c.reception", "c.area", "@on"}
	rows, err := tx.Query(ctx, `SELECT c.found, c.all_of, c.confirmed_on, c.state, c.citizenship, c.sex, c.mode, c.protection, c.guardian, c.seen,
			c.birth_on, `+at.columns()+` FROM counted_minors(@on, @known, @born_after) c`+at.joins(), pgx.StrictNamedArgs{
		"on": q.On, "known": q.Position, "born_after": bornAfter(q.On),
	})
	if err != nil {
		return nil, fmt.Errorf("read who is counted: %w", pg.Fault(err))
	}
	var out []Child
	var x Child
	var g group
	var birth day.Date
	_, err = pgx.ForEachRow(rows, []any{
		&x.Minor, &x.Joined, &x.Confirmed, &g.State, &g.Citizenship, &g.Sex, &g.Mode, &g.Protection, &g.Guardian, &g.Confirmed, &birth,
		&g.Code, &g.Reception, &g.Istat,
	}, func() error {
		g.Age = ageOn(birth, q.On)
		if (g.State != missing || q.OfMissing()) && c.counts(&g, q.On, q.Only) {
			out = append(out, x)
		}
		x.Joined = nil
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read who is counted: %w", pg.Fault(err))
	}
	return out, nil
}

// OfMissing reports whether a question asks for missing children by their state:
// then the number that it gives is [Result.Missing].
func (q Query) OfMissing() bool {
	for _, f := range q.Only {
		if f.By == State {
			for _, code := range f.Codes {
				if code == missing {
					return true
				}
			}
		}
	}
	return false
}
