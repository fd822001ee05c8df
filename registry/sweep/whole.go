package sweep

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// whole is the nation, ready to be compared: all children in their order. Of
// what is said of them only what is compared is held.
type whole struct {
	minors   []minor.ID
	first    []int   // of each child, its first record; and how many there are
	child    []int32 // of each record
	register *match.Register
	numbered map[int32][]int32 // who share an identifier with those who come before
}

// whole reads all children.
func (s *Sweep) whole(ctx context.Context, by *likeness.Scale, progress Progress) (*whole, error) {
	missing, err := s.allMissing(ctx)
	if err != nil {
		return nil, err
	}
	var total int
	if err := s.Pool.QueryRow(ctx, `SELECT count(*) FROM match_keys`).Scan(&total); err != nil {
		return nil, fmt.Errorf("count: %w", pg.Fault(err))
	}
	w := &whole{}
	var records []match.Record
	var numbers []numberOf
	err = s.read(ctx, 1, func(m minor.ID, c *card) {
		child := int32(len(w.minors))
		w.minors, w.first = append(w.minors, m), append(w.first, len(records))
		for _, n := range s.keeper.Of(c.numbers) {
			numbers = append(numbers, numberOf{n, child})
		}
		if !c.Empty() {
			for _, r := range c.Records() {
				records, w.child = append(records, r), append(w.child, child)
			}
		}
		if len(w.minors)%atOnceRead == 0 {
			progress(Reading, len(w.minors), total)
		}
	})
	if err != nil {
		return nil, err
	}
	w.first = append(w.first, len(records))
	w.numbered = shared(numbers)
	w.register = by.Model.Register(records, func(i int) bool { return missing[w.minors[w.child[i]]] })
	progress(Reading, len(w.minors), len(w.minors))
	return w, nil
}

// allMissing gives who is missing now.
func (s *Sweep) allMissing(ctx context.Context) (map[minor.ID]bool, error) {
	rows, err := s.Pool.Query(ctx, `SELECT minor FROM casefiles WHERE state = 'missing'`)
	if err != nil {
		return nil, fmt.Errorf("find missing: %w", pg.Fault(err))
	}
	all, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil {
		return nil, fmt.Errorf("find missing: %w", pg.Fault(err))
	}
	out := make(map[minor.ID]bool, len(all))
	for _, m := range all {
		out[m] = true
	}
	return out, nil
}

// numberOf is an identifier that a child has, as a key.
type numberOf struct {
	key   int64
	child int32
}

// shared gives who share an identifier, by who comes first; what very many share
// is none.
func shared(all []numberOf) map[int32][]int32 {
	slices.SortFunc(all, func(a, b numberOf) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.child, b.child)) })
	out := map[int32][]int32{}
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].key == all[from].key {
			to++
		}
		for i := from; i < to && to-from <= crowd; i++ {
			for _, other := range all[i+1 : to] {
				out[all[i].child] = append(out[all[i].child], other.child)
			}
		}
		from = to
	}
	return out
}

// after gives the first child after one.
func (w *whole) after(m minor.ID) int {
	at, there := slices.BinarySearchFunc(w.minors, m, minor.ID.Compare)
	if there {
		at++
	}
	return at
}

// alike gives the pairs of which it is worth to say how likely they are, of the
// children of a part with all who follow, each once, in order.
func (w *whole) alike(by *likeness.Scale, from, to int) (out []two) {
	add := func(a, b int32) {
		if a != b {
			out = append(out, two{w.minors[min(a, b)], w.minors[max(a, b)]})
		}
	}
	for _, p := range w.register.Pairs(w.first[from], w.first[to]) {
		if by.Chance(p.P, 0) >= kept {
			add(w.child[p.A], w.child[p.B])
		}
	}
	for i := int32(from); i < int32(to); i++ {
		for _, other := range w.numbered[i] {
			add(i, other)
		}
	}
	slices.SortFunc(out, two.compare)
	return slices.Compact(out)
}

// everyone gives the minors of pairs, each once.
func everyone(pairs []two) []minor.ID {
	var out []minor.ID
	for _, t := range pairs {
		out = append(out, t.low, t.high)
	}
	slices.SortFunc(out, minor.ID.Compare)
	return slices.Compact(out)
}
