package alert

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
)

// Backlog is how much somebody has to see to.
type Backlog struct {
	Halves    int // of transfers, that stand alone
	HalvesDue day.Date
	Overdue   int // deadlines
	OverdueOn day.Date
}

// Backlog counts what [Alerts.Open] and [Alerts.Deadlines] would show a caller, at
// most [MaxCounted] of each, with the day on which the oldest was due. It names
// nobody and so leaves no line; the lists do. It fails with [fault.Denied] for who
// is told of nothing.
func (a *Alerts) Backlog(ctx context.Context, c access.Caller) (out Backlog, err error) {
	if err := access.Allow(c, access.ReadAlerts); err != nil {
		return out, err
	}
	err = pg.InSnapshot(ctx, a.Reader, settings(c), func(ctx context.Context, tx pgx.Tx) error {
		q := `SELECT count(*), min(due_on) FROM (SELECT a.due_on FROM alerts a WHERE (a.record IS NOT NULL) = $1 AND a.ended_at IS NULL AND ($1 OR a.due_on < $2)` + reached(c) + `
			ORDER BY a.due_on LIMIT $3) a`
		today := day.FromTime(a.Now())
		if err := tx.QueryRow(ctx, q, true, today, MaxCounted).Scan(&out.Halves, &out.HalvesDue); err != nil {
			return pg.Fault(err)
		}
		return pg.Fault(tx.QueryRow(ctx, q, false, today, MaxCounted).Scan(&out.Overdue, &out.OverdueOn))
	})
	if err != nil {
		return out, fmt.Errorf("count alerts: %w", err)
	}
	return out, nil
}
