package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"faro.example/registry/backup"
	"faro.example/registry/walarchive"
	"faro.example/shared/fault"
)

// archived archives two segments as PostgreSQL does, by the command, and gives the
// archive and the file with its keys.
func (m *terminal) archived(t *testing.T, names ...string) (archive, keys string) {
	t.Helper()
	dir := t.TempDir()
	archive, keys = filepath.Join(dir, "wal"), filepath.Join(dir, "keys")
	at := binary.NativeEndian
	err := errors.Join(os.MkdirAll(filepath.Join(dir, "data", "global"), 0o700), os.Mkdir(filepath.Join(dir, "data", "pg_wal"), 0o700),
		os.WriteFile(filepath.Join(dir, "data", "global", "pg_control"), at.AppendUint64(nil, 17), 0o600),
		os.WriteFile(keys, []byte(m.must(t, "backup", "keys", "export")), 0o600))
	for i, name := range names {
		page := make([]byte, 1<<20)
		at.PutUint64(page[8:], uint64(i+3)<<20)
		at.PutUint64(page[24:], 17)
		at.PutUint32(page[32:], 1<<20)
		path := filepath.Join(dir, "data", "pg_wal", name)
		err = errors.Join(err, os.WriteFile(path, page, 0o600), run(t.Context(), []string{"backup", "archive", path, "--archive", archive, "--keys", keys}, os.Stdout, os.Stderr))
	}
	if err != nil {
		t.Fatal(err)
	}
	return archive, keys
}

func TestTheArchiveIsTrimmedAsPruneSays(t *testing.T) {
	m := ready(t)
	names := []string{"000000010000000000000003", "000000010000000000000004"}
	archive, keys := m.archived(t, names...)
	if _, _, err := m.try(t, "backup", "prune", "--from", t.TempDir(), "--archive", archive, "--days", "35"); !fault.Is(err, fault.NotFound) {
		t.Errorf("where no base backup lies: got %v", err)
	}

	var out bytes.Buffer
	c := console{out: &out, now: time.Now}
	c.tellPruned(pruneCmd{Archive: archive, Days: 35}, backup.Pruned{
		Oldest: "/base-3", From: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Bases: []string{"/base-1", "/base-2"}, System: "17", Before: names[1],
		Log: walarchive.Trimmed{Names: names[:1], Bytes: 3 << 20},
	})
	said := out.String()
	for _, part := range []string{"removed: /base-1\nremoved: /base-2\n", "needed no more: 1 files of the log", "any moment since 2026-03-01", "/base-3 stays"} {
		if !strings.Contains(said, part) {
			t.Errorf("got %q, want %q in it", said, part)
		}
	}
	_, command, _ := strings.Cut(said, "registryctl ")
	command, _, _ = strings.Cut(command, "\n")
	args := append(strings.Fields(command), "--keys", keys) // the last one counts
	if err := run(t.Context(), args, &out, &out); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "within the time that is kept") {
		t.Errorf("archived just now: got %v, want it refused", err)
	}
	out.Reset()
	c.now = func() time.Time { return time.Now().AddDate(0, 0, 36) }
	if err := (trimCmd{Archive: archive, System: "17", Before: names[1], Days: 35, Keys: keys}).Run(&c); err != nil || !strings.HasPrefix(out.String(), "removed: 1 files of the log, "+names[0]) {
		t.Errorf("36 days later: got %q, %v", out.String(), err)
	}
	left, err := os.ReadDir(filepath.Join(archive, "17"))
	if err != nil || len(left) != 1 || left[0].Name() != names[1] {
		t.Errorf("got %v, %v left, want %s", left, err, names[1])
	}
}
