package sheet_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

func read(t *testing.T, text string) sheet.Table[arrival] {
	t.Helper()
	table, err := arrivals().Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestTwoHundredArrivalsWithBadCellsKeepTheGoodRowsAndNameTheBadCells(t *testing.T) {
	lines := landing(200, ";")
	replace := func(row int, old, new string) {
		if !strings.Contains(lines[row-1], old) {
			t.Fatalf("row %d does not hold %q", row, old)
		}
		lines[row-1] = strings.Replace(lines[row-1], old, new, 1)
	}
	replace(5, ";M;", ";maschio;")
	replace(17, "A016;", ";")
	replace(17, ";EG;", ";Egitto;")
	replace(60, "Prova;", "\"Prova;")
	replace(61, "Esempio 60", "\"Esempio; 60\"")
	replace(90, ";EG;", ";EG;;;note")
	replace(120, "/2011", "/2031")
	replace(150, "/2011", "/11")
	replace(151, "Esempio 150", "Esem\x07pio")
	replace(201, "Prova", strings.Repeat("x", sheet.MaxCell+1))
	table := read(t, strings.Join(lines, "\n"))

	if len(table.Rows) != 192 || table.Bad != 8 {
		t.Errorf("got %d good rows and %d bad, want 192 and 8", len(table.Rows), table.Bad)
	}
	if got := table.Rows[len(table.Rows)-1]; got.Row != 200 || got.Value.tag != "A199" {
		t.Errorf("the last good row is %d, %q, want 200, A199", got.Row, got.Value.tag)
	}
	var got []string
	for _, p := range table.Problems {
		got = append(got, p.String())
	}
	want := []string{
		"row 5, column D (Sesso): it is not a sex (write M or F)",
		"row 17, column A (Braccialetto): the cell is empty (fill it in)",
		"row 17, column F (Cittadinanza): the cell cannot be read (type it again as the heading asks)",
		"row 60, column B: a quotation mark is opened and not closed, so the rest of the row cannot be read (close it, or take it away)",
		"row 90, column H: the row has more cells than the heading (put a cell that holds the separator between quotation marks, or add the missing heading)",
		"row 120, column E (Data di nascita): the day of birth is after the landing (correct it)",
		"row 150, column E (Data di nascita): the year has two digits (write day, month and year, as 31/03/2008)",
		"row 151, column C (Nome): the cell holds a control character (type it again without pasting it)",
		"row 201, column B (Cognome): the cell is longer than 4000 bytes (shorten it)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"G"}, table.Unread); diff != "" {
		t.Errorf("columns not read (-want +got):\n%s", diff)
	}
	if table.Problems[0].Field != "sex" || table.Problems[3].Field != "" {
		t.Errorf("fields are %q and %q, want sex and none", table.Problems[0].Field, table.Problems[3].Field)
	}
}

func TestEverySeparatorAndEndOfLineGivesTheSameRows(t *testing.T) {
	want := read(t, strings.Join(landing(3, ","), "\n")).Rows
	if len(want) != 3 {
		t.Fatalf("got %d rows, want 3", len(want))
	}
	for _, sep := range []string{",", ";", "\t"} {
		for _, eol := range []string{"\n", "\r\n", "\r"} {
			table := read(t, strings.Join(landing(3, sep), eol)+eol)
			if diff := cmp.Diff(want, table.Rows, cmp.AllowUnexported(arrival{}), days()); diff != "" || string(table.Separator) != sep {
				t.Errorf("separator %q, end %q, taken for %q (-want +got):\n%s", sep, eol, table.Separator, diff)
			}
		}
	}
}

func TestEncodingsGiveTheSameNameAndAreStated(t *testing.T) {
	const text = "Tag;Nome;Sesso\nA1;Côte d’Été;F\n"
	windows, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name, text string
		want       sheet.Encoding
	}{
		{"UTF-8", text, sheet.UTF8},
		{"UTF-8 with a mark", "\ufeff" + text, sheet.UTF8},
		{"Windows-1252", windows, sheet.Windows1252},
		{"UTF-16, little end first", wide(binary.LittleEndian, text), sheet.UTF16},
		{"UTF-16, big end first", wide(binary.BigEndian, text), sheet.UTF16},
	} {
		t.Run(tc.name, func(t *testing.T) {
			table := read(t, tc.text)
			if table.Encoding != tc.want || len(table.Rows) != 1 || table.Rows[0].Value.given != "Côte d’Été" {
				t.Errorf("got %s, %d rows, %+v", table.Encoding, len(table.Rows), table.Problems)
			}
		})
	}
}

