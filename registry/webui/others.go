package webui

import (
	"net/http"
	"slices"
	"strconv"

	"faro.example/registry/glass"
	"faro.example/registry/lookup"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// arrival opens the form by which a child is registered.
func (v *visit) arrival() error {
	if !v.registers() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	d := arrivalForm()
	g := v.give(d, minor.ID(id.New[struct{}]()), "care", lookup.Casefile{}.Seen)
	g.New = true
	w := &writing{v: v, form: d, given: g}
	return w.show(http.StatusOK, nil)
}

// custodyBody is the page that asks who has custody on a day.
type custodyBody struct {
	Form   pages.Form
	Answer []pages.Item
}

// custody asks who has custody.
func (v *visit) custody() error {
	if !v.asks() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	return v.show("custody", "custody.title", custodyBody{Form: v.custodyForm(nil)})
}

func (v *visit) custodyForm(wrong map[string]string) pages.Form {
	reason, words := v.why(firstOf(v.field("reason"), "custody"), v.field("words"))
	code := pages.Field{Name: "code", Kind: "text", Label: v.say("field.code"), Hint: v.say("code.hint"), Value: v.field("code"), Required: true, Input: "numeric", Short: true, Focus: true}
	on := pages.Field{Name: "on", Kind: "text", Label: v.say("custody.on"), Hint: v.say("day.hint"), Value: firstOf(v.field("on"), pages.ShortDate(v.today())), Required: true, Short: true}
	f := pages.Form{Action: pathCustody, Groups: []pages.Group{{Fields: []pages.Field{code, on, reason, words}}}, Submit: v.say("custody.ask"), Marked: true}
	for i := range f.Groups[0].Fields {
		f.Groups[0].Fields[i].Error = wrong[f.Groups[0].Fields[i].Name]
	}
	return f
}

// custodyOn answers who has custody on a day.
func (v *visit) custodyOn() error {
	if err := v.ours(); err != nil {
		return err
	}
	wrong := map[string]string{}
	code, err := minor.ParseCode(v.field("code"))
	if err != nil {
		wrong["code"] = v.say("code.bad")
	}
	on, err := parseDay(v.field("on"))
	if err != nil {
		wrong["on"] = v.say("day.bad")
	}
	why, err := v.stated()
	if err != nil {
		wrong["words"] = v.say("reason.none")
	}
	body := custodyBody{Form: v.custodyForm(wrong)}
	if len(wrong) > 0 {
		return v.page(http.StatusUnprocessableEntity, pages.Page{Name: "custody", Title: v.say("custody.title"), Help: v.say("help.custody"), Body: body})
	}
	answer, err := v.desk.Lookup.Custody(v.ctx, v.because(why), code, on)
	if fault.Is(err, fault.NotFound) {
		return errNoMinor
	}
	if err != nil {
		return err
	}
	item := pages.Item{Term: v.say("on.custody", pages.Date(v.l, on))}
	for _, c := range answer.Charges {
		note := v.say("since", pages.Date(v.l, c.From))
		switch {
		case c.Released:
			note = v.say("custody.released", pages.Date(v.l, c.From))
		case !c.Lead:
			note = v.say("custody.contended", pages.Date(v.l, c.From))
		}
		item.Values = append(item.Values, pages.Cell{Text: firstOf(c.Name, c.Code), Own: true, Note: note})
	}
	if len(item.Values) == 0 {
		item.Values = []pages.Cell{v.meanwhile(answer)}
	}
	body.Answer = []pages.Item{item}
	return v.show("custody", "custody.title", body)
}

// glassBody is the page by which the glass is broken.
type glassBody struct {
	Form pages.Form
	Says []string
}

// glass says what breaking the glass means, and asks why.
func (v *visit) glass() error {
	if ok, err := v.proven(); !ok {
		return err
	}
	return v.showGlass(http.StatusOK, nil)
}

func (v *visit) showGlass(status int, wrong map[string]string) error {
	typed := v.typed()
	code := pages.Field{Name: "code", Kind: "text", Label: v.say("field.code"), Hint: v.say("code.hint"), Value: typed.Code, Required: true, Input: "numeric", Short: true}
	purpose := pages.Field{Name: "purpose", Kind: "radio", Label: v.say("glass.purpose"), Value: typed.Purpose, Required: true}
	for _, p := range glass.Purposes() {
		purpose.Options = append(purpose.Options, pages.Option{Value: string(p), Text: v.say("purpose." + string(p))})
	}
	words := pages.Field{Name: "happened", Kind: "textarea", Label: v.say("glass.words"), Hint: v.say("glass.hint"), Value: typed.Words, Required: true}
	hours := pages.Field{Name: "hours", Kind: "text", Label: v.say("glass.hours"), Value: firstOf(typed.Hours, "2"), Required: true, Short: true, Input: "numeric"}
	fields := []pages.Field{code, purpose, words, hours}
	for i := range fields {
		fields[i].Error = wrong[fields[i].Name]
	}
	body := glassBody{Form: pages.Form{Action: pathGlass, Groups: []pages.Group{{Fields: fields}}, Submit: v.say("glass.break"), Danger: true, Marked: true,
		Says: []string{v.say("glass.told"), v.say("glass.shown"), v.say("glass.ends")}, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: pathHome}}}
	return v.page(status, pages.Page{Name: "glass", Title: v.say("glass.title"), Help: v.say("help.glass"), Body: body})
}

