package webui_test

import (
	"net/http"
	"regexp"
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// joinedChild is a child joined of two minors, of whom Bruno wrote something
// while both were shown; with the casefile open.
func joinedChild(t *testing.T) (w *town, bruno *browser, one, other minor.ID, file answer) {
	t.Helper()
	w = newTown(t)
	a := w.centre(siracusa)
	one, other = w.arrives(a, "2026-03-01", "Amadou", "Bah"), w.arrives(w.centre(milan), "2026-03-04", "Amadu", "Ba")
	w.candidates(one, other)
	bruno = w.person("Bruno", access.Ministry, institution.Ministry)
	bruno.get(pathOf(bruno.open(one)) + "/part").wants(http.StatusNotFound)
	page := bruno.get(pairs.FindString(bruno.get("/candidates").text))
	bruno.follow(bruno.send(http.MethodPost, "/candidates", with(page.form("/candidates"), "choose", "same", "why", "stesso volto")))
	bruno.follow(bruno.write(bruno.open(one), "alias", "given", "Amado", "family", "B", "source", "declared", "on", "05/03/2026"))
	return w, bruno, one, other, bruno.open(one).wants(http.StatusOK, "Separa chi è un altro minore")
}

func TestTheMinistryPartsAChildAndAssignsWhatWasWrittenOfBoth(t *testing.T) {
	w, bruno, one, other, file := joinedChild(t)
	page := bruno.get(pathOf(file)+"/part").wants(http.StatusOK, "Amadou Bah", "Amadu Ba")
	bruno.send(http.MethodPost, "/part", page.form("/part")).wants(http.StatusUnprocessableEntity, "Scegli qualcuno", "Di’ perché")
	asks := with(page.form("/part"), "apart", "1", "why", "è il fratello")
	again := bruno.send(http.MethodPost, "/part", asks).wants(http.StatusUnprocessableEntity, "per chi vale?", "Amado B", "Di’ per chi vale.")
	if w.records(one, "link.parted")+w.records(other, "link.parted") != 0 {
		t.Fatal("it was recorded before it was said for whom each record counts")
	}
	record := regexp.MustCompile(`name="(record-[0-9a-f-]+)"`).FindStringSubmatch(again.text)[1]
	values := with(again.form("/part"), "apart", "1", "why", "è il fratello", record, "0")
	bruno.follow(bruno.send(http.MethodPost, "/part", values)).wants(http.StatusOK, "sono due minori", "Amado B").without("Amadu")
	bruno.follow(bruno.send(http.MethodPost, "/part", values)).wants(http.StatusOK, "Era già registrato")
	if n := w.records(one, "link.parted") + w.records(other, "link.parted"); n != 1 {
		t.Errorf("got %d partings, want one", n)
	}
	if l := w.linesOf(one); l[0].Action != string(access.OpenCasefile) || !l[0].Allowed {
		t.Errorf("got the line %+v", l[0])
	}
	bruno.open(other).wants(http.StatusOK, "Amadu Ba").without("Amado B")
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.send(http.MethodPost, "/part", values).wants(http.StatusNotFound)
}

func TestAHeldRecordIsAssignedOnceByTheMinistry(t *testing.T) {
	w, bruno, one, other, file := joinedChild(t)
	a := w.Agent(bruno.Caller.Offices[0])
	var joinedAt uint64
	w.Scan(&joinedAt, `SELECT position FROM ledger_head`)
	page := bruno.get(pathOf(file) + "/part")
	again := bruno.send(http.MethodPost, "/part", with(page.form("/part"), "apart", "1", "why", "è il fratello"))
	record := regexp.MustCompile(`name="(record-[0-9a-f-]+)"`).FindStringSubmatch(again.text)[1]
	bruno.follow(bruno.send(http.MethodPost, "/part", with(again.form("/part"), "apart", "1", "why", "è il fratello", record, "0")))
	bruno.get("/held").wants(http.StatusOK, "Nulla da attribuire.")
	a.Sent(joinedAt)
	late := a.Write(one, "2026-03-06", minor.IdentityAlias{Name: minor.Name{Given: "Tardi", Family: "Ba"}, Source: minor.OwnWord},
		intaketest.Seen(joinedAt), func(h *change.Header) { h.Seen.Minors = []minor.ID{other} })
	a.Taken(late)
	list := bruno.get("/held").wants(http.StatusOK, "Altro nome", "Attribuisci")
	one1 := bruno.get(regexp.MustCompile(`/held/[A-Za-z0-9_-]+`).FindString(list.text)).wants(http.StatusOK, "Amadou Bah", "Amadu Ba", "Tardi Ba")
	bruno.send(http.MethodPost, "/held", one1.form("/held")).wants(http.StatusUnprocessableEntity, "Scegli per chi.", "Di’ perché")
	values := with(one1.form("/held"), "whom", "1", "why", "lo scrisse del secondo")
	bruno.follow(bruno.send(http.MethodPost, "/held", values)).wants(http.StatusOK, "Registrato.", "Nulla da attribuire.")
	bruno.follow(bruno.send(http.MethodPost, "/held", values)).wants(http.StatusOK, "Era già registrato")
	if n := w.records(one, "assigned") + w.records(other, "assigned"); n != 1 {
		t.Errorf("got %d assignments, want one", n)
	}
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.get("/held").wants(http.StatusNotFound)
	anna.send(http.MethodPost, "/held", values).wants(http.StatusNotFound)
	anna.get(one1.path).wants(http.StatusNotFound)
}
