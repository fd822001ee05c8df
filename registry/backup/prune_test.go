package backup

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/audit/tree"
	"faro.example/registry/monthkey"
	"faro.example/registry/pki"
	"faro.example/registry/seal"
	"faro.example/registry/walarchive"
	"faro.example/shared/fault"
)

const (
	small   = 1 << 20 // of a segment
	cluster = 7300000000000000017
)

// shelf is a folder of base backups and an archive, of small files.
type shelf struct {
	*testing.T
	dir  string
	now  time.Time
	keys walarchive.Public
}

func on(day int) time.Time { return time.Date(2026, 1, day, 12, 0, 0, 0, time.UTC) }

// newShelf has a base backup of days 1, 10 and 20, of which each needs three
// segments, and the log from segment 1 to 29, in which a day has one.
func newShelf(t *testing.T) *shelf {
	t.Helper()
	s := &shelf{T: t, dir: t.TempDir()}
	for _, d := range []string{"state", "bases", "data/global", "data/pg_wal"} {
		s.must(os.MkdirAll(filepath.Join(s.dir, d), 0o700))
	}
	_, err := pki.MakeCA(s.path("state"), on(1))
	s.must(err)
	s.must(seal.Make(s.path("state", "seal.key")))
	s.must(os.WriteFile(s.path("data", "global", "pg_control"), binary.NativeEndian.AppendUint64(nil, cluster), 0o600))
	s.now = on(1)
	s.keys, err = walarchive.Export(t.Context(), s.path("state"), s.options().Keys, 2)
	s.must(err)
	for day := range 29 {
		s.now = on(day + 1)
		s.log(1, uint64(day+1))
	}
	for _, day := range []int{1, 10, 20} {
		s.base(day, 1, uint64(day))
	}
	s.now = on(60)
	return s
}

// again is the same once more, for a test of a test.
func (s *shelf) again(t *testing.T) *shelf {
	t.Helper()
	c := &shelf{T: t, dir: t.TempDir(), now: s.now, keys: s.keys}
	if out, err := exec.Command("cp", "-a", s.dir+"/.", c.dir).CombinedOutput(); err != nil {
		t.Fatalf("copy: %v: %s", err, out)
	}
	return c
}

func (s *shelf) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}

func (s *shelf) path(part ...string) string {
	return filepath.Join(append([]string{s.dir}, part...)...)
}

func (s *shelf) options() Options {
	now := func() time.Time { return s.now }
	return Options{State: s.path("state"), Now: now, Log: slog.New(slog.DiscardHandler), Progress: func(Progress) {},
		Keys: monthkey.Keys{Folder: s.path("state", "months"), From: seal.File(s.path("state", "seal.key")), Horizon: 60, Now: now}}
}

// put archives a file, now.
func (s *shelf) put(name string, text []byte) {
	s.Helper()
	path := s.path("data", "pg_wal", name)
	s.must(os.WriteFile(path, text, 0o600))
	s.must(walarchive.Writer{Folder: s.path("wal"), Keys: s.keys, Now: s.options().Now}.Put(s.Context(), path))
}

func named(timeline, number uint64) string { return fmt.Sprintf("%08X%08X%08X", timeline, 0, number) }

// log archives a segment, now.
func (s *shelf) log(timeline, number uint64) {
	s.Helper()
	b, at := make([]byte, small), binary.NativeEndian
	at.PutUint32(b[4:], uint32(timeline))
	at.PutUint64(b[8:], number*small)
	at.PutUint64(b[24:], cluster)
	at.PutUint32(b[32:], small)
	s.put(named(timeline, number), b)
}

// putBack has the registry go on from a place in the log, in a new life.
func (s *shelf) putBack(place string, number uint64) {
	s.Helper()
	s.now = on(30)
	s.put("00000002.history", []byte("1\t"+place+"\tbefore\n"))
	s.log(2, number)
	s.now = on(60)
}

