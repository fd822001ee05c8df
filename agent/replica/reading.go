package replica

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Reading is what this installation holds at one moment, read by one statement of
// each table: for a page about many children, where a statement for each child is
// most of what the page costs. It is not changed after it is made, and what it
// gives shares memory with it.
type Reading struct {
	replica    *Replica
	ground     ground
	locked     error // why no casefile is shown; nil if they are
	scopes     map[minor.ID]scope
	brought    map[minor.ID][]change.Placed // by the feed, and what crossed to the minor
	carried    map[change.ID]bool           // those that came by a bundle
	own        map[minor.ID][]written
	candidates map[minor.ID][]api.Candidate
	concerns   map[minor.ID]Concern
}

// written is a record that was written here.
type written struct {
	unsent bool
	shown  bool // it is neither refused nor brought by the feed
	placed change.Placed
}

// scope is how far a minor is in the scope of this installation.
type scope struct {
	in       bool
	hidden   bool             // left it
	sections []change.Section // held whole; none of who left
	shown    *api.Shown
}

// ground is what all pages stand on: how far the feed has come, and the epochs.
type ground struct {
	progress Progress
	epochs   []change.Epoch
}

// page is all that is held about one minor.
type page struct {
	scope
	entries []change.Placed
	unsent  int
	others  []other // the other minors of a joined child
}

// other is another minor of a joined child.
type other struct {
	minor    minor.ID
	sections []change.Section // held whole; none if it is not in scope
}

// Read reads what is held of minors, of all if none is named. A replica that is
// locked is read as well: what a form had before its author's eyes is told of it,
// and no casefile.
func (r *Replica) Read(ctx context.Context, q localdb.Querier, named ...minor.ID) (*Reading, error) {
	if len(named) == 1 {
		x, err := r.readOne(ctx, q, named[0])
		if err != nil {
			return nil, err
		}
		return x, x.loadTold(ctx, q, &named[0])
	}
	x, err := r.begin(ctx, q)
	if err != nil {
		return nil, err
	}
	return x, errors.Join(x.load(ctx, q, nil), x.loadTold(ctx, q, nil))
}

