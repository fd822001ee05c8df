package config_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"faro.example/registry/config"
)

// parse reads the settings as a program of the registry does.
func parse(t *testing.T, file string, args ...string) (config.Server, error) {
	t.Helper()
	if file != "" {
		name := filepath.Join(t.TempDir(), "registry.conf")
		if err := os.WriteFile(name, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "--config", name)
	}
	var s config.Server
	k, err := kong.New(&s, append(config.Options("registryd", ""), kong.Writers(io.Discard, io.Discard),
		kong.Exit(func(int) { t.Error("it left by itself") }))...)
	if err != nil {
		t.Fatal(err)
	}
	_, err = k.Parse(args)
	return s, err
}

const address = "postgres:///faro?host=/run/postgresql"

func TestAFlagWinsOverTheEnvironmentAndThatOverTheFile(t *testing.T) {
	t.Setenv("FARO_SILENT_AFTER", "2h")
	t.Setenv("FARO_PUSHES", "7")
	s, err := parse(t, `
# how the registry of the tests is set
database = `+address+`
pushes = 5
silent-after = 3h
requests-per-minute = 99
host = registry.example, 10.0.0.1
`, "--pushes", "9")
	if err != nil {
		t.Fatal(err)
	}
	if s.Pushes != 9 || s.SilentAfter != 2*time.Hour || s.RequestsPerMinute != 99 || s.Database != address {
		t.Errorf("got %d, %v, %d and %q, want those of the flag, the environment and the file", s.Pushes, s.SilentAfter, s.RequestsPerMinute, s.Database)
	}
	if s.Listen != ":8443" || s.State != "/var/lib/faro" {
		t.Errorf("got %q and %q, want what is so by default", s.Listen, s.State)
	}
}

func TestEachPartConnectsAsItsOwnRole(t *testing.T) {
	s, err := parse(t, "", "--database", address)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.DSN("faro_feed"), "postgres://faro_feed@/faro?host=/run/postgresql"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhatCannotBeMeantStopsTheProgram(t *testing.T) {
	for _, tc := range []struct {
		name string
		file string
		args []string
		want string
	}{
		{"no database", "", nil, "database"},
		{"a floor that protects nobody", "", []string{"--database", address, "--census-floor", "2"}, "single children"},
		{"a schedule that overlaps", "", []string{"--database", address, "--drafts", "monthly:10,monthly:12"}, "overlaps"},
		{"a schedule of what is not published", "", []string{"--database", address, "--drafts", "weekly:1"}, "not a report"},
		{"a database in another form", "", []string{"--database", "host=x"}, "database"},
		{"a database without a name", "", []string{"--database", "postgres://host"}, "database"},
		{"a password in the address", "", []string{"--database", "postgres://a:b@host/faro"}, "leave both out"},
		{"a flag that there is none of", "", []string{"--databse", address}, "--databse"},
		{"a setting that there is none of", "databse = x", nil, "databse"},
		{"a file within the file", "config = x", nil, "config"},
		{"a setting written twice", "pushes = 1\npushes = 2", nil, "line 1 already"},
		{"a line without a value", "pushes", nil, "line 1"},
		{"an address without a port", "", []string{"--database", address, "--listen", "localhost"}, "listen"},
		{"no host", "", []string{"--database", address, "--host", ""}, "host"},
		{"none at a time", "", []string{"--database", address, "--pushes", "0"}, "pushes"},
		{"a certificate for ever", "", []string{"--database", address, "--certificate-lifetime", "9000h"}, "certificate-lifetime"},
		{"no time to stop", "", []string{"--database", address, "--stop-within", "0s"}, "stop-within"},
		{"a number in words", "database = " + address + "\npushes = many", nil, "pushes"},
		{"a level that there is none of", "", []string{"--database", address, "--log", "loud"}, "log"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := parse(t, tc.file, tc.args...)
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error about %q", err, tc.want)
			}
		})
	}
}
