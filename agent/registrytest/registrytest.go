// Package registrytest is a small registry for the agent's tests: it keeps the
// sync contract (shared/api) in memory, as Go calls or over loopback TLS.
//
// The invariant: what it answers follows the rules of design section 5 that an
// agent can tell from outside: a final receipt for each number, a ledger
// without gaps, a feed whose numbers rise, a standpoint on every reply. It
// judges nobody's rights: a minor is in the scope of whoever registers them,
// until a test says otherwise.
package registrytest

import (
	"context"
	"crypto/ed25519"
	"slices"
	"sync"
	"time"

	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// Registry is a registry in memory. It is safe for use by many goroutines.
type Registry struct {
	now func() time.Time
	ca  *authority

	mu        sync.Mutex // guards the fields below
	changed   chan struct{}
	epoch     int
	epochs    []change.Epoch
	safe      uint64
	feedN     uint64
	ledger    []change.Placed // position is the index and one
	codes     map[string]bool
	installs  map[change.AgentID]*install
	nextCode  uint32
	directory api.Directory
	refuse    func(*change.Record) *api.Receipt
	looks     []api.Look
}

// install is what the registry keeps of one installation.
type install struct {
	key      ed25519.PublicKey
	tls      []byte // public key, PKIX
	revoked  bool
	locked   bool // it said so
	verdicts map[uint64]verdict
	highest  uint64
	scope    map[minor.ID]bool
	items    []api.Item
	blocks   []minor.Block
}

type verdict struct {
	sum     [32]byte
	receipt api.Receipt
}

// New makes a registry without installations.
func New(now func() time.Time) *Registry {
	return &Registry{
		now: now, ca: newAuthority(now()), changed: make(chan struct{}), epoch: 1,
		codes: map[string]bool{}, installs: map[change.AgentID]*install{},
	}
}

// Sections are those of which a centre holds all records.
func Sections() []change.Section {
	return []change.Section{change.Identity, change.Presence, change.Link}
}

// Admit adds an installation with its record key, without a certificate.
func (r *Registry) Admit(key ed25519.PublicKey) change.AgentID {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.admit(key)
}

func (r *Registry) admit(key ed25519.PublicKey) change.AgentID {
	agent := change.AgentID(id.New[struct{}]())
	r.installs[agent] = &install{
		key: key, verdicts: map[uint64]verdict{}, scope: map[minor.ID]bool{},
		blocks: []minor.Block{{First: r.nextCode, Count: 500}},
	}
	r.nextCode += 500
	return agent
}

// Revoke revokes an installation.
func (r *Registry) Revoke(agent change.AgentID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.installs[agent].revoked = true
}

// Refuse sets what judges each record; nil takes it, a receipt refuses it.
func (r *Registry) Refuse(judge func(*change.Record) *api.Receipt) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refuse = judge
}

// Tell sets the directory and sends it to every installation.
func (r *Registry) Tell(d api.Directory) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.directory = d
	for _, in := range r.installs {
		r.tell(in, api.Item{What: api.WhatDirectory, Directory: &d})
	}
	r.wake()
}

// Enter brings a minor into an installation's scope.
func (r *Registry) Enter(agent change.AgentID, m minor.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.enter(agent, m)
	r.wake()
}

// Liken tells an installation who may be the same child as a minor.
func (r *Registry) Liken(agent change.AgentID, m minor.ID, of ...api.Candidate) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell(r.installs[agent], api.Item{What: api.WhatCandidates, Minor: m, Candidates: &api.Candidates{Of: of}})
	r.wake()
}

// Leave takes a minor out of an installation's scope.
func (r *Registry) Leave(agent change.AgentID, m minor.ID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	in := r.installs[agent]
	delete(in.scope, m)
	r.tell(in, api.Item{What: api.WhatLeave, Minor: m})
	r.wake()
}

// Concern tells an installation what it has to see to about a minor.
func (r *Registry) Concern(agent change.AgentID, m minor.ID, c api.Concerns) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell(r.installs[agent], api.Item{What: api.WhatConcerns, Minor: m, Concerns: &c})
	r.wake()
}

