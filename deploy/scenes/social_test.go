package scenes

import "testing"

// interviews has the social worker write down an interview, and read the file.
func (n *nation) interviews(t *testing.T) {
	anna := n.sit("SS-SR", "it")
	child := n.code(`SELECT k.serial FROM codes k JOIN casefiles c ON c.minor = k.minor WHERE c.custodians <> '{}' ORDER BY k.serial LIMIT 1`).Display()
	anna.Go("/find").Fill("code", child).To("Cerca").Press()
	anna.To("Registra un colloquio").Press()
	anna.Inspect().Fill("by", "Anna Prova").To("as").Type("assis").Fill("mediator", "Fatou Prova").Fill("language", "ff").Fill("story", "è partito a quindici anni")
	anna.To("Registra").Press()
	anna.Sees("Il minore non è ascoltato").Inspect().Fill("words", "Voglio andare a scuola").Fill("of-health", "asma").To("Registra").Press()
	anna.Sees("Registrato.").To("Cartella sociale").Press()
	anna.Sees("Voglio andare a scuola", "Fatou Prova", "asma", "assistente sociale").Inspect().Width(320).Inspect()
	if got := n.count(`SELECT count(*) FROM records WHERE kind = 'socialfile.note' AND section = 'health'`); got != 1 {
		t.Errorf("got %d notes on health, want one", got)
	}
}
