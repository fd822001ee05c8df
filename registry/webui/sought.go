package webui

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"faro.example/registry/backlog"
	"faro.example/registry/sought"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/pages"
)

const pathSought = "/sought"

// seeker compares whom children seek: package sought.
type seeker interface {
	List(ctx context.Context, c access.Caller, q sought.Asked) (sought.Listed, error)
	Show(ctx context.Context, c access.Caller, of sought.PairID) (sought.Shown, error)
	Decide(ctx context.Context, c access.Caller, s sought.Say) error
}

// seeks reports whether the reader is shown whom several children may seek: the
// Ministry alone (law 47/2017 art. 6).
func (v *visit) seeks() bool { return access.Allow(v.who, access.ShowSought) == nil }

// verdicts are the lists of pairs, by the verdict that stands.
var verdicts = []sought.Verdict{sought.Waiting, sought.Undecided, sought.Same, sought.Distinct}

// sought lists persons sought by two children who may be one.
func (v *visit) sought() error {
	if !v.seeks() {
		return errNoPage
	}
	q := sought.Asked{Verdict: sought.Verdict(v.c.Query("verdict")), All: v.c.Query("all") != ""}
	if !slices.Contains(verdicts, q.Verdict) {
		return errNoPage
	}
	on, err := v.turnAsked(backlog.Sought)
	if err != nil {
		return err
	}
	all, next, err := v.soughtOn(on, q)
	if err != nil {
		return err
	}
	body := queueBody{News: newsOf(backlog.Sought), What: v.queueText(backlog.Sought, ".what"), Filters: []dueFilter{{Legend: v.say("sought.lists"), Links: v.soughtTabs(q)}}, Table: v.queueTable(backlog.Sought, "candidates.other", all)}
	body.Table.Empty = v.say("sought.empty")
	if further, err := v.furtherOn(next); err != nil {
		return err
	} else if further != "" {
		body.Next = soughtAt(q) + strings.Replace(strings.TrimPrefix(further, pathSought), "?", "&", 1)
	}
	return v.showWaiting(v.say("sought.title"), body)
}

// soughtWaiting are the pairs that nobody has decided, on their queue.
func (v *visit) soughtWaiting(on turn, most int) ([]work, turn, error) {
	return v.soughtOn(on, sought.Asked{Most: most})
}

// soughtOn are pairs after a place on their queue.
func (v *visit) soughtOn(on turn, q sought.Asked) (out []work, next turn, err error) {
	if err := on.read(&q.After); err != nil {
		return nil, next, err
	}
	found, err := v.desk.Sought.List(v.ctx, v.because("sought persons"), q)
	if err != nil {
		return nil, next, err
	}
	for _, p := range found.Pairs {
		w := work{Who: v.soughtOne(p.Sides[0]), Where: v.soughtOne(p.Sides[1]), Since: pages.Cell{Text: v.kit.Near(v.l, p.FoundAt, v.now())}, By: pages.Cell{Text: v.say("queue.open")},
			What: pages.Cell{Text: v.say("candidates.compare"), Note: v.say("candidates.sure") + ": " + v.percent(p.Probability)}}
		if w.On, err = turnOn(backlog.Sought, p.ID); err != nil {
			return nil, next, err
		}
		h, err := v.seal.text("sought", v.session(), p.ID)
		if err != nil {
			return nil, next, err
		}
		w.At = pathSought + "/" + h
		out = append(out, w)
	}
	if found.More {
		next = out[len(out)-1].On
	}
	return out, next, nil
}

// soughtAt is where a list stands.
func soughtAt(q sought.Asked) string {
	at := pathSought + "?verdict=" + string(q.Verdict)
	if q.All {
		at += "&all=yes"
	}
	return at
}

// soughtTabs lead to each list, and to those that are less likely.
func (v *visit) soughtTabs(q sought.Asked) (out []pages.Link) {
	for _, verdict := range verdicts {
		to := sought.Asked{Verdict: verdict}
		out = append(out, pages.Link{Text: v.say("sought.list." + firstOf(string(verdict), "waiting")), Href: soughtAt(to), Here: q.Verdict == verdict && !q.All})
	}
	return append(out, pages.Link{Text: v.say("sought.list.all"), Href: soughtAt(sought.Asked{All: true}), Here: q.All})
}

// soughtOne is one of the two in the list.
func (v *visit) soughtOne(s sought.Side) pages.Cell {
	return pages.Cell{Text: v.nameOf(s.Person.Name), Own: true, Note: v.say("sought.of", v.word("kinship", string(s.Person.Kinship)), s.Code.Display())}
}

// soughtSide is one of the two, beside the other.
type soughtSide struct {
	Name, Code string
	Who        []pages.Item
	Child      pages.Link
}

// soughtPair is the page of two who may be one person.
type soughtPair struct {
	Sure    string
	Sides   []soughtSide
	Reasons pages.Table
	History []pages.Moment
	Sealed  string
	Choices []pages.Option
	Chosen  string
	Wrong   string
	Why     pages.Field
}

