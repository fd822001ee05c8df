package historytest

import (
	"slices"

	"pgregory.net/rapid"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
)

// The makers of what is written in the social file.
func interview(r *rapid.T, _ *Desk) change.Body {
	return socialfile.Interview{
		By: "A", As: socialfile.Educator, Mediator: "B", Language: "ff", Story: minor.Text(rapid.SampledFrom([]string{"S", "T"}).Draw(r, "story")),
		Opinion: socialfile.Voice{Words: "school"},
	}
}

func plan(r *rapid.T, _ *Desk) change.Body {
	state := rapid.SampledFrom(socialfile.Progresses()).Draw(r, "progress")
	return socialfile.Plan{
		Goals:   []socialfile.Goal{{What: "Italian", Who: "A", Until: day.Must("2026-06-01"), State: state}},
		Opinion: socialfile.Voice{Silent: "asleep"},
	}
}

func photograph(r *rapid.T, _ *Desk) change.Body {
	return socialfile.Photograph{File: minor.FileOf(minor.PNG, []byte(rapid.SampledFrom([]string{"P", "Q"}).Draw(r, "picture")))}
}

// socialNote draws a note, of which one in two puts right another on the page.
func socialNote(r *rapid.T, d *Desk) change.Body {
	b := socialfile.Note{Subject: "N", Sensitivity: rapid.SampledFrom(socialfile.Sensitivities()).Draw(r, "sensitivity"), Text: "t"}
	notes := slices.DeleteFunc(d.Held(), func(p change.Placed) bool {
		n, ok := p.Body.(socialfile.Note)
		return !ok || n.Sensitivity != b.Sensitivity
	})
	if len(notes) > 0 && rapid.Bool().Draw(r, "corrects") {
		b.Corrects = socialfile.NoteID(rapid.SampledFrom(notes).Draw(r, "note").ID)
	}
	return b
}
