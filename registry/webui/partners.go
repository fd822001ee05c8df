package webui

import (
	"net/http"
	"slices"
	"strings"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/sheet"
)

// partnersBody is who traces families for the Ministry, where, and under what.
type partnersBody struct {
	Who        pages.Table
	Agreements pages.Table
	Form       pages.Form
}

// agrees reports whether the reader keeps the agreements with tracing partners.
func (v *visit) agrees() bool { return access.Allow(v.who, access.KeepDirectory) == nil }

// partners shows the agreements with tracing partners, and asks for one.
func (v *visit) partners() error {
	if !v.agrees() {
		return errNoPage
	}
	return v.showPartners(http.StatusOK, nil)
}

func (v *visit) showPartners(status int, wrong map[string]string) error {
	partners, err := v.desk.Staff.Partners(v.ctx, v.who)
	if err != nil {
		return err
	}
	list, err := v.desk.Staff.List(v.ctx, v.because("staff"), "")
	if err != nil {
		return err
	}
	body := partnersBody{
		Who: pages.Table{Caption: v.say("partners.who"), Empty: v.say("partners.nobody"), Head: v.heads("partners.name", "partners.what", "partners.covered")},
		Agreements: pages.Table{Caption: v.say("partners.agreements"), Empty: v.say("partners.none"),
			Head: v.heads("partners.name", "partners.number", "partners.countries", "partners.from", "partners.until")},
		Form: v.agreementForm(partners, wrong),
	}
	for _, p := range partners {
		what := "partners.partner"
		if !p.Parent.IsZero() {
			what = "partners.mission"
		}
		body.Who.Rows = append(body.Who.Rows, []pages.Cell{{Text: p.Name, Own: true, Note: p.Code}, {Text: v.say(what)}, {Text: v.covered(p, partners)}})
	}
	for _, a := range list.Agreements {
		name := a.Partner
		if i := slices.IndexFunc(partners, func(p directory.Partner) bool { return p.Code == a.Partner }); i >= 0 {
			name = partners[i].Name
		}
		body.Agreements.Rows = append(body.Agreements.Rows, []pages.Cell{{Text: name, Own: true}, {Text: a.Number, Own: true}, {Text: v.countryList(a.Countries)},
			{Text: pages.Date(v.l, a.From)}, {Text: v.untilOf(a.Until)}})
	}
	return v.page(status, pages.Page{Name: "partners", Title: v.say("partners.title"), Help: v.say("help.partners"), Body: body, Notices: v.flash()})
}

// covered are the countries of a partner; of a mission that has those of its partner
// and no others, that it is so.
func (v *visit) covered(p directory.Partner, all []directory.Partner) string {
	i := slices.IndexFunc(all, func(of directory.Partner) bool { return of.ID == p.Parent })
	if i >= 0 && slices.Equal(all[i].Countries, p.Countries) {
		return v.say("partners.same", all[i].Code)
	}
	return v.countryList(p.Countries)
}

func (v *visit) heads(keys ...string) []pages.Cell {
	out := make([]pages.Cell, len(keys))
	for i, k := range keys {
		out[i].Text = v.say(k)
	}
	return out
}

func (v *visit) countryList(all []minor.Country) string {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = v.countryName(string(c))
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// agreementForm asks what an agreement covers, or on which day one ends.
func (v *visit) agreementForm(partners []directory.Partner, wrong map[string]string) pages.Form {
	field := func(name, kind string) pages.Field {
		f := pages.Field{Name: name, Kind: kind, Label: v.say("partners." + name), Value: v.field(name), Required: name == "partner" || name == "number" || name == "from", Error: wrong[name]}
		if key := "partners." + name + ".hint"; v.kit.Knows(key) {
			f.Hint = v.say(key)
		}
		return f
	}
	who := field("partner", "select")
	for _, p := range partners {
		if p.Parent.IsZero() {
			who.Options = append(who.Options, pages.Option{Value: p.Code, Text: p.Name})
		}
	}
	number, countries, from, until := field("number", "text"), field("countries", "textarea"), field("from", "text"), field("until", "text")
	number.Max, from.Short, until.Short = 100, true, true
	from.Value = firstOf(from.Value, pages.ShortDate(v.today()))
	return pages.Form{Action: pathPartners, Submit: v.say("people.submit"), Marked: true, Says: []string{v.say("partners.two")},
		Groups: []pages.Group{{Legend: v.say("partners.enter"), Fields: []pages.Field{who, number, countries, from, until}}}}
}

// stateAgreement enters an agreement, says anew what it covers, or ends it: where
// no country is named it ends on the first day.
func (v *visit) stateAgreement() error {
	if !v.agrees() {
		return errNoPage
	}
	if err := v.ours(); err != nil {
		return err
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	edit, err := v.agreement()
	var waits *directory.Proposal
	if err == nil {
		_, waits, err = v.desk.Staff.Submit(v.ctx, v.because("staff"), edit)
	}
	switch e := fault.As(err); {
	case err == nil && waits != nil:
		v.c.Redirect(http.StatusSeeOther, pathProposals+"?done=proposed")
		return nil
	case err == nil:
		v.c.Redirect(http.StatusSeeOther, pathPartners+"?done=recorded")
		return nil
	case e.Kind == fault.Invalid || e.Kind == fault.NotFound:
		text, _ := pages.Fault(v.l, e.Detail, e.Remedy)
		at := e.Field[strings.LastIndex(e.Field, ".")+1:]
		return v.showPartners(http.StatusUnprocessableEntity, map[string]string{firstOf(at, "number"): text})
	}
	return err
}

// agreement reads what the form says.
func (v *visit) agreement() (e directory.Edit, err error) {
	partners, err := v.desk.Staff.Partners(v.ctx, v.who)
	if err != nil {
		return e, err
	}
	i := slices.IndexFunc(partners, func(p directory.Partner) bool { return p.Code == v.field("partner") && p.Parent.IsZero() })
	if i < 0 {
		return e, fault.Field("partner", "no such partner", "choose one of the list")
	}
	a := directory.Agreement{Partner: institution.ID(partners[i].ID), Number: strings.TrimSpace(v.field("number"))}
	if e.From, err = typedDay("from", v.field("from")); err != nil {
		return e, err
	}
	if text := strings.TrimSpace(v.field("until")); text != "" {
		if a.Until, err = typedDay("until", text); err != nil {
			return e, err
		}
	}
	for _, name := range strings.FieldsFunc(v.field("countries"), func(r rune) bool { return strings.ContainsRune(",;\r\n", r) }) {
		c, err := v.desk.Places.FindCitizenship(strings.TrimSpace(name))
		if err != nil {
			return e, fault.Field("countries", "not a country", "use the two capital letters of ISO 3166")
		}
		a.Countries = append(a.Countries, c)
	}
	if len(a.Countries) == 0 {
		e.Ended.Agreements = []directory.Agreement{a}
	} else {
		e.Agreements = []directory.Agreement{a}
	}
	return e, nil
}

func typedDay(field, text string) (day.Date, error) {
	d, err := sheet.Day(strings.TrimSpace(text))
	if err != nil {
		return d, fault.Field(field, "not a day", "write day, month and year, as 31/03/2026")
	}
	return d, nil
}
