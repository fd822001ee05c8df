package webui

import (
	"net/http"
	"slices"
	"strings"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// conflictBody is a conflict, side by side.
type conflictBody struct {
	Name, Code string
	What       string
	Sides      []side
	May        bool // the reader decides it
	Decider    string
	Only       string // which of the records may be chosen at all
	Token      string // added by the page
	Sealed     string
	Reason     pages.Field
	Chosen     string
	Wrong      string
	Changed    []pages.Moment
	Back       string
}

// side is one of the records that contend.
type side struct {
	Record string
	Title  string
	Lines  []pages.Cell
	From   string
	On     string
	Shown  bool // the value that is shown until somebody decides
}

// conflict shows a conflict side by side, and asks who may to decide it.
func (v *visit) conflict() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	f, err := v.read(of)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(f.Conflicts, func(c casefile.Conflict) bool { return c.Slot == v.c.Param("slot") })
	if i < 0 {
		return errNoConflict
	}
	g := v.give(form{name: "decide"}, f.Minor, f.of.Why, f.Seen)
	g.Slot, g.Saw = f.Conflicts[i].Slot, f.Conflicts[i].Records
	return v.showConflict(http.StatusOK, f, f.Conflicts[i], g, conflictBody{})
}

var errNoConflict = &fault.Error{Kind: fault.NotFound, Detail: "there is no such conflict any more", Remedy: "somebody has decided it: open the casefile again"}

func (v *visit) showConflict(status int, f *file, c casefile.Conflict, g given, body conflictBody, notices ...pages.Notice) error {
	sealed, err := v.seal.text("form", v.person(), g)
	if err != nil {
		return err
	}
	body.Sealed, body.Back, body.What, body.Code = sealed, f.at, v.slot(c.Slot), f.Identity.Code.Display()
	body.Name = f.called()
	body.May, body.Decider = f.decides(c), f.decider(c.Slot)
	if f.Deciders(c.Slot).Decree {
		body.Only = v.say("conflict.decree")
	}
	body.Reason = pages.Field{Name: "why", Kind: "textarea", Label: v.say("conflict.why"), Hint: v.say("conflict.hint"), Value: v.field("why"), Required: true, Error: body.Reason.Error}
	for _, one := range casefile.Sides(c, f.Records) {
		body.Sides = append(body.Sides, f.side(one, c.Slot))
	}
	return v.page(status, pages.Page{Name: "conflict", Title: v.say("conflict.title"), Help: v.say("help.conflict"), Body: body, Notices: notices})
}

// side draws one of the records that contend: what it says of what is in
// conflict, and all else that it says.
func (f *file) side(one casefile.Side, slot string) side {
	v, p := f.v, one.Placed
	out := side{Record: p.ID.String(), Title: v.kind(p.Kind), Lines: f.lines(p), On: v.kit.When(v.l, p.On),
		From: v.say("moment.from", firstOf(f.names.of(p.Structure), v.say("office.unknown")), v.kit.Near(v.l, p.Made.At, v.now()))}
	if b, ok := p.Body.(minor.IdentityStated); ok {
		out.Title, out.Lines = v.value(one.Value).Text, own(v.word("source", string(b.Source)))
	}
	out.Shown = slices.ContainsFunc(f.Identity.Attributes, func(a casefile.Attribute) bool { return a.Slot == slot && a.Record == p.ID })
	return out
}

// decides reports whether the conflict is the reader's to decide, so that nobody
// is asked in vain; intake judges by package judge.
func (f *file) decides(c casefile.Conflict) bool {
	r := f.v.who.Role
	if !access.MayWrite(r, change.Resolved{}.Kind(), c.Section, f.Ties...) {
		return false
	}
	d := f.Deciders(c.Slot)
	switch r {
	case access.Ministry:
		return d.Ministry
	case access.Prefecture: // of which place, intake knows
		return !d.Near.IsZero()
	case access.Court:
		return d.Court
	}
	return slices.Contains(d.Custodians, institution.ID(f.v.as.ID))
}

// decide takes a decision.
func (v *visit) decide() error {
	var g given
	if err := v.seal.open("form", v.person(), v.field("form"), &g); err != nil {
		return err
	}
	if g.Form != "decide" || v.now().Sub(g.At) > formTime {
		return errStale
	}
	f, err := v.read(opened{Minor: g.Minor, Why: g.Why})
	if err != nil {
		return err
	}
	w := &writing{v: v, f: f, given: g, sent: true}
	if f.has(g.IDs[0]) {
		return w.recorded("known")
	}
	i := slices.IndexFunc(f.Conflicts, func(c casefile.Conflict) bool { return c.Slot == g.Slot })
	if i < 0 {
		return errNoConflict
	}
	return w.decided(f.Conflicts[i])
}

func (w *writing) decided(c casefile.Conflict) error {
	v, f := w.v, w.f
	body := conflictBody{Chosen: v.field("choose")}
	var choose change.ID
	switch {
	case v.ours() != nil:
		return v.showConflict(http.StatusConflict, f, c, w.given, body, pages.Notice{Tone: pages.Warning, Text: v.say("form.newsession")})
	case choose.UnmarshalText([]byte(body.Chosen)) != nil || !slices.Contains(w.given.Saw, choose):
		body.Wrong = v.say("conflict.choose")
	}
	if why := minor.Text(v.field("why")); strings.TrimSpace(why.Reveal()) == "" || why.Check("why", 2000) != nil {
		body.Reason.Error = v.say("conflict.why.missing")
	}
	if body.Wrong != "" || body.Reason.Error != "" {
		return v.showConflict(http.StatusUnprocessableEntity, f, c, w.given, body)
	}
	if !slices.Equal(c.Records, w.given.Saw) { // what contends has changed
		g := w.given
		g.Saw, g.Seen = c.Records, f.Seen
		return v.showConflict(http.StatusConflict, f, c, g, body, pages.Notice{Tone: pages.Warning, Text: v.say("conflict.changed")})
	}
	return w.record([]saying{{
		body:    change.Resolved{Slot: c.Slot, Saw: w.given.Saw, Choose: choose, Reason: minor.Text(strings.TrimSpace(v.field("why")))},
		section: c.Section, office: institution.OfficeID{},
	}})
}
