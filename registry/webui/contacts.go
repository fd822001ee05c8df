package webui

import (
	"net/http"
	"strings"

	"faro.example/registry/directory"
	"faro.example/shared/casefile"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

// contacts asks an administrator how an office is reached.
func (v *visit) contacts() error {
	if !v.keeps() {
		return errNoPage
	}
	return v.showContacts(http.StatusOK, firstOf(v.c.Query("office"), v.as.Office.Code), nil)
}

func (v *visit) showContacts(status int, code string, wrong map[string]string) error {
	notices := v.flash()
	stated := map[string]string{}
	if v.c.Request.Method == http.MethodGet {
		known, said, err := v.contactOf(code)
		if err != nil {
			return err
		}
		if stated = map[string]string{"phone": known.Phone, "mail": known.Mail, "hours": known.Hours}; !said {
			notices = append(notices, pages.Notice{Tone: pages.Neutral, Text: v.say("contacts.unsaid")})
		}
	}
	field := func(name string, required bool) pages.Field {
		return pages.Field{Name: name, Kind: "text", Label: v.say("contacts." + name), Value: firstOf(v.field(name), stated[name]), Required: required, Max: 120, Error: wrong[name]}
	}
	office := field("office", true)
	office.Value, office.Hint = firstOf(v.field("office"), code), v.say("contacts.office.hint")
	form := pages.Form{Action: pathContacts, Submit: v.say("form.submit"), Marked: true, Groups: []pages.Group{{Fields: []pages.Field{office, field("phone", false), field("mail", false), field("hours", false)}}}}
	return v.page(status, pages.Page{Name: "glass", Title: v.say("contacts.title"), Help: v.say("help.contacts"), Body: struct{ Form pages.Form }{form}, Notices: notices})
}

// contactOf gives how the office of a code is reached, as last said; said is false where
// nobody has.
func (v *visit) contactOf(code string) (c directory.Contact, said bool, err error) {
	office := v.as.ID
	if code != v.as.Office.Code {
		found, err := v.desk.Offices.Find(v.ctx, code)
		if fault.Is(err, fault.NotFound) {
			return c, true, nil // the form says so when it is sent
		}
		if err != nil {
			return c, false, err
		}
		office = found[0]
	}
	known, err := v.desk.Contacts.Contacts(v.ctx, v.who, office)
	c, said = known[office]
	return c, said, err
}

// stateContact says how an office is reached.
func (v *visit) stateContact() error {
	if !v.keeps() {
		return errNoPage
	}
	if err := v.ours(); err != nil {
		return err
	}
	said := directory.Contact{Phone: strings.TrimSpace(v.field("phone")), Mail: strings.TrimSpace(v.field("mail")), Hours: strings.TrimSpace(v.field("hours"))}
	err := v.desk.Contacts.StateContact(v.ctx, v.because("staff"), v.field("office"), said)
	if fault.Is(err, fault.Invalid) {
		text, _ := pages.Fault(v.l, fault.As(err).Detail, fault.As(err).Remedy)
		return v.showContacts(http.StatusUnprocessableEntity, v.field("office"), map[string]string{fault.As(err).Field: text})
	}
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathContacts+"?done=recorded")
	return nil
}

// toCall are those whom one calls about the child: the structure where it is, and
// the social service that answers, each with how it is reached.
func (f *file) toCall() ([]pages.Item, error) {
	v := f.v
	var offices []institution.OfficeID
	if s, ok := f.Presence.Now(); ok && s.State == casefile.Present && !s.At.Facility.IsZero() {
		offices = append(offices, institution.OfficeOf(s.At.Facility))
	}
	for _, c := range f.Custody.On(v.today()) {
		offices = append(offices, institution.Office(c.By))
	}
	known, err := v.desk.Contacts.Contacts(v.ctx, v.who, offices...)
	if err != nil {
		return nil, err
	}
	var cells []pages.Cell
	for _, o := range offices {
		cell := pages.Cell{Text: firstOf(f.names.of(o), v.say("office.unknown")), Own: true, Note: v.say("contacts.none")}
		if c, ok := known[o]; ok {
			cell.Note = strings.Join(strings.Fields(strings.Join([]string{c.Phone, c.Mail, c.Hours}, " ")), " ")
		}
		cells = append(cells, cell)
	}
	if len(cells) == 0 {
		return nil, nil
	}
	return []pages.Item{{Term: v.say("wards.call"), Values: cells}}, nil
}
