package main

import (
	"strings"
	"testing"

	"faro.example/registry/pg/pgtest"
	"faro.example/shared/fault"
)

// nationwide is the catalogue with somebody of the Ministry.
var nationwide = strings.Replace(strings.Replace(catalogue, `"institutions": [`,
	`"institutions": [{"code": "MIN", "name": "Ministero", "kind": "ministry"}, `, 1), `"people": [`,
	`"people": [{"id": "`+mario+`", "name": "Mario", "role": "ministry", "office_code": "MIN"}, `, 1)

const mario = "01890a5d-ac96-774b-bcce-b302099a8058"

func TestAListOfChildrenIsBroughtInOnceHoweverOftenItIsBrought(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", "--from", "2024-01-01", writeFile(t, "c.json", nationwide))
	list := writeFile(t, "list.csv", `Riferimento;Sesso;Cittadinanza;Data di nascita;Età;Regione;Comune;Struttura;Modalità;Arrivo;Uscita;Motivo
A1;M;Egitto;31/03/2008;;;;SR-1;sbarco;03/02/2025;;
A2;F;Tunisia;2009;;Sicilia;;;rintraccio;;;
A3;M;;;17;;Palermo (PA);Casa Blu;;;;
A4;M;Guinea;01/01/2007;;Lombardia;;;;01/02/2024;01/03/2024;relocation
A5;M;altre;;;;;;;;;
A6;Q;Egitto;;;;;;;;;
A7;M;Egitto;;;Sicilia;Milano;;;;;
A8;M;Egitto;;;Lombardia;;SR-1;;;;
`)
	bring := []string{"import", "population", "--file", list, "--on", "2025-03-31", "--as", mario, "--reason", "the list of March"}
	out, errs, err := m.try(t, append(bring, "--dry-run")...)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(out, "5 children would be said, in 18 records") {
		t.Fatalf("a dry run: got %q, %v\n%s", out, err, errs)
	}
	for _, want := range []string{
		"row 7, column B (Sesso): not a sex", "row 8, column G (Comune): not a municipality of that region", "row 9 (structure): the directory has that structure elsewhere",
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("want %q among\n%s", want, errs)
		}
	}
	if strings.Contains(errs, "A6") {
		t.Error("what stands in the file is repeated")
	}
	counted := func(want ...string) {
		t.Helper()
		got := m.must(t, "census", "--on", "2025-03-31", "--by", "region,sex")
		for _, w := range want {
			if !strings.Contains(strings.Join(strings.Fields(got), " "), w) {
				t.Errorf("want %q in\n%s", w, got)
			}
		}
	}
	counted("total 0")
	if out, errs, err = m.try(t, bring...); !fault.Is(err, fault.Invalid) || !strings.Contains(out, "5 children brought in, 0 were here already") {
		t.Fatalf("got %q, %v\n%s", out, err, errs)
	}
	counted("Sicilia M 2", "Sicilia F 1", "- M 1", "total 4")
	if out, errs, err = m.try(t, bring...); !fault.Is(err, fault.Invalid) || !strings.Contains(out, "0 children brought in, 5 were here already") {
		t.Fatalf("again: got %q, %v\n%s", out, err, errs)
	}
	counted("total 4")
	m.must(t, "check")
}

func TestWhatAListSaysOtherwiseThanBeforeIsRefusedByItsRowAndColumn(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", "--from", "2024-01-01", writeFile(t, "c.json", nationwide))
	bring := func(rows string) (string, string, error) {
		return m.try(t, "import", "population", "--list", "march", "--file", writeFile(t, "l.csv", "reference,region\n"+rows), "--on", "2025-03-31",
			"--as", mario, "--reason", "the list of March")
	}
	if out, errs, err := bring("A1,Sicilia\n"); err != nil || !strings.Contains(out, "1 children brought in") {
		t.Fatalf("got %q, %v\n%s", out, err, errs)
	}
	out, errs, err := bring("A1,Lombardia\nA2,Lazio\n")
	if !fault.Is(err, fault.Invalid) || !strings.Contains(out, "1 children brought in, 0 were here") || !strings.Contains(errs, "row 2 (structure): ") {
		t.Errorf("got %q, %v\n%s", out, err, errs)
	}
	if _, _, err := m.try(t, "import", "population", "--file", writeFile(t, "l.csv", "region\nSicilia\n"), "--as", anna[:35]+"9", "--reason", "no such person"); !fault.Is(err, fault.Denied) {
		t.Errorf("by nobody: got %v", err)
	}
}

func TestAMunicipalityBringsInItsOwnList(t *testing.T) {
	m := newTerminal(t, pgtest.New(t))
	m.must(t, "init")
	m.must(t, "import", "catalogue", "--from", "2024-01-01", writeFile(t, "c.json", nationwide))
	list := writeFile(t, "own.csv", "reference,sex,municipality,structure,arrival,missing since\n1,M,Siracusa,,01/03/2025,\n2,F,,SR-1,01/03/2025,10/03/2025\n")
	out, errs, err := m.try(t, "import", "population", "--file", list, "--on", "2025-03-31", "--as", anna, "--reason", "our own list")
	if err != nil || !strings.Contains(out, "2 children brought in") {
		t.Fatalf("got %q, %v\n%s", out, err, errs)
	}
	got := strings.Join(strings.Fields(m.must(t, "census", "--on", "2025-03-31", "--by", "municipality,sex")), " ")
	if !strings.Contains(got, "Siracusa (SR) M 1 total 1 missing, not in the total 1") {
		t.Errorf("got %q", got)
	}
}
