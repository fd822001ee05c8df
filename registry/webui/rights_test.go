package webui_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
)

// caseOn gives the identifier of the case that a page leads to answering.
func caseOn(t *testing.T, page answer, form string) string {
	t.Helper()
	_, link, ok := strings.Cut(page.Body.String(), "/form/"+form+"?record=")
	if !ok {
		t.Fatalf("no link to %s on the page: %s", form, page.words())
	}
	record, _, _ := strings.Cut(link, `"`)
	return record
}

// fills opens a form about a case, or a record, and sends it.
func (b *browser) fills(file answer, form, record string, pairs ...string) answer {
	b.t.Helper()
	page := b.get(pathOf(file) + "/form/" + form + "?record=" + record).wants(http.StatusOK)
	return b.send(http.MethodPost, "/form/"+form, with(page.form("/form/"+form), pairs...))
}

func TestACopyIsAskedForGrantedMadeAndHandedOver(t *testing.T) {
	w, anna, m, file := inCustody(t)
	at := pathOf(file)
	anna.get(at+"/rights").wants(http.StatusOK, "Nessuno ha chiesto nulla", "Nessun consenso")
	page := anna.follow(anna.write(file, "right-ask", "right", "access", "by", "minor", "identified", "conosciuto in struttura", "language", "fr", "on", "08/03/2026")).
		wants(http.StatusOK, "Registrato.", "da decidere", "entro il 8 aprile 2026", "risposta in francese")
	anna.get(at).wants(http.StatusOK, "Rispondere alla richiesta: accesso e copia")
	anna.get("/queues/rights").wants(http.StatusOK, "Amadou Bah", "accesso e copia")
	of := caseOn(t, page, "right-answer")
	anna.fills(file, "right-answer", of, "outcome", "refused", "on", "09/03/2026", "reason", "x").wants(http.StatusUnprocessableEntity, "Non è stato informato del reclamo")
	anna.follow(anna.fills(file, "right-answer", of, "outcome", "granted", "on", "09/03/2026")).wants(http.StatusOK, "accolta, da eseguire", "Apri la copia")
	anna.get(at+"/mine/it").wants(http.StatusOK, "Chi ha guardato il tuo fascicolo", "Servizio sociale", "sono dati di altri").without("Anna")
	var copied struct {
		Records []struct {
			Kind string
			Body map[string]any
		}
		Omitted string
	}
	if err := json.Unmarshal(anna.get(at+"/mine/it.json").wants(http.StatusOK).Body.Bytes(), &copied); err != nil {
		t.Fatal(err)
	}
	if len(copied.Records) < 3 || copied.Omitted == "" || !strings.Contains(w.linesOf(m)[0].Reason, "read with the child") {
		t.Errorf("got %d records, line %+v", len(copied.Records), w.linesOf(m)[0])
	}
	anna.follow(anna.fills(file, "right-answer", of, "outcome", "done", "on", "10/03/2026")).wants(http.StatusOK, "conclusa").without("Rispondi")
	anna.get("/queues/rights").wants(http.StatusOK).without("Amadou Bah")
	anna.get(at + "/looks").wants(http.StatusNotFound)
}

