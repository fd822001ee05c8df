package backup_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/audit"
	"faro.example/registry/audit/tree"
	"faro.example/registry/backup"
	"faro.example/registry/erasure"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/monthkey"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/walarchive"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// namer names files; these children have none.
type namer struct{}

func (namer) FileOf(minor.ID, minor.Digest) api.FileID { return api.FileID{} }

// grown has a child come to a centre who left the register in 2020.
func (w *world) grown(a *intaketest.Agent) minor.ID {
	w.t.Helper()
	m := intaketest.Minor()
	a.Taken(
		a.Write(m, "2020-03-01", minor.Registered{Code: a.Code()}),
		a.Write(m, "2020-03-01", minor.IdentityStated{
			Source: minor.OwnWord, Name: &minor.Name{Given: "Ousmane", Family: "Esempio"},
			Birth: &minor.Birth{Date: day.Must("2003-05-01"), Precision: minor.ToDay, Provenance: minor.Declared},
		}),
		a.Write(m, "2020-03-01", placement.Began{At: facility.At(facility.ID(a.Office))}),
	)
	a.Taken(a.Write(m, "2020-03-20", movement.ExitRecorded{Reason: movement.FamilyReunification}))
	return m
}

// erase erases whoever is due, as two persons of the Ministry have it done, and
// gives what was.
func (w *world) erase() []erasure.Done {
	w.t.Helper()
	lines, err := audit.New(w.DB.As("faro_audit"), w.Now)
	must(w.t, err)
	lines.Seal = w.Sealer
	_, err = lines.Watch(w.t.Context()) // which makes months
	must(w.t, err)
	list, err := erasure.OpenList(w.state)
	must(w.t, err)
	desk, err := erasure.New(erasure.Config{
		Pool: w.DB.As("faro_erasure"), Taker: w.Intake, Files: namer{}, Sealer: w.Sealer, Lines: lines, List: list, Years: 5,
		Now: w.Now, Log: slog.New(slog.DiscardHandler),
	})
	must(w.t, err)
	person := func() access.Caller {
		return access.Caller{Role: access.Ministry, Person: institution.PersonID(id.New[struct{}]()), Offices: []institution.OfficeID{w.Registry.Office}, Reason: "retention"}
	}
	run, err := desk.Ask(w.t.Context(), person(), w.Today(), "the month's retention")
	must(w.t, err)
	must(w.t, desk.Order(w.t.Context(), person(), run))
	_, err = desk.Work(w.t.Context())
	must(w.t, err)
	done, err := erasure.FindErased(w.t.Context(), w.DB.As("faro_erasure"), 10)
	must(w.t, err)
	must(w.t, list.Close())
	return done
}

// holding gives the tables of a database in which something names a minor.
func holding(t *testing.T, db *pgtest.DB, m minor.ID) (out []string) {
	t.Helper()
	for _, table := range names(contents(t, db)) {
		var n int
		must(t, db.Admin().QueryRow(t.Context(), `SELECT count(*) FROM `+table+` r WHERE r::text LIKE '%' || $1 || '%'`, m.String()).Scan(&n))
		if n > 0 {
			out = append(out, table)
		}
	}
	return out
}

// opens reports whether a restored database has anything of a child that a key
// opens.
func (w *world) opens(db *pgtest.DB, m minor.ID) bool {
	w.t.Helper()
	var n int
	must(w.t, db.Admin().QueryRow(w.t.Context(), `SELECT (SELECT count(*) FROM minor_keys WHERE minor = $1)
		+ (SELECT count(*) FROM records WHERE minor = $1 AND body IS NOT NULL)`, m).Scan(&n))
	return n > 0
}

func (w *world) tryInto(made backup.Made) (*pgtest.DB, error) {
	w.t.Helper()
	db := pgtest.New(w.t)
	_, err := backup.Restore(w.t.Context(), w.options(db), made.Where, backup.Accept{Loss: true})
	return db, err
}

