package feed

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// question is what a pull asks.
type question struct {
	agent change.AgentID
	after uint64
	rules int
	epoch int // in which it is answered
}

// reply is what a pull is answered, and whether it is worth answering before
// the time is over.
type reply struct {
	api.Feed
	worth bool
}

// answer gives a page, once what it sends is durably written down.
func (f *Feed) answer(ctx context.Context, q question) (reply, error) {
	over, err := f.turn(ctx)
	if err != nil {
		return reply{}, err
	}
	defer over()
	var out reply
	err = pg.InTx(ctx, f.Pool, func(ctx context.Context, tx pgx.Tx) (err error) {
		out, err = f.read(ctx, tx, q)
		return err
	})
	if err != nil {
		return reply{}, err
	}
	for i := range out.Items {
		f.metrics.items.WithLabelValues(out.Items[i].What).Inc()
	}
	return out, nil
}

// read reads a page and writes down how far it goes.
func (f *Feed) read(ctx context.Context, tx pgx.Tx, q question) (reply, error) {
	c, err := findCursor(ctx, tx, q.agent)
	if err != nil {
		return reply{}, err
	}
	if c.Revoked {
		return reply{}, revoked()
	}
	out := reply{Feed: api.Feed{Items: []api.Item{}, Next: q.after}}
	if out.Standpoint, err = f.standpoint(ctx, tx, q.agent); err != nil {
		return reply{}, err
	}
	q.epoch = out.Standpoint.Epoch
	switch {
	case c.Locked:
		return out, nil
	case q.after > c.Head:
		// A cursor of a registry since restored: nothing is taken for
		// acknowledged by it, and the epoch says what to do.
		out.worth = true
		return out, nil
	}
	rows, err := plan(ctx, tx, q, f.bounds.rows+1)
	if err != nil {
		return reply{}, err
	}
	if rows, out.More, err = f.bounds.cut(rows); err != nil {
		return reply{}, err
	}
	var left bool
	if rows, left, err = leaveNewer(ctx, tx, q, rows); err != nil {
		return reply{}, err
	}
	out.More = out.More || left
	if out.Items, err = f.compose(ctx, tx, q, rows); err != nil {
		return reply{}, err
	}
	if len(rows) > 0 {
		out.Next, out.worth = rows[len(rows)-1].N, true
	}
	return out, c.keep(ctx, tx, q, rows, f.Now())
}

// row is a row of the feed, with what the installation held of the minor as of
// its position.
type row struct {
	N        uint64
	Position uint64
	What     string
	Minor    minor.ID
	Erased   bool             // it says that the minor was erased
	Again    bool             // of what is thinned out: it stands for all that was told of the minor
	Sections []change.Section // none: the minor was not in scope
	Bytes    int64            // of the records that it brings, as they are kept
}

// plan reads the rows after a cursor in order: those that stand for what was
// removed, all of them, and up to limit of the others. It is one statement, so
// what was removed meanwhile is not missed.
func plan(ctx context.Context, tx pgx.Tx, q question, limit int) ([]row, error) {
	const sql = `WITH c AS (
			SELECT coalesce(max(pruned), 0) AS pruned FROM feed_cursors WHERE agent = $1
		), r AS (
			SELECT n, position, what, minor, true AS again FROM feed
			WHERE agent = $1 AND n > $2 AND n <= (SELECT pruned FROM c)
		UNION ALL
			(SELECT n, position, what, minor, false FROM feed
			WHERE agent = $1 AND n > greatest($2, (SELECT pruned FROM c)) ORDER BY n LIMIT $3)
		)
		SELECT r.n, r.position, r.what, r.minor, r.again, EXISTS (SELECT FROM tombstones e WHERE e.position = r.position) AS erased, s.sections, coalesce(CASE
			WHEN r.what = 'record' AND NOT r.again THEN
				(SELECT octet_length(x.header) + octet_length(x.sig) + coalesce(octet_length(x.body), 0)
				FROM records x WHERE x.position = r.position)
			WHEN r.what IN ('record', 'enter') OR r.again AND r.what IN ('candidates', 'concerns') THEN
				(SELECT sum(octet_length(x.header) + octet_length(x.sig) + coalesce(octet_length(x.body), 0))
				FROM records x WHERE x.minor = r.minor AND x.position <= r.position AND x.section = ANY (s.sections))
			END, 0) AS bytes
		FROM r LEFT JOIN LATERAL (
			SELECT CASE WHEN $4 = ANY (sections) THEN sections ELSE sections || $4::text END AS sections FROM scopes
			WHERE agent = $1 AND minor = r.minor AND entered <= r.position AND ("left" IS NULL OR "left" > r.position)
		) s ON true
		ORDER BY r.n`
	rows, err := tx.Query(ctx, sql, q.agent, q.after, limit, string(change.Link))
	if err != nil {
		return nil, fmt.Errorf("read feed: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read feed: %w", err)
	}
	return out, nil
}

// becomes says what a row is sent as. An enter, and what stands for all that
// was told of a minor, is what the installation held of the minor then: all, or
// nothing any more.
func (r *row) becomes() string {
	switch {
	case r.Erased:
		return api.WhatRecord
	case r.What != api.WhatEnter && !(r.Again && r.What != api.WhatLeave && r.What != api.WhatDirectory):
		return r.What
	case r.Sections == nil:
		return api.WhatLeave
	}
	return api.WhatEnter
}

// cut keeps what one page may hold, in order, and reports whether there is
// more. What is given anew is never cut: half of it would leave the
// installation with a position that it holds only for the minors of that half.
func (b bounds) cut(rows []row) (page []row, more bool, err error) {
	var again, bytes int64
	others := 0
	for i := range rows {
		r := &rows[i]
		if r.Again {
			if again += r.Bytes; again > b.again {
				return nil, false, tooOld()
			}
			continue
		}
		others++
		bytes += r.Bytes
		if others > b.rows || bytes > b.bytes && i > 0 {
			return rows[:i], true, nil
		}
	}
	return rows, false, nil
}
