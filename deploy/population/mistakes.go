package population

import (
	"slices"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// finish puts the events in the order in which they were written, numbers them,
// and names those who wrote them.
func (h *history) finish() []Event {
	slices.SortStableFunc(h.events, func(a, b Event) int { return a.On.Day().Compare(b.On.Day()) })
	h.write()
	slices.SortStableFunc(h.events, func(a, b Event) int { return a.Written.Compare(b.Written) })
	numbers := make([]int, len(h.events))
	for k, e := range h.events {
		numbers[e.key] = k
	}
	leg := 0
	for k := range h.events {
		e := &h.events[k]
		e.Minor, e.Number, e.Knows = h.i, k, k
		if k > 0 && h.n.Province(h.events[k-1]) != h.n.Province(*e) {
			leg++
		}
		e.Leg = leg
		e.Author = one(h.d, h.n.staff[h.n.Speaker(*e)])
	}
	for k := range h.events {
		h.look(&h.events[k], numbers)
	}
	return h.events
}

// write says when each event, in order of day, was written. What happened
// later is written later, but for the half of a transfer that is written where
// the child is no longer: it may come after the other.
func (h *history) write() {
	delays := map[int]int{}
	var until, sent day.Date // sent: when the last departure was written
	for k := range h.events {
		e := &h.events[k]
		late, known := delays[e.form]
		if !known {
			d := roll(h.n.Seed, "late", h.i<<8+e.form&0xff)
			if !h.punctual && d.chance(lateShare) {
				late = 1 + d.wait(lateDays)
			}
			delays[e.form] = late
		}
		aside := e.behind || !e.corrects.IsZero()
		e.Written = later(e.On.Day(), e.corrects).Add(late)
		if e.Written.After(h.n.Options.Today) {
			e.Written = h.n.Options.Today
		}
		e.Written = later(e.Written, until)
		// The next office takes, sends on or lets go a child who was sent there:
		// the register lets nobody come by one through a record of their own.
		_, exit := e.body.(movement.ExitRecorded)
		if e.Section() == change.Custody || e.behind || exit {
			e.Written = later(e.Written, sent)
		}
		if e.behind {
			sent = e.Written
		}
		if !aside {
			until = e.Written
		}
	}
}

// look says what the author of an event had before their eyes, and names what
// it is about: what is taken back, or the tracing that it is a step of.
func (h *history) look(e *Event, numbers []int) {
	if e.of >= 0 {
		e.body = aboutRecord(e.body, h.n.Record(h.events[numbers[e.of]]))
	}
	if e.blind {
		e.Knows = 0
	}
	if e.behind {
		e.Knows = slices.IndexFunc(h.events, func(o Event) bool { return o.key == e.key || o.after(e) })
	}
}

// after reports whether an event is of where a child was once it had departed.
func (e Event) after(departed *Event) bool {
	_, arrived := e.body.(movement.Arrived)
	order := e.On.Day().Compare(departed.On.Day())
	return e.Section() == change.Presence && (order > 0 || order == 0 && arrived)
}

// correction gives the day on which what was written down first of a child is
// put right by the place that wrote it, once there is an interpreter.
func (h *history) correction(legs []leg) (on day.Date, ok bool) {
	d := roll(h.n.Seed, "correction", h.i)
	if !d.chance(correctedShare) {
		return on, false
	}
	on = h.m.Entry.Add(1 + d.IntN(9))
	host, here := hostOn(legs, on)
	return on, here && host == legs[0].structure && h.before(on)
}

// correct puts right what was written down first: the name, and the birth date
// where 1 January was put for it.
func (h *history) correct(legs []leg, first minor.IdentityStated) {
	on, ok := h.correction(legs)
	if !ok || first.Name == nil {
		return
	}
	name, birth := h.m.Name, h.m.Birth
	h.at(legs[0].structure, on, minor.IdentityStated{Source: minor.OwnWord, Name: &name, Birth: &birth})
	h.form++
}

// mistakes adds what was not so, and was taken back: a day of arrival, an
// absence, an exit.
func (h *history) mistakes(legs []leg) {
	d := roll(h.n.Seed, "mistakes", h.i)
	if !d.chance(mistakenShare) || h.m.ghost || h.m.Structure < 0 {
		return
	}
	if d.chance(400) {
		h.wrongDay(d, legs[0])
		return
	}
	last := legs[len(legs)-1]
	from := last.from
	for _, e := range h.events {
		from = later(from, e.On.Day())
	}
	on := from.Add(20 + d.IntN(30)) // after whatever was written late
	back := on.Add(d.between(3, 30))
	sent := len(legs) == 1 || !legs[len(legs)-2].silent
	if h.m.Fate != Present || !sent || !back.Before(h.n.Options.Today) {
		return
	}
	var wrong change.Body = movement.ExitRecorded{Reason: movement.EntrustedToRelative}
	if d.chance(500) {
		back = on.Add(d.between(1, 3))
		wrong = movement.AbsenceReported{From: h.n.place(h.m, last.structure), Report: h.report(on)}
	}
	h.takeBack(h.at(last.structure, on, wrong).key, last.structure, back)
}

// wrongly is why something is taken back.
const wrongly = "scritto per errore"

// takeBack adds the retraction of an event.
func (h *history) takeBack(key, structure int, on day.Date) {
	h.form++
	h.at(structure, on, change.Retracted{Record: change.ID{1}, Reason: wrongly}).of = key
	h.form++
}

// wrongDay has the first stay begin some days late, as it was written first, and
// then as it was.
func (h *history) wrongDay(d dice, first leg) {
	end := first.departed
	if end.IsZero() {
		end = h.m.End
	}
	if end.IsZero() {
		end = h.n.Options.Today
	}
	for _, limit := range []day.Date{first.gone, h.m.End} {
		if !limit.IsZero() && limit.Before(end) {
			end = limit
		}
	}
	wrong := first.from.Add(d.between(1, 3))
	right := wrong.Add(d.between(15, 40))
	if !right.Before(end) {
		return
	}
	for k := range h.events {
		e := &h.events[k]
		if b, ok := e.body.(placement.Began); ok {
			e.On = day.On(wrong)
			key := e.key
			h.punctual = true // so that what is put right was written before
			h.form++
			if d.chance(500) {
				h.at(first.structure, right, change.Retracted{Record: change.ID{1}, Reason: wrongly}).of = key
			}
			h.at(first.structure, first.from, b).corrects = right
			h.form++
			return
		}
	}
}

func later(a, b day.Date) day.Date {
	if a.Before(b) {
		return b
	}
	return a
}
