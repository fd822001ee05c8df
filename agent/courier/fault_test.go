package courier

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"faro.example/agent/registrytest"
	"faro.example/shared/change"
)

func text(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestUnderAnyFaultsNothingIsLostOrDoubled lets centres write while their lines
// lose requests and answers, and repeat and reorder what was answered before.
func TestUnderAnyFaultsNothingIsLostOrDoubled(t *testing.T) {
	for range 8 {
		seed := rand.Uint64()
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			bubble(t, func(t *testing.T, r *registrytest.Registry) { storm(t, r, rand.New(rand.NewPCG(seed, 0))) })
		})
	}
}

func storm(t *testing.T, r *registrytest.Registry, rnd *rand.Rand) {
	dice := &dice{rnd: rnd}
	centres := []*centre{newCentre(t, r), newCentre(t, r)}
	stops := make([]func() error, len(centres))
	for i, c := range centres {
		c.line.before, c.line.after = dice.fails, dice.fails
		c.line.swap = dice.repeats()
		stops[i] = c.start()
	}
	for range 40 {
		c := centres[dice.n(2)]
		switch {
		case len(c.minors) == 0 || dice.n(3) == 0:
			m := c.register()
			if dice.n(2) == 0 {
				r.Enter(centres[dice.n(2)].Agent, m) // a transfer, say
			}
		case dice.n(6) == 0:
			r.Leave(c.Agent, c.minors[dice.n(len(c.minors))])
		default:
			c.write(c.minors[dice.n(len(c.minors))], named("A"))
		}
		settle(time.Duration(dice.n(5000)) * time.Millisecond)
		if dice.n(10) == 0 {
			i := dice.n(2)
			centres[i].mustStop(stops[i]) // and on again, as after a crash
			stops[i] = centres[i].start()
		}
	}
	for _, c := range centres {
		c.line.mu.Lock()
		c.line.before, c.line.after, c.line.swap = nil, nil, nil
		c.line.mu.Unlock()
	}
	settle(10 * time.Minute)
	for i, c := range centres {
		c.mustStop(stops[i])
		c.wantAllTaken(r)
	}
}

// wantAllTaken: every record is in the ledger once, and every minor in scope is
// shown as the ledger has it.
func (c *centre) wantAllTaken(r *registrytest.Registry) {
	c.t.Helper()
	if got := c.count(); got.Unsent != 0 || got.Taken != len(c.written) {
		c.t.Errorf("got %+v, want %d taken", got, len(c.written))
	}
	times := map[change.ID]int{}
	for _, p := range r.Records() {
		times[p.ID]++
	}
	for id := range c.written {
		if times[id] != 1 {
			c.t.Errorf("a record is in the ledger %d times", times[id])
		}
	}
	for _, m := range c.minors {
		if h, err := c.find(m); err == nil && h.InScope {
			c.wantFolded(r, m)
		}
	}
}

// dice are rolled by several goroutines.
type dice struct {
	mu  sync.Mutex // guards the field below
	rnd *rand.Rand
}

func (d *dice) n(n int) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rnd.IntN(n)
}

func (d *dice) fails(string) error {
	switch d.n(6) {
	case 0:
		return lineError{}
	case 1:
		return lineError{reached: true}
	case 2:
		return lineError{reached: true, after: time.Second}
	}
	return nil
}

// repeats answers now and then with what was answered before.
func (d *dice) repeats() func(string, any) any {
	var mu sync.Mutex // guards the map below
	old := map[string][]any{}
	return func(call string, answer any) any {
		mu.Lock()
		defer mu.Unlock()
		old[call] = append(old[call], answer)
		if d.n(5) > 0 {
			return answer
		}
		return old[call][d.n(len(old[call]))]
	}
}
