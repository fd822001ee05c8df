package chart

import (
	"slices"

	"faro.example/shared/pages"
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
