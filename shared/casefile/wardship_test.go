package casefile_test

import (
	"fmt"
	"strings"
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
)

var (
	gaia = guardian.Who{Person: institution.PersonID{1}}
	gino = guardian.Who{Person: institution.PersonID{2}}
)

func appointed(who guardian.Who, number string) guardian.Appointed {
	return guardian.Appointed{Guardian: who, Decree: institution.Decree{Court: "Catania", Number: number, On: day.Must("2026-01-05")}}
}

func TestHowLongAChildWaitsForAGuardian(t *testing.T) {
	w := historytest.New(t)
	waits := func(on int) string {
		f := w.File()
		if d := f.Guardian.WaitingSince(day.Of(2026, 1, on)); !d.IsZero() {
			return d.String()
		}
		return ""
	}
	w.At("M1", 2).Says(guardian.Asked{Court: "Catania"})
	w.At("M1", 4).Says(guardian.Asked{Court: "Catania", Number: "2/26"})
	if got := waits(1) + "/" + waits(3) + "/" + waits(6); got != "/2026-01-02/2026-01-02" {
		t.Errorf("asked for twice: got %q", got)
	}
	w.At("M1", 6).Says(appointed(gaia, "1"))
	w.At("M1", 9).Says(guardian.Ended{Guardian: gaia, Why: guardian.Resigned})
	if got := waits(5) + "/" + waits(7) + "/" + waits(10); got != "2026-01-02//" {
		t.Errorf("appointed, and resigned: got %q", got)
	}
	w.At("M1", 11).Says(guardian.Asked{Court: "Catania", Reason: "the guardian has resigned"})
	if got := waits(10) + "/" + waits(12); got != "/2026-01-11" {
		t.Errorf("another is asked for: got %q", got)
	}
}

func TestTheHeadOfTheStructureHoldsThePowersUntilAGuardianIsAppointed(t *testing.T) {
	w := historytest.New(t)
	held := func() string {
		f := w.File()
		var out []string
		for _, h := range f.Guardian.Provisional {
			out = append(out, historytest.Span(h.Span))
		}
		return strings.Join(out, ", ")
	}
	w.At("F1", 1).Says(guardian.Provisional{Holder: gaia})
	w.At("F2", 4).Says(guardian.Provisional{Holder: gino})
	if got := held(); got != "01-04, 04-" {
		t.Errorf("got %s", got)
	}
	w.At("M1", 6).Says(appointed(gaia, "1"))
	w.At("F2", 7).Says(guardian.Provisional{Holder: gino})
	if got := held(); got != "01-04, 04-06" {
		t.Errorf("a guardian is appointed: got %s", got)
	}
	w.At("M1", 9).Says(guardian.Ended{Guardian: gaia, Why: guardian.Died})
	w.At("F2", 9).Says(guardian.Provisional{Holder: gino})
	if got := held(); got != "01-04, 04-06, 09-" {
		t.Errorf("the guardian has died: got %s", got)
	}
}

// answered tells what guardians said.
func answered(f casefile.File) string {
	var out []string
	for _, a := range f.Guardian.Answers {
		s := fmt.Sprintf("accepts %v", a.Accepted)
		if a.Held {
			s += " held"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestThatAGuardianTakesUpTheOfficeAndDoesNotContend(t *testing.T) {
	w := historytest.New(t)
	w.At("M1", 5).Says(appointed(gaia, "1"))
	w.At("M1", 6).Says(guardian.Accepted{Guardian: gaia})
	if got := answered(w.File()); got != "accepts true" {
		t.Errorf("got %q", got)
	}
	w.At("M2", 7).Pulls().Says(guardian.Declined{Guardian: gaia, Reason: "has moved away"})
	if got := answered(w.File()); got != "accepts false" || len(w.File().Conflicts) != 0 {
		t.Errorf("declines after all: got %q, %v", got, w.File().Conflicts)
	}
	if len(w.File().Guardian.Spans) != 1 {
		t.Error("who declines is discharged by a court alone")
	}

	w = historytest.New(t)
	yes := w.At("M1", 6).Says(guardian.Accepted{Guardian: gaia})
	w.Desk("M2").Cut()
	no := w.At("M2", 7).Says(guardian.Declined{Guardian: gaia, Reason: "has moved away"})
	w.Desk("M2").Heal()
	f := w.File()
	if got := answered(f); got != "accepts false held" || len(f.Conflicts) != 1 || len(f.Conflicts[0].Records) != 2 {
		t.Fatalf("neither knowing: got %q, %v", got, f.Conflicts)
	}
	slot := f.Conflicts[0].Slot
	if !strings.HasPrefix(slot, casefile.SlotAnswer) || len(slot) != len(casefile.SlotAnswer)+16 {
		t.Errorf("slot %q", slot)
	}
	if _, err := casefile.Third(slot, []byte(`{}`)); err == nil {
		t.Error("a value of its own is taken")
	}
	w.At("M1", 8).Pulls().Chooses(slot, yes, no)
	if f := w.File(); answered(f) != "accepts true" || len(f.Conflicts) != 0 {
		t.Errorf("decided: got %q, %v", answered(f), f.Conflicts)
	}
	w.At("M1", 9).Says(guardian.Accepted{Guardian: gino})
	if got := answered(w.File()); strings.Count(got, "accepts true") != 2 {
		t.Errorf("two guardians contend about nothing: got %q", got)
	}
	w.At("M1", 10).Says(change.Retracted{Record: yes.ID, Reason: "by mistake"})
	if f := w.File(); strings.Count(answered(f), "accepts false") != 1 || len(f.Conflicts) != 0 {
		t.Errorf("what was chosen is taken back: got %q, %v", answered(f), f.Conflicts)
	}
}

func TestWhatAGuardianNotesStaysInTheFile(t *testing.T) {
	w := historytest.New(t)
	w.At("M1", 7).Says(guardian.Noted{Text: "which school?", Question: true})
	first := w.At("M1", 3).Says(guardian.Noted{Text: "met the child"})
	notes := w.File().Guardian.Notes
	if len(notes) != 2 || notes[0].Record != first.ID || !notes[1].Question {
		t.Errorf("got %d notes, not by day", len(notes))
	}
}
