package backup

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"filippo.io/age"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/erasure"
	"faro.example/registry/intake"
	"faro.example/registry/pg"
	"faro.example/registry/pki"
	"faro.example/registry/signin"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Restored is what a restore has done.
type Restored struct {
	Manifest
	Begun   change.Epoch // the new life of the ledger, and up to where nothing changed
	Safe    uint64
	Brought int64 // rows that the journal brought back
	Erased  int   // minors whom the list of erasures erased again
}

// Accept is what a restore takes in its stride.
type Accept struct {
	Loss  bool // agents may have let go of what the backup lacks
	Plain bool // the backup is not encrypted, and nobody signed it
}

// lockTimeout is how long a restore waits for the tables: nobody ought to use
// them. Arbitrary.
const lockTimeout = "10s"

// Restore fills a database, which must be migrated to the backup's version and
// hold nothing, from a backup, brings back what the journal holds, begins a new
// life of the ledger, and erases again whom the list of erasures names. It is one transaction. It fails with [fault.Invalid]
// if the backup is damaged or of another registry, and with [fault.Conflict] if
// the database is in use or of another version, or if installations may have
// let go of what the backup lacks, or if it is from before backups were
// encrypted and signed, unless that is accepted; with [fault.Erased] if the key
// of its month was destroyed.
func Restore(ctx context.Context, o Options, dir string, accept Accept) (_ Restored, err error) {
	dir, err = filepath.Abs(dir)
	if err != nil {
		return Restored{}, err
	}
	m, err := checkBackup(o, dir, accept)
	if err != nil {
		return Restored{}, err
	}
	var key age.Identity
	if !m.Plain() {
		if key, err = o.Keys.Identity(ctx, m.Month); err != nil {
			return Restored{}, err
		}
	}
	pool, err := pg.Open(ctx, o.DSN, pg.Options{Name: "faro restore", MaxConns: 1, Log: o.Log})
	if err != nil {
		return Restored{}, err
	}
	defer pool.Close()
	journal, err := pki.OpenJournal(o.State)
	if err != nil {
		return Restored{}, err
	}
	defer func() { err = errors.Join(err, journal.Close()) }()
	r := restorer{Options: o, dir: dir, key: key, accept: accept.Loss, journal: journal, out: Restored{Manifest: m}}
	if err := pg.InTx(ctx, pool, r.run); err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	return r.out, analyse(ctx, pool)
}

// analyse has PostgreSQL look at the tables: it plans as if they were empty.
func analyse(ctx context.Context, pool *pgxpool.Pool) error {
	_, err := pool.Exec(ctx, `ANALYZE`)
	return pg.Fault(err)
}

// checkBackup reads a manifest and checks what can be checked without a database.
func checkBackup(o Options, dir string, accept Accept) (Manifest, error) {
	state := o.State
	m, err := o.own(dir)
	if err != nil {
		return Manifest{}, err
	}
	if m.Base != nil {
		return Manifest{}, &fault.Error{Kind: fault.Conflict, Detail: "this is a base backup: it holds files, not tables",
			Remedy: "restore it with --into, into an empty data directory"}
	}
	if m.Plain() && !accept.Plain {
		return Manifest{}, &fault.Error{Kind: fault.Conflict, Detail: "this backup is from before backups were encrypted: nobody signed it, and whoever had the folder may have altered it",
			Remedy: "if you trust the disk that it lay on, add --accept-plain; afterwards make a new backup and remove this one"}
	}
	r, err := readRegister(state)
	if err != nil {
		return Manifest{}, err
	}
	_, err = r.begin(dir, m, accept.Loss)
	return m, err
}

// own reads the manifest of a backup of this registry.
func (o Options) own(dir string) (Manifest, error) {
	registry, err := identity(o.State)
	if err != nil {
		return Manifest{}, err
	}
	m, err := o.readManifest(dir)
	if err != nil {
		return Manifest{}, err
	}
	if registry != m.Registry {
		return Manifest{}, &fault.Error{Kind: fault.Conflict, Detail: "this is the backup of another registry than the state folder " + o.State,
			Remedy: "use the state folder that belongs to it: no other opens what is sealed"}
	}
	return m, nil
}

