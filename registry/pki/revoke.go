package pki

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Why an installation was revoked, as the registry keeps it.
const (
	WhyCopied   = "copied"   // two machines write under its numbers (design section 5 rule 4)
	WhyReplaced = "replaced" // another was enrolled in its stead
	WhyOperator = "operator" // somebody said so
)

// Revoker revokes installations inside a transaction of its caller.
type Revoker struct {
	journal *Journal
	now     func() time.Time
}

// NewRevoker makes a revoker that writes in the journal first.
func NewRevoker(j *Journal, now func() time.Time) *Revoker { return &Revoker{journal: j, now: now} }

// Revoke revokes an installation, which holds once the transaction commits; it
// works under the roles faro_intake and faro_directory. One that is revoked
// stays revoked for the first reason. It fails with [fault.NotFound] if there
// is none of that name.
func (r *Revoker) Revoke(ctx context.Context, tx pgx.Tx, agent change.AgentID, why string) error {
	at := r.now()
	if err := r.journal.Append(Entry{At: at, Installation: agent, Revoked: &Revoked{Why: why}}); err != nil {
		return err
	}
	const q = `UPDATE installations SET revoked_at = coalesce(revoked_at, $2), revoked_why = coalesce(revoked_why, $3) WHERE id = $1`
	tag, err := tx.Exec(ctx, q, agent, at, why)
	if err != nil {
		return fmt.Errorf("revoke: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return fault.Newf(fault.NotFound, "no such installation")
	}
	return nil
}

// Revoke revokes an installation at once, and leaves no line: people revoke by
// [Authority.RevokeAs]. It fails with [fault.NotFound] if there is none of that name.
func (a *Authority) Revoke(ctx context.Context, agent change.AgentID, why string) error {
	err := pg.InTx(ctx, a.pool, func(ctx context.Context, tx pgx.Tx) error {
		return a.revoker.Revoke(ctx, tx, agent, why)
	})
	if err == nil {
		a.log.Info("installation revoked", "installation", agent, "why", why)
	}
	return err
}

// RevokeAs revokes an installation at once in the name of a person, for the
// reason stated: one is enough, since it cannot wait. A line in the record of
// access is committed first. It fails with [fault.Denied] for who neither operates
// the registry nor may ask whose data an installation holds, and as
// [Authority.Revoke] does.
func (a *Authority) RevokeAs(ctx context.Context, by access.Caller, agent change.AgentID) error {
	action, no := access.Operate, access.Allow(by, access.Operate)
	if no != nil && access.Allow(by, access.AskHoldings) == nil {
		action, no = access.AskHoldings, nil
	}
	if err := a.line(ctx, by, action, no, "revoke "+agent.String()); err != nil {
		return err
	}
	err := pg.InTx(ctx, a.pool, func(ctx context.Context, tx pgx.Tx) error {
		const q = `UPDATE installations SET revoked_by = $2, revoked_words = $3 WHERE id = $1 AND revoked_at IS NULL`
		if _, err := tx.Exec(ctx, q, agent, by.Person, by.Reason); err != nil {
			return fmt.Errorf("revoke: %w", err)
		}
		return a.revoker.Revoke(ctx, tx, agent, WhyOperator)
	})
	if err == nil {
		a.log.Info("installation revoked", "installation", agent, "why", WhyOperator)
	}
	return err
}

// line leaves a line in the record of access, and gives back why it is denied.
func (a *Authority) line(ctx context.Context, by access.Caller, action access.Action, no error, asked string) error {
	if a.Lines == nil {
		return fault.Newf(fault.Internal, "an authority without the record of access")
	}
	if err := a.Lines.Write(ctx, audit.Line{Caller: by, Action: action, Allowed: no == nil, Asked: asked}); err != nil {
		return err
	}
	return no
}
