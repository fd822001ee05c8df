package webui

import (
	"slices"
	"strings"
	"time"

	"faro.example/registry/intake"
	"faro.example/registry/judge"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/tracing"
)

// form is one form by which something is recorded about a child.
type form struct {
	name  string // in its address
	group string
	body  change.Body      // of the kind that it writes first, for who may
	in    change.Section   // of a kind that takes the section of what it concerns
	fits  func(*file) bool // whether it can be meant now; nil for always
	ask   func(*writing) []pages.Field
	say   func(*writing) []saying
	grave bool
	alone bool // it is reached from elsewhere, not from the list of what can be done

	step   func(*casefile.Tracing) bool                // of a tracing: whether it can be meant at its step; nil for other forms
	groups func(*writing, []pages.Field) []pages.Group // how its fields are parted; nil for not at all
}

// grouped parts the fields of a form.
func (d form) grouped(by func(*writing, []pages.Field) []pages.Group) form {
	d.groups = by
	return d
}

// saying is one record that a form says.
type saying struct {
	body    change.Body
	section change.Section
	office  institution.OfficeID // zero for the reader's own
	other   *lookup.Casefile     // of another minor whom it is about; nil for the page's
}

// actions are forms that belong together.
type actions struct {
	Legend string
	Links  []pages.Link
}

// actions are the forms that the reader may send about the child.
func (f *file) actions() []actions {
	v := f.v
	var out []actions
	for _, d := range forms() {
		if d.alone || !f.offers(d) {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Legend != v.say("group."+d.group) {
			out = append(out, actions{Legend: v.say("group." + d.group)})
		}
		g := &out[len(out)-1]
		g.Links = append(g.Links, pages.Link{Text: v.say("form." + d.name), Href: f.at + "/form/" + d.name})
	}
	if f.parts() {
		out = append(out, actions{Legend: v.say("group.mistake"), Links: []pages.Link{{Text: v.say("part.title"), Href: f.at + "/part"}}})
	}
	if len(out) > 0 {
		out = append(out, actions{Legend: v.say("told.title"), Links: v.toldTexts()})
	}
	return out
}

// offers reports whether a form is offered: the reader's role may write that kind
// about this child, and it can be meant. Whether it is taken is judged by intake.
func (f *file) offers(d form) bool {
	section := d.in
	if e, ok := change.Lookup(d.body.Kind()); ok && e.Section != "" {
		section = e.Section
	}
	if d.fits != nil && !d.fits(f) {
		return false
	}
	return access.MayWrite(f.v.who.Role, d.body.Kind(), section, f.Ties...)
}

func formOf(name string) (form, error) {
	for _, d := range slices.Concat(forms(), []form{arrivalForm()}) {
		if d.name == name {
			return d, nil
		}
	}
	return form{}, fault.Newf(fault.NotFound, "no such form")
}

// given is what a form was given with when it was opened; it comes back sealed,
// so that nobody changes what was on the page, and is good for this person alone.
type given struct {
	Form  string      `json:"f"`
	Minor minor.ID    `json:"m"`
	New   bool        `json:"n,omitempty"` // the child is registered by it
	Why   string      `json:"w"`
	IDs   []change.ID `json:"i"` // of the records to be: the same form sent twice is the same records
	Seen  change.Seen `json:"s"`
	At    time.Time   `json:"t"`
	Of    change.ID   `json:"o,omitzero"` // the record that it is about
	Slot  string      `json:"c,omitempty"`
	Saw   []change.ID `json:"x,omitempty"` // what contended in the slot, on the page
	On    turn        `json:"q,omitzero"`  // the queue from which the casefile was opened
}

// formTime is how long a form that was opened may be sent. Arbitrary: over a
// night, and the day after.
const formTime = 48 * time.Hour

// idsOf is how many records a form writes at most.
const idsOf = 4

func (v *visit) give(d form, m minor.ID, why string, s change.Seen) given {
	g := given{Form: d.name, Minor: m, Why: why, Seen: s, On: v.turn, At: v.now().UTC().Truncate(time.Second)}
	for range idsOf {
		g.IDs = append(g.IDs, change.ID(id.New[struct{}]()))
	}
	return g
}

// form opens a form about the child of a casefile.
func (v *visit) form() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	d, err := formOf(v.c.Param("form"))
	if err != nil {
		return err
	}
	f, err := v.read(of)
	if err != nil {
		return err
	}
	g := v.give(d, f.Minor, f.of.Why, f.Seen)
	if text := v.c.Query("record"); text != "" {
		if err := g.Of.UnmarshalText([]byte(text)); err != nil {
			return fault.Newf(fault.NotFound, "no such record")
		}
	}
	if !f.offers(d) && (!d.alone || d.step != nil) {
		return fault.Newf(fault.NotFound, "no such form")
	}
	if _, ok := f.TracingOf(tracing.ID(g.Of)); d.step != nil && !ok {
		return errNoTracing
	}
	w := &writing{v: v, f: f, form: d, given: g}
	return w.show(200, nil)
}

