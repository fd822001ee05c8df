package erasure

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// Due is a child whose time is over, or will be.
type Due struct {
	Minor    minor.ID   // that stands for the child
	Minors   []minor.ID // all of a joined one
	Codes    []minor.Code
	Rule     string
	On       day.Date // from which it is to be erased
	Records  int
	Files    int
	Held     bool     // a legal hold stands
	Blockers []string // what must be ended first: see [Blockers]
}

// The words for what must be ended before a child is erased.
const (
	StillCounted = "counted"  // nobody recorded that the child left the register
	InConflict   = "conflict" // an open conflict
	InTracing    = "tracing"  // an open tracing of the family
	InCase       = "right"    // an open case of a person's rights, or a restriction in force
	Lends        = "parted"   // records about the child count for another, from whom it was parted
	IsStuck      = "stuck"    // its rows are not those of its records
	NotDue       = "not-due"  // it was when it was asked, and is not any more
)

// Blockers lists the words for what must be ended first.
func Blockers() []string {
	return []string{StillCounted, InConflict, InTracing, InCase, Lends, IsStuck}
}

// selectDue gives the children by when they are due: by the later of majority and
// the end of care beyond it, and years. Who has no birth date is taken for a
// newborn on the day of the first record.
const selectDue = `WITH f AS (
		SELECT c.minor, CASE WHEN c.joined = '{}' THEN ARRAY[c.minor] ELSE c.joined END AS minors, c.birth_on, c.stuck,
			(SELECT max(m.until_on) FROM matters m WHERE m.minor = c.minor AND m.what = 'extension' AND m.detail = 'granted') AS care
		FROM casefiles c WHERE c.position > 0 AND (c.joined = '{}' OR c.joined[1] = c.minor) AND ($3::uuid IS NULL OR $3 = ANY (CASE WHEN c.joined = '{}' THEN ARRAY[c.minor] ELSE c.joined END))
	), s AS (
		SELECT f.*, CASE
			WHEN f.birth_on IS NULL THEN 'undated'
			WHEN f.care > (f.birth_on + interval '18 years')::date THEN 'prosieguo'
			ELSE 'majority' END AS rule,
			CASE
			WHEN f.birth_on IS NULL THEN (SELECT min(r.happened_on) + interval '18 years' FROM records r WHERE r.minor = ANY (f.minors))::date
			ELSE greatest((f.birth_on + interval '18 years')::date, f.care) END AS began
		FROM f
	), due AS (SELECT s.*, (s.began + make_interval(years => $1))::date AS due_on FROM s) `

const selectPlan = selectDue + `SELECT d.minor, d.minors, d.rule, d.due_on,
		(SELECT count(*) FROM records r WHERE r.minor = ANY (d.minors)) AS records,
		(SELECT count(*) FROM attachments a WHERE a.minor = ANY (d.minors)) AS files,
		ARRAY(SELECT c.serial FROM codes c WHERE c.minor = ANY (d.minors) ORDER BY c.serial) AS codes,
		EXISTS (SELECT FROM legal_holds h WHERE h.minor = ANY (d.minors) AND h.lifted_at IS NULL AND (h.until_on IS NULL OR h.until_on >= $4)) AS held,
		EXISTS (SELECT FROM placements p WHERE p.minor = ANY (d.minors) AND p.until_on IS NULL) AS counted,
		EXISTS (SELECT FROM conflicts k WHERE k.minor = ANY (d.minors)) AS conflict,
		EXISTS (SELECT FROM matters m WHERE m.minor = ANY (d.minors) AND m.what = 'tracing' AND m.stage <> 'ended') AS tracing,
		EXISTS (SELECT FROM matters m WHERE m.minor = ANY (d.minors) AND (m.what LIKE 'right-%' AND m.what <> 'right-erasure' AND m.stage = 'waits' OR m.what = 'right-restriction' AND m.stage = 'stands')) AS rights,
		EXISTS (SELECT FROM crossings x JOIN records r ON r.position = x.position
			WHERE x.of = ANY (d.minors) AND NOT x.minor = ANY (d.minors) AND r.kind <> 'link.distinct') AS parted,
		d.stuck
	FROM due d WHERE d.due_on <= $2 ORDER BY d.due_on, d.minor LIMIT $5`

