package match

import "math/bits"

// field is what two records are compared by.
type field uint8

const (
	given field = iota
	family
	order // whether the parts of the name stand in the same places
	birth
	sex
	citizenship
	place
	phone
	document
	fields
)

var fieldNames = [fields]string{"given_name", "family_name", "name_order", "birth_date", "sex", "citizenship", "place", "phone", "document"}

// level is how far two values of a field agree; of each field the levels that
// it knows, from the best.
type level uint8

// missing: one of the two, or both, say nothing.
const missing level = 0

// The levels of texts.
const (
	same      level = 1 + iota
	alike           // sounds the same
	slipped         // one slip of the fingers
	doubly          // two
	cut             // the beginning of the other
	contained       // all words of one are in the other
	close           // looks or sounds alike in part
	initial         // the first letter of the other
	faint           // looks alike a little, or some words agree and others do not
	different
	textLevels
)

// The levels of the order of a name's parts.
const (
	straight level = 1 + iota
	exchanged
	regrouped
	orderLevels
)

// The levels of birth dates.
const (
	bornSame      level = 1 + iota
	bornExchanged       // day and month
	bornPresumed        // one is the first of January of the year, or says no more than the year
	bornSlipped         // one digit, or two neighbours exchanged
	bornOtherYear       // the same day and month
	bornSameMonth       // another day of it
	bornSameYear        // or the year beside, where one is the first of January
	bornDifferent
	birthLevels
)

// The levels of what has no spelling.
const (
	equal level = 1 + iota
	oneOff
	unequal
	plainLevels
)

// most is one more than the largest level of any field.
const most = textLevels

func levelsOf(f field) level {
	switch f {
	case given, family, place:
		return textLevels
	case order:
		return orderLevels
	case birth:
		return birthLevels
	}
	return plainLevels
}

// levels are those of two records.
type levels [fields]level

// worth orders the levels of texts when the better of two ways to compare a
// name is looked for: only the order matters.
var worth = [textLevels]int{same: 10, alike: 9, slipped: 8, doubly: 7, cut: 5, contained: 6, close: 4, initial: 3, faint: 1}

// compareWords says how far two words agree.
func compareWords(a, b *word) level {
	if l := compareClosely(a, b); l != different {
		return l
	}
	m, n := len(a.text), len(b.text)
	switch {
	case m == 0 || n == 0:
		return different
	case m == 1 || n == 1:
		if a.text[0] == b.text[0] {
			return initial
		}
		return different
	}
	unlike := bits.OnesCount32(a.mask ^ b.mask)
	switch {
	case unlike <= 4 && m > 5 && n > 5 && slips(a.text, b.text, 2):
		return doubly
	case min(m, n) > 2 && a.text[:min(m, n)] == b.text[:min(m, n)]:
		return cut
	case len(a.bones) > 1 && a.bones == b.bones:
		return close
	}
	return compareTexts(a, b)
}

// compareClosely is [compareWords] as far as slipped; what agrees less is different.
func compareClosely(a, b *word) level {
	switch {
	case a.text == b.text:
		return same
	case a.sound == b.sound && a.sound != "":
		return alike
	case min(len(a.text), len(b.text)) > 2 && bits.OnesCount32(a.mask^b.mask) <= 2 && oneSlip(a.text, b.text):
		return slipped
	}
	return different
}

// compareTexts says how alike two texts look: by Winkler's measure over 0.85,
// where he and most after him cut, or over 0.75.
func compareTexts(a, b *word) level {
	m, n := len(a.text), len(b.text)
	if min(m, n)*2 < max(m, n) {
		return different
	}
	// The measure without the bonus for a common beginning must reach 0.58, or
	// 0.75 if the first letters differ; that bounds the letters in common.
	common := min(m-bits.OnesCount32(a.mask&^b.mask), n-bits.OnesCount32(b.mask&^a.mask))
	least := 0.75
	if a.text[0] != b.text[0] {
		least = 1.25
	}
	if float64(common)/float64(m)+float64(common)/float64(n) < least-1e-9 {
		return different
	}
	switch w := jaroWinkler(a.text, b.text); {
	case w >= 0.85:
		return close
	case w >= 0.75:
		return faint
	}
	return different
}

