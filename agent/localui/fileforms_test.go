package localui

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/notice"
	"faro.example/shared/placement"
)

// bodies gives what was recorded here from a number of records on.
func (c *centre) bodies(from int) (out []change.Record) {
	c.t.Helper()
	for _, e := range c.open()[from:] {
		rec, err := change.Decode(e.Data)
		if err != nil {
			c.t.Fatal(err)
		}
		out = append(out, rec)
	}
	return out
}

func TestWhatCompletesACasefileIsRecordedAndShownInIt(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	m := strings.TrimPrefix(child, "/children/")
	for _, step := range []struct {
		page, kind, wrong string
		fields, empty     []string
	}{
		{"alias", "identity.alias", "error-given", []string{"family", "Keita", "given", "Awa"}, nil},
		{"identifier", "identifier.stated", "error-value", []string{"scheme", "sim", "value", "SIM-77"}, []string{"scheme", "national-code", "value", "0000 0000 97"}},
		{"notice", "notice.given", "error-language", []string{"text", "Data notice 2026-1", "language", "bambara", "explained", "by the mediator"}, []string{"text", "Data notice", "language", "elvish"}},
		{"relative", "relative.stated", "error-family", []string{"is", "parent", "given", "Fatou", "where", "Bamako"}, []string{"is", "parent"}},
		{"dispute", "identity.disputed", "error-about", []string{"about", "name", "childsays", "my name is Alpha", "spoken", "French", "present", "the mediator"}, []string{"childsays", "x"}},
		{"ask-right", "right.asked", "error-", []string{"right", "rectification", "right-by", "minor", "identified", "hosted here", "spoken", "French", "about", "name", "childsays", "it is another",
			"instead", "Awa Traoré", "agreed", "minor", "agreed-on", "30/03/2026", "agreed-in", "French"}, []string{"right", "access", "right-by", "minor", "spoken", "French"}},
		{"exit", "exit.recorded", "error-exit", []string{"exit", "family-reunification"}, nil},
	} {
		before := len(c.open())
		b.get("/new/"+step.page+"?child="+m).wants(http.StatusOK, "Traor")
		at := b.at
		b.post(at, append(step.empty, "on", "31/03/2026", "source", "declared")...).wants(http.StatusUnprocessableEntity, step.wrong)
		b.post(at, append(step.fields, "on", "31/03/2026", "source", "declared")...).wants(http.StatusOK, "Recorded")
		b.post(at, append(step.fields, "on", "31/03/2026", "source", "declared")...).wants(http.StatusOK, "Recorded")
		got := c.bodies(before)
		if len(got) != 1 || got[0].Kind != step.kind || got[0].Seen.IsZero() && step.page != "ask-right" {
			t.Errorf("%s: recorded %v", step.page, got)
		}
	}
	b.get(child).wants(http.StatusOK, "Awa Keita", "SIM-77", "Data notice 2026-1", "Bambara", "Fatou", "parent · Bamako", "Disputed by the child", "my name is Alpha", "Left the register: family reunification")
	b.get("/").wants(http.StatusOK, "0 children here")
}

func TestAChildWhoIsNotReceivedGoesBackToWhoSentIt(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	m := newID[minor.ID]()
	there, here := facility.At(c.there), facility.At(c.here)
	c.says(m, c.nina.Office, minor.Registered{Tag: "17"})
	c.saysOn("2026-03-30", m, c.omar.Office, placement.Began{At: there})
	c.says(m, c.omar.Office, movement.Departed{From: there, To: here})
	before := len(c.open())
	b.get("/children/"+m.String()).wants(http.StatusOK, "We do not receive the child")
	b.get("/new/refused?child=" + m.String())
	at := b.at
	b.post(at, "on", "31/03/2026").wants(http.StatusUnprocessableEntity, "error-reason")
	b.post(at, "on", "31/03/2026", "reason", "no bed is left").wants(http.StatusOK, "Recorded")
	got := c.bodies(before)
	if len(got) != 1 || got[0].Structure != c.nina.Office {
		t.Fatalf("recorded %v", got)
	}
	if body, ok := got[0].Body.(movement.Refused); !ok || body.From != there || body.To != here {
		t.Errorf("recorded %v", got)
	}
	b.get("/").wants(http.StatusOK, "0 children expected")
}

