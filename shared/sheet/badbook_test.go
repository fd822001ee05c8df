package sheet_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"runtime"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

// changed gives files with one of them replaced, or taken away by "".
func changed(files map[string]string, name, text string) map[string]string {
	out := maps.Clone(files)
	out[name] = text
	if text == "" {
		delete(out, name)
	}
	return out
}

func TestWorkbooksThatCannotBeReadAtAllSayWhatToDo(t *testing.T) {
	const damaged = "the workbook is damaged or cut short"
	const tooLarge = "unpacked, the workbook is too large"
	good := bare(`<sheetData>` + heads + `</sheetData>`)
	cells := func(text string) []byte { return zipped(t, bare(`<sheetData>`+heads+text+`</sheetData>`)) }
	part := func(name, text string) []byte { return zipped(t, changed(good, name, text)) }
	secret := made(t, func(f *excelize.File) error { return rows(f, "Sheet1", []any{"first"}) }, excelize.Options{Password: "x"})
	var wide []byte
	for _, r := range "EncryptedPackage" {
		wide = binary.LittleEndian.AppendUint16(wide, uint16(r))
	}
	relations := good["xl/_rels/workbook.xml.rels"]
	for _, tc := range []struct {
		name   string
		file   []byte
		detail string
	}{
		{"locked by another program", secret, "the workbook is protected by a password"},
		{"locked", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."), wide...), "the workbook is protected by a password"},
		{"of the old kind", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...."), "the workbook is of the old kind (XLS)"},
		{"of the binary kind", part("_rels/.rels", strings.ReplaceAll(good["_rels/.rels"], ".xml", ".bin")), "the workbook is of the binary kind (XLSB)"},
		{"of another suite", zipped(t, map[string]string{"mimetype": "x", "content.xml": "<x/>"}), "the file is an OpenDocument sheet"},
		{"a letter", part("xl/workbook.xml", "<document/>"), "the file is not a workbook"},
		{"an archive", zipped(t, map[string]string{"a.txt": "x"}), "the file is not a workbook"},
		{"an archive of nothing", zipped(t, nil), "the file is not a workbook"},
		{"related to nothing", part("_rels/.rels", "<Relationships/>"), "the file is not a workbook"},
		{"without its list of sheets", part("xl/workbook.xml", ""), damaged},
		{"without its relations", part("xl/_rels/workbook.xml.rels", ""), damaged},
		{"without its sheet", part("xl/worksheets/s.xml", ""), damaged},
		{"with texts twice", part("xl/_rels/workbook.xml.rels", strings.NewReplacer("/styles", "/sharedStrings").Replace(relations)), damaged},
		{"with a file twice", zipped(t, changed(good, "XL/T.XML", "<sst/>")), damaged},
		{"with an empty part", part("xl/t.xml", " "), damaged},
		{"with a part cut short", part("xl/t.xml", "<sst><si><t>a"), damaged},
		{"with another encoding", part("xl/t.xml", `<?xml version="1.0" encoding="UTF-16"?><sst/>`), damaged},
		{"with invalid UTF-8", part("xl/t.xml", "<sst><si><t>\xff</t></si></sst>"), damaged},
		{"with an entity", part("xl/t.xml", `<!DOCTYPE a [<!ENTITY b "c">]><sst><si><t>&b;</t></si></sst>`), damaged},
		{"with something after its end", part("xl/t.xml", "<sst></sst></sst>"), damaged},
		{"with formats by no number", part("xl/styles.xml", `<s><cellXfs><xf numFmtId="x"/></cellXfs></s>`), damaged},
		{"with more formats than programs know", part("xl/styles.xml", "<s><cellXfs>"+strings.Repeat(`<xf numFmtId="0"/>`, 1<<16+1)+"</cellXfs></s>"), damaged},
		{"of other columns", zipped(t, bare(`<sheetData><row><c><v>1</v></c></row></sheetData>`)), "none of the first 20 rows of any sheet that is shown names the columns"},
		{"of hidden sheets", part("xl/workbook.xml", strings.Replace(good["xl/workbook.xml"], "<sheet ", `<sheet state="veryHidden" `, 1)), "none of the first 20 rows of any sheet that is shown names the columns"},
		{"of charts", part("xl/_rels/workbook.xml.rels", strings.Replace(relations, "/worksheet", "/chartsheet", 1)), "none of the first 20 rows of any sheet that is shown names the columns"},
		{"of a heading too far down", zipped(t, bare(`<sheetData><row r="21"><c t="s"><v>0</v></c></row></sheetData>`)), "none of the first 20 rows of any sheet that is shown names the columns"},
		{"with a column twice", zipped(t, bare(`<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row></sheetData>`)), `columns A and B are both headed as "first"`},
		{"with rows out of order", cells(`<row r="3"/><row r="2"/>`), damaged},
		{"with a row twice", cells(`<row r="2"/><row r="2"/>`), damaged},
		{"with a row by no number", cells(`<row r="two"/>`), damaged},
		{"with cells out of order", cells(`<row r="2"><c r="B2"/><c r="A2"/></row>`), damaged},
		{"with a cell of another row", cells(`<row r="2"><c r="A3"/></row>`), damaged},
		{"with a cell nowhere", cells(`<row r="2"><c r="AAAA2"/></row>`), damaged},
		{"with columns by no number", zipped(t, bare(`<cols><col min="0" max="1"/></cols>`)), damaged},
		{"with merged cells nowhere", zipped(t, bare(`<mergeCells><mergeCell ref="B1:A1"/></mergeCells>`)), damaged},
		{"with merged cells over one another", zipped(t, bare(`<mergeCells>`+strings.Repeat(`<mergeCell ref="A1:XFD1048576"/>`, 2)+`</mergeCells>`)), damaged},
		{"with too many sheets", part("xl/workbook.xml", "<workbook><sheets>"+strings.Repeat("<sheet/>", 201)+"</sheets></workbook>"), "the workbook has too many sheets"},
		{"with too many rows", cells(`<row r="10001"><c><v>1</v></c></row>`), "the file has more than 10000 rows"},
		{"a bomb of one text", part("xl/t.xml", "<sst><si><t>"+strings.Repeat("a", 1<<20)+"</t></si></sst>"), damaged},
		{"a bomb of one tag", part("xl/t.xml", "<sst "+strings.Repeat(`a="" `, 1<<18)+"/>"), damaged},
		{"a bomb of one remark", part("xl/t.xml", "<!--"+strings.Repeat("<a>", 1<<20)+"--><sst/>"), damaged},
		{"a bomb of depth", part("xl/t.xml", strings.Repeat("<a>", 1<<20)), damaged},
		{"a bomb of texts", part("xl/t.xml", "<sst>"+strings.Repeat("<a/>", sheet.MaxRows*sheet.MaxColumns+1)+"</sst>"), damaged},
		{"a bomb of one part", cells("<row>" + strings.Repeat(remark(), 1<<8) + "</row>"), tooLarge},
		{"a bomb of many sheets", bombOfSheets(t), tooLarge},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if len(tc.file) > sheet.MaxBytes {
				t.Fatalf("the file is larger than is read: %d bytes", len(tc.file))
			}
			_, err := words().Read(bytes.NewReader(tc.file))
			if !fault.Is(err, fault.Invalid) || fault.As(err).Detail != tc.detail || fault.As(err).Remedy == "" {
				t.Errorf("got %v, want %q with a remedy", err, tc.detail)
			}
		})
	}
}

