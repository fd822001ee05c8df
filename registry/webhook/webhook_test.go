package webhook_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/seal/sealtest"
	"faro.example/registry/webhook"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

var (
	siracusa, palermo = institution.OfficeID{1}, institution.OfficeID{2}
	start             = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	anna              = access.Caller{Role: access.Municipality, Administrator: true, Person: institution.PersonID{9}, Offices: []institution.OfficeID{siracusa}, Reason: "our system"}
)

type lines struct{ written []audit.Line }

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return nil
}

// world is a registry with two offices, some receivers and a clock.
type world struct {
	t      *testing.T
	db     *pgtest.DB
	log    *lines
	config webhook.Config
	hooks  *webhook.Hooks
	roots  []byte

	mu  sync.Mutex // guards the field below
	now time.Time
}

func (w *world) Now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) exec(sql string, args ...any) {
	w.t.Helper()
	if _, err := w.db.Admin().Exec(w.t.Context(), sql, args...); err != nil {
		w.t.Fatal(err)
	}
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, db: pgtest.New(t), log: &lines{}, now: start}
	w.exec(`INSERT INTO offices (id, what, code) VALUES ($1, 'institution', 'C-SR'), ($2, 'institution', 'C-PA')`, siracusa, palermo)
	w.config = webhook.Config{
		Pool: w.db.As("faro_webhook"), Sealer: sealtest.Open(t, w.db.As("faro_keys")), Lines: w.log, Private: true, Now: w.Now, Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
	}
	return w
}

// open makes the hooks, once the receivers' certificates are known.
func (w *world) open() {
	w.t.Helper()
	w.config.Roots, w.config.Metrics = w.roots, prometheus.NewRegistry()
	var err error
	if w.hooks, err = webhook.New(w.config); err != nil {
		w.t.Fatal(err)
	}
}

// receiver is the system of an office.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex // guards the fields below
	status int
	bad    string // of events that hold it, it says that they are bad
	got    []*http.Request
	bodies []string
}

func (r *receiver) answers(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.status = status
}

func (r *receiver) taken() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.bodies)
}

func (w *world) receiver() *receiver {
	w.t.Helper()
	r := &receiver{status: http.StatusNoContent}
	r.Server = httptest.NewTLSServer(http.HandlerFunc(func(out http.ResponseWriter, in *http.Request) {
		body, err := io.ReadAll(in.Body)
		if err != nil {
			w.t.Error(err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got, r.bodies = append(r.got, in), append(r.bodies, string(body))
		if r.status == http.StatusFound {
			out.Header().Set("Location", "https://127.0.0.1:1/elsewhere")
		}
		if r.bad != "" && strings.Contains(string(body), r.bad) {
			out.WriteHeader(http.StatusBadRequest)
			return
		}
		out.WriteHeader(r.status)
	}))
	w.t.Cleanup(r.Close)
	w.roots = append(w.roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: r.Certificate().Raw})...)
	return r
}

func (w *world) add(r *receiver) (webhook.ID, string) {
	w.t.Helper()
	id, secret, err := w.hooks.Add(w.t.Context(), anna, siracusa, r.URL)
	if err != nil {
		w.t.Fatal(err)
	}
	return id, secret
}

// alert raises one about a child to an office.
func (w *world) alert(rule string, office institution.OfficeID) {
	w.t.Helper()
	w.exec(`INSERT INTO alerts (rule, minor, happened_on, due_on, due_at, level, raised_at, offices, persons, called, news)
		VALUES ($1, 'deadbeef-dead-4eef-8eef-deadbeefdead', $3, '2026-03-12', '2026-03-13T00:00:00Z', 0, $4, ARRAY[$2]::uuid[], '{}', ARRAY[$2]::uuid[], nextval('alert_news'))`,
		rule, office, "2026-03-07", w.Now())
}

