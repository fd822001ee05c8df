package sheet_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/sheet"
)

func days() cmp.Option {
	return cmp.Comparer(func(a, b day.Date) bool { return a == b })
}

// words is a layout of two free columns, to write and read back.
func words() sheet.Layout[[2]string] {
	column := func(i int, name string) sheet.Column[[2]string] {
		return sheet.Column[[2]string]{Name: name, Headings: []string{name}, Parse: func(into *[2]string, s string) error {
			into[i] = s
			return nil
		}}
	}
	return sheet.Layout[[2]string]{Columns: []sheet.Column[[2]string]{column(0, "first"), column(1, "second")}}
}

func TestWhatIsWrittenIsReadBackAndNoCellBeginsAsAFormula(t *testing.T) {
	cell := rapid.Custom(func(t *rapid.T) string {
		risky := rapid.StringMatching(`'{0,3}[ ]?[=+\-@\t\n'][a-z0-9"',; ]{0,5}`)
		return rapid.OneOf(rapid.String(), risky, rapid.StringMatching(`-?[0-9]{1,4}`)).
			Filter(func(s string) bool { return !strings.ContainsFunc(s, unreadable) }).Draw(t, "cell")
	})
	rapid.Check(t, func(t *rapid.T) {
		var rows, want [][]string
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			row := []string{cell.Draw(t, "first"), cell.Draw(t, "second")}
			rows = append(rows, row)
			if trimmed := []string{strings.TrimSpace(row[0]), strings.TrimSpace(row[1])}; trimmed[0] != "" || trimmed[1] != "" {
				want = append(want, trimmed)
			}
		}
		var b bytes.Buffer
		dialect := rapid.SampledFrom([]sheet.Dialect{sheet.Plain, sheet.Office}).Draw(t, "dialect")
		if err := sheet.Write(&b, dialect, words().Headings(), slices.Values(rows)); err != nil {
			t.Fatal(err)
		}
		table, err := words().Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		var got [][]string
		for _, r := range table.Rows {
			got = append(got, r.Value[:])
		}
		if diff := cmp.Diff(want, got); diff != "" || table.Bad != 0 {
			t.Fatalf("problems %v, rows (-want +got):\n%s", table.Problems, diff)
		}
	})
}

func unreadable(r rune) bool {
	return r == unicode.ReplacementChar || unicode.IsControl(r) && r != '\n' && r != '\t'
}

func TestGuardLeavesNothingThatRuns(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"a formula", "=HYPERLINK(1)", "'=HYPERLINK(1)"},
		{"a command", "+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"},
		{"a minus before words", "-2+3", "'-2+3"},
		{"an at sign", "@SUM(1)", "'@SUM(1)"},
		{"a tab", "\t=1", "'\t=1"},
		{"a carriage return", "\r=1", "'\r=1"},
		{"after a space", " =1", "' =1"},
		{"a wide sign", "＝1", "'＝1"},
		{"a telephone number", "+39333", "'+39333"},
		{"what looks guarded already", "'=1", "''=1"},
		{"a negative number stays a number", "-12", "-12"},
		{"a name with an apostrophe", "'Abd", "'Abd"},
		{"a name", "D'Angelo-Rossi", "D'Angelo-Rossi"},
		{"nothing", "", ""},
	} {
		if got := sheet.Guard(tc.in); got != tc.want {
			t.Errorf("%s: Guard(%q) = %q, want %q", tc.name, tc.in, got, tc.want)
		}
	}
}

