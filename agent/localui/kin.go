package localui

import (
	"database/sql"
	"slices"

	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// relativeKind states who belongs to a child: another child of this centre, or
// somebody by name.
func relativeKind() kind {
	return kind{page: "relative", child: true, sections: identity(), open: openRelative, groups: relativeGroups, record: recordRelative, upon: uponRelative}
}

// togetherKind states that several children are siblings, or travelled together.
func togetherKind() kind {
	return kind{page: "together", here: "/new/group", open: openTogether, groups: togetherGroups, record: recordTogether, upon: uponTicked}
}

func identity() []change.Section { return []change.Section{change.Identity} }

// openRelative takes onto the page what is known of who may be the relative: it
// is written about each of the two.
func openRelative(v *visit, q localdb.Querier, f *draft.Form) error {
	all, err := v.children(q)
	if err != nil {
		return err
	}
	if err := v.see(q, f, identity(), minors(all)...); err != nil {
		return err
	}
	return withToday(v, q, f)
}

func uponRelative(f *draft.Form) []string { return []string{f.About.String(), f.Fields.Get("with")} }

func relativeGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	is := v.kinships(f, minor.Kinships()...)
	is.Focus = true
	with := v.field(f, "with", "select")
	var shown []minor.ID
	err := v.view(func(q localdb.Querier) error {
		all, err := v.children(q)
		for i := range all {
			m := all[i].File.Minor
			if _, seen := f.Seen[draft.SeenOf(m, change.Identity)]; !seen || m == f.About {
				continue
			}
			shown = append(shown, m)
			with.Options = append(with.Options, pages.Option{Value: m.String(), Text: v.childName(&all[i].File) + " · " + v.codeText(all[i].File.Identity.Code)})
		}
		return err
	})
	if err == nil {
		err = v.look("form relative", shown)
	}
	return []pages.Group{{Fields: []pages.Field{is, with, v.field(f, "family", "text"), v.field(f, "given", "text"), v.field(f, "where", "text"),
		v.sources(f), v.dayField(f, "on")}}}, err
}

// kinships offer what somebody is to the child.
func (v *visit) kinships(f *draft.Form, all ...minor.Kinship) pages.Field {
	var values []string
	for _, k := range all {
		values = append(values, string(k))
	}
	out := v.choice(f, "is", "select", values...)
	out.Required = true
	return out
}

// sources offer whose word it is, the child's own at first.
func (v *visit) sources(f *draft.Form) pages.Field {
	if f.Fields.Get("source") == "" {
		f.Fields.Set("source", string(minor.OwnWord))
	}
	out := v.choice(f, "source", "select", string(minor.OwnWord), string(minor.ByRelative), string(minor.Observed),
		string(minor.Document), string(minor.PhotoDocument), string(minor.ByAuthority))
	out.Required = true
	return out
}

// inverse is what the child is to who is that to the child. What of a kinship
// depends on more than it says, as of an aunt, is said as of a relative.
func inverse(k minor.Kinship) minor.Kinship {
	switch k {
	case minor.Parent:
		return minor.Child
	case minor.Child:
		return minor.Parent
	case minor.Grandparent, minor.AuntOrUncle:
		return minor.OtherKin
	}
	return k
}

func recordRelative(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	body := minor.RelativeStated{Source: minor.Source(f.Fields.Get("source")), Is: minor.Kinship(f.Fields.Get("is")), Where: minor.Text(trim(f.Fields.Get("where")))}
	name := minor.Name{Given: minor.Text(trim(f.Fields.Get("given"))), Family: minor.Text(trim(f.Fields.Get("family")))}
	if name != (minor.Name{}) {
		body.Name = &name
	}
	with, err := v.other(f)
	switch {
	case err != nil:
		bad.add("with", err)
	case with.IsZero() && body.Name == nil && len(bad) == 0:
		bad.add("family", fault.Field("family", "nobody is named", "choose another child, or write a name"))
	case !with.IsZero() && body.Name != nil:
		bad.add("family", fault.Field("family", "two people are named", "leave the name empty, or choose nobody from the list"))
	}
	body.With = with
	if len(bad) == 0 {
		bad.addTo(body.Validate(), "is")
	}
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	drafts := []outbox.Draft{v.draftOf(f, f.About, on, body)}
	if !with.IsZero() {
		body.With, body.Is = f.About, inverse(body.Is)
		drafts = append(drafts, v.draftOf(f, with, on, body))
	}
	return v.append(tx, drafts...)
}

// other is the child whom a form names as a relative, zero for none.
func (v *visit) other(f *draft.Form) (minor.ID, error) {
	text := f.Fields.Get("with")
	if text == "" {
		return minor.ID{}, nil
	}
	parsed, err := id.Parse[struct{}](text)
	m := minor.ID(parsed)
	if _, seen := f.Seen[draft.SeenOf(m, change.Identity)]; err != nil || !seen || m == f.About {
		return minor.ID{}, fault.Field("with", "a child who was not on this page", "open the page again")
	}
	return m, nil
}

