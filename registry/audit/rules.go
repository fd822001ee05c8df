package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
)

// Rule is what counts as unusual looking: more than Most within a time.
type Rule struct {
	Name    string          `json:"name"`
	What    string          `json:"what"`
	Actions []access.Action `json:"actions"`
	Most    int             `json:"most"`
	Within  time.Duration   `json:"within"`
	Active  bool            `json:"active"`
}

// Rules gives the rules of unusual looking. Reading them leaves a line: who
// knows them knows how to stay below.
func (l *Log) Rules(ctx context.Context, caller access.Caller) ([]Rule, error) {
	line := Line{Caller: caller, Action: access.ReadLines, Asked: "rules of unusual looking"}
	var out []Rule
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT name, what, actions, most, within, active FROM looking_rules ORDER BY name`)
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
	line := Line{Caller: caller, Action: access.ReadLines}
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
		_, err := tx.Exec(ctx, `UPDATE looking_rules SET most = $2, active = $3 WHERE name = $1`, name, most, active)
		return err
	})
	if err != nil {
		return fmt.Errorf("set rule: %w", err)
	}
	return nil
}
