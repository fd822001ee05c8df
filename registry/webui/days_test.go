package webui_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/placement"
)

func TestPresenceDaysAreDrawnShownAndRestatedOnPages(t *testing.T) {
	w := newTown(t)
	w.SetNow(day.Must("2026-04-20").Start())
	a := w.centre(siracusa)
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	w.says(a, m, "2026-03-11", placement.Confirmed{At: facility.At(facility.ID(a.Office)), Days: day.Span{From: day.Must("2026-03-01"), Until: day.Must("2026-03-11")}})
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	page := anna.get("/presence-days").wants(http.StatusOK, "Nessun prospetto", "Siracusa")
	of := func(quarter string) url.Values {
		return with(page.form("/presence-days"), "municipality", siracusa, "quarter", quarter)
	}
	anna.send(http.MethodPost, "/presence-days", of("2026-Q2")).wants(http.StatusUnprocessableEntity, "Il trimestre non è finito")
	one := anna.follow(anna.send(http.MethodPost, "/presence-days", of("2026-Q1"))).
		wants(http.StatusOK, "Giorni di presenza: Siracusa, 2026-Q1, n. 1", w.codeOf(m).Display(), "senza appello dal 11/03/2026 al 31/03/2026", "torna ogni giorno")
	one.without("Amadou")
	if l := w.linesOf(m); l[0].Action != string(access.ReadDays) || l[1].Action != string(access.CertifyDays) || l[0].Reason != "presence-days" {
		t.Errorf("got the lines %+v, want one of the certification and one of the reading", l[:2])
	}
	anna.send(http.MethodPost, "/presence-days", of("2026-Q1")).wants(http.StatusConflict, "C’è già un prospetto")
	w.says(a, m, "2026-03-31", placement.Confirmed{At: facility.At(facility.ID(a.Office)), Days: day.Span{From: day.Must("2026-03-11"), Until: day.Must("2026-04-01")}})
	anna.follow(anna.send(http.MethodPost, "/presence-days", with(one.form("/presence-days"), "why", "appelli arrivati dopo"))).
		wants(http.StatusOK, "n. 2", "appelli arrivati dopo").without("senza appello dal")
	sheet := anna.get("/presence-days/089017/2026-Q1/1/csv").wants(http.StatusOK)
	if !strings.Contains(sheet.Body.String(), "2026-03-01,2026-03-10,10,yes,") || !strings.Contains(sheet.Header().Get("Content-Disposition"), "presence-days-089017-2026-Q1-1.csv") {
		t.Errorf("got the sheet %s", sheet.Body)
	}
	anna.get("/presence-days/089017/2026-Q1/1/xlsx").wants(http.StatusOK)
	for _, absent := range []string{"/presence-days/089017/2026-Q1/9", "/presence-days/015146/2026-Q1/1", "/presence-days/089017/2026-Q9/1", "/presence-days/089017/2026-Q1/1/pdf"} {
		anna.get(absent).wants(http.StatusNotFound)
	}
	paola := w.person("Paola", access.Prefecture, institution.Prefecture, siracusa)
	paola.get("/presence-days").wants(http.StatusOK, "2026-Q1").without("Nuovo prospetto")
	paola.get("/presence-days/089017/2026-Q1/1").wants(http.StatusOK, w.codeOf(m).Display()).without("Redigi di nuovo")
	w.person("Clara", access.Court, institution.Court, siracusa).get("/presence-days").wants(http.StatusNotFound)
}
