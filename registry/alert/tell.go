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
	change.Resolved{}.Kind(), minor.AgeDecided{}.Kind(), change.Retracted{}.Kind(),
}

// moves are the sections of which a guardian is told what was taken back: what
// was told of may not have been so.
var moves = []string{string(change.Presence), string(change.Custody)}

// stretch is how many positions of the ledger are looked through in one
// transaction. Arbitrary.
const stretch = 20_000

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

// tell tells the guardians of what was recorded since the last time, up to a
// stretch of the ledger; it gives how many were told something, and whether there
// is more. Children who never had a guardian are not looked at. Where it leaves some
// to a newer program, whose guardians that knows better, it goes on with the others,
// and gives up to where; the newer one goes on from before them, and tells nobody twice.
func (a *Alerts) tell(ctx context.Context, tx pgx.Tx) (n int, ahead uint64, more bool, err error) {
	var kept, to uint64
	const reach = `SELECT coalesce((SELECT told FROM telling_progress), 0), (SELECT position FROM ledger_head)`
	if err := tx.QueryRow(ctx, reach).Scan(&kept, &to); err != nil {
		return 0, 0, false, pg.Fault(err)
	}
	from := max(kept, a.ahead.Load())
	if from >= to {
		return 0, 0, false, nil
	}
	more, to = to > from+stretch, min(to, from+stretch)
	const next = `SELECT r.position, r.id, r.minor, r.kind, r.happened_on FROM records r
		WHERE r.position > $1 AND r.position <= $2 AND r.kind = ANY ($3) AND (r.kind <> $4 OR r.section = ANY ($5))
			AND EXISTS (SELECT FROM records g WHERE g.kind = 'guardian.appointed'
				AND g.minor = ANY (SELECT unnest(c.joined || c.minor) FROM casefiles c WHERE c.minor = r.minor))
		ORDER BY r.position`
	rows, err := tx.Query(ctx, next, from, to, told, change.Retracted{}.Kind(), moves)
	if err != nil {
		return 0, 0, false, pg.Fault(err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[happened])
	if err != nil {
		return 0, 0, false, pg.Fault(err)
	}
	newer, err := ledger.Newer(ctx, tx, column(all, func(h happened) minor.ID { return h.Minor }))
	if err != nil {
		return 0, 0, false, err
	}
	all = slices.DeleteFunc(all, func(h happened) bool { return newer[h.Minor] > 0 })
	if n, err = a.tellOf(ctx, tx, all); err != nil {
		return 0, 0, false, err
	}
	if len(newer) > 0 || from > kept {
		return n, to, more, nil
	}
	_, err = tx.Exec(ctx, `INSERT INTO telling_progress (told) VALUES ($1) ON CONFLICT (one) DO UPDATE SET told = excluded.told
		WHERE telling_progress.told < excluded.told`, to)
	return n, 0, more, pg.Fault(err)
}

// tellOf tells the guardians of some records.
func (a *Alerts) tellOf(ctx context.Context, tx pgx.Tx, all []happened) (n int, err error) {
	minors := column(all, func(h happened) minor.ID { return h.Minor })
	wards := map[minor.ID][]guardian.Who{}
	err = a.each(ctx, tx, once(minors), func(m minor.ID, f *casefile.File, _ []change.Placed) {
		wards[m] = guardians(f)
	})
	if err != nil {
		return 0, err
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
