package courier

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/fault"
)

// Line is the line to the registry as it was when last tried.
type Line struct {
	OK    time.Time `json:"ok_at,omitzero"`     // when the registry last answered
	Cut   time.Time `json:"cut_since,omitzero"` // since when it does not; zero while it does
	Kind  string    `json:"kind,omitempty"`     // "line" if it could not be reached, else the kind of its answer
	Why   string    `json:"why,omitempty"`
	Help  string    `json:"remedy,omitempty"`
	Never bool      `json:"never,omitempty"` // it was never tried
}

// FindLine gives the line as it was when last tried.
func FindLine(ctx context.Context, q localdb.Querier) (Line, error) {
	var l Line
	var ok, cut sql.NullInt64
	err := q.QueryRowContext(ctx, `SELECT ok_at, cut_at, kind, why, remedy FROM line WHERE one = 1`).Scan(&ok, &cut, &l.Kind, &l.Why, &l.Help)
	if errors.Is(err, sql.ErrNoRows) {
		return Line{Never: true}, nil
	}
	if err != nil {
		return Line{}, fmt.Errorf("find line: %w", err)
	}
	if ok.Valid {
		l.OK = time.Unix(ok.Int64, 0)
	}
	if cut.Valid {
		l.Cut = time.Unix(cut.Int64, 0)
	}
	return l, nil
}

// keepUp keeps that the registry has answered.
func keepUp(ctx context.Context, tx *sql.Tx, now time.Time) error {
	const q = `INSERT OR REPLACE INTO line (one, ok_at) VALUES (1, ?)`
	if _, err := tx.ExecContext(ctx, q, now.Unix()); err != nil {
		return fmt.Errorf("keep line: %w", err)
	}
	return nil
}

// cut keeps that the registry did not answer, or not as it should, and since
// when. It writes only when something has changed.
func (c *Config) cut(ctx context.Context, why error) error {
	e := fault.As(why)
	kind := e.Kind.String()
	if _, reached := before(why); !reached {
		kind = "line"
	}
	var l Line
	err := c.DB.View(ctx, func(q localdb.Querier) (err error) {
		l, err = FindLine(ctx, q)
		return err
	})
	if err != nil || !l.Cut.IsZero() && l.Kind == kind && l.Why == e.Detail {
		return err
	}
	c.Log.Warn("no exchange with the registry", "kind", kind, "why", e.Detail)
	return c.DB.InTx(ctx, func(tx *sql.Tx) error {
		const q = `INSERT INTO line (one, cut_at, kind, why, remedy) VALUES (1, ?1, ?2, ?3, ?4)
			ON CONFLICT (one) DO UPDATE SET cut_at = coalesce(cut_at, ?1), kind = ?2, why = ?3, remedy = ?4`
		if _, err := tx.ExecContext(ctx, q, c.Now().Unix(), kind, e.Detail, e.Remedy); err != nil {
			return fmt.Errorf("keep line: %w", err)
		}
		return nil
	})
}
