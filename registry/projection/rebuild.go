package projection

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
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
	r := rebuilder{pool: pool, now: now, checker: checker{sealer: s, codes: map[uint32]claimed{}}}
	if err := pg.InTx(ctx, pool, addMissing); err != nil {
		return r.done, fmt.Errorf("rebuild: %w", err)
	}
	err := eachBatch(ctx, pool, func(some []meta, total int) error {
		if err := pg.InTx(ctx, pool, func(ctx context.Context, tx pgx.Tx) error { return r.batch(ctx, tx, some) }); err != nil {
			return err
		}
		r.done.Casefiles += len(some)
		r.done.Changed += r.changed
		r.done.Stuck += r.stuck
		if progress != nil {
			progress(r.done.Casefiles, total)
		}
		return nil
	})
	if err != nil {
		return r.done, fmt.Errorf("rebuild: %w", pg.Fault(err))
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
	for _, table := range []string{"placements", "custodies", "conflicts"} {
		b.Queue(`DELETE FROM ` + table + ` t WHERE NOT EXISTS (SELECT FROM casefiles c WHERE c.minor = t.minor)`)
	}
	return tx.SendBatch(ctx, b).Close()
}

// rebuilder goes through the casefiles by identifier.
type rebuilder struct {
	checker
	pool           *pgxpool.Pool
	now            func() time.Time
	done           Rebuilt
	changed, stuck int // of the last batch
}

func (r *rebuilder) batch(ctx context.Context, tx pgx.Tx, some []meta) error {
	minors := minorsOf(some)
	rows, err := tx.Query(ctx, selectMeta+`WHERE minor = ANY ($1) ORDER BY minor FOR NO KEY UPDATE`, minors)
	if err != nil {
		return err
	}
	metas, err := scanMetas(rows)
	if err != nil {
		return err
	}
	changes, err := r.changes(ctx, tx, metas, minors)
	r.changed, r.stuck = len(changes), 0
	if err != nil || len(changes) == 0 {
		return err
	}
	if err := Write(ctx, tx, changes); err != nil {
		return err
	}
	for _, c := range changes {
		if c.Stuck {
			r.stuck++
		}
	}
	head, err := ledger.Mark(ctx, tx, "rebuild", 0, r.now())
	if err != nil {
		return err
	}
	return Settle(ctx, tx, changes, head)
}

// changes gives what must become of the casefiles that are not as they ought to be.
func (r *rebuilder) changes(ctx context.Context, tx pgx.Tx, metas []meta, minors []minor.ID) ([]*Change, error) {
	records, err := ledger.Of(ctx, tx, r.sealer, minors)
	if err != nil {
		return nil, err
	}
	stored, err := Stored(ctx, tx, minors)
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
		r.claim(entries)
		f := casefile.Fold(m.minor, entries)
		carried := CarriedTo(&f, m.carried, today)
		c := &Change{
			Minor: m.minor, Old: stored[m.minor], New: RowsOf(&f, carried), Rules: casefile.Rules,
			Position: lastPosition(entries), Carried: carried,
		}
		if m.rules == c.Rules && m.position == c.Position && m.projected == c.Position && c.Empty() {
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
