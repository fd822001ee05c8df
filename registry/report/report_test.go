package report_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/registry/census"
	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

var (
	ministry = access.Caller{Role: access.Ministry}
	asOf     = day.Must("2026-10-31")
)

// child is one of those who are counted.
type child struct{ citizenship, region, sex, age, province, reception string }

// yearsOf gives a single age in each of the Ministry's bands.
var yearsOf = map[string]string{"17": "17", "16": "16", "15": "15", "7-14": "13", "0-6": "0"}

// counted is a census of children who are listed.
type counted struct {
	children []child
	missing  int
	asked    []census.Query
}

// Count adds up as package census does.
func (c *counted) Count(_ context.Context, _ access.Caller, q census.Query) (census.Result, error) {
	c.asked = append(c.asked, q)
	out := census.Result{On: q.On, By: q.By, Epoch: 1, Position: 42, Missing: c.missing, Total: len(c.children)}
	sums := map[string]int{}
	for _, k := range c.children {
		var codes []string
		for _, d := range q.By {
			codes = append(codes, map[census.Dimension]string{
				census.Citizenship: k.citizenship, census.Region: k.region, census.Sex: k.sex, census.Age: k.age,
				census.Province: k.province, census.Reception: k.reception, census.Years: yearsOf[k.age],
			}[d])
		}
		sums[strings.Join(codes, ",")]++
	}
	for key, n := range sums {
		codes := strings.Split(key, ",")
		out.Cells = append(out.Cells, census.Cell{Codes: codes, Labels: codes, Count: n})
	}
	slices.SortFunc(out.Cells, func(a, b census.Cell) int { return slices.Compare(a.Codes, b.Codes) })
	return out, nil
}

// Acts has as many of each kind as there are children, and some more.
func (c *counted) Acts(_ context.Context, _ access.Caller, q census.ActQuery) (census.Acts, error) {
	n := len(c.children)
	c.asked = append(c.asked, census.Query{On: q.To, Position: q.Position})
	return census.Acts{From: q.From, To: q.To, Epoch: 1, Position: q.Position, Acts: []census.Act{
		{What: "guardian.asked", Count: n}, {What: "guardian.appointed", Detail: "volunteer", Count: n / 2}, {What: "guardian.appointed", Detail: "appointed", Count: 2},
		{What: "protection.asked", Detail: "asylum", Count: n / 3}, {What: "protection.asked", Detail: "dublin", Count: 1},
		{What: "protection.decided", Detail: "asylum", Outcome: "refugee", Count: n / 4}, {What: "protection.decided", Detail: "asylum", Outcome: "refused", Count: 3},
		{What: "permit.asked", Detail: "minor-age", Count: n}, {What: "opinion.asked", Count: n / 5},
		{What: "opinion.given", Outcome: "favourable", Count: n / 6}, {What: "opinion.given", Outcome: "unfavourable", Count: 4},
		{What: "measure.enrolled", Detail: "percorsi", Count: n}, {What: "measure.enrolled", Detail: "of-another-version", Count: 9},
		{What: "measure.ended", Detail: "percorsi", Outcome: "completed", Count: n / 2}, {What: "extension.decided", Outcome: "granted", Count: 20},
	}}, nil
}

// Flows has a third of those present have come in the period, and as many others left.
func (c *counted) Flows(_ context.Context, _ access.Caller, q census.FlowQuery) (census.Flows, error) {
	n := len(c.children) / 3
	return census.Flows{From: q.From, To: q.To, Epoch: 1, Position: q.Position, Total: census.Balance{
		Start: len(c.children), End: len(c.children), Moves: []census.Moves{
			{Flow: census.Arrived, Detail: "landing", Count: n}, {Flow: census.Arrived, Count: 2}, {Flow: census.Returned, Count: 1},
			{Flow: census.WentMissing, Count: 3}, {Flow: census.Left, Detail: "majority", Count: n},
		},
	}}, nil
}

func maker(t testing.TB, c report.Census) *report.Maker {
	t.Helper()
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &report.Maker{Census: c, Places: places}
}

// nation draws children of up to 60 citizenships.
func nation(t *rapid.T) *counted {
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	countries := places.Countries()[:rapid.IntRange(1, 60).Draw(t, "countries")]
	regions := []string{"", "19", "03", "22"}
	out := &counted{missing: rapid.IntRange(0, 9).Draw(t, "missing")}
	for range rapid.IntRange(0, 400).Draw(t, "children") {
		out.children = append(out.children, child{
			citizenship: countries[rapid.IntRange(0, len(countries)-1).Draw(t, "c")].Alpha2,
			region:      rapid.SampledFrom(regions).Draw(t, "r"), reception: rapid.SampledFrom([]string{"first", "second", "", "family"}).Draw(t, "e"), sex: rapid.SampledFrom([]string{"M", "M", "F", ""}).Draw(t, "s"),
			age: rapid.SampledFrom([]string{"17", "16", "7-14", ""}).Draw(t, "a"),
		})
	}
	for i, k := range out.children {
		out.children[i].province = map[string]string{"19": "RG", "03": "MI", "22": "TN"}[k.region]
		if k.region == "19" && i%2 == 0 {
			out.children[i].province = "PA"
		}
	}
	return out
}

func TestEveryTablesPartsAddUpToThoseCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := nation(t)
		places, err := reference.Load()
		if err != nil {
			t.Fatal(err)
		}
		r, err := (&report.Maker{Census: c, Places: places}).Monthly(t.Context(), ministry, report.Question{AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		if c.asked[1].Position != 42 {
			t.Fatal("the two questions are not of one moment")
		}
		girls := 0
		for _, k := range c.children {
			if k.sex == "F" {
				girls++
			}
		}
		for i := range r.Tables {
			table := &r.Tables[i]
			want := map[string]int{"girls": girls, "missing": c.missing}
			total, ok := want[table.ID]
			if !ok {
				total = len(c.children)
			}
			last := table.Cells[len(table.Rows)]
			if got := last[len(last)-1].Count; got != total {
				t.Fatalf("%s counts %d, want %d", table.ID, got, total)
			}
			if len(table.Rows) > 37 {
				t.Fatalf("%s has %d lines", table.ID, len(table.Rows))
			}
			if len(table.Cols) == 0 {
				addUpTo1000(t, table)
			}
		}
		var out bytes.Buffer
		if err := r.Write(&out, report.JSON); err != nil {
			t.Fatal(err)
		}
		again, err := report.Read(&out) // which checks that every line adds up
		if err != nil || len(r.Compare(again)) > 0 {
			t.Fatalf("read again it differs: %v, %v", r.Compare(again), err)
		}
	})
}

func addUpTo1000(t *rapid.T, table *report.Table) {
	shares := table.Shares()
	sum := 0
	for i, s := range shares[:len(shares)-1] {
		sum += s
		exact := float64(table.Cells[i][0].Count) * 1000 / float64(max(1, table.Cells[len(table.Rows)][0].Count))
		if s >= 0 && (float64(s) < exact-1 || float64(s) > exact+1) {
			t.Fatalf("%s: a share of %d for %f", table.ID, s, exact)
		}
	}
	if total := shares[len(shares)-1]; total >= 0 && sum != total {
		t.Fatalf("%s: shares make %d", table.ID, sum)
	}
}

func TestWhatThePublicSeesCannotBeTurnedBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places, err := reference.Load()
		if err != nil {
			t.Fatal(err)
		}
		r, err := (&report.Maker{Census: nation(t), Places: places}).Monthly(t.Context(), ministry, report.Question{AsOf: asOf})
		if err != nil {
			t.Fatal(err)
		}
		public, err := r.Public(5)
		if fault.Is(err, fault.Invalid) {
			return // so few that even their total says who: said so, and nothing is published
		}
		if err != nil {
			t.Fatal(err)
		}
		if public.Audience != report.Public || public.Floor != 5 || r.Audience != report.Internal {
			t.Fatalf("for %s under %d", public.Audience, public.Floor)
		}
		found, err := public.Attack(5)
		if err != nil || len(found.Holes) > 0 {
			t.Fatalf("%v, %v", found.Holes, err)
		}
		for _, table := range public.Tables {
			for _, line := range table.Cells {
				for _, c := range line {
					if 0 < c.Count && c.Count < 5 {
						t.Fatalf("%s shows a count of %d", table.ID, c.Count)
					}
				}
			}
		}
	})
}

func TestAWithheldCountHasNoShareAndTheOthersKeepTheirs(t *testing.T) {
	cell := func(n int) []disclosure.Cell { return []disclosure.Cell{{Count: n}} }
	hidden := []disclosure.Cell{{Withheld: true}}
	for name, q := range map[string]struct {
		cells [][]disclosure.Cell
		want  []int
	}{
		"thirds add up":           {[][]disclosure.Cell{cell(1), cell(1), cell(1), cell(3)}, []int{334, 333, 333, 1000}},
		"two are withheld":        {[][]disclosure.Cell{cell(90), hidden, hidden, cell(100)}, []int{900, -1, -1, 1000}},
		"nobody is counted":       {[][]disclosure.Cell{cell(0), cell(0), cell(0), cell(0)}, []int{-1, -1, -1, -1}},
		"their total is withheld": {[][]disclosure.Cell{cell(7), hidden, hidden, hidden}, []int{-1, -1, -1, -1}},
	} {
		table := report.Table{Rows: make([]report.Line, 3), Cells: q.cells}
		if got := table.Shares(); !slices.Equal(got, q.want) {
			t.Errorf("%s: got %v, want %v", name, got, q.want)
		}
	}
}