// TestNothingBringsAnErasedChildBack restores every backup, those from before the
// erasure and after it, with the keys at hand and when they are destroyed.
func TestNothingBringsAnErasedChildBack(t *testing.T) {
	w := newWorld(t)
	w.SetNow(time.Date(2030, 5, 20, 12, 0, 0, 0, time.UTC))
	a := w.centre()
	m := w.grown(a)
	april := w.backUp(0)
	w.SetNow(time.Date(2030, 6, 15, 12, 0, 0, 0, time.UTC))
	before := w.backUp(0)
	done := w.erase()
	if len(done) != 1 || done[0].Minor != m {
		t.Fatalf("got %+v, want the child erased", done)
	}
	left := holding(t, w.DB, m)
	after := w.backUp(0)
	w.SetNow(time.Date(2030, 7, 1, 12, 0, 0, 0, time.UTC))
	later := w.backUp(0)

	// With the keys at hand the list of erasures stops it.
	for name, made := range map[string]backup.Made{"a month before": april, "before": before, "after": after, "a month after": later} {
		db, err := w.tryInto(made)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if w.opens(db, m) {
			t.Errorf("%s: the child is there again", name)
		}
		for _, table := range holding(t, db, m) {
			if !slices.Contains(left, table) {
				t.Errorf("%s: %s names the child after a restore, and not after the erasure", name, table)
			}
		}
	}

	// Without the list only the backups from before would, and those after say that it is missing.
	list := filepath.Join(w.state, erasure.ListFile)
	text, err := os.ReadFile(list)
	must(t, err)
	must(t, os.Remove(list))
	_, err = w.tryInto(after)
	refused(t, err, fault.Invalid, "older than the backup")
	db, err := w.tryInto(before)
	must(t, err)
	if !w.opens(db, m) {
		t.Error("nothing would bring the child back anyway: the test shows nothing")
	}
	must(t, os.WriteFile(list, text, 0o600))

	// From the day that the certificate names nothing does, list or not.
	c, err := backup.Certify(w.options(w.DB), erased(done[0]))
	must(t, err)
	if want := time.Date(2030, 8, 30, 0, 0, 0, 0, time.UTC); !c.From.Equal(want) || c.Final() {
		t.Errorf("got %v, final: %t; want %v", c.From, c.Final(), want)
	}
	w.SetNow(c.From)
	w.backUp(0)
	_, err = backup.Expire(w.options(w.DB))
	must(t, err)
	must(t, os.Remove(list))
	for name, made := range map[string]backup.Made{"a month before": april, "before": before} {
		_, err := w.tryInto(made)
		refused(t, err, fault.Erased, "no backup of that month opens any more")
		if _, err := backup.Verify(w.options(w.DB), made.Where); !fault.Is(err, fault.Erased) {
			t.Errorf("%s: verify: got %v", name, err)
		}
	}
	must(t, os.WriteFile(list, text, 0o600))
}

func erased(d erasure.Done) backup.Erasure {
	return backup.Erasure{Minor: d.Minor, At: d.At, Waiting: d.Waiting}
}

func TestACertificateOfErasureIsSignedAndSaysWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	w.backUp(0)
	agent := change.AgentID(id.New[struct{}]())
	e := backup.Erasure{Minor: intaketest.Minor(), At: w.Now(), Waiting: []change.AgentID{agent}}
	certify := func() backup.Certificate {
		t.Helper()
		c, err := backup.Certify(w.options(w.DB), e)
		must(t, err)
		return c
	}
	c := certify()
	signed, err := c.Sign(w.options(w.DB))
	must(t, err)
	key, _, err := tree.OpenKey(w.state)
	must(t, err)
	text, err := backup.ReadCertificate(key.Keys, signed)
	must(t, err)
	for _, want := range []string{e.Minor.String(), "backups of 2026-03: open until their key is destroyed, on 2026-05-31", "installation " + agent.String() + ": has not confirmed yet", "final: false", "from 2026-05-31T00:00:00Z, and once every installation has confirmed"} {
		if !strings.Contains(text, want) {
			t.Errorf("got\n%s\nwithout %q", text, want)
		}
	}
	if _, err := backup.ReadCertificate(key.Keys, strings.Replace(signed, "final: false", "final: true", 1)); !fault.Is(err, fault.Invalid) {
		t.Errorf("altered: got %v, want it refused", err)
	}

	e.Waiting = nil
	w.SetNow(time.Date(2026, 6, 10, 8, 0, 0, 0, time.UTC)) // nobody destroyed the key yet
	if c := certify(); c.Final() || !c.From.Equal(w.Now()) {
		t.Errorf("overdue: got %v, final: %t; want it not before now", c.From, c.Final())
	}
	w.backUp(0)
	if months, err := backup.Expire(w.options(w.DB)); err != nil || len(months) != 1 {
		t.Fatalf("got %v, %v", months, err)
	}
	w.SetNow(w.Now().Add(time.Hour))
	if c := certify(); !c.Final() || !c.From.Equal(w.Now().Add(-time.Hour)) {
		t.Errorf("destroyed: got %v, final: %t; want when it was", c.From, c.Final())
	}
	if d := cmp.Diff([]monthkey.Month{"2026-03"}, months(certify())); d != "" {
		t.Errorf("months whose backups may hold the child (-want +got):\n%s", d)
	}
}

