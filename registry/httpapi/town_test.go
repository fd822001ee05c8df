package httpapi_test

import (
	"context"
	"encoding/json"
	"html"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/config"
	"faro.example/registry/directory"
	"faro.example/registry/httpapi"
	"faro.example/registry/pki"
	"faro.example/registry/signin"
	"faro.example/registry/signin/signintest"
	"faro.example/registry/webui"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/mtls"
)

// kept are lines of the record of access, in memory.
type kept struct {
	mu    sync.Mutex // guards the field below
	lines []audit.Line
}

func (k *kept) Write(_ context.Context, line audit.Line) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lines = append(k.lines, line)
	return nil
}

func (k *kept) last() audit.Line {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.lines) == 0 {
		return audit.Line{}
	}
	return k.lines[len(k.lines)-1]
}

// town is a registry that people reach too: Anna of a municipality and Bruno of
// the Ministry, and a provider that vouches for both.
type town struct {
	*fixture
	kept        *kept
	idp         *signintest.Provider
	door        *signin.Signin
	base        string // where people reach it
	pieces      []int  // of files that were brought
	anna, bruno institution.PersonID
}

const brunosValue = "TINIT-BBBBBB00B00B000B"

func newTown(t *testing.T, alter ...func(*httpapi.Options)) *town {
	t.Helper()
	w := &town{fixture: newFixture(t), kept: &kept{}, anna: institution.PersonID(id.New[struct{}]()), bruno: institution.PersonID(id.New[struct{}]())}
	w.idp = signintest.New(t, w.now)
	w.rest.people = map[institution.PersonID]access.Caller{
		w.anna: {Role: access.Municipality, Offices: []institution.OfficeID{w.office}}, w.bruno: {Role: access.Ministry, Administrator: true},
	}
	for p, role := range map[institution.PersonID]string{w.anna: "municipality", w.bruno: "ministry"} {
		const q = `INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at) VALUES ($1, 'X', $2, $3, '2000-01-01', 0, now())`
		if _, err := w.Admin().Exec(t.Context(), q, p, w.office, role); err != nil {
			t.Fatal(err)
		}
	}
	logs := slog.New(slog.NewJSONHandler(w.log, nil))
	var err error
	w.door, err = signin.New(signin.Options{
		Pool: w.As("faro_signin"), Lines: w.kept, ClaimKey: make([]byte, 32), Callback: "https://registry.example/signin/callback",
		Now: w.now, Log: logs, Metrics: prometheus.NewRegistry(),
		Providers: []signin.Provider{{Secret: signintest.ClientSecret, Provider: config.Provider{
			Name: "spid", Title: "Entra con SPID", Issuer: w.idp.URL, ClientID: signintest.ClientID, Claim: signintest.Claim,
			Levels: []string{signintest.Level}, Kinds: []string{config.Structures},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for p, value := range map[institution.PersonID]string{w.anna: signintest.Value, w.bruno: brunosValue} {
		if err := w.door.Bind(t.Context(), signin.Binding{Person: p, Provider: "spid", Value: value}, w.bruno); err != nil {
			t.Fatal(err)
		}
	}
	w.servePeople(t, logs, alter...)
	return w
}

func (w *town) servePeople(t *testing.T, logs *slog.Logger, alter ...func(*httpapi.Options)) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w.base = "https://" + l.Addr().String()
	keeper, err := directory.New(w.As("faro_directory"), nobodyToTell{}, w.now, logs)
	if err != nil {
		t.Fatal(err)
	}
	keeper.Lines = w.kept
	pages, err := webui.New(webui.Options{Public: nothing{}, Now: w.now, Log: logs})
	if err != nil {
		t.Fatal(err)
	}
	o := httpapi.Options{
		Keeper: keeper, Lists: w.rest, Authority: w.pki, Intake: w.rest, Feed: w.rest, Census: w.rest, Lookup: w.rest, Backlogs: waiting{w.rest}, Glass: w.rest, Links: w.rest, Candidates: w.rest, Sought: seeking{w.rest}, Conflicts: w.rest, Speaker: w.rest, Alerts: w.rest, Beds: w.rest, Directory: w.rest, Events: w.rest, Looks: w.rest, Publications: press{}, Forms: printing{w.rest}, Files: filing{w.rest, &w.pieces}, Letters: posting{w.rest},
		People: &httpapi.People{Door: w.door, Sessions: w.door, Pages: pages, URL: w.base},
		Ready:  func(context.Context) error { return nil }, Now: w.now, Log: logs, Metrics: prometheus.NewRegistry(),
	}
	for _, a := range alter {
		a(&o)
	}
	a, err := httpapi.New(o)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := w.ca.Server(dir, []string{"127.0.0.1"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	own, err := mtls.FromFiles(filepath.Join(dir, pki.ServerFile), filepath.Join(dir, pki.ServerKeyFile))
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: a.PeopleHandler(), TLSConfig: mtls.Public(own), ErrorLog: log.New(io.Discard, "", 0)}
	done := make(chan error, 1)
	go func() { done <- s.ServeTLS(l, "", "") }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		<-done
	})
}

// browser is a person's browser, on a page of the registry.
type browser struct {
	*http.Client
	w    *town
	head http.Header // of every request
}

func (w *town) browser(t *testing.T) *browser {
	t.Helper()
	cfg, err := mtls.Client(nil, w.ca.Roots())
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{TLSClientConfig: cfg}
	t.Cleanup(tr.CloseIdleConnections)
	return &browser{w: w, head: http.Header{"User-Agent": {"Firefox/140"}, "Accept-Language": {"it"}, "Sec-Fetch-Site": {"same-origin"}},
		Client: &http.Client{Transport: tr, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// send sends a request as the browser does, changed as a test says.
func (b *browser) send(t *testing.T, method, path, kind, body string, alter ...func(*http.Request)) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, b.w.base+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = b.head.Clone()
	if method == http.MethodPost {
		r.Header.Set("Origin", b.w.base)
		r.Header.Set("Content-Type", kind)
	}
	for _, a := range alter {
		a(r)
	}
	res, err := b.Do(r)
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
	return answer{res, text}
}

func (b *browser) get(t *testing.T, path string, alter ...func(*http.Request)) answer {
	t.Helper()
	return b.send(t, http.MethodGet, path, "", "", alter...)
}

const form = "application/x-www-form-urlencoded"

func (b *browser) form(t *testing.T, path, body string, alter ...func(*http.Request)) answer {
	t.Helper()
	return b.send(t, http.MethodPost, path, form, body, alter...)
}

func (b *browser) post(t *testing.T, path string, body any, alter ...func(*http.Request)) answer {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return b.send(t, http.MethodPost, path, api.TypeJSON, string(text), alter...)
}

var leadsTo = regexp.MustCompile(`href="(https?://[^"]+)"`)

// toProvider follows the page that leads to the provider, and gives where the
// provider sends the browser back.
func (b *browser) toProvider(t *testing.T, page answer) string {
	t.Helper()
	m := leadsTo.FindSubmatch(page.body)
	if page.StatusCode != http.StatusOK || m == nil {
		t.Fatalf("got %d %.300s, want a page that leads to the provider", page.StatusCode, page.body)
	}
	state, code := b.w.idp.Authorise(t, html.UnescapeString(string(m[1])))
	return "/signin/callback?" + url.Values{"state": {state}, "code": {code}}.Encode()
}

// fromProvider is what a browser sends when the provider sends it back.
func fromProvider(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }

// signIn signs in whoever the provider vouches for.
func (b *browser) signIn(t *testing.T) {
	t.Helper()
	back := b.toProvider(t, b.form(t, "/signin/begin", "provider=spid"))
	res := b.get(t, back, fromProvider)
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/signin" {
		t.Fatalf("got %d %.300s, want the person let in", res.StatusCode, res.body)
	}
}

// signedIn gives a browser in which Anna is signed in.
func (w *town) signedIn(t *testing.T) *browser {
	t.Helper()
	b := w.browser(t)
	w.idp.Says[signintest.Claim] = signintest.Value
	b.signIn(t)
	return b
}
