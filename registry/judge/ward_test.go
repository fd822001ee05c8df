package judge

import (
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

var (
	gaia = institution.PersonID{7} // the author of all records here
	gino = institution.PersonID{8}
)

// guarded is a child of age on a day, whom Gaia guards, by decree.
func guarded(t *testing.T, ofAge day.Date) *history {
	h := newHistory(t)
	decree := institution.Decree{Court: "Catania", Number: "1/26", On: today.Add(-10)}
	h.add(institution.Office(holds), minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{
		Date: ofAge.AddYears(-minor.Majority), Precision: minor.ToDay, Provenance: minor.Declared,
	}}, false)
	h.add(institution.Office(holds), guardian.Appointed{Guardian: guardian.Who{Person: gaia}, Volunteer: true, Decree: decree}, false)
	return h
}

// said judges what Gaia says at the registry as a guardian, entered at an office
// that answers for the child.
func (h *history) said(body change.Body, with ...func(*Case)) Verdict {
	h.t.Helper()
	b := bench()
	c := Case{
		Record: record(h.t, body, func(hd *change.Header) {
			hd.Agent, hd.Structure, hd.Author = registry, institution.Office(holds), gaia
			hd.Seen = change.Seen{Epoch: 2, Position: 90}
		}),
		By: &Installation{ID: registry}, At: &Office{Role: access.Municipality, Territory: []string{"089017"}}, Guardian: true,
		Subject: &Subject{Entries: h.entries, Fold: func() *casefile.File { f := casefile.Fold(child, h.entries); return &f }},
	}
	for _, w := range with {
		w(&c)
	}
	v, err := b.Judge(h.t.Context(), c)
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func (v Verdict) reason() Reason {
	if v.Refusal == nil {
		return ""
	}
	return v.Refusal.Reason
}

func TestAGuardianWritesAboutTheOwnWardForAsLongAsTheWardshipLasts(t *testing.T) {
	me := guardian.Who{Person: gaia}
	ended := guarded(t, today.Add(1))
	ended.add(institution.Office(holds), guardian.Ended{Guardian: me, Why: guardian.Resigned}, false)
	nobodys := newHistory(t)
	for _, c := range []struct {
		name string
		of   *history
		body change.Body
		want Reason
	}{
		{"takes up the office", guarded(t, today.Add(1)), guardian.Accepted{Guardian: me}, ""},
		{"declines it", guarded(t, today.Add(1)), guardian.Declined{Guardian: me, Reason: "has moved away"}, ""},
		{"notes a meeting, the day before the birthday", guarded(t, today.Add(1)), guardian.Noted{Text: "met the child"}, ""},
		{"notes a meeting, on the 18th birthday", guarded(t, today), guardian.Noted{Text: "met the child"}, NotHeld},
		{"answers for another", guarded(t, today.Add(1)), guardian.Accepted{Guardian: guardian.Who{Person: gino}}, NotOwn},
		{"answers what guardians ask", guarded(t, today.Add(1)), guardian.Noted{Text: "yes", Answers: guardian.NoteID{1}}, NotOwn},
		{"after the end", ended, guardian.Noted{Text: "met the child"}, NotHeld},
		{"about nobody's ward", nobodys, guardian.Noted{Text: "met the child"}, NotHeld},
		{"what the office could, and a guardian may not", guarded(t, today.Add(1)), guardian.Asked{Court: "Catania"}, NotHeld},
		{"where the child is", guarded(t, today.Add(1)), movement.ExitRecorded{Reason: movement.Death}, NotHeld},
		{"who the child is", guarded(t, today.Add(1)), minor.IdentityAlias{Name: minor.Name{Given: "A"}, Source: minor.OwnWord}, NotHeld},
	} {
		if got := c.of.said(c.body).reason(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// What is given back after a restore comes without who was signed in: it was
// written at the registry, so its author was let write it.
func TestWhatAGuardianWroteIsTakenAgainAfterARestore(t *testing.T) {
	back := func(c *Case) { c.Guardian, c.Given, c.At.Role = false, true, access.Region }
	if got := guarded(t, today.Add(1)).said(guardian.Noted{Text: "met the child"}, back).reason(); got != "" {
		t.Errorf("got %q", got)
	}
	if got := newHistory(t).said(guardian.Noted{Text: "met the child"}, back).reason(); got != NotHeld {
		t.Errorf("about nobody's ward: got %q", got)
	}
}

func TestWhatIsAnsweredIsAQuestion(t *testing.T) {
	h := guarded(t, today.Add(1))
	question := h.add(institution.Office(holds), guardian.Noted{Text: "which school?", Question: true}, false)
	meeting := h.add(institution.Office(holds), guardian.Noted{Text: "met the child"}, false)
	for _, c := range []struct {
		name string
		of   change.ID
		want Reason
	}{{"a question", question, ""}, {"a meeting", meeting, NoTarget}, {"nothing that is there", change.ID{9}, NoTarget}} {
		body := guardian.Noted{Text: "the one in via Roma", Answers: guardian.NoteID(c.of)}
		if got := h.judged(access.Ministry, other, "", body).reason(); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
