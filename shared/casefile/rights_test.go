package casefile_test

import (
	"slices"
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

// askedFor has somebody ask for a right over a section.
func askedFor(d *historytest.Desk, r right.Right, about change.Section) right.CaseID {
	b := right.Asked{Right: r, By: right.ByMinor, Identified: "known here", Language: "fr", About: string(about), Says: "x"}
	if r == right.Rectification || r == right.Withdrawal {
		b.Of = minor.RecordID{1}
	}
	if r == right.Rectification {
		b.Value, b.Agreed = "Mamadou", &minor.Accord{NotYet: "is ill"}
	}
	return right.CaseID(d.Says(b).ID)
}

func answer(of right.CaseID, o right.Outcome) right.Decided {
	return right.Decided{Case: of, Outcome: o, Reason: "so", Complaint: true, Told: day.Must("2026-01-02")}
}

// theCase gives a case as the casefile shows it.
func theCase(t *testing.T, w *historytest.World, of right.CaseID) casefile.Right {
	t.Helper()
	f := w.File()
	r, ok := f.Right(of)
	if !ok {
		t.Fatal("the case is not there")
	}
	return r
}

func TestACaseStandsAsItsLastDecisionSays(t *testing.T) {
	for _, c := range []struct {
		right right.Right
		says  []right.Outcome
		want  right.State
	}{
		{right.Access, nil, right.Open},
		{right.Access, []right.Outcome{right.Extended}, right.Open},
		{right.Access, []right.Outcome{right.Granted}, right.ToDo},
		{right.Access, []right.Outcome{right.InPart, right.Done}, right.Answered},
		{right.Access, []right.Outcome{right.Refused}, right.Denied},
		{right.Rectification, []right.Outcome{right.Extended, right.Granted, right.Done}, right.Answered},
		{right.Restriction, []right.Outcome{right.Granted}, right.InForce},
		{right.Restriction, []right.Outcome{right.Granted, right.Lifted}, right.Over},
		{right.Restriction, []right.Outcome{right.Refused}, right.Denied},
		{right.Objection, []right.Outcome{right.Granted}, right.Answered},
		{right.Erasure, []right.Outcome{right.Granted}, right.ToDo},
		{right.Withdrawal, nil, right.InForce},
	} {
		w := historytest.New(t)
		w.At("F1", 1).Registers()
		of := askedFor(w.At("M1", 2), c.right, change.SocialFile)
		for i, o := range c.says {
			w.At("M1", 3+i).Says(answer(of, o))
		}
		r := theCase(t, w, of)
		if r.State != c.want {
			t.Errorf("%s after %v: got %s, want %s", c.right, c.says, r.State, c.want)
		}
		if want := c.want != right.Open && c.want != right.ToDo; r.AnsweredOn().IsZero() == want {
			t.Errorf("%s after %v: answered on %q", c.right, c.says, r.AnsweredOn())
		}
		if want := right.Due(day.Of(2026, 1, 2), slices.Contains(c.says, right.Extended)); r.Due != want {
			t.Errorf("%s after %v: due on %s, want %s", c.right, c.says, r.Due, want)
		}
	}
}

func TestWhatIsRestrictedIsSoFromTheDecisionUntilItIsLifted(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	restricted := func() []change.Section { f := w.File(); return f.RestrictedIn() }
	whole := askedFor(w.At("M1", 2), right.Restriction, "")
	file := askedFor(w.At("M1", 2), right.Restriction, change.SocialFile)
	if got := restricted(); len(got) != 0 {
		t.Errorf("asked for, and restricted: %v", got)
	}
	w.At("M1", 3).Says(answer(file, right.Granted))
	if got := restricted(); !slices.Equal(got, []change.Section{change.SocialFile}) {
		t.Errorf("one section: got %v", got)
	}
	w.At("M1", 4).Says(answer(whole, right.Granted))
	if got := restricted(); len(got) != len(change.Sections()) {
		t.Errorf("the whole casefile: got %v", got)
	}
	lifted := w.At("M1", 5).Says(answer(whole, right.Lifted))
	if got := restricted(); !slices.Equal(got, []change.Section{change.SocialFile}) {
		t.Errorf("lifted: got %v", got)
	}
	w.At("M1", 6).Says(change.Retracted{Record: lifted.ID, Reason: "by mistake"})
	if got := restricted(); len(got) != len(change.Sections()) {
		t.Errorf("lifted by mistake, and taken back: got %v", got)
	}
}

func TestInConflictWhatWasRestrictedStaysRestricted(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	of := askedFor(w.At("M1", 2), right.Restriction, change.Health)
	w.Desk("M1").Pulls().Cut()
	w.Desk("M2").Pulls().Cut()
	w.At("M1", 3).Says(answer(of, right.Granted))
	w.At("M2", 4).Says(answer(of, right.Refused))
	w.Desk("M1").Heal()
	w.Desk("M2").Heal()
	f := w.File()
	if r := theCase(t, w, of); !r.Held || len(f.Conflicts) != 1 || f.Conflicts[0].Section != change.Rights {
		t.Errorf("held %v, conflicts %v", r.Held, f.Conflicts)
	}
	if got := f.RestrictedIn(); !slices.Equal(got, []change.Section{change.Health}) {
		t.Errorf("got %v", got)
	}
}

func TestAConsentIsTakenBackAtOnceAndOfOneRecordAlone(t *testing.T) {
	w := historytest.New(t)
	photo := w.At("F1", 1).Registers()
	w.At("F1", 2).Says(right.Asked{
		Right: right.Withdrawal, By: right.ByMinor, Identified: "known here", Language: "fr", About: string(change.Identity), Of: minor.RecordID(photo.ID), Says: "no more",
	})
	f := w.File()
	if since, ok := f.TakenBack(photo.ID); !ok || since != day.Of(2026, 1, 2) {
		t.Errorf("got %v, %v", since, ok)
	}
	if _, ok := f.TakenBack(change.ID{9}); ok {
		t.Error("the consent of another record was taken back")
	}
}

func TestTheCasefileIsKeptForFiveYearsAfterMajorityOrCareBeyondIt(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	if f := w.File(); !f.KeptUntil().IsZero() {
		t.Error("no birth date, and an end")
	}
	w.At("M1", 2).Says(minor.IdentityStated{Source: minor.PhotoDocument, Cites: "P1", Birth: &minor.Birth{Date: day.Must("2010-05-01"), Precision: minor.ToDay, Provenance: minor.Documented}})
	if f := w.File(); f.KeptUntil() != day.Must("2033-05-01") {
		t.Errorf("got %s", f.KeptUntil())
	}
}
