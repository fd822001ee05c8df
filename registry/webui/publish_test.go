package webui_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/registry/webui"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"

	"github.com/gin-gonic/gin"
)

// opened has anybody read what the desk publishes, in the place of a book.
func (w *town) opened() *browser {
	w.t.Helper()
	p, err := webui.New(webui.Options{Public: w.desk, Now: w.Now, Log: w.desk.Log})
	if err != nil {
		w.t.Fatal(err)
	}
	engine := gin.New()
	p.Mount(engine.Group("/"), engine.Group("/"), engine.Group("/"), func(c *gin.Context, err error) {
		if fault.KindOf(err) == fault.Internal {
			w.t.Errorf("%s: %v", c.FullPath(), err)
		}
		if err := p.Fail(c, api.ProblemOf(err)); err != nil {
			w.t.Error(err)
		}
	})
	return &browser{w: &town{t: w.t, House: w.House, engine: engine}, t: w.t, who: "nobody", lang: "it"}
}

func TestADraftIsComparedRemarkedOnApprovedAndThenRead(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	for i := range 12 {
		w.arrives(a, "2026-02-03", "Amadou "+string(rune('A'+i)), "Bah")
	}
	marco := w.person("Marco Modello", access.Ministry, institution.Ministry)
	anybody := w.opened()
	at := "/publications/monthly-2026-02-28"

	home := marco.get("/publications").wants(http.StatusOK, "Nessuna bozza aspetta")
	marco.send(http.MethodPost, "/publications", with(home.form("/publications"), "kind", "monthly", "as-of", "15/02/2026")).wants(http.StatusUnprocessableEntity)
	draft := marco.follow(marco.send(http.MethodPost, "/publications", with(home.form("/publications"), "kind", "monthly", "as-of", "28/02/2026"))).
		wants(http.StatusOK, "bozza, non ancora pubblica", "Non c’è un periodo precedente", "Presenti per sesso 0 12 2")
	for _, path := range []string{"/public/publications/monthly-2026-02-28", "/public/figures/monthly-2026-02-28/sex/total/total", "/public/publications/monthly-2026-02-28/monthly-2026-02-28.csv"} {
		anybody.get(path).wants(http.StatusNotFound)
	}
	anybody.get("/public").wants(http.StatusOK, "Nulla è stato ancora pubblicato")
	marco.get(at+"?table=region").wants(http.StatusOK, "Come sarà pubblicata", "Sicilia 12")

	said := marco.follow(marco.send(http.MethodPost, at, with(draft.form(at), "do", "remark", "rules-it", "Nessuna norma nuova", "table-sex-it", "Solo maschi"))).
		wants(http.StatusOK, "Le osservazioni sono conservate", "Solo maschi")
	marco.send(http.MethodPost, at, with(draft.form(at), "do", "approve", "why", "letta", "sure", "yes")).wants(http.StatusConflict) // the revision before
	form := func() url.Values { return with(said.form(at), "do", "approve") }
	marco.send(http.MethodPost, at, form()).wants(http.StatusUnprocessableEntity, "Segna che hai letto il confronto", "Scrivi il motivo")
	w.door.stale = true
	marco.send(http.MethodPost, at, with(form(), "why", "letta", "sure", "yes")).wants(http.StatusUnauthorized)
	w.door.stale = false
	if n := w.count(`SELECT count(*) FROM census.publications WHERE approved_at IS NOT NULL`); n != 0 {
		t.Fatal("published without all that is asked for")
	}
	frozen := marco.follow(marco.send(http.MethodPost, at, with(form(), "why", "letta con cura", "sure", "yes"))).
		wants(http.StatusOK, "Approvata: ora chiunque la vede", "pubblicata", "Marco Modello")
	if n := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'publish' AND allowed AND reason = 'approve: letta con cura'`, marco.Caller.Person); n != 1 {
		t.Errorf("got %d lines of the approval, want one with its reason", n)
	}
	p, _, err := w.desk.Find(t.Context(), publication.Name{Kind: report.Monthly, AsOf: day.Must("2026-02-28")})
	if err != nil {
		t.Fatal(err)
	}
	frozen.wants(http.StatusOK, p.Digest)
	anybody.get("/public").wants(http.StatusOK, "12 presenti", p.Digest).without("Marco", marco.Caller.Person.String())
	anybody.get("/public/publications/monthly-2026-02-28").wants(http.StatusOK, "Nessuna norma nuova", "Solo maschi", p.Digest).without("Marco", "Amadou")
	anybody.get("/public/figures/monthly-2026-02-28/region/19/total").wants(http.StatusOK, "12", "I due numeri sono uguali")
	for _, f := range p.Files {
		if len(f.Digest) != 64 || f.Size == 0 {
			t.Errorf("%s: %+v", f.Format, f)
		}
	}
	csv := anybody.get("/public/publications/monthly-2026-02-28/monthly-2026-02-28.csv").raw(http.StatusOK)
	if !strings.Contains(csv.text, "region,19,Sicilia") {
		t.Errorf("got %s", csv.text)
	}
	marco.follow(marco.send(http.MethodPost, at, with(frozen.form(at), "do", "remake"))).wants(http.StatusOK, "uguale byte per byte")
}

func TestEveryKindIsDraftedApprovedAndRead(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	for i := range 12 {
		w.arrives(a, "2025-12-03", "Amadou "+string(rune('A'+i)), "Bah")
	}
	marco := w.person("Marco Modello", access.Ministry, institution.Ministry)
	anybody := w.opened()
	for kind, on := range map[report.Kind]string{report.HalfYearly: "2025-12-31", report.Eurostat: "2025-12-31", report.OpenData: "2026-02-28"} {
		name := string(kind) + "-" + on
		at := "/publications/" + name
		home := marco.get("/publications").wants(http.StatusOK)
		draft := marco.arrives(marco.send(http.MethodPost, "/publications", with(home.form("/publications"), "kind", string(kind), "as-of", pages.ShortDate(day.Must(on))))).wants(http.StatusOK, "bozza")
		marco.arrives(marco.send(http.MethodPost, at, with(draft.form(at), "do", "approve", "why", "letta", "sure", "yes"))).wants(http.StatusOK, "Approvata")
		page := anybody.get("/public" + at).wants(http.StatusOK).without("Amadou")
		for _, m := range regexp.MustCompile(`href="(/public/publications/[^"]+)"`).FindAllStringSubmatch(page.text, -1) {
			anybody.get(m[1]).raw(http.StatusOK)
		}
		figure := regexp.MustCompile(`href="(/public/figures/[^"]+)"`).FindStringSubmatch(page.text)
		if figure == nil {
			t.Errorf("%s: no figure has a page", kind)
			continue
		}
		anybody.get(figure[1]).wants(http.StatusOK, "Come pubblicato")
	}
	anybody.get("/public/open-data").wants(http.StatusOK, "Dati aperti, 28 febbraio 2026")
}

