package webui

import (
	"slices"
	"strings"

	"faro.example/registry/alert"
	"faro.example/registry/backlog"
	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/registry/projection"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/opinion"
	"faro.example/shared/pages"
)

// onQueue are the children on a queue of package lookup.
func (v *visit) onQueue(on turn, most int) (out []work, next turn, err error) {
	var after lookup.Key
	if err := on.read(&after); err != nil {
		return nil, next, err
	}
	found, err := v.desk.Queues.Queue(v.ctx, v.because("list"), on.Queue, after, most)
	if err != nil {
		return nil, next, err
	}
	var offices []institution.OfficeID
	for _, w := range found.Waiting {
		offices = append(offices, institution.OfficeOf(w.At.Facility))
	}
	called, err := v.names(offices...)
	if err != nil {
		return nil, next, err
	}
	reached, err := v.reached(on.Queue, offices)
	if err != nil {
		return nil, next, err
	}
	for _, w := range found.Waiting {
		row, err := v.child(on.Queue, &w, called, reached)
		if err != nil {
			return nil, next, err
		}
		out = append(out, row)
	}
	if found.Next != (lookup.Key{}) {
		next, err = turnOn(on.Queue, found.Next)
	}
	return out, next, err
}

// reached gives how the structures are reached at which children are, on the queue
// on which one calls them.
func (v *visit) reached(q lookup.Queue, offices []institution.OfficeID) (map[institution.OfficeID]directory.Contact, error) {
	if q != lookup.Unconfirmed {
		return nil, nil
	}
	return v.desk.Contacts.Contacts(v.ctx, v.because("list"), slices.DeleteFunc(offices, institution.OfficeID.IsZero)...)
}

// child is a child on a queue.
func (v *visit) child(q lookup.Queue, w *lookup.Waiting, called names, reached map[institution.OfficeID]directory.Contact) (work, error) {
	on, err := turnOn(q, w.Key)
	if err != nil {
		return work{}, err
	}
	at, err := v.address(opened{Minor: w.Minor, Why: whyOf(q), On: on})
	if err != nil {
		return work{}, err
	}
	switch {
	case q == lookup.Disputes:
		at += "/conflict/" + w.Slot
	case strings.HasPrefix(w.Slot, projection.Tracing+":"):
		at += "/tracing/" + strings.TrimPrefix(w.Slot, projection.Tracing+":")
	case q == lookup.RightsAsked || q == lookup.Restricted:
		at += pathRights
	}
	who := []string{w.Code.Display(), v.birth(w.Birth)}
	out := work{
		Who:   pages.Cell{Text: firstOf(v.nameOf(w.Name), v.say("who.nameless")), Own: true, Note: strings.Join(slices.DeleteFunc(who, func(s string) bool { return s == "" }), " · ")},
		Where: v.queuedAt(q, w, called), Since: v.since(w), By: v.untilIn(*w), What: v.toDo(q, w), At: at, On: on,
	}
	if q == lookup.Unconfirmed {
		out.What = pages.Cell{Text: v.say("queue.confirm"), Note: v.reachedBy(reached, institution.OfficeOf(w.At.Facility))}
	}
	return out, nil
}

// whyOf is the reason in the line of what is opened from a queue.
func whyOf(q lookup.Queue) string {
	switch q {
	case lookup.Disputes:
		return "check"
	case lookup.Queue(lookup.Missing):
		return "missing"
	case backlog.Halves, lookup.Unconfirmed:
		return "transfer"
	}
	if slices.Contains(append(lookup.Custodial(), lookup.Offered), lookup.Which(q)) {
		return "custody"
	}
	return "care"
}

// since is from when on somebody waits.
func (v *visit) since(w *lookup.Waiting) pages.Cell {
	if w.From.IsZero() {
		return pages.Cell{Text: v.say("queues.unsaid")}
	}
	return pages.Cell{Text: pages.Date(v.l, w.From), Note: v.waited(w.From)}
}

// tracings reports whether a queue is one of tracings.
func tracings(q lookup.Queue) bool { return q == lookup.OwnTurn || q == lookup.OthersTurn }

