package webui_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"faro.example/registry/audit/tree"
	"faro.example/registry/work"
	"faro.example/shared/access"
	"faro.example/shared/institution"
)

// audited is a town with an auditor, Rita, in which Anna has opened Amadou's casefile.
func audited(t *testing.T) (w *town, rita, anna *browser, code string) {
	t.Helper()
	w = newTown(t)
	m := w.arrives(w.centre(siracusa), "2026-03-01", "Amadou", "Bah")
	anna = w.person("Anna Rossi", access.Municipality, institution.Municipality, siracusa)
	anna.open(m)
	rita = w.person("Rita Revisora", access.Auditor, institution.Ministry)
	return w, rita, anna, w.codeOf(m).Display()
}

// did counts the lines of what somebody did.
func (b *browser) did(a access.Action) int {
	b.t.Helper()
	return b.w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = $2 AND allowed`, b.Caller.Person, string(a))
}

// sealed has every line written so far take its place in the tree.
func (w *town) sealed() {
	w.t.Helper()
	for more := true; more; {
		var err error
		if more, err = w.sealer.Seal(w.t.Context()); err != nil {
			w.t.Fatal(err)
		}
	}
}

var linked = regexp.MustCompile(`href="(/audit/[^"]+)"`)

// link gives the first address on a page that begins so.
func (a answer) link(prefix string) string {
	a.t.Helper()
	for _, m := range linked.FindAllStringSubmatch(a.main(), -1) {
		if strings.HasPrefix(m[1], prefix) {
			return m[1]
		}
	}
	a.t.Fatalf("%s: leads to no %s: %s", a.path, prefix, a.main())
	return ""
}

func TestAnAuditorFindsWhoLookedAndTakesTheProofOfOneLine(t *testing.T) {
	w, rita, anna, code := audited(t)
	page := rita.get("/audit/lines").wants(http.StatusOK, "Chi ha guardato che cosa")
	rita.send(http.MethodPost, "/audit/lines", with(page.form("/audit/lines"), "code", "12", "from", "x")).wants(http.StatusUnprocessableEntity, "Scrivi il motivo in una frase")
	before := rita.did(access.ReadLines)
	found := rita.follow(rita.send(http.MethodPost, "/audit/lines", with(page.form("/audit/lines"), "person", "rossi", "code", code, "action", "open-casefile", "why", "reclamo 12/2026"))).
		wants(http.StatusOK, "Anna Rossi", code, "ha aperto il fascicolo", "Seguo il minore").without("Amadou", "Bah")
	if strings.Contains(found.path, code) || strings.Contains(found.path, "rossi") {
		t.Errorf("what was asked stands in the address %s", found.path)
	}
	if n := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'read-lines' AND reason = 'reclamo 12/2026'`, rita.Caller.Person); rita.did(access.ReadLines) != before+1 || n != 1 {
		t.Errorf("got %d lines of the search for its reason, want one", n)
	}
	w.sealed()
	one := rita.get(found.link("/audit/line/")).wants(http.StatusOK, "Anna Rossi", "Scarica la prova")
	proof := rita.get(one.link("/audit/proof/")).raw(http.StatusOK)
	key := rita.get("/audit/key").raw(http.StatusOK)
	keys, err := tree.ParseKeys(key.text)
	if err != nil {
		t.Fatal(err)
	}
	if shown, err := tree.Check([]byte(proof.text), keys); err != nil || !strings.Contains(shown.Data, anna.Caller.Person.String()) {
		t.Errorf("got %+v and %v, want the proof of Anna's line", shown, err)
	}
	anna.get("/audit/lines").wants(http.StatusNotFound)
	anna.get(found.path).wants(http.StatusNotFound)
}

func TestLinesArePagedAndExportedToWhoAskedAlone(t *testing.T) {
	w, rita, anna, code := audited(t)
	for range 51 {
		anna.get("/audit/key").raw(http.StatusOK)
	}
	w.Exec(`INSERT INTO access_lines (at, role, person, action, allowed) SELECT now(), 'municipality', $1, 'count-census', true FROM generate_series(1, 60)`, anna.Caller.Person)
	page := rita.get("/audit/lines")
	found := rita.follow(rita.send(http.MethodPost, "/audit/lines", with(page.form("/audit/lines"), "person", "Rossi", "why", "prova"))).wants(http.StatusOK, "Accessi precedenti")
	rita.get(found.link("/audit/lines/")).wants(http.StatusOK, code).without("Accessi precedenti")
	asked := rita.send(http.MethodPost, "/work/lines", found.form("/work/lines"))
	ready := rita.follow(asked).wants(http.StatusOK, "finito", "Scarica il file")
	file := regexp.MustCompile(`href="(/work/[^"]+/file)"`).FindStringSubmatch(ready.text)[1]
	w.person("Marco Revisore", access.Auditor, institution.Ministry).get(file).wants(http.StatusNotFound)
	before := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND output = 'export'`, rita.Caller.Person)
	body := rita.get(file).raw(http.StatusOK)
	if got := strings.Count(body.text, "\n"); got < 61 || strings.Contains(body.text, "Amadou") {
		t.Errorf("got %d lines", got)
	}
	if got := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND output = 'export'`, rita.Caller.Person); got != before+1 {
		t.Errorf("got %d lines of what left, want one more than %d", got, before)
	}
	rita.get("/work").wants(http.StatusOK, "Righe del registro degli accessi", "finito")
	rita.send(http.MethodPost, "/work/stop", with(tokenOf(rita.get("/work")), "job", strings.Split(file, "/")[2])).wants(http.StatusConflict)
}

