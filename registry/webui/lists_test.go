package webui_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/institution"
)

// upload sends a form with a file.
func (b *browser) upload(path string, values url.Values, name, text string) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field := range values {
		if err := form.WriteField(field, values.Get(field)); err != nil {
			b.t.Fatal(err)
		}
	}
	if name != "" {
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			b.t.Fatal(err)
		}
		if _, err := part.Write([]byte(text)); err != nil {
			b.t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, "https://registry.example"+path, &body)
	r.Header.Set("X-Who", b.who)
	r.Header.Set("Accept-Language", b.lang)
	r.Header.Set("Content-Type", form.FormDataContentType())
	rec := httptest.NewRecorder()
	b.w.engine.ServeHTTP(rec, r)
	return answer{rec, b.t, path, rec.Body.String()}
}

func TestAListIsComparedOnAPageAndIsNotKept(t *testing.T) {
	w := newTown(t)
	t.Setenv("TMPDIR", t.TempDir())
	a := w.centre(siracusa)
	w.arrives(a, "2026-03-01", "Amadou", "Bah")
	gone := w.arrives(a, "2026-03-02", "Ibrahima", "Sow")
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	page := anna.get("/lists").wants(http.StatusOK, "Che elenco è", "Di quale giorno", "Dell’elenco non si conserva nulla")
	fill := func(pairs ...string) url.Values {
		return with(with(page.form("/lists"), "source", "municipality-roll", "on", "05/03/2026", "reason", "check"), pairs...)
	}
	list := "Riferimento;Cognome;Nome;Data di nascita\n7;Bah;Amadu;\n8;Xyzzyx;Keptgiven;14/07/2011\n9;Conde;Aly;31/02/2010\n"
	got := anna.upload("/lists", fill(), "ruolo.csv", list).wants(http.StatusOK, "Righe dell’elenco 3", "Solo nell’elenco", "Keptgiven Xyzzyx",
		"Segnala il minore", "Solo nel registro", "Ibrahima Sow", "Chiedi alla struttura", "D Data di nascita", "Amadu Bah")
	if !strings.Contains(got.main(), "/casefile/") || strings.Contains(got.text, "<a href=\"/casefile/\"") {
		t.Error("nothing leads to the casefile")
	}
	if l := w.linesOf(gone); len(l) == 0 || l[0].Action != string(access.Search) || l[0].Reason != "check" {
		t.Errorf("got the lines %+v, want one of the comparison", l)
	}
	if files, err := os.ReadDir(os.TempDir()); err != nil || len(files) != 0 {
		t.Errorf("%d files were left, %v", len(files), err)
	}
	file := anna.send(http.MethodPost, "/lists/file", got.form("/lists/file"))
	if file.Code != http.StatusOK || !strings.HasPrefix(file.text, "PK") || !strings.Contains(file.Header().Get("Content-Disposition"), "confronto-2026-03-05.xlsx") {
		t.Errorf("the spreadsheet: %d, %v", file.Code, file.Header())
	}
	if w.count(`SELECT count(*) FROM access_lines WHERE output = $1 AND rows > 0`, audit.Exported) != 1 {
		t.Error("no line says that it left as a file")
	}
	other := w.person("Bruno", access.Municipality, institution.Municipality, siracusa)
	stolen := with(other.get("/lists").form("/lists"), "answer", got.form("/lists/file").Get("answer"))
	if theirs := other.send(http.MethodPost, "/lists/file", stolen); theirs.Code != http.StatusNotFound {
		t.Errorf("another's answer: got %d", theirs.Code)
	}
	anna.upload("/lists", fill("place", "Milano"), "r.csv", list).wants(http.StatusUnprocessableEntity, "Non è nel tuo territorio")
	anna.upload("/lists", fill("place", "Nessundove"), "r.csv", list).wants(http.StatusUnprocessableEntity, "Nessun comune e nessuna regione")
	anna.upload("/lists", fill("on", "ieri"), "", "").wants(http.StatusUnprocessableEntity, "Scegli un file.")
	anna.upload("/lists", fill(), "r.csv", "A;B\n1;2\n").wants(http.StatusUnprocessableEntity, "nomina le colonne")
}