// breakGlass breaks the glass, and opens the casefile.
func (v *visit) breakGlass() error {
	if err := v.ours(); err != nil {
		return err
	}
	typed := v.typed()
	if err := v.desk.Door.Fresh(v.ctx, v.on, v.who.Role); fault.Is(err, fault.Unauthenticated) {
		if err := v.keep(typed); err != nil {
			return err
		}
		return v.again(pages.Notice{Tone: pages.Warning, Text: v.say("glass.keeps")})
	} else if err != nil {
		return err
	}
	wrong := map[string]string{}
	code, err := minor.ParseCode(typed.Code)
	if err != nil {
		wrong["code"] = v.say("code.bad")
	}
	said := glass.Breaking{Purpose: glass.Purpose(typed.Purpose), Words: minor.Text(typed.Words)}
	if said.Hours, err = strconv.Atoi(typed.Hours); err != nil || said.Hours < 1 || said.Hours > glass.MaxHours {
		wrong["hours"] = v.say("glass.hours.bad")
	}
	if !slices.Contains(glass.Purposes(), said.Purpose) {
		wrong["purpose"] = v.say("glass.purpose.bad")
	}
	if err := said.Validate(); err != nil && len(wrong) == 0 {
		wrong["happened"] = v.say("glass.words.bad")
	}
	if len(wrong) > 0 {
		return v.showGlass(http.StatusUnprocessableEntity, wrong)
	}
	_, err = v.desk.Lookup.Break(v.ctx, v.who, code, said)
	switch {
	case fault.Is(err, fault.NotFound):
		return errNoMinor
	case err != nil && !fault.Is(err, fault.Conflict): // it opens as it is
		return err
	}
	at, err := v.address(opened{Code: code, Why: "glass"})
	if err != nil {
		return err
	}
	v.glassCookie("", -1)
	v.c.Redirect(http.StatusSeeOther, at)
	return nil
}

// notices tells who broke the glass.
func (v *visit) notices() error {
	told, err := v.desk.Glass.Notices(v.ctx, v.because("notices"))
	if err != nil {
		return err
	}
	var offices []institution.OfficeID
	for _, n := range told {
		offices = append(offices, n.Office)
	}
	called, err := v.names(offices...)
	if err != nil {
		return err
	}
	var out []pages.Moment
	for _, n := range told {
		out = append(out, pages.Moment{
			When: v.kit.Near(v.l, n.From, v.now()), Title: v.say("glass.by", v.say("role."+string(n.Role)), firstOf(called.of(n.Office), v.say("office.unknown"))),
			Lines: own(v.say("purpose."+string(n.Purpose)), n.Words.Reveal()), From: v.say("glass.until", v.kit.Near(v.l, n.Until, v.now())),
		})
	}
	return v.show("notices", "notices.title", out)
}