func wide(order binary.AppendByteOrder, text string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func TestTheHeadingIsFoundWhereverPeoplePutIt(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		row        int
	}{
		{"first row", "Tag,Sex\nA1,F\n", 2},
		{"below a title and an empty row", "Sbarco del 1 marzo,\n\n\"Numero\",\"SESSO\"\nA1,F\n", 4},
		{"below the hint of a spreadsheet program", "sep=;\nTag;Sex\nA1;F\n", 3},
		{"by the names of the fields", "tag,sex\nA1,F\n", 2},
		{"with hints in brackets and marks", "Numero *;Sesso (M o F)\nA1;F\n", 2},
		{"columns in another order", "Sex\tAltro\tTag\nF\t\tA1\n", 2},
		{"in the other language, with accents lost", "tag,sex,nazionalita\nA1,F,EG\n", 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			// A row must say more than a tag; the check of rows is tested elsewhere.
			layout := arrivals()
			layout.Check = nil
			table, err := layout.Read(strings.NewReader(tc.text))
			if err != nil {
				t.Fatal(err)
			}
			if len(table.Rows) != 1 || table.Rows[0].Row != tc.row || table.Rows[0].Value.tag != "A1" || table.Rows[0].Value.sex != "F" {
				t.Errorf("got %+v, problems %v", table.Rows, table.Problems)
			}
		})
	}
}

func TestQuotedCells(t *testing.T) {
	const heading = "Tag,Nome,Sesso\n"
	for _, tc := range []struct{ name, text, given string }{
		{"with the separator", `A1,"b, c",F`, "b, c"},
		{"with quotation marks", `A1,"Abu ""Ali""",F`, `Abu "Ali"`},
		{"with a line in it", "A1,\"b\nc\",F", "b\nc"},
		{"after a space", `A1, "b, c" ,F`, "b, c"},
		{"marks inside a cell that does not begin with one", `A1,Abu "Ali",F`, `Abu "Ali"`},
		{"spaces at the ends go", "A1, \u00a0b\u00a0 ,F", "b"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			table := read(t, heading+tc.text+"\nA2,last,M\n")
			if len(table.Rows) != 2 || table.Rows[0].Value.given != tc.given || table.Rows[1].Row != 3 {
				t.Errorf("got %q, rows %d, problems %v", table.Rows[0].Value.given, len(table.Rows), table.Problems)
			}
		})
	}
}

func TestAnOpenQuotationMarkCostsItsOwnRowOnly(t *testing.T) {
	for name, bad := range map[string]string{
		"closed by the mark of a later cell": "A1,\"open,M\nA2,\"good, too\",M\n",
		"closed by nothing":                  "A1,\"open,M\nA2,good,M\n",
		"closed by nothing, in a long file":  "A1,\"open,M\nA2,good,M\n" + strings.Repeat("A3,good,M\n", 1000),
		"closed, and text after it":          "A1,\"open\"x,M\nA2,good,M\n",
	} {
		t.Run(name, func(t *testing.T) {
			table := read(t, "Tag,Nome,Sesso\n"+bad)
			if table.Bad != 1 || len(table.Problems) != 1 || table.Problems[0].Place.Row != 2 || table.Problems[0].Place.Column != "B" {
				t.Errorf("got %d bad, problems %v", table.Bad, table.Problems)
			}
			if len(table.Rows) == 0 || table.Rows[0].Row != 3 || table.Rows[0].Value.tag != "A2" {
				t.Errorf("the row below is lost")
			}
		})
	}
}

