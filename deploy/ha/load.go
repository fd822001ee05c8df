package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"time"

	"faro.example/agent/outbox"
	"faro.example/deploy/loader"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// writers is how many installations write at a time, half of them at each
// registryd as long as both are there. Arbitrary: enough that there is always
// something under way, and little enough for two processors.
const writers = 4

// pace is about how long each waits between two pushes.
const pace = 200 * time.Millisecond

// again is how long a writer waits after a call that failed; within a call the
// client waits by itself, as every agent's does.
const again = 250 * time.Millisecond

// office is a centre, with the person who writes there.
type office struct {
	facility.Structure
	who institution.PersonID
}

type offices []office

func newOffices(n int) offices {
	out := make(offices, n)
	for k := range out {
		out[k] = office{facility.Structure{
			ID: facility.ID(id.New[struct{}]()), Code: fmt.Sprintf("SR-%04d", k+1), Name: fmt.Sprintf("Casa %d", k+1),
			Type: facility.First, Municipality: "089017", Beds: 50_000,
		}, institution.PersonID(id.New[struct{}]())}
	}
	return out
}

func (o office) person() string { return "Operatore " + o.Code }

// catalogue is what the directory is told of them.
func (o offices) catalogue() any {
	type entry = map[string]any
	var structures []facility.Structure
	people, operators := []entry{}, []entry{}
	for _, x := range o {
		at := institution.OfficeOf(x.ID)
		structures = append(structures, x.Structure)
		people = append(people, entry{"id": x.who, "name": x.person(), "role": "centre", "office": at})
		operators = append(operators, entry{"person": x.who, "office": at})
	}
	town := institution.Institution{
		ID: institution.ID(id.New[struct{}]()), Code: "T-SR", Name: "Comune di Siracusa", Kind: institution.Municipality, Territory: []string{"089017"},
	}
	return entry{"institutions": []institution.Institution{town}, "structures": structures, "people": people, "operators": operators}
}

// writer is an installation that registers children without end.
type writer struct {
	number int
	office office
	at     *loader.Installation
	rng    *rand.Rand
	minors []minor.ID
	told   map[change.ID]uint64 // what was acknowledged, at which position, as it was told first
}

// ack is one exchange that went through: what was pushed was answered for, and
// the feed was read to its end.
type ack struct {
	writer      int
	begun, done time.Time
}

// load is all writers at work.
type load struct {
	writers []*writer
	stop    context.CancelFunc
	all     sync.WaitGroup
	gate    sync.RWMutex // held by each while it writes, and by who wants them to rest

	mu     sync.Mutex // guards the fields below
	acks   []ack
	failed map[string]int // calls that failed, by what they said
	wrong  []string       // what is no delay
}

func newLoad(ctx context.Context, w *world, all offices) (*load, error) {
	roots, err := os.ReadFile(w.registry.rootFile())
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	l := &load{stop: stop, failed: map[string]int{}}
	for k, o := range all {
		url := "https://" + []string{service, another}[k%2] + ":8443"
		at, err := loader.Enrol(ctx, filepath.Join(w.dir, "writers", o.Code), url, roots,
			func(ctx context.Context) (string, error) { return w.registry.invite(ctx, o.Code) }, slog.New(slog.DiscardHandler))
		if err != nil {
			return l, fmt.Errorf("enrol %s: %w", o.Code, err)
		}
		l.writers = append(l.writers, &writer{number: k, office: o, at: at, rng: rand.New(rand.NewPCG(w.seed, uint64(k)+1)), told: map[change.ID]uint64{}})
	}
	for _, x := range l.writers {
		l.all.Go(func() { l.work(running, x) })
	}
	return l, nil
}

// work writes until the end; what is begun is finished, however long the
// registry is away.
func (l *load) work(ctx context.Context, x *writer) {
	for ctx.Err() == nil {
		l.gate.RLock()
		about, err := x.write(ctx)
		if err == nil {
			err = l.exchange(ctx, x, about)
		}
		l.gate.RUnlock()
		if err != nil && ctx.Err() == nil {
			l.complain("writer %d: %v", x.number, err)
			return
		}
		if pass(ctx, pace/2+rand.N(pace)) != nil {
			return
		}
	}
}

