// Package likeness makes of a casefile what its child is looked up by and
// compared with: a card that says who the child is said to be, and keys of it.
//
// The invariant: keys and card are a pure function of the casefile's identity
// and of the key file. A key says nothing to whoever lacks that file, but that
// two children share it, and how many do; a card opens only with the key of its
// minor.
package likeness

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"

	"faro.example/registry/seal"
	"faro.example/shared/casefile"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// Card is who a child is said to be, by everything that was said: of each kind
// what is shown stands first.
type Card struct {
	Names       []minor.Name  `json:"names,omitempty"`
	Births      []minor.Birth `json:"births,omitempty"`
	Sex         minor.Sex     `json:"sex,omitempty"`
	Citizenship minor.Country `json:"citizenship,omitempty"`
	Town        minor.Text    `json:"town,omitempty"` // of birth
	Documents   []minor.Text  `json:"documents,omitempty"`
	Numbers     []Number      `json:"numbers,omitempty"`
	Code        minor.Code    `json:"code,omitempty"`
}

// Number is an identifier that another system gave, or that is on a wristband,
// or a national code that a centre wrote down.
type Number struct {
	Scheme minor.Scheme `json:"scheme"`
	Value  minor.Text   `json:"value"`
}

// Format prints [minor.Redacted] for every verb.
func (Card) Format(f fmt.State, _ rune) {
	if _, err := io.WriteString(f, minor.Redacted); err != nil {
		return // whoever prints sees that it is missing
	}
}

// LogValue keeps the card out of structured logs.
func (Card) LogValue() slog.Value { return slog.StringValue(minor.Redacted) }

const (
	// maxNames bounds the names and the birth dates of a card: each name is
	// compared with each of another. Arbitrary.
	maxNames = 6
	// maxNumbers bounds the documents, and the identifiers. Arbitrary.
	maxNumbers = 8
)

// Of gives the card of a casefile.
func Of(f *casefile.File) Card {
	i := &f.Identity
	c := Card{Sex: i.Sex(), Citizenship: i.Citizenship(), Code: i.Code}
	for _, a := range i.Attributes {
		c.said(a.Value)
		for _, o := range a.Others {
			c.said(o.Value)
		}
	}
	for _, a := range i.Aliases {
		c.said(a.Name)
	}
	for _, d := range i.Documents {
		if d.Number.Reveal() != "" && len(c.Documents) < maxNumbers {
			c.Documents = append(c.Documents, d.Number)
		}
	}
	if i.Tag.Reveal() != "" {
		c.Numbers = append(c.Numbers, Number{minor.Wristband, i.Tag})
	}
	for _, code := range i.Codes {
		if len(c.Numbers) < maxNumbers {
			c.Numbers = append(c.Numbers, Number{minor.NationalCode, minor.Text(code)})
		}
	}
	for _, n := range i.Identifiers {
		if len(c.Numbers) < maxNumbers {
			c.Numbers = append(c.Numbers, Number{n.Scheme, n.Value})
		}
	}
	return c
}

// said adds one value of an attribute.
func (c *Card) said(value any) {
	switch v := value.(type) {
	case minor.Name:
		if len(c.Names) < maxNames && !slices.Contains(c.Names, v) {
			c.Names = append(c.Names, v)
		}
	case minor.Birth:
		if len(c.Births) < maxNames && !slices.Contains(c.Births, v) {
			c.Births = append(c.Births, v)
		}
	case minor.BirthPlace:
		if c.Town == "" {
			c.Town = v.Town
		}
	}
}

// Records gives what is compared: one for each name, with the birth date that
// is shown, and one with each other birth date.
func (c *Card) Records() []match.Record {
	r := match.Record{Sex: string(c.Sex), Citizenship: string(c.Citizenship), Place: c.Town.Reveal()}
	if len(c.Births) > 0 {
		r.Birth = c.Births[0]
	}
	if len(c.Documents) > 0 {
		r.Document = c.Documents[0].Reveal()
	}
	out := make([]match.Record, 0, len(c.Names)+len(c.Births))
	for _, n := range c.Names {
		r.Given, r.Family = n.Given.Reveal(), n.Family.Reveal()
		out = append(out, r)
	}
	if len(out) == 0 {
		out = append(out, r)
	}
	first := out[0]
	for _, b := range c.Births[min(1, len(c.Births)):] {
		first.Birth = b
		out = append(out, first)
	}
	return out
}

