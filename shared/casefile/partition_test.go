package casefile_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// subject is whom the histories here are about.
var subject = historytest.Minor("minor")

// cmpDates compares days; contents compares conflicts by slot and records alone.
var (
	cmpDates = cmp.Comparer(func(a, b day.Date) bool { return a == b })
	contents = cmpopts.IgnoreFields(casefile.Conflict{}, "Offices", "Since")
)

// drawn draws a history with lines that are cut and healed.
func drawn(r *rapid.T, t testing.TB, records int) *historytest.World {
	w := historytest.New(t)
	historytest.Draw(r, w, records)
	return w
}

func TestWhoHoldsTheSameRecordsShowsTheSame(t *testing.T) {
	sections := []change.Section{change.Identity, change.Presence, change.Custody, change.Guardian, change.Permit, change.Measure}
	rapid.Check(t, func(r *rapid.T) {
		w := historytest.New(t)
		for _, name := range []string{"F2", "M2"} {
			if held := rapid.SliceOfDistinct(rapid.SampledFrom(sections), rapid.ID).Draw(r, "sections"); len(held) > 0 {
				w.Desk(name).Holds(held...)
			}
		}
		historytest.Draw(r, w, 24)
		for _, d := range w.Desks() { // the lines of some are cut
			held := rapid.Permutation(d.Held()).Draw(r, "in another order")
			if got, want := historytest.Text(casefile.Fold(subject, held)), historytest.Text(d.File()); got != want {
				r.Fatalf("%s: another order, another casefile\n%s%s", d.Name, cmp.Diff(want, got), w.Story())
			}
		}
		w.Heal()
		w.Same()
	})
}

// A desk that decides names all that contends on its page. Once everybody has
// been brought that, what it named contends for nobody any more; what it did not
// name may, and in the end all is decided.
func TestAConflictDecidedAtOnePlaceIsDecidedEverywhere(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := drawn(r, t, 20)
		w.Heal()
		for range w.Ledger() {
			open := w.File().Conflicts
			if len(open) == 0 {
				return
			}
			c := rapid.SampledFrom(open).Draw(r, "conflict")
			d := rapid.SampledFrom(w.Desks()).Draw(r, "decides")
			z := d.ByRight().Says(historytest.DrawDecision(r, c))
			w.Heal()
			w.Same()
			for _, now := range w.File().Conflicts {
				known := func(id change.ID) bool { return id == z.ID || slices.Contains(c.Records, id) }
				if now.Slot == c.Slot && !slices.ContainsFunc(now.Records, func(id change.ID) bool { return !known(id) }) {
					r.Fatalf("the conflict about the %s is not over%s", c.Slot, w.Story())
				}
			}
		}
		if open := w.File().Conflicts; len(open) > 0 {
			r.Fatalf("as many decisions as records, and no end: %v%s", open, w.Story())
		}
	})
}

var attributes = []string{
	minor.AttrName, minor.AttrSex, minor.AttrBirth, minor.AttrBirthPlace, minor.AttrCitizenship, minor.AttrLanguages, minor.AttrMother,
	minor.AttrFather,
}

// What one side edited, and the other did not touch, is after the lines heal
// what that side made of it; what nobody touched is as it was.
func TestNoAttributeThatOneSideEditedChangesHands(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := drawn(r, t, 8)
		w.Heal()
		before := w.Records()
		mine := map[string][]string{}
		for _, a := range attributes {
			side := rapid.SampledFrom([]string{"F1", "M1", ""}).Draw(r, "side of "+a)
			mine[side] = append(mine[side], a)
		}
		for _, side := range []string{"F1", "M1"} {
			w.At(side, 5).Cut()
		}
		for range rapid.IntRange(1, 12).Draw(r, "edits") {
			side := rapid.SampledFrom([]string{"F1", "M1"}).Draw(r, "side")
			if len(mine[side]) > 0 {
				w.At(side, rapid.IntRange(1, 9).Draw(r, "day")).Says(historytest.DrawStatement(r, mine[side]))
			}
		}
		if rapid.Bool().Draw(r, "one after the other") {
			w.Desk("M1").Heal()
			w.Desk("F1").Heal()
		}
		w.Heal()
		w.Same()
		for side, slots := range mine {
			alone := slices.DeleteFunc(w.Records(), func(p change.Placed) bool {
				return p.Position > before[len(before)-1].Position && p.Agent != w.Desk(side).Agent()
			})
			want, got := casefile.Fold(subject, alone), w.File()
			for _, slot := range slots {
				if d := cmp.Diff(shownIn(want, slot), shownIn(got, slot), cmpDates); d != "" {
					r.Fatalf("the %s, which only %q touched (-want +got)\n%s%s", slot, side, d, w.Story())
				}
			}
		}
	})
}

