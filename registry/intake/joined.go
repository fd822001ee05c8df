package intake

import (
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"sync/atomic"

	"faro.example/registry/judge"
	"faro.example/registry/ledger"
	"faro.example/registry/likeness"
	"faro.example/registry/projection"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// A joined child has the rows of several minors, all locked before it is worked
// on. Each row keeps in whose scope its minor is; the records and the read
// tables' rows are those of the row that stands for the child.

// errMoreToLock says that a minor of the transaction is joined with others that
// it has not locked: it is tried anew with them, in the order of all locks.
var errMoreToLock = errors.New("the other minors of a joined child must be locked")

// maxRelocks bounds how often a transaction is tried anew because somebody else
// joined one of its minors meanwhile; arbitrary.
const maxRelocks = 8

// siblings remembers which minors are joined, so that they are locked at the
// first try. It may be wrong: what the locked rows say counts.
type siblings struct {
	any atomic.Bool
	of  sync.Map // minor.ID to all minors of the child, []minor.ID
}

func (s *siblings) learn(m minor.ID, joined []minor.ID) {
	if len(joined) < 2 {
		if s.any.Load() {
			s.of.Delete(m)
		}
		return
	}
	s.of.Store(m, joined)
	s.any.Store(true)
}

// with gives minors and those known to be joined with them, in order.
func (s *siblings) with(minors []minor.ID) []minor.ID {
	if !s.any.Load() {
		return minors
	}
	out := slices.Clone(minors)
	for _, m := range minors {
		if joined, ok := s.of.Load(m); ok {
			out = append(out, joined.([]minor.ID)...)
		}
	}
	slices.SortFunc(out, minor.ID.Compare)
	return slices.Compact(out)
}

// child gives the row that stands for the child.
func (s *state) child() *state {
	if s.whole != nil {
		return s.whole
	}
	return s
}

// allLocked fails with [errMoreToLock] unless all minors of each joined child are locked.
func (t *transaction) allLocked() error {
	var err error
	for m, s := range t.states {
		t.siblings.learn(m, s.joined)
		if slices.ContainsFunc(s.joined, func(x minor.ID) bool { return t.states[x] == nil }) {
			err = errMoreToLock
		}
	}
	return err
}

// gather gives each joined child its records, which were read by minor.
func (t *transaction) gather(records map[minor.ID][]change.Placed) {
	for _, s := range t.states {
		if len(s.joined) == 0 {
			continue
		}
		first := t.states[s.joined[0]]
		if s != first {
			s.whole, s.entries, s.old = first, nil, 0
			continue
		}
		s.entries = ledger.Together(records, s.joined)
		s.old = len(s.entries)
	}
}

// subject is what judging asks about the child that a minor is.
func (s *state) subject() *judge.Subject {
	c := s.child()
	return &judge.Subject{Entries: c.entries, Scopes: s.scopes, Fold: c.fold}
}

// childOf gives the child that a minor is, nil if nothing was ever said of it.
func (t *transaction) childOf(m minor.ID) *judge.Subject {
	s := t.states[m]
	if s == nil || len(s.child().entries) == 0 {
		return nil
	}
	return s.subject()
}

// counts reports whether a record that is taken counts for a child; one that does
// not is told to nobody but its author.
func (a *addition) counts() bool {
	r := a.record()
	if len(r.Seen.Minors) == 0 {
		return true
	}
	_, counts := casefile.LinksOf(a.state.entries).Home(r)
	return counts
}

// relink gives the locked minors to the children that they are after a record
// that says so, which is the only one of its transaction.
func (t *transaction) relink() error {
	if len(t.taken) != 1 || t.taken[0].record().Section != change.Link {
		return nil
	}
	a := t.taken[0]
	said := *a.record()
	all := t.everything()
	l := casefile.LinksOf(all)
	children := map[minor.ID][]minor.ID{}
	for m := range t.states {
		children[m] = l.Joined(m)
		if slices.ContainsFunc(children[m], func(x minor.ID) bool { return t.states[x] == nil }) {
			t.siblings.learn(m, children[m])
			return errMoreToLock
		}
	}
	for m, s := range t.states {
		s.renewed = !slices.Equal(brought(m, all[:len(all)-1]), brought(m, all))
		s.whole, s.relinked = nil, true
		if first := children[m][0]; first != m {
			s.whole, s.entries, s.old = t.states[first], nil, 0
			continue
		}
		s.entries, s.old, s.folded, s.lines = all, len(all)-1, 0, nil
	}
	a.state, a.at = t.states[said.Minor].child(), len(all)-1
	t.crossings = ledger.CrossingsOf(&said.Record, 0, func(id change.ID) *change.Placed {
		if i := slices.IndexFunc(all, func(p change.Placed) bool { return p.ID == id }); i >= 0 {
			return &all[i]
		}
		return nil
	})
	return nil
}

// everything gives the records of all locked minors by position, each once.
func (t *transaction) everything() []change.Placed {
	records := map[minor.ID][]change.Placed{}
	for m, s := range t.states {
		records[m] = s.entries
	}
	return ledger.Together(records, slices.Collect(maps.Keys(records)))
}

// brought names what whoever holds a minor is brought besides what says who is
// one child with it.
func brought(m minor.ID, entries []change.Placed) []change.ID {
	var out []change.ID
	for _, p := range casefile.Brought(m, entries) {
		if p.Section != change.Link {
			out = append(out, p.ID)
		}
	}
	return out
}

// refolded gives the rows that stand for children of whom something was taken,
// and after a relinking for all.
func (t *transaction) refolded() []*state {
	var out []*state
	if t.relinked() {
		for _, m := range slices.SortedFunc(maps.Keys(t.states), minor.ID.Compare) {
			if s := t.states[m]; s.whole == nil {
				out = append(out, s)
			}
		}
		return out
	}
	for _, a := range t.taken {
		if !a.state.listed {
			a.state.listed = true
			out = append(out, a.state)
		}
	}
	return out
}

// relinked reports whether the transaction's record says who is one child with whom.
func (t *transaction) relinked() bool { return len(t.taken) == 1 && t.taken[0].state.relinked }

// lead says what becomes of the rows of a joined child's other minors, once it
// is known for the one that stands for it.
func (t *transaction) lead(s *state) []*state {
	joined := s.change.New.Summary.Joined
	if len(joined) == 0 {
		return nil
	}
	var out []*state
	for _, m := range joined[1:] {
		o := t.states[m]
		o.change = &projection.Change{
			Minor: m, Old: o.stands, New: s.change.New.Leading(), Rules: casefile.Rules, Carried: o.carried,
		}
		if o.before != nil {
			o.change.Old = projection.RowsOf(o.before, o.carried)
		}
		if o.relinked {
			o.change.Card = &likeness.Card{}
		}
		s.leading = append(s.leading, o.change)
		out = append(out, o)
	}
	t.changes = append(t.changes, s.leading...)
	return out
}

// settleStuck leaves the rows of all minors of a child as they were if those of
// the one that stands for it break a constraint.
func (t *transaction) settleStuck() {
	for _, s := range t.states {
		if s.change != nil && s.change.Stuck {
			for _, c := range s.leading {
				c.Stuck = true
			}
		}
	}
}

// rows gives the locked rows of the minors of a child, that of the child itself first.
func (t *transaction) rows(s *state) []*state {
	if len(s.leading) == 0 {
		return []*state{s}
	}
	out := []*state{s}
	for _, c := range s.leading {
		out = append(out, t.states[c.Minor])
	}
	return out
}

// see notes who sees a child, for each of its minors.
func (t *transaction) see(s *state, at map[institution.OfficeID][]projection.Seat, alike map[string]*audience) {
	sees := t.audience(s, at, alike)
	for _, row := range t.rows(s) {
		row.sees = sees
	}
}

// tellRelinked tells who holds what of the minors after a relinking: the record
// that says so to whoever holds a minor that it names, besides that of its
// header; who enters and leaves; and all records anew of a minor that has others now.
func (t *transaction) tellRelinked(at map[institution.OfficeID][]projection.Seat, alike map[string]*audience) {
	a := t.taken[0]
	for _, m := range slices.SortedFunc(maps.Keys(t.states), minor.ID.Compare) {
		row := t.states[m]
		if row.sees == nil {
			t.see(row.child(), at, alike)
		}
		if row != a.row && slices.Contains(ledger.Named(a.record().Body), m) {
			t.tellCrossed(row)
		}
		if row.child() != a.state {
			t.tellScope(0, row)
		}
	}
}

// tellCrossed tells who goes on holding a minor of the record that names it.
func (t *transaction) tellCrossed(row *state) {
	for _, agent := range row.sees.agents {
		if row.stays(agent) {
			t.told = append(t.told, note{agent: agent, what: api.WhatRecord, minor: row.minor, position: 0})
		}
	}
}

// linking reports whether a frame holds a record that says who is one child with whom.
func (f *frame) linking() bool { return f.why == nil && f.rec.Section == change.Link }

// linking reports whether a push holds such a record.
func (j *job) linking() bool {
	return slices.ContainsFunc(j.frames, func(f frame) bool { return f.linking() })
}

// takeLinking takes the pushes in which there are such records, and gives the others.
func (in *Intake) takeLinking(ctx context.Context, jobs []*job) []*job {
	if !slices.ContainsFunc(jobs, (*job).linking) {
		return jobs
	}
	var others []*job
	for _, j := range jobs {
		if j.linking() {
			in.piecemeal(ctx, j)
		} else {
			others = append(others, j)
		}
	}
	return others
}

// piecemeal takes a push in which there are records that say who is one child
// with whom: each of these in a transaction of its own, since what comes before
// is of other children than what comes after.
func (in *Intake) piecemeal(ctx context.Context, j *job) {
	var reply api.Push
	for rest := j.frames; len(rest) > 0; {
		n := slices.IndexFunc(rest, func(f frame) bool { return f.linking() })
		switch {
		case n < 0:
			n = len(rest)
		case n == 0:
			n = 1
		}
		part := &job{
			caller: j.caller, agent: j.agent, givingBack: j.givingBack, dictated: j.dictated, frames: rest[:n],
			done: make(chan struct{}),
		}
		if err := in.attempt(ctx, []*job{part}); err != nil {
			j.finish(api.Push{}, err)
			return
		}
		if part.err != nil {
			j.finish(api.Push{}, part.err)
			return
		}
		reply.Standpoint = part.reply.Standpoint
		reply.Receipts = append(reply.Receipts, part.reply.Receipts...)
		if len(part.reply.Receipts) < n { // a gap
			break
		}
		rest = rest[n:]
	}
	j.finish(reply, nil)
}

// tooOftenJoined is the answer when others go on joining the minors of a push.
func tooOftenJoined() error {
	return &fault.Error{Kind: fault.Busy, Detail: "these casefiles are being joined", Remedy: "send the same again later"}
}
