package chart

import (
	"slices"
	"strings"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/pages"
	"faro.example/shared/tracing"
)

// Stand is how a tracing stands at one of its steps.
type Stand struct {
	Mark Mark
	Note string
}

// Tracing draws the tracing of a family: every step in the lane of the party that
// takes it, the present one marked. The stands go by the steps' names; with none
// the procedure is drawn for nobody in particular.
func Tracing(l pages.Lang, id string, stands map[string]Stand) Figure {
	f := Frame{ID: id, Lang: l, Title: "Il percorso dell’indagine familiare", Label: "Passo", Value: "Chi",
		Desc: "I passi dall’alto in basso, ciascuno nella colonna di chi lo compie. Gli stessi passi sono nella tabella."}
	if l == pages.English {
		f.Title, f.Label, f.Value = "The way of a family tracing", "Step", "Who"
		f.Desc = "The steps from above to below, each in the column of who takes it. The table has the same steps."
	}
	parties := pages.TracingParties()
	names := make([]string, len(parties))
	for i, p := range parties {
		names[i] = pages.PartyWord(l, p)
	}
	var stages []Stage
	for _, s := range pages.TracingSteps() {
		at := stands[s.Name]
		more := s.Whom.In(l) + ". " + s.More.In(l)
		stages = append(stages, Stage{Label: s.What.In(l), Lane: slices.Index(parties, s.Party), More: more, Note: at.Note, Mark: at.Mark})
	}
	return Flow(f, names, stages)
}

// agreed is the step of the family, which no clock runs for: it stands between
// the contact and the report.
const agreed = "agreed"

// Stands says how a tracing stands at every step of its drawing; due is until
// when the present one is to be taken, in words.
func Stands(l pages.Lang, t *casefile.Tracing, due string) map[string]Stand {
	out := map[string]Stand{}
	for _, s := range t.Steps {
		if name := reachedBy(s.Body); name != "" && !s.Aside {
			out[name] = Stand{Done, pages.Date(l, s.On.Day())}
		}
		if consents(s.Body) {
			out[agreed] = Stand{Done, pages.Date(l, s.On.Day())}
		}
	}
	clock := t.Clock()
	if clock.Step == tracing.IsRejected { // it is asked for again
		delete(out, string(tracing.IsRequested))
		delete(out, string(tracing.IsReceived))
	}
	here := false
	for _, s := range pages.TracingSteps() {
		_, done := out[s.Name]
		switch {
		case done:
		case clock.Party == tracing.Nobody:
			out[s.Name] = Stand{Mark: Skipped}
		case s.Name == agreed && (clock.Step != tracing.IsContacted || !met(t)):
			out[s.Name] = Stand{Mark: map[bool]Mark{true: Skipped, false: Ahead}[reached(out, tracing.IsReported) || clock.Step == tracing.IsContacted]}
		case here:
			out[s.Name] = Stand{Mark: Ahead}
		default:
			here = true
			out[s.Name] = Stand{Here, due}
		}
	}
	return out
}

func reached(stands map[string]Stand, s tracing.Step) bool { return stands[string(s)].Mark == Done }

// met reports whether the family was met.
func met(t *casefile.Tracing) bool {
	return slices.ContainsFunc(t.Steps, func(s casefile.TracingStep) bool {
		b, ok := s.Body.(tracing.Contacted)
		return ok && b.Finding == tracing.Reached
	})
}

// consents reports whether a step has the family's own consent.
func consents(body change.Body) bool {
	switch b := body.(type) {
	case tracing.Contacted:
		return b.Consent != nil
	case tracing.Reported:
		return b.Consent != nil
	}
	return false
}

// reachedBy gives the step of the drawing that a record reaches; "" for none.
func reachedBy(body change.Body) string {
	switch b := body.(type) {
	case tracing.Assessed:
		if b.Risk != tracing.NoRisk {
			return ""
		}
	case tracing.Received:
		if !b.Accepted {
			return ""
		}
	case tracing.MinorInformed:
		return string(tracing.IsInformed)
	}
	name, ok := strings.CutPrefix(body.Kind(), "tracing.")
	if !ok || !slices.ContainsFunc(pages.TracingSteps(), func(s pages.TracingStep) bool { return s.Name == name }) {
		return ""
	}
	return name
}
