package scenes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"faro.example/deploy/browsertest"
	"faro.example/shared/day"
)

// TestTheMinistryPublishesAndAnybodyReads goes from children in a centre to a
// draft that is compared and approved, and to whoever reads it without being
// known; it ends with the line of the approval and the digest of what is frozen.
func TestTheMinistryPublishesAndAnybodyReads(t *testing.T) {
	t.Parallel()
	if browsertest.Missing(t) {
		return
	}
	n := newNation(t)
	p := &press{nation: n, asOf: day.FromTime(time.Now()).Month().Add(-1)}
	p.landed("1,Ousmane,Diallo,M,Guinea", "2,Amadou,Bah,M,Guinea", "3,Ibrahima,Sow,M,Guinea", "4,Sékou,Camara,M,Guinea",
		"5,Omar,Hassan,M,Egitto", "6,Ali,Hassan,M,Egitto", "7,Karim,Said,M,Egitto", "8,Adel,Nour,M,Egitto", "9,Samir,Fathy,M,Egitto", "10,Tarek,Aziz,M,Egitto")
	t.Run("nobody reads a draft", p.drafts)
	t.Run("it is compared and approved, and anybody reads it", p.approves)
	t.Run("the census says the same", p.counts)
	t.Run("every public page, in both languages and at both widths", p.everyPage)
}

// press is a nation in which something is published.
type press struct {
	*nation
	asOf   day.Date // the last day of the month before
	marco  *browsertest.Person
	reader *browsertest.Person
}

// landed has the centre register children who came in the month of the report.
func (p *press) landed(rows ...string) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "landing.csv")
	must(p.t, os.WriteFile(file, []byte("Numero,Nome,Cognome,Sesso,Cittadinanza\n"+strings.Join(rows, "\n")+"\n"), 0o600))
	_, err := p.agent.Ctl(p.t.Context(), "import", file, "--landing-place", "Augusta", "--landing-on", p.asOf.Add(-3).String(), "--as", "Nina SR-01")
	must(p.t, err)
	_, err = p.agent.Record(p.t.Context(), "minor.registered", map[string]string{"tag": "last"}, "--as", "Nina SR-01", "--wait", "30s")
	must(p.t, err)
}

// issue is what the publication is called in an address.
func (p *press) issue() string { return "/publications/monthly-" + p.asOf.String() }

func (p *press) drafts(t *testing.T) {
	p.reader = browsertest.Sit(p.t, p.people+"/public", "it", root)
	p.reader.Sees("Nulla è stato ancora pubblicato").Inspect()
	p.marco = p.sit("MIN", "it").Go("/publications").Inspect()
	p.marco.To("Prepara la bozza").Press()
	if p.marco.At() != p.issue() {
		t.Fatalf("the draft is at %s", p.marco.At())
	}
	p.marco.To("Rifai la bozza con ciò che si sa ora").Press()
	p.marco.Sees("bozza, non ancora pubblica", "più del solito").Inspect()
	p.reader.Go("/public" + p.issue()).Sees("non c’è").Inspect()
	p.reader.Go("/public").Sees("Nulla è stato ancora pubblicato")
}

func (p *press) approves(t *testing.T) {
	p.marco.To("Approva e pubblica").Press()
	p.marco.Sees("Scrivi il motivo", "Segna che hai letto il confronto").Inspect()
	p.marco.Fill("why", "letta riga per riga").To("sure").Space().To("Approva e pubblica").Press()
	finish(p.marco)
	p.marco.Sees("Approvata: ora chiunque la vede", "Marco Modello").Inspect()
	if got := p.count(`SELECT count(*) FROM access_lines WHERE action = 'publish' AND allowed AND person = $1 AND reason = 'approve: letta riga per riga'`, p.offices["MIN"].person); got != 1 {
		t.Errorf("got %d lines of the approval, want one with its reason", got)
	}
	var digest string
	must(t, p.db.QueryRow(t.Context(), `SELECT encode(digest, 'hex') FROM census.publications WHERE approved_at IS NOT NULL`).Scan(&digest))
	p.marco.Sees(digest)
	p.reader.Go("/public").Sees("Sicilia\t10", digest)
	p.reader.Go("/public/figures/monthly-"+p.asOf.String()+"/region/19/total").Sees("I due numeri sono uguali", "10")
	if text := p.reader.Go("/public" + p.issue()).Text(); strings.Contains(text, "Marco") || strings.Contains(text, "Diallo") || !strings.Contains(text, digest) {
		t.Errorf("what anybody reads names somebody, or has no digest:\n%s", text)
	}
	p.marco.To("Rifalla e confronta byte per byte").Press()
	finish(p.marco)
	p.marco.Sees("uguale byte per byte")
}

