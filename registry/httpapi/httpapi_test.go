package httpapi_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/alert"
	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/census"
	"faro.example/registry/events"
	"faro.example/registry/glass"
	"faro.example/registry/httpapi"
	"faro.example/registry/intake"
	"faro.example/registry/link"
	"faro.example/registry/lookup"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pki"
	"faro.example/registry/sought"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
)

// rest stands in for what the API hands requests to: it keeps what it was
// handed, and answers as a test says.
type rest struct {
	mu         sync.Mutex // guards the fields below
	batch      intake.Batch
	caller     access.Caller
	query      census.Query
	code       minor.Code
	wanted     lookup.Query
	pulled     [3]int
	err        error
	take       func(ctx context.Context)
	pull       func(ctx context.Context) error
	people     map[institution.PersonID]access.Caller // of the directory
	asked      events.Query
	said       glass.Breaking
	filter     audit.Filter
	linked     []link.Of
	spoken     []intake.Statement
	candidates lookup.Asked

	soughtAsked sought.Asked
	soughtSaid  sought.Say
	refused     bool
	given       []change.Assignment
}

func (r *rest) answer(c access.Caller) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.caller = c
	return r.err
}

func (r *rest) Take(ctx context.Context, c access.Caller, b intake.Batch) (api.Push, error) {
	if r.take != nil {
		r.take(ctx)
	}
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.batch = b
	var out api.Push
	for _, f := range b.Frames {
		out.Receipts = append(out.Receipts, api.Receipt{Seq: f.Seq, Verdict: api.Taken, Position: f.Seq})
	}
	return out, err
}

func (r *rest) Pull(ctx context.Context, c access.Caller, after uint64, wait time.Duration, rules int) (api.Feed, error) {
	if r.pull != nil {
		return api.Feed{}, r.pull(ctx)
	}
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pulled = [3]int{int(after), int(wait.Seconds()), rules}
	return api.Feed{Items: []api.Item{{N: after + 1, What: api.WhatLeave}}, Next: after + 1}, err
}

func (r *rest) Standpoint(context.Context, change.AgentID) (api.Standpoint, error) {
	return api.Standpoint{Epoch: 1, Format: 1}, nil
}

func (r *rest) Of(context.Context, change.AgentID) (*api.Directory, error) {
	return &api.Directory{Offices: []api.Office{{Code: "PA-1"}}}, nil
}

func (r *rest) Count(_ context.Context, c access.Caller, q census.Query) (census.Result, error) {
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.query = q
	return census.Result{On: q.On, By: q.By, Epoch: 1, Position: 9, Cells: []census.Cell{{Labels: []string{"Sicilia", ""}, Count: 2}}, Total: 2}, err
}

func (r *rest) Custody(_ context.Context, c access.Caller, code minor.Code, on day.Date) (lookup.Answer, error) {
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.code = code
	return lookup.Answer{Ground: casefile.ByCustody, Charges: []lookup.Charge{{Code: "C-PA", Name: "Comune di Palermo", From: on, Lead: true}}}, err
}

// Custodies knows the first child alone, of whom nobody has custody.
func (r *rest) Custodies(_ context.Context, c access.Caller, asked []lookup.Question) ([]*lookup.Answer, error) {
	out := make([]*lookup.Answer, len(asked))
	out[0] = &lookup.Answer{Ground: casefile.ByPlace, Town: lookup.Town{Istat: "082053", By: institution.ID{1}, Code: "C-PA", Name: "Comune di Palermo"}}
	return out, r.answer(c)
}

func (r *rest) CasefileOf(_ context.Context, c access.Caller, code minor.Code) (lookup.Casefile, error) {
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.code = code
	return lookup.Casefile{Sections: []change.Section{change.Identity}}, err
}

func (r *rest) Find(_ context.Context, c access.Caller, q lookup.Query) ([]lookup.Found, bool, error) {
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wanted = q
	return []lookup.Found{{Sex: minor.Male, Reasons: []match.Reason{{Field: "given_name", English: "the same", Italian: "uguale", Bits: 7}}}}, true, err
}

func (r *rest) Queue(_ context.Context, c access.Caller, q lookup.Queue, after lookup.Key, most int) (lookup.Queued, error) {
	err := r.answer(c)
	w := lookup.Waiting{From: day.Must("2026-03-01"), Until: day.Must("2026-03-15"), Detail: "entrusted", Stage: "partner", Slot: "tracing:1"}
	w.Name.Family = "Diallo"
	next := after
	next.Slot = string(q)
	return lookup.Queued{Waiting: []lookup.Waiting{w}, Next: next}, err
}

func (r *rest) Break(_ context.Context, c access.Caller, code minor.Code, said glass.Breaking) (glass.Broken, error) {
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.code, r.said = code, said
	return glass.Broken{Person: c.Person, Purpose: said.Purpose, Words: said.Words}, err
}

func (r *rest) Notices(_ context.Context, c access.Caller) ([]glass.Notice, error) {
	return []glass.Notice{{Broken: glass.Broken{Purpose: glass.Found}, To: []institution.OfficeID{{1}}}}, r.answer(c)
}

