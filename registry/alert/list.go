package alert

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// MaxListed is how many deadlines a page of a list has at most. Arbitrary.
const MaxListed = 200

// MaxCounted bounds what is counted for a list. Arbitrary.
const MaxCounted = 10_000

// Sort is the order of a list of deadlines. The words stand in the record of
// access: never reused.
type Sort string

// The orders; each goes on by the last day and the number of the row.
const (
	ByDue   Sort = "due"   // the longest overdue first
	ByCode  Sort = "code"  // by rule
	ByLevel Sort = "level" // those that went up farthest first
)

// Asked is which deadlines somebody wants to see, among those that are addressed
// to them.
type Asked struct {
	State  deadline.State       // soon or overdue; "" for both
	Code   string               // of a rule; "" for all
	Office institution.OfficeID // to whom they are addressed; zero for all
	Minor  minor.ID             // about one child; zero for all
	Opens  bool                 // only of children whose casefile opens to who asks; all are counted
	Sort   Sort                 // "" is [ByDue]
	After  int64                // the deadline after which a list goes on; 0 for the start
	Most   int                  // at most [MaxListed]; 0 for that
}

// Listed is a deadline on a list.
type Listed struct {
	ID          int64                  `json:"id"`
	Code        string                 `json:"code"`
	Minor       minor.ID               `json:"minor"`
	National    minor.Code             `json:"national_code,omitempty" db:"-"` // none where the casefile does not open to who asks
	From        day.Date               `json:"from"`                           // the day on which the clock started
	DueOn       day.Date               `json:"due_on"`                         // the last day on which it is met
	State       deadline.State         `json:"state"`                          // soon or overdue
	Level       deadline.Level         `json:"level"`
	Offices     []institution.OfficeID `json:"offices"` // whose task it is, and has become
	RaisedAt    time.Time              `json:"raised_at"`
	EscalatedAt *time.Time             `json:"escalated_at,omitempty"` // when it went up last
}

// List is a page of deadlines, and how many there are in all.
type List struct {
	Deadlines []Listed `json:"deadlines"`
	Soon      int      `json:"soon"`    // both at most [MaxCounted], of what was asked for in whatever state
	Overdue   int      `json:"overdue"` // "
	Next      int64    `json:"-"`       // the last one, if there are more; 0 at the end
}

// check fails with [fault.Invalid] if what is asked cannot be meant.
func (q *Asked) check() error {
	q.Sort = Sort(firstOf(string(q.Sort), string(ByDue)))
	if q.Most == 0 {
		q.Most = MaxListed
	}
	switch {
	case q.State != "" && q.State != deadline.Soon && q.State != deadline.Overdue:
		return fault.Field("state", "no such state", "use soon or overdue")
	case q.Code != "" && !slices.ContainsFunc(deadline.Rules(), func(r deadline.Rule) bool { return r.Code == q.Code }):
		return fault.Field("code", "no such deadline", "use a code of docs/deadlines.md, as D4")
	case q.Sort != ByDue && q.Sort != ByCode && q.Sort != ByLevel:
		return fault.Field("sort", "no such order", "use due, code or level")
	case q.Most < 1 || q.Most > MaxListed:
		return fault.Field("limit", "not how many a page can have", fmt.Sprintf("give a number from 1 to %d", MaxListed))
	case q.After < 0:
		return errAfter()
	}
	return nil
}

func errAfter() error {
	return fault.Field("after", "not where a list goes on", "take it from the page before, or begin anew")
}

func firstOf(words ...string) string {
	for _, w := range words {
		if w != "" {
			return w
		}
	}
	return ""
}

// orders are the first column of each order, as text that sorts as it does.
var orders = map[Sort]string{ByDue: `''`, ByCode: `a.rule`, ByLevel: `(9 - a.level)::text`}

