package casefile_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// appoints writes down that a court appointed somebody, by a decree of a day.
func (d *desk) appoints(who, court string, decreed int) *change.Placed {
	return d.says(guardian.Appointed{
		Guardian: guardian.Who{Person: fixed[institution.PersonID](who)},
		Decree:   institution.Decree{Court: court, Number: who + "/26", On: day.Of(2026, time.January, decreed)},
	})
}

func (d *desk) discharges(who string) *change.Placed {
	return d.says(guardian.Ended{Guardian: guardian.Who{Person: fixed[institution.PersonID](who)}, Why: guardian.Resigned})
}

// wards draws who is guardian.
func wards(f casefile.File) string {
	out := ""
	for i, g := range f.Guardian.Spans {
		if i > 0 {
			out += ", "
		}
		out += g.Decree.Number[:len(g.Decree.Number)-3] + " " + dayOf(g.Span.From) + "-" + dayOf(g.Span.Until)
	}
	return out
}

func TestWhoIsTheGuardian(t *testing.T) {
	for _, c := range []struct {
		name  string
		write func(w *world)
		want  string
		slots map[string]int
	}{
		{"appointed", func(w *world) { w.at("M1", 1).appoints("R", "Catania", 1) }, "R 01-", nil},
		{"appointed twice, the same", func(w *world) { w.at("M1", 1).appoints("R", "Catania", 1); w.at("F1", 3).appoints("R", "Catania", 1) }, "R 01-", nil},
		{
			"two by two courts, neither knowing: both are shown until somebody decides",
			func(w *world) { w.at("M1", 1).appoints("R", "Catania", 1); w.at("M2", 3).appoints("U", "Palermo", 2) },
			"R 01-, U 03-", map[string]int{"guardian": 2},
		},
		{
			"two by one court's decrees of one day",
			func(w *world) { w.at("M1", 1).appoints("R", "Catania", 1); w.at("M2", 3).appoints("U", "Catania", 1) },
			"R 01-, U 03-", map[string]int{"guardian": 2},
		},
		{
			"one court's later decree stands, whoever knew",
			func(w *world) { w.at("M1", 1).appoints("R", "Catania", 1); w.at("M2", 3).appoints("U", " CATANIA", 2) },
			"R 01-03, U 03-", nil,
		},
		{
			"whichever is recorded first",
			func(w *world) { w.at("M2", 3).appoints("U", "Catania", 2); w.at("M1", 1).appoints("R", "Catania", 1) },
			"R 01-03, U 03-", nil,
		},
		{
			"an earlier decree that is written down later changes nothing",
			func(w *world) { w.at("M2", 3).appoints("U", "Catania", 2); w.at("M1", 5).appoints("R", "Catania", 1) },
			"U 03-", nil,
		},
		{
			"another court's decree, by who knew",
			func(w *world) {
				w.at("M1", 1).appoints("R", "Catania", 1)
				w.at("M2", 3).pulls().appoints("U", "Palermo", 2)
			},
			"R 01-03, U 03-", nil,
		},
		{
			"another court's earlier decree, by who knew: knowing gives no right",
			func(w *world) {
				w.at("M1", 2).appoints("R", "Catania", 2)
				w.at("M2", 3).pulls().appoints("U", "Palermo", 1)
			},
			"R 02-, U 03-", map[string]int{"guardian": 2},
		},
		{"resigned", func(w *world) { w.at("M1", 1).appoints("R", "Catania", 1); w.at("M1", 5).discharges("R") }, "R 01-05", nil},
		{"somebody else resigned", func(w *world) { w.at("M1", 1).appoints("R", "Catania", 1); w.at("M1", 5).discharges("U") }, "R 01-", nil},
		{
			"resigned, and another appointed by who did not know",
			func(w *world) {
				w.at("M1", 1).appoints("R", "Catania", 1)
				w.at("M1", 5).discharges("R")
				w.at("M2", 6).appoints("U", "Palermo", 6)
			},
			"R 01-05, U 06-", nil,
		},
		{
			"decided",
			func(w *world) {
				a := w.at("M1", 1).appoints("R", "Catania", 1)
				b := w.at("M2", 3).appoints("U", "Palermo", 2)
				w.at("X", 6).pulls().chooses("guardian", b, a)
			},
			"U 03-", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.write(w)
			f := w.file()
			if got := wards(f); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			want := c.slots
			if want == nil {
				want = map[string]int{}
			}
			if d := cmp.Diff(want, slots(f)); d != "" {
				t.Errorf("conflicts (-want +got)\n%s", d)
			}
		})
	}
}

func TestAGuardianOnADay(t *testing.T) {
	w := newWorld(t)
	w.at("M1", 1).appoints("R", "Catania", 1)
	w.at("M2", 3).appoints("U", "Palermo", 2)
	f := w.file()
	if a, b := f.Guardian.On(day.Of(2026, 1, 2)), f.Guardian.On(day.Of(2026, 1, 3)); len(a) != 1 || len(b) != 2 {
		t.Errorf("on the 2nd %d, on the 3rd %d", len(a), len(b))
	}
}

func (d *desk) decides(found minor.Age, court, birth string) *change.Placed {
	return d.says(minor.AgeDecided{
		Found: found, Court: court, Number: "1/26",
		Birth: &minor.Birth{Date: day.Must(birth), Precision: minor.ToDay, Provenance: minor.Assessed},
	})
}

