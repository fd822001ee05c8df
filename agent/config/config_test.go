package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/agent/localdb"
	"faro.example/shared/fault"
)

func words(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "words")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheStoreIsMadeByEnrolmentAndOpenedByAllElse(t *testing.T) {
	s := Store{Dir: filepath.Join(t.TempDir(), "a", "b"), KeyFile: filepath.Join(t.TempDir(), "elsewhere.key")}
	if _, err := s.Open(t.Context(), nil); !fault.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "--dir") {
		t.Errorf("before enrolment: got %v", err)
	}
	for _, open := range []func() (*localdb.DB, error){
		func() (*localdb.DB, error) { return s.OpenOrCreate(t.Context(), nil) },
		func() (*localdb.DB, error) { return s.OpenOrCreate(t.Context(), nil) },
		func() (*localdb.DB, error) { return s.Open(t.Context(), nil) },
	} {
		db, err := open()
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(s.Dir, "agent.key")); err == nil {
		t.Error("the key lies beside the store though another place was given")
	}
}

func TestAKeyOfAStoreThatWasNeverFinishedIsUsed(t *testing.T) {
	s := Store{Dir: t.TempDir()}
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	if err := key.Write(filepath.Join(s.Dir, "agent.key"), nil); err != nil {
		t.Fatal(err)
	}
	db, err := s.OpenOrCreate(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAPassphraseComesFromAFileAndIsNotShort(t *testing.T) {
	for name, tc := range map[string]struct {
		file string
		kind fault.Kind
	}{
		"too short":  {words(t, "a lamp\n"), fault.Invalid},
		"not there":  {filepath.Join(t.TempDir(), "none"), fault.Invalid},
		"not given":  {"", fault.Unauthenticated},
		"with lines": {words(t, "a lamp in the tower\r\nand more\n"), 0},
	} {
		text, err := Store{PassphraseFile: tc.file}.passphrase(nil)()
		if (err != nil) != (tc.kind != 0) || err != nil && (fault.KindOf(err) != tc.kind || fault.As(err).Remedy == "") {
			t.Errorf("%s: got %v", name, err)
		}
		if err == nil && string(text) != "a lamp in the tower" {
			t.Errorf("%s: got another passphrase", name)
		}
	}
	text, err := Store{PassphraseFile: "-"}.passphrase(strings.NewReader("a lamp in the tower"))()
	if err != nil || string(text) != "a lamp in the tower" {
		t.Errorf("from the standard input: got %v", err)
	}
}
