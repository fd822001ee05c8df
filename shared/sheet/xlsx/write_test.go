package xlsx_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"faro.example/shared/day"
	"faro.example/shared/sheet/xlsx"
)

func book(t testing.TB, heading []string, rows ...[]any) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xlsx.Write(&b, "Minori", heading, slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rows gives what is read of the first sheet.
func rows(t testing.TB, file []byte) []xlsx.Row {
	t.Helper()
	b, err := xlsx.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	s, err := b.Sheet(0, xlsx.MaxRows, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s.Rows
}

func TestAnotherProgramReadsWhatIsWrittenWithItsKinds(t *testing.T) {
	file := book(t, []string{"a", "=b"}, []any{"Côte <d’Été> & \x07 _x0041_", 12, int64(-3), 1.5, true, day.Must("2008-03-31"), nil, "=1+1", ""})
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	type cell struct {
		Text, Shown, Formula string
		Type                 excelize.CellType
	}
	got := map[string]cell{}
	for _, at := range []string{"A1", "B1", "A2", "B2", "C2", "D2", "E2", "F2", "G2", "H2", "I2"} {
		text, err := f.GetCellValue("Minori", at, excelize.Options{RawCellValue: true})
		shown, err2 := f.GetCellValue("Minori", at)
		formula, err3 := f.GetCellFormula("Minori", at)
		kind, err4 := f.GetCellType("Minori", at)
		if err := errors.Join(err, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		if shown == text {
			shown = ""
		}
		got[at] = cell{text, shown, formula, kind}
	}
	const text, number = excelize.CellTypeInlineString, excelize.CellTypeUnset
	want := map[string]cell{
		"A1": {Text: "a", Type: text}, "B1": {Text: "=b", Type: text},
		"A2": {Text: "Côte <d’Été> & \x07 _x0041_", Type: text},
		"B2": {Text: "12", Type: number}, "C2": {Text: "-3", Type: number}, "D2": {Text: "1.5", Type: number},
		"E2": {Text: "1", Shown: "TRUE", Type: excelize.CellTypeBool},
		"F2": {Text: "39538", Shown: "03-31-08", Type: number},
		"G2": {}, "H2": {Text: "=1+1", Type: text}, "I2": {},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("cells (-want +got):\n%s", diff)
	}
}

func TestWhatASpreadsheetProgramWouldChangeIsWrittenAsText(t *testing.T) {
	for _, tc := range []struct {
		name  string
		value any
		want  string
	}{
		{"a long number", int64(math.MaxInt64), "9223372036854775807"},
		{"a long negative number", int64(math.MinInt64), "-9223372036854775808"},
		{"the longest that stays a number", int64(999_999_999_999_999), "999999999999999"},
		{"a day on which programs disagree", day.Must("1900-02-28"), "1900-02-28"},
		{"the first on which they agree", day.Must("1900-03-01"), "1900-03-01"},
		{"no day", day.Date{}, ""},
	} {
		if got := rows(t, book(t, []string{"first", "second"}, []any{tc.value, "x"}))[1]; got.Text(0) != tc.want || got.Flaw(0) != 0 {
			t.Errorf("%s: got %q, want %q", tc.name, got.Text(0), tc.want)
		}
	}
}

func TestTheSameRowsGiveTheSameBytes(t *testing.T) {
	row := []any{"a", 1, day.Must("2008-03-31")}
	if !bytes.Equal(book(t, []string{"first"}, row), book(t, []string{"first"}, row)) {
		t.Error("two workbooks of the same rows differ")
	}
}

func TestWhatNoCellHoldsIsAnErrorThatDoesNotRepeatIt(t *testing.T) {
	const secret = "Segreto"
	write := func(title string, row ...any) error {
		return xlsx.Write(io.Discard, title, []string{"first"}, slices.Values([][]any{row}))
	}
	for name, err := range map[string]error{
		"a title with a slash":  write(secret + "/"),
		"a title too long":      write(strings.Repeat(secret, 5)),
		"no title":              write(""),
		"a value of its own":    write("a", struct{ s string }{secret}),
		"no number":             write("a", math.NaN()),
		"an endless number":     write("a", math.Inf(1)),
		"a text too long":       write("a", strings.Repeat(secret, 5000)),
		"too many cells":        write("a", make([]any, 16_385)...),
		"a writer that is full": xlsx.Write(full{}, "a", nil, slices.Values([][]any{})),
	} {
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	row := []any{"x"}
	endless := func(yield func([]any) bool) {
		for yield(row) {
		}
	}
	if err := xlsx.Write(io.Discard, "a", nil, endless); err == nil {
		t.Error("more rows are written than a sheet has")
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
