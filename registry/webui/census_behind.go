package webui

import (
	"context"
	"net/http"

	"faro.example/registry/census"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/pages"
)

const (
	pathDifference = pathCensus + "/difference"
	pathBehind     = pathCensus + "/children"
)

// opener opens a number into the children that it counts: package lookup.
type opener interface {
	Behind(ctx context.Context, c access.Caller, q census.Query, after lookup.Key, most int) (lookup.Behind, error)
}

// behind is a number, which leads to the children that it counts, for who may see any.
func (v *visit) behind(n int, q question, about string) pages.Cell {
	c := pages.Cell{Text: pages.Number(v.l, n), Num: true}
	if n > 0 && v.searches() {
		q.by, q.asked = nil, nil
		c.Href, c.For = q.address(pathBehind), about
	}
	return c
}

// behindBody is the children behind a number.
type behindBody struct {
	Said, Yours, Known string
	Chips              []pages.Link
	Back               string
	kids
}

// children lists those whom a number counts, those of whom nothing was heard for
// longest first, each to be opened for a reason.
func (v *visit) children() error {
	if !v.counts() || !v.searches() {
		return errNoPage
	}
	q, wrong := v.ask(), map[string]string{}
	asked := q.query(v, wrong)
	if len(wrong) > 0 {
		v.c.Redirect(http.StatusSeeOther, q.address(pathCensus))
		return nil
	}
	var after lookup.Key
	if h := v.c.Query("after"); h != "" {
		if err := v.seal.open("after", v.session(), h, &after); err != nil {
			return err
		}
	}
	found, err := v.desk.Behind.Behind(v.ctx, v.because("census"), asked, after, lookup.MaxFound)
	if err != nil {
		return err
	}
	body := behindBody{Said: v.say("behind.said", found.Counted, pages.Date(v.l, asked.On)), Back: q.address(pathCensus),
		Known: v.say("census.position", pages.Number(v.l, int(found.Position)), pages.Number(v.l, found.Epoch))}
	if found.Count != found.Counted {
		body.Yours = v.say("behind.yours", found.Count)
	}
	_, _, body.Chips = v.filterFields(q, pathBehind)
	body.kids = kids{Action: pathOpen}
	body.Reason, body.Words = v.why("check", "")
	list, err := v.behindList(found, q)
	if err != nil {
		return err
	}
	if len(list.Rows) > 0 {
		body.Lists = []kidsList{list}
	}
	return v.show("behind", "behind.title", body)
}

func (v *visit) behindList(found lookup.Behind, q question) (kidsList, error) {
	var offices []institution.OfficeID
	for _, m := range found.Listed {
		offices = append(offices, institution.OfficeOf(m.At.Facility))
	}
	called, err := v.names(offices...)
	if err != nil {
		return kidsList{}, err
	}
	out := kidsList{ID: "behind", Title: v.say("behind.list"), What: v.say("behind.what"), Count: pages.Number(v.l, found.Count)}
	for _, m := range found.Listed {
		k, err := v.kid(lookup.Everybody, m, called)
		if err != nil {
			return kidsList{}, err
		}
		if m.Confirmed.IsZero() {
			k.Reasons = append(k.Reasons, v.say("behind.never"))
		} else {
			k.Reasons = append(k.Reasons, v.say("behind.confirmed", pages.Date(v.l, m.Confirmed)))
		}
		out.Rows = append(out.Rows, k)
	}
	if n := len(found.Listed); n == lookup.MaxFound {
		h, err := v.seal.text("after", v.session(), found.Listed[n-1].Key)
		if err != nil {
			return kidsList{}, err
		}
		out.Next = q.address(pathBehind) + "&after=" + h
	}
	return out, nil
}

// difference answers what has changed between two knowings of a day, and because
// of what.
func (v *visit) difference() error {
	if !v.counts() {
		return errNoPage
	}
	q, wrong := v.ask(), map[string]string{}
	q.by = q.by[:min(1, len(q.by))]
	asked := q.query(v, wrong)
	before := firstOf(v.c.Query("before"), q.on)
	q.asked.Set("before", before)
	was := v.dayAsked("before", before, wrong)
	body := censusBody{Path: pathDifference}
	if len(wrong) == 0 {
		d, err := v.desk.Census.Difference(v.ctx, v.because("census"), census.DifferenceQuery{On: asked.On, By: q.by, Only: q.only,
			Before: census.Knowing{At: was}, After: census.Knowing{At: asked.KnownAt}})
		if err == nil {
			v.differs(&body, d)
		} else if err = v.blame(err, wrong); err != nil {
			return err
		}
	}
	days := v.dayFields(q, wrong)
	days[1].Label = v.say("difference.after")
	if wrong["after"] != "" {
		days[1].Error = wrong["after"]
	}
	body.Fields = []pages.Field{days[0],
		{Name: "before", Kind: "text", Label: v.say("difference.before"), Hint: v.say("day.hint"), Value: before, Error: wrong["before"]}, days[1], v.cutFields(q, wrong)[0]}
	return v.showCensus(q, body, wrong)
}

// differs puts a difference on its page: both numbers, what moved, and the
// records that made it.
func (v *visit) differs(body *censusBody, d census.Difference) {
	body.Said = v.say("difference.said", pages.Number(v.l, d.Before.Total), pages.Number(v.l, d.After.Total), signed(v.l, d.After.Total-d.Before.Total))
	body.Beside = v.say("difference.positions", pages.Number(v.l, int(d.Before.Position)), pages.Number(v.l, int(d.After.Position)))
	if len(d.Before.By) > 0 {
		t := pages.Table{Caption: v.cutTitle(d.Before.By), Empty: v.say("difference.none"), Head: []pages.Cell{{Text: v.say("cut." + string(d.Before.By[0]))},
			{Text: v.say("publish.was"), Num: true}, {Text: v.say("difference.then"), Num: true}, {Text: v.say("publish.by.how"), Num: true}}}
		for _, s := range d.Shifts {
			t.Rows = append(t.Rows, []pages.Cell{{Text: v.partName(d.Before.By[0], s.Codes[0], s.Labels[0])}, {Text: pages.Number(v.l, s.Before), Num: true},
				{Text: pages.Number(v.l, s.After), Num: true}, {Text: signed(v.l, s.After-s.Before), Num: true}})
		}
		body.Tables = append(body.Tables, t)
	}
	causes := pages.Table{Caption: v.say("difference.causes"), Empty: v.say("difference.none"), Head: []pages.Cell{{Text: v.say("difference.known")}, {Text: v.say("difference.kind")},
		{Text: v.say("difference.records"), Num: true}, {Text: v.say("difference.more"), Num: true}, {Text: v.say("difference.fewer"), Num: true}, {Text: v.say("difference.other"), Num: true}}}
	for _, c := range d.Causes {
		kind := pages.Cell{Text: v.say("difference.own")}
		if c.Kind != census.RegistrysOwn {
			kind = pages.Cell{Text: v.kind(c.Kind)}
		}
		kind.Note = v.say("difference.at", pages.Number(v.l, int(c.First)), pages.Number(v.l, int(c.Last)))
		row := []pages.Cell{{Text: pages.Date(v.l, c.Known)}, kind}
		for _, n := range []int{c.Records, c.More, c.Fewer, c.Other} {
			row = append(row, pages.Cell{Text: pages.Number(v.l, n), Num: true})
		}
		causes.Rows = append(causes.Rows, row)
	}
	body.Tables = append(body.Tables, causes)
}
