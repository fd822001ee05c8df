package webui_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"faro.example/registry/paper"
	"faro.example/registry/webui"
	"faro.example/shared/access"
	"faro.example/shared/institution"
)

func TestTheFormsAreReachedFromTheCasefileAndLeaveALine(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file.wants(http.StatusOK, "Moduli da stampare", "A – Dati anagrafici", "H – Uscita")
	page := anna.get(file.path + "/paper/D")
	page.wants(http.StatusOK, "Cognome Bah", "Presa in carico", "2 marzo 2026")
	if page.Header().Get("Content-Security-Policy") != paper.Policy() || !strings.Contains(page.text, `href="`+file.path+`/paper/D.pdf"`) || !strings.Contains(page.text, w.codeOf(m).Display()) {
		t.Errorf("got the policy %s, and %s", page.Header().Get("Content-Security-Policy"), page.text)
	}
	if l := w.linesOf(m)[0]; l.Action != string(access.OpenCasefile) || !strings.HasPrefix(l.Reason, "form D: ") {
		t.Errorf("got the line %+v, want that form D was printed", l)
	}
	pdf := anna.get(file.path + "/paper/D.pdf")
	if pdf.Code != http.StatusOK || pdf.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(pdf.text, "%PDF-") ||
		pdf.Header().Get("Content-Disposition") != `attachment; filename="modulo-D.pdf"` {
		t.Errorf("got %d %v", pdf.Code, pdf.Header())
	}
	anna.get(file.path + "/paper/K").wants(http.StatusNotFound)
	rosa := w.person("Rosa", access.Municipality, institution.Municipality, milan)
	if got := rosa.get(file.path + "/paper/D"); got.Code == http.StatusOK {
		t.Error("the address of another's session opens a form")
	}
}

func TestWhatFormAHoldsCanBeEnteredAtThePages(t *testing.T) {
	w, anna, m, file := inCustody(t)
	file = anna.follow(anna.write(file, "found", "mode", "landing", "place-found", "Augusta", "town-found", "Augusta (SR)", "vessel", "Diciotti", "reported-by", "Questura", "accompanied", "uno zio",
		"condition", "buone", "support", "nessuno", "stay", "hotspot", "measures-taken", "visita", "on", "01/03/2026")).wants(http.StatusOK, "Registrato.")
	anna.write(file, "found", "mode", "found", "town-found", "Nessunluogo", "on", "01/03/2026").wants(http.StatusUnprocessableEntity, "Nessun comune")
	file = anna.follow(anna.write(file, "identity", "source", "declared", "birth-town", "Conakry", "birth-country", "Guinea", "father-family", "Bah", "mother-given", "Aïssatou", "on", "03/03/2026")).
		wants(http.StatusOK, "Registrato.")
	if w.records(m, "minor.found") != 2 {
		t.Error("the report is not in the ledger")
	}
	path, _, _ := strings.Cut(file.path, "?")
	anna.get(path+"/paper/A").wants(http.StatusOK, "Augusta, Diciotti", "uno zio", "hotspot", "visita", "Conakry, Guinea", "Padre Bah", "Madre Aïssatou")
}

func TestEveryKindThatAFormIsFilledFromHasItsFormAtThePages(t *testing.T) {
	text, err := os.ReadFile("../../docs/forms.md")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if _, from, ok := strings.Cut(line, " | "); ok && strings.HasPrefix(line, "| ") {
			for _, k := range regexp.MustCompile("`([a-z]+\\.[a-z-]+)`").FindAllStringSubmatch(from, -1) {
				kinds[k[1]] = true
			}
		}
	}
	if len(kinds) < 30 {
		t.Fatalf("only %d kinds are listed", len(kinds))
	}
	for k := range kinds {
		if !webui.Writes(k) {
			t.Errorf("%s is on a form, and no page writes it", k)
		}
	}
}
