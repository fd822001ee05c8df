package scenes

import (
	"fmt"
	"regexp"
	"testing"
	"time"

	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// letter is a PDF of a report's, as small as one can be.
func letter() string {
	const body = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\nendobj\n"
	return fmt.Sprintf("%sxref\n0 3\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", body, len(body))
}

// reports has a mission, with no line, write the report of a tracing that is entrusted
// to it, with a letter; once the line is back its partner reads both at the registry.
func (n *nation) reports(t *testing.T) {
	n.entrusted("Moussa", n.offices["IF-GN"].Institution.ID)
	mission := n.centre("IF-GN")
	fatou := mission.sit(t, "it").Comes("/", "Keïta Moussa").Inspect()
	fatou.To("Keïta Moussa").Press().Sees("Scrivi la relazione").Inspect()
	mission.Line.Cut()
	fatou.To("Scrivi la relazione").Press().Inspect()
	fatou.To("finding").Type("famiglia non").Fill("reportlang", "francese").Fill("summary", "personne à l’adresse").Attach("file", "lettera.pdf", letter())
	fatou.To("Registra la relazione").Press().Sees("Registrato", "non ancora a Roma").Inspect().Width(320).Inspect().Width(1280)
	if got := n.count(recordsOf, "tracing.reported"); got != 0 {
		t.Fatalf("the ledger holds %d reports while the line is cut", got)
	}
	mission.Line.Restore()
	fatou.Go("/").Waits("registrazione è a Roma")
	n.mark(t, "tracing.reported", 1, "IF-GN", "look-at-agent")
	paolo := n.sit("IF", "it").Sees("Moussa Keïta", "relazione scritta").To("Apri").Press()
	paolo.Comes(paolo.At(), "Apri la scansione 1 (PDF)").Sees("personne à l’adresse").Inspect().Width(320).Inspect()
	if got := paolo.Saves(fileLink.FindString(paolo.HTML("main"))); got != len(letter()) {
		t.Errorf("the letter comes back with %d bytes, want %d", got, len(letter()))
	}
	n.mark(t, "tracing.reported", 1, "IF", "open-casefile")
}

var (
	fileLink = regexp.MustCompile(`/v1/files/[0-9a-f-]{36}`)
	workFile = regexp.MustCompile(`/work/[0-9a-f-]{36}/file`)
)

// tellsTheResult has Interior tell a minor the result that the Ministry sent it, and
// see nothing else of the child, nor of any other unless it breaks the glass.
func (n *nation) tellsTheResult(t *testing.T) {
	of := n.entrusted("Bintou", institution.ID{})
	rome := n.sayers[1]
	report := n.says(rome, of.child, "IF", tracing.Reported{Tracing: of.of, Entrusted: n.last(of.child, "tracing.entrusted"), Finding: tracing.NotFound, Country: "GN",
		Language: "fr", Account: tracing.Account{Summary: "personne à l’adresse"}})
	n.says(rome, of.child, "IF", tracing.Translated{Tracing: of.of, Report: report, Language: "it", By: "Paolo Prova", Account: tracing.Account{Summary: "nessuno all’indirizzo"}})
	n.says(rome, of.child, "MIN", tracing.Forwarded{Tracing: of.of, Report: report, Interior: n.offices["INT"].Institution.ID, Number: "80/2026"})
	must(t, rome.Exchange(t.Context()))
	if n.count(recordsOf, "tracing.forwarded") == 0 {
		t.Fatal("no result was sent on")
	}
	ines := n.sit("INT", "it").Sees("relazione trasmessa").Inspect().Width(320).Inspect().Width(1280)
	ines.To("Apri").Press()
	ines.Sees("nessuno all’indirizzo").Inspect().To("Il minore è informato dell’esito").Press()
	ines.Inspect().Fill("explained", "che cosa si è trovato").Fill("language", "fr").Fill("mediator", "Aissatou Prova").Fill("presence", "il tutore").To("withdraw").Type("s").To("also").Space().Tab(1).Space().To("Registra").Press()
	ines.Sees("Registrato.")
	n.mark(t, "tracing.minor-informed", 1, "INT", "open-casefile")
	ines.Go("/list/all").Sees("La pagina non c’è", "Censimento") // with the menu, and nobody on it
	ines.Go("/glass").Fill("code", n.codes(`SELECT min(serial) FROM codes`)[0]).To("purpose").Space().Fill("happened", "ricoverato, non dice chi è").To("Apri in emergenza").Press()
	ines.Sees("accesso d’emergenza").Inspect()
	n.mark(t, "", 0, "INT", "break-glass")
}

// last is the record of a kind that is about a child.
func (n *nation) last(m minor.ID, kind string) (out minor.RecordID) {
	n.t.Helper()
	must(n.t, n.db.QueryRow(n.t.Context(), `SELECT id FROM records WHERE minor = $1 AND kind = $2 ORDER BY position DESC LIMIT 1`, m, kind).Scan(&out))
	return out
}

// countsFlows has the Department ask who came and went, and find nobody's name.
func (n *nation) countsFlows(t *testing.T) {
	dina := n.sit("DIP", "it").Inspect().Width(320).Inspect().Width(1280)
	dina.Go("/census/flows").Sees("Arrivi e uscite").Inspect()
	dina.Fill("from", time.Now().AddDate(0, 0, -7).Format("02/01/2006")).Fill("to", today).To("Conta").Press()
	dina.Sees("presenti il", "All’inizio").Inspect().Width(320).Inspect()
	n.mark(t, "", 0, "DIP", "count-census")
	if got := n.count(`SELECT count(*) FROM access_lines WHERE person = $1 AND (subjects <> '{}' OR NOT allowed)`, n.offices["DIP"].person); got != 0 {
		t.Errorf("%d lines of the Department name a child, or what it was denied", got)
	}
}

// exports has a region open a child of its territory, ask for how many there were on
// each of many days, leave while that is counted, and find the file again.
func (n *nation) exports(t *testing.T) {
	rita := n.sit("REG-19", "it").Inspect().Width(320).Inspect().Width(1280)
	rita.Go("/list/all").Sees("Ousmane Diallo").To("child").Press()
	rita.Sees("Dov’è e chi ne risponde").Inspect()
	n.mark(t, "", 0, "REG-19", "open-casefile")
	rita.Go("/census/series").Fill("from", time.Now().AddDate(0, 0, -90).Format("02/01/2006")).To("every").Type("giorno").To("Conta").Press()
	rita.To("Salva questa domanda").Space()
	rita.Fill("name", "Presenti, giorno per giorno").To("Salva").Press()
	question := rita.Sees("Salvata: questo è il suo indirizzo.").Inspect().At()
	rita.Go(question + "/xlsx").Sees("Domanda del censimento").Inspect()
	rita.Go("/") // and leaves
	rita.Comes("/work", "Scarica il file").Inspect().Width(320).Inspect()
	if got := rita.Saves(workFile.FindString(rita.HTML("main"))); got == 0 {
		t.Error("the file that was found again is empty")
	}
	if got := n.count(linesOf, "count-census", "result of long work", n.offices["REG-19"].person); got == 0 {
		t.Error("no line says who took the file")
	}
}
