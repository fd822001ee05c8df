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
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Rule is what counts as unusual looking: more than Most within a time.
type Rule struct {
	Name    string          `json:"name"`
	What    string          `json:"what"`
	Actions []access.Action `json:"actions"`
	Most    int             `json:"most"`
	Within  time.Duration   `json:"within"`
	Active  bool            `json:"active"`

	Roles     []access.Role        `json:"roles,omitempty"` // of whom it is asked; none for everybody
	ChangedAt *time.Time           `json:"changed_at,omitempty"`
	ChangedBy institution.PersonID `json:"changed_by,omitzero"`
	Why       string               `json:"why,omitempty"` // the reason of who changed it last
}

// Rules gives the rules of unusual looking. Reading them leaves a line: who
// knows them knows how to stay below.
func (l *Log) Rules(ctx context.Context, caller access.Caller) ([]Rule, error) {
	line := Line{Caller: caller, Action: access.ReviewLooks, Asked: "rules of unusual looking"}
	var out []Rule
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT name, what, actions, most, within, active, roles, changed_at, changed_by, coalesce(why, '') AS why FROM looking_rules ORDER BY name`)
		if err != nil {
			return err
		}
		out, err = pgx.CollectRows(rows, pgx.RowToStructByName[Rule])
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// SetRule says how much a rule allows, and whether it is asked at all. Who does
// it, and from what to what, leaves a line before it is done. It fails with
// [fault.NotFound] if there is no such rule.
func (l *Log) SetRule(ctx context.Context, caller access.Caller, name string, most int, active bool) error {
	if most < 0 {
		return fault.Field("most", "less than nothing", "give a number from 0 on")
	}
	line := Line{Caller: caller, Action: access.ReviewLooks}
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		var was int
		var asked bool
		const sql = `SELECT most, active FROM looking_rules WHERE name = $1`
		if err := tx.QueryRow(ctx, sql, name).Scan(&was, &asked); err != nil {
			return err
		}
		line.Asked = fmt.Sprintf("set rule %s from most %d, active %t, to most %d, active %t", name, was, asked, most, active)
		return nil
	})
	if err != nil {
		return err
	}
	err = pg.InTx(ctx, l.pool, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE looking_rules SET most = $2, active = $3, changed_at = $4, changed_by = $5, why = $6 WHERE name = $1`,
			name, most, active, l.now(), caller.Person, caller.Reason)
		return err
	})
	if err != nil {
		return fmt.Errorf("set rule: %w", err)
	}
	return nil
}

// Watched is a well-known child whose every look is a finding.
type Watched struct {
	Code   minor.Code
	Minor  minor.ID
	Why    string
	Person institution.PersonID
	At     time.Time
}

// Watch lists are short. Arbitrary: who watches more children watches none.
const maxWatched = 200

// WatchedChildren gives the children who are watched, the newest first.
func (l *Log) WatchedChildren(ctx context.Context, caller access.Caller) ([]Watched, error) {
	line := Line{Caller: caller, Action: access.ReviewLooks, Asked: "watched children"}
	var out []Watched
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		const sql = `SELECT minor, why, person, at FROM (SELECT DISTINCT ON (minor) * FROM watched_children ORDER BY minor, number DESC) AS w
			WHERE watched ORDER BY at DESC LIMIT $1`
		rows, err := tx.Query(ctx, sql, maxWatched)
		if err != nil {
			return err
		}
		if out, err = pgx.CollectRows(rows, pgx.RowToStructByNameLax[Watched]); err != nil {
			return err
		}
		for _, w := range out {
			line.Subjects = append(line.Subjects, w.Minor)
		}
		called, err := codes(ctx, tx, line.Subjects)
		for i := range out {
			out[i].Code = called[out[i].Minor]
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read watched children: %w", pg.Fault(err))
	}
	return out, nil
}

// WatchChild says, for the caller's reason, that a child is watched from now on, or is
// no more. It fails with [fault.NotFound] where no child has the code.
func (l *Log) WatchChild(ctx context.Context, caller access.Caller, code minor.Code, watched bool) error {
	if err := CheckWhy(caller.Reason); err != nil {
		return err
	}
	var m minor.ID
	line := Line{Caller: caller, Action: access.ReviewLooks, Asked: fmt.Sprintf("watch a child: %t", watched)}
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) (err error) {
		m, err = find(ctx, tx, Child{Code: code})
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		line.Subjects = []minor.ID{m}
		return err
	})
	if err == nil && m.IsZero() {
		err = fault.Newf(fault.NotFound, "no such minor")
	}
	if err != nil {
		return fmt.Errorf("watch child: %w", pg.Fault(err))
	}
	err = pg.InTx(ctx, l.pool, func(ctx context.Context, tx pgx.Tx) error {
		const sql = `INSERT INTO watched_children (minor, watched, why, person, at) VALUES ($1, $2, $3, $4, $5)`
		_, err := tx.Exec(ctx, sql, m, watched, caller.Reason, caller.Person, l.now())
		return err
	})
	if err != nil {
		return fmt.Errorf("watch child: %w", err)
	}
	return nil
}
