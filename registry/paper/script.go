package paper

import (
	"slices"
	"strings"
	"unicode"
)

// fromRight reports whether a language is written from the right.
func fromRight(lang string) bool {
	l, _, _ := strings.Cut(lang, "-")
	return slices.Contains([]string{"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"}, l)
}

// visual gives a line as it is drawn from the left, glyph by glyph: a PDF holds
// what is drawn. Words in Arabic letters have theirs joined and turned around, and
// several of them stand in the other order. A line that is read from the right is
// turned as a whole, but for what stands in other letters or in numbers.
func visual(text string, right bool) string {
	if !right && !strings.ContainsFunc(text, rightward) {
		return text
	}
	var out []string
	for _, run := range runs(text) {
		switch {
		case strings.ContainsFunc(run[0], rightward):
			for i := range run {
				run[i] = turned(joined([]rune(run[i])))
			}
			slices.Reverse(run)
			out = append(out, strings.Join(run, " "))
		case right:
			out = append(out, among(strings.Join(run, " ")))
		default:
			out = append(out, strings.Join(run, " "))
		}
	}
	if right {
		slices.Reverse(out)
	}
	return strings.Join(out, " ")
}

// runs parts the words of a line where their direction changes.
func runs(text string) (out [][]string) {
	for _, w := range strings.Split(text, " ") {
		n := len(out)
		if n > 0 && strings.ContainsFunc(out[n-1][0], rightward) == strings.ContainsFunc(w, rightward) {
			out[n-1] = append(out[n-1], w)
		} else {
			out = append(out, []string{w})
		}
	}
	return out
}

func rightward(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) }

// among gives words that are read from the left within a line from the right: the
// signs before and after them change sides, and open to the other.
func among(run string) string {
	sign := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	rest := strings.TrimLeftFunc(run, sign)
	words := strings.TrimRightFunc(rest, sign)
	return turned([]rune(rest[len(words):])) + words + turned([]rune(run[:len(run)-len(rest)]))
}

// turned gives the letters in the other order, each with the signs above it, numbers
// in their own, and brackets that open to the other side.
func turned(letters []rune) string {
	var out []rune
	for i := len(letters); i > 0; {
		from := i - 1
		for from > 0 && (unicode.Is(unicode.Mn, letters[from]) || unicode.IsDigit(letters[from]) && unicode.IsDigit(letters[from-1])) {
			from--
		}
		out = append(out, letters[from:i]...)
		if other, ok := mirrors[letters[from]]; ok {
			out[len(out)-1] = other
		}
		i = from
	}
	return string(out)
}

// mirrors are signs that open to one side.
var mirrors = map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '«': '»', '»': '«', '<': '>', '>': '<'}

// shape is how a letter is drawn: alone, at the end, at the beginning, within.
// One that joins nothing after it has two shapes.
type shape struct {
	first rune // the shape alone; the others follow it
	forms int
}

// shapes are those of the Unicode block Arabic Presentation Forms-B, and of the
// Persian letters those of Forms-A.
var shapes = map[rune]shape{
	'ء': {0xFE80, 1}, 'آ': {0xFE81, 2}, 'أ': {0xFE83, 2}, 'ؤ': {0xFE85, 2}, 'إ': {0xFE87, 2}, 'ئ': {0xFE89, 4},
	'ا': {0xFE8D, 2}, 'ب': {0xFE8F, 4}, 'ة': {0xFE93, 2}, 'ت': {0xFE95, 4}, 'ث': {0xFE99, 4}, 'ج': {0xFE9D, 4},
	'ح': {0xFEA1, 4}, 'خ': {0xFEA5, 4}, 'د': {0xFEA9, 2}, 'ذ': {0xFEAB, 2}, 'ر': {0xFEAD, 2}, 'ز': {0xFEAF, 2},
	'س': {0xFEB1, 4}, 'ش': {0xFEB5, 4}, 'ص': {0xFEB9, 4}, 'ض': {0xFEBD, 4}, 'ط': {0xFEC1, 4}, 'ظ': {0xFEC5, 4},
	'ع': {0xFEC9, 4}, 'غ': {0xFECD, 4}, 'ف': {0xFED1, 4}, 'ق': {0xFED5, 4}, 'ك': {0xFED9, 4}, 'ل': {0xFEDD, 4},
	'م': {0xFEE1, 4}, 'ن': {0xFEE5, 4}, 'ه': {0xFEE9, 4}, 'و': {0xFEED, 2}, 'ى': {0xFEEF, 2}, 'ي': {0xFEF1, 4},
	'پ': {0xFB56, 4}, 'چ': {0xFB7A, 4}, 'ژ': {0xFB8A, 2}, 'ک': {0xFB8E, 4}, 'گ': {0xFB92, 4}, 'ی': {0xFBFC, 4},
}

// ligatures of lam with each alef, drawn alone; joined to what is before follows.
var ligatures = map[rune]rune{'آ': 0xFEF5, 'أ': 0xFEF7, 'إ': 0xFEF9, 'ا': 0xFEFB}

// joined gives each letter the shape that its neighbours ask for.
func joined(letters []rune) []rune {
	var out []rune
	open := false // the letter before joins the next
	for i := 0; i < len(letters); i++ {
		r := letters[i]
		s, known := shapes[r]
		if unicode.Is(unicode.Mn, r) {
			out = append(out, r)
			continue
		}
		if !known {
			out, open = append(out, r), r == 'ـ'
			continue
		}
		if r == 'ل' && i+1 < len(letters) && ligatures[letters[i+1]] != 0 {
			i++
			out, open = append(out, ligatures[letters[i]]+step(open, 1)), false
			continue
		}
		next := s.forms == 4 && joins(letters[i+1:])
		form := step(open && s.forms > 1, 1) + step(next, 2)
		out, open = append(out, s.first+form), s.forms == 4
	}
	return out
}

// joins reports whether the next letter joins the one before it.
func joins(after []rune) bool {
	for _, r := range after {
		if !unicode.Is(unicode.Mn, r) {
			s, known := shapes[r]
			return known && s.forms > 1
		}
	}
	return false
}

func step(yes bool, n rune) rune {
	if yes {
		return n
	}
	return 0
}