// readOne reads what is held of one minor, and of the others that are the same
// child: without what the registry tells beside the records.
func (r *Replica) readOne(ctx context.Context, q localdb.Querier, m minor.ID) (*Reading, error) {
	x, err := r.begin(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := x.load(ctx, q, &m); err != nil {
		return nil, err
	}
	for _, o := range x.page(m).others {
		if err := x.load(ctx, q, &o.minor); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func (r *Replica) begin(ctx context.Context, q localdb.Querier) (*Reading, error) {
	x := &Reading{
		replica: r, scopes: map[minor.ID]scope{}, brought: map[minor.ID][]change.Placed{}, carried: map[change.ID]bool{},
		own: map[minor.ID][]written{}, candidates: map[minor.ID][]api.Candidate{}, concerns: map[minor.ID]Concern{},
	}
	sp, err := outbox.FindStandpoint(ctx, q)
	if err != nil {
		return nil, err
	}
	x.locked = r.lock(sp)
	x.ground.epochs = sp.Epochs
	x.ground.progress, err = FindProgress(ctx, q)
	return x, err
}

// lock says why the casefiles are locked; nil if they are not.
func (r *Replica) lock(sp outbox.Standpoint) error {
	if sp.HeardAt.IsZero() || r.now().Sub(sp.HeardAt) < lockAfter {
		return nil
	}
	return &fault.Error{
		Kind: fault.Denied, Detail: "the casefiles are locked: the registry was not heard of for 90 days",
		Remedy: "restore the line; what is unsent is kept, and new records can be written",
	}
}

// load reads what is held of one minor; of all, if none is named.
func (x *Reading) load(ctx context.Context, q localdb.Querier, m *minor.ID) error {
	return errors.Join(x.loadScopes(ctx, q, m), x.loadBrought(ctx, q, m), x.loadOwn(ctx, q, m))
}

// loadOwn reads what was written here, after what the feed has brought of it.
func (x *Reading) loadOwn(ctx context.Context, q localdb.Querier, m *minor.ID) (err error) {
	var own []outbox.Entry
	if m == nil {
		own, err = outbox.ListKept(ctx, q)
	} else {
		own, err = outbox.ListAbout(ctx, q, *m)
	}
	if err != nil {
		return err
	}
	for _, e := range own {
		w := written{unsent: e.State == outbox.Unsent}
		w.shown = e.State != outbox.Refused && !slices.ContainsFunc(x.brought[e.Minor], func(b change.Placed) bool { return b.ID == e.ID })
		if w.shown {
			rec, err := change.Decode(e.Data)
			if err != nil {
				return fmt.Errorf("read own records: %w", err)
			}
			w.placed = change.Pending(rec, x.ground.epochs)
		}
		if e.Position > 0 {
			w.placed.Position = e.Position
		}
		if e.Standing != nil {
			w.placed.Standing = *e.Standing
		}
		x.own[e.Minor] = append(x.own[e.Minor], w)
	}
	return nil
}

// of asks for the rows of one minor by a column, or for all.
func of(m *minor.ID, column string) (where string, arg any) {
	if m == nil {
		return "?1 IS NULL", nil
	}
	return column + " = ?1", *m
}

func (x *Reading) loadScopes(ctx context.Context, q localdb.Querier, m *minor.ID) error {
	where, arg := of(m, "minor")
	rows, err := q.QueryContext(ctx, `SELECT minor, sections, left_at IS NOT NULL, shown FROM minors WHERE `+where, arg)
	if err != nil {
		return fmt.Errorf("read scopes: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var of minor.ID
		var s scope
		var shown []byte
		if err := rows.Scan(&of, localdb.JSON{V: &s.sections}, &s.hidden, &shown); err != nil {
			return fmt.Errorf("read scopes: %w", err)
		}
		if s.in = !s.hidden; s.hidden {
			s.sections = nil
		}
		if shown != nil {
			if err := json.Unmarshal(shown, &s.shown); err != nil {
				return fmt.Errorf("read scopes: %w", err)
			}
		}
		x.scopes[of] = s
	}
	return rows.Err()
}

// loadBrought reads what the feed brought. A record that a restore of the
// registry has lost counts as not in the ledger until it is brought again.
func (x *Reading) loadBrought(ctx context.Context, q localdb.Querier, m *minor.ID) error {
	about, arg := of(m, "minor")
	crossed, _ := of(m, "file")
	rows, err := q.QueryContext(ctx, `SELECT minor, position, standing, data, carried, agent, seq FROM records WHERE `+about+`
		UNION ALL SELECT file, position, standing, data, 0, agent, seq FROM crossings WHERE `+crossed+` ORDER BY position, agent, seq`, arg)
	if err != nil {
		return fmt.Errorf("read records: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var of minor.ID
		var e change.Placed
		var data []byte
		var carried bool
		var agent string
		var seq uint64
		if err := rows.Scan(&of, &e.Position, localdb.JSON{V: &e.Standing}, &data, &carried, &agent, &seq); err != nil {
			return fmt.Errorf("read records: %w", err)
		}
		if e.Record, err = change.Decode(data); err != nil {
			return fmt.Errorf("read records: %w", err)
		}
		if e.Position == 0 {
			e.Standing.Knows = e.Seen.Effective(x.ground.epochs)
		}
		if carried {
			x.carried[e.ID] = true
		}
		x.brought[of] = append(x.brought[of], e)
	}
	return rows.Err()
}

// loadTold reads what the registry tells of minors beside their records.
func (x *Reading) loadTold(ctx context.Context, q localdb.Querier, m *minor.ID) error {
	return errors.Join(x.loadCandidates(ctx, q, m), x.loadConcerns(ctx, q, m))
}

// page puts together what is held of the child that a minor is: of a joined one
// the records of all its minors.
func (x *Reading) page(m minor.ID) page {
	p := page{scope: x.scopes[m]}
	x.add(&p, m)
	for _, o := range casefile.Joined(m, p.entries) {
		if o != m {
			p.others = append(p.others, other{o, x.scopes[o].sections})
			x.add(&p, o)
		}
	}
	return p
}

// add puts on a page what the feed brought of a minor, and what was written here
// and the feed has not brought.
func (x *Reading) add(p *page, m minor.ID) {
	for _, e := range x.brought[m] {
		if x.carried[e.ID] {
			p.unsent++
		}
		p.entries = append(p.entries, e)
	}
	for _, w := range x.own[m] {
		if w.unsent {
			p.unsent++
		}
		crossed := func(b change.Placed) bool { return b.ID == w.placed.ID }
		if w.shown && !slices.ContainsFunc(p.entries, crossed) {
			p.entries = append(p.entries, w.placed)
		}
	}
}

// open gives the page of a minor whose casefile may be shown.
func (x *Reading) open(m minor.ID) (page, error) {
	if x.locked != nil {
		return page{}, x.locked
	}
	p := x.page(m)
	if p.hidden || len(p.entries) == 0 {
		return page{}, fault.Newf(fault.NotFound, "no minor of that name is in this installation's scope")
	}
	return p, nil
}

// Find is [Replica.Find] of what was read.
func (x *Reading) Find(m minor.ID) (Held, error) {
	p, err := x.open(m)
	if err != nil {
		return Held{}, err
	}
	h := Held{
		File: casefile.Fold(m, p.entries), InScope: p.in, Sections: p.sections, Unsent: p.unsent, Shown: p.shown,
		Checking: x.replica.checking(p.entries), Alerts: x.concerns[m].Alerts,
	}
	if h.InScope {
		h.Candidates = x.candidates[m]
	}
	return h, nil
}

// History is [Replica.History] of what was read.
func (x *Reading) History(m minor.ID) ([]change.Placed, error) {
	p, err := x.open(m)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(p.entries, inLedger)
	return p.entries, nil
}

// FindRecord gives a record that counts, and whether it is held.
func (x *Reading) FindRecord(rec change.ID) (change.Placed, bool) {
	for _, all := range x.brought {
		if i := slices.IndexFunc(all, func(e change.Placed) bool { return e.ID == rec }); i >= 0 {
			return all[i], true
		}
	}
	for _, all := range x.own {
		if i := slices.IndexFunc(all, func(w written) bool { return w.shown && w.placed.ID == rec }); i >= 0 {
			return all[i].placed, true
		}
	}
	return change.Placed{}, false
}

// Seen is [Replica.SeenFor] of what was read.
func (x *Reading) Seen(m minor.ID, s change.Section, office institution.OfficeID) change.Seen {
	var out change.Seen
	p := x.page(m)
	progress, held := x.ground.progress, slices.Contains(p.sections, s)
	if held {
		out.Epoch, out.Position, out.Minors = progress.Epoch, progress.Position, p.shows(s)
	} else {
		out.Records = x.concerns[m].contending(s)
	}
	for _, e := range p.entries {
		if e.Section != s || held && e.Position > 0 && e.Position <= progress.Position || slices.Contains(out.Records, e.ID) {
			continue
		}
		if held || e.Agent == x.replica.agent || x.carried[e.ID] && e.Structure == office {
			out.Records = append(out.Records, e.ID)
		}
	}
	if over := len(out.Records) - change.MaxSeenRecords; over > 0 {
		out.Records = out.Records[over:] // the oldest: to know of less is safe
	}
	return out
}
