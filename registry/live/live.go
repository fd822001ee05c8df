// Package live tells pages that are open that there is something new to ask for.
//
// The invariant: what it tells is a topic and a position of the ledger, and nothing
// of any child; it tells it only to who may see what is new, as the wall of the
// database decides; and nothing is kept open without a bound.
package live

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// Topic is what a page that is open can be told has changed. The words stand in
// pages and in their script.
type Topic string

// The topics.
const (
	Recorded   Topic = "ledger"     // something was recorded about a child whom the reader may see
	Candidates Topic = "candidates" // two whom the reader may see were found likely to be one child
	Deadlines  Topic = "deadlines"  // a deadline, or a lone half of a transfer, was raised to the reader
	Work       Topic = "work"       // long work of the reader went on
)

// topics are how many there are.
const topics = 4

// The bounds of what is open at a time. Arbitrary but the first: a browser that
// speaks HTTP/1.1 has six connections to a server, and needs some for pages.
const (
	MaxPerSession = 4
	MaxOpen       = 4096

	// turnEvery is how often it is looked whether the ledger has grown.
	turnEvery = time.Second
	// longestPause bounds the pause before a connection that broke is made anew.
	longestPause = 10 * time.Second
)

// liveChannel is the channel on which every server hears what one has told.
const liveChannel = "faro_live"

// Tell says, once the transaction is committed, that something of a person went
// on: to whatever pages of theirs are open, at any server. Any role may.
func Tell(ctx context.Context, q pg.Querier, topic Topic, person institution.PersonID) error {
	if _, err := q.Exec(ctx, `SELECT pg_notify($1, $2)`, liveChannel, string(topic)+" "+person.String()); err != nil {
		return fmt.Errorf("tell pages: %w", err)
	}
	return nil
}

// Found says, once the transaction is committed, that candidates were found as of a
// position of the ledger. Any role may.
func Found(ctx context.Context, q pg.Querier, position uint64) error {
	return raise(ctx, q, Candidates, int64(position))
}

// Raised says, once the transaction is committed, that alerts were raised at a
// moment. Any role may.
func Raised(ctx context.Context, q pg.Querier, at time.Time) error {
	return raise(ctx, q, Deadlines, at.UnixMicro())
}

func raise(ctx context.Context, q pg.Querier, topic Topic, from int64) error {
	if _, err := q.Exec(ctx, `SELECT pg_notify($1, $2)`, liveChannel, string(topic)+" "+strconv.FormatInt(from, 10)); err != nil {
		return fmt.Errorf("tell pages: %w", pg.Fault(err))
	}
	return nil
}

// wall says whether there is anything new that a caller may see: package lookup.
type wall interface {
	Since(ctx context.Context, c access.Caller, after, upTo uint64) (bool, error)
	// LikelySince is of candidates found as of a position or later.
	LikelySince(ctx context.Context, c access.Caller, position uint64) (bool, error)
	// AlertedSince is of alerts raised at a moment or later.
	AlertedSince(ctx context.Context, c access.Caller, at time.Time) (bool, error)
}

// Live tells pages that are open. It is safe for use by several goroutines.
type Live struct {
	pool *pgxpool.Pool
	wall wall
	log  *slog.Logger

	mu     sync.Mutex // guards what is open, the position of each, and what was raised
	open   []*Followed
	raised map[Topic]int64 // since when or where, and not looked at yet
}

// New makes it over a pool of the role faro_reader.
func New(pool *pgxpool.Pool, w wall, log *slog.Logger) (*Live, error) {
	if pool == nil || w == nil || log == nil {
		return nil, fault.Newf(fault.Internal, "live pages without a database, a wall or a log")
	}
	return &Live{pool: pool, wall: w, log: log, raised: map[Topic]int64{}}, nil
}

// Told is that something of a topic is new, up to a position.
type Told struct {
	Topic    Topic
	Position uint64
}

// Followed is one page that is open.
type Followed struct {
	live   *Live
	who    access.Caller
	after  uint64
	told   chan Told
	topics map[Topic]bool // told, and not taken yet
}

// Told gives what is new, of each topic once however often it was told meanwhile;
// it is closed when another page of the session took the place of this one.
func (f *Followed) Told() <-chan Told { return f.told }

// Took says that what was given was passed on.
func (f *Followed) Took(t Topic) {
	f.live.mu.Lock()
	defer f.live.mu.Unlock()
	delete(f.topics, t)
}

// Position is how far the ledger has grown: a page that shows what was so at least
// up to there asks to be told what is new after it.
func (l *Live) Position(ctx context.Context) (uint64, error) {
	head, err := ledger.Read(ctx, l.pool)
	return head.Position, err
}

// Follow has a page told what is new after a position, until [Live.Leave]. Of one
// session the page that was opened first ends when there are more than
// [MaxPerSession]. It fails with [fault.Busy] when there are too many of all.
func (l *Live) Follow(c access.Caller, after uint64) (*Followed, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	mine := 0
	for _, f := range l.open {
		if f.who.Session == c.Session {
			mine++
		}
	}
	if mine >= MaxPerSession {
		l.drop(slices.IndexFunc(l.open, func(f *Followed) bool { return f.who.Session == c.Session }))
	}
	if len(l.open) >= MaxOpen {
		return nil, &fault.Error{Kind: fault.Busy, Detail: "too many pages are open", Remedy: "reload the page to see what is new"}
	}
	f := &Followed{live: l, who: c, after: after, told: make(chan Told, topics), topics: map[Topic]bool{}}
	l.open = append(l.open, f)
	return f, nil
}

