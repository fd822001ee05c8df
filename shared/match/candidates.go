package match

import (
	"cmp"
	"hash/fnv"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

const (
	// crowd is how many records may share a key that is still followed. It bounds
	// the work: what a larger crowd shares is found by keys of more things.
	crowd = 48
	// ease is how many records there may be, times such a crowd, before there is
	// need to save work: with fewer, larger crowds are followed.
	ease = 5_000_000
)

// crowd is how many cards may share a key.
func (s *space) crowd() int { return max(crowd, ease/max(len(s.cards), 1)) }

// compared are two cards and how far they agree.
type compared struct {
	a, b int32
	l    levels
}

// blocks are the cards by the keys that they share.
type blocks struct {
	members []int32 // of all blocks, one after another
	ends    []int32 // of each block, in members
	of      [][]int32
}

// entry is a key of a card.
type entry struct {
	key  uint64
	card int32
}

// atATime is of how many cards all keys are held in memory at once: of more
// cards, in as many goes, a part of the keys of each. Arbitrary.
const atATime = 250_000

func (s *space) blocks() *blocks {
	b := &blocks{of: make([][]int32, len(s.cards))}
	goes := uint64(1 + len(s.cards)/atATime)
	for part := range goes {
		b.add(s.entries(part, goes), s.crowd())
	}
	return b
}

// entries gives the keys of all cards, of one part of so many, in order.
func (s *space) entries(part, of uint64) []entry {
	some := make([][]entry, (len(s.cards)+chunk-1)/chunk)
	parallel(len(s.cards), chunk, func(from, to int) {
		var out []entry
		for i := from; i < to; i++ {
			for _, k := range s.cards[i].keys() {
				h := fnv.New64a()
				h.Write([]byte(k))
				if sum := h.Sum64(); sum%of == part {
					out = append(out, entry{sum, int32(i)})
				}
			}
		}
		some[from/chunk] = out
	})
	all := slices.Concat(some...)
	slices.SortFunc(all, func(a, b entry) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.card, b.card)) })
	return all
}

// add adds the blocks of keys that several share, and no more than most.
func (b *blocks) add(all []entry, most int) {
	for from := 0; from < len(all); {
		to := from + 1
		for to < len(all) && all[to].key == all[from].key {
			to++
		}
		if size := to - from; size > 1 && size <= most {
			for _, e := range all[from:to] {
				b.members = append(b.members, e.card)
				b.of[e.card] = append(b.of[e.card], int32(len(b.ends)))
			}
			b.ends = append(b.ends, int32(len(b.members)))
		}
		from = to
	}
}

// partners gives the cards after i that share a key with it, each once.
func (b *blocks) partners(s *space, i int32, seen []int32, out []int32) []int32 {
	for _, k := range b.of[i] {
		from := int32(0)
		if k > 0 {
			from = b.ends[k-1]
		}
		for _, j := range b.members[from:b.ends[k]] {
			if j > i && seen[j] != i+1 && (s.split == 0 || int(i) < s.split && int(j) >= s.split) {
				seen[j] = i + 1
				out = append(out, j)
			}
		}
	}
	slices.Sort(out)
	return out
}

// chunk is how many cards one worker takes at a time. Arbitrary.
const chunk = 512

// parallel does what is to be done from 0 to n, so many at a time, by as many
// workers as there are processors.
func parallel(n, chunk int, do func(from, to int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for from := int(next.Add(int64(chunk))) - chunk; from < n; from = int(next.Add(int64(chunk))) - chunk {
				do(from, min(from+chunk, n))
			}
		})
	}
	wg.Wait()
}

// candidates compares the pairs that share a key and keeps those that may
// matter, in order.
func (m *Model) candidates(s *space, progress Progress) (kept []compared, count int) {
	b := s.blocks()
	n := len(s.cards)
	results := make([][]compared, (n+chunk-1)/chunk)
	var pairs atomic.Int64
	var told sync.Mutex // guards done
	done := 0
	seens := sync.Pool{New: func() any { return new(make([]int32, n)) }}
	parallel(n, chunk, func(from, to int) {
		seen := seens.Get().(*[]int32)
		defer seens.Put(seen)
		kept, looked := m.compareRange(s, b, from, to, *seen)
		results[from/chunk] = kept
		pairs.Add(int64(looked))
		told.Lock()
		defer told.Unlock()
		if done += to - from; progress != nil {
			progress(done, n)
		}
	})
	return slices.Concat(results...), int(pairs.Load())
}

func (m *Model) compareRange(s *space, b *blocks, from, to int, seen []int32) (kept []compared, looked int) {
	var partners []int32
	for i := from; i < to; i++ {
		partners = b.partners(s, int32(i), seen, partners[:0])
		looked += len(partners)
		for _, j := range partners {
			p := compared{int32(i), j, compareCards(&s.cards[i], &s.cards[j])}
			if m.odds(s, &p) > hopeless {
				kept = append(kept, p)
			}
		}
	}
	return kept, looked
}