// send takes a form that was sent: it records what it says, once, unless it is
// wrong, or something changed that was not on the page.
func (v *visit) send() error {
	d, err := formOf(v.c.Param("form"))
	if err != nil {
		return err
	}
	if err := v.whole(); err != nil {
		return err
	}
	w := &writing{v: v, form: d, sent: true}
	if err := v.seal.open("form", v.person(), v.field("form"), &w.given); err != nil {
		return err
	}
	if w.given.Form != d.name || v.now().Sub(w.given.At) > formTime {
		return errStale
	}
	if !w.given.New {
		if w.f, err = v.read(opened{Minor: w.given.Minor, Why: w.given.Why, On: w.given.On}); err != nil {
			return err
		}
	}
	if w.f != nil && d.step != nil {
		if _, ok := w.f.TracingOf(w.of()); !ok {
			return errNoTracing
		}
	}
	if w.f != nil && w.f.has(w.given.IDs[0]) {
		return w.recorded("known")
	}
	w.on()
	said := d.say(w)
	switch {
	case v.ours() != nil:
		return w.show(409, []pages.Notice{{Tone: pages.Warning, Text: v.say("form.newsession")}})
	case len(w.wrong) > 0 || w.unmet:
		return w.show(422, nil)
	}
	if changed := w.meanwhile(said); len(changed) > 0 {
		w.given.Seen = w.f.Seen // now it is on the page
		return w.show(409, []pages.Notice{{Tone: pages.Warning, Text: v.say("form.meanwhile", len(changed))}}, changed...)
	}
	return w.record(said)
}

// has reports whether a record is in the casefile.
func (f *file) has(id change.ID) bool {
	return slices.ContainsFunc(f.Records, func(p change.Placed) bool { return p.ID == id })
}

// meanwhile gives what was recorded, in the sections that the form writes in,
// since the form was opened.
func (w *writing) meanwhile(said []saying) []pages.Moment {
	if w.f == nil {
		return nil
	}
	fresh := *w.f
	fresh.Records = slices.DeleteFunc(slices.Clone(w.f.Records), func(p change.Placed) bool {
		return p.Position <= w.given.Seen.Position || !slices.ContainsFunc(said, func(s saying) bool { return s.at() == p.Section })
	})
	return fresh.moments()
}

// at is the section of what is said.
func (s saying) at() change.Section {
	if section := change.SectionOf(s.body); section != "" {
		return section
	}
	return s.section
}

