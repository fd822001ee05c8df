package monthkey_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"faro.example/registry/monthkey"
	"faro.example/registry/seal"
	"faro.example/shared/fault"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// newKeys are keys in a folder of their own, wrapped by a file beside it.
func newKeys(t *testing.T) monthkey.Keys {
	t.Helper()
	dir := t.TempDir()
	file := seal.File(filepath.Join(dir, "seal.key"))
	must(t, seal.Make(string(file)))
	now := time.Date(2026, 3, 31, 23, 30, 0, 0, time.UTC)
	return monthkey.Keys{Folder: filepath.Join(dir, "months"), From: file, Horizon: 60, Now: func() time.Time { return now }}
}

// locked gives a text encrypted to the key of a month.
func locked(t *testing.T, k monthkey.Keys, m monthkey.Month) []byte {
	t.Helper()
	to, err := k.Recipient(t.Context(), m)
	must(t, err)
	var out bytes.Buffer
	w, err := age.Encrypt(&out, to)
	must(t, err)
	_, err = io.WriteString(w, "plain")
	must(t, err)
	must(t, w.Close())
	return out.Bytes()
}

func opens(k monthkey.Keys, m monthkey.Month, text []byte) error {
	key, err := k.Identity(context.Background(), m)
	if err != nil {
		return err
	}
	r, err := age.Decrypt(bytes.NewReader(text), key)
	if err != nil {
		return err
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "plain" {
		return fmt.Errorf("got %q, %w", got, err)
	}
	return nil
}

// absent is a source that gives nothing.
type absent struct{ seal.Source }

func (absent) Read(context.Context) ([]byte, error) {
	return nil, fault.Newf(fault.Invalid, "the key-encryption key is not here")
}

func TestToEncryptOnlyThePublicHalfIsNeeded(t *testing.T) {
	k := newKeys(t)
	before := locked(t, k, "2026-03")
	without := k
	without.From = absent{}
	text := locked(t, without, "2026-03")
	if err := opens(without, "2026-03", text); !fault.Is(err, fault.Invalid) {
		t.Errorf("without the key-encryption key: got %v, want it refused", err)
	}
	if err := opens(k, "2026-03", text); err != nil {
		t.Errorf("with it: %v", err)
	}
	if err := opens(k, "2026-03", before); err != nil {
		t.Errorf("the key of a month is another the second time: %v", err)
	}
	april := locked(t, k, "2026-04")
	if err := opens(k, "2026-03", april); err == nil {
		t.Error("the key of March opens what is of April")
	}
	must(t, os.Rename(filepath.Join(k.Folder, "2026-04.key"), filepath.Join(k.Folder, "2026-03.key")))
	if err := opens(k, "2026-03", april); !fault.Is(err, fault.Invalid) {
		t.Errorf("a file under another month's name: got %v", err)
	}
}

func TestTheKeyOfAMonthIsDueWhenTheHorizonAfterTheMonthHasPassed(t *testing.T) {
	k := newKeys(t)
	if got, want := k.Due(monthkey.MonthOf(k.Now())), time.Date(2026, 5, 31, 0, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, bad := range []string{"", "2026", "2026-13", "2026-3", "26-03", "2026-03-01"} {
		if _, err := monthkey.Parse(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q is taken for a month", bad)
		}
	}
}

func TestAMonthWhoseKeyWasDestroyedNeverHasOneAgain(t *testing.T) {
	k := newKeys(t)
	text := locked(t, k, "2026-03")
	path := filepath.Join(k.Folder, "2026-03.key")
	copied, err := os.ReadFile(path)
	must(t, err)
	must(t, k.Destroy("2026-03"))
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the file is there still: %v", err)
	}
	must(t, os.WriteFile(path, copied, 0o600))
	if err := opens(k, "2026-03", text); !fault.Is(err, fault.Erased) || !strings.Contains(err.Error(), "2026-03-31") {
		t.Errorf("a copy brought back: got %v, want erased with the day", err)
	}
	if _, err := k.Recipient(t.Context(), "2026-03"); !fault.Is(err, fault.Erased) {
		t.Errorf("to encrypt: got %v, want erased", err)
	}
	s, err := k.Find("2026-03")
	must(t, err)
	if !s.Overdue(k.Now()) || s.Destroyed.IsZero() {
		t.Errorf("got %+v, want the copy overdue", s)
	}
	must(t, k.Destroy())
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("the copy is there still: %v", err)
	}
}

func TestANewKeyEncryptionKeyWrapsTheKeysOfMonthsToo(t *testing.T) {
	k := newKeys(t)
	text := locked(t, k, "2026-03")
	locked(t, k, "2026-02")
	must(t, k.Destroy("2026-02"))
	file := string(k.From.(seal.File))
	old, err := os.ReadFile(file)
	must(t, err)
	line, err := seal.NewLine()
	must(t, err)
	must(t, os.WriteFile(file, append([]byte(line), old...), 0o600))
	for i, want := range []int{1, 0} {
		if n, err := k.Rewrap(t.Context()); err != nil || n != want {
			t.Errorf("time %d: got %d, %v, want %d", i, n, err, want)
		}
	}
	program := filepath.Join(t.TempDir(), "unwrap")
	must(t, os.WriteFile(program, []byte("#!/bin/sh\necho '"+strings.TrimSpace(line)+"'\n"), 0o700))
	k.From = seal.Command(program)
	if err := opens(k, "2026-03", text); err != nil {
		t.Errorf("by a command that gives the new one alone: %v", err)
	}
}
