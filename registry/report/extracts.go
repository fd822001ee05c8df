package report

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"faro.example/registry/census"
	"faro.example/registry/report/disclosure"
	"faro.example/shared/access"
	"faro.example/shared/day"
)

// eurostatRounding is to the nearest of which Eurostat is given figures.
const eurostatRounding = 5

// Eurostat makes the extract for Eurostat, for the Ministry itself: those present
// by citizenship, age (in Eurostat's own bands) and sex. The counts are as they
// are; they are rounded as they are made public. It fails as [census.Census.Count] does.
func (m *Maker) Eurostat(ctx context.Context, by access.Caller, q Question) (Report, error) {
	whole, err := m.Census.Count(ctx, by, census.Query{
		On: q.AsOf, KnownAt: q.KnownAt, Position: q.Position, By: []census.Dimension{census.Citizenship, census.Years, census.Sex},
	})
	if err != nil {
		return Report{}, err
	}
	whole = banded(whole, 1)
	out := Report{Kind: Eurostat, Audience: Internal, AsOf: q.AsOf, KnownAt: q.KnownAt, Epoch: whole.Epoch, Position: whole.Position, Rounded: eurostatRounding}
	countries, sex := m.everyCountry(cut{whole, 0}), cut{whole, 2}
	out.Tables = append(out.Tables, cross(q.AsOf, "citizenship-age", Words{"Presenti per cittadinanza ed età", "Present by citizenship and age"}, whole, countries, eurostatBands()))
	for _, s := range sexes(sex) {
		t := cross(q.AsOf, "citizenship-age-"+s.Key(), Words{
			"Presenti per cittadinanza ed età: " + s.Name.Italian, "Present by citizenship and age: " + s.Name.English,
		}, kept(whole, 2, s), countries, eurostatBands())
		t.Given = []disclosure.Class{s.Class}
		out.Tables = append(out.Tables, t)
	}
	return out, nil
}

// eurostatBands are those by which Eurostat asks of unaccompanied minors, the
// youngest first (as in migr_asyunaa: under 14, 14 to 15, 16 to 17).
func eurostatBands() []Line {
	var out []Line
	for _, b := range []string{"0-13", "14-15", "16-17"} {
		out = append(out, line(census.Age, Words{b + " anni", b + " years"}, b))
	}
	return append(out, line(census.Age, notAttributed, none))
}

// banded puts single years into Eurostat's bands.
func banded(r census.Result, at int) census.Result {
	out := r
	out.Cells = slices.Clone(r.Cells)
	for i, c := range out.Cells {
		codes := slices.Clone(c.Codes)
		if years, err := strconv.Atoi(codes[at]); err == nil { // what is not known stays so
			switch {
			case years < 14:
				codes[at] = "0-13"
			case years < 16:
				codes[at] = "14-15"
			default:
				codes[at] = "16-17"
			}
		}
		out.Cells[i].Codes = codes
	}
	return out
}

// kept gives the cells of an answer that are on a line.
func kept(r census.Result, at int, l Line) census.Result {
	out := r
	out.Cells = slices.DeleteFunc(slices.Clone(r.Cells), func(c census.Cell) bool { return !l.holds(c.Codes[at]) })
	return out
}

// everyCountry gives every citizenship that anybody holds, by its code.
func (m *Maker) everyCountry(c cut) []Line {
	var codes []string
	for _, cell := range c.of.Cells {
		if code := cell.Codes[c.at]; code != none && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	var out []Line
	for _, code := range codes {
		name := Words{code, code}
		if country, err := m.Places.Country(code); err == nil {
			name = Words{country.Italian, country.English}
		}
		out = append(out, line(census.Citizenship, name, code))
	}
	return append(out, line(census.Citizenship, notAttributed, none))
}

// OpenData makes the open data for the Ministry itself: those present by region
// and by province, with sex and age. It fails as [census.Census.Count] does.
func (m *Maker) OpenData(ctx context.Context, by access.Caller, q Question) (Report, error) {
	places, err := m.Census.Count(ctx, by, census.Query{
		On: q.AsOf, KnownAt: q.KnownAt, Position: q.Position, By: []census.Dimension{census.Province, census.Region, census.Sex},
	})
	if err != nil {
		return Report{}, err
	}
	ages, err := m.Census.Count(ctx, by, census.Query{On: q.AsOf, Position: places.Position, By: []census.Dimension{census.Province, census.Region, census.Age}})
	if err != nil {
		return Report{}, err
	}
	out := Report{Kind: OpenData, Audience: Internal, AsOf: q.AsOf, KnownAt: q.KnownAt, Epoch: places.Epoch, Position: places.Position}
	provinces, regions, sex := m.provinces(q.AsOf, cut{places, 0}), m.regions(), sexes(cut{places, 2})
	out.Tables = []Table{
		cross(q.AsOf, "region-sex", Words{"Presenti per regione e sesso", "Present by region and sex"}, columns(places, 1, 2), regions, sex),
		cross(q.AsOf, "region-age", Words{"Presenti per regione ed età", "Present by region and age"}, columns(ages, 1, 2), regions, bands()),
		cross(q.AsOf, "province-sex", Words{"Presenti per provincia e sesso", "Present by province and sex"}, columns(places, 0, 2), provinces, sex),
		cross(q.AsOf, "province-age", Words{"Presenti per provincia ed età", "Present by province and age"}, columns(ages, 0, 2), provinces, bands()),
	}
	return out, nil
}

// columns gives an answer by two of its cuts.
func columns(r census.Result, row, col int) census.Result {
	out := r
	out.Cells = slices.Clone(r.Cells)
	for i, c := range out.Cells {
		out.Cells[i].Codes = []string{c.Codes[row], c.Codes[col]}
	}
	return out
}

// provinces gives those of a day and any other that is counted, by region and name.
func (m *Maker) provinces(on day.Date, c cut) []Line {
	var out []Line
	region := map[string]string{}
	counted := func(code string) bool {
		return slices.ContainsFunc(c.of.Cells, func(cell census.Cell) bool { return cell.Codes[c.at] == code })
	}
	for _, p := range m.Places.Provinces() {
		if _, twice := region[p.Code]; !twice && (p.Valid.Contains(on) || counted(p.Code)) {
			region[p.Code] = p.Region
			out = append(out, line(census.Province, Words{p.Name, p.Name}, p.Code))
		}
	}
	slices.SortFunc(out, func(a, b Line) int {
		return cmp.Or(cmp.Compare(region[a.Members[0]], region[b.Members[0]]), cmp.Compare(a.Name.Italian, b.Name.Italian))
	})
	return append(out, line(census.Province, notAttributed, none))
}
