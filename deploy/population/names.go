package population

import (
	"strings"

	"faro.example/shared/minor"
)

// nameSet is a way of naming. The tables of each are our own: common given and
// family names, each with the spellings under which officials in Europe write
// the same name down, parted by |. Children are made by combining them; no
// child in them exists.
type nameSet uint8

const (
	egyptian nameSet = iota
	ukrainian
	gambian
	maghrebi
	guinean
	ivorian
	albanian
	pakistani
	malian
	bangladeshi
	levantine
	eritrean
	somali
	afghan
	ghanaian
)

// spellings are the ways of writing one name; the first is the one that its
// bearer's document would have.
type spellings []string

// naming is the tables of one [nameSet].
type naming struct {
	boys, girls, families string
	fathers               bool // the family part is the father's and grandfather's given names
}

// spelledName is a whole name with all its spellings.
type spelledName struct{ given, family []spellings }

// draw makes a name of the set.
func (s nameSet) draw(d dice, sex minor.Sex) spelledName {
	t := namings(s)
	given := t.boys
	if sex == minor.Female {
		given = t.girls
	}
	n := spelledName{given: []spellings{word(d, given)}}
	if !t.fathers {
		n.family = []spellings{word(d, t.families)}
		return n
	}
	n.family = []spellings{word(d, t.boys)}
	if d.chance(500) {
		n.family = append(n.family, word(d, t.boys))
	}
	return n
}

func word(d dice, table string) spellings {
	return strings.Split(one(d, strings.Fields(table)), "|")
}

// documented is the name as a document has it.
func (n spelledName) documented() minor.Name {
	first := func(s spellings) string { return s[0] }
	return minor.Name{Given: joined(n.given, first), Family: joined(n.family, first)}
}

// heard is the name as somebody wrote it who heard it: half of the words in
// any of their spellings, in one of six names the parts exchanged, in one of twelve only
// the first word of the family part.
func (n spelledName) heard(d dice) minor.Name {
	spelt := func(s spellings) string {
		if d.chance(500) {
			return s[0]
		}
		return one(d, s)
	}
	out := minor.Name{Given: joined(n.given, spelt), Family: joined(n.family, spelt)}
	switch {
	case d.chance(1000 / 6):
		out.Given, out.Family = out.Family, out.Given
	case d.chance(1000 / 12):
		out.Family = joined(n.family[:1], spelt)
	}
	return out
}

// joined writes words one after the other; _ stands for a space within a word.
func joined(words []spellings, pick func(spellings) string) minor.Text {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ReplaceAll(pick(w), "_", " ")
	}
	return minor.Text(strings.Join(out, " "))
}

func namings(s nameSet) naming {
	switch s {
	case egyptian:
		return naming{boys: egyptianBoys, girls: arabGirls, fathers: true}
	case ukrainian:
		return naming{boys: ukrainianBoys, girls: ukrainianGirls, families: ukrainianFamilies}
	case gambian:
		return naming{boys: gambianBoys, girls: gambianGirls, families: gambianFamilies}
	case maghrebi:
		return naming{boys: maghrebiBoys, girls: arabGirls, families: maghrebiFamilies}
	case guinean:
		return naming{boys: guineanBoys, girls: westGirls, families: guineanFamilies}
	case ivorian:
		return naming{boys: ivorianBoys, girls: ivorianGirls, families: ivorianFamilies}
	case albanian:
		return naming{boys: albanianBoys, girls: albanianGirls, families: albanianFamilies}
	case pakistani:
		return naming{boys: pakistaniBoys, girls: pakistaniGirls, families: pakistaniFamilies}
	case malian:
		return naming{boys: malianBoys, girls: westGirls, families: malianFamilies}
	case bangladeshi:
		return naming{boys: bangladeshiBoys, girls: pakistaniGirls, families: bangladeshiFamilies}
	case levantine:
		return naming{boys: levantineBoys, girls: arabGirls, families: levantineFamilies}
	case eritrean:
		return naming{boys: eritreanBoys, girls: eritreanGirls, fathers: true}
	case somali:
		return naming{boys: somaliBoys, girls: somaliGirls, fathers: true}
	case afghan:
		return naming{boys: afghanBoys, girls: afghanGirls, families: afghanFamilies}
	default:
		return naming{boys: ghanaianBoys, girls: ghanaianGirls, families: ghanaianFamilies}
	}
}
