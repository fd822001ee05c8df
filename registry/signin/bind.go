package signin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Binding says that a person of the directory is known to a provider by a value
// of its claim.
type Binding struct {
	Person   institution.PersonID
	Provider string
	Value    string // personal data of the person: it is kept as a keyed hash
}

// Bind binds a person, in the name of somebody; what the person was bound to at
// that provider before ends, with the sessions; the same once more changes
// nothing. It fails with [fault.Conflict]
// if the value is another person's, with [fault.NotFound] if there is no such
// provider or person, and with [fault.Invalid] if the value cannot be one.
func (s *Signin) Bind(ctx context.Context, b Binding, by institution.PersonID) error {
	if s.provider(b.Provider) == nil {
		return fault.Newf(fault.NotFound, "there is no such provider")
	}
	if b.Value == "" || len(b.Value) > maxClaim || strings.TrimSpace(b.Value) != b.Value {
		return fault.Field("value", "missing, longer than 255 bytes, or with spaces around it", "give it as the provider states it")
	}
	return pg.InTx(ctx, s.pool, func(ctx context.Context, tx pgx.Tx) error {
		var there bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM people WHERE id = $1 AND known_until IS NULL)`, b.Person).Scan(&there); err != nil {
			return err
		}
		if !there {
			return fault.Newf(fault.NotFound, "no such person in the directory")
		}
		var same bool
		const bound = `SELECT EXISTS (SELECT FROM signin_bindings WHERE person = $1 AND provider = $2 AND claim_sum = $3 AND ended_at IS NULL)`
		if err := tx.QueryRow(ctx, bound, b.Person, b.Provider, s.claimSum(b.Provider, b.Value)).Scan(&same); err != nil || same {
			return err
		}
		if err := s.unbind(ctx, tx, b.Person, b.Provider, by); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		const q = `INSERT INTO signin_bindings (provider, claim_sum, person, bound_at, bound_by)
			VALUES (@provider, @claim_sum, @person, @at, @by)`
		_, err := tx.Exec(ctx, q, pgx.StrictNamedArgs{
			"provider": b.Provider, "claim_sum": s.claimSum(b.Provider, b.Value), "person": b.Person, "at": s.now(), "by": by,
		})
		return pg.Fault(err, pg.Constraint{Name: "signin_bindings_one_person", Kind: fault.Conflict, Field: "value",
			Detail: "another person is bound to it", Remedy: "unbind that person first"})
	})
}

// Unbind ends what binds a person at a provider, and with it the sessions. It
// fails with [fault.NotFound] if nothing does.
func (s *Signin) Unbind(ctx context.Context, person institution.PersonID, provider string, by institution.PersonID) error {
	return pg.InTx(ctx, s.pool, func(ctx context.Context, tx pgx.Tx) error { return s.unbind(ctx, tx, person, provider, by) })
}

func (s *Signin) unbind(ctx context.Context, tx pgx.Tx, person institution.PersonID, provider string, by institution.PersonID) error {
	const q = `UPDATE signin_bindings SET ended_at = $3, ended_by = $4 WHERE person = $1 AND provider = $2 AND ended_at IS NULL RETURNING id`
	var row int64
	err := tx.QueryRow(ctx, q, person, provider, s.now(), by).Scan(&row)
	if errors.Is(err, pgx.ErrNoRows) {
		return fault.Newf(fault.NotFound, "nothing binds this person at this provider")
	}
	if err != nil {
		return fmt.Errorf("unbind: %w", err)
	}
	const sessions = `UPDATE sessions SET ended_at = $3, ended_why = $4 WHERE person = $1 AND provider = $2 AND ended_at IS NULL`
	_, err = tx.Exec(ctx, sessions, person, provider, s.now(), byUnbinding)
	return err
}

// claimSum is how the value of a claim is kept.
func (s *Signin) claimSum(provider, value string) []byte { return derive(s.claimKey, provider, value) }
