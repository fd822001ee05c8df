package backup

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"path/filepath"

	"filippo.io/age"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit/tree"
	"faro.example/registry/ledger"
	"faro.example/registry/monthkey"
	"faro.example/registry/pg"
	"faro.example/registry/walarchive"
	"faro.example/shared/fault"
)

// baseFile is the copy of the cluster's files, in a folder with a base backup.
const baseFile = "base.tar.zst.age"

// Base is the copy of the files of a whole cluster: with the log that was
// archived from Start on it can be brought to any moment after End. It is a
// format on disk: fields are never renamed or reused.
type Base struct {
	File     string `json:"file"`
	Bytes    int64  `json:"bytes"`    // of the file
	Sum      string `json:"sum"`      // SHA-256 of the file
	Size     int64  `json:"size"`     // of what is in it
	System   string `json:"system"`   // the cluster
	Server   int    `json:"server"`   // major version of PostgreSQL
	Timeline uint32 `json:"timeline"` // of the log
	Start    string `json:"start"`    // places in the log
	End      string `json:"end"`
	Segment  uint64 `json:"segment"` // size of a segment of the log
}

// table is the copy's file, as a table's is.
func (b Base) table() Table { return Table{File: b.File, Bytes: b.Bytes, Sum: b.Sum} }

// from is where the log begins that a base backup needs, and up to where it
// does in any case.
func (b Base) from() (from walarchive.From, need walarchive.Place, err error) {
	start, err := walarchive.ParsePlace(b.Start)
	if err != nil {
		return from, need, damaged(manifestFile, "not as it was written")
	}
	if need, err = walarchive.ParsePlace(b.End); err != nil || b.Segment < 1<<20 {
		return from, need, damaged(manifestFile, "not as it was written")
	}
	return walarchive.From{Timeline: b.Timeline, Start: start, Size: b.Segment}, need, nil
}

// MakeBase makes a base backup in a new folder beside a running registry, and
// waits until the log that it needs is in the archive; it opens that log, and
// only then counts on the backup, as [Make] does. The role needs REPLICATION. It
// fails with [fault.Conflict] if PostgreSQL archives nothing, or fails to.
func MakeBase(ctx context.Context, o Options, dir, archive string, keep int) (Made, error) {
	registry, err := identity(o.State)
	if err != nil {
		return Made{}, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return Made{}, err
	}
	pool, err := pg.Open(ctx, o.DSN, pg.Options{Name: "faro backup", MaxConns: 1, Log: o.Log})
	if err != nil {
		return Made{}, err
	}
	defer pool.Close()
	m := Manifest{Format: baseFormat, Made: o.Now().UTC(), Registry: registry, Base: &Base{File: baseFile}}
	if err := look(ctx, pool, &m); err != nil {
		return Made{}, err
	}
	if err := prepareFolder(dir); err != nil {
		return Made{}, err
	}
	if err := o.fillBase(ctx, dir, &m); err != nil {
		return Made{}, err
	}
	if _, err := o.Chain(ctx, m, archive); err != nil {
		return Made{}, err
	}
	out := Made{Manifest: m, Where: dir}
	if err := out.count(o, keep); err != nil {
		return Made{}, err
	}
	return out, ledger.RaiseSafe(ctx, pool, out.Safe)
}

// look reads what the manifest says of the database, before anything is copied:
// no restore of the backup can go back behind that.
func look(ctx context.Context, pool *pgxpool.Pool, m *Manifest) error {
	var mode string
	var failing bool
	const q = `SELECT current_setting('archive_mode'), current_setting('server_version_num')::integer / 10000,
			(SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'),
			coalesce(last_failed_time > coalesce(last_archived_time, '-infinity'), false)
		FROM pg_stat_archiver`
	if err := pool.QueryRow(ctx, q).Scan(&mode, &m.Base.Server, &m.Base.Segment, &failing); err != nil {
		return pg.Fault(err)
	}
	if mode == "off" {
		return &fault.Error{Kind: fault.Conflict, Detail: "PostgreSQL archives nothing: without its log a base backup restores nothing",
			Remedy: "set archive_mode and archive_command, as in /usr/share/faro/postgresql.conf, and start PostgreSQL again"}
	}
	if failing {
		return &fault.Error{Kind: fault.Conflict, Detail: "PostgreSQL fails to archive its log: a base backup would wait for it without end",
			Remedy: "see what archive_command says in PostgreSQL's log, and mend that first"}
	}
	head, err := ledger.Read(ctx, pool)
	if err != nil {
		return err
	}
	m.Epoch, m.Position = head.Epoch, head.Position
	if m.Epochs, err = ledger.Epochs(ctx, pool); err != nil {
		return err
	}
	m.Schema, err = pg.SchemaVersion(ctx, pool)
	return err
}

// fillBase copies the cluster's files, encrypted, into a folder, makes it a
// backup, and reads it back.
func (o Options) fillBase(ctx context.Context, dir string, m *Manifest) error {
	key, _, err := tree.OpenKey(o.State)
	if err != nil {
		return err
	}
	m.Month = monthkey.MonthOf(m.Made)
	to, err := o.Keys.Recipient(ctx, m.Month)
	if err != nil {
		return err
	}
	if err := o.copyFiles(ctx, dir, to, m.Base); err != nil {
		return fmt.Errorf("make base backup: %w", err)
	}
	if err := writeManifest(dir, m, key); err != nil {
		return err
	}
	*m, err = Verify(o, dir)
	return err
}

// copyFiles streams the cluster's files through the encryption to disk.
func (o Options) copyFiles(ctx context.Context, dir string, to age.Recipient, b *Base) (err error) {
	link, err := replicate(ctx, o.DSN)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, link.close(ctx)) }()
	if b.System, err = link.system(ctx); err != nil {
		return err
	}
	s, err := create(filepath.Join(dir, b.File), to)
	if err != nil {
		return err
	}
	done, err := link.copy(ctx, s)
	if err != nil {
		return s.abandon(err)
	}
	if err := s.finish(); err != nil {
		return err
	}
	b.Start, b.End, b.Timeline, b.Size = done.start, done.end, done.timeline, done.size
	b.Bytes, b.Sum = s.n, hex.EncodeToString(s.sum.Sum(nil))
	return nil
}

// Chain follows the archived log from a base backup on, and opens all of it. It
// fails with [fault.NotFound] if the backup needs a segment that is missing.
func (o Options) Chain(ctx context.Context, m Manifest, archive string) (walarchive.Chain, error) {
	r, from, need, err := o.archive(m, archive)
	if err != nil {
		return walarchive.Chain{}, err
	}
	return r.Verify(ctx, from, need, func(done, all int) {
		o.Progress(Progress{Done: done, Tables: all, Unit: "segments", Bytes: int64(done) * int64(from.Size)})
	})
}

// archive opens the archive of the cluster of a base backup.
func (o Options) archive(m Manifest, folder string) (r *walarchive.Reader, from walarchive.From, need walarchive.Place, err error) {
	if from, need, err = m.Base.from(); err != nil {
		return nil, from, need, err
	}
	r, err = walarchive.NewReader(folder, m.Base.System, o.State, o.Keys)
	return r, from, need, err
}
