package change_test

import (
	"crypto/ed25519"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// nation is a registry and its installations, as far as it matters for who
// knew what: no bodies, no rules, no refusals for a reason.
type nation struct {
	t        *rapid.T
	key      ed25519.PrivateKey
	minors   []minor.ID
	joined   bool // the first two minors are one child
	ledger   []change.Placed
	epochs   []change.Epoch
	answers  map[change.Ref]answer
	revoked  map[change.AgentID]bool
	desks    []*desk
	agents   int
	pages    map[change.ID]page // what was before the author's eyes
	happened map[string]int
}

// answer is the final receipt of a number.
type answer struct {
	id      change.ID
	refused bool
	at      int // positions there were then
}

// page is every record that was shown, with the position it had for who showed
// it; 0 if that was not known.
type page map[change.ID]uint64

// desk is one installation.
type desk struct {
	agent    change.AgentID
	seq      uint64
	office   int
	sections []change.Section
	scope    map[minor.ID]bool
	epoch    int
	position uint64
	brought  map[change.ID]change.Placed // by the feed; position 0: lost by a restore, not brought again
	own      map[change.ID]*own
	bundle   map[change.ID]change.Record // of another installation of the same structure
	forms    []form
	stopped  bool // its certificate was revoked
}

// own is a record written at a desk.
type own struct {
	change.Record
	state    state
	position uint64
}

type state int

const (
	unsent state = iota
	taken
	refused
)

// form is one that was opened and not yet sent off.
type form struct {
	minor   minor.ID
	section change.Section
	seen    change.Seen
	page    page
}

var simulated = []change.Section{change.Identity, change.Presence, change.Custody}

func newNation(t *rapid.T, happened map[string]int) *nation {
	n := &nation{
		t: t, key: vectorKey(), joined: rapid.Bool().Draw(t, "two minors are one child"),
		minors: []minor.ID{numbered[minor.ID](0x1a), numbered[minor.ID](0x1b), numbered[minor.ID](0x1c)},
		epochs: []change.Epoch{{Number: 1}}, answers: map[change.Ref]answer{}, revoked: map[change.AgentID]bool{},
		pages: map[change.ID]page{}, happened: happened,
	}
	all := n.enrol(&desk{office: -1, sections: simulated, epoch: 1}) // the registry's own pages
	for _, m := range n.minors {
		all.scope[m] = true
	}
	for i := range 4 {
		sections := rapid.Permutation(simulated).Draw(t, "sections")[:rapid.IntRange(1, 3).Draw(t, "how many")]
		n.enrol(&desk{office: i / 2, sections: sections, epoch: 1})
	}
	return n
}

func (n *nation) enrol(d *desk) *desk {
	n.agents++
	d.agent, d.scope, d.brought = numbered[change.AgentID](n.agents), map[minor.ID]bool{}, map[change.ID]change.Placed{}
	d.own, d.bundle = map[change.ID]*own{}, map[change.ID]change.Record{}
	n.desks = append(n.desks, d)
	return d
}

func (n *nation) epoch() int { return n.epochs[len(n.epochs)-1].Number }

// page gives what a form about a section of a minor shows, and its seen, by the
// letter of the design: the position up to which the section is held, and the
// names of what is shown beyond it; only what was written here if it is not held.
func (n *nation) page(d *desk, m minor.ID, s change.Section) form {
	f := form{minor: m, section: s, page: page{}}
	held := d.scope[m] && slices.Contains(d.sections, s)
	about := []minor.ID{m}
	if i := slices.Index(n.minors[:2], m); n.joined && i >= 0 && held && d.scope[n.minors[1-i]] {
		about = append(about, n.minors[1-i])
		f.seen.Minors = about[1:]
	}
	show := func(rec *change.Record, position uint64) {
		if rec.Section == s && slices.Contains(about, rec.Minor) {
			f.page[rec.ID] = max(position, f.page[rec.ID])
		}
	}
	for _, o := range d.own {
		if o.state != refused {
			show(&o.Record, o.position)
		}
	}
	if held {
		f.seen.Epoch, f.seen.Position = d.epoch, d.position
		for _, p := range d.brought {
			show(&p.Record, p.Position)
		}
		for _, r := range d.bundle {
			show(&r, 0)
		}
	}
	for _, id := range slices.SortedFunc(maps.Keys(f.page), change.ID.Compare) {
		if p := f.page[id]; p == 0 || p > f.seen.Position {
			f.seen.Records = append(f.seen.Records, id)
		}
	}
	return f
}

// write signs a record with what was seen when its form was opened.
func (n *nation) write(d *desk, f form) {
	d.seq++
	rec, err := change.Sign(n.key, change.Header{
		ID: change.ID(id.New[int]()), Minor: f.minor, Agent: d.agent, Seq: d.seq, Structure: numbered[institution.OfficeID](1),
		Author: numbered[institution.PersonID](1), Made: change.Made{At: time.Unix(1_800_000_000, 0)},
		On: day.On(day.Must("2026-03-31")), Section: f.section, Seen: f.seen,
	}, change.Retracted{Record: numbered[change.ID](1), Reason: "simulated"})
	if err != nil {
		n.t.Fatalf("write: %v", err)
	}
	d.own[rec.ID] = &own{Record: rec}
	n.pages[rec.ID] = f.page
}

// take is the registry's answer to one record of a push; false if nothing of
// this installation is taken any more.
func (n *nation) take(rec *change.Record, givingBack bool) (answer, uint64, bool) {
	ref := rec.Ref()
	if n.revoked[rec.Agent] && !givingBack {
		return answer{}, 0, false
	}
	a, known := n.answers[ref]
	if known && a.id != rec.ID {
		n.happened["the same number with other bytes"]++
		n.revoked[rec.Agent] = true
		return answer{}, 0, false
	}
	position := uint64(slices.IndexFunc(n.ledger, func(p change.Placed) bool { return p.ID == rec.ID }) + 1)
	if !known {
		a = answer{id: rec.ID, at: len(n.ledger)}
		a.refused = position == 0 && !givingBack && n.below(8, "refused if 0") == 0
	}
	if position == 0 && !a.refused {
		n.ledger = append(n.ledger, change.Placed{
			Record: *rec, Position: uint64(len(n.ledger) + 1), Standing: change.Standing{Knows: rec.Seen.Effective(n.epochs)},
		})
		position = uint64(len(n.ledger))
		a.at = len(n.ledger)
	}
	n.answers[ref] = a
	return a, position, true
}

// hears is what a desk does when it hears of a restore: all above it is lost
// until it is brought again, its own is sent again.
func (n *nation) hears(d *desk) {
	if d.epoch == n.epoch() {
		return
	}
	restored := d.position
	for _, e := range n.epochs {
		if e.Number > d.epoch {
			restored = min(restored, e.Restored)
		}
	}
	for id, p := range d.brought {
		if p.Position > restored {
			p.Position = 0
			d.brought[id] = p
		}
	}
	for _, o := range d.own {
		if o.state == taken && n.lost(o, d.epoch) {
			o.state, o.position = unsent, 0
		}
	}
	d.epoch, d.position = n.epoch(), restored
}

// lost reports whether the position that a receipt gave was above a restore since.
func (n *nation) lost(o *own, since int) bool {
	return slices.ContainsFunc(n.epochs, func(e change.Epoch) bool { return e.Number > since && o.position > e.Restored })
}

func (n *nation) pull(d *desk, upTo int) {
	n.hears(d)
	d.position = max(d.position, uint64(upTo))
	for _, p := range n.ledger[:d.position] {
		if d.scope[p.Minor] && slices.Contains(d.sections, p.Section) {
			d.brought[p.ID] = p
		}
	}
}

// push sends what is unsent, in order of number, as far as it comes.
func (n *nation) push(d *desk, most int) {
	n.hears(d)
	for _, o := range sorted(d.own) {
		if o.state != unsent || most == 0 {
			continue
		}
		most--
		a, position, ok := n.take(&o.Record, false)
		switch {
		case !ok && o.Agent == d.agent:
			d.stopped = true
			return
		case !ok: // of a number that it had before it enrolled again, which the ledger lost
			a, position, ok = n.take(&o.Record, true)
			if !ok {
				continue
			}
		}
		o.state, o.position = taken, position
		if a.refused {
			o.state, o.position = refused, 0
			n.happened["refused"]++
		}
	}
}

// sorted gives the records of a desk as they were written.
func sorted(m map[change.ID]*own) []*own {
	return slices.SortedFunc(maps.Values(m), func(a, b *own) int { return a.ID.Compare(b.ID) })
}

// enrolAgain gives a desk a new name, under which all that is unsent is issued anew.
func (n *nation) enrolAgain(d *desk) {
	n.agents++
	old := d.agent
	n.revoked[old] = true
	d.agent, d.seq, d.stopped = numbered[change.AgentID](n.agents), 0, false
	for _, o := range sorted(d.own) {
		if o.state != unsent || o.position != 0 || o.Agent != old && n.answers[o.Ref()].id == o.ID {
			continue
		}
		h := o.Header
		if h.Was.IsZero() {
			h.Was = o.Ref()
		} else {
			n.happened["issued anew twice"]++
		}
		d.seq++
		h.Agent, h.Seq = d.agent, d.seq
		rec, err := change.Reissue(n.key, o.Record, h)
		if err != nil {
			n.t.Fatalf("issue anew: %v", err)
		}
		o.Record = rec
		n.happened["issued anew"]++
	}
}

// copied is a second installation with all that the first has: a machine
// restored from an image, or cloned.
func (n *nation) copied(d *desk) {
	c := *d
	c.scope, c.brought, c.bundle, c.forms = maps.Clone(d.scope), maps.Clone(d.brought), maps.Clone(d.bundle), slices.Clone(d.forms)
	c.own = map[change.ID]*own{}
	for id, o := range d.own {
		twin := *o
		c.own[id] = &twin
	}
	n.desks = append(n.desks, &c)
}

// restore takes the registry back to an earlier point. Revocations are kept
// outside.
func (n *nation) restore(to int) {
	n.ledger = slices.Clone(n.ledger[:to])
	maps.DeleteFunc(n.answers, func(_ change.Ref, a answer) bool { return a.at > to })
	n.epochs = append(slices.Clone(n.epochs), change.Epoch{Number: n.epoch() + 1, Restored: uint64(to)})
}

// everything gives each record there is once: those in the ledger with their
// place, the others as whoever holds them counts them.
func (n *nation) everything() []change.Placed {
	out := slices.Clone(n.ledger)
	there := map[change.ID]bool{}
	for _, p := range out {
		there[p.ID] = true
	}
	add := func(r change.Record) {
		if !there[r.ID] {
			there[r.ID] = true
			out = append(out, change.Pending(r, n.epochs))
		}
	}
	for _, d := range n.desks {
		for _, o := range sorted(d.own) {
			if o.state != refused {
				add(o.Record)
			}
		}
		for _, p := range d.brought {
			add(p.Record)
		}
	}
	return out
}

// view gives the records of the sections that a desk holds, as it counts them:
// the feed has told it the place of its own too.
func (n *nation) view(d *desk) ([]change.Placed, []change.Epoch) {
	known := slices.DeleteFunc(slices.Clone(n.epochs), func(e change.Epoch) bool { return e.Number > d.epoch })
	held := map[change.ID]change.Placed{}
	for _, o := range d.own {
		if o.state != refused && d.scope[o.Minor] && slices.Contains(d.sections, o.Section) {
			p := change.Pending(o.Record, known)
			p.Position = o.position
			held[o.ID] = p
		}
	}
	for id, p := range d.brought {
		if p.Position == 0 {
			p = change.Pending(p.Record, known)
		}
		if d.scope[p.Minor] {
			held[id] = p
		}
	}
	return slices.Collect(maps.Values(held)), known
}