type restorer struct {
	Options
	dir     string
	key     age.Identity // nil for a backup that is not encrypted
	accept  bool
	journal *pki.Journal
	out     Restored
}

// run does all but the commit.
func (r *restorer) run(ctx context.Context, tx pgx.Tx) error {
	if err := seeAll(ctx, tx); err != nil {
		return err
	}
	if err := r.lockEmpty(ctx, tx); err != nil {
		return err
	}
	if err := r.load(ctx, tx); err != nil {
		return err
	}
	return r.renew(ctx, tx, func(list *register) ([]change.Epoch, error) {
		return list.begin(r.dir, r.out.Manifest, r.accept)
	})
}

// renew makes what was brought back the registry of today, before anybody is
// answered: the journal is applied, nobody is signed in, a new life of the
// ledger begins, and whoever was erased is erased again.
func (r *restorer) renew(ctx context.Context, tx pgx.Tx, begin func(*register) ([]change.Epoch, error)) (err error) {
	if r.out.Brought, err = r.journal.Reapply(ctx, tx); err != nil {
		return err
	}
	if err := signin.EndAll(ctx, tx, r.Now()); err != nil {
		return err
	}
	var list register
	var epochs []change.Epoch
	if err := list.change(r.State, func() error {
		epochs, err = begin(&list)
		return err
	}); err != nil {
		return err
	}
	r.out.Begun, r.out.Safe = epochs[len(epochs)-1], list.Safe
	if err := r.restart(ctx, tx, epochs); err != nil {
		return err
	}
	if err := knowsErased(ctx, tx, r.State); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `SET LOCAL row_security = on`); err != nil { // it works as the role of erasures
		return fmt.Errorf("apply erasures: %w", err)
	}
	r.out.Erased, err = erasure.Apply(ctx, tx, r.State, r.Now())
	return err
}

