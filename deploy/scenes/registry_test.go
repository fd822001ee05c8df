package scenes

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"faro.example/deploy/browsertest"
)

const (
	recordsOf = `SELECT count(*) FROM records WHERE kind = $1`
	linesOf   = `SELECT count(*) FROM access_lines WHERE action = $1 AND reason = $2 AND allowed AND person = $3`
)

// TestInstitutionsWorkAtTheirPagesByKeyboard goes through scenes one after the
// other, each ending with a change in the ledger or a line in the record of access.
func TestInstitutionsWorkAtTheirPagesByKeyboard(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	n := newNation(t)
	n.arrive("1,Ousmane,Diallo,M,Guinea", "2,عمر,الحسن,M,Egitto", "3,Don Sebastian Lakshitha,Wijewardenapathiranehelage,M,Sri Lanka")
	t.Run("a social worker takes a child into custody", n.takesCustody)
	t.Run("and writes for a structure without an agent", n.registers)
	t.Run("an interview is written down and read", n.interviews)
	t.Run("a court appoints a guardian, who asks and is told who looked", n.appoints)
	t.Run("a conflict is decided with a reason", n.decides)
	t.Run("the police break the glass", n.breaksTheGlass)
	t.Run("and an auditor finds and judges it", n.judgesTheGlass)
	t.Run("a roll-call and a group, for a structure without a program", n.callsTheRoll)
	t.Run("the Ministry watches", n.watches)
	t.Run("a list that is kept elsewhere is compared", n.compares)
	t.Run("an administrator gives an operator a code", n.givesACode)
	t.Run("a machine is let in by a code that is read out, and sent away", n.letsIn)
	t.Run("two name somebody new", n.names)
	t.Run("every page, in both languages and at both widths", n.everyPage)
}

func (n *nation) takesCustody(t *testing.T) {
	anna := n.sit("SS-SR", "it").Sees("Nel territorio, e nessuno ne risponde", "Ousmane Diallo")
	anna.Inspect().To("reason").Type("Presa").To("Apri").Press()
	anna.Sees("Prendere in carico: nessuno ne risponde").Inspect()
	if got := n.count(linesOf, "open-casefile", "custody", n.offices["SS-SR"].person); got != 1 {
		t.Errorf("got %d lines of the casefile, want one with the reason", got)
	}
	anna.To("Prendi in carico").Press()
	anna.Fill("on", "31 febbraio").To("Registra").Press()
	anna.Sees("Non è una data").Inspect()
	anna.Fill("on", today).To("Registra").Press()
	anna.Sees("Registrato.", "Servizi sociali del Comune di Siracusa").Inspect()
	if got := n.count(recordsOf, "custody.taken"); got != 1 {
		t.Errorf("got %d records, want one", got)
	}
}

func (n *nation) registers(t *testing.T) {
	anna := n.sit("SS-SR", "it")
	anna.Go("/new").Inspect().To("at").Type("Casa Due").Fill("tag", "77").Fill("given", "Mariam").Fill("family", "Traoré").To("sex").Type("femm")
	anna.Fill("citizenship", "Mali").To("Registra").Press()
	anna.Sees("Registrato.", "Mariam Traoré", "Casa Due").Inspect()
	anna.To("Segnala un allontanamento").Press()
	anna.Fill("report", "12/2026").To("Registra").Press()
	anna.Sees("scomparso", "Denuncia: 12/2026").Inspect()
	if got := n.count(`SELECT count(*) FROM casefiles WHERE state = 'missing'`); got != 1 {
		t.Errorf("got %d missing children, want one", got)
	}
}

// decides has the agent, with its line cut, and the social worker say different
// things of the same child.
func (n *nation) decides(t *testing.T) {
	n.agent.Line.Cut()
	anna := n.sit("SS-SR", "it")
	child := n.code(`SELECT k.serial FROM codes k JOIN casefiles c ON c.minor = k.minor JOIN offices o ON o.id = c.facility
		WHERE o.code = 'SR-01' AND c.custodians = '{}' ORDER BY k.serial LIMIT 1`).Display()
	anna.Go("/find").Fill("code", child).To("Cerca").Press()
	anna.To("Prendi in carico").Press()
	anna.To("Registra").Press()
	anna.To("Di’ chi è").Press()
	anna.To("sex").Type("femm").Fill("citizenship", "Mali").To("agreed").Type("ancora").Fill("not_yet", "manca il mediatore").To("Registra").Press()
	anna.Sees("Registrato.", "manca il mediatore")
	_, err := n.agent.Record(t.Context(), "identity.stated", map[string]string{"minor": child, "source": "declared", "sex": "M", "citizenship": "SN"}, "--as", "Nina SR-01")
	must(t, err)
	n.agent.Line.Restore()
	_, err = n.agent.Record(t.Context(), "minor.registered", map[string]string{"tag": "later"}, "--as", "Nina SR-01", "--wait", "30s")
	must(t, err)
	if n.count(`SELECT count(*) FROM conflicts`) == 0 {
		t.Fatal("nothing is in conflict")
	}
	anna.Go("/").Sees("Conflitti che spetta a te decidere")
	n.byKeys(anna)
	if got := n.count(recordsOf, "resolved"); got != 2 {
		t.Errorf("got %d decisions, want two", got)
	}
}

