package replica

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// Concern is what this installation has to see to about one minor, beside the
// casefile: of one who is out of scope it is all that is shown.
type Concern struct {
	Minor    minor.ID
	Code     minor.Code // of who left, as it is kept for the accounts; of others see the casefile
	InScope  bool
	Alerts   []api.Alert   // the longest due first
	Contests []api.Contest // of who left: own records and the values that contend with them
}

// Concerns gives all that this installation has to see to, in order of minor.
// What was decided is shown for 30 days more. It fails as [Replica.Find] does.
func (r *Replica) Concerns(ctx context.Context, q localdb.Querier) ([]Concern, error) {
	if err := r.locked(ctx, q); err != nil {
		return nil, err
	}
	const query = `SELECT c.minor, coalesce((SELECT max(code) FROM kept_days k WHERE k.minor = c.minor), ''),
			EXISTS (SELECT 1 FROM minors m WHERE m.minor = c.minor AND m.left_at IS NULL), c.what, c.told
		FROM concerns c ORDER BY c.minor, c.what, c.key`
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("list concerns: %w", err)
	}
	defer rows.Close()
	var out []Concern
	for rows.Next() {
		var c Concern
		var what string
		var told []byte
		if err := rows.Scan(&c.Minor, &c.Code, &c.InScope, &what, &told); err != nil {
			return nil, fmt.Errorf("list concerns: %w", err)
		}
		if n := len(out); n == 0 || out[n-1].Minor != c.Minor {
			out = append(out, c)
		}
		if err := out[len(out)-1].add(what, told); err != nil {
			return nil, fmt.Errorf("list concerns: %w", err)
		}
	}
	return out, rows.Err()
}

func (c *Concern) add(what string, told []byte) (err error) {
	switch what {
	case concernAlert:
		c.Alerts, err = appendTold(c.Alerts, told)
		slices.SortStableFunc(c.Alerts, func(a, b api.Alert) int { return a.Due.Compare(b.Due) })
	case concernContest:
		c.Contests, err = appendTold(c.Contests, told)
	}
	return err
}

func appendTold[T any](all []T, told []byte) ([]T, error) {
	var v T
	err := localdb.JSON{V: &v}.Scan(told)
	return append(all, v), err
}

// The kinds of concerns, as they are stored.
const (
	concernAlert   = "alert"
	concernContest = "contest"
)

// keepConcerns keeps what the registry tells of a minor in the place of what it
// told before.
func (r *Replica) keepConcerns(ctx context.Context, tx *sql.Tx, m minor.ID, c *api.Concerns) error {
	before := map[string]int64{} // of contests that were decided: told so when
	rows, err := tx.QueryContext(ctx, `SELECT key, told, since FROM concerns WHERE minor = ? AND what = ?`, m, concernContest)
	if err != nil {
		return fmt.Errorf("keep concerns: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var was api.Contest
		var since int64
		if err := rows.Scan(&key, localdb.JSON{V: &was}, &since); err != nil {
			return fmt.Errorf("keep concerns: %w", err)
		}
		before[key+" "+was.Decided.String()] = since
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("keep concerns: %w", err)
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM concerns WHERE minor = ?`, m); err != nil || c == nil {
		return err
	}
	add := func(what, key string, told any, since int64) error {
		const q = `INSERT OR REPLACE INTO concerns (minor, what, key, told, since) VALUES (?, ?, ?, ?, ?)`
		if _, err := tx.ExecContext(ctx, q, m, what, key, localdb.JSON{V: told}, since); err != nil {
			return fmt.Errorf("keep concerns: %w", err)
		}
		return nil
	}
	now := r.now().Unix()
	for _, a := range c.Alerts {
		if err := add(concernAlert, alertKey(a), a, now); err != nil {
			return err
		}
	}
	for _, k := range c.Contests {
		since, told := before[k.Slot+" "+k.Decided.String()]
		if !told {
			since = now
		}
		if err := add(concernContest, k.Slot, k, since); err != nil {
			return err
		}
	}
	return nil
}

// alertKey names an alert: by the record that it is about, or of a deadline, by
// the day on which its clock started.
func alertKey(a api.Alert) string {
	if a.Record.IsZero() {
		return a.Rule + " " + a.On.String()
	}
	return a.Rule + " " + a.Record.String()
}

// forgetDecided deletes the contests that were decided 30 days ago.
func (r *Replica) forgetDecided(ctx context.Context, tx *sql.Tx) error {
	const q = `DELETE FROM concerns WHERE what = ? AND since < ? AND json_extract(told, '$.decided') IS NOT NULL`
	if _, err := tx.ExecContext(ctx, q, concernContest, r.now().Add(-keepLeft).Unix()); err != nil {
		return fmt.Errorf("purge: %w", err)
	}
	return nil
}

// loadConcerns reads what the registry tells of minors that is to be seen to.
func (x *Reading) loadConcerns(ctx context.Context, q localdb.Querier, m *minor.ID) error {
	where, arg := of(m, "minor")
	rows, err := q.QueryContext(ctx, `SELECT minor, what, told FROM concerns WHERE `+where+` ORDER BY minor, what, key`, arg)
	if err != nil {
		return fmt.Errorf("find concerns: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var of minor.ID
		var what string
		var told []byte
		if err := rows.Scan(&of, &what, &told); err != nil {
			return fmt.Errorf("find concerns: %w", err)
		}
		c := x.concerns[of]
		if err := c.add(what, told); err != nil {
			return fmt.Errorf("find concerns: %w", err)
		}
		x.concerns[of] = c
	}
	return rows.Err()
}

// contending gives the own records about a minor who left that contend in a
// section: what a form about that minor has before its author's eyes.
func (c Concern) contending(s change.Section) (out []change.ID) {
	for _, k := range c.Contests {
		for _, side := range k.Sides {
			if k.Section == s && len(side.Own) > 0 && !slices.Contains(out, side.Record) {
				out = append(out, side.Record)
			}
		}
	}
	return out
}
