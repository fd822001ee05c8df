package tree

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"faro.example/registry/ledger"
	"faro.example/shared/change"
)

// walk goes over the leaves of one tree, from the first to the last.
type walk struct {
	*verifier
	epoch  int
	heads  []signed // of this tree, in the order of their size
	at     int64    // leaves gone over
	range_ compact
	good   int64 // leaves under the last head that agreed
	surely int64 // the same of those kept outside: whoever has the key can make the others agree
	broken bool  // a head did not agree: later ones cannot either
	hashes []tlog.Hash
	tile   int64     // the next tile to read
	sealed time.Time // of the last seal before the one at hand that left no line waiting
	last   time.Time // of the seal at hand
	took   int       // lines that it took up
}

// fullSeal is how many lines a seal takes up at least before it leaves any
// waiting: the smallest that maxLines ever was.
const fullSeal = 20_000

// batch bounds the leaves that are looked at together.
const batch = 10_000

func (w *walk) run(ctx context.Context) error {
	for {
		runs, err := w.next(ctx)
		if err != nil || len(runs) == 0 {
			w.finish()
			w.sizes[w.epoch] = w.at
			w.out.Leaves += w.at
			return err
		}
		if err := w.look(ctx, runs); err != nil {
			return err
		}
		w.Progress(int(w.out.Leaves+w.at), w.total)
	}
}

// stamped is a run with when it was sealed.
type stamped struct {
	run
	At time.Time
}

// next gives runs of together about a batch of leaves.
func (w *walk) next(ctx context.Context) ([]stamped, error) {
	const sql = `SELECT first, count, what, position, lines, begun, at FROM tree_runs
		WHERE epoch = $1 AND first >= $2 ORDER BY first LIMIT 200`
	rows, err := w.tx.Query(ctx, sql, w.epoch, w.at)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (r stamped, err error) {
		err = row.Scan(&r.First, &r.Count, &r.What, &r.Position, &r.Lines, &r.Begun, &r.At)
		return r, err
	})
	if err != nil {
		return nil, err
	}
	leaves := 0
	for i, r := range all {
		if leaves += r.Count; leaves > batch {
			return all[:i+1], nil
		}
	}
	return all, nil
}