// Deadlines gives the deadlines that are due soon or overdue and addressed to the
// caller: to the Ministry all of them, to a guardian those of the wards. It fails
// with [fault.Denied] for who is told of none, and [fault.Invalid]. The line names
// the minors.
func (a *Alerts) Deadlines(ctx context.Context, c access.Caller, q Asked) (List, error) {
	if err := q.check(); err != nil {
		return List{}, err
	}
	line := audit.Line{Caller: c, Action: access.ReadAlerts}
	denied := access.Allow(c, access.ReadAlerts)
	out := List{Deadlines: []Listed{}}
	if denied == nil {
		err := pg.InSnapshot(ctx, a.Reader, settings(c), func(ctx context.Context, tx pgx.Tx) (err error) {
			out, err = a.listed(ctx, tx, c, q)
			return err
		})
		if err != nil {
			return List{}, fmt.Errorf("list deadlines: %w", err)
		}
		line.Allowed = true
		for _, d := range out.Deadlines {
			line.Subjects = append(line.Subjects, d.Minor)
		}
		line.Subjects = once(line.Subjects)
	}
	if err := a.Lines.Write(ctx, line); err != nil {
		return List{}, err
	}
	if denied != nil {
		return List{}, denied
	}
	return out, nil
}

// which are the conditions of what is asked for, in whatever state, and their
// arguments: today, state, code, office, minor.
const which = `a.record IS NULL AND a.ended_at IS NULL AND ($3 = '' OR a.rule = $3)
	AND ($4::uuid IS NULL OR a.offices @> ARRAY[$4::uuid]) AND ($5::uuid IS NULL OR a.minor = $5)`

func (a *Alerts) listed(ctx context.Context, tx pgx.Tx, c access.Caller, q Asked) (List, error) {
	today := day.FromTime(a.Now())
	args := []any{today, string(q.State), q.Code, orNone(q.Office), orNone(q.Minor)}
	out := List{Deadlines: []Listed{}}
	where := which + reached(c)
	counts := `SELECT count(*) FILTER (WHERE due_on >= $1), count(*) FILTER (WHERE due_on < $1)
		FROM (SELECT a.due_on FROM alerts a WHERE $2 = $2 AND ` + where + ` ORDER BY a.due_on LIMIT $6) a`
	if err := tx.QueryRow(ctx, counts, append(args, MaxCounted)...).Scan(&out.Soon, &out.Overdue); err != nil {
		return List{}, pg.Fault(err)
	}
	first := orders[q.Sort]
	sql := `SELECT a.id, a.rule AS code, a.minor, k.serial, a.happened_on AS "from", a.due_on, CASE WHEN a.due_on < $1 THEN 'overdue' ELSE 'soon' END AS state,
			a.level, a.offices, a.raised_at, a.escalated_at, ` + first + ` AS first
		FROM alerts a LEFT JOIN LATERAL (SELECT min(c.serial) AS serial FROM codes c WHERE c.minor = a.minor) k ON true
		WHERE ` + where + ` AND ($2 = '' OR ($2 = 'overdue') = (a.due_on < $1))
			AND ($8::bigint = 0 OR (` + first + `, a.due_on, a.id) > ($6, $7::date, $8))
			AND (k.serial IS NOT NULL OR NOT $10)
		ORDER BY first, a.due_on, a.id LIMIT $9`
	place, dueOn, err := whereOf(ctx, tx, first, q.After)
	if err != nil {
		return List{}, err
	}
	rows, err := tx.Query(ctx, sql, append(args, place, dueOn, q.After, q.Most+1, q.Opens)...)
	if err != nil {
		return List{}, pg.Fault(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[listedRow])
	if err != nil {
		return List{}, pg.Fault(err)
	}
	if len(found) > q.Most {
		found = found[:q.Most]
		out.Next = found[q.Most-1].ID
	}
	for _, r := range found {
		r.National = codeOf(r.Serial)
		out.Deadlines = append(out.Deadlines, r.Listed)
	}
	return out, nil
}

// listedRow is a row with the number of the national code, and what it is put in
// order by.
type listedRow struct {
	Listed
	Serial *uint32
	First  string
}

// orNone gives an identifier, nil for none.
func orNone[T ~[16]byte](v T) *T {
	if v == (T{}) {
		return nil
	}
	return &v
}

// whereOf gives where a deadline stands in an order: an address names it by its
// number alone, since a last day says when a child comes of age. It fails with
// [fault.Invalid] if the reader sees no such deadline.
func whereOf(ctx context.Context, tx pgx.Tx, first string, id int64) (place string, dueOn day.Date, err error) {
	if id == 0 {
		return "", day.Must("2000-01-01"), nil
	}
	err = tx.QueryRow(ctx, `SELECT `+first+`, a.due_on FROM alerts a WHERE a.record IS NULL AND a.id = $1`, id).Scan(&place, &dueOn)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", dueOn, errAfter()
	}
	return place, dueOn, pg.Fault(err)
}
