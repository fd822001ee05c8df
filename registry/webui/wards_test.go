package webui_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
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

// guarded is a child in Anna's custody whose guardian is Gaia, of the directory.
func guarded(t *testing.T) (w *town, anna, gaia *browser, m minor.ID, file answer) {
	t.Helper()
	w, anna, m, file = inCustody(t)
	gaia = w.personAt("Gaia", access.Guardian, anna.Caller.Offices[0])
	at, _, _ := strings.Cut(file.path, "?")
	page := anna.get(at + "/form/guardian")
	values := with(page.form("/form/guardian"), "given", "Gaia", "family", "Gaia", "volunteer", "yes", "on", "05/03/2026", "court", "TM Catania", "number", "1/26", "decreed", "05/03/2026")
	file = anna.follow(anna.send(http.MethodPost, "/form/guardian", with(values, "which", gaia.Caller.Person.String()))).wants(http.StatusOK, "Registrato.")
	return w, anna, gaia, m, file
}

func TestAGuardianTakesUpTheOfficeNotesAMeetingAndAsks(t *testing.T) {
	w, anna, gaia, m, _ := guarded(t)
	page := gaia.get("/").wants(http.StatusOK, "Amadou Bah", "In carico a", "Prossime date", "Il tutore accetta")
	if l := w.linesOf(m); l[0].Action != string(access.OpenCasefile) || !l[0].Allowed {
		t.Errorf("got the line %+v, want one of the look at the ward", l[0])
	}
	file := gaia.get(hrefTo(page, "Apri il fascicolo")).wants(http.StatusOK, "Accettare la nomina")
	file.without("Prende in carico", "Chiede un tutore", "Tutore nominato dal")
	file = gaia.follow(gaia.write(file, "guardian-accepted", "who", onlyOption(gaia.get(pathOf(file)+"/form/guardian-accepted"), "who"), "on", "06/03/2026")).
		wants(http.StatusOK, "Registrato.", "ha accettato", "Gaia, tutore").without("Accettare la nomina")
	gaia.get(pathOf(file) + "/form/guardian-declined").wants(http.StatusNotFound) // a court takes a resignation
	file = gaia.follow(gaia.write(file, "guardian-noted", "note", "abbiamo parlato della scuola", "question", "no", "on", "07/03/2026")).wants(http.StatusOK, "abbiamo parlato della scuola")
	gaia.follow(gaia.write(file, "guardian-noted", "note", "quale scuola frequenterà?", "question", "yes", "on", "08/03/2026")).wants(http.StatusOK, "Domanda del tutore", "Rispondere al tutore")

	asked := anna.open(m).wants(http.StatusOK, "Rispondere al tutore", "quale scuola frequenterà?")
	form := anna.get(hrefTo(asked, "Risponde al tutore"))
	anna.follow(anna.send(http.MethodPost, "/form/guardian-answer", with(form.form("/form/guardian-answer"), "answer", "quella di via Roma", "on", "09/03/2026"))).
		wants(http.StatusOK, "Risposta al tutore", "alla domanda: quale scuola frequenterà?").without("Rispondere al tutore")
	gaia.get("/").wants(http.StatusOK, "quella di via Roma", "abbiamo parlato della scuola")
	for kind, want := range map[string]int{"guardian.accepted": 1, "guardian.noted": 3} {
		if got := w.records(m, kind); got != want {
			t.Errorf("%s: %d in the ledger, want %d", kind, got, want)
		}
	}
}

// The end of a wardship ends access at that moment: also that of a page that is
// open, and of a form that is half written.
func TestTheEndOfAWardshipEndsAccessAtThatMoment(t *testing.T) {
	w, anna, gaia, m, _ := guarded(t)
	open := gaia.get(hrefTo(gaia.get("/"), "Apri il fascicolo")).wants(http.StatusOK, "Amadou Bah")
	form := gaia.get(pathOf(open) + "/form/guardian-noted").wants(http.StatusOK)
	file := anna.open(m)
	page := anna.get(pathOf(file) + "/form/guardian-ended")
	anna.follow(anna.send(http.MethodPost, "/form/guardian-ended", with(page.form("/form/guardian-ended"), "who", onlyOption(page, "who"), "end", "resigned", "on", "09/03/2026"))).
		wants(http.StatusOK, "Registrato.")
	gaia.get(open.path).wants(http.StatusNotFound).without("Amadou")
	gaia.get(pathOf(open) + "/form/guardian-noted").wants(http.StatusNotFound).without("Amadou")
	gaia.send(http.MethodPost, "/form/guardian-noted", with(form.form("/form/guardian-noted"), "note", "x", "question", "no", "on", "09/03/2026")).
		wants(http.StatusNotFound).without("Amadou")
	gaia.get("/").wants(http.StatusOK, "Nessun minore ti è affidato").without("Amadou")
	gaia.get("/").wants(http.StatusOK).without("Amadou")
	if l := w.linesOf(m); l[0].Allowed || w.records(m, "guardian.noted") != 0 {
		t.Errorf("got the line %+v, want one of a look that was denied, and no note", l[0])
	}
}

