package webui_test

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// traced is a child in Anna's custody of whom a tracing is proposed, with the
// Ministry, a partner whose agreement covers Guinea, and its page at Anna's.
type traced struct {
	*town
	anna, ministry, partner *browser
	child                   minor.ID
	page                    answer // of the tracing, as Anna saw it last
}

func newTraced(t *testing.T) *traced {
	t.Helper()
	w, anna, m, file := inCustody(t)
	x := &traced{town: w, anna: anna, child: m}
	w.Exec(`UPDATE institutions SET name = 'Servizi di Ortigia' WHERE id = $1`, anna.Caller.Offices[0])
	w.Exec(`UPDATE structures SET name = 'Casa del Gelsomino'`)
	x.ministry = w.person("Marta", access.Ministry, institution.Ministry)
	x.partner = w.person("Ousmane", access.TracingPartner, institution.TracingPartner)
	w.Exec(`INSERT INTO agreements (partner, number, countries, valid_from, known_from, changed_at) VALUES ($1, '1/2020', '{GN}', '2020-01-01', 0, now())`, x.partner.Caller.Offices[0])
	x.page = anna.follow(anna.write(file, "tracing-propose", "by", "social-services", "reason", "chiede di sua madre", "on", "04/03/2026",
		"is-1", "parent", "given-1", "Mariama", "family-1", "Bah", "country-1", "Guinea", "place-1", "Labé")).
		wants(http.StatusOK, "Indagine familiare", "Mariama Bah", "Labé", "tocca a te", "Il minore dà il consenso")
	anna.get(hrefTo(x.page, "Il testo da leggere al minore")).wants(http.StatusOK, "consenso")
	return x
}

// told fills in how somebody was told.
func told(more ...string) []string {
	return append([]string{"explained", "che cosa si fa", "language", "ff", "mediator", "Aissatou", "presence", "il tutore", "notice", "ricerca-familiari-2026-1", "withdraw", "yes"}, more...)
}

// takes has somebody take a step of the tracing from its page.
func (x *traced) takes(b *browser, step string, values ...string) answer {
	x.t.Helper()
	return b.follow(x.sends(b, step, values...)).wants(http.StatusOK, "Registrato.")
}

func (x *traced) sends(b *browser, step string, values ...string) answer {
	x.t.Helper()
	page := b.get(x.at(b) + "/form/" + step + "?record=" + x.tracing()).wants(http.StatusOK)
	return b.send(http.MethodPost, "/form/"+step, with(page.form("/form/"+step), values...))
}

// at is where somebody's casefile of the child opens: who traces reaches it from
// the queue.
func (x *traced) at(b *browser) string {
	x.t.Helper()
	page := b.get("/queues/tracing")
	if !strings.Contains(page.main(), "/tracing/") {
		return pathOf(b.open(x.child))
	}
	at, _, _ := strings.Cut(hrefTo(page, "Apri"), "/tracing/")
	return at
}

// tracing is the identifier of the tracing.
func (x *traced) tracing() string {
	_, of, _ := strings.Cut(x.page.path, "/tracing/")
	of, _, _ = strings.Cut(of, "?")
	return of
}

// entrusted goes on until the partner has the tracing.
func (x *traced) entrusted() *traced {
	x.t.Helper()
	x.takes(x.anna, "tracing-consent", told("by", "minor", "on", "05/03/2026")...)
	x.takes(x.anna, "tracing-assess", "risk", "none", "grounds", "il colloquio", "on", "06/03/2026")
	x.takes(x.anna, "tracing-request", "country", "Guinea", "asks", "come vive la famiglia", "own_wish", "no", "on", "07/03/2026").wants(http.StatusOK, "Era l’ultimo di questo elenco", "Nessuno aspetta.")
	x.anna.get(x.page.path).wants(http.StatusOK, "Ora non tocca a te.", "il Ministero")
	x.takes(x.ministry, "tracing-receive", "accepted", "yes", "number", "71/2026", "on", "08/03/2026")
	x.takes(x.ministry, "tracing-entrust", "country", "Guinea", "partner", x.partner.Caller.Offices[0].String(), "on", "09/03/2026").
		wants(http.StatusOK, "Era l’ultimo di questo elenco")
	return x
}

