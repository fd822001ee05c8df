package localui

import (
	"database/sql"
	"net/http"
	"slices"

	"faro.example/agent/draft"
	"faro.example/agent/handover"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/pages"
)

// present gives the children who are at the operator's structure.
func (v *visit) present(q localdb.Querier) ([]replica.Held, error) {
	all, err := v.children(q)
	return v.sorted(all).here, err
}

// presentField offers the children who are here, as boxes to tick. Who came
// since the form was opened comes onto its page.
func (v *visit) presentField(f *draft.Form, what string, section change.Section) (pages.Field, error) {
	field := v.field(f, "children", "checks")
	field.Required = true
	var here []replica.Held
	err := v.DB.InTx(v.ctx, func(tx *sql.Tx) (err error) {
		if here, err = v.present(tx); err != nil {
			return err
		}
		return v.joinPage(tx, f, section, here)
	})
	if err != nil {
		return field, err
	}
	for _, h := range here {
		field.Options = append(field.Options, pages.Option{Value: h.File.Minor.String(), Text: v.childName(&h.File), Note: v.codeText(h.File.Identity.Code)})
	}
	if len(here) == 0 {
		field.Hint = v.say("group.nobody")
	}
	return field, v.look(what, minors(here))
}

// joinPage keeps of children who were not on a form's page that they are now.
func (v *visit) joinPage(tx *sql.Tx, f *draft.Form, section change.Section, here []replica.Held) error {
	came := slices.DeleteFunc(minors(here), func(m minor.ID) bool {
		_, seen := f.Seen[draft.SeenOf(m, section)]
		return seen
	})
	if len(came) == 0 {
		return nil
	}
	if err := v.see(tx, f, []change.Section{section}, came...); err != nil {
		return err
	}
	return v.forms.See(v.ctx, tx, *f)
}

// everybody is the field of the box that stands for all who are on the page.
const everybody = "everybody"

// ticked reads whom a form names, who must be on its page and here still.
func (v *visit) ticked(q localdb.Querier, f *draft.Form, section change.Section, bad *wrongs) (out []replica.Held, err error) {
	here, err := v.present(q)
	if err != nil {
		return nil, err
	}
	seen := func(m minor.ID) bool { _, ok := f.Seen[draft.SeenOf(m, section)]; return ok }
	named := f.Fields["children"]
	if f.Fields.Get(everybody) != "" {
		named = nil
		for _, m := range minors(here) {
			if seen(m) {
				named = append(named, m.String())
			}
		}
	}
	for _, text := range named {
		parsed, err := id.Parse[struct{}](text)
		i := slices.IndexFunc(here, func(h replica.Held) bool { return h.File.Minor == minor.ID(parsed) })
		switch {
		case err != nil || !seen(minor.ID(parsed)):
			bad.add("children", fault.Field("children", "a child who was not on this page", "open the page again"))
			return nil, nil
		case i < 0:
			bad.add("children", fault.Field("children", "a child who is not here any more", "look at the list again, and tick who is"))
			return nil, nil
		}
		out = append(out, here[i])
	}
	if len(out) == 0 {
		bad.add("children", fault.Field("children", "nobody is chosen", "tick at least one child"))
	}
	return out, nil
}

func openGroup(v *visit, q localdb.Querier, f *draft.Form) error {
	_, err := openPresent(v, q, f)
	return err
}

// openPresent opens a form about all who are here, whom it gives.
func openPresent(v *visit, q localdb.Querier, f *draft.Form) ([]minor.ID, error) {
	here, err := v.present(q)
	if err != nil {
		return nil, err
	}
	if err := v.see(q, f, []change.Section{change.Presence}, minors(here)...); err != nil {
		return nil, err
	}
	return minors(here), withToday(v, q, f)
}

func groupGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	children, err := v.presentField(f, "form group", change.Presence)
	all := v.field(f, everybody, "checks")
	all.Options, all.Focus = []pages.Option{{Value: "yes", Text: v.say("group.all", len(children.Options))}}, true
	return []pages.Group{{Fields: append([]pages.Field{all, children}, append(v.toFields(f), v.dayField(f, "on"), v.field(f, "reason", "textarea"))...)}}, err
}

