package judge

import (
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

func TestARightIsAskedAndAnsweredAsTheLawLetsIt(t *testing.T) {
	h, note := followed(t)
	asked := func(r right.Right, of change.ID, in change.Section) right.Asked {
		return right.Asked{Right: r, By: right.ByMinor, Identified: "known", Language: "fr", About: string(in), Of: minor.RecordID(of), Says: "x"}
	}
	says := func(b right.Asked) right.CaseID {
		h.add(institution.Office(holds), b, false)
		return right.CaseID(h.entries[len(h.entries)-1].ID)
	}
	grownUp := asked(right.Access, change.ID{}, "")
	grownUp.By = right.ByGrownUp
	access, whole := says(asked(right.Access, change.ID{}, "")), says(asked(right.Erasure, change.ID{}, ""))
	answer := func(of right.CaseID, o right.Outcome) right.Decided {
		return right.Decided{Case: of, Outcome: o, Reason: "x", Complaint: true, Told: today}
	}
	for _, c := range []struct {
		name  string
		body  change.Body
		want  Reason
		field string
	}{
		{"a copy asked for", asked(right.Access, change.ID{}, ""), "", ""},
		{"a note restricted", asked(right.Restriction, note, change.Health), "", ""},
		{"a note restricted where it does not stand", asked(right.Restriction, note, change.SocialFile), NoTarget, "body.of"},
		{"a record that is not there", asked(right.Restriction, change.ID{0xee}, change.Health), NoTarget, "body.of"},
		{"no section", asked(right.Restriction, change.ID{}, "kitchen"), Unmet, "body.about"},
		{"a grown-up of fifteen", grownUp, Unmet, "body.by"},
		{"granted", answer(access, right.Granted), "", ""},
		{"granted twice over", answer(access, right.Done), Unmet, "body.outcome"},
		{"a case that is not there", answer(right.CaseID{0xee}, right.Granted), NoTarget, "body.case"},
		{"erasure, which the Ministry answers", answer(whole, right.Refused), NotOwn, "body.case"},
	} {
		v := h.byService(today, c.body)
		if v.reason() != c.want || v.Refusal != nil && (v.Refusal.Field != c.field || v.Refusal.Remedy == "") {
			t.Errorf("%s: got %+v, want %q of %q", c.name, v.Refusal, c.want, c.field)
		}
	}
}
