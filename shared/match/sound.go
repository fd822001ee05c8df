package match

import "strings"

// byEar spells alike what is heard alike when names of African, Arabic and
// Asian languages are written down by Italian, French and English habits: of
// each pair, the first is written as the second. They are tried in order.
var byEar = []string{
	"sch", "s", "tch", "c", "tsch", "c", "sh", "s", "ch", "s",
	"dj", "j", "dia", "ja", "dio", "ju", "diu", "ju", "gi", "ji", "ge", "je", "gy", "ji", "gh", "g", "kh", "h", "ph", "f", "th", "t", "dh", "d", "ck", "k",
	"ou", "u", "oo", "u", "ee", "i", "w", "u", "y", "i", "ie", "i", "ei", "ai",
	"ce", "se", "ci", "si", "cy", "si", "q", "k", "c", "k", "x", "ks", "z", "s", "v", "b", "p", "b",
}

var heard = strings.NewReplacer(byEar...)

// sounds spells a word by ear: what one letter or two stand for, o as u, e as
// i, every letter once.
func sounds(w string) string {
	if n := len(w); n > 4 && w[n-1] == 'e' && strings.IndexByte("aeiouy", w[n-2]) < 0 {
		w = w[:n-1] // mute in French; Ousmane, Usman
	}
	s := heard.Replace(w)
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		switch c {
		case 'o':
			c = 'u'
		case 'e':
			c = 'i'
		case 'h':
			continue
		}
		if len(b) > 0 && b[len(b)-1] == c {
			continue
		}
		b = append(b, c)
	}
	if len(b) > 3 && strings.IndexByte("aiu", b[len(b)-1]) >= 0 && strings.IndexByte("aiu", b[len(b)-2]) >= 0 {
		b = b[:len(b)-1]
	}
	return string(b)
}

// bones are the consonants of a word spelt by ear: all that scripts without
// vowels write.
func bones(sound string) string {
	b := make([]byte, 0, len(sound))
	for i := range len(sound) {
		c := sound[i]
		if c == 'j' {
			c = 'g' // Jamal, Gamal
		}
		if strings.IndexByte("aiu", c) >= 0 || len(b) > 0 && b[len(b)-1] == c {
			continue
		}
		b = append(b, c)
	}
	return string(b)
}

// arabicLetters are the letters of Arabic script by the Latin ones under which
// Europe knows them; those not here are left to the transliteration.
var arabicLetters = strings.NewReplacer(
	"ال", "", // the article, at the beginning of a word or within عبد ال
	"أ", "a", "إ", "i", "آ", "a", "ا", "a", "ى", "a", "ة", "a", "ء", "", "ئ", "i", "ؤ", "u",
	"ع", "", "ح", "h", "ه", "h", "خ", "kh", "غ", "gh", "ق", "k", "ث", "th", "ذ", "dh", "ش", "sh", "ج", "j",
	"ص", "s", "ض", "d", "ط", "t", "ظ", "z", "و", "u", "ي", "i", "ی", "i", "ک", "k", "گ", "g", "پ", "p", "چ", "ch",
	"ـ", "",
)

// arabic writes Arabic letters in Latin ones, without the vowels that the
// script does not have.
func arabic(text string) string {
	for _, r := range text {
		if r >= 0x600 && r <= 0x6ff {
			return arabicLetters.Replace(text)
		}
	}
	return text
}
