package signin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
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

// BindAs is [Signin.Bind] for people: an administrator of the Ministry binds
// anybody, an administrator of another office who works there, and nobody
// themselves. Whoever is bound can be the person, so one whose role reaches over
// the country is bound by whoever runs the registry alone, with registryctl. A
// line in the record of access is committed first, also when it is denied. It
// fails besides with [fault.Denied], and with [fault.Invalid] for such a person.
func (s *Signin) BindAs(ctx context.Context, by access.Caller, b Binding) error {
	judged := s.mayBind(ctx, by, b.Person)
	if judged != nil && !fault.Is(judged, fault.Denied) && !fault.Is(judged, fault.Invalid) {
		return judged
	}
	line := audit.Line{Caller: by, Action: access.KeepStaff, Allowed: judged == nil, Asked: "bind " + b.Person.String() + " at a provider"}
	if err := s.lines.Write(ctx, line); err != nil {
		return err
	}
	if judged != nil {
		return judged
	}
	return s.Bind(ctx, b, by.Person)
}

// mayBind says whether somebody may say who a person is to a provider.
func (s *Signin) mayBind(ctx context.Context, by access.Caller, person institution.PersonID) error {
	all, staff := access.Allow(by, access.KeepDirectory), access.Allow(by, access.KeepStaff)
	if all != nil && staff != nil || by.Person == person || by.Person.IsZero() {
		return fault.Newf(fault.Denied, "not for this caller to say")
	}
	const q = `SELECT p.role, p.office IN (SELECT a.office FROM people a WHERE a.id = $2 AND a.known_until IS NULL
				AND a.valid_from <= $3 AND (a.valid_until IS NULL OR $3 < a.valid_until)) AS colleague
		FROM people p WHERE p.id = $1 AND p.known_until IS NULL ORDER BY p.valid_from DESC LIMIT 1`
	var role access.Role
	var colleague bool
	err := s.pool.QueryRow(ctx, q, person, by.Person, day.FromTime(s.now())).Scan(&role, &colleague)
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && all != nil && !colleague:
		return fault.Newf(fault.Denied, "no such person there")
	case err != nil:
		return pg.Fault(fmt.Errorf("find person: %w", err))
	case role.National():
		return fault.Field("person", "of a role that reaches over the country",
			"have it done by whoever runs the registry: registryctl signin bind")
	}
	return nil
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
