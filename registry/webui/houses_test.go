package webui_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/institution"
)

// furnished is a structure without a program, where Anna has registered two children.
func furnished(t *testing.T) (w *town, anna *browser, code, far string) {
	t.Helper()
	w = newTown(t)
	anna = w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, institution.OfficeOf(w.Structure(siracusa)))
	w.Scan(&far, `SELECT code FROM offices WHERE id = $1`, institution.OfficeOf(w.Structure(milan)))
	for _, given := range []string{"Awa", "Issa"} {
		form := anna.get("/new").form("/form/arrival")
		anna.follow(anna.send(http.MethodPost, "/form/arrival", with(form, "on", "01/03/2026", "at", code, "mode", "found", "source", "declared", "given", given, "family", "Traoré", "provenance", "declared")))
	}
	return w, anna, code, far
}

// house opens a form about the children of the first structure on the list.
func (b *browser) house(form string) answer {
	b.t.Helper()
	return b.get(regexp.MustCompile(`/structures/[A-Za-z0-9_-]+/` + form).FindString(b.get("/structures").wants(http.StatusOK).text))
}

func TestARollCallAndAGroupAreRecordedForAStructureWithoutAProgram(t *testing.T) {
	w, anna, code, far := furnished(t)
	count := func(kind string) (n int) {
		w.Scan(&n, `SELECT count(*) FROM records WHERE kind = $1`, kind)
		return n
	}
	page := anna.house("rollcall").wants(http.StatusOK, "Appello", code, "Awa Traoré", "Issa Traoré")
	values := page.form("/structures/rollcall")
	anna.send(http.MethodPost, "/structures/rollcall", with(values, "from", "", "to-day", "03/03/2026")).wants(http.StatusUnprocessableEntity, "Scegli almeno un minore.", "Non è una data")
	values["children"] = []string{"0", "1"}
	values = with(values, "from", "01/03/2026", "to-day", "03/03/2026")
	anna.follow(anna.send(http.MethodPost, "/structures/rollcall", values)).wants(http.StatusOK, "Registrato.")
	anna.follow(anna.send(http.MethodPost, "/structures/rollcall", values)).wants(http.StatusOK, "Era già registrato")
	if n := count("presence.confirmed"); n != 2 {
		t.Errorf("got %d confirmations, want one of each child", n)
	}
	page = anna.house("group").wants(http.StatusOK)
	old := anna.house("group").form("/structures/group")
	sends := func(form url.Values, who ...string) url.Values {
		form["children"] = who
		return with(form, "to", far, "on", "10/03/2026", "why", "")
	}
	anna.follow(anna.send(http.MethodPost, "/structures/group", sends(page.form("/structures/group"), "0", "1"))).wants(http.StatusOK, "Registrato.")
	anna.follow(anna.send(http.MethodPost, "/structures/group", sends(page.form("/structures/group"), "0", "1"))).wants(http.StatusOK, "Era già registrato")
	anna.send(http.MethodPost, "/structures/group", sends(old, "0")).wants(http.StatusConflict, "non è più qui", "Nessuno è in questa struttura")
	if n := count("transfer.departed"); n != 2 {
		t.Errorf("got %d departures, want one of each child", n)
	}
}

func TestOnlyTheSocialServiceOfThePlaceRecordsForAStructure(t *testing.T) {
	w, anna, _, _ := furnished(t)
	form := anna.house("group").form("/structures/group")
	form["children"] = []string{"0"}
	dario := w.person("Dario", access.Municipality, institution.Municipality, milan)
	dario.get(anna.house("group").path).wants(http.StatusNotFound)
	dario.send(http.MethodPost, "/structures/group", form).wants(http.StatusNotFound)
	w.person("Franca", access.Prefecture, institution.Prefecture, siracusa).get("/structures").wants(http.StatusNotFound)
}

func TestWhereNobodyIsThePageSaysWhatToDoAndAsksForNothing(t *testing.T) {
	w := newTown(t)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	w.Structure(siracusa)
	for _, form := range []string{"rollcall", "group"} {
		anna.house(form).wants(http.StatusOK, "Nessuno è in questa struttura", "Chi arriva si registra da Nuovo minore").without("<textarea", `name="children"`, "Registra</button>")
	}
}

func TestAStructureWithMoreChildrenThanAPageShowsIsGoneThroughPageByPage(t *testing.T) {
	w := newTown(t)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	a := w.centre(siracusa)
	for range lookup.MaxFound + 2 {
		w.arrives(a, "2026-03-01", "Amadou", "Bah")
	}
	w.Exec(`UPDATE installations SET revoked_at = now(), revoked_why = 'gone' WHERE id IN (SELECT installation FROM installation_offices WHERE office = $1)`, a.Office)
	first := anna.house("rollcall").wants(http.StatusOK, "La struttura ha più minori", "I minori che seguono")
	next := regexp.MustCompile(`/structures/[A-Za-z0-9_-]+/rollcall\?after=[A-Za-z0-9_-]+`).FindString(first.text)
	second := anna.get(next).wants(http.StatusOK, "Dal principio").without("I minori che seguono")
	if got := strings.Count(first.main(), `type="checkbox"`) + strings.Count(second.main(), `type="checkbox"`); got != lookup.MaxFound+2 {
		t.Errorf("the pages show %d children, want each once", got)
	}
	send := func(page answer) answer {
		form := page.form("/structures/rollcall")
		form["children"] = nil
		for i := range strings.Count(page.main(), `type="checkbox"`) {
			form.Add("children", strconv.Itoa(i))
		}
		return anna.follow(anna.send(http.MethodPost, "/structures/rollcall", with(form, "from", "01/03/2026", "to-day", "03/03/2026")))
	}
	then := send(first).wants(http.StatusOK, "Registrato.", "Dal principio") // and the next page is there
	send(then).wants(http.StatusOK, "Registrato.", "Strutture per cui registri")
	var n int
	if w.Scan(&n, `SELECT count(DISTINCT minor) FROM records WHERE kind = 'presence.confirmed'`); n != lookup.MaxFound+2 {
		t.Errorf("%d children are confirmed, want all", n)
	}
}
