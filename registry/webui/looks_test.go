package webui_test

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
)

func TestAGuardianIsToldWhoLookedAtTheFileAndThatIsWrittenDownToo(t *testing.T) {
	w, anna, gaia, m, _ := guarded(t)
	piero := w.person("Piero", access.Police, institution.Police, siracusa)
	piero.open(m)
	piero.open(m)
	page := gaia.get(hrefTo(gaia.get("/"), "Chi ha guardato il fascicolo")).
		wants(http.StatusOK, "Amadou Bah", "Piero Polizia", "Anna Servizio sociale", "ha aperto il fascicolo", "accessi annotati")
	if l := w.linesOf(m)[0]; l.Action != string(access.AskLooks) || !l.Allowed {
		t.Errorf("got the line %+v, want one of the question", l)
	}
	if n := strings.Count(page.words(), "Piero Polizia"); n > 2 {
		t.Errorf("the looks of one day stand in %d rows", n)
	}
	file := anna.open(m)
	if strings.Contains(file.text, "/looks") {
		t.Error("the social service is offered who looked")
	}
	anna.get(pathOf(file) + "/looks").wants(http.StatusNotFound).without("Piero")
	rita := w.person("Rita", access.Ministry, institution.Ministry)
	rita.get(hrefTo(rita.open(m), "Chi ha guardato il fascicolo")).wants(http.StatusOK, "Gaia Tutore", "ha chiesto chi ha guardato il fascicolo")
}

func TestTheDatesAndQuestionsOfAllWardsComeFirst(t *testing.T) {
	w, anna, gaia, m, file := guarded(t)
	gaia.get("/").wants(http.StatusOK, "Prossime date").without("Domande al servizio sociale", "Certificare le presenze")
	other := w.arrives(w.centre(siracusa), "2026-03-02", "Ibrahima", "Sow")
	anna.follow(anna.write(anna.open(other), "custody-take", "on", "03/03/2026"))
	form := anna.get(pathOf(anna.open(other)) + "/form/guardian")
	anna.follow(anna.send(http.MethodPost, "/form/guardian", with(form.form("/form/guardian"), "given", "Gaia", "family", "Gaia", "volunteer", "yes", "on", "06/03/2026",
		"court", "TM Catania", "number", "2/26", "decreed", "05/03/2026", "which", gaia.Caller.Person.String()))).wants(http.StatusOK, "Registrato.")
	anna.follow(anna.write(file, "permit-issued", "permit", "minor-age", "on", "06/03/2026", "until", "20/03/2026")).wants(http.StatusOK, "Registrato.")
	mine := gaia.get(hrefTo(gaia.get("/"), "Annotazione del tutore"))
	gaia.follow(gaia.send(http.MethodPost, "/form/guardian-noted", with(mine.form("/form/guardian-noted"), "note", "ha una scuola?", "question", "yes", "on", "08/03/2026")))
	page := gaia.get("/").wants(http.StatusOK, "ha una scuola? senza risposta da 2 giorni", "Colloquio con personale qualificato").without("Certificare le presenze")
	words := page.words()
	at := func(of string) int { return strings.Index(words, of) }
	if dates, asked, ward := at("Prossime date"), at("Domande al servizio sociale"), at("Chi chiamare"); dates < 0 || asked < dates || ward < asked {
		t.Errorf("dates at %d, questions at %d and the first ward at %d", dates, asked, ward)
	}
	if w.records(m, "guardian.noted")+w.records(other, "guardian.noted") != 1 {
		t.Error("the question is not in the ledger once")
	}
}

func TestWhatWaitsForAnOfficeStandsFirstOnItsFirstPage(t *testing.T) {
	w, anna, m, file := inCustody(t)
	clara, renzo := w.person("Clara", access.Court, institution.Court, siracusa), w.person("Renzo", access.Region, institution.Region, siracusa)
	clara.get("/").wants(http.StatusOK).without("Che cosa aspetta il tuo ufficio")
	anna.follow(anna.write(file, "guardian-asked", "court", "TM Catania", "on", "04/03/2026"))
	home := clara.get("/").wants(http.StatusOK, "Che cosa aspetta il tuo ufficio 1 Aspettano un tutore il primo da 6 giorni")
	clara.get(hrefTo(home, "<strong>1")).wants(http.StatusOK, "Amadou Bah")
	if l := w.linesOf(m)[0]; l.Action != string(access.Search) {
		t.Errorf("got the line %+v, want one of the queue", l)
	}
	renzo.get("/").wants(http.StatusOK).without("Aspettano un tutore")
	w.person("Carlo", access.Court, institution.Court, milan).get("/").wants(http.StatusOK).without("Aspettano un tutore")
	clara.follow(clara.write(clara.open(m), "guardian", "given", "Gaia", "family", "Tutrice", "volunteer", "yes", "on", "05/03/2026", "court", "TM Catania", "number", "1/26", "decreed", "05/03/2026"))
	clara.get("/").wants(http.StatusOK, "Nomine senza risposta").without("Aspettano un tutore")
}
