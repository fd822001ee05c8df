package casefile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// wards draws who is guardian.
func wards(f casefile.File) string {
	out := ""
	for i, g := range f.Guardian.Spans {
		if i > 0 {
			out += ", "
		}
		out += g.Decree.Number[:len(g.Decree.Number)-3] + " " + historytest.Span(g.Span)
	}
	return out
}

func TestWhoIsTheGuardian(t *testing.T) {
	for _, c := range []struct {
		name  string
		told  string
		want  string
		slots map[string]int
	}{
		{"appointed", `M1 appoints R by Catania of 1 on 1`, "R 01-", nil},
		{"appointed twice, the same", `M1 appoints R by Catania of 1 on 1; F1 blindly appoints R by Catania of 1 on 3`, "R 01-", nil},
		{
			"two by two courts, neither knowing: both are shown until somebody decides",
			`M1 appoints R by Catania of 1 on 1; M2 blindly appoints U by Palermo of 2 on 3`,
			"R 01-, U 03-", map[string]int{"guardian": 2},
		},
		{
			"two by one court's decrees of one day",
			`M1 appoints R by Catania of 1 on 1; M2 blindly appoints U by Catania of 1 on 3`,
			"R 01-, U 03-", map[string]int{"guardian": 2},
		},
		{
			"one court's later decree stands, whoever knew",
			`M1 appoints R by Catania of 1 on 1; M2 blindly appoints U by " CATANIA" of 2 on 3`,
			"R 01-03, U 03-", nil,
		},
		{
			"whichever is recorded first",
			`M2 appoints U by Catania of 2 on 3; M1 blindly appoints R by Catania of 1 on 1`,
			"R 01-03, U 03-", nil,
		},
		{
			"an earlier decree that is written down later changes nothing",
			`M2 appoints U by Catania of 2 on 3; M1 blindly appoints R by Catania of 1 on 5`,
			"U 03-", nil,
		},
		{
			"another court's decree, by who knew",
			`M1 appoints R by Catania of 1 on 1; M2 appoints U by Palermo of 2 on 3`,
			"R 01-03, U 03-", nil,
		},
		{
			"another court's earlier decree, by who knew: knowing gives no right",
			`M1 appoints R by Catania of 2 on 2; M2 appoints U by Palermo of 1 on 3`,
			"R 02-, U 03-", map[string]int{"guardian": 2},
		},
		{"resigned", `M1 appoints R by Catania of 1 on 1; M1 discharges R on 5`, "R 01-05", nil},
		{"somebody else resigned", `M1 appoints R by Catania of 1 on 1; M1 discharges U on 5`, "R 01-", nil},
		{
			"resigned, and another appointed by who did not know",
			`M1 appoints R by Catania of 1 on 1; M1 discharges R on 5; M2 blindly appoints U by Palermo of 6 on 6`,
			"R 01-05, U 06-", nil,
		},
		{
			"decided",
			`M1 appoints R by Catania of 1 on 1 as a; M2 blindly appoints U by Palermo of 2 on 3 as b; X chooses b for guardian on 6`,
			"U 03-", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			w.Tell(c.told)
			f := w.File()
			if got := wards(f); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			want := c.slots
			if want == nil {
				want = map[string]int{}
			}
			if d := cmp.Diff(want, historytest.Slots(f)); d != "" {
				t.Errorf("conflicts (-want +got)\n%s", d)
			}
		})
	}
}

func TestAGuardianOnADay(t *testing.T) {
	w := historytest.New(t)
	w.At("M1", 1).Appoints("R", "Catania", 1)
	w.At("M2", 3).Appoints("U", "Palermo", 2)
	f := w.File()
	if a, b := f.Guardian.On(day.Of(2026, 1, 2)), f.Guardian.On(day.Of(2026, 1, 3)); len(a) != 1 || len(b) != 2 {
		t.Errorf("on the 2nd %d, on the 3rd %d", len(a), len(b))
	}
}

