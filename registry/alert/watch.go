package alert

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// row is a deadline that is raised, as the table has it or ought to.
type row struct {
	ID         int64
	Rule       Rule
	Minor      minor.ID
	HappenedOn day.Date
	DueOn      day.Date
	Level      deadline.Level
	Offices    []institution.OfficeID
	Persons    []institution.PersonID
	Ended      bool

	as deadline.State // how it ended, of one that is not to last
}

// key names a row.
type key struct {
	rule  Rule
	minor minor.ID
	from  day.Date
}

func (r row) key() key { return key{r.Rule, r.Minor, r.HappenedOn} }

// looked is what a look at children found.
type looked struct {
	raised []row                  // that ought to last
	past   map[key]deadline.State // clocks of theirs that are not raised: how they stand
	next   map[minor.ID]day.Date  // when to look again
}

// watch has the alerts of some children be those of their deadlines today, and
// notes when to look at each again. A minor that is another's child has none.
func (a *Alerts) watch(ctx context.Context, tx pgx.Tx, minors []minor.ID, out *Looked) error {
	if len(minors) == 0 {
		return nil
	}
	minors, left, err := ledger.Leave(ctx, tx, minors)
	if err != nil {
		return err
	}
	if err := a.leave(ctx, tx, left); err != nil || len(minors) == 0 {
		return err
	}
	d, err := a.directory(ctx, tx)
	if err != nil {
		return err
	}
	have, err := a.rows(ctx, tx, minors)
	if err != nil {
		return err
	}
	found, err := a.lookAt(ctx, tx, d, minors, have)
	if err != nil {
		return err
	}
	out.Minors += len(minors)
	now := a.Now().UTC().Truncate(time.Microsecond)
	changed, err := a.write(ctx, tx, difference(have, found), now, out)
	if err != nil {
		return err
	}
	if err := note(ctx, tx, minors, found.next); err != nil {
		return err
	}
	return a.inform(ctx, tx, now, changed)
}

// leave leaves children whose casefiles a newer program has folded to it: they are to
// be looked at today, and their alerts stay as they are.
func (a *Alerts) leave(ctx context.Context, tx pgx.Tx, minors []minor.ID) error {
	if len(minors) == 0 {
		return nil
	}
	const sql = `INSERT INTO deadline_watch (minor, look_on) SELECT unnest($1::uuid[]), $2
		ON CONFLICT (minor) DO UPDATE SET look_on = least(deadline_watch.look_on, excluded.look_on)`
	if _, err := tx.Exec(ctx, sql, minors, day.FromTime(a.Now())); err != nil {
		return fmt.Errorf("leave children to a newer program: %w", pg.Fault(err))
	}
	return nil
}

// lookAt folds children and looks at their deadlines; of those about whom some are
// raised, also at how the others stand.
func (a *Alerts) lookAt(ctx context.Context, tx pgx.Tx, d *directory, minors []minor.ID, have map[key]row) (looked, error) {
	open := map[minor.ID]bool{}
	for k, r := range have {
		open[k.minor] = open[k.minor] || !r.Ended
	}
	out := looked{past: map[key]deadline.State{}, next: map[minor.ID]day.Date{}}
	today := day.FromTime(a.Now())
	err := a.each(ctx, tx, minors, func(m minor.ID, f *casefile.File, _ []change.Placed) {
		if f.Minor != m {
			return // joined: the child stands under another of its minors
		}
		raised, next := a.Watch.Look(f, today, d.typeOf)
		for _, r := range raised {
			out.raised = append(out.raised, row{
				Rule: Rule(r.Code), Minor: m, HappenedOn: r.From, DueOn: r.Due, Level: r.Level,
				Offices: d.addressed(f, today, r), Persons: guardiansOf(f),
			})
		}
		if !next.IsZero() {
			out.next[m] = next
		}
		if !open[m] {
			return
		}
		for _, x := range deadline.By(a.Watch.Rules, f, today, d.typeOf) {
			out.past[key{Rule(x.Code), m, x.From}] = x.State
		}
	})
	return out, err
}

// rows reads the deadlines that were raised about some minors, by rule and day.
func (a *Alerts) rows(ctx context.Context, tx pgx.Tx, minors []minor.ID) (map[key]row, error) {
	rows, err := tx.Query(ctx, `SELECT id, rule, minor, happened_on, due_on, level, offices, persons, ended_at IS NOT NULL AS ended
		FROM alerts WHERE record IS NULL AND minor = ANY ($1)`, minors)
	if err != nil {
		return nil, fmt.Errorf("read deadlines: %w", pg.Fault(err))
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read deadlines: %w", pg.Fault(err))
	}
	out := make(map[key]row, len(all))
	for _, r := range all {
		out[r.key()] = r
	}
	return out, nil
}

// todo is what must become of the rows of some children.
type todo struct {
	add    []row
	change []changed
	end    []row
}

// changed is a row as it was and as it ought to be.
type changed struct{ was, is row }

// called gives for whom a change is news: everybody of what comes back or becomes
// overdue, of what goes up those to whom it was not addressed; nobody of what is
// only addressed otherwise.
func (c changed) called() []institution.OfficeID {
	switch {
	case c.was.Ended || c.is.Level == deadline.IsOverdue && c.was.Level < c.is.Level:
		return c.is.Offices
	case c.is.Level > c.was.Level:
		return slices.DeleteFunc(slices.Clone(c.is.Offices), func(o institution.OfficeID) bool { return slices.Contains(c.was.Offices, o) })
	}
	return nil
}

