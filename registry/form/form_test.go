package form_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"faro.example/registry/audit"
	"faro.example/registry/directory"
	"faro.example/registry/form"
	"faro.example/registry/glass"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/lookup"
	"faro.example/registry/paper"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
	"faro.example/shared/reference"
)

const siracusa = "089017"

var places = sync.OnceValues(reference.Load)

// town is a registry with a centre, a social service, and forms.
type town struct {
	*intaketest.House
	t       testing.TB
	desk    *form.Desk
	lines   *watched
	centre  *intaketest.Agent
	service *intaketest.Agent // of the municipality in custody
	at      facility.Place
	anna    access.Caller
}

// watched is the record of access, which may fail.
type watched struct {
	lines interface {
		Write(ctx context.Context, line audit.Line) error
	}
	fail    error
	written []audit.Line
}

func (w *watched) Write(ctx context.Context, l audit.Line) error {
	w.written = append(w.written, l)
	if w.fail != nil {
		return w.fail
	}
	return w.lines.Write(ctx, l)
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
	kept, err := audit.New(w.DB.As("faro_audit"), w.Now)
	must(err)
	kept.Seal = w.Sealer
	w.lines = &watched{lines: kept}
	book, err := glass.New(w.DB.As("faro_audit"), kept, w.Now)
	must(err)
	find, err := lookup.New(w.DB.As("faro_reader"), w.lines, w.Sealer, book)
	must(err)
	dir, err := directory.New(w.DB.As("faro_directory"), w.Intake, w.Now, slog.New(slog.DiscardHandler))
	must(err)
	dir.Lines = kept
	tables, err := places()
	must(err)
	w.desk = &form.Desk{Lookup: find, Directory: dir, Places: tables, Press: &paper.Press{}, Now: w.Now}
	town := institution.Office(w.Institution(institution.Municipality, siracusa))
	w.anna = w.person("Anna Greco", access.Municipality, town, siracusa)
	w.service = w.Agent(town)
	w.at = facility.At(w.Structure(siracusa))
	w.centre = w.Agent(institution.OfficeOf(w.at.Facility))
	return w
}

func (w *town) person(name string, role access.Role, office institution.OfficeID, territory ...string) access.Caller {
	w.t.Helper()
	p := institution.PersonID(id.New[struct{}]())
	w.Exec(`INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at) VALUES ($1, $2, $3, $4, '2000-01-01', 0, now())`, p, name, office, string(role))
	return access.Caller{Role: role, Person: p, Offices: []institution.OfficeID{office}, Territory: territory, Reason: "udienza"}
}

// says has an installation record what its author read before.
func (w *town) says(a *intaketest.Agent, m minor.ID, on string, bodies ...change.Body) {
	w.t.Helper()
	for _, b := range bodies {
		var position uint64
		w.Scan(&position, `SELECT position FROM ledger_head`)
		a.Sent(position)
		a.Taken(a.Write(m, on, b, intaketest.Seen(position)))
	}
}

var born = day.Must("2009-05-01") // of age on 1 May 2027

// child is a child of whom everything is known that a form may say.
func (w *town) child() minor.ID {
	w.t.Helper()
	m := intaketest.Minor()
	w.says(w.centre, m, "2026-03-01", minor.Registered{Code: w.centre.Code(), Tag: "17"},
		minor.Found{Mode: minor.ByLanding, Landing: &minor.Landing{ID: minor.LandingID(m), On: day.Must("2026-03-01"), Place: "Augusta", Vessel: "Diciotti"}, Authority: "Questura di Siracusa",
			Condition: "buone", Support: "nessuno", Stay: "hotspot", Measures: "visita medica", Relatives: "uno zio"},
		minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "محمد", Family: "Şahin"}, Sex: minor.Male, Citizenship: "GN", Languages: []string{"fr", "ff"},
			Birth: &minor.Birth{Date: born, Precision: minor.ToDay, Provenance: minor.Declared}, BirthPlace: &minor.BirthPlace{Country: "GN", Town: "Conakry"}, Father: &minor.Name{Family: "Bah", Given: "Ibrahima"}},
		minor.IdentityAlias{Name: minor.Name{Given: "Amadou"}, Source: minor.ByRelative}, minor.IdentifierStated{Scheme: minor.SIM, Value: "SIM-77"},
		minor.DocumentAdded{Type: "passport", Number: "P123", Country: "GN", Expires: day.Must("2028-01-01"), Photo: true},
		minor.NoticeGiven{Text: "minori-1", Language: "fr", Explained: "il mediatore"},
		minor.RelativeStated{Source: minor.OwnWord, Is: minor.AuntOrUncle, Name: &minor.Name{Family: "Diallo"}, Where: "Lione"},
		placement.Began{At: w.at, Bed: "12B"})
	w.says(w.service, m, "2026-03-03", custody.Taken{By: institution.ID(w.service.Office), Decree: &institution.Decree{Court: "TM Catania", Number: "5/2026", On: day.Must("2026-03-02")}},
		guardian.Asked{Court: "TM Catania", Number: "88"}, minor.AgeOrdered{By: "Procura Catania", Doubt: "aspetto adulto"})
	w.says(w.service, m, "2026-03-10", guardian.Appointed{Guardian: guardian.Who{Name: &minor.Name{Given: "Lucia", Family: "Neri"}}, Volunteer: true, Decree: institution.Decree{Court: "TM Catania", Number: "7/2026", On: day.Must("2026-03-09")}},
		permit.Issued{Type: permit.MinorAge, Number: "I77", Until: day.Must("2027-05-01")}, opinion.Asked{Into: "study", Papers: "pagella", Reason: "frequenta il liceo"},
		protection.ReturnAsked{To: "TN", OwnWish: true, Interest: "la madre è malata", Agreement: "accordo FAMI 2026", Project: "Casa 3"}, measure.Enrolled{Programme: measure.Percorsi, Name: "Percorsi 4", With: "Il Faro"})
	return m
}

