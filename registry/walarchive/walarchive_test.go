package walarchive_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/monthkey"
	"faro.example/registry/seal"
	"faro.example/registry/walarchive"
	"faro.example/shared/fault"
)

const (
	segmentSize = 1 << 20
	system      = "7300000000000000017"
	name        = "somebody of whom nothing may lie open"
)

// machine is one with a data directory, an archive and a state folder.
type machine struct {
	*testing.T
	data, archive, state string
	keys                 monthkey.Keys
	now                  time.Time
}

func newMachine(t *testing.T) *machine {
	t.Helper()
	dir := t.TempDir()
	m := &machine{T: t, data: filepath.Join(dir, "data"), archive: filepath.Join(dir, "wal"), state: filepath.Join(dir, "state"), now: time.Date(2026, 3, 31, 23, 30, 0, 0, time.UTC)}
	for _, d := range []string{filepath.Join(m.data, "global"), filepath.Join(m.data, "pg_wal"), m.state} {
		m.must(os.MkdirAll(d, 0o700))
	}
	control := binary.NativeEndian.AppendUint64(nil, 7300000000000000017)
	m.must(os.WriteFile(filepath.Join(m.data, "global", "pg_control"), append(control, make([]byte, 100)...), 0o600))
	file := seal.File(filepath.Join(m.state, "seal.key"))
	m.must(seal.Make(string(file)))
	m.keys = monthkey.Keys{Folder: filepath.Join(m.state, "months"), From: file, Horizon: 60, Now: func() time.Time { return m.now }}
	return m
}

func (m *machine) must(err error) {
	m.Helper()
	if err != nil {
		m.Fatal(err)
	}
}

// segment writes a segment as PostgreSQL does, and gives its path.
func (m *machine) segment(timeline uint32, number uint64, fill string) string {
	m.Helper()
	b := make([]byte, segmentSize)
	at := binary.NativeEndian
	at.PutUint32(b[4:], timeline)
	at.PutUint64(b[8:], number*segmentSize)
	at.PutUint64(b[24:], 7300000000000000017)
	at.PutUint32(b[32:], segmentSize)
	copy(b[100:], fill)
	return m.file(segment(timeline, number), b)
}

func segment(timeline uint32, number uint64) string {
	return fmt.Sprintf("%08X%08X%08X", timeline, number/4096, number%4096)
}

func (m *machine) file(name string, content []byte) string {
	m.Helper()
	path := filepath.Join(m.data, "pg_wal", name)
	m.must(os.WriteFile(path, content, 0o600))
	return path
}

// put archives.
func (m *machine) put(path string) error {
	m.Helper()
	keys, err := walarchive.Export(m.Context(), m.state, m.keys, 2)
	m.must(err)
	return walarchive.Writer{Folder: m.archive, Keys: keys, Now: m.keys.Now}.Put(m.Context(), path)
}

func (m *machine) reader() *walarchive.Reader {
	m.Helper()
	r, err := walarchive.NewReader(m.archive, system, m.state, m.keys)
	m.must(err)
	return r
}

func (m *machine) archived(name string) string { return filepath.Join(m.archive, system, name) }

func TestNothingOfTheLogLiesOpenAndAllOfItComesBack(t *testing.T) {
	m := newMachine(t)
	path := m.segment(1, 3, name)
	m.must(m.put(path))
	lies, err := os.ReadFile(m.archived(segment(1, 3)))
	m.must(err)
	if bytes.Contains(lies, []byte(name)) || bytes.Contains(lies, []byte("\x28\xb5\x2f\xfd")) {
		t.Error("a name, or a packed stream, lies open in the archive")
	}
	was, err := os.ReadFile(path)
	m.must(err)
	got, err := m.reader().Get(t.Context(), segment(1, 3))
	m.must(err)
	if !bytes.Equal(got.Plain, was) || got.Month != "2026-03" {
		t.Errorf("got %d bytes of %s, want what was archived", len(got.Plain), got.Month)
	}
	m.now = m.now.AddDate(0, 2, 0)
	m.must(m.keys.Destroy("2026-03"))
	if _, err := m.reader().Get(t.Context(), segment(1, 3)); !fault.Is(err, fault.Erased) {
		t.Errorf("past the horizon: got %v, want it erased", err)
	}
}

func TestTheSameAgainIsWellAndOtherContentUnderTheNameIsRefused(t *testing.T) {
	m := newMachine(t)
	path := m.segment(1, 3, "one")
	m.must(m.put(path))
	before, err := os.ReadFile(m.archived(segment(1, 3)))
	m.must(err)
	m.now = m.now.Add(time.Hour) // of another month
	if err := m.put(path); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if err := m.put(m.segment(1, 3, "another")); !fault.Is(err, fault.Conflict) {
		t.Errorf("another content: got %v, want it refused", err)
	}
	after, err := os.ReadFile(m.archived(segment(1, 3)))
	m.must(err)
	if !bytes.Equal(before, after) {
		t.Error("what was archived has changed")
	}
	left, err := os.ReadDir(filepath.Dir(m.archived("")))
	m.must(err)
	if len(left) > 1 {
		t.Errorf("got %v left beside it", left)
	}
}

