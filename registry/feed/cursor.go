package feed

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/change"
)

// cursor is how far an installation is.
type cursor struct {
	Locked, Revoked bool
	Head            uint64 // the last feed number given to anybody
	Acknowledged    uint64
	Sent            uint64
}

// findCursor fails with [fault.Unauthenticated] if there is no such installation.
func findCursor(ctx context.Context, tx pgx.Tx, agent change.AgentID) (cursor, error) {
	const sql = `SELECT i.locked_at IS NOT NULL AS locked, i.revoked_at IS NOT NULL AS revoked, h.feed AS head,
			coalesce(c.acknowledged, 0) AS acknowledged, coalesce(c.sent, 0) AS sent
		FROM ledger_head h CROSS JOIN installations i LEFT JOIN feed_cursors c ON c.agent = i.id WHERE i.id = $1`
	rows, err := tx.Query(ctx, sql, agent)
	if err != nil {
		return cursor{}, fmt.Errorf("find cursor: %w", err)
	}
	c, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[cursor])
	if errors.Is(err, pgx.ErrNoRows) {
		return cursor{}, revoked()
	}
	if err != nil {
		return cursor{}, fmt.Errorf("find cursor: %w", err)
	}
	return c, nil
}

// keep writes down what the question acknowledges and what the rows send, if
// that is news. A cursor beyond what was sent is that of an installation which
// got more from a registry since restored to an older state: what it has was
// sent, by the rows there are.
func (c *cursor) keep(ctx context.Context, tx pgx.Tx, q question, rows []row, now time.Time) error {
	sent, position := q.after, uint64(0)
	switch {
	case len(rows) > 0:
		last := rows[len(rows)-1] // positions rise with the numbers
		sent, position = last.N, last.Position
	case q.after > c.Sent:
		const held = `SELECT coalesce(max(position), 0) FROM feed WHERE agent = $1 AND n <= $2`
		if err := tx.QueryRow(ctx, held, q.agent, q.after).Scan(&position); err != nil {
			return fmt.Errorf("find position: %w", err)
		}
	}
	if sent <= c.Sent && q.after <= c.Acknowledged {
		return nil
	}
	const sql = `INSERT INTO feed_cursors AS c (agent, acknowledged, sent, sent_position, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agent) DO UPDATE SET acknowledged = greatest(c.acknowledged, excluded.acknowledged),
			sent = greatest(c.sent, excluded.sent), sent_position = greatest(c.sent_position, excluded.sent_position),
			at = excluded.at`
	if _, err := tx.Exec(ctx, sql, q.agent, q.after, sent, position, now); err != nil {
		return fmt.Errorf("keep cursor: %w", err)
	}
	return nil
}

// thin removes, for some installations, the rows that they have acknowledged,
// but for the last one about each minor and about the directory. It gives how
// many installations it went through, fewer than [maxThinned] if none is left.
func (f *Feed) thin(ctx context.Context) (installations int, err error) {
	var removed int64
	err = pg.InTx(ctx, f.Pool, func(ctx context.Context, tx pgx.Tx) error {
		// Another registryd may be at it: it goes through others.
		const pick = `SELECT agent, acknowledged FROM feed_cursors WHERE pruned < acknowledged
			ORDER BY pruned, agent LIMIT $1 FOR UPDATE SKIP LOCKED`
		rows, err := tx.Query(ctx, pick, maxThinned)
		if err != nil {
			return fmt.Errorf("find acknowledged: %w", err)
		}
		var agents []change.AgentID
		var to []int64
		var agent change.AgentID
		var acknowledged int64
		if _, err := pgx.ForEachRow(rows, []any{&agent, &acknowledged}, func() error {
			agents, to = append(agents, agent), append(to, acknowledged)
			return nil
		}); err != nil {
			return fmt.Errorf("find acknowledged: %w", err)
		}
		installations = len(agents)
		removed, err = remove(ctx, tx, agents, to)
		return err
	})
	if err == nil {
		f.metrics.thinned.Add(float64(removed))
	}
	return installations, err
}

// remove thins out the rows of installations up to a number each.
func remove(ctx context.Context, tx pgx.Tx, agents []change.AgentID, to []int64) (int64, error) {
	if len(agents) == 0 {
		return 0, nil
	}
	const sql = `DELETE FROM feed f USING (
			SELECT f.agent, f.n, max(f.n) OVER (PARTITION BY f.agent, f.minor) AS last
			FROM unnest($1::uuid[], $2::bigint[]) AS c (agent, n) JOIN feed f ON f.agent = c.agent AND f.n <= c.n
		) r WHERE f.agent = r.agent AND f.n = r.n AND r.n < r.last`
	tag, err := tx.Exec(ctx, sql, agents, to)
	if err != nil {
		return 0, fmt.Errorf("thin out: %w", err)
	}
	const mark = `UPDATE feed_cursors f SET pruned = c.n
		FROM unnest($1::uuid[], $2::bigint[]) AS c (agent, n) WHERE f.agent = c.agent`
	if _, err := tx.Exec(ctx, mark, agents, to); err != nil {
		return 0, fmt.Errorf("thin out: %w", err)
	}
	return tag.RowsAffected(), nil
}

// measure measures how far the installations are behind.
func (f *Feed) measure(ctx context.Context) error {
	const sql = `SELECT count(f.n), coalesce(max(h.feed - f.n + 1), 0) FROM ledger_head h CROSS JOIN (
			SELECT (SELECT min(n) FROM feed WHERE agent = i.id AND n > coalesce(c.acknowledged, 0)) AS n
			FROM installations i LEFT JOIN feed_cursors c ON c.agent = i.id
			WHERE i.revoked_at IS NULL AND i.locked_at IS NULL
		) f`
	var behind, lag int64
	if err := f.Pool.QueryRow(ctx, sql).Scan(&behind, &lag); err != nil {
		return pg.Fault(fmt.Errorf("measure: %w", err))
	}
	f.metrics.behind.Set(float64(behind))
	f.metrics.lag.Set(float64(lag))
	return nil
}
