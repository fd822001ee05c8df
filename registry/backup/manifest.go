package backup

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"faro.example/registry/audit/tree"
	"faro.example/registry/monthkey"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

const (
	// manifestFile is written last: a folder without it is no backup.
	manifestFile = "manifest"
	// maxManifest bounds a manifest in bytes; one of 30 tables has 10,000.
	maxManifest = 4 << 20
	// format is the version of the layout of the folder.
	format = 2
	// baseFormat is that of folders with a base backup.
	baseFormat = 3
	// plainFormat is that of backups from before they were encrypted and signed.
	plainFormat = 1
	// purpose is that for which the registry's key signs a manifest.
	purpose = "backup"
)

// Manifest says what a backup holds. It is a format on disk: fields are never
// renamed or reused.
type Manifest struct {
	Format    int            `json:"format"`
	Made      time.Time      `json:"made"`
	Month     monthkey.Month `json:"month,omitempty"` // whose key opens it; "" if it is not encrypted
	Registry  string         `json:"registry"`        // SHA-256 of the registry's root certificate
	Schema    uint           `json:"schema"`          // version of the tables
	Epoch     int            `json:"epoch"`
	Position  uint64         `json:"position"` // of the ledger
	Epochs    []change.Epoch `json:"epochs"`
	Tables    []Table        `json:"tables"` // each after those that it refers to
	Sequences []Sequence     `json:"sequences"`
	Base      *Base          `json:"base,omitempty"` // then there are no tables

	sum string // of the manifest itself
}

// Table is the copy of one table.
type Table struct {
	Schema  string   `json:"schema"`
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	File    string   `json:"file"` // what COPY gives in text, packed by zstd, encrypted by age
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

// Plain reports whether the backup is from before backups were encrypted.
func (m Manifest) Plain() bool { return m.Format == plainFormat }

// Rows gives how many rows a backup holds in all.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

// Bytes gives how much room its files take.
func (m Manifest) Bytes() (n int64) {
	if m.Base != nil {
		n = m.Base.Bytes
	}
	for _, t := range m.Tables {
		n += t.Bytes
	}
	return n
}

// writeManifest makes a folder a backup: what it names is on disk by then. The
// manifest is signed by the registry's key.
func writeManifest(dir string, m *Manifest, key *tree.Key) error {
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("encode manifest: %w", err)
	}
	text = append(text, '\n')
	signed, err := key.Attest(purpose, string(text))
	if err != nil {
		return err
	}
	m.sum = sumOf(text)
	return replaceFile(filepath.Join(dir, manifestFile), []byte(signed))
}

func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// readManifest reads the manifest of a folder; it is signed by one of the keys
// unless it is from before backups were.
func readManifest(dir string, keys tree.Keys) (Manifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, &fault.Error{Kind: fault.Invalid, Detail: "there is no backup in " + dir + ", or it was not finished",
			Remedy: "name the folder that registryctl backup make has filled"}
	}
	if err != nil {
		return Manifest{}, fmt.Errorf("read manifest: %w", err)
	}
	m, err := parseManifest(text, keys)
	if err != nil {
		return Manifest{}, err
	}
	for _, t := range m.Tables {
		if t.File != filepath.Base(t.File) {
			return Manifest{}, damaged(manifestFile, "not as it was written")
		}
	}
	if m.Base != nil && m.Base.File != filepath.Base(m.Base.File) {
		return Manifest{}, damaged(manifestFile, "not as it was written")
	}
	return m, nil
}

// parseManifest reads a manifest, signed or with its checksum behind it.
func parseManifest(text []byte, keys tree.Keys) (m Manifest, err error) {
	if len(text) > maxManifest {
		return m, damaged(manifestFile, "not as it was written")
	}
	if plain, err := parsePlain(text); err == nil {
		return plain, nil
	}
	body, err := keys.Attested(purpose, string(text))
	if err != nil {
		return m, &fault.Error{Kind: fault.Invalid, Detail: "the backup is damaged, or of another registry: its manifest is not signed with this registry's key",
			Remedy: "use another backup, and the state folder of the registry that made it"}
	}
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		return m, damaged(manifestFile, "not as it was written")
	}
	m.sum = sumOf([]byte(body))
	switch {
	case m.Format == baseFormat && m.Base == nil:
		return m, damaged(manifestFile, "without its base")
	case m.Format != format && m.Format != baseFormat:
		return m, fault.Newf(fault.Invalid, "a backup of format %d: use the registryctl that made it", m.Format)
	case m.Month == "":
		return m, damaged(manifestFile, "without its month")
	}
	return m, nil
}

// parsePlain reads a manifest from before backups were encrypted: the line
// behind it is its checksum.
func parsePlain(text []byte) (m Manifest, err error) {
	end := len(text) - 2*sha256.Size - 2
	if end < 0 {
		return m, fmt.Errorf("a manifest of %d bytes", len(text))
	}
	m.sum = sumOf(text[:end])
	if string(text[end:]) != "\n"+m.sum+"\n" {
		return m, fmt.Errorf("another checksum")
	}
	if err := json.Unmarshal(text[:end], &m); err != nil {
		return m, err
	}
	if m.Format != plainFormat || m.Month != "" {
		return m, fmt.Errorf("format %d without a signature", m.Format)
	}
	return m, nil
}
