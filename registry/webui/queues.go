package webui

import (
	"slices"
	"strings"

	"faro.example/registry/lookup"
	"faro.example/registry/projection"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/opinion"
	"faro.example/shared/pages"
)

// queueBody is a list of children about whom something waits, with the others
// that the reader has; and beside those who wait for a guardian, how many wards
// each guardian has.
type queueBody struct {
	Links []pages.Link
	What  string
	Table pages.Table
	Next  string
	Loads *pages.Table
}

// queuesOf are the queues of a role.
func queuesOf(r access.Role) []lookup.Queue {
	return slices.DeleteFunc(lookup.Queues(), func(q lookup.Queue) bool { return !lookup.MayQueue(r, q) })
}

func (v *visit) hasQueues() bool { return len(queuesOf(v.who.Role)) > 0 }

// queues shows the reader's first queue.
func (v *visit) queues() error {
	if !v.hasQueues() {
		return errNoPage
	}
	return v.showQueue(queuesOf(v.who.Role)[0])
}

// queue shows one of them.
func (v *visit) queue() error {
	q := lookup.Queue(v.c.Param("queue"))
	if !slices.Contains(queuesOf(v.who.Role), q) {
		return errNoPage
	}
	return v.showQueue(q)
}

func (v *visit) showQueue(q lookup.Queue) error {
	var after lookup.Key
	if h := v.c.Query("after"); h != "" {
		if err := v.seal.open("after", v.session(), h, &after); err != nil {
			return err
		}
	}
	found, err := v.desk.Queues.Queue(v.ctx, v.because("list"), q, after, lookup.MaxFound)
	if err != nil {
		return err
	}
	body := queueBody{What: v.queueText(q, ".what")}
	for _, other := range queuesOf(v.who.Role) {
		body.Links = append(body.Links, pages.Link{Text: v.queueText(other, ""), Href: pathQueues + "/" + string(other), Here: other == q})
	}
	if found.Next != (lookup.Key{}) {
		h, err := v.seal.text("after", v.session(), found.Next)
		if err != nil {
			return err
		}
		body.Next = pathQueues + "/" + string(q) + "?after=" + h
	}
	if body.Table, err = v.queued(q, found.Waiting); err != nil {
		return err
	}
	if q == lookup.Unguarded {
		if body.Loads, err = v.caseloads(); err != nil {
			return err
		}
	}
	return v.show("queue", "queues.title", body)
}

// queued draws those on a queue.
func (v *visit) queued(q lookup.Queue, all []lookup.Waiting) (pages.Table, error) {
	var offices []institution.OfficeID
	for _, w := range all {
		offices = append(offices, institution.OfficeOf(w.At.Facility))
	}
	called, err := v.names(offices...)
	if err != nil {
		return pages.Table{}, err
	}
	t := pages.Table{Caption: v.queueText(q, ""), Empty: v.say("queue.empty"), Head: []pages.Cell{
		{Text: v.say("col.child")}, {Text: v.say("col.birth")}, {Text: v.whereOf(q)}, {Text: v.say("queue.since")}, {Text: v.say("queue.until")}, {Text: v.say("queue.detail")}, {Text: v.say("col.do")}}}
	for _, w := range all {
		at, err := v.address(opened{Minor: w.Minor, Why: "care"})
		if err != nil {
			return t, err
		}
		name := firstOf(v.nameOf(w.Name), v.say("who.nameless"))
		where := v.queuedAt(q, w, called)
		if of, is := strings.CutPrefix(w.Slot, projection.Tracing+":"); is {
			at += "/tracing/" + of
		}
		if q == lookup.RightsAsked || q == lookup.Restricted {
			at += "/rights"
		}
		t.Rows = append(t.Rows, []pages.Cell{
			{Text: name, Own: true, Note: w.Code.Display()}, {Text: v.birth(w.Birth)}, where,
			{Text: pages.Date(v.l, w.From), Note: v.say("queue.days", v.today().Sub(w.From))}, v.untilIn(w), v.detailOf(q, w),
			{Text: v.say("open.button"), Href: at, For: name},
		})
	}
	return t, nil
}

// tracings reports whether a queue is one of tracings.
func tracings(q lookup.Queue) bool { return q == lookup.OwnTurn || q == lookup.OthersTurn }

// whereOf is the heading of where the children are; of tracings, of whose turn it is.
func (v *visit) whereOf(q lookup.Queue) string {
	if tracings(q) {
		return v.say("tracing.turn")
	}
	return v.say("col.where")
}