func TestATracingGoesAllItsWayAtThePagesOfThosePartiesWhoseTurnItIs(t *testing.T) {
	x := newTraced(t).entrusted()
	x.anna.get("/queues/tracing").wants(http.StatusOK, "Nessuno aspetta.")
	x.anna.get("/queues/tracing-others").wants(http.StatusOK, "Amadou Bah", "il partner")
	x.partner.get("/").wants(http.StatusOK, "Amadou Bah", "affidata")
	x.takes(x.partner, "tracing-contact", told("means", "home-visit", "country", "Guinea", "place", "Labé", "finding", "contacted", "on", "09/03/2026",
		"consenting", "Mariama Bah, la madre", "interview", "sta bene")...).wants(http.StatusOK, "visita a casa", "sta bene")
	reported := x.takes(x.partner, "tracing-report", "finding", "contacted", "country", "Guinea", "language", "fr", "summary", "la mère va bien", "area", "rurale", "family", "pauvre",
		"before", "école", "motives", "travail", "on", "09/03/2026").wants(http.StatusOK, "Testo del luogo, in francese", "la mère va bien")
	x.takes(x.partner, "tracing-translate", "language", "it", "by", "Rosa Traduttrice", "summary", "la madre sta bene", "area", "rurale", "family", "povera",
		"before", "scuola", "motives", "lavoro", "on", "09/03/2026").wants(http.StatusOK, "Era l’ultimo di questo elenco")
	x.partner.get(reported.path).wants(http.StatusOK, "Traduzione in italiano, di Rosa Traduttrice", "la mère va bien", "la madre sta bene")
	x.takes(x.ministry, "tracing-forward", "number", "80/2026", "on", "09/03/2026")
	x.takes(x.anna, "tracing-inform", told("also", "guardian", "says", "vuole chiamarla", "on", "09/03/2026")...)
	x.takes(x.ministry, "tracing-close", "outcome", "found", "on", "09/03/2026").wants(http.StatusOK, "Era l’ultimo di questo elenco")
	x.anna.get(x.page.path).wants(http.StatusOK, "la madre sta bene", "chiusa").without("Che cosa puoi fare adesso")
	x.partner.get("/").wants(http.StatusOK, "Nessuno aspetta.").without("Amadou")
	for _, kind := range []string{"proposed", "consented", "assessed", "requested", "received", "entrusted", "contacted", "reported", "translated", "forwarded", "minor-informed", "closed"} {
		if x.records(x.child, "tracing."+kind) != 1 {
			t.Errorf("tracing.%s is not in the ledger once", kind)
		}
	}
	for _, act := range []string{"tracing.consented", "tracing.requested", "tracing.entrusted", "tracing.reported contacted", "tracing.closed found"} {
		if x.acts(act) != 1 {
			t.Errorf("the census counts %s %d times, want once", act, x.acts(act))
		}
	}
	x.anna.get(pathOf(x.anna.open(x.child))+"/paper/E").wants(http.StatusOK, "Mariama", "Labé", "ricerca-familiari-2026-1", "nessun rischio", "71/2026", "la madre sta bene").
		without("la mère va bien") // the text that was finalised
}

// acts is how often the census counts what was done, of one outcome if one is named.
func (x *traced) acts(what string) int {
	x.t.Helper()
	what, outcome, _ := strings.Cut(what, " ")
	return x.count(`SELECT coalesce(sum(sign), 0) FROM census.acts WHERE what = $1 AND coalesce(outcome, '') = $2`, what, outcome)
}

func TestThePartnerIsShownWhoIsTracedAndNeverWhereTheChildLives(t *testing.T) {
	x := newTraced(t).entrusted()
	at := x.at(x.partner)
	page := x.partner.get(at+"/tracing/"+x.tracing()).wants(http.StatusOK, "Amadou Bah", "Mariama Bah", "tocca a te", "Registra un passo sul campo")
	form := x.partner.get(at + "/form/tracing-contact?record=" + x.tracing()).wants(http.StatusOK)
	queue := x.partner.get("/").wants(http.StatusOK)
	for _, shown := range []answer{page, form, queue} {
		shown.without("Siracusa", "Casa del Gelsomino", "Servizi di Ortigia", "Il fascicolo")
	}
	if led := x.partner.get(at); led.Code != http.StatusSeeOther || !strings.Contains(led.Header().Get("Location"), "/tracing/") {
		t.Errorf("the casefile itself: got %d to %s, want to be led to the tracing", led.Code, led.Header().Get("Location"))
	}
	if l := x.linesOf(x.child)[0]; l.Action != string(access.OpenCasefile) || !l.Allowed {
		t.Errorf("got the line %+v, want one of the look", l)
	}
}

func TestAWithdrawalEndsWhatThePartnerSeesAtThatMomentAndSaysSoToTheOthers(t *testing.T) {
	x := newTraced(t).entrusted()
	at := x.at(x.partner)
	open := x.partner.get(at + "/form/tracing-contact?record=" + x.tracing()).wants(http.StatusOK)
	x.takes(x.anna, "tracing-withdraw", "by", "minor", "on", "09/03/2026").wants(http.StatusOK, "Il minore ha ritirato il consenso: tutto è fermo")
	x.partner.get(at+"/tracing/"+x.tracing()).wants(http.StatusNotFound).without("Amadou", "Mariama")
	x.partner.send(http.MethodPost, "/form/tracing-contact", with(open.form("/form/tracing-contact"), "means", "telephone", "country", "Guinea", "finding", "not-found", "on", "09/03/2026")).
		wants(http.StatusNotFound)
	x.partner.get("/").wants(http.StatusOK, "Nessuno aspetta.").without("Amadou")
	if x.records(x.child, "tracing.contacted") != 0 {
		t.Error("a step in the field was taken after the withdrawal")
	}
	if x.acts("tracing.consented") != 1 || x.acts("tracing.withdrawn") != 1 {
		t.Error("the census does not count a consent that was given and taken back")
	}
}

