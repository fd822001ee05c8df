package population_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"slices"
	"sync"
	"testing"

	"faro.example/deploy/population"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// whole is the nation as large as it is, made once.
var whole = sync.OnceValues(func() (*population.Nation, error) {
	places, err := italy()
	if err != nil {
		return nil, err
	}
	return population.New(1, population.Whole(today, places))
})

func wholeNation(t *testing.T) *population.Nation {
	t.Helper()
	n, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// share gives how many of a hundred children present are so.
func share(n *population.Nation, of func(population.Minor) bool) float64 {
	count, all := 0, 0
	for _, m := range n.Minors {
		if m.Fate == population.Present {
			all++
			if of(m) {
				count++
			}
		}
	}
	return 100 * float64(count) / float64(all)
}

// The figures are those of 30 June 2024 (monthly report), and of April 2024 for
// the types of reception.
func TestTheWholeNationHasThePublishedShares(t *testing.T) {
	n := wholeNation(t)
	if got := n.Count(today); got != 23_000 || len(n.Structures) != 1500 {
		t.Fatalf("%d are present, in %d structures", got, len(n.Structures))
	}
	check := func(name string, want, tolerance float64, of func(population.Minor) bool) {
		if got := share(n, of); math.Abs(got-want) > tolerance {
			t.Errorf("%s: got %.2f %%, want %.2f within %.2f", name, got, want, tolerance)
		}
	}
	check("boys", 88.4, 0.2, func(m population.Minor) bool { return m.Sex == minor.Male })
	for age, want := range map[int]float64{17: 49.8, 16: 25.1} {
		check("aged", want, 1, func(m population.Minor) bool { return m.Birth.Date.Age(today) == age })
	}
	const stock = 20_206
	for country, want := range map[minor.Country]float64{"EG": 3924, "UA": 3811, "GM": 2274, "TN": 2145, "GN": 1679} {
		check(string(country), 100*want/stock, 0.01, func(m population.Minor) bool { return m.Citizenship == country })
	}
	for region, want := range map[string]float64{"19": 5174, "03": 2588, "08": 1681, "15": 1646} {
		check("region "+region, 100*want/stock, 0.6, func(m population.Minor) bool { return regionOf(t, n, m) == region })
	}
	types := func(of ...facility.Type) func(population.Minor) bool {
		return func(m population.Minor) bool {
			return m.Structure < 0 && slices.Contains(of, facility.Family) ||
				m.Structure >= 0 && slices.Contains(of, n.Structures[m.Structure].Type)
		}
	}
	check("first reception", 27, 3, types(facility.First, facility.Temporary))
	check("second reception", 53, 3, types(facility.Second))
	check("families", 20, 2, types(facility.Family))
}

func TestRegionsKeepTheOrderOfTheEndOf2022(t *testing.T) {
	n := wholeNation(t)
	of := map[string]float64{}
	for _, r := range n.Options.Places.Regions() {
		of[r.Code] = share(n, func(m population.Minor) bool { return regionOf(t, n, m) == r.Code })
	}
	// Those not published for 2024, by their figures of 31 December 2022.
	order := []string{"18", "12", "06", "09", "01", "16", "05", "07", "13", "11", "17", "20", "10", "14", "22", "21", "02"}
	for k := 1; k < len(order); k++ {
		if of[order[k]] > of[order[k-1]]+0.2 {
			t.Errorf("region %s has %.2f %%, more than region %s with %.2f", order[k], of[order[k]], order[k-1], of[order[k-1]])
		}
	}
}

// Between a twentieth and a seventh of the stock leaves in January (domain: 10
// to 15 % of it), as those who await identification bear the first of it.
func TestTheStockFallsOnTheFirstOfJanuary(t *testing.T) {
	n := wholeNation(t)
	for year := 2020; year <= 2024; year++ {
		before, after := n.Count(day.Of(year, 12, 31)), n.Count(day.Of(year+1, 1, 1))
		if fall := 100 * float64(before-after) / float64(before); fall < 5 || fall > 15 {
			t.Errorf("from %d to %d it fell by %.1f %%", year, year+1, fall)
		}
	}
}

// tally counts events of a history.
type tally struct{ events, late, back, restated, aliases, absences, moves, exits int }

func TestReportsComeLateAreTakenBackAndPutRight(t *testing.T) {
	n := wholeNation(t)
	var all tally
	names := map[int]map[minor.Name]bool{}
	for i := 0; i < len(n.Minors); i += 4 {
		for _, e := range n.History(i) {
			all.events++
			if e.Written.After(e.On.Day()) {
				all.late++
			}
			switch b := e.Body().(type) {
			case minor.IdentityStated:
				if b.Name != nil {
					all.restated++
					if names[i] == nil {
						names[i] = map[minor.Name]bool{}
					}
					names[i][*b.Name] = true
				}
			case minor.IdentityAlias:
				all.aliases++
			case movement.AbsenceReported:
				all.absences++
			case movement.Departed:
				all.moves++
			case movement.ExitRecorded:
				all.exits++
			}
			if e.Kind() == "retracted" {
				all.back++
			}
		}
	}
	twice := 0
	for _, spelt := range names {
		if len(spelt) > 1 {
			twice++
		}
	}
	children := len(n.Minors) / 4
	for name, is := range map[string]struct{ got, least, most int }{
		"late of a hundred events":             {100 * all.late / all.events, 10, 25},
		"taken back of 100,000 events":         {100_000 * all.back / all.events, 15, 100},
		"moves of a hundred children":          {100 * all.moves / children, 40, 90},
		"absences of a hundred children":       {100 * all.absences / children, 20, 45},
		"exits of a hundred children":          {100 * all.exits / children, 40, 60},
		"aliases of a hundred children":        {100 * all.aliases / children, 8, 20},
		"spelt in two ways of a hundred names": {100 * twice / len(names), 10, 40},
	} {
		if is.got < is.least || is.got > is.most {
			t.Errorf("%s: got %d, want %d to %d", name, is.got, is.least, is.most)
		}
	}
}

// A figure is restated: what was known of a day at its end is not what is known
// of it later.
func TestWhatIsKnownOfADayChanges(t *testing.T) {
	o := options(t)
	o.Children, o.Present, o.Since = 1500, 700, o.Today.AddYears(-3)
	n := nation(t, 4, o)
	is, late := make([][]day.Span, len(n.Minors)), 0
	for i := range n.Minors {
		is[i] = stays(folded(t, n, i, today))
		if first := n.History(i)[0]; first.Written.After(first.On.Day()) {
			late++
		}
	}
	if late == 0 {
		t.Error("every child was registered on the day on which it came")
	}
	present := func(of []day.Span, on day.Date) bool {
		return slices.ContainsFunc(of, func(s day.Span) bool { return s.Contains(on) })
	}
	other, all := 0, 0
	for back := 60; back <= 360; back += 60 {
		on, now := today.Add(-back), 0
		for i := range n.Minors {
			there := present(is[i], on)
			if there {
				now++
			}
			if present(stays(folded(t, n, i, on)), on) != there {
				other++
			}
		}
		if now != n.Count(on) {
			t.Errorf("known today of %s: %d, want %d", on, now, n.Count(on))
		}
		all += now
	}
	if other == 0 || 100*other > 5*all {
		t.Errorf("of %d children, %d were not known to be present then, or were thought to be", all, other)
	}
}

func TestDoublesAreOneChildTwice(t *testing.T) {
	n := wholeNation(t)
	how, once, heard := map[population.How]int{}, map[int]bool{}, 0
	for _, p := range n.Doubles {
		how[p.How]++
		a, b := n.Minors[p.First], n.Minors[p.Second]
		if once[p.First] || once[p.Second] || p.First == p.Second {
			t.Errorf("minor %d or %d is double twice", p.First, p.Second)
		}
		once[p.First], once[p.Second] = true, true
		if a.Name != b.Name || a.Sex != b.Sex || a.Citizenship != b.Citizenship || a.ID == b.ID || a.Tag == b.Tag {
			t.Errorf("minors %d and %d: not one child with two registrations", p.First, p.Second)
		}
		if p.How != population.TypedTwice && (!b.Entry.After(a.Entry) || b.Entry.Before(a.End)) {
			t.Errorf("minors %d and %d: found anew before being gone", p.First, p.Second)
		}
		if first(n, p.First) != first(n, p.Second) {
			heard++
		}
	}
	if how[population.FoundAgain] < 1000 || how[population.RegisteredAgain] < 5 || how[population.TypedTwice] < 5 {
		t.Errorf("got %v", how)
	}
	if share := 100 * heard / len(n.Doubles); share < 40 || share > 95 {
		t.Errorf("%d %% of doubles were spelt in another way, want most, not all", share)
	}
}

// first is the name that was written down first.
func first(n *population.Nation, i int) minor.Name {
	for _, e := range n.History(i) {
		if b, ok := e.Body().(minor.IdentityStated); ok && b.Name != nil {
			return *b.Name
		}
	}
	return minor.Name{}
}

func TestTheTruthNamesDoublesAndLoneHalvesByWhatIsInTheRegister(t *testing.T) {
	n := wholeNation(t)
	var b bytes.Buffer
	if err := n.WriteTruth(&b); err != nil {
		t.Fatal(err)
	}
	var truth population.Truth
	if err := json.Unmarshal(b.Bytes(), &truth); err != nil {
		t.Fatal(err)
	}
	if len(truth.Doubles) != len(n.Doubles) {
		t.Errorf("%d doubles are told, of %d", len(truth.Doubles), len(n.Doubles))
	}
	missing := map[string]int{}
	for _, l := range truth.Lone {
		missing[l.Missing]++
		if l.Minor.IsZero() || l.Record.IsZero() || l.From == l.To {
			t.Errorf("a lone half of no minor, record or way")
		}
	}
	if missing["departure"] < 100 || missing["arrival"] < 10 {
		t.Errorf("got %v lone halves", missing)
	}
	if bytes.Contains(b.Bytes(), []byte(n.Minors[n.Doubles[0].First].Name.Family.Reveal())) {
		t.Error("the truth names a child")
	}
}

func TestTheListNamesEveryChildByOneNameAndDoublesByTheFirst(t *testing.T) {
	n := wholeNation(t)
	var b bytes.Buffer
	if err := n.WriteList(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != len(n.Minors)+1 {
		t.Fatalf("%v: %d rows of %d children", err, len(rows), len(n.Minors))
	}
	for _, p := range n.Doubles {
		first, second := rows[p.First+1], rows[p.Second+1]
		if first[0] == second[0] || first[6] != second[6] || first[6] != first[0] {
			t.Fatalf("a double is told as %q and %q", first[6], second[6])
		}
	}
}
