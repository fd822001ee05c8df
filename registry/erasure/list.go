package erasure

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// ListFile is the name of the list of erasures in the state folder.
const ListFile = "erasures"

// List is the append-only file of what was erased and struck out, outside the
// database, which a restore brings back to what it was before (design section 6).
// It holds identifiers alone. One line per entry: a checksum, a space, the entry
// in JSON. It is safe for use by several goroutines and processes of one machine.
type List struct {
	mu   sync.Mutex // guards the use of file within this process
	file *os.File
}

// Entry is one line of the list. It is a format on disk: fields are never renamed
// or reused. Entries are numbered from 1 without a gap, so that one taken out is
// missed.
type Entry struct {
	N      int       `json:"n"`
	At     time.Time `json:"at"`
	Minor  minor.ID  `json:"minor"`
	Struck change.ID `json:"struck,omitzero"` // the record whose body is gone; zero if all about the minor is
	Says   []byte    `json:"says,omitempty"`  // the record that says that the minor was erased, as it travels
}

// OpenList opens the list in a folder and makes it if there is none.
func OpenList(dir string) (*List, error) {
	f, err := os.OpenFile(filepath.Join(dir, ListFile), os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the list of erasures: %w", err)
	}
	d, err := os.Open(dir)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &List{file: f}, nil
}

// ReadList reads the list in a folder: empty if nothing was ever erased. It fails
// with [fault.Invalid] if a line in the middle is missing or was altered.
func ReadList(dir string) ([]Entry, error) {
	raw, err := os.ReadFile(filepath.Join(dir, ListFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the list of erasures: %w", err)
	}
	return parseList(raw)
}

// Close closes the file.
func (l *List) Close() error { return l.file.Close() }

// Append numbers and writes entries, and returns once they are on disk: before
// what they say is committed in the database.
func (l *List) Append(entries ...Entry) (err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := syscall.Flock(int(l.file.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("lock the list of erasures: %w", err)
	}
	defer func() { err = errors.Join(err, syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN)) }()
	size, err := l.file.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("read the list of erasures: %w", err)
	}
	raw, err := io.ReadAll(io.NewSectionReader(l.file, 0, size))
	if err != nil {
		return fmt.Errorf("read the list of erasures: %w", err)
	}
	before, err := parseList(raw)
	if err != nil {
		return err
	}
	var text bytes.Buffer
	if len(raw) > 0 && raw[len(raw)-1] != '\n' { // cut off by a crash: it took no effect
		text.WriteByte('\n')
	}
	for i, e := range entries {
		e.N = len(before) + i + 1
		line, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("encode entry: %w", err)
		}
		fmt.Fprintf(&text, "%08x %s\n", crc32.ChecksumIEEE(line), line)
	}
	if _, err := l.file.Write(text.Bytes()); err != nil {
		return &fault.Error{Kind: fault.Busy, Detail: "the list of erasures cannot be written", Remedy: "make room on the disk of the state folder"}
	}
	return l.file.Sync()
}

// parseList reads all entries. A line that was cut off took no effect: the next
// one has its number.
func parseList(raw []byte) ([]Entry, error) {
	var out []Entry
	for line := range bytes.Lines(raw) {
		e, ok := parseEntry(bytes.TrimSuffix(line, []byte("\n")))
		if !ok {
			continue
		}
		if e.N != len(out)+1 {
			return nil, &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("the list of erasures goes from entry %d to %d", len(out), e.N),
				Remedy: "bring the whole list back from its copy: without it, who was erased comes back"}
		}
		out = append(out, e)
	}
	return out, nil
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