// remark gives a quarter of a megabyte that says nothing.
func remark() string { return "<!--" + strings.Repeat("a", 1<<18) + "-->" }

// bombOfSheets gives a workbook none of whose sheets is too large by itself.
func bombOfSheets(t testing.TB) []byte {
	files := bare("")
	var list, relations strings.Builder
	for i := range 10 {
		fmt.Fprintf(&list, `<sheet name="%d" id="s%d"/>`, i, i)
		fmt.Fprintf(&relations, `<Relationship Id="s%d" Type="x/worksheet" Target="worksheets/s.xml"/>`, i)
	}
	files["xl/workbook.xml"] = "<workbook><sheets>" + list.String() + "</sheets></workbook>"
	files["xl/_rels/workbook.xml.rels"] = "<Relationships>" + relations.String() + "</Relationships>"
	files["xl/worksheets/s.xml"] = "<worksheet>" + strings.Repeat(remark(), 1<<5) + "</worksheet>"
	return zipped(t, files)
}

// A file of a few kilobytes whose every row has one cell, at the far end, is
// what fills the memory of readers that keep a sheet as a table.
func TestASparseWorkbookTakesNoMoreMemoryThanItHolds(t *testing.T) {
	var cells strings.Builder
	for row := 2; row <= sheet.MaxRows; row++ {
		fmt.Fprintf(&cells, `<row r="%d"><c r="A%d"><v>1</v></c><c r="XFD%d"><v>1</v></c></row>`, row, row, row)
	}
	file := zipped(t, bare(`<sheetData>`+heads+cells.String()+`</sheetData>`))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	table, _ := seen(t, file)
	runtime.ReadMemStats(&after)
	if table.Bad != sheet.MaxRows-1 {
		t.Errorf("%d rows are bad, want all", table.Bad)
	}
	if took := (after.TotalAlloc - before.TotalAlloc) >> 20; took > 64 {
		t.Errorf("reading %d bytes took %d MiB in all", len(file), took)
	}
}

