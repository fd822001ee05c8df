package publication

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/report"
	"faro.example/shared/day"
)

// drafts is the lock under which one registry at a time drafts by the schedule.
// Arbitrary.
const drafts = 0x66617264

// missed bounds how many periods that were missed are drafted after the last
// one of a kind, while the registry did not run. Arbitrary: two years of months.
const missed = 24

// Schedule makes the drafts that are due and not there, and gives them. Of a
// kind that was never published it makes the last one, else all since. The same
// again makes none; while another registry is at it, none either.
func (d *Desk) Schedule(ctx context.Context, s report.Schedule) (made []Name, err error) {
	if err := d.enter(ctx, d.Self); err != nil {
		return nil, err
	}
	err = pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		made = nil
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, drafts).Scan(&mine); err != nil || !mine {
			return pg.Fault(err)
		}
		for _, k := range report.Kinds() {
			due, err := d.due(ctx, tx, s, k)
			if err != nil {
				return err
			}
			for _, n := range due {
				added, err := d.insert(ctx, tx, n)
				if err != nil {
					return err
				}
				if added {
					made = append(made, n)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("draft by schedule: %w", err)
	}
	return made, nil
}

// due gives what is to be drafted of a kind, the oldest first.
func (d *Desk) due(ctx context.Context, tx pgx.Tx, s report.Schedule, k report.Kind) ([]Name, error) {
	on, ok := s.Due(k, day.FromTime(d.Now()))
	if !ok {
		return nil, nil
	}
	var last *day.Date
	if err := tx.QueryRow(ctx, `SELECT max(as_of) FROM census.publications WHERE kind = $1`, string(k)).Scan(&last); err != nil {
		return nil, pg.Fault(err)
	}
	if last == nil {
		return []Name{{k, on}}, nil
	}
	var out []Name
	for ; on.After(*last) && len(out) < missed; on = k.Last(on) {
		out = append([]Name{{k, on}}, out...)
	}
	return out, nil
}
