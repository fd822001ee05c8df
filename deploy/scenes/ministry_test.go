package scenes

import (
	"regexp"
	"testing"

	"faro.example/deploy/browsertest"
	"faro.example/deploy/line"
)

// byKeys has somebody work through the two conflicts that wait on a queue, without
// the tabulator: down and up the rows, in, on to the next, back, and to what is to be
// decided. What is typed into a field is no key of the queue.
func (n *nation) byKeys(anna *browsertest.Person) {
	n.t.Helper()
	anna.Go("/queues/conflict").Inspect().Type("j").On("Apri: ").Type("j").On("Apri: ").Type("k").On("Apri: ").Press()
	first := anna.Sees("Che cosa vale?").At()
	if next := anna.Leads("n").Sees("Che cosa vale?").At(); next == first {
		n.t.Errorf("n leads from %s to itself", first)
	}
	if at := anna.Leads("b").At(); at != "/queues/conflict" {
		n.t.Errorf("b leads to %s", at)
	}
	if at := anna.Type("j").Press().At(); at != first {
		n.t.Errorf("the first row leads to %s, and led to %s", at, first)
	}
	anna.Type("?").On("Tasti").Sees("senza decidere").Inspect().Type("?").Type("d").On("choose").Space().Fill("why", "nj: lo dice un documento").To("Decidi").Press()
	anna.Sees("Registrato.", "Che cosa vale?").Inspect().Type("d").On("choose").Space().Fill("why", "bd: anche questo").To("Decidi").Press()
	anna.Sees("Registrato.", "Era l’ultimo di questo elenco", "Nessuno aspetta.").Inspect()
}

var wholeCode = regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){7}`)

// letsIn has the Ministry make a code to read out, by which a machine comes in, and
// send it away again at once, with a reason.
func (n *nation) letsIn(t *testing.T) {
	marco := n.sit("MIN", "it")
	marco.Go("/centres/new?office=SR-02").Inspect().Fill("label", "Casa Due, ufficio").To("Fai il codice").Press()
	code := wholeCode.FindString(marco.Sees("da leggere un gruppo alla volta", "Quando lasci questa pagina non si vede più").Inspect().Text())
	a, err := n.stack.Agent("SR-02", line.Quality{})
	must(t, err)
	t.Cleanup(func() { must(t, a.Close()) })
	must(t, a.Enrol(t.Context(), code))
	marco.Go("/centres").To("Casa Due, ufficio").Press()
	marco.Inspect().Fill("why", "installato sul computer sbagliato").To("Revoca subito").Press()
	marco.Sees("Revocato: da ora non riceve e non invia più nulla.").Inspect()
	if got := n.count(`SELECT count(*) FROM installations WHERE label = 'Casa Due, ufficio' AND revoked_at IS NOT NULL`); got != 1 {
		t.Errorf("%d machines are revoked, want the one that came in", got)
	}
	if got := n.count(`SELECT count(*) FROM access_lines WHERE action = 'operate' AND allowed AND person = $1 AND reason = 'installato sul computer sbagliato'`, n.offices["MIN"].person); got == 0 {
		t.Error("no line says who sent it away, and why")
	}
}

// names has one propose somebody who opens casefiles, and another confirm it.
func (n *nation) names(t *testing.T) {
	const there = `SELECT count(*) FROM people WHERE name = 'Carla Nuova' AND known_until IS NULL`
	marco := n.sit("MIN", "it")
	marco.Go("/staff/new").Inspect().Fill("name", "Carla Nuova").Fill("why", "nuova collega").To("Proponi").Press()
	marco.Sees("Proposto: vale quando una seconda persona lo conferma", "L’hai proposta tu").Inspect()
	if n.count(there) != 0 {
		t.Fatal("one alone named her")
	}
	mara := n.sit("MIN2", "it").Go("/proposals").Sees("Carla Nuova", "nuova collega").Inspect()
	mara.To("Conferma").Press()
	mara.Sees("Confermato: vale da ora.").Inspect()
	if n.count(there) != 1 {
		t.Error("two named her, and she is not in the directory")
	}
}
