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

// appoints has the court appoint a guardian, who takes up the office, asks the
// social service, and is told who looked at the file.
func (n *nation) appoints(t *testing.T) {
	tea := n.sit("TM-CT", "it")
	child := n.code(`SELECT k.serial FROM codes k JOIN casefiles c ON c.minor = k.minor WHERE c.custodians <> '{}' ORDER BY k.serial LIMIT 1`).Display()
	tea.Go("/find").Fill("code", child).To("Cerca").Press()
	tea.To("Nomina del tutore").Press()
	tea.Fill("given", "Gaia").Fill("family", "Tutrice").Fill("court", "TM Catania").Fill("number", "12/2026").Fill("decreed", today).To("Registra").Press()
	tea.Sees("vedrà il fascicolo").Inspect().To("which").Space().To("Registra").Press()
	tea.Sees("Registrato.", "Gaia Tutrice")
	gaia := n.sit("GUARDIAN", "it").Sees("I minori di cui sei tutore", "Prossime date").Inspect()
	gaia.To("Il tutore accetta").Press()
	gaia.To("Registra").Press().Sees("ha accettato")
	gaia.To("Annotazione del tutore").Press()
	gaia.Fill("note", "quale scuola frequenterà?").To("question").Type("s").To("Registra").Press()
	gaia.Go("/").Sees("Domande al servizio sociale", "senza risposta").Inspect().Width(320).Inspect()
	gaia.To("Chi ha guardato il fascicolo").Press()
	gaia.Sees("Tea Ipotetica", "ha aperto il fascicolo").Inspect().Width(1280).Inspect()
	for kind, want := range map[string]int{"guardian.appointed": 1, "guardian.accepted": 1, "guardian.noted": 1} {
		if got := n.count(recordsOf, kind); got != want {
			t.Errorf("got %d records of %s, want %d", got, kind, want)
		}
	}
	if got := n.count(`SELECT count(*) FROM access_lines WHERE action = 'ask-looks' AND allowed AND person = $1`, n.offices["GUARDIAN"].person); got != 1 {
		t.Errorf("got %d lines of the question who looked, want one", got)
	}
	gaia.Go("/how").Sees("Tre cose da provare per prime").Inspect().Width(320).Inspect()
}
