package localdb

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"faro.example/shared/fault"
)

func passphrase(s string) func() ([]byte, error) {
	return func() ([]byte, error) { return []byte(s), nil }
}

func TestAPlainKeyFileOpensWithNobodyThere(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "key"), newKey(t)
	if err := key.Write(path, nil); err != nil {
		t.Fatal(err)
	}
	got, err := ReadKey(path, nil)
	if err != nil || got != key {
		t.Errorf("got another key, or %v", err)
	}
	wantKind(t, key.Write(path, nil), fault.Conflict)
}

func TestAWrappedKeyFileNeedsItsPassphrase(t *testing.T) {
	path, key := filepath.Join(t.TempDir(), "key"), newKey(t)
	if err := key.Write(path, []byte("a lamp in the tower")); err != nil {
		t.Fatal(err)
	}
	got, err := ReadKey(path, passphrase("a lamp in the tower"))
	if err != nil || got != key {
		t.Errorf("got another key, or %v", err)
	}
	_, err = ReadKey(path, passphrase("a lamp in the tow"))
	wantKind(t, err, fault.Unauthenticated)
	data, err := os.ReadFile(path)
	if err != nil || strings.Contains(string(data), key.hex()) {
		t.Errorf("the key stands in the file, or %v", err)
	}
}

func TestAKeyFileThatOthersCanReadIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // its files have no such bits
	}
	path, key := filepath.Join(t.TempDir(), "key"), newKey(t)
	if err := key.Write(path, nil); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	_, err := ReadKey(path, nil)
	wantKind(t, err, fault.Unauthenticated)
}

func TestWhatIsNoKeyFileIsRefused(t *testing.T) {
	dir := t.TempDir()
	_, err := ReadKey(filepath.Join(dir, "none"), nil)
	wantKind(t, err, fault.NotFound)
	for i, text := range []string{"", "faro-key-plain-1", "faro-key-plain-1 AAAA", "faro-key-argon2id-1 AAAA", "something else"} {
		path := filepath.Join(dir, fmt.Sprint(i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := ReadKey(path, passphrase("x"))
		wantKind(t, err, fault.Invalid)
	}
}

func TestAKeyPrintsAsNothing(t *testing.T) {
	key := newKey(t)
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("key", "key", key)
	out := fmt.Sprintf("%v %s %x %#v %d", key, key, key, key, key) + log.String()
	if strings.Contains(out, key.hex()) || strings.Contains(out, fmt.Sprint(key[0], " ", key[1])) || !strings.Contains(out, "[key]") {
		t.Error("the key is printed")
	}
}
