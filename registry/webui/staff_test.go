package webui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// administered is Anna, who administers a social service, with Nina, who works
// there and records for a structure of the territory.
func administered(t *testing.T) (w *town, anna, nina *browser) {
	t.Helper()
	w = newTown(t)
	anna = w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	v := w.who["Anna"]
	v.Caller.Administrator = true
	w.who["Anna"] = v
	anna.Visitor = v
	w.Exec(`UPDATE people SET administrator = true WHERE id = $1`, anna.Caller.Person)
	nina = w.personAt("Nina", access.Municipality, anna.Caller.Offices[0], siracusa)
	w.Exec(`INSERT INTO operators (person, office, valid_from, known_from, changed_at) VALUES ($1, $2, '2000-01-01', 0, now())`,
		nina.Caller.Person, institution.OfficeOf(w.Structure(siracusa)))
	return w, anna, nina
}

var codes = regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}`)

func TestAnAdministratorGivesAnOperatorAOneTimeCode(t *testing.T) {
	w, anna, nina := administered(t)
	page := anna.get("/staff").wants(http.StatusOK, "Nina", "Nuovo codice", "amministra l’ente")
	if codes.MatchString(page.text) {
		t.Error("a code stands on the page before it is asked for")
	}
	form := page.form("/staff")
	made := anna.send(http.MethodPost, "/staff", form).wants(http.StatusOK, "Nina", "non sarà mostrato di nuovo")
	code := codes.FindString(made.words())
	sum := func() (out []byte) {
		w.Scan(&out, `SELECT code_sum FROM operators WHERE person = $1 AND known_until IS NULL ORDER BY valid_from DESC LIMIT 1`, nina.Caller.Person)
		return out
	}
	if code == "" || string(sum()) != string(api.SumCode(code)) {
		t.Errorf("the directory does not hold the sum of the code shown")
	}
	if again := anna.send(http.MethodPost, "/staff", form).wants(http.StatusOK); codes.FindString(again.words()) != code {
		t.Error("sent twice, it is another code")
	}
	var lines int
	w.Scan(&lines, `SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'keep-staff' AND allowed`, anna.Caller.Person)
	if lines < 4 { // the list, the edit, whom it names, and the list again
		t.Errorf("got %d lines, want one of each look and of the edit", lines)
	}
	if strings.Contains(anna.get("/staff").text, code) {
		t.Error("the code is shown a second time")
	}
}

func TestNobodyButAnAdministratorGivesCodesNorToThemselves(t *testing.T) {
	w, anna, nina := administered(t)
	form := anna.get("/staff").form("/staff")
	nina.get("/staff").wants(http.StatusNotFound)
	nina.send(http.MethodPost, "/staff", form).wants(http.StatusNotFound)
	w.Exec(`INSERT INTO operators (person, office, valid_from, known_from, changed_at) VALUES ($1, $2, '2000-01-01', 0, now())`,
		anna.Caller.Person, institution.OfficeOf(w.Structure(siracusa)))
	anna.get("/staff").wants(http.StatusOK, "a te lo dà un collega")
}

func TestWhatIsGravestWantsProofThatItIsReallyTheReader(t *testing.T) {
	w, anna, _ := administered(t)
	form := anna.get("/staff").form("/staff")
	w.door.stale = true
	anna.get("/staff").wants(http.StatusUnauthorized, "Dimostra di nuovo la tua identità").without("Nina")
	anna.get("/glass").wants(http.StatusUnauthorized, "Dimostra di nuovo la tua identità")
	if codes.MatchString(anna.send(http.MethodPost, "/staff", form).wants(http.StatusUnauthorized).text) {
		t.Error("a code is shown")
	}
}

func TestTheAdministratorIsToldWhoWorkedInAnOperatorsPlace(t *testing.T) {
	w, anna, nina := administered(t)
	anna.get("/").wants(http.StatusOK).without("al posto di un vostro operatore")
	a := w.centre(siracusa)
	w.Exec(`INSERT INTO operators (person, office, valid_from, known_from, changed_at) VALUES ($1, $2, '2000-01-01', 0, now())`, nina.Caller.Person, a.Office)
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	stands := func(h *change.Header) { h.Author, h.StandIn = nina.Caller.Person, "Olga Vetro" }
	for _, on := range []string{"2026-03-02", "2026-03-03"} {
		a.Taken(a.Write(m, on, minor.NoticeGiven{Text: "diritti", Language: "fr"}, stands))
	}
	anna.get("/").wants(http.StatusOK, "1 persona che l’elenco non conosce ha registrato al posto di un vostro operatore", "Chi, e per chi").without("Olga")
	anna.get("/staff").wants(http.StatusOK, "Chi ha lavorato al posto di un operatore", "Olga Vetro", "Fatto entrare da", "Nina")
	if n := w.count(`SELECT records FROM stood_in WHERE name = 'Olga Vetro' AND person = $1`, nina.Caller.Person); n != 2 {
		t.Errorf("%d records are told, want 2", n)
	}
	nina.get("/").wants(http.StatusOK).without("al posto di un vostro operatore")
	other := w.person("Dario", access.Municipality, institution.Municipality, milan)
	v := w.who["Dario"]
	v.Caller.Administrator = true
	w.who["Dario"] = v
	other.get("/").wants(http.StatusOK).without("al posto di un vostro operatore")
	other.get("/staff").wants(http.StatusOK, "Nessuno ha lavorato al posto di un operatore").without("Olga")
}
