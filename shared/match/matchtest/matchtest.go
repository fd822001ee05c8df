// Package matchtest makes sets of registrations of which it is known which are
// of one child: children of many ways of naming, registered once or several
// times, with the errors that people and machines make, in the manner of the
// generators by which record linkage is judged (Febrl, GeCo).
//
// The invariant: a plan makes the same set every time, and no child in a set
// exists.
package matchtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"faro.example/shared/day"
	"faro.example/shared/match"
)

// Spread is how registrations are spread over the children who have several.
type Spread uint8

// The spreads.
const (
	Uniform Spread = iota // as likely few as many
	Poisson               // few, and many seldom
	Zipf                  // one mostly, some very many
)

// Plan says what a set is like.
type Plan struct {
	Name      string
	Seed      uint64
	Cultures  []string // all if none
	Children  int
	Doubles   int // further registrations of some of them
	Most      int // further registrations of one child at most
	Spread    Spread
	Errors    int      // in a further registration, from 1 to so many
	Kinds     []Kind   // of errors, all as likely; one named twice is twice as likely
	Fields    []string // what is known at all; all if none
	Household float64  // share of children who have the family name, place and telephone of the one before
	Arabic    float64  // share of registrations in Arabic letters, of names that have them
	January   float64  // share of children registered with 1 January
	Lacking   float64  // share of values that a registration lacks
	Joined    bool     // the whole name is in the family name's field
	Linked    bool     // further registrations are a file of their own
}

// Set is registrations and whose they are.
type Set struct {
	Name     string
	A, B     []match.Record // B is nil but for linked sets
	ChildOfA []int
	ChildOfB []int
	True     int // how many pairs are of one child
}

// Same reports whether a pair is of one child.
func (s *Set) Same(p match.Pair) bool {
	if s.B != nil {
		return s.ChildOfA[p.A] == s.ChildOfB[p.B]
	}
	return s.ChildOfA[p.A] == s.ChildOfA[p.B]
}

// Make makes the set.
func (p Plan) Make() *Set {
	d := dice{rand.New(rand.NewPCG(p.Seed, uint64(len(p.Name))))}
	s := &Set{Name: p.Name}
	people := p.people(d)
	again := p.again(d)
	for i, who := range people {
		s.add(p, false, i, p.write(d, who, 0))
		for k := range again[i] {
			s.add(p, p.Linked, i, p.write(d, who, k+1))
			if p.Linked {
				s.True++
			} else {
				s.True += k + 1
			}
		}
	}
	s.shuffle(d)
	return s
}

func (s *Set) add(p Plan, second bool, child int, r match.Record) {
	if second {
		s.B, s.ChildOfB = append(s.B, r), append(s.ChildOfB, child)
		return
	}
	s.A, s.ChildOfA = append(s.A, r), append(s.ChildOfA, child)
}

func (s *Set) shuffle(d dice) {
	d.Shuffle(len(s.A), func(i, j int) {
		s.A[i], s.A[j], s.ChildOfA[i], s.ChildOfA[j] = s.A[j], s.A[i], s.ChildOfA[j], s.ChildOfA[i]
	})
}

// again says how often each child is registered again.
func (p Plan) again(d dice) []int {
	out := make([]int, p.Children)
	for left := min(p.Doubles, p.Children*p.Most); left > 0; {
		i := d.IntN(p.Children)
		if out[i] > 0 && p.Doubles < p.Children/2 {
			continue
		}
		n := min(p.times(d), left, p.Most-out[i])
		out[i] += n
		left -= n
	}
	return out
}

func (p Plan) times(d dice) int {
	switch p.Spread {
	case Poisson:
		n, limit, product := 0, math.Exp(-1.0), d.Float64()
		for ; product > limit; n++ {
			product *= d.Float64()
		}
		return 1 + n
	case Zipf:
		return 1 + int(math.Pow(float64(p.Most), d.Float64()*d.Float64())) - 1
	}
	return 1 + d.IntN(max(p.Most, 1))
}

// person is a child as it is.
type person struct {
	given, family []name
	birth         day.Date
	january       bool
	sex, citizen  string
	place         string
	phone         string
	document      string
	culture       Culture
}

func (p Plan) people(d dice) []person {
	var cultures []Culture
	for _, c := range Cultures() {
		if len(p.Cultures) == 0 || strings.Contains(" "+strings.Join(p.Cultures, " ")+" ", " "+c.Name+" ") {
			cultures = append(cultures, c)
		}
	}
	tables := map[string][2][]name{}
	for _, c := range cultures {
		tables[c.Name] = [2][]name{names(c.given), names(c.family)}
	}
	places := names(towns)
	out := make([]person, p.Children)
	for i := range out {
		c := cultures[d.IntN(len(cultures))]
		t := tables[c.Name]
		w := person{culture: c, given: []name{pick(d, t[0])}, citizen: strings.ToUpper(c.Name[:3])}
		w.birth = day.Of(2004+d.IntN(10), 1, 1).Add(d.IntN(365))
		w.january = d.chance(p.January)
		w.sex = []string{"M", "M", "M", "M", "F"}[d.IntN(5)]
		w.place = pick(d, places).latin
		w.phone = fmt.Sprintf("3%09d", d.IntN(1_000_000_000))
		w.document = fmt.Sprintf("%c%c%07d", 'A'+d.IntN(26), 'A'+d.IntN(26), d.IntN(10_000_000))
		w.family = c.familyOf(d, t)
		if !c.fathers && d.chance(.12) {
			w.given = append(w.given, pick(d, t[0]))
		}
		if i > 0 && d.chance(p.Household) && out[i-1].culture.Name == c.Name {
			w.family, w.place, w.phone = out[i-1].family, out[i-1].place, out[i-1].phone
		}
		out[i] = w
	}
	return out
}

func (c Culture) familyOf(d dice, t [2][]name) []name {
	switch {
	case c.fathers && d.chance(.6):
		return []name{pick(d, t[0]), pick(d, t[0])}
	case c.fathers:
		return []name{pick(d, t[0])}
	case c.tail != "" && d.chance(.4):
		parts := strings.Fields(c.tail)
		var b strings.Builder
		for range 2 + d.IntN(3) {
			b.WriteString(parts[d.IntN(len(parts))])
		}
		text := []rune(b.String())
		return []name{{latin: strings.ToUpper(string(text[:1])) + string(text[1:])}}
	}
	return []name{pick(d, t[1])}
}

// pick draws a name: the first of a table are frequent.
func pick(d dice, table []name) name {
	return table[min(d.IntN(len(table)), d.IntN(len(table)))]
}

// dice are the chances of one set.
type dice struct{ *rand.Rand }

func (d dice) chance(share float64) bool { return share > 0 && d.Float64() < share }
