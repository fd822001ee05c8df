package scenes

import (
	"strings"
	"testing"

	"faro.example/deploy/browsertest"
)

const looksOf = `SELECT count(*) FROM access_lines WHERE action = 'look-at-agent' AND allowed AND reason = $1 AND subjects <> '{}'`

// TestCentresAndInstitutionsWorkTogether goes the whole way, from the pages of
// two centres to the registry and those of institutions: each scene ends with
// what is in the ledger.
func TestCentresAndInstitutionsWorkTogether(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	n := newNation(t)
	w := &whole{nation: n, there: n.centre("MI-01")}
	w.nina = n.agent.sit(t, "it")
	w.mila = w.there.sit(t, "en")
	t.Run("children arrive with the line cut", w.arrive)
	t.Run("a group leaves with a sheet, and is received by its codes", w.transfer)
	t.Run("one goes missing and comes back", w.missing)
	t.Run("the roll is called", w.rollCall)
	t.Run("custody is offered, and accepted where the child went", w.handOver)
}

// whole is two centres and the institutions about them.
type whole struct {
	*nation
	there      *desk
	nina, mila *browsertest.Person // the operators of the first centre and of the other
}

// in is how many records of a kind the ledger holds.
func (w *whole) in(t *testing.T, kind string, want int) {
	t.Helper()
	if got := w.count(recordsOf, kind); got != want {
		t.Errorf("the ledger holds %d records of %s, want %d", got, kind, want)
	}
}

func (w *whole) arrive(t *testing.T) {
	w.agent.Line.Cut()
	for i, name := range [][2]string{{"Traoré", "Awa"}, {"Diallo", "Ousmane"}, {"Conde", "Fatou"}} {
		p := w.nina.Go("/new/arrival").Type(string(rune('1'+i))).Fill("family", name[0]).Fill("given", name[1]).Fill("sex", "F").Fill("age", "16").Fill("citizenship", "Mali")
		p.Press().Sees("Registrato", name[0], "non ancora a Roma")
	}
	w.in(t, "minor.registered", 0)
	w.agent.Line.Restore()
	w.nina.Go("/").Waits("sono a Roma")
	for _, kind := range []string{"minor.registered", "identity.stated", "placement.began"} {
		w.in(t, kind, 3)
	}
	if got := w.count(looksOf, "saved arrival"); got != 3 {
		t.Errorf("got %d lines of what was looked at, want 3", got)
	}
}

func (w *whole) transfer(t *testing.T) {
	p := w.nina.Go("/new/group").To("everybody").Space()
	p.To("to").Type("Casa Tre").To("on").Press()
	p.Sees("Registrato")
	w.nina.Go("/").Waits("sono a Roma").Waits("3 partiti da qui")
	w.in(t, "transfer.departed", 3)
	codes := w.codes(`SELECT k.serial FROM codes k JOIN records r ON r.minor = k.minor WHERE r.kind = 'transfer.departed' ORDER BY k.serial`)
	w.mila.Comes("/", "3 children expected")
	for _, code := range codes[:2] {
		w.mila.Go("/new/expected").Type(code).Press()
		w.mila.To("Has arrived").Press().Sees("Recorded")
	}
	w.mila.Go("/").Waits("are in Rome").Sees("1 child expected", "2 children here")
	w.in(t, "transfer.arrived", 2)
	if got := w.count(`SELECT count(*) FROM conflicts`); got != 0 {
		t.Errorf("the two halves make %d conflicts", got)
	}
	w.nina.Comes("/", "1 partito da qui")
}

func (w *whole) missing(t *testing.T) {
	w.there.Line.Cut()
	w.mila.Go(childLink.FindString(w.mila.Go("/").HTML("#here"))).To("Report absence").Press()
	w.mila.Fill("report", "44/2026").Press().Sees("Recorded", "not in Rome yet")
	w.mila.Go("/").Sees("1 child missing").To("Record the return").Press()
	w.mila.Press().Sees("Recorded")
	w.there.Line.Restore()
	w.mila.Go("/").Waits("are in Rome").Sees("2 children here")
	w.in(t, "absence.reported", 1)
	w.in(t, "absence.ended", 1)
}

func (w *whole) rollCall(t *testing.T) {
	w.mila.Go("/new/rollcall").To("Confirm the presences").Press().Sees("Recorded")
	w.mila.Go("/").Waits("are in Rome")
	w.in(t, "presence.confirmed", 2)
}

// handOver has the services of the first place take the child who is still on
// the way into custody, and offer it to those of the other, who accept.
func (w *whole) handOver(t *testing.T) {
	anna := w.sit("SS-SR", "it").Sees("nessuno ne risponde")
	code := w.codes(`SELECT k.serial FROM codes k JOIN records r ON r.minor = k.minor WHERE r.kind = 'transfer.departed'
		AND NOT EXISTS (SELECT 1 FROM records a WHERE a.minor = r.minor AND a.kind = 'transfer.arrived')`)[0]
	anna.Go("/find").Fill("code", code).To("Cerca").Press()
	anna.To("Prendi in carico").Press()
	anna.To("Registra").Press().Sees("Registrato.")
	anna.To("Offri la presa in carico").Press()
	anna.To("to").Type("Servizi sociali del Comune di Milano").To("Registra").Press().Sees("Registrato.")
	dario := w.sit("SS-MI", "en")
	dario.Go("/find").Fill("code", code).To("Find").Press()
	dario.To("Accept custody").Press()
	dario.To("Record").Press().Sees("Recorded.")
	w.in(t, "custody.taken", 1)
	w.in(t, "custody.offered", 1)
	w.in(t, "custody.accepted", 1)
	who := w.offices["SS-MI"]
	if got := w.count(`SELECT count(*) FROM access_lines WHERE action = 'open-casefile' AND allowed AND person = $1`, who.person); got < 1 {
		t.Errorf("nothing says that %s looked", who.Code)
	}
	printed := dario.Printed()
	for _, want := range []string{who.person.String(), "Dario Esempio"} {
		if !strings.Contains(printed, want) {
			t.Errorf("what is printed does not say %q:\n%s", want, printed)
		}
	}
	if strings.Contains(printed, "Sign out") {
		t.Errorf("what is printed has buttons:\n%s", printed)
	}
	anna.Go("/custody").Fill("code", code).Fill("reason", "verifica").To("Chiedi").Press()
	if !strings.Contains(anna.Text(), "Milano") {
		t.Errorf("who has custody: %s", anna.Text())
	}
}
