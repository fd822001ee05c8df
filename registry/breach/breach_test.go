package breach_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/breach"
	"faro.example/registry/directory"
	"faro.example/registry/glass"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/registry/paper"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// world is a registry with a centre whose machine is lost.
type world struct {
	*intaketest.House
	t        *testing.T
	desk     *breach.Desk
	at       facility.ID
	agent    *intaketest.Agent
	services institution.ID
	ministry access.Caller
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{House: intaketest.New(t), t: t}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	log := slog.New(slog.DiscardHandler)
	lines, err := audit.New(w.DB.As("faro_audit"), w.Now)
	must(err)
	lines.Seal = w.Sealer
	book, err := glass.New(w.DB.As("faro_audit"), lines, w.Now)
	must(err)
	find, err := lookup.New(w.DB.As("faro_reader"), lines, w.Sealer, book)
	must(err)
	find.Now = w.Now
	offices, err := directory.New(w.DB.As("faro_directory"), w.Intake, w.Now, log)
	must(err)
	offices.Lines = lines
	dir := t.TempDir()
	ca, err := pki.MakeCA(dir, w.Now())
	must(err)
	journal, err := pki.OpenJournal(dir)
	must(err)
	t.Cleanup(func() { must(journal.Close()) })
	machines, err := pki.New(pki.Options{Pool: w.DB.As("faro_directory"), CA: ca, Journal: journal, Scopes: w.Intake, Now: w.Now, Log: log, Metrics: prometheus.NewRegistry()})
	must(err)
	machines.Lines = lines
	w.desk = &breach.Desk{Audit: lines, Machines: machines, Lookup: find, Directory: offices, Now: w.Now}

	w.services = w.Institution(institution.Municipality, "089017")
	w.Exec(`UPDATE institutions SET name = 'Servizi sociali di Siracusa' WHERE id = $1`, w.services)
	w.at = w.Structure("089017")
	w.agent = w.Agent(institution.OfficeOf(w.at))
	w.Exec(`INSERT INTO certificates (serial, installation, not_before, not_after, issued_at) VALUES ('01', $1, $3, $2, $3)`, w.agent.ID, w.Now().AddDate(0, 1, 0), w.Now())
	w.ministry = access.Caller{Role: access.Ministry, Person: institution.PersonID(id.New[struct{}]()), Offices: []institution.OfficeID{institution.OfficeID(w.House.Ministry)}, Reason: "laptop 17 was stolen"}
	w.Exec(`INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at, administrator)
		VALUES ($1, 'Somebody', $2, 'ministry', '2000-01-01', 0, now(), false)`, w.ministry.Person, w.House.Ministry)
	return w
}

// arrives registers a child at the centre, which the machine is brought.
func (w *world) arrives() minor.Code {
	w.t.Helper()
	m, code := intaketest.Minor(), w.agent.Code()
	on := w.Today().String()
	w.agent.Taken(w.agent.Write(m, on, minor.Registered{Code: code}), w.agent.Write(m, on, placement.Began{At: facility.At(w.at)}))
	var position uint64
	w.Scan(&position, `SELECT position FROM ledger_head`)
	w.agent.Sent(position)
	return code
}

func (w *world) revoked() (yes bool) {
	w.Scan(&yes, `SELECT revoked_at IS NOT NULL FROM installations WHERE id = $1`, w.agent.ID)
	return yes
}

func TestALostMachineIsRevokedAndEveryChildWhoMayHaveBeenOnItIsNamed(t *testing.T) {
	w := newWorld(t)
	before := w.arrives()
	lost := w.Now().Add(time.Hour)
	w.SetNow(lost.Add(time.Hour))
	after := w.arrives() // the thief left it on, and it was brought this child too
	w.SetNow(lost.Add(2 * time.Hour))
	b, err := w.desk.Answer(t.Context(), w.ministry, breach.Loss{Agent: w.agent.ID, At: lost})
	if err != nil {
		t.Fatal(err)
	}
	if !w.revoked() {
		t.Error("the machine is not revoked")
	}
	var got []minor.Code
	for _, c := range b.Children {
		got = append(got, c.Code)
		if !slices.Equal(c.To, []string{"Servizi sociali di Siracusa"}) {
			t.Errorf("%s: %v answers, want the services of the place", c.Code, c.To)
		}
	}
	if want := []minor.Code{before, after}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	page, err := paper.Page(b.Document())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{string(before), string(after), "Servizi sociali di Siracusa", "art. 33", "art. 34", "a test"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page is without %q", want)
		}
	}
	if got := b.Deadline().Sub(w.Now()); got != 72*time.Hour {
		t.Errorf("notified within %s", got)
	}
	again, err := w.desk.Answer(t.Context(), w.ministry, breach.Loss{Agent: w.agent.ID, At: lost})
	if err != nil || len(again.Children) != 2 || !again.Revoked.Equal(b.Revoked) {
		t.Errorf("asked again: %d children, revoked %s, %v", len(again.Children), again.Revoked, err)
	}
}

func TestWhoMayNotAskRevokesNothing(t *testing.T) {
	w := newWorld(t)
	w.arrives()
	for name, c := range map[string]struct {
		by   access.Caller
		loss breach.Loss
		want fault.Kind
	}{
		"a municipality": {access.Caller{Role: access.Municipality, Reason: "x"}, breach.Loss{Agent: w.agent.ID, At: w.Now()}, fault.Denied},
		"tomorrow":       {w.ministry, breach.Loss{Agent: w.agent.ID, At: w.Now().Add(time.Hour)}, fault.Invalid},
		"no time":        {w.ministry, breach.Loss{Agent: w.agent.ID}, fault.Invalid},
		"no machine":     {w.ministry, breach.Loss{Agent: change.AgentID(id.New[struct{}]()), At: w.Now()}, fault.NotFound},
	} {
		if _, err := w.desk.Answer(t.Context(), c.by, c.loss); !fault.Is(err, c.want) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if w.revoked() {
		t.Error("the machine is revoked")
	}
}
