package signin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/config"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// Return is what a person brings back from a provider.
type Return struct {
	State  string
	Code   string // "" if the provider refused
	Issuer string // who says so, if the provider tells (RFC 9207)
	Secret string // of the browser's cookie
}

// Finish ends a sign-in that [Signin.Start] began, and gives the session with
// its token, which goes into a cookie and nowhere else. When the person of a
// session has proved again to be there, it is that session under a new token.
// Whoever is refused is [fault.Unauthenticated], whatever the reason.
func (s *Signin) Finish(ctx context.Context, r Return, b Browser) (Session, string, error) {
	out, token, err := s.finish(ctx, r, b)
	if refused := (*refusal)(nil); errors.As(err, &refused) {
		return Session{}, "", s.refuse(ctx, refused)
	}
	return out, token, err
}

func (s *Signin) finish(ctx context.Context, r Return, b Browser) (Session, string, error) {
	a, err := s.take(ctx, r.State, r.Secret)
	if err != nil {
		return Session{}, "", err
	}
	p := s.provider(a.Provider)
	switch {
	case p == nil:
		return Session{}, "", &refusal{why: whyGone}
	case r.Code == "", r.Issuer != "" && r.Issuer != p.Issuer:
		return Session{}, "", &refusal{why: whyProvider}
	}
	says, err := p.vouch(ctx, a, r.Code)
	if err != nil {
		return Session{}, "", err
	}
	who, err := s.recognise(ctx, p, says.claim)
	if err != nil {
		return Session{}, "", err
	}
	if a.again() {
		return s.renew(ctx, a, who, says, b)
	}
	return s.admit(ctx, a, who, says, b)
}

// somebody is a person of the directory, as far as sign-in sees one.
type somebody struct {
	Person institution.PersonID
	Role   access.Role
	Code   string // of the office
	Kind   string // of the institution, or that of structures
}

// recognise finds who of the directory is known to a provider by a claim, and
// whether the provider may vouch for people of that institution.
func (s *Signin) recognise(ctx context.Context, p *provider, claim string) (somebody, error) {
	const q = `SELECT b.person, p.role, o.code, coalesce(i.kind, $3) AS kind
		FROM signin_bindings b
			JOIN people p ON p.id = b.person AND p.known_until IS NULL AND p.valid_from <= $4 AND (p.valid_until IS NULL OR $4 < p.valid_until)
			JOIN offices o ON o.id = p.office
			LEFT JOIN institutions i ON i.id = p.office AND i.known_until IS NULL AND i.valid_from <= $4 AND (i.valid_until IS NULL OR $4 < i.valid_until)
		WHERE b.provider = $1 AND b.claim_sum = $2 AND b.ended_at IS NULL AND (i.id IS NOT NULL OR o.what = 'structure')`
	rows, err := s.pool.Query(ctx, q, p.Name, s.claimSum(p.Name, claim), config.Structures, day.FromTime(s.now()))
	if err != nil {
		return somebody{}, pg.Fault(fmt.Errorf("recognise: %w", err))
	}
	who, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[somebody])
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return somebody{}, &refusal{why: whyUnknown}
	case err != nil:
		return somebody{}, pg.Fault(fmt.Errorf("recognise: %w", err))
	case !slices.Contains(p.Institutions, who.Code) && !slices.Contains(p.Kinds, who.Kind):
		return somebody{}, &refusal{why: whyOffice, person: who.Person, role: who.Role}
	}
	return who, nil
}

// admit makes a session, once the line that says so is committed.
func (s *Signin) admit(ctx context.Context, a attempt, who somebody, says statement, b Browser) (Session, string, error) {
	now, token := s.now(), newSecret()
	out := Session{
		ID: SessionID(id.New[struct{}]()), Person: who.Person, Provider: a.Provider, Level: says.level, Began: now,
		Authenticated: says.authenticated, Seen: now, Expires: now.Add(s.length),
	}
	if err := s.line(ctx, who, out.ID, "signed in"); err != nil {
		return Session{}, "", err
	}
	// Sessions are kept, so whoever has none has never been here.
	const q = `INSERT INTO sessions (id, token_sum, browser_sum, person, provider, level, began_at, authenticated_at, seen_at, expires_at)
		VALUES (@id, @token_sum, @browser_sum, @person, @provider, @level, @now, @authenticated_at, @now, @expires_at)
		RETURNING NOT EXISTS (SELECT FROM sessions s WHERE s.person = @person)`
	err := s.pool.QueryRow(ctx, q, pgx.StrictNamedArgs{
		"id": out.ID, "token_sum": sumOf(token), "browser_sum": b.sum(), "person": out.Person, "provider": out.Provider, "level": out.Level,
		"now": now, "authenticated_at": out.Authenticated, "expires_at": out.Expires,
	}).Scan(&out.First)
	if err != nil {
		return Session{}, "", pg.Fault(fmt.Errorf("make session: %w", err))
	}
	s.metrics.signins.WithLabelValues("in").Inc()
	return out, token, nil
}

// renew gives an open session of the same person a new token, and writes down
// that the person was at the provider.
func (s *Signin) renew(ctx context.Context, a attempt, who somebody, says statement, b Browser) (Session, string, error) {
	token := newSecret()
	var out Session
	err := pg.InTx(ctx, s.pool, func(ctx context.Context, tx pgx.Tx) error {
		row, err := findSession(ctx, tx, `id = $1 FOR UPDATE`, a.Again)
		if err != nil {
			return err
		}
		if err := s.judge(row, b); err != nil {
			return err
		}
		if row.Person != who.Person {
			return &refusal{why: whyOther, person: who.Person, role: who.Role, session: row.ID.String()}
		}
		const q = `UPDATE sessions SET token_sum = $2, level = $3, authenticated_at = $4, seen_at = $5 WHERE id = $1`
		if _, err := tx.Exec(ctx, q, row.ID, sumOf(token), says.level, says.authenticated, s.now()); err != nil {
			return err
		}
		out = row.Session
		out.Level, out.Authenticated, out.Seen = says.level, says.authenticated, s.now()
		return nil
	})
	if err != nil {
		return Session{}, "", err
	}
	if err := s.line(ctx, who, out.ID, "proved again to be there"); err != nil {
		return Session{}, "", err
	}
	s.metrics.signins.WithLabelValues("again").Inc()
	return out, token, nil
}

// line writes down that somebody was let in.
func (s *Signin) line(ctx context.Context, who somebody, session SessionID, reason string) error {
	return s.lines.Write(ctx, audit.Line{
		Caller: access.Caller{Role: who.Role, Person: who.Person, Session: session.String(), Reason: reason}, Action: access.SignIn, Allowed: true,
	})
}

// fresh reports whether the person was at the provider lately enough for what
// is gravest.
func fresh(x Session, now time.Time) bool {
	return !x.Authenticated.IsZero() && now.Sub(x.Authenticated) <= Fresh
}

// Fresh fails with [fault.Unauthenticated], and leaves a line, unless the person
// of a session was at the provider within the last [Fresh] minutes.
func (s *Signin) Fresh(ctx context.Context, x Session, role access.Role) error {
	if fresh(x, s.now()) {
		return nil
	}
	return s.refuse(ctx, &refusal{why: whyNotFresh, person: x.Person, role: role, session: x.ID.String()})
}
