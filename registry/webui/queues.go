package webui

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"faro.example/registry/backlog"
	"faro.example/registry/live"
	"faro.example/registry/lookup"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/pages"
)

// A work queue is a list of what waits for the reader, the most urgent first. All
// are drawn alike, and leave a line before they show anybody; from what was opened
// one goes on to the next of the same queue, by a link or by a key.

// turn is where a reader is on a queue. It travels, sealed, in the address of what
// was opened from it, and in the forms there.
type turn struct {
	Queue lookup.Queue    `json:"q,omitempty"`
	After json.RawMessage `json:"k,omitempty"` // after which the queue goes on; none for its start
}

// turnOn is the turn of something on a queue.
func turnOn(q lookup.Queue, after any) (turn, error) {
	b, err := json.Marshal(after)
	if err != nil {
		return turn{}, fmt.Errorf("write down a place on a queue: %w", err)
	}
	return turn{q, b}, nil
}

// waited says for how many days something has.
func (v *visit) waited(since day.Date) string {
	if n := v.today().Sub(since); n != 0 {
		return v.say("queue.days", n)
	}
	return v.say("queue.today")
}

// read reads after what the queue goes on; what is at its start stays as it is.
func (t turn) read(after any) error {
	if t.After == nil {
		return nil
	}
	return json.Unmarshal(t.After, after)
}

// work is one thing on a queue: who or what, where, since when, by when, and
// what is to be done.
type work struct {
	Who, Where, Since, By, What pages.Cell
	At                          string // where it is opened; "" where the reader may not
	Do                          string // what the link says; that it opens, if nothing
	On                          turn
}

// source gives what is on a queue.
type source struct {
	at    string // its page, where it has one of its own
	where string // the heading of where it is
	list  func(v *visit, on turn, most int) (all []work, next turn, err error)
}

// sourceOf gives what shows a queue; none for one whose page is not of this form.
func sourceOf(q lookup.Queue) (source, bool) {
	switch q {
	case backlog.Halves:
		return source{where: "alerts.route", list: (*visit).halves}, true
	case backlog.Silent:
		return source{where: "places.structure", list: (*visit).silent}, true
	case backlog.Deadlines:
		return source{at: pathDeadlines, where: "deadlines.whose", list: (*visit).late}, true
	case lookup.Twice:
		return source{at: pathCandidates, where: "candidates.other", list: (*visit).twice}, true
	case backlog.Sought:
		return source{at: pathSought, where: "candidates.other", list: (*visit).soughtWaiting}, true
	case backlog.Letters:
		return source{at: pathLetters}, false
	case backlog.Retention:
		return source{at: pathRetention}, false
	case lookup.OwnTurn, lookup.OthersTurn:
		return source{where: "tracing.turn", list: (*visit).onQueue}, true
	}
	return source{where: "col.where", list: (*visit).onQueue}, true
}

// queueAt is the page of a queue.
func queueAt(q lookup.Queue) string {
	if s, _ := sourceOf(q); s.at != "" {
		return s.at
	}
	return pathQueues + "/" + string(q)
}