func TestFewCitizenshipsAreNamedAndTheRestAreOthers(t *testing.T) {
	c := &counted{}
	m := maker(t, c)
	for i, country := range m.Places.Countries()[:40] {
		for range 50 - i {
			c.children = append(c.children, child{citizenship: country.Alpha2, region: "19", sex: "M", age: "17"})
		}
	}
	r, err := m.Monthly(t.Context(), ministry, report.Question{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	rows := r.Tables[2].Rows
	if len(rows) != 37 || rows[35].Name.Italian != "altre" || len(rows[35].Members) != 5 || rows[36].Name.English != "not attributed" {
		t.Errorf("%d lines, of which the last are %v and %v", len(rows), rows[35], rows[36])
	}
	if got := r.Tables[2].Cells[35][0].Count; got != 15+14+13+12+11 {
		t.Errorf("others are %d", got)
	}
}

func TestOneReportGivesTheSameBytesInEveryFormatThatMayBeMadeAgain(t *testing.T) {
	c := &counted{children: []child{{"EG", "19", "M", "17", "RG", "first"}, {"EG", "03", "F", "16", "MI", ""}, {"", "", "", "", "", ""}}}
	r, err := maker(t, c).Monthly(t.Context(), ministry, report.Question{AsOf: asOf, KnownAt: asOf.Add(14)})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []report.Format{report.JSON, report.CSV, report.XLSX} {
		var a, b bytes.Buffer
		if err := r.Write(&a, f); err != nil {
			t.Fatal(err)
		}
		if err := r.Write(&b, f); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) || a.Len() == 0 {
			t.Errorf("%s: %d and %d bytes, %v", f, a.Len(), b.Len(), err)
		}
		if f == report.CSV && !strings.Contains(a.String(), "2026-10-31,2026-11-14,citizenship,EG,Egitto,Egypt,total,totale,total,2,") {
			t.Errorf("got\n%s", a.String())
		}
	}
	if err := r.Write(&bytes.Buffer{}, "docx"); !fault.Is(err, fault.Invalid) {
		t.Errorf("another format: got %v", err)
	}
	if _, err := report.Read(strings.NewReader(`{"kind": "monthly", "children": []}`)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a field that no report has: got %v", err)
	}
}

func TestOneChildElsewhereIsFoundByComparing(t *testing.T) {
	c := &counted{children: []child{{"EG", "19", "M", "17", "RG", "first"}, {"EG", "03", "F", "16", "MI", ""}}}
	one, err := maker(t, c).Monthly(t.Context(), ministry, report.Question{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	c.children[0].region = "18"
	other, err := maker(t, c).Monthly(t.Context(), ministry, report.Question{AsOf: asOf})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"region: region: [18], total: 0 and 1", "region: region: [19], total: 1 and 0",
		"region-sex: region: [18], sex: [M]: 0 and 1", "region-sex: region: [18], total: 0 and 1",
		"region-sex: region: [19], sex: [M]: 1 and 0", "region-sex: region: [19], total: 1 and 0",
	}
	if diff := cmp.Diff(want, one.Compare(other)); diff != "" {
		t.Error(diff)
	}
}

// nationwide is as many children as the nation has, over 97 citizenships and all
// provinces.
func nationwide(m *report.Maker) *counted {
	c := &counted{missing: 312}
	countries, regions, provinces := m.Places.Countries(), m.Places.Regions(), m.Places.Provinces()
	for i := range 20_000 {
		p := provinces[i*7%len(provinces)]
		k := child{
			citizenship: countries[i*i%97].Alpha2, region: regions[i*7%21].Code, province: p.Code, sex: "M",
			age: []string{"17", "17", "16", "15", "7-14", "0-6", ""}[i%7], reception: []string{"first", "second", "second", "family", ""}[i%5],
		}
		k.region = p.Region
		if i%8 == 0 {
			k.sex = "F"
		}
		c.children = append(c.children, k)
	}
	return c
}

// BenchmarkPublic makes each report ready for the public, at the size of the
// nation: all but the counting, which package census does.
func BenchmarkPublic(b *testing.B) {
	m := maker(b, nil)
	m.Census = nationwide(m)
	for _, k := range report.Kinds() {
		r, err := m.Make(b.Context(), ministry, k, report.Question{AsOf: december})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(string(k), func(b *testing.B) {
			for b.Loop() {
				if _, err := r.Public(5); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(r.Tables)), "tables")
		})
	}
}