// base lays a base backup of a day down, which needs three segments.
func (s *shelf) base(day int, timeline uint32, from uint64) {
	s.Helper()
	dir := s.path("bases", fmt.Sprintf("base-%02d", day))
	s.must(os.Mkdir(dir, 0o700))
	content := []byte("files of day " + fmt.Sprint(day))
	s.must(os.WriteFile(filepath.Join(dir, baseFile), content, 0o600))
	sum := sha256.Sum256(content)
	registry, err := identity(s.path("state"))
	s.must(err)
	key, _, err := tree.OpenKey(s.path("state"))
	s.must(err)
	m := Manifest{Format: baseFormat, Made: on(day), Month: monthkey.MonthOf(on(day)), Registry: registry, Base: &Base{
		File: baseFile, Bytes: int64(len(content)), Sum: hex.EncodeToString(sum[:]), System: fmt.Sprint(uint64(cluster)), Timeline: timeline,
		Start: walarchive.Place(from*small + 40).String(), End: walarchive.Place((from+2)*small + 99).String(), Segment: small,
	}}
	s.must(writeManifest(dir, &m, key))
	var r register
	s.must(r.change(s.path("state"), func() error { r.add(dir, m); return nil }))
}

func (s *shelf) prune(days int) (Pruned, error) {
	return Prune(s.Context(), s.options(), Pruning{Bases: s.path("bases"), Archive: s.path("wal"), Days: days})
}

// trim removes what prune has said.
func (s *shelf) trim(p Pruned, days int) (walarchive.Trimmed, error) {
	s.Helper()
	secret, err := walarchive.Secret(s.path("state"))
	s.must(err)
	return walarchive.Trim{Folder: s.path("wal"), System: p.System, Secret: secret, Before: p.Before, Since: Pruning{Days: days}.Since(s.now)}.Run()
}

// there gives what lies in the folders, below each.
func (s *shelf) there() (out []string) {
	s.Helper()
	s.must(filepath.WalkDir(s.dir, func(path string, d os.DirEntry, err error) error {
		if below, _ := filepath.Rel(s.dir, path); err == nil && !d.IsDir() && (strings.HasPrefix(below, "bases") || strings.HasPrefix(below, "wal")) {
			out = append(out, below)
		}
		return err
	}))
	return out
}

// files are those of base backups of some days, and of the log from a segment on.
func files(from uint64, days ...int) (out []string) {
	for _, d := range days {
		out = append(out, fmt.Sprintf("bases/base-%02d/%s", d, baseFile), fmt.Sprintf("bases/base-%02d/%s", d, manifestFile))
	}
	for n := from; n < 30; n++ {
		out = append(out, fmt.Sprintf("wal/%d/%s", uint64(cluster), named(1, n)))
	}
	return out
}

func flip(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	text[len(text)-3] ^= 1
	return os.WriteFile(path, text, 0o600)
}