// queueText is what a queue is called, or what is to be done on it: a list that is
// one has its own words.
func (v *visit) queueText(q lookup.Queue, of string) string {
	if key := "queue." + string(q) + of; v.kit.Knows(key) {
		return v.say(key)
	}
	return v.say("list." + string(q) + of)
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

// hasQueues reports whether there is a queue of the reader's,
// but of notices and of deadlines, which have pages of their own.
func (v *visit) hasQueues() bool {
	return slices.ContainsFunc(backlog.Had(v.who), func(q lookup.Queue) bool { return q != backlog.Letters && q != backlog.Deadlines })
}

// queuesBody is the page of all queues.
type queuesBody struct {
	Table  pages.Table
	Others []pages.Link // on which nobody waits
}

// queues shows every queue with how many wait, what cannot wait first.
func (v *visit) queues() error {
	if !v.hasQueues() {
		return errNoPage
	}
	all, err := v.backlogs()
	if err != nil {
		return err
	}
	body := queuesBody{Table: pages.Table{Caption: v.say("queues.caption"), Empty: v.say("queues.none"), Head: []pages.Cell{
		{Text: v.say("queues.queue")}, {Text: v.say("queues.waiting"), Num: true}, {Text: v.say("queues.oldest")}, {Text: v.say("queue.detail")}}}}
	for _, b := range all {
		if b.Count == 0 {
			body.Others = append(body.Others, pages.Link{Text: v.queueText(b.Queue, ""), Href: queueAt(b.Queue)})
			continue
		}
		n := pages.Number(v.l, b.Count)
		if b.Count >= lookup.MaxCounted {
			n = v.say("list.many", lookup.MaxCounted)
		}
		body.Table.Rows = append(body.Table.Rows, []pages.Cell{
			{Text: v.queueText(b.Queue, ""), Href: queueAt(b.Queue)}, {Text: n, Num: true}, v.oldest(b), {Text: v.queueText(b.Queue, ".what")},
		})
	}
	return v.show("queues", "queues.title", body)
}

// oldest says since when who has waited longest.
func (v *visit) oldest(b lookup.Backlog) pages.Cell {
	switch {
	case b.Oldest.IsZero():
		return pages.Cell{Text: v.say("queues.unsaid")}
	case b.Queue == lookup.Expiring:
		return pages.Cell{Text: pages.Date(v.l, b.Oldest), Note: v.say("queue.left", b.Oldest.Sub(v.today()))}
	}
	return pages.Cell{Text: pages.Date(v.l, b.Oldest), Note: v.waited(b.Oldest)}
}

// queueBody is a queue: what is to be done there, what waits, and what goes with it.
type queueBody struct {
	Others  *pages.Link // all queues; nil for who has none but this
	What    string
	News    string      // the topics of which it is told what is new
	Filters []dueFilter // ways to narrow it, or other lists of the kind
	Table   pages.Table
	Next    string
	Loads   *pages.Table // beside those who wait for a guardian, how many wards each guardian has
	Beyond  []pages.Item // of candidates: whom to ask about children of whom one alone is the reader's
}

// queue shows one of them, a page at a time.
func (v *visit) queue() error {
	q := lookup.Queue(v.c.Param("queue"))
	if s, is := sourceOf(q); !is || s.at != "" || !slices.Contains(backlog.Had(v.who), q) {
		return errNoPage
	}
	return v.showQueue(q, queueBody{})
}

// showQueue draws a page of a queue, with what else stands there.
func (v *visit) showQueue(q lookup.Queue, body queueBody) error {
	on, err := v.turnAsked(q)
	if err != nil {
		return err
	}
	s, _ := sourceOf(q)
	all, next, err := s.list(v, on, lookup.MaxFound)
	if err != nil {
		return err
	}
	if body.Next, err = v.furtherOn(next); err != nil {
		return err
	}
	if q == lookup.Unguarded {
		if body.Loads, err = v.caseloads(); err != nil {
			return err
		}
	}
	body.Table = v.queueTable(q, s.where, all)
	body.What, body.News = v.queueText(q, ".what"), newsOf(q)
	return v.showWaiting(v.queueText(q, ""), body)
}

// newsOf are the topics of which the page of a queue is told what is new: of what is
// found or comes due by itself, besides what is recorded.
func newsOf(q lookup.Queue) string {
	topics := []string{string(live.Recorded)}
	switch q {
	case lookup.Twice:
		topics = append(topics, string(live.Candidates))
	case backlog.Deadlines, backlog.Halves:
		topics = append(topics, string(live.Deadlines))
	}
	return strings.Join(topics, " ")
}

// furtherOn is where a queue goes on; "" at its end.
func (v *visit) furtherOn(next turn) (string, error) {
	if next.After == nil {
		return "", nil
	}
	h, err := v.seal.text("turn", v.session(), next)
	return queueAt(next.Queue) + "?after=" + h, err
}

// showWaiting draws what waits on a queue.
func (v *visit) showWaiting(title string, body queueBody) error {
	if v.hasQueues() {
		body.Others = &pages.Link{Text: v.say("queues.all"), Href: pathQueues}
	}
	return v.page(http.StatusOK, pages.Page{Name: "queue", Title: title, Help: v.say("help.queue"), Body: body, Notices: v.flash()})
}

// queueTable draws what waits, in the form that all queues have.
func (v *visit) queueTable(q lookup.Queue, where string, all []work) pages.Table {
	t := pages.Table{Caption: v.queueText(q, ""), Empty: v.say("queue.empty"), Head: []pages.Cell{
		{Text: v.say("queue.who")}, {Text: v.say(where)}, {Text: v.say("queue.since")}, {Text: v.say("queue.until")}, {Text: v.say("queue.detail")}, {Text: v.say("col.do")}}}
	for _, w := range all {
		opens := pages.Cell{Text: v.say("alerts.elsewhere")}
		if w.At != "" {
			opens = pages.Cell{Text: firstOf(w.Do, v.say("open.button")), Href: w.At, For: w.Who.Text}
		}
		t.Rows = append(t.Rows, []pages.Cell{w.Who, w.Where, w.Since, w.By, w.What, opens})
	}
	return t
}

// turnAsked reads where in a queue the address asks to go on.
func (v *visit) turnAsked(q lookup.Queue) (turn, error) {
	out := turn{Queue: q}
	h := v.c.Query("after")
	if h == "" {
		return out, nil
	}
	if err := v.seal.open("turn", v.session(), h, &out); err != nil {
		return out, err
	}
	if out.Queue != q {
		return out, errNoPage
	}
	return out, nil
}

// nextOnQueue leads to the next of a queue.
func (v *visit) nextOnQueue() error {
	on, err := v.turnAsked(lookup.Queue(v.c.Param("queue")))
	if err != nil {
		return err
	}
	return v.goOn(on, "")
}

// goOn leads to what comes next on a queue, with a word of what was done; after the
// last, to the queue itself.
func (v *visit) goOn(on turn, done string) error {
	said := ""
	if done != "" {
		said = "done=" + done
	}
	s, is := sourceOf(on.Queue)
	if !is || !slices.Contains(backlog.Had(v.who), on.Queue) {
		return errNoPage
	}
	for {
		all, next, err := s.list(v, on, 1)
		if err != nil {
			return err
		}
		if len(all) > 0 && all[0].At != "" {
			v.c.Redirect(http.StatusSeeOther, asking(all[0].At, said))
			return nil
		}
		if next.After == nil {
			break
		}
		on = next
	}
	v.c.Redirect(http.StatusSeeOther, asking(asking(queueAt(on.Queue), said), "end=yes"))
	return nil
}

// asking adds what is asked to an address.
func asking(at, what string) string {
	switch {
	case what == "":
		return at
	case slices.Contains([]byte(at), '?'):
		return at + "&" + what
	}
	return at + "?" + what
}

// place says on which queue the reader is, with the way back and on.
func (v *visit) place() (*pages.Turn, error) {
	if v.turn.Queue == "" || !slices.Contains(backlog.Had(v.who), v.turn.Queue) {
		return nil, nil
	}
	h, err := v.seal.text("turn", v.session(), v.turn)
	if err != nil {
		return nil, err
	}
	return &pages.Turn{
		Queue: pages.Link{Text: v.queueText(v.turn.Queue, ""), Href: queueAt(v.turn.Queue)},
		Next:  pages.Link{Text: v.say("queue.goon"), Href: pathQueues + "/" + string(v.turn.Queue) + "/next?after=" + h},
	}, nil
}
