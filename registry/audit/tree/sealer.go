package tree

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/mod/sumdb/tlog"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/fault"
)

const (
	// every is how often lines and leaves get their place.
	every = time.Second
	// maxLines and maxLeaves bound what gets its place at once. Arbitrary.
	maxLines  = 20_000
	maxLeaves = 50_000
	// complainEvery bounds how often the same failure is logged. Arbitrary.
	complainEvery = time.Minute
	// one is the advisory lock that makes sealers one at a time: "faro" in ASCII, and 4.
	one = 0x6661726f_00000004
)

// Options are what a sealer is made of; all must be given.
type Options struct {
	Pool    *pgxpool.Pool // of the role faro_audit, on the primary
	Key     *Key
	State   string // the folder in which heads are kept outside the database
	Now     func() time.Time
	Log     *slog.Logger
	Metrics prometheus.Registerer
}

// Sealer gives what was written its place in the tree and signs the tree's
// head. Any number may run, in any number of processes: one works at a time.
type Sealer struct {
	Options
	kept    Head // the newest head that is known outside the database
	read    bool // those of the state folder were read
	metrics *metrics
}

type metrics struct {
	size   prometheus.Gauge
	failed prometheus.Counter
}

// NewSealer makes a sealer.
func NewSealer(o Options) *Sealer {
	s := &Sealer{Options: o, metrics: &metrics{
		size: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "faro_audit_tree_leaves", Help: "Leaves under the newest signed head.",
		}),
		failed: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "faro_audit_seal_failures_total", Help: "Times that lines and leaves could not be given their place.",
		}),
	}}
	o.Metrics.MustRegister(s.metrics.size, s.metrics.failed)
	return s
}

// remember reads, once, the heads that the state folder keeps.
func (s *Sealer) remember() error {
	if s.read {
		return nil
	}
	heads, err := Outside(s.State, s.Key.Keys)
	if err != nil {
		return err
	}
	for _, h := range heads {
		if s.kept.before(h) {
			s.kept = h
		}
	}
	s.read = true
	return nil
}

