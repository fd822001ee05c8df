package webui_test

import (
	"net/http"
	"regexp"
	"testing"

	"faro.example/registry/lookup"
	"faro.example/registry/remark"
	"faro.example/shared/access"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

var remarked = regexp.MustCompile(`/remarks/[A-Za-z0-9_-]+`)

func TestASocialServiceRemarksOnACandidateAndTheMinistryReadsIt(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	one, other := w.arrives(a, "2026-03-01", "Amadou", "Bah"), w.arrives(a, "2026-03-04", "Amadu", "Ba")
	w.candidates(one, other)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	pair := anna.get(pairs.FindString(anna.get("/candidates").text)).wants(http.StatusOK, "Nessuno ha osservato nulla.", "Scrivi un’osservazione")
	form := anna.get(remarked.FindString(pair.text)).wants(http.StatusOK, "Osservazione per il Ministero").form("/remarks")
	anna.send(http.MethodPost, "/remarks", form).wants(http.StatusUnprocessableEntity, "Scrivi che cosa sai")
	values := with(form, "words", "hanno la stessa cicatrice")
	anna.follow(anna.send(http.MethodPost, "/remarks", values)).wants(http.StatusOK, "il Ministero lo legge")
	if l := w.linesOf(one)[1]; l.Action != string(access.Record) || !l.Allowed { // the newest is that of the list
		t.Errorf("got the line %+v, want one of the remark", l)
	}
	anna.follow(anna.send(http.MethodPost, "/remarks", values))
	var n int
	w.Scan(&n, `SELECT count(*) FROM candidate_remarks`)
	if n != 1 {
		t.Errorf("got %d remarks, want one: it was sent twice", n)
	}
	w.Scan(&n, `SELECT count(*) FROM candidate_remarks WHERE position('cicatrice'::bytea IN words) > 0`)
	if n != 0 {
		t.Error("it lies open in the database")
	}
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	bruno.get(pairs.FindString(bruno.get("/candidates").text)).wants(http.StatusOK, "hanno la stessa cicatrice", "Che cosa decidi?").without("Scrivi un’osservazione")
}

// Of a pair of which Anna is told one child alone she remarks, and reads the own
// office's remarks and nobody else's.
func TestWhoIsToldOfOneChildAloneRemarksAndReadsTheOwnRemarks(t *testing.T) {
	w, anna, one, _ := inCustody(t)
	b := w.centre(milan)
	other := w.arrives(b, "2026-03-04", "Amadu", "Ba")
	w.candidates(one, other)
	dario := w.person("Dario", access.Municipality, institution.Municipality, milan)
	writes := func(who *browser, words string) answer {
		link := remarked.FindString(who.get("/candidates").wants(http.StatusOK, "di cui puoi vedere uno solo").text)
		return who.follow(who.send(http.MethodPost, "/remarks", with(who.get(link).wants(http.StatusOK).form("/remarks"), "words", words)))
	}
	writes(anna, "dice di avere un fratello")
	link := remarked.FindString(dario.get("/candidates").text)
	dario.get(link).wants(http.StatusOK).without("fratello", "Amadou")
	writes(dario, "parla di un cugino")
	dario.get(link).wants(http.StatusOK, "cugino").without("fratello", "Amadou")
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	bruno.get(pairs.FindString(bruno.get("/candidates").text)).wants(http.StatusOK, "fratello", "cugino")
}

func TestNobodyRemarksOnACandidateOfWhichTheyAreNotTold(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	one, other := w.arrives(a, "2026-03-01", "Amadou", "Bah"), w.arrives(a, "2026-03-04", "Amadu", "Ba")
	w.candidates(one, other)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	form := anna.get(remarked.FindString(anna.get(pairs.FindString(anna.get("/candidates").text)).text)).form("/remarks")
	for name, b := range map[string]*browser{
		"another territory": w.person("Dario", access.Municipality, institution.Municipality, milan),
		"who decides":       w.person("Bruno", access.Ministry, institution.Ministry),
		"who says nothing":  w.person("Tea", access.Court, institution.Court, siracusa),
	} {
		b.send(http.MethodPost, "/remarks", with(form, "words", "lo dico io")).wants(http.StatusNotFound)
		b.get(remarked.FindString(anna.get(pairs.FindString(anna.get("/candidates").text)).text)).wants(http.StatusNotFound)
		if err := remark.May(b.Caller); (err == nil) != (name == "another territory") {
			t.Errorf("%s: may remark: %v", name, err)
		}
	}
	var of lookup.CandidateID
	w.Scan(&of, `SELECT id FROM candidates`)
	dario := w.who["Dario"].Caller
	if err := w.remarks.Write(t.Context(), dario, of, remark.ID(id.New[struct{}]()), "lo dico io"); err == nil {
		t.Error("it was taken from who is not told of the two")
	}
	if l := w.linesOf(one); len(l) == 0 {
		t.Error("no line at all")
	}
}