func TestAWorkbookCutShortAnywhereIsRefused(t *testing.T) {
	file := made(t, func(f *excelize.File) error { return rows(f, "Sheet1", []any{"first", "second"}, []any{"a", 1}) })
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, len(file)-1).Draw(t, "length")
		if _, err := words().Read(bytes.NewReader(file[:n])); !fault.Is(err, fault.Invalid) {
			t.Fatalf("the first %d of %d bytes: %v", n, len(file), err)
		}
	})
}

func TestAWorkbookWithAByteChangedIsReadTheSameOrRefused(t *testing.T) {
	file := made(t, func(f *excelize.File) error { return rows(f, "Sheet1", []any{"first", "second"}, []any{"a", "b"}) })
	rapid.Check(t, func(t *rapid.T) {
		bad := bytes.Clone(file)
		bad[rapid.IntRange(4, len(file)-1).Draw(t, "at")] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
		table, err := words().Read(bytes.NewReader(bad))
		if err != nil {
			if !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
				t.Fatalf("an error without a remedy: %v", err)
			}
			return
		}
		for _, r := range table.Rows {
			if r.Value != [2]string{"a", "b"} {
				t.Fatalf("read otherwise: %q", r.Value)
			}
		}
	})
}

func TestNoProblemRepeatsWhatStoodInTheWorkbook(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Z][a-z]{11}`).Draw(t, "secret")
		cell := rapid.SampledFrom([]string{
			`<c t="str"><v>%s</v></c>`, `<c><v>%s</v></c>`, `<c t="%s"/>`, `<c r="%s"/>`, `<c s="%s"><v>1</v></c>`, `<c><f>%s</f><v>%[1]s</v></c>`,
			`<c t="e"><v>%s</v></c>`, `<c t="s"><v>%s</v></c>`, `<c t="b"><v>%s</v></c>`, `<%s>`, `&%s;`, `<c><f t="array" ref="%s:A1"/></c>`,
		}).Draw(t, "cell")
		file, err := pack(bare(fmt.Sprintf(`<sheetData><row><c t="inlineStr"><is><t>Tag</t></is></c><c t="inlineStr"><is><t>Sesso</t></is></c></row><row><c><v>1</v></c>`+cell+`</row></sheetData>`, secret)))
		if err != nil {
			t.Fatal(err)
		}
		table, err := arrivals().Read(bytes.NewReader(file))
		if err == nil && table.Bad == 0 {
			t.Fatal("the row is taken")
		}
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Fatalf("error: %v", err)
		}
		for _, p := range table.Problems {
			if strings.Contains(p.String(), secret) || p.Reason == "" || p.Remedy == "" {
				t.Fatalf("problem: %s", p)
			}
		}
	})
}