func (n *nation) breaksTheGlass(t *testing.T) {
	code := n.code(`SELECT min(serial) FROM codes`)
	gino := n.sit("QU-MI", "it")
	gino.Go("/glass").Inspect().Fill("code", code.Display()).To("purpose").Space().Fill("happened", "trovato in stazione, dice il suo codice").To("Apri in emergenza").Press()
	gino.Sees("accesso d’emergenza").Inspect()
	if got := n.count(`SELECT count(*) FROM access_lines WHERE action = 'break-glass' AND allowed AND person = $1`, n.offices["QU-MI"].person); got != 1 {
		t.Errorf("got %d lines, want one", got)
	}
	n.sit("SS-SR", "it").Go("/notices").Sees("Questura di Milano", "trovato in stazione").Inspect()
}

// judgesTheGlass has an auditor look for who broke the glass, say whether it was in
// order, and have the whole record verified.
func (n *nation) judgesTheGlass(t *testing.T) {
	aida := n.sit("AUD", "it").Sees("1 da giudicare").Inspect()
	aida.Go("/audit/lines").Inspect().Fill("person", "inventato").Fill("why", "reclamo 12/2026").To("Cerca").Press()
	aida.Sees("Gino Inventato", "ha aperto in emergenza").Inspect()
	if got := n.count(`SELECT count(*) FROM access_lines WHERE action = 'read-lines' AND allowed AND reason = 'reclamo 12/2026' AND person = $1`, n.offices["AUD"].person); got != 1 {
		t.Errorf("got %d lines of the search, want one with its reason", got)
	}
	aida.Go("/audit/glasses").Inspect().To("Guarda").Press()
	aida.Sees("trovato in stazione", "Che cosa è stato visto").Inspect().To("order").Space().Fill("why", "verbale della Questura").To("Registra il giudizio").Press()
	aida.Sees("Il giudizio è registrato")
	if got := n.count(`SELECT count(*) FROM glass_reviews WHERE in_order AND person = $1`, n.offices["AUD"].person); got != 1 {
		t.Errorf("got %d verdicts, want one", got)
	}
	aida.Go("/audit/whole").Inspect().To("Verifica tutto il registro").Press()
	finish(aida)
	aida.Sees("integro", "Nulla è stato cambiato").Inspect()
}

// finish waits for long work that somebody was led to, and opens what came of it.
func finish(p *browsertest.Person) {
	if at := p.At(); strings.HasPrefix(at, "/work/") {
		p.Comes(at, "Apri il risultato").To("Apri il risultato").Press()
	}
}

// everyPage holds every page to the same, and with FARO_SHOTS takes its picture.
func (n *nation) everyPage(t *testing.T) {
	dir := os.Getenv("FARO_SHOTS")
	if dir != "" {
		dir = filepath.Join(dir, "registry")
		must(t, os.MkdirAll(dir, 0o700))
	}
	a := &album{t: t, dir: dir, seen: map[string]bool{}}
	for _, lang := range []string{"it", "en"} {
		for _, code := range []string{"SS-SR", "MIN", "PR-SR", "TM-CT", "PM-CT", "REG-19", "QU-MI", "AUD"} {
			if lang == "en" && code != "SS-SR" && dir == "" { // the same pages, with less on them
				continue
			}
			n.pagesOf(a, lang, code)
		}
	}
	a.bind()
	for _, code := range []string{"PR-SR", "TM-CT", "PM-CT", "REG-19"} { // what they did was to look
		if got := n.count(`SELECT count(*) FROM access_lines WHERE action = 'open-casefile' AND reason = 'care' AND allowed AND person = $1`, n.offices[code].person); got == 0 {
			t.Errorf("nothing says that somebody of %s opened a casefile", code)
		}
	}
}

var (
	menuLink = regexp.MustCompile(`href="(/[a-z]+)"`)
	formLink = regexp.MustCompile(`/form/[a-z-]+"`)
)

// pagesOf shows what somebody of an office finds in the menu, the lists, a
// casefile and its forms.
func (n *nation) pagesOf(a *album, lang, code string) {
	p := browsertest.Sit(a.t, n.people+"/signin", lang, root).Allow(n.provider)
	if code == "SS-SR" {
		a.page(p, lang, "01-signin")
	}
	a.page(n.enter(p, code, lang), lang, code+"-10-home")
	paths := []string{"/list/all"}
	if code == "AUD" {
		paths = []string{"/audit/lines", "/audit/glasses", "/audit/looks", "/audit/whole", "/audit/holdings", "/audit/rules", "/work"}
	}
	for _, m := range menuLink.FindAllStringSubmatch(p.HTML("nav.menu .menu-wide"), -1) {
		paths = append(paths, m[1])
	}
	if code == "SS-SR" {
		paths = append(paths, "/nowhere")
	}
	for _, path := range paths {
		a.again(p.Go(path), lang, code+"-20-"+strings.ReplaceAll(path[1:], "/", "-"), lang+path)
	}
	n.desks(a, p, lang, code)
	if code == "QU-MI" || code == "AUD" { // nobody is in its territory
		return
	}
	p.Go("/list/all").To("child").Press()
	a.again(p, lang, code+"-30-casefile", lang+"casefile")
	if code != "SS-SR" {
		return
	}
	at := p.At()
	for _, form := range formLink.FindAllString(p.HTML("#record-forms"), -1) {
		a.again(p.Go(at+form[:len(form)-1]), lang, code+"-40-"+form[6:len(form)-1], form)
	}
}
