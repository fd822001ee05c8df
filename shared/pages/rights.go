package pages

import (
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/right"
)

// rightWords are the words of what is asked by right, which every page says alike,
// and of the sections that it is about.
var rightWords = Words{
	"kind.right.asked": {"Diritto sui dati: richiesta", "Right over the data: asked"}, "kind.right.decided": {"Diritto sui dati: decisione", "Right over the data: decided"},
	"procedure.rights": {"Diritti sui dati", "Rights over the data"},
	"right.access":     {"accesso e copia (art. 15)", "access and a copy (art. 15)"}, "right.rectification": {"rettifica (art. 16)", "rectification (art. 16)"},
	"right.restriction": {"limitazione (art. 18)", "restriction (art. 18)"}, "right.erasure": {"cancellazione (art. 17)", "erasure (art. 17)"},
	"right.objection": {"opposizione (art. 21)", "objection (art. 21)"}, "right.withdrawal": {"revoca di un consenso (art. 7)", "a consent taken back (art. 7)"},
	"right-by.minor": {"il minore", "the child"}, "right-by.guardian": {"il tutore", "the guardian"}, "right-by.provisional": {"chi esercita la tutela provvisoria", "the provisional guardian"},
	"right-by.relatives": {"chi esercita la responsabilità genitoriale", "who has parental responsibility"}, "right-by.lawyer": {"l’avvocato", "the lawyer"},
	"right-by.grown-up":     {"chi era il minore, ora maggiorenne", "who was the child, now of age"},
	"right-outcome.granted": {"accolta", "granted"}, "right-outcome.part": {"accolta in parte", "granted in part"}, "right-outcome.refused": {"respinta", "refused"},
	"right-outcome.extended": {"prorogata di due mesi", "put off by two months"}, "right-outcome.done": {"eseguita", "carried out"}, "right-outcome.lifted": {"limitazione revocata", "restriction lifted"},
	"right-state.open": {"da decidere", "to be decided"}, "right-state.to-do": {"accolta, da eseguire", "granted, to be carried out"}, "right-state.in-force": {"in vigore", "in force"},
	"right-state.answered": {"conclusa", "answered"}, "right-state.refused": {"respinta", "refused"}, "right-state.lifted": {"revocata", "lifted"},
	"right.about": {"su: %s", "about: %s"}, "right.whole": {"tutto il fascicolo", "the whole casefile"}, "right.value": {"da scrivere invece: %s", "to stand instead: %s"},
	"right.identified": {"identificato con: %s", "identified by: %s"}, "right.language": {"risposta in %s", "answer in %s"},
	"right.complaint": {"informato del reclamo al Garante e del ricorso al giudice", "told of the complaint to the Garante and of going to court"},
	"right.told":      {"avvisato il %s", "told on %s"},

	"section.identity":      {"identità", "identity"},
	"section.presence":      {"presenza e movimenti", "presence and movements"},
	"section.custody":       {"presa in carico", "custody"},
	"section.guardian":      {"tutela", "guardianship"},
	"section.permit":        {"permesso di soggiorno", "residence permit"},
	"section.protection":    {"protezione internazionale", "international protection"},
	"section.tracing":       {"ricerca dei familiari", "family tracing"},
	"section.family-report": {"relazione sulla famiglia", "family report"},
	"section.return":        {"rimpatrio assistito", "assisted return"},
	"section.opinion":       {"parere", "opinion"},
	"section.measure":       {"misure d’integrazione", "integration measures"},
	"section.social-file":   {"cartella sociale", "social file"},
	"section.health":        {"salute", "health"},
	"section.rights":        {"diritti sui dati", "rights over the data"},
	"section.link":          {"collegamenti", "links"},
}

// rightLines say what is asked by right, and decided.
func (k *Kit) rightLines(l Lang, body change.Body) []string {
	switch b := body.(type) {
	case right.Asked:
		about := k.Say(l, "right.whole")
		if b.About != "" {
			about = k.Say(l, "section."+b.About)
		}
		value := ""
		if b.Value != "" {
			value = k.Say(l, "right.value", b.Value.Reveal())
		}
		return []string{
			k.Say(l, "right."+string(b.Right)), k.Say(l, "right-by."+string(b.By)), k.Say(l, "right.about", about), b.Says.Reveal(), value,
			k.Accord(l, b.Agreed), k.Say(l, "right.identified", b.Identified.Reveal()), k.Say(l, "right.language", Language(l, b.Language)),
		}
	case right.Decided:
		out := []string{k.Say(l, "right-outcome."+string(b.Outcome)), b.Reason.Reveal()}
		if b.Complaint {
			out = append(out, k.Say(l, "right.complaint"))
		}
		if !b.Told.IsZero() {
			out = append(out, k.Say(l, "right.told", Date(l, b.Told)))
		}
		return out
	}
	return nil
}

// About says what a case of a right is about: a section, or the whole casefile.
func (k *Kit) About(l Lang, r *casefile.Right) string {
	if r.Asked.About == "" {
		return k.Say(l, "right.whole")
	}
	return k.Say(l, "section."+r.Asked.About)
}
