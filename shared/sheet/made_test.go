package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"faro.example/shared/sheet"
)

// made gives a workbook that another program's library writes.
func made(t testing.TB, fill func(*excelize.File) error, options ...excelize.Options) []byte {
	t.Helper()
	f := excelize.NewFile()
	if err := fill(f); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b, options...); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rows fills a sheet from its first row on.
func rows(f *excelize.File, name string, rows ...[]any) error {
	for i, row := range rows {
		if err := f.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	return nil
}

// zipped gives a ZIP of the files given.
func zipped(t testing.TB, files map[string]string) []byte {
	t.Helper()
	file, err := pack(files)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func pack(files map[string]string) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		w, err := z.Create(name)
		if err != nil {
			return nil, err
		}
		if _, err := io.WriteString(w, files[name]); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}

// bare gives the files of a workbook of one sheet, as the format asks and no
// program writes so briefly: for what a program would not write.
func bare(cells string) map[string]string {
	const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	return map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="a" Type="` + types + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><workbookPr/><sheets><sheet name="One" sheetId="1" r:id="a"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="a" Type="` + types + `worksheet" Target="/xl/worksheets/s.xml"/><Relationship Id="b" Type="` + types + `sharedStrings" Target="t.xml"/><Relationship Id="c" Type="` + types + `styles" Target="styles.xml"/></Relationships>`,
		"xl/t.xml":                   `<sst><si><t>first</t></si><si><t>second</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>said so</t></rPh></si></sst>`,
		"xl/styles.xml":              `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
		"xl/worksheets/s.xml":        `<worksheet>` + cells + `</worksheet>`,
	}
}

// heads is the heading of [words] in the form of [bare].
const heads = `<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>`

// seen gives what is read of a workbook: the rows, or what is wrong with them.
func seen(t testing.TB, file []byte) (sheet.Table[[2]string], []string) {
	t.Helper()
	table, err := words().Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range table.Rows {
		out = append(out, fmt.Sprintf("row %d: %s", r.Row, strings.Join(r.Value[:], "|")))
	}
	for _, p := range table.Problems {
		out = append(out, p.String())
	}
	return table, out
}
