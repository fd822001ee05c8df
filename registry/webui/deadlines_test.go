package webui_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/movement"
)

func TestWhatIsDueIsListedForWhoseTaskItIsAndOnTheCasefile(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	paolo := w.person("Paolo", access.Police, institution.Police, siracusa)
	rita := w.person("Rita", access.Region, institution.Region, siracusa)
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	w.says(a, m, "2026-03-02", movement.AbsenceReported{From: facility.At(facility.ID(a.Office))})
	bruno.get("/deadlines").wants(http.StatusOK, "0 in ritardo", "Nulla è in scadenza")
	if _, err := w.alerts.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	code := w.codeOf(m).Display()
	list := bruno.get("/deadlines").wants(http.StatusOK, "Segnalare la presenza", "Denunciare la scomparsa", "Consegnare e spiegare", code, "Registra la denuncia")
	if l := w.linesOf(m)[0]; l.Action != string(access.ReadAlerts) || l.Reason != "deadlines" {
		t.Errorf("got the line %+v", l)
	}
	bruno.get("/deadlines?code=D14&state=overdue").wants(http.StatusOK, "Denunciare la scomparsa D14", code).without("Consegna e spiega l")
	bruno.get("/deadlines?state=soon").wants(http.StatusOK, "1º marzo 2026 domani Concludere l'identificazione").without("Registra la denuncia")
	bruno.get("/deadlines?code=D9").wants(http.StatusOK, "Nulla è in scadenza")
	bruno.get("/deadlines?state=met").wants(http.StatusUnprocessableEntity)
	bruno.get("/deadlines?after=somewhere").wants(http.StatusUnprocessableEntity)
	paolo.get("/").wants(http.StatusOK, "Tutte le scadenze", code, "il tuo ufficio")
	if page := bruno.get("/").wants(http.StatusOK, "Che cosa aspetta"); !strings.Contains(page.text, `href="/deadlines"`) {
		t.Error("the Ministry's first page does not say what is overdue")
	}
	paolo.get("/deadlines").wants(http.StatusOK, "Segnalare la presenza").without("Registra la denuncia")
	rita.get("/deadlines").wants(http.StatusNotFound)
	rita.get("/").wants(http.StatusOK).without("Tutte le scadenze")
	to := regexp.MustCompile(`href="(/casefile/[^"]+)"`).FindStringSubmatch(list.main())
	if to == nil {
		t.Fatal("no casefile opens from the list")
	}
	bruno.get(html.UnescapeString(to[1])).wants(http.StatusOK, "Amadou", "Denunciare la scomparsa", "Segnalare la presenza", "D14 · in ritardo", "D4 · in scadenza")
}
