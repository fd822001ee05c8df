package localui

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func kindsOf(c *centre) (out []string) {
	for _, e := range c.open() {
		out = append(out, e.Kind)
	}
	return out
}

func TestAnArrivalIsRecordedOnceHoweverOftenItsFormIsSent(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	at := b.arrive("tag", "17", "family", "Traoré", "given", "Awa", "sex", "F", "age", "16", "citizenship", "Mali", "languages", "bambara, francese")
	b.wants(http.StatusOK, "Recorded", "Awa Traoré", "0000 0000 ", "Undo")
	want := []string{"minor.registered", "identity.stated", "minor.found", "placement.began"}
	if got := kindsOf(c); !slices.Equal(got, want) {
		t.Fatalf("recorded %v, want %v", got, want)
	}
	b.post(at, "mode", "found", "on", "31/03/2026", "tag", "17").wants(http.StatusOK, "Recorded")
	if got := kindsOf(c); !slices.Equal(got, want) {
		t.Errorf("after it was sent again: %v", got)
	}
	b.get("/").wants(http.StatusOK, "Awa Traoré", "1 child here", "4 records wait")
}

func TestWhatIsWrongInAFormStandsBesideItsFieldAndNothingIsRecorded(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "birth", "31/02/2010", "citizenship", "Atlantis", "age", "sixteen", "given", "a\x00b")
	b.wants(http.StatusUnprocessableEntity, `href="#field-birth"`, `id="error-citizenship"`, `id="error-age"`, `id="error-given"`, `aria-invalid="true"`)
	if got := kindsOf(c); got != nil {
		t.Errorf("recorded %v", got)
	}
	b.get(b.at).wants(http.StatusOK, "sixteen", "as you left it")
	b.get("/").wants(http.StatusOK, "Forms you began")
}

func TestWhatIsTypedIsShownAsTypedAndNeverRuns(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	for _, name := range []string{`<script>alert(1)</script>`, `" onfocus="alert(1)`, "محمد", "🦊🦊", strings.Repeat("Lunghissimo", 18), `{{.Token}}`} {
		b.arrive("tag", "17", "family", name)
		b.wants(http.StatusOK, "Recorded").lacks("<script>alert", `" onfocus="`)
	}
	b.get("/").wants(http.StatusOK, "&lt;script&gt;alert(1)&lt;/script&gt;", "<bdi>", "محمد", "🦊🦊", "{{.Token}}").lacks("<script>alert", `" onfocus="`)
	b.arrive("tag", "18", "family", "Rossi\u202Eissor")
	b.wants(http.StatusUnprocessableEntity, `id="error-family"`)
}

func TestAHalfFilledFormIsItsAuthorsAlone(t *testing.T) {
	c := newCentre(t)
	nina, omar := c.signedIn(c.nina, ninasCode), c.signedIn(c.omar, omarsCode)
	nina.get("/new/arrival")
	at := nina.at
	nina.post(at+"/keep", "family", "Segreto").wants(http.StatusOK, "Forms you began")
	nina.get("/new/arrival").wants(http.StatusOK, "Segreto")
	if nina.at != at {
		t.Errorf("another form was opened: %s, not %s", nina.at, at)
	}
	omar.get(at).wants(http.StatusNotFound).lacks("Segreto")
	omar.post(at, "tag", "1").wants(http.StatusNotFound)
	omar.get("/").wants(http.StatusOK).lacks("Forms you began")
}

func TestWhatWaitsForOneStructureIsNotShownToTheOperatorOfAnother(t *testing.T) {
	c := newCentre(t)
	nina, omar := c.signedIn(c.nina, ninasCode), c.signedIn(c.omar, omarsCode)
	nina.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, nina)
	omar.get("/").wants(http.StatusOK).lacks("Traoré")
	omar.get("/outbox").wants(http.StatusOK, "And 4 of other offices").lacks("Traoré", "Child registered")
	omar.get(child).wants(http.StatusNotFound).lacks("Traoré")
	omar.get("/new/identity?child=" + strings.TrimPrefix(child, "/children/")).wants(http.StatusNotFound)
}