// Run seals every second until ctx is done. What fails is logged and tried
// again: nobody waits for it.
func (s *Sealer) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	var last string
	var told time.Time
	for {
		more, err := s.Seal(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.metrics.failed.Inc()
			if err.Error() != last || s.Now().Sub(told) > complainEvery {
				last, told = err.Error(), s.Now()
				s.Log.Error("lines of access and the ledger were not sealed", "error", err)
			}
		case more:
			continue
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Seal gives what waits its place, up to a bound, and reports whether there is
// more. It does nothing while another sealer works. It fails with
// [fault.Conflict], and signs nothing, if the tree does not go on from every
// head that was signed before, and with [fault.Invalid] if the heads that the
// state folder keeps are not signed with the key.
func (s *Sealer) Seal(ctx context.Context) (more bool, err error) {
	if err := s.remember(); err != nil {
		return false, err
	}
	var signed, before Head
	err = pg.InTx(ctx, s.Pool, func(ctx context.Context, tx pgx.Tx) (err error) {
		signed, more = Head{}, false
		var mine bool
		if err := tx.QueryRow(ctx, `SELECT pg_try_advisory_xact_lock($1)`, int64(one)).Scan(&mine); err != nil || !mine {
			return err
		}
		var g *growing
		if g, err = s.begin(ctx, tx); err != nil {
			return err
		}
		before = g.head
		if more, err = fill(ctx, tx, g); err != nil || g.size == g.head.Size {
			return err
		}
		signed, err = s.sign(ctx, tx, g)
		return err
	})
	if errors.Is(err, pg.ErrNotReplicated) {
		return false, err // another primary may not have it: it is not to be known outside
	}
	if err != nil || signed.Size == 0 {
		return false, err
	}
	if err := keep(s.State, signed, before); err != nil {
		return false, err
	}
	s.kept = signed
	s.metrics.size.Set(float64(signed.Size))
	return more, nil
}

// begin takes up the tree of this life of the ledger, or begins it.
func (s *Sealer) begin(ctx context.Context, tx pgx.Tx) (*growing, error) {
	head, err := ledger.Read(ctx, tx)
	if err != nil {
		return nil, err
	}
	last, err := lastHead(ctx, tx, s.Key.Keys, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	known := last
	if known.before(s.kept) {
		known = s.kept
	}
	if known.Epoch > head.Epoch || (known.Epoch == head.Epoch && last.Epoch != known.Epoch) {
		return nil, behind(known)
	}
	if last.Epoch != head.Epoch {
		g := &growing{head: Head{Epoch: head.Epoch}, fresh: map[int64]tlog.Hash{}}
		return g, s.open(ctx, tx, g, last, known)
	}
	if err := s.follows(ctx, tx, last); err != nil {
		return nil, err
	}
	return grow(ctx, tx, last)
}

// follows fails with [fault.Conflict] if the database's tree does not go on
// from the newest head that is known outside.
func (s *Sealer) follows(ctx context.Context, tx pgx.Tx, last Head) error {
	if s.kept.Epoch != last.Epoch {
		return nil
	}
	if last.Size < s.kept.Size {
		return behind(s.kept)
	}
	root := last.Root
	if last.Size > s.kept.Size {
		var err error
		if root, err = tlog.TreeHash(s.kept.Size, hashes(ctx, tx, last)); err != nil {
			return fmt.Errorf("read the tree: %w", err)
		}
	}
	if root != s.kept.Root {
		return &fault.Error{Kind: fault.Conflict,
			Detail: fmt.Sprintf("the tree of epoch %d was rewritten: it is not that under which %d leaves were signed", last.Epoch, s.kept.Size),
			Remedy: "run: registryctl audit verify"}
	}
	return nil
}

func behind(known Head) error {
	return &fault.Error{Kind: fault.Conflict,
		Detail: fmt.Sprintf("a head of %d leaves was signed in epoch %d, and the database has less", known.Size, known.Epoch),
		Remedy: "run: registryctl audit verify; if the database was restored, do it with registryctl backup restore"}
}

// open puts the first leaf of a new tree: how this life of the ledger began.
func (s *Sealer) open(ctx context.Context, tx pgx.Tx, g *growing, last, known Head) error {
	var restored int64
	if err := tx.QueryRow(ctx, `SELECT restored FROM epochs WHERE number = $1`, g.head.Epoch).Scan(&restored); err != nil {
		return fmt.Errorf("read epoch: %w", err)
	}
	begun := beginning{Epoch: g.head.Epoch, Restored: restored, HadEpoch: last.Epoch, HadSize: last.Size, Old: known.Note}.text()
	return g.add(run{What: ofEpoch, Begun: &begun}, []tlog.Hash{tlog.RecordHash([]byte(epochLeaf + begun))})
}

// sign writes what was added and its signed head.
func (s *Sealer) sign(ctx context.Context, tx pgx.Tx, g *growing) (Head, error) {
	h, err := g.save(ctx, tx, Head{Epoch: g.head.Epoch, At: s.Now().UTC().Truncate(time.Microsecond)})
	if err != nil {
		return Head{}, err
	}
	if h, err = s.Key.seal(h); err != nil {
		return Head{}, err
	}
	const sql = `INSERT INTO checkpoints (epoch, size, at, note) VALUES ($1, $2, $3, $4)`
	if _, err := tx.Exec(ctx, sql, h.Epoch, h.Size, h.At, h.Note); err != nil {
		return Head{}, fmt.Errorf("write head: %w", err)
	}
	return h, nil
}

// lastHead gives the newest head of the database up to an epoch; none if
// nothing was sealed yet.
func lastHead(ctx context.Context, q pg.Querier, keys Keys, epoch int) (Head, error) {
	var signed string
	const sql = `SELECT note FROM checkpoints WHERE epoch <= $1 ORDER BY epoch DESC, size DESC LIMIT 1`
	err := q.QueryRow(ctx, sql, epoch).Scan(&signed)
	if errors.Is(err, pgx.ErrNoRows) {
		return Head{}, nil
	}
	if err != nil {
		return Head{}, fmt.Errorf("read head: %w", pg.Fault(err))
	}
	return keys.ParseHead(signed)
}

// fill adds the lines that wait, then what the ledger has that no tree has yet.
func fill(ctx context.Context, tx pgx.Tx, g *growing) (more bool, err error) {
	numbers, err := takeWaiting(ctx, tx)
	if err != nil {
		return false, err
	}
	if err := addLines(ctx, tx, g, numbers); err != nil {
		return false, err
	}
	position, err := sealedUpTo(ctx, tx)
	if err != nil {
		return false, err
	}
	entries, err := ledger.After(ctx, tx, uint64(position), maxLeaves)
	if err != nil {
		return false, err
	}
	leaves := make([]tlog.Hash, len(entries))
	for i, e := range entries {
		if e.Position != uint64(position)+1+uint64(i) {
			return false, fault.Newf(fault.Conflict, "the ledger has no position %d", position+1+int64(i))
		}
		leaves[i] = tlog.RecordHash(ledgerData(e))
	}
	first := position + 1
	err = g.add(run{What: ofLedger, Position: &first}, leaves)
	return len(numbers) == maxLines || len(entries) == maxLeaves, err
}

// takeWaiting takes lines off the list of those without a place.
func takeWaiting(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	const sql = `WITH taken AS (
			DELETE FROM access_waiting WHERE line IN (SELECT line FROM access_waiting ORDER BY line LIMIT $1) RETURNING line)
		SELECT line FROM taken ORDER BY line`
	rows, err := tx.Query(ctx, sql, maxLines)
	if err != nil {
		return nil, fmt.Errorf("take lines: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	if err != nil {
		return nil, fmt.Errorf("take lines: %w", err)
	}
	return out, nil
}

// Waiting gives how many lines wait for their place in the tree, and for how
// long the oldest does.
func (s *Sealer) Waiting(ctx context.Context) (n int, oldest time.Duration, err error) {
	var first *int64
	if err := s.Pool.QueryRow(ctx, `SELECT count(*), min(line) FROM access_waiting`).Scan(&n, &first); err != nil || first == nil {
		return 0, 0, pg.Fault(err)
	}
	lines, err := ReadLines(ctx, s.Pool, []int64{*first})
	if err != nil || len(lines[*first]) == 0 {
		return n, 0, err
	}
	return n, s.Now().Sub(lines[*first][0].At), nil
}

func addLines(ctx context.Context, tx pgx.Tx, g *growing, numbers []int64) error {
	if len(numbers) == 0 {
		return nil
	}
	lines, err := ReadLines(ctx, tx, numbers)
	if err != nil {
		return err
	}
	leaves := make([]tlog.Hash, 0, len(numbers))
	placed := make([]int64, 0, len(numbers))
	for _, n := range numbers {
		if len(lines[n]) == 0 {
			leaves, placed = append(leaves, goneHash(n)), append(placed, n)
		}
		for _, l := range lines[n] { // one, in a database that nobody altered
			h, err := l.hash()
			if err != nil {
				return err
			}
			leaves, placed = append(leaves, h), append(placed, n)
		}
	}
	return g.add(run{What: ofLines, Lines: placed}, leaves)
}

// sealedUpTo gives the last position of the ledger that is in a tree.
func sealedUpTo(ctx context.Context, q pg.Querier) (position int64, err error) {
	const sql = `SELECT position + count - 1 FROM tree_runs WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1`
	err = q.QueryRow(ctx, sql).Scan(&position)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return position, pg.Fault(err)
}
