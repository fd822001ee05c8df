package compare_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/compare"
	"faro.example/registry/directory"
	"faro.example/registry/glass"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/reference"
)

const ragusa, milan = "088009", "015146"

var on = day.Must("2026-03-05")

// lines keeps the lines written, and does something before each.
type lines struct {
	written []audit.Line
	before  func(n int) error
}

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	if l.before != nil {
		return l.before(len(l.written))
	}
	return nil
}

// names calls structures by their town.
type names map[institution.OfficeID]directory.Name

func (n names) Names(context.Context, ...institution.OfficeID) (map[institution.OfficeID]directory.Name, error) {
	return n, nil
}

// town is a registry with a structure in Ragusa and one in Milan.
type town struct {
	t     *testing.T
	h     *intaketest.House
	log   *lines
	desk  compare.Desk
	keeps institution.ID // the services of Ragusa
	at    map[string]*intaketest.Agent
	code  map[minor.ID]minor.Code
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{t: t, h: intaketest.New(t), log: &lines{}, at: map[string]*intaketest.Agent{}, code: map[minor.ID]minor.Code{}}
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	called := names{}
	w.keeps = w.h.Institution(institution.Municipality, ragusa)
	for _, where := range []string{ragusa, milan} {
		o := institution.OfficeOf(w.h.Structure(where))
		w.at[where] = w.h.Agent(o, institution.Office(w.keeps))
		called[o] = directory.Name{Code: "S-" + where, Name: "Casa " + where}
	}
	book, err := glass.New(w.h.DB.As("faro_audit"), w.log, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	look, err := lookup.New(w.h.DB.As("faro_reader"), w.log, w.h.Sealer, book)
	if err != nil {
		t.Fatal(err)
	}
	w.desk = compare.Desk{Lookup: look, Lines: w.log, Offices: called, Places: places}
	return w
}

// child adds a child of a town.
func (w *town) child(where string, given, family minor.Text, born string, numbers ...minor.Text) minor.ID {
	w.t.Helper()
	a, m := w.at[where], intaketest.Minor()
	w.code[m] = a.Code()
	a.Taken(
		a.Write(m, "2026-03-01", minor.Registered{Code: w.code[m]}),
		a.Write(m, "2026-03-01", minor.IdentityStated{
			Source: minor.OwnWord, Sex: minor.Male, Citizenship: "GN", Name: &minor.Name{Given: given, Family: family},
			Birth: &minor.Birth{Date: day.Must(born), Precision: minor.ToDay, Provenance: minor.Declared},
		}),
		a.Write(m, "2026-03-01", placement.Began{At: facility.At(facility.ID(a.Office))}),
	)
	for _, n := range numbers {
		a.Taken(a.Write(m, "2026-03-02", minor.IdentifierStated{Scheme: minor.SecondReception, Value: n}))
	}
	return m
}

func (w *town) services(territory ...string) access.Caller {
	return access.Caller{
		Role: access.Municipality, Offices: []institution.OfficeID{institution.Office(w.keeps)}, Territory: territory, Reason: "the roll of March",
	}
}

func (w *town) compare(by access.Caller, list string) compare.Result {
	w.t.Helper()
	out, err := w.desk.Compare(w.t.Context(), by, compare.Ask{Source: compare.Roll, On: on, Place: ragusa}, strings.NewReader(list))
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// of gives the item of a row.
func of(t *testing.T, r compare.Result, row int) compare.Item {
	t.Helper()
	i := slices.IndexFunc(r.Items, func(i compare.Item) bool { return i.Row == row })
	if i < 0 {
		t.Fatalf("row %d is not in the answer", row)
	}
	return r.Items[i]
}

// brief says of an item what matters of it.
func (w *town) brief(i compare.Item) string {
	who := "nobody"
	if i.Here != nil {
		who = w.code[i.Here.Minor].Reveal()
	}
	var fields []string
	for _, d := range i.Differences {
		fields = append(fields, d.Field)
	}
	return fmt.Sprintf("%s %s %s %s", i.Outcome, who, strings.Join(fields, "+"), i.Action)
}

func TestAListIsLaidBesideTheRegistry(t *testing.T) {
	w := newTown(t)
	same := w.child(ragusa, "Mohamed Lamine", "Diallo", "2009-05-12", "SAI-1")
	spelt := w.child(ragusa, "Ousmane", "Camara", "2010-02-03", "SAI-2")
	heard := w.child(ragusa, "Ibrahima Sory", "Konaté", "2008-11-30")
	gone := w.child(ragusa, "Alseny", "Bangoura", "2009-09-17")
	left := w.child(ragusa, "Fodé", "Sylla", "2010-06-21")
	w.at[ragusa].Taken(w.at[ragusa].Write(left, "2026-03-04", movement.AbsenceReported{From: facility.At(facility.ID(w.at[ragusa].Office))}))
	got := w.compare(w.services(ragusa), `Codice SAI;Cognome;Nome;Data di nascita;Sesso;Struttura
sai 1;DIALLO;MOHAMED LAMINE;12/05/2009;M;Casa 088009
SAI-2;Kamara;Osman;04/02/2010;M;
;Konate;Ibrahim Sori;30/11/2008;M;
;Sylla;Fodé;21/06/2010;M;Casa 088009
;Traoré;Bakary;14/07/2011;M;
SAI-2;Camara;Ousmane;03/02/2010;M;
;Nessuno;Qualcuno;31/02/2010;M;
;Diallo;Mohamed Lamine;12/05/2009;M;
`)
	code := func(m minor.ID) string { return w.code[m].Reveal() }
	for row, want := range map[int]string{
		2: "same " + code(same) + "  ",
		3: "differs " + code(spelt) + " name+birth state-identity",
		4: "differs " + code(heard) + " name state-identity",
		5: "differs " + code(left) + " place record-movement",
		6: "only-there nobody  register",
		7: "doubled nobody  correct-row",
		8: "unreadable nobody  correct-row",
		9: "doubled nobody  correct-row",
	} {
		if got := w.brief(of(t, got, row)); got != want {
			t.Errorf("row %d: got %q, want %q", row, got, want)
		}
	}
	if i := of(t, got, 0); w.brief(i) != "only-here "+code(gone)+"  confirm-presence" {
		t.Errorf("only here: %q", w.brief(i))
	}
	if i := of(t, got, 7); i.Other != 3 {
		t.Errorf("the other row is %d, want 3", i.Other)
	}
	if len(got.Problems) != 1 || got.Problems[0].Place.String() != "row 8, column D (Data di nascita)" || got.Problems[0].Remedy == "" {
		t.Errorf("problems %v", got.Problems)
	}
	if got.Rows != 8 || got.Here != 4 || got.Counts[compare.Differs] != 3 || len(got.Items) != 9 {
		t.Errorf("%d rows, %d here, %v, %d items", got.Rows, got.Here, got.Counts, len(got.Items))
	}
}

func TestALikelyPairIsForAPersonToLookAt(t *testing.T) {
	w := newTown(t)
	w.child(ragusa, "Mohamed", "Diallo", "2009-05-12")
	w.child(ragusa, "Mohamed", "Diallo", "2009-05-21")
	w.child(ragusa, "Ousmane", "Camara", "2010-02-03")
	got := w.compare(w.services(ragusa), "Cognome;Nome;Data di nascita\nDiallo;Mohamed;2009\n")
	if i := of(t, got, 2); i.Outcome != compare.Likely || i.Action != compare.ConfirmPair || i.Others != 1 || i.Here == nil {
		t.Errorf("got %q, %d others", w.brief(i), i.Others)
	}
}

func TestNobodyIsLookedForBeyondTheCallersOwn(t *testing.T) {
	w := newTown(t)
	far := w.child(milan, "Mohamed Lamine", "Diallo", "2009-05-12", "SAI-1")
	list := "SAI,Cognome,Nome,Data di nascita\nSAI-1,Diallo,Mohamed Lamine,12/05/2009\n,Diallo,Mohamed Lamine,12/05/2009\n"
	for _, row := range []int{2, 3} {
		if i := of(t, w.compare(w.services(ragusa), list), row); i.Outcome != compare.OnlyThere || i.Here != nil {
			t.Errorf("row %d: the services of Ragusa are told of a child in Milan: %q", row, w.brief(i))
		}
	}
	ministry := access.Caller{Role: access.Ministry, Reason: "a list"}
	if i := of(t, w.compare(ministry, list), 2); i.Here == nil || i.Here.Minor != far || i.Differences[0].Field != "place" || i.Action != compare.RecordMovement {
		t.Errorf("the Ministry: %q", w.brief(i))
	}
	_, err := w.desk.Compare(t.Context(), w.services(ragusa), compare.Ask{Source: compare.Roll, On: on, Place: milan}, strings.NewReader(list))
	if last := w.log.written[len(w.log.written)-1]; !fault.Is(err, fault.Denied) || last.Allowed {
		t.Errorf("a list of another's town: %v, the line %+v", err, last)
	}
	// Who is in custody of the services is theirs wherever it is.
	w.at[milan].Taken(w.at[milan].Write(far, "2026-03-02", custody.Taken{By: w.keeps}, intaketest.For(institution.Office(w.keeps))))
	if got := w.compare(w.services(ragusa), list); got.Here != 1 || of(t, got, 2).Outcome != compare.Same {
		t.Errorf("in custody: %d here, %q", got.Here, w.brief(of(t, got, 2)))
	}
}

func TestTheLineSaysHowManyRowsAndStandsBeforeTheRead(t *testing.T) {
	w := newTown(t)
	m := w.child(ragusa, "Mohamed Lamine", "Diallo", "2009-05-12", "SAI-1")
	other := w.child(ragusa, "Ousmane", "Camara", "2010-02-03")
	// What the line's writer changes is what the comparison reads.
	w.log.before = func(n int) error {
		if n == 1 {
			w.h.Exec(`UPDATE placements SET from_on = '2026-03-06' WHERE minor = $1`, other)
		}
		return nil
	}
	got := w.compare(w.services(ragusa), "SAI,Cognome\nSAI-1,Diallo\n,Xyzzyx\n")
	if got.Here != 1 {
		t.Errorf("%d children were read before the line stood", got.Here-1)
	}
	if len(w.log.written) != 2 {
		t.Fatalf("%d lines, want one before and one after", len(w.log.written))
	}
	first, last := w.log.written[0], w.log.written[1]
	if !first.Allowed || !strings.Contains(first.Asked, `"rows":2`) || strings.Contains(first.Asked, "Xyzzyx") || len(first.Subjects) != 0 {
		t.Errorf("the first line is %+v", first)
	}
	if !slices.Equal(last.Subjects, []minor.ID{m}) {
		t.Errorf("the last line names %v", last.Subjects)
	}
	for _, fails := range []int{1, 2} {
		w.log.written = nil
		w.log.before = func(n int) error {
			if n == fails {
				return fault.Newf(fault.Busy, "no room for lines")
			}
			return nil
		}
		out, err := w.desk.Compare(t.Context(), w.services(ragusa), compare.Ask{Source: compare.Roll, On: on, Place: ragusa}, strings.NewReader("SAI\nSAI-1\n"))
		if !fault.Is(err, fault.Busy) || len(out.Items) != 0 {
			t.Errorf("line %d cannot be written: %d items, %v", fails, len(out.Items), err)
		}
	}
}

func TestNothingOfTheListIsKept(t *testing.T) {
	w := newTown(t)
	t.Setenv("TMPDIR", t.TempDir())
	w.compare(w.services(ragusa), "SAI,Cognome,Nome\nKEPTNUMBER,Keptfamily,Keptgiven\n")
	var text string
	w.h.Scan(&text, `SELECT coalesce(string_agg(query_to_xml(format('SELECT * FROM %s', c.oid::regclass), true, true, '')::text, ''), '')
		FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname IN ('public', 'census')`)
	for _, line := range w.log.written {
		text += line.Asked + fmt.Sprint(line)
	}
	if text = strings.ToLower(text); strings.Contains(text, "keptfamily") || strings.Contains(text, "keptnumber") {
		t.Error("a row of the list stands in the database or in a line")
	}
	if len(text) < 1000 {
		t.Errorf("only %d bytes were looked through", len(text))
	}
	if files, err := os.ReadDir(os.TempDir()); err != nil || len(files) != 0 {
		t.Errorf("%d files were left, %v", len(files), err)
	}
}

func TestAListThatCannotBeComparedIsRefusedWithTheRemedy(t *testing.T) {
	w := newTown(t)
	good := compare.Ask{Source: compare.Roll, On: on, Place: ragusa}
	long := "Cognome\n" + strings.Repeat("Diallo\n", compare.MaxRows+1)
	for _, c := range []struct {
		name, list string
		ask        compare.Ask
		field      string
	}{
		{"no heading is known", "Pippo,Pluto\n1,2\n", good, ""},
		{"nothing at all", "", good, ""},
		{"a column twice", "Cognome,Surname\nDiallo,Diallo\n", good, ""},
		{"a damaged workbook", "PK\x03\x04rest", good, ""},
		{"too many rows", long, good, "file"},
		{"no day", "Cognome\nDiallo\n", compare.Ask{Source: compare.Roll, Place: ragusa}, "on"},
		{"no kind", "Cognome\nDiallo\n", compare.Ask{On: on, Place: ragusa}, "source"},
		{"a place that there is not", "Cognome\nDiallo\n", compare.Ask{Source: compare.Roll, On: on, Place: "999999"}, "place"},
	} {
		_, err := w.desk.Compare(t.Context(), w.services(ragusa), c.ask, strings.NewReader(c.list))
		if e := fault.As(err); !fault.Is(err, fault.Invalid) || e.Field != c.field || e.Remedy == "" {
			t.Errorf("%s: got %v, field %q", c.name, err, fault.As(err).Field)
		}
	}
	if len(w.log.written) != 0 {
		t.Errorf("%d lines for lists that were not compared", len(w.log.written))
	}
	got := w.compare(w.services(ragusa), "Riferimento,Nome,Data di nascita\n17,,12/05/2009\n18,Ali,12/05/2027\n")
	var said []string
	for _, p := range got.Problems {
		said = append(said, p.Place.String())
	}
	if want := []string{"row 2", "row 3, column C (Data di nascita)"}; !slices.Equal(said, want) {
		t.Errorf("problems at %q, want %q", said, want)
	}
}

func TestTheAnswerIsASpreadsheetThatDoesNoHarm(t *testing.T) {
	w := newTown(t)
	w.child(ragusa, "Mohamed Lamine", "Diallo", "2009-05-12", "SAI-1")
	got := w.compare(w.services(ragusa), "SAI,Cognome,Nome\nSAI-1,Diallo,Mohamed\n,=cmd|x,Ali\n")
	var out bytes.Buffer
	if err := got.WriteCSV(&out); err != nil {
		t.Fatal(err)
	}
	if s := out.String(); !strings.Contains(s, "differs") || !strings.Contains(s, "'=cmd|x") || strings.Count(s, "\n") != len(got.Items)+1 {
		t.Errorf("it is\n%s", s)
	}
	out.Reset()
	before := len(w.log.written)
	if err := w.desk.Export(t.Context(), w.services(ragusa), got, &out); err != nil || out.Len() == 0 {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
	line := w.log.written[before]
	if line.Output != audit.Exported || line.Rows != len(got.Items) || len(line.Subjects) != 1 {
		t.Errorf("the line of a file is %+v", line)
	}
	w.log.before = func(int) error { return fault.Newf(fault.Busy, "no room for lines") }
	if out.Reset(); w.desk.Export(t.Context(), w.services(ragusa), got, &out) == nil || out.Len() != 0 {
		t.Error("a file left without a line")
	}
}
