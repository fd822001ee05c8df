// Package audit keeps who looked at what, and why.
//
// The invariant: first the line, then the read. [Log.Write] returns once the
// line is committed on the primary; nobody shows anything about a minor before
// it has returned nil. A line is never changed or removed, which the database
// enforces, and holds identifiers, never names.
package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Line is one look, or one that was denied.
type Line struct {
	Caller   access.Caller // who, with the reason stated
	Action   access.Action
	Allowed  bool
	Subjects []minor.ID // whom it concerns; none for counts, or where none was found
	At       time.Time  // zero is now
}

// Log is the record of access. Its methods are safe for use by several
// goroutines.
type Log struct {
	pool *pgxpool.Pool
	now  func() time.Time
}

// New makes a log over a pool of the role faro_audit, on the primary.
func New(pool *pgxpool.Pool, now func() time.Time) (*Log, error) {
	if pool == nil || now == nil {
		return nil, fault.Newf(fault.Internal, "a record of access without a database or a clock")
	}
	return &Log{pool: pool, now: now}, nil
}

// MaxReason bounds a stated reason in bytes. Arbitrary.
const MaxReason = 1000

// Write commits a line and returns. Whatever error it returns, nothing may be
// shown: fault.Busy if the database does not answer or the line may not have
// reached a standby, and [fault.Invalid] if the reason is too long.
func (l *Log) Write(ctx context.Context, line Line) error {
	if len(line.Caller.Reason) > MaxReason {
		return fault.Field("reason", "longer than 1000 bytes", "say it in a sentence")
	}
	if line.At.IsZero() {
		line.At = l.now()
	}
	const q = `INSERT INTO access_lines (at, role, person, agent, certificate, action, allowed, subjects, reason)
		VALUES (@at, @role, @person, @agent, @certificate, @action, @allowed, @subjects, @reason)`
	c := line.Caller
	args := pgx.StrictNamedArgs{
		"at": line.At, "role": c.Role, "person": c.Person, "agent": c.Agent, "certificate": c.Certificate,
		"action": line.Action, "allowed": line.Allowed, "subjects": append([]minor.ID{}, line.Subjects...), "reason": c.Reason,
	}
	err := pg.InTx(ctx, l.pool, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, q, args)
		return err
	})
	if err != nil {
		return fmt.Errorf("write access line: %w", err)
	}
	return nil
}
