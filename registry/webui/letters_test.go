package webui_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/institution"
	law "faro.example/shared/notice"
)

func TestANoticeIsSentFromTheCasefileAndOpenedInTheQueueOfTheCourt(t *testing.T) {
	w, anna, m, file := inCustody(t)
	court := w.person("Carla", access.Court, institution.Court, siracusa)
	anna.get(file.path+"/form/notice-sent").wants(http.StatusOK, "Invia un avviso", "tutti quelli che la legge indica")
	anna.follow(anna.write(file, "notice-sent", "matter", "guardian", "receiver", "everyone", "adds", "parla solo pular", "on", "03/03/2026")).wants(http.StatusOK, "Registrato.", "da aprire")
	queue := court.get("/letters").wants(http.StatusOK, "richiesta di nomina del tutore", "da aprire")
	if sent, opened := w.records(m, "notice.sent"), w.records(m, "notice.opened"); sent != 1 || opened != 0 {
		t.Fatalf("got %d notices, of which looking at the queue opened %d", sent, opened)
	}
	opened := court.send(http.MethodPost, "/letters", queue.form("/letters"))
	page := court.follow(opened).wants(http.StatusOK, "Richiesta di nomina del tutore", "parla solo pular", "Amadou Bah", "L’apertura è stata registrata", "Annota il numero")
	court.follow(court.send(http.MethodPost, "/letters", with(page.form("/letters"), "protocol", "77/2026"))).wants(http.StatusOK, "prot. 77/2026")
	at := strings.TrimSuffix(opened.Header().Get("Location"), "?done=opened")
	print := court.get(at+"/page").wants(http.StatusOK, "apertura della tutela")
	if got := print.Header().Get("Content-Security-Policy"); got != paper.Policy() || !strings.Contains(print.text, "77/2026") {
		t.Errorf("the paper, with the policy %s, does not say its number", got)
	}
	if pdf := court.get(at + "/pdf"); pdf.Code != http.StatusOK || !strings.HasPrefix(pdf.text, "%PDF-") {
		t.Errorf("the PDF: got %d", pdf.Code)
	}
	// Who sent it sees when it was opened, and under which number.
	anna.get("/letters?box=sent").wants(http.StatusOK, "aperto", "prot. 77/2026")
	anna.get(file.path).wants(http.StatusOK, "Avvisi di legge", "prot. 77/2026")
	rosa := w.person("Rosa", access.Prosecutor, institution.Prosecutor, siracusa)
	rosa.get("/letters").wants(http.StatusOK, "Nessun avviso ricevuto")
	if got := rosa.get(at); got.Code == http.StatusOK {
		t.Error("the address of another’s session opens a notice")
	}
}

func TestOfPresenceAllThoseWhomTheLawNamesAreToldAtOnce(t *testing.T) {
	w, anna, m, file := inCustody(t)
	fields := []string{"matter", "presence", "receiver", "everyone", "on", "03/03/2026"}
	anna.write(file, "notice-sent", fields...).wants(http.StatusUnprocessableEntity, "Nell’elenco non c’è un ufficio competente")
	w.person("Carla", access.Court, institution.Court, siracusa)
	w.person("Pia", access.Prosecutor, institution.Prosecutor, siracusa)
	anna.follow(anna.write(anna.open(m), "notice-sent", fields...)).wants(http.StatusOK, "Registrato.")
	if n := w.count(`SELECT count(DISTINCT addressed_as) FROM notices WHERE matter = 'presence' AND receiver IS NOT NULL`); n != 3 {
		t.Errorf("%d offices were told, want the prosecutor, the court and the Ministry", n)
	}
	// One that does not use the registry is told by other means.
	anna.follow(anna.write(anna.open(m), "notice-sent", "matter", "missing", "receiver", "police", "elsewhere", "Questura di Noto", "on", "04/03/2026")).
		wants(http.StatusOK, "inviato per altra via", "Questura di Noto")
}

func TestWhatTheChildDisputesStandsBesideItUntilItIsAnswered(t *testing.T) {
	_, anna, m, file := inCustody(t)
	file.without("Rispondi a una contestazione")
	anna.follow(anna.write(file, "disputed", "about", "name", "childsays", "mi chiamo Alpha", "language", "fr", "present", "la mediatrice", "on", "03/03/2026")).
		wants(http.StatusOK, "Il minore contesta: mi chiamo Alpha nessuno ha ancora risposto")
	if n := strings.Count(anna.open(m).words(), "Il minore contesta: mi chiamo Alpha"); n != 1 {
		t.Errorf("it stands beside %d things, want the name alone", n)
	}
	page := anna.get(anna.open(m).path+"/form/dispute-answered").wants(http.StatusOK, "il nome: mi chiamo Alpha")
	record := between(page.text, `<option value="01`, `"`)
	anna.follow(anna.write(anna.open(m), "dispute-answered", "dispute", "01"+record, "answer", "kept", "why", "il passaporto dice altro", "on", "04/03/2026")).
		wants(http.StatusOK, "Il minore contesta: mi chiamo Alpha resta scritto così: il passaporto dice altro", "Amadou Bah")
}