// queuedAt says where a child on a queue is; of a tracing, whose turn it is: who
// traces is not told where the child is.
func (v *visit) queuedAt(q lookup.Queue, w *lookup.Waiting, called names) pages.Cell {
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
	case w.Until.IsZero() && w.State == casefile.Missing:
		return pages.Cell{Text: v.say("step.atonce"), Tone: pages.Bad}
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

// toDo says what is to be done, or of what type it is; of an opinion, whether it
// is not due at all.
func (v *visit) toDo(q lookup.Queue, w *lookup.Waiting) pages.Cell {
	switch {
	case tracings(q):
		return pages.Cell{Text: v.word("tracing-step", w.Detail)}
	case q == lookup.Disputes:
		return pages.Cell{Text: v.say("next.conflict", v.slot(w.Slot))}
	case q == lookup.Opinions && slices.Contains(opinion.Exemptions(), opinion.Exemption(w.Detail)):
		return pages.Cell{Text: v.say("queue.notdue"), Note: v.say("exempt." + w.Detail), Tone: pages.Warning}
	case q == lookup.Opinions:
		return pages.Cell{Text: v.say("queue.give")}
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
	case w.Slot == "":
		return v.next(lookup.Which(q), &w.Listed)
	}
	return pages.Cell{Text: v.queueText(q, "")}
}

// reachedBy is how an office is reached, for who calls it.
func (v *visit) reachedBy(known map[institution.OfficeID]directory.Contact, o institution.OfficeID) string {
	c, ok := known[o]
	if !ok {
		return v.say("contacts.none")
	}
	return strings.Join(slices.DeleteFunc([]string{c.Phone, c.Mail, c.Hours}, func(s string) bool { return s == "" }), " · ")
}

// halves are the transfers of which a half stands alone, due longest first.
func (v *visit) halves(on turn, most int) (out []work, next turn, err error) {
	var after change.ID
	if err := on.read(&after); err != nil {
		return nil, next, err
	}
	open, err := v.desk.Alerts.Open(v.ctx, v.because("alerts"), alert.Lasting{After: after, Most: most})
	if err != nil {
		return nil, next, err
	}
	var offices []institution.OfficeID
	for _, a := range open {
		offices = append(offices, institution.OfficeOf(a.SentFrom), institution.OfficeOf(a.SentTo))
	}
	called, err := v.names(offices...)
	if err != nil {
		return nil, next, err
	}
	for _, a := range open {
		row, err := v.half(&a, called)
		if err != nil {
			return nil, next, err
		}
		out = append(out, row)
	}
	if len(open) == most {
		next, err = turnOn(on.Queue, open[most-1].Record)
	}
	return out, next, err
}

// half is a half of a transfer that stands alone.
func (v *visit) half(a *alert.Alert, called names) (out work, err error) {
	place := func(o institution.OfficeID) string { return firstOf(called.of(o), v.say("place.unknown")) }
	out = work{
		Who: pages.Cell{Text: v.say("alerts.elsewhere")}, Where: pages.Cell{Text: v.say("moment.route", place(institution.OfficeOf(a.SentFrom)), place(institution.OfficeOf(a.SentTo))), Own: true},
		Since: pages.Cell{Text: pages.Date(v.l, a.HappenedOn)}, By: pages.Cell{Text: v.kit.Near(v.l, a.DueAt, v.now()), Tone: pages.Bad}, What: pages.Cell{Text: v.say("alert." + string(a.Rule))},
	}
	if out.On, err = turnOn(backlog.Halves, a.Record); err != nil || a.Code == "" {
		return out, err
	}
	out.Who = pages.Cell{Text: a.Code.Display()}
	out.At, err = v.address(opened{Minor: a.Minor, Why: whyOf(backlog.Halves), On: out.On})
	return out, err
}

// silent are the centres of whose program no word has come, the longest silent
// first: whom to call. One whose program is locked says so, and is not here.
func (v *visit) silent(turn, int) (out []work, next turn, err error) {
	quiet, err := v.desk.Machines.Silent(v.ctx)
	if err != nil {
		return nil, next, err
	}
	var offices []institution.OfficeID
	for _, i := range quiet {
		offices = append(offices, i.Offices...)
	}
	called, err := v.names(offices...)
	if err != nil {
		return nil, next, err
	}
	reached, err := v.desk.Contacts.Contacts(v.ctx, v.because("list"), offices...)
	if err != nil {
		return nil, next, err
	}
	for _, i := range quiet {
		w := work{Who: pages.Cell{Text: i.Label, Own: true}, Since: pages.Cell{Text: v.kit.Near(v.l, i.Since, v.now()), Note: v.waited(dayOf(i.Since))},
			By: pages.Cell{Text: v.say("step.atonce"), Tone: pages.Warning}, What: pages.Cell{Text: v.say("queue.call")}, At: pathCentres}
		for _, o := range i.Offices {
			w.Where = pages.Cell{Text: firstOf(called.of(o), v.say("office.unknown")), Own: true, Note: called[o].Code}
			w.What.Note = v.reachedBy(reached, o)
		}
		out = append(out, w)
	}
	return out, next, nil
}
