package webui

import (
	"net/http"
	"strings"

	"faro.example/registry/directory"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// proposalsBody is what waits for a second person, and what became of the rest.
type proposalsBody struct {
	Waiting []proposed
	Decided []pages.Moment
}

// proposed is a proposal as who decides reads it.
type proposed struct {
	Title, From, Until string
	Lines              []string
	Why                string
	Sealed             string // "" for the proposer and for whom it concerns
	Own                bool   // the reader's own: it can be taken back
	Field              pages.Field
}

// proposals shows what waits for a second person, with what is to be read before
// one says yes.
func (v *visit) proposals() error { return v.showProposals(http.StatusOK, "", "") }

// showProposals says beside one of them, by its sealed name, what is wrong.
func (v *visit) showProposals(status int, at, wrong string) error {
	if !v.keeps() {
		return errNoPage
	}
	open, err := v.desk.Approvals.Proposals(v.ctx, v.because("staff"))
	if err != nil {
		return err
	}
	decided, err := v.desk.Approvals.Decided(v.ctx, v.because("staff"))
	if err != nil {
		return err
	}
	var all []institution.OfficeID
	for _, p := range open {
		all = append(all, officesOfEdit(p.Edit)...)
	}
	for _, p := range decided {
		all = append(all, officesOfEdit(p.Edit)...)
	}
	called, err := v.names(all...)
	if err != nil {
		return err
	}
	var body proposalsBody
	for n, p := range open {
		one, err := v.proposal(p, called)
		if err != nil {
			return err
		}
		one.Field = pages.Field{Name: "why", Kind: "text", Label: v.say("proposals.why"), Required: true, Max: maxWords}
		one.Field.Name += itoa(n)
		if one.Sealed != "" && one.Sealed == at {
			one.Field.Error = wrong
		}
		body.Waiting = append(body.Waiting, one)
	}
	for _, d := range decided {
		body.Decided = append(body.Decided, v.decision(d, called))
	}
	return v.page(status, pages.Page{Name: "proposals", Title: v.say("proposals.title"), Help: v.say("help.proposals"), Body: body, Notices: v.flash()})
}

func (v *visit) proposal(p directory.Proposal, called names) (out proposed, err error) {
	out = proposed{Title: v.say("proposals.by", firstOf(p.Names[p.By].Reveal(), v.say("proposals.somebody")), v.kit.Near(v.l, p.At, v.now())),
		Until: v.say("proposals.until", v.kit.Near(v.l, p.Expires, v.now())), Lines: v.editLines(p.Edit, p.Names, called), Why: p.Reason, Own: p.By == v.who.Person}
	out.Sealed, err = v.seal.text("proposal", v.person(), p.ID)
	return out, err
}

func (v *visit) decision(d directory.Decision, called names) pages.Moment {
	tones := map[string]pages.Tone{"confirmed": pages.Good, "refused": pages.Bad}
	who := v.say("proposals.nobody")
	if !d.Who.IsZero() {
		who = firstOf(d.Names[d.Who].Reveal(), v.say("proposals.somebody"))
	}
	m := pages.Moment{When: v.kit.Near(v.l, d.When, v.now()), Title: v.say("proposals.by", firstOf(d.Names[d.By].Reveal(), v.say("proposals.somebody")), v.kit.Near(v.l, d.At, v.now())),
		State: v.say("proposals." + d.Outcome), Tone: tones[d.Outcome], From: strings.TrimSuffix(who+": "+d.Why, ": ")}
	for _, l := range v.editLines(d.Edit, d.Names, called) {
		m.Lines = append(m.Lines, pages.Cell{Text: l, Own: true})
	}
	return m
}

// officesOfEdit are the offices that an edit names.
func officesOfEdit(e directory.Edit) (out []institution.OfficeID) {
	for _, p := range e.People {
		out = append(out, p.Office)
	}
	for _, o := range e.Operators {
		out = append(out, o.Office)
	}
	for _, o := range e.Ended.Operators {
		out = append(out, o.Office)
	}
	for _, a := range append(e.Agreements, e.Ended.Agreements...) {
		out = append(out, institution.Office(a.Partner))
	}
	for _, n := range e.Ended.Institutions {
		out = append(out, institution.Office(n))
	}
	for _, f := range e.Ended.Structures {
		out = append(out, institution.OfficeOf(f))
	}
	return out
}

// editLines say in words what an edit would do, a line for each thing.
func (v *visit) editLines(e directory.Edit, people map[institution.PersonID]minor.Text, called names) (out []string) {
	who := func(p institution.PersonID) string { return firstOf(people[p].Reveal(), p.String()) }
	at := func(o institution.OfficeID) string { return firstOf(called.of(o), v.say("office.unknown")) }
	from := pages.Date(v.l, e.From)
	for _, p := range e.People {
		line := v.say("edit.person", who(p.ID), v.say("role."+string(p.Role)), at(p.Office), v.lasting(e.From, p.Until))
		if p.Administrator {
			line += "; " + v.say("staff.administrator")
		}
		out = append(out, line)
	}
	for _, o := range e.Operators {
		out = append(out, v.say("edit.operator", who(o.Person), at(o.Office), v.lasting(e.From, o.Until)))
	}
	for _, a := range e.Agreements {
		out = append(out, v.say("edit.agreement", a.Number, at(institution.Office(a.Partner)), v.countryList(a.Countries), v.lasting(e.From, a.Until)))
	}
	for _, n := range e.Institutions {
		out = append(out, v.say("edit.institution", n.Name, n.Code, v.say("role."+string(n.Kind)), from))
	}
	for _, f := range e.Structures {
		out = append(out, v.say("edit.structure", f.Name, f.Code, v.town(f.Municipality), pages.Number(v.l, f.Beds), from))
	}
	for _, b := range e.Bodies {
		out = append(out, v.say("edit.body", b.Name, b.Code, from))
	}
	return append(out, v.endedLines(e, who, at, from)...)
}

// lasting says from when, and until when if an end is known.
func (v *visit) lasting(from, until day.Date) string {
	if until.IsZero() {
		return v.say("edit.from", pages.Date(v.l, from))
	}
	return v.say("edit.between", pages.Date(v.l, from), pages.Date(v.l, until))
}

func (v *visit) endedLines(e directory.Edit, who func(institution.PersonID) string, at func(institution.OfficeID) string, from string) (out []string) {
	for _, p := range e.Ended.People {
		out = append(out, v.say("edit.end", who(p), from))
	}
	for _, o := range e.Ended.Operators {
		out = append(out, v.say("edit.end.operator", who(o.Person), at(o.Office), from))
	}
	for _, a := range e.Ended.Agreements {
		out = append(out, v.say("edit.end", a.Number+", "+at(institution.Office(a.Partner)), from))
	}
	for _, n := range e.Ended.Institutions {
		out = append(out, v.say("edit.end", at(institution.Office(n)), from))
	}
	for _, f := range e.Ended.Structures {
		out = append(out, v.say("edit.end", at(institution.OfficeOf(f)), from))
	}
	return out
}

// decideProposal says yes or no to what somebody else proposed, or takes the own
// proposal back.
func (v *visit) decideProposal() error {
	var p directory.ProposalID
	if !v.keeps() {
		return errNoPage
	}
	if err := v.seal.open("proposal", v.person(), v.field("form"), &p); err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	if ok, err := v.proven(); !ok {
		return err
	}
	_, why := v.reasonAmong("why")
	say := v.field("say")
	if say == "refuse" && (len(why) < 3 || len(why) > maxWords) {
		text, _ := pages.Fault(v.l, errWhy.Detail, errWhy.Remedy)
		return v.showProposals(http.StatusUnprocessableEntity, v.field("form"), text)
	}
	by := v.because(firstOf(why, "staff"))
	var err error
	switch say {
	case "confirm":
		_, err = v.desk.Approvals.Confirm(v.ctx, by, p)
	case "refuse":
		err = v.desk.Approvals.Refuse(v.ctx, by, p)
	case "withdraw":
		err = v.desk.Staff.Withdraw(v.ctx, by, p)
	default:
		err = fault.Newf(fault.Invalid, "the form cannot be read")
	}
	if err != nil {
		return err
	}
	v.c.Redirect(http.StatusSeeOther, pathProposals+"?done=decided-"+say)
	return nil
}
