package target

import (
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strconv"

	"faro.example/shared/day"
	"faro.example/shared/sheet"
)

// Child is one of the list; [Open] is what the source does not give.
type Child struct {
	Of    [dimensions]string
	Birth day.Date // zero where the age is open
}

// Options are what figures do not say.
type Options struct {
	On   day.Date // the day that the figures are of
	Seed uint64
	// Awaiting is how many in a thousand wait to be identified and are written
	// down as born on 1 January.
	Awaiting int
}

// Awaiting is how many in a thousand are born on 1 January, so that of a stock of
// which half are 17 a tenth leaves that day, as the Ministry's does (10 to 15 %).
const Awaiting = 200

// List makes the children. It fails with [fault.Conflict], saying which figures
// contradict each other, and with [fault.Invalid] for figures that it cannot read
// together.
func (t Targets) List(o Options) ([]Child, error) {
	ones, twos, err := t.sorted()
	if err != nil {
		return nil, err
	}
	margins, err := t.margins(ones, twos)
	if err != nil {
		return nil, err
	}
	if twos, err = ordered(twos); err != nil {
		return nil, err
	}
	for _, w := range twos {
		if err := w.fill(margins[w.row], margins[w.col]); err != nil {
			return nil, err
		}
	}
	chance := rand.New(rand.NewPCG(o.Seed, 0))
	out := make([]Child, t.Total)
	all := make([]*Child, t.Total)
	for i := range out {
		all[i] = &out[i]
	}
	for _, w := range twos {
		if out[0].Of[w.row] == "" {
			assign(chance, all, w.row, margins[w.row])
		}
		w.assign(chance, all, margins)
	}
	for d := range dimensions {
		if out[0].Of[d] == "" {
			assign(chance, all, d, margins[d])
		}
	}
	for _, c := range all {
		c.Birth = birth(chance, c.Of[Age], o)
	}
	return out, nil
}

// assign gives children the values of a dimension, as often as each is counted,
// in any order.
func assign(chance *rand.Rand, children []*Child, d Dimension, m margin) {
	var all []string
	for _, v := range m.values {
		all = append(all, slices.Repeat([]string{v}, m.counts[v])...)
	}
	chance.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	for i, c := range children {
		c.Of[d] = all[i]
	}
}

// assign gives the values of the columns to those who have each value of the rows.
func (w *table) assign(chance *rand.Rand, children []*Child, margins [dimensions]margin) {
	of := map[string][]*Child{}
	for _, c := range children {
		of[c.Of[w.row]] = append(of[c.Of[w.row]], c)
	}
	for _, r := range margins[w.row].values {
		m := margin{values: margins[w.col].values, counts: map[string]int{}}
		for _, c := range m.values {
			m.counts[c] = w.cells[[2]string{r, c}]
		}
		assign(chance, of[r], w.col, m)
	}
}

// birth gives a date of birth of who is in a band on the day, 1 January for some;
// none where the age is open.
func birth(chance *rand.Rand, band string, o Options) day.Date {
	ages, ok := bands[band]
	if !ok {
		return day.Date{}
	}
	age := ages[0] + chance.IntN(ages[1]-ages[0]+1)
	if chance.IntN(1000) < o.Awaiting {
		y, _, _ := o.On.Civil()
		return day.Of(y-age, 1, 1) // who turns that age in the year of the day has turned it
	}
	last := o.On.AddYears(-age)
	if last.Age(o.On) < age {
		last = last.Add(-1) // of 29 February
	}
	return last.Add(-chance.IntN(last.Sub(o.On.AddYears(-age - 1))))
}

// Write writes the list as registryctl import population reads it.
func Write(w io.Writer, children []Child) error {
	heading := []string{"reference", "sex", "birth date", "citizenship", "region"}
	return sheet.Write(w, sheet.Plain, heading, func(yield func([]string) bool) {
		for i, c := range children {
			born := ""
			if !c.Birth.IsZero() {
				born = c.Birth.String()
			}
			row := []string{strconv.Itoa(i + 1), open(c.Of[Sex]), born, open(c.Of[Citizenship]), open(c.Of[Region])}
			if c.Of[Citizenship] == Open {
				row[3] = "altre"
			}
			if !yield(row) {
				return
			}
		}
	})
}

func open(v string) string {
	if v == Open {
		return ""
	}
	return v
}

// Compare counts the children by a figure's values and says, for each that is
// not met, how many there are instead.
func (t Targets) Compare(count func(Figure) int) (out []string) {
	for _, f := range append([]Figure{{Count: t.Total}}, t.Figures...) {
		if n := count(f); n != f.Count {
			out = append(out, fmt.Sprintf("%s: counted %d", f, n))
		}
	}
	return out
}
