// Package historytest tells histories: who recorded what about a child, whose
// line was cut meanwhile, and what the register shows of it. A history is told
// in sentences ([World.Tell]), step by step in Go ([World.At]), or drawn at
// random ([Draw]).
//
// The invariant: a desk knows, when it writes, what its line has brought it and
// what it wrote itself, and says so in seen, no more and no less; positions
// follow pushes, as a registry gives them. So every history here is one that
// honest installations can make.
package historytest

import (
	"crypto/ed25519"
	"slices"
	"testing"
	"time"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Registry numbers what is pushed to it.
type Registry interface {
	// Take puts records of a desk into the ledger, in their order, and gives
	// each with its position and standing. Those that it has already are given
	// as they are.
	Take(d *Desk, records []change.Record) []change.Placed
}

// World is a ledger with the desks that write to it.
type World struct {
	t        testing.TB
	registry Registry
	ledger   []change.Placed
	desks    map[string]*Desk
	order    []*Desk // by when they first appeared
	minor    minor.ID
	day      day.Date              // of the sentence before
	dark     bool                  // every line is cut, also of who comes later
	labels   map[string]change.ID  // records that a sentence gave a name
	right    map[change.ID]bool    // records whose author is found entitled
	written  map[change.ID]written // everything that was ever written
}

// written is a record with what is known of its writing.
type written struct {
	change.Record
	by    *Desk
	order int
}

// New makes a world whose registry takes everything, and finds entitled whom
// the history says to be.
func New(t testing.TB) *World {
	return &World{
		t: t, desks: map[string]*Desk{}, minor: Minor("minor"), day: day.Of(2026, time.January, 1),
		labels: map[string]change.ID{}, right: map[change.ID]bool{}, written: map[change.ID]written{},
	}
}

// Before puts another registry in the place of the world's own.
func (w *World) Before(r Registry) *World {
	w.registry = r
	return w
}

// Fixed makes the same identifier of the same word.
func Fixed[T ~[16]byte](word string) T {
	var v T
	copy(v[:], word+"................")
	return v
}

// Structure gives the structure of a name.
func Structure(name string) facility.ID { return Fixed[facility.ID](name) }

// Institution gives the institution of a name.
func Institution(name string) institution.ID { return Fixed[institution.ID](name) }

// At gives the structure of a name as a place.
func At(name string) facility.Place { return facility.At(Structure(name)) }

// Minor gives the child of a name.
func Minor(name string) minor.ID { return Fixed[minor.ID](name) }

// About makes a child the one that the next records are about.
func (w *World) About(name string) *World {
	w.minor = Minor(name)
	return w
}

// At gives the desk of an office, on day n of January 2026. What it writes next
// it is not entitled to, unless it says so.
func (w *World) At(name string, n int) *Desk {
	d := w.Desk(name)
	d.on, d.entitled = day.On(day.Of(2026, time.January, n)), false
	return d
}

// Desk gives the desk of an office, which has a line and holds every section
// until the history says otherwise.
func (w *World) Desk(name string) *Desk {
	d := w.desks[name]
	if d == nil {
		d = &Desk{w: w, Name: name, Key: ed25519.NewKeyFromSeed(slices.Concat([]byte(name), make([]byte, 32))[:32]), on: day.On(w.day)}
		w.desks[name] = d
		w.order = append(w.order, d)
	}
	return d
}

// Desks gives every desk, in the order in which they appeared.
func (w *World) Desks() []*Desk { return slices.Clone(w.order) }

// Ledger gives every record that the registry has, in order of position.
func (w *World) Ledger() []change.Placed { return slices.Clone(w.ledger) }

// Written gives every record that was ever written, in order of writing.
func (w *World) Written() []change.Record {
	all := make([]change.Record, len(w.written))
	for _, r := range w.written {
		all[r.order] = r.Record
	}
	return all
}

// Records gives what the ledger has about the child.
func (w *World) Records() []change.Placed {
	return slices.DeleteFunc(w.Ledger(), func(p change.Placed) bool { return p.Minor != w.minor })
}

// File gives what the registry knows of the child.
func (w *World) File() casefile.File { return casefile.Fold(w.minor, w.Records()) }

// Heal gives every desk its line back: what was written meanwhile reaches the
// registry in the order in which it was written, and then everybody is brought
// everything.
func (w *World) Heal() {
	w.dark = false
	var waiting []change.Record
	for _, d := range w.order {
		waiting = append(waiting, d.unsent...)
	}
	slices.SortFunc(waiting, func(a, b change.Record) int { return w.written[a.ID].order - w.written[b.ID].order })
	for _, r := range waiting {
		w.written[r.ID].by.push(1)
	}
	for _, d := range w.order {
		d.Heal()
	}
}

// take hands records of a desk to the registry.
func (w *World) take(d *Desk, records []change.Record) {
	if w.registry != nil {
		w.ledger = append(w.ledger, w.registry.Take(d, records)...)
		slices.SortFunc(w.ledger, func(a, b change.Placed) int { return int(a.Position) - int(b.Position) })
		return
	}
	for _, r := range records {
		w.ledger = append(w.ledger, change.Placed{
			Record: r, Position: uint64(len(w.ledger) + 1),
			Standing: change.Standing{Entitled: w.right[r.ID], Knows: r.Seen.Position},
		})
	}
}

// find gives a record that was ever written.
func (w *World) find(id change.ID) (change.Record, bool) {
	r, ok := w.written[id]
	return r.Record, ok
}
