package localui

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"

	"faro.example/agent/arrival"
	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// today is what the first page of the day says.
type today struct {
	Shown  string // a digest of it
	Tiles  []pages.Link
	Half   []half
	Tables []anchored
	Roll   []pages.Link // what is recorded of all who are here; none where nobody is
	Lands  []pages.Link
}

// anchored is a table that a tile leads to.
type anchored struct {
	ID    string
	Table pages.Table
	Links []pages.Link
}

// half is a form that is half filled.
type half struct {
	Text string
	Href string
	Drop string
}

// today shows who is here, who is expected, who is missing, and what waits.
func (v *visit) today() error {
	p := v.page("today")
	d, err := v.readDay()
	if fault.Is(err, fault.Denied) {
		text, lang := v.wrong(err)
		p.Notices = append(p.Notices, pages.Notice{Tone: pages.Bad, Text: text})
		p.Body = today{}
		if lang != "" {
			p.Help = ""
		}
		return v.show(http.StatusOK, p)
	}
	if err != nil {
		return err
	}
	p.Notices = append(p.Notices, v.letGo(d.gone)...)
	if v.mission() {
		return v.missionToday(p, d)
	}
	g := d.groups
	if err := v.look("today", minors(g.here, g.expected, g.missing, g.away, g.asked, g.torn)); err != nil {
		return err
	}
	body := today{Shown: v.digest(d), Tables: v.todayTables(g), Half: v.halves(d.half)}
	body.Tiles = append(v.tiles(g, d.own), pages.Link{Text: v.say("today.attention"), Href: "/attention", Count: d.waits, Key: "waits"})
	if len(g.here) > 0 && !v.mine().IsZero() {
		body.Roll = []pages.Link{{Text: v.say("do.rollcall"), Href: "/new/rollcall"}, {Text: v.say("do.together"), Href: "/new/together"}}
	}
	if without, err := v.lineCut(); err != nil {
		return err
	} else if without && v.as.IsZero() {
		body.Roll = append(body.Roll, pages.Link{Text: v.say("do.standin"), Href: "/standin"})
	}
	recent := day.FromTime(v.Now()).Add(-7)
	for _, l := range d.landings {
		if !l.On.Before(recent) {
			body.Lands = append(body.Lands, pages.Link{Text: v.say("landing.name", l.Place, pages.Date(v.lang, l.On)), Href: "/landings/" + l.ID.String()})
		}
	}
	p.Body = body
	return v.show(http.StatusOK, p)
}

// letGo tells that something was erased or struck out here, never of whom.
func (v *visit) letGo(gone replica.LetGo) (out []pages.Notice) {
	if gone.Erased > 0 {
		out = append(out, pages.Notice{Tone: pages.Neutral, Text: v.say("today.erased", gone.Erased)})
	}
	if gone.Struck > 0 {
		out = append(out, pages.Notice{Tone: pages.Neutral, Text: v.say("today.struck", gone.Struck)})
	}
	return out
}

// dayRead is what the first page of the day is made of.
type dayRead struct {
	groups   groups
	own      []outbox.Entry // what waits or was refused
	half     []draft.Form
	landings []minor.Landing

	gone      replica.LetGo // what the registry had this machine let go of lately
	entrusted []entrusted   // to a mission
	waits     int           // to be looked at
}

func (v *visit) readDay() (d dayRead, err error) {
	return d, v.view(func(q localdb.Querier) error {
		all, err := v.children(q)
		if err != nil {
			return err
		}
		d.groups = v.sorted(all)
		if v.mission() {
			d.entrusted = v.entrusted(all)
		}
		if d.waits, err = v.waits(q, all); err != nil {
			return err
		}
		if d.own, _, err = v.open(q); err != nil {
			return err
		}
		if d.gone, err = replica.CountLetGo(v.ctx, q, v.Now().Add(-replica.Lately)); err != nil {
			return err
		}
		if d.half, err = v.forms.Half(v.ctx, q, v.shelf()); err != nil {
			return err
		}
		d.landings, err = arrival.ListLandings(v.ctx, q)
		return err
	})
}

// waits counts what is to be looked at.
func (v *visit) waits(q localdb.Querier, all []replica.Held) (n int, err error) {
	n = len(v.due(all)) + len(pairsOf(all))
	for i := range all {
		n += len(all[i].File.Conflicts)
	}
	left, _, err := v.left(q)
	for _, l := range left {
		if l.Tone == pages.Warning { // not decided yet
			n++
		}
	}
	return n, err
}

// digest stands for what Today shows, so that the page can tell whether something
// has come since: who is where since when and as whom, what contradicts itself,
// what waits to be looked at and what was refused. What was sent meanwhile is not
// new to anybody. It is made for one session, and tells nobody else anything.
func (v *visit) digest(d dayRead) string {
	sum := hmac.New(sha256.New, []byte(v.session.token))
	for i, list := range [][]replica.Held{d.groups.here, d.groups.expected, d.groups.missing, d.groups.away, d.groups.asked, d.groups.torn} {
		for _, h := range list {
			stay, _ := h.File.Presence.Now()
			fmt.Fprintln(sum, i, h.File.Minor, v.childCells(&h.File), stay.Span.From, stay.From, stay.At)
			for _, c := range h.File.Conflicts {
				fmt.Fprintln(sum, c.Slot)
			}
		}
	}
	for _, e := range d.own {
		if e.State == outbox.Refused {
			fmt.Fprintln(sum, "refused", e.Seq)
		}
	}
	digestOf(sum, d.entrusted)
	fmt.Fprintln(sum, d.waits)
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil)[:12])
}