func TestFilesThatCannotBeReadAtAllSayWhatToDo(t *testing.T) {
	for _, tc := range []struct{ name, text, detail string }{
		{"nothing", "", "none of the first 20 rows names the columns"},
		{"no heading", "A1,F\nA2,M\n", "none of the first 20 rows names the columns"},
		{"a heading too far down", strings.Repeat("x\n", 20) + "Tag,Sex\nA1,F\n", "none of the first 20 rows names the columns"},
		{"a required column missing", "Nome,Cognome\na,b\n", `a column that must be there is missing: "Braccialetto", "Sesso"`},
		{"a column twice", "Tag,Sex,Numero\nA1,F,2\n", `columns A and C are both headed as "Braccialetto"`},
		{"the beginning of a workbook", "PK\x03\x04rest", "the workbook is damaged or cut short"},
		{"an old workbook", "\xd0\xcf\x11\xe0rest", "the workbook is of the old kind (XLS)"},
		{"bytes", "Tag,Sex\nA1,\x00\n", "the file is not text"},
		{"too many rows", "Tag,Sex\n" + strings.Repeat("\n", sheet.MaxRows), "the file has more than 10000 rows"},
		{"too large", strings.Repeat(" ", sheet.MaxBytes+1), "the file is larger than 8 MiB"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := arrivals().Read(strings.NewReader(tc.text))
			if !fault.Is(err, fault.Invalid) || fault.As(err).Detail != tc.detail || fault.As(err).Remedy == "" {
				t.Errorf("got %v, want %q with a remedy", err, tc.detail)
			}
		})
	}
	broken := errors.New("line cut")
	if _, err := arrivals().Read(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("got %v, want the reader's own error", err)
	}
}

func TestARowMayBeJudgedAsAWhole(t *testing.T) {
	table := read(t, "Tag,Sex,Nome\nA1,F,\nA2,M,b\n")
	if len(table.Rows) != 1 || len(table.Problems) != 1 {
		t.Fatalf("got %d rows, problems %v", len(table.Rows), table.Problems)
	}
	got := table.Problems[0]
	want := sheet.Problem{Place: sheet.Cell{Row: 2}, Reason: "nothing is known but the tag", Remedy: "correct the cell"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problem (-want +got):\n%s", diff)
	}
}

func TestTheListOfProblemsIsBoundedAndTheRestCounted(t *testing.T) {
	table := read(t, "Tag,Sex\n"+strings.Repeat("A1,wrong\n", sheet.MaxProblems+7))
	if len(table.Problems) != sheet.MaxProblems || table.Unlisted != 7 || table.Bad != sheet.MaxProblems+7 {
		t.Errorf("got %d listed, %d not, %d bad", len(table.Problems), table.Unlisted, table.Bad)
	}
}

func TestColumnsFarToTheRightAreNamedAsProgramsDo(t *testing.T) {
	for at, want := range map[int]string{1: "B", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 150: "EU"} {
		gap := strings.Repeat(",", at)
		table := read(t, "Tag"+gap+"Sex\nA1"+gap+"wrong\n")
		if len(table.Problems) != 1 || table.Problems[0].Place.Column != want {
			t.Errorf("cell %d: got %v, want column %s", at, table.Problems, want)
		}
	}
}

func TestARowOfVeryManyCellsIsBadAndBounded(t *testing.T) {
	table := read(t, "Tag,Sex\nA1,F"+strings.Repeat(",", 10*sheet.MaxColumns)+"x\n")
	if table.Bad != 1 || len(table.Problems) != 1 || table.Problems[0].Place != (sheet.Cell{Row: 2, Column: "C"}) {
		t.Errorf("got %d bad, problems %v", table.Bad, table.Problems)
	}
}

func TestABadRowIsShownAsItStandsAndPrintsAsItsPlaceAlone(t *testing.T) {
	lines := landing(3, ";")
	lines[2] = strings.Replace(lines[2], ";M;", ";maschio;", 1)
	got := read(t, strings.Join(lines, "\n"))
	if len(got.Lines) != 1 || got.Lines[0].Row != 3 || got.Bad != 1 || len(got.Rows) != 2 {
		t.Fatalf("got %v", got.Lines)
	}
	if l := got.Lines[0]; l.Text(0) != "A002" || l.Text(3) != "maschio" {
		t.Errorf("got %q and %q", l.Text(0), l.Text(3))
	}
	if printed := fmt.Sprintf("%v %+v", got.Lines[0], got.Lines); strings.Contains(printed, "A002") {
		t.Errorf("it prints what stands in it: %s", printed)
	}
}