// openTogether takes onto the page who is here.
func openTogether(v *visit, q localdb.Querier, f *draft.Form) error {
	here, err := v.present(q)
	if err != nil {
		return err
	}
	if err := v.see(q, f, identity(), minors(here)...); err != nil {
		return err
	}
	return withToday(v, q, f)
}

func togetherGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	is := v.kinships(f, minor.Sibling, minor.Companion)
	is.Focus = true
	children, err := v.presentField(f, "form together", change.Identity)
	return []pages.Group{{Fields: []pages.Field{is, children, v.sources(f), v.dayField(f, "on")}}}, err
}

// maxSiblings bounds how many are said to be siblings at once: each is stated
// about each other. Arbitrary.
const maxSiblings = 12

// recordTogether states it about each of the children: of siblings each other
// one, of companions the group that they are of.
func recordTogether(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	who, err := v.ticked(tx, f, change.Identity, &bad)
	if err != nil {
		return nil, err
	}
	on, source, is := dayOf(f, "on", &bad), minor.Source(f.Fields.Get("source")), minor.Kinship(f.Fields.Get("is"))
	switch {
	case len(bad) > 0:
	case is != minor.Sibling && is != minor.Companion:
		bad.add("is", fault.Field("is", "not a kinship", "say whether they are siblings or travelled together"))
	case len(who) < 2:
		bad.add("children", fault.Field("children", "one child alone", "tick at least two"))
	case is == minor.Sibling && len(who) > maxSiblings:
		bad.add("children", fault.Field("children", "too many for siblings", "tick those of one family"))
	}
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	var drafts []outbox.Draft
	add := func(m minor.ID, body minor.RelativeStated) { drafts = append(drafts, v.draftOf(f, m, on, body)) }
	group := groupOf(who)
	for _, one := range minors(who) {
		if is == minor.Companion {
			add(one, minor.RelativeStated{Source: source, Is: is, Group: group})
			continue
		}
		for _, other := range minors(who) {
			if other != one {
				add(one, minor.RelativeStated{Source: source, Is: is, With: other})
			}
		}
	}
	return v.append(tx, drafts...)
}

// groupOf is the group that somebody of them is of already, or else a new one.
func groupOf(who []replica.Held) minor.GroupID {
	for i := range who {
		for _, r := range who[i].File.Identity.Relatives {
			if !r.Group.IsZero() {
				return r.Group
			}
		}
	}
	return minor.GroupID(id.New[struct{}]())
}

// kin are the children whom the operator may see, where somebody belongs to a
// child: they are read only then.
func (v *visit) kin(f *casefile.File) (all []replica.Held, err error) {
	if len(f.Identity.Relatives) == 0 {
		return nil, nil
	}
	return all, v.view(func(q localdb.Querier) (err error) {
		all, err = v.children(q)
		return err
	})
}

// kinCells are who belongs to a child, each with what it is to the child. Of a
// group those are named whom the operator may see.
func (v *visit) kinCells(f *casefile.File, all []replica.Held) (out []pages.Cell) {
	for _, r := range f.Identity.Relatives {
		c := pages.Cell{Text: v.say("kin.elsewhere"), Note: v.say("is." + string(r.Is))}
		switch {
		case r.Name != nil:
			c.Text, c.Own = v.wholeName(*r.Name), true
		case !r.Group.IsZero():
			c.Text = v.say("kin.group", v.groupSize(f, r.Group, all))
		default:
			i := slices.IndexFunc(all, func(h replica.Held) bool { return h.File.Minor == r.With || slices.Contains(h.File.Joined, r.With) })
			if i >= 0 {
				c = pages.Cell{Text: v.childName(&all[i].File), Own: true, Href: "/children/" + all[i].File.Minor.String(), Note: c.Note}
			}
		}
		if r.Where != "" {
			c.Note += " · " + r.Where.Reveal()
		}
		out = append(out, c)
	}
	return out
}

// groupSize counts the others of a group whom the operator may see.
func (v *visit) groupSize(f *casefile.File, g minor.GroupID, all []replica.Held) (n int) {
	for i := range all {
		of := slices.ContainsFunc(all[i].File.Identity.Relatives, func(r casefile.Relative) bool { return r.Group == g })
		if of && all[i].File.Minor != f.Minor {
			n++
		}
	}
	return n
}

// noticeCells are the sheets that a child was given.
func (v *visit) noticeCells(f *casefile.File) (out []pages.Cell) {
	for _, n := range f.Identity.Notices {
		out = append(out, pages.Cell{Text: n.Text, Own: true, Note: v.languages([]string{n.Language}) + ", " + pages.Date(v.lang, n.On.Day())})
	}
	return out
}