func (w *world) deliver() {
	w.t.Helper()
	if err := w.hooks.Deliver(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func TestAnAlertIsToldToTheOfficesSystemSignedAndNamesNobody(t *testing.T) {
	w := newWorld(t)
	r := w.receiver()
	w.open()
	w.alert("D2", siracusa) // before there was a webhook
	_, secret := w.add(r)
	w.alert("D3", siracusa)
	w.alert("D4", palermo)
	w.exec(`UPDATE alerts SET level = 1, escalated_at = $1, news = nextval('alert_news') WHERE rule = 'D2'`, w.Now())
	w.deliver()
	w.deliver()
	if len(r.got) != 2 {
		t.Fatalf("%d events, want the new one and the one that went up", len(r.got))
	}
	const want = `{"type":"alert.raised","timestamp":"2026-03-10T09:00:00Z","data":{"alert":2,"office":"C-SR","rule":"D3","due_on":"2026-03-12","level":0}}`
	if r.bodies[0] != want {
		t.Errorf("got  %s\nwant %s", r.bodies[0], want)
	}
	if !strings.Contains(r.bodies[1], `"alert.escalated"`) || !strings.Contains(r.bodies[1], `"level":1`) {
		t.Errorf("got %s", r.bodies[1])
	}
	for _, b := range r.bodies {
		if strings.Contains(b, "deadbeef") || strings.Contains(b, "2026-03-07") {
			t.Errorf("an event says about whom: %s", b)
		}
	}
	// As a receiver verifies it.
	head := r.got[0].Header
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(head.Get("webhook-id") + "." + head.Get("webhook-timestamp") + "." + r.bodies[0]))
	if got := head.Get("webhook-signature"); got != "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)) || head.Get("webhook-timestamp") != "1773133200" {
		t.Errorf("the signature %q of %s does not verify", got, head.Get("webhook-timestamp"))
	}
	if r.got[0].Header.Get("webhook-id") == r.got[1].Header.Get("webhook-id") {
		t.Error("two events have one identifier")
	}
}

func TestTheSignatureIsThatOfStandardWebhooks(t *testing.T) {
	// The example of the specification's own libraries.
	got, err := webhook.Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestWhatIsNotDeliveredIsTriedAgainAndAStopLosesNothing(t *testing.T) {
	w := newWorld(t)
	r := w.receiver()
	w.open()
	w.add(r)
	r.answers(http.StatusServiceUnavailable)
	w.alert("D2", siracusa)
	w.alert("D3", siracusa)
	w.deliver()
	w.deliver()
	if n := len(r.taken()); n != 1 {
		t.Fatalf("tried %d times at once, want once", n)
	}
	w.open() // as after a restart
	r.answers(http.StatusNoContent)
	w.later(time.Minute)
	w.deliver()
	got := r.taken()
	if len(got) != 3 || !strings.Contains(got[1], `"D2"`) || !strings.Contains(got[2], `"D3"`) || r.got[0].Header.Get("Webhook-Id") != r.got[1].Header.Get("Webhook-Id") {
		t.Errorf("got %v", got)
	}
	w.deliver()
	if n := len(r.taken()); n != 3 {
		t.Errorf("delivered %d times, want no more", n)
	}
	r.bad = `"D5"`
	w.alert("D5", siracusa)
	w.alert("D6", siracusa)
	w.deliver()
	if got := r.taken(); len(got) != 5 || !strings.Contains(got[4], `"D6"`) {
		t.Errorf("one event that is refused holds up the next: %v", got)
	}
}

func TestADeadReceiverHoldsUpNobodyElse(t *testing.T) {
	w := newWorld(t)
	r := w.receiver()
	done := make(chan struct{})
	hangs := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, in *http.Request) {
		select { // until all others have what is theirs
		case <-done:
		case <-in.Context().Done():
		}
	}))
	t.Cleanup(hangs.Close)
	w.roots = append(w.roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: hangs.Certificate().Raw})...)
	r.Config.Handler = http.HandlerFunc(func(out http.ResponseWriter, _ *http.Request) {
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.bodies = append(r.bodies, ""); len(r.bodies) == 3 {
			close(done)
		}
		out.WriteHeader(http.StatusOK)
	})
	w.open()
	if _, _, err := w.hooks.Add(t.Context(), anna, siracusa, hangs.URL); err != nil {
		t.Fatal(err)
	}
	w.add(r)
	for _, rule := range []string{"D2", "D3", "D4"} {
		w.alert(rule, siracusa)
	}
	w.deliver()
	if n := len(r.taken()); n != 3 {
		t.Errorf("%d events, want all three while the other does not answer", n)
	}
	list, err := w.hooks.List(t.Context(), anna, siracusa)
	if err != nil || len(list) != 2 || list[0].FailingSince != nil || list[1].FailingSince != nil {
		t.Errorf("one was given up before the other had what is its own: %+v, %v", list, err)
	}
}