func recordGroup(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	who, err := v.ticked(tx, f, change.Presence, &bad)
	if err != nil {
		return nil, err
	}
	on, to := dayOf(f, "on", &bad), v.toPlace(f, &bad)
	from, err := v.herePlace()
	if err := bad.or(err); err != nil {
		return nil, err
	}
	reason := minor.Text(trim(f.Fields.Get("reason")))
	if err := v.together(tx, reason, minors(who)...); err != nil {
		return nil, err
	}
	var drafts []outbox.Draft
	for _, h := range who {
		drafts = append(drafts, v.draftOf(f, h.File.Minor, on, movement.Departed{
			From: from, To: to, Reason: reason, With: h.File.Identity.SiblingsAmong(minors(who)),
		}))
	}
	return v.append(tx, drafts...)
}

// desk is where the operator hands children over.
func (v *visit) desk() handover.Desk {
	return handover.Desk{Box: v.Box, Replica: v.Replica, Author: v.op.Person, Office: v.op.Office}
}

// together asks for a reason where a brother or sister would stay behind: the
// registry would refuse it, and perhaps when the bus has left.
func (v *visit) together(q localdb.Querier, reason minor.Text, group ...minor.ID) error {
	if reason != "" {
		return nil
	}
	parted, err := v.desk().Parted(v.ctx, q, group)
	if err == nil && len(parted) > 0 {
		err = wrongs{fault.Field("reason", "a brother or sister would stay behind", "send them together, or say why they are parted")}
	}
	return err
}

// travelSheet is what goes with the children: codes and numbers, and nothing that says
// who a child is, since it lies on a bus (package handover).
type travelSheet struct {
	Head []pages.Item
	Rows pages.Table
}

func (v *visit) sheetOf(to facility.Place, on string, who []handover.Traveller) *travelSheet {
	out := &travelSheet{Head: []pages.Item{
		{Term: v.say("sheet.from"), Values: []pages.Cell{v.placeCell(v.desk().Here())}},
		{Term: v.say("sheet.to"), Values: []pages.Cell{v.placeCell(to)}},
	}}
	if on != "" {
		out.Head = append(out.Head, pages.Item{Term: v.say("field.on"), Values: []pages.Cell{{Text: on}}})
	}
	out.Rows = pages.Table{Caption: v.say("sheet.caption", len(who)), Empty: v.say("today.away.empty"), Head: []pages.Cell{
		{Text: v.say("sheet.number"), Num: true}, {Text: v.say("col.code")}, {Text: v.say("field.tag")}, {Text: v.say("sheet.left")}, {Text: v.say("sheet.arrived")},
	}}
	for i, t := range who {
		out.Rows.Rows = append(out.Rows.Rows, []pages.Cell{{Text: pages.Number(v.lang, i+1), Num: true}, {Text: v.codeText(t.Code)},
			{Text: t.Tag.Reveal(), Own: true}, {Text: "☐"}, {Text: "☐"}})
	}
	return out
}

// handover shows the sheet once more of all who are on the way to a structure.
func (v *visit) handover() error {
	structure, err := pathID[facility.ID](v, "structure")
	if err != nil {
		return err
	}
	var who []handover.Traveller
	err = v.view(func(q localdb.Querier) (err error) {
		who, err = v.desk().Sent(v.ctx, q, facility.At(structure))
		return err
	})
	if err != nil {
		return err
	}
	var shown []minor.ID
	for _, t := range who {
		shown = append(shown, t.Minor)
	}
	if err := v.look("handover", shown); err != nil {
		return err
	}
	v.here = "/new/group"
	p := v.page("handover")
	p.Body = v.sheetOf(facility.At(structure), "", who)
	return v.show(http.StatusOK, p)
}

// handovers lead to the sheets of who is on the way from here.
func (v *visit) handovers(away []replica.Held) (out []pages.Link) {
	for i := range away {
		stay, _ := away[i].File.Presence.Now()
		at := "/handover/" + stay.At.Facility.String()
		if stay.At.Facility.IsZero() || slices.ContainsFunc(out, func(l pages.Link) bool { return l.Href == at }) {
			continue
		}
		out = append(out, pages.Link{Text: v.say("sheet.again.to", v.placeText(stay.At)), Href: at})
	}
	return out
}

// nights are the first and the last night of a roll-call, as a span.
func nights(f *draft.Form, bad *wrongs) (day.Span, day.Date) {
	first, last := dayOf(f, "from", bad).Day(), dayOf(f, "to", bad).Day()
	if len(*bad) == 0 && last.Before(first) {
		bad.add("to", fault.Field("to", "before the first day", "give the last day that is confirmed"))
	}
	return day.Span{From: first, Until: last.Add(1)}, last
}
