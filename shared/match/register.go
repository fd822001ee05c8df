package match

import (
	"hash/fnv"
	"slices"
	"strings"
	"sync"
)

// Register is records made ready to be compared with each other by a model that
// was learnt before, from them or from some of them; nothing is learnt. A part
// of it can be looked at, and the rest another time. It may be used by several
// at a time.
type Register struct {
	model  *Model
	space  *space
	ranks  []int32 // of each record, its place in an order of content
	blocks *blocks
	wanted map[uint64][]int32 // those who are looked for first, by their longer keys
}

// Register makes records ready. Those that wanted names are found even by keys
// that very many share, if they say more than one thing; it may be nil. It holds
// something over a kilobyte of memory for each record, and none of the records.
func (m *Model) Register(records []Record, wanted func(i int) bool) *Register {
	s := *m.space
	s.cards, s.split = make([]card, len(records)), 0
	parallel(len(records), chunk, func(from, to int) {
		for i := from; i < to; i++ {
			s.cards[i] = newCard(&records[i], i, false)
			s.count(&s.cards[i])
		}
	})
	r := &Register{model: m, space: &s, ranks: s.ranks(), blocks: s.blocks(), wanted: map[uint64][]int32{}}
	for i := range s.cards {
		if wanted != nil && wanted(i) {
			longKeys(&s.cards[i], func(key uint64) { r.wanted[key] = append(r.wanted[key], int32(i)) })
		}
		s.cards[i].record = nil
	}
	return r
}

// ranks gives the place of each card in an order of content.
func (s *space) ranks() []int32 {
	order := make([]int32, len(s.cards))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return compareContent(s.cards[a], s.cards[b]) })
	out := make([]int32, len(order))
	for rank, i := range order {
		out[i] = int32(rank)
	}
	return out
}

// longKeys gives the keys of a card that are made of several things.
func longKeys(c *card, yield func(key uint64)) {
	for _, k := range c.keys() {
		if strings.Contains(k, " ") {
			h := fnv.New64a()
			h.Write([]byte(k))
			yield(h.Sum64())
		}
	}
}

// Pairs gives the pairs likelier than [Least] of the records from one on, up to
// another, with all that follow in the register, and with those who are wanted;
// by A and B. Each pair is judged by itself.
func (r *Register) Pairs(from, to int) []Pair {
	out := make([][]Pair, (to-from+chunk-1)/chunk)
	seens := sync.Pool{New: func() any { return new(make([]int32, len(r.ranks))) }}
	parallel(to-from, chunk, func(a, b int) {
		seen := seens.Get().(*[]int32)
		defer seens.Put(seen)
		var partners []int32
		for i := int32(from + a); i < int32(from+b); i++ {
			partners = r.blocks.partners(r.space, i, *seen, partners[:0])
			partners = r.alsoWanted(i, *seen, partners)
			for _, j := range partners {
				if p := r.likely(i, j); p >= Least {
					out[a/chunk] = append(out[a/chunk], Pair{A: int(min(i, j)), B: int(max(i, j)), P: p})
				}
			}
		}
	})
	return slices.Concat(out...)
}

// alsoWanted adds those who are wanted, and not there already.
func (r *Register) alsoWanted(i int32, seen, partners []int32) []int32 {
	if len(r.wanted) == 0 {
		return partners
	}
	longKeys(&r.space.cards[i], func(key uint64) {
		for _, j := range r.wanted[key] {
			if j != i && seen[j] != i+1 && len(r.wanted[key]) <= crowd {
				seen[j] = i + 1
				partners = append(partners, j)
			}
		}
	})
	return partners
}

// likely is how likely two records are of one child, whichever is named first.
func (r *Register) likely(i, j int32) float64 {
	if r.ranks[i] > r.ranks[j] {
		i, j = j, i
	}
	p := compared{i, j, compareCards(&r.space.cards[i], &r.space.cards[j])}
	return certain(r.model.odds(r.space, &p))
}
