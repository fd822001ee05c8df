package historytest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/shared/historytest"
)

func TestAHistoryIsToldInSentences(t *testing.T) {
	historytest.New(t).Tell(`
		centre A registers Amadou on 2026-03-01
		A hosts Amadou
		A says Amadou's sex is M and name is "Amadou Diallo"
		centre B pulls
		line of B is cut
		B receives Amadou on 2026-03-04
		A misses Amadou on 2026-03-04 as absence
		A says Amadou's mother is Aissatou; B shows mother is "not known"
		then stays are A 01-04, missing from A 04-
		B shows stays are A 01-04, B 04-
		lines heal
		everybody shows the same
		then stays are A 01-04, B 04-
		A retracts absence
		then Amadou's name is "Amadou Diallo"
		then nothing is in conflict`)
}

func TestAConflictIsToldAndDecidedInSentences(t *testing.T) {
	historytest.New(t).Tell(`
		centre A registers Amadou on 1; A hosts
		lines are cut
		A says Amadou's birth is 2009-02-03 by document-photo
		centre B says Amadou's birth is 2010-02-03 by document-photo
		lines heal
		then birth is in conflict between A and B
		then Amadou's birth is 2010-02-03
		municipality M chooses A's on 3
		then nothing is in conflict; then birth is 2009-02-03
		everybody shows the same`)
}

func TestChildrenAreToldApart(t *testing.T) {
	historytest.New(t).Tell(`
		A registers Amadou; A hosts Amadou on 2; A registers Binta; A sends Binta to B on 5
		then Amadou's stays are A 02-
		then Binta's stays are (A>B) 05-`)
}

func TestAnyKindCanBeWritten(t *testing.T) {
	historytest.New(t).Tell(`
		A registers Amadou on 1
		A writes placement.began {"at":{"facility":"<A>"},"bed":"12"} as stay
		then stays are A 01-`)
}

// failing is a test that notes its failure instead of ending.
type failing struct {
	testing.TB
	why string
}

func (f *failing) Helper() {}
func (f *failing) Fatalf(format string, args ...any) {
	f.why = fmt.Sprintf(format, args...)
	panic(f)
}

func TestASentenceThatIsNotUnderstoodOrNotSoFails(t *testing.T) {
	for history, want := range map[string]string{
		"A dances":                               "is no verb",
		"A hosts Amadou gladly":                  `"gladly" is not understood`,
		"A chooses B's":                          "shows map[] in conflict",
		"A retracts B's":                         "B has recorded nothing",
		"A says Amadou's mood is good":           "is no attribute",
		"A registers Amadou; then sex is M":      "got not known, want M",
		"A writes nothing.ever":                  "is no kind",
		"A hosts Amadou on monday":               "is no number",
		"somebody hosts Amadou":                  "neither an office",
		"A hosts Amadou; then place is conflict": "got not known",
	} {
		f := &failing{TB: t}
		func() {
			defer func() {
				if r := recover(); r != nil && r != any(f) {
					panic(r)
				}
			}()
			historytest.New(f).Tell(history)
		}()
		if !strings.Contains(f.why, want) {
			t.Errorf("%s: got %q, want it to say %q", history, f.why, want)
		}
	}
}

func TestEveryKindOfTheCatalogueCanBeDrawn(t *testing.T) {
	if d := cmp.Diff([]string(nil), historytest.Untold()); d != "" {
		t.Errorf("give each a maker in random.go (-want +got)\n%s", d)
	}
}

// What a desk says to have seen is what it was brought, or wrote itself.
func TestNobodyKnowsWhatTheirLineDidNotBring(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := historytest.New(t)
		historytest.Draw(r, w, 20)
		position := map[string]uint64{}
		for _, p := range w.Ledger() {
			position[p.ID.String()] = p.Position
		}
		for _, p := range w.Ledger() {
			if p.Seen.Position >= p.Position {
				r.Fatalf("seen up to %d at %d%s", p.Seen.Position, p.Position, w.Story())
			}
			for _, id := range p.Seen.Records {
				if at := position[id.String()]; at == 0 || at >= p.Position {
					r.Fatalf("names what the ledger has at %d, itself at %d%s", at, p.Position, w.Story())
				}
			}
		}
	})
}