func TestAConditionThatIsNotMetIsSaidInPlainWordsBeforeAnythingIsRecorded(t *testing.T) {
	x := newTraced(t)
	x.sends(x.anna, "tracing-request", "country", "Guinea", "asks", "come vive", "own_wish", "no", "on", "05/03/2026").
		wants(http.StatusUnprocessableEntity, "47/2017 art. 6")
	x.takes(x.anna, "tracing-consent", told("by", "minor", "on", "05/03/2026")...)
	x.takes(x.anna, "tracing-assess", "risk", "none", "grounds", "il colloquio", "on", "06/03/2026")
	x.takes(x.anna, "tracing-request", "country", "Senegal", "asks", "come vive", "own_wish", "no", "on", "07/03/2026")
	x.takes(x.ministry, "tracing-receive", "accepted", "yes", "number", "71/2026", "on", "08/03/2026")
	x.ministry.get(x.at(x.ministry)+"/form/tracing-entrust?record="+x.tracing()).wants(http.StatusOK, "Nessun partner ha una convenzione in vigore per questo paese (Senegal).")
	x.sends(x.ministry, "tracing-entrust", "country", "Senegal", "partner", x.partner.Caller.Offices[0].String(), "on", "09/03/2026").
		wants(http.StatusUnprocessableEntity, "non è in vigore, o non comprende questo paese")
	for kind, want := range map[string]int{"requested": 1, "entrusted": 0} {
		if got := x.records(x.child, "tracing."+kind); got != want {
			t.Errorf("tracing.%s: %d in the ledger, want %d", kind, got, want)
		}
	}
}

func TestAClarificationPutsTheTurnToWhomItIsAskedAndTheAnswerGivesItBack(t *testing.T) {
	x := newTraced(t).entrusted()
	x.takes(x.partner, "tracing-ask", "to", "asker", "asks", "in quale villaggio?", "on", "09/03/2026").wants(http.StatusOK, "Era l’ultimo di questo elenco")
	x.anna.get("/queues/tracing").wants(http.StatusOK, "Amadou Bah")
	x.anna.get(x.page.path).wants(http.StatusOK, "c’è un chiarimento da dare", "chi ha chiesto l’indagine")
	x.takes(x.anna, "tracing-answer", "says", "a Labé", "on", "09/03/2026").wants(http.StatusOK, "Era l’ultimo di questo elenco")
	x.anna.get(x.page.path).wants(http.StatusOK, "a Labé", "Ora non tocca a te.")
	x.partner.get("/").wants(http.StatusOK, "Amadou Bah")
}

func TestAClockOfATracingStandsInTheListOfTheOfficeThatHoldsIt(t *testing.T) {
	x := newTraced(t).entrusted()
	x.SetNow(x.Now().AddDate(0, 0, 55))
	if _, err := x.alerts.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	list := x.partner.get("/deadlines").wants(http.StatusOK, "Cercare la famiglia", "T6").without("Siracusa", "Casa del Gelsomino", "Servizi di Ortigia")
	x.partner.follow(x.partner.get(hrefTo(list, "Registra un passo sul campo"))).wants(http.StatusOK, "Amadou Bah", "Registra un passo sul campo")
}

func TestAGuardianProposesATracingOfTheOwnWardAndSeesHowItStands(t *testing.T) {
	w, anna, gaia, m, _ := guarded(t)
	file := gaia.get(hrefTo(gaia.get("/"), "Apri il fascicolo"))
	page := gaia.follow(gaia.write(file, "tracing-propose", "by", "guardian", "reason", "chiede di sua madre", "on", "09/03/2026", "is-1", "parent", "given-1", "Mariama")).
		wants(http.StatusOK, "Mariama", "tocca a te", "il tutore")
	x := &traced{town: w, anna: anna, child: m, page: page}
	at, _, _ := strings.Cut(page.path, "/tracing/")
	form := gaia.get(at + "/form/tracing-consent?record=" + x.tracing()).wants(http.StatusOK)
	gaia.follow(gaia.send(http.MethodPost, "/form/tracing-consent", with(form.form("/form/tracing-consent"), told("by", "minor", "on", "09/03/2026")...))).
		wants(http.StatusOK, "Registrato.", "con il consenso")
	gaia.get("/").wants(http.StatusOK, "Indagine familiare", "con il consenso", "Apri l’indagine")
}
