package casefile_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
)

func shownName(f casefile.File) string {
	n, _ := f.Identity.Name()
	return n.Given.Reveal() + " " + n.Family.Reveal()
}

func shownBirth(f casefile.File) string {
	b, _ := f.Identity.Birth()
	return b.Date.String()
}

func attribute(t *testing.T, f casefile.File, slot string) casefile.Attribute {
	t.Helper()
	for _, a := range f.Identity.Attributes {
		if a.Slot == slot {
			return a
		}
	}
	t.Fatalf("nothing is shown for %s", slot)
	return casefile.Attribute{}
}

func TestDifferentAttributesAreNeverAConflict(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Sex(minor.Male, minor.OwnWord)
	w.At("F2", 1).Names("Omar", "Zq")
	f := w.File()
	if len(f.Conflicts) != 0 || f.Identity.Sex() != minor.Male || shownName(f) != "Omar Zq" {
		t.Errorf("got %v, sex %q", f.Conflicts, f.Identity.Sex())
	}
}

func TestTheSameValueTwiceIsTheSame(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Names("Omar", "Zq")
	w.At("F2", 1).Names("Omar", "Zq")
	f := w.File()
	if a := attribute(t, f, "name"); len(f.Conflicts) != 0 || len(a.Others) != 0 {
		t.Errorf("conflicts %v, others %d", f.Conflicts, len(a.Others))
	}
}

func TestTwoValuesOfOneRankWithoutKnowingAreHeldAndBothKept(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 1).Names("Omar", "Zq")
	b := w.At("F2", 1).Names("Umar", "Zq")
	f := w.File()
	want := []casefile.Conflict{{Slot: "name", Section: change.Identity, Records: []change.ID{a.ID, b.ID}}}
	if d := cmp.Diff(want, f.Conflicts, contents); d != "" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
	if n := attribute(t, f, "name"); !n.Held || len(n.Others) != 1 || n.Others[0].Record != b.ID {
		t.Errorf("shown %v held %v others %d", n.Record, n.Held, len(n.Others))
	}
}

func TestWhoKnewOfAValueOfTheSameRankReplacesIt(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Names("Omar", "Zq")
	w.At("F2", 1).Pulls().Names("Umar", "Zq")
	f := w.File()
	if n := attribute(t, f, "name"); len(f.Conflicts) != 0 || shownName(f) != "Umar Zq" || len(n.Others) != 0 {
		t.Errorf("conflicts %v, others %d", f.Conflicts, len(n.Others))
	}
}

func TestAHigherSourceIsShownAndTheOtherKept(t *testing.T) {
	for _, knowing := range []bool{false, true} {
		w := historytest.New(t)
		w.At("F1", 1).Born("2009-03-04", minor.PhotoDocument, minor.Documented)
		d := w.At("F2", 2)
		if knowing {
			d.Pulls()
		}
		typed := d.Born("2007-01-01", minor.OwnWord, minor.Declared)
		f := w.File()
		a := attribute(t, f, "birth")
		if shownBirth(f) != "2009-03-04" || len(a.Others) != 1 || a.Others[0].Record != typed.ID || len(f.Conflicts) != 0 {
			t.Errorf("knowing %v: shown %s, others %d, conflicts %v", knowing, shownBirth(f), len(a.Others), f.Conflicts)
		}
	}
}

func TestInConflictTheYoungerAgeIsShown(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Born("2008-03-04", minor.OwnWord, minor.Declared)
	w.At("F2", 1).Born("2010-05-06", minor.OwnWord, minor.Declared)
	w.At("F3", 1).Born("2009-05-06", minor.OwnWord, minor.Declared)
	if got := shownBirth(w.File()); got != "2010-05-06" {
		t.Errorf("shown %s, want the latest birth date", got)
	}
}

func TestAPresumedBirthDateGivesWayToAnyStatedOne(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Born("2009-01-01", minor.ByAuthority, minor.Presumed)
	w.At("F2", 1).Born("2008-07-09", minor.OwnWord, minor.Declared)
	if f := w.File(); shownBirth(f) != "2008-07-09" || len(f.Conflicts) != 0 {
		t.Errorf("shown %s, conflicts %v", shownBirth(f), f.Conflicts)
	}
}

func TestAResolutionSetsTheOthersAsideAndALaterValueByWhoKnewItReplacesIt(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 1).Names("Omar", "Zq")
	b := w.At("F2", 1).Names("Umar", "Zq")
	w.At("M", 2).Pulls().Chooses("name", b, a)
	if f := w.File(); shownName(f) != "Umar Zq" || len(f.Conflicts) != 0 {
		t.Fatalf("after the decision: %v", f.Conflicts)
	}
	w.At("F1", 3).Pulls().Names("Omarr", "Zq")
	if f := w.File(); shownName(f) != "Omarr Zq" || len(f.Conflicts) != 0 {
		t.Errorf("after a later value by who knew the decision: %v", f.Conflicts)
	}
}