// shownIn gives what a casefile shows of an attribute.
func shownIn(f casefile.File, slot string) casefile.Attribute {
	for _, a := range f.Identity.Attributes {
		if a.Slot == slot {
			return a
		}
	}
	return casefile.Attribute{}
}

// What an agent wrote is to be seen in the casefile, or it was taken back, or
// somebody who knew of it said otherwise, or it says what is shown anyway.
func TestNothingThatWasWrittenVanishes(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := drawn(r, t, 20)
		w.Heal()
		f := w.File()
		text := historytest.Text(f)
		all := w.Records()
		for i := range all {
			p := &all[i]
			if b, ok := p.Body.(minor.IdentityStated); ok && !takenBack(all, p) {
				for _, c := range b.Claims() {
					if !claimed(f, c) && !replaced(all, p, c) {
						r.Fatalf("what record %d says of the %s is nowhere to be seen\n%s%s", p.Position, c.Attribute, text, w.Story())
					}
				}
				continue
			}
			if strings.Contains(text, p.ID.String()) || unsaid(all, p) || says(f, p) || leftOn(all, p.On.Day()) || hostSays(all, p) {
				continue
			}
			r.Fatalf("record %d (%s) is nowhere to be seen\n%s%s", p.Position, p.Kind, text, w.Story())
		}
	})
}

// unsaid reports whether a record was taken back, or decided about, or somebody
// who knew of it wrote in its section after it.
func unsaid(all []change.Placed, p *change.Placed) bool {
	return takenBack(all, p) || slices.ContainsFunc(all, func(q change.Placed) bool { return change.Knew(&q, p) })
}

// takenBack reports whether a record was taken back, or decided about.
func takenBack(all []change.Placed, p *change.Placed) bool {
	return slices.ContainsFunc(all, func(q change.Placed) bool {
		switch b := q.Body.(type) {
		case change.Retracted:
			return b.Record == p.ID
		case change.Resolved:
			return slices.Contains(b.Saw, p.ID)
		}
		return false
	})
}

// replaced reports whether somebody who knew of a claim said otherwise, with no
// weaker a source.
func replaced(all []change.Placed, p *change.Placed, c minor.Claim) bool {
	return slices.ContainsFunc(all, func(q change.Placed) bool {
		b, ok := q.Body.(interface{ Claims() []minor.Claim })
		return ok && change.Knew(&q, p) && slices.ContainsFunc(b.Claims(), func(d minor.Claim) bool {
			return d.Attribute == c.Attribute && d.Rank >= c.Rank
		})
	})
}

// hostSays reports whether a record states a presence at a structure by another's
// word, and the structure itself states a later first day: its own counts.
func hostSays(all []change.Placed, p *change.Placed) bool {
	at, ok := presence(p)
	return ok && slices.ContainsFunc(all, func(q change.Placed) bool {
		there, ok := presence(&q)
		return ok && there.Same(at) && q.Structure == institution.OfficeOf(at.Facility) && p.Structure != q.Structure && !q.On.Day().Before(p.On.Day())
	})
}

// presence gives the place at which a record says that the minor was.
func presence(p *change.Placed) (facility.Place, bool) {
	switch b := p.Body.(type) {
	case placement.Began:
		return b.At, true
	case placement.Confirmed:
		return b.At, true
	case movement.Arrived:
		return b.At, true
	case movement.AbsenceEnded:
		if b.At != nil {
			return *b.At, true
		}
	}
	return facility.Place{}, false
}

// leftOn reports whether somebody states that the minor left the register on a
// day: whatever else is said of that day, it closes.
func leftOn(all []change.Placed, on day.Date) bool {
	return slices.ContainsFunc(all, func(q change.Placed) bool {
		return q.Kind == (movement.ExitRecorded{}).Kind() && q.On.Day() == on
	})
}