// TestACertificateCountsTheLogThatWasArchivedLater is of a child who was erased in
// the last minute of a month: the log of then is archived in the next.
func TestACertificateCountsTheLogThatWasArchivedLater(t *testing.T) {
	w := newWorld(t)
	w.SetNow(time.Date(2026, 3, 31, 23, 59, 0, 0, time.UTC))
	w.backUp(0)
	_, err := walarchive.Export(t.Context(), w.state, w.months(), 6)
	must(t, err)
	e := backup.Erasure{Minor: intaketest.Minor(), At: w.Now()}
	certified := func(lagging bool, want ...monthkey.Month) {
		t.Helper()
		c, err := backup.Certify(w.options(w.DB), e)
		must(t, err)
		if d := cmp.Diff(want, months(c)); d != "" || c.Lagging != lagging || c.Final() || !c.From.Equal(w.months().Due(want[len(want)-1])) {
			t.Errorf("got %v, lagging: %t, final: %t; months (-want +got):\n%s", c.From, c.Lagging, c.Final(), d)
		}
		if strings.Contains(c.Text(), "not before") != lagging {
			t.Errorf("got\n%s", c.Text())
		}
	}
	w.SetNow(time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC))
	certified(true, "2026-03", "2026-04", "2026-05")
	text, err := os.ReadFile(filepath.Join(w.state, "backups"))
	must(t, err)
	bases := `"bases": [{"began": "2026-03-31T23:00:00Z", "ended": "2026-04-01T00:10:00Z"}, {"began": "2026-04-02T03:00:00Z", "ended": "2026-04-02T03:10:00Z"}],
	"epochs":`
	must(t, os.WriteFile(filepath.Join(w.state, "backups"), []byte(strings.Replace(string(text), `"epochs":`, bases, 1)), 0o600))
	certified(false, "2026-03", "2026-04")
}

func months(c backup.Certificate) (out []monthkey.Month) {
	for _, s := range c.Months {
		out = append(out, s.Month)
	}
	return out
}

func TestNoDayIsNamedWhileABackupThatIsNotEncryptedIsKept(t *testing.T) {
	w := newWorld(t)
	made := w.backUp(0)
	w.undo(made)
	must(t, os.WriteFile(filepath.Join(w.state, "backups"), []byte(`{"epochs": [{"number": 1}], "kept": [{"folder": "`+made.Where+`", "made": "2026-03-01T00:00:00Z", "epoch": 1}]}`), 0o600))
	e := backup.Erasure{Minor: intaketest.Minor(), At: w.Now()}
	w.SetNow(w.Now().Add(time.Hour))
	w.backUp(1) // the old one is let go, and lies there still
	c, err := backup.Certify(w.options(w.DB), e)
	must(t, err)
	if !c.From.IsZero() || len(c.Plain) != 1 || !strings.Contains(c.Text(), "no day that can be named") {
		t.Errorf("got %+v", c)
	}
	must(t, os.RemoveAll(made.Where))
	if c, err = backup.Certify(w.options(w.DB), e); err != nil || c.From.IsZero() {
		t.Errorf("once it is removed: got %+v, %v", c, err)
	}
}