// MaxPlanned bounds the children of one plan or run. Arbitrary: some months.
const MaxPlanned = 5000

// Plan lists the children who are due until a day, with what stands in the way: a
// dry run, of codes and counts. Nothing is changed.
func (d *Desk) Plan(ctx context.Context, caller access.Caller, until day.Date) ([]Due, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, fmt.Sprintf("due until %s", until)); err != nil {
		return nil, err
	}
	var out []Due
	err := pg.InSnapshot(ctx, d.Pool, nil, func(ctx context.Context, tx pgx.Tx) (err error) {
		out, err = d.due(ctx, tx, until, minor.ID{})
		return err
	})
	return out, wrap("plan erasures", err)
}

// due reads who is due until a day; of one child if it is given, whenever due.
func (d *Desk) due(ctx context.Context, q pg.Querier, until day.Date, only minor.ID) ([]Due, error) {
	rows, err := q.Query(ctx, selectPlan, d.Years, until, only, d.today(), MaxPlanned)
	if err != nil {
		return nil, pg.Fault(err)
	}
	var x Due
	var serials []uint32
	var counted, conflict, tracing, rights, parted, stuck bool
	var out []Due
	_, err = pgx.ForEachRow(rows, []any{&x.Minor, &x.Minors, &x.Rule, &x.On, &x.Records, &x.Files, &serials, &x.Held, &counted, &conflict, &tracing, &rights, &parted, &stuck}, func() error {
		found := x
		found.Minors = append([]minor.ID{}, x.Minors...)
		for _, s := range serials {
			code, err := minor.NewCode(s)
			if err != nil {
				return err
			}
			found.Codes = append(found.Codes, code)
		}
		for i, is := range []bool{counted, conflict, tracing, rights, parted, stuck} {
			if is {
				found.Blockers = append(found.Blockers, Blockers()[i])
			}
		}
		out = append(out, found)
		return nil
	})
	return out, pg.Fault(err)
}

func (d *Desk) today() day.Date { return day.FromTime(d.Now()) }

// Month is what is due, done and held of one month.
type Month struct {
	From                     day.Date // its first day
	Due, Erased, Held, Block int
}

// Months gives what fell or falls due in each month of a span, by when: what is
// still there, what of it is held, what was erased in the month, and what could
// not be.
func (d *Desk) Months(ctx context.Context, caller access.Caller, span day.Span) ([]Month, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, fmt.Sprintf("by month from %s until %s", span.From, span.Until)); err != nil {
		return nil, err
	}
	const q = selectDue + `, n AS (
			SELECT date_trunc('month', d.due_on)::date AS month, 1 AS due, 0 AS erased,
				(EXISTS (SELECT FROM legal_holds h WHERE h.minor = ANY (d.minors) AND h.lifted_at IS NULL AND (h.until_on IS NULL OR h.until_on >= $4)))::int AS held, 0 AS block
			FROM due d WHERE d.due_on < $2
			UNION ALL SELECT date_trunc('month', i.at AT TIME ZONE 'Europe/Rome')::date, 0, (i.outcome = 'erased')::int, 0, (i.outcome = 'blocked')::int
			FROM erasure_items i WHERE i.at IS NOT NULL)
		SELECT month, sum(due), sum(erased), sum(held), sum(block) FROM n WHERE month >= $5 AND month < $2 GROUP BY month ORDER BY month`
	rows, err := d.Pool.Query(ctx, q, d.Years, span.Until, minor.ID{}, d.today(), span.From)
	if err != nil {
		return nil, wrap("count erasures", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Month])
	return out, wrap("count erasures", pg.Fault(err))
}
