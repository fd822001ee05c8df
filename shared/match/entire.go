package match

// entireNames reports whether the records hold whole names in one column: none has
// two parts, and most have several words in the one.
func (s *space) entireNames() bool {
	known, several := 0, 0
	for i := range s.cards {
		c := &s.cards[i]
		if !c.given.empty() && !c.family.empty() {
			return false
		}
		if len(c.all) > 0 {
			known++
		}
		if len(c.all) > 1 {
			several++
		}
	}
	return several*2 > known
}

// divide takes the first word of a whole name for the given name and what
// follows for the family's: its words are worth what each is, and what they are
// worth together is learnt. Whichever way round they stand, the parts are looked
// for in either place.
func (c *card) divide() {
	c.entire = c.family
	if c.family.empty() {
		c.entire = c.given
	}
	c.given, c.family = part{}, c.entire
	if w := c.entire.words; len(w) > 1 {
		c.given, c.family = partOf(w[:1]), partOf(w[1:])
	}
}

// compareEntire compares whole names that were divided where their parts would
// mislead: one of them is a single word, or both are the same but for the spaces.
func (c *card) compareEntire(d *card, l *levels) bool {
	if c.entire.empty() || d.entire.empty() {
		return false
	}
	if c.given.empty() || d.given.empty() {
		l[family], l[order] = compareParts(&c.entire, &d.entire), straight
		return true
	}
	w := compareClosely(&c.entire.word, &d.entire.word)
	if w > alike || c.given.sound == d.given.sound {
		return false
	}
	l[given], l[family], l[order] = w, w, regrouped
	return true
}
