package alert

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/live"
	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/deadline"
	"faro.example/shared/minor"
)

// manyRecords is how many records since the last look are looked through one by
// one; after more, as after a load of years, all suspects are looked at anew.
// Arbitrary.
const manyRecords = 100_000

// toLookAt says of which children lone halves are worked out anew.
type toLookAt struct {
	all      bool       // of all: what was worked out before is let go
	minors   []minor.ID // else of these, whether they are suspects or not any more
	suspects []minor.ID // those of them of whose transfers a half may be missing
	to       uint64     // the ledger's position
}

// toLookAt gives the children about whom something was recorded since the last
// look that bears on a transfer or on who is told; all of them at the first look
// of this process, and after the directory changed, by which places and offices
// are told.
func (a *Alerts) toLookAt(ctx context.Context, tx pgx.Tx) (toLookAt, error) {
	var t toLookAt
	var from uint64
	var moved bool
	const reach = `WITH l AS (SELECT coalesce((SELECT looked FROM alert_progress), 0) AS looked)
		SELECT l.looked, (SELECT position FROM ledger_head),
			EXISTS (SELECT FROM structures WHERE known_from > l.looked OR known_until > l.looked)
			OR EXISTS (SELECT FROM institutions WHERE known_from > l.looked OR known_until > l.looked) FROM l`
	if err := tx.QueryRow(ctx, reach).Scan(&from, &t.to, &moved); err != nil {
		return t, fmt.Errorf("find progress: %w", pg.Fault(err))
	}
	t.all = !a.looked.Load() || moved || from == 0 || from > t.to || t.to-from > manyRecords
	var err error
	if !t.all {
		const touched = `SELECT DISTINCT m FROM (SELECT DISTINCT minor FROM records
				WHERE position > $1 AND position <= $2 AND section IN ('presence', 'custody', 'guardian', 'link')) r
			LEFT JOIN casefiles c ON c.minor = r.minor CROSS JOIN LATERAL unnest(c.joined || r.minor) AS m ORDER BY m`
		if t.minors, err = list(ctx, tx, touched, from, t.to); err != nil || len(t.minors) == 0 {
			return t, err
		}
	}
	const suspects = `SELECT DISTINCT minor FROM placements
		WHERE (state = 'in-transit' AND until_on IS NULL OR until_on IS NOT NULL AND NOT confirmed) AND ($1 OR minor = ANY ($2)) ORDER BY minor`
	t.suspects, err = list(ctx, tx, suspects, t.all, t.minors)
	return t, err
}

