package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"faro.example/deploy/line"
)

// TestAMachineThatWaitsForItsPassphraseIsLockedAndNotSilent cuts the power of a
// machine whose key is wrapped: it comes up, says that it is locked, and goes on
// once somebody has given the passphrase.
func TestAMachineThatWaitsForItsPassphraseIsLockedAndNotSilent(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	centres, err := w.newCentres(ctx, 1)
	must(t, err)
	a, err := w.Agent("locked", line.Quality{})
	must(t, err)
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	words := filepath.Join(t.TempDir(), "words")
	must(t, os.WriteFile(words, []byte("a lamp in the tower\n"), 0o600))
	code, err := w.Invite(ctx, "--office", centres[0].Code)
	must(t, err)
	_, err = a.Ctl(ctx, "--passphrase-file", words, "enrol", "--registry", a.URL(), "--code", code, "--roots", w.RootFile())
	must(t, err)

	state := func() string {
		out, err := w.Ctl(ctx, "agents", "--json")
		must(t, err)
		var all []struct{ State string }
		must(t, json.Unmarshal([]byte(out), &all))
		if len(all) != 1 {
			t.Fatalf("got %d agents: %s", len(all), out)
		}
		return all[0].State
	}
	until := func(want string) {
		t.Helper()
		for deadline := time.Now().Add(patience); state() != want; {
			if time.Now().After(deadline) {
				t.Fatalf("waited in vain until it is %s: it is %s\n%s", want, state(), a.Serve.Tail(5))
			}
		}
	}
	a.With("FARO_AGENT_PASSPHRASE_FILE", words)
	must(t, a.Serve.Start())
	for deadline := time.Now().Add(patience); ; {
		if _, err := os.Stat(filepath.Join(a.Home, "locked.json")); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("no notice was left\n%s", a.Serve.Tail(5))
		}
	}
	must(t, a.Serve.Kill())
	a.With("FARO_AGENT_PASSPHRASE_FILE", "")
	must(t, a.Serve.Start())
	until("locked")
	metrics, err := w.Metrics(ctx)
	must(t, err)
	for _, want := range []string{"\nfaro_pki_locked_installations 1\n", "\nfaro_pki_silent_installations 0\n"} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %q", want)
		}
	}
	_, err = a.Ctl(ctx, "--passphrase-file", words, "unlock")
	must(t, err)
	until("open")
}
