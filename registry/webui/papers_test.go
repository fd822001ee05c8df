package webui_test

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/registry/paper"
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
	anna.get(file.path + "/paper/E").wants(http.StatusNotFound)
	rosa := w.person("Rosa", access.Municipality, institution.Municipality, milan)
	if got := rosa.get(file.path + "/paper/D"); got.Code == http.StatusOK {
		t.Error("the address of another's session opens a form")
	}
}
