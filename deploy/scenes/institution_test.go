package scenes

import (
	"fmt"
	"regexp"
	"testing"

	"faro.example/deploy/browsertest"
)

// callsTheRoll has the social worker record, for a structure without a program,
// who slept there, and send a group on.
func (n *nation) callsTheRoll(t *testing.T) {
	bruno := n.sit("MIN", "it").Go("/").Sees("La situazione: Italia").Inspect() // and has the page open meanwhile
	anna := n.sit("SS-SR", "it")
	anna.Go("/new").To("at").Type("Casa Due").Fill("tag", "78").Fill("given", "Binta").Fill("family", "Sow").To("Registra").Press()
	anna.Sees("Registrato.")
	bruno.Waits("C’è qualcosa di nuovo: mostralo").Inspect()
	anna.Go("/structures").Sees("Casa Due").Inspect().To("Appello").Press()
	anna.Sees("Binta Sow").Inspect().Fill("from", today).To("Registra").Press()
	anna.Sees("Registrato.").Inspect()
	if got := n.count(recordsOf, "presence.confirmed"); got == 0 {
		t.Error("no roll-call is in the ledger")
	}
	anna.Go("/structures").To("Partenza di un gruppo").Press()
	anna.To("children").Space().Fill("to", "SR-01").To("Registra").Press()
	anna.Sees("Registrato.")
	if got := n.count(`SELECT count(*) FROM casefiles WHERE state = 'in-transit'`); got == 0 {
		t.Error("nobody is on the way")
	}
}

// watches has the Ministry look at what it watches; each look leaves its line.
func (n *nation) watches(t *testing.T) {
	bruno := n.sit("MIN", "it")
	for path, words := range map[string]string{
		"/queues/halves": "Trasferimenti con una metà sola", "/places?region=19": "Casa Uno", "/centres": "SR-01", "/held": "Nulla da attribuire", "/candidates": "Forse",
	} {
		bruno.Go(path).Sees(words).Inspect()
	}
	for action, want := range map[string]int{"read-alerts": 2, "count-census": 2} { // of the page itself, and of the first page each time
		if got := n.count(`SELECT count(*) FROM access_lines WHERE action = $1 AND allowed AND person = $2`, action, n.offices["MIN"].person); got < want {
			t.Errorf("got %d lines of %s, want %d or more", got, action, want)
		}
	}
}

// compares has the social worker lay the municipality's own roll beside the
// registry; nothing of it is in the ledger.
func (n *nation) compares(t *testing.T) {
	anna := n.sit("SS-SR", "it")
	anna.Go("/lists").Inspect().To("source").Type("Ruolo")
	anna.Attach("file", "ruolo.csv", "Cognome;Nome;Data di nascita\nDialo;Usman;\nXyzzyx;Aly;12/05/2010\nBah;Amadou;31/02/2010\n")
	anna.To("Confronta").Press()
	anna.Sees("Righe dell’elenco", "Solo nell’elenco", "Aly Xyzzyx", "Segnala il minore", "Celle che non si leggono").Inspect().Width(320).Inspect()
	if got := n.count(`SELECT count(*) FROM access_lines WHERE action = 'search' AND reason = 'check' AND person = $1`, n.offices["SS-SR"].person); got < 2 {
		t.Errorf("got %d lines of the comparison, want one before and one after", got)
	}
}

// givesACode has an administrator give an operator of a structure a one-time code.
func (n *nation) givesACode(t *testing.T) {
	const sums = `SELECT count(DISTINCT code_sum) FROM operators WHERE length(code_sum) = 32`
	before := n.count(sums)
	marco := n.sit("MIN", "it")
	marco.Go("/staff").Inspect().Go("/staff?office=SR-01").Sees("Nina SR-01").Inspect().To("Nuovo codice").Press()
	marco.Sees("non sarà mostrato di nuovo").Inspect()
	if got := n.count(sums); got != before+1 {
		t.Errorf("the directory holds the sums of %d codes, had %d before; want one more", got, before)
	}
}

// desks shows the pages that no menu leads to: those of a region's places, and of
// what is recorded for several children of a structure.
func (n *nation) desks(a *album, p *browsertest.Person, lang, code string) {
	switch code {
	case "MIN":
		a.page(p.Go("/places?region=19"), lang, code+"-50")
	case "SS-SR":
		for i, form := range structureLink.FindAllString(p.Go("/structures").HTML("main"), 2) {
			a.page(p.Go(form), lang, fmt.Sprintf("%s-6%d", code, i))
		}
	}
}

var structureLink = regexp.MustCompile(`/structures/[A-Za-z0-9_-]+/[a-z]+`)
