package webui

import (
	"net/url"
	"slices"
	"strconv"

	"faro.example/registry/alert"
	"faro.example/registry/backlog"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

const (
	// dueAtHome is how many deadlines the first page shows. Arbitrary: a glance.
	dueAtHome = 5
	// duePerPage is how many a page of the list has. Arbitrary: a morning's.
	duePerPage = 50
)

// dueList are the first deadlines, on the first page.
type dueList struct {
	Lead  string
	Table pages.Table
	All   *pages.Link
}

// dueFilter is one way to narrow a queue.
type dueFilter struct {
	Legend string
	Links  []pages.Link
	Folded bool // there are many
}

// deadlines shows what the law wants done and is due soon, or overdue.
func (v *visit) deadlines() error {
	if !v.told() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	q, err := v.askedDeadlines()
	if err != nil {
		return err
	}
	found, err := v.desk.Alerts.Deadlines(v.ctx, v.because("deadlines"), q)
	if err != nil {
		return err
	}
	all, err := v.due(found.Deadlines)
	if err != nil {
		return err
	}
	body := queueBody{News: newsOf(backlog.Deadlines), What: v.dueCount(found), Filters: v.dueFilters(q), Table: v.queueTable(backlog.Deadlines, "deadlines.whose", all)}
	body.Table.Caption, body.Table.Empty = v.say("deadlines.caption"), v.say("deadlines.empty")
	if found.Next != 0 {
		body.Next = pathDeadlines + "?" + asks(q, "after", strconv.FormatInt(found.Next, 10))
	}
	return v.showWaiting(v.say("deadlines.title"), body)
}

// late are the deadlines on their queue: the longest overdue first, then those due
// soon.
func (v *visit) late(on turn, most int) (out []work, next turn, err error) {
	q := alert.Asked{Most: most}
	if err := on.read(&q.After); err != nil {
		return nil, next, err
	}
	found, err := v.desk.Alerts.Deadlines(v.ctx, v.because("deadlines"), q)
	if err != nil {
		return nil, next, err
	}
	if out, err = v.due(found.Deadlines); err != nil {
		return nil, next, err
	}
	if found.Next != 0 {
		next, err = turnOn(on.Queue, found.Next)
	}
	return out, next, err
}

// askedDeadlines reads what the address asks for.
func (v *visit) askedDeadlines() (q alert.Asked, err error) {
	q = alert.Asked{State: deadline.State(v.c.Query("state")), Code: v.c.Query("code"), Sort: alert.Sort(v.c.Query("sort")), Most: duePerPage}
	if after := v.c.Query("after"); after != "" {
		if q.After, err = strconv.ParseInt(after, 10, 64); err != nil {
			return q, fault.Field("after", "not where a list goes on", "take it from the page before, or begin anew")
		}
	}
	if o := v.c.Query("office"); o != "" {
		err = q.Office.UnmarshalText([]byte(o))
	}
	return q, err
}

// asks writes what is asked for, but for one thing, as an address does.
func asks(q alert.Asked, but, value string) string {
	out := url.Values{}
	for name, of := range map[string]string{"state": string(q.State), "code": q.Code, "sort": string(q.Sort)} {
		if of != "" {
			out.Set(name, of)
		}
	}
	if !q.Office.IsZero() {
		out.Set("office", q.Office.String())
	}
	out.Del(but)
	if value != "" {
		out.Set(but, value)
	}
	return out.Encode()
}

// dueCount says how many there are.
func (v *visit) dueCount(l alert.List) string {
	return v.say("deadlines.overdue.count", l.Overdue) + " · " + v.say("deadlines.soon.count", l.Soon)
}

// dueFilters are the ways in which the list can be narrowed, and put in order.
func (v *visit) dueFilters(q alert.Asked) []dueFilter {
	filter := func(name, chosen string, values []string, word func(string) string) dueFilter {
		out := dueFilter{Legend: v.say("deadlines." + name)}
		for _, of := range values {
			out.Links = append(out.Links, pages.Link{Text: word(of), Href: pathDeadlines + "?" + asks(q, name, of), Here: of == chosen})
		}
		return out
	}
	word := func(of string) string { return v.say("deadlines.is." + firstOf(of, "all")) }
	codes, named := []string{""}, map[string]string{"": v.say("deadlines.is.all")}
	for _, r := range deadline.Rules() {
		if named[r.Code] == "" {
			codes, named[r.Code] = append(codes, r.Code), r.Code+" "+v.duty(r.Code)
		}
	}
	out := []dueFilter{
		filter("state", string(q.State), []string{"", string(deadline.Overdue), string(deadline.Soon)}, word),
		filter("sort", firstOf(string(q.Sort), string(alert.ByDue)), []string{string(alert.ByDue), string(alert.ByCode), string(alert.ByLevel)}, word),
		filter("code", q.Code, codes, func(of string) string { return named[of] }),
	}
	out[2].Folded = q.Code == ""
	if !q.Office.IsZero() {
		out = append(out, dueFilter{Legend: v.say("deadlines.office"), Links: []pages.Link{{Text: v.say("deadlines.office.all"), Href: pathDeadlines + "?" + asks(q, "office", "")}}})
	}
	return out
}

// duty says what is to be done by a rule.
func (v *visit) duty(code string) string {
	for _, r := range deadline.Rules() {
		if r.Code == code && v.l == pages.Italian {
			return r.What.Italian
		}
		if r.Code == code {
			return r.What.English
		}
	}
	return code
}

// due are deadlines as they are drawn.
func (v *visit) due(all []alert.Listed) ([]work, error) {
	var offices []institution.OfficeID
	for _, d := range all {
		offices = append(offices, d.Offices...)
	}
	called, err := v.names(offices...)
	if err != nil {
		return nil, err
	}
	out := make([]work, len(all))
	for i := range all {
		if out[i], err = v.dueOne(&all[i], called); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (v *visit) dueOne(d *alert.Listed, called names) (out work, err error) {
	out.By = pages.Cell{Text: v.kit.NearDay(v.l, d.DueOn, v.today()), Tone: pages.Warning}
	if d.State == deadline.Overdue {
		out.By.Tone = pages.Bad
	}
	out.Since = pages.Cell{Text: pages.Date(v.l, d.From)}
	out.Where = pages.Cell{Text: v.say("deadlines.elsewhere"), Own: true}
	for i, o := range d.Offices {
		if name := firstOf(called.of(o), v.say("office.unknown")); i == 0 {
			out.Where.Text = name
		} else {
			out.Where.Text += ", " + name
		}
	}
	if d.Level >= deadline.IsUp {
		out.Where.Note = v.say("deadlines.up")
	}
	out.What, out.Do = pages.Cell{Text: v.duty(d.Code), Note: d.Code}, v.say("deadline.do."+d.Code)
	out.Who = pages.Cell{Text: "–"}
	if out.On, err = turnOn(backlog.Deadlines, d.ID); err != nil || d.National == "" {
		return out, err
	}
	out.Who = pages.Cell{Text: d.National.Display(), Own: true}
	out.At, err = v.address(opened{Minor: d.Minor, Why: "care", On: out.On})
	return out, err
}

// dueHome are the first deadlines about which the reader can do something, for the page
// of today, with how many there are in all; nil for who is told of
// none, and where nothing is due.
func (v *visit) dueHome() (*dueList, error) {
	if !v.told() {
		return nil, nil
	}
	found, err := v.desk.Alerts.Deadlines(v.ctx, v.because("deadlines"), alert.Asked{Opens: true, Most: dueAtHome})
	if err != nil || found.Soon+found.Overdue == 0 {
		return nil, err
	}
	out := &dueList{Lead: v.dueCount(found), All: &pages.Link{Text: v.say("deadlines.all"), Href: pathDeadlines}}
	all, err := v.due(found.Deadlines)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Where.Text = v.alsoWhose(found.Deadlines[i].Offices, all[i].Where.Text)
	}
	out.Table = v.queueTable(backlog.Deadlines, "deadlines.whose", all)
	out.Table.Empty = v.say("deadlines.noneopens")
	return out, nil
}

// alsoWhose says in few words whose task it is that is the reader's too; the whole list
// names them all.
func (v *visit) alsoWhose(all []institution.OfficeID, names string) string {
	others := len(slices.DeleteFunc(slices.Clone(all), func(o institution.OfficeID) bool { return slices.Contains(v.who.Offices, o) }))
	switch {
	case others == len(all):
		return names
	case others == 0:
		return v.say("deadlines.yours")
	}
	return v.say("deadlines.yourstoo", others)
}

// deadlines are those of the child, as far as the sections that the reader sees
// tell of them: open ones by their last day, then what was met late.
func (f *file) deadlines() []pages.Item {
	v, today := f.v, f.v.today()
	var out []pages.Item
	for _, d := range deadline.By(deadline.Told(deadline.Rules(), f.Sections), &f.File, today, f.names.typeOf) {
		cell := pages.Cell{Text: v.duty(d.Code), Note: d.Code + " · " + v.word("deadline.state", string(d.State))}
		switch d.State {
		case deadline.Overdue:
			cell.Tone = pages.Bad
		case deadline.Soon:
			cell.Tone = pages.Warning
		case deadline.Met, deadline.Lapsed:
			continue
		}
		out = append(out, pages.Item{Term: pages.Date(v.l, d.Due), Values: []pages.Cell{cell}})
	}
	return out
}
