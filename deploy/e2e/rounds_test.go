package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"faro.example/deploy/stack"
	"faro.example/shared/change"
)

const (
	// shortSet is how many rounds there are where nothing else is asked for: CI
	// runs more of them by themselves.
	shortSet = 1
	// worldFor is for how many rounds a registry is used. Arbitrary: later
	// rounds find the data of those before, and one stays fast.
	worldFor = 5
)

// TestNothingIsLostInventedOrOverriddenUnderFaults runs rounds in each of which
// every fault comes once, while PostgreSQL and registryd are killed, and
// compares all that was saved, acknowledged and held. ROUNDS says how many;
// SEED repeats a round; FAULTS names some faults, parted by commas, to have no
// others.
func TestNothingIsLostInventedOrOverriddenUnderFaults(t *testing.T) {
	rounds, seed := number(t, "ROUNDS", shortSet), number(t, "SEED", 0)
	if seed == 0 {
		seed = uint64(time.Now().UnixNano()) % 1_000_000_000
	} else if os.Getenv("ROUNDS") == "" {
		rounds = 1
	}
	chosen := choose(t)
	met := map[string]int{}
	var w *world
	for i := range rounds {
		if i%worldFor == 0 || t.Failed() {
			w = roundWorld(t, w)
		}
		t.Logf("round %d of %d: SEED=%d", i+1, rounds, seed+i)
		round(t, w, seed+i, chosen, met)
	}
	for _, name := range sortedKeys(met) {
		t.Logf("%5d × %s", met[name], name)
	}
}

func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 63)
	if err != nil {
		t.Fatalf("%s=%s is not a number", name, text)
	}
	return n
}

// choose gives the faults that were asked for, and says which cannot be had here.
func choose(t *testing.T) []mishap {
	t.Helper()
	var out []mishap
	names := os.Getenv("FAULTS")
	for _, f := range faults() {
		switch {
		case names != "" && !slices.Contains(strings.Split(names, ","), f.name):
		case f.needs != nil && f.needs() != "":
			t.Logf("%s: left out, since %s", f.name, f.needs())
		default:
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		t.Fatalf("there is no fault named %s", names)
	}
	return out
}

// roundWorld is a registry that keeps what it promises about a commit, with a
// second registryd that gives certificates of a second. The world of the rounds
// before is ended.
func roundWorld(t *testing.T, before *world) *world {
	t.Helper()
	if before != nil {
		must(t, before.end())
	}
	w := newWorld(t, func(o *stack.Options) { o.Durable = true })
	p, address, err := w.Another(t.Context(), "registryd-2", "--requests-per-minute", "1000000", "--certificate-lifetime", "1s")
	must(t, err)
	w.second, w.secondAddress = p, address
	t.Cleanup(func() { must(t, w.end()) })
	return w
}

// round runs every chosen fault at a station of its own, at the same time.
func round(t *testing.T, w *world, seed uint64, chosen []mishap, met map[string]int) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Minute)
	defer stop()
	r := &roundState{world: w, seed: seed, rng: rand.New(rand.NewPCG(seed, 0)), begun: time.Now()}
	defer func() {
		for _, c := range r.end() {
			t.Errorf("round with seed %d: %s", seed, c)
		}
	}()
	if err := r.prepare(ctx, chosen); err != nil {
		t.Errorf("round with seed %d: prepare: %v", seed, err)
		return
	}
	r.run(ctx)
	if len(r.wrong) == 0 {
		r.compare(ctx)
	}
	if len(r.wrong) == 0 {
		r.runRestored(ctx)
	}
	if len(r.wrong) == 0 {
		r.compare(ctx)
	}
	for _, c := range r.wrong {
		t.Errorf("round with seed %d: %s", seed, c)
	}
	if len(r.wrong) > 0 {
		t.Errorf("repeat it with: make e2e SEED=%d\n%s", seed, r.tails())
	}
	for _, f := range chosen {
		met[f.name]++
	}
	for what, n := range r.happened {
		met["  "+what] += n
	}
	t.Logf("seed %d: %d records on %d disks, %d in the ledger, %d in conflict; %d ms", seed, r.saved, r.disks, r.ledger, r.contested, time.Since(r.begun).Milliseconds())
}

// roundState is one round on its way.
type roundState struct {
	*world
	seed     uint64
	rng      *rand.Rand
	begun    time.Time
	stations []*station

	mu       sync.Mutex // guards the fields below
	wrong    complaints
	happened map[string]int

	backup    string // made at a random moment
	restored  bool   // to that backup
	saved     int
	disks     int
	ledger    int
	contested int // statements in conflict, at all disks
}

func (r *roundState) complain(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wrong.add(format, args...)
}

// came notes that something happened which a round means to bring about.
func (r *roundState) came(what string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.happened == nil {
		r.happened = map[string]int{}
	}
	r.happened[what]++
}

