package paper

import "testing"

func TestArabicIsJoinedAndTurnedAndTheRestIsLeftAlone(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Amadou Bah", "Amadou Bah"},
		{"محمد", "\uFEAA\uFEE4\uFEA4\uFEE3"},                 // meem initial, hah medial, meem medial, dal final
		{"علاء", "\uFE80\uFEFC\uFECB"},                       // ain initial, lam-alef joined, hamza alone
		{"Sig. دار 3", "Sig. \uFEAD\uFE8D\uFEA9 3"},          // letters that join nothing after them
		{"نور علي", "\uFEF2\uFEE0\uFECB \uFEAD\uFEEE\uFEE7"}, // the order of the words is turned too
	} {
		if got := visual(c.text, false); got != c.want {
			t.Errorf("%q: got %+q, want %+q", c.text, got, c.want)
		}
	}
}

// In a line that is read from the right, the first word stands at the right, and what
// is in other letters or in numbers is read as it always is.
func TestALineFromTheRightIsTurnedAndNamesAndNumbersInItAreNot(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"دار", "\uFEAD\uFE8D\uFEA9"},
		{"دار 18 دار", "\uFEAD\uFE8D\uFEA9 18 \uFEAD\uFE8D\uFEA9"},
		{"دار Save the Children، دور", "\uFEAD\uFEED\uFEA9 ،Save the Children \uFEAD\uFE8D\uFEA9"},
		{"دار (IOM) دور", "\uFEAD\uFEED\uFEA9 (IOM) \uFEAD\uFE8D\uFEA9"},
		{"(دار)", "(\uFEAD\uFE8D\uFEA9)"},
		{"دار: 2026-11-22.", ".2026-11-22 :\uFEAD\uFE8D\uFEA9"},
		{"ar · 3f9a1c20", "ar · 3f9a1c20"},
	} {
		if got := visual(c.text, true); got != c.want {
			t.Errorf("%q: got %+q, want %+q", c.text, got, c.want)
		}
	}
}