// queuedAt says where a child on a queue is; of a tracing, whose turn it is: who
// traces is not told where the child is.
func (v *visit) queuedAt(q lookup.Queue, w lookup.Waiting, called names) pages.Cell {
	if tracings(q) {
		return pages.Cell{Text: v.word("turn", w.Stage)}
	}
	where := called.place(v, w.At)
	where.Note = v.state(w.State).Text
	return where
}

// untilIn is the last day, and how many days are left.
func (v *visit) untilIn(w lookup.Waiting) pages.Cell {
	left := w.Until.Sub(v.today())
	switch {
	case w.Until.IsZero():
		return pages.Cell{Text: v.say("queue.open")}
	case left < 0:
		return pages.Cell{Text: pages.Date(v.l, w.Until), Note: v.say("queue.over", -left), Tone: pages.Bad}
	case left <= soonDays:
		return pages.Cell{Text: pages.Date(v.l, w.Until), Note: v.say("queue.left", left), Tone: pages.Warning}
	}
	return pages.Cell{Text: pages.Date(v.l, w.Until), Note: v.say("queue.left", left)}
}

// soonDays is from how many days before the last one a row is marked. Arbitrary:
// a month.
const soonDays = 30

// detailOf says of what type it is; of an opinion, whether it is not due at all.
func (v *visit) detailOf(q lookup.Queue, w lookup.Waiting) pages.Cell {
	switch {
	case tracings(q):
		return pages.Cell{Text: v.word("tracing-step", w.Detail)}
	case q == lookup.Opinions && slices.Contains(opinion.Exemptions(), opinion.Exemption(w.Detail)):
		return pages.Cell{Text: v.say("queue.notdue"), Note: v.say("exempt." + w.Detail), Tone: pages.Warning}
	case q == lookup.Unanswered && w.Stage == projection.MatterDeclined:
		return pages.Cell{Text: v.say("guardian.declines"), Tone: pages.Bad}
	case q == lookup.Unanswered:
		return pages.Cell{Text: v.say("queue.unanswered")}
	case q == lookup.Permits || q == lookup.Expiring:
		return pages.Cell{Text: v.word("permit", w.Detail)}
	case q == lookup.RightsAsked:
		return pages.Cell{Text: v.word("right", w.Detail)}
	case q == lookup.Restricted && w.Detail == projection.WholeCasefile:
		return pages.Cell{Text: v.say("right.whole")}
	case q == lookup.Restricted:
		return pages.Cell{Text: v.word("section", w.Detail)}
	case q == lookup.Measures:
		return pages.Cell{Text: v.word("programme", w.Detail)}
	}
	return pages.Cell{}
}

// caseloads draws how many wards each guardian has: more than the law lets one
// have but for a reason is marked (law 47/2017 art. 11 par. 1; directive (EU)
// 2024/1346 art. 27 par. 7).
func (v *visit) caseloads() (*pages.Table, error) {
	loads, err := v.desk.Queues.Caseloads(v.ctx, v.because("list"))
	if err != nil {
		return nil, err
	}
	t := &pages.Table{Caption: v.say("loads.caption"), Empty: v.say("loads.empty"),
		Head: []pages.Cell{{Text: v.say("loads.who")}, {Text: v.say("loads.wards"), Num: true}, {Text: v.say("loads.most")}}}
	for _, l := range loads {
		most, room := guardian.MostOfRepresentative, pages.Cell{Text: v.say("loads.room"), Tone: pages.Good}
		if l.Volunteer > 0 {
			most = guardian.MostOfVolunteer
		}
		if l.Wards >= most {
			room = pages.Cell{Text: v.say("loads.full", most), Tone: pages.Warning}
		}
		if l.Wards > most {
			room = pages.Cell{Text: v.say("loads.over", most), Tone: pages.Bad}
		}
		t.Rows = append(t.Rows, []pages.Cell{{Text: firstOf(l.Name.Reveal(), v.say("guardian.unknown")), Own: true}, {Text: pages.Number(v.l, l.Wards), Num: true}, room})
	}
	return t, nil
}

// backlogs are the queues of the reader, with how many wait and since when, what
// cannot wait first; none for who has none.
func (v *visit) backlogs() ([]lookup.Backlog, error) {
	out, err := v.desk.Backlogs.Of(v.ctx, v.because("list"))
	if fault.Is(err, fault.Denied) {
		return nil, nil
	}
	return out, err
}

// queueText is what a queue is called, or what is to be done on it: a list that is
// one has its own words.
func (v *visit) queueText(q lookup.Queue, of string) string {
	if key := "queue." + string(q) + of; v.kit.Knows(key) {
		return v.say(key)
	}
	return v.say("list." + string(q) + of)
}