var childLink = regexp.MustCompile(`/children/[0-9a-f-]{36}`)

func childPath(t testing.TB, b *browser) string {
	t.Helper()
	at := childLink.FindString(b.page)
	if at == "" {
		t.Fatalf("no child on %s", b.at)
	}
	return at
}

func TestATransferAndItsUndoingAreRecordedAndSaidBeforehand(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	b.arrive("tag", "18", "family", "Diallo")
	b.get("/new/group").wants(http.StatusOK, "Traoré", "Diallo")
	at := b.at
	var fields []string
	for _, m := range regexp.MustCompile(`name="children" value="([^"]+)"`).FindAllStringSubmatch(b.page, -1) {
		fields = append(fields, "children", m[1])
	}
	b.post(at, append(fields, "to", c.there.String(), "on", "31/03/2026")...).wants(http.StatusOK, "Recorded", "Hand-over sheet", "Taken back: Departed, 31 March 2026")
	if got := kindsOf(c); !slices.Equal(got[len(got)-2:], []string{"transfer.departed", "transfer.departed"}) {
		t.Errorf("recorded %v", got)
	}
	undo := regexp.MustCompile(`/new/undo\?form=[0-9a-f-]+`).FindString(b.page)
	b.get(undo).wants(http.StatusOK, "Undo", "Will be taken back: Departed, 31 March 2026 (Traoré)")
	at = b.at
	fields = nil
	for _, m := range regexp.MustCompile(`name="record" value="([^"]+)"`).FindAllStringSubmatch(b.page, -1) {
		fields = append(fields, "record", m[1])
	}
	b.post(at, fields...).wants(http.StatusUnprocessableEntity, "say why, in a sentence")
	b.post(at, append(fields, "reason", "wrong bus")...).wants(http.StatusOK, "Recorded")
	b.get("/").wants(http.StatusOK, "2 children here")
}

func TestTheStayOfAChildIsFollowedToTheEnd(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	minor := strings.TrimPrefix(child, "/children/")
	for _, step := range []struct {
		page, want string
		fields     []string
	}{
		{"bed", "Place", []string{"bed", "12", "on", "31/03/2026"}},
		{"document", "Document seen", []string{"type", "passport", "number", "AB 12", "country", "Mali", "expires", "01/02/2030", "photo", "yes", "on", "31/03/2026"}},
		{"identity", "Identity stated", []string{"source", "document-photo", "given", "Awa", "family", "Traore", "birth", "05/06/2009", "on", "31/03/2026",
			"agreed", "minor", "agreed-on", "31/03/2026", "agreed-in", "bambara"}},
		{"absent", "Absence reported", []string{"report", "77/26", "on", "31/03/2026"}},
		{"found", "Found again", []string{"where", "here", "on", "31/03/2026"}},
	} {
		b.get("/new/"+step.page+"?child="+minor).wants(http.StatusOK, "Traor")
		b.post(b.at, step.fields...).wants(http.StatusOK, "Recorded", step.want)
	}
	b.get(child).wants(http.StatusOK, "Awa Traore", "Document with photograph, Casa del Faro", "AB 12", "5 June 2009 (from a document), aged 16", "agreed to by: the child, on 31 March 2026", "Casa del Faro", "Nina Rossi", "not in Rome yet")
	b.get("/").wants(http.StatusOK, "1 child here")
}

