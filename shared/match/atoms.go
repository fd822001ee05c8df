package match

// Atoms are the things of which [Keys] are made, each once: a letter that says
// what it is, and the text. n is a word of the name as it is heard, d a birth
// date with its day and month in any order, m a day and month, y a year, p a
// place, s a sex, c a citizenship, t a telephone, x a document. An index that
// finds the records which have several atoms finds by them what it would find
// by keys, and is smaller.
func Atoms(r Record) []string {
	c := newCard(&r, 0, false)
	names, rest := c.atoms()
	for _, a := range rest {
		names = append(names, a.text)
	}
	return names
}

// Document is the one of the [Atoms] of a record that is of its document alone;
// "" if the number holds neither letter nor digit.
func Document(number string) string {
	v := code(number)
	if v == "" {
		return ""
	}
	return "x" + v
}