// tiles are the numbers of the day.
func (v *visit) tiles(g groups, own []outbox.Entry) []pages.Link {
	unsent, refused := 0, 0
	for _, e := range own {
		if e.State == outbox.Refused {
			refused++
		} else {
			unsent++
		}
	}
	return []pages.Link{
		{Text: v.say("today.here", len(g.here)), Href: "#here", Count: len(g.here)},
		{Text: v.say("today.expected", len(g.expected)), Href: "#expected", Count: len(g.expected)},
		{Text: v.say("today.missing", len(g.missing)), Href: "#missing", Count: len(g.missing)},
		{Text: v.say("today.unsent", unsent), Href: "/outbox", Count: unsent, Key: "waits"},
		{Text: v.say("today.refused", refused), Href: "/outbox#refused", Count: refused, Key: "refused"},
	}
}

// halves are the forms to go on with. No child is named: who looks over a
// shoulder learns nothing.
func (v *visit) halves(open []draft.Form) (out []half) {
	for _, f := range open {
		at := "/form/" + f.ID.String()
		out = append(out, half{Text: v.say("half.one", v.say(f.Page+".title"), v.kit.Near(v.lang, f.Kept, v.Now())), Href: at, Drop: at + "/drop"})
	}
	return out
}

// todayTables are the lists, what asks for something first.
func (v *visit) todayTables(g groups) (out []anchored) {
	add := func(id string, always bool, list []replica.Held, action func(*casefile.File) pages.Cell) {
		if len(list) > 0 || always {
			out = append(out, anchored{ID: id, Table: v.childTable("today."+id, list, action)})
		}
	}
	to := func(page, word string) func(*casefile.File) pages.Cell {
		return func(f *casefile.File) pages.Cell {
			return pages.Cell{Text: v.say(word), Href: "/new/" + page + "?child=" + f.Minor.String(), For: v.childName(f)}
		}
	}
	see := func(f *casefile.File) pages.Cell {
		return pages.Cell{Text: v.say("do.see"), Href: "/children/" + f.Minor.String(), For: v.childName(f)}
	}
	add("torn", false, g.torn, func(f *casefile.File) pages.Cell {
		return pages.Cell{Text: v.say("do.sides"), Href: conflictAt(f.Minor, f.Conflicts[0].Slot), For: v.childName(f)}
	})
	add("asked", false, g.asked, to("departed", "do.confirm"))
	add("expected", true, g.expected, to("arrived", "do.arrived"))
	add("missing", true, g.missing, to("found", "do.found"))
	add("away", false, g.away, see)
	if len(g.away) > 0 {
		out[len(out)-1].Links = v.handovers(g.away)
	}
	add("here", true, g.here, see)
	return out
}

// childTable lists children with one action each.
func (v *visit) childTable(name string, list []replica.Held, action func(*casefile.File) pages.Cell) pages.Table {
	t := pages.Table{Caption: v.say(name+".list", len(list)), Empty: v.say(name + ".empty"), Head: []pages.Cell{
		{Text: v.say("col.name")}, {Text: v.say("col.code")}, {Text: v.say("col.age"), Num: true}, {Text: v.say("col.citizenship")}, {Text: v.say("col.since")}, {Text: v.say("col.do")},
	}}
	for i := range list {
		f := &list[i].File
		row := v.childCells(f)
		row[0].Note = v.waiting(&list[i])
		t.Rows = append(t.Rows, append(row, v.sinceCell(f), action(f)))
	}
	return t
}

// childCells are the cells that every list of children begins with.
func (v *visit) childCells(f *casefile.File) []pages.Cell {
	age := pages.Cell{Text: "–", Num: true}
	if b, ok := f.Identity.Birth(); ok {
		if years := b.Date.Age(day.FromTime(v.Now())); years >= 0 {
			age.Text = pages.Number(v.lang, years)
		}
	}
	return []pages.Cell{
		{Text: v.childName(f), Own: true, Href: "/children/" + f.Minor.String()},
		{Text: v.codeText(f.Identity.Code)}, age, {Text: v.country(f.Identity.Citizenship())},
	}
}

// sinceCell is since when a child is where it is, and where from or to.
func (v *visit) sinceCell(f *casefile.File) pages.Cell {
	stay, ok := f.Presence.Now()
	if !ok {
		return pages.Cell{Text: "–"}
	}
	c := pages.Cell{Text: v.kit.NearDay(v.lang, stay.Span.From, day.FromTime(v.Now()))}
	mine := v.mine()
	switch {
	case stay.State == casefile.InTransit && stay.At.Facility == mine:
		c.Note = v.say("stay.from", v.placeText(stay.From))
	case stay.State == casefile.InTransit:
		c.Note = v.say("stay.to", v.placeText(stay.At))
	}
	return c
}

func (v *visit) placeText(p facility.Place) string { return v.placeCell(p).Text }

// waiting says what of a child's casefile is not in Rome yet.
func (v *visit) waiting(h *replica.Held) string {
	if h.Unsent == 0 {
		return ""
	}
	return v.say("child.unsent", h.Unsent)
}
