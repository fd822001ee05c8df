package lookup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/likeness"
	"faro.example/shared/day"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// wanted is a query as it is looked up and compared.
type wanted struct {
	lists   []string // of keys, as arrays
	whole   int      // how many of the first lists hold all that was asked
	records []match.Record
	numbers []string // identifiers, as atoms
}

// schemes are those of the numbers by which a child may be looked for.
var schemes = []minor.Scheme{minor.NationalCode, minor.SIM, minor.SecondReception, minor.PoliceNumber, minor.Wristband}

// want makes of a query what to look for.
func (l *Lookup) want(q Query) (w wanted, err error) {
	var lists [][]string
	if q.Code != "" {
		w.numbers = append(w.numbers, likeness.NumberAtom(minor.NationalCode, string(q.Code)))
	}
	if q.Number != "" {
		for _, s := range schemes {
			w.numbers = append(w.numbers, likeness.NumberAtom(s, q.Number.Reveal()))
		}
		lists = append(lists, match.Atoms(match.Record{Document: q.Number.Reveal()}))
	}
	for _, n := range w.numbers {
		lists = append(lists, []string{n})
	}
	if q.Name != "" {
		w.records = q.records(l.today())
		all := match.Atoms(match.Record{Given: q.Name.Reveal()})
		lists = append(lists, all)
		w.whole = len(lists)
		for _, r := range w.records { // the same list twice is one
			lists = append(lists, likeness.Lists(r)...)
		}
	}
	if len(w.records) == 0 {
		w.records, w.whole = []match.Record{{Birth: born(q.Born), Document: q.Number.Reveal()}}, len(lists)
	}
	keyed := make([][]int64, len(lists))
	for i, list := range lists {
		keyed[i] = l.keeper.Of(list)
	}
	w.lists = arrays(keyed)
	return w, nil
}

// records are what a child is compared with: one for each way to divide the
// words of the name in two parts, and for each year in which one of that age may
// be born.
func (q Query) records(today day.Date) []match.Record {
	r := match.Record{
		Given: q.Name.Reveal(), Sex: string(q.Sex), Citizenship: string(q.Citizenship), Birth: born(q.Born), Document: q.Number.Reveal(),
	}
	births := []minor.Birth{r.Birth}
	if q.Born.IsZero() && q.Age > 0 {
		births = nil
		for _, year := range birthYears(today, q.Age) {
			births = append(births, minor.Birth{Date: day.Of(year, 1, 1), Precision: minor.ToYear, Provenance: minor.Presumed})
		}
	}
	words := strings.Fields(r.Given)
	var out []match.Record
	for _, r.Birth = range births {
		if len(words) == 1 {
			out = append(out, r)
		}
		for k := 1; k < min(len(words), maxDivided); k++ {
			r.Given, r.Family = strings.Join(words[:k], " "), strings.Join(words[k:], " ")
			out = append(out, r)
		}
	}
	return out
}

// maxDivided bounds in how many ways a name is divided. Arbitrary: few children
// have more given names.
const maxDivided = 5

func born(on day.Date) minor.Birth {
	if on.IsZero() {
		return minor.Birth{}
	}
	return minor.Birth{Date: on, Precision: minor.ToDay, Provenance: minor.Declared}
}

// rank compares those found with what was asked, by what was learnt of this
// nation's names, and puts the likeliest first.
func (l *Lookup) rank(ctx context.Context, tx pgx.Tx, w wanted, found []Found) ([]Found, error) {
	cards, err := l.cards(ctx, tx, found)
	if err != nil {
		return nil, err
	}
	scale, err := l.newest.Scale(ctx, tx, l.seal)
	if err != nil {
		return nil, err
	}
	score := make(map[minor.ID]float64, len(found))
	for i := range found {
		f := &found[i]
		c, there := cards[f.Minor]
		if !there {
			continue
		}
		f.Code = c.Code
		if len(c.Names) > 0 {
			f.Name = &c.Names[0]
		}
		if len(w.lists) > 0 {
			f.Reasons, score[f.Minor] = w.compare(scale.Model, &c)
		}
	}
	slices.SortStableFunc(found, func(a, b Found) int {
		return cmp.Or(cmp.Compare(score[b.Minor], score[a.Minor]), a.Minor.Compare(b.Minor))
	})
	return found, nil
}

// certain is what an identifier that agrees is worth beside a name: more than
// any name. Arbitrary.
const certain = 40

// compare says why a child may be the one that is looked for.
func (w wanted) compare(m *match.Model, c *likeness.Card) (why []match.Reason, bits float64) {
	best := false
	for _, r := range w.records {
		for _, o := range c.Records() {
			v := m.Compare(r, o)
			sum := 0.0
			for _, reason := range v.Reasons {
				sum += reason.Bits
			}
			if !best || sum > bits {
				why, bits, best = v.Reasons, sum, true
			}
		}
	}
	if len(w.numbers) > 0 && slices.ContainsFunc(c.NumberAtoms(), func(n string) bool { return slices.Contains(w.numbers, n) }) {
		same := match.Reason{Field: "number", English: "the same", Italian: "uguale", Bits: certain}
		why, bits = append([]match.Reason{same}, why...), bits+certain
	}
	return why, bits
}

// cardsOf reads cards one by one, by their keys. PostgreSQL is not shown the list while
// it makes its plan, so it keeps the plan: behind the policies making one takes longer
// than reading.
const cardsOf = `SELECT k.minor, k.card FROM (SELECT DISTINCT unnest((SELECT $1::uuid[]))) u (minor)
	CROSS JOIN LATERAL (SELECT minor, card FROM match_keys WHERE minor = u.minor) k`

// cards opens the cards of those found, behind the reader's own wall.
func (l *Lookup) cards(ctx context.Context, tx pgx.Tx, found []Found) (map[minor.ID]likeness.Card, error) {
	minors := make([]minor.ID, len(found))
	for i := range found {
		minors[i] = found[i].Minor
	}
	keys, err := l.seal.Find(ctx, tx, minors)
	if err != nil {
		return nil, err
	}
	rows, err := tx.Query(ctx, cardsOf, minors)
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	out := make(map[minor.ID]likeness.Card, len(minors))
	var m minor.ID
	var sealed []byte
	_, err = pgx.ForEachRow(rows, []any{&m, &sealed}, func() error {
		if keys[m] == nil {
			return nil // erased
		}
		out[m], err = likeness.Open(keys[m], m, sealed)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	return out, nil
}