// arrives follows where somebody is led to, until there is a page.
func (b *browser) arrives(a answer) answer {
	b.t.Helper()
	for range 5 {
		if a.Code != http.StatusSeeOther {
			break
		}
		a = b.follow(a)
	}
	return a
}

// A half-yearly report is counted as long work, and counted once: until something is
// published or changed.
func TestADraftThatTakesLongIsCountedOnceAndShownWhileNothingChanges(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	for i := range 12 {
		w.arrives(a, "2025-12-03", "Amadou "+string(rune('A'+i)), "Bah")
	}
	marco := w.person("Marco Modello", access.Ministry, institution.Ministry)
	counted := func() int {
		return w.count(`SELECT count(*) FROM jobs WHERE kind = 'compare-draft' AND state = 'done' AND total > 1 AND person = $1`, marco.Caller.Person)
	}
	const at = "/publications/half-yearly-2025-12-31"
	home := marco.get("/publications")
	draft := marco.arrives(marco.send(http.MethodPost, "/publications", with(home.form("/publications"), "kind", "half-yearly", "as-of", "31/12/2025"))).wants(http.StatusOK, "bozza")
	marco.get(at).wants(http.StatusOK, "bozza")
	marco.get(at+"?table="+regexp.MustCompile(`table=([a-z-]+)`).FindStringSubmatch(draft.text)[1]).wants(http.StatusOK, "Come sarà pubblicata")
	if got := counted(); got != 1 {
		t.Errorf("it was counted %d times, want once", got)
	}
	marco.arrives(marco.send(http.MethodPost, at, with(draft.form(at), "do", "remark", "rules-it", "Nessuna norma nuova"))).wants(http.StatusOK, "Le osservazioni sono conservate", "Nessuna norma nuova")
	if got := counted(); got != 2 {
		t.Errorf("it was counted %d times after a remark, want twice", got)
	}
	marco.get("/work").wants(http.StatusOK, "Bozza confrontata con i periodi prima", "finito")
	w.person("Bruno", access.Ministry, institution.Ministry).get("/work").without("Bozza confrontata")
	marco.get("/publications/half-yearly-2024-12-31").wants(http.StatusNotFound)
}

func TestWhatMovedMoreThanUsualIsMarkedOnTheDraft(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	for i := range 12 {
		w.arrives(a, "2026-02-03", "Amadou "+string(rune('A'+i)), "Bah")
	}
	w.SetNow(w.Now().AddDate(0, 1, 0))
	for i := range 8 {
		w.arrives(a, "2026-03-10", "Ibrahima "+string(rune('A'+i)), "Sow")
	}
	marco := w.person("Marco Modello", access.Ministry, institution.Ministry)
	on := day.FromTime(w.Now()).Month().Add(-1)
	if on != day.Must("2026-03-31") {
		t.Fatalf("the last month ended on %s", on)
	}
	home := marco.get("/publications").wants(http.StatusOK)
	marco.follow(marco.send(http.MethodPost, "/publications", with(home.form("/publications"), "kind", "monthly", "as-of", "31/03/2026"))).
		wants(http.StatusOK, "totale Presenti per sesso 12 20 +8 −4 … +4 più del solito", "Presenti per regione 12 20 2")
}

// raw fails the test unless a file came back.
func (a answer) raw(status int) answer {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("%s: got %d, want %d", a.path, a.Code, status)
	}
	return a
}

func TestOnlyTheMinistryHasDrafts(t *testing.T) {
	w := newTown(t)
	for role, kind := range kindOf {
		if role == access.Ministry {
			continue
		}
		b := w.person("somebody of "+string(role), role, kind, siracusa)
		if strings.Contains(b.get("/").text, `href="/publications"`) {
			t.Errorf("%s: is offered the drafts", role)
		}
		b.get("/publications").wants(http.StatusNotFound)
		b.get("/publications/monthly-2026-02-28").wants(http.StatusNotFound)
	}
}
