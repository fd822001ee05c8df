package projection

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/pg"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// carryBatch is how many casefiles are carried, checked or rebuilt in one
// transaction: few enough that pushes wait for tens of milliseconds; arbitrary.
const carryBatch = 500

// Carry counts open stays in the months up to [CarryUntil], each row with the
// known of the one it continues, and returns how many rows it added. It may be
// called any number of times, by any number of servers; pushes go on meanwhile.
func Carry(ctx context.Context, pool *pgxpool.Pool, today day.Date) (int, error) {
	until := CarryUntil(today)
	total := 0
	for {
		var month day.Date
		const oldest = `SELECT min(carried) FROM casefiles WHERE state IS NOT NULL AND carried < $1`
		if err := pool.QueryRow(ctx, oldest, until).Scan(&month); err != nil {
			return total, fmt.Errorf("carry: %w", pg.Fault(err))
		}
		if month.IsZero() {
			return total, nil
		}
		rows, err := carryMonth(ctx, pool, month)
		total += rows
		if err != nil {
			return total, fmt.Errorf("carry: %w", err)
		}
	}
}

// carryMonth carries the casefiles that are counted up to a month into the
// next, in order of minor, so that the table is gone through once.
func carryMonth(ctx context.Context, pool *pgxpool.Pool, month day.Date) (total int, err error) {
	for after := (minor.ID{}); ; {
		var minors []minor.ID
		var rows int
		err := pg.InTx(ctx, pool, func(ctx context.Context, tx pgx.Tx) (err error) {
			if minors, err = lockCarried(ctx, tx, month, after); err == nil && len(minors) > 0 {
				rows, err = carryRows(ctx, tx, minors, month)
			}
			return err
		})
		if err != nil || len(minors) == 0 { // what others were quicker with is found by who asks for the oldest month again
			return total, err
		}
		total += rows
		after = minors[len(minors)-1]
	}
}

// lockCarried locks some of the casefiles that are counted up to a month.
func lockCarried(ctx context.Context, tx pgx.Tx, month day.Date, after minor.ID) ([]minor.ID, error) {
	const lock = `SELECT minor FROM casefiles WHERE minor IN (
			SELECT minor FROM casefiles WHERE state IS NOT NULL AND carried = $1 AND minor > $3 ORDER BY minor LIMIT $2
		) AND state IS NOT NULL AND carried = $1 ORDER BY minor FOR NO KEY UPDATE`
	found, err := tx.Query(ctx, lock, month, carryBatch, uuid(after))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(found, pgx.RowTo[minor.ID])
}

// carryRows continues the rows that reach the end of a month, and are not taken
// back, into the next; and says from when on, until [settledUntil], presence was
// confirmed longer ago. Who is carried has no record since, so that is a matter
// of days alone.
func carryRows(ctx context.Context, tx pgx.Tx, minors []minor.ID, month day.Date) (int, error) {
	next := month.NextMonth()
	const add = `WITH open AS (
			SELECT max(known) FILTER (WHERE sign = 1) AS known, from_on, state, facility, reception, area, citizenship,
				sex, birth_on, mode, protection, guardian, seen, minor, record
			FROM census.rows WHERE minor = ANY ($1) AND month = $2 AND until_on = $3
			GROUP BY minor, from_on, state, facility, reception, area, citizenship, sex, birth_on, mode, protection, guardian, seen, record
			HAVING sum(sign) > 0
		), turned AS (
			SELECT o.*, t.turn, t.band FROM open o LEFT JOIN LATERAL (
				SELECT c.confirmed_on + b.days AS turn, b.band
				FROM casefiles c, (VALUES (31, '90'), (91, '180'), (181, 'more')) AS b (days, band)
				WHERE c.minor = o.minor AND o.seen IS NOT NULL AND c.confirmed_on + b.days > o.from_on
					AND c.confirmed_on + b.days >= $2::date + $5::integer AND c.confirmed_on + b.days < $3::date + $5::integer
			) t ON true
		)
		INSERT INTO census.rows (month, known, sign, from_on, until_on, state, facility, reception, area, citizenship,
			sex, birth_on, mode, protection, guardian, seen, minor, record)
		SELECT p.month, t.known, p.sign, p.from_on, p.until_on, state, facility, reception, area, citizenship,
			sex, birth_on, mode, protection, guardian, p.seen, minor, record
		FROM turned t, LATERAL (VALUES
			($2::date, -1, t.from_on, $3::date, t.seen, t.turn < $3),
			($2, 1, t.from_on, t.turn, t.seen, t.turn < $3),
			($2, 1, t.turn, $3, t.band, t.turn < $3),
			($3, 1, $3, t.turn, t.seen, t.turn > $3),
			($3, 1, greatest($3, t.turn), $4::date, coalesce(t.band, t.seen), true)
		) AS p (month, sign, from_on, until_on, seen, here) WHERE p.here`
	tag, err := tx.Exec(ctx, add, minors, month, next, next.NextMonth(), settledAhead)
	if err != nil {
		return 0, err
	}
	// A new version: what is held in memory of these rows is no longer so.
	_, err = tx.Exec(ctx, `UPDATE casefiles SET carried = $2, version = version + 1 WHERE minor = ANY ($1)`, minors, next)
	return int(tag.RowsAffected()), err
}
