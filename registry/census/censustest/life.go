package censustest

import (
	"slices"
	"testing"

	"faro.example/registry/projection"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/placement"
)

// event is a record with the day on which it became known.
type event struct {
	on, known day.Date
	body      change.Body
	section   change.Section
	structure institution.OfficeID
}

// child makes up one life, and adds the rows of each of its states.
func (n *Nation) child(b testing.TB, nth int) {
	b.Helper()
	m := minor.ID(id.New[struct{}]())
	events := n.life(n.First.Add(nth * n.Days / n.Children))
	slices.SortStableFunc(events, func(a, b event) int { return a.known.Compare(b.known) })
	end := n.First.Add(n.Days - 1)
	var was casefile.File
	var entries []change.Placed
	var carried day.Date
	var position uint64
	for i, e := range events {
		if e.known.After(end) {
			break
		}
		was, carried = n.carry(m, was, carried, e.known, position)
		next := uint64(e.known.Sub(n.First))*n.perDay + 1 + uint64(n.Rng.Int64N(int64(n.perDay)))
		position = max(position+1, next)
		h := change.Header{
			ID: change.ID(id.New[struct{}]()), Minor: m, Structure: e.structure, On: day.On(e.on), Section: e.section,
			Seen: change.Seen{Epoch: 1, Position: position - 1}, Kind: e.body.Kind(), Version: 1,
		}
		entries = append(entries, change.Placed{
			Record: change.Record{Header: h, BodyRaw: []byte("{}"), Body: e.body}, Position: position,
			Standing: change.Standing{Entitled: true, Knows: position - 1},
		})
		if i+1 < len(events) && events[i+1].known == e.known && !events[i+1].known.After(end) {
			continue // one push
		}
		is := casefile.Fold(m, entries)
		after := projection.CarriedTo(&is, carried, e.known)
		old, new := projection.Between(&was, &is, carried, after)
		n.add(m, old, new, position)
		n.addActs(m, old, new, position)
		was, carried = is, after
	}
	if len(entries) > 0 {
		n.carry(m, was, carried, end, position)
	}
	for _, s := range was.Presence.Stays {
		until := s.Span.Until
		if s.Span.Open() {
			until = day.Must("2199-12-31")
		}
		birth, _ := was.Identity.Birth()
		n.stays = append(n.stays, []any{s.Span.From, until, s.At.Facility, string(was.Identity.Sex()), birth.Date})
	}
}

// carry does what the job does, month by month.
func (n *Nation) carry(m minor.ID, f casefile.File, carried, today day.Date, position uint64) (casefile.File, day.Date) {
	if _, open := f.Presence.Now(); open {
		for month := carried; month.Before(projection.CarryUntil(today)); month = carried {
			carried = month.NextMonth()
			old, new := projection.Between(&f, &f, month, carried)
			n.add(m, old, new, position)
		}
	}
	return f, carried
}

// life makes up what is recorded of a child who comes on a day.
func (n *Nation) life(from day.Date) []event {
	at, then := Pick(n.Rng, n.Places), Pick(n.Rng, n.Places)
	soon := func(on day.Date) day.Date { // mostly the next days, now and then much later
		if n.Rng.IntN(20) == 0 {
			return on.Add(n.Rng.IntN(90))
		}
		return on.Add(n.Rng.IntN(3))
	}
	stay := 20 + n.Rng.IntN(420)
	moved, left := from.Add(stay/3+1), from.Add(stay)
	born := from.AddYears(-[]int{17, 17, 17, 16, 16, 15, 12, 5}[n.Rng.IntN(8)]).Add(-n.Rng.IntN(360))
	here, there := institution.OfficeOf(at.Facility), institution.OfficeOf(then.Facility)
	out := []event{
		{from, soon(from), minor.Registered{Tag: "1"}, change.Identity, here},
		{from, soon(from), minor.Found{Mode: Pick(n.Rng, []minor.Mode{minor.ByLanding, minor.ByFinding})}, change.Presence, here},
		{from, soon(from), minor.IdentityStated{
			Source: minor.OwnWord, Sex: map[bool]minor.Sex{true: minor.Female, false: minor.Male}[n.Rng.IntN(8) == 0],
			Citizenship: Pick(n.Rng, []minor.Country{"EG", "UA", "TN", "GN", "GM", "CI", "AL", "PK", "BD", "ML"}),
			Birth:       &minor.Birth{Date: born, Precision: minor.ToDay, Provenance: minor.Declared},
		}, change.Identity, here},
		{from, soon(from), placement.Began{At: at}, change.Presence, here},
		{moved, soon(moved), movement.Departed{From: at, To: then}, change.Presence, here},
		{moved.Add(1), soon(moved.Add(1)), movement.Arrived{At: then}, change.Presence, there},
	}
	calls := n.Rng.IntN(3) == 0 // at every third structure; at the others presence is known from what happens
	for d := from.Add(25); calls && d.Before(left); d = d.Add(20 + n.Rng.IntN(10)) {
		who, office := at, here
		if !d.Before(moved) {
			who, office = then, there
		}
		out = append(out, event{d, soon(d), placement.Confirmed{At: who, Days: day.Span{From: d, Until: d.Add(1)}}, change.Presence, office})
	}
	out = append(out, event{from.Add(2), soon(from.Add(2)), guardian.Asked{Court: "TM"}, change.Guardian, here},
		event{from.Add(5), soon(from.Add(5)), measure.Enrolled{Programme: Pick(n.Rng, measure.Programmes())}, change.Measure, here})
	if n.Rng.IntN(3) == 0 {
		out = append(out, event{moved, soon(moved), opinion.Asked{}, change.Opinion, here})
	}
	if n.Rng.IntN(3) == 0 {
		out = append(out, event{left.Add(-5), soon(left), movement.AbsenceReported{From: then}, change.Presence, there})
	}
	return append(out, event{left, soon(left).Add(1), movement.ExitRecorded{Reason: Pick(n.Rng, movement.Reasons())}, change.Presence, there})
}