// difference compares rows with what was found, in order of minor, rule and day.
func difference(have map[key]row, found looked) (out todo) {
	wanted := map[key]bool{}
	for _, is := range found.raised {
		wanted[is.key()] = true
		was, there := have[is.key()]
		switch {
		case !there:
			out.add = append(out.add, is)
		case was.Ended || was.DueOn != is.DueOn || was.Level != is.Level || !slices.Equal(was.Offices, is.Offices) || !slices.Equal(was.Persons, is.Persons):
			is.ID = was.ID
			out.change = append(out.change, changed{was, is})
		}
	}
	for k, was := range have {
		if !was.Ended && !wanted[k] {
			was.as = deadline.Lapsed // also where its clock never started, as is known by now
			if s := found.past[k]; s == deadline.Met || s == deadline.MetLate {
				was.as = s
			}
			out.end = append(out.end, was)
		}
	}
	slices.SortFunc(out.end, func(a, b row) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// count adds what is done to rows.
func (l *Looked) count(t todo) {
	l.Raised += len(t.add)
	l.Ended += len(t.end)
	for _, c := range t.change {
		switch {
		case c.was.Ended:
			l.Raised++
		case c.is.Level > c.was.Level:
			l.Escalated++
		}
	}
}

// write writes what must become of rows, and gives whom that concerns.
func (a *Alerts) write(ctx context.Context, tx pgx.Tx, t todo, now time.Time, out *Looked) (concerned []moved, err error) {
	b := &pgx.Batch{}
	about := func(r row) { concerned = append(concerned, moved{Minor: r.Minor, Offices: raw(r.Offices)}) }
	queueAdd(b, t.add, now)
	for _, r := range t.add {
		about(r)
	}
	for _, c := range t.change {
		b.Queue(`UPDATE alerts SET due_on = $2, due_at = $3, level = $4::smallint, offices = $5, persons = $6, ended_at = NULL, ended_as = NULL,
				escalated_at = CASE WHEN $4::smallint > greatest(level, 1) THEN $7 ELSE escalated_at END,
				called = CASE WHEN $8::uuid[] <> '{}' THEN $8 ELSE ARRAY(SELECT unnest(called) INTERSECT SELECT unnest($5::uuid[])) END,
				news = CASE WHEN $8::uuid[] <> '{}' THEN nextval('alert_news') ELSE news END
			WHERE id = $1`, c.is.ID, c.is.DueOn, c.is.DueOn.Add(1).Start(), int(c.is.Level), c.is.Offices, c.is.Persons, now, append([]institution.OfficeID{}, c.called()...))
		about(c.was)
		about(c.is)
	}
	for _, r := range t.end {
		b.Queue(`UPDATE alerts SET ended_at = greatest(raised_at, $2), ended_as = $3 WHERE id = $1`, r.ID, now, string(r.as))
		about(r)
	}
	out.count(t)
	if b.Len() == 0 {
		return nil, nil
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("write deadlines: %w", pg.Fault(err))
	}
	return concerned, nil
}

// queueAdd adds to a batch the rows of what is raised, as one statement: a list of
// offices is sent as the text of an array.
func queueAdd(b *pgx.Batch, rows []row, now time.Time) {
	if len(rows) == 0 {
		return
	}
	b.Queue(`INSERT INTO alerts (rule, minor, happened_on, due_on, due_at, level, raised_at, escalated_at, offices, persons, called, news)
		SELECT rule, minor, happened_on, due_on, due_at, level, $9, CASE WHEN level > 1 THEN $9::timestamptz END, offices::uuid[], persons::uuid[],
			offices::uuid[], nextval('alert_news')
		FROM unnest($1::text[], $2::uuid[], $3::date[], $4::date[], $5::timestamptz[], $6::smallint[], $7::text[], $8::text[])
			AS n (rule, minor, happened_on, due_on, due_at, level, offices, persons)`,
		column(rows, func(r row) string { return string(r.Rule) }), column(rows, func(r row) minor.ID { return r.Minor }),
		column(rows, func(r row) day.Date { return r.HappenedOn }), column(rows, func(r row) day.Date { return r.DueOn }),
		column(rows, func(r row) time.Time { return r.DueOn.Add(1).Start() }), column(rows, func(r row) int16 { return int16(r.Level) }),
		column(rows, func(r row) string { return asArray(r.Offices) }), column(rows, func(r row) string { return asArray(r.Persons) }), now)
}

// asArray writes identifiers as PostgreSQL writes an array.
func asArray[T interface{ String() string }](ids []T) string {
	return "{" + strings.Join(column(ids, T.String), ",") + "}"
}

// note notes when each of some minors is to be looked at again.
func note(ctx context.Context, tx pgx.Tx, minors []minor.ID, next map[minor.ID]day.Date) error {
	var never, some []minor.ID
	var days []day.Date
	for _, m := range minors {
		if d, ok := next[m]; ok {
			some, days = append(some, m), append(days, d)
		} else {
			never = append(never, m)
		}
	}
	b := &pgx.Batch{}
	b.Queue(`DELETE FROM deadline_watch WHERE minor = ANY ($1)`, never)
	b.Queue(`INSERT INTO deadline_watch (minor, look_on) SELECT * FROM unnest($1::uuid[], $2::date[])
		ON CONFLICT (minor) DO UPDATE SET look_on = excluded.look_on WHERE deadline_watch.look_on <> excluded.look_on`, some, days)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("note when to look again: %w", pg.Fault(err))
	}
	return nil
}

func raw(offices []institution.OfficeID) [][16]byte {
	return column(offices, func(o institution.OfficeID) [16]byte { return o })
}
