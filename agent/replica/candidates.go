package replica

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// checkedFor is for how long a registration written here is shown as being
// checked against the whole country: on every one alike, and always as long, so
// that neither that it is shown nor that it ends tells anything of another
// casefile. Arbitrary: longer than the registry takes to look, and mostly than
// people take to decide.
const checkedFor = 30 * 24 * time.Hour

// checking reports whether the minor was registered here lately.
func (r *Replica) checking(entries []change.Placed) bool {
	for i := range entries {
		e := &entries[i]
		if e.Agent == r.agent && e.Kind == (minor.Registered{}).Kind() && r.now().Sub(e.Made.At) < checkedFor {
			return true
		}
	}
	return false
}

// keepCandidates keeps who may be the same child as a minor, in the place of
// whoever was told before.
func keepCandidates(ctx context.Context, tx *sql.Tx, m minor.ID, of []api.Candidate) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM candidates WHERE minor = ? OR other = ?`, m, m); err != nil {
		return fmt.Errorf("keep candidates: %w", err)
	}
	for _, c := range of {
		const q = `INSERT OR REPLACE INTO candidates (minor, other, agrees) VALUES (?, ?, ?)`
		if _, err := tx.ExecContext(ctx, q, m, c.Minor, localdb.JSON{V: c}); err != nil {
			return fmt.Errorf("keep candidates: %w", err)
		}
	}
	return nil
}

// loadCandidates reads who may be the same child as a minor, in order of
// identifier; of each pair the registry tells once, with either first.
func (x *Reading) loadCandidates(ctx context.Context, q localdb.Querier, m *minor.ID) error {
	one, arg := of(m, "minor")
	two, _ := of(m, "other")
	rows, err := q.QueryContext(ctx, `SELECT minor, other, agrees FROM candidates WHERE `+one+`
		UNION SELECT other, minor, agrees FROM candidates WHERE `+two+` ORDER BY 1, 2`, arg)
	if err != nil {
		return fmt.Errorf("find candidates: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var of, other minor.ID
		var c api.Candidate
		if err := rows.Scan(&of, &other, localdb.JSON{V: &c}); err != nil {
			return fmt.Errorf("find candidates: %w", err)
		}
		c.Minor = other
		if all := x.candidates[of]; len(all) == 0 || all[len(all)-1].Minor != other {
			x.candidates[of] = append(all, c)
		}
	}
	return rows.Err()
}