func TestSiblingsAreWrittenAboutEachAndNotPartedWithoutAReason(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	one := strings.TrimPrefix(childPath(t, b), "/children/")
	b.arrive("tag", "18", "family", "Diallo")
	two := strings.TrimPrefix(childPath(t, b), "/children/")
	b.arrive("tag", "19", "family", "Sow")
	three := strings.TrimPrefix(childPath(t, b), "/children/")

	before := len(c.open())
	b.get("/new/together").wants(http.StatusOK, "Sow")
	at := b.at
	b.post(at, "is", "sibling", "children", one, "source", "declared", "on", "31/03/2026").wants(http.StatusUnprocessableEntity, "error-children")
	b.post(at, "is", "sibling", "children", one, "children", two, "source", "declared", "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	said := map[string]string{}
	for _, r := range c.bodies(before) {
		said[r.Minor.String()] = r.Body.(minor.RelativeStated).With.String()
	}
	if len(said) != 2 || said[one] != two || said[two] != one {
		t.Errorf("recorded %v", said)
	}
	b.get("/new/relative?child=" + three)
	b.post(b.at, "is", "aunt-uncle", "with", two, "source", "relative", "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	if got := c.bodies(before + 2); len(got) != 2 || got[1].Body.(minor.RelativeStated).Is != minor.OtherKin {
		t.Errorf("recorded %v", got)
	}
	b.get("/new/departed?child=" + one)
	b.post(b.at, "to", c.there.String(), "on", "31/03/2026").wants(http.StatusUnprocessableEntity, "A brother or sister would stay behind")
	b.get("/new/group")
	at = b.at
	b.post(at, "children", one, "children", three, "to", c.there.String(), "on", "31/03/2026").wants(http.StatusUnprocessableEntity, "A brother or sister would stay behind")
	before = len(c.open())
	b.post(at, "children", one, "children", two, "to", c.there.String(), "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	for _, r := range c.bodies(before) {
		if got := r.Body.(movement.Departed).With; len(got) != 1 || got[0] == r.Minor {
			t.Errorf("the departure names %v as leaving too", got)
		}
	}
}

func TestCompanionsAreOneGroupAndOneWhoComesLaterJoinsIt(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	var all []string
	for _, name := range []string{"Traoré", "Diallo", "Sow"} {
		b.arrive("tag", "17", "family", name)
		all = append(all, strings.TrimPrefix(childPath(t, b), "/children/"))
	}
	before := len(c.open())
	for _, who := range [][]string{all[:2], all[1:]} {
		b.get("/new/together")
		b.post(b.at, "is", "companion", "children", who[0], "children", who[1], "source", "observed", "on", "31/03/2026").wants(http.StatusOK, "Recorded")
	}
	var groups []minor.GroupID
	for _, r := range c.bodies(before) {
		groups = append(groups, r.Body.(minor.RelativeStated).Group)
	}
	if len(groups) != 4 || groups[0].IsZero() || len(slices.Compact(groups)) != 1 {
		t.Errorf("the groups are %v, want one", groups)
	}
	b.get("/children/"+all[0]).wants(http.StatusOK, "a group with 2 other children of this centre")
}

func TestACorrectionSaysWhoAgreedToItOrWhyNobodyHasYet(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	m := strings.TrimPrefix(childPath(t, b), "/children/")
	before := len(c.open())
	b.get("/new/identity?child=" + m)
	at, said := b.at, []string{"source", "document-photo", "given", "Awa", "family", "Traore", "on", "31/03/2026"}
	for _, lacks := range [][]string{nil, {"agreed", "not-yet"}, {"agreed", "minor", "agreed-on", "31/03/2026", "agreed-in", "elvish"}, {"agreed", "guardian", "agreed-in", "bambara"}} {
		b.post(at, append(slices.Clone(said), lacks...)...).wants(http.StatusUnprocessableEntity, "error-")
	}
	b.post(at, append(slices.Clone(said), "agreed", "both", "agreed-on", "30/03/2026", "agreed-in", "bambara")...).wants(http.StatusOK, "Recorded")
	got := c.bodies(before)
	if len(got) != 1 || got[0].Version != 2 {
		t.Fatalf("recorded %v", got)
	}
	if a := got[0].Body.(minor.IdentityStated).Agreed; len(a.By) != 2 || a.Language != "bm" {
		t.Error("not as it was agreed")
	}
	b.get("/new/identity?child=" + m)
	b.post(b.at, append(said[:2:2], "given", "Awa", "family", "Trauré", "on", "31/03/2026", "agreed", "not-yet", "not-yet", "no interpreter")...).wants(http.StatusOK, "Recorded")
}

// A child is told in a language that it understands (regulation (EU) 2016/679 art. 12).
func TestTheSheetForTheChildIsShownInItsOwnDirection(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	for _, sheet := range slices.Concat(notice.Sheets(notice.About), notice.Sheets(notice.Search)) {
		want := `<div lang="` + sheet.Language + `"`
		if sheet.Right() {
			want += ` dir="rtl"`
		}
		b.get(toldAt(sheet.Text, sheet.Language)).wants(http.StatusOK, want+">", sheet.Title, sheet.Standing(sheet.Language), sheet.Standing("it"))
	}
	b.get(toldAt(notice.About, "tlh")).wants(http.StatusNotFound)
}
