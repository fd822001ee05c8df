package backup_test

import (
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/backup"
	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/monthkey"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/pki"
	"faro.example/registry/projection"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/mtls"
	"faro.example/shared/placement"
)

// world is a registry with its state folder, and room for backups.
type world struct {
	*intaketest.House
	t       *testing.T
	state   string
	journal *pki.Journal
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, state: t.TempDir()}
	if _, err := pki.MakeCA(w.state, intaketest.Start); err != nil {
		t.Fatal(err)
	}
	var err error
	if w.journal, err = pki.OpenJournal(w.state); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { must(t, w.journal.Close()) })
	w.House = intaketest.New(t, func(c *intake.Config) {
		c.Codes, c.Revoker = pki.NewCodes(w.journal, c.Now), pki.NewRevoker(w.journal, c.Now)
		key, err := mtls.EncodeKey(c.Registry.Key)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(w.state, "record-key.pem"), key, 0o600))
	})
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) options(db *pgtest.DB) backup.Options {
	return backup.Options{
		DSN: db.MigratorDSN(), State: w.state, Now: w.Now, Log: slog.New(slog.DiscardHandler), Progress: func(backup.Progress) {}, Keys: w.months(),
	}
}

// months are the keys of the months.
func (w *world) months() monthkey.Keys {
	return monthkey.Keys{Folder: filepath.Join(w.state, "months"), From: w.Keys.Keys, Horizon: monthkey.Horizon, Now: w.Now}
}

// backUp makes a backup in a folder of its own.
func (w *world) backUp(keep int) backup.Made {
	w.t.Helper()
	made, err := backup.Make(w.t.Context(), w.options(w.DB), filepath.Join(w.t.TempDir(), "backup"), keep)
	must(w.t, err)
	return made
}

// restore gives the registry another database, filled from a backup.
func (w *world) restore(dir string) backup.Restored {
	w.t.Helper()
	db := pgtest.New(w.t)
	done, err := backup.Restore(w.t.Context(), w.options(db), dir, backup.Accept{})
	must(w.t, err)
	w.DB = db
	w.Config.Pool = db.As("faro_intake")
	w.Intake = w.Run(w.Config)
	return done
}

// centre is an installation of a structure of its own.
func (w *world) centre() *intaketest.Agent {
	w.t.Helper()
	return w.Agent(institution.OfficeOf(w.Structure("089017")))
}

// arrival is what a centre records of a child who is new.
func arrival(a *intaketest.Agent, m minor.ID, code minor.Code) []change.Record {
	reg := minor.Registered{Code: code}
	if code == "" {
		reg.Tag = "17"
	}
	return []change.Record{
		a.Write(m, "2026-03-09", reg),
		a.Write(m, "2026-03-09", placement.Began{At: facility.At(facility.ID(a.Office))}),
	}
}

// giveBack pushes records of an installation, carried by another or by itself,
// and gives the verdicts.
func (w *world) giveBack(carrier *intaketest.Agent, of change.AgentID, records ...change.Record) []api.Receipt {
	w.t.Helper()
	reply, err := w.Intake.Take(w.t.Context(), carrier.Caller(), intake.Batch{Installation: of, GivingBack: true, Frames: intaketest.Frames(records...)})
	must(w.t, err)
	if len(reply.Receipts) != len(records) {
		w.t.Fatalf("got %d receipts for %d records", len(reply.Receipts), len(records))
	}
	return reply.Receipts
}

func verdicts(receipts []api.Receipt) (out []api.Verdict) {
	for _, r := range receipts {
		out = append(out, r.Verdict)
	}
	return out
}

// clean fails the test unless the read tables agree with the ledger.
func (w *world) clean() {
	w.t.Helper()
	found, err := projection.Check(w.t.Context(), w.DB.As("faro_intake"), w.Sealer, nil)
	must(w.t, err)
	for _, d := range found {
		w.t.Errorf("check: %s", d)
	}
}

// contents gives every row of every table, as text.
func contents(t *testing.T, db *pgtest.DB) map[string][]string {
	t.Helper()
	tables, err := db.Admin().Query(t.Context(), `SELECT n.nspname || '.' || c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'census') AND c.relname <> 'schema_migrations'`)
	must(t, err)
	names, err := pgx.CollectRows(tables, pgx.RowTo[string])
	must(t, err)
	out := map[string][]string{}
	for _, name := range names {
		rows, err := db.Admin().Query(t.Context(), `SELECT r::text FROM `+name+` r ORDER BY 1`)
		must(t, err)
		out[name], err = pgx.CollectRows(rows, pgx.RowTo[string])
		must(t, err)
	}
	return out
}

// missing gives the rows of one that the other lacks, by table.
func missing(of, in map[string][]string) map[string][]string {
	out := map[string][]string{}
	for name, rows := range of {
		has := map[string]bool{}
		for _, r := range in[name] {
			has[r] = true
		}
		for _, r := range rows {
			if !has[r] {
				out[name] = append(out[name], r)
			}
		}
	}
	return out
}

func refused(t *testing.T, err error, kind fault.Kind, about string) {
	t.Helper()
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), about) || fault.As(err).Remedy == "" {
		t.Errorf("got %v, want %v about %q with a remedy", err, kind, about)
	}
}

func names(m map[string][]string) []string { return slices.Sorted(maps.Keys(m)) }
