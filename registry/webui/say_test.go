package webui_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/registry/signin"
	"faro.example/shared/access"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// inCustody is a child in Anna's custody, with her casefile open.
func inCustody(t *testing.T) (w *town, anna *browser, m minor.ID, file answer) {
	t.Helper()
	w = newTown(t)
	m = w.arrives(w.centre(siracusa), "2026-03-01", "Amadou", "Bah")
	anna = w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	anna.follow(anna.write(anna.open(m), "custody-take", "on", "02/03/2026")).wants(http.StatusOK, "Registrato.")
	return w, anna, m, anna.open(m)
}

func TestAFormSentTwiceRecordsOnce(t *testing.T) {
	w, anna, m, file := inCustody(t)
	page := anna.get(file.path + "/form/alias")
	values := with(page.form("/form/alias"), "given", "Amadu", "family", "Ba", "source", "declared", "on", "03/03/2026")
	anna.follow(anna.send(http.MethodPost, "/form/alias", values)).wants(http.StatusOK, "Registrato.")
	anna.follow(anna.send(http.MethodPost, "/form/alias", values)).wants(http.StatusOK, "Era già registrato")
	if n := w.records(m, "identity.alias"); n != 1 {
		t.Errorf("got %d records, want one", n)
	}
}

func TestAPageOpenSinceYesterdaySaysWhatChangedMeanwhile(t *testing.T) {
	w, anna, m, file := inCustody(t)
	page := anna.get(file.path + "/form/custody-release")
	values := with(page.form("/form/custody-release"), "on", "04/03/2026", "reason", "si trasferisce")
	colleague := w.personAt("Carla", access.Municipality, anna.Caller.Offices[0], siracusa)
	milano := w.person("Dario", access.Municipality, institution.Municipality, milan)
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, milano.Caller.Offices[0])
	colleague.follow(colleague.write(colleague.open(m), "custody-offer", "to", code, "on", "03/03/2026")).wants(http.StatusOK, "Registrato.")
	again := anna.send(http.MethodPost, "/form/custody-release", values).wants(http.StatusConflict, "1 registrazione è arrivata", "Presa in carico offerta", "Ho visto")
	if w.records(m, "custody.released") != 0 {
		t.Error("it was recorded before she had seen it")
	}
	values = with(again.form("/form/custody-release"), "on", "04/03/2026", "reason", "si trasferisce")
	anna.follow(anna.send(http.MethodPost, "/form/custody-release", values)).wants(http.StatusOK, "Registrato.")
}

func TestAFormThatWasOpenWhileTheSessionEndedIsSentInTheNextOne(t *testing.T) {
	w, anna, m, file := inCustody(t)
	page := anna.get(file.path + "/form/alias")
	values := with(page.form("/form/alias"), "given", "Amadu", "family", "Ba", "source", "declared", "on", "03/03/2026")
	v := w.who["Anna"]
	v.Session.ID = signin.SessionID(id.New[struct{}]())
	w.who["Anna"] = v
	again := anna.send(http.MethodPost, "/form/alias", values).wants(http.StatusConflict, "Hai eseguito di nuovo l’accesso")
	if w.records(m, "identity.alias") != 0 {
		t.Error("a form of another session was taken as it is")
	}
	values = with(again.form("/form/alias"), "given", "Amadu", "family", "Ba", "source", "declared", "on", "03/03/2026")
	anna.follow(anna.send(http.MethodPost, "/form/alias", values)).wants(http.StatusOK, "Registrato.")
}