// record has intake take what the form says.
func (w *writing) record(said []saying) error {
	v := w.v
	statements := make([]intake.Statement, len(said))
	for i, s := range said {
		if s.office.IsZero() {
			s.office = v.as.ID
		}
		seen := w.given.Seen
		if w.given.New {
			seen = change.Seen{}
		}
		about := w.given.Minor
		if s.other != nil {
			about, seen = s.other.Minor, s.other.Seen
		}
		statements[i] = intake.Statement{ID: w.given.IDs[i], Minor: about, On: day.On(w.on()), Structure: s.office, Section: s.section, Seen: seen, Body: s.body}
	}
	receipts, err := v.desk.Intake.Say(v.ctx, v.because(w.given.Why), statements)
	if fault.Is(err, fault.Invalid) {
		w.take(err)
		return w.redraw(422)
	}
	if err != nil {
		return err
	}
	done := "known"
	for _, r := range receipts {
		switch r.Verdict {
		case api.Refused:
			w.refused(r)
			return w.redraw(409)
		case api.Taken:
			if done = "recorded"; len(r.Conflicts) > 0 {
				done = "contends"
			}
		}
	}
	w.keepFiles()
	return w.recorded(done)
}

// recorded goes back to the casefile, which says so; where a decision was made that
// waited on a queue, on to the next there.
func (w *writing) recorded(done string) error {
	on, answered := w.given.On, false
	if done != "known" {
		var err error
		if answered, err = w.answers(on.Queue); err != nil {
			return err
		}
	}
	if answered {
		return w.v.goOn(on, done)
	}
	at, err := w.v.address(opened{Minor: w.given.Minor, Why: w.given.Why, On: w.given.On})
	if err != nil {
		return err
	}
	w.v.c.Redirect(303, at+w.below()+"?done="+done)
	return nil
}

// answers reports whether the form is what waited on a queue: the decision of a
// conflict, that of the matter, or the step of a tracing after which it is another's
// turn. After a step that is followed by one of the same office, its page says so.
func (w *writing) answers(q lookup.Queue) (bool, error) {
	switch {
	case q == "" || q == lookup.OthersTurn:
		return false, nil
	case q == lookup.OwnTurn:
		return w.passedOn()
	}
	return q == lookup.Disputes && w.given.Form == formDecide || strings.HasPrefix(w.form.name, string(q)+"-"), nil
}

// passedOn reports whether nothing of the tracing that the form is about is the
// reader's to do now that it is recorded, or to see.
func (w *writing) passedOn() (bool, error) {
	if w.form.step == nil {
		return false, nil
	}
	f, err := w.v.read(opened{Minor: w.given.Minor, Why: w.given.Why, On: w.given.On})
	if fault.Is(err, fault.NotFound) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	t, there := f.TracingOf(w.of())
	if !there {
		return true, nil
	}
	do, _ := f.tracingActions(&t)
	return len(do) == 0, nil
}

// below is the page, below the casefile, to which a form leads back: that of the
// tracing that it is about, or proposes.
func (w *writing) below() string {
	switch {
	case w.form.group == groupOfRights:
		return pathRights
	case w.form.step != nil:
		return "/tracing/" + w.of().String()
	case w.form.name == formPropose:
		return "/tracing/" + w.given.IDs[0].String()
	}
	return ""
}

// redraw shows what was sent again, with what is wrong.
func (w *writing) redraw(status int) error {
	if w.again != nil {
		return w.again(status)
	}
	return w.show(status, nil)
}

// refused says why the registry did not take it, beside the field that mends it
// if there is one.
func (w *writing) refused(r api.Receipt) {
	said := w.v.say("refused." + r.Reason)
	if field := map[string]string{string(judge.Parts): "why", string(judge.Full): "why"}[r.Reason]; field != "" && w.asks(field) {
		w.wrong = map[string]string{field: said}
		return
	}
	if r.Reason == string(judge.Unmet) { // the condition is in its words
		field := r.Field[strings.LastIndexByte(r.Field, '.')+1:]
		said, _ = pages.Fault(w.v.l, r.Detail, r.Remedy)
		if name := map[string]string{"type": "permit", "carer": "bond"}[field]; name != "" {
			field = name
		}
		if w.asks(field) {
			w.wrong = map[string]string{field: said}
			return
		}
	}
	w.problem = said
}
