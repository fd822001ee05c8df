package population_test

import (
	"encoding/json"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/deploy/population"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

var (
	italy = sync.OnceValues(reference.Load)
	today = day.Must("2026-03-15")
)

func options(t interface{ Fatal(...any) }) population.Options {
	places, err := italy()
	if err != nil {
		t.Fatal(err)
	}
	return population.Small(today, places)
}

func nation(t interface{ Fatal(...any) }, seed uint64, o population.Options) *population.Nation {
	n, err := population.New(seed, o)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// written is everything that is made, as text.
func written(t *testing.T, n *population.Nation) string {
	t.Helper()
	var events []any
	for _, e := range n.Events() {
		events = append(events, []any{n.Minors[e.Minor].ID, n.Record(e), e.Kind(), e.On, n.Speaker(e), n.People[e.Author].ID, e.Leg, e.Body()})
	}
	b, err := json.Marshal([]any{n.Institutions, n.Structures, n.People, n.Landings, events})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheSameSeedGivesTheSameNationAndAnotherSeedAnother(t *testing.T) {
	first := written(t, nation(t, 7, options(t)))
	if again := written(t, nation(t, 7, options(t))); again != first {
		t.Error("the same seed gave another nation")
	}
	if other := written(t, nation(t, 8, options(t))); other == first {
		t.Error("another seed gave the same nation")
	}
}

func TestTheSmallNationHasThePublishedShares(t *testing.T) {
	n := nation(t, 1, options(t))
	var present []population.Minor
	for i, m := range n.Minors {
		if stays := n.Stays(i); m.Fate == population.Present {
			present = append(present, m)
			if last := stays[len(stays)-1]; !last.Span.Open() {
				t.Fatalf("minor %d is present, and the last stay ends", i)
			}
		}
	}
	if len(present) != 1600 || n.Count(today) != 1600 || len(n.Minors) != 2000 || len(n.Structures) != 60 {
		t.Fatalf("got %d present, %d counted, of %d, in %d structures", len(present), n.Count(today), len(n.Minors), len(n.Structures))
	}
	share := func(of func(population.Minor) bool) float64 {
		count := 0
		for _, m := range present {
			if of(m) {
				count++
			}
		}
		return 100 * float64(count) / float64(len(present))
	}
	citizen := func(c minor.Country) func(population.Minor) bool {
		return func(m population.Minor) bool { return m.Citizenship == c }
	}
	aged := func(from, to int) func(population.Minor) bool {
		return func(m population.Minor) bool {
			age := m.Birth.Date.Age(today)
			return age >= from && age <= to
		}
	}
	in := func(region string) func(population.Minor) bool {
		return func(m population.Minor) bool { return regionOf(t, n, m) == region }
	}
	kind := func(types ...facility.Type) func(population.Minor) bool {
		return func(m population.Minor) bool {
			return m.Structure >= 0 && slices.Contains(types, n.Structures[m.Structure].Type)
		}
	}
	for _, tc := range []struct {
		name      string
		of        func(population.Minor) bool
		want, tol float64
	}{
		{"boys", func(m population.Minor) bool { return m.Sex == minor.Male }, 88.4, 0.7},
		{"of seventeen", aged(17, 17), 49.8, 4},
		{"of sixteen", aged(16, 16), 25.1, 3.5},
		{"of fifteen", aged(15, 15), 11.6, 3},
		{"of seven to fourteen", aged(7, 14), 11, 3},
		{"up to six", aged(0, 6), 2.5, 1.5},
		{"Egypt", citizen("EG"), 19.4, 0.1},
		{"Ukraine", citizen("UA"), 18.9, 0.1},
		{"Gambia", citizen("GM"), 11.3, 0.1},
		{"Tunisia", citizen("TN"), 10.6, 0.1},
		{"Guinea", citizen("GN"), 8.3, 0.1},
		{"Sicilia", in("19"), 25.6, 0.5},
		{"Lombardia", in("03"), 12.8, 0.5},
		{"Emilia-Romagna", in("08"), 8.3, 0.5},
		{"Campania", in("15"), 8.1, 0.5},
		{"first reception", kind(facility.First, facility.Temporary), 27, 5},
		{"second reception", kind(facility.Second), 53, 7},
		{"with families", kind(facility.Family), 20, 5},
		{"awaiting identification", func(m population.Minor) bool { return m.Birth.Provenance == minor.Presumed }, 22, 4},
	} {
		if got := share(tc.of); math.Abs(got-tc.want) > tc.tol {
			t.Errorf("%s: got %.1f %%, want %.1f within %.1f", tc.name, got, tc.want, tc.tol)
		}
	}
}

func regionOf(t *testing.T, n *population.Nation, m population.Minor) string {
	t.Helper()
	if m.Structure < 0 {
		return ""
	}
	r, err := n.Options.Places.RegionOf(n.Structures[m.Structure].Municipality)
	if err != nil {
		t.Fatal(err)
	}
	return r.Code
}

func TestTheDirectoryHangsTogether(t *testing.T) {
	n := nation(t, 1, options(t))
	codes, offices, provinces := map[string]bool{}, map[institution.OfficeID]bool{}, map[string]bool{}
	answers := map[string]bool{}
	for _, i := range n.Institutions {
		if codes[i.Code] || len(i.Code) > 40 || !i.Kind.Valid() {
			t.Errorf("institution %s: twice, too long, or of no kind", i.Code)
		}
		codes[i.Code], offices[institution.Office(i.ID)] = true, true
		for _, town := range i.Territory {
			if _, err := n.Options.Places.Municipality(town); err != nil {
				t.Errorf("institution %s: %v", i.Code, err)
			}
			answers[string(i.Kind)+town] = true
		}
	}
	for _, s := range n.Structures {
		if codes[s.Code] || len(s.Code) > 40 || !s.Type.Valid() || s.Beds < 1 || s.Body == "" {
			t.Errorf("structure %s: twice, too long, of no type, without beds or body", s.Code)
		}
		m, err := n.Options.Places.Municipality(s.Municipality)
		if err != nil {
			t.Fatal(err)
		}
		provinces[m.Province] = true
		codes[s.Code], offices[institution.OfficeOf(s.ID)] = true, true
		for _, kind := range []institution.Kind{institution.Municipality, institution.Prefecture, institution.Court} {
			if !answers[string(kind)+s.Municipality] {
				t.Errorf("structure %s: no %s answers for it", s.Code, kind)
			}
		}
	}
	if len(provinces) < 40 {
		t.Errorf("the structures are spread over %d provinces, want 40 or more", len(provinces))
	}
	staffed := map[institution.OfficeID]bool{}
	for _, p := range n.People {
		if !offices[p.Office] || p.Name == "" || p.Role == "" {
			t.Errorf("a person of no office, name or role")
		}
		staffed[p.Office] = true
	}
	if len(staffed) != len(offices) {
		t.Errorf("%d offices of %d have people", len(staffed), len(offices))
	}
}

func TestManyWhoAreSeventeenLeaveOnTheFirstOfJanuary(t *testing.T) {
	o := options(t)
	o.Today = day.Must("2025-12-31")
	o.Since = day.Must("2024-01-01")
	n := nation(t, 3, o)
	seventeen, leaving := 0, 0
	for _, m := range n.Minors {
		if m.Fate != population.Present {
			continue
		}
		seventeen++
		if m.Birth.Date == day.Must("2008-01-01") {
			leaving++
		}
	}
	if got := 100 * leaving / seventeen; got < 6 || got > 16 {
		t.Errorf("%d %% of the stock come of age on 1 January, want about a tenth", got)
	}
}

func TestOptionsThatCannotBeAreNamed(t *testing.T) {
	for field, change := range map[string]func(*population.Options){
		"places":     func(o *population.Options) { o.Places = nil },
		"since":      func(o *population.Options) { o.Since = o.Today.Add(-10) },
		"structures": func(o *population.Options) { o.Structures = 20 },
		"children":   func(o *population.Options) { o.Present = o.Children + 1 },
	} {
		o := options(t)
		change(&o)
		_, err := population.New(1, o)
		if !fault.Is(err, fault.Invalid) || fault.As(err).Field != field {
			t.Errorf("got %v, want a fault of %s", err, field)
		}
	}
}

func TestAnySizeOfNationAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := options(t)
		o.Children = rapid.IntRange(0, 300).Draw(t, "children")
		o.Present = rapid.IntRange(0, o.Children).Draw(t, "present")
		o.Structures = rapid.IntRange(21, 120).Draw(t, "structures")
		o.Today = today.Add(rapid.IntRange(0, 800).Draw(t, "days"))
		o.Since = o.Today.Add(-rapid.IntRange(120, 3000).Draw(t, "history"))
		n := nation(t, rapid.Uint64().Draw(t, "seed"), o)
		if len(n.Minors) != o.Children || len(n.Structures) != o.Structures || n.Count(o.Today) != o.Present {
			t.Fatalf("got %d children, %d structures, %d present, want %+v", len(n.Minors), len(n.Structures), n.Count(o.Today), o)
		}
	})
}

func TestSpellingsVaryAndNamesStayHidden(t *testing.T) {
	n := nation(t, 1, options(t))
	differ, names := 0, 0
	for _, e := range n.Events() {
		if b, ok := e.Body().(minor.IdentityStated); ok && b.Name != nil && b.Source == minor.OwnWord {
			names++
			if *b.Name != n.Minors[e.Minor].Name {
				differ++
			}
		}
	}
	if share := 100 * differ / names; share < 40 || share > 90 {
		t.Errorf("%d %% of the names heard differ from the document's, want most but not all", share)
	}
	if diff := cmp.Diff(minor.Redacted, n.People[0].Name.String()); diff != "" {
		t.Error(diff)
	}
}
