package pki

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// errCode is the one answer to a code that is unknown, used or run out.
func errCode() error {
	return &fault.Error{Kind: fault.Unauthenticated, Detail: "this code cannot be used: it was mistyped, has run out or was used before",
		Remedy: "ask whoever gave it to you for a new one"}
}

// Enrol makes an installation of whoever has a one-time code and proves to have
// both keys, and gives it its first certificate and block of codes. Called
// again with the same code and keys, because the answer was lost, it gives a
// certificate for the same installation. A code that is unknown, used or run
// out is [fault.Unauthenticated]; keys that are not proven are [fault.Invalid].
func (a *Authority) Enrol(ctx context.Context, in api.EnrolRequest) (Grant, error) {
	raw, ok := parseCode(in.Code)
	if !ok {
		return Grant{}, a.refuse("code", errCode())
	}
	req, err := parseRequest(in.Request)
	if err != nil {
		return Grant{}, a.refuse("request", err)
	}
	if err := checkRecordKey(in); err != nil {
		return Grant{}, a.refuse("key", err)
	}
	agent := change.AgentID(id.New[struct{}]())
	if err := a.admitted(ctx, sumOf(raw), agent); err != nil {
		return Grant{}, a.refuse("enrol", err)
	}
	var out Grant
	err = pg.InTx(ctx, a.pool, func(ctx context.Context, tx pgx.Tx) error {
		out, err = a.enrol(ctx, tx, agent, sumOf(raw), req, in.Key)
		return pg.Fault(err, duplicateKeys...)
	})
	if err != nil {
		return Grant{}, a.refuse("enrol", err)
	}
	a.metrics.issued.WithLabelValues("enrol").Inc()
	a.log.Info("installation enrolled", "installation", out.Agent)
	return out, nil
}

// duplicateKeys: an installation makes its own keys; used twice they were copied.
var duplicateKeys = []pg.Constraint{
	{Name: "installations_one_tls_key", Kind: fault.Conflict, Field: "request", Detail: "another installation has this key",
		Remedy: "make a new key"},
	{Name: "installations_one_record_key", Kind: fault.Conflict, Field: "key", Detail: "another installation has this key",
		Remedy: "make a new key"},
}

func checkRecordKey(in api.EnrolRequest) error {
	if len(in.Key) != ed25519.PublicKeySize || !ed25519.Verify(in.Key, in.Request, in.Proof) {
		return fault.Field("proof", "not a signature over the request by the key", "sign the request with the key that will sign records")
	}
	return nil
}

type invited struct {
	Role         access.Role
	Label        string
	Offices      []institution.OfficeID
	Scopes       []access.Scope
	Replaces     change.AgentID
	MadeBy       institution.PersonID
	ExpiresAt    time.Time
	Installation change.AgentID
}

// invitation finds what a code stands for that can be used, or was.
func (a *Authority) invitation(ctx context.Context, db pg.Querier, sum []byte, lock string) (invited, error) {
	rows, err := db.Query(ctx, `SELECT role, label, offices, scopes, replaces, made_by, expires_at, installation FROM enrolment_codes WHERE sum = $1 `+lock, sum)
	if err != nil {
		return invited{}, fmt.Errorf("find code: %w", pg.Fault(err))
	}
	inv, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[invited])
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !a.now().Before(inv.ExpiresAt) {
		return inv, errCode()
	}
	if err != nil {
		return inv, fmt.Errorf("find code: %w", pg.Fault(err))
	}
	return inv, nil
}

// admitted leaves a line that says which installation is to come of a code that
// nobody has used yet, and who made it.
func (a *Authority) admitted(ctx context.Context, sum []byte, agent change.AgentID) error {
	inv, err := a.invitation(ctx, a.pool, sum, "")
	if err != nil || !inv.Installation.IsZero() {
		return err
	}
	asked := "enrolled as " + agent.String() + ", by a code of " + inv.MadeBy.String()
	if !inv.Replaces.IsZero() {
		asked += " in the place of " + inv.Replaces.String()
	}
	return a.line(ctx, access.Caller{Role: inv.Role, Agent: agent, Reason: "enrolment by code"}, access.Operate, nil, asked)
}

func (a *Authority) enrol(ctx context.Context, tx pgx.Tx, agent change.AgentID, sum []byte, req *x509.CertificateRequest, recordKey []byte) (Grant, error) {
	inv, err := a.invitation(ctx, tx, sum, "FOR UPDATE")
	if err != nil {
		return Grant{}, err
	}
	tlsSum, err := keySum(req.PublicKey)
	if err != nil {
		return Grant{}, err
	}
	if !inv.Installation.IsZero() {
		return a.enrolAgain(ctx, tx, inv.Installation, req, tlsSum, recordKey)
	}
	is := Enrolled{Role: inv.Role, Label: inv.Label, RecordKey: recordKey, TLSKeySum: tlsSum,
		Offices: inv.Offices, Scopes: inv.Scopes, Replaces: inv.Replaces, CodeSum: sum}
	return a.admit(ctx, tx, agent, req, is)
}

