// Package standby has questions answered by a replica of the database, so that
// the primary has its hands free for what is written.
//
// The invariant: an answer of the replica is never older than the limit, never
// older than what who asks has written or names, and says as of when it is.
// Nobody is answered by it who did not say that it may be ([Allow]); what it
// cannot do, for whatever reason, the primary does, and who asks does not notice.
package standby

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/fault"
)

// Mark is a place in the log that PostgreSQL writes: in bytes, from its beginning.
type Mark uint64

// AsOf is as of when an answer of the replica is.
type AsOf struct {
	Epoch    int
	Position uint64        // of the ledger: all up to it is in the answer, nothing above it
	Age      time.Duration // at most so much later was the primary asked of what is not in it
}

const (
	// every is how often both are looked at.
	every = time.Second
	// patience bounds a look: a replica that is frozen is let go after it. Arbitrary.
	patience = 2 * time.Second
	// between is how long is waited between two looks whether the replica gets
	// somewhere. Arbitrary.
	between = 50 * time.Millisecond
	// kept is how many looks are remembered: more than the longest limit in seconds.
	kept = 128
	// MinLimit and MaxLimit bound the limit: nothing is newer than the last look,
	// and who reads where a child is should not read what was so minutes ago.
	MinLimit, MaxLimit = 3 * time.Second, time.Minute
)

// Options are what a replica is used by.
type Options struct {
	Primary     *pgxpool.Pool // of any role
	DSN         func(role string) string
	Name        func(role string) string // what PostgreSQL shows for the connections
	Roles       []string                 // that ask
	Connections int32
	Limit       time.Duration // older answers are not given
	Now         func() time.Time
	Log         *slog.Logger
	Metrics     prometheus.Registerer
}

// Standby is a replica. Nil is none: everything is answered by the primary. It is
// safe for use by several goroutines.
type Standby struct {
	Options
	looker  *pgxpool.Pool
	pools   map[string]*pgxpool.Pool // by role
	answers *prometheus.CounterVec

	mu    sync.Mutex // guards the fields below
	looks []look     // oldest first
	newer time.Time  // as of when the replica was when last looked at
	well  context.Context
	down  context.CancelFunc // ends well, and with it what the replica is asked
	why   string             // it is not asked; for the log and the doctor
}

// look is where the primary was at a moment: all that was committed before it
// stands before the mark.
type look struct {
	at   time.Time
	mark Mark
}

// Open makes a standby of a replica, which need not answer yet: [Standby.Run]
// sees when it does.
func Open(ctx context.Context, o Options) (_ *Standby, err error) {
	s := &Standby{Options: o, pools: map[string]*pgxpool.Pool{}, newer: o.Now(), why: "nobody has looked yet"}
	s.well, s.down = context.WithCancel(context.Background())
	s.down()
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	for _, role := range o.Roles {
		if s.pools[role], err = s.open(ctx, role, o.Connections); err != nil {
			return nil, err
		}
	}
	if s.looker, err = s.open(ctx, o.Roles[0], 1); err != nil {
		return nil, err
	}
	s.measure()
	return s, nil
}

func (s *Standby) open(ctx context.Context, role string, connections int32) (*pgxpool.Pool, error) {
	return pg.Open(ctx, s.DSN(role), pg.Options{Name: s.Name(role), MaxConns: connections, ReadOnly: true, Late: true, Log: s.Log})
}

// Close lets the replica go.
func (s *Standby) Close() {
	if s == nil {
		return
	}
	s.down()
	for _, p := range s.pools {
		if p != nil {
			p.Close()
		}
	}
	if s.looker != nil {
		s.looker.Close()
	}
}