func list(ctx context.Context, tx pgx.Tx, q string, args ...any) ([]minor.ID, error) {
	rows, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, pg.Fault(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	return out, pg.Fault(err)
}

// moved is an alert that was raised, or ended, or is raised to others now.
type moved struct {
	Minor   minor.ID
	Record  change.ID
	Offices [][16]byte
	Fresh   bool
}

// before gives the alerts that last about the children who are looked at.
func before(ctx context.Context, tx pgx.Tx, t toLookAt) ([]moved, error) {
	return collect(ctx, tx, `SELECT minor, record, offices, false AS fresh FROM alerts WHERE record IS NOT NULL AND ended_at IS NULL AND ($1 OR minor = ANY ($2))`, t.all, t.minors)
}

// raise raises the halves that are overdue; it gives those that were not, or not
// to the same offices and persons, before.
func raise(ctx context.Context, tx pgx.Tx, now time.Time) ([]moved, error) {
	out, err := collect(ctx, tx, `INSERT INTO alerts (rule, record, minor, sent_from, sent_to, happened_on, due_at, due_on, level, raised_at, offices, persons, called, news)
			SELECT rule, record, minor, sent_from, sent_to, happened_on, due_at, (due_at AT TIME ZONE 'Europe/Rome')::date, $2, $1, offices, persons, offices,
				nextval('alert_news') FROM lone_halves WHERE due_at <= $1
		ON CONFLICT (rule, record) WHERE record IS NOT NULL DO UPDATE SET ended_at = NULL, offices = excluded.offices, persons = excluded.persons,
				called = excluded.called, news = excluded.news
			WHERE alerts.ended_at IS NOT NULL OR alerts.offices <> excluded.offices OR alerts.persons <> excluded.persons
		RETURNING minor, record, offices, xmax = 0 AS fresh`, now, deadline.IsOverdue)
	if err != nil {
		return nil, fmt.Errorf("raise: %w", err)
	}
	return out, nil
}

// end ends the alerts about halves that are overdue no more.
func end(ctx context.Context, tx pgx.Tx, now time.Time) ([]moved, error) {
	out, err := collect(ctx, tx, `UPDATE alerts a SET ended_at = greatest(raised_at, $1) WHERE record IS NOT NULL AND ended_at IS NULL
			AND NOT EXISTS (SELECT FROM lone_halves h WHERE h.rule = a.rule AND h.record = a.record AND h.due_at <= $1)
		RETURNING minor, record, offices, false AS fresh`, now)
	if err != nil {
		return nil, fmt.Errorf("end: %w", err)
	}
	return out, nil
}

func collect(ctx context.Context, tx pgx.Tx, q string, args ...any) ([]moved, error) {
	rows, err := tx.Query(ctx, q, args...)
	if err != nil {
		return nil, pg.Fault(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[moved])
	return out, pg.Fault(err)
}

// whoIsTold gives which installations are told of which minors. Each minor of a child
// is looked for by its key among those in an installation's scope: joined otherwise,
// PostgreSQL reads all that an installation holds once for each alert.
const whoIsTold = `SELECT DISTINCT io.installation, coalesce(s.minor, r.minor)
	FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS n (minor, record, office)
	JOIN installation_offices io ON io.office = n.office
	JOIN installations i ON i.id = io.installation AND i.revoked_at IS NULL
	LEFT JOIN records r ON r.id = n.record
	LEFT JOIN casefiles c ON c.minor = n.minor
	LEFT JOIN LATERAL (SELECT x.minor FROM unnest(c.joined || n.minor) AS j (minor) CROSS JOIN LATERAL (
		SELECT y.minor FROM scopes y WHERE y.agent = io.installation AND y.minor = j.minor AND y."left" IS NULL LIMIT 1) x) s ON true
	WHERE s.minor IS NOT NULL OR r.minor IS NOT NULL
	ORDER BY 1, 2`

// inform tells the installations that speak for the offices of some alerts: about
// the minors of the child whom they hold; who holds none, about the minor of the
// half itself, and of deadlines nothing. It takes the head's lock if there are any: nothing may be
// locked after it. Pages that are open are told of what was raised at that moment.
func (a *Alerts) inform(ctx context.Context, tx pgx.Tx, now time.Time, changed []moved) error {
	if len(changed) == 0 {
		return nil
	}
	if err := live.Raised(ctx, tx, now); err != nil {
		return err
	}
	var minors []minor.ID
	var records []change.ID
	var offices [][16]byte
	for _, c := range changed {
		for _, o := range c.Offices {
			minors, records, offices = append(minors, c.Minor), append(records, c.Record), append(offices, o)
		}
	}
	if len(minors) == 0 {
		return nil
	}
	rows, err := tx.Query(ctx, whoIsTold, minors, records, offices)
	if err != nil {
		return fmt.Errorf("find who is told: %w", pg.Fault(err))
	}
	about := map[change.AgentID][]minor.ID{}
	var agent change.AgentID
	var m minor.ID
	if _, err := pgx.ForEachRow(rows, []any{&agent, &m}, func() error {
		if !slices.Contains(about[agent], m) {
			about[agent] = append(about[agent], m)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("find who is told: %w", pg.Fault(err))
	}
	return a.Teller.TellConcerns(ctx, tx, about)
}
