package webui_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
)

// saves sends the form of a page by which its question is saved.
func (b *browser) saves(page answer, name string) answer {
	b.t.Helper()
	form := regexp.MustCompile(`(?s)<form method="post" action="/questions".*?</form>`).FindString(page.text)
	if form == "" {
		b.t.Fatalf("%s: offers to save nothing", page.path)
	}
	values := map[string][]string{"name": {name}}
	for _, m := range hiddens.FindAllStringSubmatch(form, -1) {
		values[m[1]] = append(values[m[1]], m[2])
	}
	return b.send(http.MethodPost, "/questions", values)
}

func TestASavedQuestionHasOneAnswerForGoodByItsAddress(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	m := w.arrives(a, "2026-02-03", "Amadou", "Bah")
	w.arrives(a, "2026-02-03", "Ali", "Ba")
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	rita := w.person("Rita", access.Region, institution.Region, siracusa)
	led := bruno.saves(bruno.get("/census?on=28/02/2026&by=region&sex=M"), "I ragazzi per regione")
	at, _, _ := strings.Cut(led.Header().Get("Location"), "?")
	if !regexp.MustCompile(`^/questions/[0-9a-f-]{36}$`).MatchString(at) {
		t.Fatalf("got %d %q, want an address that says nothing", led.Code, at)
	}
	bruno.follow(led).wants(http.StatusOK, "Salvata", "I ragazzi per regione", "2 presenti il 28 febbraio 2026", "Sesso: maschi", "Che cosa vogliono dire questi numeri", "L. 47/2017 art. 2", "Soglia", "posizione 8")
	w.says(a, m, "2026-02-20", movement.ExitRecorded{Reason: movement.Relocation})
	bruno.get("/census?on=28/02/2026").wants(http.StatusOK, "1 presente il")
	for _, b := range []*browser{bruno, rita} { // whoever may count, and has the address
		b.get(at).wants(http.StatusOK, "2 presenti il 28 febbraio 2026", "Sicilia 2")
	}
	// A number leads to whom it counted then, one who has left since among them.
	if behind := regexp.MustCompile(`href="(/census/children[^"]*region=19[^"]*)"`).FindStringSubmatch(bruno.get(at).text); behind == nil {
		t.Error("the numbers lead to no child")
	} else {
		bruno.get(strings.ReplaceAll(behind[1], "&amp;", "&")).wants(http.StatusOK, "2 minori contati il 28 febbraio 2026", "posizione 8", "Amadou Bah", "Ali Ba")
	}
	if n := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'count-census' AND reason = 'question'`, rita.Caller.Person); n != 1 {
		t.Errorf("%d lines of the region's look, want one", n)
	}
	w.person("Gino", access.Police, institution.Police, siracusa).get(at).wants(http.StatusNotFound)
	bruno.get("/questions").wants(http.StatusOK, "I ragazzi per regione", "Presenti il 28 febbraio 2026")
	rita.get("/questions").wants(http.StatusOK, "Nessuna").without("I ragazzi")
	page := rita.get(at).without("Togli dall’elenco")
	rita.send(http.MethodPost, at, tokenOf(page)).wants(http.StatusNotFound)
	bruno.follow(bruno.send(http.MethodPost, at, tokenOf(bruno.get(at)))).wants(http.StatusOK, "Tolta dall’elenco").without("I ragazzi")
	bruno.get(at).wants(http.StatusNotFound)
}

func TestASavedQuestionIsExportedWithItsFootnote(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	for path, want := range map[string]string{
		"/census?on=28/02/2026&by=region":                            "2026-02-28,present,,19,4\n2026-02-28,present,,03,1\n2026-02-28,present,,*,5\n2026-02-28,missing,,*,0\n",
		"/census/series?from=31/01/2026&to=28/02/2026":               "2026-01-31,present,,0\n2026-01-31,missing,,0\n2026-02-28,present,,5\n2026-02-28,missing,,0\n",
		"/census/flows?from=01/02/2026&to=28/02/2026":                "2026-01-31,start,,0\n2026-02-28,arrived,found,5\n2026-02-28,end,,5\n",
		"/glance?on=28/02/2026&region=19":                            "2026-02-28,present,,SR,4\n2026-02-28,present,,*,4\n2026-02-28,missing,,*,0\n",
		"/census?on=28/02/2026&by=region&by=sex&known-at=10/03/2026": "2026-02-28,present,,19,M,4\n",
	} {
		led := bruno.saves(bruno.get(path), "Una domanda")
		at, _, _ := strings.Cut(led.Header().Get("Location"), "?")
		csv := bruno.get(at + "/csv")
		if csv.Code != http.StatusOK || !strings.Contains(csv.text, want) || !strings.Contains(csv.text, "note,counted (it),") || !strings.Contains(csv.text, "note,floor (en),") {
			t.Errorf("%s: got %d %s", path, csv.Code, csv.text)
		}
		if json := bruno.get(at + "/json"); json.Code != http.StatusOK || !strings.Contains(json.text, `"known"`) || !strings.Contains(json.text, `"position": 20`) {
			t.Errorf("%s: got %d %s", path, json.Code, json.text)
		}
		if xlsx := bruno.get(at + "/xlsx"); xlsx.Code != http.StatusOK || !strings.HasPrefix(xlsx.text, "PK") {
			t.Errorf("%s: got %d", path, xlsx.Code)
		}
		bruno.get(at + "/pdf").wants(http.StatusNotFound)
	}
}

// A series of more than a month of days is counted while its reader does something else.
func TestALongSeriesIsExportedAsLongWorkAndFoundAgain(t *testing.T) {
	w := newTown(t)
	w.nation()
	rita := w.person("Rita", access.Region, institution.Region, siracusa)
	led := rita.saves(rita.get("/census/series?from=01/02/2026&to=10/03/2026&every=day"), "Giorno per giorno")
	at, _, _ := strings.Cut(led.Header().Get("Location"), "?")
	job := rita.send(http.MethodGet, at+"/csv", nil).Header().Get("Location")
	if !strings.HasPrefix(job, "/work/") {
		t.Fatalf("led to %q, want long work", job)
	}
	rita.get(job).wants(http.StatusOK, "Domanda del censimento, con la risposta", "CSV", "finito", "Scarica il file")
	if list := rita.get("/work"); !strings.Contains(list.text, job+"/file") {
		t.Error("it is not found again among the own work")
	}
	csv := rita.get(job + "/file")
	if csv.Code != http.StatusOK || !strings.Contains(csv.text, "2026-02-28,present,,5\n") || !strings.Contains(csv.text, "2026-03-10,missing,,0\n") {
		t.Errorf("got %d %s", csv.Code, csv.text)
	}
	if n := w.count(`SELECT count(*) FROM jobs WHERE kind = 'export-question' AND total = 38 AND done = 38`); n != 1 {
		t.Errorf("%d say that 38 days were counted, want one", n)
	}
	if n := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'count-census' AND output = 'export'`, rita.Caller.Person); n != 1 {
		t.Errorf("%d lines say that a file was taken, want one", n)
	}
	w.person("Bruno", access.Ministry, institution.Ministry).get(job + "/file").wants(http.StatusNotFound)
}

