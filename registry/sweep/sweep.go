// Package sweep finds children who may be registered twice: as they come, and
// over the whole nation. It owns the tables candidates, match_models,
// match_progress and sweeps.
//
// The invariant: what is written of a pair is how likely it is that they are one
// child and how far each field agrees, never what stands in the field; a pair
// that a person has decided about is not asked about again; and an installation
// is told of a pair only while both children are in its scope. Looking holds up
// nobody: it follows the ledger, begins again where it stopped, and does the
// same if it is done twice.
//
// A person decides. This package proposes.
package sweep

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// Teller tells installations that what may be the same child as some minors is
// other than it was; package intake does.
type Teller interface {
	TellCandidates(ctx context.Context, tx pgx.Tx, about map[change.AgentID][]minor.ID) error
}

// Config is what a sweep works with. All fields but the last are needed.
type Config struct {
	Pool    *pgxpool.Pool // of the role faro_match
	Sealer  *seal.Sealer
	Teller  Teller
	Now     func() time.Time
	Log     *slog.Logger
	Metrics prometheus.Registerer

	// Pressed reports whether pushes wait to be taken: they come first.
	Pressed func() bool
}

// Sweep looks. It is safe for use by several goroutines.
type Sweep struct {
	Config
	keeper  *likeness.Keeper
	crowds  *crowds
	newest  likeness.Newest
	warned  atomic.Int64 // of which model it was said that it is outdated
	metrics *metrics
	inAStep int
}

// New makes a sweep; [Sweep.Run] follows the ledger, [Sweep.Nation] looks at
// everybody.
func New(c Config) (*Sweep, error) {
	if c.Pool == nil || c.Sealer == nil || c.Teller == nil {
		return nil, fault.Newf(fault.Internal, "a sweep without its database, keys or feed")
	}
	keeper, err := likeness.NewKeeper(c.Sealer)
	if err != nil {
		return nil, err
	}
	return &Sweep{Config: c, keeper: keeper, crowds: newCrowds(), metrics: newMetrics(c.Metrics), inAStep: inAStep}, nil
}

// Pair is two minors who may be one child, the lower identifier first.
type Pair struct {
	Low, High minor.ID
	P         float64
	Reasons   []match.Reason
	Stated    bool // one was registered with the national code of the other
	Missing   bool // one was missing
	Likely    bool // enough to be worth a person's time
}

func pairOf(a, b minor.ID) Pair {
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	return Pair{Low: a, High: b}
}

// looked is a child with all pairs that were found of it.
type looked struct {
	minor minor.ID
	pairs []Pair
}

// lookAt looks at children, each in a moment of its own, some at a time.
func (s *Sweep) lookAt(ctx context.Context, minors []minor.ID) ([]looked, error) {
	scale, err := s.scale(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]looked, len(minors))
	return out, atOnce(ctx, len(minors), func(ctx context.Context, i int) error {
		begun := time.Now()
		defer func() { s.metrics.seconds.Observe(time.Since(begun).Seconds()) }()
		return pg.InSnapshot(ctx, s.Pool, nil, func(ctx context.Context, tx pgx.Tx) (err error) {
			out[i], err = s.look(ctx, tx, scale, minors[i])
			return err
		})
	})
}