func TestAFormOpenSinceYesterdaySaysWhatChangedMeanwhile(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	minor := strings.TrimPrefix(childPath(t, b), "/children/")
	b.get("/new/bed?child=" + minor)
	open := b.at
	b.get("/new/absent?child=" + minor)
	b.post(b.at, "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	before := len(c.open())
	b.post(open, "bed", "12", "on", "31/03/2026").wants(http.StatusConflict, "Since you opened the form this has come: Absence reported")
	if len(c.open()) != before {
		t.Error("it was recorded unread")
	}
	b.post(open, "bed", "12", "on", "31/03/2026").wants(http.StatusOK, "Recorded")
}

func TestEveryPageWithChildrenLeavesALineBeforeItIsShown(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	for path, what := range map[string]string{"/": "today", child: "casefile", "/outbox": "outbox", "/new/group": "form group",
		"/new/undo?record=" + c.open()[0].ID.String(): "form undo"} {
		before := c.looks()
		b.get(path).wants(http.StatusOK, "Traor")
		after := c.looks()[len(before):]
		if len(after) != 1 || after[0].What != what || after[0].Person != c.nina.Person || len(after[0].Minors) != 1 {
			t.Errorf("%s: left %v, want one line %q of the operator about one child", path, after, what)
		}
	}
}

func TestAnIdleScreenLocksAndGoesBackToWhereItWas(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	c.clock.pass(11 * time.Minute)
	b.get(child).wants(http.StatusOK, "Screen locked", "Passphrase of Nina Rossi").lacks("Traoré")
	b.get("/light").lacks("wait")
	b.get("/locked").post("/unlock", "passphrase", "not this one at all").wants(http.StatusUnprocessableEntity, "Not the passphrase")
	b.post("/unlock", "passphrase", phrase).wants(http.StatusOK, "Traoré")
	if b.at != child {
		t.Errorf("went to %s, not back to the casefile", b.at)
	}
	b.post("/signout").wants(http.StatusOK, "Sign in")
	b.get(child).wants(http.StatusOK, "Sign in").lacks("Traoré")
}

func TestACodeIsGoodOnceAndARecoveryCodeReplacesAForgottenPassphrase(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	recovery := regexp.MustCompile(`<li>([A-Z2-7]{4}(-[A-Z2-7]{4}){4})</li>`).FindStringSubmatch(b.page)[1]
	again := c.browser()
	again.get("/choose").post("/choose", "who", whoValue(c.nina), "code", ninasCode, "passphrase", phrase, "repeated", phrase).wants(http.StatusUnprocessableEntity, "Not a code")
	again.post("/choose", "who", whoValue(c.nina), "code", recovery, "passphrase", "altre quattro parole", "repeated", "altre quattro parole").wants(http.StatusOK, "Recovery codes")
	again.get("/signin").post("/signin", "who", whoValue(c.nina), "passphrase", phrase).wants(http.StatusUnprocessableEntity)
	again.post("/signin", "who", whoValue(c.nina), "passphrase", "altre quattro parole").wants(http.StatusOK, "Today")
}

func TestWhoGuessesWaits(t *testing.T) {
	c := newCentre(t)
	c.signedIn(c.nina, ninasCode)
	b := c.browser()
	b.get("/signin")
	for range 5 {
		b.post("/signin", "who", whoValue(c.nina), "passphrase", "wrong wrong wrong").wants(http.StatusUnprocessableEntity, "Not the passphrase")
	}
	b.post("/signin", "who", whoValue(c.nina), "passphrase", phrase).wants(http.StatusUnprocessableEntity, "Too many tries")
	c.clock.pass(time.Minute)
	b.post("/signin", "who", whoValue(c.nina), "passphrase", phrase).wants(http.StatusOK, "Today")
}

func TestASheetIsMatchedOnceForItsSenderAndRecordsItsGoodRows(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	rows := "Num. bracc.;Cognome;Nome;Anni;Paese\n1;Traoré;Awa;16;Mali\n2;Diallo;Sékou;abc;Guinea\n3;=SUM(A1);Omar;15;Gambia\n4;Sow;Alpha;17;Guinea\n"
	same := []string{"mode", "landing", "on", "31/03/2026", "place", "Lampedusa", "sender", "Questura di Agrigento"}
	b.get("/new/sheet").wants(http.StatusOK)
	at := b.at
	b.post(at, append(same, "pasted", rows)...).wants(http.StatusOK, "A · Num. bracc.", "E · Paese").lacks("B · Cognome")
	b.post(at, "step", "match", "column-A", "tag", "column-E", "citizenship").wants(http.StatusOK, "2 good rows", "2 rows to mend", "Alpha Sow", "Mali",
		`data-label="Row">3<`, `aria-describedby="wrong-0-4"><bdi>abc</bdi><small class="wrong" id="wrong-0-4">`, `data-label="Row">4<`, `aria-describedby="wrong-1-3"><bdi>=SUM(A1)</bdi>`, "It begins as a formula does").lacks(`id="wrong-0-1"`, `id="wrong-1-4"`)
	b.post(at, "step", "record").wants(http.StatusOK, "Recorded", "Awa Traoré", "Alpha Sow")
	if got := len(c.open()); got != 8 {
		t.Errorf("recorded %d, want 8", got)
	}
	b.post(at, "step", "record").wants(http.StatusOK, "Recorded")
	b.get("/new/sheet")
	b.post(b.at, append(same, "pasted", strings.ReplaceAll(rows, "abc", "16"))...).wants(http.StatusOK, "3 good rows").lacks("Num. bracc.")
	b.post(b.at, "step", "record").wants(http.StatusOK, "Recorded", "Sékou Diallo").lacks("Awa Traoré")
	if got := len(c.open()); got != 12 {
		t.Errorf("recorded %d, want 12: what was recorded is not added twice", got)
	}
}

func TestARefusedRecordIsMendedByWritingItAnewAndNoOtherOfficeMendsIt(t *testing.T) {
	c := newCentre(t)
	b, omar := c.signedIn(c.nina, ninasCode), c.signedIn(c.omar, omarsCode)
	b.arrive("tag", "17", "family", "Traoré")
	minor := strings.TrimPrefix(childPath(t, b), "/children/")
	b.get("/new/departed?child=" + minor)
	b.post(b.at, "to", c.there.String(), "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	c.refuse(5, "parts")
	b.get("/outbox").wants(http.StatusOK, "A brother or sister stays behind", "Mend it: write it anew")
	omar.get("/outbox").wants(http.StatusOK).lacks("brother")
	omar.post("/outbox/5/aside").wants(http.StatusNotFound)
	b.get("/new/departed?child="+minor+"&mend=5").wants(http.StatusOK, "takes the place of the refused one")
	b.post(b.at, "to", c.there.String(), "on", "31/03/2026", "reason", "a bed in hospital", "mend", "5").wants(http.StatusOK, "Recorded")
	b.get("/outbox").wants(http.StatusOK, "No record was refused")
	if got := kindsOf(c); !slices.Equal(got[4:], []string{"transfer.departed"}) {
		t.Errorf("what is open is %v", got)
	}
}

func TestTodayOffersWhatHasComeAndNothingElse(t *testing.T) {
	c := newCentre(t)
	nina := c.signedIn(c.nina, ninasCode)
	shown := func() string {
		m := regexp.MustCompile(`data-shown="([^"]+)"`).FindStringSubmatch(nina.get("/").wants(http.StatusOK).page)
		if m == nil {
			t.Fatal("Today does not say what it shows")
		}
		return m[1]
	}
	empty := shown()
	nina.get("/light?today").wants(http.StatusOK, `"shown":"`+empty+`"`)
	nina.get("/light").wants(http.StatusOK).lacks("shown")
	nina.arrive("tag", "7", "family", "Bah", "given", "Amadou", "sex", "M", "age", "16")
	nina.get("/light?today").wants(http.StatusOK).lacks(empty)
	one := shown()
	if one == empty {
		t.Error("one child and nobody are shown as the same")
	}
	c.taken()
	nina.get("/light?today").wants(http.StatusOK, one) // that it was sent is in the light
	nina.get("/new/identity?child=" + strings.TrimPrefix(childPath(t, nina.get("/")), "/children/"))
	nina.post(nina.at, "source", "declared", "languages", "french", "citizenship", "Mali", "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	known := shown()
	if known == one {
		t.Error("a child of whom more is known is shown as before")
	}
	other := c.browser().get("/signin").post("/signin", "who", whoValue(c.nina), "passphrase", phrase)
	other.get("/light?today").wants(http.StatusOK).lacks(known)
}