func TestAQuestionIsNotSavedUnderACodeNorWithoutAName(t *testing.T) {
	w := newTown(t)
	m := w.arrives(w.centre(siracusa), "2026-02-03", "Amadou", "Bah")
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	page := bruno.get("/census?on=28/02/2026")
	bruno.saves(page, " ").wants(http.StatusUnprocessableEntity)
	bruno.saves(page, "Dov’è "+w.codeOf(m).Display()).wants(http.StatusUnprocessableEntity)
	if n := w.count(`SELECT count(*) FROM census.questions`); n != 0 {
		t.Errorf("%d are kept", n)
	}
	bruno.send(http.MethodPost, "/questions", map[string][]string{"name": {"x"}, "shape": {"day"}, "on": {"28/02/2026"}}).wants(http.StatusConflict)
}

func TestSavedQuestionsAreInBothLanguages(t *testing.T) {
	w := newTown(t)
	w.nation()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	key := regexp.MustCompile(`\b(question|questions|census|cut|flow)\.[a-z][a-z0-9_.-]*\b`)
	for _, lang := range pages.Langs() {
		bruno.lang = string(lang)
		for _, path := range []string{"/census?on=28/02/2026&by=region", "/census/series?from=31/01/2026&to=28/02/2026", "/census/flows?from=01/02/2026&to=28/02/2026&by=region"} {
			page := bruno.follow(bruno.saves(bruno.get(path), "Una domanda")).wants(http.StatusOK)
			for _, p := range []answer{page, bruno.get("/questions")} {
				if found := key.FindString(p.words()); found != "" {
					t.Errorf("%s in %s: shows the key %q", path, lang, found)
				}
			}
		}
	}
}
