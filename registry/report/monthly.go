package report

import (
	"cmp"
	"context"
	"slices"

	"faro.example/registry/census"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

// named is how many citizenships have a line of their own; the rest are "altre"
// (the Ministry's monthly report).
const named = 35

// Census counts; package census does.
type Census interface {
	Count(ctx context.Context, caller access.Caller, q census.Query) (census.Result, error)
	Flows(ctx context.Context, caller access.Caller, q census.FlowQuery) (census.Flows, error)
	Acts(ctx context.Context, caller access.Caller, q census.ActQuery) (census.Acts, error)
}

// Maker makes reports. It is safe for use by several goroutines.
type Maker struct {
	Census Census
	Places *reference.Tables
}

// Question is of which day a report is, as known when.
type Question struct {
	AsOf    day.Date
	KnownAt day.Date // zero is now
	// Position asks as known up to a position of the ledger, as a Report gives it,
	// instead of KnownAt: what is made again is the same.
	Position uint64
}

// Make makes a report of a kind for the Ministry itself. It fails with
// [fault.Invalid] for a kind that there is not, and as
// [census.Census.Count] does.
func (m *Maker) Make(ctx context.Context, by access.Caller, k Kind, q Question) (Report, error) {
	switch k {
	case Monthly:
		return m.Monthly(ctx, by, q)
	case HalfYearly:
		return m.HalfYearly(ctx, by, q)
	case Eurostat:
		return m.Eurostat(ctx, by, q)
	case OpenData:
		return m.OpenData(ctx, by, q)
	}
	return Report{}, fault.Field("kind", "not a report", kindsWords)
}

// Monthly makes the monthly report for the Ministry itself: those present by
// sex, age, citizenship and region, girls by citizenship and region, and the
// missing. It fails as [census.Census.Count] does.
func (m *Maker) Monthly(ctx context.Context, by access.Caller, q Question) (Report, error) {
	whole, err := m.Census.Count(ctx, by, census.Query{
		On: q.AsOf, KnownAt: q.KnownAt, Position: q.Position, By: []census.Dimension{census.Citizenship, census.Region, census.Sex},
	})
	if err != nil {
		return Report{}, err
	}
	ages, err := m.Census.Count(ctx, by, census.Query{On: q.AsOf, Position: whole.Position, By: []census.Dimension{census.Age}})
	if err != nil {
		return Report{}, err
	}
	out := Report{Kind: Monthly, Audience: Internal, AsOf: q.AsOf, KnownAt: q.KnownAt, Epoch: whole.Epoch, Position: whole.Position}
	citizenship, region, sex := cut{whole, 0}, cut{whole, 1}, cut{whole, 2}
	countries, regions := m.countries(citizenship), m.regions()
	girls := func(c census.Cell) bool { return c.Codes[2] == "F" }
	out.Tables = []Table{
		tabulate(q.AsOf, "sex", Words{"Presenti per sesso", "Present by sex"}, sex, sexes(sex), nil),
		tabulate(q.AsOf, "age", Words{"Presenti per età", "Present by age"}, cut{ages, 0}, bands(), nil),
		tabulate(q.AsOf, "citizenship", Words{"Presenti per cittadinanza", "Present by citizenship"}, citizenship, countries, nil),
		tabulate(q.AsOf, "region", Words{"Presenti per regione", "Present by region"}, region, regions, nil),
		girlsTable(q.AsOf, citizenship, countries, regions, girls),
		missingTable(q.AsOf, whole.Missing),
	}
	out.Tables = append(out.Tables, bySex(whole, countries, regions)...)
	return out, nil
}

// bySex counts citizenships and regions by sex: who is no girl of a region can
// be worked out from the girls of it, so it is counted, and withheld if small.
func bySex(whole census.Result, countries, regions []Line) []Table {
	sex := sexes(cut{whole, 2})
	return []Table{
		cross(whole.On, "region-sex", Words{"Presenti per regione e sesso", "Present by region and sex"}, columns(whole, 1, 2), regions, sex),
		cross(whole.On, "citizenship-sex", Words{"Presenti per cittadinanza e sesso", "Present by citizenship and sex"}, columns(whole, 0, 2), countries, sex),
	}
}

// cut is one dimension of an answer.
type cut struct {
	of census.Result
	at int
}

// none is the code of what no record states; a part of every total.
const (
	none    = ""
	nobodys = "none" // as it stands in what is published
)

var notAttributed = Words{"non attribuito", "not attributed"}

// line makes a row or column of one or more codes.
func line(d census.Dimension, name Words, codes ...string) Line {
	members := make([]string, len(codes))
	for i, c := range codes {
		members[i] = cmp.Or(c, nobodys)
	}
	return Line{Class: disclosure.Class{Dimension: string(d), Members: members}, Name: name}
}

// holds reports whether a code is one of a line's.
func (l *Line) holds(code string) bool { return slices.Contains(l.Members, cmp.Or(code, nobodys)) }

func sexes(c cut) []Line {
	out := []Line{line(census.Sex, Words{"maschi", "male"}, "M"), line(census.Sex, Words{"femmine", "female"}, "F")}
	for _, cell := range c.of.Cells {
		if code := cell.Codes[c.at]; code != none && !slices.ContainsFunc(out, func(l Line) bool { return l.holds(code) }) {
			out = append(out, line(census.Sex, Words{"altro", "other"}, code))
		}
	}
	return append(out, line(census.Sex, notAttributed, none))
}

// bands are the Ministry's age bands, the oldest first.
func bands() []Line {
	var out []Line
	for _, b := range []string{"17", "16", "15", "7-14", "0-6"} {
		out = append(out, line(census.Age, Words{b + " anni", b + " years"}, b))
	}
	return append(out, line(census.Age, notAttributed, none))
}

func (m *Maker) regions() []Line {
	var out []Line
	for _, r := range m.Places.Regions() {
		l := line(census.Region, Words{r.Name, r.Name}, r.Code)
		for _, p := range m.Places.Provinces() {
			if p.Region == r.Code && !slices.Contains(l.Of, p.Code) {
				l.Of = append(l.Of, p.Code)
			}
		}
		slices.Sort(l.Of)
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Line) int { return cmp.Compare(a.Members[0], b.Members[0]) })
	rest := line(census.Region, notAttributed, none)
	rest.Of = []string{nobodys}
	return append(out, rest)
}

