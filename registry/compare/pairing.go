package compare

import (
	"cmp"
	"context"
	"math"
	"slices"

	"faro.example/registry/likeness"
	"faro.example/registry/lookup"
	"faro.example/shared/match"
	"faro.example/shared/minor"
	"faro.example/shared/sheet"
)

// pairing pairs the rows of a list with children: first by identifiers, then by
// what is said of them, the likeliest first; a child is one row's at most.
type pairing struct {
	rows  []sheet.Row[Row]
	known []lookup.Known // those of the place, then whoever was found elsewhere
	here  int            // how many of them are of the place
	pairs []pair         // of each row
	taken map[minor.ID]int
}

// pair is what a row was paired with.
type pair struct {
	child    int // in known; -1 for nobody
	byNumber bool
	p        float64
	reasons  []match.Reason
	others   int
	doubles  int // the row that names the same child; -1 for none
}

// sure reports whether the two are shown as one child.
func (p *pair) sure() bool { return p.others == 0 && (p.byNumber || p.p >= sure) }

func newPairing(rows []sheet.Row[Row], here []lookup.Known) *pairing {
	p := &pairing{rows: rows, known: here, here: len(here), pairs: make([]pair, len(rows)), taken: map[minor.ID]int{}}
	for i := range p.pairs {
		p.pairs[i] = pair{child: -1, doubles: -1}
	}
	return p
}

// open reports whether nothing was found for a row yet.
func (p *pairing) open(row int) bool { return p.pairs[row].child < 0 && p.pairs[row].doubles < 0 }

// take gives a child to a row, unless another row has it: then the list names
// the child twice, or they are two.
func (p *pairing) take(row, child int, with pair) {
	m := p.known[child].Minor
	if first, gone := p.taken[m]; gone {
		p.pairs[row].doubles = first
		return
	}
	p.taken[m] = row
	with.child, with.doubles = child, -1
	p.pairs[row] = with
}

// byNumber pairs rows with the children of the place who have their identifiers.
// One whose numbers are of several children is for a person to look at.
func (p *pairing) byNumber() {
	of := map[string][]int{}
	for i := range p.known {
		for _, a := range p.known[i].Card.NumberAtoms() {
			of[a] = append(of[a], i)
		}
	}
	first := map[string]int{} // rows by number, also of children whom nobody knows
	for row := range p.rows {
		var found []int
		for _, n := range p.rows[row].Value.numbers() {
			a := likeness.NumberAtom(n.Scheme, n.Value.Reveal())
			if before, again := first[a]; again && p.open(row) {
				p.pairs[row].doubles = before
			} else if !again {
				first[a] = row
			}
			for _, i := range of[a] {
				if !slices.Contains(found, i) {
					found = append(found, i)
				}
			}
		}
		if len(found) > 0 && p.pairs[row].doubles < 0 {
			p.take(row, found[0], pair{byNumber: true, others: len(found) - 1})
		}
	}
}

// proposal is a row and a child who may be one.
type proposal struct {
	row, child int
	verdict    match.Verdict
	p          float64
}

// byLikeness pairs the rows that are left with the children of the place. Among so few, that any two are one child is likelier than in the nation:
// before anything is compared, a row is as likely each of them as nobody.
func (p *pairing) byLikeness(scale *likeness.Scale) {
	index := newIndex(p.known) // also of those who are taken: a list may name a child twice
	prior := -math.Log2(float64(p.here + 1))
	var all []proposal
	for row := range p.rows {
		if !p.open(row) {
			continue
		}
		r := p.rows[row].Value.record()
		for _, child := range index.nearest(r) {
			v := likeliest(scale.Model, r, &p.known[child])
			if chance := repriored(v.P, prior-scale.Model.Prior()); chance >= half {
				all = append(all, proposal{row, child, v, chance})
			}
		}
	}
	p.settle(all)
}

