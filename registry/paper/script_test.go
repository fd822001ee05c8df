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
		if got := visual(c.text); got != c.want {
			t.Errorf("%q: got %+q, want %+q", c.text, got, c.want)
		}
	}
}
