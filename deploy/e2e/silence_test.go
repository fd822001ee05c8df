package e2e

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"faro.example/deploy/stack"
	"faro.example/registry/pg/privatepg"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/mtls"
)

// mark is in every name of this run, and in nothing else that there is: so long
// that what is sealed, signed or digested does not hold it by chance.
const mark = "qzxvwjkqvx"

// made makes a name that occurs nowhere else: the mark and letters of its own.
func made(n int) string {
	return "Q" + mark[1:] + string(rune('a'+n/26%26)) + string(rune('a'+n%26))
}

// source is a text in which nothing of a child may stand, and where it was found.
type source struct{ where, text string }

// leaks finds in what was said the mark of the names, and whatever else is given.
func leaks(sources []source, secrets ...string) []string {
	var found []string
	for _, s := range sources {
		text := strings.ToLower(s.text)
		for _, secret := range append([]string{mark}, secrets...) {
			if i := strings.Index(text, strings.ToLower(secret)); i >= 0 {
				found = append(found, fmt.Sprintf("%s: …%s…", s.where, s.text[max(0, i-60):min(len(s.text), i+60)]))
			}
		}
	}
	return found
}

// proxy stands between an agent and the registry as one that ends TLS does, and
// keeps every URL and header of a request: what would stand in its log.
type proxy struct {
	address string

	mu   sync.Mutex // guards the field below
	urls []string
}

func (p *proxy) seen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.urls, "\n")
}

// newProxy makes a proxy that speaks to the registry as the installation that a
// store holds, and to that installation as the registry.
func newProxy(ctx context.Context, t *testing.T, w *world, a *stack.Agent) *proxy {
	t.Helper()
	who, err := identityOf(ctx, a.Home)
	must(t, err)
	state := filepath.Join(w.dir, "registry")
	own, err := mtls.FromFiles(filepath.Join(state, "server.pem"), filepath.Join(state, "server-key.pem"))
	must(t, err)
	near, err := mtls.Server(own, who.Roots)
	must(t, err)
	far, err := mtls.Client(mtls.Fixed(who.Certificate), who.Roots)
	must(t, err)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p := &proxy{address: l.Addr().String()}
	to, err := url.Parse(w.URL())
	must(t, err)
	forward := httputil.NewSingleHostReverseProxy(to)
	forward.Transport = &http.Transport{TLSClientConfig: far}
	forward.ErrorLog = log.New(io.Discard, "", 0)
	forward.FlushInterval = -1
	s := &http.Server{TLSConfig: near, ErrorLog: log.New(io.Discard, "", 0), Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.urls = append(p.urls, r.Method+" "+r.URL.String()+" "+fmt.Sprint(r.Header))
		p.mu.Unlock()
		forward.ServeHTTP(rw, r)
	})}
	done := make(chan error, 1)
	go func() { done <- s.ServeTLS(l, "", "") }()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		<-done
	})
	return p
}

// demoPrograms gives the programs of the tests with a registryd that people can
// sign in to without a provider of the world outside.
func demoPrograms(t *testing.T) string {
	t.Helper()
	bin, err := programs()
	must(t, err)
	dir := t.TempDir()
	must(t, os.Chmod(dir, 0o755))
	for _, p := range []string{"registryctl", "agentd"} {
		must(t, os.Symlink(filepath.Join(bin, p), filepath.Join(dir, p)))
	}
	cmd := exec.CommandContext(t.Context(), "go", "build", "-ldflags=-w", "-tags=demo", "-o", dir+string(filepath.Separator), "faro.example/registry/cmd/registryd")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return dir
}

// marked is the sheet of a landing whose children all bear the mark.
func marked(t *testing.T, children int) string {
	t.Helper()
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	c.Comma = ';'
	rows := [][]string{{"Numero", "Nome", "Cognome", "Sesso", "Data di nascita", "Cittadinanza", "Note"}}
	for i := range children {
		rows = append(rows, []string{fmt.Sprint(i + 1), made(2 * i), made(2*i + 1), "M", born, "GN", ""})
	}
	// One that cannot be taken: the name stands where a day should.
	rows = append(rows, []string{"999", made(600), made(601), "M", made(602), "GN", ""})
	must(t, c.WriteAll(rows))
	file := filepath.Join(t.TempDir(), "sbarco.csv")
	must(t, os.WriteFile(file, b.Bytes(), 0o600))
	return file
}

// born is the day of birth of every child of this run, and no other day of it.
const born, bornISO = "29/02/2012", "2012-02-29"

