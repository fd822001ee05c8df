package casefile_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// randomHistory writes a random history by five offices that pull now and then:
// every kind of the catalogue, retractions and decisions among them.
func randomHistory(r *rapid.T, t testing.TB) *world {
	w := newWorld(t)
	w.registered("F1")
	offices := []string{"F1", "F2", "F3", "M1", "M2"}
	for range rapid.IntRange(1, 24).Draw(r, "records") {
		name := rapid.SampledFrom(offices).Draw(r, "office")
		d := w.at(name, rapid.IntRange(1, 9).Draw(r, "day"))
		if rapid.IntRange(0, 2).Draw(r, "pull") == 0 {
			d.pulls()
		}
		if rapid.IntRange(0, 3).Draw(r, "instant") == 0 {
			d.hour(rapid.IntRange(1, 22).Draw(r, "hour"))
		}
		d.entitled = rapid.IntRange(0, 3).Draw(r, "entitled") == 0
		d.says(randomBody(r, w, name))
	}
	return w
}

func randomBody(r *rapid.T, w *world, name string) change.Body {
	other := at(rapid.SampledFrom([]string{"F1", "F2", "F3", "F4"}).Draw(r, "other"))
	any := w.ledger[rapid.IntRange(0, len(w.ledger)-1).Draw(r, "earlier")]
	source := rapid.SampledFrom([]minor.Source{minor.OwnWord, minor.ByAuthority, minor.PhotoDocument}).Draw(r, "source")
	if rapid.IntRange(0, 2).Draw(r, "of step 4") == 0 {
		return randomStep4(r, name, other)
	}
	switch rapid.IntRange(0, 17).Draw(r, "kind") {
	case 0, 1:
		return placement.Began{At: at(name)}
	case 2:
		return placement.Ended{At: other}
	case 3, 4:
		if other == at(name) {
			other = at("F9")
		}
		return movement.Departed{From: at(name), To: other}
	case 5:
		return movement.Arrived{At: at(name)}
	case 6:
		if other == at(name) {
			return movement.Arrived{At: at(name)}
		}
		return movement.Arrived{At: at(name), From: &other}
	case 7:
		return movement.AbsenceReported{From: at(name)}
	case 8:
		return movement.AbsenceEnded{At: &other}
	case 9:
		return movement.AbsenceEnded{}
	case 10:
		return movement.ExitRecorded{Reason: rapid.SampledFrom(movement.Reasons()[:3]).Draw(r, "reason")}
	case 11:
		return custody.Taken{By: municipality(name)}
	case 12:
		return custody.Released{By: municipality(name)}
	case 13:
		return change.Retracted{Record: any.ID, Reason: "by mistake"}
	case 14:
		return randomDecision(r, w, any)
	case 15:
		return minor.Found{Mode: minor.ByFinding}
	case 16:
		return minor.IdentityStated{Source: source, Cites: "1", Birth: &minor.Birth{
			Date:      day.Must(rapid.SampledFrom([]string{"2009-01-01", "2008-05-06", "2010-07-08"}).Draw(r, "birth")),
			Precision: minor.ToDay, Provenance: minor.Declared,
		}}
	}
	return minor.IdentityStated{Source: source, Sex: rapid.SampledFrom([]minor.Sex{minor.Male, minor.Female}).Draw(r, "sex")}
}

