package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"faro.example/shared/fault"
)

// evaluate runs the command without any registry, and gives its lines.
func evaluate(t *testing.T, args ...string) ([]string, error) {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(context.Background(), append([]string{"match", "evaluate"}, args...), &out, &errs)
	if errs.Len() > 0 {
		t.Errorf("beside the measure: %s", errs.String())
	}
	return strings.Split(out.String(), "\n"), err
}

// couples are n children, the first ten of whom are there twice.
func couples(n int) (rows []string) {
	for i := range n {
		row := fmt.Sprintf(" Nome%c%c , Cognome%c%c, 20%02d%02d%02d", 'a'+i%17, 'a'+i%5, 'a'+i%13, 'a'+i%7, 5+i%4, 1+i%11, 13+i%15)
		rows = append(rows, fmt.Sprintf("k%d-1,%s, c%d", i, row, i))
		if i < 10 {
			rows = append(rows, fmt.Sprintf("k%d-2,%s, c%d", i, row, i))
		}
	}
	return rows
}

const mapped = "given_name=nome,family_name=cognome,birth_date=nato"

func TestEvaluateMeasuresByEveryKindOfTruth(t *testing.T) {
	rows := couples(60)
	list := writeFile(t, "list.csv", " id, nome, cognome, nato, child\n"+strings.Join(rows, "\n"))
	pairs := "a,b\n"
	for i := range 10 {
		pairs += fmt.Sprintf("k%d-2,k%d-1\n", i, i)
	}
	for _, truth := range [][]string{
		{"--truth", writeFile(t, "pairs.csv", pairs)},
		{"--truth-column", "child"},
		{"--truth-regexp", `k(\d+)-`},
	} {
		lines, err := evaluate(t, append([]string{"--records", list, "--map", mapped, "--explain-weights"}, truth...)...)
		if err != nil {
			t.Fatal(err)
		}
		if lines[0] != "f1 1.0000" || lines[1] != "precision 1.0000" || lines[2] != "recall 1.0000" || !strings.HasPrefix(lines[3], "pairs 10 named, 10 of them right, 10 true") {
			t.Errorf("%v: %q", truth, lines[:4])
		}
		if text := strings.Join(lines, "\n"); !strings.Contains(text, "threshold  precision") || !strings.Contains(text, "day and month exchanged") || strings.Contains(text, "Nome") {
			t.Errorf("%v: %s", truth, text)
		}
	}
}

func TestRenamedAndReorderedColumnsAndRowsGiveTheSame(t *testing.T) {
	rows := couples(60)
	var turned []string
	for i := len(rows) - 1; i >= 0; i-- {
		c := strings.Split(rows[i], ",")
		turned = append(turned, strings.Join([]string{c[4], c[3], c[2], c[0], c[1]}, ";"))
	}
	first, err := evaluate(t, "--records", writeFile(t, "a.csv", "id,nome,cognome,nato,child\n"+strings.Join(rows, "\n")), "--map", mapped, "--truth-column", "child")
	if err != nil {
		t.Fatal(err)
	}
	second, err := evaluate(t, "--records", writeFile(t, "b.csv", "w;born;last;key;first\n"+strings.Join(turned, "\n")),
		"--map", "given_name=first,family_name=last,birth_date=born", "--truth-column", "w", "--id", "key")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range first {
		if !strings.HasPrefix(line, "time ") && second[i] != line {
			t.Errorf("line %d: %q and %q", i, line, second[i])
		}
	}
}

func TestTwoFilesAreLinkedAndWhatCannotBeReadIsCounted(t *testing.T) {
	var a, b []string
	for _, row := range couples(60) {
		if strings.Contains(row, "-2,") {
			b = append(b, row)
		} else {
			a = append(a, row)
		}
	}
	a = append(a, "x-1, Altro, Altrove, 20081399, c-x")
	head := "id,nome,cognome,nato,child\n"
	lines, err := evaluate(t, "--records", writeFile(t, "a.csv", head+strings.Join(a, "\n")), "--records-b", writeFile(t, "b.csv", head+strings.Join(b, "\n")),
		"--map", mapped, "--truth-column", "child", "--threshold", "0.2")
	if err != nil {
		t.Fatal(err)
	}
	if lines[0] != "f1 1.0000" || lines[4] != "threshold 0.2000" || lines[5] != "records 61 and 10" || lines[6] != "unreadable 1" {
		t.Errorf("%q", lines[:7])
	}
}

