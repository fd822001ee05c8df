package main

import (
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
)

func TestAnAdministratorKeepsWebhooksAndAddressesOfTheOffice(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", writeFile(t, "c.json", strings.Replace(catalogue, `"name": "Anna"`, `"name": "Anna", "administrator": true`, 1)))
	as := []string{"--as", anna, "--reason", "our own system"}
	out, errs, err := m.try(t, append([]string{"webhook", "add", "--office", "C-SR", "--url", "https://receiver.example/faro"}, as...)...)
	if err != nil || !strings.HasPrefix(out, "whsec_") || strings.Count(out, "\n") != 1 {
		t.Fatalf("got %q, %q, %v", out, errs, err)
	}
	of := strings.TrimSpace(strings.TrimPrefix(errs, "webhook "))
	list := m.must(t, append([]string{"webhook", "list", "--office", "C-SR"}, as...)...)
	if !strings.Contains(list, of) || !strings.Contains(list, "reached") || strings.Contains(list, "whsec_") {
		t.Errorf("the list is %q", list)
	}
	if _, _, err := m.try(t, append([]string{"webhook", "add", "--office", "C-SR", "--url", "http://receiver.example/"}, as...)...); !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
		t.Errorf("without TLS: %v", err)
	}
	m.must(t, append([]string{"webhook", "resume", of}, as...)...)
	m.must(t, append([]string{"webhook", "remove", of}, as...)...)
	if _, _, err := m.try(t, append([]string{"webhook", "test", of}, as...)...); !fault.Is(err, fault.NotFound) {
		t.Errorf("one that was removed: %v", err)
	}
	m.must(t, append([]string{"mail", "address", "--person", anna, "--address", "anna@siracusa.example"}, as...)...)
	if _, _, err := m.try(t, append([]string{"mail", "address", "--person", anna, "--address", "nobody"}, as...)...); !fault.Is(err, fault.Invalid) {
		t.Errorf("no address: %v", err)
	}
	m.must(t, append([]string{"mail", "address", "--person", anna, "--address", "none"}, as...)...)
}