// counts has the page of the census say the number that was published, the
// region's structure below it, and the line of who counted.
func (p *press) counts(t *testing.T) {
	marco := p.sit("MIN", "it")
	marco.Go("/census?on="+p.asOf.String()).Sees("10 presenti", "Sicilia").Inspect()
	marco.To("Sicilia").Press()
	marco.To("Siracusa").Press()
	marco.To("Siracusa").Press()
	marco.Sees("SR-01", "10 presenti").Inspect()
	if got := p.count(`SELECT count(*) FROM access_lines WHERE action = 'count-census' AND allowed AND person = $1 AND reason = 'census'`, p.offices["MIN"].person); got != 4 {
		t.Errorf("got %d lines of who counted, want four", got)
	}
	said, err := p.stack.Ctl(t.Context(), "census", "--on", p.asOf.String(), "--only", "region:19", "--json")
	must(t, err)
	if !strings.Contains(strings.ReplaceAll(said, " ", ""), `"total":10`) {
		t.Errorf("the command line says otherwise: %s", said)
	}
	marco.To("10").Press()
	marco.Sees("10 minori contati", "Ousmane Diallo").Inspect()
	if got := p.count(`SELECT count(*) FROM access_lines WHERE action = 'search' AND allowed AND person = $1 AND reason = 'census' AND cardinality(subjects) = 10`, p.offices["MIN"].person); got != 1 {
		t.Errorf("got %d lines of whom the list showed, want one of all ten", got)
	}
	if strings.Contains(marco.At(), "Diallo") {
		t.Errorf("the address is %s", marco.At())
	}
}

func (p *press) everyPage(t *testing.T) {
	dir := os.Getenv("FARO_SHOTS")
	if dir != "" {
		dir = filepath.Join(dir, "public")
		must(t, os.MkdirAll(dir, 0o700))
	}
	a := &album{t: t, dir: dir}
	for _, lang := range []string{"it", "en"} {
		reader := browsertest.Sit(t, p.people+"/public", lang, root)
		for i, path := range []string{
			"", "/publications", p.issue(), "/figures/monthly-" + p.asOf.String() + "/sex/M/total", "/open-data", "/definitions", "/law", "/tracing", "/nowhere",
		} {
			name := strings.Trim(strings.ReplaceAll(path, "/", "-"), "-")
			a.page(reader.Go("/public"+path), lang, string(rune('a'+i))+"-"+name)
		}
		marco := p.sit("MIN", lang)
		for i, path := range []string{
			"/publications", p.issue(), p.issue() + "?table=region", "/census?on=" + p.asOf.String(), "/census?on=" + p.asOf.String() + "&by=citizenship&by=sex", "/census?on=x&by=y", "/census/series?by=sex", "/census/flows?by=region",
			"/census/difference?on=" + day.FromTime(time.Now()).String(), "/census/children?on=" + p.asOf.String(),
		} {
			a.page(marco.Go(path), lang, "m"+string(rune('a'+i)))
		}
	}
	a.bind()
	if printed := p.reader.Go("/public").Printed(); !strings.Contains(printed, "10") || strings.Contains(printed, "Accedi") {
		t.Errorf("what is printed has no figures, or has links to other pages:\n%s", printed)
	}
}
