package webui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// down is where the link with some words leads, of the page of how things stand.
func (a answer) down(words string) string {
	a.t.Helper()
	m := regexp.MustCompile(`<a href="(/glance[^"]*)">` + regexp.QuoteMeta(words) + `</a>`).FindStringSubmatch(a.text)
	if m == nil {
		a.t.Fatalf("%s: nothing leads to %s: %s", a.path, words, a.words())
	}
	return strings.ReplaceAll(m[1], "&amp;", "&")
}

func TestTheMinistrysFirstPageIsHowTheNationStands(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	page := bruno.get("/").wants(http.StatusOK, "La situazione: Italia", "presenti", "Che cosa aspetta", "Sicilia", "Lombardia")
	for _, has := range []string{`<span aria-current="page">Italia</span>`, `data-news="ledger candidates deadlines"`, `<a href="/" aria-current="page"`} {
		if !strings.Contains(page.text, has) {
			t.Errorf("the page has no %s", has)
		}
	}
	if got := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'count-census'`, bruno.Caller.Person); got != 1 {
		t.Errorf("%d lines of who counted, want one of the page", got)
	}
	page.without("Amadou")
	day := bruno.get("/glance?on=10/02/2026").wants(http.StatusOK, "5 presenti", "+1 rispetto al giorno prima, +1 rispetto a una settimana prima",
		"1 arrivati in 7 giorni 1 nel giorno", "Sicilia 4 : Sicilia 0 0 0 0", "Lombardia 1 : Lombardia 0 1 0 +1", "Totale 5 : Totale 0 1 0 +1",
		"All’inizio 4 4 0", "Arrivati +1 +1 +5", "Alla fine 5 5 5")
	if strings.Contains(day.text, "data-news") || strings.Contains(day.text, "Che cosa aspetta") {
		t.Error("a day that is over is told what is new")
	}
	bruno.get("/glance?on=10/02/2026&known-at=31/01/2026").wants(http.StatusUnprocessableEntity)
	bruno.get("/glance?on=31/02/2026").wants(http.StatusUnprocessableEntity, "Non è una data")
	bruno.get("/glance?on=10/02/2026&region=99").wants(http.StatusNotFound)
	w.person("Gino", access.Police, institution.Police, siracusa).get("/glance").wants(http.StatusNotFound)
}

func TestAGlanceGoesDownFromTheNationToTheChildrenAndUpAgain(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	page := bruno.get("/glance?on=28/02/2026")
	for _, step := range []string{"Sicilia", "Siracusa", "Siracusa"} {
		page = bruno.get(page.down(step)).wants(http.StatusOK, "La situazione: "+step, "4 presenti")
		page.without("Lombardia")
	}
	house := regexp.MustCompile(`<a href="(/glance[^"]*structure=[^"]*)">`).FindStringSubmatch(page.text)
	if house == nil {
		t.Fatalf("no structure: %s", page.words())
	}
	page = bruno.get(strings.ReplaceAll(house[1], "&amp;", "&")).wants(http.StatusOK, "4 presenti", "Italia Sicilia Siracusa (provincia) Siracusa")
	list := regexp.MustCompile(`<a href="(/census/children[^"]*)"><strong>4</strong>`).FindStringSubmatch(page.text)
	if list == nil {
		t.Fatalf("the number leads to nobody: %s", page.words())
	}
	at := strings.ReplaceAll(list[1], "&amp;", "&")
	bruno.get(at).wants(http.StatusOK, "4 minori contati il 28 febbraio 2026", "Amadou A")
	if got := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'search' AND reason = 'census' AND cardinality(subjects) = 4`, bruno.Caller.Person); got != 1 {
		t.Errorf("%d lines of whom the list showed, want one of all four", got)
	}
	for _, up := range []string{"Siracusa", "Sicilia"} {
		page = bruno.get(page.down(up)).wants(http.StatusOK, "4 presenti")
	}
	bruno.get(page.down("Italia")).wants(http.StatusOK, "5 presenti", "Lombardia")
}

func TestWhoCountsAndOpensNoCasefileIsToldOfNoStructureAndNobody(t *testing.T) {
	w := newTown(t)
	w.nation()
	dora := w.person("Dora", access.FamilyDepartment, institution.FamilyDepartment)
	dora.get("/").wants(http.StatusOK, "La situazione: Italia").without("Che cosa aspetta")
	page := dora.get("/glance?on=28/02/2026")
	for _, step := range []string{"Sicilia", "Siracusa", "Siracusa"} {
		page = dora.get(page.down(step)).wants(http.StatusOK, "La situazione: "+step, "4 presenti")
	}
	if strings.Contains(page.text, "/census/children") || strings.Contains(page.text, "structure=") {
		t.Error("leads to structures or children")
	}
	dora.get("/glance?on=28/02/2026&structure=SR-01").wants(http.StatusUnprocessableEntity)
}

func TestARegionAPrefectureAndATownSeeTheirOwnTerritoryFirst(t *testing.T) {
	w := newTown(t)
	w.nation()
	for _, tc := range []struct {
		role      access.Role
		kind      institution.Kind
		says      string
		yes, nope string
	}{
		{access.Region, institution.Region, "La situazione: Sicilia", "Siracusa", "Lombardia"},
		{access.Prefecture, institution.Prefecture, "La situazione: Siracusa", "Siracusa", "Lombardia"},
		{access.Municipality, institution.Municipality, "La situazione: Siracusa", "Siracusa", "Lombardia"},
	} {
		b := w.person("somebody of "+string(tc.role), tc.role, tc.kind, siracusa)
		b.get("/glance?on=28/02/2026").wants(http.StatusOK, tc.says, tc.yes, "4 presenti").without(tc.nope)
		b.get("/glance?on=28/02/2026&whole=yes").wants(http.StatusOK, "La situazione: Italia", "5 presenti", "Lombardia")
		if home := b.get("/"); !strings.Contains(home.text, `href="/glance"`) || strings.Contains(home.words(), tc.says) {
			t.Errorf("%s: the first page is not its own, or leads to no glance", tc.role)
		}
	}
}

func TestAGlanceIsInBothLanguages(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	key := regexp.MustCompile(`\b(glance|census|cut|part|public|fact|flow|queue|list)\.[a-z][a-z0-9_.-]*\b`)
	for _, lang := range pages.Langs() {
		bruno.lang = string(lang)
		for _, path := range []string{"/", "/glance?on=28/02/2026", "/glance?on=28/02/2026&region=19", "/glance?on=28/02/2026&province=SR", "/glance?on=28/02/2026&municipality=089017", "/glance?on=28/02/2026&region=none"} {
			p := bruno.get(path).wants(http.StatusOK)
			if found := key.FindString(p.words()); found != "" {
				t.Errorf("%s in %s: shows the key %q", path, lang, found)
			}
		}
	}
}
