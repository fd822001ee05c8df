package webui_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/registry/report/publication"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// book is what is published, without the database behind it.
type book []issued

type issued struct {
	publication.Publication
	report report.Report
	today  map[string]int // figures that are known otherwise since
}

func (b book) Published(_ context.Context, k report.Kind) (out []publication.Publication, _ error) {
	for _, i := range b {
		if k == "" || i.Kind == k {
			out = append(out, i.Publication)
		}
	}
	return out, nil
}

func (b book) find(n publication.Name) (issued, error) {
	for _, i := range b {
		if i.Name == n {
			return i, nil
		}
	}
	return issued{}, fault.Newf(fault.NotFound, "no such publication")
}

func (b book) Find(_ context.Context, n publication.Name) (publication.Publication, report.Report, error) {
	i, err := b.find(n)
	return i.Publication, i.report, err
}

func (b book) File(_ context.Context, n publication.Name, f report.Format) (publication.File, []byte, error) {
	_, err := b.find(n)
	text := []byte("<!doctype html><style>p{color:red}</style><p>" + string(f))
	sum := sha256.Sum256(text)
	return publication.File{Format: f, Digest: hex.EncodeToString(sum[:]), Size: len(text)}, text, err
}

func (b book) Figure(_ context.Context, a publication.Address) (publication.Figure, error) {
	i, err := b.find(a.Name)
	if err != nil {
		return publication.Figure{}, err
	}
	c, row, col, ok := i.report.At(a.Table, a.Row, a.Column)
	if !ok {
		return publication.Figure{}, fault.Newf(fault.NotFound, "no such figure")
	}
	out := publication.Figure{Address: a, Of: i.Publication, RowName: row, ColumnName: col, TableTitle: i.report.Table(a.Table).Title, Published: c, Today: c, KnownAt: i.MadeAt, Same: true,
		Why: report.Words{Italian: "Nulla è cambiato.", English: "Nothing has changed."}}
	if n, ok := i.today[a.String()]; ok {
		out.Today.Count, out.Same, out.Why = n, false, report.Words{Italian: "Registrato dopo.", English: "Recorded later."}
	}
	return out, nil
}

func parts(dimension string, named ...string) (out []report.Line) {
	for i := 0; i < len(named); i += 2 {
		out = append(out, report.Line{Class: disclosure.Class{Dimension: dimension, Members: []string{named[i]}}, Name: report.Words{Italian: named[i+1], English: named[i+1]}})
	}
	return out
}

func oneWay(on day.Date, id, title string, rows []report.Line, counts ...int) report.Table {
	t := report.Table{ID: id, Title: report.Words{Italian: title, English: title}, Measure: disclosure.Present, On: on, Rows: rows}
	total := 0
	for _, n := range counts {
		c := disclosure.Cell{Count: n}
		if n < 0 {
			c = disclosure.Cell{Withheld: true}
			n = -n
		}
		total += n
		t.Cells = append(t.Cells, []disclosure.Cell{c})
	}
	t.Cells = append(t.Cells, []disclosure.Cell{{Count: total}})
	return t
}

