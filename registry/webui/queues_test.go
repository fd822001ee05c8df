package webui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

var (
	opens = regexp.MustCompile(`<a href="([^"]+)">Apri<span`)
	goOn  = regexp.MustCompile(`<a [^>]*href="([^"]+)" rel="next" data-key="n">`)
)

// leads gives the first address that a page has of a kind.
func leads(a answer, of *regexp.Regexp) string {
	a.t.Helper()
	m := of.FindStringSubmatch(a.text)
	if m == nil {
		a.t.Fatalf("%s: no %s: %s", a.path, of, a.words())
	}
	return strings.ReplaceAll(m[1], "&amp;", "&")
}

func TestEveryQueueOfTheMinistryIsOnOnePageWithSinceWhen(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	gone := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	w.says(a, gone, "2026-03-03", movement.AbsenceReported{From: facility.At(facility.ID(a.Office))})
	w.machines.all = []pki.Installation{
		{Label: "Casa Uno", Role: access.Centre, State: pki.IsSilent, Since: w.Now().Add(-50 * time.Hour), Offices: []institution.OfficeID{a.Office}},
		{Label: "Casa Bloccata", Role: access.Centre, State: pki.IsLocked, Since: w.Now().Add(-90 * time.Hour)},
	}
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	page := bruno.get("/queues").wants(http.StatusOK, "Scomparsi 1 3 marzo 2026", "Strutture che tacciono 1", "Qui non aspetta nessuno", "Conflitti che spetta a te decidere", "Pareri art. 32", "Indagini: tocca a te", "Forse lo stesso minore", "Presenze che nessuno conferma")
	if missing, silent := strings.Index(page.words(), "Scomparsi"), strings.Index(page.words(), "Strutture che tacciono"); missing > silent {
		t.Error("a missing child does not stand first")
	}
	if l := w.linesOf(gone); len(l) != 0 {
		t.Errorf("counting leaves the lines %+v about a child", l)
	}
	bruno.get("/queues/silent").wants(http.StatusOK, "Casa Uno", "chiama la struttura", "nessun recapito").without("Casa Bloccata")
	list := bruno.get("/queues/missing").wants(http.StatusOK, "Amadou Bah", "Denuncia e ricerca", "subito")
	if l := w.linesOf(gone); len(l) != 1 || l[0].Action != string(access.Search) {
		t.Errorf("got the lines %+v, want one of the queue", l)
	}
	file := bruno.get(leads(list, opens)).wants(http.StatusOK, "Amadou Bah", "Torna a: Scomparsi")
	if l := w.linesOf(gone)[0]; l.Action != string(access.OpenCasefile) || l.Reason != "missing" {
		t.Errorf("got the line %+v, want the casefile opened from that queue", l)
	}
	bruno.follow(bruno.get(leads(file, goOn))).wants(http.StatusOK, "Era l’ultimo di questo elenco")
	for _, path := range []string{"/queues/no-such", "/queues/letters", "/queues/candidates"} {
		bruno.get(path).wants(http.StatusNotFound)
	}
}

// What is decided leads to the next of the same queue, and none is passed over.
func TestADecisionLeadsToTheNextOfTheQueue(t *testing.T) {
	w, anna, m, _ := disputed(t)
	b := w.Agent(institution.OfficeOf(w.Structure(siracusa)))
	b.Taken(b.Write(m, "2026-03-02", minor.IdentityStated{Source: minor.OwnWord, Citizenship: "ML"}))
	list := anna.get("/queues/conflict").wants(http.StatusOK, "Amadou Bah")
	all := opens.FindAllStringSubmatch(list.text, -1)
	if len(all) != 2 {
		t.Fatalf("got %d conflicts, want two", len(all))
	}
	first := anna.get(leads(list, opens)).wants(http.StatusOK, "Che cosa vale?", "Torna a: Conflitti")
	skipped := anna.follow(anna.get(leads(first, goOn))).wants(http.StatusOK, "Che cosa vale?")
	if skipped.path != all[1][1] {
		t.Errorf("the next is %s, want the second of the list", skipped.path)
	}
	anna.send(http.MethodPost, "/decide", with(first.form("/decide"), "choose", "both", "why", "")).wants(http.StatusUnprocessableEntity, "Di’ perché")
	if w.records(m, "resolved") != 0 {
		t.Fatal("a decision without a reason was recorded")
	}
	next := anna.follow(anna.send(http.MethodPost, "/decide", with(first.form("/decide"), "choose", "both", "why", "lo dirà il medico"))).wants(http.StatusOK, "Registrato.", "Che cosa vale?")
	anna.follow(anna.send(http.MethodPost, "/decide", with(next.form("/decide"), "choose", "both", "why", "lo dirà il passaporto"))).wants(http.StatusOK, "Registrato.", "Era l’ultimo", "Nessuno aspetta.")
	if w.records(m, "resolved") != 2 || w.openConflicts(m) != 0 {
		t.Errorf("got %d decisions and %d conflicts, want two and none", w.records(m, "resolved"), w.openConflicts(m))
	}
}

// Two decide at once: the second is told what the first decided, and keeps what
// they wrote.
func TestWhoDecidesSecondIsToldWhatTheFirstDecided(t *testing.T) {
	w, anna, m, page := disputed(t)
	page.wants(http.StatusOK, "femminile", "≠ diverso", "non aveva letto l’altra", "peso della fonte: 2", "Una decisione si può ritirare")
	both := func(why string) answer {
		return anna.send(http.MethodPost, "/decide", with(page.form("/decide"), "choose", "both", "why", why))
	}
	again := anna.get(page.path)
	anna.follow(both("lo dirà il medico")).wants(http.StatusOK, "Registrato.")
	anna.send(http.MethodPost, "/decide", with(again.form("/decide"), "choose", "both", "why", "ho visto il passaporto")).
		wants(http.StatusConflict, "Qualcuno ha già deciso", "lo dirà il medico", "Valgono entrambe", "non è stato registrato", "ho visto il passaporto")
	anna.get(page.path).wants(http.StatusConflict, "Qualcuno ha già deciso", "lo dirà il medico")
	if w.records(m, "resolved") != 1 {
		t.Errorf("got %d decisions, want one", w.records(m, "resolved"))
	}
}

// A queue shows who asks the children of the cells of access alone.
func TestAQueueShowsNoChildOfAnother(t *testing.T) {
	w := newTown(t)
	here, there := w.centre(siracusa), w.centre(milan)
	mine, other := w.arrives(here, "2026-03-01", "Amadou", "Bah"), w.arrives(there, "2026-03-02", "Ibrahima", "Sow")
	for m, a := range map[minor.ID]facility.ID{mine: facility.ID(here.Office), other: facility.ID(there.Office)} {
		by := here
		if m == other {
			by = there
		}
		w.says(by, m, "2026-03-03", movement.AbsenceReported{From: facility.At(a)})
	}
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.get("/queues/missing").wants(http.StatusOK, "Amadou Bah").without("Ibrahima")
	anna.get("/queues").wants(http.StatusOK, "Scomparsi 1")
	for _, l := range w.linesOf(other) {
		if l.Allowed {
			t.Errorf("a line %+v about a child of elsewhere", l)
		}
	}
}