func TestNobodyUsesTheAddressesAndFormsOfAnother(t *testing.T) {
	w, anna, m, file := inCustody(t)
	page := anna.get(file.path + "/form/alias")
	colleague := w.personAt("Carla", access.Municipality, anna.Caller.Offices[0], siracusa)
	colleague.get(file.path).wants(http.StatusNotFound)
	values := with(page.form("/form/alias"), "given", "Amadu", "family", "Ba", "source", "declared")
	colleague.send(http.MethodPost, "/form/alias", values).wants(http.StatusNotFound)
	v := w.who["Anna"]
	v.Session.ID = signin.SessionID(id.New[struct{}]()) // she has signed in again
	w.who["Anna"] = v
	anna.get(file.path).wants(http.StatusNotFound)
	for name, values := range map[string]url.Values{
		"no token": {"code": {w.codeOf(m).Display()}, "reason": {"care"}}, "another's": {"code": {w.codeOf(m).Display()}, "reason": {"care"}, "token": {values.Get("token")}},
	} {
		if res := anna.send(http.MethodPost, "/find", values); res.Code != http.StatusConflict {
			t.Errorf("%s: got %d, want it refused", name, res.Code)
		}
	}
}

func TestNothingPersonalStandsInAnAddressOrATitle(t *testing.T) {
	w, anna, m, file := inCustody(t)
	titles := regexp.MustCompile(`<title>([^<]*)</title>`)
	for _, page := range []answer{file, anna.get("/"), anna.get("/list/custody"), anna.get(file.path + "/form/custody-offer")} {
		title := titles.FindString(page.text)
		for _, word := range []string{"Amadou", "Bah", w.codeOf(m).Reveal(), w.codeOf(m).Display()} {
			if strings.Contains(title, word) || strings.Contains(page.path, word) {
				t.Errorf("%s %s holds %q", page.path, title, word)
			}
			for _, attr := range []string{"href", "action"} {
				for _, at := range regexp.MustCompile(attr+`="([^"]*)"`).FindAllStringSubmatch(page.text, -1) {
					if strings.Contains(at[1], word) || strings.Contains(at[1], m.String()) {
						t.Errorf("%s: an address holds who the child is", page.path)
					}
				}
			}
		}
	}
}

func TestCustodyIsHandedOverByOfferAndAcceptance(t *testing.T) {
	w, anna, m, file := inCustody(t)
	dario := w.person("Dario", access.Municipality, institution.Municipality, milan)
	dario.get("/find").wants(http.StatusOK)
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, dario.Caller.Offices[0])
	anna.write(file, "custody-offer", "to", "nessuno così", "on", "03/03/2026").wants(http.StatusUnprocessableEntity, "Nessun servizio sociale così")
	anna.follow(anna.write(file, "custody-offer", "to", code, "on", "03/03/2026")).wants(http.StatusOK, "Accettare o rifiutare")
	home := dario.get("/").wants(http.StatusOK, "Offerti al tuo servizio", "Amadou Bah")
	dario.follow(dario.send(http.MethodPost, "/open", with(home.form("/open"), "child", firstChild(home), "reason", "custody"))).
		wants(http.StatusOK, "Accettare o rifiutare", "Accetta la presa in carico")
	dario.follow(dario.write(dario.open(m), "custody-accept", "on", "04/03/2026")).wants(http.StatusOK, "Registrato.").without("Accettare o rifiutare")
	if w.records(m, "custody.offered") != 1 || w.records(m, "custody.accepted") != 1 {
		t.Error("the hand-over is not in the ledger")
	}
	var by institution.OfficeID
	w.Scan(&by, `SELECT institution FROM custodies WHERE minor = $1 AND until_on IS NULL`, m)
	if by != dario.Caller.Offices[0] {
		t.Errorf("%v answers, want Dario's service", by)
	}
}

