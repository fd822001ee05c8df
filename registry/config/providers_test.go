package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/registry/config"
	"faro.example/shared/fault"
)

const providers = `{"providers": [
	{"name": "spid", "title": "SPID", "issuer": "https://spid.example", "client_id": "faro", "secret_file": "/etc/faro/spid",
	 "claim": "fiscal_number", "levels": ["https://www.spid.gov.it/SpidL2"], "kinds": ["municipality", "structure"]},
	{"name": "ministry", "title": "The Ministry's own", "issuer": "https://id.example", "client_id": "faro", "secret_file": "/etc/faro/ministry",
	 "claim": "sub", "levels": ["3"], "institutions": ["MLPS"]}
]}`

func readProviders(t *testing.T, text string) ([]config.Provider, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "providers.json")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.ReadProviders(name)
}

func TestProvidersStandSideBySide(t *testing.T) {
	got, err := readProviders(t, providers)
	if err != nil || len(got) != 2 || got[0].Claim != "fiscal_number" || got[1].Institutions[0] != "MLPS" {
		t.Errorf("got %+v and %v, want both", got, err)
	}
}

func TestAProviderThatCannotBeMeantStopsTheProgram(t *testing.T) {
	for name, change := range map[string][2]string{
		"no TLS":                         {"https://spid.example", "http://spid.example"},
		"a role":                         {`"fiscal_number"`, `"role"`},
		"no claim":                       {`"fiscal_number"`, `""`},
		"no level":                       {`["3"]`, `[]`},
		"any level":                      {`["3"]`, `[""]`},
		"nobody's":                       {`"institutions": ["MLPS"]`, `"institutions": []`},
		"a kind that there is none of":   {`"municipality"`, `"town"`},
		"a field that is not known":      {`"client_id"`, `"client"`},
		"the same name twice":            {`"ministry", "title"`, `"spid", "title"`},
		"a name with capitals":           {`"name": "spid"`, `"name": "SPID"`},
		"a secret written into the file": {`"secret_file": "/etc/faro/spid"`, `"secret": "hush-hush"`},
		"no JSON":                        {`{"providers"`, `"providers"`},
		"more than one":                  {`]}`, `]}{}`},
		"none":                           {providers, `{}`},
	} {
		_, err := readProviders(t, strings.Replace(providers, change[0], change[1], 1))
		if !fault.Is(err, fault.Invalid) || strings.Contains(err.Error(), "hush-hush") {
			t.Errorf("%s: got %v, want it invalid, and no secret told", name, err)
		}
	}
	if _, err := config.ReadProviders(filepath.Join(t.TempDir(), "none")); !fault.Is(err, fault.Invalid) {
		t.Errorf("no file: got %v, want it invalid", err)
	}
}

func TestASecretIsReadFromAFileOfItsOwnersAlone(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	p := config.Provider{SecretFile: file}
	write := func(text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(file, mode); err != nil {
			t.Fatal(err)
		}
	}
	write("hush-hush\n", 0o600)
	if got, err := p.Secret(); err != nil || got != "hush-hush" {
		t.Errorf("got %q and %v, want the secret", got, err)
	}
	for _, bad := range []struct {
		text string
		mode os.FileMode
	}{{"hush-hush", 0o644}, {"\n", 0o600}} {
		write(bad.text, bad.mode)
		if _, err := p.Secret(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q, mode %o: got %v, want it invalid", bad.text, bad.mode, err)
		}
	}
}

func TestPeopleAreReachedByTLSOrNotAtAll(t *testing.T) {
	base := []string{"--database", address}
	for _, tc := range []struct {
		name string
		args []string
		good bool
	}{
		{"not at all", nil, true},
		{"with an address", []string{"--people", ":443", "--people-url", "https://registry.example"}, true},
		{"without the address that people type", []string{"--people", ":443"}, false},
		{"without TLS", []string{"--people", ":443", "--people-url", "http://registry.example"}, false},
		{"providers for nobody", []string{"--providers", "x"}, false},
		{"a certificate without its key", []string{"--people", ":443", "--people-url", "https://r.example", "--people-certificate", "x"}, false},
		{"a session of a week", []string{"--people", ":443", "--people-url", "https://r.example", "--session-length", "168h"}, false},
		{"a proxy by its name", []string{"--people", ":443", "--people-url", "https://r.example", "--trusted-proxies", "proxy"}, false},
		{"a network of proxies", []string{"--people", ":443", "--people-url", "https://r.example", "--trusted-proxies", "10.0.0.0/24"}, true},
	} {
		if _, err := parse(t, "", append(base, tc.args...)...); (err == nil) != tc.good {
			t.Errorf("%s: got %v, want taken %v", tc.name, err, tc.good)
		}
	}
}
