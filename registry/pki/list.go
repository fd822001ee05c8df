package pki

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

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
	Offices    []institution.OfficeID // for which it speaks
	State      State
	Since      time.Time // of the state; of one that is open, when it was last heard of
	SeenAt     time.Time // when it was last heard of, in whatever state
	EnrolledAt time.Time
	ValidUntil time.Time // of its newest certificate
	Replaces   change.AgentID
	LastPushAt *time.Time // when it last sent records; nil if it never did

	// What it says of itself, when it was asked last: zero of one that never did.
	ToldAt  *time.Time
	Program string // its version
	Rules   int    // by which it folds
	Unsent  int    // what it has written and was not answered for
	Skew    int    // seconds by which its clock runs ahead; below 0 behind

	Waiting int // parts of the feed that it has not yet said to hold

	RevokedWhy   string // one of the constants of this package; "" of one that is not
	RevokedBy    institution.PersonID
	RevokedWords string // as that person said
}

// List gives all installations but the registry's own: those that need somebody
// first.
func (a *Authority) List(ctx context.Context) ([]Installation, error) {
	return a.list(ctx, change.AgentID{}, false)
}

// Silent gives the installations of centres that are silent, the longest first; how
// much waits for each is not counted. One that is locked is not among them: its
// machine is up and waits for its passphrase.
func (a *Authority) Silent(ctx context.Context) ([]Installation, error) {
	return a.list(ctx, change.AgentID{}, true)
}

// Find gives one of them. It fails with [fault.NotFound].
func (a *Authority) Find(ctx context.Context, agent change.AgentID) (Installation, error) {
	found, err := a.list(ctx, agent, false)
	if err == nil && len(found) == 0 {
		err = fault.Newf(fault.NotFound, "no such installation")
	}
	if err != nil {
		return Installation{}, err
	}
	return found[0], nil
}

func (a *Authority) list(ctx context.Context, only change.AgentID, silent bool) ([]Installation, error) {
	const q = `WITH i AS (
			SELECT i.*, coalesce(s.seen_at, i.enrolled_at) AS seen_at, coalesce(c.until, i.enrolled_at) AS valid_until,
				s.told_at, coalesce(s.program, '') AS program, coalesce(s.rules, 0) AS rules, coalesce(s.unsent, 0) AS unsent, coalesce(s.skew, 0) AS skew
			FROM installations i LEFT JOIN installation_sightings s ON s.installation = i.id
				JOIN (SELECT installation, max(not_after) AS until FROM certificates GROUP BY installation) c ON c.installation = i.id
			WHERE $2::uuid IS NULL OR i.id = $2
		), stated AS (
			SELECT i.*, CASE WHEN revoked_at IS NOT NULL THEN 'revoked' WHEN seen_at < $1 THEN 'silent'
				WHEN locked_at IS NOT NULL THEN 'locked' ELSE 'open' END AS state
			FROM i
		)
		SELECT id, label, role, state, enrolled_at, valid_until, seen_at, replaces, last_push_at, told_at, program, rules, unsent, skew,
			CASE state WHEN 'revoked' THEN revoked_at WHEN 'locked' THEN locked_at ELSE seen_at END AS since,
			ARRAY(SELECT o.office FROM installation_offices o WHERE o.installation = stated.id ORDER BY o.office) AS offices,
			CASE WHEN $3 THEN 0 ELSE (SELECT count(*) FROM feed f WHERE f.agent = stated.id AND revoked_at IS NULL
				AND f.n > coalesce((SELECT acknowledged FROM feed_cursors c WHERE c.agent = stated.id), 0)) END AS waiting,
			coalesce(revoked_why, '') AS revoked_why, revoked_by, coalesce(revoked_words, '') AS revoked_words
		FROM stated WHERE NOT $3 OR state = 'silent' AND role = 'centre'
		ORDER BY array_position(ARRAY['locked', 'silent', 'open', 'revoked'], state), CASE WHEN $3 THEN seen_at END, label, id`
	rows, err := a.pool.Query(ctx, q, a.now().Add(-a.silent), only, silent)
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("list installations: %w", err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Installation])
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("list installations: %w", err))
	}
	return out, nil
}
