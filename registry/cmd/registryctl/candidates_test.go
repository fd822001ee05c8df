package main

import (
	"path/filepath"
	"strings"
	"testing"

	"faro.example/registry/likeness"
	"faro.example/registry/likeness/likenesstest"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/seal"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func cardOf(given, family minor.Text, born string) likeness.Card {
	return likeness.Card{
		Names: []minor.Name{{Given: given, Family: family}}, Sex: minor.Male, Citizenship: "GN",
		Births: []minor.Birth{{Date: day.Must(born), Precision: minor.ToDay, Provenance: minor.Declared}},
	}
}

func TestTheSameChildIsFoundByNameSweptForAndListed(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", writeFile(t, "c.json", strings.Replace(watched, `"role": "auditor"`, `"role": "ministry"`, 1)))
	const ministry = controller
	s, err := seal.Open(t.Context(), seal.Sources{Keys: seal.File(filepath.Join(m.state, "seal.key")), Closed: seal.File(filepath.Join(m.state, "closed.key"))}, m.db.As("faro_keys"))
	if err != nil {
		t.Fatal(err)
	}
	twins := likenesstest.Add(t, m.db.Admin(), s, cardOf("Mohamed Lamine", "Diallo", "2009-05-12"), cardOf("Muhammad Lamin", "Dialo", "2009-05-12"))
	likenesstest.Fill(t, m.db.Admin(), s, 150)
	ask := func(who string, args ...string) []string {
		return append(args, "--as", who, "--reason", "today's candidates")
	}
	out := m.must(t, ask(ministry, "find", "--name", "diallo mohamed", "--age", "16")...)
	for _, want := range []string{twins[0].String(), twins[1].String(), "Muhammad Lamin Dialo", "given name"} {
		if !strings.Contains(out, want) {
			t.Errorf("found without %s:\n%s", want, out)
		}
	}
	if out := m.must(t, ask(officer, "find", "--name", "diallo mohamed", "--json")...); strings.TrimSpace(out) != "[]" {
		t.Errorf("an officer elsewhere finds %s", out)
	}
	if out := m.must(t, "match", "sweep"); !strings.Contains(out, "152 children looked at") {
		t.Errorf("swept: %s", out)
	}
	out = m.must(t, ask(ministry, "candidates", "list")...)
	if !strings.Contains(out, "Mohamed Lamine Diallo / Muhammad Lamin Dialo") && !strings.Contains(out, "Muhammad Lamin Dialo / Mohamed Lamine Diallo") {
		t.Errorf("listed:\n%s", out)
	}
	out = m.must(t, ask(ministry, "candidates", "show", twins[0].String(), twins[1].String())...)
	for _, want := range []string{"One child:", "birth date", "bits"} {
		if !strings.Contains(out, want) {
			t.Errorf("side by side without %q:\n%s", want, out)
		}
	}
	if _, _, err := m.try(t, ask(officer, "candidates", "show", twins[0].String(), twins[1].String())...); !fault.Is(err, fault.NotFound) {
		t.Errorf("an officer elsewhere compares them: %v", err)
	}
	if _, _, err := m.try(t, ask(ministry, "candidates", "list", "--after", twins[0].String())...); !fault.Is(err, fault.Invalid) {
		t.Errorf("after one of a pair: %v", err)
	}
	if _, _, err := m.try(t, ask(ministry, "find", "--age", "16")...); !fault.Is(err, fault.Invalid) {
		t.Errorf("by age alone: %v", err)
	}
}
