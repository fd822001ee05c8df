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

func TestTheInDepthReportHasEveryChapterWithItsTables(t *testing.T) {
	m := maker(t, &counted{children: []child{{"EG", "19", "M", "17", "RG", "first"}}})
	r, err := m.Make(t.Context(), ministry, report.HalfYearly, report.Question{AsOf: december})
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]int{}
	for _, c := range r.Chapters {
		if has[c.ID] = len(c.Tables); c.LeftOut || c.Title.Italian == "" || c.Title.English == "" {
			t.Errorf("chapter %s is left out, or has no title", c.ID)
		}
		for _, id := range c.Tables {
			if r.Table(id) == nil {
				t.Errorf("chapter %s has no table %s", c.ID, id)
			}
		}
	}
	if has["tracings"] != 7 {
		t.Errorf("the chapter of the tracings has %d tables, want seven", has["tracings"])
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

func TestEurostatIsGivenItsOwnBandsOfAge(t *testing.T) {
	c := &counted{}
	for _, age := range []string{"17", "16", "15", "7-14", "0-6", "0-6", ""} {
		for range 6 {
			c.children = append(c.children, child{"EG", "19", "F", age, "RG", "first"})
		}
	}
	r, err := maker(t, c).Make(t.Context(), ministry, report.Eurostat, report.Question{AsOf: december})
	if err != nil {
		t.Fatal(err)
	}
	public, err := r.Public(5)
	if err != nil {
		t.Fatal(err)
	}
	for band, want := range map[string][2]int{"0-13": {18, 20}, "14-15": {6, 5}, "16-17": {12, 10}, "none": {6, 5}, "total": {42, 40}} {
		exact, _, _, _ := r.At("citizenship-age", "EG", band)
		rounded, _, _, ok := public.At("citizenship-age", "EG", band)
		if !ok || exact.Count != want[0] || rounded.Count != want[1] || rounded.Withheld {
			t.Errorf("%s: %d, published as %+v, want %v", band, exact.Count, rounded, want)
		}
	}
	if tables := len(r.Table("citizenship-age").Cols); tables != 4 {
		t.Errorf("%d bands", tables)
	}
}

func TestWhatWasDoneInTheHalfYearIsCountedByItsKind(t *testing.T) {
	c := &counted{}
	for range 60 {
		c.children = append(c.children, child{"EG", "19", "M", "17", "RG", "first"})
	}
	r, err := maker(t, c).Make(t.Context(), ministry, report.HalfYearly, report.Question{AsOf: december})
	if err != nil {
		t.Fatal(err)
	}
	public, err := r.Public(5)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		table, row string
		want       int
		withheld   bool
	}{
		{"guardian-asked", "total", 60, false}, {"guardian-appointed", "volunteer", 30, true}, {"guardian-appointed", "appointed", 2, true},
		{"guardian-appointed", "total", 32, false}, {"protection-asked", "asylum", 20, true}, {"protection-asked", "dublin", 1, true},
		{"protection-decided", "asylum-refugee", 15, true}, {"protection-decided", "asylum-refused", 3, true}, {"protection-decided", "total", 18, false},
		{"permit-asked", "minor-age", 60, false}, {"permit-issued", "total", 0, false}, {"opinion-asked", "requests", 12, false},
		{"opinion-given", "favourable", 10, true}, {"opinion-given", "unfavourable", 4, true}, {"extension-decided", "granted", 20, false},
		{"measure-enrolled", "percorsi", 60, false}, {"measure-enrolled", "none", 9, false}, {"measure-ended", "completed", 30, false},
		{"guardian", "total", 60, false}, {"protection", "none", 60, false},
	} {
		exact, _, _, ok := r.At(x.table, x.row, "total")
		shown, _, _, _ := public.At(x.table, x.row, "total")
		if !ok || exact.Count != x.want || shown.Withheld != x.withheld || !x.withheld && shown.Count != x.want {
			t.Errorf("%s/%s: %d, published as %+v, want %d", x.table, x.row, exact.Count, shown, x.want)
		}
	}
	found, err := public.Attack(5)
	if err != nil || len(found.Holes) > 0 {
		t.Errorf("%v, %v", found.Holes, err)
	}
}

// By the Ministry's bands and by Eurostat's: who is 16 is who is 16 or 17, less
// who is 17.
func TestBandsOfTwoPublicationsTellOfEachOther(t *testing.T) {
	c := &counted{}
	for age, n := range map[string]int{"17": 40, "16": 3, "7-14": 30, "0-6": 30} {
		for range n {
			c.children = append(c.children, child{"EG", "19", "M", age, "RG", "first"})
		}
	}
	monthly, err := maker(t, c).Make(t.Context(), ministry, report.Monthly, report.Question{AsOf: december})
	if err != nil {
		t.Fatal(err)
	}
	before, err := monthly.Public(5)
	if err != nil {
		t.Fatal(err)
	}
	extract, err := maker(t, c).Make(t.Context(), ministry, report.Eurostat, report.Question{AsOf: december})
	if err != nil {
		t.Fatal(err)
	}
	after, err := extract.Public(5, before)
	if err != nil {
		t.Fatal(err)
	}
	sixteen, _, _, _ := before.At("age", "16", "total")
	seventeen, _, _, _ := before.At("age", "17", "total")
	both, _, _, _ := after.At("citizenship-age", "total", "16-17")
	if !sixteen.Withheld || !seventeen.Withheld && !both.Withheld {
		t.Errorf("16: %+v, 17: %+v, together: %+v", sixteen, seventeen, both)
	}
}
