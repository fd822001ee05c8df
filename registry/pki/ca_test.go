package pki_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"faro.example/registry/pki"
	"faro.example/shared/fault"
	"faro.example/shared/mtls"
)

func TestTheRootIsMadeOnceAndItsKeyIsTheOwners(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	_, err := pki.OpenCA(dir)
	wantKind(t, err, fault.NotFound)
	ca, err := pki.MakeCA(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pki.MakeCA(dir, now)
	wantKind(t, err, fault.Conflict)
	again, err := pki.OpenCA(dir)
	if err != nil || string(again.Roots()) != string(ca.Roots()) {
		t.Errorf("opened again: %v, want the same root", err)
	}
	info, err := os.Stat(filepath.Join(dir, "root-key.pem"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v and %v, want 0600", info.Mode(), err)
	}
}

func TestTheRegistrysOwnCertificateIsMadeAnewWhenItMust(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	ca, err := pki.MakeCA(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	serial := func(hosts []string, now time.Time) string {
		t.Helper()
		if err := ca.Server(dir, hosts, now); err != nil {
			t.Fatal(err)
		}
		src, err := mtls.FromFiles(filepath.Join(dir, pki.ServerFile), filepath.Join(dir, pki.ServerKeyFile))
		if err != nil {
			t.Fatal(err)
		}
		c, err := src()
		if err != nil {
			t.Fatal(err)
		}
		if c.Leaf.Subject.String() == c.Leaf.Issuer.String() {
			t.Error("it has the name of its root: some clients take it for self-signed")
		}
		for _, h := range hosts {
			if err := c.Leaf.VerifyHostname(h); err != nil {
				t.Error(err)
			}
		}
		return c.Leaf.SerialNumber.String()
	}
	first := serial([]string{"localhost", "127.0.0.1"}, now)
	if got := serial([]string{"127.0.0.1"}, now.AddDate(0, 0, 10)); got != first {
		t.Error("it was made anew while it was good")
	}
	second := serial([]string{"127.0.0.1"}, now.AddDate(0, 0, 25))
	if second == first {
		t.Error("it was not made anew before it ran out")
	}
	if serial([]string{"registry.example"}, now.AddDate(0, 0, 25)) == second {
		t.Error("it was not made anew for another host")
	}
}
