package likeness

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// Invented is how many registrations the first model is learnt from: as few as
// show what agreements are worth in a tenth of a second.
const Invented = 500

// First gives what agreements are worth before anything is known of a nation's
// names: as it is learnt from invented registrations, of which each tenth child
// is there twice, written otherwise. It is always the same. The first sweep
// puts what it learns in its place. With it comes from where on a pair is worth
// looking at.
func First() (*match.Model, float64) {
	d := rand.New(rand.NewPCG(20, 3))
	var records []match.Record
	for len(records) < Invented {
		r := invent(d)
		records = append(records, r)
		if len(records)%10 == 0 {
			records = append(records, miswritten(d, r))
		}
	}
	found := match.Sweep(records, nil)
	return found.Model, Worth(found)
}

// invent makes a name of syllables, some of which are frequent, and a day.
func invent(d *rand.Rand) match.Record {
	birth := minor.Birth{
		Date: day.Of(2006, 1, 1).Add(d.IntN(2500)), Precision: minor.ToDay, Provenance: minor.Declared,
	}
	if d.IntN(4) == 0 {
		birth.Date = day.Of(2006+d.IntN(7), 1, 1)
	}
	sex := "M"
	if d.IntN(8) == 0 {
		sex = "F"
	}
	given := word(d, 60)
	if d.IntN(3) == 0 {
		given += " " + word(d, 60)
	}
	return match.Record{
		Given: given, Family: word(d, 200), Birth: birth, Sex: sex,
		Citizenship: fmt.Sprintf("%c%c", 'A'+rune(d.IntN(3)), 'A'+rune(d.IntN(8))), Place: word(d, 150),
	}
}

// word gives one of some words, the first of them more often.
func word(d *rand.Rand, of int) string {
	n := d.IntN(of) * d.IntN(of) / of
	syllables := []string{"ma", "di", "ru", "sal", "ko", "ne", "bar", "tu", "fi", "lam", "ge", "zo"}
	out := syllables[n%len(syllables)]
	for k := n + len(syllables); k > 0; k /= 5 {
		out += syllables[(k*7+n)%len(syllables)]
	}
	return out
}

// byEar spells as somebody else hears it.
var byEar = strings.NewReplacer("u", "ou", "k", "c", "tu", "too", "di", "dy")

// vowels are heard one for another, and in Arabic script not written.
var vowels = strings.NewReplacer("a", "e", "i", "a", "o", "a")

// miswritten is a registration of the same child at another place.
func miswritten(d *rand.Rand, r match.Record) match.Record {
	if d.IntN(2) == 0 {
		r.Given, r.Family = byEar.Replace(r.Given), byEar.Replace(r.Family)
	}
	switch d.IntN(16) {
	case 0:
		r.Given, r.Family = r.Family, r.Given
	case 1:
		r.Family = r.Family[:len(r.Family)-1] + "e"
	case 2:
		year, _, _ := r.Birth.Date.Civil()
		r.Birth.Date = day.Of(year, 1, 1)
	case 3:
		r.Birth.Date = r.Birth.Date.Add(d.IntN(20) - 10)
	case 4:
		r.Place = word(d, 150)
	case 5:
		r.Given = word(d, 60) // another name altogether
	case 6:
		r.Family = "o" + r.Family
	case 7, 8:
		r.Given += " " + word(d, 60)
	case 9:
		r.Family += " " + word(d, 200)
	case 10, 11:
		r.Given = vowels.Replace(r.Given)
	case 12, 13:
		r.Family = vowels.Replace(r.Family)
	}
	return r
}
