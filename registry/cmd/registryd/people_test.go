//go:build !demo

package main

import (
	"context"
	"encoding/json"
	"go/build"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/shared/mtls"
)

// door gives a client of the people's listener.
func (n *nation) door(t *testing.T) *http.Client {
	t.Helper()
	cfg, err := mtls.Client(nil, n.roots)
	if err != nil {
		t.Fatal(err)
	}
	tr := &http.Transport{TLSClientConfig: cfg}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func TestWithoutAProviderNobodySignsIn(t *testing.T) {
	n := newNation(t)
	n.cfg.People, n.cfg.PeopleURL = freeAddress(t), ""
	n.cfg.PeopleURL = "https://" + n.cfg.People
	n.start(t)
	c := n.door(t)
	res, err := c.Get(n.cfg.PeopleURL + "/signin")
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || strings.Contains(string(text), "/signin/begin") {
		t.Errorf("got %d %s, want a page with no way in", res.StatusCode, text)
	}
	for _, provider := range []string{"demo", "dev", ""} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.cfg.PeopleURL+"/signin/begin", strings.NewReader("provider="+provider))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", n.cfg.PeopleURL)
		res, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("provider %q: got %d, want that there is none", provider, res.StatusCode)
		}
	}
	for _, path := range []string{"/authorize", "/demo-provider", "/chosen", "/.well-known/openid-configuration"} {
		res, err := c.Get(n.cfg.PeopleURL + path)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d, want that there is no such path", path, res.StatusCode)
		}
	}
	if err := run(t.Context(), []string{"--demo-provider", "127.0.0.1:1"}, io.Discard, io.Discard); err == nil || !strings.Contains(err.Error(), "demo-provider") {
		t.Errorf("got %v, want that there is no such flag", err)
	}
}

// The development provider is in builds tagged demo and in no other: neither
// the package nor anything of it is in the program that is released.
func TestTheDevelopmentProviderIsInNoBuildThatIsReleased(t *testing.T) {
	deps := func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), "go", append([]string{"list", "-deps"}, args...)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	const provider = "faro.example/registry/devprovider"
	for _, program := range []string{".", "../registryctl"} {
		if strings.Contains(deps(program), provider) {
			t.Errorf("%s: the development provider is in it", program)
		}
	}
	if !strings.Contains(deps("-tags", "demo", "."), provider) {
		t.Error("a build tagged demo has no development provider: this test looks for the wrong thing")
	}
	ctx := build.Default
	files, err := filepath.Glob("../../devprovider/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d files of the provider: %v", len(files), err)
	}
	for _, f := range files {
		if in, err := ctx.MatchFile(filepath.Dir(f), filepath.Base(f)); err != nil || in {
			t.Errorf("%s is built without the tag demo (%v)", f, err)
		}
	}
	binary := filepath.Join(t.TempDir(), "registryd")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	text, err := os.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	for _, sign := range []string{provider, "demo-provider", "demo-without-proof"} {
		if strings.Contains(string(text), sign) {
			t.Errorf("the program holds %q", sign)
		}
	}
}

func TestAProviderOfTheFileIsOfferedToPeople(t *testing.T) {
	n := newNation(t)
	dir := t.TempDir()
	secret, file := filepath.Join(dir, "secret"), filepath.Join(dir, "providers.json")
	text, err := json.Marshal(map[string]any{"providers": []map[string]any{{
		"name": "spid", "title": "Entra con SPID", "issuer": "https://spid.example", "client_id": "faro", "secret_file": secret,
		"claim": "fiscal_number", "levels": []string{"https://www.spid.gov.it/SpidL2"}, "kinds": []string{"municipality"},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	for name, what := range map[string]string{secret: "hush", file: string(text)} {
		if err := os.WriteFile(name, []byte(what), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n.cfg.People, n.cfg.Providers = freeAddress(t), file
	n.cfg.PeopleURL = "https://" + n.cfg.People
	n.start(t)
	res, err := n.door(t).Get(n.cfg.PeopleURL + "/signin")
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(page), "Entra con SPID") {
		t.Errorf("got %s, want the provider offered", page)
	}
	if err := os.Chmod(secret, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := serve(context.Background(), n.cfg, slog.New(slog.DiscardHandler), func(addresses) { t.Error("it started") }); err == nil {
		t.Error("a secret that everybody can read is taken")
	}
}