// look compares the leaves of runs with what they are of.
func (w *walk) look(ctx context.Context, runs []stamped) error {
	lines, err := w.lines(ctx, runs)
	if err != nil {
		return err
	}
	for _, r := range runs {
		if r.First > w.at {
			w.gap(ctx, r.First-w.at)
		}
		if r.First < w.at {
			w.find(Finding{What: Changed, Epoch: w.epoch, Leaf: r.First, Leaves: int64(r.Count), Detail: "two runs claim the same leaves"})
			continue
		}
		if r.At.After(w.last) {
			if w.took < fullSeal {
				w.sealed = w.last
			}
			w.last, w.took = r.At, 0
		}
		w.took += len(r.Lines)
		switch r.What {
		case ofLines:
			err = w.lookLines(ctx, r, lines)
		case ofLedger:
			err = w.lookLedger(ctx, r)
		default:
			err = w.lookEpoch(ctx, r)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// gap goes over leaves of which the database does not say any more what they are of.
func (w *walk) gap(ctx context.Context, n int64) {
	w.find(Finding{What: Removed, Epoch: w.epoch, Leaf: w.at, Leaves: n, Detail: "nothing says any more what they were of"})
	for range n {
		stored, ok := w.stored(ctx)
		w.step(stored, ok, stored)
	}
}

// stored gives the hash that the tree has for the next leaf.
func (w *walk) stored(ctx context.Context) (h tlog.Hash, ok bool) {
	if len(w.hashes) == 0 {
		var data []byte
		const sql = `SELECT hashes FROM tree_tiles WHERE epoch = $1 AND level = 0 AND tile = $2`
		if err := w.tx.QueryRow(ctx, sql, w.epoch, w.tile).Scan(&data); err != nil {
			return h, false
		}
		for chunk := range slices.Chunk(data, tlog.HashSize) {
			w.hashes = append(w.hashes, tlog.Hash(chunk))
		}
		w.tile++
	}
	h, w.hashes = w.hashes[0], w.hashes[1:]
	return h, true
}

// step takes one leaf into the tree as it is walked over, and compares it with
// the heads of that size. What a tree has lost of its hashes is made up from
// what is there.
func (w *walk) step(stored tlog.Hash, has bool, is tlog.Hash) {
	if !has {
		stored = is
	}
	w.range_.add(stored)
	w.at++
	for len(w.heads) > 0 && w.heads[0].Size <= w.at {
		h := w.heads[0]
		w.heads = w.heads[1:]
		w.out.Heads++
		switch {
		case w.broken:
		case w.range_.root() == h.Root && h.outside:
			w.good, w.surely = h.Size, h.Size
		case w.range_.root() == h.Root:
			w.good = h.Size
		default:
			w.broken = true
			from := w.good
			if h.outside {
				from = w.surely
			}
			w.find(Finding{What: Rewritten, Epoch: w.epoch, Leaf: from, Leaves: h.Size - from,
				Detail: fmt.Sprintf("they are not those under the head of %d leaves, signed at %s, %s", h.Size, h.At.Format(time.RFC3339), h.where())})
		}
	}
}

// compare judges one leaf against what it is of.
func (w *walk) compare(ctx context.Context, is tlog.Hash, f Finding) {
	stored, ok := w.stored(ctx)
	f.Epoch, f.Leaf, f.Leaves = w.epoch, w.at, 1
	switch {
	case !ok:
		f.What, f.Detail = Removed, "its hash in the tree is gone"
		w.find(f)
	case stored != is:
		f.What, f.Detail = Changed, "it is not what its leaf says"
		w.find(f)
	}
	w.step(stored, ok, is)
}

// finish judges what is left when all runs were gone over. Heads of more leaves
// than there are are judged with the lives of the ledger: a restore loses some.
func (w *walk) finish() {
	if extra := int64(len(w.hashes)); extra > 0 {
		w.find(Finding{What: Removed, Epoch: w.epoch, Leaf: w.at, Leaves: extra, Detail: "nothing says any more what they were of"})
	}
	if !w.broken && w.good < w.at {
		w.find(Finding{What: Unsigned, Epoch: w.epoch, Leaf: w.good, Leaves: w.at - w.good, Detail: "no signed head covers them"})
	}
}

// lines reads all lines of some runs at once.
func (w *walk) lines(ctx context.Context, runs []stamped) (map[int64][]Line, error) {
	var numbers []int64
	for _, r := range runs {
		numbers = append(numbers, r.Lines...)
	}
	if len(numbers) == 0 {
		return nil, nil
	}
	return ReadLines(ctx, w.tx, numbers)
}

func (w *walk) lookLines(ctx context.Context, r stamped, lines map[int64][]Line) error {
	for _, n := range r.Lines {
		is := lines[n]
		f := Finding{Line: n}
		if w.seen.has(n) {
			w.find(Finding{What: Inserted, Epoch: w.epoch, Leaf: w.at, Line: n, Detail: "it has two leaves"})
		}
		w.seen.add(n)
		if len(is) != 1 {
			what, detail := Removed, "its leaf is there, and it is not"
			if len(is) > 1 {
				what, detail = Inserted, "two lines have that number"
			}
			w.find(Finding{What: what, Epoch: w.epoch, Leaf: w.at, Line: n, Detail: detail})
			stored, ok := w.stored(ctx)
			w.step(stored, ok, stored)
			continue
		}
		h, err := is[0].hash()
		if err != nil {
			return err
		}
		if !w.sealed.IsZero() && is[0].At.Add(slack).Before(w.sealed) || is[0].At.After(r.At.Add(slack)) {
			w.find(Finding{What: Inserted, Epoch: w.epoch, Leaf: w.at, Line: n,
				Detail: fmt.Sprintf("it is dated %s, and has its place since %s", is[0].At.Format(time.RFC3339), r.At.Format(time.RFC3339))})
		}
		w.compare(ctx, h, f)
	}
	return nil
}

func (w *walk) lookLedger(ctx context.Context, r stamped) error {
	first := uint64(*r.Position)
	if first != w.position+1 {
		w.find(Finding{What: Removed, Epoch: w.epoch, Leaf: w.at, Position: w.position + 1, Detail: "it has no leaf, and what is after it has"})
	}
	w.position = first + uint64(r.Count) - 1
	entries, err := ledger.After(ctx, w.tx, first-1, r.Count)
	if err != nil {
		return err
	}
	if err := w.lookRecords(ctx, first); err != nil {
		return err
	}
	for p := first; p <= w.position; p++ {
		if len(entries) == 0 || entries[0].Position != p {
			w.find(Finding{What: Removed, Epoch: w.epoch, Leaf: w.at, Position: p, Detail: "its leaf is there, and it is not"})
			stored, ok := w.stored(ctx)
			w.step(stored, ok, stored)
			continue
		}
		w.compare(ctx, tlog.RecordHash(ledgerData(entries[0])), Finding{Position: p})
		entries = entries[1:]
	}
	return nil
}

// lookRecords compares the records from a position on with what the ledger's
// leaves were made of, header and signature, and asks the key of each one's
// installation whether it signed it. What was erased is not there.
func (w *walk) lookRecords(ctx context.Context, first uint64) error {
	const sql = `SELECT r.position, r.agent, l.leaf, r.header, r.sig FROM records r JOIN ledger l USING (position)
		WHERE r.position BETWEEN $1 AND $2 ORDER BY r.position`
	rows, err := w.tx.Query(ctx, sql, first, w.position)
	if err != nil {
		return err
	}
	var position uint64
	var agent change.AgentID
	var leaf, header, sig []byte
	_, err = pgx.ForEachRow(rows, []any{&position, &agent, &leaf, &header, &sig}, func() error {
		f := Finding{Epoch: w.epoch, Leaf: w.at + int64(position-first), Position: position}
		rec := change.Record{Raw: header}
		if copy(rec.Sig[:], sig) != len(sig) || [32]byte(leaf) != rec.Leaf() {
			f.What, f.Detail = Changed, "its record is not that of its leaf"
			w.find(f)
		}
		switch key, ok := w.Installations[agent]; {
		case !ok:
			w.out.Strangers++
		case rec.Verify(key) != nil:
			f.What, f.Detail = Forged, "its installation did not sign it"
			w.find(f)
		default:
			w.out.Signed++
		}
		return nil
	})
	return err
}

func (w *walk) lookEpoch(ctx context.Context, r stamped) error {
	b, err := parseBeginning(*r.Begun)
	if err != nil {
		w.find(Finding{What: Changed, Epoch: w.epoch, Leaf: w.at, Detail: "it does not say how this tree began"})
	}
	if w.at != 0 || b.Epoch != w.epoch {
		w.find(Finding{What: Inserted, Epoch: w.epoch, Leaf: w.at, Detail: "a tree begins once, with its first leaf"})
	}
	w.begun[w.epoch] = b
	w.compare(ctx, tlog.RecordHash([]byte(epochLeaf+*r.Begun)), Finding{})
	return nil
}

// compact is a tree as its perfect subtrees, largest first: what its root can
// be made of.
type compact struct {
	sizes  []int64
	hashes []tlog.Hash
}

func (c *compact) add(leaf tlog.Hash) {
	c.sizes, c.hashes = append(c.sizes, 1), append(c.hashes, leaf)
	for n := len(c.sizes); n > 1 && c.sizes[n-2] == c.sizes[n-1]; n-- {
		c.hashes[n-2] = tlog.NodeHash(c.hashes[n-2], c.hashes[n-1])
		c.sizes[n-2] *= 2
		c.sizes, c.hashes = c.sizes[:n-1], c.hashes[:n-1]
	}
}

func (c *compact) root() tlog.Hash {
	n := len(c.hashes)
	h := c.hashes[n-1]
	for i := n - 2; i >= 0; i-- {
		h = tlog.NodeHash(c.hashes[i], h)
	}
	return h
}
