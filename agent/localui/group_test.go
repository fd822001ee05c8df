package localui

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/placement"
)

// children gives the boxes of the children on the page that is open.
func (b *browser) children() (fields []string) {
	for _, m := range regexp.MustCompile(`name="children" value="([0-9a-f-]{36})"`).FindAllStringSubmatch(b.page, -1) {
		fields = append(fields, "children", m[1])
	}
	return fields
}

var travelling = regexp.MustCompile(`(?s)<section aria-labelledby="sheet">.*?</section>`)

func TestTheSheetThatTravelsWithChildrenNamesNobody(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré", "given", "Awa", "citizenship", "Mali", "birth", "05/06/2010")
	b.get("/new/group")
	b.post(b.at, append(b.children(), "to", c.there.String(), "on", "31/03/2026")...).wants(http.StatusOK, "Recorded", `<div class="no-print"><table`)
	sheet := travelling.FindString(b.page)
	b.get("/handover/"+c.there.String()).wants(http.StatusOK, "Hand-over sheet", "0000 0000 ", ">17<")
	main, _, _ := strings.Cut(b.page[strings.Index(b.page, "<main"):], "</main>")
	for where, text := range map[string]string{"after recording": sheet, "once more": main} {
		if !strings.Contains(text, "0000 0000 ") || !strings.Contains(text, "Handed over by") {
			t.Errorf("%s there is no sheet:\n%s", where, text)
		}
		for _, who := range []string{"Traor", "Awa", "Mali", "2010"} {
			if strings.Contains(text, who) {
				t.Errorf("%s the sheet says %q", where, who)
			}
		}
	}
	if looks := c.looks(); looks[len(looks)-1].What != "handover" {
		t.Errorf("the last look is %q", looks[len(looks)-1].What)
	}
}

func TestAGroupOnAPageSinceYesterdaySaysWhatChangedMeanwhile(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	gone := strings.TrimPrefix(childPath(t, b), "/children/")
	b.arrive("tag", "18", "family", "Diallo")
	b.get("/new/group")
	open, boxes := b.at, b.children()
	b.get("/new/absent?child=" + gone)
	b.post(b.at, "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	before := len(c.open())
	group := append(slices.Clone(boxes), "to", c.there.String(), "on", "31/03/2026")
	b.post(open, group...).wants(http.StatusConflict, "this has come about Traoré: Absence reported")
	if len(c.open()) != before {
		t.Error("it was recorded unread")
	}
	b.post(open, group...).wants(http.StatusUnprocessableEntity, "A child who is not here any more")
	b.post(open, append(b.children(), "to", c.there.String(), "on", "31/03/2026")...).wants(http.StatusOK, "Recorded", "Diallo").lacks("Traoré")
	if got := kindsOf(c)[before:]; !slices.Equal(got, []string{"transfer.departed"}) {
		t.Errorf("recorded %v", got)
	}
}

func TestWhoCameSinceTheFormWasOpenedCanBeTickedOnIt(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	b.get("/new/group")
	open := b.at
	b.post(open+"/keep", "reason", "a brother is there").wants(http.StatusOK)
	b.arrive("tag", "18", "family", "Diallo")
	b.get("/new/group").wants(http.StatusOK, "Diallo", "All who are on this list (2)")
	if b.at != open {
		t.Fatalf("another form was opened")
	}
	b.post(open, "everybody", "yes", "to", c.there.String(), "on", "31/03/2026").wants(http.StatusOK, "Recorded", "2 children who leave")
}

func TestARollCallConfirmsNoNightBeforeAChildCame(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	c.clock.pass(2 * 24 * time.Hour)
	b.get("/signin").post("/signin", "who", whoValue(c.nina), "passphrase", phrase).wants(http.StatusOK, "Today")
	b.get("/new/rollcall").wants(http.StatusOK, "Traoré")
	b.post(b.at, append(b.children(), "from", "25/03/2026", "to", "30/03/2026")...).wants(http.StatusUnprocessableEntity, `id="error-to"`)
	b.post(b.at, append(b.children(), "from", "25/03/2026", "to", "02/04/2026")...).wants(http.StatusOK, "Recorded")
	last := c.open()[len(c.open())-1]
	rec, err := change.Decode(last.Data)
	if err != nil {
		t.Fatal(err)
	}
	if got := rec.Body.(placement.Confirmed).Days.String(); got != "2026-03-31..2026-04-03" {
		t.Errorf("confirmed %s, want the nights since the arrival", got)
	}
}

func TestWhereNobodyIsAFormAboutAllSaysWhatComesFirst(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	for _, page := range []string{"/new/group", "/new/rollcall"} {
		b.get(page).wants(http.StatusOK, "Nobody is here: an arrival is recorded first.")
	}
	b.arrive("tag", "17", "family", "Traoré")
	b.get("/new/group").wants(http.StatusOK, "Traor").lacks("Nobody is here")
}