func TestFilesAsProgramsSaveThem(t *testing.T) {
	rows := couples(60)
	head := "id,nome,cognome,nato,child"
	table := func(head string, change func(row string) string) string {
		out := []string{head}
		for _, r := range rows {
			out = append(out, change(r))
		}
		return strings.Join(out, "\n")
	}
	plain := func(row string) string { return row }
	for _, tc := range []struct{ name, text string }{
		{"a mark of the byte order, and lines of Windows", "\xef\xbb\xbf" + strings.ReplaceAll(table(head, plain), "\n", "\r\n")},
		{"parted by tabs, some cells empty", strings.ReplaceAll(table("id,vuoto,nome,cognome,nato,child", func(r string) string { return strings.Replace(r, ",", ",,", 1) }), ",", "\t")},
		{"parted by bars", strings.ReplaceAll(table(head, plain), ",", "|")},
		{"quoted", table(`"id","nome","cognome","nato","child"`, func(r string) string { return `"` + strings.ReplaceAll(r, ",", `","`) + `"` })},
		{"a heading in capitals", table("ID,NOME,COGNOME,NATO,CHILD", plain)},
		{"rows without anything", strings.ReplaceAll(table(head, plain), "\n", "\n,,,,\n\n")},
		{"rows without the last cells", table(head, func(r string) string { return strings.TrimSuffix(r, ",") })},
		{"letters of a byte each", strings.ReplaceAll(table(head, plain), "Nome", "Nom\xe9")},
		{"letters of two bytes each", wide(table(head, plain))},
		{"lines of old Macs", strings.ReplaceAll(table(head, plain), "\n", "\r")},
		{"what is not known written out", table(head, plain) + "\nx-1,NULL,n/a,nan,\nx-2,None,-,?,"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			lines, err := evaluate(t, "--records", writeFile(t, "list.csv", tc.text), "--map", mapped, "--truth-column", "child")
			if err != nil || lines[0] != "f1 1.0000" || lines[6] != "unreadable 0" {
				t.Errorf("%v: %q", err, lines)
			}
		})
	}
}

// wide is a text in two bytes for each letter, as spreadsheets call Unicode.
func wide(text string) string {
	out := []byte("\xff\xfe")
	for _, u := range utf16.Encode([]rune(text)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return string(out)
}

func TestTruePairsAreTakenAsTheyAreListed(t *testing.T) {
	rows := couples(60)
	rows = append(rows, strings.Replace(rows[0], "k0-1", "k0-3", 1))
	list := writeFile(t, "list.csv", "id,nome,cognome,nato,child\n"+strings.Join(rows, "\n"))
	var chain []string // k0-1 is k0-2 and k0-2 is k0-3: k0-1 is k0-3
	for i := range 10 {
		chain = append(chain, fmt.Sprintf("k%d-%d,k%d-%d", i, 1+i%2, i, 2-i%2))
	}
	chain = append(chain, "k0-3,k0-2")
	for _, head := range []string{"", "first,second\n", "\xef\xbb\xbfa;b\n"} {
		text := head + strings.Join(chain, "\n")
		if strings.Contains(head, ";") {
			text = strings.ReplaceAll(text, ",", ";")
		}
		lines, err := evaluate(t, "--records", list, "--map", mapped, "--truth", writeFile(t, "truth.csv", text))
		if err != nil || lines[0] != "f1 1.0000" || !strings.Contains(lines[3], "12 true") {
			t.Errorf("%q: %v: %q", head, err, lines)
		}
	}
}

func TestBirthDatesAreReadAsPeopleWriteThem(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"20080331", "2008-03-31 day"}, {"2008-03-31", "2008-03-31 day"}, {"31/03/2008", "2008-03-31 day"}, {"31-3-2008", "2008-03-31 day"},
		{"31.03.2008", "2008-03-31 day"}, {"2008/03/31", "2008-03-31 day"}, {"2008-03-31T00:00:00", "2008-03-31 day"}, {"31032008", "2008-03-31 day"},
		{"31 Mar 2008", "2008-03-31 day"}, {"2008", "2008-01-01 year"}, {"2008-03", "2008-03-01 month"},
		{"03/31/2008", "2008-03-31 day"}, {"2008-31-03", "2008-03-31 day"}, {"20083103", "2008-03-31 day"},
		{"31/02/2008", ""}, {"20081399", ""}, {"00000000", ""}, {"31/3/08", ""}, {"soon", ""},
	} {
		got := ""
		if b, ok := readBirth(tc.in); ok {
			got = b.Date.String() + " " + string(b.Precision)
		}
		if got != tc.want {
			t.Errorf("%q: %q, want %q", tc.in, got, tc.want)
		}
	}
}

func TestEvaluateSaysWhatIsWrongWithWhatItWasGiven(t *testing.T) {
	list := writeFile(t, "list.csv", "id,nome,child\n1,Omar,\n")
	for _, tc := range []struct {
		name  string
		args  []string
		field string
	}{
		{"no such field", []string{"--map", "surname=nome", "--truth-column", "id"}, "map"},
		{"no such column", []string{"--map", "given_name=name", "--truth-column", "id"}, "records"},
		{"a truth that fits nothing", []string{"--map", "given_name=nome", "--truth-regexp", `x(\d+)`}, "truth-regexp"},
		{"a truth of other records", []string{"--map", "given_name=nome", "--truth", writeFile(t, "others.csv", "a,b\n7,8\n")}, "truth"},
		{"a truth that is empty", []string{"--map", "given_name=nome", "--truth-column", "child"}, "truth-column"},
		{"a threshold that is none", []string{"--map", "given_name=nome", "--truth-column", "id", "--threshold", "2"}, "threshold"},
		{"no group", []string{"--map", "given_name=nome", "--truth-regexp", `\d+`}, "truth-regexp"},
		{"not a file with a heading", []string{"--map", "given_name=nome", "--truth", writeFile(t, "empty.csv", "")}, "truth"},
	} {
		_, err := evaluate(t, append([]string{"--records", list}, tc.args...)...)
		if e := fault.As(err); e == nil || e.Kind != fault.Invalid || e.Field != tc.field || e.Remedy == "" {
			t.Errorf("%s: %v", tc.name, err)
		}
	}
}