// settle takes proposals, the likeliest first.
func (p *pairing) settle(all []proposal) {
	slices.SortStableFunc(all, func(a, b proposal) int {
		return cmp.Or(cmp.Compare(b.p, a.p), cmp.Compare(a.row, b.row), p.known[a.child].Minor.Compare(p.known[b.child].Minor))
	})
	for _, x := range all {
		_, gone := p.taken[p.known[x.child].Minor]
		switch at := &p.pairs[x.row]; {
		case at.child >= 0 && !gone:
			at.others++
		case at.child < 0 && (!gone || x.p >= sure) && at.doubles < 0:
			p.take(x.row, x.child, pair{p: x.p, reasons: x.verdict.Reasons})
		}
	}
}

// elsewhere looks for the rows that are left among all of the caller's children,
// wherever they were: by identifiers, and by what is said of them. It gives how
// many rows were too many to be looked for.
func (p *pairing) elsewhere(ctx context.Context, s *lookup.Sight) (tooMany int, err error) {
	sought := 0
	for row := range p.rows {
		if !p.open(row) {
			continue
		}
		if sought++; sought > MaxSought {
			tooMany++
			continue
		}
		if err := p.seek(ctx, s, row); err != nil {
			return 0, err
		}
	}
	return tooMany, nil
}

func (p *pairing) seek(ctx context.Context, s *lookup.Sight, row int) error {
	r := p.rows[row].Value
	var records []match.Record
	if rec := r.record(); len(match.Atoms(rec)) > 0 {
		records = append(records, rec)
	}
	found, err := s.Alike(ctx, r.numbers(), records)
	if err != nil {
		return err
	}
	var all []proposal
	for _, k := range found {
		if slices.ContainsFunc(p.known[:p.here], func(o lookup.Known) bool { return o.Minor == k.Minor }) {
			continue // it was compared with those
		}
		p.known = append(p.known, k)
		child := len(p.known) - 1
		if shares(&r, &k) {
			p.take(row, child, pair{byNumber: true})
			return nil
		}
		for _, rec := range records {
			v := likeliest(s.Scale.Model, rec, &k)
			if chance := s.Scale.Chance(v.P, 0); chance >= half {
				all = append(all, proposal{row, child, v, chance})
			}
		}
	}
	p.settle(all)
	return nil
}

// shares reports whether a row and a child share an identifier.
func shares(r *Row, k *lookup.Known) bool {
	atoms := k.Card.NumberAtoms()
	return slices.ContainsFunc(r.numbers(), func(n likeness.Number) bool {
		return slices.Contains(atoms, likeness.NumberAtom(n.Scheme, n.Value.Reveal()))
	})
}

// likeliest compares a row with each of the names and birth dates of a child.
func likeliest(m *match.Model, r match.Record, k *lookup.Known) (best match.Verdict) {
	for i, o := range k.Card.Records() {
		o.Place, o.Document = "", "" // a list says neither
		if v := m.Compare(r, o); i == 0 || v.P > best.P {
			best = v
		}
	}
	return best
}

// repriored gives a probability with so many bits more before anything was compared.
func repriored(p, bits float64) float64 {
	p = min(max(p, 1e-12), 1-1e-12)
	return 1 / (1 + math.Exp(-math.Log(p/(1-p))-bits*math.Ln2))
}

// index finds the children who share something with a row.
type index struct {
	of     map[string][]int
	worth  map[string]float64 // bits: what few share says more
	scores map[int]float64
}

func newIndex(known []lookup.Known) *index {
	x := &index{of: map[string][]int{}, worth: map[string]float64{}, scores: map[int]float64{}}
	for i := range known {
		for _, r := range known[i].Card.Records() {
			for _, a := range match.Atoms(r) {
				if at := x.of[a]; len(at) == 0 || at[len(at)-1] != i {
					x.of[a] = append(at, i)
				}
			}
		}
	}
	for a, those := range x.of {
		x.worth[a] = math.Log2(float64(len(known)+1) / float64(len(those)))
	}
	return x
}

// nearest gives the children who share most with a row, at most [near].
func (x *index) nearest(r match.Record) []int {
	clear(x.scores)
	for _, a := range match.Atoms(r) {
		for _, i := range x.of[a] {
			x.scores[i] += x.worth[a]
		}
	}
	out := make([]int, 0, len(x.scores))
	for i := range x.scores {
		out = append(out, i)
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Or(cmp.Compare(x.scores[b], x.scores[a]), cmp.Compare(a, b)) })
	return out[:min(near, len(out))]
}