// What is needed to go back to any moment of the last days stays, and what is older
// than that goes.
func TestPruningLeavesEveryMomentThatIsKept(t *testing.T) {
	first := newShelf(t)
	for _, c := range []struct {
		name string
		set  func(*shelf) error
		days int // before day 60
		from uint64
		left []int
	}{
		{"the newest that is old enough is the oldest that stays", nil, 35, 20, []int{20}},
		{"all that is newer stays", nil, 45, 10, []int{10, 20}},
		{"at the moment itself it is not old enough", nil, 50, 1, []int{1, 10, 20}},
		{"none is old enough", nil, 70, 1, []int{1, 10, 20}},
		{"the segments that it needs came later", nil, 39, 10, []int{10, 20}},
		{"one that is damaged is not counted on", func(s *shelf) error { return flip(s.path("bases", "base-20", baseFile)) }, 35, 10, []int{10, 20}},
		{"one that is newer begins earlier in the log", func(s *shelf) error { s.base(25, 1, 12); return nil }, 37, 12, []int{20, 25}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := first.again(t)
			if c.set != nil {
				s.must(c.set(s))
			}
			p, err := s.prune(c.days)
			s.must(err)
			if p.Oldest != "" {
				_, err = s.trim(p, c.days)
				s.must(err)
			}
			if d := cmp.Diff(files(c.from, c.left...), s.there()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// Where what would stay cannot be relied on, or nothing is there that could, all
// stays as it is.
func TestNothingIsPrunedWhereWhatStaysCannotBeReliedOn(t *testing.T) {
	first := newShelf(t)
	archived := func(s *shelf, n uint64) string { return s.path("wal", fmt.Sprint(uint64(cluster)), named(1, n)) }
	for _, c := range []struct {
		name  string
		set   func(*shelf) error
		kind  fault.Kind
		about string
	}{
		{"a gap in the log behind it", func(s *shelf) error { return os.Remove(archived(s, 26)) }, fault.Conflict, named(1, 26) + " is missing"},
		{"it lacks a segment", func(s *shelf) error { return os.Remove(archived(s, 21)) }, fault.Conflict, named(1, 21)},
		{"a segment is damaged", func(s *shelf) error { return flip(archived(s, 27)) }, fault.Conflict, named(1, 27)},
		{"none of those that are old enough is whole", func(s *shelf) error {
			for _, d := range []string{"01", "10", "20"} {
				s.must(flip(s.path("bases", "base-"+d, baseFile)))
			}
			return nil
		}, fault.Conflict, "not as it was written"},
		{"the registry was put back to before it", func(s *shelf) error {
			s.putBack("0/80000", 1)
			return nil
		}, fault.Conflict, "the newest is 2"},
		{"the key of its month was destroyed", func(s *shelf) error { return s.options().Keys.Destroy("2026-01") }, fault.Conflict, "destroyed"},
		{"no base backups", func(s *shelf) error { return os.Rename(s.path("bases"), s.path("wal", "x")) }, fault.NotFound, "cannot be read"},
		{"another archive", func(s *shelf) error { return os.Rename(s.path("wal"), s.path("elsewhere")) }, fault.Conflict, "the archive lacks"},
		{"another registry's state folder", func(s *shelf) error {
			s.must(os.RemoveAll(s.path("state")))
			s.must(os.Mkdir(s.path("state"), 0o700))
			_, err := pki.MakeCA(s.path("state"), on(1))
			return err
		}, fault.NotFound, "no base backup of this registry"},
		{"something else lies in a base backup's folder", func(s *shelf) error { return os.WriteFile(s.path("bases", "base-01", "letters"), nil, 0o600) }, fault.Conflict, "letters is no part"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := first.again(t)
			s.must(c.set(s))
			was := s.there()
			_, err := s.prune(35)
			if !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.about) || fault.As(err).Remedy == "" {
				t.Errorf("got %v, want %v about %q with a remedy", err, c.kind, c.about)
			}
			if d := cmp.Diff(was, s.there()); d != "" {
				t.Errorf("(-before +after):\n%s", d)
			}
		})
	}
}

// A dry run removes nothing, and whoever is stopped between the two halves has what
// stays; it goes on where it was.
func TestPruningSaysBeforehandWhatGoesAndGoesOnWhereItWasStopped(t *testing.T) {
	s := newShelf(t)
	dry, err := Prune(t.Context(), s.options(), Pruning{Bases: s.path("bases"), Archive: s.path("wal"), Days: 35, Dry: true})
	s.must(err)
	if d := cmp.Diff(files(1, 1, 10, 20), s.there()); d != "" {
		t.Errorf("a dry run (-want +got):\n%s", d)
	}
	s.must(os.Remove(s.path("bases", "base-01", baseFile))) // as who was killed leaves it
	done, err := s.prune(35)
	if d := cmp.Diff(dry, done); d != "" || err != nil {
		t.Errorf("not as it was said, %v (-said +done):\n%s", err, d)
	}
	if d := cmp.Diff(files(1, 20), s.there()); d != "" {
		t.Errorf("the log is touched (-want +got):\n%s", d)
	}
	r, err := readRegister(s.path("state"))
	if err != nil || len(r.Kept) != 1 || !r.Kept[0].Made.Equal(on(20)) {
		t.Errorf("got %+v, %v, want the two that are gone to be kept no more", r.Kept, err)
	}
	again, err := s.prune(35)
	if err != nil || len(again.Bases) > 0 || cmp.Diff(done.Log, again.Log) != "" {
		t.Errorf("again: got %+v, %v, want the same log to go", again, err)
	}
	if _, err := s.prune(0); !fault.Is(err, fault.Invalid) {
		t.Errorf("no days: got %v", err)
	}
}

// A base backup of a life that was given up leads nowhere: the one before stays.
func TestPruningKeepsWhatLeadsToTheNewestLife(t *testing.T) {
	s := newShelf(t)
	s.putBack("0/D00000", 13)
	if p, err := s.prune(35); err != nil || p.Oldest != s.path("bases", "base-10") || len(p.Bases) != 1 || p.Before != named(1, 10) {
		t.Errorf("got %+v, %v, want the base backup of day 10 and the log from there on", p, err)
	}
}
