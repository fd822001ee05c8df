// Package intaketest is a small registry for tests: a database of its own, a
// directory, installations with their keys, and an intake at work.
//
// The invariant: everything goes the way it goes in production, with the same
// roles; only enrolment is written straight into the tables.
package intaketest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"faro.example/registry/intake"
	"faro.example/registry/judge"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pki"
	"faro.example/registry/seal"
	"faro.example/registry/seal/sealtest"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Start is the instant at which the clock of a [House] begins.
var Start = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// House is a registry of a test's own.
type House struct {
	t        testing.TB
	DB       *pgtest.DB
	Sealer   *seal.Sealer
	Keys     seal.Sources // where its key-encryption keys lie
	Intake   *intake.Intake
	Registry *Agent // the registry's own installation, for the Ministry
	Ministry institution.ID
	Config   intake.Config

	mu      sync.Mutex // guards the fields below
	now     time.Time
	offices int
}

// New makes a house whose intake is at work until the test ends.
func New(t testing.TB, change ...func(*intake.Config)) *House {
	t.Helper()
	return On(t, pgtest.New(t), change...)
}

// On is [New] on a database that is there.
func On(t testing.TB, db *pgtest.DB, change ...func(*intake.Config)) *House {
	t.Helper()
	h := &House{t: t, DB: db, now: Start}
	h.Keys = sealtest.Make(t, t.TempDir())
	var err error
	if h.Sealer, err = seal.Open(t.Context(), h.Keys, h.DB.As("faro_keys")); err != nil {
		t.Fatal(err)
	}
	journal, err := pki.OpenJournal(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := journal.Close(); err != nil {
			t.Error(err)
		}
	})
	h.Ministry = h.Institution(institution.Ministry)
	h.Registry = h.Agent(institution.Office(h.Ministry))
	h.Config = intake.Config{
		Pool: h.DB.As("faro_intake"), Sealer: h.Sealer,
		Codes: pki.NewCodes(journal, h.Now), Revoker: pki.NewRevoker(journal, h.Now),
		Registry: intake.Registry{
			Agent: h.Registry.ID, Key: h.Registry.Key, Office: h.Registry.Office, Author: h.Registry.Author,
		},
		Now: h.Now, Log: slog.New(slog.DiscardHandler),
	}
	for _, c := range change {
		c(&h.Config)
	}
	h.Intake = h.Run(h.Config)
	return h
}

// Run sets another intake to work on the same database, as another registryd.
func (h *House) Run(c intake.Config) *intake.Intake {
	in := intake.New(c)
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		in.Run(ctx)
	}()
	h.t.Cleanup(func() {
		cancel()
		<-stopped
	})
	return in
}

// Now is the house's clock.
func (h *House) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

// Today is the day by the house's clock.
func (h *House) Today() day.Date { return day.FromTime(h.Now()) }

// SetNow sets the house's clock.
func (h *House) SetNow(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.now = now
}

// Exec runs SQL as the superuser, to prepare.
func (h *House) Exec(sql string, args ...any) {
	h.t.Helper()
	if _, err := h.DB.Admin().Exec(h.t.Context(), sql, args...); err != nil {
		h.t.Fatal(err)
	}
}

// Scan reads one row as the superuser, to look.
func (h *House) Scan(dst any, sql string, args ...any) {
	h.t.Helper()
	if err := h.DB.Admin().QueryRow(h.t.Context(), sql, args...).Scan(dst); err != nil {
		h.t.Fatalf("%s: %v", sql, err)
	}
}

func (h *House) office(what string) institution.OfficeID {
	h.t.Helper()
	h.mu.Lock()
	h.offices++
	code := fmt.Sprintf("X%04d", h.offices)
	h.mu.Unlock()
	o := institution.OfficeID(id.New[struct{}]())
	h.Exec(`INSERT INTO offices (id, what, code) VALUES ($1, $2, $3)`, o, what, code)
	return o
}

