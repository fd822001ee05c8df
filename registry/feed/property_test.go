package feed

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// replica is what an agent keeps of its feed, and as an agent keeps it (package
// agent/replica, which this module may not import).
type replica struct {
	agent    change.AgentID
	cursor   uint64
	position uint64
	minors   map[minor.ID]held
}

// held is what is held of one minor in scope: the sections, and the positions
// of the records.
type held struct {
	sections []change.Section
	records  map[uint64]bool
}

func (r *replica) copy() replica {
	out := *r
	out.minors = map[minor.ID]held{}
	for m, h := range r.minors {
		out.minors[m] = held{h.sections, maps.Clone(h.records)}
	}
	return out
}

func (r *replica) apply(p api.Feed) error {
	for _, i := range p.Items {
		if i.N <= r.cursor {
			continue
		}
		r.cursor, r.position = i.N, max(r.position, i.Position)
		switch i.What {
		case api.WhatLeave:
			delete(r.minors, i.Minor)
		case api.WhatEnter:
			h := held{i.Enter.Sections, map[uint64]bool{}}
			for _, p := range i.Enter.Records {
				if len(p.Data) == 0 {
					return fmt.Errorf("item %d: an enter without bytes", i.N)
				}
				h.records[p.Position] = true
			}
			r.minors[i.Minor] = h
		case api.WhatRecord:
			if own := i.Record.Ref.Agent == r.agent; own != (len(i.Record.Data) == 0) {
				return fmt.Errorf("item %d: own %t, with %d bytes", i.N, own, len(i.Record.Data))
			}
			if h, in := r.minors[i.Minor]; in {
				h.records[i.Record.Position] = true
			}
		}
	}
	r.cursor = max(r.cursor, p.Next)
	return nil
}

// history is a random one: of one installation, the minors that may be in its
// scope, and what becomes of its replica.
type history struct {
	*world
	f          *Feed
	a, b       *intaketest.Agent
	minors     []minor.ID
	scope      map[minor.ID][]change.Section
	now, older replica
}

// change writes a record about a minor, with what follows for the scope.
func (h *history) change(t *rapid.T) {
	m := h.minors[rapid.IntRange(0, len(h.minors)-1).Draw(t, "minor")]
	by := map[string]*intaketest.Agent{"itself": h.a, "another": h.b}[rapid.SampledFrom([]string{"itself", "another"}).Draw(t, "by")]
	bodies := map[string]func(*intaketest.Agent, minor.ID) change.Record{"identity": identity, "presence": presence, "custody": custodian}
	rec := bodies[rapid.SampledFrom([]string{"identity", "presence", "custody"}).Draw(t, "section")](by, m)
	sections, in := h.scope[m]
	switch rapid.SampledFrom([]string{"stay", "stay", "move", "narrow"}).Draw(t, "scope") {
	case "move":
		if in {
			delete(h.scope, m)
			h.world.write(one(rec), leave(h.a, m))
			return
		}
		h.scope[m] = whole()
		h.world.write(one(rec), enter(h.a, m))
	case "narrow":
		if !in {
			return
		}
		h.scope[m] = []change.Section{change.Custody, change.Link}
		h.world.write(one(rec), leave(h.a, m), note{agent: h.a, what: api.WhatEnter, minor: m, sections: h.scope[m]})
	default:
		if in && slices.Contains(sections, rec.Section) || by == h.a {
			h.world.write(one(rec), record(h.a, m))
			return
		}
		h.world.write(one(rec))
	}
}

// sync pulls a page of a random size; its reply may be lost, or applied twice.
func (h *history) sync(t *rapid.T) {
	h.f.bounds.rows = rapid.IntRange(1, 4).Draw(t, "page")
	p, err := h.f.Pull(h.t.Context(), h.a.Caller(), h.now.cursor, 0, casefile.Rules)
	if err != nil {
		t.Fatal(err)
	}
	for range rapid.SampledFrom([]int{0, 1, 1, 1, 2}).Draw(t, "times") {
		if err := h.now.apply(p); err != nil {
			t.Fatal(err)
		}
		h.check(t)
	}
}

// check makes sure that of every minor in the replica all is held up to the
// replica's position: what an author is said to have seen.
func (h *history) check(t *rapid.T) {
	for m, got := range h.now.minors {
		for _, p := range h.records {
			if p.Minor == m && p.Position <= h.now.position && slices.Contains(got.sections, p.Section) && !got.records[p.Position] {
				t.Fatalf("at cursor %d and position %d the replica lacks the record at %d", h.now.cursor, h.now.position, p.Position)
			}
		}
	}
}

// all pulls until nothing comes any more, which acknowledges all.
func (h *history) all(t *rapid.T) {
	for before := ^uint64(0); before != h.now.cursor; {
		before = h.now.cursor
		p, err := h.f.Pull(h.t.Context(), h.a.Caller(), h.now.cursor, 0, casefile.Rules)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.now.apply(p); err != nil {
			t.Fatal(err)
		}
		h.check(t)
	}
}

// end pulls all there is, and compares with what ought to be held.
func (h *history) end(t *rapid.T) {
	h.all(t)
	want := map[minor.ID]held{}
	for m, sections := range h.scope {
		records := map[uint64]bool{}
		for _, p := range h.records {
			if p.Minor == m && slices.Contains(sections, p.Section) {
				records[p.Position] = true
			}
		}
		want[m] = held{sections, records}
		// Own records of other sections are kept too, and are not compared.
		maps.DeleteFunc(h.now.minors[m].records, func(p uint64, _ bool) bool {
			return !slices.Contains(sections, h.records[p-1].Section)
		})
	}
	if diff := cmp.Diff(want, h.now.minors, cmp.AllowUnexported(held{})); diff != "" {
		t.Fatalf("held (-want +got):\n%s", diff)
	}
}

func TestWhateverTheSizesOfPagesAndTheTroubleTheSameIsHeld(t *testing.T) {
	w := newWorld(t)
	f := w.feed()
	steps := []string{
		"change", "change", "change", "change", "change", "sync", "sync", "directory", "thin", "copy", "copy whole",
		"put back", "put back late",
	}
	rapid.Check(t, func(rt *rapid.T) {
		a := w.centre()
		h := &history{
			world: w, f: f, a: a, b: w.centre(), scope: map[minor.ID][]change.Section{},
			minors: []minor.ID{intaketest.Minor(), intaketest.Minor(), intaketest.Minor()},
			now:    replica{agent: a.ID, minors: map[minor.ID]held{}},
		}
		h.older, f.bounds.rows = h.now.copy(), 1
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			switch rapid.SampledFrom(steps).Draw(rt, "step") {
			case "change":
				h.change(rt)
			case "sync":
				h.sync(rt)
			case "directory":
				w.write(nil, marker(a))
			case "thin":
				thin(t, f)
			case "copy":
				h.older = h.now.copy()
			case "copy whole":
				h.all(rt)
				h.older = h.now.copy()
			case "put back":
				h.now = h.older.copy()
			case "put back late": // when all it had been told since is thinned out
				h.all(rt)
				thin(t, f)
				h.now = h.older.copy()
			}
		}
		h.end(rt)
	})
}
