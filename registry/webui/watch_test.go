package webui_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/movement"
)

// asked counts the lines of what somebody asked.
func (w *town) asked(who *browser, action access.Action) (n int) {
	w.t.Helper()
	w.Scan(&n, `SELECT count(*) FROM access_lines WHERE person = $1 AND action = $2 AND allowed`, who.Caller.Person, string(action))
	return n
}

func TestALoneHalfOfATransferIsShownToThoseWhomItWasRaisedTo(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	w.says(a, m, "2026-03-02", movement.Departed{From: facility.At(facility.ID(a.Office)), To: facility.At(w.Structure(milan))})
	if _, err := w.alerts.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	bruno.get("/queues/halves").wants(http.StatusOK, "l’arrivo", w.codeOf(m).Display())
	if l := w.linesOf(m)[0]; l.Action != string(access.ReadAlerts) {
		t.Errorf("got the line %+v", l)
	}
	anna.get("/queues/halves").wants(http.StatusOK, "Nessuno aspetta.").without(w.codeOf(m).Display()) // her office came after it was raised
	w.person("Rita", access.Region, institution.Region, siracusa).get("/queues/halves").wants(http.StatusNotFound)
}

func TestAGuardianOpensTheOwnWardsAndReadsWhatHappenedToThem(t *testing.T) {
	w, anna, m, file := inCustody(t)
	gaia := w.personAt("Gaia Tutrice", access.Guardian, anna.Caller.Offices[0])
	gaia.get("/").wants(http.StatusOK, "Nessun minore ti è affidato").without("Amadou")
	typed := []string{"given", "Gaia", "family", "Tutrice", "volunteer", "yes", "on", "05/03/2026", "court", "TM Catania", "number", "12/2026", "decreed", "04/03/2026"}
	again := anna.write(file, "guardian", typed...).wants(http.StatusUnprocessableEntity, "scegli", "vedrà il fascicolo")
	anna.follow(anna.send(http.MethodPost, "/form/guardian", with(with(again.form("/form/guardian"), typed...), "which", gaia.Caller.Person.String()))).
		wants(http.StatusOK, "Tutore nominato", "Gaia Tutrice")
	home := gaia.get("/").wants(http.StatusOK, "I minori di cui sei tutore", "Amadou Bah")
	if l := w.linesOf(m)[0]; l.Action != string(access.OpenCasefile) || !l.Allowed {
		t.Errorf("got the line %+v, want one of the look at the ward", l)
	}
	mine := gaia.get(hrefTo(home, "Apri il fascicolo")).wants(http.StatusOK, "Amadou Bah", "Presa in carico")
	if got := slices.Compact(slices.Sorted(slices.Values(regexp.MustCompile(`/form/[a-z-]+`).FindAllString(mine.text, -1)))); !slices.Equal(got, []string{"/form/guardian-accepted", "/form/guardian-declined", "/form/guardian-noted", "/form/right-ask", "/form/tracing-propose"}) {
		t.Errorf("a guardian is offered the forms %v", got)
	}
	if l := w.linesOf(m)[0]; l.Action != string(access.OpenCasefile) || l.Reason != "care" {
		t.Errorf("got the line %+v", l)
	}
	w.person("Piero Tutore", access.Guardian, institution.Municipality, siracusa).get("/").wants(http.StatusOK, "Nessun minore ti è affidato").without("Amadou")
	anna.follow(anna.write(anna.open(m), "custody-release", "on", "06/03/2026"))
	if _, err := w.alerts.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	gaia.get("/alerts").wants(http.StatusOK, "Che cosa è successo ai tuoi tutelati", "Presa in carico rilasciata")
	anna.follow(anna.write(anna.open(m), "guardian-ended", "who", valueOf(anna.get(pathOf(anna.open(m))+"/form/guardian-ended"), "who"), "end", "resigned", "on", "07/03/2026")).wants(http.StatusOK, "Tutela finita")
	gaia.get("/").wants(http.StatusOK, "Nessun minore ti è affidato").without("Amadou")
	gaia.get(mine.path).wants(http.StatusNotFound).without("Amadou")
}

// pathOf is the address of a casefile.
func pathOf(file answer) string { at, _, _ := strings.Cut(file.path, "?"); return at }

func TestFreePlacesAreShownOfTheOwnTerritoryAndOfARegionToTheMinistry(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	w.arrives(a, "2026-03-01", "Amadou", "Bah")
	w.Exec(`UPDATE structures SET beds = 1 WHERE id = $1`, a.Office)
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, a.Office)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.get("/places").wants(http.StatusOK, code, "piena").without("Amadou")
	if w.asked(anna, access.CountCensus) != 1 {
		t.Error("no line of who asked")
	}
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	bruno.get("/places").wants(http.StatusOK, "Per regione", "Sicilia", "Per tipo di accoglienza", "prima accoglienza").without(code)
	bruno.get("/places?region=19").wants(http.StatusOK, code, "piena", "Capienza scritta")
	w.person("Gino", access.Police, institution.Police, siracusa).get("/places").wants(http.StatusNotFound)
}

func TestTheMinistrySeesWhichProgramsAreSilent(t *testing.T) {
	w := newTown(t)
	w.machines.all = []pki.Installation{{Label: "Casa Uno", Role: access.Centre, State: pki.IsSilent, Since: w.Now().Add(-30 * time.Hour)}, {Label: "Casa Via", State: pki.IsRevoked}}
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	bruno.get("/centres").wants(http.StatusOK, "Casa Uno", "non si sente").without("Casa Via")
	w.person("Anna", access.Municipality, institution.Municipality, siracusa).get("/centres").wants(http.StatusNotFound)
}
