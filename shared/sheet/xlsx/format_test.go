package xlsx

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func FuzzNumberFormat(f *testing.F) {
	for _, code := range []string{"General", "000", `[$-410]dd\/mm\/yyyy;@`, `"A"0`, "h:mm AM/PM", "[h]:mm", `_-* #,##0.00_-`, "0.00E+00", "mmm-yy", `"`, `[`, `\`, "_"} {
		f.Add(code, "39538.5")
	}
	f.Fuzz(func(t *testing.T, code, value string) {
		text, flaw := new(Book).number(value, parseFormat(code))
		reason, remedy := flaw.Words()
		switch {
		case (text == "") != (flaw != flawNone):
			t.Fatalf("%q shown as %q: %q, %q", value, code, text, reason)
		case (reason == "") != (flaw == flawNone), (remedy == "") != (flaw == flawNone):
			t.Fatalf("a flaw without reason or remedy: %d", flaw)
		case strings.Trim(text, "0123456789-/.: ") != "" || !utf8.ValidString(text):
			t.Fatalf("%q shown as %q: %q", value, code, text)
		}
	})
}

func FuzzUnescape(f *testing.F) {
	for _, text := range []string{"", "_x0041_", "_x005F_x0041_", "_x00", "__x0007__", "a_x00e9_b"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
			return
		}
		spelt := spell(text)
		if got := unescape(spelt); got != text {
			t.Fatalf("%q is spelt %q, which reads as %q", text, spelt, got)
		}
	})
}
