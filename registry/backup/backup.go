// Package backup copies the whole database into a folder, as of one moment, and
// restores an empty database from such a folder.
//
// The invariant: a folder without a whole manifest is no backup, and what its
// checksums do not bear out is never restored: all of it is, in one
// transaction, or nothing. A restored ledger begins a new life with a number
// that no life had before; before anybody is answered it holds every
// enrolment, certificate, revocation and block of codes of the journal. The
// safe position ([ledger.Head]) is never above that to which the oldest backup
// kept would go back: what installations let go of is in every one of them.
//
// The copy is logical, by COPY in text, so that it goes from one version of
// PostgreSQL to another and needs none of its programs. The files are for the
// owner's eyes only and are not encrypted.
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

	"faro.example/registry/pki"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Options are what every operation works with; all must be given.
type Options struct {
	DSN      string // of the role that migrates: row-level security must not bind it
	State    string // the registry's state folder
	Now      func() time.Time
	Log      *slog.Logger
	Progress func(Progress)
}

// Progress is how far long work is.
type Progress struct {
	Done, Tables int
	Bytes        int64
}

// Manifest says what a backup holds. It is a format on disk: fields are never
// renamed or reused.
type Manifest struct {
	Format    int            `json:"format"`
	Made      time.Time      `json:"made"`
	Registry  string         `json:"registry"` // SHA-256 of the registry's root certificate
	Schema    uint           `json:"schema"`   // version of the tables
	Epoch     int            `json:"epoch"`
	Position  uint64         `json:"position"` // of the ledger
	Epochs    []change.Epoch `json:"epochs"`
	Tables    []Table        `json:"tables"` // each after those that it refers to
	Sequences []Sequence     `json:"sequences"`

	sum string // of the manifest itself
}

// Table is the copy of one table.
type Table struct {
	Schema  string   `json:"schema"`
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	File    string   `json:"file"` // what COPY gives in text, packed by zstd
	Rows    int64    `json:"rows"`
	Bytes   int64    `json:"bytes"`            // of the file
	Sum     string   `json:"sum"`              // SHA-256 of the file
	Months  []string `json:"months,omitempty"` // its partitions, if it is kept in months
}

// Sequence is how far a sequence was.
type Sequence struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
	Last   int64  `json:"last"`
	Called bool   `json:"called"`
}

// format is the version of the layout of the folder.
const format = 1

// Rows gives how many rows a backup holds in all.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// Bytes gives how much room its files take.
func (m Manifest) Bytes() (n int64) {
	for _, t := range m.Tables {
		n += t.Bytes
	}
	return n
}

// Verify checks that a folder holds a whole backup: the manifest, and every file
// as the manifest says it was written. It fails with [fault.Invalid] if not.
func Verify(dir string, progress func(Progress)) (Manifest, error) {
	m, err := readManifest(dir)
	if err != nil {
		return Manifest{}, err
	}
	p := Progress{Tables: len(m.Tables)}
	for _, t := range m.Tables {
		if err := verify(dir, t); err != nil {
			return Manifest{}, err
		}
		p.Done, p.Bytes = p.Done+1, p.Bytes+t.Bytes
		progress(p)
	}
	return m, nil
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
