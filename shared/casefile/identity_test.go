package casefile_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

func (d *desk) names(given, family string) *change.Placed {
	return d.says(minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: minor.Text(given), Family: minor.Text(family)}})
}

func (d *desk) born(s string, src minor.Source, p minor.Provenance) *change.Placed {
	return d.says(minor.IdentityStated{
		Source: src, Cites: "12/2026",
		Birth: &minor.Birth{Date: day.Must(s), Precision: minor.ToDay, Provenance: p},
	})
}

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
	w := newWorld(t)
	w.at("F1", 1).sex(minor.Male, minor.OwnWord)
	w.at("F2", 1).names("Omar", "Zq")
	f := w.file()
	if len(f.Conflicts) != 0 || f.Identity.Sex() != minor.Male || shownName(f) != "Omar Zq" {
		t.Errorf("got %v, sex %q", f.Conflicts, f.Identity.Sex())
	}
}

func TestTheSameValueTwiceIsTheSame(t *testing.T) {
	w := newWorld(t)
	w.at("F1", 1).names("Omar", "Zq")
	w.at("F2", 1).names("Omar", "Zq")
	f := w.file()
	if a := attribute(t, f, "name"); len(f.Conflicts) != 0 || len(a.Others) != 0 {
		t.Errorf("conflicts %v, others %d", f.Conflicts, len(a.Others))
	}
}

func TestTwoValuesOfOneRankWithoutKnowingAreHeldAndBothKept(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 1).names("Omar", "Zq")
	b := w.at("F2", 1).names("Umar", "Zq")
	f := w.file()
	want := []casefile.Conflict{{Slot: "name", Section: change.Identity, Records: []change.ID{a.ID, b.ID}}}
	if d := cmp.Diff(want, f.Conflicts, contents); d != "" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
	if n := attribute(t, f, "name"); !n.Held || len(n.Others) != 1 || n.Others[0].Record != b.ID {
		t.Errorf("shown %v held %v others %d", n.Record, n.Held, len(n.Others))
	}
}

func TestWhoKnewOfAValueOfTheSameRankReplacesIt(t *testing.T) {
	w := newWorld(t)
	w.at("F1", 1).names("Omar", "Zq")
	w.at("F2", 1).pulls().names("Umar", "Zq")
	f := w.file()
	if n := attribute(t, f, "name"); len(f.Conflicts) != 0 || shownName(f) != "Umar Zq" || len(n.Others) != 0 {
		t.Errorf("conflicts %v, others %d", f.Conflicts, len(n.Others))
	}
}

func TestAHigherSourceIsShownAndTheOtherKept(t *testing.T) {
	for _, knowing := range []bool{false, true} {
		w := newWorld(t)
		w.at("F1", 1).born("2009-03-04", minor.PhotoDocument, minor.Documented)
		d := w.at("F2", 2)
		if knowing {
			d.pulls()
		}
		typed := d.born("2007-01-01", minor.OwnWord, minor.Declared)
		f := w.file()
		a := attribute(t, f, "birth")
		if shownBirth(f) != "2009-03-04" || len(a.Others) != 1 || a.Others[0].Record != typed.ID || len(f.Conflicts) != 0 {
			t.Errorf("knowing %v: shown %s, others %d, conflicts %v", knowing, shownBirth(f), len(a.Others), f.Conflicts)
		}
	}
}

func TestInConflictTheYoungerAgeIsShown(t *testing.T) {
	w := newWorld(t)
	w.at("F1", 1).born("2008-03-04", minor.OwnWord, minor.Declared)
	w.at("F2", 1).born("2010-05-06", minor.OwnWord, minor.Declared)
	w.at("F3", 1).born("2009-05-06", minor.OwnWord, minor.Declared)
	if got := shownBirth(w.file()); got != "2010-05-06" {
		t.Errorf("shown %s, want the latest birth date", got)
	}
}

func TestAPresumedBirthDateGivesWayToAnyStatedOne(t *testing.T) {
	w := newWorld(t)
	w.at("F1", 1).born("2009-01-01", minor.ByAuthority, minor.Presumed)
	w.at("F2", 1).born("2008-07-09", minor.OwnWord, minor.Declared)
	if f := w.file(); shownBirth(f) != "2008-07-09" || len(f.Conflicts) != 0 {
		t.Errorf("shown %s, conflicts %v", shownBirth(f), f.Conflicts)
	}
}

func TestAResolutionSetsTheOthersAsideAndALaterValueByWhoKnewItReplacesIt(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 1).names("Omar", "Zq")
	b := w.at("F2", 1).names("Umar", "Zq")
	w.at("M", 2).pulls().chooses("name", b, a)
	if f := w.file(); shownName(f) != "Umar Zq" || len(f.Conflicts) != 0 {
		t.Fatalf("after the decision: %v", f.Conflicts)
	}
	w.at("F1", 3).pulls().names("Omarr", "Zq")
	if f := w.file(); shownName(f) != "Omarr Zq" || len(f.Conflicts) != 0 {
		t.Errorf("after a later value by who knew the decision: %v", f.Conflicts)
	}
}