func TestASocialWorkerRegistersAChildForAStructureWithoutAnAgent(t *testing.T) {
	w := newTown(t)
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	house := w.Structure(siracusa)
	var code string
	w.Scan(&code, `SELECT code FROM offices WHERE id = $1`, institution.OfficeOf(house))
	form := anna.get("/new").wants(http.StatusOK, "Nuovo minore").form("/form/arrival")
	values := with(form, "on", "09/03/2026", "at", code, "mode", "found", "source", "declared", "given", "Mariam", "family", "Traoré", "sex", "F", "provenance", "declared", "citizenship", "Mali")
	file := anna.follow(anna.send(http.MethodPost, "/form/arrival", values)).wants(http.StatusOK, "Registrato.", "Mariam Traoré", "Mali", "presente")
	anna.follow(anna.send(http.MethodPost, "/form/arrival", values)).wants(http.StatusOK, "Era già registrato")
	var m minor.ID
	w.Scan(&m, `SELECT minor FROM casefiles WHERE facility = $1`, house)
	var structure institution.OfficeID
	w.Scan(&structure, `SELECT offices[1] FROM casefiles WHERE minor = $1`, m)
	if structure != institution.OfficeOf(house) {
		t.Errorf("the child is in the scope of %v, want the structure's", structure)
	}
	anna.follow(anna.write(file, "absence-reported", "on", "10/03/2026", "report", "123/2026")).wants(http.StatusOK, "scomparso", "Denuncia: 123/2026")
	if w.records(m, "absence.reported") != 1 {
		t.Error("the absence is not in the ledger")
	}
}

func TestARecordIsTakenBackByTheOfficeThatWroteIt(t *testing.T) {
	w, anna, m, file := inCustody(t)
	at := regexp.MustCompile(`/form/retract\?record=[0-9a-f-]+`).FindString(file.text)
	page := anna.get(file.path+at).wants(http.StatusOK, "Ritira")
	values := with(page.form("/form/retract"), "reason", "")
	again := anna.send(http.MethodPost, "/form/retract", values).wants(http.StatusUnprocessableEntity, "Manca: scrivilo.")
	anna.follow(anna.send(http.MethodPost, "/form/retract", with(again.form("/form/retract"), "reason", "minore sbagliato"))).wants(http.StatusOK, "ritirato")
	var n int
	w.Scan(&n, `SELECT count(*) FROM custodies WHERE minor = $1`, m)
	if n != 0 {
		t.Error("the custody stands all the same")
	}
}

func TestAConflictIsDecidedWithAReasonByWhoIsEntitled(t *testing.T) {
	w := newTown(t)
	a := w.centre(siracusa)
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	b := w.Agent(a.Office)
	b.Taken(b.Write(m, "2026-03-02", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Female}))
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	file := anna.open(m).wants(http.StatusOK, "Conflitto: il sesso")
	anna.get(file.path+"/conflict/sex").wants(http.StatusOK, "Non spetta a te deciderlo")
	anna.follow(anna.write(file, "custody-take", "on", "02/03/2026"))
	anna.get("/").wants(http.StatusOK, "Conflitti che spetta a te decidere")
	page := anna.get(file.path+"/conflict/sex").wants(http.StatusOK, "maschile", "femminile", "Che cosa vale?")
	choose := regexp.MustCompile(`name="choose" value="([^"]+)"`).FindAllStringSubmatch(page.text, -1)
	if len(choose) != 4 { // the two records, both, and a value of its own
		t.Fatalf("got %d sides", len(choose))
	}
	again := anna.send(http.MethodPost, "/decide", page.form("/decide")).wants(http.StatusUnprocessableEntity, "Scegli una delle registrazioni, o un altro modo", "Di’ perché")
	values := with(again.form("/decide"), "choose", choose[1][1], "why", "lo dice il medico")
	anna.follow(anna.send(http.MethodPost, "/decide", values)).wants(http.StatusOK, "Registrato.", "Conflitto deciso", "lo dice il medico").without("Conflitto: il sesso")
	anna.follow(anna.send(http.MethodPost, "/decide", values)).wants(http.StatusOK, "Era già registrato")
	var open int
	w.Scan(&open, `SELECT count(*) FROM conflicts WHERE minor = $1`, m)
	if open != 0 || w.records(m, "resolved") != 1 {
		t.Errorf("got %d open conflicts and %d resolutions", open, w.records(m, "resolved"))
	}
}

