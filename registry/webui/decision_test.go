package webui_test

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/registry/judge"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// disputed is a child in Anna's custody of whom two centres' programs say another
// sex, neither having read the other; with the page on which it is decided.
func disputed(t *testing.T) (w *town, anna *browser, m minor.ID, page answer) {
	t.Helper()
	w = newTown(t)
	a := w.centre(siracusa)
	m = w.arrives(a, "2026-03-01", "Amadou", "Bah")
	b := w.Agent(a.Office)
	b.Taken(b.Write(m, "2026-03-02", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Female}))
	anna = w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	file := anna.open(m)
	anna.follow(anna.write(file, "custody-take", "on", "02/03/2026"))
	return w, anna, m, anna.get(file.path+"/conflict/sex").wants(http.StatusOK, "Valgono entrambe", "vale ciò che scrivo")
}

func (w *town) openConflicts(m minor.ID) (n int) {
	w.t.Helper()
	w.Scan(&n, `SELECT count(*) FROM conflicts WHERE minor = $1`, m)
	return n
}

func TestAConflictIsDecidedByKeepingBoth(t *testing.T) {
	w, anna, m, page := disputed(t)
	values := with(page.form("/decide"), "choose", "both", "why", "lo dirà il medico")
	anna.follow(anna.send(http.MethodPost, "/decide", values)).wants(http.StatusOK, "Registrato.", "lo dirà il medico").without("Conflitto: il sesso")
	anna.follow(anna.send(http.MethodPost, "/decide", values)).wants(http.StatusOK, "Era già registrato")
	if w.openConflicts(m) != 0 || w.records(m, "resolved") != 1 {
		t.Errorf("got %d conflicts and %d decisions, want none and one", w.openConflicts(m), w.records(m, "resolved"))
	}
}

func TestAConflictIsDecidedByAValueThatNoRecordStates(t *testing.T) {
	w, anna, m, page := disputed(t)
	values := with(page.form("/decide"), "choose", "third", "why", "visita medica")
	again := anna.send(http.MethodPost, "/decide", values).wants(http.StatusUnprocessableEntity, "Manca: scrivilo.")
	if w.records(m, "resolved") != 0 {
		t.Fatal("nothing was stated, and it was recorded")
	}
	values = with(again.form("/decide"), "choose", "third", "why", "visita medica", "sex", "X")
	anna.follow(anna.send(http.MethodPost, "/decide", values)).wants(http.StatusOK, "Registrato.", "altro (X)").without("Conflitto: il sesso")
	anna.follow(anna.send(http.MethodPost, "/decide", values)).wants(http.StatusOK, "Era già registrato")
	var sex string
	w.Scan(&sex, `SELECT sex FROM casefiles WHERE minor = $1`, m)
	if sex != "X" || w.openConflicts(m) != 0 || w.records(m, "resolved") != 1 {
		t.Errorf("got %q with %d conflicts and %d decisions, want the value stated", sex, w.openConflicts(m), w.records(m, "resolved"))
	}
}

func TestAConflictThatGrewSinceThePageWasOpenedIsShownAgainBeforeItIsDecided(t *testing.T) {
	w, anna, m, page := disputed(t)
	c := w.centre(siracusa)
	c.Taken(c.Write(m, "2026-03-04", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Other}))
	values := with(page.form("/decide"), "choose", "both", "why", "lo dirà il medico")
	again := anna.send(http.MethodPost, "/decide", values).wants(http.StatusConflict, "sono cambiate", "altro (X)")
	if w.records(m, "resolved") != 0 {
		t.Fatal("it was recorded")
	}
	anna.follow(anna.send(http.MethodPost, "/decide", with(again.form("/decide"), "choose", "both", "why", "lo dirà il medico"))).wants(http.StatusOK, "Registrato.")
	if w.openConflicts(m) != 0 {
		t.Error("it is still open")
	}
}

