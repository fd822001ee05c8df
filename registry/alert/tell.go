package alert

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// told are the kinds of which a guardian is told: every transfer, absence,
// hand-over and decision about a ward, and that the ward left the register.
var told = []string{
	movement.Departed{}.Kind(), movement.Arrived{}.Kind(), movement.Refused{}.Kind(), movement.Withdrawn{}.Kind(),
	movement.AbsenceReported{}.Kind(), movement.AbsenceEnded{}.Kind(), movement.ExitRecorded{}.Kind(),
	custody.Taken{}.Kind(), custody.Released{}.Kind(), custody.Offered{}.Kind(), custody.Accepted{}.Kind(), custody.Refused{}.Kind(),
	change.Resolved{}.Kind(), minor.AgeDecided{}.Kind(),
}

// page is how many records are read at a time. Arbitrary.
const page = 1000

// happened is a record of which guardians are told.
type happened struct {
	Position   uint64
	ID         change.ID
	Minor      minor.ID
	Kind       string
	HappenedOn day.Date
}

// guardians gives who is the minor's guardian now; more than one only in conflict.
func guardians(f *casefile.File) []guardian.Who {
	var out []guardian.Who
	for _, g := range f.Guardian.Spans {
		if g.Span.Open() {
			out = append(out, g.Who)
		}
	}
	return out
}

// tell tells the guardians of all that was recorded since the last time; it
// gives how many were told something.
func (a *Alerts) tell(ctx context.Context, tx pgx.Tx) (n int, err error) {
	var from, to uint64
	const reach = `SELECT coalesce((SELECT told FROM telling_progress), 0), (SELECT position FROM ledger_head)`
	if err := tx.QueryRow(ctx, reach).Scan(&from, &to); err != nil {
		return 0, pg.Fault(err)
	}
	for from < to {
		const next = `SELECT position, id, minor, kind, happened_on FROM records
			WHERE position > $1 AND position <= $2 AND kind = ANY ($3) ORDER BY position LIMIT $4`
		rows, err := tx.Query(ctx, next, from, to, told, page)
		if err != nil {
			return 0, pg.Fault(err)
		}
		all, err := pgx.CollectRows(rows, pgx.RowToStructByName[happened])
		if err != nil {
			return 0, pg.Fault(err)
		}
		some, err := a.tellOf(ctx, tx, all)
		if n += some; err != nil {
			return 0, err
		}
		if from = to; len(all) == page {
			from = all[page-1].Position
		}
	}
	_, err = tx.Exec(ctx, `INSERT INTO telling_progress (told) VALUES ($1) ON CONFLICT (one) DO UPDATE SET told = excluded.told
		WHERE telling_progress.told < excluded.told`, to)
	return n, pg.Fault(err)
}

// guarded gives those of some minors of whom a guardian may be known: most have
// none, and their casefiles need not be read.
func guarded(ctx context.Context, tx pgx.Tx, minors []minor.ID) ([]minor.ID, error) {
	rows, err := tx.Query(ctx, `SELECT n.minor FROM unnest($1::uuid[]) AS n (minor)
		WHERE EXISTS (SELECT FROM records r WHERE r.minor = n.minor AND r.section = $2)
		ORDER BY n.minor`, minors, string(change.Guardian))
	if err != nil {
		return nil, pg.Fault(err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[minor.ID])
}

// tellOf tells the guardians of some records.
func (a *Alerts) tellOf(ctx context.Context, tx pgx.Tx, all []happened) (n int, err error) {
	minors := column(all, func(h happened) minor.ID { return h.Minor })
	minors, err = guarded(ctx, tx, once(minors))
	if err != nil {
		return 0, err
	}
	wards := map[minor.ID][]guardian.Who{}
	for some := range slices.Chunk(minors, folded) {
		records, err := ledger.Of(ctx, tx, a.Sealer, some)
		if err != nil {
			return 0, err
		}
		for _, m := range some {
			f := casefile.Fold(m, records[m])
			wards[m] = guardians(&f)
		}
	}
	b, now := &pgx.Batch{}, a.Now()
	for _, h := range all {
		for _, g := range wards[h.Minor] {
			whom := id.Of[struct{}](g.Person)
			if g.Person.IsZero() {
				whom = id.Of[struct{}](g.Institution)
			}
			if whom.IsZero() {
				continue // known by name alone: there is nobody to tell here
			}
			b.Queue(`INSERT INTO tellings (guardian, record, minor, kind, happened_on, position, told_at)
				VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
				whom, h.ID, h.Minor, h.Kind, h.HappenedOn, h.Position, now)
			n++
		}
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return 0, fmt.Errorf("tell: %w", pg.Fault(err))
	}
	return n, nil
}