func TestWhatIsTypedIsShownAsTypedOrRefusedAndNeverRuns(t *testing.T) {
	w, anna, m, file := inCustody(t)
	for name, tc := range map[string]struct {
		typed string
		taken bool
	}{
		"a script":         {`<script>alert(1)</script>`, true},
		"an attribute":     {`" onmouseover="alert(1)`, true},
		"emoji":            {"👩‍👧 Fatou", true},
		"Arabic":           {"فاطمة", true},
		"a very long name": {strings.Repeat("Abdoulaye", 22), true},
		"too long a name":  {strings.Repeat("Abdoulaye", 40), false},
		"an override":      {"Ba\u202egnaM", false},
		"a null byte":      {"Ba\x00h", false},
		"bad bytes":        {"Ba\xffh", false},
	} {
		res := anna.write(file, "alias", "given", tc.typed, "family", "Ba", "source", "declared", "on", "03/03/2026")
		if tc.taken {
			res = anna.follow(res)
		}
		if strings.Contains(res.text, "<script>alert") || strings.Contains(res.text, `" onmouseover="`) {
			t.Errorf("%s: stands in the page as it is", name)
		}
		if tc.taken {
			res.wants(http.StatusOK)
			if !strings.Contains(res.words(), tc.typed) && !strings.Contains(tc.typed, "<") {
				t.Errorf("%s: is not shown as typed", name)
			}
		} else {
			res.wants(http.StatusUnprocessableEntity)
		}
	}
	if n := w.records(m, "identity.alias"); n != 5 {
		t.Errorf("got %d records, want those that can be kept", n)
	}
}

func TestThePolicyOfEveryPageForbidsScriptsOfItsOwn(t *testing.T) {
	_, anna, _, file := inCustody(t)
	inline := regexp.MustCompile(`(?i)<script[^>]*>[^<]|\son[a-z]+=|\sstyle=|javascript:`)
	for _, page := range []answer{file, anna.get("/"), anna.get("/find"), anna.get("/nothing-here-" + file.path[:3]), anna.get(file.path + "/form/identity")} {
		if page.Code == http.StatusNotFound && page.text == "404 page not found" {
			continue
		}
		p := page.Header().Get("Content-Security-Policy")
		if !strings.Contains(p, "require-trusted-types-for 'script'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s: got the policy %q", page.path, p)
		}
		if found := inline.FindString(page.text); found != "" {
			t.Errorf("%s: holds %q", page.path, found)
		}
	}
}

func TestBreakingTheGlassOpensTheCasefileAndIsTold(t *testing.T) {
	w := newTown(t)
	w.SetNow(time.Now()) // the database's own clock says when a glass ends
	a := w.centre(siracusa)
	m := w.arrives(a, "2026-03-01", "Amadou", "Bah")
	anna := w.person("Anna", access.Municipality, institution.Municipality, siracusa)
	guard := w.person("Gino", access.Police, institution.Police, milan)
	open := guard.get("/find").form("/find")
	guard.follow(guard.send(http.MethodPost, "/find", with(open, "code", w.codeOf(m).Display(), "reason", "missing"))).wants(http.StatusNotFound, "accesso d’emergenza")
	page := guard.get("/glass").wants(http.StatusOK, "avvisati subito")
	again := guard.send(http.MethodPost, "/glass", with(page.form("/glass"), "code", w.codeOf(m).Display(), "hours", "99")).wants(http.StatusUnprocessableEntity, "da 1 a 24", "Scegli a che cosa serve")
	values := with(again.form("/glass"), "code", w.codeOf(m).Display(), "purpose", "found", "happened", "trovato in stazione, dice il suo codice", "hours", "2")
	guard.follow(guard.send(http.MethodPost, "/glass", values)).wants(http.StatusOK, "Amadou Bah", "accesso d’emergenza")
	anna.get("/notices").wants(http.StatusOK, "Polizia", "trovato in stazione")
	if l := w.linesOf(m); l[0].Action != string(access.ReadNotices) || l[1].Action != string(access.OpenCasefile) || l[2].Action != string(access.BreakGlass) {
		t.Errorf("got the lines %+v", l[:3])
	}
}