// official is a person with a browser.
type official struct {
	*http.Client
	base, provider string
}

// ask sends what a browser sends from a page of the registry.
func (o *official) ask(ctx context.Context, t *testing.T, method, to, kind, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, to, strings.NewReader(body))
	must(t, err)
	r.Header.Set("User-Agent", "Firefox/140")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if method == http.MethodPost && strings.HasPrefix(to, o.base) {
		r.Header.Set("Origin", o.base)
	}
	res, err := o.Do(r)
	must(t, err)
	text, err := io.ReadAll(res.Body)
	must(t, errors.Join(err, res.Body.Close()))
	return res.StatusCode, html.UnescapeString(string(text))
}

const form, asJSON = "application/x-www-form-urlencoded", "application/json"

// signIn signs a person in at the development provider, the whole way.
func (o *official) signIn(ctx context.Context, t *testing.T, who institution.PersonID) {
	t.Helper()
	find := func(pattern, text string) string {
		m := regexp.MustCompile(pattern).FindStringSubmatch(text)
		if m == nil {
			t.Fatalf("no %s in %s", pattern, text)
		}
		return m[1]
	}
	_, page := o.ask(ctx, t, http.MethodPost, o.base+"/signin/begin", form, "provider=demo")
	_, list := o.ask(ctx, t, http.MethodGet, find(`href="(`+regexp.QuoteMeta(o.provider)+`[^"]+)"`, page), "", "")
	chosen := url.Values{"query": {find(`name="query" value="([^"]+)"`, list)}, "person": {who.String()}}
	if status, text := o.ask(ctx, t, http.MethodPost, o.provider+"/chosen", form, chosen.Encode()); status != http.StatusOK {
		t.Fatalf("signing in: got %d %s", status, text)
	}
}

// newOfficial opens a browser that trusts the registry's own root.
func newOfficial(t *testing.T, w *world, base, provider string) *official {
	t.Helper()
	roots, err := w.Roots()
	must(t, err)
	cfg, err := mtls.Client(nil, roots)
	must(t, err)
	jar, err := cookiejar.New(nil)
	must(t, err)
	tr := &http.Transport{TLSClientConfig: cfg}
	t.Cleanup(tr.CloseIdleConnections)
	return &official{Client: &http.Client{Transport: tr, Jar: jar}, base: base, provider: provider}
}

// spoken gathers all that the run has said outside of its answers.
func (w *world) spoken(ctx context.Context, t *testing.T, p *proxy) []source {
	t.Helper()
	metrics, err := w.Metrics(ctx)
	must(t, err)
	out := []source{{"the metrics", metrics}, {"a URL or a header", p.seen()}}
	logs := 0
	for _, dir := range []string{w.Logs(), filepath.Join(w.dir, "postgres")} {
		must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && d.Name() == "data":
				return fs.SkipDir
			case filepath.Ext(path) != ".log":
				return nil
			}
			text, err := os.ReadFile(path)
			logs++
			out = append(out, source{path, string(text)})
			return err
		}))
	}
	if logs < 3 {
		t.Fatalf("found %d logs, want those of the registry, the agent and PostgreSQL", logs)
	}
	return out
}

// Every name of this run has letters that occur nowhere else. Children arrive,
// are taken into care and are asked about, by agents, machines, people and the
// command line, rightly and wrongly; then nothing that was logged, measured,
// put into a URL or said by PostgreSQL holds those letters, a code or a day of birth.
func TestNoNameCodeOrDayOfBirthIsSaidWhereItMustNotBe(t *testing.T) {
	ctx := t.Context()
	var people, provider string
	w := newWorld(t, func(o *stack.Options) {
		var err error
		people, err = stack.FreeAddress()
		must(t, err)
		provider, err = stack.FreeAddress()
		must(t, err)
		o.Bin = demoPrograms(t)
		o.Registry = append(o.Registry, "--people", people, "--people-url", "https://"+people, "--demo-provider", provider, "--log", "debug")
	})
	at := one(w.newCentres(ctx, 1))(t)
	worker := person{institution.PersonID(id.New[struct{}]()), made(650), "municipality", w.social.Office}
	must(t, w.catalogue(ctx, catalogue{People: []person{worker}, Operators: []operator{{worker.ID, at.who.Office}}}))

	a, err := w.newAgent(ctx, "augusta", at.Code, w.service.Code)
	must(t, err)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	p := newProxy(ctx, t, w, a)
	a.Line.Redirect(p.address)
	must(t, a.Serve.Start())

	codes := w.live(ctx, t, a, at, worker)
	w.askWrongly(ctx, t, p)
	w.askAsAPerson(ctx, t, newOfficial(t, w, "https://"+people, "http://"+provider), worker.ID, codes[0])
	must(t, w.Registryd.Kill()) // and what it says of its end, and of its next beginning
	must(t, w.StartRegistry(ctx))
	must(t, settled(ctx, a))

	secrets := append([]string{born, bornISO}, codes...)
	for _, found := range leaks(w.spoken(ctx, t, p), secrets...) {
		t.Error(found)
	}
	w.stolen(ctx, t)
	w.plant(ctx, t, p, a)
}

