package casefile_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
)

func heard(story minor.Text) socialfile.Interview {
	return socialfile.Interview{By: "A", As: socialfile.Educator, Mediator: "B", Language: "ff", Story: story, Opinion: socialfile.Voice{Words: "school"}}
}

func planned(state socialfile.Progress) socialfile.Plan {
	return socialfile.Plan{
		Goals:   []socialfile.Goal{{What: "Italian", Who: "CPIA", Until: day.Must("2026-06-01"), State: state}},
		Opinion: socialfile.Voice{Words: "yes"},
	}
}

func noted(of socialfile.Sensitivity, text minor.Text, corrects change.ID) socialfile.Note {
	return socialfile.Note{Subject: "S", Sensitivity: of, Text: text, Corrects: socialfile.NoteID(corrects)}
}

// stands gives the records that stand in a slot, and those that contend.
func stands(f casefile.File, slot string) (standing, held []change.ID) {
	for _, w := range f.SocialFile.Stands(slot) {
		standing = append(standing, w.Record)
		if w.Held {
			held = append(held, w.Record)
		}
	}
	return standing, held
}

func TestWhatIsSaidAnewStandsBeforeWhatItsAuthorKnewAndBothAreRead(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	first := w.At("F1", 2).Says(planned(socialfile.Planned))
	w.At("M1", 2).Pulls()
	second := w.At("M1", 9).Says(planned(socialfile.Reached))
	f := w.File()
	if got, held := stands(f, casefile.SlotPlan); !slices.Equal(got, []change.ID{second.ID}) || len(held) > 0 {
		t.Errorf("stands %v, contend %v; want %v alone", got, held, second.ID)
	}
	if len(f.SocialFile) != 2 || !f.SocialFile[0].Aside || f.SocialFile[0].Record != first.ID || f.SocialFile[0].On.Day() != day.Must("2026-01-02") {
		t.Errorf("the first plan is not kept to be read: %v", f.SocialFile)
	}
	w.At("M1", 10).Retracts(second)
	if got, _ := stands(w.File(), casefile.SlotPlan); !slices.Equal(got, []change.ID{first.ID}) {
		t.Errorf("the second is taken back, and %v stands; want the first", got)
	}
}

func TestOfTwoWhoDidNotKnowAPersonDecidesAndNothingIsLost(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("F1", 2).Cut()
	w.At("F1", 2).Says(heard("to the centre"))
	there := w.At("M1", 3).Says(heard("to the service"))
	w.At("F1", 4).Heal()
	f := w.File()
	got, held := stands(f, casefile.SlotInterview)
	if len(got) != 2 || len(held) != 2 || len(f.Conflicts) != 1 || f.Conflicts[0].Slot != casefile.SlotInterview || f.Conflicts[0].Section != change.SocialFile {
		t.Fatalf("stand %v, contend %v, conflicts %v; want both", got, held, f.Conflicts)
	}
	w.At("M1", 5).Pulls()
	w.At("M1", 5).ByRight().Says(change.Resolved{Slot: casefile.SlotInterview, Saw: f.Conflicts[0].Records, Choose: there.ID, Reason: "with a mediator"})
	f = w.File()
	if got, held = stands(f, casefile.SlotInterview); !slices.Equal(got, []change.ID{there.ID}) || len(held) > 0 || len(f.SocialFile) != 2 {
		t.Errorf("decided: stand %v, contend %v, of %d", got, held, len(f.SocialFile))
	}
	if on, ok := f.SocialFile.Interviewed(); !ok || on != day.Must("2026-01-02") {
		t.Errorf("the first interview was on %v, %v; want the one set aside too", on, ok)
	}
}

func TestTheSameSaidTwiceIsNoConflict(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("F1", 2).Cut()
	w.At("F1", 2).Says(heard("the same"))
	w.At("M1", 2).Says(heard("the same"))
	w.At("F1", 3).Heal()
	if f := w.File(); len(f.Conflicts) > 0 || len(f.SocialFile) != 2 {
		t.Errorf("got %v of %d", f.Conflicts, len(f.SocialFile))
	}
}

