package webui_test

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// candidates has two minors wait for a decision.
func (w *town) candidates(a, b minor.ID) {
	w.t.Helper()
	if bytes.Compare(a[:], b[:]) > 0 {
		a, b = b, a
	}
	w.Exec(`INSERT INTO candidates (low, high, probability, reasons, stated, missing, found, found_at)
		VALUES ($1, $2, 0.97, '[{"field": "family_name", "english": "sounds the same", "italian": "suona uguale", "bits": 9}]', false, true, 1, now())`, a, b)
}

var pairs = regexp.MustCompile(`/candidates/[A-Za-z0-9_-]+`)

func TestTheMinistryDecidesWhoIsTheSameChildSideBySide(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	one, other := w.arrives(a, "2026-03-01", "Amadou", "Bah"), w.arrives(w.centre(milan), "2026-03-04", "Amadu", "Ba")
	w.candidates(one, other)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.get("/candidates").wants(http.StatusOK, "Nessuno da confrontare").without("Amadu")
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	list := bruno.get("/candidates").wants(http.StatusOK, "Amadou Bah", "Amadu Ba", "97 %", "scomparso")
	page := bruno.get(pairs.FindString(list.text)).wants(http.StatusOK, "Amadou Bah", "Amadu Ba", "suona uguale", "a favore", "Che cosa decidi?")
	for _, m := range []minor.ID{one, other} {
		if l := w.linesOf(m)[1]; l.Action != string(access.OpenCasefile) || l.Reason != "check: candidate" {
			t.Errorf("got the line %+v, want one for each casefile before that of the remarks", l)
		}
	}
	again := bruno.send(http.MethodPost, "/candidates", page.form("/candidates")).wants(http.StatusUnprocessableEntity, "Scegli una delle due.", "Di’ perché")
	values := with(again.form("/candidates"), "choose", "same", "why", "stesso volto, stesso racconto")
	bruno.follow(bruno.send(http.MethodPost, "/candidates", values)).wants(http.StatusOK, "sono lo stesso minore, con un solo fascicolo")
	if n := w.records(one, "link.same") + w.records(other, "link.same"); n != 1 {
		t.Errorf("got %d joinings, want one", n)
	}
	bruno.send(http.MethodPost, "/candidates", with(values, "choose", "distinct", "why", "due cicatrici diverse")).
		wants(http.StatusConflict, "Qualcuno ha già deciso", "stesso volto, stesso racconto", "non è stato registrato", "due cicatrici diverse")
	bruno.open(one).wants(http.StatusOK, "Amadou Bah", "Amadu Ba")
}

func TestNobodyButTheMinistryIsAskedWhoIsTheSameChild(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	one, other := w.arrives(a, "2026-03-01", "Amadou", "Bah"), w.arrives(a, "2026-03-04", "Amadu", "Ba")
	w.candidates(one, other)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.get(pairs.FindString(anna.get("/candidates").text)).wants(http.StatusOK, "Decide il Ministero").without("Che cosa decidi?")
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	form := bruno.get(pairs.FindString(bruno.get("/candidates").text)).form("/candidates")
	anna.send(http.MethodPost, "/candidates", with(form, "choose", "same", "why", "lo dico io")).wants(http.StatusNotFound)
	if w.records(one, "link.same")+w.records(other, "link.same") != 0 {
		t.Error("it was recorded")
	}
}

func TestTheFirstPageSaysOfHowManyChildrenSomebodyElseMustBeAsked(t *testing.T) {
	w := newTown(t)
	one, other := w.arrives(w.centre(siracusa), "2026-03-01", "Amadou", "Bah"), w.arrives(w.centre(milan), "2026-03-04", "Amadu", "Ba")
	w.candidates(one, other)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	home := anna.get("/").wants(http.StatusOK, "Per 1 minore di cui rispondi esiste forse un altro fascicolo", "A chi chiedere").without("Amadu Ba")
	if !strings.Contains(home.text, "/candidates#beyond") {
		t.Error("it leads nowhere")
	}
	anna.get("/candidates").wants(http.StatusOK, "di cui puoi vedere uno solo")
	w.person("Franca", access.Prefecture, institution.Prefecture, siracusa).get("/").wants(http.StatusOK).without("A chi chiedere")
	w.person("Bruno", access.Ministry, institution.Ministry).get("/").wants(http.StatusOK).without("A chi chiedere")
}

func TestAListSaysOfEachChildWhatIsNext(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	w.arrives(a, "2026-03-01", "Amadou", "Bah")
	gone := w.arrives(a, "2026-03-01", "Ousmane", "Diallo")
	w.says(a, gone, "2026-03-03", movement.AbsenceReported{From: facility.At(facility.ID(a.Office))})
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	rows := regexp.MustCompile(`(?s)<tr role="row"><td.*?</tr>`)
	said := map[string]string{}
	for _, row := range rows.FindAllString(anna.get("/list/all").wants(http.StatusOK).main(), -1) {
		for _, given := range []string{"Amadou", "Ousmane"} {
			if strings.Contains(row, given) {
				said[given] = row
			}
		}
	}
	for given, next := range map[string]string{"Amadou": "Identità da accertare", "Ousmane": "Denuncia e ricerca"} {
		if !strings.Contains(said[given], next) {
			t.Errorf("of %s nothing is said of %q:\n%s", given, next, said[given])
		}
	}
}
