package walarchive_test

import (
	"bytes"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/walarchive"
	"faro.example/shared/fault"
)

func (m *machine) trim() walarchive.Trim {
	m.Helper()
	secret, err := walarchive.Secret(m.state)
	m.must(err)
	return walarchive.Trim{Folder: m.archive, System: system, Secret: secret, Before: segment(2, 6), Since: m.now}
}

func (m *machine) there() (names []string) {
	m.Helper()
	entries, err := os.ReadDir(m.archived(""))
	m.must(err)
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestOnlyTheLogBeforeASegmentIsTrimmedTheOldestFirst(t *testing.T) {
	m := newMachine(t)
	for n := uint64(3); n < 9; n++ {
		m.must(m.put(m.segment(1, n, "")))
	}
	m.must(m.put(m.segment(2, 5, "")))
	m.must(m.put(m.segment(2, 6, "")))
	m.must(m.put(m.file("00000002.history", []byte("1\t0/512345\tno recovery target specified\n"))))
	m.must(m.put(m.file(segment(1, 5)+".00000028.backup", []byte("START WAL LOCATION\n"))))
	m.must(m.put(m.file(segment(2, 6)+".00000028.backup", []byte("START WAL LOCATION\n"))))
	m.must(os.WriteFile(m.archived(segment(1, 4)), []byte("nobody vouches for it\n"), 0o600))
	m.must(os.WriteFile(m.archived("letters"), nil, 0o600))

	was := m.there()
	dry := m.trim()
	dry.Dry = true
	said, err := dry.Run()
	m.must(err)
	if d := cmp.Diff(was, m.there()); d != "" {
		t.Errorf("a dry run (-before +after):\n%s", d)
	}
	done, err := m.trim().Run()
	m.must(err)
	want := []string{segment(1, 3), segment(1, 5), segment(1, 5) + ".00000028.backup", segment(2, 5)}
	if d := cmp.Diff(want, done.Names); d != "" || cmp.Diff(said, done) != "" || cmp.Diff([]string{segment(1, 4)}, done.Left) != "" || done.Bytes == 0 {
		t.Errorf("said %+v, got %+v (-want +got):\n%s", said, done, d)
	}
	was = slices.DeleteFunc(was, func(name string) bool { return slices.Contains(want, name) })
	if d := cmp.Diff(was, m.there()); d != "" {
		t.Errorf("what stays (-want +got):\n%s", d)
	}
}

// Whoever says from where on the log is needed may be mistaken, or lie.
func TestNothingIsTrimmedOnAWordThatCannotBeTrue(t *testing.T) {
	m := newMachine(t)
	m.must(m.put(m.segment(1, 3, "")))
	m.now = m.now.Add(time.Hour)
	m.must(m.put(m.segment(1, 4, "")))
	m.must(m.put(m.segment(2, 6, "")))
	was := m.there()
	for _, c := range []struct {
		name string
		set  func(*walarchive.Trim)
		kind fault.Kind
	}{
		{"what would go was archived within the time that is kept", func(g *walarchive.Trim) { g.Since = m.now.Add(-time.Minute) }, fault.Conflict},
		{"the segment is not there", func(g *walarchive.Trim) { g.Before = segment(1, 9) }, fault.NotFound},
		{"no segment", func(g *walarchive.Trim) { g.Before = "00000002.history" }, fault.Invalid},
		{"a cluster of which nothing lies there", func(g *walarchive.Trim) { g.System = "17" }, fault.NotFound},
		{"a folder outside", func(g *walarchive.Trim) { g.System = "../" + system }, fault.Invalid},
		{"another registry's archive", func(g *walarchive.Trim) { g.Secret = bytes.Repeat([]byte{1}, 32) }, fault.Invalid},
	} {
		g := m.trim()
		c.set(&g)
		if got, err := g.Run(); !fault.Is(err, c.kind) {
			t.Errorf("%s: got %+v, %v, want %v", c.name, got, err, c.kind)
		}
		if d := cmp.Diff(was, m.there()); d != "" {
			t.Errorf("%s (-before +after):\n%s", c.name, d)
		}
	}
}
