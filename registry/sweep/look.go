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

// look finds with whom a child may be the same: among those who share a list of
// keys, the missing first. A child whose key is gone is the same as nobody.
func (s *Sweep) look(ctx context.Context, tx pgx.Tx, by *likeness.Scale, m minor.ID) (looked, error) {
	out := looked{minor: m}
	// A list that many share is to be looked up all the same, and cut off.
	if _, err := tx.Exec(ctx, `SET LOCAL enable_seqscan = off`); err != nil {
		return out, fmt.Errorf("look: %w", err)
	}
	cards, err := s.cards(ctx, tx, []minor.ID{m})
	if err != nil {
		return out, err
	}
	mine, there := cards[m]
	if !there || mine.Empty() {
		return out, nil
	}
	others, missing, err := s.partners(ctx, tx, m, &mine)
	if err != nil {
		return out, err
	}
	if cards, err = s.cards(ctx, tx, others); err != nil {
		return out, err
	}
	for _, o := range others {
		theirs, there := cards[o]
		if !there {
			continue
		}
		p := pairOf(m, o)
		p.Missing = missing[o] || missing[m]
		if p.judge(by, &mine, &theirs) {
			out.pairs = append(out.pairs, p)
		}
	}
	return out, nil
}

// card is a child's, with what its identifiers are looked up by.
type card struct {
	likeness.Card
	numbers []string
}

// states reports whether one of two was registered with the national code of
// the other.
func (c *card) states(o *card) bool {
	says := func(a, b *card) bool {
		return b.Code != "" && slices.ContainsFunc(a.Numbers, func(n likeness.Number) bool {
			return n.Scheme == minor.NationalCode && minor.Code(n.Value) == b.Code
		})
	}
	return says(c, o) || says(o, c)
}

// worth of an identifier that agrees, in bits: systems make mistakes too, and a
// number is read out wrongly. Arbitrary; wristbands are numbered anew at every
// place and say nothing.
const worth = 12

// judge says how likely two are one child, and why, and reports whether that is
// to be kept.
func (p *Pair) judge(by *likeness.Scale, a, b *card) bool {
	p.Stated = a.states(b)
	p.P, p.Reasons = compare(by, &a.Card, &b.Card)
	p.Likely = p.Stated || p.P >= by.Threshold
	return p.Likely || p.P >= kept
}

// compare gives how likely two children are one, by those of their names and
// birth dates that agree best, and why.
func compare(by *likeness.Scale, a, b *likeness.Card) (p float64, why []match.Reason) {
	best := -1.0
	for _, x := range a.Records() {
		for _, y := range b.Records() {
			if v := by.Model.Compare(x, y); v.P > best {
				best, why = v.P, v.Reasons
			}
		}
	}
	bits := 0.0
	for _, n := range a.Numbers {
		if n.Scheme != minor.Wristband && n.Scheme != minor.NationalCode && slices.Contains(b.Numbers, n) {
			bits = worth
		}
	}
	if bits > 0 {
		why = append(why, match.Reason{Field: "number", English: "the same", Italian: "uguale", Bits: bits})
	}
	return by.Chance(best, bits), why
}

// partners gives whom a child is compared with, the missing first, and who is
// missing.
func (s *Sweep) partners(ctx context.Context, tx pgx.Tx, m minor.ID, mine *card) ([]minor.ID, map[minor.ID]bool, error) {
	lists := s.lists(mine)
	found := map[minor.ID]bool{}
	crowded, err := s.follow(ctx, tx, everybody, m, lists, found)
	if err != nil {
		return nil, nil, err
	}
	// Of those whom very many are like, the missing are looked at all the same;
	// and like one who is missing, who came last.
	among := slices.DeleteFunc(crowded, func(keys []int64) bool { return len(keys) < 2 })
	if _, err := s.follow(ctx, tx, theMissing, m, among, found); err != nil {
		return nil, nil, err
	}
	mineMissing, err := areMissing(ctx, tx, []minor.ID{m})
	if err != nil {
		return nil, nil, err
	}
	for i := 0; mineMissing[m] && i < len(among) && len(found) < maxCompared; i++ {
		if _, err := s.follow(ctx, tx, theLast, m, among[i:i+1], found); err != nil {
			return nil, nil, err
		}
	}
	out := make([]minor.ID, 0, len(found)+1)
	for o := range found {
		out = append(out, o)
	}
	missing, err := areMissing(ctx, tx, append(out, m))
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(out, func(a, b minor.ID) int { // then who came last
		switch {
		case missing[a] == missing[b]:
			return b.Compare(a)
		case missing[a]:
			return -1
		}
		return 1
	})
	return out[:min(len(out), maxCompared)], missing, nil
}

