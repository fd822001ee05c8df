// Package backup copies the whole database into a folder, as of one moment, and
// restores an empty database from such a folder: by its tables, which any
// version of PostgreSQL takes; or, by the files of the whole cluster and the log
// that was archived since, to any later moment ([MakeBase], [RestorePoint]).
//
// The invariant: a folder without a whole manifest is no backup, and what its
// signature and checksums do not bear out is never restored: all of it is, in one
// transaction, or nothing. A restored ledger begins a new life with a number
// that no life had before; before anybody is answered it holds every
// enrolment, certificate, revocation and block of codes of the journal, and
// nothing about whom the list of erasures names. The
// safe position ([ledger.Head]) is never above that to which the oldest backup
// kept would go back: what installations let go of is in every one of them.
//
// Both are encrypted to the key of their month on their way to disk. The copy of
// tables is by COPY in text and needs none of PostgreSQL's programs; that of
// files goes over the replication protocol, and is recovered by the same major
// version of PostgreSQL on the same kind of machine.
package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"faro.example/registry/audit/tree"
	"faro.example/registry/monthkey"
	"faro.example/registry/pki"
	"faro.example/shared/fault"
)

// Options are what every operation works with; all must be given.
type Options struct {
	DSN      string // of the role that migrates: row-level security must not bind it
	State    string // the registry's state folder
	Now      func() time.Time
	Log      *slog.Logger
	Progress func(Progress)
	Keys     monthkey.Keys
}

// Progress is how far long work is.
type Progress struct {
	Done, Tables int    // segments of the log in place of tables, for what is physical
	Unit         string // what is counted; tables if it is empty
	Bytes        int64
}

// Verify checks that a folder holds a whole backup of this registry: the
// manifest and who signed it, every file as the manifest says it was written, and
// that the key of its month is still there. It fails with [fault.Invalid] if
// not, and with [fault.Erased] if the key was destroyed. It opens nothing.
func Verify(o Options, dir string) (Manifest, error) {
	m, err := o.readManifest(dir)
	if err != nil {
		return Manifest{}, err
	}
	if m.Base != nil {
		if err := verify(dir, m.Base.table()); err != nil {
			return Manifest{}, err
		}
		return m, o.Keys.Check(m.Month)
	}
	p := Progress{Tables: len(m.Tables)}
	for _, t := range m.Tables {
		if err := verify(dir, t); err != nil {
			return Manifest{}, err
		}
		p.Done, p.Bytes = p.Done+1, p.Bytes+t.Bytes
		o.Progress(p)
	}
	if m.Plain() {
		return m, nil
	}
	return m, o.Keys.Check(m.Month)
}

// Peek reads what a base backup says of itself. It fails with [fault.Conflict]
// for a backup of tables.
func Peek(o Options, dir string) (Manifest, error) {
	m, err := o.own(dir)
	if err == nil && m.Base == nil {
		err = tablesOnly()
	}
	return m, err
}

// tablesOnly is the error of a backup that cannot be brought to a moment.
func tablesOnly() error {
	return &fault.Error{Kind: fault.Conflict, Detail: "this is a backup of tables: it holds one moment only",
		Remedy: "leave out --into, and restore it into an empty database; or name a base backup"}
}

// readManifest reads a manifest and checks who signed it.
func (o Options) readManifest(dir string) (Manifest, error) {
	if _, err := identity(o.State); err != nil { // or a key would be made
		return Manifest{}, err
	}
	key, _, err := tree.OpenKey(o.State)
	if err != nil {
		return Manifest{}, err
	}
	return readManifest(dir, key.Keys)
}

// identity tells one registry from another: the SHA-256 of its root certificate.
func identity(state string) (string, error) {
	root, err := os.ReadFile(filepath.Join(state, pki.RootFile))
	if errors.Is(err, fs.ErrNotExist) {
		return "", &fault.Error{Kind: fault.Invalid, Detail: "the state folder " + state + " has no keys",
			Remedy: "bring it back from its copy: without it nothing of a backup opens"}
	}
	if err != nil {
		return "", fmt.Errorf("read root: %w", err)
	}
	sum := sha256.Sum256(root)
	return hex.EncodeToString(sum[:]), nil
}