func TestSomethingIsPutRightAsAgreedAndTheCaseCloses(t *testing.T) {
	w, anna, m, file := inCustody(t)
	form := anna.get(pathOf(file)+"/form/right-ask").wants(http.StatusOK, "rettifica (art. 16)")
	var stated string
	w.Scan(&stated, `SELECT id::text FROM records WHERE kind = 'identity.stated' ORDER BY position LIMIT 1`)
	ask := func(pairs ...string) answer {
		return anna.send(http.MethodPost, "/form/right-ask", with(form.form("/form/right-ask"), append([]string{"right", "rectification", "by", "minor", "identified", "conosciuto", "language", "fr",
			"record", stated, "says", "il mio nome è un altro", "value", "Amadou Barry", "on", "08/03/2026"}, pairs...)...))
	}
	ask().wants(http.StatusUnprocessableEntity, "di’ chi è d’accordo")
	page := anna.follow(ask("agreed", "minor", "agreed_on", "08/03/2026", "agreed_in", "fr")).wants(http.StatusOK, "da scrivere invece: Amadou Barry", "d’accordo: il minore")
	page = anna.follow(anna.fills(file, "right-answer", caseOn(t, page, "right-answer"), "outcome", "granted", "on", "09/03/2026")).
		wants(http.StatusOK, "accolta, da eseguire", "A chi erano stati mostrati", "riceve la scrittura nuova")
	of := caseOn(t, page, "right-rectify")
	form = anna.get(pathOf(file)+"/form/right-rectify?record="+of).wants(http.StatusOK, "Chiesto: Amadou Barry")
	for _, filled := range []string{`name="family" value="Barry"`, `name="given" value="Amadou"`, `name="agreed_in" value="fr"`} {
		if !strings.Contains(form.Body.String(), filled) {
			t.Errorf("the form has no %s", filled)
		}
	}
	anna.follow(anna.fills(file, "right-rectify", of, "on", "09/03/2026", "source", "authority", "given", "Amadou", "family", "Barry",
		"agreed", "minor", "agreed_on", "08/03/2026", "agreed_in", "fr")).wants(http.StatusOK, "conclusa")
	anna.open(m).wants(http.StatusOK, "Amadou Barry")
	if n := w.records(m, "right.decided"); n != 2 {
		t.Errorf("%d decisions, want two", n)
	}
}

func TestWhatIsRestrictedSaysSoAndWhatStops(t *testing.T) {
	w, anna, m, file := inCustody(t)
	page := anna.follow(anna.write(file, "right-ask", "right", "restriction", "by", "minor", "identified", "conosciuto", "language", "fr", "says", "non voglio", "on", "08/03/2026"))
	of := caseOn(t, page, "right-answer")
	anna.open(m).wants(http.StatusOK).without("Dati limitati")
	anna.follow(anna.fills(file, "right-answer", of, "outcome", "granted", "on", "09/03/2026")).
		wants(http.StatusOK, "Dati limitati (art. 18): tutto il fascicolo", "Che cosa ferma la limitazione", "ricerca di chi è scomparso")
	anna.get("/queues/restricted").wants(http.StatusOK, "Amadou Bah", "tutto il fascicolo")
	anna.open(m).wants(http.StatusOK, "Dati limitati (art. 18)")
	anna.fills(file, "right-answer", of, "outcome", "lifted", "on", "10/03/2026", "reason", "verificato").wants(http.StatusUnprocessableEntity, "Persona avvisata il : Manca")
	anna.follow(anna.fills(file, "right-answer", of, "outcome", "lifted", "on", "10/03/2026", "reason", "verificato", "told", "09/03/2026")).
		wants(http.StatusOK, "revocata").without("Dati limitati")
	if n := w.records(m, "right.decided"); n != 2 {
		t.Errorf("%d decisions, want two", n)
	}
}

func TestErasureIsForTheMinistryAndRefusedWhileTheLawHasTheRegisterKept(t *testing.T) {
	w, anna, m, file := inCustody(t)
	anna.follow(anna.write(file, "right-ask", "right", "erasure", "by", "minor", "identified", "conosciuto", "language", "fr", "says", "cancellate tutto", "on", "08/03/2026")).
		wants(http.StatusOK, "da decidere").without("Rispondi")
	rita := w.person("Rita", access.Ministry, institution.Ministry)
	rita.get("/queues/rights").wants(http.StatusOK, "Amadou Bah", "cancellazione")
	theirs := rita.open(m)
	of := caseOn(t, rita.get(pathOf(theirs)+"/rights"), "right-answer")
	rita.fills(theirs, "right-answer", of, "outcome", "granted", "on", "09/03/2026").wants(http.StatusUnprocessableEntity, "La legge fa conservare ancora il registro")
	rita.follow(rita.fills(theirs, "right-answer", of, "outcome", "refused", "on", "09/03/2026", "reason", "conservazione di legge", "complaint", "yes")).
		wants(http.StatusOK, "respinta", "informato del reclamo")
}
