package webui_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// newcomer fills in who is to work at the reader's office.
func (b *browser) newcomer(name string, pairs ...string) answer {
	b.t.Helper()
	form := b.get("/staff/new").wants(http.StatusOK, "Nuova persona").form("/staff/new")
	typed := with(form, "name", name, "role", string(b.Caller.Role), "from", "10/03/2026", "why", "nuova collega")
	return b.send(http.MethodPost, "/staff/new", with(typed, pairs...))
}

// ofPerson opens somebody's page from the list.
func (b *browser) ofPerson(name string) answer {
	b.t.Helper()
	list := b.get("/staff").wants(http.StatusOK, name).main()
	return b.get(regexp.MustCompile(`href="(/staff/person/[A-Za-z0-9_-]+)"><bdi>` + name).FindStringSubmatch(list)[1])
}

func TestSomebodyWhoOpensCasefilesIsNamedByTwoPeopleAndNobodyApprovesTheirOwn(t *testing.T) {
	w, anna, _ := administered(t)
	w.SetNow(w.Now())
	anna.newcomer("Carla", "why", "").wants(http.StatusUnprocessableEntity, "motivo non è scritto")
	anna.newcomer("Carla", "from", "oggi").wants(http.StatusUnprocessableEntity, "Non è un giorno")
	anna.follow(anna.newcomer("Carla Nuova")).wants(http.StatusOK, "Proposto: vale quando", "Carla Nuova: ", "L’hai proposta tu", "Ritira la proposta").without("Conferma ")
	people := func() int {
		return w.count(`SELECT count(*) FROM people WHERE name = 'Carla Nuova' AND known_until IS NULL`)
	}
	if people() != 0 {
		t.Fatal("one person alone named her")
	}
	own := anna.get("/proposals").form("/proposals")
	anna.send(http.MethodPost, "/proposals", with(own, "say", "confirm")).wants(http.StatusNotFound)
	if people() != 0 {
		t.Fatal("the proposer confirmed")
	}
	mara := w.administers(w.person("Mara", access.Ministry, institution.Ministry))
	form := func() url.Values {
		return mara.get("/proposals").wants(http.StatusOK, "Carla Nuova", "nuova collega", "Anna").form("/proposals")
	}
	mara.send(http.MethodPost, "/proposals", with(form(), "say", "refuse", "why0", "")).wants(http.StatusUnprocessableEntity, "motivo non è scritto")
	mara.follow(mara.send(http.MethodPost, "/proposals", with(form(), "say", "refuse", "why0", "lavora altrove"))).wants(http.StatusOK, "rifiutata", "lavora altrove", "Nessuna proposta aspetta")
	anna.get("/proposals").wants(http.StatusOK, "rifiutata", "Mara: lavora altrove")

	anna.follow(anna.newcomer("Carla Nuova")).wants(http.StatusOK, "In attesa")
	mara.follow(mara.send(http.MethodPost, "/proposals", with(form(), "say", "confirm"))).wants(http.StatusOK, "Confermato", "confermata")
	if people() != 1 {
		t.Fatal("confirmed, and she is not in the directory")
	}
	if n := w.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND action = 'keep-directory' AND allowed AND reason = 'lavora altrove'`, mara.Caller.Person); n != 1 {
		t.Errorf("%d lines say that it was refused", n)
	}
	dario := w.administers(w.person("Dario", access.Municipality, institution.Municipality, milan))
	dario.get("/proposals").wants(http.StatusOK).without("Carla")
}

func TestWhoIsRemovedIsNobodyFromTheNextRequestOn(t *testing.T) {
	w, anna, nina := administered(t)
	page := anna.ofPerson("Nina").wants(http.StatusOK, "Cambiare ruolo", "Togli subito")
	form := page.form(page.path)
	anna.send(http.MethodPost, page.path, with(form, "end", w.Now().Format("02/01/2006"), "why-end", "")).wants(http.StatusUnprocessableEntity)
	anna.follow(anna.send(http.MethodPost, page.path, with(form, "end", w.Now().Format("02/01/2006"), "why-end", "ha lasciato"))).wants(http.StatusOK, "Registrato.")
	if _, err := w.dir.Caller(t.Context(), nina.Caller.Person, "as each request asks"); !fault.Is(err, fault.Denied) {
		t.Errorf("the directory still knows her: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM operators WHERE person = $1 AND known_until IS NULL AND (valid_until IS NULL OR valid_until > $2)`, nina.Caller.Person, w.Today()); n != 0 {
		t.Errorf("she still writes for %d offices", n)
	}
	nina.get("/").wants(http.StatusNotFound)
}

func TestNobodyChangesThemselvesAndAnOfficesAdministratorNobodyElsewhere(t *testing.T) {
	w, anna, _ := administered(t)
	anna.ofPerson("Anna").wants(http.StatusOK, "Sei tu: di te decide").without("Togli subito")
	page := anna.ofPerson("Nina")
	dario := w.administers(w.person("Dario", access.Municipality, institution.Municipality, milan))
	dario.get(page.path).wants(http.StatusNotFound)
	nina := w.who["Nina"]
	(&browser{w: w, t: t, who: "Nina", Visitor: nina, lang: "it"}).get("/staff/new").wants(http.StatusNotFound)
	w.door.stale = true
	anna.get("/staff/new").wants(http.StatusUnauthorized)
}

func TestTheMinistryListsPeopleByRoleOverAllOfficesAndMovesThem(t *testing.T) {
	w, anna, nina := administered(t)
	mara := w.administers(w.person("Mara", access.Ministry, institution.Ministry))
	list := mara.get("/staff?role=municipality").wants(http.StatusOK, "Anna", "Nina").without("Mara ")
	at := regexp.MustCompile(`href="(/staff/person/[A-Za-z0-9_-]+)"><bdi>Nina`).FindStringSubmatch(list.main())[1]
	page := mara.get(at).wants(http.StatusOK, "Nina")
	form := with(page.form(at), "office", "nowhere", "role", "municipality", "from", w.Now().Format("02/01/2006"), "administrator", "yes", "why", "dirige l’ufficio")
	mara.send(http.MethodPost, at, form).wants(http.StatusUnprocessableEntity, "nessun ufficio con quel codice")
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, anna.Caller.Offices[0])
	mara.follow(mara.send(http.MethodPost, at, with(form, "office", code))).wants(http.StatusOK, "Proposto", "Nina", "amministra l’ente")
	if w.count(`SELECT count(*) FROM people WHERE id = $1 AND administrator AND known_until IS NULL`, nina.Caller.Person) != 0 {
		t.Error("one person made her an administrator")
	}
	anna.follow(anna.send(http.MethodPost, "/proposals", with(anna.get("/proposals").form("/proposals"), "say", "confirm"))).wants(http.StatusOK, "Confermato")
	if w.count(`SELECT count(*) FROM people WHERE id = $1 AND administrator AND known_until IS NULL AND valid_until IS NULL`, nina.Caller.Person) != 1 {
		t.Error("the office's own administrator confirmed, and she is none")
	}
	var writes string
	w.Scan(&writes, `SELECT o.code FROM operators w JOIN offices o ON o.id = w.office WHERE w.person = $1 LIMIT 1`, nina.Caller.Person)
	after := mara.get(at)
	mara.follow(mara.send(http.MethodPost, at, with(after.form(at), "writes", code, "why-writes", "anche qui"))).wants(http.StatusOK, "Registrato.")
	if !strings.Contains(after.words(), "Registrare per una struttura") || writes == "" {
		t.Error("nothing says for whom she records")
	}
}
