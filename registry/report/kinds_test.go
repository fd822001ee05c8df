package report_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"faro.example/registry/census"
	"faro.example/registry/report"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

var december = day.Must("2026-12-31")

// every makes a report of each kind of one nation, as known at one position.
func every(t *rapid.T, c report.Census) map[report.Kind]report.Report {
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	out := map[report.Kind]report.Report{}
	m := &report.Maker{Census: c, Places: places}
	for _, k := range report.Kinds() {
		if out[k], err = m.Make(t.Context(), ministry, k, report.Question{AsOf: december}); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func TestThePartsOfEveryReportAddUpToThoseCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := nation(t)
		for k, r := range every(t, c) {
			var out bytes.Buffer
			if err := r.Write(&out, report.JSON); err != nil {
				t.Fatal(err)
			}
			if _, err := report.Read(&out); err != nil { // which checks that every line adds up
				t.Fatalf("%s: %v", k, err)
			}
			for _, table := range []string{"region", "reception-region", "citizenship-age", "province-age", "region-sex"} {
				if total, _, _, ok := r.At(table, "total", "total"); ok && total.Count != len(c.children) {
					t.Fatalf("%s: %s counts %d of %d", k, table, total.Count, len(c.children))
				}
			}
		}
	})
}

// What is published of one day, by one report after the other, tells no small
// count together either.
func TestReportsOfOneDayTellNoSmallCountTogether(t *testing.T) {
	published := map[report.Kind]int{}
	rapid.Check(t, func(t *rapid.T) {
		all := every(t, nation(t))
		var before []report.Report
		for _, k := range report.Kinds() {
			public, err := all[k].Public(5, before...)
			if fault.Is(err, fault.Invalid) {
				return // so few that even their total says who: said so, and nothing is published
			}
			if err != nil {
				t.Fatal(err)
			}
			found, err := public.Attack(5, before...)
			if err != nil || len(found.Holes) > 0 {
				t.Fatalf("%s: %v, %v", k, found.Holes, err)
			}
			for _, table := range public.Tables {
				for _, line := range table.Cells {
					for _, c := range line {
						if 0 < c.Count && c.Count < 5 || public.Rounded > 0 && c.Count%5 != 0 {
							t.Fatalf("%s: %s shows %d", k, table.ID, c.Count)
						}
					}
				}
			}
			published[k]++
			before = append([]report.Report{public}, before...)
		}
	})
	for _, k := range report.Kinds() {
		if published[k] == 0 {
			t.Errorf("%s was never published", k)
		}
	}
}

func TestWhatTheRegistryDoesNotHoldYetIsLeftOutByName(t *testing.T) {
	m := maker(t, &counted{children: []child{{"EG", "19", "M", "17", "RG", "first"}}})
	r, err := m.Make(t.Context(), ministry, report.HalfYearly, report.Question{AsOf: december})
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, c := range r.Chapters {
		if c.LeftOut {
			left[c.ID] = c.Title.Italian != "" && c.Title.English != "" && len(c.Text) > 0
		}
		for _, id := range c.Tables {
			if r.Table(id) == nil {
				t.Errorf("chapter %s has no table %s", c.ID, id)
			}
		}
	}
	for _, id := range []string{"guardianship", "protection", "tracings", "opinions", "measures"} {
		if !left[id] {
			t.Errorf("%s is not left out by name", id)
		}
	}
	if r.From != day.Must("2026-06-30") {
		t.Errorf("from %s", r.From)
	}
	if _, err := m.Make(t.Context(), ministry, report.HalfYearly, report.Question{AsOf: asOf}); !fault.Is(err, fault.Invalid) {
		t.Errorf("of the end of October: got %v", err)
	}
}

func TestEveryKindIsMadeOfOneMoment(t *testing.T) {
	for _, k := range report.Kinds() {
		c := &counted{children: []child{{"EG", "19", "M", "17", "RG", "first"}}}
		if _, err := maker(t, c).Make(t.Context(), ministry, k, report.Question{AsOf: december}); err != nil {
			t.Fatal(err)
		}
		for i, q := range c.asked {
			if i > 0 && q.Position != 42 {
				t.Errorf("%s: question %d is of another moment", k, i+1)
			}
		}
		c.asked = []census.Query{}
		if _, err := maker(t, c).Make(t.Context(), ministry, k, report.Question{AsOf: december, Position: 7}); err != nil {
			t.Fatal(err)
		}
		if len(c.asked) == 0 || c.asked[0].Position != 7 {
			t.Errorf("%s: made again, it asks of %+v", k, c.asked)
		}
	}
}

// A region of 23 with 21 girls has two boys: what can be subtracted is counted,
// and withheld.
func TestTheBoysOfARegionAreNotTheRestOfItsGirls(t *testing.T) {
	c := &counted{}
	for range 40 {
		c.children = append(c.children, child{"EG", "19", "M", "17", "RG", "first"}, child{"EG", "19", "F", "16", "RG", "first"})
	}
	for range 21 {
		c.children = append(c.children, child{"EG", "03", "F", "17", "MI", "first"})
	}
	c.children = append(c.children, child{"EG", "03", "M", "17", "MI", "first"}, child{"EG", "03", "M", "16", "MI", "first"})
	r, err := maker(t, c).Make(t.Context(), ministry, report.Monthly, report.Question{AsOf: december})
	if err != nil {
		t.Fatal(err)
	}
	public, err := r.Public(5)
	if err != nil {
		t.Fatal(err)
	}
	all, _, _, _ := public.At("region", "03", "total")
	girls, _, _, _ := public.At("girls", "total", "03")
	if !all.Withheld && !girls.Withheld {
		t.Errorf("%d in all and %d girls are published: two boys", all.Count, girls.Count)
	}
}