// monthly is the Ministry's report of 31 December 2022, as far as it was
// published, with an age for everybody.
func monthly(t *testing.T, on string, less int) issued {
	t.Helper()
	d := day.Must(on)
	regions := parts("region", "01", "Piemonte", "02", "Valle d’Aosta", "03", "Lombardia", "05", "Veneto", "06", "Friuli-Venezia Giulia", "07", "Liguria", "08", "Emilia-Romagna",
		"09", "Toscana", "10", "Umbria", "11", "Marche", "12", "Lazio", "13", "Abruzzo", "14", "Molise", "15", "Campania", "16", "Puglia", "17", "Basilicata", "18", "Calabria",
		"19", "Sicilia", "20", "Sardegna", "21", "Bolzano", "22", "Trento", "none", "non attribuito")
	sexes := parts("sex", "M", "maschi", "F", "femmine", "none", "non attribuito")
	girls := report.Table{ID: "girls", Title: report.Words{Italian: "Ragazze per cittadinanza e regione", English: "Girls by citizenship and region"}, On: d, Rows: parts("citizenship", "EG", "Egitto", "UA", "Ucraina"), Cols: regions}
	for range 3 {
		girls.Cells = append(girls.Cells, make([]disclosure.Cell, len(regions)+1))
	}
	girls.Cells[0][2] = disclosure.Cell{Withheld: true}
	r := report.Report{Kind: report.Monthly, Audience: report.Public, AsOf: d, Epoch: 1, Position: 4711, Floor: 5, Tables: []report.Table{
		oneWay(d, "sex", "Presenti per sesso", sexes, 17_121-less, 2_968, 0),
		oneWay(d, "age", "Presenti per età", parts("age", "17", "17 anni", "16", "16 anni", "15", "15 anni", "7-14", "7-14 anni", "0-6", "0-6 anni", "none", "non attribuito"), 8_900-less, 4_781, 2_376, 3_216, 816, 0),
		oneWay(d, "citizenship", "Presenti per cittadinanza", parts("citizenship", "UA", "Ucraina", "EG", "Egitto", "TN", "Tunisia", "AL", "Albania", "PK", "Pakistan", "TO", "Tonga", "other", "altre"), 5_042, 4_899-less, 1_800, 1_347, 1_082, -3, 5_916),
		oneWay(d, "region", "Presenti per regione", regions, 885, 14, 2880, 814, 963, 794, 1814, 902, 156, 435, 1087, 491, 138, 1135, 880, 358, 2068, 3923-less, 190, 76, 86, 0),
		girls, oneWay(d, "missing", "Irreperibili", parts("state", "missing", "irreperibili"), 1_203),
	}}
	p := publication.Publication{Name: publication.Name{Kind: report.Monthly, AsOf: d}, Epoch: 1, Position: 4711, Floor: 5, MadeAt: time.Date(2023, 1, 9, 9, 0, 0, 0, time.UTC), ApprovedAt: time.Date(2023, 1, 10, 9, 0, 0, 0, time.UTC), Digest: strings.Repeat("ab", 32)}
	for _, f := range report.Formats(report.Monthly) {
		p.Files = append(p.Files, publication.File{Format: f, Digest: strings.Repeat("cd", 32), Size: 4096})
	}
	return issued{p, r, map[string]int{"monthly-" + on + "/region/19/total": 4001}}
}

func published(t *testing.T) book {
	t.Helper()
	return book{monthly(t, "2022-12-31", 0), monthly(t, "2022-11-30", 57), monthly(t, "2022-10-31", 1156)}
}

// reader is somebody whom nobody knows.
func (w *town) reader(lang string) *browser { return &browser{w: w, t: w.t, who: "nobody", lang: lang} }

var publicPages = []string{
	"/public", "/public/publications", "/public/publications/monthly-2022-12-31", "/public/figures/monthly-2022-12-31/region/19/total",
	"/public/open-data", "/public/definitions", "/public/law", "/public/tracing",
}

