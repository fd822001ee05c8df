package webui

import (
	"cmp"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
	"faro.example/shared/right"
)

// pathRights is the page of rights, below a casefile.
const pathRights = "/rights"

// rightCase is one case as the page shows it.
type rightCase struct {
	ID, Title string
	Items     []pages.Item
	Links     []pages.Link
}

// rightsBody is what the page of rights shows: what is asked, what is restricted and
// what that does, and what stands by consent.
type rightsBody struct {
	Name, Code string
	Links      []pages.Link
	Cases      []rightCase
	Flows      *pages.Table // where something is restricted
	Consents   pages.Table
}

// rights shows what was asked by right over what is written of a child, and which
// consents stand (regulation (EU) 2016/679 art. 7 and 12 to 22).
func (v *visit) rights() error {
	of, err := v.openedOf()
	if err != nil {
		return err
	}
	f, err := v.read(of)
	if err != nil {
		return err
	}
	if !f.hasRights() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	body := rightsBody{Name: f.called(), Code: f.Identity.Code.Display(), Links: f.rightLinks(), Consents: f.consents()}
	for _, r := range slices.Backward(f.Rights()) {
		c, err := f.rightCase(&r)
		if err != nil {
			return err
		}
		body.Cases = append(body.Cases, c)
	}
	if len(f.Restricted()) > 0 {
		body.Flows = f.flows()
	}
	return v.show("rights", "rights.title", body, f.warnings()...)
}

// hasRights reports whether the reader is shown what is asked by right.
func (f *file) hasRights() bool { return slices.Contains(f.Sections, change.Rights) }

// copies reports whether somebody asked for a copy, and was not given it yet.
func (f *file) copies() bool {
	return slices.ContainsFunc(f.Rights(), func(r casefile.Right) bool { return r.Asked.Right == right.Access && r.Waits() })
}

// rightLinks lead back, to the form that takes a request down, and to the copy.
func (f *file) rightLinks() []pages.Link {
	out := []pages.Link{{Text: f.v.say("social.back"), Href: f.at}}
	for _, d := range rightForms() {
		if !d.alone && f.offers(d) {
			out = append(out, pages.Link{Text: f.v.say("form." + d.name), Href: f.at + "/form/" + d.name})
		}
	}
	return append(out, pages.Link{Text: f.v.say("paper.mine"), Href: f.at + "/mine/" + string(f.v.l)})
}

// rightCase shows one case, with what the reader can do about it.
func (f *file) rightCase(r *casefile.Right) (rightCase, error) {
	v := f.v
	state := pages.Cell{Text: v.word("right-state", string(r.State))}
	if r.Waits() {
		state.Tone, state.Note = pages.Warning, v.say("rights.due", pages.Date(v.l, r.Due))
	}
	if f.lateBy(r, v.today()) {
		state.Tone = pages.Bad
	}
	out := rightCase{ID: "case-" + r.Case.String(), Title: v.word("right", string(r.Asked.Right)) + " · " + pages.Date(v.l, r.On), Items: []pages.Item{
		{Term: v.say("rights.state"), Values: []pages.Cell{state}},
		{Term: v.say("rights.asked"), Values: own(v.kit.ProcedureLines(v.l, r.Asked, v.country)[1:]...)},
	}}
	if p, ok := f.Procedure(casefile.SlotRight + r.Case.String()); ok {
		for _, s := range p.Steps {
			if b, is := s.Body.(right.Decided); is {
				cells := own(v.kit.ProcedureLines(v.l, b, v.country)...)
				cells[0].Note = pages.Date(v.l, s.On.Day())
				if s.Held {
					cells[0].Tone = pages.Warning
				}
				out.Items = append(out.Items, pages.Item{Term: v.say("rights.decided"), Values: cells})
			}
		}
	}
	told, err := f.recipients(r)
	if err != nil {
		return out, err
	}
	if len(told) > 0 {
		out.Items = append(out.Items, pages.Item{Term: v.say("rights.recipients"), Values: told})
	}
	held, err := f.heldBack(r)
	if err != nil {
		return out, err
	}
	if len(held) > 0 {
		out.Items = append(out.Items, pages.Item{Term: v.say("retention.holds"), Values: held})
	}
	out.Links = f.caseLinks(r)
	return out, nil
}

