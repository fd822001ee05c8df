package sheet_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"faro.example/shared/sheet"
	"faro.example/shared/sheet/xlsx"
)

func TestAListOfArrivalsReadsTheSameAsWorkbookAndAsCSV(t *testing.T) {
	lines := landing(200, ";")
	want := read(t, strings.Join(lines, "\n"))
	file := made(t, func(f *excelize.File) error {
		for i, text := range lines {
			row := make([]any, 0, 7)
			for _, cell := range strings.Split(text, ";") {
				if on, err := time.Parse("02/01/2006", cell); err == nil {
					row = append(row, on)
					continue
				}
				row = append(row, cell)
			}
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				return err
			}
		}
		days, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			return err
		}
		return f.SetCellStyle("Sheet1", "E2", "E201", days)
	})
	got, err := arrivals().Read(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Rows, got.Rows, cmp.AllowUnexported(arrival{}), days()); diff != "" || len(got.Rows) != 200 {
		t.Errorf("%d rows, problems %v (-CSV +XLSX):\n%s", len(got.Rows), got.Problems, diff)
	}
	if diff := cmp.Diff(want.Unread, got.Unread); diff != "" || got.Encoding != sheet.XLSX || got.Separator != 0 {
		t.Errorf("read as %s, columns not read (-CSV +XLSX):\n%s", got.Encoding, diff)
	}
}

func TestACellIsReadAsItIsShown(t *testing.T) {
	moment := time.Date(2008, 3, 31, 14, 30, 5, 0, time.UTC)
	midnight := time.Date(2008, 3, 31, 0, 0, 0, 0, time.UTC)
	const shown, noDay = "the cell shows its number with signs that are not in it", "the number of the cell is not that of a day"
	for _, tc := range []struct {
		name   string
		value  any
		format string
		want   string
	}{
		{"text", "Prova", "General", "Prova"},
		{"a number written as text keeps its zeros", "007", "General", "007"},
		{"a day written as text", "31/03/2008", "General", "31/03/2008"},
		{"what looks like a formula and is text", "=1+1", "@", "=1+1"},
		{"a whole number", 393331234567, "General", "393331234567"},
		{"a broken number", 1.1, "0.00", "1.1"},
		{"a negative number", -12, "#,##0", "-12"},
		{"a number with gaps between thousands", 12345, "# ##0", "12345"},
		{"a number shown with zeros before it", 7, "000", "007"},
		{"a number longer than its zeros", 12345, "000", "12345"},
		{"a large number in the scientific form", 1e12, "0.00E+00", "1000000000000"},
		{"a small number in the scientific form", 12, "0E+00", "12"},
		{"a number of sixteen digits", 1234567890123456, "0", "the number has more digits than spreadsheet programs keep, so the last ones are lost"},
		{"a number with a word", 7, `"A"000`, shown},
		{"a number with a sign inside", 3331234, "000-0000", shown},
		{"a number with gaps", 3331234, "0000 0000", "03331234"},
		{"a share", 0.5, "0%", shown},
		{"an amount", 5, `[$€-410] #,##0.00`, shown},
		{"an amount after a gap as wide as a sign", 5, `_-#,##0.00_-`, "5"},
		{"true", true, "General", "TRUE"},
		{"false", false, "General", "FALSE"},
		{"a day", midnight, "dd/mm/yyyy", "2008-03-31"},
		{"a day with its name", midnight, `[$-410]dddd d mmmm yyyy;@`, "2008-03-31"},
		{"a day between words", midnight, `"il" d\/m\/yy`, "2008-03-31"},
		{"a day of which the time is not shown", moment, "yyyy-mm-dd", "2008-03-31"},
		{"a day and a time", moment, "dd/mm/yyyy hh:mm", "2008-03-31 14:30:05"},
		{"a day and midnight", midnight, "dd/mm/yyyy hh:mm:ss", "2008-03-31"},
		{"a time", moment, "h:mm AM/PM", "14:30:05"},
		{"minutes are not months", moment, "mm:ss", "14:30:05"},
		{"hours beyond a day", 2.5, "[h]:mm", shown},
		{"a month", midnight, "mmm-yy", "03/2008"},
		{"a year", midnight, "yyyy", "2008"},
		{"a day without its year", midnight, "d-mmm", "the cell shows a day without its year, which the spreadsheet program may have added"},
		{"the last day of the calendar", 2958465, "yyyy-mm-dd", "9999-12-31"},
		{"beyond the calendar", 2958466, "yyyy-mm-dd", noDay},
		{"below it", -1, "yyyy-mm-dd", noDay},
		{"the first day on which programs agree", 61, "yyyy-mm-dd", "1900-03-01"},
		{"the day that never was", 60, "yyyy-mm-dd", noDay},
	} {
		t.Run(tc.name, func(t *testing.T) {
			file := made(t, func(f *excelize.File) error {
				if err := rows(f, "Sheet1", []any{"first", "second"}, []any{tc.value, "x"}); err != nil {
					return err
				}
				style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &tc.format})
				if err != nil {
					return err
				}
				return f.SetCellStyle("Sheet1", "A2", "A2", style)
			})
			table, got := seen(t, file)
			if len(table.Problems) == 1 {
				if got := table.Problems[0]; got.Reason != tc.want || got.Remedy == "" || got.Place != (sheet.Cell{Row: 2, Column: "A", Header: "first"}) || got.Field != "first" {
					t.Errorf("got %s, want %q", got, tc.want)
				}
			} else if want := []string{"row 2: " + tc.want + "|x"}; !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestDaysCountedFrom1904AreTheSameDays(t *testing.T) {
	yes := true
	file := made(t, func(f *excelize.File) error {
		if err := f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}); err != nil {
			return err
		}
		if err := rows(f, "Sheet1", []any{"first"}, []any{38076}); err != nil {
			return err
		}
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			return err
		}
		return f.SetCellStyle("Sheet1", "A2", "A2", style)
	})
	if _, got := seen(t, file); !slices.Equal(got, []string{"row 2: 2008-03-31|"}) {
		t.Errorf("got %q, want 2008-03-31", got)
	}
}

