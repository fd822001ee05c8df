package glass

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Reviewed is a glass with what was judged of it.
type Reviewed struct {
	Broken
	Looks    int             // how often something was shown under it
	Overdue  bool            // nobody has judged it in the time that the rule gives
	Verdicts []audit.Verdict // oldest first
}

// Reviews gives at most 200 glasses: those that nobody has judged, oldest first, or
// those judged, newest first. The time that there is for it is that of the rule of
// unusual looking glass-not-reviewed. The line names the minors concerned.
func (b *Book) Reviews(ctx context.Context, c access.Caller, judged bool) ([]Reviewed, error) {
	sql := reviewColumns + ` WHERE NOT EXISTS (SELECT FROM glass_reviews v WHERE v.glass = g.id) ORDER BY g.broken_at, g.id LIMIT $2`
	if judged {
		sql = reviewColumns + ` WHERE EXISTS (SELECT FROM glass_reviews v WHERE v.glass = g.id) ORDER BY g.broken_at DESC, g.id DESC LIMIT $2`
	}
	return b.reviews(ctx, c, sql, maxNotices)
}

// Find gives one glass. It fails with [fault.NotFound] where there is none.
func (b *Book) Find(ctx context.Context, c access.Caller, id audit.GlassID) (Reviewed, error) {
	out, err := b.reviews(ctx, c, reviewColumns+` WHERE g.id = $2`, id)
	if err == nil && len(out) == 0 {
		err = fault.Newf(fault.NotFound, "there is no such glass")
	}
	if err != nil {
		return Reviewed{}, err
	}
	return out[0], nil
}

const reviewColumns = `SELECT ` + columns + `,
		(SELECT count(*) FROM access_lines l WHERE l.glass = g.id AND l.action <> 'break-glass' AND l.allowed AND l.at >= g.broken_at) AS looks,
		NOT EXISTS (SELECT FROM glass_reviews v WHERE v.glass = g.id)
			AND g.broken_at <= $1::timestamptz - (SELECT within FROM looking_rules WHERE name = 'glass-not-reviewed') AS overdue,
		(SELECT coalesce(json_agg(json_build_object('InOrder', v.in_order, 'Why', v.why, 'Person', v.person, 'At', v.at) ORDER BY v.number), '[]')
			FROM glass_reviews v WHERE v.glass = g.id) AS verdicts
	FROM glasses g`

// reviews reads glasses for who may judge them, and writes the line before it gives any.
func (b *Book) reviews(ctx context.Context, c access.Caller, sql string, arg any) ([]Reviewed, error) {
	line := audit.Line{Caller: c, Action: access.ReviewLooks, Asked: "broken glass to review"}
	denied := access.Allow(c, access.ReviewLooks)
	var out []Reviewed
	if denied == nil {
		rows, err := b.pool.Query(ctx, sql, b.now(), arg)
		if err == nil {
			out, err = pgx.CollectRows(rows, pgx.RowToStructByName[Reviewed])
		}
		if err != nil {
			return nil, fmt.Errorf("read reviews: %w", pg.Fault(err))
		}
		line.Allowed = true
	}
	for i := range out {
		if !slices.Contains(line.Subjects, out[i].Minor) {
			line.Subjects = append(line.Subjects, out[i].Minor)
		}
	}
	if err := b.lines.Write(ctx, line); err != nil {
		return nil, err
	}
	return out, denied
}

// Review keeps whether a glass was broken in order, and why the caller thinks so. It
// fails with [fault.Denied] for who may not judge, and for who broke it; with
// [fault.Invalid] without a reason; with [fault.NotFound] where there is no such glass.
func (b *Book) Review(ctx context.Context, c access.Caller, id audit.GlassID, inOrder bool, why string) error {
	if err := audit.CheckWhy(why); err != nil {
		return err
	}
	var by institution.PersonID
	var m minor.ID
	if err := b.pool.QueryRow(ctx, `SELECT person, minor FROM glasses WHERE id = $1`, id).Scan(&by, &m); err != nil {
		return fmt.Errorf("review: %w", pg.Fault(err))
	}
	line := audit.Line{Caller: c, Action: access.ReviewLooks, Subjects: []minor.ID{m}, Glass: id, Asked: fmt.Sprintf("judge a broken glass: in order %t", inOrder)}
	if err := audit.Decide(ctx, b.lines, line, slices.Contains(audit.Selves(c), by)); err != nil {
		return err
	}
	err := pg.InTx(ctx, b.pool, func(ctx context.Context, tx pgx.Tx) error {
		const sql = `INSERT INTO glass_reviews (glass, in_order, why, person, at) VALUES ($1, $2, $3, $4, $5)`
		_, err := tx.Exec(ctx, sql, id, inOrder, why, c.Person, b.now().UTC().Truncate(time.Microsecond))
		return err
	})
	if err != nil {
		return fmt.Errorf("review: %w", err)
	}
	return nil
}
