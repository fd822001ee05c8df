package mail_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/mail"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/seal/sealtest"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

var (
	siracusa, palermo  = institution.OfficeID{1}, institution.OfficeID{2}
	anna, bruno, carla = institution.PersonID{1}, institution.PersonID{2}, institution.PersonID{3}
	start              = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	keeper             = access.Caller{Role: access.Municipality, Administrator: true, Person: anna, Offices: []institution.OfficeID{siracusa}}
)

// sink is a mail server that keeps what it is given.
type sink struct {
	net.Listener
	certificate tls.Certificate
	plain       bool // it offers no STARTTLS

	mu    sync.Mutex // guards the fields below
	mails []string   // with to whom, and whether the line was secured
	busy  bool       // it takes nothing
}

func newSink(t *testing.T) (*sink, []byte) {
	t.Helper()
	lent := httptest.NewTLSServer(nil) // for its certificate
	t.Cleanup(lent.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sink{Listener: l, certificate: lent.TLS.Certificates[0]}
	var talks sync.WaitGroup
	talks.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			talks.Go(func() { s.talk(conn) })
		}
	})
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		talks.Wait()
	})
	return s, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: lent.Certificate().Raw})
}

// talk answers one client (RFC 5321, RFC 3207).
func (s *sink) talk(conn net.Conn) {
	defer func() { conn.Close() }()
	in, secured, to := bufio.NewScanner(conn), false, ""
	say := func(line string) { fmt.Fprint(conn, line+"\r\n") }
	say("220 sink")
	for in.Scan() {
		switch word, rest, _ := strings.Cut(in.Text(), " "); strings.ToUpper(word) {
		case "EHLO":
			if !secured && !s.plain {
				say("250-sink\r\n250-STARTTLS\r\n250 8BITMIME")
			} else {
				say("250-sink\r\n250 8BITMIME")
			}
		case "STARTTLS":
			say("220 go on")
			conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{s.certificate}})
			in, secured = bufio.NewScanner(conn), true
		case "RCPT":
			to = rest
			say("250 ok")
		case "DATA":
			say("354 go on")
			var text strings.Builder
			for in.Scan() && in.Text() != "." {
				text.WriteString(in.Text() + "\n")
			}
			say(s.take(fmt.Sprintf("%t %s\n%s", secured, to, text.String())))
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *sink) take(mail string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy {
		return "451 later"
	}
	s.mails = append(s.mails, mail)
	return "250 taken"
}

func (s *sink) taken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.mails...)
}

type lines struct{ written []audit.Line }

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return nil
}

