package socialfile_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
)

// interview gives one that is valid, changed.
func interview(changed func(*socialfile.Interview)) socialfile.Interview {
	b := socialfile.Interview{
		By: "Anna Russo", As: socialfile.SocialWorker, Mediator: "Fatou Sow", Language: "ff", Story: "left at fifteen",
		Opinion: socialfile.Voice{Words: "I want to go to school"},
	}
	changed(&b)
	return b
}

func plan(changed func(*socialfile.Plan)) socialfile.Plan {
	b := socialfile.Plan{
		Goals:   []socialfile.Goal{{What: "Italian", Who: "CPIA", Until: day.Must("2026-06-30"), State: socialfile.UnderWay}},
		Opinion: socialfile.Voice{Words: "a course in the evening"},
	}
	changed(&b)
	return b
}

func TestWhatIsMissingIsNamedWithItsRemedy(t *testing.T) {
	long := minor.Text(strings.Repeat("a", socialfile.MaxStory+1))
	cases := []struct {
		name  string
		body  change.Body
		field string // "" if it is valid
	}{
		{"an interview", interview(func(*socialfile.Interview) {}), ""},
		{"an interview by nobody", interview(func(b *socialfile.Interview) { b.By = " " }), "by"},
		{"by who is not qualified", interview(func(b *socialfile.Interview) { b.As = "porter" }), "as"},
		{"without a mediator or a reason", interview(func(b *socialfile.Interview) { b.Mediator = "" }), "mediator"},
		{"without a mediator, for a reason", interview(func(b *socialfile.Interview) { b.Mediator, b.Without = "", "speaks Italian" }), ""},
		{"with a mediator and a reason for none", interview(func(b *socialfile.Interview) { b.Without = "speaks Italian" }), "without"},
		{"in no language", interview(func(b *socialfile.Interview) { b.Language = "Pular!" }), "language"},
		{"without a story", interview(func(b *socialfile.Interview) { b.Story = "" }), "story"},
		{"a story too long", interview(func(b *socialfile.Interview) { b.Story = long }), "story"},
		{"the child is not heard", interview(func(b *socialfile.Interview) { b.Opinion = socialfile.Voice{} }), "opinion.words"},
		{"the child says nothing, for a reason", interview(func(b *socialfile.Interview) { b.Opinion = socialfile.Voice{Silent: "asked for time"} }), ""},
		{"words and a silence", interview(func(b *socialfile.Interview) { b.Opinion.Silent = "asked for time" }), "opinion.silent"},
		{"no such vulnerability", interview(func(b *socialfile.Interview) { b.Vulnerable = []socialfile.Vulnerability{"poor"} }), "vulnerable"},
		{"a vulnerability twice", interview(func(b *socialfile.Interview) { b.Vulnerable = []socialfile.Vulnerability{"debt", "debt"} }), "vulnerable"},
		{"another one without words", interview(func(b *socialfile.Interview) { b.Vulnerable = []socialfile.Vulnerability{"other"} }), "why"},
		{"a plan", plan(func(*socialfile.Plan) {}), ""},
		{"a plan for nothing", plan(func(b *socialfile.Plan) { b.Goals = nil }), "goals"},
		{"of too many goals", plan(func(b *socialfile.Plan) { b.Goals = make([]socialfile.Goal, 21) }), "goals"},
		{"a goal of nobody", plan(func(b *socialfile.Plan) { b.Goals[0].Who = "" }), "goals.1.who"},
		{"a goal without words", plan(func(b *socialfile.Plan) { b.Goals[0].What = "" }), "goals.1.what"},
		{"an open goal without a day", plan(func(b *socialfile.Plan) { b.Goals[0].Until = day.Date{} }), "goals.1.until"},
		{"a goal reached without a day", plan(func(b *socialfile.Plan) { b.Goals[0].Until, b.Goals[0].State = day.Date{}, socialfile.Reached }), ""},
		{"a goal in no state", plan(func(b *socialfile.Plan) { b.Goals[0].State = "soon" }), "goals.1.state"},
		{"a plan on which the child is not heard", plan(func(b *socialfile.Plan) { b.Opinion = socialfile.Voice{} }), "opinion.words"},
		{"a review without its day", plan(func(b *socialfile.Plan) { b.Review = &socialfile.Review{With: "a", Agreed: "b"} }), "review.on"},
		{"a review with nobody", plan(func(b *socialfile.Plan) { b.Review = &socialfile.Review{On: day.Must("2026-06-01"), Agreed: "b"} }), "review.with"},
		{"a review of no result", plan(func(b *socialfile.Plan) { b.Review = &socialfile.Review{On: day.Must("2026-06-01"), With: "a"} }), "review.agreed"},
		{"a note", socialfile.Note{Subject: "school", Sensitivity: socialfile.Ordinary, Text: "began"}, ""},
		{"a note about nothing", socialfile.Note{Sensitivity: socialfile.Ordinary, Text: "began"}, "subject"},
		{"a note open to who knows whom", socialfile.Note{Subject: "school", Text: "began"}, "sensitivity"},
		{"an empty note", socialfile.Note{Subject: "school", Sensitivity: socialfile.OfHealth}, "text"},
		{"a photograph", socialfile.Photograph{File: minor.FileOf(minor.PNG, []byte("x"))}, ""},
		{"a photograph that is a scan", socialfile.Photograph{File: minor.FileOf(minor.PDF, []byte("x"))}, "file.type"},
		{"a photograph of nothing", socialfile.Photograph{}, "file.digest"},
	}
	for _, c := range cases {
		err := c.body.Validate()
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: got %v, want none", c.name, err)
		case c.field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field || fault.As(err).Remedy == "" && c.name != "a story too long"):
			t.Errorf("%s: got %v, want one of %q with a remedy", c.name, err, c.field)
		}
	}
}

func TestNothingThatIsSaidIsPrinted(t *testing.T) {
	said := socialfile.Voice{Words: "Xyzzyx"}
	for _, v := range []any{
		interview(func(b *socialfile.Interview) { b.Story, b.Opinion = "Xyzzyx", said }), plan(func(b *socialfile.Plan) { b.Opinion = said }), said,
		socialfile.Note{Subject: "Xyzzyx", Text: "Xyzzyx"}, socialfile.Goal{What: "Xyzzyx"}, socialfile.Review{Agreed: "Xyzzyx"},
		socialfile.Photograph{Shows: "Xyzzyx"},
	} {
		var logged strings.Builder
		slog.New(slog.NewTextHandler(&logged, nil)).Info("said", "what", v)
		for _, text := range []string{fmt.Sprint(v), fmt.Sprintf("%+v", v), fmt.Sprintf("%x", v), logged.String()} {
			if strings.Contains(text, "Xyzzyx") || strings.Contains(text, "58797a7a7978") {
				t.Errorf("%T prints what is said: %s", v, text)
			}
		}
	}
}