// hrefTo gives where a link on a page leads.
func hrefTo(page answer, text string) string {
	page.t.Helper()
	m := regexp.MustCompile(`<a[^>]* href="([^"]+)"[^>]*>` + regexp.QuoteMeta(text)).FindStringSubmatch(page.main())
	if m == nil {
		page.t.Fatalf("%s: no link %q: %s", page.path, text, page.words())
	}
	return html.UnescapeString(m[1])
}

// onlyOption gives the value that a list of the form has chosen.
func onlyOption(page answer, name string) string {
	page.t.Helper()
	m := regexp.MustCompile(`(?s)name="` + name + `".*?<option value="([^"]+)" selected`).FindStringSubmatch(page.main())
	if m == nil {
		page.t.Fatalf("%s: nothing is chosen of %s: %s", page.path, name, page.main())
	}
	return m[1]
}

func TestAJuvenileCourtWritesDownItsOwnDecrees(t *testing.T) {
	w, _, m, _ := inCustody(t)
	clara := w.person("Clara", access.Court, institution.Court, siracusa)
	clara.follow(clara.write(clara.open(m), "guardian", "given", "Gaia", "family", "Tutrice", "volunteer", "yes", "on", "05/03/2026", "court", "TM Catania", "number", "1/26", "decreed", "05/03/2026")).
		wants(http.StatusOK, "Registrato.", "Gaia Tutrice")
	page := clara.get(pathOf(clara.open(m)) + "/form/guardian")
	clara.send(http.MethodPost, "/form/guardian", with(page.form("/form/guardian"), "given", "Gino", "family", "Tutore", "volunteer", "yes", "on", "06/03/2026")).
		wants(http.StatusUnprocessableEntity, "decreto")
	if w.records(m, "guardian.appointed") != 1 {
		t.Error("an appointment without a decree is in the ledger, or the court's is not")
	}
}

func TestACorrectionSaysWhoAgreedOrWhyNotYetAndKeepsWhatWasBelieved(t *testing.T) {
	w, anna, m, file := inCustody(t)
	said := []string{"source", "declared", "given", "Amadu", "family", "Ba", "provenance", "declared", "on", "03/03/2026"}
	anna.write(file, "identity", said...).wants(http.StatusUnprocessableEntity, "cambia quello che si credeva prima")
	anna.write(file, "identity", append(said, "agreed", "minor", "agreed_on", "03/03/2026")...).wants(http.StatusUnprocessableEntity)
	anna.write(file, "identity", append(said, "agreed", "minor", "agreed_on", "03/03/2026", "agreed_in", "??")...).wants(http.StatusUnprocessableEntity, "Non è una lingua")
	anna.write(file, "identity", append(said, "agreed", "not-yet")...).wants(http.StatusUnprocessableEntity)
	if w.records(m, "identity.stated") != 1 {
		t.Fatal("a correction to which nobody agreed is in the ledger")
	}
	file = anna.follow(anna.write(file, "identity", append(said, "agreed", "minor guardian", "agreed_on", "02/03/2026", "agreed_in", "ff")...)).
		wants(http.StatusOK, "Amadu Ba", "prima si credeva: Amadou Bah", "d’accordo: il minore, il tutore, il 2 marzo 2026, in fulah")
	anna.follow(anna.write(file, "identity", "source", "declared", "given", "Ahmad", "family", "Ba", "provenance", "declared", "on", "04/03/2026", "agreed", "not-yet", "not_yet", "manca l’interprete")).
		wants(http.StatusOK, "prima si credeva: Amadu Ba", "non ancora concordata: manca l’interprete")
	anna.follow(anna.write(file, "identity", "source", "declared", "languages", "fr", "provenance", "declared", "on", "04/03/2026")).
		wants(http.StatusOK, "Registrato.")
}