// Run looks at both until ctx is done.
func (s *Standby) Run(ctx context.Context) {
	if s == nil {
		return
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		s.Look(ctx)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// Look looks at both once, and says what is wrong: "" if the replica can be asked.
func (s *Standby) Look(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	why := s.look(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case why != "":
		s.down()
	case s.well.Err() != nil:
		s.well, s.down = context.WithCancel(context.Background())
	}
	if why != s.why && s.Log != nil {
		if s.why = why; why != "" {
			s.Log.Warn("the replica is not asked", "why", why)
		} else {
			s.Log.Info("the replica is asked")
		}
	}
	s.why = why
	return why
}

func (s *Standby) look(ctx context.Context) string {
	theirs, err := replayed(ctx, s.looker)
	if errors.Is(err, errNoReplica) {
		return err.Error()
	}
	at := s.Now()
	ours, perr := s.written(ctx)
	if perr != nil {
		return "the primary does not answer"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.looks); n > 0 && ours < s.looks[n-1].mark {
		s.looks = nil // another is primary, and has not all that the one before had written
	}
	s.looks = append(s.looks, look{at, ours})
	s.looks = s.looks[max(0, len(s.looks)-kept):]
	if err != nil {
		return "the replica does not answer"
	}
	if theirs > ours {
		return "the replica follows another database"
	}
	if as, known := s.asOf(theirs); known && as.After(s.newer) {
		s.newer = as
	}
	if at.Sub(s.newer) > s.Limit {
		return "the replica is older than the limit"
	}
	return ""
}

// Follows says what is wrong with a replica that does not get as far within a time
// as the primary is now; "" if it does.
func (s *Standby) Follows(ctx context.Context, within time.Duration) string {
	if why := s.Look(ctx); why != "" {
		return why
	}
	m, err := s.written(ctx)
	if err != nil {
		return "the primary does not answer"
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	tick := time.NewTicker(between)
	defer tick.Stop()
	for {
		if theirs, err := replayed(ctx, s.looker); err == nil && theirs >= m {
			return ""
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Sprintf("the replica is more than %v behind", within)
		}
	}
}

// asOf says as of when a replica is that has all before a mark; false if that is
// longer ago than any look that is remembered. The caller holds mu.
func (s *Standby) asOf(m Mark) (time.Time, bool) {
	for i := len(s.looks) - 1; i >= 0; i-- {
		if s.looks[i].mark <= m {
			return s.looks[i].at, true
		}
	}
	return time.Time{}, false
}

// Age is how old an answer of the replica would be at most; zero if there is none.
func (s *Standby) Age() time.Duration {
	if s == nil {
		return 0
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Now().Sub(s.newer)
}

// Written gives the mark before which everything stands that was committed until
// now; 0 if there is no replica for which it could matter.
func (s *Standby) Written(ctx context.Context) (Mark, error) {
	if s == nil {
		return 0, nil
	}
	return s.written(ctx)
}

func (s *Standby) written(ctx context.Context) (m Mark, err error) {
	err = s.Primary.QueryRow(ctx, `SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint`).Scan(&m)
	return m, pg.Fault(err)
}

// errNoReplica is said of a server that is one that writes.
var errNoReplica = errors.New("what is named as the replica is none")

// replayed gives the mark before which a replica has everything.
func replayed(ctx context.Context, q pg.Querier) (Mark, error) {
	var replica bool
	var m *Mark
	err := q.QueryRow(ctx, `SELECT pg_is_in_recovery(), pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint`).Scan(&replica, &m)
	switch {
	case err != nil:
		return 0, pg.Fault(err)
	case !replica || m == nil:
		return 0, errNoReplica
	}
	return *m, nil
}

// InSnapshot is [pg.InSnapshot] at the primary, or at the replica by the same role
// and under the same settings where ctx allows it and it is near enough. fn may
// run a second time, from the start, also after it has ended well.
func (s *Standby) InSnapshot(ctx context.Context, primary *pgxpool.Pool, role string, as pg.Settings, fn pg.Func) error {
	after, tell, may := Asking(ctx)
	if s == nil || !may {
		return pg.InSnapshot(ctx, primary, as, fn)
	}
	err := s.ask(ctx, role, asked{after, tell}, as, fn)
	if err == nil {
		s.answers.WithLabelValues("replica").Inc()
	}
	if err == nil || ctx.Err() != nil {
		return err
	}
	s.answers.WithLabelValues("primary").Inc()
	return pg.InSnapshot(ctx, primary, as, fn)
}

// ask asks the replica. What it fails with is nobody's business but the primary's.
func (s *Standby) ask(ctx context.Context, role string, asks asked, as pg.Settings, fn pg.Func) error {
	s.mu.Lock()
	well, pool := s.well, s.pools[role]
	s.mu.Unlock()
	if well.Err() != nil || pool == nil {
		return errNotNear
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(well, cancel)()
	var out AsOf
	err := pg.InSnapshotAfter(ctx, pool, as, func(ctx context.Context, q pg.Querier) (err error) {
		out.Age, err = s.near(ctx, q, asks.after)
		return err
	}, func(ctx context.Context, tx pgx.Tx) error {
		head, err := ledger.Read(ctx, tx)
		if err != nil {
			return err
		}
		out.Epoch, out.Position = head.Epoch, head.Position
		return fn(ctx, tx)
	})
	if err == nil {
		asks.tell(out)
	}
	return err
}

var errNotNear = fault.Newf(fault.Busy, "the replica is not near enough")

// near fails unless a replica has all before a mark, and is not older than the limit.
func (s *Standby) near(ctx context.Context, q pg.Querier, after Mark) (time.Duration, error) {
	m, err := replayed(ctx, q)
	if err != nil {
		return 0, fmt.Errorf("ask the replica: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	as, known := s.asOf(m)
	age := s.Now().Sub(as)
	if m < after || !known || age > s.Limit {
		return 0, errNotNear
	}
	return age, nil
}