// heldBack are the orders that hold the child, to who answers a request to erase.
func (f *file) heldBack(r *casefile.Right) (out []pages.Cell, err error) {
	v := f.v
	if r.Asked.Right != right.Erasure || !r.Waits() || !v.lets() {
		return nil, nil
	}
	all, err := v.desk.Erasures.HoldsOf(v.ctx, v.because("retention"), f.Minor)
	for _, h := range all {
		note := v.say("retention.lifted")
		if !h.Until.IsZero() {
			note = v.say("retention.until") + " " + pages.Date(v.l, h.Until)
		}
		out = append(out, pages.Cell{Text: h.Reason, Own: true, Tone: pages.Warning, Note: note})
	}
	return out, err
}

// caseLinks lead to what can be done about a case.
func (f *file) caseLinks(r *casefile.Right) (out []pages.Link) {
	v, at := f.v, "?record="+r.Case.String()
	if !f.answersRight(r) {
		return nil
	}
	if r.State == right.ToDo && r.Asked.Right == right.Access {
		out = append(out, pages.Link{Text: v.say("rights.copy"), Href: f.at + "/mine/" + string(v.l)})
	}
	if r.State == right.ToDo && r.Asked.Right == right.Rectification && r.Asked.About == string(change.Identity) {
		out = append(out, pages.Link{Text: v.say("form." + formPutRight), Href: f.at + "/form/" + formPutRight + at})
	}
	if r.State == right.ToDo && r.Asked.Right == right.Erasure && v.lets() {
		out = append(out, f.toCarryOut(r)...)
	}
	if len(outcomesOf(r)) > 0 && r.Asked.Right != right.Withdrawal {
		out = append(out, pages.Link{Text: v.say("rights.do." + string(r.State)), Href: f.at + "/form/" + formAnswer + at})
	}
	return out
}

// toCarryOut leads to what carries out an erasure that was granted: the order for all
// about the child, or the striking out of the one record.
func (f *file) toCarryOut(r *casefile.Right) []pages.Link {
	v := f.v
	if r.Asked.Of.IsZero() {
		return []pages.Link{{Text: v.say("retention.do.ask-for"), Href: f.at + "/retention?case=" + r.Case.String()}}
	}
	i := slices.IndexFunc(f.Records, func(p change.Placed) bool { return p.ID == change.ID(r.Asked.Of) })
	if i < 0 || !f.Records[i].HasBody() {
		return nil
	}
	return []pages.Link{{Text: v.say("retention.do.ask-strike"), Href: f.at + "/retention?record=" + r.Asked.Of.String()}}
}

// recipients are those whom something that was put right, restricted or erased was
// shown to, and who are told (regulation (EU) 2016/679 art. 19): the offices that hold
// the section now, the installations that hold it, or may, to which the new record
// goes by itself, and whom a notice was sent to, which somebody has to write to.
func (f *file) recipients(r *casefile.Right) (out []pages.Cell, err error) {
	switch r.Asked.Right {
	case right.Rectification, right.Restriction, right.Erasure:
	default:
		return nil, nil
	}
	if r.State == right.Open || r.State == right.Denied {
		return nil, nil
	}
	for _, o := range casefile.Scope(&f.File) {
		if name := f.names.of(o); name != "" {
			out = append(out, pages.Cell{Text: name, Own: true, Note: f.v.say("rights.byfeed")})
		}
	}
	if f.answersRight(r) {
		holders, err := f.holders(change.Section(r.Asked.About))
		if err != nil {
			return nil, err
		}
		out = append(out, holders...)
	}
	seen := map[string]bool{}
	for _, n := range f.Notices {
		to := cmp.Or(f.names.of(officeOf(institution.ID(n.To))), n.Office.Reveal())
		if r.Asked.About != "" && string(n.Section) != r.Asked.About || to == "" || seen[to] {
			continue
		}
		seen[to] = true
		out = append(out, pages.Cell{Text: to, Own: true, Note: f.v.say("rights.bynotice", pages.Date(f.v.l, n.On.Day()))})
	}
	return out, nil
}