func TestWhatIsNoFileOfThatClusterIsNotArchived(t *testing.T) {
	m := newMachine(t)
	for what, path := range map[string]string{
		"a name of nothing":       m.file("passwords", []byte("x")),
		"a half segment":          m.file(segment(1, 9), make([]byte, 1000)),
		"a segment of elsewhere":  m.file(segment(1, 9), make([]byte, segmentSize)),
		"one under a wrong name":  m.file(segment(1, 8), must1(os.ReadFile(m.segment(1, 7, "")))),
		"a file outside the data": m.state + "/seal.key",
	} {
		if err := m.put(path); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want it refused", what, err)
		}
	}
	m.now = time.Date(2026, 6, 15, 0, 0, 0, 0, time.UTC)
	keys, err := walarchive.Export(t.Context(), m.state, m.keys, 1)
	m.must(err)
	later := func() time.Time { return m.now.AddDate(0, 1, 0) }
	err = walarchive.Writer{Folder: m.archive, Keys: keys, Now: later}.Put(t.Context(), m.segment(1, 3, ""))
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "there is no key of 2026-07") {
		t.Errorf("without the key of the month: got %v", err)
	}
}

func must1[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestWhatIsDamagedOrForgedIsNotTakenForMissing(t *testing.T) {
	m := newMachine(t)
	m.must(m.put(m.segment(1, 3, "")))
	m.must(m.put(m.segment(1, 4, "")))
	good, err := os.ReadFile(m.archived(segment(1, 3)))
	m.must(err)
	other, err := os.ReadFile(m.archived(segment(1, 4)))
	m.must(err)
	end := bytes.IndexByte(good, '\n')
	flipped := bytes.Clone(good)
	flipped[len(flipped)-5] ^= 1

	forger := newMachine(t) // who has the public half alone
	keys, err := walarchive.Export(t.Context(), m.state, m.keys, 1)
	m.must(err)
	keys.Secret = bytes.Repeat([]byte{1}, 32)
	m.must(walarchive.Writer{Folder: forger.archive, Keys: keys, Now: m.keys.Now}.Put(t.Context(), forger.segment(1, 3, "forged")))
	forged, err := os.ReadFile(forger.archived(segment(1, 3)))
	m.must(err)

	for what, content := range map[string][]byte{
		"cut off": good[:len(good)-100], "flipped": flipped, "empty": {}, "the next in its place": other,
		"another header":  append(bytes.Replace(good[:end], []byte(`"2026-03"`), []byte(`"2026-02"`), 1), good[end:]...),
		"another content": append(bytes.Clone(good[:end]), other[bytes.IndexByte(other, '\n'):]...), "forged": forged,
	} {
		m.must(os.WriteFile(m.archived(segment(1, 3)), content, 0o600))
		if _, err := m.reader().Get(t.Context(), segment(1, 3)); !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v, want it refused with a remedy", what, err)
		}
	}
	if _, err := m.reader().Get(t.Context(), segment(1, 5)); !fault.Is(err, fault.NotFound) {
		t.Errorf("missing: got %v", err)
	}
}

func TestTheFirstGapOfTheChainIsNamed(t *testing.T) {
	m := newMachine(t)
	for _, n := range []uint64{4094, 4095, 4096, 4097, 4099, 4101} {
		m.must(m.put(m.segment(1, n, "")))
	}
	from := walarchive.From{Timeline: 1, Start: 4095*segmentSize + 40, Size: segmentSize}
	c, err := m.reader().Follow(t.Context(), from)
	m.must(err)
	if d := cmp.Diff([]string{segment(1, 4095), segment(1, 4096), segment(1, 4097)}, c.Segments); d != "" || c.Gap != segment(1, 4098) {
		t.Errorf("got the gap %s and (-want +got)\n%s", c.Gap, d)
	}
	quiet := func(int, int) {}
	if _, err := m.reader().Verify(t.Context(), from, 4098*segmentSize, quiet); err != nil {
		t.Errorf("what the base backup needs is there: got %v", err)
	}
	if _, err := m.reader().Verify(t.Context(), from, 4098*segmentSize+1, quiet); !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), segment(1, 4098)) {
		t.Errorf("what the base backup needs is missing: got %v", err)
	}
	m.must(m.put(m.segment(1, 4098, "")))
	m.must(os.Remove(m.archived(segment(1, 4101))))
	if c, err := m.reader().Verify(t.Context(), from, 0, quiet); err != nil || c.Gap != "" || c.Last() != segment(1, 4099) || c.Until.IsZero() {
		t.Errorf("without a gap: got %+v, %v", c, err)
	}
}

func TestAChainFollowsTheNewestLifeThatComesOfTheBackup(t *testing.T) {
	m := newMachine(t)
	for n := uint64(3); n < 9; n++ {
		m.must(m.put(m.segment(1, n, "")))
	}
	for n := uint64(6); n < 8; n++ {
		m.must(m.put(m.segment(2, n, "")))
	}
	m.must(m.put(m.segment(3, 4, "")))
	m.must(m.put(m.file("00000002.history", []byte("1\t0/612345\tno recovery target specified\n"))))
	from := walarchive.From{Timeline: 1, Start: 5 * segmentSize, Size: segmentSize}
	follow := func() walarchive.Chain {
		t.Helper()
		c, err := m.reader().Follow(t.Context(), from)
		m.must(err)
		return c
	}
	want := []string{segment(1, 5), segment(2, 6), segment(2, 7)}
	if c := follow(); c.Timeline != 2 || c.Gap != "" || cmp.Diff(want, c.Segments) != "" {
		t.Errorf("got %+v", c)
	}
	m.must(m.put(m.file("00000003.history", []byte("1\t0/400000\tbefore 2026-03-01\n")))) // left before the backup
	if c := follow(); c.Timeline != 2 || cmp.Diff(want, c.Segments) != "" {
		t.Errorf("another life: got %+v", c)
	}
}
