package webui

import (
	"crypto/rand"
	"net/http"
	"slices"
	"strings"

	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// keeps reports whether the reader is an administrator, of the own office or of all.
func (v *visit) keeps() bool {
	return access.Allow(v.who, access.KeepStaff) == nil || access.Allow(v.who, access.KeepDirectory) == nil
}

// proven reports whether the reader has proved to be there a moment ago, and
// asks for it if not: for what is gravest, as over the API.
func (v *visit) proven() (bool, error) {
	err := v.desk.Door.Fresh(v.ctx, v.on, v.who.Role)
	if !fault.Is(err, fault.Unauthenticated) {
		return err == nil, err
	}
	return false, v.again()
}

// again asks who signed in a while ago to do so once more.
func (v *visit) again(notices ...pages.Notice) error {
	return v.page(http.StatusUnauthorized, pages.Page{Name: "again", Title: v.say("again.title"), Help: v.say("help.again"), Notices: notices})
}

// coding is what the button was given with by which an operator gets a code: the
// code itself, so that one that is sent twice is one.
type coding struct {
	Person institution.PersonID `json:"p"`
	Office institution.OfficeID `json:"o"`
	Until  day.Date             `json:"u,omitzero"`
	Code   string               `json:"c"`
}

// staffBody is who works at an office, and who writes for which structures.
type staffBody struct {
	Office    string
	Code      string      // asked for
	Asks      bool        // the reader keeps other offices too
	Role      pages.Field // asked for, in place of an office
	New       string      // the address of the page that proposes somebody; "" of no one office
	People    pages.Table
	Operators []operator
	StoodIn   pages.Table
	Made      string // the code that was made, shown this once
	For       string
}

// operator is somebody who writes for an office, with the button for a code.
type operator struct {
	Name, Office, Until string
	Sealed              string
}

// staff shows an administrator the people of an office.
func (v *visit) staff() error {
	if !v.keeps() {
		return errNoPage
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	return v.showStaff(staffBody{})
}

func (v *visit) showStaff(body staffBody) error {
	body.Asks = access.Allow(v.who, access.KeepDirectory) == nil
	role := access.Role(v.c.Query("role"))
	body.Code = v.staffCode(body.Asks, role)
	code := body.Code
	if !body.Asks {
		code = "" // the own staff, with all structures that they write for
	}
	list, err := v.desk.Staff.List(v.ctx, v.because("staff"), code)
	if err != nil {
		return err
	}
	body.Role = v.roleField(role)
	if i := slices.IndexFunc(list.Offices, func(o directory.ListedOffice) bool { return o.Code == body.Code }); i >= 0 {
		body.Office, body.New = list.Offices[i].Name, pathStaff+"/new?office="+body.Code
	}
	names, err := v.peopleTable(&body, list, role)
	if err != nil {
		return err
	}
	if body.Office != "" {
		if body.Operators, err = v.operators(list, names); err != nil {
			return err
		}
		body.StoodIn = v.stoodIn(list, names)
	}
	return v.show("staff", "staff.title", body)
}

// staffCode is the office whose people are shown: the own, or that which was asked
// for; of who asks for a role in all offices, none.
func (v *visit) staffCode(asks bool, role access.Role) string {
	if asked := strings.TrimSpace(v.c.Query("office")); asks && (asked != "" || role != "") {
		return asked
	}
	return v.as.Office.Code
}

func (v *visit) roleField(chosen access.Role) pages.Field {
	f := pages.Field{Name: "role", Kind: "select", Label: v.say("staff.role"), Value: string(chosen)}
	for _, r := range access.Roles() {
		if r != access.System {
			f.Options = append(f.Options, pages.Option{Value: string(r), Text: v.say("role." + string(r))})
		}
	}
	return f
}

// peopleTable lists an office's people, or those of a role, each with a page of
// their own, and gives what everybody listed is called.
func (v *visit) peopleTable(body *staffBody, list directory.Listed, role access.Role) (map[institution.PersonID]string, error) {
	body.People = pages.Table{Caption: v.say("staff.people"), Empty: v.say("staff.nobody"), Head: v.heads("staff.name", "staff.role", "staff.at", "staff.until")}
	offices := map[string]string{}
	for _, o := range list.Offices {
		offices[o.Code] = o.Name
	}
	names := map[institution.PersonID]string{}
	for _, p := range list.People {
		names[p.ID] = p.Name.Reveal()
		if role != "" && p.Role != role || len(body.People.Rows) == mostShown {
			continue
		}
		at, err := v.personAddress(p.ID)
		if err != nil {
			return nil, err
		}
		row := []pages.Cell{{Text: p.Name.Reveal(), Own: true, Href: at}, {Text: v.say("role." + string(p.Role))}, {Text: firstOf(offices[p.Office], p.Office), Own: true}, {Text: v.untilOf(p.Until)}}
		if p.Administrator {
			row[1].Note = v.say("staff.administrator")
		}
		body.People.Rows = append(body.People.Rows, row)
	}
	return names, nil
}

// stoodIn are those whom operators let work in their place.
func (v *visit) stoodIn(list directory.Listed, names map[institution.PersonID]string) pages.Table {
	t := pages.Table{Caption: v.say("staff.stoodin"), Empty: v.say("staff.stoodin.none"), Head: []pages.Cell{
		{Text: v.say("staff.name")}, {Text: v.say("staff.letin")}, {Text: v.say("staff.for")}, {Text: v.say("staff.last")}, {Text: v.say("staff.records"), Num: true}}}
	for _, s := range list.StoodIn {
		t.Rows = append(t.Rows, []pages.Cell{{Text: s.Name.Reveal(), Own: true}, {Text: firstOf(names[s.Person], v.say("office.unknown")), Own: true}, {Text: s.Office},
			{Text: v.kit.Near(v.l, s.Last, v.now())}, {Text: pages.Number(v.l, s.Records), Num: true}})
	}
	return t
}

func (v *visit) untilOf(d day.Date) string { return firstOf(pages.Date(v.l, d), v.say("staff.open")) }

// operators are those of an office's people who write for an office, each with a
// code that the button would make.
func (v *visit) operators(list directory.Listed, names map[institution.PersonID]string) (out []operator, err error) {
	for _, w := range list.Operators {
		at := slices.IndexFunc(list.Offices, func(o directory.ListedOffice) bool { return o.Code == w.Office })
		if at < 0 || names[w.Person] == "" {
			continue
		}
		one := operator{Name: names[w.Person], Office: list.Offices[at].Name + " (" + w.Office + ")", Until: v.untilOf(w.Until)}
		if w.Person != v.who.Person { // nobody decides about themselves
			if one.Sealed, err = v.seal.text("code", v.person(), coding{w.Person, list.Offices[at].ID, w.Until, newCode()}); err != nil {
				return nil, err
			}
		}
		out = append(out, one)
	}
	return out, nil
}

// newCode makes a code of 80 random bits, in groups of four as people copy them.
func newCode() string {
	text := rand.Text()[:16]
	return strings.Join([]string{text[:4], text[4:8], text[8:12], text[12:]}, "-")
}

// makeCode gives an operator a one-time code: its sum goes to the directory, and
// with it to the machines; the code itself is shown this once.
func (v *visit) makeCode() error {
	var of coding
	if !v.keeps() {
		return errNoPage
	}
	if err := v.seal.open("code", v.person(), v.field("form"), &of); err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	edit := directory.Edit{From: v.today(), Catalogue: directory.Catalogue{Operators: []directory.Operator{{Person: of.Person, Office: of.Office, CodeSum: api.SumCode(of.Code), Until: of.Until}}}}
	if _, _, err := v.desk.Staff.Submit(v.ctx, v.because("staff"), edit); err != nil {
		return err
	}
	called, err := v.desk.Staff.Person(v.ctx, v.because("staff"), of.Person)
	if err != nil {
		return err
	}
	return v.showStaff(staffBody{Made: of.Code, For: minor.Text(called.Name).Reveal()})
}
