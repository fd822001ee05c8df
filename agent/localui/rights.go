package localui

import (
	"database/sql"
	"slices"

	"faro.example/agent/arrival"
	"faro.example/agent/draft"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/right"
)

// pageAskRight is the form by which a centre takes down that somebody asks for a
// right over what is written of a child, with the line cut as well: the month in which
// it is answered runs from that day (regulation (EU) 2016/679 art. 12 par. 3).
const pageAskRight = "ask-right"

func askRightKind() kind {
	return kind{page: pageAskRight, child: true, sections: []change.Section{change.Rights}, open: withToday, groups: askRightGroups, record: recordAskRight}
}

func askRightGroups(v *visit, f *draft.Form) ([]pages.Group, error) {
	rights := slices.DeleteFunc(right.Rights(), func(r right.Right) bool { return r == right.Withdrawal })
	what := v.choice(f, "right", "select", listed(rights)...)
	what.Required, what.Focus = true, true
	by := v.choice(f, "right-by", "select", listed(right.Askers())...)
	by.Required = true
	known := v.field(f, "identified", "text")
	known.Required = true
	spoken := v.field(f, "spoken", "text")
	spoken.Required = true
	return []pages.Group{
		{Fields: []pages.Field{what, by, known, spoken, v.choice(f, "about", "select", casefile.Disputable()...), v.field(f, "childsays", "textarea"), v.field(f, "instead", "text"), v.dayField(f, "on")}},
		v.accordGroup(f),
	}, nil
}

// listed gives the values of a closed list.
func listed[T ~string](all []T) (out []string) {
	for _, w := range all {
		out = append(out, string(w))
	}
	return out
}

// recordAskRight writes down what is asked; of which record is told by what the child
// speaks of.
func recordAskRight(v *visit, tx *sql.Tx, f *draft.Form) ([]change.ID, error) {
	var bad wrongs
	on := dayOf(f, "on", &bad)
	h, err := v.child(tx, f.About)
	if err != nil {
		return nil, err
	}
	said := func(name string) minor.Text { return minor.Text(trim(f.Fields.Get(name))) }
	body := right.Asked{
		Right: right.Right(f.Fields.Get("right")), By: right.Asker(f.Fields.Get("right-by")), Identified: said("identified"), Says: said("childsays"),
	}
	languages, err := arrival.ParseLanguages(f.Fields.Get("spoken"))
	bad.add("spoken", err)
	if len(languages) > 0 {
		body.Language = languages[0]
	}
	if about := f.Fields.Get("about"); slices.Contains(casefile.Disputable(), about) {
		body.About = about
		if body.Of = h.File.Identity.ShownBy(about); !body.Of.IsZero() || !slices.Contains(change.Sections(), change.Section(about)) {
			body.About = string(change.Identity)
		}
	}
	if body.Right == right.Rectification {
		body.Value, body.Agreed = said("instead"), accordOf(f, &bad)
	}
	if len(bad) == 0 {
		bad.addTo(body.Validate(), "childsays")
	}
	if err := bad.or(nil); err != nil {
		return nil, err
	}
	return v.append(tx, v.draftOf(f, f.About, on, body))
}

// restricted says what of a child is kept and used for nothing that is not needed
// (regulation (EU) 2016/679 art. 18).
func (v *visit) restricted(f *casefile.File) (out []pages.Notice) {
	for _, r := range f.Restricted() {
		c, _ := f.Right(r.Case)
		out = append(out, pages.Notice{Tone: pages.Warning, Text: v.say("right.restricted", v.kit.About(v.lang, &c), pages.Date(v.lang, r.Since))})
	}
	return out
}
