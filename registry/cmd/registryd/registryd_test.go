package main

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
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/config"
	"faro.example/registry/directory"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
	"faro.example/shared/placement"
)

// nation is a registry with one municipality and one centre in it.
type nation struct {
	cfg    config.Server
	roots  []byte
	comune institution.ID
	centre facility.ID
	anna   institution.PersonID

	addresses addresses
}

func settings(t *testing.T, db *pgtest.DB) config.Server {
	t.Helper()
	u, err := url.Parse(db.MigratorDSN())
	if err != nil {
		t.Fatal(err)
	}
	u.User = nil
	return config.Server{
		Common: config.Common{Database: u.String(), State: filepath.Join(t.TempDir(), "state")},
		Listen: "127.0.0.1:0", Metrics: "127.0.0.1:0", Host: []string{"127.0.0.1"}, RequestsPerMinute: 6000, Pushes: 4,
		Connections: 4, CertificateLifetime: pki.DefaultLifetime, SilentAfter: pki.DefaultSilent, StopWithin: 10 * time.Second,
	}
}

func newNation(t *testing.T) *nation {
	t.Helper()
	n := &nation{
		cfg: settings(t, pgtest.New(t)), comune: institution.ID(id.New[struct{}]()), centre: facility.ID(id.New[struct{}]()),
		anna: institution.PersonID(id.New[struct{}]()),
	}
	o := assembly.Options{Common: n.cfg.Common, Connections: 1, Now: time.Now, Log: slog.New(slog.DiscardHandler)}
	if _, err := assembly.Init(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	n.with(t, func(r *assembly.Registry) {
		_, err := r.Directory.Import(t.Context(), institution.PersonID{}, day.Must("2020-01-01"), directory.Catalogue{
			Institutions: []institution.Institution{{ID: n.comune, Code: "C-SR", Name: "Comune di Siracusa", Kind: institution.Municipality, Territory: []string{"089017"}}},
			Structures:   []facility.Structure{{ID: n.centre, Code: "SR-1", Name: "Casa Uno", Type: facility.First, Municipality: "089017"}},
			People:       []directory.Person{{ID: n.anna, Name: "Anna", Office: institution.OfficeOf(n.centre), Role: access.Centre}},
			Operators: []directory.Operator{
				{Person: n.anna, Office: institution.OfficeOf(n.centre)}, {Person: n.anna, Office: institution.Office(n.comune)},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		n.roots = r.Authority.Roots()
	})
	return n
}

// with uses the registry as registryctl does, beside the server.
func (n *nation) with(t *testing.T, fn func(*assembly.Registry)) {
	t.Helper()
	r, err := assembly.Open(t.Context(), assembly.Options{Common: n.cfg.Common, Connections: 1, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	fn(r)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

// start runs the server until the test ends, and gives a way to stop it before.
func (n *nation) start(t *testing.T) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reached, ended := make(chan addresses, 1), make(chan error, 1)
	go func() {
		ended <- serve(ctx, n.cfg, slog.New(slog.DiscardHandler), func(a addresses) { reached <- a })
	}()
	select {
	case n.addresses = <-reached:
	case err := <-ended:
		t.Fatal(err)
	}
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return stop
}

// agent is an installation that was enrolled over the line.
type agent struct {
	*http.Client
	url    string
	id     change.AgentID
	record ed25519.PrivateKey
	codes  []minor.Block
	seq    uint64
}

func (n *nation) enrol(t *testing.T, role access.Role) *agent {
	t.Helper()
	a := &agent{url: "https://" + n.addresses.api}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var own *mtls.Certificate
	tls, err := mtls.Client(func() (*mtls.Certificate, error) { return own, nil }, n.roots)
	if err != nil {
		t.Fatal(err)
	}
	a.Client = &http.Client{Transport: &http.Transport{TLSClientConfig: tls, ForceAttemptHTTP2: true}}
	t.Cleanup(a.CloseIdleConnections)
	public, record, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	a.record = record
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		t.Fatal(err)
	}
	var code string
	n.with(t, func(r *assembly.Registry) {
		in := pki.Invitation{Role: role, Label: "test",
			Offices: []institution.OfficeID{institution.OfficeOf(n.centre), institution.Office(n.comune)}}
		if role == access.System {
			in.Scopes = []access.Scope{access.ScopeCustody, access.ScopeCensus}
		}
		code, err = r.Authority.Invite(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
	})
	var out api.Enrolment
	a.ask(t, http.MethodPost, api.PathEnrol, api.TypeJSON, mustJSON(t, api.EnrolRequest{
		Code: code, Request: csr, Key: public, Proof: ed25519.Sign(record, csr),
	}), http.StatusOK, &out)
	if own, err = mtls.New(out.Certificate, key); err != nil {
		t.Fatal(err)
	}
	a.id, a.codes = out.Agent, out.Codes
	a.CloseIdleConnections()
	return a
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (a *agent) ask(t *testing.T, method, path, kind string, body []byte, status int, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, a.url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	res, err := a.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != status {
		t.Fatalf("%s %s: got %d %.300s, want %d", method, path, res.StatusCode, text, status)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// write signs a record and appends its frame.
func (a *agent) write(t *testing.T, frames []byte, n *nation, of minor.ID, office institution.OfficeID, on day.Date, body change.Body) []byte {
	t.Helper()
	a.seq++
	rec, err := change.Sign(a.record, change.Header{
		ID: change.ID(id.New[struct{}]()), Minor: of, Agent: a.id, Seq: a.seq, Structure: office, Author: n.anna,
		Made: change.Made{At: time.Now().UTC().Truncate(time.Second)}, On: day.On(on),
	}, body)
	if err != nil {
		t.Fatal(err)
	}
	return change.AppendFrame(frames, change.Frame{Seq: a.seq, Data: change.AppendRecord(nil, &rec)})
}

// census is the part of the API's answer that the tests read.
type census struct{ Total, Missing int }

func TestAnArrivalStandsInTheCensusAndCustodyOnceItIsPushed(t *testing.T) {
	n := newNation(t)
	stop := n.start(t)
	a, ministry := n.enrol(t, access.Centre), n.enrol(t, access.System)
	today := day.FromTime(time.Now())
	path := "/v1/census?on=" + today.String()
	var before, after census
	ministry.ask(t, http.MethodGet, path, "", nil, http.StatusOK, &before)

	child := minor.ID(id.New[struct{}]())
	code, err := minor.NewCode(a.codes[0].First)
	if err != nil {
		t.Fatal(err)
	}
	here := institution.OfficeOf(n.centre)
	var batch []byte
	for _, body := range []change.Body{
		minor.Registered{Code: code, Tag: "17"},
		minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Amadou", Family: "Bah"}, Sex: minor.Male, Citizenship: "GN"},
		placement.Began{At: facility.At(n.centre)},
	} {
		batch = a.write(t, batch, n, child, here, today, body)
	}
	batch = a.write(t, batch, n, child, institution.Office(n.comune), today, custody.Taken{By: n.comune})
	for _, want := range []api.Verdict{api.Taken, api.Known} {
		var push api.Push
		a.ask(t, http.MethodPost, api.PathChanges, api.TypeBatch, batch, http.StatusOK, &push)
		for _, r := range push.Receipts {
			if r.Verdict != want {
				t.Errorf("record %d: got %s (%s), want %s", r.Seq, r.Verdict, r.Reason, want)
			}
		}
		if len(push.Receipts) != 4 || push.Highest != 4 {
			t.Errorf("got %d receipts and highest %d, want 4", len(push.Receipts), push.Highest)
		}
	}
	ministry.ask(t, http.MethodGet, path, "", nil, http.StatusOK, &after)
	if before.Total != 0 || after.Total != 1 {
		t.Errorf("got %d present before and %d after, want 0 and 1", before.Total, after.Total)
	}
	var who struct{ Custody []struct{ Code string } }
	ministry.ask(t, http.MethodPost, "/v1/custody/lookups", api.TypeJSON, mustJSON(t, map[string]string{
		"code": code.Reveal(), "on": today.String(), "reason": "custody hearing",
	}), http.StatusOK, &who)
	if len(who.Custody) != 1 || who.Custody[0].Code != "C-SR" {
		t.Errorf("got %+v, want the municipality", who.Custody)
	}
	var feed api.Feed
	a.ask(t, http.MethodGet, api.PathFeed+"?after=0", "", nil, http.StatusOK, &feed)
	if len(feed.Items) == 0 || feed.Highest != 4 {
		t.Errorf("got %d items and highest %d, want its own records back", len(feed.Items), feed.Highest)
	}
	n.scrape(t, "faro_ledger_position", "faro_intake_records_total", "faro_pki_silent_installations", "faro_httpapi_requests_total", "faro_push_lag_seconds")

	stop()
	n.start(t)
	a.url = "https://" + n.addresses.api
	a.ask(t, http.MethodGet, api.PathFeed+"?after=0", "", nil, http.StatusOK, &feed)
}

// metrics gives what is measured, as Prometheus reads it.
func (n *nation) metrics(t *testing.T) string {
	t.Helper()
	res, err := http.Get("http://" + n.addresses.metrics + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// scrape checks that metrics are there, and that none holds a name.
func (n *nation) scrape(t *testing.T, names ...string) {
	t.Helper()
	text := n.metrics(t)
	for _, name := range names {
		if !strings.Contains(text, "\n"+name) {
			t.Errorf("%s is not measured", name)
		}
	}
	if strings.Contains(text, "Amadou") {
		t.Error("a metric holds a name")
	}
}

func TestARevocationByTheCommandLineHoldsOnAnOpenConnection(t *testing.T) {
	n := newNation(t)
	n.start(t)
	a := n.enrol(t, access.Centre)
	a.ask(t, http.MethodGet, api.PathFeed, "", nil, http.StatusOK, &api.Feed{})
	n.with(t, func(r *assembly.Registry) {
		if err := r.Authority.Revoke(t.Context(), a.id, pki.WhyOperator); err != nil {
			t.Fatal(err)
		}
	})
	a.ask(t, http.MethodGet, api.PathFeed, "", nil, http.StatusUnauthorized, &api.Problem{})
}

func TestStoppingDoesNotWaitForALongPoll(t *testing.T) {
	n := newNation(t)
	stop := n.start(t)
	a := n.enrol(t, access.Centre)
	var now api.Feed
	a.ask(t, http.MethodGet, api.PathFeed, "", nil, http.StatusOK, &now)
	polled := make(chan int, 1)
	asked := make(chan struct{})
	go func() {
		req, err := http.NewRequest(http.MethodGet, a.url+api.PathFeed+"?wait=60s&after="+strconv.FormatUint(now.Next, 10), nil)
		close(asked)
		if err != nil {
			polled <- 0
			return
		}
		res, err := a.Do(req)
		if err != nil {
			polled <- 0
			return
		}
		polled <- res.StatusCode
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
	}()
	<-asked
	stop()
	if status := <-polled; status == http.StatusOK {
		t.Error("the poll was held for its whole time")
	}
}

func TestWhatCannotStartSaysWhyWithTheRemedy(t *testing.T) {
	n := newNation(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := taken.Close(); err != nil {
			t.Error(err)
		}
	}()
	busy, bare, empty := n.cfg, n.cfg, n.cfg
	busy.Metrics = taken.Addr().String()
	bare.State = t.TempDir()
	empty.Common = settings(t, pgtest.Empty(t)).Common
	empty.State = n.cfg.State
	for _, tc := range []struct {
		name   string
		cfg    config.Server
		remedy string
	}{
		{"a port that is taken", busy, "--metrics"},
		{"a state folder without keys", bare, "registryctl init"},
		{"a database without tables", empty, "registryctl migrate"},
	} {
		err := serve(t.Context(), tc.cfg, slog.New(slog.DiscardHandler), func(addresses) { t.Errorf("%s: it started", tc.name) })
		if !strings.Contains(fault.As(err).Remedy, tc.remedy) {
			t.Errorf("%s: got %v, want the remedy %q", tc.name, err, tc.remedy)
		}
	}
	if err := run(t.Context(), []string{"--lisen", ":1"}, io.Discard, io.Discard); err == nil {
		t.Error("a flag that there is none of is taken")
	}
}

// freeAddress gives an address of loopback with a port that nobody uses now.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	return l.Addr().String()
}
