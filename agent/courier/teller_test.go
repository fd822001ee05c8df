package courier

import (
	"context"
	"database/sql"
	"sync"
	"testing"
	"time"

	"faro.example/agent/lookbook"
	"faro.example/agent/registrytest"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// witness is told of looks, unless err says why not.
type witness struct {
	mu    sync.Mutex // guards the fields below
	err   error
	next  uint64
	held  []api.Look
	tried int
}

func (w *witness) TellLooks(_ context.Context, in api.Looks) (api.LooksTaken, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tried++
	if w.err != nil {
		return api.LooksTaken{}, w.err
	}
	for _, l := range in.Looks {
		if l.Seq == w.next || w.next < in.Oldest {
			w.held, w.next = append(w.held, l), l.Seq+1
		}
	}
	return api.LooksTaken{Next: w.next}, nil
}

func (w *witness) set(err error, next uint64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err, w.next = err, next
}

// withLooks gives a centre somebody to tell of looks.
func (c *centre) withLooks(w *witness) {
	cfg := c.Config
	cfg.Looks, cfg.Teller = lookbook.New(c.Agent, time.Now), w
	c.Courier = New(cfg)
}

func (c *centre) look(n int) {
	c.t.Helper()
	for range n {
		err := c.DB.InTx(c.t.Context(), func(tx *sql.Tx) error {
			return c.Looks.Look(c.t.Context(), tx, institution.PersonID{}, "outbox", []minor.ID{newID[minor.ID]()})
		})
		if err != nil {
			c.t.Fatal(err)
		}
	}
	c.Wake()
}

func TestLooksAreToldBeforeAnythingIsPushed(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c, w := newCentre(t, r), &witness{err: lineError{}, next: 1}
		c.withLooks(w)
		c.look(3)
		c.register()
		stop := c.start()
		settle(time.Minute)
		if got := c.count(); got.Taken != 0 || w.tried == 0 {
			t.Errorf("got %+v, want nothing pushed while looks cannot be told", got)
		}
		w.set(nil, 1)
		settle(10 * time.Minute)
		if got := c.count(); got.Unsent != 0 || len(w.held) != 3 {
			t.Errorf("got %+v and %d looks told, want all", got, len(w.held))
		}
		c.mustStop(stop)
	})
}

func TestLooksThatARegistryDoesNotTakeHoldNothingUpAndAreKept(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c, w := newCentre(t, r), &witness{err: fault.Newf(fault.NotFound, "an older registry"), next: 1}
		c.withLooks(w)
		c.look(1)
		c.register()
		stop := c.start()
		settle(time.Minute)
		if got := c.count(); got.Unsent != 0 {
			t.Errorf("got %+v, want all pushed", got)
		}
		w.set(nil, 1)
		c.register()
		settle(time.Minute)
		if len(w.held) != 1 {
			t.Errorf("got %d looks told to the newer registry, want 1", len(w.held))
		}
		c.mustStop(stop)
	})
}

func TestARestoredRegistryIsToldOfLooksAgain(t *testing.T) {
	bubble(t, func(t *testing.T, r *registrytest.Registry) {
		c, w := newCentre(t, r), &witness{next: 1}
		c.withLooks(w)
		stop := c.start()
		c.look(4)
		settle(time.Minute)
		w.set(nil, 2) // as it was after the first
		c.look(1)
		settle(time.Minute)
		if len(w.held) != 4+4 || w.next != 6 {
			t.Errorf("got %d looks told and %d wanted next, want the last four told again and 6", len(w.held), w.next)
		}
		c.mustStop(stop)
	})
}
