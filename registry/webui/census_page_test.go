package webui_test

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"faro.example/registry/standby"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// nation is a town with children in two regions.
func (w *town) nation() {
	w.t.Helper()
	a, b := w.centre(siracusa), w.centre(milan)
	for i := range 4 {
		w.arrives(a, "2026-02-03", "Amadou "+string(rune('A'+i)), "Bah")
	}
	w.arrives(b, "2026-02-10", "Omar", "Sow")
}

func TestTheCensusIsCutByRegionAndGoesDownToAStructure(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	page := bruno.get("/census?on=28/02/2026").wants(http.StatusOK, "5 presenti il 28 febbraio 2026", "Sicilia 4 : Sicilia 80,0", "Lombardia 1 : Lombardia 20,0", "Totale 5 : Totale 100,0")
	if strings.Contains(page.text, "Amadou") {
		t.Error("a count names somebody")
	}
	for _, step := range []struct{ part, says string }{{"Sicilia", "Siracusa 4"}, {"Siracusa", "Siracusa 4"}, {"Siracusa", "100,0"}} {
		page = bruno.get(hrefOf(page, step.part)).wants(http.StatusOK, "4 presenti", step.says)
	}
	if w.asked(bruno, access.CountCensus) != 4 {
		t.Errorf("%d lines of who counted, want one for each page", w.asked(bruno, access.CountCensus))
	}
	bruno.get("/census?on=05/02/2026").wants(http.StatusOK, "4 presenti")
	bruno.get("/census?on=28/02/2026&by=region&by=sex").wants(http.StatusOK, "Per: Regione e Sesso", "Sicilia 4 : Sicilia, maschi 4 : Sicilia", "Totale 5 5 : Totale")
	bruno.get("/census?on=28/02/2026&by=age&by=sex&region=03").wants(http.StatusOK, "1 presente il", "Regione: Lombardia")
	bruno.get("/census?on=28/02/2026&by=age&region=03&region=none").wants(http.StatusOK, "registryctl census --on 2026-02-28 --by age --only region:03,region:", "/v1/census?on=2026-02-28&by=age&only=region:03,region:&position=20")
	bruno.get("/census?on=28/02/2026&by=").wants(http.StatusOK, "5 presenti")
	w.person("Gino", access.Police, institution.Police, siracusa).get("/census").wants(http.StatusNotFound)
	if dir := os.Getenv("FARO_LOOK"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, "census.html"), []byte(bruno.get("/census?on=28/02/2026").text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// hrefOf is where the link with some words leads.
func hrefOf(page answer, words string) string {
	page.t.Helper()
	m := regexp.MustCompile(`<a href="(/census[^"]*)">` + words).FindStringSubmatch(page.text)
	if m == nil {
		page.t.Fatalf("%s: nothing leads to %s: %s", page.path, words, page.words())
	}
	return strings.ReplaceAll(m[1], "&amp;", "&")
}

func TestWhatIsAskedBadlyOfTheCensusIsSaidBesideItsField(t *testing.T) {
	w := newTown(t)
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	for query, want := range map[string]string{
		"on=31/02/2026":                            "Non è una data",
		"on=28/02/2026&known-at=27/02/2026":        "indica quel giorno o uno dopo",
		"on=28/02/2026&by=shoes":                   "non è una divisione",
		"on=28/02/2026&by=sex&by=sex":              "la stessa divisione due volte",
		"on=28/02/2026&by=region&sex=Q":            "No such code",
		"on=28/02/2026&by=region&by=sex&by=region": "la stessa divisione due volte",
	} {
		p := bruno.get("/census?" + query).wants(http.StatusUnprocessableEntity)
		if !strings.Contains(strings.ToLower(p.words()), strings.ToLower(want)) && !strings.Contains(p.text, `aria-invalid="true"`) {
			t.Errorf("%s: does not say %q: %s", query, want, p.words())
		}
		if strings.Contains(p.words(), "presenti il 28") {
			t.Errorf("%s: is answered", query)
		}
	}
}

func TestTheCensusIsInBothLanguages(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	key := regexp.MustCompile(`\b(census|cut|part|public)\.[a-z][a-z0-9_.-]*\b`)
	for _, lang := range []pages.Lang{pages.Italian, pages.English} {
		bruno.lang = string(lang)
		for _, by := range []string{"region", "province", "municipality", "structure", "reception", "state", "sex", "age", "years", "citizenship", "mode", "protection", "guardian", "confirmed"} {
			p := bruno.get("/census?on=28/02/2026&by=" + by).wants(http.StatusOK)
			if found := key.FindString(p.words()); found != "" {
				t.Errorf("%s in %s: shows the key %q", by, lang, found)
			}
			if !strings.Contains(p.text, "<table") {
				t.Errorf("%s: has no table", by)
			}
			if len(p.text) > 50<<10 {
				t.Errorf("%s: %d bytes", by, len(p.text))
			}
		}
	}
}

func TestTheCensusOverTimeAndWhoCameAndWent(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	series := bruno.get("/census/series?from=31/01/2026&to=28/02/2026").wants(http.StatusOK, "2 giorni contati", "31/01/2026 0 0", "28/02/2026 5 0")
	bruno.get(hrefOf(series, "28/02/2026")).wants(http.StatusOK, "5 presenti il 28 febbraio 2026", "Sicilia 4")
	bruno.get("/census/series?from=31/01/2026&to=28/02/2026&by=region").wants(http.StatusOK, "Giorno Totale Sicilia Lombardia 31/01/2026 0 0 0 28/02/2026 5 4 1")
	bruno.get("/census/series?from=01/02/2025&to=28/02/2026&every=day").wants(http.StatusUnprocessableEntity)
	bruno.get("/census/flows?from=01/02/2026&to=28/02/2026").wants(http.StatusOK, "5 presenti il 28 febbraio 2026", "All’inizio 0", "Arrivati: rintraccio + 5", "Alla fine 5")
	bruno.get("/census/flows?from=01/02/2026&to=28/02/2026&by=region").wants(http.StatusOK, "Sicilia 0 4 0 0 0 0 0 0 0 0 4", "Totale 0 5 0 0 0 0 0 0 0 0 5")
	bruno.get("/census/flows?from=28/02/2026&to=01/02/2026").wants(http.StatusUnprocessableEntity)
	key := regexp.MustCompile(`\b(census|cut|part|public|flow)\.[a-z][a-z0-9_.-]*\b`)
	bruno.lang = "en"
	for _, path := range []string{"/census/series", "/census/flows", "/census/flows?by=age"} {
		if found := key.FindString(bruno.get(path).wants(http.StatusOK).words()); found != "" {
			t.Errorf("%s: shows the key %q", path, found)
		}
	}
}

func TestANumberOpensIntoTheChildrenBehindItWithItsLine(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	page := bruno.get("/census?on=28/02/2026").wants(http.StatusOK)
	list := bruno.get(hrefOf(page, "4")).wants(http.StatusOK, "4 minori contati il 28 febbraio 2026", "Amadou A Bah", "Regione: Sicilia").without("Omar")
	if strings.Contains(list.path, "Amadou") || !strings.Contains(list.path, "region=19") {
		t.Errorf("the address is %s", list.path)
	}
	if w.asked(bruno, access.Search) != 1 {
		t.Error("no line of whom the list showed")
	}
	form := list.form("/open")
	bruno.follow(bruno.send(http.MethodPost, "/open", with(form, "child", firstChild(list), "reason", "check"))).wants(http.StatusOK, "Bah")
	rita := w.person("Rita", access.FamilyDepartment, institution.FamilyDepartment)
	if strings.Contains(rita.get("/census?on=28/02/2026").wants(http.StatusOK).text, "/census/children") {
		t.Error("who may search for nobody is led to children")
	}
	rita.get("/census/children?on=28/02/2026").wants(http.StatusNotFound).without("Amadou")
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.get("/census/children?on=28/02/2026").wants(http.StatusOK, "5 minori contati", "Ne puoi vedere 4", "Amadou A Bah").without("Omar")
}

func TestWhatHasChangedIsSaidWithTheRecordsThatChangedIt(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	before := pages.ShortDate(day.FromTime(w.Now()))
	w.SetNow(w.Now().AddDate(0, 0, 3))
	a := w.centre(siracusa)
	w.arrives(a, "2026-02-20", "Ibrahima", "Keita")
	page := bruno.get("/census/difference?on=28/02/2026&by=region&before="+before).wants(http.StatusOK, "Prima 5, poi 6: +1", "Sicilia 4 5 +1", "Accoglienza cominciata")
	if strings.Contains(page.text, "Ibrahima") {
		t.Error("what has changed names somebody")
	}
	bruno.get("/census/difference?on=28/02/2026&before="+pages.ShortDate(day.FromTime(w.Now()))).wants(http.StatusOK, "Prima 6, poi 6: 0", "Nulla è cambiato")
	bruno.get("/census/difference?on=28/02/2026&before=27/02/2026").wants(http.StatusUnprocessableEntity, "Indica quel giorno o uno dopo")
	bruno.get("/census/difference?on=28/02/2026&before=28/02/2026").wants(http.StatusUnprocessableEntity, "Il registro non era ancora cominciato")
}

func TestTheCensusIsOfTheKnowingThatIsAskedFor(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	before := pages.ShortDate(day.FromTime(w.Now()))
	w.SetNow(w.Now().AddDate(0, 0, 3))
	w.arrives(w.centre(siracusa), "2026-02-20", "Ibrahima", "Keita")
	bruno.get("/census?on=28/02/2026").wants(http.StatusOK, "6 presenti")
	then := bruno.get("/census?on=28/02/2026&known-at="+before).wants(http.StatusOK, "5 presenti", "--known-at "+day.FromTime(w.Now()).Add(-3).String())
	bruno.get(hrefOf(then, "Sicilia")).wants(http.StatusOK, "4 presenti")
}

func TestAPageSaysHowOldTheAnswerOfAReplicaIs(t *testing.T) {
	w := newTown(t)
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	told := false
	w.asOf = func() (standby.AsOf, bool) {
		return standby.AsOf{Epoch: 1, Position: 48211, Age: 1200 * time.Millisecond}, told
	}
	for lang, says := range map[string]string{
		"it": "Risponde una copia della base dati, con tutto fino alla posizione 48.211 del registro, vecchia al più di 2 s.",
		"en": "Answered by a copy of the database, with all up to position 48,211 of the ledger, at most 2 s old.",
	} {
		bruno.lang, told = lang, true
		bruno.get("/census?on=28/02/2026").wants(http.StatusOK, says)
		told = false
		if page := bruno.get("/census?on=28/02/2026"); strings.Contains(page.words(), "48") {
			t.Errorf("%s: the primary's answer is said to be a copy's: %s", lang, page.words())
		}
	}
}