func TestACourtsDecreeOnAge(t *testing.T) {
	for _, c := range []struct {
		name      string
		write     func(w *historytest.World)
		birth     string
		found     minor.Age
		others    int
		birthHeld bool
		slots     map[string]int
	}{
		{
			"outranks what the child says, whoever knew",
			func(w *historytest.World) {
				w.At("F1", 1).Born("2010-01-02", minor.OwnWord, minor.Documented)
				w.At("M1", 5).Decrees(minor.IsMinor, "C", "2008-05-06")
			},
			"2008-05-06", minor.IsMinor, 1, false, nil,
		},
		{
			"is not outranked by what somebody types without knowing of it",
			func(w *historytest.World) {
				w.At("M1", 5).Decrees(minor.IsMinor, "C", "2008-05-06")
				w.At("F1", 6).Born("2010-01-02", minor.OwnWord, minor.Documented)
			},
			"2008-05-06", minor.IsMinor, 1, false, nil,
		},
		{
			"typed over by who knew it, is a conflict, and is shown",
			func(w *historytest.World) {
				w.At("M1", 5).Decrees(minor.IsMinor, "C", "2008-05-06")
				w.At("F1", 6).Pulls().Born("2010-01-02", minor.OwnWord, minor.Documented)
			},
			"2008-05-06", minor.IsMinor, 1, true, map[string]int{"birth": 2},
		},
		{
			"a passport typed over it by who knew it is a conflict: the younger age is shown",
			func(w *historytest.World) {
				w.At("M1", 5).Decrees(minor.IsMinor, "C", "2008-05-06")
				w.At("F1", 6).Pulls().Born("2007-01-02", minor.PhotoDocument, minor.Documented)
			},
			"2008-05-06", minor.IsMinor, 1, true, map[string]int{"birth": 2},
		},
		{
			"the court's later decree stands, whoever knew",
			func(w *historytest.World) {
				w.At("M1", 5).Decrees(minor.IsMinor, "C", "2008-05-06")
				w.At("M2", 8).Decrees(minor.IsAdult, "c ", "2007-05-06")
			},
			"2007-05-06", minor.IsAdult, 1, false, nil,
		},
		{
			"whichever is recorded first",
			func(w *historytest.World) {
				w.At("M2", 8).Decrees(minor.IsAdult, "C", "2007-05-06")
				w.At("M1", 5).Decrees(minor.IsMinor, "C", "2008-05-06")
			},
			"2007-05-06", minor.IsAdult, 1, false, nil,
		},
		{
			"decrees of two courts contend: a minor, and the younger",
			func(w *historytest.World) {
				w.At("M2", 8).Decrees(minor.IsAdult, "P", "2007-05-06")
				w.At("M1", 5).Decrees(minor.IsMinor, "C", "2008-05-06")
			},
			"2008-05-06", minor.IsMinor, 1, true, map[string]int{"age": 2, "birth": 2},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := historytest.New(t)
			c.write(w)
			f := w.File()
			a, age := attribute(t, f, "birth"), attribute(t, f, "age")
			if b, _ := f.Identity.Birth(); b.Date != day.Must(c.birth) || len(a.Others) != c.others || a.Held != c.birthHeld {
				t.Errorf("born %v, want %s; %d others, held %v", b.Date, c.birth, len(a.Others), a.Held)
			}
			if age.Value != c.found {
				t.Errorf("found %v, want %v", age.Value, c.found)
			}
			want := c.slots
			if want == nil {
				want = map[string]int{}
			}
			if d := cmp.Diff(want, historytest.Slots(f)); d != "" {
				t.Errorf("conflicts (-want +got)\n%s", d)
			}
		})
	}
}

func TestRelativesStandBesideEachOther(t *testing.T) {
	w := historytest.New(t)
	brother := historytest.Fixed[minor.ID]("brother")
	says := func(office string, b minor.RelativeStated) { b.Source = minor.OwnWord; w.At(office, 1).Says(b) }
	says("F1", minor.RelativeStated{Is: minor.Sibling, With: brother})
	says("F1", minor.RelativeStated{Is: minor.Companion, Group: historytest.Fixed[minor.GroupID]("boat")})
	says("F2", minor.RelativeStated{Is: minor.AuntOrUncle, Name: &minor.Name{Given: "Ali"}})
	if f := w.File(); len(f.Identity.Relatives) != 3 || len(f.Conflicts) != 0 {
		t.Errorf("%d relatives, conflicts %v", len(f.Identity.Relatives), historytest.Slots(f))
	}
	says("F2", minor.RelativeStated{Is: minor.Cousin, With: brother})
	f := w.File()
	if got := historytest.Slots(f); got["relative:"+brother.String()] != 2 || len(got) != 1 || len(f.Identity.Relatives) != 3 {
		t.Errorf("what one is to the other contends: %d relatives, conflicts %v", len(f.Identity.Relatives), got)
	}
}

func TestAConflictSaysWhoseRecordsContendAndSinceWhen(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("F1", 1).Sex(minor.Male, minor.OwnWord)
	w.At("F3", 1).Says(minor.Registered{Tag: "18"})
	w.At("F2", 1).Sex(minor.Female, minor.OwnWord)
	w.At("F2", 2).Sex(minor.Other, minor.OwnWord)
	w.At("F3", 1).Sex(minor.Other, minor.OwnWord)
	f := w.File()
	if len(f.Conflicts) != 1 || f.Conflicts[0].Since != 5 { // F2 corrected itself: that is what met F1's
		t.Fatalf("got %+v", f.Conflicts)
	}
	want := []institution.OfficeID{historytest.Fixed[institution.OfficeID]("F1"), historytest.Fixed[institution.OfficeID]("F2"), historytest.Fixed[institution.OfficeID]("F3")}
	if d := cmp.Diff(want, f.Conflicts[0].Offices); d != "" {
		t.Errorf("offices (-want +got)\n%s", d)
	}
}