func TestTheRecordIsVerifiedFromThePageAndWhatWasFoundIsKept(t *testing.T) {
	w, rita, _, _ := audited(t)
	w.sealed()
	page := rita.get("/audit/whole").wants(http.StatusOK, "mai verificato", "Nessuna verifica")
	rita.follow(rita.send(http.MethodPost, "/work/verify", page.form("/work/verify"))).wants(http.StatusOK, "integro", "Nulla è stato cambiato")
	w.Exec(`ALTER TABLE access_lines DISABLE TRIGGER ALL`)
	w.Exec(`UPDATE access_lines SET reason = 'nothing' WHERE action = 'open-casefile'`)
	found := rita.follow(rita.send(http.MethodPost, "/work/verify", page.form("/work/verify"))).wants(http.StatusOK, "1 alterazioni", "cambiato")
	if !strings.Contains(found.words(), "line ") {
		t.Errorf("does not name the line: %s", found.words())
	}
	rita.get("/audit/whole").wants(http.StatusOK, "1 alterazioni", "integro", "Rita Revisora")
	rita.get("/").wants(http.StatusOK, "1 alterazioni")
}

func TestABrokenGlassIsReviewedAndNobodyReviewsTheirOwn(t *testing.T) {
	w, rita, _, code := audited(t)
	police := w.person("Piero Polizia", access.Police, institution.Police, milan)
	broken := police.get("/glass").wants(http.StatusOK)
	police.send(http.MethodPost, "/glass", with(broken.form("/glass"), "code", code, "purpose", "found", "happened", "ritrovato in stazione centrale", "hours", "2"))
	w.Exec(`INSERT INTO access_lines (at, role, person, action, allowed, glass, subjects) SELECT broken_at, role, person, 'open-casefile', true, id, ARRAY[minor] FROM glasses`)
	w.SetNow(w.Now().Add(8 * 24 * time.Hour))
	rita.get("/").wants(http.StatusOK, "1 da giudicare, di cui 1 in ritardo")
	list := rita.get("/audit/glasses").wants(http.StatusOK, "in ritardo", "Polizia")
	one := rita.get(list.link("/audit/glasses/")).wants(http.StatusOK, "ritrovato in stazione centrale", "Piero Polizia", code, "ha aperto il fascicolo").without("Amadou")
	send := func(b *browser, of answer, pairs ...string) answer {
		return b.send(http.MethodPost, "/audit/glasses", with(of.form("/audit/glasses"), pairs...))
	}
	send(rita, one, "order", "yes").wants(http.StatusUnprocessableEntity, "Scrivi il motivo")
	before := rita.did(access.ReviewLooks)
	rita.follow(send(rita, one, "order", "no", "why", "nessun verbale")).wants(http.StatusOK, "Il giudizio è registrato", "Nessun accesso d’emergenza in questo elenco")
	if rita.did(access.ReviewLooks) <= before {
		t.Error("the verdict leaves no line")
	}
	done := rita.get("/audit/glasses?list=judged").wants(http.StatusOK, "Non in regola")
	rita.follow(send(rita, rita.get(done.link("/audit/glasses/")), "order", "yes", "why", "verbale arrivato")).wants(http.StatusOK)
	rita.get(done.link("/audit/glasses/")).wants(http.StatusOK, "nessun verbale", "verbale arrivato", "In regola")

	v := w.who["Piero Polizia"] // who broke it is an auditor today
	v.Caller.Role = access.Auditor
	w.who["Piero Polizia"] = v
	own := police.get("/audit/glasses?list=judged").wants(http.StatusOK)
	if strings.Contains(police.get(own.link("/audit/glasses/")).text, `action="/audit/glasses"`) {
		t.Error("who broke it is asked for a verdict")
	}
}

