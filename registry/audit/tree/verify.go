package tree

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/change"
)

// Finding is one thing that [Verify] found: of a line, of a position of the
// ledger, or of leaves.
type Finding struct {
	What     string // one of the constants below
	Epoch    int
	Leaf     int64 // the first leaf concerned, -1 where there is none
	Leaves   int64 // how many
	Line     int64
	Position uint64
	Detail   string
}

// What can be found.
const (
	Changed   = "changed"   // it is not what its leaf says
	Removed   = "removed"   // its leaf is there, and it is not
	Inserted  = "inserted"  // it is there, and has no leaf, or has it from later than it says
	Rewritten = "rewritten" // leaves are not those under which a head was signed
	Unsigned  = "unsigned"  // leaves or heads without a signature
	Forged    = "forged"    // a record that its installation did not sign
	Lost      = "lost"      // by a restore, which says so itself: no alteration
)

// String says it in words.
func (f Finding) String() string {
	what := ""
	switch {
	case f.Line != 0:
		what = fmt.Sprintf("line %d", f.Line)
	case f.Position != 0:
		what = fmt.Sprintf("ledger position %d", f.Position)
	case f.Leaves > 1:
		what = fmt.Sprintf("leaves %d to %d of epoch %d", f.Leaf, f.Leaf+f.Leaves-1, f.Epoch)
	case f.Leaf >= 0:
		what = fmt.Sprintf("leaf %d of epoch %d", f.Leaf, f.Epoch)
	default:
		what = fmt.Sprintf("epoch %d", f.Epoch)
	}
	return fmt.Sprintf("%s: %s: %s", f.What, what, f.Detail)
}

// Report is what a verification looked at, and found.
type Report struct {
	Leaves    int64     // in all trees
	Heads     int       // signed, and compared
	Newest    Head      // of the database
	Waiting   []int64   // lines that have no place in the tree yet
	Unplaced  uint64    // positions of the ledger that have none yet
	Signed    int64     // records whose signature is by the key with which their installation was enrolled
	Strangers int64     // records of installations whose key was not given
	Findings  []Finding // what was altered; none if all is whole
	Forgotten []Finding // what restores lost, as the trees after them say
}

// maxFindings bounds what is told of each kind: who finds this many knows. Arbitrary.
const maxFindings = 1000

// Against is what a database is verified against.
type Against struct {
	Keys     Keys
	Outside  []Head                // heads that were kept outside the database
	Lives    []change.Epoch        // every restore that there was, as it is known outside the database; none if it is not
	Progress func(done, total int) // told how many leaves were compared

	// Installations are the keys of installations as they were enrolled, kept
	// outside the database: whoever can write to it cannot make a record of theirs.
	Installations map[change.AgentID]ed25519.PublicKey
}

// Verify compares every line of access, every position of the ledger and every
// record with the leaves of the trees, and these with all heads that were
// signed: those of the database and those given, which were kept outside. It
// reads one moment of the database, beside a running registry.
func Verify(ctx context.Context, pool *pgxpool.Pool, a Against) (Report, error) {
	v := verifier{Against: a}
	err := pg.InSnapshot(ctx, pool, nil, v.run)
	if err != nil {
		return Report{}, fmt.Errorf("verify: %w", err)
	}
	return v.out, nil
}

// verifier walks over the trees, oldest first.
type verifier struct {
	Against
	tx  pgx.Tx
	out Report

	total    int
	seen     bits   // lines that have a leaf
	position uint64 // the last position of the ledger that has a leaf
	epochs   []change.Epoch
	begun    map[int]beginning // what each tree says of how it began
	sizes    map[int]int64     // leaves of each tree
	tops     map[int]signed    // the largest head of each tree, there or not
}

func (v *verifier) run(ctx context.Context, tx pgx.Tx) error {
	v.out, v.tx, v.seen, v.position = Report{}, tx, nil, 0
	v.begun, v.sizes = map[int]beginning{}, map[int]int64{}
	var err error
	if v.epochs, err = ledger.Epochs(ctx, tx); err != nil {
		return err
	}
	if err := tx.QueryRow(ctx, `SELECT coalesce(sum(count), 0) FROM tree_runs`).Scan(&v.total); err != nil {
		return err
	}
	heads, err := v.heads(ctx)
	if err != nil {
		return err
	}
	var trees []int
	rows, err := tx.Query(ctx, `SELECT DISTINCT epoch FROM tree_runs ORDER BY epoch`)
	if err != nil {
		return err
	}
	if trees, err = pgx.CollectRows(rows, pgx.RowTo[int]); err != nil {
		return err
	}
	v.tops = map[int]signed{}
	for epoch, list := range heads {
		v.tops[epoch] = list[len(list)-1]
	}
	for _, epoch := range trees {
		w := walk{verifier: v, epoch: epoch, heads: heads[epoch]}
		if err := w.run(ctx); err != nil {
			return fmt.Errorf("epoch %d: %w", epoch, err)
		}
	}
	v.judgeLives()
	if err := v.rest(ctx); err != nil {
		return err
	}
	return v.name(ctx)
}

