package right_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

var (
	one    = minor.RecordID{1}
	agreed = &minor.Accord{By: []minor.Party{minor.TheMinor}, On: day.Must("2026-03-01"), Language: "fr"}
)

// wants fails unless an error is about a field; "" for no error.
func wants(t *testing.T, err error, field string) {
	t.Helper()
	switch {
	case field == "" && err != nil:
		t.Errorf("got %v, want no error", err)
	case field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != field):
		t.Errorf("got %v, want it to be about %s", err, field)
	}
}

func TestWhatIsAskedByRightSaysWhatIsNeededToAnswerIt(t *testing.T) {
	asked := func(r right.Right, edit func(*right.Asked)) right.Asked {
		b := right.Asked{Right: r, By: right.ByMinor, Identified: "known here", Language: "fr", About: "identity", Of: one, Says: "x"}
		if r == right.Rectification {
			b.Value, b.Agreed = "Mamadou", agreed
		}
		if edit != nil {
			edit(&b)
		}
		return b
	}
	for _, c := range []struct {
		name  string
		body  right.Asked
		field string
	}{
		{"a copy", right.Asked{Right: right.Access, By: right.ByLawyer, Identified: "mandate", Language: "it"}, ""},
		{"a value put right", asked(right.Rectification, nil), ""},
		{"not agreed yet, and why", asked(right.Rectification, func(b *right.Asked) { b.Agreed = &minor.Accord{NotYet: "is ill"} }), ""},
		{"no right of the law", asked("fame", nil), "right"},
		{"nobody who can ask", asked(right.Access, func(b *right.Asked) { b.By = "neighbour" }), "by"},
		{"who asks is not known", asked(right.Access, func(b *right.Asked) { b.Identified = "" }), "identified"},
		{"in no language", asked(right.Access, func(b *right.Asked) { b.Language = "" }), "language"},
		{"of which record is not said", asked(right.Rectification, func(b *right.Asked) { b.Of = minor.RecordID{} }), "of"},
		{"a consent of no record", asked(right.Withdrawal, func(b *right.Asked) { b.Of = minor.RecordID{} }), "of"},
		{"a record of no section", asked(right.Restriction, func(b *right.Asked) { b.About = "" }), "about"},
		{"no words", asked(right.Objection, func(b *right.Asked) { b.Says = "" }), "says"},
		{"no value", asked(right.Rectification, func(b *right.Asked) { b.Value = "" }), "value"},
		{"neither agreed nor why", asked(right.Rectification, func(b *right.Asked) { b.Agreed = nil }), "agreed"},
		{"agreed by nobody", asked(right.Rectification, func(b *right.Asked) { b.Agreed = &minor.Accord{} }), "agreed.by"},
		{"a value of a copy", asked(right.Access, func(b *right.Asked) { b.Value = "x" }), "value"},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.body.Validate(), c.field) })
	}
}

func TestNobodyIsRefusedWithoutAReasonAndWhereToComplain(t *testing.T) {
	for _, c := range []struct {
		name  string
		body  right.Decided
		field string
	}{
		{"granted", right.Decided{Case: right.CaseID(one), Outcome: right.Granted}, ""},
		{"refused, told why and where to complain", right.Decided{Case: right.CaseID(one), Outcome: right.Refused, Reason: "x", Complaint: true}, ""},
		{"refused without a reason", right.Decided{Case: right.CaseID(one), Outcome: right.Refused, Complaint: true}, "reason"},
		{"refused without the complaint", right.Decided{Case: right.CaseID(one), Outcome: right.Refused, Reason: "x"}, "complaint"},
		{"in part without the complaint", right.Decided{Case: right.CaseID(one), Outcome: right.InPart, Reason: "x"}, "complaint"},
		{"put off, and nobody told", right.Decided{Case: right.CaseID(one), Outcome: right.Extended, Reason: "x"}, "told"},
		{"lifted, and nobody told", right.Decided{Case: right.CaseID(one), Outcome: right.Lifted, Reason: "x"}, "told"},
		{"granted by a record", right.Decided{Case: right.CaseID(one), Outcome: right.Granted, Record: one}, "record"},
		{"of no case", right.Decided{Outcome: right.Granted}, "case"},
		{"no outcome", right.Decided{Case: right.CaseID(one), Outcome: "perhaps"}, "outcome"},
	} {
		t.Run(c.name, func(t *testing.T) { wants(t, c.body.Validate(), c.field) })
	}
}