// randomStep4 gives a body of the kinds of hand-overs, roll-calls, transfers
// undone, guardians and decrees.
func randomStep4(r *rapid.T, name string, other facility.Place) change.Body {
	if other == at(name) {
		other = at("F9")
	}
	by, to := municipality(name), municipality(rapid.SampledFrom([]string{"M1", "M2", "M3"}).Draw(r, "to"))
	if by == to {
		to = municipality("M4")
	}
	first := day.Of(2026, time.January, rapid.IntRange(1, 8).Draw(r, "first"))
	days := day.Span{From: first, Until: first.Add(rapid.IntRange(1, 6).Draw(r, "length"))}
	court := rapid.SampledFrom([]string{"Catania", " catania", "Palermo"}).Draw(r, "court")
	rosa := guardian.Who{Name: &minor.Name{Given: minor.Text(rapid.SampledFrom([]string{"Rosa", "Ugo"}).Draw(r, "guardian"))}}
	switch rapid.IntRange(0, 11).Draw(r, "kind of step 4") {
	case 0, 1:
		return placement.Confirmed{At: at(name), Days: days}
	case 2:
		return movement.Refused{From: other, To: at(name), Reason: "full"}
	case 3:
		return movement.Withdrawn{From: at(name), To: other, Reason: "ill"}
	case 4:
		return custody.Offered{By: by, To: to}
	case 5:
		return custody.Accepted{By: by, From: to}
	case 6:
		return custody.Refused{By: by, From: to, Reason: "elsewhere"}
	case 7:
		return guardian.Appointed{Guardian: rosa, Decree: institution.Decree{Court: court, Number: "1", On: first}}
	case 8:
		return guardian.Ended{Guardian: rosa, Why: guardian.Resigned}
	case 9:
		return minor.AgeDecided{
			Found: rapid.SampledFrom([]minor.Age{minor.IsMinor, minor.IsAdult}).Draw(r, "found"), Court: court, Number: "1",
			Birth: &minor.Birth{Date: day.Of(2008, time.January, 1+rapid.IntRange(0, 2).Draw(r, "birth")), Precision: minor.ToDay, Provenance: minor.Assessed},
		}
	case 10:
		return minor.RelativeStated{
			Source: minor.OwnWord, Is: rapid.SampledFrom([]minor.Kinship{minor.Sibling, minor.Cousin}).Draw(r, "is"), With: fixed[minor.ID]("brother"),
		}
	}
	if rapid.Bool().Draw(r, "let go") {
		return placement.Released{At: other}
	}
	return placement.Reserved{At: other, Until: days.Until}
}

// randomDecision decides an open conflict if there is one, else takes a record back.
func randomDecision(r *rapid.T, w *world, any change.Placed) change.Body {
	open := w.file().Conflicts
	if len(open) == 0 {
		return change.Retracted{Record: any.ID, Reason: "by mistake"}
	}
	c := rapid.SampledFrom(open).Draw(r, "conflict")
	b := change.Resolved{Slot: c.Slot, Saw: c.Records, Reason: "looked into"}
	if rapid.Bool().Draw(r, "both") {
		b.Both = true
	} else {
		b.Choose = rapid.SampledFrom(c.Records).Draw(r, "choose")
	}
	return b
}

func TestTheFoldDoesNotDependOnOrderOrRepetition(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := randomHistory(r, t)
		want := asJSON(t, w.file())
		shuffled := rapid.Permutation(append(w.ledger, w.ledger[:len(w.ledger)/2]...)).Draw(r, "order")
		if got := asJSON(t, casefile.Fold(w.minor, shuffled)); got != want {
			r.Fatalf("another order, another casefile\n%s", cmp.Diff(want, got))
		}
	})
}

func TestAFoldThatGoesOnIsTheFoldOfAll(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := randomHistory(r, t)
		entries := w.ledger
		if rapid.IntRange(0, 3).Draw(r, "disorder") == 0 { // as nobody hands them in: it must hold all the same
			entries = rapid.Permutation(append(w.ledger, w.ledger[:len(w.ledger)/2]...)).Draw(r, "order")
		}
		n := rapid.IntRange(1, len(entries)).Draw(r, "folded before")
		was := casefile.Fold(w.minor, entries[:n])
		for n < len(entries) {
			next := rapid.IntRange(n+1, len(entries)).Draw(r, "next")
			was = casefile.Refold(&was, entries[:next], n)
			n = next
		}
		if got, want := asJSON(t, was), asJSON(t, casefile.Fold(w.minor, entries)); got != want {
			r.Fatalf("going on gives another casefile\n%s", cmp.Diff(want, got))
		}
	})
}