// name adds to what was found of leaves which lines and positions they are of.
func (v *verifier) name(ctx context.Context) error {
	const sql = `SELECT coalesce(string_agg(CASE what
				WHEN 'lines' THEN 'lines ' || array_to_string(lines[(greatest($2::bigint - first, 0) + 1)::integer:least($2::bigint + $3::bigint - first, 50)::integer], ', ')
				WHEN 'ledger' THEN format('ledger positions %s to %s', position + greatest($2::bigint - first, 0), position + least($2::bigint + $3::bigint - first, count) - 1)
				ELSE 'how the epoch began' END, '; ' ORDER BY first), '')
		FROM (SELECT * FROM tree_runs WHERE epoch = $1 AND first < $2::bigint + $3::bigint AND first + count > $2::bigint ORDER BY first LIMIT 20) AS r`
	for i := range v.out.Findings {
		f := &v.out.Findings[i]
		if f.Leaves == 0 || f.Line != 0 || f.Position != 0 {
			continue
		}
		var of string
		if err := v.tx.QueryRow(ctx, sql, f.Epoch, f.Leaf, f.Leaves).Scan(&of); err != nil {
			return err
		}
		if of != "" {
			f.Detail += ": " + of
		}
	}
	return nil
}

// heads gives all signed heads by epoch, in the order of their size.
func (v *verifier) heads(ctx context.Context) (map[int][]signed, error) {
	out := map[int][]signed{}
	rows, err := v.tx.Query(ctx, `SELECT epoch, size, note FROM checkpoints ORDER BY epoch, size`)
	if err != nil {
		return nil, err
	}
	var epoch int
	var size int64
	var text string
	_, err = pgx.ForEachRow(rows, []any{&epoch, &size, &text}, func() error {
		h, err := v.Keys.ParseHead(text)
		if err != nil || h.Epoch != epoch || h.Size != size {
			v.find(Finding{What: Unsigned, Epoch: epoch, Leaf: size - 1, Leaves: 1, Detail: "the head over it is not signed with the registry's key"})
			return nil
		}
		out[epoch] = append(out[epoch], signed{Head: h})
		if v.out.Newest.before(h) {
			v.out.Newest = h
		}
		return nil
	})
	for _, h := range v.Outside {
		out[h.Epoch] = append(out[h.Epoch], signed{Head: h, outside: true})
	}
	for _, list := range out {
		slices.SortStableFunc(list, func(a, b signed) int { return int(min(max(a.Size-b.Size, -1), 1)) })
	}
	return out, err
}

// signed is a head, and whether it was kept outside the database.
type signed struct {
	Head
	outside bool
}

func (s signed) where() string {
	if s.outside {
		return "kept outside the database"
	}
	return "of the database"
}

func (v *verifier) find(f Finding) {
	if len(v.out.Findings) < maxFindings {
		v.out.Findings = append(v.out.Findings, f)
	}
}

// rest looks for what has no leaf: lines that do not wait for one, and
// positions of the ledger.
func (v *verifier) rest(ctx context.Context) error {
	rows, err := v.tx.Query(ctx, `SELECT l.id, w.line IS NOT NULL FROM access_lines l LEFT JOIN access_waiting w ON w.line = l.id ORDER BY l.id`)
	if err != nil {
		return err
	}
	var number int64
	var waits bool
	_, err = pgx.ForEachRow(rows, []any{&number, &waits}, func() error {
		switch {
		case waits && v.seen.has(number):
			v.find(Finding{What: Changed, Leaf: -1, Line: number, Detail: "it waits for a place and has one"})
		case waits:
			v.out.Waiting = append(v.out.Waiting, number)
		case !v.seen.has(number):
			v.find(Finding{What: Inserted, Leaf: -1, Line: number, Detail: "it has no leaf and does not wait for one"})
		}
		return nil
	})
	if err != nil {
		return err
	}
	head, err := ledger.Read(ctx, v.tx)
	if err != nil {
		return err
	}
	v.out.Unplaced = max(head.Position, v.position) - v.position
	return nil
}

// slack is how much earlier than a seal a line may be dated that it did not
// take up: clocks differ, and transactions take their time.
const slack = 10 * time.Minute

// maxNumber bounds the numbers of lines that are kept account of: no sequence
// gets there, and a number put in by hand takes no memory. It is then found to
// have no leaf.
const maxNumber = 1 << 34

// bits is a set of small numbers.
type bits []uint64

func (b *bits) add(n int64) {
	if n < 0 || n > maxNumber {
		return
	}
	for int64(len(*b)) <= n/64 {
		*b = append(*b, make([]uint64, len(*b)+1)...)
	}
	(*b)[n/64] |= 1 << (n % 64)
}

func (b bits) has(n int64) bool { return n >= 0 && n/64 < int64(len(b)) && b[n/64]>>(n%64)&1 == 1 }
