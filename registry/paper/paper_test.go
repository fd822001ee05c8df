package paper_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"faro.example/registry/paper"
	"faro.example/shared/fault"
)

// sample is a document with everything that one may have.
func sample() paper.Document {
	return paper.Document{
		Office: []string{"Ministero del Lavoro e delle Politiche Sociali", "Registro nazionale dei minori stranieri non accompagnati"},
		Title:  "Modulo A – Dati anagrafici", Subtitle: "Legge 47/2017, articolo 9",
		Parts: []paper.Part{
			{Title: "Il minore", Fields: []paper.Field{
				{No: "1", Term: "Cognome", Values: []paper.Value{{Text: "Şahin <Müller>", Held: true, Note: "documento"}, {Text: "Сахин", Held: true}}},
				{No: "2", Term: "Nome", Values: []paper.Value{{Text: "محمد الأمين", Note: "come scritto"}}},
				{No: "3", Term: "Luogo di nascita"}, {No: "4", Term: "Fotografia", Box: true},
			}},
			{Title: "Presa in carico", Note: "Chi stampa non vede questa parte del fascicolo."},
			{Title: "Testo", Text: []string{"Un paragrafo."}},
		},
		Signed: []string{"Servizio sociale"}, Colophon: []string{"Stampato il 3 marzo 2026"}, Links: []paper.Link{{Text: "Torna al fascicolo", Href: "/casefile/x"}},
		Dated: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC),
	}
}

func TestAPageSaysWhatIsKnownContendsAndIsNotKnown(t *testing.T) {
	page, err := paper.Page(sample())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`<html lang="it">`, "Şahin &lt;Müller&gt;", "Сахин", paper.InConflict, `class="rule"><span class="unseen">non noto`, `class="box"`, "Chi stampa non vede", "Torna al fascicolo",
	} {
		if !bytes.Contains(page, []byte(want)) {
			t.Errorf("it does not hold %s", want)
		}
	}
	if n := bytes.Count(page, []byte("<strong>"+paper.InConflict)); n != 2 {
		t.Errorf("%d values are said to contend, want both", n)
	}
	for _, never := range []string{"<script", "http://", "https://", "<link", "<img", "style=\""} {
		if bytes.Contains(page, []byte(never)) {
			t.Errorf("it holds %s", never)
		}
	}
	if !strings.Contains(paper.Policy(), "default-src 'none'; style-src 'sha256-") {
		t.Errorf("got the policy %s", paper.Policy())
	}
}

func TestAPageInALanguageFromTheRightIsWrittenSo(t *testing.T) {
	d := sample()
	d.Lang = "ar"
	page, err := paper.Page(d)
	if err != nil || !bytes.Contains(page, []byte(`<html lang="ar" dir="rtl">`)) {
		t.Errorf("got %v", err)
	}
}

func TestAPDFIsWholeAndTheSameTwice(t *testing.T) {
	one, err := (&paper.Press{}).PDF(t.Context(), sample())
	if err != nil || !bytes.HasPrefix(one, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(one), []byte("%%EOF")) {
		t.Fatalf("%d bytes, %v", len(one), err)
	}
	two, err := (&paper.Press{}).PDF(t.Context(), sample())
	if err != nil || !bytes.Equal(one, two) {
		t.Errorf("printed again it differs: %v", err)
	}
	if out := os.Getenv("FARO_LOOK"); out != "" {
		if err := os.WriteFile(out, one, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	_, err = (&paper.Press{Chromium: "/nowhere/chromium"}).PDF(t.Context(), sample())
	if !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
		t.Errorf("with a browser that is not there: got %v", err)
	}
}