// countries gives the citizenships by how many hold them, the first of them by
// name, the rest together.
func (m *Maker) countries(c cut) []Line {
	counts := map[string]int{}
	for _, cell := range c.of.Cells {
		counts[cell.Codes[c.at]] += cell.Count
	}
	codes := make([]string, 0, len(counts))
	for code := range counts {
		if code != none {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
	var out []Line
	for _, code := range codes[:min(named, len(codes))] {
		name := Words{code, code}
		if country, err := m.Places.Country(code); err == nil {
			name = Words{country.Italian, country.English}
		}
		out = append(out, line(census.Citizenship, name, code))
	}
	if len(codes) > named {
		rest := slices.Sorted(slices.Values(codes[named:]))
		out = append(out, line(census.Citizenship, Words{"altre", "other"}, rest...))
	}
	return append(out, line(census.Citizenship, notAttributed, none))
}

// tabulate counts the cells of an answer by one cut, those that keep keeps.
func tabulate(on day.Date, id string, title Words, c cut, rows []Line, keep func(census.Cell) bool) Table {
	t := Table{ID: id, Title: title, Measure: disclosure.Present, On: on, Rows: rows}
	t.fill(c.of, func(cell census.Cell) (string, string) { return cell.Codes[c.at], none }, keep)
	return t
}

func girlsTable(on day.Date, c cut, countries, regions []Line, girls func(census.Cell) bool) Table {
	t := Table{
		ID: "girls", Title: Words{"Ragazze per cittadinanza e regione", "Girls by citizenship and region"},
		Measure: disclosure.Present, On: on, Given: []disclosure.Class{{Dimension: string(census.Sex), Members: []string{"F"}}},
		Rows: countries, Cols: regions,
	}
	t.fill(c.of, func(cell census.Cell) (string, string) { return cell.Codes[0], cell.Codes[1] }, girls)
	return t
}

func missingTable(on day.Date, missing int) Table {
	return Table{
		ID: "missing", Title: Words{"Irreperibili", "Missing"}, Measure: disclosure.Missing, On: on,
		Rows:  []Line{line(census.State, Words{"irreperibili", "missing"}, "missing")},
		Cells: [][]disclosure.Cell{{{Count: missing}}, {{Count: missing}}},
	}
}

// fill adds the cells of an answer up in the table's, and their totals.
func (t *Table) fill(r census.Result, codes func(census.Cell) (row, col string), keep func(census.Cell) bool) {
	t.Cells = make([][]disclosure.Cell, len(t.Rows)+1)
	for i := range t.Cells {
		t.Cells[i] = make([]disclosure.Cell, len(t.Cols)+1)
	}
	for _, cell := range r.Cells {
		if keep != nil && !keep(cell) {
			continue
		}
		row, col := codes(cell)
		i := slices.IndexFunc(t.Rows, func(l Line) bool { return l.holds(row) })
		at := []int{len(t.Cols)}
		if len(t.Cols) > 0 {
			at = append(at, slices.IndexFunc(t.Cols, func(l Line) bool { return l.holds(col) }))
		}
		for _, j := range at {
			t.Cells[i][j].Count += cell.Count
			t.Cells[len(t.Rows)][j].Count += cell.Count
		}
	}
}
