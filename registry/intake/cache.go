package intake

import (
	"sync"

	"faro.example/registry/projection"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// held is a folded casefile as it was committed under a version. It is never
// changed: what follows from it is another one.
type held struct {
	version uint64
	entries []change.Placed
	file    casefile.File
	stands  projection.Rows // the rows that stand in the tables
}

// cache keeps folded casefiles by identifier and version: the version is read
// under the casefile's lock, so an old one is never used. It is bounded by the
// records held.
type cache struct {
	mu     sync.Mutex // guards the fields below
	recent map[minor.ID]*held
	older  map[minor.ID]*held
	weight int // records in recent
	limit  int
}

func newCache(limit int) *cache { return &cache{recent: map[minor.ID]*held{}, limit: limit} }

// find gives the casefile if it is held under that version.
func (c *cache) find(m minor.ID, version uint64) *held {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.recent[m]
	if h == nil {
		if h = c.older[m]; h != nil {
			c.keep(m, h)
		}
	}
	if h == nil || h.version != version {
		return nil
	}
	return h
}

// put keeps a casefile that was committed.
func (c *cache) put(m minor.ID, h *held) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(m, h)
}

// keep holds the newest in recent; when it is full it becomes older, and what
// was older is dropped. The caller holds mu.
func (c *cache) keep(m minor.ID, h *held) {
	if c.weight >= c.limit/2 {
		c.recent, c.older, c.weight = map[minor.ID]*held{}, c.recent, 0
	}
	if was := c.recent[m]; was != nil {
		c.weight -= len(was.entries)
	}
	c.recent[m] = h
	c.weight += len(h.entries)
}
