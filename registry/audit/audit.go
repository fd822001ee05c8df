// Package audit keeps who looked at what, and why, gives every line its place
// in a tree that cannot be altered unnoticed, and answers those who may ask.
//
// The invariant: first the line, then the read. [Log.Write] returns once the
// line is committed on the primary; nobody shows anything about a minor before
// it has returned nil. A line is never changed or removed, which the database
// enforces and [Verify] proves against heads that are signed and kept outside
// it. A line holds identifiers, never names; what a search asked is sealed. No
// writer of a line, and no push, ever waits for the tree.
package audit

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// GlassID names a glass that was broken.
type GlassID = id.Of[glass]

type glass struct{}

// Unknown is the role in a line of somebody whom the directory does not name.
const Unknown access.Role = "unknown"

// The values of [Line.Output], where what was read left the screen.
const (
	Exported = "export"
	Printed  = "print"
)

// Line is one look, or one that was denied.
type Line struct {
	Caller   access.Caller // who, with the reason stated
	Action   access.Action
	Allowed  bool
	Subjects []minor.ID // whom it concerns; of a search, the minors that came back; none for counts, or where none was found
	Asked    string     // what a search asked; it is kept sealed
	Output   string     // [Exported] or [Printed]; "" for what was only shown
	Rows     int        // of what was exported or printed
	Glass    GlassID    // the glass under which it was allowed
	At       time.Time  // zero is now
}

// Log is the record of access. Its methods are safe for use by several
// goroutines.
type Log struct {
	pool *pgxpool.Pool
	now  func() time.Time

	Seal *seal.Sealer // for what searches ask; without it a line that holds some is refused
}

// New makes a log over a pool of the role faro_audit, on the primary.
func New(pool *pgxpool.Pool, now func() time.Time) (*Log, error) {
	if pool == nil || now == nil {
		return nil, fault.Newf(fault.Internal, "a record of access without a database or a clock")
	}
	return &Log{pool: pool, now: now}, nil
}

const (
	// MaxReason bounds a stated reason in bytes. Arbitrary.
	MaxReason = 1000
	// maxAsked bounds what a search asked in bytes. Arbitrary.
	maxAsked = 4000
	// saltBytes is the length of what is mixed into each line's leaf.
	saltBytes = 16
)

// Write commits a line and returns. Whatever error it returns, nothing may be
// shown: fault.Busy if the database does not answer or the line may not have
// reached a standby, and [fault.Invalid] if the reason is too long.
func (l *Log) Write(ctx context.Context, line Line) error {
	args, err := l.arguments(line)
	if err != nil {
		return err
	}
	err = pg.InTx(ctx, l.pool, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, insertLine, args)
		return err
	})
	if err != nil {
		return fmt.Errorf("write access line: %w", err)
	}
	return nil
}

// insertLine adds a line, and that it waits for its place in the tree.
const insertLine = `WITH line AS (
		INSERT INTO access_lines (at, role, person, agent, certificate, action, allowed, subjects, reason, session, glass,
			asked, asked_by, output, rows, look_seq, looked_at, chain, salt)
		VALUES (@at, @role, @person, @agent, @certificate, @action, @allowed, @subjects, @reason, @session, @glass,
			@asked, @asked_by, @output, @rows, @look_seq, @looked_at, @chain, @salt)
		RETURNING id)
	INSERT INTO access_waiting (line) SELECT id FROM line`

// arguments gives a line as [insertLine] takes it.
func (l *Log) arguments(line Line) (pgx.StrictNamedArgs, error) {
	if len(line.Caller.Reason) > MaxReason {
		return nil, fault.Field("reason", "longer than 1000 bytes", "say it in a sentence")
	}
	if len(line.Asked) > maxAsked {
		return nil, fault.Field("asked", "longer than 4000 bytes", "ask for less at once")
	}
	if line.At.IsZero() {
		line.At = l.now()
	}
	var salt [saltBytes]byte
	if _, err := rand.Read(salt[:]); err != nil {
		return nil, fmt.Errorf("make salt: %w", err)
	}
	asked, by, err := l.sealed(line.Asked, salt)
	if err != nil {
		return nil, err
	}
	var rows *int
	if line.Output != "" {
		rows = &line.Rows
	}
	c := line.Caller
	return pgx.StrictNamedArgs{
		"at": line.At, "role": c.Role, "person": c.Person, "agent": c.Agent, "certificate": c.Certificate,
		"action": line.Action, "allowed": line.Allowed, "subjects": append([]minor.ID{}, line.Subjects...), "reason": stated(c),
		"session": c.Session, "glass": line.Glass, "asked": asked, "asked_by": by, "output": line.Output, "rows": rows,
		"look_seq": nil, "looked_at": nil, "chain": nil, "salt": salt[:],
	}, nil
}

// stated gives the reason as it is kept: before it, for whom the person stands in.
func stated(c access.Caller) string {
	var b strings.Builder
	for _, p := range c.For {
		fmt.Fprintf(&b, "[for %s] ", p)
	}
	return b.String() + c.Reason
}

// sealed seals what was asked for the one line that the salt marks.
func (l *Log) sealed(asked string, salt [saltBytes]byte) (sealed []byte, by *string, err error) {
	if asked == "" {
		return nil, nil, nil
	}
	if l.Seal == nil {
		return nil, nil, fault.Newf(fault.Internal, "a record of access without the key that seals what searches ask")
	}
	sealed, name, err := l.Seal.SealFrame(askedPlace(salt), []byte(asked))
	return sealed, &name, err
}

func askedPlace(salt [saltBytes]byte) seal.Place {
	return seal.Place{Table: "access_lines", Column: "asked", Row: salt}
}