func TestAHolderOfSomeSectionsShowsInThemWhatTheRegistryShows(t *testing.T) {
	sections := []change.Section{change.Identity, change.Presence, change.Custody, change.Guardian}
	rapid.Check(t, func(r *rapid.T) {
		w := randomHistory(r, t)
		whole := w.file()
		held := map[change.Section]bool{}
		for _, s := range sections {
			held[s] = rapid.Bool().Draw(r, string(s))
		}
		var part []change.Placed
		for _, p := range w.ledger {
			if held[p.Section] {
				part = append(part, p)
			}
		}
		got := casefile.Fold(w.minor, part)
		want := casefile.File{Minor: whole.Minor, Rules: whole.Rules}
		if held[change.Identity] {
			want.Identity = whole.Identity
		}
		if held[change.Presence] {
			want.Presence = whole.Presence
		}
		if held[change.Custody] {
			want.Custody = whole.Custody
		}
		if held[change.Guardian] {
			want.Guardian = whole.Guardian
		}
		for _, c := range whole.Conflicts {
			if held[c.Section] {
				want.Conflicts = append(want.Conflicts, c)
			}
		}
		if a, b := asJSON(t, want), asJSON(t, got); a != b {
			r.Fatalf("sections %v differ\n%s", held, cmp.Diff(a, b))
		}
	})
}

func TestAMinorIsAtOnePlaceAtATimeWhateverIsSaid(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := randomHistory(r, t).file()
		for i, s := range f.Presence.Stays {
			if s.Span.Empty() {
				r.Fatalf("an empty stay: %s", stays(f))
			}
			if s.Span.Open() && i != len(f.Presence.Stays)-1 {
				r.Fatalf("an open stay that is not the last: %s", stays(f))
			}
			if i > 0 && f.Presence.Stays[i-1].Span.Overlaps(s.Span) {
				r.Fatalf("stays overlap: %s", stays(f))
			}
		}
	})
}

func TestCustodyHasOneLeadAtATimeAndNoGapOnceTaken(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := randomHistory(r, t).file()
		var lead []casefile.Charge
		for _, c := range f.Custody.Spans {
			if c.Lead {
				lead = append(lead, c)
			}
		}
		for i := 1; i < len(lead); i++ {
			if lead[i-1].Span.Until != lead[i].Span.From {
				r.Fatalf("the lead has a gap or an overlap: %s", charges(f))
			}
		}
		if len(lead) > 0 && !lead[len(lead)-1].Span.Open() {
			r.Fatalf("nobody answers at the end: %s", charges(f))
		}
	})
}

func TestRecordsNotYetInTheLedgerCountAfterAllThatAre(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := randomHistory(r, t)
		d := w.at(rapid.SampledFrom([]string{"F1", "F2", "M1"}).Draw(r, "office"), rapid.IntRange(1, 9).Draw(r, "day"))
		n := len(w.ledger)
		for range rapid.IntRange(1, 4).Draw(r, "unsent") { // one office off line: no pull between these
			d.entitled = false
			d.says(randomBody(r, w, d.name))
		}
		for i := n; i < len(w.ledger); i++ {
			w.ledger[i].Standing.Entitled = false
		}
		pending := append([]change.Placed(nil), w.ledger...)
		for i := n; i < len(pending); i++ {
			pending[i] = change.Pending(pending[i].Record, nil)
		}
		taken := w.file()
		for i := range taken.Conflicts {
			if c := &taken.Conflicts[i]; c.Since > uint64(n) {
				c.Since = 0 // the ledger's own word, which it gives when it takes the record
			}
		}
		if a, b := asJSON(t, taken), asJSON(t, casefile.Fold(w.minor, pending)); a != b {
			r.Fatalf("a record that is taken changes what its author saw\n%s", cmp.Diff(a, b))
		}
	})
}

func TestACasefileCanBeWrittenAsJSON(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		if b := asJSON(t, randomHistory(r, t).file()); !json.Valid([]byte(b)) {
			r.Fatal("not JSON")
		}
	})
}