// An attempt to turn a child back is no outcome (law 47/2017 art. 3).
func TestAnAttemptAtTheBorderIsRecordedAndARejectionIsNot(t *testing.T) {
	w, anna, m, file := inCustody(t)
	anna.follow(anna.write(file, "border-refusal", "where", "Ventimiglia", "country", "Francia", "done", "riaccolto dal centro", "on", "03/03/2026")).
		wants(http.StatusOK, "Tentato respingimento alla frontiera", "Ventimiglia", "riaccolto dal centro")
	if n := w.records(m, "border.refusal-attempted"); n != 1 {
		t.Errorf("got %d records, want one", n)
	}
	anna.write(anna.open(m), "custody-release", "reason", "respinto alla frontiera", "on", "04/03/2026").
		wants(http.StatusConflict, "Nessun minore non accompagnato è respinto alla frontiera", "art. 3")
}

// between gives what stands between two texts, the first time.
func between(text, from, to string) string {
	_, rest, _ := strings.Cut(text, from)
	out, _, _ := strings.Cut(rest, to)
	return out
}

func TestWhatIsWrittenAboutAChildIsReadWithItInPlainWords(t *testing.T) {
	w, anna, m, file := inCustody(t)
	anna.follow(anna.write(file, "disputed", "about", "name", "childsays", "mi chiamo Alpha", "on", "03/03/2026"))
	anna.follow(anna.write(anna.open(m), "disputed", "about", "presence", "childsays", "sono arrivato prima", "on", "03/03/2026"))
	file = anna.open(m).wants(http.StatusOK, "Che cosa è scritto su di me")
	page := anna.get(file.path+"/mine/it").wants(http.StatusOK, "Chi sei", "Amadou Bah", "Il minore contesta: mi chiamo Alpha", "Dove sei stato", "sono arrivato prima", "Chi si occupa di te")
	if l := w.linesOf(m)[0]; l.Action != string(access.OpenCasefile) || !strings.HasPrefix(l.Reason, "read with the child") || page.Header().Get("Content-Security-Policy") != paper.Policy() {
		t.Errorf("got the line %+v", l)
	}
	anna.get(file.path+"/mine/en").wants(http.StatusOK, "Who you are", "The child disputes it: mi chiamo Alpha")
	if pdf := anna.get(file.path + "/mine/en.pdf"); pdf.Code != http.StatusOK || !strings.HasPrefix(pdf.text, "%PDF-") {
		t.Errorf("the PDF: got %d", pdf.Code)
	}
	anna.get(file.path + "/mine/tlh").wants(http.StatusNotFound)
}

func TestTheSheetForTheChildIsShownInItsOwnDirection(t *testing.T) {
	w := newTown(t)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	for _, s := range slices.Concat(law.Sheets(law.About), law.Sheets(law.Search)) {
		at := "/told/" + s.Text + "/" + s.Language
		page := anna.get(at).wants(http.StatusOK, s.Title, s.Parts[3].Text, s.Standing(s.Language), s.Standing("it"))
		want := `<div lang="` + s.Language + `"`
		if s.Right() {
			want += ` dir="rtl"`
		}
		if !strings.Contains(page.text, want+">") {
			t.Errorf("%s: not %s>", at, want)
		}
		print := anna.get(at+"/page").wants(http.StatusOK, s.Parts[3].Text, s.Standing(s.Language), s.Standing("it"))
		if strings.Contains(print.text, `<html lang="ar" dir="rtl">`) != s.Right() || !strings.Contains(print.text, s.Mark()) {
			t.Errorf("%s: on paper: %s", at, print.text[:200])
		}
		if pdf := anna.get(at + "/pdf"); !strings.HasPrefix(pdf.text, "%PDF-") {
			t.Errorf("%s: no PDF", at)
		}
	}
	anna.get("/told/" + law.About + "/tlh").wants(http.StatusNotFound)
	anna.get("/told/no-such/it").wants(http.StatusNotFound)
}