func TestChildrenWhoWaitForAGuardianAreListedByHowLongWithTheGuardiansCaseLoad(t *testing.T) {
	w, anna, m, file := inCustody(t)
	later := w.arrives(w.centre(siracusa), "2026-03-02", "Ibrahima", "Sow")
	anna.follow(anna.write(anna.open(later), "guardian-asked", "court", "TM Catania", "on", "06/03/2026"))
	anna.follow(anna.write(file, "guardian-asked", "court", "TM Catania", "on", "04/03/2026"))
	clara := w.person("Clara", access.Court, institution.Court, siracusa)
	page := clara.get("/queues/guardian").wants(http.StatusOK, "Aspettano un tutore", "Amadou Bah", "Ibrahima Sow", "da 6 giorni", "Quanti minori ha ogni tutore")
	if strings.Index(page.words(), "Amadou Bah") > strings.Index(page.words(), "Ibrahima Sow") {
		t.Error("who has waited longest does not come first")
	}
	w.person("Carlo", access.Court, institution.Court, milan).get("/queues/guardian").wants(http.StatusOK, "Nessuno aspetta").without("Amadou")
	clara.get("/queues/opinion").wants(http.StatusNotFound) // which a court does not give
	w.person("Renzo", access.Region, institution.Region, siracusa).get("/queues/guardian").wants(http.StatusNotFound)
	gaia := w.personAt("Gaia", access.Guardian, anna.Caller.Offices[0])
	gaia.get("/queues/guardian").wants(http.StatusNotFound)
	form := anna.get(pathOf(anna.open(m)) + "/form/guardian")
	anna.follow(anna.send(http.MethodPost, "/form/guardian", with(form.form("/form/guardian"), "given", "Gaia", "family", "Gaia", "volunteer", "yes", "on", "07/03/2026",
		"court", "TM Catania", "number", "1/26", "decreed", "05/03/2026", "which", gaia.Caller.Person.String()))).wants(http.StatusOK, "Registrato.")
	clara.get("/queues/guardian").wants(http.StatusOK, "Ibrahima Sow", "Gaia 1 ne può avere altri").without("Amadou Bah")
	clara.get("/queues/appointment").wants(http.StatusOK, "Amadou Bah", "né accettata né rifiutata")
}

func TestTheMinistrySeesWhichOpinionsWaitForHowLongAndWhichAreNotDue(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.write(file, "identity", "source", "document", "born", "01/05/2008", "provenance", "documented", "cites", "AB1", "on", "03/03/2026"))
	file = anna.follow(anna.write(file, "opinion-asked", "into", "study", "papers", "pagella", "on", "05/03/2026")).wants(http.StatusOK, "Registrato.")
	rita := w.person("Rita", access.Ministry, institution.Ministry)
	page := rita.get("/queues/opinion").wants(http.StatusOK, "Amadou Bah", "30 giugno 2026", "fra 112 giorni").without("non dovuto")
	rita.get(hrefTo(page, "Apri")).wants(http.StatusOK, "Dà il parere", "pagella")
	anna.follow(anna.write(file, "extension-decided", "granted", "yes", "until", "01/05/2029", "on", "06/03/2026", "court", "TM Catania", "number", "3/26", "decreed", "06/03/2026"))
	rita.get("/queues/opinion").wants(http.StatusOK, "non dovuto", "prosieguo concesso")
	rita.follow(rita.write(rita.open(m), "opinion-given", "favourable", "yes", "protocol", "35/1", "on", "09/03/2026"))
	rita.get("/queues/opinion").wants(http.StatusOK, "Nessuno aspetta").without("Amadou")
}

func TestTheCourtDecidesOnCareBeyondMajorityFromItsQueue(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.write(file, "identity", "source", "document", "born", "01/05/2008", "provenance", "documented", "cites", "AB1", "on", "03/03/2026"))
	anna.follow(anna.write(file, "extension-asked", "reason", "finisce la scuola", "on", "06/03/2026")).wants(http.StatusOK, "Registrato.")
	clara := w.person("Clara", access.Court, institution.Court, siracusa)
	page := clara.get(leads(clara.get("/queues/extension").wants(http.StatusOK, "Amadou Bah"), opens)).wants(http.StatusOK, "finisce la scuola")
	form := clara.get(page.path + "/form/extension-decided").wants(http.StatusOK).form("/form/extension-decided")
	clara.follow(clara.send(http.MethodPost, "/form/extension-decided", with(form, "granted", "yes", "until", "01/05/2029", "on", "09/03/2026", "court", "TM Catania", "number", "3/26", "decreed", "09/03/2026"))).
		wants(http.StatusOK, "Registrato.", "Era l’ultimo di questo elenco", "Nessuno aspetta.")
	if w.records(m, "extension.decided") != 1 {
		t.Error("the decree is not in the ledger")
	}
	clara.get(page.path + "/form/extension-asked").wants(http.StatusNotFound) // it decides, and asks itself for nothing
	w.person("Carlo", access.Court, institution.Court, milan).get("/queues/extension").wants(http.StatusOK).without("Amadou")
	w.person("Pia", access.Prosecutor, institution.Prosecutor, siracusa).get("/queues/extension").wants(http.StatusNotFound)
}

