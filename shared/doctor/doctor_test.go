package doctor_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"faro.example/shared/doctor"
	"faro.example/shared/fault"
)

func TestAReportEndsWithTheWorstThatWasFound(t *testing.T) {
	fine, worry, wrong := doctor.Fine("a", "good"), doctor.Worry("b", "soon", "do this"), doctor.Wrong("c", "bad", "do that")
	for _, tc := range []struct {
		found []doctor.Finding
		state doctor.State
		code  int
	}{
		{nil, doctor.Well, 0},
		{[]doctor.Finding{fine}, doctor.Well, 0},
		{[]doctor.Finding{worry, fine}, doctor.Warning, doctor.ExitWarning},
		{[]doctor.Finding{wrong, worry, fine}, doctor.Trouble, doctor.ExitTrouble},
	} {
		r := doctor.NewReport("x", time.Unix(0, 0), tc.found...)
		code := 0
		var unwell doctor.Unwell
		if errors.As(r.Err(), &unwell) {
			code = unwell.ExitCode()
		}
		if r.State != tc.state || code != tc.code {
			t.Errorf("%v: got %s and exit code %d, want %s and %d", tc.found, r.State, code, tc.state, tc.code)
		}
	}
	var b bytes.Buffer
	if err := doctor.NewReport("x", time.Unix(0, 0), wrong).Write(&b); err != nil || !strings.Contains(b.String(), "trouble  c            bad\n                      -> do that\n") {
		t.Errorf("got %v and %q", err, b.String())
	}
}

func TestAFaultIsToldWithItsOwnRemedy(t *testing.T) {
	if f := doctor.Failed("x", &fault.Error{Detail: "no tables", Remedy: "migrate"}, "call"); f.Says != "no tables" || f.Remedy != "migrate" {
		t.Errorf("got %v", f)
	}
	if f := doctor.Failed("x", errors.New("broken"), "call"); f.Says != "broken" || f.Remedy != "call" {
		t.Errorf("got %v", f)
	}
}

func TestAClockIsJudgedBothWays(t *testing.T) {
	for ahead, want := range map[time.Duration]doctor.State{
		0: doctor.Well, time.Second: doctor.Well, 10 * time.Second: doctor.Warning, -10 * time.Second: doctor.Warning,
		2 * time.Minute: doctor.Trouble, -2 * time.Minute: doctor.Trouble,
	} {
		if f := doctor.Clock(ahead, time.Minute, "another", "set it"); f.State != want {
			t.Errorf("%v: got %v, want %s", ahead, f, want)
		}
	}
}

func TestACertificateIsAWorryOnceItShouldHaveBeenRenewed(t *testing.T) {
	now := time.Unix(1_000_000, 0)
	leaf := &x509.Certificate{NotBefore: now, NotAfter: now.Add(24 * time.Hour)}
	for after, want := range map[time.Duration]doctor.State{
		-time.Hour: doctor.Trouble, 0: doctor.Well, 19 * time.Hour: doctor.Well, 20 * time.Hour: doctor.Warning, 24 * time.Hour: doctor.Trouble,
	} {
		if f := doctor.Certificate("it", leaf, now.Add(20*time.Hour), now.Add(after), "renew"); f.State != want {
			t.Errorf("after %v: got %v, want %s", after, f, want)
		}
	}
}

func TestAFileThatOthersCanReachIsTrouble(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	if f := doctor.Private("it", file); f.State != doctor.Trouble || f.Remedy == "" {
		t.Errorf("missing: got %v", f)
	}
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if f := doctor.Private("it", file); f.State != doctor.Well {
		t.Errorf("its owner's: got %v", f)
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o620} {
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
		if f := doctor.Private("it", file); f.State != doctor.Trouble {
			t.Errorf("mode %o: got %v", mode, f)
		}
	}
}

func TestAFullDiskIsTroubleBeforeItIsFull(t *testing.T) {
	dir := t.TempDir()
	free, err := doctor.Free(dir)
	if err != nil || free == 0 {
		t.Fatalf("got %d and %v", free, err)
	}
	for least, want := range map[uint64]doctor.State{1: doctor.Well, free / 2: doctor.Warning, free * 2: doctor.Trouble} {
		if f := doctor.Disk("it", dir, least); f.State != want {
			t.Errorf("least %d of %d: got %v, want %s", least, free, f, want)
		}
	}
	if f := doctor.Disk("it", filepath.Join(dir, "none"), 1); f.State != doctor.Trouble {
		t.Errorf("no folder: got %v", f)
	}
}
