package backup

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// life is a ledger for a model: by whom each position was given, so that two
// ledgers can be compared.
type life struct {
	epochs  []change.Epoch
	entries []int // what stands at each position
}

func (l life) clone() life { return life{slices.Clone(l.epochs), slices.Clone(l.entries)} }

// common gives up to where two ledgers are the same.
func common(a, b []int) uint64 {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return uint64(n)
}

// What installations let go of is in every backup that is kept, whatever is
// backed up, let go and restored in whatever order; a life of the ledger has a
// number of its own, and what it says was not changed was not.
func TestNothingThatWasLetGoIsMissingInABackupThatIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &register{}
		now := time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)
		at := life{epochs: []change.Epoch{{Number: 1}}}
		copies := map[string]life{}
		manifests := map[string]Manifest{}
		lives := []life{} // every state that the ledger ever had before it was lost
		written := 0
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			now = now.Add(time.Hour)
			for range rapid.IntRange(0, 4).Draw(t, "records") {
				written++
				at.entries = append(at.entries, written)
			}
			if len(copies) == 0 || rapid.Bool().Draw(t, "back up") {
				m := Manifest{
					Made: now, Epoch: at.epochs[len(at.epochs)-1].Number, Position: uint64(len(at.entries)),
					Epochs: slices.Clone(at.epochs), sum: fmt.Sprint(len(copies)),
				}
				copies[m.sum], manifests[m.sum] = at.clone(), m
				r.add("", m)
				r.letGo(rapid.IntRange(0, 3).Draw(t, "keep"), false)
			} else {
				sum := rapid.SampledFrom(r.Kept).Draw(t, "restored").Sum
				epochs, err := r.begin("", manifests[sum], false)
				if err != nil {
					t.Fatalf("a backup that is kept: %v", err)
				}
				lives = append(lives, at.clone())
				at = copies[sum].clone()
				begun := epochs[len(epochs)-1]
				for _, l := range lives {
					last := l.epochs[len(l.epochs)-1].Number
					if last >= begun.Number {
						t.Fatalf("life %d begins, and there was %d", begun.Number, last)
					}
					// What an installation of that life goes back to.
					back := change.Seen{Epoch: last, Position: uint64(len(l.entries))}.Effective(epochs)
					if same := common(l.entries, at.entries); same < back {
						t.Fatalf("who comes from life %d goes back to %d, and the ledger is another above %d", last, back, same)
					}
				}
				at.epochs = slices.Clone(epochs)
			}
			for _, k := range r.Kept {
				if same := common(copies[k.Sum].entries, at.entries); same < r.Safe {
					t.Fatalf("agents let go of what is up to %d, and a backup that is kept has it up to %d", r.Safe, same)
				}
			}
		}
	})
}

func TestABackupThatIsKeptNoMoreIsRestoredOnlyIfTheLossIsAccepted(t *testing.T) {
	r := &register{}
	old := Manifest{Made: time.Unix(1, 0), Epoch: 1, Position: 10, Epochs: []change.Epoch{{Number: 1}}, sum: "a"}
	r.add("", old)
	r.add("", Manifest{Made: time.Unix(2, 0), Epoch: 1, Position: 20, Epochs: old.Epochs, sum: "b"})
	if gone := r.letGo(1, false); len(gone) != 1 || gone[0].Sum != "a" || r.Safe != 20 {
		t.Fatalf("got %+v and safe %d", gone, r.Safe)
	}
	if _, err := r.begin("", old, false); !fault.Is(err, fault.Conflict) {
		t.Errorf("got %v, want it refused", err)
	}
	if epochs, err := r.begin("", old, true); err != nil || epochs[1].Restored != 10 || r.Safe != 10 {
		t.Errorf("got %v, %v and safe %d", epochs, err, r.Safe)
	}
}
