package sought

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"faro.example/registry/likeness"
	"faro.example/registry/seal"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// personsOf gives whom a child seeks, while it consents to that (law 47/2017 art. 6), and
// of whom it has told by name. Who is sought is told of once, whatever record the
// tracing took them from, and as they were named last. After a tracing is closed they
// stay: who was found for one child is found for the other too.
func personsOf(f *casefile.File) []Person {
	var out []Person
	taken := map[minor.RecordID]bool{}
	for _, t := range f.Tracings() {
		if _, consents := t.Consent(); !consents {
			continue
		}
		for _, s := range t.Proposed.Sought {
			taken[s.From] = true
			p := Person{
				ID: idOf(f.Minor, s.ID), Record: change.ID(t.Of), Sought: true, Name: s.Name, Sex: s.Sex, Year: s.Year, Kinship: s.Is,
				Country: s.Country, Place: s.Place, Phone: s.Phone,
			}
			out = append(slices.DeleteFunc(out, func(o Person) bool { return o.ID == p.ID }), p)
		}
	}
	for i := range f.Identity.Relatives {
		r := &f.Identity.Relatives[i]
		if r.Name != nil && !taken[minor.RecordID(r.Record)] {
			out = append(out, Person{ID: idOf(f.Minor, r.Record), Record: r.Record, Name: *r.Name, Kinship: r.Is, Place: r.Where})
		}
	}
	return out
}

// idOf names a person as one child tells of them: another child's is another.
func idOf(m minor.ID, of [16]byte) (out ID) {
	h := sha256.New()
	h.Write(bytes.Join([][]byte{m[:], of[:]}, nil))
	copy(out[:], h.Sum(nil))
	return out
}

// sought is what is compared of a person.
func (p *Person) sought() match.Sought {
	return match.Sought{
		Record: match.Record{
			Given: p.Name.Given.Reveal(), Family: p.Name.Family.Reveal(), Sex: string(p.Sex), Citizenship: string(p.Country),
			Place: p.Place.Reveal(), Phone: p.Phone.Reveal(),
		},
		Year: p.Year, Kinship: p.Kinship,
	}
}

// lists are what to look for when somebody like this person is looked for.
func (p *Person) lists() [][]string { return likeness.Lists(p.sought().Record) }

// keys are what a person is looked up by.
func (b *Book) keys(p *Person) []int64 {
	var atoms []string
	for _, list := range p.lists() {
		atoms = append(atoms, list...)
	}
	return b.keeper.Of(atoms)
}

func cardPlace(of ID) seal.Place {
	return seal.Place{Table: "sought_persons", Column: "card", Row: of}
}

func sealPerson(key *seal.Key, p *Person) ([]byte, error) {
	text, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("write a person: %w", err)
	}
	return key.Seal(cardPlace(p.ID), text)
}

func openPerson(key *seal.Key, of ID, sealed []byte) (p Person, err error) {
	text, err := key.Open(cardPlace(of), sealed)
	if err != nil {
		return Person{}, err
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return Person{}, fmt.Errorf("read a person: %w", err)
	}
	return p, nil
}
