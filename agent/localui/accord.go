package localui

import (
	"database/sql"
	"strings"

	"faro.example/agent/arrival"
	"faro.example/agent/draft"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// accordGroup asks who agreed to a correction, or why nobody has yet.
func (v *visit) accordGroup(f *draft.Form) pages.Group {
	var parties []string
	for _, p := range minor.Parties() {
		parties = append(parties, string(p))
	}
	on := v.dayField(f, "agreed-on")
	on.Required = false
	return pages.Group{Legend: v.say("accord.legend"), Folded: true, Fields: []pages.Field{
		v.choice(f, "party", "checks", parties...), on, v.field(f, "agreed-in", "text"), v.field(f, "not-yet", "textarea"),
	}}
}

// agreeTo takes who agreed into what is said of a child. What was believed before
// is corrected with the agreement of whom it is about (regulation (EU) 2016/679
// art. 5 par. 1 d), or with the reason why not yet; a court's decree needs none.
func (v *visit) agreeTo(tx *sql.Tx, f *draft.Form, body *minor.IdentityStated, bad *wrongs) error {
	a := minor.Accord{NotYet: minor.Text(trim(f.Fields.Get("not-yet")))}
	for _, p := range f.Fields["party"] {
		a.By = append(a.By, minor.Party(p))
	}
	if f.Fields.Get("agreed-on") != "" {
		a.On = dayOf(f, "agreed-on", bad).Day()
	}
	languages, err := arrival.ParseLanguages(f.Fields.Get("agreed-in"))
	bad.add("agreed-in", err)
	a.Language = strings.Join(languages, " ") // of one; more are no tag
	said := len(a.By) > 0 || a.NotYet != "" || !a.On.IsZero() || a.Language != ""
	if !said {
		h, err := v.child(tx, f.About)
		if err != nil || !h.File.Corrects(*body) {
			return err
		}
	}
	if err := a.Validate(); err != nil {
		field := map[string]string{"by": "party", "on": "agreed-on", "language": "agreed-in", "not_yet": "not-yet"}[last(fault.As(err).Field)]
		bad.add(field, err)
		return nil
	}
	body.Agreed = &a
	return nil
}
