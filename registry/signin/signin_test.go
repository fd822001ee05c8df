package signin_test

import (
	"context"
	"log/slog"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/config"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/signin"
	"faro.example/registry/signin/signintest"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// lines keeps what is written of who was let in or refused.
type lines struct {
	mu      sync.Mutex // guards the fields below
	written []audit.Line
	fail    error
}

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.written = append(l.written, line)
	return l.fail
}

// last gives the newest line.
func (l *lines) last(t *testing.T) audit.Line {
	t.Helper()
	if len(l.written) == 0 {
		t.Fatal("no line was written")
	}
	return l.written[len(l.written)-1]
}

// fixture is a registry with a municipality, its social worker Anna, the
// Ministry and its officer Bruno, and a provider for each of the two.
type fixture struct {
	*pgtest.DB
	*signin.Signin
	lines       *lines
	log         *strings.Builder
	spid, other *signintest.Provider
	anna, bruno institution.PersonID
	options     signin.Options

	mu   sync.Mutex // guards the field below
	time time.Time
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

var firefox = signin.Browser{Agent: "Firefox/140", Language: "it", Address: netip.MustParseAddr("192.0.2.7")}

const annasCode, brunosCode = "TINIT-AAAAAA00A00A000A", "TINIT-BBBBBB00B00B000B"

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{
		DB: pgtest.New(t), lines: &lines{}, log: &strings.Builder{}, time: time.Now().Truncate(time.Second),
		anna: institution.PersonID(id.New[struct{}]()), bruno: institution.PersonID(id.New[struct{}]()),
	}
	f.person(t, f.anna, "C-SR", "municipality")
	f.person(t, f.bruno, "MLPS", "ministry")
	f.spid, f.other = signintest.New(t, f.now), signintest.New(t, f.now)
	f.options = signin.Options{
		Pool: f.As("faro_signin"), Lines: f.lines, ClaimKey: make([]byte, 32), Callback: "https://registry.example/signin/callback",
		Now: f.now, Log: slog.New(slog.NewTextHandler(f.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Providers: []signin.Provider{
			provider("spid", f.spid, func(p *config.Provider) { p.Kinds = []string{"municipality"} }),
			provider("ministry", f.other, func(p *config.Provider) { p.Institutions = []string{"MLPS"} }),
		},
	}
	f.open(t)
	for _, b := range []signin.Binding{
		{Person: f.anna, Provider: "spid", Value: annasCode}, {Person: f.bruno, Provider: "spid", Value: brunosCode},
		{Person: f.bruno, Provider: "ministry", Value: brunosCode},
	} {
		if err := f.Bind(t.Context(), b, f.bruno); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

func provider(name string, o *signintest.Provider, alter func(*config.Provider)) signin.Provider {
	p := config.Provider{Name: name, Title: name, Issuer: o.URL, ClientID: signintest.ClientID, Claim: "fiscal_number",
		Levels: []string{"https://www.spid.gov.it/SpidL2", "https://www.spid.gov.it/SpidL3"}}
	alter(&p)
	return signin.Provider{Provider: p, Secret: signintest.ClientSecret}
}

// open makes the sign-in anew, as another registryd beside the first would be.
func (f *fixture) open(t *testing.T) {
	t.Helper()
	f.options.Metrics = prometheus.NewRegistry()
	var err error
	if f.Signin, err = signin.New(f.options); err != nil {
		t.Fatal(err)
	}
}

func (f *fixture) person(t *testing.T, p institution.PersonID, code, kind string) {
	t.Helper()
	office := id.New[struct{}]()
	for _, q := range []struct {
		sql  string
		args []any
	}{
		{`INSERT INTO offices (id, what, code) VALUES ($1, 'institution', $2)`, []any{office, code}},
		{`INSERT INTO institutions (id, name, kind, valid_from, known_from, changed_at) VALUES ($1, $2, $3, '2000-01-01', 0, now())`, []any{office, code, kind}},
		{`INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at) VALUES ($1, 'Zyxwvut', $2, $3, '2000-01-01', 0, now())`, []any{p, office, kind}},
	} {
		if _, err := f.Admin().Exec(t.Context(), q.sql, q.args...); err != nil {
			t.Fatal(err)
		}
	}
}

// signIn goes the whole way: to the provider and back, in one browser.
func (f *fixture) signIn(t *testing.T, name string, at *signintest.Provider, again *signin.Session) (signin.Session, string, error) {
	t.Helper()
	start, err := f.Start(t.Context(), name, again)
	if err != nil {
		t.Fatal(err)
	}
	state, code := at.Authorise(t, start.URL)
	return f.Finish(t.Context(), signin.Return{State: state, Code: code, Secret: start.Secret}, firefox)
}

// anna signs Anna in.
func (f *fixture) annaIn(t *testing.T) (signin.Session, string) {
	t.Helper()
	f.spid.Says["fiscal_number"] = annasCode
	s, token, err := f.signIn(t, "spid", f.spid, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s, token
}

// refused checks that somebody was refused like everybody else, with a line.
func (f *fixture) refused(t *testing.T, name string, err error) {
	t.Helper()
	want := &fault.Error{Kind: fault.Unauthenticated, Detail: "not signed in", Remedy: "sign in"}
	if e := fault.As(err); err == nil || e.Kind != want.Kind || e.Detail != want.Detail || e.Remedy != want.Remedy {
		t.Errorf("%s: got %v, want %v", name, err, want)
	}
	if l := f.lines.last(t); l.Allowed || l.Action != access.SignIn || l.Caller.Reason == "" {
		t.Errorf("%s: got the line %+v, want one that refuses, with the reason", name, l)
	}
}

func TestAPersonSignsInAndIsWhoTheDirectorySays(t *testing.T) {
	f := newFixture(t)
	f.spid.Says["role"], f.spid.Says["roles"], f.spid.Says["person"] = "ministry", []string{"ministry"}, f.bruno.String()
	s, token := f.annaIn(t)
	if s.Person != f.anna || s.Provider != "spid" || s.Level != "https://www.spid.gov.it/SpidL2" {
		t.Errorf("got %+v, want Anna by SPID at level 2", s)
	}
	if l := f.lines.last(t); !l.Allowed || l.Caller.Person != f.anna || l.Caller.Role != access.Municipality || l.Caller.Session != s.ID.String() {
		t.Errorf("got the line %+v, want Anna of the municipality let in", l)
	}
	found, err := f.Find(t.Context(), token, firefox)
	if err != nil || found.ID != s.ID || found.Person != f.anna {
		t.Errorf("got %+v and %v, want the session", found, err)
	}
	q := f.spid.Asked
	if q.Get("response_type") != "code" || q.Get("scope") != "openid" || q.Get("redirect_uri") != f.options.Callback || q.Get("nonce") == "" ||
		q.Get("acr_values") != "https://www.spid.gov.it/SpidL2 https://www.spid.gov.it/SpidL3" {
		t.Errorf("the provider was asked %v", q)
	}
}

func TestNothingThatIsKeptOrLoggedLetsAnybodyIn(t *testing.T) {
	f := newFixture(t)
	_, token := f.annaIn(t)
	start, err := f.Start(t.Context(), "spid", nil)
	if err != nil {
		t.Fatal(err)
	}
	state, _ := f.spid.Authorise(t, start.URL)
	var kept string
	const q = `SELECT concat((SELECT string_agg(to_jsonb(s)::text, '') FROM sessions s), (SELECT string_agg(to_jsonb(a)::text, '') FROM signin_attempts a),
		(SELECT string_agg(to_jsonb(b)::text, '') FROM signin_bindings b))`
	if err := f.Admin().QueryRow(t.Context(), q).Scan(&kept); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(kept, `\\x`) {
		t.Fatalf("got %q, want hashes", kept)
	}
	nonce := f.spid.Asked.Get("nonce")
	for name, secret := range map[string]string{
		"token": token, "state": state, "cookie": start.Secret, "nonce": nonce, "claim": annasCode, "name": "Zyxwvut", "id token": f.spid.Last,
	} {
		if strings.Contains(kept, secret) || strings.Contains(f.log.String(), secret) {
			t.Errorf("the %s is kept or logged", name)
		}
	}
}

func TestAProviderThatIsDownStopsNobodyElse(t *testing.T) {
	f := newFixture(t)
	f.other.Down = true
	if _, err := f.Start(t.Context(), "ministry", nil); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v, want busy", err)
	}
	f.annaIn(t)
	f.other.Down = false
	f.pass(time.Minute)
	if _, err := f.Start(t.Context(), "ministry", nil); err != nil {
		t.Errorf("once it is back: %v", err)
	}
	if _, err := f.Start(t.Context(), "nobody", nil); !fault.Is(err, fault.NotFound) {
		t.Errorf("a provider that there is none of: got %v, want not found", err)
	}
}

func TestWithoutALineNobodyIsLetIn(t *testing.T) {
	f := newFixture(t)
	f.lines.fail = fault.Newf(fault.Busy, "no room for lines")
	if _, _, err := f.signIn(t, "spid", f.spid, nil); !fault.Is(err, fault.Busy) {
		t.Errorf("got %v, want busy", err)
	}
	var n int
	if err := f.Admin().QueryRow(t.Context(), `SELECT count(*) FROM sessions`).Scan(&n); err != nil || n != 0 {
		t.Errorf("got %d sessions and %v, want none", n, err)
	}
}

func TestTheRecordOfAccessHoldsWhoWasLetInAndWhoWasNot(t *testing.T) {
	f := newFixture(t)
	log, err := audit.New(f.As("faro_audit"), f.now)
	if err != nil {
		t.Fatal(err)
	}
	f.options.Lines = log
	f.open(t)
	f.annaIn(t)
	f.spid.Says["acr"] = "https://www.spid.gov.it/SpidL1"
	if _, _, err := f.signIn(t, "spid", f.spid, nil); !fault.Is(err, fault.Unauthenticated) {
		t.Fatalf("got %v, want it refused", err)
	}
	var in, out int
	const q = `SELECT count(*) FILTER (WHERE allowed AND person = $1), count(*) FILTER (WHERE NOT allowed AND person IS NULL)
		FROM access_lines WHERE action = 'sign-in'`
	if err := f.Admin().QueryRow(t.Context(), q, f.anna).Scan(&in, &out); err != nil || in != 1 || out != 1 {
		t.Errorf("got %d let in, %d refused and %v, want one of each", in, out, err)
	}
}
