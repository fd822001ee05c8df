package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Look is one look at the file of a child, as the child, or who answers for the
// child, is told: who, when, and under which role.
type Look struct {
	At      time.Time     `json:"at"`
	Role    access.Role   `json:"role"`
	Person  string        `json:"person,omitempty"` // by name, as the directory has it
	Office  string        `json:"office,omitempty"`
	Machine string        `json:"machine,omitempty"` // the installation that asked or showed it
	Action  access.Action `json:"action"`
	Allowed bool          `json:"allowed"`
	Glass   bool          `json:"glass,omitempty"` // it was opened by breaking the glass
}

// Child is whom a question is about: an identifier, or a national code.
type Child struct {
	ID   minor.ID
	Code minor.Code
}

// Looks tells who looked at the file of a child, oldest first. relations are
// what ties the caller to the child: a guardian may ask about a ward. It fails
// with [fault.NotFound] for who may not ask, as for a child who is not there.
func (l *Log) Looks(ctx context.Context, caller access.Caller, of Child, relations ...access.Relation) ([]Look, error) {
	line := Line{Caller: caller, Action: access.AskLooks}
	var out []Look
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		m, err := find(ctx, tx, of)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		line.Subjects = []minor.ID{m}
		out, err = looks(ctx, tx, m)
		return err
	}, relations...)
	if fault.Is(err, fault.Denied) || err == nil && len(line.Subjects) == 0 {
		return nil, fault.Newf(fault.NotFound, "no such minor")
	}
	return out, err
}

// find gives the minor of a national code.
func find(ctx context.Context, q pg.Querier, of Child) (m minor.ID, err error) {
	if !of.ID.IsZero() {
		return of.ID, nil
	}
	err = q.QueryRow(ctx, `SELECT minor FROM codes WHERE serial = $1`, of.Code.Serial()).Scan(&m)
	return m, err
}

func looks(ctx context.Context, q pg.Querier, m minor.ID) ([]Look, error) {
	const sql = `SELECT l.at, l.role, coalesce(p.name, '') AS person, coalesce(i.name, s.name, '') AS office,
			coalesce(a.label, '') AS machine, l.action, l.allowed, l.glass IS NOT NULL AS glass
		FROM access_lines l
		LEFT JOIN LATERAL (SELECT name, office FROM people WHERE id = l.person ORDER BY known_until NULLS FIRST, valid_from DESC LIMIT 1) p ON true
		LEFT JOIN LATERAL (SELECT name FROM institutions WHERE id = p.office ORDER BY known_until NULLS FIRST, valid_from DESC LIMIT 1) i ON true
		LEFT JOIN LATERAL (SELECT name FROM structures WHERE id = p.office ORDER BY known_until NULLS FIRST, valid_from DESC LIMIT 1) s ON true
		LEFT JOIN installations a ON a.id = l.agent
		WHERE l.subjects @> ARRAY[$1::uuid] ORDER BY l.at, l.id`
	rows, err := q.Query(ctx, sql, m)
	if err != nil {
		return nil, fmt.Errorf("read looks: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Look])
	if err != nil {
		return nil, fmt.Errorf("read looks: %w", pg.Fault(err))
	}
	return out, nil
}