func TestWhatAFormulaLastGaveIsNeverTaken(t *testing.T) {
	const problem = "column A (first): the cell holds a formula, and what it last gave is not taken on trust (copy the column and paste its values in its place, then look them over)"
	for _, tc := range []struct{ name, cells string }{
		{"with what it last gave", `<row r="2"><c r="A2"><f>1+1</f><v>2</v></c><c r="B2" t="s"><v>0</v></c></row>`},
		{"without", `<row r="2"><c r="A2"><f>1+1</f></c><c r="B2" t="s"><v>0</v></c></row>`},
		{"that gave a text", `<row r="2"><c r="A2" t="str"><f>"a"</f><v>a</v></c><c r="B2" t="s"><v>0</v></c></row>`},
		{"that gave an error", `<row r="2"><c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B2" t="s"><v>0</v></c></row>`},
		{"shared with another cell", `<row r="2"><c r="A2"><f t="shared" si="0"/><v>2</v></c><c r="B2" t="s"><v>0</v></c></row>`},
		{"that fills the cells below", `<row r="2"><c r="A2"><f t="array" ref="A2:A3">X</f><v>1</v></c></row><row r="3"><c r="A3"><v>2</v></c><c r="B3"><v>1</v></c></row>`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			table, got := seen(t, zipped(t, bare(`<sheetData>`+heads+tc.cells+`</sheetData>`)))
			if len(table.Rows) != 0 || table.Bad != len(got) || got[0] != "row 2, "+problem || got[len(got)-1] != fmt.Sprintf("row %d, %s", 1+len(got), problem) {
				t.Errorf("got %q", got)
			}
		})
	}
	aside := heads + `<row><c t="s"><v>0</v></c><c/><c><f>1+1</f><v>2</v></c></row>`
	if table, got := seen(t, zipped(t, bare(`<sheetData>`+aside+`</sheetData>`))); !slices.Equal(got, []string{"row 2: first|"}) || !slices.Equal(table.Unread, []string{"C"}) {
		t.Errorf("in a column that is not read: got %q, columns not read %v", got, table.Unread)
	}
	headed := `<row><c t="s"><v>0</v></c><c t="str"><f>"second"</f><v>second</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>`
	if table, got := seen(t, zipped(t, bare(`<sheetData>`+headed+`</sheetData>`))); !slices.Equal(got, []string{"row 2: 1|"}) || !slices.Equal(table.Unread, []string{"B"}) {
		t.Errorf("as a heading: got %q, columns not read %v", got, table.Unread)
	}
}

