package webui

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"faro.example/registry/directory"
	"faro.example/registry/pki"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// enrols reports whether the reader lets installations in: an administrator who
// operates the registry, since the first operator is named with it.
func (v *visit) enrols() bool {
	return v.operates() && access.Allow(v.who, access.KeepDirectory) == nil
}

// enrolBody is the page that makes a code: the office is chosen first.
type enrolBody struct {
	Code   string
	Name   string
	Form   *pages.Form
	Nobody bool
}

// lives are for how many hours a code may be used. Arbitrary: while the telephone
// is held, a day, or as long as somebody carries it to the centre.
func lives() []string { return []string{"1h", "24h", "72h"} }

// inviting is what the button was given with: both codes, so that what is sent
// twice makes one of each.
type inviting struct {
	Office   institution.OfficeID `json:"o"`
	Code     string               `json:"c"`
	Operator string               `json:"p"` // the code for the first operator
}

// enrol asks for which office a code is to be made, and for whom.
func (v *visit) enrol() error {
	if !v.enrols() {
		return errNoPage
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	return v.showEnrol(http.StatusOK, strings.TrimSpace(v.c.Query("office")), nil)
}

func (v *visit) showEnrol(status int, code string, wrong map[string]string) error {
	body := enrolBody{Code: code}
	var notices []pages.Notice
	if code != "" {
		list, err := v.desk.Staff.List(v.ctx, v.because("enrol"), code)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(list.Offices, func(o directory.ListedOffice) bool { return o.Code == code }); i < 0 {
			notices = []pages.Notice{{Tone: pages.Bad, Text: v.say("enrol.nooffice")}}
		} else if body.Form, err = v.enrolForm(list, list.Offices[i], wrong); err != nil {
			return err
		} else {
			body.Name, body.Nobody = list.Offices[i].Name, len(list.People)+len(list.Operators) == 0
		}
	}
	return v.page(status, pages.Page{Name: "enrol", Title: v.say("enrol.title"), Help: v.say("help.enrol"), Body: body, Notices: notices})
}

func (v *visit) enrolForm(list directory.Listed, o directory.ListedOffice, wrong map[string]string) (*pages.Form, error) {
	sealed, err := v.seal.text("enrol", v.person(), inviting{o.ID, pki.NewCode(), newCode()})
	if err != nil {
		return nil, err
	}
	field := func(name, kind string, required bool) pages.Field {
		return pages.Field{Name: name, Kind: kind, Label: v.say("enrol." + name), Hint: v.say("enrol." + name + ".hint"), Value: v.field(name), Required: required, Error: wrong[name]}
	}
	label, who, lasts, replaces := field("label", "text", true), field("operator", "select", false), field("lasts", "radio", true), field("replaces", "select", false)
	label.Value, label.Max, lasts.Value = firstOf(label.Value, o.Name), 200, firstOf(lasts.Value, "24h")
	for _, p := range list.People {
		if p.ID != v.who.Person {
			who.Options = append(who.Options, pages.Option{Value: p.ID.String(), Text: p.Name.Reveal()})
		}
	}
	for _, l := range lives() {
		lasts.Options = append(lasts.Options, pages.Option{Value: l, Text: v.say("enrol.lasts." + l)})
	}
	all, err := v.desk.Machines.List(v.ctx)
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		if i.State != pki.IsRevoked && slices.Contains(i.Offices, o.ID) {
			replaces.Options = append(replaces.Options, pages.Option{Value: i.ID.String(), Text: i.Label + ", " + v.kit.Near(v.l, i.SeenAt, v.now())})
		}
	}
	fields := []pages.Field{label, who, lasts}
	if len(replaces.Options) > 0 {
		fields = append(fields, replaces)
	}
	return &pages.Form{ID: sealed, Action: pathEnrol, Submit: v.say("enrol.make"), Marked: true, Groups: []pages.Group{{Fields: fields}},
		Says: []string{v.say("enrol.once"), v.say("enrol.root")}, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: pathCentres}}, nil
}

// madeBody is a code, shown this once, as it is read out.
type madeBody struct {
	Label, Until string
	Groups       []spelt
	Code         string
	Operator     string // the operator's code; "" where nobody was named
	For          string
	Waits        bool // the operator waits for a second person
}

// spelt is a group of a code with each letter as one says it over the telephone.
type spelt struct{ Text, Said string }