func TestARecordThatTheResolutionDidNotNameOpensTheConflictAgain(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 1).Names("Omar", "Zq")
	b := w.At("F2", 1).Names("Umar", "Zq")
	z := w.At("M", 2).Pulls().Chooses("name", b, a)
	c := w.At("F3", 3).Names("Amar", "Zq")
	f := w.File()
	want := []casefile.Conflict{{Slot: "name", Section: change.Identity, Records: []change.ID{b.ID, z.ID, c.ID}}}
	if d := cmp.Diff(want, f.Conflicts, contents); d != "" {
		t.Fatalf("conflicts (-want +got)\n%s", d)
	}
	w.At("M", 4).Pulls().Chooses("name", c, b, z)
	if f := w.File(); shownName(f) != "Amar Zq" || len(f.Conflicts) != 0 {
		t.Errorf("a second decision sets the first and all that it had set aside aside: %v", f.Conflicts)
	}
}

func TestAThirdValueIsShownWithTheRankOfWhatItDecided(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 1).Born("2008-03-04", minor.PhotoDocument, minor.Documented)
	b := w.At("F2", 1).Born("2009-03-04", minor.PhotoDocument, minor.Documented)
	third, err := json.Marshal(minor.Birth{Date: day.Must("2008-04-03"), Precision: minor.ToDay, Provenance: minor.Documented})
	if err != nil {
		t.Fatal(err)
	}
	w.At("M", 2).Pulls().ByRight().Says(change.Resolved{
		Slot: "birth", Saw: []change.ID{a.ID, b.ID}, Third: third, Reason: "read again",
	})
	w.At("F3", 3).Born("2001-01-02", minor.OwnWord, minor.Declared)
	if f := w.File(); shownBirth(f) != "2008-04-03" || len(f.Conflicts) != 0 {
		t.Errorf("shown %s, conflicts %v", shownBirth(f), f.Conflicts)
	}
}

func TestAResolutionByWhomItIsNotForDecidesNothing(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 1).Names("Omar", "Zq")
	b := w.At("F2", 1).Names("Umar", "Zq")
	w.At("F2", 2).Pulls().Says(change.Resolved{Slot: "name", Saw: []change.ID{a.ID, b.ID}, Choose: b.ID, Reason: "ours"})
	if f := w.File(); historytest.Slots(f)["name"] != 2 {
		t.Errorf("conflicts %v, want the name still held", f.Conflicts)
	}
}

func TestRetractingBringsBackWhatWasDisplaced(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Names("Omar", "Zq")
	wrong := w.At("F2", 2).Pulls().Names("Hans", "Wq")
	r := w.At("F2", 3).Pulls().Retracts(wrong)
	if f := w.File(); shownName(f) != "Omar Zq" || len(f.Conflicts) != 0 {
		t.Fatalf("after the retraction: %v", f.Conflicts)
	}
	w.At("F2", 4).Pulls().Retracts(r)
	if f := w.File(); shownName(f) != "Hans Wq" || len(f.Conflicts) != 0 {
		t.Errorf("after the retraction of the retraction: %v", f.Conflicts)
	}
}

func TestARetractionAndAnEditOfWhatItRetractsAreHeld(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 1).Names("Omar", "Zq")
	w.At("F2", 2).Pulls()
	edit := w.At("F2", 2).Names("Omarr", "Zq")
	r := w.At("F1", 2).Retracts(a)
	f := w.File()
	want := []casefile.Conflict{{Slot: "name", Section: change.Identity, Records: []change.ID{edit.ID, r.ID}}}
	if d := cmp.Diff(want, f.Conflicts, contents); d != "" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
}

func TestARetractionByAnotherStructureIsAConflictNotALoss(t *testing.T) {
	w := historytest.New(t)
	a := w.At("F1", 1).Names("Omar", "Zq")
	r := w.At("F2", 2).Pulls().Retracts(a)
	f := w.File()
	want := []casefile.Conflict{{Slot: "name", Section: change.Identity, Records: []change.ID{a.ID, r.ID}}}
	if d := cmp.Diff(want, f.Conflicts, contents); d != "" || shownName(f) != "Omar Zq" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
}

func TestACodeStatedAnewByTheRegistryStandsAboveTheFirst(t *testing.T) {
	w := historytest.New(t)
	first, _ := minor.NewCode(17)
	second, _ := minor.NewCode(18)
	w.At("F1", 1).Says(minor.Registered{Code: first})
	w.At("R", 2).ByRight().Says(minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(second)})
	w.At("F2", 3).Says(minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(first)})
	if f := w.File(); f.Identity.Code != second || len(f.Conflicts) != 0 || len(f.Identity.Identifiers) != 1 {
		t.Errorf("conflicts %v, identifiers %d", f.Conflicts, len(f.Identity.Identifiers))
	}
}
