package judge

import (
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
)

// byService judges what the social service in custody writes at the registry.
func (h *history) byService(on day.Date, body change.Body) Verdict {
	h.t.Helper()
	b := bench()
	v, err := b.Judge(h.t.Context(), Case{
		Record: record(h.t, body, func(hd *change.Header) {
			hd.Agent, hd.Structure, hd.On = registry, institution.Office(holds), day.On(on)
			hd.Seen = change.Seen{Epoch: 2, Position: 90}
		}),
		By: &Installation{ID: registry}, At: &Office{Role: access.Municipality, Territory: []string{"089017"}}, Operator: true,
		Subject: &Subject{Entries: h.entries, Fold: func() *casefile.File { f := casefile.Fold(child, h.entries); return &f }},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

// followed is a child in the service's custody, with a note on health.
func followed(t *testing.T) (h *history, note change.ID) {
	h = newHistory(t)
	h.add(institution.Office(holds), minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{
		Date: today.AddYears(-15), Precision: minor.ToDay, Provenance: minor.Declared,
	}}, false)
	h.add(institution.Office(holds), custody.Taken{By: holds}, false)
	h.add(institution.Office(holds), socialfile.Note{Subject: "asthma", Sensitivity: socialfile.OfHealth, Text: "x"}, false)
	return h, h.entries[len(h.entries)-1].ID
}

func TestWhatIsWrittenInTheSocialFileHasToFitWhatIsThere(t *testing.T) {
	h, note := followed(t)
	goals, voice := []socialfile.Goal{{What: "Italian", Who: "A", State: socialfile.Reached}}, socialfile.Voice{Words: "yes"}
	right := func(of socialfile.Sensitivity, id change.ID) socialfile.Note {
		return socialfile.Note{Subject: "asthma", Sensitivity: of, Text: "y", Corrects: socialfile.NoteID(id)}
	}
	interview := socialfile.Interview{By: "A", As: socialfile.Educator, Mediator: "B", Language: "ff", Story: "S", Opinion: voice}
	for _, c := range []struct {
		name  string
		on    day.Date
		body  change.Body
		want  Reason
		field string
	}{
		{"an interview", today, interview, "", ""},
		{"an interview before the child was born", today.AddYears(-16), interview, Unmet, "on"},
		{"a plan", today, socialfile.Plan{Goals: goals, Opinion: voice}, "", ""},
		{"a plan from a review to come", today.Add(-3), socialfile.Plan{Goals: goals, Opinion: voice, Review: &socialfile.Review{On: today, With: "a", Agreed: "b"}}, Unmet, "body.review.on"},
		{"a note put right", today, right(socialfile.OfHealth, note), "", ""},
		{"a note put right where it does not stand", today, right(socialfile.Ordinary, note), NoTarget, "body.corrects"},
		{"a note put right that is not there", today, right(socialfile.OfHealth, change.ID{0xee}), NoTarget, "body.corrects"},
	} {
		v := h.byService(c.on, c.body)
		if v.reason() != c.want || v.Refusal != nil && (v.Refusal.Field != c.field || v.Refusal.Remedy == "") {
			t.Errorf("%s: got %+v, want %q of %q", c.name, v.Refusal, c.want, c.field)
		}
	}
}
