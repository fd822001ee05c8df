package alert

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// Rule is what an alert is raised for. The words are stored: never reused.
type Rule string

// The rules.
const (
	ArrivalMissing   Rule = "arrival-missing"   // sent, and nobody says that the child came
	DepartureMissing Rule = "departure-missing" // come, and the place left does not say that it sent the child
)

// half is one half of a transfer that stands alone.
type half struct {
	rule     Rule
	record   change.ID
	minor    minor.ID
	from, to facility.Place
	on       day.Date
	due      time.Time
	offices  []institution.OfficeID
	persons  []institution.PersonID
}

// halves raises an alert for each half that has stood alone for too long, and
// ends those that do no more.
func (a *Alerts) halves(ctx context.Context, tx pgx.Tx, d *directory, out *Swept) error {
	minors, err := suspects(ctx, tx)
	if err != nil {
		return err
	}
	now := a.Now()
	var overdue []half
	err = a.each(ctx, tx, minors, func(_ minor.ID, f *casefile.File, records []change.Placed) {
		for _, h := range loneHalves(f, records, d) {
			if !h.due.After(now) {
				overdue = append(overdue, h)
			}
		}
	})
	if err != nil {
		return err
	}
	if out.Raised, err = raise(ctx, tx, overdue, now); err != nil {
		return err
	}
	out.Ended, err = end(ctx, tx, overdue, now)
	return err
}

// each folds the casefiles of minors, each of all the minors that a joined child
// is, and hands them over with their records.
func (a *Alerts) each(ctx context.Context, tx pgx.Tx, minors []minor.ID, see func(minor.ID, *casefile.File, []change.Placed)) error {
	for some := range slices.Chunk(minors, folded) {
		rows, err := tx.Query(ctx, `SELECT minor, joined FROM casefiles WHERE minor = ANY ($1) ORDER BY minor`, some)
		if err != nil {
			return pg.Fault(err)
		}
		all, child := slices.Clone(some), map[minor.ID][]minor.ID{}
		var m minor.ID
		var joined []minor.ID
		if _, err := pgx.ForEachRow(rows, []any{&m, &joined}, func() error {
			if child[m] = []minor.ID{m}; len(joined) > 1 {
				child[m] = slices.Clone(joined)
			}
			all = append(all, joined...)
			return nil
		}); err != nil {
			return pg.Fault(err)
		}
		records, err := ledger.Of(ctx, tx, a.Sealer, once(all))
		if err != nil {
			return err
		}
		for _, m := range some {
			var entries []change.Placed
			for _, of := range child[m] {
				entries = append(entries, records[of]...)
			}
			f := casefile.Fold(m, entries)
			see(m, &f, entries)
		}
	}
	return nil
}

// suspects gives the minors of whose transfers a half may be missing: who is
// under way, whose stay was ended by another's word alone, and about whom there
// is an alert.
func suspects(ctx context.Context, tx pgx.Tx) ([]minor.ID, error) {
	rows, err := tx.Query(ctx, `SELECT minor FROM placements
			WHERE state = 'in-transit' AND until_on IS NULL OR until_on IS NOT NULL AND NOT confirmed
		UNION SELECT minor FROM alerts WHERE ended_at IS NULL ORDER BY minor`)
	if err != nil {
		return nil, pg.Fault(err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[minor.ID])
}

// loneHalves gives the halves of a casefile that stand alone, since when somebody
// has to look, and who: both places, the social services of both and those who
// answer for the child, the guardian, and the Ministry.
func loneHalves(f *casefile.File, records []change.Placed, d *directory) []half {
	var out []half
	for _, l := range f.Presence.Halves {
		i := slices.IndexFunc(records, func(p change.Placed) bool { return p.ID == l.Record })
		if i < 0 {
			continue
		}
		h := half{record: l.Record, minor: f.Minor, on: l.On}
		said, at := placesOf(records[i].Body)
		if h.rule, h.from, h.to = ArrivalMissing, said, l.At; l.At.IsZero() {
			h.rule, h.from, h.to = DepartureMissing, l.From, at
		}
		h.due = l.On.Add(1).Start() // of a day, its end
		if instant, ok := records[i].On.Instant(); ok && records[i].On.Day() == l.On {
			h.due = instant
		}
		h.due = h.due.Add(d.distance(h.from, h.to).Patience())
		h.offices, h.persons = d.concerned(f, h.from, h.to)
		out = append(out, h)
	}
	return out
}

// placesOf gives the place that a record says the minor left, and the place at
// which it says the minor was then: of a departure, the same.
func placesOf(b change.Body) (left, at facility.Place) {
	switch b := b.(type) {
	case movement.Departed:
		return b.From, b.From
	case movement.Arrived:
		return facility.Place{}, b.At
	case movement.AbsenceEnded:
		if b.At != nil {
			return facility.Place{}, *b.At
		}
	case placement.Began:
		return facility.Place{}, b.At
	case placement.Confirmed:
		return facility.Place{}, b.At
	}
	return facility.Place{}, facility.Place{}
}

// column makes a column of a table out of a list.
func column[T, V any](list []T, value func(T) V) []V {
	out := make([]V, len(list))
	for i, v := range list {
		out[i] = value(v)
	}
	return out
}

// raise keeps the halves that are overdue; it gives how many were not before.
func raise(ctx context.Context, tx pgx.Tx, overdue []half, now time.Time) (raised int, err error) {
	b := &pgx.Batch{}
	for _, h := range overdue {
		b.Queue(`INSERT INTO alerts (rule, record, minor, sent_from, sent_to, happened_on, due_at, raised_at, offices, persons)
			VALUES (@rule, @record, @minor, @from, @to, @on, @due, @now, @offices, @persons)
			ON CONFLICT (rule, record) DO UPDATE SET ended_at = NULL, offices = excluded.offices, persons = excluded.persons
				WHERE alerts.ended_at IS NOT NULL OR alerts.offices <> excluded.offices OR alerts.persons <> excluded.persons
			RETURNING raised_at = @now`,
			pgx.StrictNamedArgs{
				"rule": string(h.rule), "record": h.record, "minor": h.minor, "from": known(h.from), "to": known(h.to), "on": h.on,
				"due": h.due, "now": now.UTC().Truncate(time.Microsecond), "offices": h.offices, "persons": h.persons,
			}).Query(func(rows pgx.Rows) error {
			fresh, err := pgx.CollectRows(rows, pgx.RowTo[bool])
			if len(fresh) > 0 && fresh[0] {
				raised++
			}
			return err
		})
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return 0, fmt.Errorf("raise: %w", pg.Fault(err))
	}
	return raised, nil
}

// known gives a structure of the directory, nil for words.
func known(p facility.Place) *facility.ID {
	if p.Facility.IsZero() {
		return nil
	}
	return &p.Facility
}

// end ends the alerts about halves that are overdue no more.
func end(ctx context.Context, tx pgx.Tx, overdue []half, now time.Time) (int, error) {
	tag, err := tx.Exec(ctx, `UPDATE alerts SET ended_at = greatest(raised_at, $3) WHERE ended_at IS NULL
		AND NOT EXISTS (SELECT FROM unnest($1::text[], $2::uuid[]) AS o (rule, record) WHERE o.rule = alerts.rule AND o.record = alerts.record)`,
		column(overdue, func(h half) string { return string(h.rule) }), column(overdue, func(h half) change.ID { return h.record }), now)
	if err != nil {
		return 0, fmt.Errorf("end: %w", pg.Fault(err))
	}
	return int(tag.RowsAffected()), nil
}
