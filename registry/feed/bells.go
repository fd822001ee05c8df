package feed

import (
	"strings"
	"sync"

	"faro.example/shared/change"
)

// bells wake those who wait, by installation.
type bells struct {
	mu   sync.Mutex // guards the field below
	hung map[change.AgentID]map[chan struct{}]struct{}
}

func newBells() *bells { return &bells{hung: map[change.AgentID]map[chan struct{}]struct{}{}} }

// hang gives a bell that rings for an installation until it is taken down. A
// bell that rings while nobody waits for it is heard by the next who does.
func (b *bells) hang(agent change.AgentID) (bell <-chan struct{}, down func()) {
	ch := make(chan struct{}, 1)
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.hung[agent] == nil {
		b.hung[agent] = map[chan struct{}]struct{}{}
	}
	b.hung[agent][ch] = struct{}{}
	return ch, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		delete(b.hung[agent], ch)
		if len(b.hung[agent]) == 0 {
			delete(b.hung, agent)
		}
	}
}

// ring rings for the installations that a notification names: identifiers with
// a space between. If there are none, or one is not an identifier, it rings for all.
func (b *bells) ring(names string) {
	var agents []change.AgentID
	for name := range strings.FieldsSeq(names) {
		var agent change.AgentID
		if err := agent.UnmarshalText([]byte(name)); err != nil {
			agents = nil
			break
		}
		agents = append(agents, agent)
	}
	if len(agents) == 0 {
		b.ringAll()
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range agents {
		strike(b.hung[a])
	}
}

func (b *bells) ringAll() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, of := range b.hung {
		strike(of)
	}
}

func strike(bells map[chan struct{}]struct{}) {
	for ch := range bells {
		select {
		case ch <- struct{}{}:
		default: // it rings already
		}
	}
}