// Records gives the ledger.
func (r *Registry) Records() []change.Placed {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.ledger)
}

// Restore makes the registry what it was at a position, in a new epoch.
func (r *Registry) Restore(position uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ledger = r.ledger[:position]
	r.epoch++
	r.epochs = append(r.epochs, change.Epoch{Number: r.epoch, Restored: position})
	r.feedN = 0
	for _, in := range r.installs {
		in.items = slices.DeleteFunc(in.items, func(i api.Item) bool { return i.Position > position })
		in.scope, in.highest = map[minor.ID]bool{}, 0
		for _, i := range in.items {
			r.feedN = max(r.feedN, i.N)
			if i.What == api.WhatEnter {
				in.scope[i.Minor] = true
			}
		}
		for seq, v := range in.verdicts {
			if v.receipt.Verdict == api.Refused || v.receipt.Position > position {
				delete(in.verdicts, seq)
				continue
			}
			in.highest = max(in.highest, seq)
		}
	}
	r.wake()
}

// Pushes gives how many numbers of an installation have a receipt.
func (r *Registry) Pushes(agent change.AgentID) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.installs[agent].verdicts)
}

// wake wakes those who wait for the feed; the caller holds mu.
func (r *Registry) wake() {
	close(r.changed)
	r.changed = make(chan struct{})
}

func (r *Registry) tell(in *install, i api.Item) {
	r.feedN++
	i.N, i.Position = r.feedN, uint64(len(r.ledger))
	in.items = append(in.items, i)
}

func (r *Registry) enter(agent change.AgentID, m minor.ID) {
	in := r.installs[agent]
	in.scope[m] = true
	e := &api.Enter{Sections: Sections()}
	for _, p := range r.ledger {
		if p.Minor == m && slices.Contains(e.Sections, p.Section) {
			e.Records = append(e.Records, placed(p, agent))
		}
	}
	r.tell(in, api.Item{What: api.WhatEnter, Minor: m, Enter: e})
}

// placed gives a record as the feed carries it: without data to its own author.
func placed(p change.Placed, to change.AgentID) api.Placed {
	out := api.Placed{Ref: p.Ref(), Position: p.Position, Standing: p.Standing}
	if p.Agent != to {
		out.Data = change.AppendRecord(nil, &p.Record)
	} else {
		out.ID = p.ID
	}
	return out
}

func (r *Registry) standpoint(in *install) api.Standpoint {
	s := api.Standpoint{
		Epoch: r.epoch, Epochs: slices.Clone(r.epochs), Highest: in.highest, Safe: r.safe, Format: 1,
		Now: r.now(), Rules: casefile.Rules, Codes: slices.Clone(in.blocks),
	}
	if in.highest > 0 {
		s.Digest = change.Digest(in.verdicts[in.highest].sum)
	}
	return s
}

// find gives an installation that may speak.
func (r *Registry) find(agent change.AgentID) (*install, error) {
	in, ok := r.installs[agent]
	if !ok || in.revoked {
		return nil, &fault.Error{Kind: fault.Unauthenticated, Detail: "this certificate was revoked", Remedy: "enrol again"}
	}
	return in, nil
}

// Push takes the records of an installation; zero is the caller's own.
func (r *Registry) Push(_ context.Context, caller, of change.AgentID, givingBack bool, frames []change.Frame) (api.Push, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	in, err := r.find(caller)
	if err != nil {
		return api.Push{}, err
	}
	if of.IsZero() {
		of = caller
	}
	whose := r.installs[of]
	if whose == nil {
		return api.Push{}, &fault.Error{Kind: fault.Unauthenticated, Detail: "no such installation"}
	}
	out := api.Push{Receipts: []api.Receipt{}}
	for _, f := range frames {
		if !givingBack && f.Seq > whose.highest+1 {
			break
		}
		receipt, err := r.judge(of, whose, f)
		if err != nil {
			return api.Push{}, err
		}
		out.Receipts = append(out.Receipts, receipt)
	}
	r.wake()
	out.Standpoint = r.standpoint(in)
	return out, nil
}