// soughtForm is what the form of a decision holds, sealed.
type soughtForm struct {
	Of   sought.PairID     `json:"of"`
	ID   sought.DecisionID `json:"id"`
	Seen int               `json:"seen"`
}

// soughtBeside shows two who may be one person, and asks for a decision.
func (v *visit) soughtBeside() error {
	var of sought.PairID
	if err := v.seal.open("sought", v.session(), v.c.Param("handle"), &of); err != nil {
		return err
	}
	return v.showSought(http.StatusOK, of, soughtPair{})
}

func (v *visit) showSought(status int, of sought.PairID, body soughtPair) error {
	if !v.seeks() {
		return errNoPage
	}
	var err error
	if v.turn, err = turnOn(backlog.Sought, of); err != nil {
		return err
	}
	shown, err := v.desk.Sought.Show(v.ctx, v.because("check: sought persons"), of)
	if err != nil {
		return err
	}
	body.Sure, body.Reasons = v.say("sought.is", v.percent(shown.Pair.Probability)), v.reasons(shown.Pair.Reasons)
	for _, s := range shown.Pair.Sides {
		at, err := v.address(opened{Minor: s.Minor, Why: "check: sought persons"})
		if err != nil {
			return err
		}
		body.Sides = append(body.Sides, soughtSide{v.nameOf(s.Person.Name), s.Code.Display(), v.soughtWho(s), pages.Link{Text: v.say("sought.child"), Href: at}})
	}
	if body.History, err = v.soughtHistory(shown.History); err != nil {
		return err
	}
	form := soughtForm{Of: of, ID: sought.DecisionID(id.New[struct{}]()), Seen: len(shown.History)}
	if body.Sealed, err = v.seal.text("sought-form", v.person(), form); err != nil {
		return err
	}
	for _, verdict := range []sought.Verdict{sought.Same, sought.Distinct, sought.Undecided} {
		body.Choices = append(body.Choices, pages.Option{Value: string(verdict), Text: v.say("sought.verdict." + string(verdict))})
	}
	body.Chosen = v.field("choose")
	body.Why = pages.Field{Name: "why", Kind: "textarea", Label: v.say("conflict.why"), Hint: v.say("sought.hint"), Required: true, Value: v.field("why"), Error: body.Why.Error}
	return v.page(status, pages.Page{Name: "sought-pair", Title: v.say("sought.pair"), Body: body, Notices: v.flash()})
}

// soughtWho says who somebody is said to be.
func (v *visit) soughtWho(s sought.Side) []pages.Item {
	p := s.Person
	year := ""
	if p.Year != 0 {
		year = strconv.Itoa(p.Year)
	}
	var out []pages.Item
	for _, said := range []struct {
		key, text string
		own       bool
	}{
		{"sought.kinship", v.word("kinship", string(p.Kinship)), false},
		{"sought.sex", v.word("sex", string(p.Sex)), false},
		{"sought.year", year, false},
		{"sought.country", v.country(p.Country), false},
		{"sought.place", p.Place.Reveal(), true},
		{"sought.phone", p.Phone.Reveal(), true},
	} {
		if said.text != "" {
			out = append(out, pages.Item{Term: v.say(said.key), Values: []pages.Cell{{Text: said.text, Own: said.own}}})
		}
	}
	told := "sought.told"
	if p.Sought {
		told = "sought.tracing"
	}
	return append(out, pages.Item{Term: v.say("sought.from"), Values: []pages.Cell{{Text: v.say(told)}}})
}

// soughtHistory is what was decided, the last decision first.
func (v *visit) soughtHistory(all []sought.Decision) (out []pages.Moment, err error) {
	var offices []institution.OfficeID
	for _, d := range all {
		offices = append(offices, d.Office)
	}
	called, err := v.names(offices...)
	if err != nil {
		return nil, err
	}
	for i, d := range all {
		out = append(out, pages.Moment{
			When: v.kit.Near(v.l, d.At, v.now()), Title: v.say("sought.verdict." + string(d.Verdict)), Lines: own(d.Why.Reveal()),
			From: firstOf(called.of(d.Office), v.say("office.unknown")), Gone: i > 0,
		})
	}
	return out, nil
}

// decideSought takes a decision about two persons.
func (v *visit) decideSought() error {
	var form soughtForm
	if err := v.seal.open("sought-form", v.person(), v.field("form"), &form); err != nil {
		return err
	}
	if err := v.ours(); err != nil {
		return err
	}
	say := sought.Say{ID: form.ID, Of: form.Of, Verdict: sought.Verdict(v.field("choose")), Why: minor.Text(v.field("why")), Seen: form.Seen}
	if err := say.Validate(); err != nil {
		body := soughtPair{}
		if fault.As(err).Field == "verdict" {
			body.Wrong = v.say("sought.choose")
		} else {
			body.Why.Error = v.say("conflict.why.missing")
		}
		return v.showSought(http.StatusUnprocessableEntity, form.Of, body)
	}
	if err := v.desk.Sought.Decide(v.ctx, v.because("check: sought persons"), say); err != nil {
		return err
	}
	on, err := turnOn(backlog.Sought, form.Of)
	if err != nil {
		return err
	}
	return v.goOn(on, "sought")
}
