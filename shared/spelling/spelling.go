// Package spelling reduces text to what is compared, so that a place, a country
// or a column's heading is found however it was typed.
//
// The invariant: [Key] is idempotent, and two texts that differ only in case,
// in accents, in the kind of apostrophe or in the spaces and punctuation
// between words have the same key. It is for looking things up: whether two
// names are those of the same child is the affair of another package.
package spelling

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Key gives the lower-case letters and digits of s, without accents, its words
// parted by single spaces. A text without letters or digits has the key "".
func Key(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
			// An accent, parted from its letter by the decomposition.
		case unicode.IsLetter(r), unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteString(plain(unicode.ToLower(r)))
		default:
			gap = true
		}
	}
	return b.String()
}

// plain spells the Latin letters that decomposition leaves whole.
func plain(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ł':
		return "l"
	case 'ı':
		return "i"
	case 'þ':
		return "th"
	}
	return string(r)
}
