package signin

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/fault"
	"faro.example/shared/id"
)

// attempt is a sign-in under way. Nonce and verifier come from what only the
// browser has, so the row holds nothing by which another could finish it.
type attempt struct {
	Provider string
	Again    SessionID // whose person proves again to be there; zero for a new session
	Began    time.Time
	Expires  time.Time
	state    string
	secret   string
}

func (a attempt) again() bool { return !a.Again.IsZero() }

func (a attempt) nonce() string { return a.derived("nonce") }

func (a attempt) verifier() string { return a.derived("verifier") }

func (a attempt) derived(purpose string) string {
	return base64.RawURLEncoding.EncodeToString(derive([]byte(a.secret), purpose, a.state))
}

// Started is what a sign-in begins with.
type Started struct {
	URL    string // at the provider, to which the person is sent
	Secret string // for a cookie of the browser, and nowhere else
}

// Start begins a sign-in with a provider; with a session, the person of that
// session proves again to be there, and the provider is the session's. It fails
// with [fault.NotFound] if there is no such provider, and with [fault.Busy] if
// it does not answer.
func (s *Signin) Start(ctx context.Context, name string, again *Session) (Started, error) {
	a := attempt{Provider: name, state: newSecret(), secret: newSecret(), Began: s.now()}
	if again != nil {
		a.Provider, a.Again = again.Provider, again.ID
	}
	p := s.provider(a.Provider)
	if p == nil {
		return Started{}, fault.Newf(fault.NotFound, "there is no such provider")
	}
	to, err := p.authorise(ctx, a)
	if err != nil {
		return Started{}, err
	}
	// Those that nobody finished are thrown away in passing.
	const prune = `DELETE FROM signin_attempts WHERE expires_at < $1`
	const insert = `INSERT INTO signin_attempts (state_sum, browser_sum, provider, again, began_at, expires_at)
		VALUES (@state_sum, @browser_sum, @provider, @again, @began_at, @expires_at)`
	err = pg.InTx(ctx, s.pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, prune, a.Began.Add(-attemptTime)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, insert, pgx.StrictNamedArgs{
			"state_sum": sumOf(a.state), "browser_sum": sumOf(a.secret), "provider": a.Provider, "again": a.Again,
			"began_at": a.Began, "expires_at": a.Began.Add(attemptTime),
		})
		return err
	})
	if err != nil {
		return Started{}, fmt.Errorf("begin sign-in: %w", err)
	}
	return Started{URL: to, Secret: a.secret}, nil
}

// take takes a sign-in that is under way in this browser: once, whatever
// becomes of it.
func (s *Signin) take(ctx context.Context, state, secret string) (attempt, error) {
	const q = `DELETE FROM signin_attempts WHERE state_sum = $1 AND browser_sum = $2
		RETURNING provider, again, began_at, expires_at`
	if state == "" || secret == "" {
		return attempt{}, &refusal{why: whyState}
	}
	var a attempt
	err := s.pool.QueryRow(ctx, q, sumOf(state), sumOf(secret)).Scan(&a.Provider, &a.Again, &a.Began, &a.Expires)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return attempt{}, &refusal{why: whyState}
	case err != nil:
		return attempt{}, pg.Fault(fmt.Errorf("take sign-in: %w", err))
	case !s.now().Before(a.Expires):
		return attempt{}, &refusal{why: whyLate}
	}
	a.state, a.secret = state, secret
	return a, nil
}

type session struct{}

// SessionID identifies a session; it says nothing to who does not have its token.
type SessionID = id.Of[session]