// world is a registry with two offices and their people.
type world struct {
	t    *testing.T
	db   *pgtest.DB
	log  *lines
	now  time.Time
	sink *sink
	post *mail.Post
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Admin().Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func newWorld(t *testing.T, change ...func(*mail.Config)) *world {
	t.Helper()
	w := &world{t: t, db: pgtest.New(t), log: &lines{}, now: start}
	w.exec(`INSERT INTO offices (id, what, code) VALUES ($1, 'institution', 'C-SR'), ($2, 'institution', 'C-PA')`, siracusa, palermo)
	for p, office := range map[institution.PersonID]institution.OfficeID{anna: siracusa, bruno: siracusa, carla: palermo} {
		w.exec(`INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at, administrator)
			VALUES ($1, 'Somebody', $2, 'municipality', '2020-01-01', 0, now(), $3)`, p, office, p == anna)
	}
	var roots []byte
	w.sink, roots = newSink(t)
	c := mail.Config{
		Pool: w.db.As("faro_mail"), Sealer: sealtest.Open(t, w.db.As("faro_keys")), Lines: w.log, Server: mail.Server{Address: w.sink.Addr().String(), From: "faro@registry.example", Roots: roots},
		URL: "https://registry.example", Now: func() time.Time { return w.now }, Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
	}
	for _, f := range change {
		f(&c)
	}
	var err error
	if w.post, err = mail.New(c); err != nil {
		t.Fatal(err)
	}
	for p, address := range map[institution.PersonID]minor.Text{anna: "anna@siracusa.example", carla: "carla@palermo.example"} {
		if err := w.post.Keep(t.Context(), access.Caller{Role: access.Ministry, Administrator: true, Person: institution.PersonID{8}}, p, address); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// alert raises one about a child to an office.
func (w *world) alert(rule string, office institution.OfficeID) {
	w.t.Helper()
	w.exec(`INSERT INTO alerts (rule, minor, happened_on, due_on, due_at, level, raised_at, offices, persons, called, news)
		VALUES ($1, 'deadbeef-dead-4eef-8eef-deadbeefdead', '2026-03-07', '2026-03-12', '2026-03-13T00:00:00Z', 0, $3, ARRAY[$2]::uuid[], '{}', ARRAY[$2]::uuid[], nextval('alert_news'))`,
		rule, office, w.now)
}

// writes has people written to, and gives what the sink was given since.
func (w *world) writes() []string {
	w.t.Helper()
	before := len(w.sink.taken())
	if _, err := w.post.Write(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return w.sink.taken()[before:]
}

func TestPeopleAreToldOnceADayThatSomethingWaitsAndNotAboutWhom(t *testing.T) {
	w := newWorld(t)
	if got := w.writes(); len(got) != 0 {
		t.Fatalf("nothing waits, and %q was written", got)
	}
	w.alert("D2", siracusa)
	got := w.writes()
	if len(got) != 1 || !strings.HasPrefix(got[0], "true TO:<anna@siracusa.example>") || !strings.Contains(got[0], "https://registry.example") {
		t.Fatalf("got %q, want one message to Anna, over TLS", got)
	}
	_, body, _ := strings.Cut(got[0], "\n\n")
	for _, word := range []string{"deadbeef", "D2", "2026", "C-SR", "Siracusa", "Anna", "1 "} {
		if strings.Contains(body, word) {
			t.Errorf("the message says %q:\n%s", word, body)
		}
	}
	w.alert("D3", siracusa)
	w.alert("D4", palermo)
	if got := w.writes(); len(got) != 1 || !strings.Contains(got[0], "carla@") || !strings.HasSuffix(got[0], body) {
		t.Errorf("the same day: got %q, want the same words to Carla alone", got)
	}
	w.now = w.now.AddDate(0, 0, 1)
	if got := w.writes(); len(got) != 1 || !strings.Contains(got[0], "anna@") {
		t.Errorf("the next day: got %q, want one to Anna", got)
	}
	w.now = w.now.AddDate(0, 0, 1)
	if got := w.writes(); len(got) != 0 {
		t.Errorf("nothing is new, and %q was written", got)
	}
	w.alert("D5", siracusa)
	w.exec(`UPDATE people SET valid_until = '2026-03-12' WHERE id = $1`, anna)
	if got := w.writes(); len(got) != 0 {
		t.Errorf("to somebody who has left: %q", got)
	}
}

func TestAMessageThatWasNotTakenIsWrittenAgain(t *testing.T) {
	w := newWorld(t)
	w.alert("D2", siracusa)
	w.sink.busy = true
	if _, err := w.post.Write(t.Context()); !fault.Is(err, fault.Busy) || strings.Contains(err.Error(), "anna") {
		t.Errorf("got %v", err)
	}
	w.sink.mu.Lock()
	w.sink.busy = false
	w.sink.mu.Unlock()
	if got := w.writes(); len(got) != 1 {
		t.Errorf("got %q, want it now", got)
	}
	if got := w.writes(); len(got) != 0 {
		t.Errorf("written twice: %q", got)
	}
}

func TestNothingIsWrittenUnlessAServerIsConfiguredAndSpeaksTLS(t *testing.T) {
	off := newWorld(t, func(c *mail.Config) { c.Server.Address = "" })
	off.alert("D2", siracusa)
	off.post.Run(t.Context()) // returns
	if got := off.writes(); len(got) != 0 {
		t.Errorf("without a server: %q", got)
	}
	plain := newWorld(t)
	plain.sink.plain = true
	plain.alert("D2", siracusa)
	if _, err := plain.post.Write(t.Context()); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "STARTTLS") {
		t.Errorf("to a server without TLS: %v", err)
	}
	if got := plain.sink.taken(); len(got) != 0 {
		t.Errorf("in the clear: %q", got)
	}
	stranger := newWorld(t, func(c *mail.Config) { c.Server.Roots = nil })
	stranger.alert("D2", siracusa)
	if _, err := stranger.post.Write(t.Context()); err == nil || len(stranger.sink.taken()) != 0 {
		t.Errorf("to a server that nobody vouches for: %v", err)
	}
}

func TestAddressesAreKeptSealedByTheOfficesAdministratorAlone(t *testing.T) {
	w := newWorld(t)
	if err := w.post.Keep(t.Context(), keeper, bruno, "bruno@siracusa.example"); err != nil {
		t.Fatal(err)
	}
	var kept int
	if err := w.db.Admin().QueryRow(t.Context(), `SELECT count(*) FROM mail_addresses WHERE encode(sealed, 'escape') LIKE '%siracusa%'`).Scan(&kept); err != nil || kept != 0 {
		t.Errorf("%d addresses stand in the clear, %v", kept, err)
	}
	colleague := keeper
	colleague.Administrator = false
	for name, try := range map[string]error{
		"a colleague":            w.post.Keep(t.Context(), colleague, bruno, "x@example.org"),
		"of another office":      w.post.Keep(t.Context(), keeper, carla, "x@example.org"),
		"nobody of the register": w.post.Keep(t.Context(), keeper, institution.PersonID{9}, "x@example.org"),
	} {
		if !fault.Is(try, fault.Denied) {
			t.Errorf("%s: %v", name, try)
		}
	}
	for _, bad := range []minor.Text{"nobody", "Anna <anna@example.org>", "a@b\r\nBcc: c@d.example", "à@example.org", minor.Text(strings.Repeat("a", 300) + "@example.org")} {
		if err := w.post.Keep(t.Context(), keeper, bruno, bad); !fault.Is(err, fault.Invalid) || strings.Contains(err.Error(), "example.org") {
			t.Errorf("got %v", err)
		}
	}
	if err := w.post.Keep(t.Context(), keeper, anna, ""); err != nil {
		t.Fatal(err)
	}
	w.alert("D2", siracusa)
	if got := w.writes(); len(got) != 1 || !strings.Contains(got[0], "bruno@") {
		t.Errorf("got %q, want one to Bruno", got)
	}
}

func TestAnAdministratorIsToldThatAWebhookIsPaused(t *testing.T) {
	w := newWorld(t)
	if err := w.post.Keep(t.Context(), keeper, bruno, "bruno@siracusa.example"); err != nil {
		t.Fatal(err)
	}
	w.exec(`INSERT INTO webhooks (id, office, url, sealed, sealed_by, told, made_at, made_by, paused_at) VALUES (gen_random_uuid(), $1, 'https://x.example', '', '', 0, $2, $3, $2)`,
		siracusa, w.now, anna)
	if got := w.writes(); len(got) != 1 || !strings.Contains(got[0], "anna@") {
		t.Errorf("got %q, want one to the administrator", got)
	}
}
