package pki

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Journal is the append-only file of what must survive a restore of the
// database (design section 5 rule 7). One line per entry: a checksum, a space,
// the entry in JSON. It is safe for use by several goroutines and processes of
// one machine; each machine that runs the registry has its own.
type Journal struct {
	mu   sync.Mutex // guards the use of file within this process
	file *os.File
}

// Entry is one line of a journal; exactly one of the last four is given. It is
// a format on disk: fields are never renamed or reused.
type Entry struct {
	At           time.Time      `json:"at"`
	Installation change.AgentID `json:"installation"`
	Enrolled     *Enrolled      `json:"enrolled,omitempty"`
	Issued       *Issued        `json:"issued,omitempty"`
	Revoked      *Revoked       `json:"revoked,omitempty"`
	Block        *minor.Block   `json:"block,omitempty"`
}

// Enrolled says that an installation was enrolled, and as what.
type Enrolled struct {
	Role      access.Role            `json:"role"`
	Label     string                 `json:"label"`
	RecordKey []byte                 `json:"record_key"`
	TLSKeySum []byte                 `json:"tls_key_sum"`
	Offices   []institution.OfficeID `json:"offices"`
	Scopes    []access.Scope         `json:"scopes,omitempty"`
	Replaces  change.AgentID         `json:"replaces,omitzero"`
	CodeSum   []byte                 `json:"code_sum"`
}

// Issued says that a certificate was issued.
type Issued struct {
	Serial    string    `json:"serial"`
	NotBefore time.Time `json:"not_before"`
	NotAfter  time.Time `json:"not_after"`
}

// Revoked says that an installation was revoked, and why.
type Revoked struct {
	Why string `json:"why"`
}

// OpenJournal opens the journal in a folder and makes it if there is none.
func OpenJournal(dir string) (*Journal, error) {
	name := filepath.Join(dir, "journal")
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open journal: %w", err)
	}
	if err := syncDir(dir); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &Journal{file: f}, nil
}

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }

// Append writes entries and returns once they are on disk.
func (j *Journal) Append(entries ...Entry) (err error) {
	var text bytes.Buffer
	for _, e := range entries {
		line, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("encode entry: %w", err)
		}
		fmt.Fprintf(&text, "%08x %s\n", crc32.ChecksumIEEE(line), line)
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if err := syscall.Flock(int(j.file.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock journal: %w", err)
	}
	defer func() { err = errors.Join(err, syscall.Flock(int(j.file.Fd()), syscall.LOCK_UN)) }()
	torn, err := j.torn()
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	out := text.Bytes()
	if torn {
		out = append([]byte("\n"), out...)
	}
	if _, err := j.file.Write(out); err != nil {
		return &fault.Error{Kind: fault.Busy, Detail: "the registry's journal cannot be written", Remedy: "make room on the disk of the state folder"}
	}
	return j.file.Sync()
}

// torn reports whether the last line was cut off by a crash.
func (j *Journal) torn() (bool, error) {
	size, err := j.file.Seek(0, io.SeekEnd)
	if err != nil || size == 0 {
		return false, err
	}
	var last [1]byte
	_, err = j.file.ReadAt(last[:], size-1)
	return last[0] != '\n', err
}

// Entries reads the journal from the start. A line that was cut off took no
// effect and is left out; one that lacks only its end may have taken none, and
// counts, as it will once another stands behind it.
func (j *Journal) Entries() ([]Entry, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	size, err := j.file.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("read journal: %w", err)
	}
	var out []Entry
	r := bufio.NewReader(io.NewSectionReader(j.file, 0, size))
	for {
		line, err := r.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read journal: %w", err)
		}
		if e, ok := parseEntry(bytes.TrimSuffix(line, []byte("\n"))); ok {
			out = append(out, e)
		}
		if err != nil {
			return out, nil
		}
	}
}

// RecordKeys gives the keys by which installations sign their records, as they
// were enrolled here: outside the database. Those enrolled at another server are
// in its journal.
func (j *Journal) RecordKeys() (map[change.AgentID]ed25519.PublicKey, error) {
	entries, err := j.Entries()
	out := map[change.AgentID]ed25519.PublicKey{}
	for _, e := range entries {
		if e.Enrolled != nil && len(e.Enrolled.RecordKey) == ed25519.PublicKeySize {
			out[e.Installation] = e.Enrolled.RecordKey
		}
	}
	return out, err
}

func parseEntry(line []byte) (Entry, bool) {
	sum, text, found := bytes.Cut(line, []byte(" "))
	raw, err := hex.DecodeString(string(sum))
	if !found || err != nil || len(raw) != 4 {
		return Entry{}, false
	}
	want := uint32(raw[0])<<24 | uint32(raw[1])<<16 | uint32(raw[2])<<8 | uint32(raw[3])
	var e Entry
	if crc32.ChecksumIEEE(text) != want || json.Unmarshal(text, &e) != nil {
		return Entry{}, false
	}
	return e, true
}

// syncDir makes what was created or renamed in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
