package arrival

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/shared/sheet"
)

const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

// workbook is a workbook of three sheets: a page of advice, the children with a
// hidden row and a formula, and a list that is not read.
func workbook(t *testing.T) string {
	t.Helper()
	cell := func(ref, text string) string {
		return `<c r="` + ref + `" t="inlineStr"><is><t>` + text + `</t></is></c>`
	}
	files := map[string]string{
		"_rels/.rels": `<Relationships><Relationship Id="a" Type="` + types + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="Istruzioni" sheetId="1" r:id="a"/>` +
			`<sheet name="Sbarco" sheetId="2" r:id="b"/><sheet name="Prova Esempio" sheetId="3" r:id="c"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="` + types + `worksheet" Target="a.xml"/>` +
			`<Relationship Id="b" Type="` + types + `worksheet" Target="b.xml"/><Relationship Id="c" Type="` + types + `worksheet" Target="c.xml"/></Relationships>`,
		"xl/a.xml": `<worksheet><sheetData><row r="1">` + cell("A1", "Da compilare") + `</row></sheetData></worksheet>`,
		"xl/b.xml": `<worksheet><sheetData><row r="1">` + cell("A1", "Numero") + cell("B1", "Nome") + cell("C1", "Sesso") + cell("D1", "Stanza") + `</row>` +
			`<row r="2">` + cell("A2", "1") + cell("B2", "Uno") + cell("C2", "M") + cell("D2", "4") + `</row>` +
			`<row r="3" hidden="1">` + cell("A3", "2") + cell("B3", "Due") + cell("C3", "F") + `</row>` +
			`<row r="4">` + cell("A4", "3") + `<c r="B4"><f>A4</f><v>7</v></c>` + cell("C4", "M") + `</row></sheetData></worksheet>`,
		"xl/c.xml": `<worksheet><sheetData><row r="1">` + cell("A1", "Numero") + cell("B1", "Nome") + `</row></sheetData></worksheet>`,
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAWorkbookTellsWhatOfItWasNotReadOrDoesNotShow(t *testing.T) {
	c := newCentre(t)
	r := c.mustRead(workbook(t))
	if len(r.Taken) != 2 || r.Bad != 1 || c.children() != 2 {
		t.Fatalf("took %d, %d bad, %d recorded, want 2, 1 and 2", len(r.Taken), r.Bad, c.children())
	}
	var others []int
	for _, tab := range r.Workbook.Others {
		others = append(others, tab.Number)
	}
	got := map[string]any{
		"read": r.Workbook.Read.Number, "not read": others, "hidden": r.Workbook.HiddenRows, "columns": r.Unread,
		"encoding": r.Encoding, "bad": told(t, r, ""),
	}
	want := map[string]any{
		"read": 2, "not read": []int{1, 3}, "hidden": []int{3}, "columns": []string{"D"},
		"encoding": sheet.XLSX, "bad": []string{"4B given"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told of the workbook (-want +got):\n%s", diff)
	}
}
