package webui

import (
	"slices"
	"strings"

	"faro.example/registry/census"
	"faro.example/shared/access"
	"faro.example/shared/pages"
	"faro.example/shared/pages/chart"
	"faro.example/shared/reference"
)

// placed is the place of which it is asked how things stand, and by what it is
// divided: the nation by region, and so down to a structure.
type placed struct {
	only []census.Filter // by place: the smallest that is asked for, and of a structure its municipality
	by   census.Dimension
	own  bool // the reader's own territory, of which nothing was asked
}

// levels are the places from the smallest up.
func levels() []census.Dimension {
	return []census.Dimension{census.Structure, census.Municipality, census.Province, census.Region}
}

// placeAsked gives the place that an address names; of none the reader's own
// territory, or the nation for who reaches over it. Counting is the nation's for
// whoever may count at all (package access): the own territory stands first, and no
// more is opened or closed by it.
func (v *visit) placeAsked(q question) placed {
	for _, d := range levels() {
		i := q.filter(d)
		if i < 0 {
			continue
		}
		out := placed{only: []census.Filter{q.only[i]}, by: v.divides(d)}
		if m := q.filter(census.Municipality); d == census.Structure && m >= 0 {
			out.only = append(out.only, q.only[m])
		}
		return out
	}
	if own := v.ownPlace(); v.c.Query(whole) == "" && own.By != "" {
		return placed{only: []census.Filter{own}, by: v.divides(own.By), own: true}
	}
	return placed{by: census.Region}
}

// divides is by what a place is divided: a municipality by structure, for who may
// know of those.
func (v *visit) divides(d census.Dimension) census.Dimension {
	by := down(d)
	if by == census.Structure && !v.opensAny() {
		return ""
	}
	return by
}

// opensAny reports whether there are casefiles that the reader opens: who counts
// and opens none is not told of structures (see [census.MaxCutsCounting]).
func (v *visit) opensAny() bool {
	return access.Allow(v.who, access.OpenCasefile, access.InTerritory, access.InCustody, access.InScope) == nil
}

// ownPlace is the reader's own territory: a region's, a prefecture's province, or
// the municipalities.
func (v *visit) ownPlace() census.Filter {
	towns := v.who.Territory
	if len(towns) == 0 || v.who.Role.National() {
		return census.Filter{}
	}
	switch v.who.Role {
	case access.Region:
		if r, err := v.desk.Places.RegionOf(towns[0]); err == nil {
			return census.Filter{By: census.Region, Codes: []string{r.Code}}
		}
	case access.Prefecture:
		if m, err := v.desk.Places.Municipality(towns[0]); err == nil {
			return census.Filter{By: census.Province, Codes: []string{m.Province}}
		}
	}
	return census.Filter{By: census.Municipality, Codes: towns}
}

// level is the smallest place asked for; "" for the nation, or the reader's own.
func (p placed) level() census.Dimension {
	if len(p.only) == 0 || p.own {
		return ""
	}
	return p.only[0].By
}

// name is what the place is called.
func (p placed) name(v *visit) string {
	if len(p.only) == 0 {
		return v.say("glance.nation")
	}
	var names []string
	for _, code := range p.only[0].Codes {
		names = append(names, v.placeName(p.only[0].By, code))
	}
	return strings.Join(names[:min(3, len(names))], ", ")
}

// placeName is what a place is called where it stands alone: a province apart from
// its town, a structure by its name and code.
func (v *visit) placeName(d census.Dimension, code string) string {
	switch {
	case d == census.Province && code != "":
		return v.say("glance.province", v.partName(d, code, ""))
	case d == census.Structure:
		found, err := v.desk.Directory.FindStructures(v.ctx, code)
		if err == nil && len(found) > 0 && strings.EqualFold(found[0].Code, code) {
			return found[0].Name + " (" + code + ")"
		}
	}
	return v.partName(d, code, "")
}

// hidden are the fields by which a form goes on asking of the place.
func (p placed) hidden() (out []pages.Field) {
	if len(p.only) == 0 {
		return []pages.Field{{Name: whole, Kind: "hidden", Value: "yes"}}
	}
	for _, f := range p.only {
		for _, code := range f.Codes {
			out = append(out, pages.Field{Name: string(f.By), Kind: "hidden", Value: inAddress(code)})
		}
	}
	return out
}

// also are the other cuts that are shown; the longer ones are a link away.
func (p placed) also() []census.Dimension { return []census.Dimension{census.Age, census.Sex} }