// holders are the installations on which something of a section is, or may be.
func (f *file) holders(of change.Section) (out []pages.Cell, err error) {
	v := f.v
	all, err := v.desk.Looks.Holders(v.ctx, v.because(f.of.Why), append([]minor.ID{f.Minor}, f.Joined...), of, f.Ties...)
	for _, h := range all {
		out = append(out, pages.Cell{Text: v.say("rights.machine", h.Label), Own: true, Note: v.say("rights.held." + h.Why)})
	}
	return out, err
}

// flows says of each use what the restriction does to it, and by which article.
func (f *file) flows() *pages.Table {
	v := f.v
	t := &pages.Table{Caption: v.say("flows.caption"), Head: []pages.Cell{{Text: v.say("flows.use")}, {Text: v.say("flows.does")}, {Text: v.say("flows.source")}}}
	for _, r := range right.Rules() {
		does := pages.Cell{Text: v.say("flows.goes"), Tone: pages.Good}
		if f.Stops(r.Flow) {
			does = pages.Cell{Text: v.say("flows.stops"), Tone: pages.Bad}
		}
		t.Rows = append(t.Rows, []pages.Cell{{Text: v.word("flow", string(r.Flow))}, does, {Text: v.say("cites." + string(r.Because))}})
	}
	return t
}

// consents are those that were given, with what each lets flow, and those that were
// taken back.
func (f *file) consents() pages.Table {
	v := f.v
	t := pages.Table{Caption: v.say("consents.caption"), Empty: v.say("consents.none"), Head: []pages.Cell{
		{Text: v.say("consents.to")}, {Text: v.say("consents.given")}, {Text: v.say("consents.state")}, {Text: v.say("consents.flows")}, {Text: v.say("col.do")}}}
	for _, c := range f.Consents() {
		state, flows := pages.Cell{Text: v.say("consents.stands"), Tone: pages.Good}, pages.Cell{Text: v.say("consents." + string(c.To) + ".flows")}
		do := f.toTakeBack(c)
		if !c.Withdrawn.IsZero() {
			state = pages.Cell{Text: v.say("consents.withdrawn"), Tone: pages.Bad, Note: pages.Date(v.l, c.Withdrawn)}
			flows, do = pages.Cell{Text: v.say("consents." + string(c.To) + ".stopped")}, pages.Cell{}
		}
		t.Rows = append(t.Rows, []pages.Cell{{Text: v.say("consents." + string(c.To))}, {Text: pages.Date(v.l, c.Given)}, state, flows, do})
	}
	return t
}

// toTakeBack leads to the form by which a consent is taken back: of a tracing, on its
// own page.
func (f *file) toTakeBack(c casefile.Consent) pages.Cell {
	what := f.v.say("consents." + string(c.To))
	if c.To == casefile.ToTracing {
		return pages.Cell{Text: f.v.say("consents.page"), Href: f.at + "/tracing/" + c.Tracing.String(), For: what}
	}
	if !access.MayWrite(f.v.who.Role, right.Asked{}.Kind(), change.Rights, f.Ties...) {
		return pages.Cell{}
	}
	return pages.Cell{Text: f.v.say("consents.back"), Href: f.at + "/form/" + formTakeBack + "?record=" + minor.RecordID(c.Of).String(), For: what}
}

// restricted warns, above everything, of what may not be used, and why.
func (f *file) restricted() (out []pages.Notice) {
	for _, r := range f.Restricted() {
		c, _ := f.Right(r.Case)
		about := f.v.kit.About(f.v.l, &c)
		out = append(out, pages.Notice{Tone: pages.Warning, Text: f.v.say("rights.restricted", about, pages.Date(f.v.l, r.Since)),
			Links: []pages.Link{{Text: f.v.say("rights.why"), Href: f.at + pathRights}}})
	}
	return out
}

// rightSteps are the cases that wait for the reader's office, and those of others.
func (f *file) rightSteps() (out []step) {
	v := f.v
	for _, r := range f.Rights() {
		if !r.Waits() {
			continue
		}
		s := step{What: v.say("rights.step."+string(r.State), v.word("right", string(r.Asked.Right))), Who: v.say("step.outcome.rights"),
			When: v.say("step.by", pages.Date(v.l, r.Due)), Late: f.lateBy(&r, v.today())}
		if f.answersRight(&r) {
			s.Link = &pages.Link{Text: v.say("rights.title"), Href: f.at + pathRights + "#case-" + r.Case.String()}
		}
		out = append(out, s)
	}
	return out
}