// invite makes the code, and names the first operator: once. The operator comes
// first, so that an installation is never let in for nobody.
func (v *visit) invite() error {
	var of inviting
	if !v.enrols() {
		return errNoPage
	}
	if err := v.seal.open("enrol", v.person(), v.field("form"), &of); err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	in, err := v.invitation(of)
	if err != nil {
		return err
	}
	body := madeBody{Label: in.Label, Until: v.kit.Near(v.l, v.now().Add(in.Valid), v.now()), Code: of.Code, Groups: v.spell(of.Code)}
	if v.field("operator") != "" {
		if err := v.firstOperator(of, &body); err != nil {
			return err
		}
	}
	if _, err := v.desk.Invites.InviteAs(v.ctx, v.because("enrol"), in); err != nil {
		return err
	}
	return v.show("code-made", "enrol.made", body)
}

// invitation reads what the form says.
func (v *visit) invitation(of inviting) (in pki.Invitation, err error) {
	in = pki.Invitation{Role: access.Centre, Label: strings.TrimSpace(v.field("label")), Offices: []institution.OfficeID{of.Office}, Code: of.Code}
	if !slices.Contains(lives(), v.field("lasts")) {
		return in, fault.Field("lasts", "not one of the times offered", "choose one of the list")
	}
	if in.Valid, err = time.ParseDuration(v.field("lasts")); err != nil {
		return in, err
	}
	if text := v.field("replaces"); text != "" {
		var old change.AgentID
		if old.UnmarshalText([]byte(text)) != nil {
			return in, fault.Field("replaces", "no such installation to replace", "choose one of the list")
		}
		in.Replaces = old
	}
	return in, nil
}

// firstOperator lets somebody write for the office, with a code of their own.
func (v *visit) firstOperator(of inviting, body *madeBody) error {
	var p institution.PersonID
	if p.UnmarshalText([]byte(v.field("operator"))) != nil {
		return fault.Field("operator", "nobody of the list", "choose one of the list")
	}
	named, err := v.desk.Staff.Person(v.ctx, v.because("enrol"), p)
	if err != nil {
		return err
	}
	edit := directory.Edit{From: v.today(), Catalogue: directory.Catalogue{Operators: []directory.Operator{{Person: p, Office: of.Office, CodeSum: api.SumCode(of.Operator), Until: named.Until}}}}
	_, waits, err := v.desk.Staff.Submit(v.ctx, v.because("enrol"), edit)
	if err != nil {
		return err
	}
	body.Operator, body.For, body.Waits = of.Operator, named.Name.Reveal(), waits != nil
	return nil
}

// spell parts a code in its groups and says how each is read out.
func (v *visit) spell(code string) (out []spelt) {
	for group := range strings.SplitSeq(code, "-") {
		var said []string
		for _, r := range group {
			said = append(said, v.say("spell."+string(r)))
		}
		out = append(out, spelt{group, strings.Join(said, ", ")})
	}
	return out
}

// root gives the registry's root certificate, which an agent is to trust: it is
// no secret, and is not to come by the same way as the code.
func (v *visit) root() error {
	if !v.operates() {
		return errNoPage
	}
	v.c.Header("Content-Disposition", `attachment; filename="root.pem"`)
	v.c.Data(http.StatusOK, "application/x-pem-file", v.desk.Invites.Roots())
	return nil
}

// waitingCodes are the codes that were given out and nobody has used yet.
func (v *visit) waitingCodes() (out []waitingCode, err error) {
	open, err := v.desk.Invites.Invited(v.ctx)
	if err != nil {
		return nil, err
	}
	for _, i := range open {
		one := waitingCode{Label: i.Label, Until: v.kit.Near(v.l, i.Expires, v.now())}
		if one.Sealed, err = v.seal.text("code-back", v.person(), i.Name); err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// takeBack ends a code that nobody has used.
func (v *visit) takeBack() error {
	var name string
	if !v.operates() {
		return errNoPage
	}
	if err := v.seal.open("code-back", v.person(), v.field("form"), &name); err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	if err := v.desk.Invites.TakeBack(v.ctx, v.because("enrol"), name); err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathCentres+"?done=taken-back")
	return nil
}

// clockTyped reads a day and an hour that somebody typed, in Rome.
func clockTyped(on, at string) (time.Time, error) {
	d, err := typedDay("day", on)
	if err != nil {
		return time.Time{}, err
	}
	hour, err := time.Parse("15:04", strings.ReplaceAll(strings.TrimSpace(at), ".", ":"))
	if err != nil {
		return time.Time{}, fault.Field("hour", "not an hour", "write hours and minutes, as 21:40")
	}
	start := d.Start().In(day.Rome)
	return time.Date(start.Year(), start.Month(), start.Day(), hour.Hour(), hour.Minute(), 0, 0, day.Rome), nil
}
