package casefile_test

import (
	"reflect"
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/socialfile"
)

// struckHistory is a plan, and a note of another child pasted beside it that is
// struck out.
func struckHistory(t *testing.T) (w *historytest.World, note *change.Placed) {
	w = historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("F1", 2).Says(planned(socialfile.Planned))
	note = w.At("F1", 3).Says(noted(socialfile.Ordinary, "of another child", change.ID{}))
	w.At("ministry", 4).ByRight().Strikes(note, "of another child")
	return w, note
}

func TestWhatIsStruckOutShowsItsHeaderAndWhoOrderedItAndWhy(t *testing.T) {
	w, note := struckHistory(t)
	f := w.File()
	if len(f.SocialFile) != 1 || len(f.Bodiless) != 1 || f.Bodiless[0] != note.ID {
		t.Errorf("the social file has %d entries, bodiless are %v; want the plan alone", len(f.SocialFile), f.Bodiless)
	}
	if len(f.Struck) != 1 || f.Struck[0].Record != note.ID || f.Struck[0].Reason != "of another child" || f.Struck[0].By == f.Struck[0].Asked {
		t.Errorf("got %v, want the note with who asked, who ordered and why", f.Struck)
	}
}

func TestACasefileIsTheSameWhetherOrNotABodyThatWasStruckOutIsStillHeld(t *testing.T) {
	w, note := struckHistory(t)
	held := w.Records()
	let := w.Records()
	for i := range let {
		if let[i].ID == note.ID {
			let[i].Record = let[i].Detached()
		}
	}
	id := held[0].Minor
	if !reflect.DeepEqual(casefile.Fold(id, held), casefile.Fold(id, let)) {
		t.Error("who still holds the body shows another casefile")
	}
}

func TestNobodyStrikesOutWithoutRight(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	note := w.At("F1", 3).Says(noted(socialfile.Ordinary, "mine", change.ID{}))
	w.At("F2", 4).Strikes(note, "not liked")
	if f := w.File(); len(f.SocialFile) != 1 || len(f.Struck) != 0 {
		t.Errorf("a centre struck out another's note: %d left", len(f.SocialFile))
	}
}

func TestOfAnErasedMinorNothingIsShown(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("ministry", 2).ByRight().Says(change.Erased{Rule: "majority", Asked: historytest.Fixed[institution.PersonID]("asked")})
	f := w.File()
	if want := (casefile.File{Minor: f.Minor, Rules: casefile.Rules, Erased: true}); !reflect.DeepEqual(f, want) || f.Minor.IsZero() {
		t.Errorf("something is left: %v", f)
	}
}
