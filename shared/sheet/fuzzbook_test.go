package sheet_test

import "testing"

// The parts of a workbook are what is fuzzed: bytes changed in a ZIP are found
// by its checksums, and go no further.
func FuzzReadWorkbook(f *testing.F) {
	files := bare("")
	main, texts, styles := files["xl/workbook.xml"], files["xl/t.xml"], files["xl/styles.xml"]
	const tagAndSex = `<row><c t="inlineStr"><is><t>Tag</t></is></c><c t="inlineStr"><is><t>Sex</t></is></c></row>`
	for _, cells := range []string{
		`<row><c t="s"><v>0</v></c><c t="str"><v>M</v></c></row>`,
		`<row r="4" hidden="1"><c r="A4" s="1"><v>39538.5</v></c><c r="B4"><f t="shared" si="0"/><v>1</v></c><c r="GS4"><v>1</v></c></row>`,
		`<row><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c><f t="array" ref="C2:D9">X</f></c></row><row><c t="d"><v>2008-03-31</v></c></row>`,
	} {
		f.Add(main, texts, styles, `<cols><col min="1" max="2" hidden="1"/></cols><sheetData>`+tagAndSex+cells+`</sheetData><mergeCells><mergeCell ref="A2:B3"/></mergeCells>`)
	}
	f.Fuzz(func(t *testing.T, main, texts, styles, cells string) {
		files := bare(cells)
		files["xl/workbook.xml"], files["xl/t.xml"], files["xl/styles.xml"] = main, texts, styles
		judge(t, zipped(t, files))
	})
}
