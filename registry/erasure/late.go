package erasure

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/day"
)

// patience is how long a child who is due may wait for two persons, and a run that
// was ordered for its end, before that is told. Arbitrary: two monthly runs, a day.
const (
	patience = 62 // days
	running  = 24 * time.Hour
)

// Late is what of the retention nobody has seen to: counts alone.
type Late struct {
	Waiting int      // children due for longer than two months, whom nothing keeps from going
	Since   day.Date // when the first of them was due
	Stopped int      // runs that were ordered more than a day ago, and have not ended
}

// FindLate counts what nobody has seen to, for the doctor: it asks for nobody and
// reads no child's data. Children of unknown birth date are not counted: their time
// cannot be told without reading all records.
func (d *Desk) FindLate(ctx context.Context) (out Late, err error) {
	const sql = `SELECT count(*)::int AS waiting, min(x.due_on) AS since, (SELECT count(*)::int FROM erasure_runs r WHERE r.ordered_at < $3 AND r.ended_at IS NULL) AS stopped
		FROM (SELECT c.minor, c.joined, CASE WHEN c.joined = '{}' THEN ARRAY[c.minor] ELSE c.joined END AS minors, (c.birth_on + make_interval(years => 18 + $1))::date AS due_on
			FROM casefiles c WHERE c.position > 0 AND NOT c.stuck AND (c.joined = '{}' OR c.joined[1] = c.minor)
			AND c.birth_on < ($2::date - make_interval(years => 18 + $1))::date) x
		WHERE x.due_on < $2
		AND NOT EXISTS (SELECT FROM matters m WHERE m.minor = x.minor AND m.what = 'extension' AND m.detail = 'granted' AND (m.until_on + make_interval(years => $1))::date >= $2)
		AND NOT EXISTS (SELECT FROM legal_holds h WHERE h.minor = ANY (x.minors) AND h.lifted_at IS NULL AND (h.until_on IS NULL OR h.until_on >= $4))
		AND NOT EXISTS (SELECT FROM placements p WHERE p.minor = ANY (x.minors) AND p.until_on IS NULL)
		AND NOT EXISTS (SELECT FROM conflicts k WHERE k.minor = ANY (x.minors))
		AND NOT EXISTS (SELECT FROM matters m WHERE m.minor = ANY (x.minors) AND (m.what = 'tracing' AND m.stage <> 'ended'
			OR m.what LIKE 'right-%' AND m.what <> 'right-erasure' AND m.stage = 'waits' OR m.what = 'right-restriction' AND m.stage = 'stands'))`
	rows, err := d.Pool.Query(ctx, sql, d.Years, d.today().Add(-patience), d.Now().Add(-running), d.today())
	if err != nil {
		return Late{}, wrap("find what is late", pg.Fault(err))
	}
	out, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Late])
	return out, wrap("find what is late", pg.Fault(err))
}
