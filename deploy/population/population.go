// Package population makes a synthetic nation: a directory of institutions,
// structures and people, and the children in their care with what is recorded
// of them, in the proportions that the Ministry publishes.
//
// The invariant: the same seed and options give the same nation, byte for
// byte, on any machine and at any time; nobody in it exists; and a history
// never says what cannot be: two places on one day, an absence of one who is
// not there, anything before the child is found, after its end, or later than
// today. It writes nothing: pushing the nation through the real path is the
// loader's work.
package population

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/reference"
)

// Options say how large the nation is and when it is.
type Options struct {
	Today      day.Date          // the last day of which anything is recorded
	Since      day.Date          // the first
	Children   int               // all, also those who have left
	Present    int               // of them, those in reception at the end of Today
	Structures int               // of the directory
	Places     *reference.Tables // Italy
}

// Small is the nation of the demo: 2,000 children, 1,600 of them present, in 60
// structures, with two years behind them.
func Small(today day.Date, places *reference.Tables) Options {
	return Options{Today: today, Since: today.AddYears(-2), Children: 2000, Present: 1600, Structures: 60, Places: places}
}

// Whole is the nation as large as it is: 23,000 children present in 1,500
// structures, with seven years and 60,000 others behind them.
func Whole(today day.Date, places *reference.Tables) Options {
	return Options{Today: today, Since: today.AddYears(-7), Children: 83_000, Present: 23_000, Structures: 1500, Places: places}
}

// Share is a nation as large as a share of this one, with the same years behind it.
func (o Options) Share(share float64) Options {
	part := func(n int) int { return int(math.Round(share * float64(n))) }
	o.Children, o.Present, o.Structures = part(o.Children), part(o.Present), max(part(o.Structures), minStructures)
	return o
}

// The least that can be parted among 21 regions and every fate.
const (
	minDays       = 120
	minStructures = 21
)

func (o Options) validate() error {
	switch {
	case o.Places == nil:
		return fault.Field("places", "no reference tables", "give those of reference.Load")
	case o.Today.IsZero() || o.Since.IsZero() || o.Today.Sub(o.Since) < minDays:
		return fault.Field("since", fmt.Sprintf("fewer than %d days before today", minDays), "begin earlier")
	case o.Structures < minStructures:
		return fault.Field("structures", "fewer than regions", fmt.Sprintf("ask for %d or more", minStructures))
	case o.Present < 0 || o.Children < o.Present:
		return fault.Field("children", "fewer than those present", "ask for as many as are present, or more")
	}
	return nil
}

// Nation is everything that was made. Its slices are the nation's own: read
// them, do not change them. Indexes in [Minor] and [Event] are into them.
type Nation struct {
	Seed         uint64
	Options      Options
	Institutions []institution.Institution
	Structures   []facility.Structure
	People       []Person
	Landings     []minor.Landing
	Minors       []Minor
	Doubles      []Double // the same child registered twice

	staff     map[institution.OfficeID][]int     // people by office
	services  map[string]int                     // institution of a municipality, by ISTAT code
	courts    map[string]int                     // institution of a province's juvenile court
	listed    map[int][]int                      // volunteer guardians of a court, in People
	wards     map[int]int                        // guardian of a child, in People
	within    map[string]map[facility.Type][]int // structures by region and type
	region    []string                           // of each structure
	province  []string                           // of each structure
	seat      map[institution.ID]string          // province of an institution
	ports     []string                           // region of each landing
	portTown  []string                           // municipality of each landing, ISTAT code
	countries []country
	regions   []regionShare
}

// Person is somebody who works in reception or for an institution.
type Person struct {
	ID     institution.PersonID
	Name   minor.Text
	Role   access.Role
	Office institution.OfficeID
}

// Fate is where a child's history leads.
type Fate uint8

// The fates.
const (
	Present   Fate = iota // lives at a structure, or with a family known by words
	InTransit             // sent to another structure, not arrived yet
	Missing               // left on its own, not found
	Left                  // left the register
)

// Minor is one child, as the nation knows the truth; what is recorded of the
// child is its [Nation.History].
type Minor struct {
	ID          minor.ID
	Name        minor.Name // as a document would have it
	Sex         minor.Sex
	Citizenship minor.Country // "" is not known
	Birth       minor.Birth   // presumed for those who await identification
	Tag         minor.Text
	Landing     int // index, -1 for a child found on the territory
	Entry       day.Date
	Fate        Fate
	End         day.Date // of the fate; zero while present
	Structure   int      // where the child is, or was last; -1 with a family known by words

	person  int             // index of the child's first registration: its own, or for a double the other's
	ghost   bool            // typed twice: nobody writes of it again
	again   int             // who it was registered as where it was sent; -1
	reason  movement.Reason // of those who left
	country int             // index in countries
	region  string          // where the child is, or was last
	spelled spelledName
}

// New makes the nation of a seed. It fails with [fault.Invalid], naming the
// option.
func New(seed uint64, o Options) (*Nation, error) {
	if err := o.validate(); err != nil {
		return nil, err
	}
	n := &Nation{
		Seed: seed, Options: o,
		staff:    map[institution.OfficeID][]int{},
		services: map[string]int{},
		courts:   map[string]int{},
		listed:   map[int][]int{},
		wards:    map[int]int{},
		within:   map[string]map[facility.Type][]int{},
		seat:     map[institution.ID]string{},

		countries: countries(),
		regions:   regionShares(),
	}
	if err := n.build(); err != nil {
		return nil, err
	}
	n.people()
	n.plan()
	if err := n.land(); err != nil {
		return nil, err
	}
	n.pairTyped()
	n.describe()
	n.same()
	n.entrust()
	n.fillBeds()
	return n, nil
}

// Events gives all that is recorded of all children, by the day on which it was
// written; what was written on one day by child, in order.
func (n *Nation) Events() []Event {
	var out []Event
	for i := range n.Minors {
		out = append(out, n.History(i)...)
	}
	slices.SortStableFunc(out, func(a, b Event) int {
		return cmp.Or(a.Written.Compare(b.Written), cmp.Compare(a.Minor, b.Minor))
	})
	return out
}

// Count gives the children present at the end of a day: those whom a census of
// that day counts, if it knows everything.
func (n *Nation) Count(d day.Date) int {
	count := 0
	for i := range n.Minors {
		for _, s := range n.Stays(i) {
			if s.Span.Contains(d) {
				count++
			}
		}
	}
	return count
}

// Speaker gives the office that an event is written for.
func (n *Nation) Speaker(e Event) institution.OfficeID {
	if e.Structure >= 0 {
		return institution.OfficeOf(n.Structures[e.Structure].ID)
	}
	return institution.Office(n.Institutions[e.Institution].ID)
}

// Province gives the letters of the province in which an event is written.
func (n *Nation) Province(e Event) string {
	if e.Structure >= 0 {
		return n.province[e.Structure]
	}
	return n.seat[n.Institutions[e.Institution].ID]
}
