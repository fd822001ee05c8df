package match

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// card is a record as it is compared.
type card struct {
	from   int // index in what was given
	second bool
	given  part
	family part
	entire part   // the whole name, if it was written in one and divided here
	all    []word // of both
	born   born
	place  part
	plain  [4]string // sex, citizenship, phone, document
	values [fields]value
	common [fields]float32 // how frequent the most frequent word of a part is
	whole  int32           // the whole name, in space.wholes
	turned float64         // how many would bear it the other way round, if its parts said nothing of each other
	apart  float64         // how many would bear it, in either order
	record *Record
}

// value is what a card's value is called in the table of a field: by its text,
// and by its sound; and the shares of the records that have it.
type value struct {
	text, sound int32
	have, hear  float32
}

// space is the records that are compared with each other, in an order of their
// own content, so that the one in which they came does not matter.
type space struct {
	cards  []card
	split  int // cards of the second register begin here; 0 if there is one
	total  float64
	texts  [fields]table
	heard  [fields]table
	words  [2]table // of names, of places, by sound
	wholes []int    // of each whole name, on how many birth dates it occurs
	names  map[[2]string]int32
	size   int           // cards that were counted
	orders [most]float64 // log chance that a name shared by chance stands in this order
	entire bool          // whether whole names stand in one column
}

// table counts the values of a field.
type table struct {
	ids    map[string]int32
	counts []int32
	known  int // records that have a value
}

func (t *table) add(v string) int32 {
	if t.ids == nil {
		t.ids = map[string]int32{}
	}
	id, ok := t.ids[v]
	if !ok {
		id = int32(len(t.counts))
		t.ids[v] = id
		t.counts = append(t.counts, 0)
	}
	t.counts[id]++
	t.known++
	return id
}

// find is what a value is called; -1 if too few have it to say how many do.
func (t *table) find(v string) int32 {
	if id, ok := t.ids[v]; ok && t.counts[id] >= shown {
		return id
	}
	return -1
}

// share is how many of those that have a value have this one.
func (t *table) share(id int32) float32 {
	if t.known == 0 {
		return 0
	}
	if id < 0 || int(id) >= len(t.counts) { // too few of those from whom the model was learnt have it: one more might
		return 1 / float32(t.known+1)
	}
	return float32(t.counts[id]) / float32(t.known)
}

// shareOf is the share of a value; none if too few have it to say.
func (t *table) shareOf(v string) float64 {
	if id := t.find(v); id >= 0 {
		return float64(t.share(id))
	}
	return 0
}

func newCard(r *Record, from int, second bool) card {
	c := card{from: from, second: second, given: readPart(r.Given), family: readPart(r.Family), born: readBorn(r.Birth), place: readPart(r.Place), record: r}
	c.all = append(append(c.all, c.given.words...), c.family.words...)
	c.plain = [4]string{code(r.Sex), code(r.Citizenship), digits(r.Phone), code(r.Document)}
	return c
}

// code reduces what is typed of a code to its letters and digits.
func code(s string) string { return strings.Join(plain(s), "") }

// digits are the last nine digits of a telephone number: what remains without
// the prefix of a country, however it is written.
func digits(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return r - '٠' + '0'
		case r >= '۰' && r <= '۹': // as they are in Persian
			return r - '۰' + '0'
		case r < '0' || r > '9':
			return -1
		}
		return r
	}, s)
	return s[max(0, len(s)-9):]
}

func newSpace(a, b []Record) *space {
	s := &space{cards: make([]card, 0, len(a)+len(b))}
	for i := range a {
		s.cards = append(s.cards, newCard(&a[i], i, false))
	}
	for i := range b {
		s.cards = append(s.cards, newCard(&b[i], i, true))
	}
	slices.SortStableFunc(s.cards, compareContent)
	if s.entire = s.entireNames(); s.entire {
		for i := range s.cards {
			s.cards[i].divide()
		}
	}
	n, m := float64(len(a)), float64(len(b))
	s.total = n * (n - 1) / 2
	if len(b) > 0 {
		s.split, s.total = len(a), n*m
	}
	s.size = len(s.cards)
	for i := range s.cards {
		c := &s.cards[i]
		c.each(func(f field, text, sound string) {
			c.values[f] = value{text: s.texts[f].add(text), sound: s.heard[f].add(sound)}
		})
		for _, f := range []field{given, family, place} {
			for _, w := range c.part(f).words {
				s.words[f/place].add(w.sound)
			}
		}
	}
	for i := range s.cards {
		s.weigh(&s.cards[i])
	}
	s.countWholes()
	s.orders = s.byOrder()
	return s
}

// byOrder says how often, of two children who have a name in common, one has it
// the other way round: seldom, unless given names are family names too or many
// were exchanged. Of a name divided otherwise nothing is known; that counts for
// nothing.
func (s *space) byOrder() (out [most]float64) {
	turned, either := .5, 1.
	for i := range s.cards {
		turned += s.cards[i].turned / 2
		either += s.cards[i].apart / 2
	}
	out[straight], out[exchanged] = math.Log(1-turned/either), math.Log(turned/either)
	return out
}