func (r *rest) Open(_ context.Context, c access.Caller, _ alert.Lasting) ([]alert.Alert, error) {
	return []alert.Alert{{Rule: alert.ArrivalMissing, Offices: []institution.OfficeID{{1}}}}, r.answer(c)
}

// Deadlines answers with what was asked, so that a test sees it.
func (r *rest) Deadlines(_ context.Context, c access.Caller, q alert.Asked) (alert.List, error) {
	found := alert.Listed{
		ID: 7, Code: q.Code, State: q.State, Level: deadline.IsUp, Offices: []institution.OfficeID{q.Office},
		From: day.Must("2026-03-01"), DueOn: day.Must("2026-03-11"),
	}
	return alert.List{Deadlines: []alert.Listed{found}, Soon: q.Most, Overdue: 1, Next: q.After + 1}, r.answer(c)
}

func (r *rest) Tellings(_ context.Context, c access.Caller) ([]alert.Telling, error) {
	return []alert.Telling{{Kind: "transfer.departed"}}, r.answer(c)
}

func (r *rest) After(_ context.Context, c access.Caller, q events.Query) (events.Page, error) {
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked = q
	return events.Page{Epoch: 1, Next: 9, Events: []events.Event{{Position: 9, Kind: "placement.began", On: day.Must("2026-03-31"), Region: "Sicilia"}}}, err
}

func (r *rest) TakeLooks(_ context.Context, c access.Caller, in api.Looks) (api.LooksTaken, error) {
	return api.LooksTaken{Next: in.Looks[len(in.Looks)-1].Seq + 1}, r.answer(c)
}

func (r *rest) Lines(_ context.Context, c access.Caller, f audit.Filter, _ string) ([]audit.Found, error) {
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.filter = f
	return []audit.Found{{Line: tree.Line{Number: f.After + 1, Action: f.Action}}}, err
}

func (r *rest) Looks(_ context.Context, c access.Caller, of audit.Child, _ ...access.Relation) ([]audit.Look, error) {
	err := r.answer(c)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.code = of.Code
	return []audit.Look{{Role: access.Municipality, Person: "Anna Rossi", Action: access.OpenCasefile}}, err
}

func (r *rest) Caller(_ context.Context, p institution.PersonID, reason string) (access.Caller, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.people[p]
	if !ok {
		return access.Caller{}, fault.Newf(fault.Denied, "no such person")
	}
	c.Person, c.Reason = p, reason
	return c, nil
}

// Rescope brings no minors: there are none.
func (r *rest) Rescope(context.Context, pgx.Tx, []change.AgentID) error { return nil }

// lines is a log that a test can read.
type lines struct {
	mu  sync.Mutex // guards the field below
	buf bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}

type fixture struct {
	*pgtest.DB
	*rest
	url    string
	api    *httpapi.API
	pki    *pki.Authority
	ca     *pki.CA
	reg    *prometheus.Registry
	log    *lines
	office institution.OfficeID

	mu    sync.Mutex // guards the fields below
	time  time.Time
	ready error
}

func (f *fixture) now() time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.time
}

func (f *fixture) pass(d time.Duration) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.time = f.time.Add(d)
}

// newFixture serves the API over TLS on the loopback, with real certificates
// and a real database.
func newFixture(t *testing.T, alter ...func(*httpapi.Options)) *fixture {
	t.Helper()
	f := &fixture{DB: pgtest.New(t), rest: &rest{}, reg: prometheus.NewRegistry(), log: &lines{}, time: time.Now(),
		office: institution.OfficeID(id.New[struct{}]())}
	if _, err := f.Admin().Exec(t.Context(), `INSERT INTO offices (id, what, code) VALUES ($1, 'structure', 'PA-1')`, f.office); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	log := slog.New(slog.NewJSONHandler(f.log, nil))
	f.makeAuthority(t, dir, log)
	o := httpapi.Options{
		Authority: f.pki, Intake: f.rest, Feed: f.rest, Census: f.rest, Lookup: f.rest, Backlogs: waiting{f.rest}, Directory: f.rest, Events: f.rest, Looks: f.rest,
		Glass: f.rest, Links: f.rest, Candidates: f.rest, Sought: seeking{f.rest}, Conflicts: f.rest, Speaker: f.rest, Alerts: f.rest, Beds: f.rest,
		Ready: func(context.Context) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			return f.ready
		},
		Now: f.now, Log: log, Metrics: f.reg,
	}
	for _, a := range alter {
		a(&o)
	}
	a, err := httpapi.New(o)
	if err != nil {
		t.Fatal(err)
	}
	f.api = a
	f.serve(t, dir, a)
	return f
}