func TestUnusualLookingIsExplainedAndJudged(t *testing.T) {
	w, rita, anna, code := audited(t)
	rules := rita.get("/audit/rules").wants(http.StatusOK, "Un turno segue qualche decina di minori", "Nessun minore è seguito così")
	rita.send(http.MethodPost, "/audit/rules", with(rules.form("/audit/rules"), "rule", "many-children-in-an-hour", "most", "x")).wants(http.StatusUnprocessableEntity, "Scrivi un numero")
	rita.follow(rita.send(http.MethodPost, "/audit/rules", with(rules.form("/audit/rules"), "rule", "many-children-in-an-hour", "most", "70", "active", "yes", "why", "turni lunghi"))).
		wants(http.StatusOK, "La soglia è cambiata", "70", "turni lunghi")
	rita.send(http.MethodPost, "/audit/watched", with(rules.form("/audit/watched"), "code", code)).wants(http.StatusUnprocessableEntity, "Scrivi il motivo")
	rita.follow(rita.send(http.MethodPost, "/audit/watched", with(rules.form("/audit/watched"), "code", code, "watch", "yes", "because", "ne parlano i giornali"))).wants(http.StatusOK, code, "ne parlano i giornali")
	w.SetNow(w.Now().Add(time.Minute))
	anna.follow(anna.send(http.MethodPost, "/open", with(tokenOf(anna.get("/")), "code", code, "reason", "care"))).wants(http.StatusOK)
	if n, err := w.lines.Watch(t.Context()); err != nil || n != 1 {
		t.Fatalf("got %d findings and %v, want that of the one look", n, err)
	}
	list := rita.get("/audit/looks").wants(http.StatusOK, "Un minore noto", "Anna Rossi", "da giudicare").without("Amadou")
	one := rita.get(list.link("/audit/looks/")).wants(http.StatusOK, "Di un minore di cui parlano i giornali", code, "ha aperto il fascicolo")
	anna.get(list.link("/audit/looks/")).wants(http.StatusNotFound)
	rita.follow(rita.send(http.MethodPost, "/audit/looks", with(one.form("/audit/looks"), "order", "yes", "why", "è il suo servizio"))).wants(http.StatusOK, "Il giudizio è registrato")
	rita.get("/audit/looks?list=judged").wants(http.StatusOK, "In regola")
}

func TestTheHoldingsOfAnInstallationAreShownByCodes(t *testing.T) {
	w, rita, _, code := audited(t)
	page := rita.get("/audit/holdings").wants(http.StatusOK)
	ask := func(pairs ...string) answer {
		return rita.send(http.MethodPost, "/audit/holdings", with(page.form("/audit/holdings"), append([]string{"on", "10/03/2026", "why", "furto, denuncia 7"}, pairs...)...))
	}
	ask("machine", "nowhere").wants(http.StatusUnprocessableEntity, "Nessun programma si chiama così")
	w.centre(milan)
	ask("machine", "a test").wants(http.StatusUnprocessableEntity, "Quale di questi programmi")
	w.Exec(`INSERT INTO feed_cursors (agent, sent, at) SELECT id, 1000000, now() FROM installations ON CONFLICT (agent) DO UPDATE SET sent = 1000000`)
	var agent string
	w.Scan(&agent, `SELECT DISTINCT agent::text FROM receipts`)
	rita.follow(ask("machine", agent)).wants(http.StatusOK, code, "presenza e movimenti", "dalla registrazione").without("Amadou")
	if rita.did(access.AskHoldings) != 1 {
		t.Error("the question left no line")
	}
}

func TestLongWorkIsBegunByWhoMayAlone(t *testing.T) {
	w, _, anna, _ := audited(t)
	anna.get("/work").wants(http.StatusOK, "Non hai chiesto nessun lavoro lungo")
	anna.send(http.MethodPost, "/work/verify", tokenOf(anna.get("/work"))).wants(http.StatusNotFound)
	anna.send(http.MethodPost, "/work/sweep", tokenOf(anna.get("/work"))).wants(http.StatusNotFound)
	anna.send(http.MethodPost, "/work/verify", url.Values{}).wants(http.StatusConflict)
	if n := w.count(`SELECT count(*) FROM jobs`); n != 0 {
		t.Errorf("%d pieces of work were asked for", n)
	}
	if _, err := w.work.Ask(t.Context(), anna.Caller, work.ExportLines, "", nil); err == nil {
		t.Error("a social worker has lines exported")
	}
}
