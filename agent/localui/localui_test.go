package localui

import (
	"crypto/ed25519"
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/lookbook"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// clock is the time of a test.
type clock struct {
	mu  sync.Mutex // guards the field below
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// centre is a machine with its pages, and who is in its directory.
type centre struct {
	t     testing.TB
	ui    *UI
	url   string
	db    *localdb.DB
	agent change.AgentID
	clock *clock
	nina  api.Operator
	omar  api.Operator // of the other structure that this machine speaks for
	here  facility.ID
	there facility.ID
}

const (
	ninasCode = "ABCD-EFGH-JKLM-NPQR"
	omarsCode = "AAAA-BBBB-CCCC-DDDD"
	phrase    = "quattro parole a caso"
)

// newCentre makes a machine that speaks for two structures.
func newCentre(t testing.TB) *centre {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Create(t.Context(), filepath.Join(t.TempDir(), "agent.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	c := &centre{t: t, db: db, agent: newID[change.AgentID](), here: newID[facility.ID](), there: newID[facility.ID](),
		clock: &clock{now: time.Date(2026, 3, 31, 8, 0, 0, 0, time.UTC)}}
	c.nina = api.Operator{Person: newID[institution.PersonID](), Name: "Nina Rossi", Office: institution.OfficeOf(c.here), CodeSum: api.SumCode(ninasCode)}
	c.omar = api.Operator{Person: newID[institution.PersonID](), Name: "Omar Bianchi", Office: institution.OfficeOf(c.there), CodeSum: api.SumCode(omarsCode)}
	log := slog.New(slog.DiscardHandler)
	box := outbox.New(c.agent, ed25519.NewKeyFromSeed(make([]byte, 32)), c.clock.Now)
	c.tx(func(tx *sql.Tx) error {
		if _, err := box.Hear(t.Context(), tx, api.Standpoint{Epoch: 1, Now: c.clock.Now(), Codes: []minor.Block{{First: 0, Count: 500}}}); err != nil {
			return err
		}
		return replica.KeepDirectory(t.Context(), tx, c.directory())
	})
	places, err := reference.Load()
	if err != nil && !fault.Is(err, fault.NotFound) {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	c.url = "http://" + server.Listener.Addr().String()
	c.ui, err = New(Config{DB: db, Box: box, Replica: replica.New(c.agent, box, c.clock.Now), Looks: lookbook.New(c.agent, c.clock.Now),
		Places: places, Host: server.Listener.Addr().String(), Now: c.clock.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = c.ui.Handler()
	server.Start()
	t.Cleanup(func() {
		server.Close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func (c *centre) directory() api.Directory {
	offices := []api.Office{{ID: c.nina.Office, Code: "AG-01", Name: "Casa del Faro"}, {ID: c.omar.Office, Code: "AG-02", Name: "Casa dell'Orto"}}
	return api.Directory{Operators: []api.Operator{c.nina, c.omar}, Offices: offices, Structures: []facility.Structure{
		{ID: c.here, Code: "AG-01", Name: "Casa del Faro", Type: facility.First, Municipality: "084020"},
		{ID: c.there, Code: "AG-02", Name: "Casa dell'Orto", Type: facility.Second, Municipality: "084020"},
	}}
}

func (c *centre) tx(fn func(tx *sql.Tx) error) {
	c.t.Helper()
	if err := c.db.InTx(c.t.Context(), fn); err != nil {
		c.t.Fatal(err)
	}
}

// open gives what is unsent here, in order.
func (c *centre) open() (out []outbox.Entry) {
	c.t.Helper()
	err := c.db.View(c.t.Context(), func(q localdb.Querier) (err error) {
		out, err = outbox.ListOpen(c.t.Context(), q)
		return err
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// browser is somebody's browser.
type browser struct {
	*centre
	client *http.Client
	page   string // the last one
	at     string // its path
	status int
}

func (c *centre) browser() *browser {
	c.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return &browser{centre: c, client: &http.Client{Jar: jar}}
}

func (b *browser) do(method, path string, form url.Values, header map[string]string) *browser {
	b.t.Helper()
	return b.send(method, path, strings.NewReader(form.Encode()), header)
}

func (b *browser) send(method, path string, body io.Reader, header map[string]string) *browser {
	b.t.Helper()
	to := path
	if !strings.HasPrefix(path, "http") {
		to = b.url + path
	}
	r, err := http.NewRequestWithContext(b.t.Context(), method, to, body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "en")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", b.url)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for k, v := range header {
		r.Header.Set(k, v)
		if k == "Host" {
			r.Host = v
		}
	}
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	b.page, b.at, b.status = string(page), answer.Request.URL.Path, answer.StatusCode
	return b
}

func (b *browser) get(path string) *browser {
	b.t.Helper()
	return b.do(http.MethodGet, path, nil, nil)
}

var tokenField = regexp.MustCompile(`name="token" value="([^"]+)"`)

// post sends a form with the token of the page that is open.
func (b *browser) post(path string, fields ...string) *browser {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	if m := tokenField.FindStringSubmatch(b.page); m != nil && !form.Has("token") {
		form.Set("token", m[1])
	}
	return b.do(http.MethodPost, path, form, nil)
}

func (b *browser) wants(status int, parts ...string) *browser {
	b.t.Helper()
	if b.status != status {
		b.t.Fatalf("%s: got status %d, want %d\n%s", b.at, b.status, status, b.page)
	}
	for _, p := range parts {
		if !strings.Contains(b.page, p) {
			b.t.Errorf("%s does not say %q:\n%s", b.at, p, b.page)
		}
	}
	return b
}

func (b *browser) lacks(parts ...string) *browser {
	b.t.Helper()
	for _, p := range parts {
		if strings.Contains(b.page, p) {
			b.t.Errorf("%s says %q:\n%s", b.at, p, b.page)
		}
	}
	return b
}

// signedIn is the browser of an operator who has chosen a passphrase.
func (c *centre) signedIn(op api.Operator, code string) *browser {
	c.t.Helper()
	b := c.browser()
	b.get("/choose").wants(http.StatusOK)
	b.post("/choose", "who", whoValue(op), "code", code, "passphrase", phrase, "repeated", phrase).wants(http.StatusOK, "Recovery codes")
	return b
}

// arrive records a child who arrives, and gives its form's path.
func (b *browser) arrive(fields ...string) string {
	b.t.Helper()
	b.get("/new/arrival").wants(http.StatusOK, "New arrival")
	at := b.at
	b.post(at, append([]string{"mode", "found", "on", "31/03/2026", "place", "Agrigento"}, fields...)...)
	return at
}

// looks gives every line of looks that was left here.
func (c *centre) looks() []api.Look {
	c.t.Helper()
	out, err := lookbook.New(c.agent, c.clock.Now).Next(c.t.Context(), c.db)
	if err != nil {
		c.t.Fatal(err)
	}
	return out.Looks
}

// refuse has the registry refuse a record that waits here, for a reason.
func (c *centre) refuse(seq uint64, reason string) {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error {
		_, err := c.ui.Box.Settle(c.t.Context(), tx, c.agent, api.Push{Receipts: []api.Receipt{{Seq: seq, Verdict: api.Refused, Reason: reason, Detail: "d", Remedy: "r"}}})
		return err
	})
}

// taken has the registry take all that waits here.
func (c *centre) taken() {
	c.t.Helper()
	var all []api.Receipt
	for i, e := range c.open() {
		all = append(all, api.Receipt{Seq: e.Seq, Verdict: api.Taken, Position: uint64(100 + i), Standing: &change.Standing{}})
	}
	c.tx(func(tx *sql.Tx) error {
		_, err := c.ui.Box.Settle(c.t.Context(), tx, c.agent, api.Push{Receipts: all})
		return err
	})
}

// whoValue names an operator in the form to sign in with.
func whoValue(o api.Operator) string { return entrant{Operator: o}.value() }

func TestANewOperatorIsToldWhatIsDoneHereAndThreeThingsToTry(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.wants(http.StatusOK, `href="/how"`).get("/how").wants(http.StatusOK, "How it works", "The number of the wristband is enough", "Call the roll", "Lock the screen")
	for _, path := range []string{"/new/arrival", "/new/rollcall", "/outbox"} {
		b.wants(http.StatusOK, `href="`+path+`"`)
	}
	b.get("/").wants(http.StatusOK, `href="/how"`)
	c.browser().get("/how").wants(http.StatusOK, "Sign in").lacks("wristband")
}