func TestTheFirstSheetThatIsShownAndHasAHeadingIsReadAndTheOthersAreNamed(t *testing.T) {
	file := made(t, func(f *excelize.File) error {
		for _, name := range []string{"Old", "Advice", "Day 1", "Day 2"} {
			if _, err := f.NewSheet(name); err != nil {
				return err
			}
		}
		for name, cells := range map[string][][]any{
			"Sheet1": {{"Tabella"}, {"of nothing"}},
			"Old":    {{"first", "second"}, {"old", "row"}},
			"Advice": {{"first"}, {"write the first name first"}},
			"Day 1":  {{"Landing"}, nil, {"first", "second"}, {"a", "b"}},
			"Day 2":  {{"first", "second"}, {"c", "d"}},
		} {
			if err := rows(f, name, cells...); err != nil {
				return err
			}
		}
		return f.SetSheetVisible("Old", false)
	})
	table, got := seen(t, file)
	if !slices.Equal(got, []string{"row 4: a|b"}) {
		t.Errorf("got %q, want the row of Day 1", got)
	}
	want := sheet.Workbook{
		Read: xlsx.Tab{Number: 4, Name: "Day 1"},
		Others: []xlsx.Tab{
			{Number: 1, Name: "Sheet1"}, {Number: 2, Name: "Old", Hidden: true},
			{Number: 3, Name: "Advice"}, {Number: 5, Name: "Day 2"},
		},
	}
	if diff := cmp.Diff(want, table.Workbook); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if text := fmt.Sprint(table.Workbook.Others); strings.Contains(text, "Advice") {
		t.Errorf("a sheet prints its name: %s", text)
	}
}

func TestASheetWithOnePossibleHeadingIsReadIfNoOtherHasMore(t *testing.T) {
	file := made(t, func(f *excelize.File) error {
		return rows(f, "Sheet1", []any{"first", "other"}, []any{"a", "b"})
	})
	if table, got := seen(t, file); !slices.Equal(got, []string{"row 2: a|"}) || !slices.Equal(table.Unread, []string{"B"}) {
		t.Errorf("got %q, columns not read %v", got, table.Unread)
	}
}

func TestHiddenRowsAndColumnsAreReadAndSaid(t *testing.T) {
	file := made(t, func(f *excelize.File) error {
		err := rows(f, "Sheet1", []any{"first", "other", "second"}, []any{"a", "", "b"}, []any{"c", "", "d"}, []any{"e", "", "f"})
		if err != nil {
			return err
		}
		for _, row := range []int{1, 3, 4, 9} {
			if err := f.SetRowVisible("Sheet1", row, false); err != nil {
				return err
			}
		}
		return f.SetColVisible("Sheet1", "B:C", false)
	})
	table, got := seen(t, file)
	if !slices.Equal(got, []string{"row 2: a|b", "row 3: c|d", "row 4: e|f"}) {
		t.Errorf("got %q", got)
	}
	if w := table.Workbook; !slices.Equal(w.HiddenRows, []int{3, 4}) || !slices.Equal(w.HiddenColumns, []string{"C"}) {
		t.Errorf("hidden: rows %v, columns %v, want 3, 4 and C", w.HiddenRows, w.HiddenColumns)
	}
}

func TestOnlyTheFirstOfMergedCellsIsRead(t *testing.T) {
	file := made(t, func(f *excelize.File) error {
		if err := rows(f, "Sheet1", []any{"Landing of the day"}, []any{"first", "second"}, []any{"a", "b"}, []any{"c", ""}, []any{"d", "e"}, nil, []any{"f", "g"}); err != nil {
			return err
		}
		for _, area := range [][2]string{{"A1", "F1"}, {"B3", "B4"}, {"A6", "B6"}, {"A7", "B7"}} {
			if err := f.MergeCell("Sheet1", area[0], area[1]); err != nil {
				return err
			}
		}
		return nil
	})
	const problem = "column B (second): the cell is merged with another (part the merged cells and fill in each)"
	if _, got := seen(t, file); !slices.Equal(got, []string{"row 3: a|b", "row 5: d|e", "row 4, " + problem, "row 7, " + problem}) {
		t.Errorf("got %q", got)
	}
}

