package casefile_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/historytest"
)

func TestTheFoldDoesNotDependOnOrderOrRepetition(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := drawn(r, t, 24)
		want := historytest.Text(w.File())
		shuffled := rapid.Permutation(append(w.Ledger(), w.Ledger()[:len(w.Ledger())/2]...)).Draw(r, "order")
		if got := historytest.Text(casefile.Fold(subject, shuffled)); got != want {
			r.Fatalf("another order, another casefile\n%s", cmp.Diff(want, got))
		}
	})
}

func TestAFoldThatGoesOnIsTheFoldOfAll(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := drawn(r, t, 24)
		entries := w.Ledger()
		if rapid.IntRange(0, 3).Draw(r, "disorder") == 0 { // as nobody hands them in: it must hold all the same
			entries = rapid.Permutation(append(w.Ledger(), w.Ledger()[:len(w.Ledger())/2]...)).Draw(r, "order")
		}
		n := rapid.IntRange(1, len(entries)).Draw(r, "folded before")
		was := casefile.Fold(subject, entries[:n])
		for n < len(entries) {
			next := rapid.IntRange(n+1, len(entries)).Draw(r, "next")
			was = casefile.Refold(&was, entries[:next], n)
			n = next
		}
		if got, want := historytest.Text(was), historytest.Text(casefile.Fold(subject, entries)); got != want {
			r.Fatalf("going on gives another casefile\n%s", cmp.Diff(want, got))
		}
	})
}

func TestAHolderOfSomeSectionsShowsInThemWhatTheRegistryShows(t *testing.T) {
	sections := []change.Section{change.Identity, change.Presence, change.Custody, change.Guardian}
	rapid.Check(t, func(r *rapid.T) {
		w := drawn(r, t, 24)
		whole := w.File()
		held := map[change.Section]bool{}
		for _, s := range sections {
			held[s] = rapid.Bool().Draw(r, string(s))
		}
		var part []change.Placed
		for _, p := range w.Ledger() {
			if held[p.Section] {
				part = append(part, p)
			}
		}
		wantSections(r, whole, casefile.Fold(subject, part), func(s change.Section) bool { return held[s] })
	})
}

// wantSections checks that a holder of some sections shows in them what a holder
// of all shows, with the same conflicts, and nothing of the others.
func wantSections(r *rapid.T, whole, got casefile.File, held func(change.Section) bool) {
	want := casefile.File{Minor: whole.Minor, Rules: whole.Rules}
	if held(change.Identity) {
		want.Identity = whole.Identity
	}
	if held(change.Presence) {
		want.Presence = whole.Presence
	}
	if held(change.Custody) {
		want.Custody = whole.Custody
	}
	if held(change.Guardian) {
		want.Guardian = whole.Guardian
	}
	if held(change.Tracing) {
		want.Tracing = whole.Tracing
	}
	if held(change.FamilyReport) {
		want.FamilyReport = whole.FamilyReport
	}
	for _, p := range whole.Procedures {
		if held(p.Section) {
			want.Procedures = append(want.Procedures, p)
		}
	}
	for _, v := range whole.SocialFile {
		if held(v.Section) {
			want.SocialFile = append(want.SocialFile, v)
		}
	}
	for _, c := range whole.Conflicts {
		if held(c.Section) {
			want.Conflicts = append(want.Conflicts, c)
		}
	}
	if a, b := historytest.Text(want), historytest.Text(got); a != b {
		r.Fatalf("sections differ\n%s", cmp.Diff(a, b))
	}
	for _, c := range got.Conflicts {
		if got.Conflict(c.Slot) != whole.Conflict(c.Slot) {
			r.Fatalf("the conflict about the %s has two identifiers", c.Slot)
		}
	}
}

// Whatever a role is shown, or is brought, of whatever minor.
func TestEveryRoleShowsInItsSectionsWhatTheRegistryShows(t *testing.T) {
	parts, contended := map[access.Role]int{}, 0 // or nothing was compared
	rapid.Check(t, func(r *rapid.T) {
		w := drawn(r, t, 24)
		whole := w.File()
		if len(whole.Conflicts) > 0 {
			contended++
		}
		for _, role := range access.Roles() {
			for _, action := range []access.Action{access.OpenCasefile, access.Pull} {
				for _, tie := range access.Relations() {
					sections := access.Shown(role, action, tie)
					held := func(s change.Section) bool { return slices.Contains(sections, s) }
					part := slices.DeleteFunc(slices.Clone(w.Ledger()), func(p change.Placed) bool { return !held(p.Section) })
					wantSections(r, whole, casefile.Fold(subject, part), held)
					if 0 < len(part) && len(part) < len(w.Ledger()) {
						parts[role]++
					}
				}
			}
		}
	})
	if contended == 0 || len(parts) < 3 {
		t.Errorf("%d histories had a conflict, and parts of one were shown to %v: nothing was seen", contended, parts)
	}
}

func TestAMinorIsAtOnePlaceAtATimeWhateverIsSaid(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := drawn(r, t, 24).File()
		for i, s := range f.Presence.Stays {
			if s.Span.Empty() {
				r.Fatalf("an empty stay: %s", historytest.Stays(f))
			}
			if s.Span.Open() && i != len(f.Presence.Stays)-1 {
				r.Fatalf("an open stay that is not the last: %s", historytest.Stays(f))
			}
			if i > 0 && f.Presence.Stays[i-1].Span.Overlaps(s.Span) {
				r.Fatalf("stays overlap: %s", historytest.Stays(f))
			}
		}
	})
}

func TestCustodyHasOneLeadAtATimeAndNoGapOnceTaken(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		f := drawn(r, t, 24).File()
		var lead []casefile.Charge
		for _, c := range f.Custody.Spans {
			if c.Lead {
				lead = append(lead, c)
			}
		}
		for i := 1; i < len(lead); i++ {
			if lead[i-1].Span.Until != lead[i].Span.From {
				r.Fatalf("the lead has a gap or an overlap: %s", historytest.Charges(f))
			}
		}
		if len(lead) > 0 && !lead[len(lead)-1].Span.Open() {
			r.Fatalf("nobody answers at the end: %s", historytest.Charges(f))
		}
	})
}

func TestRecordsNotYetInTheLedgerCountAfterAllThatAre(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := drawn(r, t, 24)
		w.Heal()
		n := len(w.Ledger())
		d := w.Desk(rapid.SampledFrom([]string{"F1", "F2", "M1"}).Draw(r, "office")).Cut()
		for range rapid.IntRange(1, 4).Draw(r, "unsent") { // one office off line: no pull between these
			d.Says(historytest.DrawBody(r, w.At(d.Name, rapid.IntRange(1, 9).Draw(r, "day")), historytest.Kinds()))
		}
		pending := w.Records()
		for _, rec := range d.Unsent() {
			pending = append(pending, change.Pending(rec, nil))
		}
		w.Heal()
		taken := w.File()
		for i := range taken.Conflicts {
			if c := &taken.Conflicts[i]; c.Since > uint64(n) {
				c.Since = 0 // the ledger's own word, which it gives when it takes the record
			}
		}
		if a, b := historytest.Text(taken), historytest.Text(casefile.Fold(subject, pending)); a != b {
			r.Fatalf("a record that is taken changes what its author saw\n%s", cmp.Diff(a, b))
		}
	})
}

func TestACasefileCanBeWrittenAsJSON(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		if b := historytest.Text(drawn(r, t, 24).File()); !json.Valid([]byte(b)) {
			r.Fatal("not JSON")
		}
	})
}
