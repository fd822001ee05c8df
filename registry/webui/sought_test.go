package webui_test

import (
	"net/http"
	"regexp"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

var soughtPairs = regexp.MustCompile(`/sought/[A-Za-z0-9_-]+`)

// seeking has two children tell of one mother under two spellings.
func (w *town) seeking() (one, other minor.ID) {
	w.t.Helper()
	a, b := w.centre(siracusa), w.centre(milan)
	one, other = w.arrives(a, "2026-03-01", "Amadou", "Bah"), w.arrives(b, "2026-03-04", "Ibrahima", "Bah")
	a.Taken(a.Write(one, "2026-03-05", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Parent, Name: &minor.Name{Given: "Fatoumata", Family: "Diallo"}, Where: "Labé"}))
	b.Taken(b.Write(other, "2026-03-05", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Parent, Name: &minor.Name{Given: "Fatumata", Family: "Jallow"}, Where: "Labe"}))
	if err := w.sought.Follow(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	return one, other
}

func TestTheMinistryDecidesWhetherTwoChildrenTellOfOnePerson(t *testing.T) {
	w := newTown(t)
	one, other := w.seeking()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	list := bruno.get("/sought?verdict=&all=yes").wants(http.StatusOK, "Fatoumata Diallo", "Fatumata Jallow", "genitore del minore")
	page := bruno.get(soughtPairs.FindString(list.text)).wants(http.StatusOK, "Fatoumata Diallo", "Fatumata Jallow", "suona uguale", "a favore", "Nessuno ha ancora deciso", "Apri il fascicolo del minore").without("Amadou")
	for _, m := range []minor.ID{one, other} {
		if l := w.linesOf(m)[0]; l.Action != string(access.ShowSought) || l.Reason != "check: sought persons" {
			t.Errorf("got the line %+v", l)
		}
	}
	again := bruno.send(http.MethodPost, "/sought", page.form("/sought")).wants(http.StatusUnprocessableEntity, "Scegli una delle tre.")
	values := with(again.form("/sought"), "choose", "distinct", "why", "due villaggi diversi")
	bruno.follow(bruno.send(http.MethodPost, "/sought", values)).wants(http.StatusOK, "Registrato. Una decisione successiva può cambiarlo.").without("Fatoumata")
	decided := bruno.get("/sought?verdict=distinct").wants(http.StatusOK, "Fatoumata Diallo")
	bruno.send(http.MethodPost, "/sought", with(page.form("/sought"), "choose", "same", "why", "sulla pagina di prima")).wants(http.StatusConflict)
	undo := bruno.get(soughtPairs.FindString(decided.text)).wants(http.StatusOK, "due villaggi diversi", "Sono persone diverse")
	bruno.follow(bruno.send(http.MethodPost, "/sought", with(undo.form("/sought"), "choose", "same", "why", "il villaggio ha due nomi"))).wants(http.StatusOK, "Registrato")
	bruno.get(soughtPairs.FindString(bruno.get("/sought?verdict=same").text)).wants(http.StatusOK, "due villaggi diversi", "il villaggio ha due nomi")
	bruno.get("/sought?verdict=no-such").wants(http.StatusNotFound)
}

// No other role is shown that two children may seek the same person (law 47/2017 art. 6).
func TestNobodyButTheMinistryIsShownWhomSeveralChildrenSeek(t *testing.T) {
	w := newTown(t)
	one, _ := w.seeking()
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	pair := soughtPairs.FindString(bruno.get("/sought?verdict=&all=yes").text)
	form := bruno.get(pair).form("/sought")
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	partner := w.person("Ines", access.TracingPartner, institution.TracingPartner)
	for _, b := range []*browser{anna, partner} {
		b.get("/").wants(http.StatusOK).without("/sought")
		b.get("/sought").wants(http.StatusNotFound)
		b.get(pair).wants(http.StatusNotFound)
		if got := b.send(http.MethodPost, "/sought", with(form, "choose", "same", "why", "x")); got.Code < http.StatusBadRequest {
			t.Errorf("another decides: %d", got.Code)
		}
	}
	if got := anna.get("/candidates"); got.Code == http.StatusOK {
		got.without("Fatumata")
	}
	anna.open(one).wants(http.StatusOK, "Fatoumata Diallo").without("Jallow")
}
