package pki

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Locked writes down that an installation's store is locked: its machine is up,
// and nobody has given the passphrase. It counts as a word heard of it, and ends
// with the first request under its certificate. Words that no installation
// signed, and those of one that was revoked, are [fault.Unauthenticated].
func (a *Authority) Locked(ctx context.Context, in api.Locked) error {
	var key []byte
	const find = `SELECT record_key FROM installations WHERE id = $1 AND revoked_at IS NULL`
	err := a.pool.QueryRow(ctx, find, in.Agent).Scan(&key)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return pg.Fault(fmt.Errorf("find installation: %w", err))
	}
	if err != nil || !in.By(key) {
		return a.refuse("locked", &fault.Error{Kind: fault.Unauthenticated, Detail: "these are not the words of an installation",
			Remedy: "unlock the store: it asks by itself then"})
	}
	const q = `UPDATE installations SET locked_at = $2 WHERE id = $1 AND locked_at IS NULL`
	if _, err := a.pool.Exec(ctx, q, in.Agent, a.now()); err != nil {
		return pg.Fault(fmt.Errorf("lock: %w", err))
	}
	return a.seen(ctx, in.Agent)
}

// unlock writes down that an installation is open again: it has shown its
// certificate, which lies in the store.
func (a *Authority) unlock(ctx context.Context, h holder) error {
	if !h.Locked {
		return nil
	}
	if _, err := a.pool.Exec(ctx, `UPDATE installations SET locked_at = NULL WHERE id = $1`, h.Agent); err != nil {
		return pg.Fault(fmt.Errorf("unlock: %w", err))
	}
	return nil
}

// State is how an installation is.
type State string

// The states, of which the first that holds counts.
const (
	IsRevoked State = "revoked"
	IsSilent  State = "silent" // not heard of for longer than the configured time
	IsLocked  State = "locked" // waits for its passphrase, and says so
	IsOpen    State = "open"
)

// Installation is one of the registry's installations, as people look after it.
type Installation struct {
	ID         change.AgentID
	Label      string
	Role       access.Role
	State      State
	Since      time.Time // of the state; of one that is open, when it was last heard of
	EnrolledAt time.Time
	ValidUntil time.Time // of its newest certificate
}

// List gives all installations but the registry's own: those that need somebody
// first.
func (a *Authority) List(ctx context.Context) ([]Installation, error) {
	const q = `WITH i AS (
			SELECT i.*, coalesce(s.seen_at, i.enrolled_at) AS seen_at, coalesce(c.until, i.enrolled_at) AS valid_until
			FROM installations i LEFT JOIN installation_sightings s ON s.installation = i.id
				JOIN (SELECT installation, max(not_after) AS until FROM certificates GROUP BY installation) c ON c.installation = i.id
		), stated AS (
			SELECT i.*, CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN seen_at < $1 THEN 'silent'
				WHEN locked_at IS NOT NULL THEN 'locked' ELSE 'open' END AS state
			FROM i
		)
		SELECT id, label, role, state, enrolled_at, valid_until,
			CASE state WHEN 'revoked' THEN revoked_at WHEN 'locked' THEN locked_at ELSE seen_at END AS since
		FROM stated ORDER BY array_position(ARRAY['locked', 'silent', 'open', 'revoked'], state), label, id`
	rows, err := a.pool.Query(ctx, q, a.now().Add(-a.silent))
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("list installations: %w", err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Installation])
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("list installations: %w", err))
	}
	return out, nil
}
