package spelling_test

import (
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/spelling"
)

func TestKeyIgnoresWhatPeopleTypeDifferently(t *testing.T) {
	for _, tc := range []struct{ name, in, want string }{
		{"accents and case", "FORLÌ-Cesena", "forli cesena"},
		{"curly and straight apostrophe", "Valle d’Aosta", "valle d aosta"},
		{"an accent typed as an apostrophe at the end", "Forli'", "forli"},
		{"letters that do not decompose", "Weinstraße, Łódź, Türkıye", "weinstrasse lodz turkiye"},
		{"spaces of all kinds", "  data \t di\u00a0nascita: ", "data di nascita"},
		{"other scripts stay", "Україна", "украіна"},
		{"digits stay", "Column 2", "column 2"},
		{"nothing to compare", " -- ", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := spelling.Key(tc.in); got != tc.want {
				t.Errorf("Key(%q) = %q, want %q", tc.in, got, tc.want)
			}
		})
	}
}

func TestKeyOfAKeyIsItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		k := spelling.Key(s)
		if again := spelling.Key(k); again != k {
			t.Fatalf("Key(%q) = %q, and the key of that %q", s, k, again)
		}
	})
}
