package webui

import (
	"encoding/json"
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

// formDecide names the form by which a conflict is decided.
const formDecide = "decide"

// conflictBody is a conflict, side by side.
type conflictBody struct {
	Name, Code string
	What       string
	Sides      []side
	May        bool // the reader decides it
	Decider    string
	Only       string        // which of the records may be chosen at all
	Both       bool          // that both stand may be decided
	Third      []pages.Field // of a value that no record states; none where there is no such decision
	Sealed     string
	Reason     pages.Field
	Chosen     string
	Wrong      string
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
	Other  bool // another says otherwise
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
		return f.decidedAlready(resolves(v.c.Param("slot")))
	}
	g := v.give(form{name: formDecide}, f.Minor, f.of.Why, f.Seen)
	g.Slot, g.Saw = f.Conflicts[i].Slot, f.Conflicts[i].Records
	w := &writing{v: v, f: f, given: g}
	return w.showConflict(http.StatusOK, f.Conflicts[i], conflictBody{})
}

var errNoConflict = &fault.Error{Kind: fault.NotFound, Detail: "there is no such conflict any more", Remedy: "somebody has decided it: open the casefile again"}

func (w *writing) showConflict(status int, c casefile.Conflict, body conflictBody, notices ...pages.Notice) error {
	v, f := w.v, w.f
	sealed, err := v.seal.text("form", v.person(), w.given)
	if err != nil {
		return err
	}
	body.Sealed, body.Back, body.What, body.Code = sealed, f.at, v.slot(c.Slot), f.Identity.Code.Display()
	body.Name = f.called()
	body.May, body.Decider = f.decides(c), f.decider(c.Slot)
	decree := f.Deciders(c.Slot).Decree
	body.Both = !decree
	if decree {
		body.Only = v.say("conflict.decree")
	}
	if !decree || c.Slot == casefile.SlotGuardian { // the only value of its own that cites a decree
		body.Third = w.marked(w.thirdFields(c.Slot))
	}
	body.Reason = pages.Field{Name: "why", Kind: "textarea", Label: v.say("conflict.why"), Hint: v.say("conflict.hint"), Value: v.field("why"), Required: true, Error: body.Reason.Error}
	all := casefile.Sides(c, f.Records)
	lines := make([][]pages.Cell, len(all))
	for i, one := range all {
		body.Sides = append(body.Sides, f.side(one, c.Slot))
		lines[i] = body.Sides[i].Lines
	}
	differing(lines...)
	for i, one := range all {
		body.Sides[i].Lines = append(lines[i], f.knewOf(one, all, c.Slot)...)
		body.Sides[i].Other = slices.ContainsFunc(body.Sides, func(s side) bool { return s.Title != body.Sides[i].Title })
	}
	return v.page(status, pages.Page{Name: "conflict", Title: v.say("conflict.title"), Help: v.say("help.conflict"), Body: body, Notices: append(v.flash(), notices...)})
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
	if g.Form != formDecide || v.now().Sub(g.At) > formTime {
		return errStale
	}
	f, err := v.read(opened{Minor: g.Minor, Why: g.Why, On: g.On})
	if err != nil {
		return err
	}
	w := &writing{v: v, f: f, given: g, sent: true}
	if f.has(g.IDs[0]) {
		return w.recorded("known")
	}
	i := slices.IndexFunc(f.Conflicts, func(c casefile.Conflict) bool { return c.Slot == g.Slot })
	if i < 0 {
		return f.decidedAlready(resolves(g.Slot))
	}
	return w.decided(f.Conflicts[i])
}

func (w *writing) decided(c casefile.Conflict) error {
	v, f := w.v, w.f
	if v.ours() != nil {
		return w.showConflict(http.StatusConflict, c, conflictBody{Chosen: v.field("choose")}, pages.Notice{Tone: pages.Warning, Text: v.say("form.newsession")})
	}
	how, body, err := w.decision(c.Slot)
	if err != nil {
		return err
	}
	if body.Wrong != "" || body.Reason.Error != "" || len(w.wrong) > 0 {
		return w.showConflict(http.StatusUnprocessableEntity, c, body)
	}
	if !slices.Equal(c.Records, w.given.Saw) { // what contends has changed
		w.given.Saw, w.given.Seen = c.Records, f.Seen
		return w.showConflict(http.StatusConflict, c, body, pages.Notice{Tone: pages.Warning, Text: v.say("conflict.changed")})
	}
	w.again = func(status int) error {
		body.Wrong = w.problem
		return w.showConflict(status, c, body)
	}
	return w.record([]saying{{body: how, section: c.Section}})
}

// decision reads how somebody decides: which record holds, that both stand, or
// a value of its own; and why.
func (w *writing) decision(slot string) (how change.Resolved, body conflictBody, err error) {
	v := w.v
	body.Chosen = v.field("choose")
	how = change.Resolved{Slot: slot, Saw: w.given.Saw, Reason: minor.Text(strings.TrimSpace(v.field("why")))}
	if how.Reason == "" || how.Reason.Check("why", maxWhy) != nil {
		body.Reason.Error = v.say("conflict.why.missing")
	}
	switch body.Chosen {
	case keepBoth:
		how.Both = true
	case stateThird:
		w.form.ask = func(w *writing) []pages.Field { return w.thirdFields(slot) }
		value := w.third(slot)
		if value == nil {
			body.Wrong = v.say("conflict.choose")
			return how, body, nil
		}
		if statedOn(slot) {
			w.on()
		}
		if how.Third, err = json.Marshal(value); err != nil {
			return how, body, err
		}
		if _, bad := casefile.Third(slot, how.Third); bad != nil && len(w.wrong) == 0 {
			w.take(bad)
			body.Wrong = w.problem
		}
	default:
		if how.Choose.UnmarshalText([]byte(body.Chosen)) != nil || !slices.Contains(w.given.Saw, how.Choose) {
			body.Wrong = v.say("conflict.choose")
		}
	}
	return how, body, nil
}

// maxWhy bounds the reason of a decision, in bytes: what a record takes.
const maxWhy = 2000