func TestADecisionIsTakenOnlyAsTheLawLetsIt(t *testing.T) {
	asked := day.Must("2026-01-31")
	open := func(r right.Right) right.Facts {
		return right.Facts{There: true, Right: r, On: asked, State: right.Open}
	}
	with := func(f right.Facts, edit func(*right.Facts)) right.Facts { edit(&f); return f }
	say := func(o right.Outcome, told string) right.Decided {
		b := right.Decided{Case: right.CaseID(one), Outcome: o, Reason: "x", Complaint: true}
		if told != "" {
			b.Told = day.Must(told)
		}
		return b
	}
	for _, c := range []struct {
		name  string
		body  right.Decided
		facts right.Facts
		on    string
		field string
	}{
		{"a copy granted", say(right.Granted, ""), open(right.Access), "2026-02-01", ""},
		{"of a case that is not there", say(right.Granted, ""), right.Facts{}, "2026-02-01", "case"},
		{"before it was asked", say(right.Granted, ""), open(right.Access), "2026-01-30", "on"},
		{"a consent that is taken back", say(right.Refused, ""), open(right.Withdrawal), "2026-02-01", "case"},
		{"put off on the last day of the month", say(right.Extended, "2026-02-28"), open(right.Access), "2026-02-28", ""},
		{"put off a day late", say(right.Extended, "2026-02-28"), open(right.Access), "2026-03-01", "told"},
		{"put off, told before it was asked", say(right.Extended, "2026-01-30"), open(right.Access), "2026-02-02", "told"},
		{"put off twice", say(right.Extended, "2026-02-28"), with(open(right.Access), func(f *right.Facts) { f.Extended = true }), "2026-02-28", "outcome"},
		{"put right, and nobody agreed", say(right.Granted, ""), with(open(right.Rectification), func(f *right.Facts) { f.Accord = &minor.Accord{NotYet: "x"} }), "2026-02-01", "outcome"},
		{"put right, agreed", say(right.Granted, ""), with(open(right.Rectification), func(f *right.Facts) { f.Accord = agreed }), "2026-02-01", ""},
		{"erased while the law has it kept", say(right.Granted, ""), with(open(right.Erasure), func(f *right.Facts) { f.Keep = day.Must("2026-02-01") }), "2026-02-01", "outcome"},
		{"erased the day after", say(right.Granted, ""), with(open(right.Erasure), func(f *right.Facts) { f.Keep = day.Must("2026-02-01") }), "2026-02-02", ""},
		{"erased while an order holds the child", say(right.Granted, ""), with(open(right.Erasure), func(f *right.Facts) { f.Keep, f.Held = day.Must("2026-02-01"), true }), "2026-02-02", "outcome"},
		{"struck out while an order holds the child", say(right.InPart, ""), with(open(right.Erasure), func(f *right.Facts) { f.Of, f.Held = one, true }), "2026-02-02", "outcome"},
		{"refused while an order holds the child", say(right.Refused, ""), with(open(right.Erasure), func(f *right.Facts) { f.Held = true }), "2026-02-02", ""},
		{"erased of a birth date that nobody knows", say(right.Granted, ""), open(right.Erasure), "2026-02-02", "outcome"},
		{"one record struck out before", say(right.Granted, ""), with(open(right.Erasure), func(f *right.Facts) { f.Of = one }), "2026-02-01", ""},
		{"erasure refused while the law has it kept", say(right.Refused, ""), open(right.Erasure), "2026-02-02", ""},
		{"carried out that nobody granted", say(right.Done, ""), open(right.Access), "2026-02-02", "outcome"},
		{"carried out", say(right.Done, ""), with(open(right.Access), func(f *right.Facts) { f.State = right.ToDo }), "2026-02-02", ""},
		{"put right by no record", say(right.Done, ""), with(open(right.Rectification), func(f *right.Facts) { f.State = right.ToDo }), "2026-02-02", "record"},
		{"lifted that is not in force", say(right.Lifted, "2026-02-01"), open(right.Restriction), "2026-02-02", "outcome"},
		{"lifted, told the day before", say(right.Lifted, "2026-02-01"), with(open(right.Restriction), func(f *right.Facts) { f.State = right.InForce }), "2026-02-02", ""},
		{"lifted, told the day after", say(right.Lifted, "2026-02-03"), with(open(right.Restriction), func(f *right.Facts) { f.State = right.InForce }), "2026-02-02", "told"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := c.body.Validate(); err != nil {
				t.Fatal(err)
			}
			wants(t, c.body.Conditions(c.facts, day.Must(c.on)), c.field)
		})
	}
}

func TestAnAnswerIsDueAMonthLaterOnTheSameDayOfIt(t *testing.T) {
	for _, c := range []struct{ asked, due, extended string }{
		{"2026-01-15", "2026-02-15", "2026-04-15"}, {"2026-01-31", "2026-02-28", "2026-04-30"},
		{"2026-11-30", "2026-12-30", "2027-02-28"}, {"2027-12-31", "2028-01-31", "2028-03-31"},
	} {
		if got := right.Due(day.Must(c.asked), false); got != day.Must(c.due) {
			t.Errorf("asked on %s: got %s, want %s", c.asked, got, c.due)
		}
		if got := right.Due(day.Must(c.asked), true); got != day.Must(c.extended) {
			t.Errorf("asked on %s and put off: got %s, want %s", c.asked, got, c.extended)
		}
	}
}

func TestAnAnswerIsNeverDueBeforeAnEarlierCaseOrAfterThirtyOneDays(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := day.Of(2026, time.January, 1).Add(rapid.IntRange(0, 5000).Draw(r, "day"))
		due, next := right.Due(d, false), right.Due(d.Add(1), false)
		if n := due.Sub(d); n < 28 || n > 31 {
			r.Fatalf("asked on %s: due after %d days", d, n)
		}
		if next.Before(due) {
			r.Fatalf("asked on %s it is due on %s, and a day later on %s", d, due, next)
		}
		if !right.Due(d, true).After(due) {
			r.Fatalf("asked on %s: put off to no later day", d)
		}
	})
}

func TestWhatIsAskedPrintsNothingOfTheChild(t *testing.T) {
	for _, b := range []any{right.Asked{Says: "Xyzzyx", Value: "Xyzzyx"}, right.Decided{Reason: "Xyzzyx"}} {
		if said := fmt.Sprintf("%v %+v %#v %s", b, b, b, b); strings.Contains(said, "Xyzzyx") {
			t.Errorf("printed %s", said)
		}
	}
}