// following is among whom lists are followed: up to so many of each list, and of
// a list that more share nobody, or the first of them.
type following struct {
	name, sql string
	most      int
	some      bool
}

var (
	everybody  = following{name: "all", most: crowd, sql: `SELECT minor FROM match_keys WHERE keys @> $1 AND minor <> $2 LIMIT $3`}
	theMissing = following{name: "missing", most: crowd, sql: `SELECT k.minor FROM match_keys k WHERE k.keys @> $1 AND k.minor <> $2
		AND k.minor IN (SELECT c.minor FROM casefiles c WHERE c.state = 'missing') LIMIT $3`}
	theLast = following{name: "last", most: maxCompared, some: true,
		// found by the keys, and then put in order: not all children in order until there are enough
		sql: `SELECT k.minor FROM (SELECT minor FROM match_keys WHERE keys @> $1 AND minor <> $2 OFFSET 0) k ORDER BY k.minor DESC LIMIT $3`}
)

// lists gives what to look for, as keys, each list once and those of more first.
func (s *Sweep) lists(mine *card) [][]int64 {
	var out [][]int64
	for _, n := range mine.numbers {
		out = append(out, s.keeper.Of([]string{n}))
	}
	for _, r := range mine.Records() {
		for _, list := range likeness.Lists(r) {
			out = append(out, s.keeper.Of(list))
		}
	}
	slices.SortFunc(out, func(a, b []int64) int { return cmp.Or(cmp.Compare(len(b), len(a)), slices.Compare(a, b)) })
	return slices.CompactFunc(out, slices.Equal)
}

// follow adds to found who shares one of the lists, and gives the lists that
// very many share, which it may leave out.
func (s *Sweep) follow(ctx context.Context, tx pgx.Tx, among following, m minor.ID, lists [][]int64, found map[minor.ID]bool) ([][]int64, error) {
	now := s.Now()
	var crowded [][]int64
	b := &pgx.Batch{}
	for _, keys := range lists {
		name := fmt.Sprint(among.name, keys)
		if s.crowds.known(name, now) {
			crowded = append(crowded, keys)
			continue
		}
		b.Queue(among.sql, keys, m, among.most+1).Query(func(rows pgx.Rows) error {
			some, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
			if err != nil {
				return err
			}
			if len(some) > among.most && !among.some {
				s.crowds.add(name, now)
				crowded = append(crowded, keys)
				return nil
			}
			for _, o := range some {
				found[o] = true
			}
			return nil
		})
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return nil, fmt.Errorf("look up keys: %w", err)
	}
	return crowded, nil
}

// areMissing gives those of some minors who are missing now.
func areMissing(ctx context.Context, q pg.Querier, minors []minor.ID) (map[minor.ID]bool, error) {
	rows, err := q.Query(ctx, `SELECT minor FROM casefiles WHERE minor = ANY ($1) AND state = 'missing'`, minors)
	if err != nil {
		return nil, fmt.Errorf("find missing: %w", err)
	}
	out := map[minor.ID]bool{}
	var m minor.ID
	_, err = pgx.ForEachRow(rows, []any{&m}, func() error {
		out[m] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("find missing: %w", err)
	}
	return out, nil
}

// cards opens the cards of children; those whose key is gone are left out.
func (s *Sweep) cards(ctx context.Context, q pg.Querier, minors []minor.ID) (map[minor.ID]card, error) {
	out := make(map[minor.ID]card, len(minors))
	keys, err := s.Sealer.Find(ctx, q, minors)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT minor, card FROM match_keys WHERE minor = ANY ($1)`, minors)
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	var m minor.ID
	var sealed []byte
	_, err = pgx.ForEachRow(rows, []any{&m, &sealed}, func() error {
		if keys[m] == nil {
			return nil
		}
		c, err := likeness.Open(keys[m], m, sealed)
		out[m] = card{c, c.NumberAtoms()}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	return out, nil
}