// Institution adds an institution with a territory of municipalities.
func (h *House) Institution(kind institution.Kind, territory ...string) institution.ID {
	h.t.Helper()
	o := h.office("institution")
	if territory == nil {
		territory = []string{}
	}
	h.Exec(`INSERT INTO institutions (id, name, kind, territory, valid_from, known_from, changed_at)
		VALUES ($1, 'an institution', $2, $3, '2000-01-01', 0, now())`, o, string(kind), territory)
	return institution.ID(o)
}

// Structure adds a structure in a municipality.
func (h *House) Structure(municipality string) facility.ID {
	h.t.Helper()
	o := h.office("structure")
	h.Exec(`INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
		VALUES ($1, 'a structure', 'first', $2, '2000-01-01', 0, now())`, o, municipality)
	return facility.ID(o)
}

// Agent is an installation that writes and pushes records. It is used by one
// goroutine at a time.
type Agent struct {
	h       *House
	ID      change.AgentID
	Key     ed25519.PrivateKey
	Office  institution.OfficeID // what its records speak for unless they say otherwise
	Author  institution.PersonID
	Seq     uint64 // the last number it used
	Offices []institution.OfficeID
	Blocks  []minor.Block
	codes   uint32
}

// Agent enrols an installation for offices, with one operator for all of them.
func (h *House) Agent(offices ...institution.OfficeID) *Agent {
	h.t.Helper()
	public, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		h.t.Fatal(err)
	}
	a := &Agent{
		h: h, ID: change.AgentID(id.New[struct{}]()), Key: key, Offices: offices,
		Author: institution.PersonID(id.New[struct{}]()),
	}
	h.Exec(`INSERT INTO installations (id, role, label, record_key, enrolled_at) VALUES ($1, 'centre', 'a test', $2, now())`,
		a.ID, []byte(public))
	for _, o := range offices {
		h.Exec(`INSERT INTO installation_offices (installation, office) VALUES ($1, $2)`, a.ID, o)
		h.Operator(a.Author, o)
	}
	if len(offices) > 0 {
		a.Office = offices[0]
	}
	a.giveBlock()
	return a
}

// giveBlock gives the installation one more block of codes.
func (a *Agent) giveBlock() {
	var first uint32
	a.h.Scan(&first, `INSERT INTO code_blocks (first, count, installation, given_at)
		VALUES (nextval('code_block_numbers') * 500, 500, $1, now()) RETURNING first::int`, a.ID)
	a.Blocks, a.codes = append(a.Blocks, minor.Block{First: first, Count: 500}), 0
}

// Operator names a person as an operator of an office.
func (h *House) Operator(p institution.PersonID, o institution.OfficeID) {
	h.t.Helper()
	h.Exec(`INSERT INTO operators (person, office, valid_from, known_from, changed_at)
		VALUES ($1, $2, '2000-01-01', 0, now())`, p, o)
}

// Caller is the installation as authenticated.
func (a *Agent) Caller() access.Caller {
	return access.Caller{Role: access.Centre, Agent: a.ID, Offices: a.Offices}
}

// Code gives the next code of the installation's blocks; another one is given to
// it when they are used up.
func (a *Agent) Code() minor.Code {
	a.h.t.Helper()
	if a.codes == a.Blocks[len(a.Blocks)-1].Count {
		a.giveBlock()
	}
	c, err := minor.NewCode(a.Blocks[len(a.Blocks)-1].First + a.codes)
	if err != nil {
		a.h.t.Fatal(err)
	}
	a.codes++
	return c
}

// Minor makes the identifier of a child.
func Minor() minor.ID { return minor.ID(id.New[struct{}]()) }

// Option changes the header of a record before it is signed.
type Option func(*change.Header)

// Seen states what was on the page.
func Seen(position uint64, records ...change.Record) Option {
	return func(h *change.Header) {
		h.Seen = change.Seen{Epoch: 1, Position: position}
		for _, r := range records {
			h.Seen.Records = append(h.Seen.Records, r.ID)
		}
	}
}

