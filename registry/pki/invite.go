package pki

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Invitation is what a one-time code stands for.
type Invitation struct {
	Role     access.Role // what the installation will be; [access.Centre] for an agent
	Label    string      // for people, such as the name of the structure
	Offices  []institution.OfficeID
	Scopes   []access.Scope // what it may ask, for the machine of another administration; none for all others
	Replaces change.AgentID // the installation that it takes the place of
	By       institution.PersonID
	Valid    time.Duration // 0 is [DefaultCodeValid]
	// Code is the code itself, made by [NewCode] beforehand by whom it is sent
	// with, so that what is sent twice makes one; "" for a new one.
	Code string
}

// NewCode makes a one-time code of 160 random bits, in groups of four for people
// to read out.
func NewCode() string {
	var raw [codeBytes]byte
	rand.Read(raw[:]) // it never fails
	return codeText(raw[:])
}

// Invite makes a one-time code. Only its hash is kept: it is shown once. It
// fails with [fault.Invalid] if nothing can be enrolled by it, and with
// [fault.Conflict] for a code that was made, and so shown, before.
func (a *Authority) Invite(ctx context.Context, in Invitation) (code string, err error) {
	if err := in.validate(); err != nil {
		return "", err
	}
	if in.Valid == 0 {
		in.Valid = DefaultCodeValid
	}
	code = in.Code
	if code == "" {
		code = NewCode()
	}
	raw, ok := parseCode(code)
	if !ok {
		return "", fault.Newf(fault.Internal, "a code of another making")
	}
	now := a.now()
	const q = `INSERT INTO enrolment_codes (sum, role, label, offices, scopes, replaces, made_at, made_by, expires_at)
		VALUES (@sum, @role, @label, @offices, @scopes, @replaces, @made_at, @made_by, @expires_at)`
	_, err = a.pool.Exec(ctx, q, pgx.StrictNamedArgs{
		"sum": sumOf(raw), "role": in.Role, "label": in.Label, "offices": in.Offices, "scopes": append([]access.Scope{}, in.Scopes...),
		"replaces": in.Replaces, "made_at": now, "made_by": in.By, "expires_at": now.Add(in.Valid),
	})
	if err != nil {
		return "", pg.Fault(fmt.Errorf("keep code: %w", err), pg.Constraint{
			Name: "enrolment_codes_replaces", Kind: fault.NotFound, Detail: "no such installation to replace"}, pg.Constraint{
			Name: "enrolment_codes_pkey", Kind: fault.Conflict, Detail: "this code was shown before, and is not shown again",
			Remedy: "if nobody wrote it down, take it back and make another"})
	}
	return code, nil
}

func (in Invitation) validate() error {
	switch {
	case !slices.Contains([]access.Role{access.Centre, access.Municipality, access.Ministry, access.Region,
		access.Prefecture, access.Interior, access.FamilyDepartment, access.System}, in.Role):
		return fault.Field("role", "not the role of an installation", "use centre for an agent")
	case in.Label == "" || len(in.Label) > maxLabel:
		return fault.Field("label", "missing or longer than 200 bytes", "give it a short name")
	case len(in.Offices) == 0:
		return fault.Field("office", "no office is named", "name the structures and institutions that it speaks for")
	case in.Valid < 0:
		return fault.Field("valid", "before now", "say for how long the code can be used")
	}
	return in.validateScopes()
}

func (in Invitation) validateScopes() error {
	const remedy = "give the machine of another administration those of custody, census and events that it needs"
	switch {
	case (in.Role == access.System) != (len(in.Scopes) > 0):
		return fault.Field("scope", "a system without scopes, or scopes without a system", remedy)
	case slices.ContainsFunc(in.Scopes, func(s access.Scope) bool { return !s.Valid() }):
		return fault.Field("scope", "there is no such scope", remedy)
	}
	return nil
}

var codeAlphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

// codeText writes a code in groups of four, for people to read out.
func codeText(raw []byte) string {
	var groups []string
	for part := range slices.Chunk([]byte(codeAlphabet.EncodeToString(raw)), 4) {
		groups = append(groups, string(part))
	}
	return strings.Join(groups, "-")
}

// parseCode reads a code as typed: case, spaces and hyphens do not matter.
func parseCode(s string) ([]byte, bool) {
	raw, err := codeAlphabet.DecodeString(strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(s)))
	return raw, err == nil && len(raw) == codeBytes
}

func sumOf(raw []byte) []byte {
	sum := sha256.Sum256(raw)
	return sum[:]
}

// InviteAs is [Authority.Invite] in the name of a person, for the reason stated.
// A line in the record of access is committed first. It fails with [fault.Denied]
// for who does not operate the registry.
func (a *Authority) InviteAs(ctx context.Context, by access.Caller, in Invitation) (string, error) {
	var words strings.Builder
	for _, o := range in.Offices {
		words.WriteString(" " + o.String())
	}
	if err := a.line(ctx, by, access.Operate, access.Allow(by, access.Operate), "enrol "+string(in.Role)+" "+strconv.Quote(in.Label)+" for"+words.String()); err != nil {
		return "", err
	}
	in.By = by.Person
	return a.Invite(ctx, in)
}

// Invited is a code that can still be used. The code itself nobody knows but who
// was shown it.
type Invited struct {
	Name    string // of the code, by its sum
	Role    access.Role
	Label   string
	Offices []institution.OfficeID
	MadeAt  time.Time
	MadeBy  institution.PersonID
	Expires time.Time
}

// Invited lists the codes that can still be used, the oldest first.
func (a *Authority) Invited(ctx context.Context) ([]Invited, error) {
	const q = `SELECT encode(sum, 'hex') AS name, role, label, offices, made_at, made_by, expires_at AS expires FROM enrolment_codes
		WHERE used_at IS NULL AND expires_at > $1 ORDER BY made_at, sum`
	rows, err := a.pool.Query(ctx, q, a.now())
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("list codes: %w", err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Invited])
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("list codes: %w", err))
	}
	return out, nil
}

// TakeBack ends a code that nobody has used yet. A line in the record of access
// is committed first. It fails with [fault.Denied] for who does not operate the
// registry, and with [fault.NotFound] if the code cannot be used any more.
func (a *Authority) TakeBack(ctx context.Context, by access.Caller, name string) error {
	if err := a.line(ctx, by, access.Operate, access.Allow(by, access.Operate), "take back a code"); err != nil {
		return err
	}
	sum, err := hex.DecodeString(name)
	if err != nil {
		sum = nil // there is none of that name
	}
	tag, err := a.pool.Exec(ctx, `UPDATE enrolment_codes SET expires_at = $2 WHERE sum = $1 AND used_at IS NULL AND expires_at > $2`, sum, a.now())
	if err != nil {
		return pg.Fault(fmt.Errorf("take back: %w", err))
	}
	if tag.RowsAffected() == 0 {
		return &fault.Error{Kind: fault.NotFound, Detail: "this code was used, or has run out", Remedy: "revoke the installation, if it is not to be"}
	}
	return nil
}