func TestANoteStandsBesideOthersAndBehindTheOneThatCorrectsIt(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	wrong := w.At("F1", 2).Says(noted(socialfile.OfHealth, "asthma", change.ID{}))
	w.At("F1", 2).Says(noted(socialfile.OfHealth, "a tooth", change.ID{}))
	w.At("M1", 3).Pulls()
	right := w.At("M1", 3).Says(noted(socialfile.OfHealth, "no asthma", wrong.ID))
	f := w.File()
	notes := f.SocialFile.Notes()
	if len(notes) != 2 || len(f.SocialFile) != 3 || len(f.Conflicts) != 0 || notes[0].Record != right.ID {
		t.Fatalf("stand %v of %d; want the right one and the other", notes, len(f.SocialFile))
	}
	again := w.At("F1", 4).Cut().Says(noted(socialfile.OfHealth, "asthma, mild", wrong.ID))
	w.At("F1", 5).Heal()
	f = w.File()
	if len(f.Conflicts) != 1 || f.Conflicts[0].Slot != casefile.SlotNote+wrong.ID.String() || f.Conflicts[0].Section != change.Health ||
		!slices.Contains(f.Conflicts[0].Records, again.ID) {
		t.Errorf("two corrections of one note by who did not know: %v", f.Conflicts)
	}
}

func TestANoteCorrectsNothingOfAnotherSection(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	health := w.At("F1", 2).Says(noted(socialfile.OfHealth, "asthma", change.ID{}))
	w.At("F1", 3).Says(noted(socialfile.Ordinary, "not so", health.ID))
	f := w.File()
	if got := f.SocialFile.Notes(); len(got) != 2 || got[0].Slot == got[1].Slot {
		t.Errorf("got %v; want two notes that stand", got)
	}
	if got := f.SocialFile.In(change.Health); len(got) != 1 || got[0].Record != health.ID {
		t.Errorf("of health: got %v", got)
	}
}

// Identifiers that go round in a circle are written by nobody who uses a form: the
// fold has to end all the same, and to be one whatever the order.
func TestNotesThatCorrectEachOtherInACircleAreAllRead(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("F1", 2).Says(noted(socialfile.Ordinary, "one", historytest.Fixed[change.ID]("F1#3")))
	w.At("F1", 2).Says(noted(socialfile.Ordinary, "two", historytest.Fixed[change.ID]("F1#2")))
	if f := w.File(); len(f.SocialFile) != 2 || f.SocialFile[0].Slot != f.SocialFile[1].Slot {
		t.Errorf("got %v; want both in one slot", f.SocialFile)
	}
}

// Of the social file alone, so that its records meet: whatever order they come in
// and however often, it reads alike, and nothing that was not taken back is lost.
func TestTheSocialFileDependsOnNoOrderAndLosesNothing(t *testing.T) {
	kinds := []string{"socialfile.interview", "socialfile.plan", "socialfile.photograph", "socialfile.note"}
	contended := 0 // or nothing met
	rapid.Check(t, func(r *rapid.T) {
		w := historytest.New(t)
		w.At("F1", 1).Registers()
		w.At("F2", 1).Cut()
		for range rapid.IntRange(2, 10).Draw(r, "records") {
			historytest.DrawRecord(r, w, kinds)
		}
		w.At("F2", 9).Heal()
		whole, all := w.File(), w.Records()
		shuffled := rapid.Permutation(append(slices.Clone(all), all[:len(all)/2]...)).Draw(r, "order")
		if got, want := historytest.Text(casefile.Fold(subject, shuffled)), historytest.Text(whole); got != want {
			r.Fatalf("another order gives another file:\n%s\n%s%s", got, want, w.Story())
		}
		taken := map[change.ID]bool{}
		written := 0
		for _, p := range all {
			if b, ok := p.Body.(change.Retracted); ok {
				taken[b.Record] = true
			}
		}
		for _, p := range all {
			if slices.Contains(kinds, p.Kind) && !taken[p.ID] {
				written++
				if !slices.ContainsFunc(whole.SocialFile, func(v casefile.Writing) bool { return v.Record == p.ID }) {
					r.Fatalf("%s is lost%s", p.ID, w.Story())
				}
			}
		}
		if len(whole.SocialFile) < written {
			r.Fatalf("%d of %d are read%s", len(whole.SocialFile), written, w.Story())
		}
		contended += len(whole.Conflicts)
	})
	if contended == 0 {
		t.Error("no history had a conflict: nothing met")
	}
}
