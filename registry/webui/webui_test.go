package webui_test

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/movement"

	"faro.example/shared/facility"
)

func TestASocialWorkerSeesWhatWaitsAndTakesAChildIntoCustody(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	gone := w.arrives(a, "2026-03-02", "Ibrahima", "Sow")
	w.says(a, gone, "2026-03-05", movement.AbsenceReported{From: facility.At(facility.ID(a.Office))})
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	home := anna.get("/").wants(http.StatusOK, "Scomparsi", "Ibrahima Sow", "Nel territorio, e nessuno ne risponde", "Amadou Bah")
	if l := w.linesOf(gone); len(l) != 1 || l[0].Action != string(access.Search) || !l[0].Allowed {
		t.Errorf("got the lines %+v, want one of the list", l)
	}
	row := strings.Split(strings.SplitAfter(home.main(), "Amadou Bah")[1], `name="child" value="`)[1]
	values := with(home.form("/open"), "child", row[:strings.IndexByte(row, '"')], "reason", "custody")
	file := anna.follow(anna.send(http.MethodPost, "/open", values)).wants(http.StatusOK, "Amadou Bah", "Prendere in carico: nessuno ne risponde", "Accoglienza cominciata")
	if l := w.linesOf(m); l[0].Action != string(access.OpenCasefile) || l[0].Reason != "custody" {
		t.Errorf("got the line %+v, want the casefile opened for the reason stated", l[0])
	}
	done := anna.follow(anna.write(file, "custody-take", "on", "03/03/2026")).wants(http.StatusOK, "Registrato.", "an institution")
	done.without("Prendere in carico: nessuno ne risponde")
	if w.records(m, "custody.taken") != 1 {
		t.Error("custody is not in the ledger")
	}
	anna.get(done.path+"&on=2026-03-02").wants(http.StatusOK, "In carico, il 2 marzo 2026 Nessuno")
	anna.get("/").wants(http.StatusOK, "In carico al tuo servizio")
}