// knowsErased fails with [fault.Invalid] if the backup knows of an erasure that
// is not in the list of the state folder: a list older than the backup would
// bring back who was erased since.
func knowsErased(ctx context.Context, tx pgx.Tx, state string) error {
	entries, err := erasure.ReadList(state)
	if err != nil {
		return err
	}
	listed := make([]minor.ID, 0, len(entries))
	for _, e := range entries {
		if e.Struck.IsZero() {
			listed = append(listed, e.Minor)
		}
	}
	var missing int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM tombstones WHERE minor <> ALL ($1)`, listed).Scan(&missing); err != nil {
		return fmt.Errorf("compare the list of erasures: %w", err)
	}
	if missing > 0 {
		return &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("the list of erasures in the state folder is older than the backup: %d are missing in it", missing),
			Remedy: "bring the newest state of the file " + erasure.ListFile + " here: without it, who was erased comes back"}
	}
	return nil
}

// restart begins the new life of the ledger.
func (r *restorer) restart(ctx context.Context, tx pgx.Tx, epochs []change.Epoch) error {
	self, err := pki.FindSelf(ctx, tx, r.State)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	in := intake.New(intake.Config{
		Codes: pki.NewCodes(r.journal, r.Now), Registry: intake.Registry{Agent: self}, Now: r.Now, Log: r.Log,
		Metrics: prometheus.NewRegistry(),
	})
	return in.Restart(ctx, tx, epochs, r.out.Safe)
}

// lockEmpty locks every table, so that nobody sees or adds anything meanwhile,
// and checks that they are those of the backup and hold only what migrations
// put there.
func (r *restorer) lockEmpty(ctx context.Context, tx pgx.Tx) error {
	version, err := pg.SchemaVersion(ctx, tx)
	if err != nil {
		return err
	}
	if version != r.out.Schema {
		return &fault.Error{Kind: fault.Conflict,
			Detail: fmt.Sprintf("the tables are at version %d, those of the backup at %d", version, r.out.Schema),
			Remedy: fmt.Sprintf("in a new database run: registryctl migrate up --to %d; restore; then registryctl migrate up", r.out.Schema)}
	}
	tables, err := findTables(ctx, tx)
	if err != nil {
		return err
	}
	same := func(a, b Table) bool { return a.key() == b.key() && slices.Equal(a.Columns, b.Columns) }
	if !slices.EqualFunc(tables, r.out.Tables, same) {
		return fault.Newf(fault.Conflict, "the tables are not those of the backup")
	}
	if _, err := tx.Exec(ctx, `SET LOCAL lock_timeout = '`+lockTimeout+`'`); err != nil {
		return err
	}
	for _, t := range tables {
		if _, err := tx.Exec(ctx, `LOCK TABLE `+t.sql()+` IN ACCESS EXCLUSIVE MODE`); err != nil {
			return fmt.Errorf("lock %s: %w", t.key(), err)
		}
	}
	for _, t := range tables {
		if err := empty(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// empty empties what a migration has filled, and fails with [fault.Conflict] if
// there is more.
func empty(ctx context.Context, tx pgx.Tx, t Table) error {
	holds := `SELECT EXISTS (SELECT FROM ` + t.sql() + `)`
	switch t.key() {
	case "public.ledger_head", "public.epochs", "public.looking_rules", "public.projections", "public.tables_need":
		if _, err := tx.Exec(ctx, `DELETE FROM `+t.sql()); err != nil {
			return fmt.Errorf("empty %s: %w", t.key(), err)
		}
	}
	var there bool
	if err := tx.QueryRow(ctx, holds).Scan(&there); err != nil {
		return fmt.Errorf("look at %s: %w", t.key(), err)
	}
	if there {
		return &fault.Error{Kind: fault.Conflict, Detail: "the database is not empty: there is something in " + t.key(),
			Remedy: "restore into a new database, after registryctl migrate up and before anything else"}
	}
	return nil
}

// load fills the tables and sets the sequences.
func (r *restorer) load(ctx context.Context, tx pgx.Tx) error {
	p := Progress{Tables: len(r.out.Tables)}
	for _, t := range r.out.Tables {
		if err := t.makeMonths(ctx, tx); err != nil {
			return err
		}
		if err := r.copyIn(ctx, tx, t); err != nil {
			return fmt.Errorf("fill %s: %w", t.key(), err)
		}
		p.Done, p.Bytes = p.Done+1, p.Bytes+t.Bytes
		r.Progress(p)
	}
	for _, s := range r.out.Sequences {
		if _, err := tx.Exec(ctx, `SELECT setval($1::regclass, $2, $3)`, s.sql(), s.Last, s.Called); err != nil {
			return fmt.Errorf("set sequence %s: %w", s.Name, err)
		}
	}
	return nil
}

// makeMonths makes the partitions that the table had. There is one table in
// months, that of the lines of access.
func (t Table) makeMonths(ctx context.Context, tx pgx.Tx) error {
	for _, month := range t.Months {
		if _, err := tx.Exec(ctx, `SELECT access_month(to_date(right($1, 7), 'YYYY_MM'))`, month); err != nil {
			return fmt.Errorf("make partition %s: %w", month, err)
		}
	}
	return nil
}

func (r *restorer) copyIn(ctx context.Context, tx pgx.Tx, t Table) error {
	s, err := open(r.dir, t, r.key)
	if err != nil {
		return err
	}
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, s, `COPY `+t.sql()+` (`+t.columns()+`) FROM STDIN`)
	if wrong := s.finish(t); wrong != nil {
		return wrong // which is why PostgreSQL could not read it
	}
	if err != nil {
		return err
	}
	if tag.RowsAffected() != t.Rows {
		return damaged(t.File, fmt.Sprintf("of %d rows, not %d", tag.RowsAffected(), t.Rows))
	}
	return nil
}
