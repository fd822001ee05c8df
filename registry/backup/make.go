package backup

import (
	"context"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"filippo.io/age"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit/tree"
	"faro.example/registry/ledger"
	"faro.example/registry/monthkey"
	"faro.example/registry/pg"
)

// Made is what a backup holds, and what it changes.
type Made struct {
	Manifest
	Kept  int      // how many backups of its kind are kept now
	Gone  []string // folders of those that are kept no more
	Safe  uint64   // installations need not keep what is not above it
	Where string
}

// Make makes a backup in a new folder beside a running registry, reads it back,
// and only then counts on it: of all backups made the newest keep are kept, or
// all if keep is 0, and installations are told what they need not keep any more.
func Make(ctx context.Context, o Options, dir string, keep int) (Made, error) {
	registry, err := identity(o.State)
	if err != nil {
		return Made{}, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return Made{}, err
	}
	if err := prepareFolder(dir); err != nil {
		return Made{}, err
	}
	pool, err := pg.Open(ctx, o.DSN, pg.Options{Name: "faro backup", MaxConns: 1, Log: o.Log})
	if err != nil {
		return Made{}, err
	}
	defer pool.Close()
	m := Manifest{Format: format, Made: o.Now().UTC(), Registry: registry}
	if err := o.fill(ctx, pool, dir, &m); err != nil {
		return Made{}, err
	}
	out := Made{Manifest: m, Where: dir}
	if err := out.count(o, keep); err != nil {
		return Made{}, err
	}
	return out, ledger.RaiseSafe(ctx, pool, out.Safe)
}

// count counts on a backup from now on, and lets go of those of its kind that
// are kept no more.
func (m *Made) count(o Options, keep int) error {
	var r register
	if err := r.change(o.State, func() error {
		r.add(m.Where, m.Manifest)
		if m.Base != nil {
			r.Bases = append(r.Bases, span{m.Manifest.Made, o.Now().UTC()})
		}
		if err := r.drop(o.Keys); err != nil {
			return err
		}
		for _, k := range r.letGo(keep, m.Base != nil) {
			m.Gone = append(m.Gone, k.Folder)
		}
		return nil
	}); err != nil {
		return err
	}
	m.Safe = r.Safe
	for _, k := range r.Kept {
		if k.Base == (m.Base != nil) {
			m.Kept++
		}
	}
	return nil
}

// fill copies everything, encrypted, into a folder, makes it a backup, and reads
// it back.
func (o Options) fill(ctx context.Context, pool *pgxpool.Pool, dir string, m *Manifest) error {
	key, _, err := tree.OpenKey(o.State)
	if err != nil {
		return err
	}
	m.Month = monthkey.MonthOf(m.Made)
	to, err := o.Keys.Recipient(ctx, m.Month)
	if err != nil {
		return err
	}
	c := copier{m: m, dir: dir, to: to, progress: o.Progress}
	if err := pg.InSnapshot(ctx, pool, nil, c.copyAll); err != nil {
		return fmt.Errorf("make backup: %w", err)
	}
	if err := writeManifest(dir, m, key); err != nil {
		return err
	}
	o.Progress = func(Progress) {}
	*m, err = Verify(o, dir)
	return err
}

// copier copies the tables of a database into a folder.
type copier struct {
	m        *Manifest
	dir      string
	to       age.Recipient
	progress func(Progress)
}

// copyAll copies what the transaction sees.
func (c copier) copyAll(ctx context.Context, tx pgx.Tx) (err error) {
	m := c.m
	if err := seeAll(ctx, tx); err != nil {
		return err
	}
	if m.Schema, err = pg.SchemaVersion(ctx, tx); err != nil {
		return err
	}
	head, err := ledger.Read(ctx, tx)
	if err != nil {
		return err
	}
	m.Epoch, m.Position = head.Epoch, head.Position
	if m.Epochs, err = ledger.Epochs(ctx, tx); err != nil {
		return err
	}
	if m.Tables, err = findTables(ctx, tx); err != nil {
		return err
	}
	p := Progress{Tables: len(m.Tables)}
	for i := range m.Tables {
		t := &m.Tables[i]
		t.File = fmt.Sprintf("%03d-%s.zst.age", i+1, t.key())
		if err := c.copyOut(ctx, tx, t); err != nil {
			return fmt.Errorf("copy %s: %w", t.key(), err)
		}
		p.Done, p.Bytes = p.Done+1, p.Bytes+t.Bytes
		c.progress(p)
	}
	m.Sequences, err = findSequences(ctx, tx)
	return err
}

func (c copier) copyOut(ctx context.Context, tx pgx.Tx, t *Table) error {
	s, err := create(filepath.Join(c.dir, t.File), c.to)
	if err != nil {
		return err
	}
	// By a query, since a table in partitions is copied no other way.
	sql := `COPY (SELECT ` + t.columns() + ` FROM ` + t.sql() + `) TO STDOUT`
	tag, err := tx.Conn().PgConn().CopyTo(ctx, s, sql)
	if err != nil {
		return s.abandon(err)
	}
	if err := s.finish(); err != nil {
		return err
	}
	t.Rows, t.Bytes, t.Sum = tag.RowsAffected(), s.n, hex.EncodeToString(s.sum.Sum(nil))
	return nil
}
