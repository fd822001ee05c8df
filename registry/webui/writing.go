package webui

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// writing is a form while it is filled in, or read.
type writing struct {
	v       *visit
	f       *file // nil for a child who is registered by it
	form    form
	given   given
	sent    bool // it shows what was typed
	wrong   map[string]string
	problem string
	unmet   bool                      // a condition is not met: nothing is recorded
	offered map[string][]pages.Option // for a field of which several things could be meant
	again   func(status int) error    // how it is shown again; nil for as a form
	files   []enclosed                // that came with it
}

// asks reports whether the form has a field.
func (w *writing) asks(name string) bool {
	return w.form.ask != nil && slices.ContainsFunc(w.form.ask(w), func(f pages.Field) bool { return f.Name == name })
}

// bad says that a field is wrong, by the key of a message.
func (w *writing) bad(field, key string) {
	if w.wrong == nil {
		w.wrong = map[string]string{}
	}
	if _, ok := w.wrong[field]; !ok {
		w.wrong[field] = w.v.say(key)
	}
}

// take takes an error about a field; one about none is the whole form's.
func (w *writing) take(err error) {
	var e *fault.Error
	if !errors.As(err, &e) {
		w.problem = w.v.say("error.invalid")
		return
	}
	said, _ := w.v.translated(w.v.l, e.Detail)
	w.mark(e.Field, said)
}

// mark says what is wrong beside the field that it is about; where the form does
// not ask for that, of the whole form.
func (w *writing) mark(field, said string) {
	name := field[strings.LastIndexByte(field, '.')+1:]
	if !w.asks(name) {
		w.problem = said
		return
	}
	if w.wrong == nil {
		w.wrong = map[string]string{}
	}
	w.wrong[name] = said
}

// field is what stands in a field: as it was typed, or at first.
func (w *writing) field(name, first string) string {
	if w.sent {
		return w.v.field(name)
	}
	return first
}

// show draws the form, with what is wrong.
func (w *writing) show(status int, notices []pages.Notice, changed ...pages.Moment) error {
	v := w.v
	sealed, err := v.seal.text("form", v.person(), w.given)
	if err != nil {
		return err
	}
	groups := []pages.Group{{Fields: w.marked(w.form.ask(w))}}
	if w.form.groups != nil {
		groups = w.form.groups(w, groups[0].Fields)
	}
	body := formBody{Changed: changed, Form: pages.Form{
		ID: sealed, Action: pathForm + w.form.name, Groups: groups, Submit: v.say("form.submit"), Danger: w.form.grave,
		Marked: true, Problem: w.problem, Says: []string{v.say("form." + w.form.name + ".says")}, Cancel: &pages.Link{Text: v.say("form.cancel"), Href: pathHome},
	}}
	body.Form.File = w.asks("file")
	if len(changed) > 0 {
		body.Form.Submit = v.say("form.again")
	}
	if w.f != nil {
		body.Form.Cancel.Href = w.f.at + w.back()
		body.Child = w.f.now()
		body.Name, body.Code = w.f.called(), w.f.Identity.Code.Display()
	}
	return v.page(status, pages.Page{Name: "form-page", Title: v.say("form." + w.form.name), Help: v.say("help.form"), Body: body, Notices: notices})
}

// back is the page, below the casefile, from which the form was opened.
func (w *writing) back() string {
	if w.form.step == nil && w.form.group != groupOfRights {
		return ""
	}
	return w.below()
}

// marked says beside fields what is wrong with them, and offers what could be
// meant.
func (w *writing) marked(fields []pages.Field) []pages.Field {
	for i := range fields {
		f := &fields[i]
		if f.Error = w.wrong[f.Name]; f.Error == "" {
			continue
		}
		if options := w.offered[f.Name]; options != nil {
			f.Kind, f.Options, f.Value = "radio", options, ""
		}
	}
	return fields
}

// formBody is what the page of a form shows besides it.
type formBody struct {
	Name, Code string
	Child      []pages.Item
	Changed    []pages.Moment
	Heading    string // of what stands before the form; what has changed, if it is not said
	Form       pages.Form
	Nobody     string       // why there is no form; "" if there is one
	Links      []pages.Link // what to do then
}

// The fields that forms share.

func (w *writing) text(name, first string, required bool, max int) pages.Field {
	return pages.Field{Name: name, Kind: "text", Label: w.v.say("field." + name), Value: w.field(name, first), Required: required, Max: max}
}

func (w *writing) area(name string, required bool) pages.Field {
	f := w.text(name, "", required, 2000)
	f.Kind, f.Rows = "textarea", 3
	return f
}

// list is a field of which one of some words is chosen.
func (w *writing) list(name, list, first string, required bool, words ...string) pages.Field {
	f := pages.Field{Name: name, Kind: "select", Label: w.v.say("field." + name), Value: w.field(name, first), Required: required}
	for _, word := range words {
		f.Options = append(f.Options, pages.Option{Value: word, Text: w.v.word(list, word)})
	}
	return f
}

// day is the field of the day on which it happened.
func (w *writing) day(name, first string) pages.Field {
	f := w.text(name, first, true, 20)
	f.Hint, f.Short, f.Input = w.v.say("day.hint"), true, "numeric"
	return f
}