func TestThePoliceHeadquartersWriteDownWhatTheyDecideOfAPermit(t *testing.T) {
	w, anna, m, file := inCustody(t)
	anna.follow(anna.write(file, "permit-asked", "permit", "minor-age", "asker", "minor", "on", "04/03/2026"))
	piero := w.person("Piero", access.Police, institution.Police, siracusa)
	piero.get("/queues/permit").wants(http.StatusOK, "Amadou Bah", "minore età")
	mine := piero.open(m).wants(http.StatusOK, "Riceve un permesso di soggiorno")
	mine.without("Chiede un permesso di soggiorno", "Tutore")
	piero.follow(piero.write(mine, "permit-issued", "permit", "minor-age", "on", "06/03/2026", "until", "01/05/2027")).wants(http.StatusOK, "Registrato.")
	piero.get("/queues/expiring").wants(http.StatusOK, "Amadou Bah", "1º maggio 2027")
	w.person("Paola", access.Police, institution.Police, milan).get("/queues/permit").wants(http.StatusOK, "Nessuno aspetta")
	if w.records(m, "permit.issued") != 1 {
		t.Error("the permit is not in the ledger")
	}
}

func TestWhomToCallIsSaidByTheOfficesThemselves(t *testing.T) {
	w, anna, gaia, _, _ := guarded(t)
	gaia.get("/").wants(http.StatusOK, "Chi chiamare", "nessun recapito scritto")
	gaia.get("/contacts").wants(http.StatusNotFound)
	v := w.who["Anna"]
	v.Caller.Administrator = true
	w.who["Anna"] = v
	w.Exec(`UPDATE people SET administrator = true WHERE id = $1`, anna.Caller.Person)
	page := anna.get("/contacts").wants(http.StatusOK, "Telefono", "non è ancora scritto come si raggiunge")
	var own, here, there string
	w.Scan(&own, `SELECT code FROM offices WHERE id = $1`, anna.Caller.Offices[0])
	w.Scan(&here, `SELECT o.code FROM offices o JOIN casefiles c ON c.facility = o.id`)
	w.Scan(&there, `SELECT code FROM offices WHERE id = $1`, w.Structure(milan))
	say := func(code, phone string) answer {
		return anna.send(http.MethodPost, "/contacts", with(page.form("/contacts"), "office", code, "phone", phone, "mail", "casa@faro.example", "hours", "9-18"))
	}
	say(own, "chiama Anna").wants(http.StatusUnprocessableEntity, "Non è un numero di telefono")
	say("NOWHERE", "0931 1").wants(http.StatusUnprocessableEntity, "Nessun ufficio così")
	say(there, "02 1").wants(http.StatusNotFound)
	anna.follow(say(own, "0931 0")).wants(http.StatusOK, "Registrato.")
	anna.follow(say(own, "0931 451111"))
	anna.follow(say(here, "0931 22"))
	stated := anna.get("/contacts").wants(http.StatusOK).without("non è ancora scritto")
	if !strings.Contains(stated.text, `value="0931 451111"`) {
		t.Errorf("the form does not have what was said last: %s", stated.main())
	}
	anna.get("/contacts?office=" + here).wants(http.StatusOK).without("non è ancora scritto")
	gaia.get("/").wants(http.StatusOK, "0931 451111 casa@faro.example 9-18", "0931 22").without("nessun recapito scritto", "0931 0 ")
	const q = `SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'keep-staff' AND allowed = $2`
	if said, denied := w.count(q, anna.Caller.Person, true), w.count(q, anna.Caller.Person, false); said != 4 || denied != 1 {
		t.Errorf("%d lines of what was said and %d of what was denied, want 4 and 1", said, denied)
	}
}
