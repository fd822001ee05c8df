package records

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"faro.example/shared/reference"
)

const manual = "../../docs/import.md"

// table is what the document has to say of every column.
func table() string {
	var out strings.Builder
	line := func(form, kind string, c column) {
		fmt.Fprintf(&out, "| %s | %s | `%s` | %s | %s |\n", c.heading, form, c.name, c.what, kind)
	}
	for _, c := range own() {
		line("", "", c)
	}
	for _, g := range groups() {
		for _, c := range g.columns {
			line(string(g.form), "`"+g.body(&Row{}).Kind()+"`", c)
		}
	}
	return out.String()
}

func TestTheDocumentListsEveryColumn(t *testing.T) {
	text, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(text, []byte(table())) {
		t.Errorf("%s does not list the columns as they are read; they are:\n%s", manual, table())
	}
}

// example is the table that the document gives, between the marks of a block of CSV.
func example(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(text), "```csv\n")
	body, _, ended := strings.Cut(after, "```")
	if !ok || !ended {
		t.Fatal("the document has no example")
	}
	return body
}

func TestTheExampleOfTheDocumentIsReadWhole(t *testing.T) {
	tables, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	got, err := Desk{Places: tables}.Read(strings.NewReader(example(t)))
	if err != nil || len(got.Problems) > 0 || len(got.Unread) > 0 || len(got.Rows) != 3 {
		t.Fatalf("%d rows, %v, columns unread %v, %v", len(got.Rows), got.Problems, got.Unread, err)
	}
	for i, kinds := range []string{
		"minor.found identity.stated identifier.stated placement.began", "identity.stated custody.taken guardian.appointed permit.issued measure.enrolled opinion.asked", "return.asked exit.recorded",
	} {
		r := got.Rows[i].Value
		r.office = [16]byte{1}
		r.place.Words = r.said(columnStructure)
		said, err := sayings(&r)
		if err != nil {
			t.Fatalf("row %d: %v", i+1, err)
		}
		var all []string
		for _, s := range said {
			all = append(all, s.body.Kind())
		}
		if strings.Join(all, " ") != kinds {
			t.Errorf("row %d says %v, want %s", i+1, all, kinds)
		}
	}
}

func TestEveryGroupNamesItsOwnColumns(t *testing.T) {
	heads, names := map[string]bool{}, map[string]bool{}
	all := own()
	known := map[string]bool{}
	for _, g := range groups() {
		all = append(all, g.columns...)
	}
	for _, c := range all {
		if heads[c.heading] || names[c.name] {
			t.Errorf("two columns are %s (%s)", c.heading, c.name)
		}
		heads[c.heading], names[c.name], known[c.name] = true, true, true
	}
	for _, g := range groups() {
		if g.on != "" && !known[g.on] {
			t.Errorf("%s: its day is in %s, which is no column", g.name, g.on)
		}
		for field, c := range g.fields {
			if !known[c] {
				t.Errorf("%s: its %s is in %s, which is no column", g.name, field, c)
			}
		}
	}
}

func TestACellThatLooksLikeAFormulaIsRefused(t *testing.T) {
	for _, cell := range []string{"=1+1", "+39", "@SUM(A1)", "-2+3"} {
		got, err := Desk{}.Read(strings.NewReader("Riferimento,Cognome\nR1,\"" + cell + "\"\nR2,Bah\n"))
		if err != nil || len(got.Rows) != 1 || len(got.Problems) != 1 || got.Problems[0].Field != "surname" || got.Problems[0].Reason != "looks like a formula" {
			t.Errorf("%s: %d rows, %v, %v", cell, len(got.Rows), got.Problems, err)
		}
		if strings.Contains(fmt.Sprint(got.Problems), cell) {
			t.Errorf("%s is repeated", cell)
		}
	}
}
