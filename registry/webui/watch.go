package webui

import (
	"cmp"
	"maps"
	"slices"

	"faro.example/registry/alert"
	"faro.example/registry/backlog"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// watchBody is a table, with what else there is to say.
type watchBody struct {
	Table   pages.Table
	Links   []pages.Link
	More    pages.Table // the same, added up otherwise
	Moments []pages.Moment
	Title   string // of the moments
}

// told reports whether the reader is told of anything about children.
func (v *visit) told() bool { return access.Allow(v.who, access.ReadAlerts) == nil }

// alerts shows a guardian the transfers of wards of which a half is missing, and
// what happened to them. Others have those transfers among their queues.
func (v *visit) alerts() error {
	if !v.told() || v.who.Role != access.Guardian {
		return errNoPage
	}
	all, _, err := v.halves(turn{Queue: backlog.Halves}, lookup.MaxFound)
	if err != nil {
		return err
	}
	var body watchBody
	if len(all) > 0 {
		body.Table = v.queueTable(backlog.Halves, "alerts.route", all)
	}
	if err := v.tellings(&body); err != nil {
		return err
	}
	return v.show("watch", "alerts.title", body)
}

// tellings adds what a guardian was told.
func (v *visit) tellings(body *watchBody) error {
	told, err := v.desk.Alerts.Tellings(v.ctx, v.because("alerts"))
	if err != nil {
		return err
	}
	body.Title = v.say("alerts.told")
	slices.SortStableFunc(told, func(a, b alert.Telling) int { // what one was told on one day, by when it happened
		return cmp.Or(dayOf(b.ToldAt).Compare(dayOf(a.ToldAt)), b.HappenedOn.Compare(a.HappenedOn))
	})
	for _, x := range told {
		m := pages.Moment{When: pages.Date(v.l, x.HappenedOn), Title: v.kind(x.Kind), From: v.say("alerts.toldat", v.kit.Near(v.l, x.ToldAt, v.now()))}
		if x.Code != "" {
			at, err := v.address(opened{Minor: x.Minor, Why: "care"})
			if err != nil {
				return err
			}
			m.Lines, m.Links = own(x.Code.Display()), []pages.Link{{Text: v.say("open.button"), Href: at}}
		}
		body.Moments = append(body.Moments, m)
	}
	return nil
}

// counts reports whether the reader may ask how many places are free.
func (v *visit) counts() bool { return access.Allow(v.who, access.CountCensus) == nil }

// places shows how many places the structures of the own territory have free; who
// reaches over the country names a region.
func (v *visit) places() error {
	if !v.counts() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	region, towns := v.c.Query("region"), v.who.Territory
	body := watchBody{Table: pages.Table{Caption: v.say("places.caption"), Empty: v.say("places.empty"), Head: v.heads("places.structure", "places.town")}}
	body.Table.Head = append(v.countHeads(body.Table.Head), pages.Cell{Text: v.say("places.said")})
	if v.who.Role.National() {
		towns = v.townsOf(region)
		body.Links = []pages.Link{{Text: v.say("places.all"), Href: pathPlaces, Here: len(towns) == 0}}
		for _, r := range v.desk.Places.Regions() {
			body.Links = append(body.Links, pages.Link{Text: r.Name, Href: pathPlaces + "?region=" + r.Code, Here: r.Code == region})
		}
	} else if len(towns) == 0 {
		return v.show("watch", "places.title", body)
	}
	found, err := v.desk.Beds.Places(v.ctx, v.because("places"), towns)
	if err != nil {
		return err
	}
	if len(towns) == 0 {
		body.Table, body.More = v.placesBy("places.byregion", "places.regionname", found, v.regionOf), v.placesBy("places.bytype", "catalogue.type", found, v.receptionOf)
		return v.show("watch", "places.title", body)
	}
	slices.SortStableFunc(found, func(a, b lookup.Places) int { return cmp.Compare(min(b.Free, b.Beds), min(a.Free, a.Beds)) })
	for _, s := range found {
		body.Table.Rows = append(body.Table.Rows, append(v.placesRow(s), pages.Cell{Text: v.kit.Near(v.l, s.Said, v.now())}))
	}
	body.More = v.placesBy("places.bytype", "catalogue.type", found, v.receptionOf)
	return v.show("watch", "places.title", body)
}

func (v *visit) countHeads(first []pages.Cell) []pages.Cell {
	for _, head := range []string{"beds", "present", "expected", "reserved", "free"} {
		first = append(first, pages.Cell{Text: v.say("places." + head), Num: true})
	}
	return first
}

// regionOf is the region of a structure, with the page of its structures.
func (v *visit) regionOf(s lookup.Places) pages.Cell {
	r, err := v.desk.Places.RegionOf(s.Municipality)
	if err != nil {
		return pages.Cell{Text: v.say("place.unknown")}
	}
	return pages.Cell{Text: r.Name, Href: pathPlaces + "?region=" + r.Code}
}

func (v *visit) receptionOf(s lookup.Places) pages.Cell {
	return pages.Cell{Text: v.word("facility", string(s.Type))}
}

// placesBy adds up structures by what of gives. Where the capacity of one is not
// known its free places are not counted, and how many such there are is said.
func (v *visit) placesBy(caption, head string, found []lookup.Places, of func(lookup.Places) pages.Cell) pages.Table {
	sums, names := map[string]*lookup.Places{}, map[string]pages.Cell{}
	houses, unknown := map[string]int{}, map[string]int{}
	for _, s := range found {
		name := of(s)
		if sums[name.Text] == nil {
			sums[name.Text], names[name.Text] = &lookup.Places{}, name
		}
		sum := sums[name.Text]
		houses[name.Text]++
		sum.Beds, sum.Present, sum.Expected, sum.Reserved = sum.Beds+s.Beds, sum.Present+s.Present, sum.Expected+s.Expected, sum.Reserved+s.Reserved
		if s.Beds == 0 {
			unknown[name.Text]++
			continue
		}
		sum.Free += max(s.Free, 0)
	}
	number := func(n int) pages.Cell { return pages.Cell{Text: pages.Number(v.l, n), Num: true} }
	t := pages.Table{Caption: v.say(caption), Empty: v.say("places.empty"), Head: append(v.countHeads([]pages.Cell{{Text: v.say(head)}, {Text: v.say("places.houses"), Num: true}}), pages.Cell{Text: v.say("places.silent"), Num: true})}
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		s := sums[name]
		t.Rows = append(t.Rows, []pages.Cell{names[name], number(houses[name]), number(s.Beds), number(s.Present), number(s.Expected), number(s.Reserved), number(s.Free), number(unknown[name])})
	}
	return t
}

