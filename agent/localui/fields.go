package localui

import (
	"faro.example/agent/draft"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
	"faro.example/shared/sheet"
)

// dayOf reads a day as it is typed; a mistake is kept.
func dayOf(f *draft.Form, name string, bad *wrongs) day.When {
	text := f.Fields.Get(name)
	if text == "" {
		bad.add(name, fault.Field(name, "no day is given", "give the day on which it happened, as 31/03/2026"))
		return day.When{}
	}
	d, err := sheet.Day(text)
	if err != nil {
		bad.add(name, fault.Field(name, "not a day", "write day, month and year, as 31/03/2026"))
		return day.When{}
	}
	return day.On(d)
}

// todayText prefills a day, unless this machine's clock is known to be wrong.
func (v *visit) todayText(q localdb.Querier) (string, error) {
	sp, err := outbox.FindStandpoint(v.ctx, q)
	if err != nil || sp.ClockWrong(v.Now()) {
		return "", err
	}
	return pages.ShortDate(day.FromTime(sp.Now(v.Now()))), nil
}

// withToday is the open of a form that has a day.
func withToday(v *visit, q localdb.Querier, f *draft.Form) error {
	if f.Fields.Get("on") != "" {
		return nil
	}
	text, err := v.todayText(q)
	f.Fields.Set("on", text)
	return err
}

// field begins a field: its label and hint are the words PAGE.NAME or field.NAME.
func (v *visit) field(f *draft.Form, name, kind string) pages.Field {
	word := f.Page + "." + name
	if !v.kit.Knows(word) {
		word = "field." + name
	}
	out := pages.Field{Name: name, Kind: kind, Label: v.say(word), Value: f.Fields.Get(name), Values: f.Fields[name]}
	if v.kit.Knows(word + ".hint") {
		out.Hint = v.say(word + ".hint")
	}
	return out
}

// dayField is a field for a day, typed in digits.
func (v *visit) dayField(f *draft.Form, name string) pages.Field {
	out := v.field(f, name, "text")
	out.Input, out.Short, out.Required = "numeric", true, true
	if out.Hint == "" {
		out.Hint = v.say("field.day.hint")
	}
	return out
}

// choice is a field of several values, in the words FIELD.VALUE.
func (v *visit) choice(f *draft.Form, name, kind string, values ...string) pages.Field {
	out := v.field(f, name, kind)
	for _, value := range values {
		out.Options = append(out.Options, pages.Option{Value: value, Text: v.say(name + "." + value)})
	}
	return out
}
