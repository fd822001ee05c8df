package replica

import (
	"cmp"
	"context"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/shared/casefile"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Landing is the summary of the children of one landing who are known here.
type Landing struct {
	minor.Landing
	Children    int     `json:"children"`
	Unsent      int     `json:"unsent"` // children about whom something is unsent
	Sex         []Tally `json:"sex"`
	Age         []Tally `json:"age"` // on the day of the landing
	Citizenship []Tally `json:"citizenship"`

	Minors []minor.ID `json:"-"` // whom it sums up
}

// Tally is how many children have a value.
type Tally struct {
	Value    string `json:"value"`
	Children int    `json:"children"`
}

// Unknown is the value of who nothing is known of.
const Unknown = "not known"

// FindLanding gives the summary of a landing. It fails with [fault.NotFound] if
// no child of it is known here.
func (r *Replica) FindLanding(ctx context.Context, q localdb.Querier, id minor.LandingID) (Landing, error) {
	all, err := r.All(ctx, q)
	if err != nil {
		return Landing{}, err
	}
	var out Landing
	sex, age, citizenship := map[string]int{}, map[string]int{}, map[string]int{}
	for _, h := range all {
		found := h.File.Presence.Found
		if found == nil || found.Landing == nil || found.Landing.ID != id {
			continue
		}
		out.Landing = *found.Landing
		out.Children++
		out.Minors = append(out.Minors, h.File.Minor)
		out.Unsent += min(h.Unsent, 1)
		sex[known(string(attribute[minor.Sex](h.File, minor.AttrSex)))]++
		citizenship[known(string(attribute[minor.Country](h.File, minor.AttrCitizenship)))]++
		age[band(attribute[minor.Birth](h.File, minor.AttrBirth), out.Landing)]++
	}
	if out.Children == 0 {
		return Landing{}, fault.Newf(fault.NotFound, "no child of that landing is known here")
	}
	out.Sex, out.Citizenship, out.Age = byNumber(sex), byNumber(citizenship), byBand(age)
	return out, nil
}

// attribute gives the value shown of an attribute of identity, zero if nothing is stated.
func attribute[T any](f casefile.File, slot string) T {
	var out T
	for _, a := range f.Identity.Attributes {
		if a.Slot == slot {
			out, _ = a.Value.(T)
		}
	}
	return out
}

func known(v string) string {
	if v == "" {
		return Unknown
	}
	return v
}

// bands are those that the Ministry publishes, with one for who turns out to
// be of age, and one for who nothing is known of.
func bands() []string { return []string{"17", "16", "15", "7-14", "0-6", "18 and over", Unknown} }

func band(b minor.Birth, l minor.Landing) string {
	switch age := b.Date.Age(l.On); {
	case age < 0:
		return Unknown
	case age >= 18:
		return "18 and over"
	case age >= 15:
		return [...]string{"15", "16", "17"}[age-15]
	case age >= 7:
		return "7-14"
	}
	return "0-6"
}

func byBand(m map[string]int) []Tally {
	var out []Tally
	for _, b := range bands() {
		if m[b] > 0 {
			out = append(out, Tally{b, m[b]})
		}
	}
	return out
}

// byNumber puts the largest first, and who is not known last.
func byNumber(m map[string]int) []Tally {
	out := make([]Tally, 0, len(m))
	for v, n := range m {
		out = append(out, Tally{v, n})
	}
	last := func(t Tally) int {
		if t.Value == Unknown {
			return 1
		}
		return 0
	}
	slices.SortFunc(out, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(last(a), last(b)), cmp.Compare(b.Children, a.Children), cmp.Compare(a.Value, b.Value))
	})
	return out
}
