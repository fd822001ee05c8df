package erasure

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// Done is one minor who was erased.
type Done struct {
	Minor    minor.ID
	At       time.Time
	Position uint64
	Rule     string
	// Waiting are the installations that were told to let go and have not asked for
	// what comes after: they may hold a copy. One that was replaced is left out, since
	// the one in its stead was told.
	Waiting []change.AgentID
	Labels  []string // what they are called, in the same order
}

// Erased gives the minors who were erased, the latest first, with who has not
// confirmed yet. An installation confirms by asking for what comes after that
// part of its feed, which it does once that is applied and gone from its disk.
func (d *Desk) Erased(ctx context.Context, caller access.Caller, limit int) ([]Done, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, "what was erased"); err != nil {
		return nil, err
	}
	out, err := FindErased(ctx, d.Pool, limit)
	return out, wrap("list erased", err)
}

// ErasedUpTo is [Desk.Erased], from a position of the ledger back.
func (d *Desk) ErasedUpTo(ctx context.Context, caller access.Caller, position uint64, limit int) ([]Done, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, fmt.Sprintf("what was erased, up to position %d", position)); err != nil {
		return nil, err
	}
	out, err := findErased(ctx, d.Pool, position, limit)
	return out, wrap("list erased", err)
}

// ErasedAt gives who was erased at a position of the ledger. It fails with
// [fault.NotFound] if nobody was.
func (d *Desk) ErasedAt(ctx context.Context, caller access.Caller, position uint64) (Done, error) {
	found, err := d.ErasedUpTo(ctx, caller, position, 1)
	if err == nil && (len(found) == 0 || found[0].Position != position) {
		err = notFound("erasure at that position")
	}
	if err != nil {
		return Done{}, err
	}
	return found[0], nil
}

// FindErased is what [Desk.Erased] reads, for who has written the line.
func FindErased(ctx context.Context, q pg.Querier, limit int) ([]Done, error) {
	return findErased(ctx, q, math.MaxInt64, limit)
}

func findErased(ctx context.Context, q pg.Querier, upTo uint64, limit int) ([]Done, error) {
	const sql = `SELECT t.minor, t.at, t.position, t.rule, coalesce(w.waiting, '{}') AS waiting, coalesce(w.labels, '{}') AS labels
		FROM tombstones t LEFT JOIN LATERAL (
			SELECT array_agg(x.id ORDER BY x.id) AS waiting, array_agg(x.label ORDER BY x.id) AS labels FROM installations x
			WHERE x.id IN (SELECT e.agent FROM erasure_tellings e LEFT JOIN feed_cursors c ON c.agent = e.agent
				WHERE e.minor = t.minor AND coalesce(c.acknowledged, 0) < e.n)
			AND NOT EXISTS (SELECT FROM installations i WHERE i.replaces = x.id)) w ON true
		WHERE t.position <= $2 ORDER BY t.position DESC LIMIT $1`
	rows, err := q.Query(ctx, sql, limit, int64(min(upTo, math.MaxInt64)))
	if err != nil {
		return nil, pg.Fault(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Done])
	return out, pg.Fault(err)
}

// Follow lets go of what this process keeps in memory of minors who were erased
// since it was last called, by whichever process.
func (d *Desk) Follow(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	rows, err := d.Pool.Query(ctx, `SELECT minor, position FROM tombstones WHERE position > $1 ORDER BY position`, d.followed)
	if err != nil {
		return wrap("follow erasures", pg.Fault(err))
	}
	var m minor.ID
	var at uint64
	var gone []minor.ID
	if _, err = pgx.ForEachRow(rows, []any{&m, &at}, func() error {
		gone = append(gone, m)
		return nil
	}); err != nil {
		return wrap("follow erasures", pg.Fault(err))
	}
	d.Sealer.Forget(gone...)
	d.Taker.Forget(gone...)
	d.followed = max(d.followed, at)
	return nil
}
