package erasure

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
)

// Review is the dry run of a month, laid before those who ask for erasures and order
// them, and what they did about it. By itself it erases nobody.
type Review struct {
	Month    day.Date // its first day
	MadeAt   time.Time
	Until    day.Date // who was due until then
	Children int
	Goes     int // whom nothing keeps from going
	Held     int
	Blocked  int
	Run      RunID // the last that was asked for since, of all who are due; zero if nobody did
	Ordered  bool
	Ended    bool
}

// State says how far it is: nothing to do, waits for who asks, asked, ordered or
// ended.
func (r *Review) State() string {
	switch {
	case r.Goes == 0:
		return "nothing"
	case r.Run.IsZero():
		return "waits"
	case r.Ended:
		return "ended"
	case r.Ordered:
		return "ordered"
	}
	return "asked"
}

// Open reports whether somebody has to see to it still.
func (r *Review) Open() bool { return r.State() == "waits" || r.State() == "asked" }

// Lay makes the dry run of this month, once, and reports whether it did. Who looks is
// the registry itself, and leaves a line.
func (d *Desk) Lay(ctx context.Context, itself access.Caller) (bool, error) {
	var there bool
	month := d.today().Month()
	if err := d.Pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM retention_reviews WHERE month = $1)`, month).Scan(&there); err != nil || there {
		return false, wrap("find the month's dry run", pg.Fault(err))
	}
	due, err := d.Plan(ctx, itself, d.today())
	if err != nil {
		return false, err
	}
	r := Review{Children: len(due)}
	for _, x := range due {
		switch {
		case x.Held:
			r.Held++
		case len(x.Blockers) > 0:
			r.Blocked++
		default:
			r.Goes++
		}
	}
	const sql = `INSERT INTO retention_reviews (month, made_at, due_until, children, goes, held, blocked)
		VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (month) DO NOTHING`
	done, err := d.Pool.Exec(ctx, sql, month, d.Now(), d.today(), r.Children, r.Goes, r.Held, r.Blocked)
	return done.RowsAffected() > 0, wrap("lay the month's dry run", pg.Fault(err))
}

// selectReviews gives the dry runs, the newest first, each with the run that came of
// it: one of all who were due, that was not withdrawn.
const selectReviews = `SELECT v.month, v.made_at, v.due_until, v.children, v.goes, v.held, v.blocked,
		r.id, r.ordered_at IS NOT NULL, r.ended_at IS NOT NULL
	FROM retention_reviews v LEFT JOIN LATERAL (
		SELECT r.id, r.ordered_at, r.ended_at FROM erasure_runs r
		WHERE r.asked_at >= v.made_at AND r.due_until >= v.due_until AND r.withdrawn_at IS NULL
			AND EXISTS (SELECT FROM erasure_items i WHERE i.run = r.id AND i.rule <> 'granted')
		ORDER BY r.asked_at LIMIT 1) r ON true
	ORDER BY v.month DESC LIMIT $1`

// mostReviews bounds the dry runs that are listed. Arbitrary: two years.
const mostReviews = 24

// Reviews gives the dry runs of the months, the newest first.
func (d *Desk) Reviews(ctx context.Context, caller access.Caller) ([]Review, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, "dry runs of the months"); err != nil {
		return nil, err
	}
	rows, err := d.Pool.Query(ctx, selectReviews, mostReviews)
	if err != nil {
		return nil, wrap("list dry runs", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Review])
	return out, wrap("list dry runs", pg.Fault(err))
}

// Waiting counts the children of the newest dry run whom nothing keeps from going,
// while two persons have not seen to it, and since when they wait: counts alone, for
// who may order it. It fails with [fault.Denied] for others.
func (d *Desk) Waiting(ctx context.Context, caller access.Caller) (int, day.Date, error) {
	if err := access.Allow(caller, access.OrderErasure); err != nil {
		return 0, day.Date{}, err
	}
	rows, err := d.Pool.Query(ctx, selectReviews, 1)
	if err != nil {
		return 0, day.Date{}, wrap("find the dry run", pg.Fault(err))
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Review])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return 0, day.Date{}, nil
	case err != nil:
		return 0, day.Date{}, wrap("find the dry run", pg.Fault(err))
	case !r.Open():
		return 0, day.Date{}, nil
	}
	return r.Goes, day.FromTime(r.MadeAt), nil
}
