package localui

import (
	"faro.example/agent/arrival"
	"faro.example/agent/draft"
	"faro.example/shared/casefile"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// accordGroup asks who agreed, if what is said corrects what was believed before.
func (v *visit) accordGroup(f *draft.Form) pages.Group {
	var parties []string
	for _, p := range minor.Parties() {
		parties = append(parties, string(p))
	}
	by := v.choice(f, "agreed", "select", append(parties, "both", "not-yet")...)
	on := v.dayField(f, "agreed-on")
	on.Required = false
	return pages.Group{Legend: v.say("agreed.legend"), Fields: []pages.Field{by, on, v.field(f, "agreed-in", "text"), v.field(f, "not-yet", "text")}}
}

// agreed reads who agreed to a statement. One that corrects what is shown says
// so, or why nobody has yet.
func agreed(f *draft.Form, file *casefile.File, b minor.IdentityStated, bad *wrongs) *minor.Accord {
	if f.Fields.Get("agreed") == "" && len(file.Identity.Corrects(b)) == 0 {
		return nil
	}
	return accordOf(f, bad)
}

// accordOf reads who agreed to what corrects something that was said before.
func accordOf(f *draft.Form, bad *wrongs) *minor.Accord {
	out := &minor.Accord{}
	switch by := f.Fields.Get("agreed"); by {
	case "":
		bad.add("agreed", fault.Field("agreed", "changes what was believed before", "say who agreed, or why nobody has yet"))
		return nil
	case "not-yet":
		out.NotYet = minor.Text(trim(f.Fields.Get("not-yet")))
		bad.addTo(out.Validate(), "not-yet")
		return out
	case "both":
		out.By = []minor.Party{minor.TheMinor, minor.TheGuardian}
	default:
		out.By = []minor.Party{minor.Party(by)}
	}
	out.On = dayOf(f, "agreed-on", bad).Day()
	tags, err := arrival.ParseLanguages(f.Fields.Get("agreed-in"))
	if len(tags) != 1 || err != nil {
		bad.add("agreed-in", fault.Field("agreed-in", "not one language", "give the one in which it was explained"))
		return out
	}
	out.Language = tags[0]
	return out
}