func TestNoProblemRepeatsWhatStoodInTheFile(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[A-Z][a-z]{11}[0-9]{3}`).Draw(t, "secret")
		at := rapid.IntRange(0, 5).Draw(t, "at")
		cells := []string{"A1", "Prova", "Esempio", "M", "01/02/2010", "EG"}
		cells[at] = rapid.SampledFrom([]string{secret, `"` + secret, secret + "\x07", secret + ",,,,,,,x"}).Draw(t, "shape")
		table, err := arrivals().Read(strings.NewReader("Tag,Nome,Cognome,Sesso,Nato il,Cittadinanza\n" + strings.Join(cells, ",") + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range table.Problems {
			if strings.Contains(p.String(), secret) || p.Reason == "" || p.Remedy == "" {
				t.Fatalf("problem: %s", p)
			}
		}
		_, err = arrivals().Read(strings.NewReader(secret + ",Tag,Numero\n" + strings.Join(cells, ",")))
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Fatalf("error: %v", err)
		}
	})
}

func TestDayReadsWhatPeopleType(t *testing.T) {
	for text, want := range map[string]string{
		"31/03/2008": "2008-03-31", "1/3/2008": "2008-03-01", "01.03.2008": "2008-03-01", "1-3-2008": "2008-03-01",
		"01 03 2008": "2008-03-01", "2008-03-31": "2008-03-31", "2008/3/31": "2008-03-31",
		"2008-03-31T00:00:00": "2008-03-31", "2008-03-31 00:00:00": "2008-03-31", "29/02/2008": "2008-02-29",
	} {
		if got, err := sheet.Day(text); err != nil || got.String() != want {
			t.Errorf("Day(%q) = %s, %v, want %s", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"31/03/08": "the year has two digits", "03/31/2008": "the month comes before the day",
		"29/02/2009": "that month has no such day", "31/04/2009": "that month has no such day",
		"": "it is not a day", "domani": "it is not a day", "0/1/2008": "it is not a day", "1/0/2008": "it is not a day",
		"1/1/1850": "it is not a day", "1/1/2008/1": "it is not a day", "+1/1/2008": "it is not a day", "1/1/200８": "it is not a day",
	} {
		if _, err := sheet.Day(text); !fault.Is(err, fault.Invalid) || fault.As(err).Detail != want {
			t.Errorf("Day(%q): got %v, want %q", text, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, sep := range []string{",", ";", "\t"} {
		f.Add([]byte(strings.Join(landing(3, sep), "\n")))
	}
	f.Add([]byte("\xff\xfeT\x00a\x00g\x00"))
	f.Add([]byte("sep=;\nTag;Sex\r\n\"A\"\"1\";F\r\"A2\n;M"))
	f.Add([]byte("Tag,Sex\nA1,\"\xe9\"x\n\n,,,,,\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		judge(t, file)
	})
}

// judge reads a file and fails if what is said of it cannot be true of any.
func judge(t *testing.T, file []byte) {
	t.Helper()
	table, err := arrivals().Read(bytes.NewReader(file))
	if err != nil {
		if !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
			t.Fatalf("an error without a remedy: %v", err)
		}
		return
	}
	bad := map[int]bool{}
	for _, p := range table.Problems {
		bad[p.Place.Row] = true
		if p.Place.Row < 1 || p.Place.Row > sheet.MaxRows || p.Reason == "" || p.Remedy == "" {
			t.Fatalf("a problem without place, reason or remedy: %+v", p)
		}
	}
	last := 0
	for _, r := range table.Rows {
		if bad[r.Row] || r.Row <= last || r.Value.tag == "" || r.Value.sex == "" {
			t.Fatalf("row %d is taken, and should not be", r.Row)
		}
		last = r.Row
	}
	if table.Unlisted == 0 && table.Bad != len(bad) {
		t.Fatalf("%d rows are bad, and problems name %d", table.Bad, len(bad))
	}
}

func FuzzDay(f *testing.F) {
	f.Add("31/03/2008")
	f.Add("2008-03-31T00:00:00")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := sheet.Day(text)
		if (err == nil) == d.IsZero() {
			t.Fatalf("Day(%q) = %s, %v", text, d, err)
		}
		if again, _ := sheet.Day(d.String()); err == nil && again != d {
			t.Fatalf("Day(%q) = %s, and of that %s", text, d, again)
		}
	})
}
