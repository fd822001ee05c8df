package signin

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Session is a person who is signed in.
type Session struct {
	ID            SessionID
	Person        institution.PersonID
	Provider      string
	Level         string    // of assurance, as the provider stated it
	Began         time.Time // when the person signed in
	Authenticated time.Time // when the provider last saw the person; zero if it does not say
	Seen          time.Time // when it was last used, to the minute
	Expires       time.Time // when it ends in any case

	First bool `db:"-"` // the person had never signed in before; said by [Signin.Finish] alone
}

// Browser is what a browser and its network look like. A session that turns up
// in another one was moved, and ends: a cookie that was copied is not enough.
// Whoever copies all of this and stands in the same network is not found out.
type Browser struct {
	Agent    string // its own name, User-Agent
	Language string // Accept-Language
	Platform string // Sec-CH-UA-Platform; "" from browsers that do not tell
	Address  netip.Addr
}

// sum is how a browser is kept. Of an address counts the network: devices
// change theirs within it.
func (b Browser) sum() []byte {
	network := "none"
	if a := b.Address.Unmap(); a.IsValid() {
		bits := 24
		if a.Is6() {
			bits = 56
		}
		if p, err := a.WithZone("").Prefix(bits); err == nil {
			network = p.String()
		}
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{b.Agent, b.Language, b.Platform, network}, "\x00")))
	return sum[:]
}

// sessionRow is a session as it is kept.
type sessionRow struct {
	Session
	Browser []byte
	Ended   bool
}

// findSession reads the session that a condition names. One that there is none
// of is a [refusal].
func findSession(ctx context.Context, q pg.Querier, where string, arg any) (sessionRow, error) {
	rows, err := q.Query(ctx, `SELECT id, person, provider, level, began_at AS began,
			authenticated_at AS authenticated, seen_at AS seen, expires_at AS expires,
			browser_sum AS browser, ended_at IS NOT NULL AS ended
		FROM sessions WHERE `+where, arg)
	if err != nil {
		return sessionRow{}, pg.Fault(fmt.Errorf("find session: %w", err))
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[sessionRow])
	if errors.Is(err, pgx.ErrNoRows) {
		return sessionRow{}, &refusal{why: whyNoSession}
	}
	return row, pg.Fault(err)
}

// judge says why a session is not good now, by a [refusal]; nil if it is.
func (s *Signin) judge(row sessionRow, b Browser) error { return s.judgeIn(row, b.sum()) }

// judgeIn is [Signin.judge] in a browser as it is kept.
func (s *Signin) judgeIn(row sessionRow, browser []byte) error {
	now := s.now()
	because := why("")
	switch {
	case row.Ended:
		because = whyEnded
	case subtle.ConstantTimeCompare(row.Browser, browser) != 1:
		because = whyMoved
	case !now.Before(row.Expires):
		because = whyLength
	case now.Sub(row.Seen) >= s.idle:
		because = whyIdle
	case s.provider(row.Provider) == nil:
		because = whyGone
	default:
		return nil
	}
	return &refusal{why: because, person: row.Person, session: row.ID.String()}
}

// Find gives the session of a token, if it is good in this browser now, and
// writes down that it is in use. All others are [fault.Unauthenticated]; one
// that has run out or was moved is ended for good.
func (s *Signin) Find(ctx context.Context, token string, b Browser) (Session, error) {
	found, err := s.Look(ctx, token, b)
	if err != nil {
		return Session{}, err
	}
	if now := s.now(); now.Sub(found.Seen) >= seenEvery {
		const q = `UPDATE sessions SET seen_at = greatest(seen_at, $2) WHERE id = $1 AND ended_at IS NULL`
		if _, err := s.pool.Exec(ctx, q, found.ID, now); err != nil {
			return Session{}, pg.Fault(fmt.Errorf("use session: %w", err))
		}
		found.Seen = now
	}
	return found, nil
}

// Look is [Signin.Find] for what a page asks by itself, with no hand on it: a
// session is not longer for it.
func (s *Signin) Look(ctx context.Context, token string, b Browser) (Session, error) {
	row, err := findSession(ctx, s.pool, `token_sum = $1`, sumOf(token))
	if err == nil {
		err = s.judge(row, b)
	}
	if refused := (*refusal)(nil); errors.As(err, &refused) {
		if !row.ID.IsZero() && !row.Ended {
			if err := s.end(ctx, `id = $1`, row.ID, label[refused.why]); err != nil {
				return Session{}, err
			}
		}
		return Session{}, s.refuse(ctx, refused)
	}
	if err != nil {
		return Session{}, err
	}
	return row.Session, nil
}

// Still fails with [fault.Unauthenticated] unless a session is good now, wherever
// its browser stands: for an answer that goes on after it was let in. It leaves no
// line, since nobody asked.
func (s *Signin) Still(ctx context.Context, id SessionID) error {
	row, err := findSession(ctx, s.pool, `id = $1`, id)
	if err == nil {
		err = s.judgeIn(row, row.Browser)
	}
	if refused := (*refusal)(nil); errors.As(err, &refused) {
		return fault.Newf(fault.Unauthenticated, "the session has ended")
	}
	return err
}

// What a session is ended by, as its row has it.
const (
	bySignOut    = "signed out"
	byEverywhere = "signed out everywhere"
	byUnbinding  = "unbound"
	byLeaving    = "left the directory"
)

// SignOut ends one session.
func (s *Signin) SignOut(ctx context.Context, x Session) error {
	return s.end(ctx, `id = $1`, x.ID, bySignOut)
}

// SignOutEverywhere ends every session of a person.
func (s *Signin) SignOutEverywhere(ctx context.Context, person institution.PersonID) error {
	return s.end(ctx, `person = $1`, person, byEverywhere)
}

// Leave ends every session of somebody who is not in the directory any more.
func (s *Signin) Leave(ctx context.Context, person institution.PersonID) error {
	return s.end(ctx, `person = $1`, person, byLeaving)
}

func (s *Signin) end(ctx context.Context, where string, arg any, because string) error {
	q := `UPDATE sessions SET ended_at = $2, ended_why = $3 WHERE ended_at IS NULL AND ` + where
	if _, err := s.pool.Exec(ctx, q, arg, s.now(), because); err != nil {
		return pg.Fault(fmt.Errorf("end session: %w", err))
	}
	return nil
}

// EndAll ends every session and every sign-in under way, in the transaction that
// restores a database: the copy may hold sessions that were ended since.
func EndAll(ctx context.Context, tx pgx.Tx, at time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE sessions SET ended_at = $1, ended_why = 'restored' WHERE ended_at IS NULL`, at); err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM signin_attempts`); err != nil {
		return fmt.Errorf("end sign-ins: %w", err)
	}
	return nil
}
