package webui_test

import (
	"net/http"
	"testing"
)

func TestWhatIsSaidAroundAGuardianshipIsRecordedAndShown(t *testing.T) {
	w, anna, m, file := inCustody(t)
	write := func(form string, values ...string) answer {
		t.Helper()
		file = anna.follow(anna.write(file, form, values...)).wants(http.StatusOK, "Registrato.")
		return file
	}
	write("guardian-asked", "court", "TM Catania", "number", "412/2026", "on", "04/03/2026").wants(http.StatusOK, "si attende la nomina", "412/2026")
	write("guardian-provisional", "given", "Rosa", "family", "Responsabile", "on", "04/03/2026").wants(http.StatusOK, "Tutela provvisoria", "Rosa Responsabile")
	write("guardian", "given", "Gaia", "family", "Tutrice", "volunteer", "yes", "on", "05/03/2026", "court", "TM Catania", "number", "1/26", "decreed", "05/03/2026").
		without("si attende la nomina")
	page := anna.get(pathOf(file) + "/form/guardian-declined")
	anna.send(http.MethodPost, "/form/guardian-declined", with(page.form("/form/guardian-declined"), "who", "nobody", "why", "x", "on", "06/03/2026")).
		wants(http.StatusUnprocessableEntity)
	gaia := valueOf(page, "who")
	write("guardian-declined", "who", gaia, "why", "si è trasferita", "on", "06/03/2026").wants(http.StatusOK, "non accetta: serve un’altra nomina")
	write("guardian-accepted", "who", gaia, "on", "07/03/2026").wants(http.StatusOK, "ha accettato").without("serve un’altra nomina")
	write("guardian-noted", "note", "quale scuola frequenterà?", "question", "yes", "on", "08/03/2026").wants(http.StatusOK, "quale scuola frequenterà?")
	for _, kind := range []string{"guardian.asked", "guardian.provisional", "guardian.appointed", "guardian.declined", "guardian.accepted", "guardian.noted"} {
		if w.records(m, kind) != 1 {
			t.Errorf("%s is not in the ledger once", kind)
		}
	}
}

func TestAnAssessmentOfTheAgeIsOrderedAndAppealedAgainst(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.write(file, "age-ordered", "prosecutor", "Procura minorile di Catania", "number", "88/2026", "doubt", "due documenti diversi", "on", "04/03/2026")).
		wants(http.StatusOK, "Registrato.", "due documenti diversi")
	anna.follow(anna.write(file, "age-appealed", "court", "Corte d’appello di Catania", "decree", "12/2026", "on", "06/03/2026")).
		wants(http.StatusOK, "Registrato.", "Corte d’appello di Catania")
	if w.records(m, "age.ordered") != 1 || w.records(m, "age.appealed") != 1 {
		t.Error("they are not in the ledger once each")
	}
}
