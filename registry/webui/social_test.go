package webui_test

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
)

// interview is what the form of an interview is filled in with.
var interview = []string{
	"by", "Anna Russo", "as", "social-worker", "mediator", "Fatou Sow", "guardian", "Rosa Conti", "language", "ff", "story", "è partito a quindici anni",
	"ties", "uno zio a Lione", "vulnerable", "debt", "words", "Voglio andare a scuola", "of-health", "soffre di asma", "on", "03/03/2026",
}

func TestAnInterviewIsWrittenWithWhatTheChildSaysAndItsHealthInANoteOfItsOwn(t *testing.T) {
	w, anna, m, file := inCustody(t)
	silent := append([]string{}, interview...)
	silent[17] = ""
	anna.write(file, "social-interview", silent...).wants(http.StatusUnprocessableEntity, "non è ascoltato")
	file = anna.follow(anna.write(file, "social-interview", interview...)).wants(http.StatusOK, "Registrato.")
	if w.records(m, "socialfile.interview") != 1 || w.records(m, "socialfile.note") != 1 {
		t.Fatal("the interview and the note are not in the ledger once each")
	}
	var section string
	w.Scan(&section, `SELECT section FROM records WHERE kind = 'socialfile.note'`)
	if section != "health" {
		t.Errorf("what concerns health stands in %s", section)
	}
	path, _, _ := strings.Cut(file.path, "?")
	page := anna.get(path+"/social").wants(http.StatusOK, "Voglio andare a scuola", "Fatou Sow", "uno zio a Lione", "debito del viaggio", "soffre di asma", "assistente sociale")
	if voice, story := strings.Index(page.Body.String(), "Voglio andare"), strings.Index(page.Body.String(), "è partito"); voice < 0 || voice > story {
		t.Error("what the child says does not stand first")
	}
	anna.get(path+"/social/page").wants(http.StatusOK, "Voglio andare a scuola", "uno zio a Lione")
	anna.get(path+"/mine/it").wants(http.StatusOK, "Voglio andare a scuola", "La tua cartella")

	// the prosecutor reads the social file of a child of the district, and not its health
	paolo := w.person("Paolo", access.Prosecutor, institution.Prosecutor, siracusa)
	theirs, _, _ := strings.Cut(paolo.open(m).path, "?")
	paolo.get(theirs+"/social").wants(http.StatusOK, "Voglio andare a scuola", "uno zio a Lione").without("asma")
	paolo.get(theirs + "/form/social-note").wants(http.StatusNotFound)
}

func TestAPlanIsReviewedAndTheOneBeforeRemainsToBeRead(t *testing.T) {
	w, anna, m, file := inCustody(t)
	anna.write(file, "social-plan", "what-1", "italiano A2", "who-1", "CPIA", "state-1", "under-way", "words", "di sera", "on", "03/03/2026").
		wants(http.StatusUnprocessableEntity, "entro il : Manca")
	file = anna.follow(anna.write(file, "social-plan", "what-1", "italiano A2", "who-1", "CPIA", "until-1", "30/06/2026", "state-1", "under-way", "words", "di sera", "on", "03/03/2026")).
		wants(http.StatusOK, "Registrato.")
	file = anna.follow(anna.write(file, "social-plan", "what-1", "italiano A2", "who-1", "CPIA", "until-1", "30/06/2026", "state-1", "reached",
		"what-2", "patente", "who-2", "la comunità", "until-2", "01/09/2026", "state-2", "planned",
		"reviewed", "08/03/2026", "with", "tutore e mediatrice", "agreed", "corso di mattina", "words", "", "silent", "era stanco", "on", "09/03/2026")).
		wants(http.StatusOK, "Registrato.")
	path, _, _ := strings.Cut(file.path, "?")
	anna.get(path+"/social").wants(http.StatusOK, "raggiunto", "patente", "1º settembre 2026", "corso di mattina", "tutore e mediatrice", "era stanco", "superato", "di sera")
	if w.records(m, "socialfile.plan") != 2 {
		t.Error("both plans are not in the ledger")
	}
}

func TestANoteIsPutRightAndStaysWhereItWas(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.write(file, "social-note", "subject", "asma", "sensitivity", "health", "text", "inalatore due volte al giorno", "on", "03/03/2026")).
		wants(http.StatusOK, "Registrato.")
	path, _, _ := strings.Cut(file.path, "?")
	page := anna.get(path+"/social").wants(http.StatusOK, "Correggi la nota", "inalatore due volte")
	_, link, _ := strings.Cut(page.Body.String(), "/form/social-correct?record=")
	record, _, _ := strings.Cut(link, `"`)
	form := anna.get(path+"/form/social-correct?record="+record).wants(http.StatusOK, "inalatore due volte")
	anna.follow(anna.send(http.MethodPost, "/form/social-correct", with(form.form("/form/social-correct"), "subject", "asma", "text", "inalatore una volta", "on", "04/03/2026"))).wants(http.StatusOK, "Registrato.")
	anna.get(path+"/social").wants(http.StatusOK, "inalatore una volta", "superato")
	var sections int
	w.Scan(&sections, `SELECT count(*) FROM records WHERE kind = 'socialfile.note' AND section = 'health'`)
	if sections != 2 || w.records(m, "socialfile.note") != 2 {
		t.Errorf("%d of the notes are of health, want both", sections)
	}
}

// The file goes with the child (law 47/2017 art. 9 par. 2): who accepts custody
// reads it, also before, when custody is offered; who let go reads it no more.
func TestTheSocialFileGoesToTheNextMunicipalityWithTheChild(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.write(file, "social-interview", interview...)).wants(http.StatusOK, "Registrato.")
	dario := w.person("Dario", access.Municipality, institution.Municipality, milan)
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, dario.Caller.Offices[0])
	anna.follow(anna.write(file, "custody-offer", "to", code, "on", "04/03/2026")).wants(http.StatusOK, "Registrato.")
	theirs := dario.open(m)
	path, _, _ := strings.Cut(theirs.path, "?")
	dario.get(path+"/social").wants(http.StatusOK, "Voglio andare a scuola", "soffre di asma")
	dario.follow(dario.write(theirs, "custody-accept", "on", "05/03/2026")).wants(http.StatusOK, "Registrato.")
	dario.get(path+"/social").wants(http.StatusOK, "Voglio andare a scuola", "Registra un colloquio")

	still, _, _ := strings.Cut(anna.open(m).path, "?") // the child lives in Siracusa yet
	anna.get(still).wants(http.StatusOK).without("Voglio andare a scuola")
	anna.get(still + "/social").wants(http.StatusNotFound)
}