func TestWhoHasCustodyTodayAndOnThatDay(t *testing.T) {
	w, anna, m, _ := inCustody(t)
	ask := func(on string) answer {
		return anna.send(http.MethodPost, "/custody", with(anna.get("/custody").form("/custody"), "code", w.codeOf(m).Display(), "on", on, "reason", "custody"))
	}
	ask("01/03/2026").wants(http.StatusOK, "In carico, il 1º marzo 2026 Nessuno")
	ask("10/03/2026").wants(http.StatusOK, "an institution", "dal 2 marzo 2026")
	if l := w.linesOf(m)[0]; l.Action != string(access.AskCustody) || l.Reason != "custody" {
		t.Errorf("got the line %+v", l)
	}
	anna.send(http.MethodPost, "/custody", with(anna.get("/custody").form("/custody"), "code", "123", "on", "ieri", "reason", "custody")).
		wants(http.StatusUnprocessableEntity, "Non è un codice", "Non è una data")
}

func TestAnotherReasonIsSaidInWords(t *testing.T) {
	w, anna, m, _ := inCustody(t)
	find := func(words string) answer {
		return anna.send(http.MethodPost, "/find", with(anna.get("/find").form("/find"), "code", w.codeOf(m).Display(), "reason", "other", "words", words))
	}
	find("").wants(http.StatusUnprocessableEntity, "Di’ in poche parole perché guardi.")
	anna.follow(find("chiamata della scuola"))
	if l := w.linesOf(m)[0]; l.Reason != "other: chiamata della scuola" {
		t.Errorf("got the line %+v", l)
	}
}

func TestWhatWasTypedToBreakTheGlassIsKeptOverTheSignInForItsAuthorAlone(t *testing.T) {
	w := newTown(t)
	w.SetNow(time.Now()) // the database's own clock says when a glass ends
	m := w.arrives(w.centre(siracusa), "2026-03-01", "Amadou", "Bah")
	guard := w.person("Gino", access.Police, institution.Police, milan)
	values := with(guard.get("/glass").form("/glass"), "code", w.codeOf(m).Display(), "purpose", "found", "happened", "trovato in stazione, dice il suo codice", "hours", "3")
	w.door.stale = true
	asked := guard.send(http.MethodPost, "/glass", values).wants(http.StatusUnauthorized, "Dimostra che sei tu", "conservato per un quarto d’ora")
	for _, c := range guard.kept {
		if strings.Contains(c.Value, "stazione") || !c.HttpOnly || !c.Secure {
			t.Errorf("%s can be read by others", c.Name)
		}
	}
	asked.without("trovato in stazione")
	w.door.stale = false
	other := w.person("Dario", access.Police, institution.Police, milan)
	other.kept = guard.kept
	other.get("/glass").wants(http.StatusOK).without("trovato in stazione")
	guard.get("/").wants(http.StatusOK, "Riprendi l’accesso d’emergenza")
	page := guard.get("/glass").wants(http.StatusOK, "trovato in stazione, dice il suo codice")
	if !strings.Contains(page.text, `value="`+w.codeOf(m).Display()+`"`) || !strings.Contains(page.text, `value="found" checked`) || !strings.Contains(page.text, `name="hours" value="3"`) {
		t.Error("not all that was typed is there again")
	}
	guard.follow(guard.send(http.MethodPost, "/glass", with(page.form("/glass"), "code", w.codeOf(m).Display(), "purpose", "found", "happened", "trovato in stazione, dice il suo codice", "hours", "3"))).wants(http.StatusOK, "Amadou Bah", "accesso d’emergenza")
	guard.get("/glass").wants(http.StatusOK).without("trovato in stazione")
	broken := func(l line) bool { return l.Action == string(access.BreakGlass) }
	if !slices.ContainsFunc(w.linesOf(m), broken) {
		t.Error("no line says that the glass was broken")
	}
}