// Leave ends what [Live.Follow] began. It may be called twice.
func (l *Live) Leave(f *Followed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.Index(l.open, f); i >= 0 {
		l.drop(i)
	}
}

// drop ends one that is open; the lock is held.
func (l *Live) drop(i int) {
	close(l.open[i].told)
	l.open = slices.Delete(l.open, i, i+1)
}

// Open is how many pages are open.
func (l *Live) Open() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.open)
}

// tell tells one page, if it is still open and was not told the same before.
func (l *Live) tell(f *Followed, t Topic) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if f.topics[t] || !slices.Contains(l.open, f) {
		return
	}
	f.topics[t] = true
	f.told <- Told{t, f.after} // there is room for one of each topic
}

// Run tells until ctx is done. It is called once.
func (l *Live) Run(ctx context.Context) {
	var tasks sync.WaitGroup
	tasks.Go(func() { l.listen(ctx) })
	tasks.Go(func() {
		for sleep(ctx, turnEvery) {
			if err := l.Turn(ctx); err != nil && ctx.Err() == nil {
				l.log.WarnContext(ctx, "open pages not told what is new", "error", err)
			}
		}
	})
	tasks.Wait()
}

// Turn looks once whether there is anything new for each page that is open, one
// after the other, so that this never takes more than one connection from those
// who look something up.
func (l *Live) Turn(ctx context.Context) error {
	l.mu.Lock()
	open, raised := slices.Clone(l.open), l.raised
	l.raised = map[Topic]int64{}
	l.mu.Unlock()
	if len(open) == 0 {
		return nil
	}
	if err := l.turnRaised(ctx, open, raised); err != nil {
		return err
	}
	head, err := l.Position(ctx)
	if err != nil {
		return err
	}
	for _, f := range open {
		l.mu.Lock()
		after := f.after
		l.mu.Unlock()
		if after >= head {
			continue
		}
		there, err := l.wall.Since(ctx, f.who, after, head)
		if err != nil {
			return err
		}
		l.mu.Lock()
		f.after = head
		l.mu.Unlock()
		if there {
			l.tell(f, Recorded)
		}
	}
	return nil
}

// turnRaised looks for each page whether what was raised is anything that its reader
// may see.
func (l *Live) turnRaised(ctx context.Context, open []*Followed, raised map[Topic]int64) error {
	for topic, from := range raised {
		for _, f := range open {
			there, err := false, error(nil)
			if topic == Candidates {
				there, err = l.wall.LikelySince(ctx, f.who, uint64(from))
			} else {
				there, err = l.wall.AlertedSince(ctx, f.who, time.UnixMicro(from))
			}
			if err != nil {
				return err
			}
			if there {
				l.tell(f, topic)
			}
		}
	}
	return nil
}

// listen hears what other servers tell, by a connection of its own that it makes
// anew when it breaks.
func (l *Live) listen(ctx context.Context) {
	for ctx.Err() == nil {
		err := l.hear(ctx)
		if ctx.Err() == nil {
			l.log.WarnContext(ctx, "live pages: not listening", "error", err)
			sleep(ctx, rand.N(longestPause))
		}
	}
}

func (l *Live) hear(ctx context.Context) (err error) {
	conn, err := pgx.ConnectConfig(ctx, l.pool.Config().ConnConfig)
	if err != nil {
		return pg.Fault(fmt.Errorf("connect: %w", err))
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err = errors.Join(err, pg.Fault(conn.Close(ctx)))
	}()
	if _, err := conn.Exec(ctx, "LISTEN "+liveChannel); err != nil {
		return pg.Fault(fmt.Errorf("listen: %w", err))
	}
	l.heard("") // what was told while nobody listened
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return pg.Fault(fmt.Errorf("wait for notification: %w", err))
		}
		l.heard(n.Payload)
	}
}

// heard tells the pages of the person whom a notification names, and keeps what was
// raised for the next turn; of nobody in particular, all pages, as of work.
func (l *Live) heard(payload string) {
	topic, of, _ := strings.Cut(payload, " ")
	if t := Topic(topic); t == Candidates || t == Deadlines {
		if from, err := strconv.ParseInt(of, 10, 64); err == nil {
			l.keep(t, from)
		}
		return
	}
	l.mu.Lock()
	open := slices.Clone(l.open)
	l.mu.Unlock()
	for _, f := range open {
		if payload == "" || Topic(topic) == Work && f.who.Person.String() == of {
			l.tell(f, Work)
		}
	}
}

// keep keeps since when or where something was raised: the earliest.
func (l *Live) keep(t Topic, from int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if was, is := l.raised[t]; !is || from < was {
		l.raised[t] = from
	}
}

// sleep reports false if ctx was done before the time was over.
func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