func TestAPlaceIsKeptForAChildAndGivenUp(t *testing.T) {
	w, anna, m, file := inCustody(t)
	house := w.Structure(siracusa)
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, institution.OfficeOf(house))
	anna.get(file.path).without("Libera un posto")
	file = anna.follow(anna.write(file, "place-reserved", "on", "08/03/2026", "at", code, "until", "31/03/2026")).wants(http.StatusOK, "Registrato.", "Posto riservato", "Libera un posto")
	page := anna.get(strings.Split(file.path, "?")[0] + "/form/place-released").wants(http.StatusOK)
	values := with(page.form("/form/place-released"), "kept", facility.At(house).Key(), "on", "08/03/2026", "reason", "")
	anna.follow(anna.send(http.MethodPost, "/form/place-released", values)).wants(http.StatusOK, "Registrato.").without("Libera un posto")
	anna.follow(anna.send(http.MethodPost, "/form/place-released", values)).wants(http.StatusOK, "Era già registrato")
	if w.records(m, "place.reserved") != 1 || w.records(m, "place.released") != 1 {
		t.Error("they are not in the ledger once each")
	}
}

func TestAGuardianshipEnds(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.write(file, "guardian", "given", "Gaia", "family", "Tutrice", "volunteer", "yes", "on", "05/03/2026",
		"court", "TM Catania", "number", "12/2026", "decreed", "04/03/2026")).wants(http.StatusOK, "La tutela finisce")
	path, _, _ := strings.Cut(file.path, "?")
	page := anna.get(path+"/form/guardian-ended").wants(http.StatusOK, "Gaia Tutrice")
	who := valueOf(page, "who")
	anna.follow(anna.send(http.MethodPost, "/form/guardian-ended", with(page.form("/form/guardian-ended"), "who", who, "end", "resigned", "on", "09/03/2026"))).
		wants(http.StatusOK, "Registrato.", "dimissioni").without("La tutela finisce")
	if w.records(m, "guardian.ended") != 1 {
		t.Error("it is not in the ledger")
	}
}

// A brother stays behind: the transfer wants a reason, and has one.
func TestBrothersOfTheRegisterArePartedForAReasonAlone(t *testing.T) {
	w := newTown(t)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	house, away := w.Structure(siracusa), w.Structure(milan)
	var code, far string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, institution.OfficeOf(house))
	w.Scan(&far, `SELECT code FROM offices WHERE id = $1`, institution.OfficeOf(away))
	register := func(given string) answer {
		form := anna.get("/new").form("/form/arrival")
		return anna.follow(anna.send(http.MethodPost, "/form/arrival", with(form, "on", "09/03/2026", "at", code, "mode", "found", "source", "declared", "given", given, "family", "Traoré", "provenance", "declared"))).wants(http.StatusOK, given)
	}
	one, other := register("Awa"), register("Issa")
	var brother minor.ID
	w.Scan(&brother, `SELECT minor FROM records WHERE kind = 'minor.registered' ORDER BY position DESC LIMIT 1`)
	anna.write(one, "relative", "kinship", "sibling", "other", "0000 0000 98", "source", "declared", "on", "09/03/2026").wants(http.StatusUnprocessableEntity, "non è tra i tuoi")
	one = anna.follow(anna.write(one, "relative", "kinship", "sibling", "other", w.codeOf(brother).Display(), "source", "declared", "on", "09/03/2026")).wants(http.StatusOK, "Familiare")
	anna.get(strings.Split(other.path, "?")[0]).wants(http.StatusOK, "fratello o sorella")
	if l := w.linesOf(brother); l[1].Action != string(access.OpenCasefile) || !l[1].Allowed {
		t.Errorf("got the lines %+v, want one of who looked the brother up", l)
	}
	res := anna.write(one, "transfer-departed", "on", "10/03/2026", "to", far, "why", "").wants(http.StatusConflict, "Un fratello o una sorella resta indietro")
	anna.follow(anna.send(http.MethodPost, "/form/transfer-departed", with(res.form("/form/transfer-departed"), "on", "10/03/2026", "to", far, "why", "cure urgenti"))).wants(http.StatusOK, "in viaggio", "cure urgenti")
}

// valueOf gives the first value that a field offers.
func valueOf(page answer, field string) string {
	page.t.Helper()
	_, rest, ok := strings.Cut(page.text, `name="`+field+`"`)
	if !ok {
		page.t.Fatalf("%s: no field %s", page.path, field)
	}
	_, rest, _ = strings.Cut(rest, `<option value="`)
	value, _, _ := strings.Cut(rest, `"`)
	return value
}

func TestEveryReasonOfARefusalIsSaidInBothLanguages(t *testing.T) {
	_, anna, _, _ := inCustody(t)
	for _, r := range judge.Reasons() {
		for _, lang := range []string{"it", "en"} {
			if said := anna.w.pages.Says(lang, "refused."+string(r)); said == "" {
				t.Errorf("%s is not said in %s", r, lang)
			}
		}
	}
}
