//go:build upgrade

package e2e

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"faro.example/deploy/line"
	"faro.example/deploy/upgrade"
	"faro.example/shared/change"
)

// built gives the folder of the programs of a version from before, built once.
func built(t *testing.T, name string) string {
	t.Helper()
	dir, err := buildOnce(name)()
	must(t, err)
	return dir
}

var buildOnce = func() func(string) func() (string, error) {
	var mu sync.Mutex
	all := map[string]func() (string, error){}
	return func(name string) func() (string, error) {
		mu.Lock()
		defer mu.Unlock()
		if all[name] == nil {
			all[name] = sync.OnceValues(func() (string, error) { return build(name) })
		}
		return all[name]
	}
}()

// build builds a version into a folder below that of today's programs, which is
// removed with them.
func build(name string) (string, error) {
	bin, err := programs()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(bin, name)
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		return "", err
	}
	v, err := upgrade.Find(name)
	if err != nil {
		return "", err
	}
	return dir, upgrade.Build(context.Background(), root, v, dir)
}

// from is the same world, worked with the programs of another folder.
func (w *world) from(bin string) *world {
	other := *w
	other.Stack = w.Stack.From(bin)
	return &other
}

// crew are stations, each with an agent of its own version.
type crew struct {
	*roundState
	bins []string // by station
}

// newCrew opens a centre, and enrols an agent, for each folder of programs.
func (w *world) newCrew(ctx context.Context, t *testing.T, bins ...string) *crew {
	t.Helper()
	seed := number(t, "SEED", 1)
	c := &crew{roundState: &roundState{world: w, seed: seed, rng: rand.New(rand.NewPCG(seed, 0)), begun: now()}}
	t.Cleanup(func() {
		for _, said := range c.end() {
			t.Error(said)
		}
	})
	for i, bin := range bins {
		must(t, c.add(ctx, bin, fmt.Sprintf("%s-%d", filepath.Base(bin), i)))
	}
	return c
}

func (c *crew) add(ctx context.Context, bin, name string) error {
	centres, err := c.newCentres(ctx, 1)
	if err != nil {
		return err
	}
	s := &station{
		round: c.roundState, at: centres[0], rng: rand.New(rand.NewPCG(c.seed, uint64(len(c.stations))+1)), name: name,
		mayRefuse: map[change.ID]bool{}, said: map[string][]said{},
	}
	c.stations, c.bins = append(c.stations, s), append(c.bins, bin)
	a, err := c.From(bin).Agent(name, line.Quality{})
	if err != nil {
		return err
	}
	s.join(a)
	if err := s.enrol(ctx, a, nil); err != nil {
		return err
	}
	return a.Serve.Start()
}

// works has every station record what a few hours bring, and returns once all is
// recorded, sent or not.
func (c *crew) works(ctx context.Context, t *testing.T) {
	t.Helper()
	var all sync.WaitGroup
	for _, s := range c.stations {
		all.Go(func() {
			if err := s.shift(ctx, s.agents[0]); err != nil {
				c.complain("%s: %v", s.name, err)
			}
		})
	}
	all.Wait()
	c.fine(t)
}

// during has every station record again and again while something is done.
func (c *crew) during(ctx context.Context, t *testing.T, do func()) {
	t.Helper()
	over, done := context.WithCancel(ctx)
	defer done()
	var all sync.WaitGroup
	for _, s := range c.stations {
		all.Go(func() {
			for over.Err() == nil {
				if err := s.shift(ctx, s.agents[0]); err != nil {
					c.complain("%s: %v", s.name, err)
					return
				}
			}
		})
	}
	do()
	done()
	all.Wait()
	c.fine(t)
}

func (c *crew) fine(t *testing.T) {
	t.Helper()
	for _, said := range c.wrong {
		t.Errorf("with seed %d: %s", c.seed, said)
	}
	if len(c.wrong) > 0 {
		t.Fatal(c.tails())
	}
}

// to leads the stations to addresses in turn.
func (c *crew) to(addresses ...string) {
	for i, s := range c.stations {
		s.redirect(addresses[i%len(addresses)])
	}
}

// sent waits until every agent, asked by its own program, has sent and applied all.
func (c *crew) sent(ctx context.Context, t *testing.T) {
	t.Helper()
	for range 2 { // what one sends is brought to the others
		for _, s := range c.stations {
			a := s.agents[0]
			must(t, until(ctx, a.Name+" has sent and applied everything", func(ctx context.Context) (bool, error) {
				if !a.Serve.Running() {
					return false, fmt.Errorf("nobody serves: %s", a.Serve.Tail(3))
				}
				st, err := a.Status(ctx)
				if err != nil {
					return false, err
				}
				head, err := ask[struct{ N uint64 }](ctx, c.world, `SELECT coalesce(max(n), 0)::bigint AS n FROM feed WHERE agent = $1`, st.Agent)
				if err == nil && (st.Records.Unsent > 0 || st.Cursor < head[0].N) {
					err = fmt.Errorf("%d unsent, at %d of %d of the feed", st.Records.Unsent, st.Cursor, head[0].N)
				}
				return err == nil, err
			}))
		}
	}
}

// upgradeAgents stops each agent and has today's program go on with its store.
func (c *crew) upgradeAgents(ctx context.Context, t *testing.T, bin string) {
	t.Helper()
	for i, s := range c.stations {
		old := s.agents[0]
		must(t, old.Close())
		a, err := c.From(bin).AgentIn(old.Name, old.Home, line.Quality{})
		must(t, err)
		s.agents, s.lines, c.bins[i] = nil, nil, bin
		s.join(a)
		a.Line.Redirect(c.Address())
		must(t, a.Serve.Start())
	}
}

// compared holds all that was ever saved against the registry's books, by today's
// programs, with which every store is read from now on.
func (c *crew) compared(ctx context.Context, t *testing.T) {
	t.Helper()
	c.compare(ctx)
	c.fine(t)
	t.Logf("seed %d: %d records on %d disks, %d in the ledger", c.seed, c.saved, c.disks, c.ledger)
}
