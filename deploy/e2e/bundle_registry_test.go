package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestABundleGoesToTheRegistryWhereNoMachineHasALine brings the stick of a centre
// without a line to the registry: its records are in the ledger once, and the
// centre learns of it by its feed.
func TestABundleGoesToTheRegistryWhereNoMachineHasALine(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	centres, err := w.newCentres(ctx, 1)
	must(t, err)
	at := centres[0]
	a := w.served(t, "island", at.Code)
	a.Line.Cut()
	for _, tag := range []string{"1", "2", "3"} {
		_, err := arrive(ctx, a, at, tag)
		must(t, err)
	}
	file := filepath.Join(t.TempDir(), "a.faro")
	_, err = a.Ctl(ctx, "bundle", "write", file)
	must(t, err)

	sealed, err := os.ReadFile(file)
	must(t, err)
	for what, bad := range map[string][]byte{
		"cut off": sealed[:len(sealed)-1], "changed": append(sealed[:len(sealed)-1:len(sealed)-1], sealed[len(sealed)-1]^1), "no bundle": []byte("Numero;Nome\n"),
	} {
		path := filepath.Join(t.TempDir(), "bad.faro")
		must(t, os.WriteFile(path, bad, 0o600))
		if said, err := w.Ctl(ctx, "bundle", "take", path); err == nil {
			t.Errorf("%s: taken: %s", what, said)
		}
	}
	if got := w.count(t).Total; got != 0 {
		t.Errorf("%d children are counted before the stick is taken", got)
	}
	for _, want := range []string{"9 records taken, 0 were here already", "0 records taken, 9 were here already"} {
		said, err := w.Ctl(ctx, "bundle", "take", file)
		must(t, err)
		if !strings.Contains(said, want) {
			t.Errorf("got %q, want %q", said, want)
		}
	}
	if got := w.count(t).Total; got != 3 {
		t.Errorf("%d children are counted, want 3", got)
	}
	everything := storeOf(ctx, t, a).outbox
	onceEach(ctx, t, w, everything)

	a.Line.Restore()
	must(t, settled(ctx, a))
	onceEach(ctx, t, w, everything)
	said, err := w.Ctl(ctx, "bundle", "take", file)
	must(t, err)
	if !strings.Contains(said, "9 were here already") {
		t.Errorf("once the line is back: got %q", said)
	}
	onceEach(ctx, t, w, everything)
	w.checked(t)
}
