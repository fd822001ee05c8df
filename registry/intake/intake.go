// Package intake is the server side of a push: verify, allow, lock, append,
// fold, write the difference of the read tables, one transaction (design
// section 6).
//
// The invariant: each number of each installation gets one final receipt, in
// the transaction that takes its record or refuses it, and is answered only
// once that is durable; a record is in the ledger exactly once; and locks are
// always taken in this order: the lock of scopes (shared), the installations by
// identifier, the casefiles by identifier, codes, the ledger's head. Nothing
// but this package and those it lends the order to touches the head row. One
// record, one push or one casefile that cannot be taken never stops another.
package intake

import (
	"context"
	"crypto/ed25519"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Codes gives blocks of national codes to installations, inside the
// transaction that takes the records.
type Codes interface {
	Ensure(ctx context.Context, tx pgx.Tx, used map[change.AgentID]uint32) error
	Blocks(ctx context.Context, q pg.Querier, agent change.AgentID) ([]minor.Block, error)
}

// Revoker revokes an installation whose row the transaction has locked.
type Revoker interface {
	Revoke(ctx context.Context, tx pgx.Tx, agent change.AgentID, why string) error
}

// Registry is the registry's own installation, which states codes.
type Registry struct {
	Agent  change.AgentID
	Key    ed25519.PrivateKey
	Office institution.OfficeID
	Author institution.PersonID
}

// Config is what an intake works with. All fields but the last four are needed.
type Config struct {
	Pool     *pgxpool.Pool // of the role faro_intake
	Sealer   *seal.Sealer
	Codes    Codes
	Revoker  Revoker
	Registry Registry
	Now      func() time.Time // stamps commits, and says which day it is for the read tables
	Log      *slog.Logger
	Metrics  prometheus.Registerer

	// Clock says how late a fact may be dated, and what time the replies tell;
	// nil is Now. The two differ only where a nation's past is loaded.
	Clock func() time.Time
	// Recovery opens what is given back sealed; nil if there is no such key.
	Recovery *seal.Recovery
	// Transactions bounds those at work at once; 0 is one for each processor and
	// one more, since one of them waits for the disk (design section 6, measured).
	Transactions int
	// CareUntil is the age up to which a court may let care go on beyond majority
	// (law 47/2017 art. 13); 0 is [CareUntil].
	CareUntil int
	// AfterCommit is for tests of faults: it is called after a commit and
	// before anybody is answered, and its error is answered instead.
	AfterCommit func() error

	// HeldByOrder reports whether an order stands that nothing of a child is erased:
	// read where a request to erase is answered. Nil: not asked.
	HeldByOrder func(context.Context, minor.ID) (bool, error)
}

// CareUntil is the age of law 47/2017 art. 13 par. 2, unless another is configured.
const CareUntil = 21

// Intake takes pushes. Its methods are safe for use by many goroutines.
type Intake struct {
	Config
	pool     *pgxpool.Pool
	keys     sync.Map // change.AgentID to the key that its records are signed by
	places   sync.Map // facility.ID of structures known to be in the directory
	cache    *cache
	pieces   *sync.Pool // of memory that transactions work in
	queue    *queue
	hands    chan struct{} // bounds those who decode and verify
	metrics  *metrics
	siblings *siblings
	keeper   func() (*likeness.Keeper, error) // of what children are looked up by
}

// New makes an intake; [Intake.Run] sets it to work.
func New(c Config) *Intake {
	if c.Transactions == 0 {
		c.Transactions = 1 + runtime.GOMAXPROCS(0)
	}
	if c.CareUntil == 0 {
		c.CareUntil = CareUntil
	}
	if c.Clock == nil {
		c.Clock = c.Now
	}
	return &Intake{
		Config:   c,
		pool:     c.Pool,
		cache:    newCache(maxCached),
		pieces:   newPieces(),
		queue:    newQueue(),
		hands:    make(chan struct{}, max(2, runtime.GOMAXPROCS(0))),
		metrics:  newMetrics(c.Metrics),
		siblings: &siblings{},
		keeper:   sync.OnceValues(func() (*likeness.Keeper, error) { return likeness.NewKeeper(c.Sealer) }),
	}
}

// Run works until ctx is done and what it had begun is finished. It is called
// once. Pushes that still wait then are told to come later.
func (in *Intake) Run(ctx context.Context) {
	var workers sync.WaitGroup
	for range in.Transactions {
		workers.Go(func() { in.work(ctx) })
	}
	<-ctx.Done()
	in.queue.close()
	workers.Wait()
}

// Batch is one push.
type Batch struct {
	// Installation is whose records it carries; zero for the caller's own.
	Installation change.AgentID
	// GivingBack: after a restore, gaps are allowed, and what was signed before
	// its installation was revoked is taken.
	GivingBack bool
	Frames     []change.Frame
}

// Take takes a push and gives one receipt per frame, in their order. There are
// none, and no error, when the push starts above the next number, which the
// reply states; frames behind a gap in the middle get none either.
//
// It fails with [fault.Denied] if the caller may not push, [fault.Invalid] if
// the numbers do not rise, [fault.Unauthenticated] if the installation is
// revoked, also when this push shows that it was copied, and [fault.Busy] when
// there is too much to do or the database does not answer: nothing is known of
// such a push then, and sending the same again is right. A ctx that is done
// ends the waiting, not the work.
func (in *Intake) Take(ctx context.Context, caller access.Caller, b Batch) (api.Push, error) {
	if err := access.Allow(caller, access.Push); err != nil {
		return api.Push{}, err
	}
	if b.Installation.IsZero() {
		b.Installation = caller.Agent
	}
	if err := rising(b.Frames); err != nil {
		return api.Push{}, err
	}
	if !in.queue.admit(len(b.Frames)) {
		in.metrics.busy.Inc()
		return api.Push{}, &fault.Error{Kind: fault.Busy, Detail: "too many pushes wait", Remedy: "send the same again later"}
	}
	j, err := in.prepared(ctx, caller, b)
	if err != nil {
		in.queue.leave(len(b.Frames))
		return api.Push{}, err
	}
	in.queue.put(j)
	select {
	case <-j.done:
		return j.reply, j.err
	case <-ctx.Done():
		in.queue.abandon(j)
		return api.Push{}, pg.Fault(ctx.Err())
	}
}

// prepared decodes and verifies the frames, a few pushes at a time, so that
// look-ups keep their share of the machine.
func (in *Intake) prepared(ctx context.Context, caller access.Caller, b Batch) (*job, error) {
	key, err := in.key(ctx, b.Installation)
	if fault.Is(err, fault.Unauthenticated) && b.Installation != caller.Agent {
		return nil, fault.Newf(fault.NotFound, "no such installation as the one whose records these are")
	}
	if err != nil {
		return nil, err
	}
	select {
	case in.hands <- struct{}{}:
	case <-ctx.Done():
		return nil, pg.Fault(ctx.Err())
	}
	defer func() { <-in.hands }()
	return &job{
		caller: caller, agent: b.Installation, givingBack: b.GivingBack,
		frames: in.prepare(b.Installation, key, b), done: make(chan struct{}),
	}, nil
}

func rising(frames []change.Frame) error {
	if len(frames) > change.MaxBatch {
		return fault.Newf(fault.Invalid, "more than %d records in one batch: send them in several", change.MaxBatch)
	}
	for i := range frames {
		if frames[i].Seq == 0 || i > 0 && frames[i].Seq <= frames[i-1].Seq {
			return fault.Newf(fault.Invalid, "the numbers of a batch do not rise: send each record once, in order")
		}
	}
	return nil
}