func (w *town) fill(c access.Caller, l form.Letter, m minor.ID) paper.Document {
	w.t.Helper()
	d, err := w.desk.Fill(w.t.Context(), c, l, form.Of{Minor: m})
	if err != nil {
		w.t.Fatalf("form %s: %v", l, err)
	}
	return d
}

// lineOf is all that a document says, a field on each line.
func lineOf(d paper.Document) string {
	var out strings.Builder
	for _, p := range d.Parts {
		out.WriteString("# " + p.Title + "\n" + p.Note + "\n")
		for _, f := range p.Fields {
			out.WriteString(f.Term + ":")
			for _, v := range f.Values {
				out.WriteString(" [" + v.Text + "|" + v.Note + "]")
			}
			out.WriteString("\n")
		}
	}
	return out.String() + strings.Join(d.Colophon, "\n")
}

func wants(t testing.TB, said string, all ...string) {
	t.Helper()
	for _, want := range all {
		if !strings.Contains(said, want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
}

func TestEveryFormIsFilledFromTheCasefile(t *testing.T) {
	w := newTown(t)
	m := w.child()
	w.SetNow(w.Now().AddDate(0, 0, 30))
	for l, says := range map[form.Letter][]string{
		form.A: {"Cognome: [Şahin|]", "Nome: [محمد|]", "Data di nascita: [1º maggio 2009|]", "[dichiarata dal minore, al giorno|]", "[Conakry, Guinea|]", "Padre: [Bah, Ibrahima|]", "Madre:\n",
			"[Amadou|detto da un parente]", "[SIM-77|SIM]", "passaporto, P123, Guinea, scade il 1º gennaio 2028|con fotografia", "[1º marzo 2026, Augusta, Diciotti|]", "Questura di Siracusa", "[minori-1, francese, il mediatore, 1º marzo 2026|]",
			"zio o zia: Diallo", "Procura Catania", "aspetto adulto", "Numero del braccialetto: [17|]"},
		form.B: {"Cognome: [Şahin|]", "Situazione: [presente|dal 1º marzo 2026]", "Tipo di accoglienza: [prima accoglienza|]", "Comune della struttura: [Siracusa|]", "Posto letto: [12B|]"},
		form.C: {"Padre: [Bah, Ibrahima|]", "Posto letto: [12B|]"},
		form.D: {"[TM Catania, n. 5/2026, del 2 marzo 2026|]", "Tutore: [Neri, Lucia|]", "Tutore volontario: [sì|]", "[TM Catania, 88, 3 marzo 2026|]"},
		form.F: {"[Tunisia|]", "[il minore, sentito di persona, chiede di tornare|]", "Superiore interesse del minore: [la madre è malata|]", "[accordo FAMI 2026|]", "Progetto: [Casa 3|]", "Tutore: [Neri, Lucia|]"},
		form.G: {"Compie diciotto anni il: [1º maggio 2027|]", "[dal 31 gennaio 2027 al 30 giugno 2027|]", "[nessun motivo risulta dal fascicolo: il parere è dovuto|]", "[minore età, I77, 10 marzo 2026|]", "[studio|]", "[pagella|]",
			"[frequenta il liceo|]", "Percorsi, Percorsi 4, Il Faro, 10 marzo 2026"},
		form.H: {"Motivo:\n", "Ultimo collocamento: [", "Valido fino al: [1º maggio 2027|]"},
	} {
		d := w.fill(w.anna, l, m)
		wants(t, lineOf(d), append(says, "Codice nazionale (le ultime due cifre controllano le altre): [", "Numero di protocollo:\n", "Anna Greco", "alla posizione ")...)
		if d.Title != l.Title() || len(d.Signed) == 0 {
			t.Errorf("form %s: %q, signed by %v", l, d.Title, d.Signed)
		}
		text, err := w.desk.PDF(t.Context(), w.anna, l, form.Of{Minor: m})
		if err != nil || !bytes.HasPrefix(text, []byte("%PDF-1.")) {
			t.Errorf("form %s as a PDF: %v", l, err)
		}
		if dir := os.Getenv("FARO_LOOK"); dir != "" {
			page, err := paper.Page(d)
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "form-"+string(l)+".html"), page, 0o600)
			}
			if err == nil {
				err = os.WriteFile(filepath.Join(dir, "form-"+string(l)+".pdf"), text, 0o600)
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
}

func TestTheLineIsWrittenBeforeAFormIsFilled(t *testing.T) {
	w := newTown(t)
	m := w.child()
	w.fill(w.anna, form.A, m)
	last := w.lines.written[len(w.lines.written)-1]
	if last.Output != audit.Printed || last.Rows != 1 || last.Action != access.OpenCasefile || !last.Allowed || last.Caller.Reason != "form A: udienza" || !slices.Equal(last.Subjects, []minor.ID{m}) {
		t.Errorf("got the line %+v", last)
	}
	w.lines.fail = fault.Newf(fault.Internal, "the record of access is full")
	if d, err := w.desk.Fill(t.Context(), w.anna, form.A, form.Of{Minor: m}); err == nil || len(d.Parts) != 0 {
		t.Errorf("without a line: got %v, and a form of %d parts", err, len(d.Parts))
	}
}

func TestWhoMayNotSeeTheChildGetsNoForm(t *testing.T) {
	w := newTown(t)
	m := w.child()
	milan := w.person("Rosa", access.Municipality, institution.Office(w.Institution(institution.Municipality, "015146")), "015146")
	if _, err := w.desk.Fill(t.Context(), milan, form.A, form.Of{Minor: m}); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want the child not found", err)
	}
	if last := w.lines.written[len(w.lines.written)-1]; last.Allowed || last.Rows != 0 {
		t.Errorf("got the line %+v, want one of a look that was denied", last)
	}
	if _, err := w.desk.Fill(t.Context(), w.anna, "K", form.Of{Minor: m}); !fault.Is(err, fault.NotFound) {
		t.Errorf("form K: got %v", err)
	}
}

func TestASectionThatTheReaderDoesNotSeeIsLeftOutAndSaidSo(t *testing.T) {
	w := newTown(t)
	m := w.child()
	region := w.person("Bruno", access.Region, institution.Office(w.Institution(institution.Region, siracusa)), siracusa)
	d := w.fill(region, form.D, m)
	said := lineOf(d)
	wants(t, said, "Cognome: [Şahin|]", "# Tutela\nParte lasciata fuori: chi stampa non vede questa sezione del fascicolo.\n")
	g := lineOf(w.fill(region, form.G, m))
	for _, never := range []string{"Neri", "frequenta il liceo", "I77", "il parere è dovuto", "30 giugno 2027"} {
		if strings.Contains(said+g, never) {
			t.Errorf("the region read %q", never)
		}
	}
	if strings.Count(g, "Parte lasciata fuori") < 5 {
		t.Errorf("what is left out is not said:\n%s", g)
	}
	numbers := func(d paper.Document) (last string) {
		for _, p := range d.Parts {
			for _, f := range p.Fields {
				last = f.No
			}
		}
		return last
	}
	if whole := w.fill(w.anna, form.F, m); numbers(whole) == "" {
		t.Error("fields without numbers")
	}
}

func TestOfAConflictEveryValueIsShown(t *testing.T) {
	w := newTown(t)
	m := w.child()
	w.SetNow(w.Now().AddDate(0, 0, 30))
	other := minor.IdentityStated{Source: minor.OwnWord, Birth: &minor.Birth{Date: day.Must("2008-09-09"), Precision: minor.ToDay, Provenance: minor.Declared}, Name: &minor.Name{Given: "محمد", Family: "Sahin"}}
	w.service.Taken(w.service.Write(m, "2026-03-12", other)) // who did not know what the centre wrote
	exit := w.service.Write(m, "2026-03-20", movement.ExitRecorded{Reason: movement.Relocation})
	w.service.Taken(exit)
	stays := w.centre.Write(m, "2026-03-25", movement.AbsenceReported{From: w.at})
	w.centre.Taken(stays)
	h := lineOf(w.fill(w.anna, form.H, m))
	wants(t, h, "Motivo: [ricollocazione|", "[allontanato il 25 marzo 2026")
	a := w.fill(w.anna, form.A, m)
	wants(t, lineOf(a), "Cognome: [Şahin|] [Sahin|]", "Nome: [محمد|]\n", "[1º maggio 2009|] [9 settembre 2008|]")
	held := 0
	for _, p := range a.Parts {
		for _, f := range p.Fields {
			for _, v := range f.Values {
				if v.Held {
					held++
				}
			}
		}
	}
	if held != 4 {
		t.Errorf("%d values are marked as contending, want both names and both days", held)
	}
}

func TestAFormIsNamedInAnyCase(t *testing.T) {
	for _, l := range form.Letters() {
		if got, err := form.Parse(strings.ToLower(string(l))); err != nil || got != l {
			t.Errorf("%s: got %s, %v", l, got, err)
		}
	}
	if _, err := form.Parse("K"); !fault.Is(err, fault.NotFound) {
		t.Errorf("form K: got %v", err)
	}
}