// Empty reports whether the card says nothing by which a child could be found.
func (c *Card) Empty() bool {
	return len(c.Names) == 0 && len(c.Births) == 0 && len(c.Documents) == 0 && len(c.Numbers) == 0
}

// Equal reports whether two cards say the same.
func (c *Card) Equal(o *Card) bool {
	return slices.Equal(c.Names, o.Names) && slices.Equal(c.Births, o.Births) && slices.Equal(c.Documents, o.Documents) &&
		slices.Equal(c.Numbers, o.Numbers) && c.Sex == o.Sex && c.Citizenship == o.Citizenship && c.Town == o.Town && c.Code == o.Code
}

// Keeper makes keys, and seals cards. It is safe for use by many goroutines.
type Keeper struct{ secret []byte }

// NewKeeper makes a keeper of the sealer's key file.
func NewKeeper(s *seal.Sealer) (*Keeper, error) {
	secret, err := s.MatchKey()
	if err != nil {
		return nil, err
	}
	return &Keeper{secret}, nil
}

// Keys gives the keys of a card, in order.
func (k *Keeper) Keys(c *Card) []int64 {
	var atoms []string
	for _, r := range c.Records() {
		atoms = append(atoms, match.Atoms(r)...)
	}
	for _, d := range c.Documents[min(1, len(c.Documents)):] {
		if a := match.Document(d.Reveal()); a != "" {
			atoms = append(atoms, a)
		}
	}
	atoms = append(atoms, c.NumberAtoms()...)
	// Half of all share a sex: nobody is looked up by it.
	return k.Of(slices.DeleteFunc(atoms, func(a string) bool { return a[0] == 's' }))
}

// NumberAtoms are what the child's identifiers are looked up by, the national
// code among them: as the child's own, or as a centre wrote it down.
func (c *Card) NumberAtoms() []string {
	var out []string
	if c.Code != "" {
		out = append(out, NumberAtom(minor.NationalCode, string(c.Code)))
	}
	for _, n := range c.Numbers {
		out = append(out, NumberAtom(n.Scheme, n.Value.Reveal()))
	}
	return out
}

// NumberAtom is what an identifier is looked up by, however it is typed.
func NumberAtom(s minor.Scheme, value string) string {
	plain := match.Document(value) // letters and digits alone
	if plain == "" {
		return "i" + string(s)
	}
	return "i" + string(s) + ":" + plain
}

// Of gives the keys of atoms, in order and each once.
func (k *Keeper) Of(atoms []string) []int64 {
	out := make([]int64, 0, len(atoms))
	mac := hmac.New(sha256.New, k.secret)
	var sum [sha256.Size]byte
	slices.Sort(atoms)
	for _, a := range slices.Compact(atoms) {
		mac.Reset()
		mac.Write([]byte(a))
		out = append(out, int64(binary.BigEndian.Uint64(mac.Sum(sum[:0]))))
	}
	slices.Sort(out)
	return out
}

func place(m minor.ID) seal.Place { return seal.Place{Table: "match_keys", Column: "card", Row: m} }

// Seal gives a card sealed under the key of its minor.
func Seal(key *seal.Key, m minor.ID, c *Card) ([]byte, error) {
	text, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("write a card: %w", err)
	}
	return key.Seal(place(m), text)
}

// Open gives back a card.
func Open(key *seal.Key, m minor.ID, sealed []byte) (c Card, err error) {
	text, err := key.Open(place(m), sealed)
	if err != nil {
		return Card{}, err
	}
	if err := json.Unmarshal(text, &c); err != nil {
		return Card{}, fmt.Errorf("read a card: %w", err)
	}
	return c, nil
}
