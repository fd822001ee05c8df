package webui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/institution"
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
