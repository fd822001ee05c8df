package population_test

import (
	"cmp"
	"crypto/ed25519"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/deploy/population"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// anyNation gives a nation of some hundred children with any seed and history.
func anyNation(t *rapid.T) *population.Nation {
	o := options(t)
	o.Children = rapid.IntRange(50, 300).Draw(t, "children")
	o.Present = o.Children * rapid.IntRange(0, 10).Draw(t, "present, tenths") / 10
	o.Structures = rapid.IntRange(21, 90).Draw(t, "structures")
	o.Today = today.Add(rapid.IntRange(0, 800).Draw(t, "days"))
	o.Since = o.Today.Add(-rapid.IntRange(120, 2500).Draw(t, "history"))
	return nation(t, rapid.Uint64().Draw(t, "seed"), o)
}

// walker follows a history record by record, and knows nothing of how it was
// made.
type walker struct {
	at      facility.Place // zero: nowhere
	since   day.Date
	to      facility.Place // where it was sent
	missing facility.Place // where it is missing from
	gone    bool           // it has left the register
	holder  institution.ID
	stays   []day.Span
}

func (w *walker) leave(on day.Date) {
	if s := (day.Span{From: w.since, Until: on}); !s.Empty() {
		w.stays = append(w.stays, s)
	}
	w.at = facility.Place{}
}

// step says what cannot be, "" if all is well.
func (w *walker) step(body change.Body, on day.Date) string {
	if w.gone {
		return "something after the exit"
	}
	switch b := body.(type) {
	case placement.Began:
		if !w.at.IsZero() {
			return "a place for one who has one"
		}
		w.at, w.since = b.At, on
	case movement.Departed:
		if b.From != w.at {
			return "a departure from where it is not"
		}
		w.leave(on)
		w.to = b.To
	case movement.Arrived:
		if *b.From == w.at { // nobody wrote down that it left
			w.leave(on)
			w.to = b.At
		}
		if b.At != w.to || !w.at.IsZero() {
			return "an arrival where it was not sent"
		}
		w.at, w.since, w.to = b.At, on, facility.Place{}
	case movement.AbsenceReported:
		if b.From != w.at {
			return "an absence of one who is not there"
		}
		w.leave(on)
		w.missing = b.From
	case movement.AbsenceEnded:
		if w.missing.IsZero() || *b.At != w.missing {
			return "the end of no absence"
		}
		w.at, w.since, w.missing = *b.At, on, facility.Place{}
	case movement.ExitRecorded:
		if w.at.IsZero() {
			return "the exit of one who is not there"
		}
		w.leave(on)
		w.gone = true
	default:
		return w.custody(body)
	}
	return ""
}

func (w *walker) custody(body change.Body) string {
	switch b := body.(type) {
	case custody.Taken:
		if !w.holder.IsZero() {
			return "custody of one whom others hold"
		}
		w.holder = b.By
	case custody.Released:
		if b.By != w.holder {
			return "a release by one who does not hold"
		}
		w.holder = institution.ID{}
	}
	return ""
}

// asItWas gives a history as it happened: without what was taken back, the
// days of an arrival put right, and in order of day, departures first.
func asItWas(n *population.Nation, events []population.Event) []population.Event {
	back := map[change.ID]bool{}
	began := map[facility.Place]day.Date{}
	for _, e := range events {
		switch b := e.Body().(type) {
		case change.Retracted:
			back[b.Record] = true
		case placement.Began:
			began[b.At] = e.On.Day() // the last that was written is right
		}
	}
	out := slices.DeleteFunc(slices.Clone(events), func(e population.Event) bool {
		b, ok := e.Body().(placement.Began)
		return back[n.Record(e)] || e.Kind() == (change.Retracted{}).Kind() || ok && began[b.At] != e.On.Day()
	})
	arrival := func(e population.Event) int {
		if e.Kind() == (movement.Arrived{}).Kind() {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b population.Event) int {
		return cmp.Or(a.On.Day().Compare(b.On.Day()), arrival(a)-arrival(b))
	})
	return out
}

func TestNoHistorySaysWhatCannotBe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := anyNation(t)
		for i, m := range n.Minors {
			var w walker
			events := n.History(i)
			for k, e := range events {
				on := e.On.Day()
				switch {
				case on.Before(m.Entry) || on.After(n.Options.Today) || !m.End.IsZero() && on.After(m.End):
					t.Fatalf("minor %d: %s on %s, outside %s to %s", i, e.Kind(), on, m.Entry, m.End)
				case e.Minor != i || e.Number != k || k == 0 && e.Kind() != "minor.registered":
					t.Fatalf("minor %d: record %d is numbered %d of %d, a %s", i, k, e.Number, e.Minor, e.Kind())
				case e.Written.Before(on) || e.Written.After(n.Options.Today) || e.Knows > k:
					t.Fatalf("minor %d: record %d was written before it happened, is yet to be written, or knows of it", i, k)
				case k > 0 && (e.Written.Before(events[k-1].Written) || e.Leg < events[k-1].Leg):
					t.Fatalf("minor %d: record %d comes before the one before", i, k)
				case n.People[e.Author].Office != n.Speaker(e):
					t.Fatalf("minor %d: %s is written by somebody of another office", i, e.Kind())
				}
				if err := e.Body().Validate(); err != nil {
					t.Fatalf("minor %d: %s: %v", i, e.Kind(), err)
				}
			}
			for _, e := range asItWas(n, events) {
				if wrong := w.step(e.Body(), e.On.Day()); wrong != "" {
					t.Fatalf("minor %d: %s on %s: %s", i, e.Kind(), e.On.Day(), wrong)
				}
			}
			if !w.at.IsZero() {
				w.stays = append(w.stays, day.Span{From: w.since})
			}
			checkStays(t, n, i, w.stays)
		}
	})
}