// compareParts says how far two parts of a name, or two places, agree: as
// wholes or word by word, in any order.
func compareParts(a, b *part) level {
	if a.empty() || b.empty() {
		return missing
	}
	if a.text == b.text {
		return same
	}
	if len(a.words) == 1 && len(b.words) == 1 {
		return compareWords(&a.words[0], &b.words[0]) // which as a whole agree no better
	}
	whole := compareWords(&a.word, &b.word)
	if whole <= doubly {
		return whole
	}
	worst, count := align(a.words, b.words, compareWords)
	switch {
	case count == 0:
		return best(whole, different)
	case count < min(len(a.words), len(b.words)):
		return faint // what looks alike as a whole is the word in common
	case len(a.words) == len(b.words):
		return best(whole, worst)
	case worst <= slipped:
		return best(whole, contained)
	}
	return whole
}

func best(a, b level) level {
	if worth[b] > worth[a] {
		return b
	}
	return a
}

// align gives words of the shorter name a word of the other, the likest first,
// and says how far the worst two agree, and how many do better than a little:
// if not all do, how far does not matter.
func align(a, b []word, compare func(a, b *word) level) (worst level, count int) {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b) > maxWords {
		return different, 0
	}
	var usedA, usedB [maxWords]bool
	var found [maxWords][maxWords]level
	for i := range a {
		for j := range b {
			found[i][j] = compare(&a[i], &b[j])
		}
	}
	for l := same; l < faint && count < len(a); l++ {
		for i := range a {
			for j := range b {
				if usedA[i] || usedB[j] || found[i][j] != l {
					continue
				}
				usedA[i], usedB[j] = true, true
				worst = l
				count++
			}
		}
	}
	return worst, count
}

// maxWords bounds the words of a name that are looked at one by one; longer
// than any name in the sources.
const maxWords = 12

// compareNames compares whole names: part by part, with the parts exchanged,
// or all words together where they were divided otherwise.
func (c *card) compareNames(d *card, l *levels) {
	if c.compareEntire(d, l) {
		return
	}
	g, f := compareParts(&c.given, &d.given), compareParts(&c.family, &d.family)
	l[given], l[family], l[order] = g, f, straight
	if g == missing && f == missing && (c.given.empty() && c.family.empty() || d.given.empty() && d.family.empty()) {
		l[order] = missing
		return
	}
	if c.given.empty() && d.given.empty() || c.family.empty() && d.family.empty() {
		return // whole names in one part: there is no other to look in
	}
	score := worth[g] + worth[f]
	if score >= worth[alike]*2 {
		return
	}
	x, y := compareParts(&c.given, &d.family), compareParts(&c.family, &d.given)
	if crossed := worth[x] + worth[y]; crossed > score {
		score = crossed
		l[given], l[family], l[order] = x, y, exchanged
	}
	if len(c.all) == len(d.all) && len(c.all) < 3 && g != missing && f != missing || min(len(c.all), len(d.all)) < 2 {
		return
	}
	worst, count := align(c.all, d.all, compareClosely)
	if count < min(len(c.all), len(d.all)) {
		return
	}
	if len(c.all) != len(d.all) {
		worst = contained
	}
	if worth[worst]*2 > score {
		l[given], l[family], l[order] = worst, worst, regrouped
	}
}

// compareCards compares two records.
func compareCards(c, d *card) (l levels) {
	c.compareNames(d, &l)
	l[birth] = c.born.compare(&d.born)
	l[sex] = comparePlain(c.plain[0], d.plain[0], false)
	l[citizenship] = comparePlain(c.plain[1], d.plain[1], false)
	l[place] = compareParts(&c.place, &d.place)
	l[phone] = comparePlain(c.plain[2], d.plain[2], true)
	l[document] = comparePlain(c.plain[3], d.plain[3], true)
	return l
}

func comparePlain(a, b string, slips bool) level {
	switch {
	case a == "" || b == "":
		return missing
	case a == b:
		return equal
	case slips && len(a) > 4 && oneSlip(a, b):
		return oneOff
	}
	return unequal
}
