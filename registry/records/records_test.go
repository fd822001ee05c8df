package records_test

import (
	"bytes"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/audit"
	"faro.example/registry/directory"
	"faro.example/registry/glass"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/registry/records"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

const siracusa = "089017"

var places = sync.OnceValues(reference.Load)

// town is a registry with a social service that has a table of its own.
type town struct {
	*intaketest.House
	t      testing.TB
	desk   records.Desk
	office institution.OfficeID
	anna   access.Caller
}

func newTown(t testing.TB) *town {
	t.Helper()
	w := &town{House: intaketest.New(t), t: t}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	lines, err := audit.New(w.DB.As("faro_audit"), w.Now)
	must(err)
	lines.Seal = w.Sealer
	book, err := glass.New(w.DB.As("faro_audit"), lines, w.Now)
	must(err)
	find, err := lookup.New(w.DB.As("faro_reader"), lines, w.Sealer, book)
	must(err)
	dir, err := directory.New(w.DB.As("faro_directory"), w.Intake, w.Now, slog.New(slog.DiscardHandler))
	must(err)
	tables, err := places()
	must(err)
	w.desk = records.Desk{Places: tables, Structures: dir, Intake: w.Intake, Lookup: find}
	w.SetNow(w.Now().AddDate(0, 1, 0))
	w.anna = w.person("Anna", siracusa)
	w.office = w.anna.Offices[0]
	return w
}

// person adds a social worker of a municipality of their own.
func (w *town) person(name, territory string) access.Caller {
	w.t.Helper()
	p, office := institution.PersonID(id.New[struct{}]()), institution.Office(w.Institution(institution.Municipality, territory))
	w.Exec(`INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at) VALUES ($1, $2, $3, 'municipality', '2000-01-01', 0, now())`, p, name, office)
	return access.Caller{Role: access.Municipality, Person: p, Offices: []institution.OfficeID{office}, Territory: []string{territory}, Reason: "our own table"}
}

// bring brings a table in, and gives what became of its rows.
func (w *town) bring(by access.Caller, dry bool, rows ...string) []records.Result {
	w.t.Helper()
	table, err := w.desk.Read(strings.NewReader(strings.Join(rows, "\n") + "\n"))
	if err != nil {
		w.t.Fatal(err)
	}
	done, err := w.desk.Bring(w.t.Context(), by, table.Rows, records.Table{Office: by.Offices[0], DryRun: dry}, w.Today())
	if err != nil {
		w.t.Fatal(err)
	}
	return records.WithBad(done, table.Problems)
}

func (w *town) ledger() (n int) {
	w.t.Helper()
	w.Scan(&n, `SELECT count(*)::int FROM records`)
	return n
}

func outcomes(done []records.Result) string {
	var out []string
	for _, r := range done {
		out = append(out, string(r.Outcome))
	}
	return strings.Join(out, " ")
}

const head = "Riferimento;Cognome;Nome;Sesso;Data di nascita;Modalità;Data della segnalazione;Luogo della segnalazione;Preso in carico dal;Codice SIM;Perché non ancora concordata"

func TestATableIsBroughtInOnceAndAChangedRowCorrects(t *testing.T) {
	w := newTown(t)
	rows := []string{head, "SR-1;Bah;Amadou;M;01/05/2010;sbarco;02/03/2026;Augusta;03/03/2026;S-1", "SR-2;Sow;Ibrahima;M;2009;rintraccio sul territorio;02/03/2026;stazione;;"}
	before := w.ledger()
	if got := w.bring(w.anna, true, rows...); outcomes(got) != "planned planned" || w.ledger() != before {
		t.Fatalf("a dry run: %s, and %d records", outcomes(got), w.ledger()-before)
	}
	want := []records.Result{{Row: 2, Outcome: records.Taken, Records: 5}, {Row: 3, Outcome: records.Taken, Records: 3}}
	if diff := cmp.Diff(want, w.bring(w.anna, false, rows...)); diff != "" {
		t.Fatal(diff)
	}
	taken := w.ledger()
	w.SetNow(w.Now().AddDate(0, 0, 3)) // another day: what has no day of its own is known all the same
	if got := w.bring(w.anna, false, rows...); outcomes(got) != "known known" || w.ledger() != taken {
		t.Errorf("again: %s, and %d records more", outcomes(got), w.ledger()-taken)
	}
	rows[1] = strings.Replace(rows[1], "01/05/2010", "01/06/2010", 1)
	if got := w.bring(w.anna, false, rows...); outcomes(got) != "refused known" || got[0].Field != "agreed-with" || w.ledger() != taken {
		t.Errorf("a correction to which nobody agreed: %+v", got)
	}
	rows[1] += ";errore di battitura"
	if got := w.bring(w.anna, false, rows...); outcomes(got) != "corrected known" || got[0].Records != 2 || w.ledger() != taken+2 {
		t.Errorf("corrected: %+v, and %d records more", got, w.ledger()-taken)
	}
	if got := w.bring(w.anna, false, rows...); outcomes(got) != "known known" || w.ledger() != taken+2 {
		t.Errorf("the corrected one again: %s", outcomes(got))
	}
	f := w.casefileOf("Bah")
	if b, _ := f.Identity.Birth(); b.Date.String() != "2010-06-01" || len(f.Conflicts) != 0 || len(f.Custody.Spans) != 1 {
		t.Errorf("born %s, %d conflicts, %d in custody", b.Date, len(f.Conflicts), len(f.Custody.Spans))
	}
	rows[1] = strings.Replace(rows[1], "01/06/2010", "01/05/2010", 1)
	if got := w.bring(w.anna, false, rows...); outcomes(got) != "corrected known" || w.ledger() != taken+4 {
		t.Errorf("and back: %s", outcomes(got))
	}
	f = w.casefileOf("Bah")
	if b, _ := f.Identity.Birth(); b.Date.String() != "2010-05-01" {
		t.Errorf("and back: born %s", b.Date)
	}
}

// casefileOf opens the casefile of a child of the service's by its name.
func (w *town) casefileOf(family string) lookup.Casefile {
	w.t.Helper()
	find := w.desk.Lookup.(*lookup.Lookup)
	found, _, err := find.Find(w.t.Context(), w.anna, lookup.Query{Name: minor.Text(family)})
	if err != nil || len(found) == 0 {
		w.t.Fatalf("%d found, %v", len(found), err)
	}
	f, err := find.Casefile(w.t.Context(), w.anna, found[0].Minor)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

func TestABadRowIsNamedAndStopsNoOther(t *testing.T) {
	w := newTown(t)
	got := w.bring(w.anna, false, "Riferimento;Codice nazionale;Cognome;Sesso;Permesso rilasciato;Permesso valido fino al;Stato del rimpatrio;Volontà del minore;Superiore interesse;Accordo;Progetto",
		"R1;;Bah;M;;;;;;;",
		"R2;;Sow;Q;;;;;;;",                         // no such word
		"R3;;Diallo;M;;;Tunisia;no;x;x;x",          // not the child's own wish
		"R4;;Barry;M;;;Tunisia;sì;il meglio;;Casa", // no agreement
		"R1;;Keita;M;;;;;;;",                       // borne by another row
		";;Camara;M;;;;;;;",                        // nobody
		"R7;0000 1000 08;Conde;M;;;;;;;",           // no such child
		"R8;;Toure;M;minore età;;;;;;",             // a permit without its last day
		"R9;;Kaba;M;;;;;;;",
	)
	if s := outcomes(got); s != "taken refused refused refused refused refused refused refused taken" {
		t.Fatalf("got %s", s)
	}
	for i, field := range map[int]string{1: "sex", 2: "return-own-wish", 3: "return-agreement", 4: "reference", 5: "reference", 6: "code", 7: "permit-until"} {
		if r := got[i]; r.Field != field || r.Row != i+2 || r.Reason == "" || r.Remedy == "" || r.Records != 0 {
			t.Errorf("row %d: got %+v, want its %s", i+2, r, field)
		}
	}
	var report bytes.Buffer
	if err := records.Write(&report, got); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Riga;Esito;", "2;registrata;2;;;", "3;rifiutata;0;sex;", "10;registrata"} {
		if !strings.Contains(report.String(), want) {
			t.Errorf("the report does not say %q:\n%s", want, report.String())
		}
	}
	for _, never := range []string{"Bah", "Toure", "0000"} {
		if strings.Contains(report.String(), never) {
			t.Errorf("the report repeats %s", never)
		}
	}
}

func TestWhoMayNotSeeAChildBringsNothingAboutTheChild(t *testing.T) {
	w := newTown(t)
	w.bring(w.anna, false, head, "SR-1;Bah;Amadou;M;01/05/2010;;;;03/03/2026;")
	code := w.casefileOf("Bah").Identity.Code
	taken := w.ledger()
	rosa := w.person("Rosa", "015146")
	got := w.bring(rosa, false, "Codice nazionale;Cognome", code.Reveal()+";Altro", "0000 0000 98;Altro")
	if outcomes(got) != "refused refused" || got[0].Reason != got[1].Reason || w.ledger() != taken {
		t.Errorf("got %+v", got)
	}
	mine := w.bring(w.anna, false, "Codice nazionale;Permesso rilasciato;Numero del permesso;Permesso rilasciato il;Permesso valido fino al", code.Reveal()+";minore età;I7;10/03/2026;01/05/2028")
	if outcomes(mine) != "taken" || w.ledger() != taken+1 {
		t.Errorf("one's own child: %+v", mine)
	}
	mine = w.bring(w.anna, false, "Codice nazionale;Permesso rilasciato;Numero del permesso;Permesso rilasciato il;Permesso valido fino al", code.Reveal()+";minore età;I7;10/03/2026;01/05/2028")
	if outcomes(mine) != "known" || w.ledger() != taken+1 {
		t.Errorf("the same row again, without a reference: %+v", mine)
	}
	late := w.bring(w.anna, false, "Codice nazionale;Permesso rilasciato;Numero del permesso;Permesso rilasciato il;Permesso valido fino al", code.Reveal()+";minore età;I8;10/03/2026;02/05/2028")
	if outcomes(late) != "refused" || late[0].Field != "permit-until" {
		t.Errorf("a permit beyond majority: %+v", late)
	}
	auditor := access.Caller{Role: access.Auditor, Person: w.anna.Person, Offices: w.anna.Offices}
	if _, err := w.desk.Bring(t.Context(), auditor, nil, records.Table{Office: w.office}, w.Today()); !fault.Is(err, fault.Denied) {
		t.Errorf("an auditor: got %v", err)
	}
}