// stolen is what somebody reads who copies every table of the database and has no
// key: no child's name. Officials are named there, and what somebody typed as the
// reason of a look, which shows that the search finds what there is. Codes of
// children and days of birth stand there too: docs/security.md says so.
func (w *world) stolen(ctx context.Context, t *testing.T) {
	t.Helper()
	conn, err := pgx.Connect(ctx, w.Postgres.DSN("faro", privatepg.Superuser))
	must(t, err)
	defer func() { must(t, conn.Close(ctx)) }()
	rows, err := conn.Query(ctx, `SELECT oid::regclass::text FROM pg_class
		WHERE relkind = 'r' AND relnamespace::regnamespace::text NOT IN ('pg_catalog', 'information_schema')`)
	must(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	months := regexp.MustCompile(`_(\d{4}_\d\d|other)$`) // the record of access is kept in months
	var named, where []string
	for _, table := range tables {
		var copied bytes.Buffer
		_, err := conn.PgConn().CopyTo(ctx, &copied, "COPY "+table+" TO STDOUT")
		must(t, err)
		if found := leaks([]source{{table, copied.String()}}, hex.EncodeToString([]byte(mark[1:]))); found != nil {
			named, where = append(named, months.ReplaceAllString(table, "")), append(where, found...)
		}
	}
	slices.Sort(named)
	if diff := cmp.Diff([]string{"access_lines", "people"}, slices.Compact(named)); diff != "" {
		t.Errorf("tables that name somebody (-want +got):\n%s%s", diff, strings.Join(where, "\n"))
	}
}

// live is the life of the children: arrival, correction, absence, custody.
func (w *world) live(ctx context.Context, t *testing.T, a *stack.Agent, at centre, worker person) (codes []string) {
	t.Helper()
	got, err := importSheet(ctx, a, marked(t, 40), at.who.Name)
	if len(got.Taken) != 40 {
		t.Fatalf("got %d taken and %v, want 40", len(got.Taken), err)
	}
	for _, c := range got.Taken {
		codes = append(codes, c.Code)
	}
	first := got.Taken[0].Minor
	for _, r := range []struct {
		kind   string
		fields map[string]any
		by     string
	}{
		{"identity.alias", map[string]any{"minor": first, "name": map[string]any{"given": made(660), "family": made(661)}, "source": "declared"}, at.who.Name},
		{"identity.stated", map[string]any{"minor": first, "source": "declared", "name": map[string]any{"given": made(662), "family": made(663)}}, worker.Name},
		{"custody.taken", map[string]any{"minor": first, "by": w.service.Code}, w.social.Name},
	} {
		_, err := record(ctx, a, r.kind, r.fields, "--as", r.by)
		must(t, err)
	}
	must(t, settled(ctx, a))
	for _, args := range [][]string{
		{"custody", codes[0], "--as", w.ministry.ID.String(), "--reason", "hearing about " + made(664)},
		{"casefile", codes[0], "--as", w.ministry.ID.String(), "--reason", "hearing about " + made(664)},
		{"search", "--born", bornISO, "--citizenship", "GN", "--as", w.ministry.ID.String(), "--reason", "hearing about " + made(664)},
	} {
		out, err := w.Ctl(ctx, args...)
		must(t, err)
		if args[0] == "casefile" && !strings.Contains(strings.ToLower(out), mark) {
			t.Errorf("the casefile does not show the name: this run would prove nothing: %s", out)
		}
	}
	return codes
}

// askWrongly sends the registry names where none belong.
func (w *world) askWrongly(ctx context.Context, t *testing.T, p *proxy) {
	t.Helper()
	roots, err := w.Roots()
	must(t, err)
	cfg, err := mtls.Client(nil, roots)
	must(t, err)
	c := &http.Client{Transport: &http.Transport{TLSClientConfig: cfg, DisableKeepAlives: true}}
	for _, r := range []struct{ method, path, body string }{
		{http.MethodGet, "/v1/census?on=2026-03-31&name=" + made(670), ""},
		{http.MethodGet, "/v1/minors/" + made(671), ""},
		{http.MethodPost, "/v1/custody/lookups", `{"code": "` + made(672) + `"}`},
		{http.MethodPost, "/sync/v1/enrolments", `{"code": "` + made(673) + `"}`},
		{http.MethodPost, "/sync/v1/changes?installation=" + made(674), made(675)},
	} {
		req, err := http.NewRequestWithContext(ctx, r.method, w.URL()+r.path, strings.NewReader(r.body))
		must(t, err)
		req.Header.Set("Content-Type", asJSON)
		req.Header.Set("User-Agent", made(676))
		res, err := c.Do(req)
		must(t, err)
		text, err := io.ReadAll(res.Body)
		must(t, errors.Join(err, res.Body.Close()))
		if res.StatusCode < 400 || strings.Contains(strings.ToLower(string(text)), mark) {
			t.Errorf("%s: got %d %s, want it refused without repeating it", r.path, res.StatusCode, text)
		}
	}
}

// askAsAPerson signs somebody in, who looks a child up, rightly and wrongly.
func (w *world) askAsAPerson(ctx context.Context, t *testing.T, o *official, who institution.PersonID, code string) {
	t.Helper()
	o.signIn(ctx, t, who)
	ask := func(body map[string]any) (int, string) {
		text, err := json.Marshal(body)
		must(t, err)
		return o.ask(ctx, t, http.MethodPost, o.base+"/v1/custody/lookups", asJSON, string(text))
	}
	if status, text := ask(map[string]any{"code": code, "on": today(), "reason": "visit to " + made(680)}); status != http.StatusOK {
		t.Errorf("got %d %s, want an answer", status, text)
	}
	for _, body := range []map[string]any{
		{"code": made(681), "on": today(), "reason": "visit"}, {"code": code, "on": made(682), "reason": "visit"}, {made(683): "x"},
	} {
		if status, text := ask(body); status < 400 || strings.Contains(strings.ToLower(text), mark) {
			t.Errorf("got %d %s, want it refused without repeating it", status, text)
		}
	}
	for _, path := range []string{"/signin/callback?state=" + made(684) + "&code=" + made(685), "/" + made(686)} {
		if status, text := o.ask(ctx, t, http.MethodGet, o.base+path, "", ""); status < 400 || strings.Contains(strings.ToLower(text), mark) {
			t.Errorf("got %d %s, want it refused without repeating it", status, text)
		}
	}
	// One who is bound to nobody: the provider says so, and no name is logged.
	nobody := url.Values{"query": {""}, "person": {made(687)}}
	if status, _ := o.ask(ctx, t, http.MethodPost, o.provider+"/chosen", form, nobody.Encode()); status < 400 {
		t.Errorf("got %d, want it refused", status)
	}
}

// plant says a name in each place in turn, and wants it found: a search that
// finds nothing anywhere proves nothing.
func (w *world) plant(ctx context.Context, t *testing.T, p *proxy, a *stack.Agent) {
	t.Helper()
	finds := func(where string, n int) {
		t.Helper()
		found := leaks(w.spoken(ctx, t, p))
		if len(found) != n {
			t.Errorf("%s: got %d found %v, want %d", where, len(found), found, n)
		}
	}
	finds("nothing yet", 0)
	conn, err := pgx.Connect(ctx, w.Postgres.DSN("faro", privatepg.Superuser))
	must(t, err)
	_, err = conn.Exec(ctx, `DO $$ BEGIN RAISE LOG 'a child called `+made(690)+`'; END $$`)
	must(t, errors.Join(err, conn.Close(ctx)))
	finds("PostgreSQL's log", 1)
	c := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{
		InsecureSkipVerify: true, MinVersion: tls.VersionTLS13, //nolint:gosec // the test's own proxy, on loopback
	}}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "https://"+p.address+"/v1/minors?name="+made(691), nil)
	must(t, err)
	res, err := c.Do(req)
	must(t, err)
	must(t, res.Body.Close())
	finds("a URL", 2)
	f, err := os.OpenFile(filepath.Join(w.Logs(), "agent-"+a.Name+".log"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = fmt.Fprintln(f, "a child called", made(692))
	must(t, errors.Join(err, f.Close()))
	finds("an agent's log", 3)
	if got := leaks([]source{{"the metrics", "faro_children{name=\"" + made(693) + "\"} 1"}}); len(got) != 1 {
		t.Errorf("got %v, want the name found in a metric", got)
	}
}
