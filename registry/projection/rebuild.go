package projection

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Rebuilt is what a rebuild has done.
type Rebuilt struct {
	Casefiles int // gone through
	Changed   int // whose rows were not those of the ledger
	Stuck     int // whose rows break a constraint
}

// Rebuild folds every casefile from the ledger again and puts the read tables
// right where they differ: the census by corrections, known from a position of
// their own for each batch. Nothing is emptied first, and pushes go on
// meanwhile. progress, which may be nil, is told how many of how many casefiles
// are done. Who sees which minor is not told here: see intake.
func Rebuild(ctx context.Context, pool *pgxpool.Pool, s *seal.Sealer, now func() time.Time, progress func(done, total int)) (Rebuilt, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	r := rebuilder{pool: pool, sealer: s, now: now, progress: progress, codes: map[uint32]claimed{}, settled: map[minor.ID]bool{}}
	if err := pg.InTx(ctx, pool, addMissing); err != nil {
		return r.done, fmt.Errorf("rebuild: %w", err)
	}
	if err := pg.InTx(ctx, pool, r.addCrossings); err != nil {
		return r.done, fmt.Errorf("rebuild: %w", err)
	}
	for _, step := range []func(context.Context) error{r.all, r.settleJoined} {
		if err := step(ctx); err != nil {
			return r.done, fmt.Errorf("rebuild: %w", pg.Fault(err))
		}
	}
	if err := pg.InTx(ctx, pool, r.addCodes); err != nil {
		return r.done, fmt.Errorf("rebuild: %w", err)
	}
	return r.done, nil
}

// addMissing makes the rows of casefiles that have records and no row, and
// removes rows that belong to no casefile.
func addMissing(ctx context.Context, tx pgx.Tx) error {
	b := &pgx.Batch{}
	b.Queue(`INSERT INTO casefiles (minor, version)
		SELECT DISTINCT minor, 1 FROM records r WHERE NOT EXISTS (SELECT FROM casefiles c WHERE c.minor = r.minor)
		ORDER BY minor ON CONFLICT (minor) DO NOTHING`)
	for _, table := range []string{"placements", "custodies", "conflicts", "matters", "notices", "match_keys"} {
		b.Queue(`DELETE FROM ` + table + ` t WHERE NOT EXISTS (SELECT FROM casefiles c WHERE c.minor = t.minor)`)
	}
	return tx.SendBatch(ctx, b).Close()
}

// rebuilder goes through the casefiles by identifier, some batches at a time.
type rebuilder struct {
	pool   *pgxpool.Pool
	sealer *seal.Sealer
	now    func() time.Time

	mu       sync.Mutex // guards the fields below, and calls of progress
	progress func(done, total int)
	done     Rebuilt
	codes    map[uint32]claimed // who states each code first
	joined   []minor.ID         // whose children have other minors too: see [rebuilder.settleJoined]
	settled  map[minor.ID]bool  // of those, who stand for the children that are done
}