// crumbs lead up from the place to the nation, the place itself last.
func (p placed) crumbs(v *visit, q question) []pages.Link {
	nation := question{on: q.on, known: q.known, asked: map[string][]string{whole: {"yes"}}}
	out := []pages.Link{{Text: v.say("glance.nation"), Href: nation.address(pathGlance), Here: len(p.only) == 0}}
	step := func(d census.Dimension, code string, here bool) {
		if code == "" && !here {
			return
		}
		one := question{on: q.on, known: q.known}
		out = append(out, pages.Link{Text: v.placeName(d, code), Href: one.within(d, code).address(pathGlance), Here: here})
	}
	if len(p.only) == 0 {
		return out
	}
	if len(p.only[0].Codes) > 1 {
		return append(out, pages.Link{Text: p.name(v), Href: q.address(pathGlance), Here: true})
	}
	by, code := p.only[0].By, p.only[0].Codes[0]
	region, province, town := p.above(v)
	step(census.Region, region, by == census.Region)
	if by != census.Region {
		step(census.Province, province, by == census.Province)
	}
	if by == census.Municipality || by == census.Structure {
		step(census.Municipality, town, by == census.Municipality)
	}
	if by == census.Structure {
		step(by, code, true)
	}
	return out
}

// above gives the codes of the places in which the place lies, itself included.
func (p placed) above(v *visit) (region, province, town string) {
	code := p.only[0].Codes[0]
	switch p.only[0].By {
	case census.Region:
		return code, "", ""
	case census.Province:
		province = code
		if i := slices.IndexFunc(v.desk.Places.Provinces(), func(x reference.Province) bool { return x.Code == code }); i >= 0 {
			region = v.desk.Places.Provinces()[i].Region
		}
		return region, province, ""
	case census.Structure:
		if len(p.only) < 2 {
			return "", "", ""
		}
		town = p.only[1].Codes[0]
	default:
		town = code
	}
	if m, err := v.desk.Places.Municipality(town); err == nil {
		province = m.Province
	}
	if r, err := v.desk.Places.RegionOf(town); err == nil {
		region = r.Code
	}
	return region, province, town
}

// came and went are what made a part larger and smaller in the week.
func came(b *census.Balance) (n int) {
	for _, f := range comes() {
		n += b.Of(f)
	}
	return n
}

func went(b *census.Balance) (n int) {
	for _, f := range goes() {
		n += b.Of(f)
	}
	return n
}

// glanceParts draws the parts of a place: regions on the map, else bars. The name of
// a part leads a level down, its numbers to the children behind them.
func (v *visit) glanceParts(q question, at placed, g census.Glance) shown {
	title := v.say("glance.parts", v.say("cut."+string(at.by)))
	f := chart.Frame{ID: "glance-parts", Title: title, Desc: v.say("public.desc", title, pages.Date(v.l, g.Now.On)), Lang: v.l,
		Label: v.say("cut." + string(at.by)), Value: v.say("public.count")}
	t := pages.Table{Caption: title, Empty: v.say("census.nobody"), Head: []pages.Cell{{Text: f.Label}}}
	for _, key := range []string{"fact.total", "fact.missing", "glance.came", "glance.gone", "glance.by"} {
		t.Head = append(t.Head, pages.Cell{Text: v.say(key), Num: true})
	}
	var parts []chart.Part
	row := func(name pages.Cell, here question, b *census.Balance, missing int) {
		n := func(n int) pages.Cell { return pages.Cell{Text: pages.Number(v.l, n), Num: true} }
		t.Rows = append(t.Rows, []pages.Cell{name, v.behind(b.End, here, name.Text), v.behind(missing, here.within(census.State, "missing"), name.Text),
			n(came(b)), n(went(b)), {Text: signed(v.l, b.End-b.Start), Num: true}})
	}
	for i := range g.Parts {
		p := &g.Parts[i]
		code := p.Codes[0]
		name := pages.Cell{Text: v.partName(at.by, code, p.Labels[0])}
		if at.by == census.Structure && code != "" {
			name.Text = v.placeName(at.by, code)
		}
		here := q.within(at.by, code)
		if code != "" {
			name.Href = v.below(q, at, code)
		}
		one := chart.Part{Label: name.Text, N: p.End, Share: chart.NoShare}
		if at.by == census.Region {
			one.Region = code
		}
		parts = append(parts, one)
		row(name, here, &p.Balance, p.Missing)
	}
	if len(g.Parts) > 0 {
		row(pages.Cell{Text: v.say("census.total")}, q, &g.Week, g.Now.Missing)
	}
	out := shown{Figure: chart.Bars(f, parts[:min(barsShown, len(parts))], nil)}
	if at.by == census.Region {
		out.Figure = chart.Regions(f, parts, nil)
	}
	out.Figure.Twin = t
	return out
}

// below is the address of a part: of a structure with its municipality, so that
// the way up is known.
func (v *visit) below(q question, at placed, code string) string {
	one := question{on: q.on, known: q.known}
	if at.by == census.Structure {
		one.only = at.only
	}
	return one.within(at.by, code).address(pathGlance)
}
