package webui_test

import (
	"net/http"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
	"faro.example/shared/custody"
	"faro.example/shared/institution"
)

func TestGapsOfCustodyAreAQueueOfWhoAnswers(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	far := w.Institution(institution.Municipality, milan)
	b := w.Agent(institution.OfficeOf(w.Structure(siracusa)), institution.Office(far))
	other := w.arrives(b, "2026-03-02", "Ibrahima", "Sow")
	b.Taken(b.Write(other, "2026-03-03", custody.Taken{By: far}, intaketest.For(institution.Office(far))))
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.get("/queues").wants(http.StatusOK, "Nel territorio, e nessuno ne risponde 1 1º marzo 2026", "In carico a un servizio che non è quello del luogo 1")
	if l := w.linesOf(m); len(l) != 0 {
		t.Errorf("got the lines %+v of a count, which names nobody", l)
	}
	anna.get("/queues/uncared").wants(http.StatusOK, "Amadou Bah", "Presa in carico").without("Ibrahima Sow")
	if l := w.linesOf(m); len(l) != 1 || l[0].Action != string(access.Search) {
		t.Errorf("got the lines %+v, want one of the queue", l)
	}
	anna.get("/queues/elsewhere").wants(http.StatusOK, "Ibrahima Sow", "Offerta al servizio del comune in cui si trova").without("Amadou Bah")
	form := with(anna.get("/custody").form("/custody"), "code", w.codeOf(m).Reveal(), "on", "05/03/2026", "reason", "custody")
	anna.send(http.MethodPost, "/custody", form).wants(http.StatusOK, "finché nessuno lo prende in carico ne risponde il comune in cui si trova")
	court := w.person("Clara", access.Court, institution.Court, siracusa)
	court.get("/queues/uncared").wants(http.StatusNotFound)
	court.get("/queues/elsewhere").wants(http.StatusNotFound)
}