// checkStays compares what the records say with what the nation says is true.
func checkStays(t *rapid.T, n *population.Nation, i int, recorded []day.Span) {
	var want []day.Span
	for _, s := range n.Stays(i) {
		want = append(want, s.Span)
	}
	if !slices.Equal(recorded, want) {
		t.Fatalf("minor %d: the records give the stays %v, the nation %v", i, recorded, want)
	}
	for k := 1; k < len(want); k++ {
		if want[k-1].Overlaps(want[k]) || want[k].From.Before(want[k-1].From) {
			t.Fatalf("minor %d: in two places at once: %v", i, want)
		}
	}
	if fate := n.Minors[i].Fate; (fate == population.Present) != (len(want) > 0 && want[len(want)-1].Open()) {
		t.Fatalf("minor %d: fate %d, stays %v", i, fate, want)
	}
}

func TestChildrenAreMinorsWhileTheyArePresent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := anyNation(t)
		for i, m := range n.Minors {
			last := n.Options.Today
			if m.Fate != population.Present {
				last = m.End.Add(-1)
			}
			if age := m.Birth.Date.Age(last); age < 0 || age > 17 {
				t.Fatalf("minor %d is %d years old on the last day %s", i, age, last)
			}
			if !m.Birth.Date.Before(m.Entry) {
				t.Fatalf("minor %d was found before being born", i)
			}
			if s := m.Structure; s >= 0 && n.Structures[s].Type == facility.Temporary && m.Birth.Date.Age(last) < 14 {
				t.Fatalf("minor %d is under 14 in a temporary structure", i)
			}
		}
	})
}

func TestALandingIsTheSameForAllItsChildren(t *testing.T) {
	n := nation(t, 5, options(t))
	of := map[minor.LandingID]minor.Landing{}
	for _, e := range n.Events() {
		b, ok := e.Body().(minor.Found)
		if !ok || b.Landing == nil {
			continue
		}
		if e.On.Day() != b.Landing.On {
			t.Errorf("minor %d was found on %s, and landed on %s", e.Minor, e.On, b.Landing.On)
		}
		if seen, ok := of[b.Landing.ID]; ok && seen != *b.Landing {
			t.Errorf("landing %s has two days, places or vessels", b.Landing.ID)
		}
		of[b.Landing.ID] = *b.Landing
		if b.Municipality == "" {
			t.Errorf("landing %s has no municipality", b.Landing.ID)
		}
	}
	if len(of) == 0 || len(of) != len(n.Landings) {
		t.Errorf("%d landings are written of, of %d", len(of), len(n.Landings))
	}
}

// folded gives what the register knows of a child by what was written up to a day.
func folded(t interface{ Fatalf(string, ...any) }, n *population.Nation, i int, known day.Date) casefile.File {
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	var placed []change.Placed
	for k, e := range n.History(i) {
		if e.Written.After(known) {
			break
		}
		rec, err := change.Sign(key, change.Header{
			ID: n.Record(e), Minor: n.Minors[i].ID, Agent: change.AgentID{1}, Seq: uint64(k + 1), Structure: n.Speaker(e),
			Author: n.People[e.Author].ID, Made: change.Made{At: e.Written.UTC()}, On: e.On, Section: e.Section(),
		}, e.Body())
		if err != nil {
			t.Fatalf("minor %d, %s: %v", i, e.Kind(), err)
		}
		standing := change.Standing{Knows: uint64(e.Knows), Entitled: true}
		placed = append(placed, change.Placed{Record: rec, Position: uint64(k + 1), Standing: standing})
	}
	return casefile.Fold(n.Minors[i].ID, placed)
}

func stays(f casefile.File) (out []day.Span) {
	for _, s := range f.Presence.Stays {
		if s.State == casefile.Present {
			out = append(out, s.Span)
		}
	}
	return out
}

func TestTheFoldOfEveryHistoryShowsWhatIsTrueAndOnlyWhoDidNotLookMadeAConflict(t *testing.T) {
	o := options(t)
	o.Children, o.Present = 3000, 1500
	n := nation(t, 9, o)
	unlooked, conflicts := 0, 0
	for i := range n.Minors {
		f := folded(t, n, i, o.Today)
		var want []day.Span
		for _, s := range n.Stays(i) {
			want = append(want, s.Span)
		}
		blind := slices.ContainsFunc(n.History(i), func(e population.Event) bool {
			return e.Knows == 0 && e.Number > 0
		})
		if blind {
			unlooked++
		}
		conflicts += len(f.Conflicts)
		if !slices.Equal(stays(f), want) || !f.Identity.Registered || len(f.Conflicts) > 0 && !blind {
			t.Errorf("minor %d: folded to %v, want %v; conflicts %v", i, stays(f), want, f.Conflicts)
		}
	}
	if unlooked == 0 || conflicts == 0 {
		t.Errorf("%d did not look, %d conflicts: want some", unlooked, conflicts)
	}
}

func TestRecordsBearIdentifiersOfTheirOwn(t *testing.T) {
	n := nation(t, 2, options(t))
	seen := map[change.ID]bool{}
	for _, e := range n.Events() {
		id := n.Record(e)
		if seen[id] {
			t.Fatalf("record %s is there twice", id)
		}
		seen[id] = true
	}
	minors := map[minor.ID]bool{}
	for _, m := range n.Minors {
		minors[m.ID] = true
	}
	if diff := gocmp.Diff(len(n.Minors), len(minors)); diff != "" {
		t.Errorf("minors by identifier (-want +got):\n%s", diff)
	}
}