// remember keeps what was acknowledged about children at the moment at which it
// was. The store is not asked for it later: an agent whose registry lacks what
// it has a receipt for sends it again, which mends a loss and would hide it.
func (x *writer) remember(ctx context.Context, about []loader.Statement) error {
	for _, s := range about {
		said, err := x.at.About(ctx, s.Minor)
		if err != nil {
			return err
		}
		for _, e := range said {
			if _, before := x.told[e.ID]; !before && (e.State == outbox.Taken || e.State == outbox.Known) {
				x.told[e.ID] = e.Position
			}
		}
	}
	return nil
}

// write stores what is said of one to three children, of whom some are known,
// and gives it.
func (x *writer) write(ctx context.Context) ([]loader.Statement, error) {
	var said []loader.Statement
	say := func(m minor.ID, s loader.Statement) {
		s.Minor, s.On, s.Structure, s.Author = m, day.On(day.FromTime(time.Now())), institution.OfficeOf(x.office.ID), x.office.who
		said = append(said, s)
	}
	for range 1 + x.rng.IntN(3) {
		if n := len(x.minors); n > 0 && x.rng.IntN(3) == 0 {
			name := minor.Name{Given: minor.Text(fmt.Sprintf("Amadou %d", x.rng.IntN(1000)))}
			say(x.minors[x.rng.IntN(n)], loader.Statement{Body: minor.IdentityStated{Source: minor.OwnWord, Name: &name}})
			continue
		}
		m := minor.ID(id.New[struct{}]())
		x.minors = append(x.minors, m)
		say(m, loader.Statement{Body: minor.Registered{}})
		say(m, loader.Statement{Body: placement.Began{At: facility.At(x.office.ID)}})
	}
	return said, x.at.Say(ctx, said)
}

// exchange sends what is unsent and reads the feed, again and again until it
// works. An agent may be told to wait, or nothing: all else is wrong.
func (l *load) exchange(ctx context.Context, x *writer, about []loader.Statement) error {
	for {
		begun := time.Now()
		err := x.at.Exchange(ctx)
		if failed := x.remember(ctx, about); failed != nil {
			return failed
		}
		if err == nil {
			l.note(ack{x.number, begun, time.Now()})
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if !fault.Is(err, fault.Busy) {
			return err
		}
		l.delayed(err)
		if err := pass(ctx, again); err != nil {
			return err
		}
	}
}

func (l *load) note(a ack) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acks = append(l.acks, a)
}

func (l *load) delayed(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failed[err.Error()]++
}

func (l *load) complain(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong = append(l.wrong, fmt.Sprintf(format, args...))
}

// since gives what went through that was begun after an instant, and what has
// gone wrong so far.
func (l *load) since(at time.Time) (out []ack, wrong []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, a := range l.acks {
		if a.begun.After(at) {
			out = append(out, a)
		}
	}
	return out, l.wrong
}

// back waits until every writer had something answered for that was sent after
// an instant, and gives how long after it the first and the last one had.
func (l *load) back(ctx context.Context, at time.Time) (first, last time.Duration, err error) {
	err = until(ctx, "every writer is answered", func(context.Context) error {
		acks, wrong := l.since(at)
		if len(wrong) > 0 {
			return nil // it is told with the comparison
		}
		met := map[int]time.Duration{}
		for _, a := range acks {
			after := a.done.Sub(at)
			if first == 0 || after < first {
				first = after
			}
			if had, ok := met[a.writer]; !ok || after < had {
				met[a.writer] = after
			}
		}
		last = 0
		for _, d := range met {
			last = max(last, d)
		}
		if len(met) < len(l.writers) {
			return fmt.Errorf("%d of %d writers were answered", len(met), len(l.writers))
		}
		return nil
	})
	return first, last, err
}

// rest has everybody finish and wait, until the function given is called.
func (l *load) rest() (resume func()) {
	l.gate.Lock()
	return l.gate.Unlock
}

func (l *load) close() error {
	l.stop()
	l.all.Wait()
	var errs []error
	for _, x := range l.writers {
		errs = append(errs, x.at.Close())
	}
	return errors.Join(errs...)
}