func (w *writing) onField() pages.Field { return w.day("on", pages.ShortDate(w.v.today())) }

func (w *writing) place(name, first string) pages.Field {
	f := w.text(name, first, true, 200)
	f.Hint = w.v.say("place.hint")
	if name == "to" {
		f.Label = w.v.say("field.whereto")
	}
	return f
}

func (w *writing) service(name string) pages.Field {
	f := w.text(name, "", true, 200)
	f.Hint = w.v.say("service.hint")
	return f
}

// What is read from them.

// said is a text as it was typed, without spaces around it.
func (w *writing) said(name string) minor.Text {
	t := minor.Text(strings.TrimSpace(w.v.field(name)))
	if err := t.Check(name, 2000); err != nil {
		w.bad(name, "text.bad")
		return ""
	}
	return t
}

// needed is a text that may not be missing.
func (w *writing) needed(name string) minor.Text {
	t := w.said(name)
	if t == "" {
		w.bad(name, "field.missing")
	}
	return t
}

// on is the day on which it happened; today where the form does not ask.
func (w *writing) on() day.Date {
	if !w.asks("on") {
		return w.v.today()
	}
	return w.dayOf("on")
}

func (w *writing) dayOf(name string) day.Date {
	d, err := parseDay(w.v.field(name))
	switch {
	case err != nil:
		w.bad(name, "day.bad")
	case name == "on" && d.After(w.v.today().Add(1)):
		w.bad(name, "day.future")
	}
	return d
}

// asWords marks a place that is not in the directory.
const asWords = "words "

// placeOf finds the structure that was meant. Where several could be, they are
// offered; where none is, the words themselves.
func (w *writing) placeOf(name string) facility.Place {
	typed := w.said(name).Reveal()
	if words, ok := strings.CutPrefix(typed, asWords); ok {
		return facility.Place{Words: words}
	}
	if typed == "" {
		w.bad(name, "field.missing")
		return facility.Place{}
	}
	found, err := w.v.desk.Directory.FindStructures(w.v.ctx, typed)
	switch {
	case err != nil:
		w.bad(name, "place.bad")
	case len(found) == 1, len(found) > 1 && strings.EqualFold(found[0].Code, typed):
		return facility.At(found[0].ID)
	default:
		w.bad(name, "place.several")
		for _, s := range found {
			w.offer(name, pages.Option{Value: s.Code, Text: s.Name + " (" + s.Code + ")", Note: w.v.town(s.Municipality)})
		}
		w.offer(name, pages.Option{Value: asWords + typed, Text: w.v.say("place.aswords", typed)})
	}
	return facility.Place{}
}

func (w *writing) offer(name string, o pages.Option) {
	if w.offered == nil {
		w.offered = map[string][]pages.Option{}
	}
	w.offered[name] = append(w.offered[name], o)
}

// serviceOf finds the social service that was meant.
func (w *writing) serviceOf(name string) institution.ID {
	typed := w.needed(name).Reveal()
	if typed == "" {
		return institution.ID{}
	}
	found, err := w.v.desk.Directory.FindMunicipalities(w.v.ctx, typed)
	switch {
	case err != nil || len(found) == 0:
		w.bad(name, "service.bad")
	case len(found) == 1, strings.EqualFold(found[0].Code, typed):
		return found[0].ID
	default:
		w.bad(name, "service.several")
		for _, s := range found {
			w.offer(name, pages.Option{Value: s.Code, Text: s.Name + " (" + s.Code + ")"})
		}
	}
	return institution.ID{}
}

// countryOf finds the citizenship that was meant; "" if none is said.
func (w *writing) countryOf(name string) minor.Country {
	typed := w.said(name).Reveal()
	if typed == "" {
		return ""
	}
	c, err := w.v.desk.Places.FindCitizenship(typed)
	if err != nil {
		w.bad(name, "country.bad")
	}
	return c
}

// number reads a whole number; 0 if none is said.
func (w *writing) number(name string) int {
	typed := w.said(name).Reveal()
	if typed == "" {
		return 0
	}
	n, err := strconv.Atoi(typed)
	if err != nil || n < 0 {
		w.bad(name, "number.bad")
	}
	return n
}

// speaks gives for whom the reader says what happened at a place: for the
// structure where no agent does, else for the own office.
func (w *writing) speaks(p facility.Place) institution.OfficeID {
	if o := institution.OfficeOf(p.Facility); !o.IsZero() && w.v.desk.Intake.MaySpeakFor(w.v.ctx, w.v.who, o) == nil {
		return o
	}
	return w.v.as.ID
}

// own is the reader's institution.
func (w *writing) own() institution.ID { return institution.ID(w.v.as.ID) }

// checked is what is said, if it can be a record.
func (w *writing) checked(said ...saying) []saying {
	for _, s := range said {
		if len(w.wrong) > 0 {
			return said
		}
		if err := s.body.Validate(); err != nil {
			w.take(err)
			if len(w.wrong) == 0 {
				w.bad("", "error.invalid")
			}
		}
	}
	return said
}

// one is a form that says one thing.
func (w *writing) one(body change.Body, office institution.OfficeID) []saying {
	return w.checked(saying{body: body, office: office})
}