// enrolAgain answers an enrolment whose first answer was lost.
func (a *Authority) enrolAgain(ctx context.Context, tx pgx.Tx, agent change.AgentID, req *x509.CertificateRequest, tlsSum, recordKey []byte) (Grant, error) {
	const q = `SELECT role, tls_key_sum, record_key, revoked_at IS NOT NULL FROM installations WHERE id = $1`
	var role access.Role
	var hasTLS, hasRecord []byte
	var revoked bool
	if err := tx.QueryRow(ctx, q, agent).Scan(&role, &hasTLS, &hasRecord, &revoked); err != nil {
		return Grant{}, fmt.Errorf("find installation: %w", err)
	}
	if revoked || !bytes.Equal(hasTLS, tlsSum) || !bytes.Equal(hasRecord, recordKey) {
		return Grant{}, errCode()
	}
	// The journal may have brought it back from an enrolment that was cut off
	// before its codes were given.
	if role == access.Centre {
		if err := a.codes.Ensure(ctx, tx, map[change.AgentID]uint32{agent: 0}); err != nil {
			return Grant{}, err
		}
	}
	return a.issue(ctx, tx, agent, req.PublicKey)
}

// admit adds an installation with its first certificate and block of codes, and
// brings it its minors. The one that it replaces is revoked last: intake locks
// rows of installations after the lock that Rescope takes.
func (a *Authority) admit(ctx context.Context, tx pgx.Tx, agent change.AgentID, req *x509.CertificateRequest, is Enrolled) (Grant, error) {
	at := a.now()
	if err := insertInstallation(ctx, tx, agent, is, at); err != nil {
		return Grant{}, err
	}
	out, err := a.issue(ctx, tx, agent, req.PublicKey, Entry{At: at, Installation: agent, Enrolled: &is})
	if err != nil {
		return Grant{}, err
	}
	if is.Role == access.Centre {
		if err := a.codes.give(ctx, tx, agent); err != nil {
			return Grant{}, err
		}
	}
	if err := a.scopes.Rescope(ctx, tx, []change.AgentID{agent}); err != nil {
		return Grant{}, err
	}
	if is.Replaces.IsZero() {
		return out, nil
	}
	return out, a.revoker.Revoke(ctx, tx, is.Replaces, WhyReplaced)
}

// insertInstallation adds the rows of an installation, and marks its code as used.
func insertInstallation(ctx context.Context, tx pgx.Tx, agent change.AgentID, is Enrolled, at time.Time) error {
	const installation = `INSERT INTO installations (id, role, label, record_key, tls_key_sum, replaces, enrolled_at)
		VALUES (@id, @role, @label, @record_key, @tls_key_sum, @replaces, @at)`
	_, err := tx.Exec(ctx, installation, pgx.StrictNamedArgs{
		"id": agent, "role": is.Role, "label": is.Label, "record_key": is.RecordKey, "tls_key_sum": is.TLSKeySum,
		"replaces": is.Replaces, "at": at,
	})
	if err != nil {
		return fmt.Errorf("add installation: %w", err)
	}
	if _, err := tx.Exec(ctx, insertOffices, agent, is.Offices); err != nil {
		return fmt.Errorf("add offices: %w", err)
	}
	if _, err := tx.Exec(ctx, insertScopes, agent, is.Scopes); err != nil {
		return fmt.Errorf("add scopes: %w", err)
	}
	const used = `UPDATE enrolment_codes SET used_at = $2, installation = $3 WHERE sum = $1 AND used_at IS NULL`
	if _, err := tx.Exec(ctx, used, is.CodeSum, at, agent); err != nil {
		return fmt.Errorf("use code: %w", err)
	}
	return nil
}

// insertOffices lets an installation speak for the offices that there are.
const insertOffices = `INSERT INTO installation_offices (installation, office)
	SELECT i.id, o.id FROM installations i, offices o WHERE i.id = $1 AND o.id = ANY ($2) ON CONFLICT DO NOTHING`

// Share has every installation that speaks for one of two offices speak for the
// other too, in the transaction of the directory that makes them one.
func (a *Authority) Share(ctx context.Context, tx pgx.Tx, one, other institution.OfficeID) error {
	const q = `INSERT INTO installation_offices (installation, office)
		SELECT s.installation, o.office FROM installation_offices s, unnest(ARRAY[$1, $2]::uuid[]) AS o (office)
		WHERE s.office IN ($1, $2) ON CONFLICT DO NOTHING`
	if _, err := tx.Exec(ctx, q, one, other); err != nil {
		return fmt.Errorf("share offices: %w", err)
	}
	return nil
}

// insertScopes says what the machine of another administration may ask.
const insertScopes = `INSERT INTO installation_scopes (installation, scope)
	SELECT i.id, s FROM installations i, unnest($2::text[]) AS s WHERE i.id = $1 ON CONFLICT DO NOTHING`

func (a *Authority) refuse(what string, err error) error {
	a.metrics.refused.WithLabelValues(what, fault.KindOf(err).String()).Inc()
	return err
}