// judge gives the one final receipt of a number.
func (r *Registry) judge(of change.AgentID, whose *install, f change.Frame) (api.Receipt, error) {
	sum := change.Fingerprint(f.Data)
	if v, ok := whose.verdicts[f.Seq]; ok {
		if v.sum != sum {
			whose.revoked = true
			return api.Receipt{}, &fault.Error{Kind: fault.Unauthenticated, Detail: "this installation was copied", Remedy: "enrol again"}
		}
		if v.receipt.Verdict == api.Taken {
			v.receipt.Verdict = api.Known
		}
		return v.receipt, nil
	}
	receipt := r.take(of, whose, f)
	receipt.Seq = f.Seq
	whose.verdicts[f.Seq] = verdict{sum, receipt}
	whose.highest = max(whose.highest, f.Seq)
	return receipt, nil
}

func (r *Registry) take(of change.AgentID, whose *install, f change.Frame) api.Receipt {
	rec, err := change.Decode(f.Data)
	if err != nil || rec.Agent != of || rec.Seq != f.Seq || rec.Verify(whose.key) != nil {
		return api.Receipt{Verdict: api.Refused, Reason: "unreadable", Detail: "it cannot be read", Remedy: "write it anew"}
	}
	for _, p := range r.ledger {
		if p.ID == rec.ID {
			return api.Receipt{Verdict: api.Known, Position: p.Position, Standing: &p.Standing}
		}
	}
	if r.refuse != nil {
		if out := r.refuse(&rec); out != nil {
			out.Verdict = api.Refused
			return *out
		}
	}
	p := change.Placed{Record: rec, Position: uint64(len(r.ledger)) + 1, Standing: change.Standing{Knows: rec.Seen.Effective(r.epochs)}}
	r.ledger = append(r.ledger, p)
	r.spread(of, p)
	return api.Receipt{Verdict: api.Taken, Position: p.Position, Standing: &p.Standing}
}

// spread tells those in whose scope the minor is.
func (r *Registry) spread(of change.AgentID, p change.Placed) {
	if _, ok := p.Body.(minor.Registered); ok && !r.installs[of].scope[p.Minor] {
		r.enter(of, p.Minor)
	}
	for agent, in := range r.installs {
		if in.scope[p.Minor] && slices.Contains(Sections(), p.Section) && !entered(in, p.Position) {
			w := placed(p, agent)
			r.tell(in, api.Item{What: api.WhatRecord, Minor: p.Minor, Record: &w})
		}
	}
}

// entered reports whether the last thing told is an enter that carries the record.
func entered(in *install, position uint64) bool {
	n := len(in.items)
	return n > 0 && in.items[n-1].What == api.WhatEnter && in.items[n-1].Position == position
}

// Pull gives what there is after a cursor, and waits for it.
func (r *Registry) Pull(ctx context.Context, caller change.AgentID, after uint64, wait time.Duration) (api.Feed, error) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for late := false; ; {
		r.mu.Lock()
		in, err := r.find(caller)
		if err != nil {
			r.mu.Unlock()
			return api.Feed{}, err
		}
		out := r.page(in, after)
		changed := r.changed
		r.mu.Unlock()
		if len(out.Items) > 0 || late {
			return out, nil
		}
		select {
		case <-ctx.Done():
			return api.Feed{}, ctx.Err()
		case <-timer.C:
			late = true
		case <-changed:
		}
	}
}

// pageSize is small, so that a page is rarely the whole feed.
const pageSize = 7

func (r *Registry) page(in *install, after uint64) api.Feed {
	out := api.Feed{Standpoint: r.standpoint(in), Items: []api.Item{}, Next: after}
	for _, i := range in.items {
		if i.N <= after {
			continue
		}
		if len(out.Items) == pageSize {
			out.More = true
			break
		}
		out.Items, out.Next = append(out.Items, i), i.N
	}
	return out
}
