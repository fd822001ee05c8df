package webui

import (
	"net/http"
	"slices"
	"strings"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// aboutPerson is what a form about somebody was given with: sent twice, it names
// one person.
type aboutPerson struct {
	Person institution.PersonID `json:"p"`
	Office string               `json:"o,omitempty"` // the code of a newcomer's office
}

func (v *visit) personAddress(p institution.PersonID) (string, error) {
	h, err := v.seal.text("person", v.session(), p)
	return pathStaff + "/person/" + h, err
}

// personBody is one person, with what can be changed.
type personBody struct {
	Name      string
	Items     []pages.Item
	Change    pages.Form
	Writes    pages.Form // for which office the person writes
	End       *pages.Form
	Yourself  bool
	Operators pages.Table
}

// newPerson asks who is to work at an office.
func (v *visit) newPerson() error {
	if !v.keeps() {
		return errNoPage
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	return v.showNewPerson(http.StatusOK, v.newcomersOffice(), nil)
}

// newcomersOffice is where somebody new is to work: the own office, or that which
// a Ministry's administrator named.
func (v *visit) newcomersOffice() string {
	if access.Allow(v.who, access.KeepDirectory) == nil {
		return firstOf(strings.TrimSpace(v.c.Query("office")), v.as.Office.Code)
	}
	return v.as.Office.Code
}

func (v *visit) showNewPerson(status int, code string, wrong map[string]string) error {
	sealed, err := v.seal.text("newcomer", v.person(), aboutPerson{institution.PersonID(id.New[struct{}]()), code})
	if err != nil {
		return err
	}
	name := pages.Field{Name: "name", Kind: "text", Label: v.say("staff.name"), Value: v.field("name"), Required: true, Max: 200, Error: wrong["name"]}
	form := pages.Form{ID: sealed, Action: pathStaff + "/new", Submit: v.say("people.submit"), Marked: true,
		Groups: []pages.Group{{Fields: append([]pages.Field{name}, v.personFields(directory.Person{Role: v.who.Role}, wrong)...)}},
		Says:   []string{v.say("people.two"), v.say("people.binding")}, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: pathStaff + "?office=" + code}}
	form.Problem = unplaced(wrong, form.Groups[0].Fields)
	body := struct {
		Office string
		Form   pages.Form
	}{v.officeCalled(code), form}
	return v.page(status, pages.Page{Name: "person-new", Title: v.say("people.new"), Help: v.say("help.people"), Body: body})
}

// officeCalled is the name of the office of a code; the code where it is no office's.
func (v *visit) officeCalled(code string) string {
	if code == v.as.Office.Code {
		return v.as.Office.Name
	}
	found, err := v.desk.Offices.Find(v.ctx, code)
	if err != nil {
		return code
	}
	called, err := v.names(found...)
	if err != nil {
		return code
	}
	return firstOf(called.of(found[0]), code)
}

// personFields are what is said of a person besides the name.
func (v *visit) personFields(p directory.Person, wrong map[string]string) []pages.Field {
	field := func(name, kind, value string, required bool) pages.Field {
		f := pages.Field{Name: name, Kind: kind, Label: v.say("people." + name), Value: firstOf(v.field(name), value), Required: required, Error: wrong[name]}
		if key := "people." + name + ".hint"; v.kit.Knows(key) {
			f.Hint = v.say(key)
		}
		return f
	}
	role := v.roleField(p.Role)
	role.Required, role.Value, role.Error = true, firstOf(v.field("role"), string(p.Role)), wrong["role"]
	if access.Allow(v.who, access.KeepDirectory) != nil { // the own office's role alone
		role.Options = slices.DeleteFunc(role.Options, func(o pages.Option) bool { return o.Value != string(v.who.Role) })
	}
	admin := field("administrator", "checks", "", false)
	admin.Options, admin.Values = []pages.Option{{Value: "yes", Text: v.say("staff.administrator")}}, v.c.PostFormArray("administrator")
	if v.c.Request.Method == http.MethodGet && p.Administrator {
		admin.Values = []string{"yes"}
	}
	from, until, why := field("from", "text", pages.ShortDate(v.today()), true), field("until", "text", pages.ShortDate(p.Until), false), field("why", "text", "", true)
	from.Short, until.Short, why.Max = true, true, maxWords
	return []pages.Field{role, admin, from, until, why}
}

// sendNewPerson proposes somebody, or names them where one person may.
func (v *visit) sendNewPerson() error {
	var of aboutPerson
	if !v.keeps() {
		return errNoPage
	}
	if err := v.seal.open("newcomer", v.person(), v.field("form"), &of); err != nil {
		return err
	}
	again := func(wrong map[string]string) error {
		return v.showNewPerson(http.StatusUnprocessableEntity, of.Office, wrong)
	}
	return v.sendEdit(pathStaff+"?office="+of.Office, again, func() (e directory.Edit, err error) {
		list, err := v.desk.Staff.List(v.ctx, v.because("staff"), of.Office)
		if err != nil {
			return e, err
		}
		i := slices.IndexFunc(list.Offices, func(o directory.ListedOffice) bool { return o.Code == of.Office })
		if i < 0 {
			return e, noOffice("name", "there is no office with that code")
		}
		return v.personEdit(directory.Person{ID: of.Person, Name: minor.Text(strings.TrimSpace(v.field("name"))), Office: list.Offices[i].ID})
	})
}

// personEdit reads what a form says of a person.
func (v *visit) personEdit(p directory.Person) (e directory.Edit, err error) {
	p.Role, p.Administrator, p.Until = access.Role(v.field("role")), v.field("administrator") == "yes", day.Date{}
	if e.From, err = typedDay("from", v.field("from")); err != nil {
		return e, err
	}
	if strings.TrimSpace(v.field("until")) != "" {
		if p.Until, err = typedDay("until", v.field("until")); err != nil {
			return e, err
		}
	}
	e.People = []directory.Person{p}
	return e, nil
}

// sendEdit makes an edit of the directory for the reason typed, or proposes it,
// and leads on to where it is seen; what is wrong with it is shown by again.
func (v *visit) sendEdit(next string, again func(map[string]string) error, edit func() (directory.Edit, error)) error {
	if err := v.ours(); err != nil {
		return err
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	var waits *directory.Proposal
	name, why := v.reasonAmong("why")
	e, err := directory.Edit{}, error(nil)
	if len(why) < 3 || len(why) > maxWords {
		err = fault.Field(name, errWhy.Detail, errWhy.Remedy)
	}
	if err == nil {
		e, err = edit()
	}
	if err == nil {
		_, waits, err = v.desk.Staff.Submit(v.ctx, v.because(why), e)
	}
	switch f := fault.As(err); {
	case err == nil && waits != nil:
		v.c.Redirect(http.StatusSeeOther, pathProposals+"?done=proposed")
		return nil
	case err == nil:
		v.c.Redirect(http.StatusSeeOther, withDone(next))
		return nil
	case f.Kind == fault.Invalid || f.Kind == fault.NotFound || f.Kind == fault.Conflict:
		text, _ := pages.Fault(v.l, f.Detail, f.Remedy)
		return again(map[string]string{f.Field[strings.LastIndex(f.Field, ".")+1:]: text})
	}
	return err
}

// unplaced gives what is wrong that no field of a form shows beside itself.
func unplaced(wrong map[string]string, fields []pages.Field) string {
	for name, text := range wrong {
		if !slices.ContainsFunc(fields, func(f pages.Field) bool { return f.Name == name }) {
			return text
		}
	}
	return ""
}

// withDone adds to an address that what was sent is recorded.
func withDone(at string) string {
	if strings.Contains(at, "?") {
		return at + "&done=recorded"
	}
	return at + "?done=recorded"
}

// personOf is whom the address is about, as the directory says today.
func (v *visit) personOf() (p directory.Person, at string, err error) {
	var who institution.PersonID
	if !v.keeps() {
		return p, "", errNoPage
	}
	if err := v.seal.open("person", v.session(), v.c.Param("handle"), &who); err != nil {
		return p, "", err
	}
	if who == v.who.Person {
		return directory.Person{ID: who, Name: v.as.Name, Office: v.as.ID, Role: v.who.Role, Administrator: v.who.Administrator}, "", nil
	}
	p, err = v.desk.Staff.Person(v.ctx, v.because("staff"), who)
	return p, pathStaff + "/person/" + v.c.Param("handle"), err
}

// personPage shows somebody with what can be changed.
func (v *visit) personPage() error {
	if !v.keeps() {
		return errNoPage
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	return v.showPerson(http.StatusOK, nil)
}

func (v *visit) showPerson(status int, wrong map[string]string) error {
	p, at, err := v.personOf()
	if err != nil {
		return err
	}
	called, err := v.names(p.Office)
	if err != nil {
		return err
	}
	role := pages.Cell{Text: v.say("role." + string(p.Role))}
	if p.Administrator {
		role.Note = v.say("staff.administrator")
	}
	body := personBody{Name: p.Name.Reveal(), Yourself: p.ID == v.who.Person, Items: []pages.Item{
		{Term: v.say("staff.at"), Values: []pages.Cell{{Text: called.of(p.Office), Own: true, Note: called[p.Office].Code}}},
		{Term: v.say("staff.role"), Values: []pages.Cell{role}}, {Term: v.say("staff.until"), Values: []pages.Cell{{Text: v.untilOf(p.Until)}}},
	}}
	if !body.Yourself {
		body.Change = pages.Form{Action: at, Submit: v.say("people.submit"), Marked: true,
			Groups: []pages.Group{{Legend: v.say("people.change"), Fields: v.personFields(p, wrong)}}, Says: []string{v.say("people.two")}}
		if access.Allow(v.who, access.KeepDirectory) == nil {
			office := pages.Field{Name: "office", Kind: "text", Label: v.say("staff.office"), Value: firstOf(v.field("office"), called[p.Office].Code), Required: true, Short: true, Error: wrong["office"]}
			body.Change.Groups[0].Fields = append([]pages.Field{office}, body.Change.Groups[0].Fields...)
		}
		body.Writes, body.End = v.writesForm(at, wrong), v.endForm(at, wrong)
		body.Change.Problem = unplaced(wrong, slices.Concat(body.Change.Groups[0].Fields, body.Writes.Groups[0].Fields, body.End.Groups[0].Fields))
	}
	return v.page(status, pages.Page{Name: "person", Title: v.say("people.one"), Help: v.say("help.person"), Body: body, Notices: v.flash()})
}

// becauseField asks for the reason of one of several forms on a page.
func (v *visit) becauseField(name string, wrong map[string]string) pages.Field {
	return pages.Field{Name: name, Kind: "text", Label: v.say("people.why"), Value: v.field(name), Required: true, Max: maxWords, Error: wrong[name]}
}

func (v *visit) writesForm(at string, wrong map[string]string) pages.Form {
	office := pages.Field{Name: "writes", Kind: "text", Label: v.say("people.writes"), Hint: v.say("people.writes.hint"), Value: v.field("writes"), Required: true, Short: true, Error: wrong["writes"]}
	why := v.becauseField("why-writes", wrong)
	return pages.Form{Action: at, Submit: v.say("people.writes.submit"), Marked: true, Groups: []pages.Group{{Legend: v.say("people.writes.title"), Fields: []pages.Field{office, why}}}}
}

func (v *visit) endForm(at string, wrong map[string]string) *pages.Form {
	end := pages.Field{Name: "end", Kind: "text", Label: v.say("people.end"), Hint: v.say("people.end.hint"), Value: firstOf(v.field("end"), pages.ShortDate(v.today())), Required: true, Short: true, Error: wrong["end"]}
	why := v.becauseField("why-end", wrong)
	return &pages.Form{Action: at, Submit: v.say("people.end.submit"), Danger: true, Marked: true,
		Groups: []pages.Group{{Legend: v.say("people.end.title"), Fields: []pages.Field{end, why}}}, Says: []string{v.say("people.end.says")}}
}

// sendPerson changes or ends what the directory says of somebody, or lets them
// write for an office: each form has a field that the others do not.
func (v *visit) sendPerson() error {
	p, at, err := v.personOf()
	if err != nil {
		return err
	}
	again := func(wrong map[string]string) error { return v.showPerson(http.StatusUnprocessableEntity, wrong) }
	switch {
	case v.field("end") != "":
		return v.sendEdit(pathStaff, again, func() (e directory.Edit, err error) {
			e.From, err = typedDay("end", v.field("end"))
			e.Ended.People = []institution.PersonID{p.ID}
			return e, err
		})
	case v.field("writes") != "":
		return v.sendEdit(at, again, func() (e directory.Edit, err error) {
			found, err := v.desk.Offices.Find(v.ctx, strings.TrimSpace(v.field("writes")))
			if err != nil {
				return e, noOffice("writes", "there is no office with that code")
			}
			e.From, e.Operators = v.today(), []directory.Operator{{Person: p.ID, Office: found[0], Until: p.Until}}
			return e, nil
		})
	}
	return v.sendEdit(at, again, func() (e directory.Edit, err error) {
		if code := strings.TrimSpace(v.field("office")); code != "" {
			found, err := v.desk.Offices.Find(v.ctx, code)
			if err != nil {
				return e, noOffice("office", "there is no office with that code")
			}
			p.Office = found[0]
		}
		return v.personEdit(p)
	})
}
