package webui

import (
	"context"
	"net/http"
	"slices"
	"strconv"

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

// soughtBody is a list of persons who may be one.
type soughtBody struct {
	Tabs  []pages.Link
	Table pages.Table
	Next  string
}

// sought lists persons sought by two children who may be one.
func (v *visit) sought() error {
	if !v.seeks() {
		return errNoPage
	}
	q := sought.Asked{Verdict: sought.Verdict(v.c.Query("verdict")), All: v.c.Query("all") != ""}
	if !slices.Contains(verdicts, q.Verdict) {
		return errNoPage
	}
	if h := v.c.Query("after"); h != "" {
		if err := v.seal.open("sought-after", v.session(), h, &q.After); err != nil {
			return err
		}
	}
	found, err := v.desk.Sought.List(v.ctx, v.because("sought persons"), q)
	if err != nil {
		return err
	}
	body := soughtBody{Tabs: v.soughtTabs(q), Table: pages.Table{Caption: v.say("sought.caption"), Empty: v.say("sought.empty"),
		Head: []pages.Cell{{Text: v.say("candidates.one")}, {Text: v.say("candidates.other")}, {Text: v.say("candidates.sure"), Num: true}, {Text: v.say("col.do")}}}}
	for _, p := range found.Pairs {
		h, err := v.seal.text("sought", v.session(), p.ID)
		if err != nil {
			return err
		}
		body.Table.Rows = append(body.Table.Rows, []pages.Cell{
			v.soughtOne(p.Sides[0]), v.soughtOne(p.Sides[1]), {Text: v.percent(p.Probability), Num: true}, {Text: v.say("candidates.compare"), Href: pathSought + "/" + h},
		})
	}
	if found.More {
		h, err := v.seal.text("sought-after", v.session(), found.Pairs[len(found.Pairs)-1].ID)
		if err != nil {
			return err
		}
		body.Next = soughtAt(q) + "&after=" + h
	}
	return v.show("sought", "sought.title", body)
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
	return v.page(status, pages.Page{Name: "sought-pair", Title: v.say("sought.pair"), Body: body})
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
	v.c.Redirect(http.StatusSeeOther, pathSought+"?done=sought")
	return nil
}
