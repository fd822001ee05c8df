package webui

import (
	"net/http"
	"strings"

	"faro.example/registry/link"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

// pair is what the address of two children side by side holds, sealed.
type pair struct {
	One   minor.ID `json:"a"`
	Other minor.ID `json:"b"`
}

// compares reports whether the reader may be told of candidates.
func (v *visit) compares() bool { return v.searches() }

// candidates lists those who may be one child, the missing and the likeliest first.
func (v *visit) candidates() error {
	if !v.compares() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	on, err := v.turnAsked(lookup.Twice)
	if err != nil {
		return err
	}
	found, err := v.pairs(on, lookup.MaxFound)
	if err != nil {
		return err
	}
	all, next, err := v.alike(found)
	if err != nil {
		return err
	}
	body := queueBody{News: newsOf(lookup.Twice), What: v.queueText(lookup.Twice, ".what"), Table: v.queueTable(lookup.Twice, "candidates.other", all)}
	body.Table.Empty = v.say("candidates.empty")
	if body.Next, err = v.furtherOn(next); err != nil {
		return err
	}
	if body.Beyond, err = v.beyond(found.Beyond); err != nil {
		return err
	}
	return v.showWaiting(v.say("candidates.title"), body)
}

// pairs are the candidates after a place on their queue.
func (v *visit) pairs(on turn, most int) (lookup.Candidates, error) {
	var after pair
	if err := on.read(&after); err != nil {
		return lookup.Candidates{}, err
	}
	return v.desk.Candidates.Candidates(v.ctx, v.because("candidates"), lookup.Asked{After: lookup.Two{One: after.One, Other: after.Other}, Most: most})
}

// twice are the candidates on their queue.
func (v *visit) twice(on turn, most int) (out []work, next turn, err error) {
	found, err := v.pairs(on, most)
	if err != nil {
		return nil, next, err
	}
	return v.alike(found)
}

// alike draws candidates.
func (v *visit) alike(found lookup.Candidates) (out []work, next turn, err error) {
	for _, c := range found.Open {
		w := work{Who: v.one(c, 0), Where: v.one(c, 1), Since: pages.Cell{Text: v.kit.Near(v.l, c.FoundAt, v.now())}, By: pages.Cell{Text: v.say("queue.open")},
			What: pages.Cell{Text: v.say("candidates.compare"), Note: v.say("candidates.sure") + ": " + v.percent(c.Probability)}}
		of := pair{c.Low, c.High}
		if c.Missing {
			w.By = pages.Cell{Text: v.say("step.atonce"), Tone: pages.Warning, Note: v.say("candidates.missing")}
		}
		if w.On, err = turnOn(lookup.Twice, of); err != nil {
			return nil, next, err
		}
		h, err := v.seal.text("pair", v.session(), of)
		if err != nil {
			return nil, next, err
		}
		w.At = pathCandidates + "/" + h
		out = append(out, w)
	}
	if found.More {
		next = out[len(out)-1].On
	}
	return out, next, nil
}

// one is one of the two in the list.
func (v *visit) one(c lookup.Candidate, k int) pages.Cell {
	return pages.Cell{Text: firstOf(v.nameOf(c.Names[k]), v.say("who.nameless")), Own: true, Note: c.Codes[k].Display()}
}

// percent writes a probability, never as certain.
func (v *visit) percent(p float64) string {
	return pages.Number(v.l, min(99, max(1, int(p*100)))) + " %"
}

// beyond are the children for whom the reader answers and who may be known where
// the reader may not look: it says whom to ask.
func (v *visit) beyond(found []lookup.Beyond) ([]pages.Item, error) {
	var offices []institution.OfficeID
	for _, b := range found {
		for _, a := range b.Answers {
			offices = append(offices, institution.Office(a))
		}
	}
	called, err := v.names(offices...)
	if err != nil {
		return nil, err
	}
	var out []pages.Item
	for _, b := range found {
		at, err := v.address(opened{Minor: b.Minor, Why: "check: candidate"})
		if err != nil {
			return nil, err
		}
		item := pages.Item{Term: v.percent(b.Probability), Values: []pages.Cell{{Text: v.say("candidates.yours"), Href: at}}}
		for _, a := range b.Answers {
			item.Values = append(item.Values, pages.Cell{Text: v.say("candidates.ask", firstOf(called.of(institution.Office(a)), v.say("office.unknown"))), Own: true})
		}
		link, err := v.remarkLink(b.ID)
		if err != nil {
			return nil, err
		}
		if link != nil {
			item.Values = append(item.Values, pages.Cell{Text: link.Text, Href: link.Href})
		}
		out = append(out, item)
	}
	return out, nil
}

// compareBody is two children side by side.
type compareBody struct {
	Sides   []compared
	Reasons pages.Table
	Sure    string
	May     bool
	Sealed  string
	Chosen  string
	Wrong   string
	Why     pages.Field
	Remarks []pages.Moment
	Remark  *pages.Link // where the reader remarks on it; nil for who does not
}

// compared is one of the two.
type compared struct {
	Name, Code string
	Who, Now   []pages.Item
}

// compare shows two children side by side, and asks who may to decide.
func (v *visit) compare() error {
	var of pair
	if err := v.seal.open("pair", v.session(), v.c.Param("handle"), &of); err != nil {
		return err
	}
	if err := v.ofPair(of); err != nil {
		return err
	}
	return v.showPair(http.StatusOK, of, compareBody{})
}

// ofPair has the page stand on the queue of candidates, at a pair.
func (v *visit) ofPair(of pair) (err error) {
	v.turn, err = turnOn(lookup.Twice, of)
	return err
}

func (v *visit) showPair(status int, of pair, body compareBody) error {
	if !v.compares() {
		return fault.Newf(fault.NotFound, "no such page")
	}
	both, err := v.desk.Candidates.Compare(v.ctx, v.because("check: candidate"), lookup.Two{One: of.One, Other: of.Other})
	if err != nil {
		return err
	}
	for k := range both.Sides {
		f := &file{Casefile: both.Sides[k], v: v}
		if err := f.call(); err != nil {
			return err
		}
		body.Sides = append(body.Sides, compared{f.called(), f.Identity.Code.Display(), f.who(), f.now()})
	}
	differingItems(body.Sides[0].Who, body.Sides[1].Who)
	differingItems(body.Sides[0].Now, body.Sides[1].Now)
	body.Sure, body.Reasons = v.say("candidates.is", v.percent(both.Candidate.Probability)), v.reasons(both.Candidate.Reasons)
	if body.Remarks, err = v.remarksOn(both.Candidate.ID); err != nil {
		return err
	}
	if body.Remark, err = v.remarkLink(both.Candidate.ID); err != nil {
		return err
	}
	body.May = access.MayWrite(v.who.Role, change.LinkSame{}.Kind(), change.Link)
	if body.Sealed, err = v.seal.text("pair-form", v.person(), of); err != nil {
		return err
	}
	body.Why = pages.Field{Name: "why", Kind: "textarea", Label: v.say("conflict.why"), Hint: v.say("conflict.hint"), Required: true, Value: v.field("why"), Error: body.Why.Error}
	return v.page(status, pages.Page{Name: "compare", Title: v.say("candidates.pair"), Help: v.say("help.compare"), Body: body, Notices: v.flash()})
}

// reasons says what each field says for or against.
func (v *visit) reasons(list []match.Reason) pages.Table {
	t := pages.Table{Caption: v.say("candidates.why"), Head: []pages.Cell{{Text: v.say("candidates.field")}, {Text: v.say("candidates.says")}, {Text: v.say("candidates.for")}}}
	for _, r := range list {
		says, side := r.Italian, pages.Cell{Text: v.say("candidates.pro"), Tone: pages.Good}
		if v.l == pages.English {
			says = r.English
		}
		switch {
		case r.Bits < 0:
			side = pages.Cell{Text: v.say("candidates.con"), Tone: pages.Warning}
		case r.Bits == 0:
			side = pages.Cell{Text: v.say("candidates.neither")}
		}
		t.Rows = append(t.Rows, []pages.Cell{{Text: v.word("match", r.Field)}, {Text: says}, side})
	}
	return t
}

// join takes the decision about two children.
func (v *visit) join() error {
	var of pair
	if err := v.seal.open("pair-form", v.person(), v.field("form"), &of); err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	if err := v.ofPair(of); err != nil {
		return err
	}
	body := compareBody{Chosen: v.field("choose")}
	why := strings.TrimSpace(v.field("why"))
	if body.Chosen != "same" && body.Chosen != "distinct" {
		body.Wrong = v.say("candidates.choose")
	}
	if why == "" || minor.Text(why).Check("why", 900) != nil {
		body.Why.Error = v.say("conflict.why.missing")
	}
	if body.Wrong != "" || body.Why.Error != "" {
		return v.showPair(http.StatusUnprocessableEntity, of, body)
	}
	say := v.desk.Link.Distinct
	if body.Chosen == "same" {
		say = v.desk.Link.Same
	}
	_, err := say(v.ctx, v.because(why), link.Of{Minor: of.One}, link.Of{Minor: of.Other})
	if fault.Is(err, fault.Conflict) { // somebody was quicker
		f, err := v.read(opened{Minor: of.One, Why: "check: candidate", On: v.turn})
		if err != nil {
			return err
		}
		return f.decidedAlready(links)
	}
	if err != nil {
		return err
	}
	return v.goOn(v.turn, body.Chosen)
}