// For says for which office the record is written.
func For(o institution.OfficeID) Option { return func(h *change.Header) { h.Structure = o } }

// In says in which section a retraction or resolution is.
func In(s change.Section) Option { return func(h *change.Header) { h.Section = s } }

// Write signs the next record of the installation, that happened on a day.
func (a *Agent) Write(m minor.ID, on string, body change.Body, opts ...Option) change.Record {
	a.h.t.Helper()
	a.Seq++
	when, err := day.ParseWhen(on)
	if err != nil {
		a.h.t.Fatal(err)
	}
	h := change.Header{
		ID: change.ID(id.New[struct{}]()), Minor: m, Agent: a.ID, Seq: a.Seq, Structure: a.Office, Author: a.Author,
		Made: change.Made{At: a.h.Now().UTC().Truncate(time.Second)}, On: when,
	}
	for _, o := range opts {
		o(&h)
	}
	r, err := change.Sign(a.Key, h, body)
	if err != nil {
		a.h.t.Fatal(err)
	}
	return r
}

// Frames gives records as they travel.
func Frames(records ...change.Record) []change.Frame {
	out := make([]change.Frame, len(records))
	for i := range records {
		out[i] = change.Frame{Seq: records[i].Seq, Data: change.AppendRecord(nil, &records[i])}
	}
	return out
}

// Push pushes records and fails the test if there is no reply.
func (a *Agent) Push(records ...change.Record) api.Push {
	a.h.t.Helper()
	reply, err := a.TryPush(records...)
	if err != nil {
		a.h.t.Fatalf("push: %v", err)
	}
	return reply
}

// TryPush pushes records. The registry's own are carried by nobody else, so it
// carries them itself.
func (a *Agent) TryPush(records ...change.Record) (api.Push, error) {
	return a.h.Intake.Take(a.h.t.Context(), a.Caller(), intake.Batch{Frames: Frames(records...)})
}

// Taken pushes records and fails the test unless every one is taken. It gives
// their receipts.
func (a *Agent) Taken(records ...change.Record) []api.Receipt {
	a.h.t.Helper()
	reply := a.Push(records...)
	if len(reply.Receipts) != len(records) {
		a.h.t.Fatalf("got %d receipts for %d records; highest is %d", len(reply.Receipts), len(records), reply.Highest)
	}
	for i, r := range reply.Receipts {
		if r.Verdict != api.Taken {
			a.h.t.Fatalf("%s: got %s (%s, %s: %s), want it taken", records[i].Kind, r.Verdict, r.Reason, r.Field, r.Detail)
		}
	}
	return reply.Receipts
}

// Refused pushes one record and fails the test unless it is refused for a reason.
func (a *Agent) Refused(why judge.Reason, r change.Record) api.Receipt {
	a.h.t.Helper()
	reply := a.Push(r)
	if len(reply.Receipts) != 1 {
		a.h.t.Fatalf("got %d receipts, want one; highest is %d", len(reply.Receipts), reply.Highest)
	}
	got := reply.Receipts[0]
	if got.Verdict != api.Refused || got.Reason != string(why) {
		a.h.t.Fatalf("%s: got %s %s (%s), want it refused as %s", r.Kind, got.Verdict, got.Reason, got.Detail, why)
	}
	if got.Remedy == "" || got.Detail == "" {
		a.h.t.Errorf("%s: refused without detail or remedy", why)
	}
	return got
}

// Sent notes that the feed has sent everything up to a ledger position to the
// installation.
func (a *Agent) Sent(position uint64) {
	a.h.t.Helper()
	a.h.Exec(`INSERT INTO feed_cursors (agent, sent_position, at) VALUES ($1, $2, now())
		ON CONFLICT (agent) DO UPDATE SET sent_position = excluded.sent_position`, a.ID, position)
}