func (d *desk) bornOn(on string, src minor.Source) *change.Placed {
	return d.says(minor.IdentityStated{Source: src, Cites: "X1", Birth: &minor.Birth{Date: day.Must(on), Precision: minor.ToDay, Provenance: minor.Documented}})
}

func TestACourtsDecreeOnAge(t *testing.T) {
	for _, c := range []struct {
		name      string
		write     func(w *world)
		birth     string
		found     minor.Age
		others    int
		birthHeld bool
		slots     map[string]int
	}{
		{
			"outranks what the child says, whoever knew",
			func(w *world) {
				w.at("F1", 1).bornOn("2010-01-02", minor.OwnWord)
				w.at("M1", 5).decides(minor.IsMinor, "C", "2008-05-06")
			},
			"2008-05-06", minor.IsMinor, 1, false, nil,
		},
		{
			"is not outranked by what somebody types without knowing of it",
			func(w *world) {
				w.at("M1", 5).decides(minor.IsMinor, "C", "2008-05-06")
				w.at("F1", 6).bornOn("2010-01-02", minor.OwnWord)
			},
			"2008-05-06", minor.IsMinor, 1, false, nil,
		},
		{
			"typed over by who knew it, is a conflict, and is shown",
			func(w *world) {
				w.at("M1", 5).decides(minor.IsMinor, "C", "2008-05-06")
				w.at("F1", 6).pulls().bornOn("2010-01-02", minor.OwnWord)
			},
			"2008-05-06", minor.IsMinor, 1, true, map[string]int{"birth": 2},
		},
		{
			"a passport typed over it by who knew it is a conflict: the younger age is shown",
			func(w *world) {
				w.at("M1", 5).decides(minor.IsMinor, "C", "2008-05-06")
				w.at("F1", 6).pulls().bornOn("2007-01-02", minor.PhotoDocument)
			},
			"2008-05-06", minor.IsMinor, 1, true, map[string]int{"birth": 2},
		},
		{
			"the court's later decree stands, whoever knew",
			func(w *world) {
				w.at("M1", 5).decides(minor.IsMinor, "C", "2008-05-06")
				w.at("M2", 8).decides(minor.IsAdult, "c ", "2007-05-06")
			},
			"2007-05-06", minor.IsAdult, 1, false, nil,
		},
		{
			"whichever is recorded first",
			func(w *world) {
				w.at("M2", 8).decides(minor.IsAdult, "C", "2007-05-06")
				w.at("M1", 5).decides(minor.IsMinor, "C", "2008-05-06")
			},
			"2007-05-06", minor.IsAdult, 1, false, nil,
		},
		{
			"decrees of two courts contend: a minor, and the younger",
			func(w *world) {
				w.at("M2", 8).decides(minor.IsAdult, "P", "2007-05-06")
				w.at("M1", 5).decides(minor.IsMinor, "C", "2008-05-06")
			},
			"2008-05-06", minor.IsMinor, 1, true, map[string]int{"age": 2, "birth": 2},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			c.write(w)
			f := w.file()
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
			if d := cmp.Diff(want, slots(f)); d != "" {
				t.Errorf("conflicts (-want +got)\n%s", d)
			}
		})
	}
}

func TestRelativesStandBesideEachOther(t *testing.T) {
	w := newWorld(t)
	brother := fixed[minor.ID]("brother")
	says := func(office string, b minor.RelativeStated) { b.Source = minor.OwnWord; w.at(office, 1).says(b) }
	says("F1", minor.RelativeStated{Is: minor.Sibling, With: brother})
	says("F1", minor.RelativeStated{Is: minor.Companion, Group: fixed[minor.GroupID]("boat")})
	says("F2", minor.RelativeStated{Is: minor.AuntOrUncle, Name: &minor.Name{Given: "Ali"}})
	if f := w.file(); len(f.Identity.Relatives) != 3 || len(f.Conflicts) != 0 {
		t.Errorf("%d relatives, conflicts %v", len(f.Identity.Relatives), slots(f))
	}
	says("F2", minor.RelativeStated{Is: minor.Cousin, With: brother})
	f := w.file()
	if got := slots(f); got["relative:"+brother.String()] != 2 || len(got) != 1 || len(f.Identity.Relatives) != 3 {
		t.Errorf("what one is to the other contends: %d relatives, conflicts %v", len(f.Identity.Relatives), got)
	}
}

func TestAConflictSaysWhoseRecordsContendAndSinceWhen(t *testing.T) {
	w := newWorld(t)
	w.registered("F1")
	w.at("F1", 1).sex(minor.Male, minor.OwnWord)
	w.at("F3", 1).says(minor.Registered{Tag: "18"})
	w.at("F2", 1).sex(minor.Female, minor.OwnWord)
	w.at("F2", 2).sex(minor.Other, minor.OwnWord)
	w.at("F3", 1).sex(minor.Other, minor.OwnWord)
	f := w.file()
	if len(f.Conflicts) != 1 || f.Conflicts[0].Since != 5 { // F2 corrected itself: that is what met F1's
		t.Fatalf("got %+v", f.Conflicts)
	}
	want := []institution.OfficeID{fixed[institution.OfficeID]("F1"), fixed[institution.OfficeID]("F2"), fixed[institution.OfficeID]("F3")}
	if d := cmp.Diff(want, f.Conflicts[0].Offices); d != "" {
		t.Errorf("offices (-want +got)\n%s", d)
	}
}