// prepare opens a centre for every station.
func (r *roundState) prepare(ctx context.Context, chosen []mishap) error {
	centres, err := r.newCentres(ctx, len(chosen))
	if err != nil {
		return err
	}
	for i, f := range chosen {
		s := &station{
			round: r, mishap: f, at: centres[i], rng: rand.New(rand.NewPCG(r.seed, uint64(i)+1)),
			name: fmt.Sprintf("%s-%d", strings.ReplaceAll(f.name, " ", "-"), r.seed), mayRefuse: map[change.ID]bool{},
		}
		r.stations = append(r.stations, s)
	}
	return nil
}

// run runs all stations with the trouble at the registry, and heals what was
// broken.
func (r *roundState) run(ctx context.Context) {
	over, done := context.WithCancel(ctx)
	var registry, stations sync.WaitGroup
	registry.Go(func() {
		if err := r.trouble(over); err != nil {
			r.complain("trouble at the registry: %v", err)
		}
	})
	for _, s := range r.stations {
		stations.Go(func() {
			if err := s.run(ctx); err != nil {
				r.complain("%s: %v", s.name, err)
			}
		})
	}
	stations.Wait()
	done()
	registry.Wait()
	if err := r.heal(ctx); err != nil {
		r.complain("heal: %v", err)
	}
}

// runRestored has the registry lose its database and be restored from the
// backup, while every agent goes on recording.
func (r *roundState) runRestored(ctx context.Context) {
	var stations sync.WaitGroup
	for _, s := range r.stations {
		stations.Go(func() {
			for _, a := range s.agents {
				if err := s.shift(ctx, a); err != nil {
					r.complain("%s, with the registry restored: %v", s.name, err)
				}
				s.children = nil // of another agent these are not
			}
		})
	}
	err := errors.Join(moment(ctx, r.rng, 500*time.Millisecond), r.Registryd.Kill(), r.second.Kill())
	if err == nil {
		err = r.Restore(ctx, r.backup)
	}
	if err := errors.Join(err, r.StartRegistry(ctx), r.second.Start()); err != nil {
		r.complain("restore: %v", err)
	}
	stations.Wait()
	r.restored = true
	r.came("registry restored to an earlier point")
}

// tails gives the ends of the logs, to see what happened.
func (r *roundState) tails() string {
	var b strings.Builder
	fmt.Fprintf(&b, "registryd:\n%s\n", r.Registryd.Tail(15))
	for _, s := range r.stations {
		for _, a := range s.agents {
			if !slices.ContainsFunc(r.wrong, func(c string) bool { return strings.Contains(c, s.name) }) {
				continue
			}
			fmt.Fprintf(&b, "%s:\n%s\n", a.Name, a.Serve.Tail(8))
		}
	}
	return b.String()
}

// end ends what the stations have under way.
func (r *roundState) end() (wrong []string) {
	for _, s := range r.stations {
		if err := s.end(); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: end: %v", s.name, err))
		}
	}
	return wrong
}

// compare waits until everything has been sent and applied, then compares all
// that lies on the disks with the registry's books.
func (r *roundState) compare(ctx context.Context) {
	for range 2 { // what one gives back is brought to the others
		for _, s := range r.stations {
			for _, a := range s.agents {
				if err := r.quiet(ctx, a); err != nil {
					r.complain("%v", err)
				}
			}
		}
	}
	if len(r.wrong) > 0 {
		return
	}
	b, err := r.readBooks(ctx)
	if err != nil {
		r.complain("read the books: %v", err)
		return
	}
	b.restored = r.restored
	r.ledger, r.disks = len(b.records), 0
	everything := map[change.ID]*station{}
	for _, s := range r.stations {
		if err := s.account(ctx, b, everything); err != nil {
			r.complain("%s: %v", s.name, err)
		}
	}
	self, err := r.registryAgent(ctx)
	if err != nil {
		r.complain("%v", err)
	}
	r.codes(b, self, everything)
	r.allSaved(everything)
	b.invented(&r.wrong, self, r.known)
	r.contested = b.contested
	if out, err := r.Ctl(ctx, "check"); err != nil {
		r.complain("registryctl check: %v\n%s", err, out)
	}
	if out, err := r.Ctl(ctx, "audit", "verify"); err != nil {
		r.complain("registryctl audit verify: %v\n%s", err, out)
	}
}

// codes finds children for whom the registry had to state a code, though their
// installation is no copy of another: then two were given the same codes.
func (r *roundState) codes(b *books, registry change.AgentID, everything map[change.ID]*station) {
	for _, x := range b.records {
		if x.Kind != "identifier.stated" || x.Agent != registry {
			continue
		}
		for _, y := range b.byMinor[x.Minor] {
			if s := everything[y.ID]; s != nil && y.Kind == "minor.registered" && !s.mishap.copies {
				r.wrong.add("%s: child %s had to be given another code, though nobody copied the agent", s.name, x.Minor)
			}
		}
	}
}

// allSaved adds what was saved in this round to what the rounds before have
// saved at the same registry.
func (r *roundState) allSaved(everything map[change.ID]*station) {
	if r.known == nil {
		r.known = map[change.ID]bool{}
	}
	for id := range everything {
		r.known[id] = true
	}
	r.saved = len(everything)
}

func sortedKeys[V any](m map[string]V) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
