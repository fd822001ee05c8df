package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"faro.example/shared/sheet"
)

// badInput runs what cannot be taken, and checks that it is one line of valid
// text that names what is wrong and the remedy, and repeats nothing personal.
func (c *centre) badInput(name, part, in string, args ...string) {
	c.t.Helper()
	code, out := c.agentd(in, args...)
	if code != exitInvalid && code != exitNotFound && code != exitDenied {
		c.t.Errorf("%s: exit code %d: %q", name, code, out)
	}
	if !strings.Contains(out, part) || strings.Count(out, "\n") != 1 || !strings.Contains(out, "(") || !utf8.ValidString(out) {
		c.t.Errorf("%s: got %q, want one line with %q and the remedy", name, out, part)
	}
	if strings.Contains(out, "Amadou") {
		c.t.Errorf("%s: repeats a name: %q", name, out)
	}
}

func TestEveryBadRecordIsOneLineWithFieldAndRemedyAndStoresNothing(t *testing.T) {
	c := newCentre(t)
	deep := strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000)
	for _, tc := range []struct{ name, kind, body, part string }{
		{"a kind that there is not", "minor.invented", `{}`, "kind"},
		{"nothing", "minor.registered", "", ""},
		{"cut off", "minor.registered", `{"tag":"1`, ""},
		{"no JSON", "minor.registered", "Numero;Nome\n1;Amadou\n", ""},
		{"a field that there is not", "minor.registered", `{"tag":"1","nome":"Amadou"}`, ""},
		{"a field twice", "minor.registered", `{"tag":"1","tag":"2"}`, ""},
		{"nested deeply", "minor.registered", deep, ""},
		{"a number beyond 2^53", "minor.registered", `{"tag":"1","on":9007199254740993}`, ""},
		{"no UTF-8", "minor.registered", "{\"tag\":\"\xff\xfe\"}", ""},
		{"turned writing", "minor.registered", `{"tag":"1\u202e"}`, "tag"},
		{"far too long", "minor.registered", `{"tag":"` + strings.Repeat("x", 5000) + `"}`, "tag"},
		{"larger than a record may be", "minor.registered", `{"tag":"` + strings.Repeat("x", 4<<20) + `"}`, ""},
		{"the far future", "minor.registered", `{"tag":"1","on":"2199-12-31"}`, "on"},
		{"a day that there is not", "minor.registered", `{"tag":"1","on":"2026-02-30"}`, ""},
		{"a year of five digits", "minor.registered", `{"tag":"1","on":"20260-01-01"}`, ""},
		{"born in the far future", "identity.stated", `{"minor":"01890a5d-ac96-774b-bcce-b302099a8057","source":"declared","name":{"given":"Amadou"},"birth":{"date":"9999-13-41"}}`, ""},
	} {
		c.badInput(tc.name, tc.part, tc.body, "record", tc.kind, "--file", "-")
	}
	if n := c.status().Records; n.Unsent != 0 || n.Taken != 0 || n.Refused != 0 {
		t.Errorf("something was stored: %+v", n)
	}
}

func TestEveryBadArgumentIsOneLineWithFieldAndRemedy(t *testing.T) {
	c := newCentre(t)
	file := c.file("good.csv", "Numero;Nome\n1;Amadou\n")
	large := filepath.Join(t.TempDir(), "large.csv")
	if err := os.WriteFile(large, []byte("Numero;Nome\n"+strings.Repeat("1;Amadou\n", sheet.MaxBytes/8)), 0o600); err != nil {
		t.Fatal(err)
	}
	at := []string{"--landing-place", "Lampedusa", "--landing-on", "2026-03-31"}
	for _, tc := range []struct {
		name, part string
		args       []string
	}{
		{"a flag that there is none of", "--lading-place", []string{"import", file, "--lading-place", "x"}},
		{"a command that there is not", "improt", []string{"improt", file}},
		{"a file that is not there", "file", append([]string{"import", file + "x"}, at...)},
		{"a folder", "", append([]string{"import", t.TempDir()}, at...)},
		{"a file that is too large", "", append([]string{"import", large}, at...)},
		{"a landing in the far future", "", []string{"import", file, "--landing-place", "Lampedusa", "--landing-on", "2199-12-31"}},
		{"a day that there is not", "landing-on", []string{"import", file, "--landing-place", "Lampedusa", "--landing-on", "31/03/2026x"}},
		{"neither landing nor finding", "landing-place", []string{"import", file}},
		{"a setting that there is not", "setting", []string{"import", file, "--setting", "moon", "--place", "x", "--on", "2026-03-31"}},
		{"a structure that there is not", "", append([]string{"import", file, "--at", "ZZ-99"}, at...)},
		{"an operator whose name is no UTF-8", "argument 6", append([]string{"import", file, "--as", "Amadou\xff"}, at...)},
		{"a place that is no UTF-8", "argument 6", []string{"import", file, "--landing-place", "Lampe\xffdusa", "--landing-on", "2026-03-31"}},
		{"a place that is too long", "place", []string{"import", file, "--landing-place", strings.Repeat("x", 5000), "--landing-on", "2026-03-31"}},
		{"a bundle that is none", "file", []string{"bundle", "take", file}},
		{"a landing that is no identifier", "", []string{"status", "--landing", "17"}},
		{"a store that is not there", "--dir", []string{"--dir", filepath.Join(t.TempDir(), "none"), "status"}},
	} {
		c.badInput(tc.name, tc.part, "", tc.args...)
	}
	if n := c.status().Records; n.Unsent != 0 || n.Taken != 0 || n.Refused != 0 {
		t.Errorf("something was stored: %+v", n)
	}
}
