package main

import (
	"strings"
	"testing"

	"faro.example/shared/fault"
)

func TestAPersonIsBoundToAProviderAndLetGo(t *testing.T) {
	m := ready(t)
	secret := writeFile(t, "secret", "hush\n")
	providers := writeFile(t, "providers.json", `{"providers": [{"name": "spid", "title": "SPID", "issuer": "https://spid.example",
		"client_id": "faro", "secret_file": "`+secret+`", "claim": "fiscal_number", "levels": ["https://www.spid.gov.it/SpidL2"], "kinds": ["municipality"]}]}`)
	value := writeFile(t, "value", "TINIT-AAAAAA00A00A000A\n")
	bind := []string{"signin", "bind", "spid", anna, "--from", value, "--providers", providers}
	for range 2 {
		if out := m.must(t, bind...); !strings.Contains(out, anna) || strings.Contains(out, "TINIT") {
			t.Errorf("got %q, want it said without the value", out)
		}
	}
	var n int
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT count(*) FROM signin_bindings WHERE ended_at IS NULL AND bound_by IS NOT NULL`).Scan(&n); err != nil || n != 1 {
		t.Errorf("got %d bindings and %v, want one, by somebody", n, err)
	}
	if _, _, err := m.try(t, "signin", "bind", "cie", anna, "--from", value, "--providers", providers); !fault.Is(err, fault.NotFound) {
		t.Errorf("a provider that there is none of: got %v", err)
	}
	if _, _, err := m.try(t, "signin", "bind", "spid", anna, "--from", writeFile(t, "empty", ""), "--providers", providers); !fault.Is(err, fault.Invalid) {
		t.Errorf("no value: got %v", err)
	}
	m.must(t, "signin", "out", anna)
	m.must(t, "signin", "unbind", "spid", anna)
	if _, _, err := m.try(t, "signin", "unbind", "spid", anna); !fault.Is(err, fault.NotFound) {
		t.Errorf("unbound twice: got %v", err)
	}
}

func TestASystemIsEnrolledWithItsScopes(t *testing.T) {
	m := ready(t)
	if _, _, err := m.try(t, "enrol", "--role", "system", "--office", "C-SR"); !fault.Is(err, fault.Invalid) {
		t.Errorf("without a scope: got %v, want it invalid", err)
	}
	m.must(t, "enrol", "--role", "system", "--office", "C-SR", "--scope", "custody", "--scope", "events")
	var scopes []string
	if err := m.db.Admin().QueryRow(t.Context(), `SELECT scopes FROM enrolment_codes`).Scan(&scopes); err != nil || len(scopes) != 2 {
		t.Errorf("got %v and %v, want both scopes", scopes, err)
	}
}
