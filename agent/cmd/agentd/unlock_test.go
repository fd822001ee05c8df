package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"faro.example/agent/locked"
	"faro.example/shared/fault"
)

const words = "a lamp in the tower"

// lockedCentre is a centre whose key is wrapped, and which was open once.
func lockedCentre(t *testing.T) *centre {
	t.Helper()
	c := newMachine(t)
	// A socket has a short name.
	dir, err := os.MkdirTemp("", "faro-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	c.dir = dir
	file := c.file("words", words+"\n")
	c.must("--passphrase-file", file, "enrol", "--registry", c.url, "--code", c.r.Invite(), "--roots", c.roots())
	c.serveWith("--passphrase-file", file)()
	c.said = &safeBuffer{}
	return c
}

// serveWith runs agentd serve until its notice is left, and gives what ends it.
func (c *centre) serveWith(args ...string) (stop func() int) {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	con := &console{ctx: ctx, in: strings.NewReader(""), out: c.said, errs: c.said, now: c.now}
	done := make(chan int, 1)
	go func() { done <- con.run(append(append([]string{"--dir", c.dir}, args...), "serve")) }()
	c.eventually("the notice", func() bool { _, err := locked.Find(c.dir); return err == nil })
	return func() int { cancel(); return <-done }
}

// eventually waits until something is so.
func (c *centre) eventually(what string, so func() bool) {
	c.t.Helper()
	ctx, stop := context.WithTimeout(c.t.Context(), time.Minute)
	defer stop()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !so() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			c.t.Fatalf("waited for %s in vain\n%s", what, c.said)
		}
	}
}

func TestAfterAPowerCutTheMachineSaysThatItIsLockedAndOpensAtItsPassphrase(t *testing.T) {
	c := lockedCentre(t)
	notice, err := locked.Find(c.dir)
	if err != nil {
		t.Fatal(err)
	}
	stop := c.serveWith()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if !c.r.Locked(ctx, notice.Words.Agent) {
		t.Fatalf("the registry was not told\n%s", c.said)
	}
	c.want(exitDenied, "not the passphrase", "--passphrase-file", c.file("wrong", "a lamp in the sea\n"), "unlock")
	if out := c.mustSay(words+"\n", "unlock"); !strings.Contains(out, "unlocked") {
		t.Errorf("got %q", out)
	}
	c.eventually("the store to be open", func() bool { return strings.Contains(c.said.String(), "serving") })
	c.want(exitNotFound, "no agentd serve waits", "--passphrase-file", c.file("words", words+"\n"), "unlock")
	if code := stop(); code != exitDone {
		t.Errorf("serve ended with %d\n%s", code, c.said)
	}
	if strings.Contains(c.said.String(), words) {
		t.Error("the passphrase was printed")
	}
}

func TestTheSystemsKeyStoreOpensTheStoreWithNobodyThere(t *testing.T) {
	c := lockedCentre(t)
	dir := t.TempDir()
	t.Setenv("CREDENTIALS_DIRECTORY", dir)
	if err := os.WriteFile(filepath.Join(dir, "faro-agent-passphrase"), []byte(words), 0o400); err != nil {
		t.Fatal(err)
	}
	c.must("status")
	stop := c.serveWith()
	c.eventually("the store to be open", func() bool { return strings.Contains(c.said.String(), "serving") })
	if code := stop(); code != exitDone {
		t.Errorf("serve ended with %d\n%s", code, c.said)
	}
}

func TestWhatLiesOutsideTheStoreOpensNothing(t *testing.T) {
	c := lockedCentre(t)
	info, err := os.Stat(filepath.Join(c.dir, "locked.json"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		t.Error("others can read the notice")
	}
	notice, err := locked.Find(c.dir)
	if err != nil {
		t.Fatal(err)
	}
	if notice.Registry != c.url || len(notice.Roots) == 0 {
		t.Error("the notice does not say whom to tell")
	}
	if _, err := locked.Find(t.TempDir()); !fault.Is(err, fault.NotFound) {
		t.Errorf("without a notice: got %v", err)
	}
}

func TestTheKeyStoreOfADesktopOpensTheStoreUntilItIsForgotten(t *testing.T) {
	keyring.MockInit()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	c := lockedCentre(t)
	c.want(exitDenied, "not the passphrase", "--passphrase-file", c.file("wrong", "a lamp in the sea\n"), "unlock", "--keep")
	c.want(exitDenied, "--passphrase-file", "status")
	if out := c.mustSay(words+"\n", "unlock", "--keep"); !strings.Contains(out, "kept") {
		t.Errorf("got %q", out)
	}
	stop := c.serveWith()
	c.eventually("the store to be open", func() bool { return strings.Contains(c.said.String(), "serving") })
	if code := stop(); code != exitDone {
		t.Errorf("serve ended with %d\n%s", code, c.said)
	}
	c.must("unlock", "--forget")
	c.must("unlock", "--forget")
	c.want(exitDenied, "--passphrase-file", "status")
}