func TestARecordThatTheResolutionDidNotNameOpensTheConflictAgain(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 1).names("Omar", "Zq")
	b := w.at("F2", 1).names("Umar", "Zq")
	z := w.at("M", 2).pulls().chooses("name", b, a)
	c := w.at("F3", 3).names("Amar", "Zq")
	f := w.file()
	want := []casefile.Conflict{{Slot: "name", Section: change.Identity, Records: []change.ID{b.ID, z.ID, c.ID}}}
	if d := cmp.Diff(want, f.Conflicts, contents); d != "" {
		t.Fatalf("conflicts (-want +got)\n%s", d)
	}
	w.at("M", 4).pulls().chooses("name", c, b, z)
	if f := w.file(); shownName(f) != "Amar Zq" || len(f.Conflicts) != 0 {
		t.Errorf("a second decision sets the first and all that it had set aside aside: %v", f.Conflicts)
	}
}

func TestAThirdValueIsShownWithTheRankOfWhatItDecided(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 1).born("2008-03-04", minor.PhotoDocument, minor.Documented)
	b := w.at("F2", 1).born("2009-03-04", minor.PhotoDocument, minor.Documented)
	third, err := json.Marshal(minor.Birth{Date: day.Must("2008-04-03"), Precision: minor.ToDay, Provenance: minor.Documented})
	if err != nil {
		t.Fatal(err)
	}
	w.at("M", 2).pulls().byRight().says(change.Resolved{
		Slot: "birth", Saw: []change.ID{a.ID, b.ID}, Third: third, Reason: "read again",
	})
	w.at("F3", 3).born("2001-01-02", minor.OwnWord, minor.Declared)
	if f := w.file(); shownBirth(f) != "2008-04-03" || len(f.Conflicts) != 0 {
		t.Errorf("shown %s, conflicts %v", shownBirth(f), f.Conflicts)
	}
}

func TestAResolutionByWhomItIsNotForDecidesNothing(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 1).names("Omar", "Zq")
	b := w.at("F2", 1).names("Umar", "Zq")
	w.at("F2", 2).pulls().says(change.Resolved{Slot: "name", Saw: []change.ID{a.ID, b.ID}, Choose: b.ID, Reason: "ours"})
	if f := w.file(); slots(f)["name"] != 2 {
		t.Errorf("conflicts %v, want the name still held", f.Conflicts)
	}
}

func TestRetractingBringsBackWhatWasDisplaced(t *testing.T) {
	w := newWorld(t)
	w.at("F1", 1).names("Omar", "Zq")
	wrong := w.at("F2", 2).pulls().names("Hans", "Wq")
	r := w.at("F2", 3).pulls().retracts(wrong)
	if f := w.file(); shownName(f) != "Omar Zq" || len(f.Conflicts) != 0 {
		t.Fatalf("after the retraction: %v", f.Conflicts)
	}
	w.at("F2", 4).pulls().retracts(r)
	if f := w.file(); shownName(f) != "Hans Wq" || len(f.Conflicts) != 0 {
		t.Errorf("after the retraction of the retraction: %v", f.Conflicts)
	}
}

func TestARetractionAndAnEditOfWhatItRetractsAreHeld(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 1).names("Omar", "Zq")
	w.at("F2", 2).pulls()
	edit := w.at("F2", 2).names("Omarr", "Zq")
	r := w.at("F1", 2).retracts(a)
	f := w.file()
	want := []casefile.Conflict{{Slot: "name", Section: change.Identity, Records: []change.ID{edit.ID, r.ID}}}
	if d := cmp.Diff(want, f.Conflicts, contents); d != "" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
}

func TestARetractionByAnotherStructureIsAConflictNotALoss(t *testing.T) {
	w := newWorld(t)
	a := w.at("F1", 1).names("Omar", "Zq")
	r := w.at("F2", 2).pulls().retracts(a)
	f := w.file()
	want := []casefile.Conflict{{Slot: "name", Section: change.Identity, Records: []change.ID{a.ID, r.ID}}}
	if d := cmp.Diff(want, f.Conflicts, contents); d != "" || shownName(f) != "Omar Zq" {
		t.Errorf("conflicts (-want +got)\n%s", d)
	}
}

func TestACodeStatedAnewByTheRegistryStandsAboveTheFirst(t *testing.T) {
	w := newWorld(t)
	first, _ := minor.NewCode(17)
	second, _ := minor.NewCode(18)
	w.at("F1", 1).says(minor.Registered{Code: first})
	w.at("R", 2).byRight().says(minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(second)})
	w.at("F2", 3).says(minor.IdentifierStated{Scheme: minor.NationalCode, Value: minor.Text(first)})
	if f := w.file(); f.Identity.Code != second || len(f.Conflicts) != 0 || len(f.Identity.Identifiers) != 1 {
		t.Errorf("conflicts %v, identifiers %d", f.Conflicts, len(f.Identity.Identifiers))
	}
}
