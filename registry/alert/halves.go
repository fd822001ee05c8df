package alert

import (
	"context"
	"fmt"
	"maps"
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

// halves works out anew the halves that stand alone, of the children about whom
// something was recorded since the last time; raises an alert for each that has
// for too long, ends those that do no more, and tells the installations concerned.
func (a *Alerts) halves(ctx context.Context, tx pgx.Tx, d *directory, out *Swept) error {
	t, err := a.toLookAt(ctx, tx)
	if err != nil {
		return err
	}
	if out.Folded, err = a.workOut(ctx, tx, d, t); err != nil {
		return err
	}
	changed, err := before(ctx, tx, t) // whom an alert is raised to may have changed
	if err != nil {
		return err
	}
	now := a.Now().UTC().Truncate(time.Microsecond)
	raised, err := raise(ctx, tx, now)
	if err != nil {
		return err
	}
	ended, err := end(ctx, tx, now)
	if err != nil {
		return err
	}
	out.Ended = len(ended)
	ended = append(ended, raised...)
	for _, r := range raised {
		if r.Fresh {
			out.Raised++
			continue
		}
		for _, c := range changed {
			if c.Record == r.Record {
				ended = append(ended, c) // those to whom it is not raised any more
			}
		}
	}
	return a.inform(ctx, tx, now, ended)
}

// workOut keeps the lone halves of some children in the place of those that were
// worked out before; it gives how many casefiles it folded. Those of casefiles that a
// newer program has folded stay, and are left to it.
func (a *Alerts) workOut(ctx context.Context, tx pgx.Tx, d *directory, t toLookAt) (int, error) {
	before, err := list(ctx, tx, `SELECT DISTINCT minor FROM lone_halves WHERE $1`, t.all)
	if err != nil {
		return 0, err
	}
	newer, err := ledger.Newer(ctx, tx, slices.Concat(before, t.minors, t.suspects))
	if err != nil {
		return 0, err
	}
	var lone []half
	others := slices.DeleteFunc(slices.Clone(t.suspects), func(m minor.ID) bool { return newer[m] > 0 })
	err = a.each(ctx, tx, others, func(_ minor.ID, f *casefile.File, records []change.Placed) {
		lone = append(lone, loneHalves(f, records, d)...)
	})
	if err != nil {
		return 0, err
	}
	left := slices.AppendSeq([]minor.ID{}, maps.Keys(newer)) // never nil: it would be NULL
	b := &pgx.Batch{}
	b.Queue(`DELETE FROM lone_halves WHERE ($1 OR minor = ANY ($2)) AND NOT minor = ANY ($3)`, t.all, t.minors, left)
	for _, h := range lone {
		b.Queue(`INSERT INTO lone_halves (rule, record, minor, sent_from, sent_to, happened_on, due_at, offices, persons)
			VALUES (@rule, @record, @minor, @from, @to, @on, @due, @offices, @persons)`,
			pgx.StrictNamedArgs{
				"rule": string(h.rule), "record": h.record, "minor": h.minor, "from": known(h.from), "to": known(h.to), "on": h.on,
				"due": h.due, "offices": h.offices, "persons": h.persons,
			})
	}
	if len(newer) == 0 { // else a newer program goes on from where this one left them to it
		b.Queue(`INSERT INTO alert_progress (looked) VALUES ($1) ON CONFLICT (one) DO UPDATE SET looked = excluded.looked`, t.to)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return 0, fmt.Errorf("keep lone halves: %w", pg.Fault(err))
	}
	return len(others), nil
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

// known gives a structure of the directory, nil for words.
func known(p facility.Place) *facility.ID {
	if p.Facility.IsZero() {
		return nil
	}
	return &p.Facility
}
