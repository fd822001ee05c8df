package sheet_test

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/sheet"
)

// book gives a workbook that we write.
func book(t testing.TB, heading []string, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.WriteXLSX(&b, "Minori", heading, slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestATextWrittenToAWorkbookNeverRuns(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(book(t, []string{"=first"}, []any{"=1+1"}, []any{"@SUM(1)"}, []any{"-12"})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	for at, want := range map[string]string{"A1": "'=first", "A2": "'=1+1", "A3": "'@SUM(1)", "A4": "-12"} {
		text, err := f.GetCellValue("Minori", at)
		if err != nil {
			t.Fatal(err)
		}
		kind, err := f.GetCellType("Minori", at)
		if err != nil || text != want || kind != excelize.CellTypeInlineString {
			t.Errorf("%s: got %q of type %d, %v, want the text %q", at, text, kind, err, want)
		}
	}
}

// cellText draws what may stand in a cell and is read as it is.
func cellText() *rapid.Generator[string] {
	risky := rapid.StringMatching(`'{0,3}[ ]?[=+\-@\t\n'][a-z0-9"',; ]{0,5}`)
	spelt := rapid.StringMatching(`_?_x[0-9A-F]{3,4}_[a-z]?`)
	return rapid.OneOf(rapid.String(), risky, spelt, rapid.StringMatching(`-?[0-9]{1,4}`), rapid.StringMatching(`<?/?&?[a-z]{1,3};?>?`)).
		Filter(func(s string) bool { return !strings.ContainsFunc(s, unreadable) })
}

func TestTheSameRowsReadTheSameFromCSVAndFromEveryWorkbook(t *testing.T) {
	// What looks like a sign spelt out, other libraries write as it is.
	plain := cellText().Filter(func(s string) bool { return !strings.Contains(s, "_x") })
	rapid.Check(t, func(rt *rapid.T) {
		cell := plain
		ours := rapid.Bool().Draw(rt, "ours")
		if ours {
			cell = cellText()
		}
		var text [][]string
		var cells [][]any
		for range rapid.IntRange(0, 6).Draw(rt, "rows") {
			a, b := cell.Draw(rt, "first"), cell.Draw(rt, "second")
			text = append(text, []string{a, b})
			cells = append(cells, []any{a, b})
		}
		var csv bytes.Buffer
		if err := sheet.Write(&csv, sheet.Office, words().Headings(), slices.Values(text)); err != nil {
			rt.Fatal(err)
		}
		want, err := words().Read(&csv)
		if err != nil {
			rt.Fatal(err)
		}
		file := book(t, words().Headings(), cells...)
		if !ours {
			file = made(t, func(f *excelize.File) error {
				return rows(f, "Sheet1", append([][]any{{"first", "second"}}, guarded(cells)...)...)
			})
		}
		got, err := words().Read(bytes.NewReader(file))
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want.Rows, got.Rows); diff != "" || got.Bad != want.Bad {
			rt.Fatalf("problems %v, of CSV %v (-CSV +XLSX):\n%s", got.Problems, want.Problems, diff)
		}
	})
}

// guarded gives the texts as they stand in the cells that [sheet.WriteXLSX] writes.
func guarded(rows [][]any) [][]any {
	var out [][]any
	for _, row := range rows {
		line := make([]any, len(row))
		for i, c := range row {
			line[i] = sheet.Guard(c.(string))
		}
		out = append(out, line)
	}
	return out
}

func TestNumbersAndDaysReadAsTheyWereWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "number")
		on := day.Must("1900-01-01").Add(rapid.IntRange(0, 109_000).Draw(t, "day"))
		var b bytes.Buffer
		if err := sheet.WriteXLSX(&b, "a", words().Headings(), slices.Values([][]any{{n, on}})); err != nil {
			t.Fatal(err)
		}
		table, err := words().Read(&b)
		if err != nil || len(table.Rows) != 1 {
			t.Fatalf("%v, %v", err, table.Problems)
		}
		if got, want := table.Rows[0].Value, [2]string{strconv.FormatInt(n, 10), on.String()}; got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}