// part gives the part of a card that is a text.
func (c *card) part(f field) *part {
	switch f {
	case given:
		return &c.given
	case family:
		return &c.family
	}
	return &c.place
}

// weigh notes how frequent the values of a card are, and their words.
func (s *space) weigh(c *card) {
	for f := range c.values {
		v := &c.values[f]
		v.have, v.hear = s.texts[f].share(v.text), s.heard[f].share(v.sound)
	}
	if !c.given.empty() && !c.family.empty() {
		c.turned = s.heard[given].shareOf(c.family.sound) * s.heard[family].shareOf(c.given.sound) * float64(s.size)
		c.apart = c.frequency(given, true)*c.frequency(family, true)*float64(s.size) + c.turned
	}
	for _, f := range []field{given, family, place} {
		t := &s.words[f/place]
		for _, w := range c.part(f).words {
			if id := t.find(w.sound); id >= 0 {
				c.common[f] = max(c.common[f], float32(t.counts[id])/float32(s.size))
			}
		}
	}
}

// compareContent orders cards by all that stands in their records.
func compareContent(x, y card) int {
	if x.second != y.second {
		if y.second {
			return -1
		}
		return 1
	}
	a, b := x.record, y.record
	return cmp.Or(
		cmp.Compare(a.Family, b.Family), cmp.Compare(a.Given, b.Given), a.Birth.Date.Compare(b.Birth.Date),
		cmp.Compare(a.Place, b.Place), cmp.Compare(a.Sex, b.Sex), cmp.Compare(a.Citizenship, b.Citizenship),
		cmp.Compare(a.Phone, b.Phone), cmp.Compare(a.Document, b.Document),
		cmp.Compare(a.Birth.Precision, b.Birth.Precision), cmp.Compare(a.ID, b.ID))
}

// each gives the values of a card that are counted, by text and by sound.
func (c *card) each(yield func(f field, text, sound string)) {
	for k, p := range []*part{&c.given, &c.family, &c.place} {
		if !p.empty() {
			yield([]field{given, family, place}[k], p.text, p.sound)
		}
	}
	for k, f := range []field{sex, citizenship, phone, document} {
		if c.plain[k] != "" {
			yield(f, c.plain[k], "")
		}
	}
	if b := c.born; b.year != 0 {
		d := b.digits()
		yield(birth, string(d[:]), "")
	}
}

// name is the whole name as it sounds, whichever part stands first.
func (c *card) name() [2]string {
	return [2]string{min(c.given.sound, c.family.sound), max(c.given.sound, c.family.sound)}
}

// with gives a space of two cards that counts values as s does.
func (s *space) with(a, b card) *space {
	if compareContent(a, b) > 0 {
		a, b = b, a
	}
	out := *s
	out.cards, out.split = []card{a, b}, 0
	for i := range out.cards {
		s.count(&out.cards[i])
	}
	return &out
}

// count notes how many share the values of a card that was not counted itself.
func (s *space) count(c *card) {
	if s.entire && (c.given.empty() || c.family.empty()) {
		c.divide()
	}
	c.each(func(f field, text, sound string) {
		c.values[f] = value{text: s.texts[f].find(text), sound: s.heard[f].find(sound)}
	})
	s.weigh(c)
	c.whole = -1
	if id, ok := s.names[c.name()]; ok {
		c.whole = id
	}
}

// without gives what was counted of a space, without the records.
func (s *space) without() *space {
	out := *s
	out.cards, out.split = nil, 0
	return &out
}

// restoreWhole puts back how many bear a whole name that was parted by a space.
func (s *space) restoreWhole(name string, n int) {
	first, second, _ := strings.Cut(name, " ")
	s.names[[2]string{first, second}] = int32(len(s.wholes))
	s.wholes = append(s.wholes, n)
}

// countWholes counts the birth dates under each whole name as it sounds, its
// parts in any order, of which none may be another one written wrongly: children
// of one name, and not one child several times.
func (s *space) countWholes() {
	s.names = map[[2]string]int32{}
	var apart [][]born
	for i := range s.cards {
		c := &s.cards[i]
		key := c.name()
		id, ok := s.names[key]
		if !ok {
			id = int32(len(apart))
			s.names[key] = id
			apart = append(apart, nil)
		}
		c.whole = id
		if c.born.year != 0 && !slices.ContainsFunc(apart[id], func(b born) bool { return b.compare(&c.born) != bornDifferent }) {
			apart[id] = append(apart[id], c.born)
		}
	}
	s.wholes = make([]int, len(apart))
	for id := range apart {
		s.wholes[id] = len(apart[id])
	}
}

// named gives pairs by the indexes in what was given.
func (s *space) named(pairs []scored) []Pair {
	out := make([]Pair, len(pairs))
	for i, p := range pairs {
		a, b := s.cards[p.a].from, s.cards[p.b].from
		if s.split == 0 && a > b {
			a, b = b, a
		}
		out[i] = Pair{A: a, B: b, P: p.p}
	}
	slices.SortFunc(out, func(x, y Pair) int { return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B)) })
	return out
}