// all rebuilds every batch, on as many connections as there are processors, two
// at least: while one reads, another folds.
func (r *rebuilder) all(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	type work struct {
		some  []meta
		total int
	}
	batches := make(chan work)
	var hands sync.WaitGroup
	for range max(2, runtime.GOMAXPROCS(0)) {
		hands.Go(func() {
			for w := range batches {
				if err := r.settle(ctx, w.some, w.total); err != nil {
					stop(err)
				}
			}
		})
	}
	err := eachBatch(ctx, r.pool, func(some []meta, total int) error {
		select {
		case batches <- work{some, total}:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	})
	close(batches)
	hands.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// settle rebuilds one batch, and counts what was done.
func (r *rebuilder) settle(ctx context.Context, some []meta, total int) error {
	var b rebuilt
	err := pg.InTx(ctx, r.pool, func(ctx context.Context, tx pgx.Tx) (err error) {
		b, err = r.batch(ctx, tx, some)
		return err
	})
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done.Casefiles += len(some)
	r.done.Changed += b.changed
	r.done.Stuck += b.stuck
	for m, entries := range b.records {
		claim(r.codes, entries)
		if len(casefile.Joined(m, entries)) > 1 {
			r.joined = append(r.joined, m)
		}
	}
	r.progress(r.done.Casefiles, total)
	return nil
}

// rebuilt is what became of one batch.
type rebuilt struct {
	changed, stuck int
	records        map[minor.ID][]change.Placed
}

func (r *rebuilder) batch(ctx context.Context, tx pgx.Tx, some []meta) (out rebuilt, err error) {
	minors := minorsOf(some)
	metas, err := lockMetas(ctx, tx, minors)
	if err != nil {
		return out, err
	}
	if out.records, err = ledger.Of(ctx, tx, r.sealer, minors); err != nil {
		return out, err
	}
	metas = slices.DeleteFunc(metas, func(m meta) bool { return len(casefile.Joined(m.minor, out.records[m.minor])) > 1 })
	return out, r.write(ctx, tx, metas, &out)
}

// lockMetas locks casefiles' rows by identifier, and reads them.
func lockMetas(ctx context.Context, tx pgx.Tx, minors []minor.ID) ([]meta, error) {
	rows, err := tx.Query(ctx, selectMeta+`WHERE minor = ANY ($1) ORDER BY minor FOR NO KEY UPDATE`, minors)
	if err != nil {
		return nil, err
	}
	return scanMetas(rows)
}

// write writes what must become of casefiles whose rows are locked, from their records.
func (r *rebuilder) write(ctx context.Context, tx pgx.Tx, metas []meta, out *rebuilt) error {
	changes, err := r.changes(ctx, tx, metas, out.records)
	out.changed = len(changes)
	if err != nil || len(changes) == 0 {
		return err
	}
	if err := Write(ctx, tx, changes, nil); err != nil {
		return err
	}
	for _, c := range changes {
		if c.Stuck {
			out.stuck++
		}
	}
	if err := r.cards(ctx, tx, changes); err != nil {
		return err
	}
	if _, err := ledger.Mark(ctx, tx, "rebuild", 0, r.now()); err != nil {
		return err
	}
	return Settle(ctx, tx, changes)
}

// cards writes what children are looked up by.
func (r *rebuilder) cards(ctx context.Context, tx pgx.Tx, changes []*Change) error {
	minors := make([]minor.ID, 0, len(changes))
	for _, c := range changes {
		minors = append(minors, c.Minor)
	}
	like, err := readLikenesses(ctx, tx, r.sealer, minors)
	if err != nil {
		return err
	}
	b := &pgx.Batch{}
	if err := QueueCards(b, changes, like.keeper, like.keys); err != nil || b.Len() == 0 {
		return err
	}
	return tx.SendBatch(ctx, b).Close()
}

// changes gives what must become of the casefiles that are not as they ought to be.
func (r *rebuilder) changes(ctx context.Context, tx pgx.Tx, metas []meta, records map[minor.ID][]change.Placed) ([]*Change, error) {
	minors := minorsOf(metas)
	stored, err := Stored(ctx, tx, minors)
	if err != nil {
		return nil, err
	}
	like, err := readLikenesses(ctx, tx, r.sealer, minors)
	if err != nil {
		return nil, err
	}
	today := day.FromTime(r.now())
	var out []*Change
	for _, m := range metas {
		entries := records[m.minor]
		if len(entries) == 0 {
			continue
		}
		if m.rules > casefile.Rules {
			return nil, &fault.Error{Kind: fault.Busy, Detail: "a casefile was folded by newer rules", Remedy: "use the registryctl of the newest version"}
		}
		f := casefile.Fold(m.minor, entries)
		carried := CarriedTo(&f, m.carried, today)
		c := &Change{
			Minor: m.minor, Old: stored[m.minor], New: rowsFor(m.minor, &f, carried), Rules: casefile.Rules,
			Position: int64(lastPosition(entries)), Carried: carried,
		}
		if card := cardFor(m.minor, &f); !like.stands(m.minor, &card) && like.keys[m.minor] != nil {
			c.Card = &card
		}
		if m.rules == c.Rules && m.position == lastPosition(entries) && m.projected == m.position && c.Empty() && c.Card == nil {
			continue
		}
		out = append(out, c)
	}
	return out, nil
}

// addCodes keeps the codes that are missing for the first in the ledger to state them.
func (r *rebuilder) addCodes(ctx context.Context, tx pgx.Tx) error {
	serials, minors := make([]int64, 0, len(r.codes)), make([]minor.ID, 0, len(r.codes))
	for serial, k := range r.codes {
		serials, minors = append(serials, int64(serial)), append(minors, k.minor)
	}
	_, err := tx.Exec(ctx, `INSERT INTO codes (serial, minor)
		SELECT serial, minor FROM unnest($1::bigint[], $2::uuid[]) AS n (serial, minor) ORDER BY serial
		ON CONFLICT (serial) DO NOTHING`, serials, minors)
	return err
}
