package webui

import (
	"cmp"
	"slices"

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
	body := watchBody{Table: v.queueTable(backlog.Halves, "alerts.route", all)}
	body.Table.Empty = v.say("alerts.empty")
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
	if v.who.Role.National() {
		towns = v.townsOf(region)
	}
	body := watchBody{Table: pages.Table{Caption: v.say("places.caption"), Empty: v.say("places.empty"), Head: []pages.Cell{{Text: v.say("places.structure")}, {Text: v.say("places.town")}}}}
	for _, head := range []string{"beds", "present", "expected", "reserved", "free"} {
		body.Table.Head = append(body.Table.Head, pages.Cell{Text: v.say("places." + head), Num: true})
	}
	if v.who.Role.National() {
		for _, r := range v.desk.Places.Regions() {
			body.Links = append(body.Links, pages.Link{Text: r.Name, Href: pathPlaces + "?region=" + r.Code, Here: r.Code == region})
		}
		body.Table.Empty = v.say("places.region")
	}
	if len(towns) == 0 {
		return v.show("watch", "places.title", body)
	}
	found, err := v.desk.Beds.Places(v.ctx, v.because("places"), towns)
	if err != nil {
		return err
	}
	slices.SortStableFunc(found, func(a, b lookup.Places) int { return cmp.Compare(min(b.Free, b.Beds), min(a.Free, a.Beds)) })
	for _, s := range found {
		body.Table.Rows = append(body.Table.Rows, v.placesRow(s))
	}
	return v.show("watch", "places.title", body)
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