func TestCellsOfEveryKindThatTheFormatKnows(t *testing.T) {
	for _, tc := range []struct{ name, cell, want string }{
		{"shared text", `<c t="s"><v>0</v></c>`, "row 2: first|x"},
		{"text of several runs, without how it is said", `<c t="s"><v>2</v></c>`, "row 2: rich|x"},
		{"text in the cell", `<c t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>`, "row 2: a|x"},
		{"runs in the cell", `<c t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r><r><t>b</t></r></is></c>`, "row 2: ab|x"},
		{"text without a formula", `<c t="str"><v>a</v></c>`, "row 2: a|x"},
		{"a sign that XML cannot hold, spelt out", `<c t="str"><v>_x0041_b_x00e_</v></c>`, "row 2: Ab_x00e_|x"},
		{"a spelling that is spelt out", `<c t="str"><v>_x005F_x0041_</v></c>`, "row 2: _x0041_|x"},
		{"text between marks of XML", `<c t="str"><v><!-- no -->a<![CDATA[<b>]]></v></c>`, "row 2: a<b>|x"},
		{"a day in words", `<c t="d"><v>2008-03-31T00:00:00</v></c>`, "row 2: 2008-03-31T00:00:00|x"},
		{"a truth in words", `<c t="b"><v>true</v></c>`, "row 2: TRUE|x"},
		{"a number written at length", `<c t="n"><v>1.1000000000000001</v></c>`, "row 2: 1.1|x"},
		{"a day of a style", `<c s="1"><v>39538</v></c>`, "row 2: 2008-03-31|x"},
		{"a number without digits", `<c><v/></c>`, "row 2: |x"},
		{"a text that is not there", `<c t="s"><v>3</v></c>`, "the cell cannot be read"},
		{"a text by no number", `<c t="s"><v>-1</v></c>`, "the cell cannot be read"},
		{"no number", `<c><v>12a</v></c>`, "the cell cannot be read"},
		{"a number beyond all", `<c><v>1e999</v></c>`, "the cell cannot be read"},
		{"a number of another notation", `<c><v>0x1p-2</v></c>`, "the cell cannot be read"},
		{"infinity", `<c><v>Inf</v></c>`, "the cell cannot be read"},
		{"no truth", `<c t="b"><v>2</v></c>`, "the cell cannot be read"},
		{"a kind that nobody knows", `<c t="q"><v>2</v></c>`, "the cell cannot be read"},
		{"an error", `<c t="e"><v>#N/A</v></c>`, "the cell holds an error of the spreadsheet program"},
		{"a style that is not there", `<c s="2"><v>2</v></c>`, "the cell shows its number with signs that are not in it"},
		{"a control character", `<c t="str"><v>a_x0007_</v></c>`, "the cell holds a control character"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			table, got := seen(t, zipped(t, bare(`<sheetData>`+heads+`<row>`+tc.cell+`<c t="str"><v>x</v></c></row></sheetData>`)))
			if len(table.Problems) == 1 && table.Problems[0].Reason == tc.want {
				return
			}
			if !slices.Equal(got, []string{tc.want}) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestEmptyCellsFarAwayDoNotMatterAndFilledOnesAreSaid(t *testing.T) {
	table, got := seen(t, zipped(t, bare(`<sheetData>`+heads+
		`<row r="2"><c r="A2"><v>1</v></c><c r="XFD2" s="1"/></row>`+
		`<row r="3"><c r="A3"><v>2</v></c><c r="GR3"><v>3</v></c></row>`+
		`<row r="4"><c r="A4"><v>2</v></c><c r="GS4"><v>3</v></c><c r="XFD4"><v>3</v></c></row>`+
		`<row r="1048576" hidden="1"><c r="A1048576" s="1"/></row></sheetData>`)))
	want := []string{"row 2: 1|", "row 3: 2|", "row 4, column GS: something stands beyond column GR, which is as far as is read (delete it, or move it to the left)"}
	if diff := cmp.Diff(want, got); diff != "" || !slices.Equal(table.Unread, []string{"GR"}) {
		t.Errorf("columns not read %v (-want +got):\n%s", table.Unread, diff)
	}
}