func TestAnybodyReadsWhatIsPublishedInBothLanguages(t *testing.T) {
	w := newTown(t)
	w.book = published(t)
	key := regexp.MustCompile(`\b(public|kind|kinds|fact|format|data|cut|law|tracing|help|definitions)\.[a-z][a-z0-9_.-]*\b`)
	for _, lang := range []string{"it", "en"} {
		r := w.reader(lang)
		for _, path := range publicPages {
			p := r.get(path).wants(http.StatusOK)
			if found := key.FindString(p.words()); found != "" {
				t.Errorf("%s in %s: shows the key %q", path, lang, found)
			}
			if !strings.Contains(p.text, `<html lang="`+lang+`">`) || !strings.Contains(p.text, `class="help"`) || p.Header().Get("Content-Security-Policy") != pages.Policy {
				t.Errorf("%s in %s: is not in it, without help or without its policy", path, lang)
			}
			if dir := os.Getenv("FARO_LOOK"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, lang+strings.ReplaceAll(path, "/", "_")+".html"), []byte(p.text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	r := w.reader("it")
	r.get("/public").wants(http.StatusOK, "20.089 presenti", "Dati al 31 dicembre 2022", "1.203 irreperibili")
	r.get(publicPages[2]).wants(http.StatusOK, "Sicilia 3.923", "162 sulla carta", "non pubblicato", strings.Repeat("ab", 32))
	r.get(publicPages[3]).wants(http.StatusOK, "Come pubblicato il 10 gennaio 2023 3.923", "4.001", "Registrato dopo.")
	r.get("/public/figures/monthly-2022-12-31/citizenship/TO/total").wants(http.StatusOK, "10 gennaio 2023 non pubblicato")
	if n := w.count(`SELECT count(*) FROM access_lines`); n != 0 {
		t.Errorf("%d lines were written of who is nobody", n)
	}
}

func TestWhatIsNotPublishedIsNotThere(t *testing.T) {
	w := newTown(t)
	w.book = published(t)
	r := w.reader("it")
	for _, path := range []string{
		"/public/publications/monthly-2023-01-31", "/public/publications/weekly-2022-12-31", "/public/publications/monthly-2022-12-31/passwd", "/public/publications/x/y",
		"/public/figures/monthly-2022-12-31/region/99/total", "/public/figures/monthly-2023-01-31/region/19/total", "/public/figures/monthly-2022-12-31/children/19/total",
	} {
		r.get(path).wants(http.StatusNotFound)
	}
	w.book = book{}
	r.get("/public").wants(http.StatusOK, "Nulla è stato ancora pubblicato")
}

func TestAPublicPageIsNotSentToWhoHasItAlready(t *testing.T) {
	w := newTown(t)
	w.book = published(t)
	for _, path := range append(publicPages, "/public/publications/monthly-2022-12-31/monthly-2022-12-31.csv") {
		first := w.reader("it").get(path).wants(http.StatusOK)
		tag := first.Header().Get("ETag")
		if tag == "" || !strings.HasPrefix(first.Header().Get("Cache-Control"), "public, max-age=") {
			t.Errorf("%s: got the tag %q, kept %q", path, tag, first.Header().Get("Cache-Control"))
		}
		again := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://registry.example"+path, nil)
		again.Header.Set("If-None-Match", tag)
		again.Header.Set("Accept-Language", "it")
		rec := httptest.NewRecorder()
		w.engine.ServeHTTP(rec, again)
		if rec.Code != http.StatusNotModified || rec.Body.Len() != 0 {
			t.Errorf("%s: got %d and %d bytes, want nothing again", path, rec.Code, rec.Body.Len())
		}
	}
}

func TestAPublicPageGoesPackedAndIsLight(t *testing.T) {
	w := newTown(t)
	w.book = published(t)
	for _, path := range publicPages {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "https://registry.example"+path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		rec := httptest.NewRecorder()
		w.engine.ServeHTTP(rec, r)
		if rec.Header().Get("Content-Encoding") != "gzip" || rec.Body.Len() > 30_000 {
			t.Errorf("%s: %d bytes, packed as %q", path, rec.Body.Len(), rec.Header().Get("Content-Encoding"))
		}
	}
}

func TestAFrozenPageMayUseItsOwnStylesAndNothingElse(t *testing.T) {
	w := newTown(t)
	w.book = published(t)
	at := "/public/publications/monthly-2022-12-31/monthly-2022-12-31"
	page := w.reader("it").get(at + ".html").wants(http.StatusOK)
	policy := page.Header().Get("Content-Security-Policy")
	if !strings.Contains(policy, "style-src 'sha256-") || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("got the policy %q", policy)
	}
	if got := w.reader("it").get(at + ".csv").Header().Get("Content-Disposition"); got != `attachment; filename="monthly-2022-12-31.csv"` {
		t.Errorf("got %q", got)
	}
}

func TestTheTableBesideAPictureHasEveryCellOfThePublication(t *testing.T) {
	w := newTown(t)
	w.book = published(t)
	page := w.reader("it").get(publicPages[2]).wants(http.StatusOK)
	r := w.book[0].report
	for _, table := range r.Tables {
		for i, line := range table.Cells {
			for j, c := range line {
				at := `href="/public/figures/monthly-2022-12-31/` + table.ID + "/" + report.KeyAt(table.Rows, i) + "/" + report.KeyAt(table.Cols, j) + `">`
				want := at + pages.Number(pages.Italian, c.Count)
				if c.Withheld {
					want = at + "non pubblicato"
				}
				if !strings.Contains(page.text, want+"<") {
					t.Errorf("the page lacks %s", want)
				}
			}
		}
	}
}
