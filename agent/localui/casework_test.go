package localui

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/shared/guardian"
	"faro.example/shared/measure"
	"faro.example/shared/permit"
)

// wantsForm opens a form about a child, sends it wrong, and then as it should be.
func (b *browser) wantsForm(t *testing.T, m, page, wrong string, bad, good []string) {
	t.Helper()
	b.get("/new/"+page+"?child="+m).wants(http.StatusOK, "Traor")
	at := b.at
	b.post(at, append([]string{"on", "31/03/2026"}, bad...)...).wants(http.StatusUnprocessableEntity, wrong)
	b.post(at, append([]string{"on", "31/03/2026"}, good...)...).wants(http.StatusOK, "Recorded")
}

func TestWhatACentreDoesForAChildIsRecordedAndShownInTheCasefile(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré", "birth", "05/05/2013")
	child := childPath(t, b)
	m := strings.TrimPrefix(child, "/children/")
	family := []string{"permit", "family", "asker", "minor", "bond", "guardianship", "lives_with", "yes"}
	for _, step := range []struct {
		page, kind, wrong string
		bad, good         []string
	}{
		{"permit-asked", "permit.asked", "error-asker", []string{"permit", "minor-age"}, []string{"permit", "minor-age", "asker", "parental-responsibility", "office", "Questura di Siracusa"}},
		{"permit-asked", "permit.asked", "the minor is under 14", append(family, "status", "regularly-resident"), append(family, "status", "italian")},
		{"permit-issued", "permit.issued", "Beyond the 18th birthday", []string{"permit", "minor-age", "until", "06/05/2031"}, []string{"permit", "minor-age", "until", "05/05/2031", "number", "P-77"}},
		{"protection-asked", "protection.asked", "error-route", nil, []string{"route", "asylum", "number", "C3-12"}},
		{"measure-enrolled", "measure.enrolled", "error-programme", nil, []string{"programme", "language", "course", "A1"}},
		{"guardian-asked", "guardian.asked", "error-court", nil, []string{"court", "Catania", "number", "12/2026"}},
		{"guardian-provisional", "guardian.provisional", "error-family", nil, []string{"family", "Bianchi", "given", "Ada"}},
		{"guardian-noted", "guardian.noted", "error-note", []string{"question", "yes"}, []string{"note", "may the child see a doctor?", "question", "yes"}},
	} {
		before := len(c.open())
		b.wantsForm(t, m, step.page, step.wrong, step.bad, step.good)
		if got := c.bodies(before); len(got) != 1 || got[0].Kind != step.kind {
			t.Errorf("%s: recorded %v", step.page, got)
		}
	}
	b.get(child).wants(http.StatusOK, "Residence permit issued", "P-77", "C3-12", "Italian course: A1", "Questura di Siracusa", "may the child see a doctor?")
}

func TestAMeasureThatEndedIsOneInWhichTheChildTookPart(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	child := childPath(t, b)
	m := strings.TrimPrefix(child, "/children/")
	if b.get(child).wants(http.StatusOK, "Enrolled in a measure"); strings.Contains(b.page, "Measure ended") {
		t.Error("a measure can end that never began")
	}
	b.wantsForm(t, m, "measure-enrolled", "error-programme", nil, []string{"programme", "percorsi"})
	began := c.bodies(len(c.open()) - 1)[0]
	before := len(c.open())
	b.get(child).wants(http.StatusOK, "Measure ended")
	b.wantsForm(t, m, "measure-ended", "error-measure", []string{"measure-end", "hired"}, []string{"measure", began.ID.String(), "measure-end", "hired"})
	got := c.bodies(before)
	if body, ok := got[0].Body.(measure.Ended); len(got) != 1 || !ok || body.Programme != measure.Percorsi || body.Outcome != measure.Hired {
		t.Errorf("recorded %v", got)
	}
}

func TestWhatIsAskedForIsWhatTheFormSays(t *testing.T) {
	c := newCentre(t)
	b := c.signedIn(c.nina, ninasCode)
	b.arrive("tag", "17", "family", "Traoré")
	m := strings.TrimPrefix(childPath(t, b), "/children/")
	before := len(c.open())
	b.wantsForm(t, m, "permit-asked", "to whom the minor is entrusted", []string{"permit", "family", "asker", "minor"},
		[]string{"permit", "family", "asker", "minor", "bond", "entrusted", "status", "italian", "lives_with", "yes"})
	b.wantsForm(t, m, "guardian-asked", "error-court", nil, []string{"court", "Catania", "reason", "the first one resigned"})
	got := c.bodies(before)
	want := permit.Asked{Type: permit.Family, By: permit.ByMinor, Carer: permit.Carer{Bond: permit.Entrusted, Status: permit.Italian, LivesWith: true}}
	if len(got) != 2 || got[0].Body != want || got[1].Body != (guardian.Asked{Court: "Catania", Reason: "the first one resigned"}) {
		t.Errorf("recorded %+v", got)
	}
}
