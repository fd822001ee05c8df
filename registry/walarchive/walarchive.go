// Package walarchive keeps PostgreSQL's write-ahead log outside of PostgreSQL:
// each segment in a file of its own, packed, encrypted to the key of the month
// in which it was archived, and vouched for by the registry's archive key.
//
// The invariant: under one name of one cluster lies one content for good, on
// disk before PostgreSQL is told that it may forget its own; no byte of it lies
// open; and nothing is given out that is not what was archived under that name.
// What is missing is told apart from what is damaged: at the first PostgreSQL
// ends its recovery, at the second nobody may take it for ended.
package walarchive

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"faro.example/registry/monthkey"
	"faro.example/shared/fault"
)

const (
	// format is the version of the layout of an archived file.
	format = 1
	// maxHeader bounds the first line of an archived file.
	maxHeader = 4 << 10
	// maxSegment is the largest segment that PostgreSQL can be built for.
	maxSegment = 1 << 30
)

// names are those that PostgreSQL archives: segments, segments of a timeline
// that was left, notes of base backups, and histories of timelines.
var names = regexp.MustCompile(`^([0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history)$`)

// header is the first line of an archived file. It is a format on disk: fields
// are never renamed or reused.
type header struct {
	Format int            `json:"format"`
	System string         `json:"system"` // of the cluster
	Name   string         `json:"name"`
	Month  monthkey.Month `json:"month"` // whose key opens it
	At     time.Time      `json:"at"`    // when it was archived
	Size   int64          `json:"size"`  // of what was archived
	Sum    string         `json:"sum"`   // its SHA-256
	Proof  []byte         `json:"proof,omitempty"`
}

// prove gives what only the archive key makes of a header.
func (h header) prove(secret []byte) []byte {
	h.Proof = nil
	text, err := json.Marshal(h)
	if err != nil {
		return nil // a header of plain fields is always encoded
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write(text)
	return mac.Sum(nil)
}

// Writer archives; it needs nothing that opens what it writes. All fields must
// be given.
type Writer struct {
	Folder string
	Keys   Public
	Now    func() time.Time
}

// Put archives one file of a running PostgreSQL: path is what archive_command
// is given as %p, from the data directory. What lies there already with the
// same content is well. It fails with [fault.Conflict] if other content lies
// there under the name, and with [fault.Invalid] for what is no file of the log
// of that cluster.
func (w Writer) Put(_ context.Context, path string) error {
	name := filepath.Base(path)
	if !names.MatchString(name) {
		return fault.Newf(fault.Invalid, "%s is no name of a file of the write-ahead log", name)
	}
	system, err := SystemOf(filepath.Dir(filepath.Dir(path)))
	if err != nil {
		return err
	}
	plain, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read what is to be archived: %w", err)
	}
	if err := checkSegment(name, system, plain); err != nil {
		return err
	}
	sum := sha256.Sum256(plain)
	h := header{
		Format: format, System: system, Name: name, Month: monthkey.MonthOf(w.Now()), At: w.Now().UTC().Truncate(time.Second),
		Size: int64(len(plain)), Sum: hex.EncodeToString(sum[:]),
	}
	dir := filepath.Join(w.Folder, system)
	if there, err := w.lies(dir, h); there || err != nil {
		return err
	}
	to, err := w.Keys.recipient(h.Month)
	if err != nil {
		return err
	}
	h.Proof = h.prove(w.Keys.Secret)
	text, err := encode(h, to, plain)
	if err != nil {
		return err
	}
	err = place(dir, name, text)
	if errors.Is(err, fs.ErrExist) { // another has been quicker
		_, err = w.lies(dir, h)
	}
	return err
}

// lies reports whether the same lies in the folder already, durably.
func (w Writer) lies(dir string, h header) (bool, error) {
	f, err := os.Open(filepath.Join(dir, h.Name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look into the archive: %w", err)
	}
	there, _, err := readHeader(f, w.Keys.Secret)
	if err := errors.Join(err, f.Close()); err != nil {
		return false, err
	}
	if there.System != h.System || there.Name != h.Name || there.Sum != h.Sum {
		return false, &fault.Error{Kind: fault.Conflict, Detail: "the archive has another content under the name " + h.Name,
			Remedy: "two clusters archive into one folder, or one was put back without registryctl backup restore: give it a folder of its own, and make a base backup"}
	}
	return true, syncFolder(dir)
}

// encode gives a file of the archive: the header, and what only the key of the
// month opens.
func encode(h header, to age.Recipient, plain []byte) ([]byte, error) {
	head, err := json.Marshal(h)
	if err != nil {
		return nil, fmt.Errorf("encode header: %w", err)
	}
	var out bytes.Buffer
	out.Write(append(head, '\n'))
	lock, err := age.Encrypt(&out, to)
	if err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	pack, err := zstd.NewWriter(lock, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	_, err = pack.Write(plain)
	if err := errors.Join(err, pack.Close(), lock.Close()); err != nil {
		return nil, fmt.Errorf("encrypt: %w", err)
	}
	return out.Bytes(), nil
}

// place puts a file where nothing lies yet, whole and durably or not at all. It
// fails with [fs.ErrExist] if something lies there.
func place(dir, name string, text []byte) (err error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return unwritable(dir)
	}
	fresh := filepath.Join(dir, "."+name+"."+rand.Text())
	f, err := os.OpenFile(fresh, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return unwritable(fresh)
	}
	defer func() { err = errors.Join(err, os.Remove(fresh)) }()
	_, err = f.Write(text)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(unwritable(fresh), err)
	}
	if err := os.Link(fresh, filepath.Join(dir, name)); err != nil {
		return fmt.Errorf("put %s in its place: %w", name, err)
	}
	return syncFolder(dir)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func unwritable(what string) error {
	return &fault.Error{Kind: fault.Invalid, Detail: what + " cannot be written", Remedy: "check that there is room, and that the user who runs PostgreSQL may write there"}
}

// SystemOf gives the number of the cluster of a data directory.
func SystemOf(data string) (system string, err error) {
	f, err := os.Open(filepath.Join(data, "global", "pg_control"))
	if err != nil {
		return "", &fault.Error{Kind: fault.Invalid, Detail: "there is no data directory of PostgreSQL around what is to be archived",
			Remedy: "let PostgreSQL run it, as its archive_command"}
	}
	var number [8]byte
	_, err = io.ReadFull(f, number[:])
	if err := errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("read which cluster it is: %w", err)
	}
	return strconv.FormatUint(binary.NativeEndian.Uint64(number[:]), 10), nil
}

// checkSegment fails with [fault.Invalid] if a segment is not what its name
// says: PostgreSQL writes cluster, size and place into its first page.
func checkSegment(name, system string, plain []byte) error {
	if len(name) != 24 {
		return nil
	}
	const header = 36
	if len(plain) < header || len(plain) > maxSegment {
		return fault.Newf(fault.Invalid, "%s is no whole segment: it has %d bytes", name, len(plain))
	}
	at := binary.NativeEndian
	size := uint64(at.Uint32(plain[32:]))
	place, err := parse(name, size)
	if err != nil {
		return err
	}
	if uint64(len(plain)) != size || at.Uint64(plain[8:]) != place.number*size || strconv.FormatUint(at.Uint64(plain[24:]), 10) != system {
		return fault.Newf(fault.Invalid, "%s is not the segment that its name says", name)
	}
	return nil
}