func (f *fixture) makeAuthority(t *testing.T, dir string, log *slog.Logger) {
	t.Helper()
	var err error
	if f.ca, err = pki.MakeCA(dir, f.now()); err != nil {
		t.Fatal(err)
	}
	journal, err := pki.OpenJournal(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := journal.Close(); err != nil {
			t.Error(err)
		}
	})
	f.pki, err = pki.New(pki.Options{
		Pool: f.As("faro_directory"), CA: f.ca, Journal: journal, Scopes: f.rest, Now: f.now, Log: log, Metrics: f.reg,
	})
	if err != nil {
		t.Fatal(err)
	}
	f.pki.Lines = unread{}
}

func (f *fixture) serve(t *testing.T, dir string, a *httpapi.API) {
	t.Helper()
	if err := f.ca.Server(dir, []string{"127.0.0.1"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	own, err := mtls.FromFiles(filepath.Join(dir, pki.ServerFile), filepath.Join(dir, pki.ServerKeyFile))
	if err != nil {
		t.Fatal(err)
	}
	tls, err := mtls.Server(own, f.ca.Roots())
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: a.Handler(), TLSConfig: tls, ErrorLog: log.New(io.Discard, "", 0)}
	done := make(chan error, 1)
	go func() { done <- s.ServeTLS(l, "", "") }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		<-done
	})
	f.url = "https://" + l.Addr().String()
}

// client is an installation at the other end of the line.
type client struct {
	*http.Client
	f      *fixture
	tls    *ecdsa.PrivateKey
	record ed25519.PrivateKey
	cert   *mtls.Certificate // nil before enrolment
}

func (f *fixture) client(t *testing.T) *client {
	t.Helper()
	c := &client{f: f}
	var err error
	if c.tls, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	if _, c.record, err = ed25519.GenerateKey(rand.Reader); err != nil {
		t.Fatal(err)
	}
	cfg, err := mtls.Client(func() (*mtls.Certificate, error) { return c.cert, nil }, f.ca.Roots())
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{TLSClientConfig: cfg}
	t.Cleanup(tr.CloseIdleConnections)
	c.Client = &http.Client{Transport: tr}
	return c
}

func (c *client) csr(t *testing.T) []byte {
	t.Helper()
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, c.tls)
	if err != nil {
		t.Fatal(err)
	}
	return csr
}

func (c *client) request(t *testing.T, code string) api.EnrolRequest {
	t.Helper()
	csr := c.csr(t)
	pub, ok := c.record.Public().(ed25519.PublicKey)
	if !ok {
		t.Fatal("not a key of Ed25519")
	}
	return api.EnrolRequest{Code: code, Request: csr, Key: pub, Proof: ed25519.Sign(c.record, csr)}
}

// keep takes a certificate into use, on a new connection.
func (c *client) keep(t *testing.T, chain []byte) {
	t.Helper()
	cert, err := mtls.New(chain, c.tls)
	if err != nil {
		t.Fatal(err)
	}
	c.cert = cert
	c.CloseIdleConnections()
}

func (f *fixture) invite(t *testing.T, role access.Role) string {
	t.Helper()
	in := pki.Invitation{Role: role, Label: "test", Offices: []institution.OfficeID{f.office}}
	if role == access.System {
		in.Scopes = []access.Scope{access.ScopeCustody, access.ScopeCensus, access.ScopeEvents}
	}
	code, err := f.pki.Invite(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// enrolled is a client that has enrolled.
func (f *fixture) enrolled(t *testing.T, role access.Role) (*client, change.AgentID) {
	t.Helper()
	c := f.client(t)
	res := c.post(t, api.PathEnrol, c.request(t, f.invite(t, role)))
	var out api.Enrolment
	res.decode(t, http.StatusOK, &out)
	c.keep(t, out.Certificate)
	return c, out.Agent
}

// answer is a response, read.
type answer struct {
	*http.Response
	body []byte
}

func (c *client) send(t *testing.T, r *http.Request) answer {
	t.Helper()
	res, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer{res, body}
}

func (c *client) get(t *testing.T, path string) answer {
	t.Helper()
	return c.send(t, c.f.newRequest(t, http.MethodGet, path, nil))
}

func (c *client) post(t *testing.T, path string, body any) answer {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r := c.f.newRequest(t, http.MethodPost, path, text)
	r.Header.Set("Content-Type", api.TypeJSON)
	return c.send(t, r)
}

func (f *fixture) newRequest(t *testing.T, method, path string, body []byte) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, f.url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (a answer) decode(t *testing.T, status int, into any) {
	t.Helper()
	if a.StatusCode != status {
		t.Fatalf("got %d %.300s, want %d", a.StatusCode, a.body, status)
	}
	if err := json.Unmarshal(a.body, into); err != nil {
		t.Fatal(err)
	}
}

// problem checks that the answer is a problem of a status, and gives it.
func (a answer) problem(t *testing.T, status int) api.Problem {
	t.Helper()
	if got := a.Header.Get("Content-Type"); got != api.TypeProblem {
		t.Errorf("got type %q, want %q", got, api.TypeProblem)
	}
	var p api.Problem
	a.decode(t, status, &p)
	if p.Status != status || p.Title == "" || p.Kind == "" || p.Instance == "" {
		t.Errorf("got %+v, want a whole problem", p)
	}
	return p
}