// says reports whether the casefile shows what the record says because of
// another that says the same, or the record speaks of another one.
func says(f casefile.File, p *change.Placed) bool {
	switch b := p.Body.(type) {
	case change.Retracted, change.Resolved:
		return true // what it does is seen in what it speaks of
	case minor.Registered:
		return f.Identity.Registered
	case minor.IdentityStated:
		return !slices.ContainsFunc(b.Claims(), func(c minor.Claim) bool { return !claimed(f, c) })
	case minor.AgeDecided:
		return !slices.ContainsFunc(b.Claims(), func(c minor.Claim) bool { return !claimed(f, c) })
	case minor.RelativeStated:
		return slices.ContainsFunc(f.Identity.Relatives, func(o casefile.Relative) bool { return o.RelativeStated == b })
	case guardian.Appointed:
		return slices.ContainsFunc(f.Guardian.Spans, func(g casefile.Guardianship) bool { return g.Who.Key() == b.Guardian.Key() })
	case minor.DocumentAdded:
		return slices.ContainsFunc(f.Identity.Documents, func(d casefile.Document) bool { return d.Key() == b.Key() })
	case minor.Found:
		return f.Presence.Found != nil
	}
	return told(f, p)
}

// told reports whether what the casefile shows of place and custody is what the
// record says, or nothing that the record could change.
func told(f casefile.File, p *change.Placed) bool {
	on := p.On.Day()
	switch b := p.Body.(type) {
	case placement.Began:
		return mentioned(f, b.At, on)
	case movement.Arrived:
		return mentioned(f, b.At, on)
	case movement.AbsenceEnded:
		return b.At != nil && mentioned(f, *b.At, on) || b.At == nil && !within(f, casefile.Missing, facility.Place{}, on)
	case placement.Confirmed:
		return mentioned(f, b.At, b.Days.From) || mentioned(f, b.At, b.Days.Until.Add(-1))
	case placement.Ended:
		return !within(f, casefile.Present, b.At, on)
	case movement.AbsenceReported:
		return !within(f, casefile.Present, b.From, on)
	case movement.Departed:
		return !within(f, casefile.Present, b.From, on)
	case movement.ExitRecorded:
		return f.Presence.Exit != nil && f.Presence.Exit.Reason == b.Reason && f.Presence.Exit.On == on
	case custody.Taken: // one that ended on its first day holds none
		return answers(f, b.By, on) || slices.ContainsFunc(f.Custody.Spans, func(c casefile.Charge) bool { return c.Span.From == on })
	case custody.Released:
		return !slices.ContainsFunc(f.Custody.Spans, func(c casefile.Charge) bool {
			return c.By == b.By && c.Span.From.Before(on) && c.Span.Open() && !c.Released
		})
	}
	return true
}

// mentioned reports whether a stay that touches a day is at a place, or led
// there or from there, or who hosted the minor there is asked about it.
func mentioned(f casefile.File, at facility.Place, on day.Date) bool {
	for _, h := range f.Presence.Halves {
		if !h.On.Before(on) && (h.From.Same(at) || h.At.Same(at)) {
			return true
		}
	}
	return slices.ContainsFunc(f.Presence.Stays, func(s casefile.Stay) bool {
		touches := !on.Before(s.Span.From) && (s.Span.Open() || !on.After(s.Span.Until))
		hosted := s.State == casefile.Present && on.Before(s.Span.From) // its own first day counts, not what another said
		return s.At.Same(at) && (touches || hosted) || s.From.Same(at) && touches
	})
}

// within reports whether a day lies inside a stay in a state, at a place if one
// is given: neither its first day nor its last.
func within(f casefile.File, state casefile.State, at facility.Place, on day.Date) bool {
	return slices.ContainsFunc(f.Presence.Stays, func(s casefile.Stay) bool {
		return s.State == state && (at == facility.Place{} || s.At.Same(at)) && s.Span.From.Before(on) && s.Span.Contains(on)
	})
}

// answers reports whether an institution had custody on a day or to its morning.
func answers(f casefile.File, by institution.ID, on day.Date) bool {
	return slices.ContainsFunc(f.Custody.Spans, func(c casefile.Charge) bool {
		return c.By == by && !on.Before(c.Span.From) && (c.Span.Open() || !on.After(c.Span.Until))
	})
}

// claimed reports whether a value is shown, or stands beside the one shown.
func claimed(f casefile.File, c minor.Claim) bool {
	a := shownIn(f, c.Attribute)
	return historytest.Value(a.Value) == historytest.Value(c.Value) || slices.ContainsFunc(a.Others, func(o casefile.Claim) bool {
		return historytest.Value(o.Value) == historytest.Value(c.Value)
	})
}