func TestAReceiverThatIsNotReachedForDaysIsPausedUntilItIsResumed(t *testing.T) {
	w := newWorld(t)
	r := w.receiver()
	w.open()
	of, _ := w.add(r)
	r.answers(http.StatusInternalServerError)
	w.alert("D2", siracusa)
	for range 30 {
		w.deliver()
		w.later(6*time.Hour + time.Minute)
	}
	list, err := w.hooks.List(t.Context(), anna, siracusa)
	if err != nil || len(list) != 1 || list[0].PausedAt == nil || list[0].FailingSince == nil || !list[0].FailingSince.Equal(start) || list[0].Waiting != 1 {
		t.Fatalf("got %+v, %v", list, err)
	}
	tried := len(r.taken())
	if tried < 18 || tried > 22 {
		t.Errorf("tried %d times, want for five days", tried)
	}
	r.answers(http.StatusOK)
	w.alert("D3", siracusa)
	w.deliver()
	if len(r.taken()) != tried {
		t.Error("something was posted to a receiver that is paused")
	}
	if err := w.hooks.Resume(t.Context(), anna, of); err != nil {
		t.Fatal(err)
	}
	w.deliver()
	if n := len(r.taken()) - tried; n != 2 {
		t.Errorf("%d events after it was resumed, want both", n)
	}
	r.answers(http.StatusGone)
	w.alert("D4", siracusa)
	w.deliver()
	if list, err = w.hooks.List(t.Context(), anna, siracusa); err != nil || list[0].PausedAt == nil {
		t.Errorf("a receiver that says it is gone: %+v, %v", list, err)
	}
}

func TestNothingIsSentInsideTheRegistrysNetworkNorSentOn(t *testing.T) {
	w := newWorld(t)
	r := w.receiver()
	w.open()
	for _, url := range []string{
		"http://receiver.example/faro", "https://anna:secret@receiver.example/", "https://", "ftp://receiver.example", "receiver.example", "https://receiver.example/#faro",
	} {
		if _, _, err := w.hooks.Add(t.Context(), anna, siracusa, url); !fault.Is(err, fault.Invalid) || fault.As(err).Field != "url" {
			t.Errorf("%s: got %v", url, err)
		}
	}
	r.answers(http.StatusFound)
	of, _ := w.add(r)
	if err := w.hooks.Test(t.Context(), anna, of); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "302") {
		t.Errorf("sent on: %v", err)
	}
	w.config.Private = false
	w.open()
	before := len(r.taken())
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "[fe80::1]", "[fd00::1]", "100.64.0.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[64:ff9b::a00:1]"} {
		of, _, err := w.hooks.Add(t.Context(), anna, siracusa, "https://"+host+":"+strings.Split(r.URL, ":")[2]+"/faro")
		if err != nil {
			t.Fatal(err)
		}
		asked := false
		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{TLSHandshakeStart: func() { asked = true }})
		if err := w.hooks.Test(ctx, anna, of); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "inside the registry's own network") || asked {
			t.Errorf("%s: %v, a connection was made: %t", host, err, asked)
		}
	}
	if n := len(r.taken()) - before; n != 0 {
		t.Errorf("%d posts reached this machine", n)
	}
}

func TestWebhooksAreKeptByTheOfficesAdministratorAlone(t *testing.T) {
	w := newWorld(t)
	r := w.receiver()
	w.open()
	of, secret := w.add(r)
	var kept string
	if err := w.db.Admin().QueryRow(t.Context(), `SELECT encode(sealed, 'escape') FROM webhooks`).Scan(&kept); err != nil || strings.Contains(kept, strings.TrimPrefix(secret, "whsec_")) {
		t.Errorf("the secret stands in the table: %v", err)
	}
	colleague, elsewhere := anna, anna
	colleague.Administrator = false
	elsewhere.Offices = []institution.OfficeID{palermo}
	for name, c := range map[string]access.Caller{"a colleague": colleague, "an administrator of another office": elsewhere} {
		if _, _, err := w.hooks.Add(t.Context(), c, siracusa, r.URL); !fault.Is(err, fault.Denied) {
			t.Errorf("%s adds: %v", name, err)
		}
		if err := w.hooks.Remove(t.Context(), c, of); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s removes: %v", name, err)
		}
		if l := w.log.written[len(w.log.written)-1]; l.Allowed {
			t.Errorf("%s: the line %+v", name, l)
		}
	}
	if err := w.hooks.Test(t.Context(), anna, of); err != nil || len(r.taken()) != 1 || !strings.Contains(r.taken()[0], `"type":"test"`) {
		t.Errorf("a test: %v, %v", r.taken(), err)
	}
	w.alert("D2", siracusa)
	if err := w.hooks.Remove(t.Context(), access.Caller{Role: access.Ministry, Administrator: true}, of); err != nil {
		t.Error(err)
	}
	w.deliver()
	if n := len(r.taken()); n != 1 {
		t.Errorf("%d posts to a webhook that was removed", n)
	}
	var out webhook.Event
	if err := json.Unmarshal([]byte(r.taken()[0]), &out); err != nil || out.Data.Office != "C-SR" {
		t.Errorf("got %+v, %v", out, err)
	}
}
