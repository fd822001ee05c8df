package pages

import (
	"slices"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// ageWords are those of an assessment of the age.
var ageWords = Words{
	"assessment.term":     {"Accertamento dell’età", "Assessment of the age"},
	"assessment.ordered":  {"Disposto da %s: %s", "Ordered by %s: %s"},
	"assessment.waits":    {"Non è ancora deciso: si presume minore", "Not decided yet: presumed a minor"},
	"assessment.minor":    {"Deciso: è minore", "Decided: a minor"},
	"assessment.adult":    {"Deciso: è maggiorenne", "Decided: of age"},
	"assessment.born":     {"nato il %s", "born on %s"},
	"assessment.margin":   {"margine di errore %s mesi in più o in meno", "margin of error %s months either way"},
	"assessment.decree":   {"Decreto n. %s, %s", "Decree no. %s, %s"},
	"assessment.appealed": {"Reclamo a %s contro il decreto n. %s: finché non si decide vale il decreto", "Appealed to %s against decree no. %s: until that is decided the decree stands"},
}

// ageStep is a step of the assessment, with its day.
type ageStep struct {
	on    day.Date
	cells []Cell
}

// Assessment says how the assessment of a child's age stands, step by step, by
// the records that the casefile was folded from (D.Lgs 142/2015 art. 19-bis);
// nothing where none was ordered, decided or appealed against. Until it is
// decided the child is presumed a minor (law 47/2017 art. 5 par. 8).
func (k *Kit) Assessment(l Lang, f *casefile.File, records []change.Placed) []Item {
	var steps []ageStep
	var ordered, decided day.Date
	add := func(on day.Date, texts ...string) {
		cells := []Cell{{Text: texts[0], Own: true, Note: Date(l, on)}}
		for _, t := range texts[1:] {
			cells = append(cells, Cell{Text: t, Own: true})
		}
		steps = append(steps, ageStep{on, cells})
	}
	for _, o := range f.Identity.Orders {
		ordered = later(ordered, o.On.Day())
		add(o.On.Day(), k.Say(l, "assessment.ordered", o.By, o.Doubt.Reveal()))
	}
	for _, p := range decrees(f, records) {
		decided = later(decided, p.On.Day())
		add(p.On.Day(), k.decidedAge(l, p.Body.(minor.AgeDecided))...)
	}
	for _, a := range f.Identity.Appeals {
		add(a.On.Day(), k.Say(l, "assessment.appealed", a.Court, a.Decree.Reveal()))
	}
	if len(steps) == 0 {
		return nil
	}
	slices.SortStableFunc(steps, func(a, b ageStep) int { return a.on.Compare(b.on) })
	item := Item{Term: k.Say(l, "assessment.term")}
	for _, s := range steps {
		item.Values = append(item.Values, s.cells...)
	}
	if !ordered.IsZero() && decided.Before(ordered) {
		item.Values = append(item.Values, Cell{Text: k.Say(l, "assessment.waits")})
	}
	return []Item{item}
}

// decidedAge is what a decree says.
func (k *Kit) decidedAge(l Lang, b minor.AgeDecided) []string {
	out := []string{k.Say(l, "assessment."+string(b.Found))}
	if b.Birth != nil {
		out = append(out, k.Say(l, "assessment.born", Date(l, b.Birth.Date)))
	}
	if b.Margin > 0 {
		out = append(out, k.Say(l, "assessment.margin", b.Margin))
	}
	return append(out, k.Say(l, "assessment.decree", b.Number, b.Court))
}

// decrees are the decisions on the age that stand, also those that contend.
func decrees(f *casefile.File, records []change.Placed) (out []change.Placed) {
	standing := map[change.ID]bool{}
	for _, a := range f.Identity.Attributes {
		if a.Slot != minor.AttrAge {
			continue
		}
		standing[a.Record] = true
		for _, o := range a.Others {
			standing[o.Record] = true
		}
	}
	for _, p := range records {
		if _, ok := p.Body.(minor.AgeDecided); ok && standing[p.ID] {
			out = append(out, p)
		}
	}
	return out
}

func later(a, b day.Date) day.Date {
	if b.After(a) {
		return b
	}
	return a
}