func (v *visit) placesRow(s lookup.Places) []pages.Cell {
	number := func(n int) pages.Cell { return pages.Cell{Text: pages.Number(v.l, n), Num: true} }
	beds, free := number(s.Beds), number(s.Free)
	switch {
	case s.Beds == 0:
		beds, free = pages.Cell{Text: v.say("places.unknown"), Num: true}, pages.Cell{Text: v.say("places.unknown"), Num: true}
	case s.Free < 0:
		free = pages.Cell{Text: v.say("places.over", -s.Free), Tone: pages.Bad, Num: true}
	case s.Free == 0:
		free = pages.Cell{Text: v.say("places.full"), Tone: pages.Warning, Num: true}
	}
	return []pages.Cell{{Text: s.Name, Own: true, Note: s.Code}, {Text: v.town(s.Municipality), Note: v.word("facility", string(s.Type))}, beds, number(s.Present), number(s.Expected), number(s.Reserved), free}
}

// townsOf gives the municipalities of a region; none for a region that there is not.
func (v *visit) townsOf(region string) (out []string) {
	if _, err := v.desk.Places.Region(region); err != nil {
		return nil
	}
	for _, m := range v.desk.Places.Municipalities() {
		if p, err := v.desk.Places.Province(m.Province); err == nil && p.Region == region {
			out = append(out, m.Istat)
		}
	}
	return out
}
