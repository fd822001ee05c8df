package intake

import (
	"slices"
	"sync"

	"faro.example/registry/judge"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// held is a folded casefile as it was committed under a version, with its rows
// in the tables. It is never changed: what follows from it is another one, which
// may share its lines. Those behind its end are of nobody but who has committed
// what comes after it.
type held struct {
	version uint64
	lines   []line
	file    casefile.File

	scopes   []judge.Scope
	rescoped uint64 // as the ledger's head had it when they were read
}

// entries gives the records, with room for so many more.
func (h *held) entries(m minor.ID, in *room, more int) []change.Placed {
	out := in.take(len(h.lines), len(h.lines)+more)
	for i := range h.lines {
		h.lines[i].to(m, &out[i])
	}
	return out
}

// line is of a record that is in the ledger what a fold and the judging of
// other records read, less than half of it: neither its bytes nor what only
// names or proves it.
type line struct {
	id         change.ID
	agent, was change.AgentID // was: under which it was written first
	structure  institution.OfficeID
	seq        uint64
	position   uint64
	knows      uint64
	on         day.When
	records    []change.ID // that were shown
	minors     []minor.ID  // that were shown
	kind       string
	section    change.Section
	body       change.Body
	entitled   bool
	bodied     bool // it had a body, known or not
}

func lineOf(p *change.Placed) line {
	return line{
		id: p.ID, agent: p.Agent, was: p.Was.Agent, structure: p.Structure, seq: p.Seq, position: p.Position,
		knows: p.Standing.Knows, on: p.On, records: slices.Clone(p.Seen.Records), minors: slices.Clone(p.Seen.Minors),
		kind: p.Kind, section: p.Section, body: p.Body, entitled: p.Standing.Entitled, bodied: p.HasBody(),
	}
}

// to fills in the record about a minor that the line is of, as far as it goes.
func (l *line) to(m minor.ID, p *change.Placed) {
	p.ID, p.Minor, p.Agent, p.Was.Agent, p.Structure, p.Seq = l.id, m, l.agent, l.was, l.structure, l.seq
	p.On, p.Seen.Records, p.Seen.Minors = l.on, l.records, l.minors
	p.Kind, p.Section, p.Body = l.kind, l.section, l.body
	p.Position, p.Standing = l.position, change.Standing{Entitled: l.entitled, Knows: l.knows}
	if l.bodied {
		p.BodyRaw = []byte{}
	}
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

// without gives those of some minors whose casefiles are not held under any
// version; all of them if that is what is asked for.
func (c *cache) without(minors []minor.ID, all bool) []minor.ID {
	if all {
		return minors
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []minor.ID
	for _, m := range minors {
		if c.recent[m] == nil && c.older[m] == nil {
			out = append(out, m)
		}
	}
	return out
}

// put keeps a casefile that was committed.
func (c *cache) put(m minor.ID, h *held) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(m, h)
}

// drop lets go of a casefile.
func (c *cache) drop(m minor.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if was := c.recent[m]; was != nil {
		c.weight -= len(was.lines)
	}
	delete(c.recent, m)
	delete(c.older, m)
}

// keep holds the newest in recent; when it is full it becomes older, and what
// was older is dropped. The caller holds mu.
func (c *cache) keep(m minor.ID, h *held) {
	if c.weight >= c.limit/2 {
		c.recent, c.older, c.weight = map[minor.ID]*held{}, c.recent, 0
	}
	if was := c.recent[m]; was != nil {
		c.weight -= len(was.lines)
	}
	c.recent[m] = h
	c.weight += len(h.lines)
}
