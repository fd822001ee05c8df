package replica

import (
	"context"
	"database/sql"
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

// Held is what this installation knows of a minor.
type Held struct {
	File     casefile.File
	InScope  bool             // false: only what was written here is known
	Sections []change.Section // held whole; none out of scope
	Unsent   int              // records about the minor that the registry has not answered for
	Shown    *api.Shown       // what the registry shows, where its rules are newer than ours

	// Checking says that the minor was registered here lately, and is compared
	// with all others at the registry: it is said of every one alike.
	Checking   bool
	Candidates []api.Candidate // who may be the same child, among those in scope
	Alerts     []api.Alert     // halves of transfers that are missing for too long
}

// Find gives what is known of a minor: the fold of the records that the feed
// brought and of those written here. It fails with [fault.NotFound] if nothing
// is, or if the minor left the scope, and with [fault.Denied] if the replica is
// locked since the registry was not heard of for 90 days.
func (r *Replica) Find(ctx context.Context, q localdb.Querier, m minor.ID) (Held, error) {
	if err := r.locked(ctx, q); err != nil {
		return Held{}, err
	}
	g, err := readGround(ctx, q)
	if err != nil {
		return Held{}, err
	}
	return r.find(ctx, q, m, g)
}

func (r *Replica) find(ctx context.Context, q localdb.Querier, m minor.ID, g ground) (Held, error) {
	p, err := g.readPage(ctx, q, m)
	if err != nil {
		return Held{}, err
	}
	if p.hidden || len(p.entries) == 0 {
		return Held{}, fault.Newf(fault.NotFound, "no minor of that name is in this installation's scope")
	}
	h := Held{
		File: casefile.Fold(m, p.entries), InScope: p.inScope, Sections: p.sections, Unsent: p.unsent, Shown: p.shown,
		Checking: r.checking(p.entries),
	}
	if h.InScope {
		if h.Candidates, err = findCandidates(ctx, q, m); err != nil {
			return h, err
		}
	}
	h.Alerts, err = findAlerts(ctx, q, m)
	return h, err
}

// List gives the minors that are known here, in order of identifier.
func List(ctx context.Context, q localdb.Querier) ([]minor.ID, error) {
	const query = `SELECT minor FROM minors WHERE left_at IS NULL
		UNION SELECT minor FROM outbox WHERE data IS NOT NULL AND state <> 'refused'
			AND minor NOT IN (SELECT minor FROM minors WHERE left_at IS NOT NULL)
		UNION SELECT minor FROM records WHERE carried = 1
			AND minor NOT IN (SELECT minor FROM minors WHERE left_at IS NOT NULL)
		ORDER BY minor`
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, fmt.Errorf("list minors: %w", err)
	}
	defer rows.Close()
	var out []minor.ID
	for rows.Next() {
		var m minor.ID
		if err := rows.Scan(&m); err != nil {
			return nil, fmt.Errorf("list minors: %w", err)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// All gives what is known of every minor that is known here, in order of identifier.
func (r *Replica) All(ctx context.Context, q localdb.Querier) ([]Held, error) {
	if err := r.locked(ctx, q); err != nil {
		return nil, err
	}
	ids, err := List(ctx, q)
	if err != nil {
		return nil, err
	}
	g, err := readGround(ctx, q)
	if err != nil {
		return nil, err
	}
	out := make([]Held, 0, len(ids))
	for _, m := range ids {
		h, err := r.find(ctx, q, m, g)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return once(out), nil
}

// FindCode gives the minor with a national code. It fails as [Replica.Find] does.
func (r *Replica) FindCode(ctx context.Context, q localdb.Querier, code minor.Code) (Held, error) {
	all, err := r.All(ctx, q)
	if err != nil {
		return Held{}, err
	}
	i := slices.IndexFunc(all, func(h Held) bool { return h.File.Identity.HasCode(code) })
	if i < 0 {
		return Held{}, fault.Newf(fault.NotFound, "no minor with that code is in this installation's scope")
	}
	return all[i], nil
}

func (r *Replica) locked(ctx context.Context, q localdb.Querier) error {
	sp, err := outbox.FindStandpoint(ctx, q)
	if err != nil || sp.HeardAt.IsZero() || r.now().Sub(sp.HeardAt) < lockAfter {
		return err
	}
	return &fault.Error{
		Kind: fault.Denied, Detail: "the casefiles are locked: the registry was not heard of for 90 days",
		Remedy: "restore the line; what is unsent is kept, and new records can be written",
	}
}

// page is all that is held about one minor.
type page struct {
	entries  []change.Placed
	carried  map[change.ID]bool // those of them that came by a bundle
	progress Progress
	inScope  bool
	hidden   bool
	sections []change.Section
	unsent   int
	shown    *api.Shown
	others   []other // the other minors of a joined child
}

// ground is what all pages stand on: how far the feed has come, and the epochs.
type ground struct {
	progress Progress
	epochs   []change.Epoch
}

func readGround(ctx context.Context, q localdb.Querier) (ground, error) {
	sp, err := outbox.FindStandpoint(ctx, q)
	if err != nil {
		return ground{}, err
	}
	progress, err := FindProgress(ctx, q)
	return ground{progress, sp.Epochs}, err
}

func readPage(ctx context.Context, q localdb.Querier, m minor.ID) (page, error) {
	g, err := readGround(ctx, q)
	if err != nil {
		return page{}, err
	}
	return g.readPage(ctx, q, m)
}

func (g ground) readPage(ctx context.Context, q localdb.Querier, m minor.ID) (page, error) {
	p := page{progress: g.progress}
	if err := p.readScope(ctx, q, m); err != nil {
		return page{}, err
	}
	return p, p.readChild(ctx, q, m, g.epochs)
}

func (p *page) readScope(ctx context.Context, q localdb.Querier, m minor.ID) error {
	var left sql.NullInt64
	var shown []byte
	err := q.QueryRowContext(ctx, `SELECT sections, left_at, shown FROM minors WHERE minor = ?`, m).
		Scan(localdb.JSON{V: &p.sections}, &left, &shown)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find minor: %w", err)
	}
	p.hidden, p.inScope = left.Valid, !left.Valid
	if p.hidden {
		p.sections = nil
	}
	if shown != nil {
		return json.Unmarshal(shown, &p.shown)
	}
	return nil
}

// readRecords reads what the feed brought. A record that a restore of the
// registry has lost counts as not in the ledger until it is brought again.
func (p *page) readRecords(ctx context.Context, q localdb.Querier, m minor.ID, epochs []change.Epoch) error {
	rows, err := q.QueryContext(ctx, `SELECT position, standing, data, carried, agent, seq FROM records WHERE minor = ?1
		UNION ALL SELECT position, standing, data, 0, agent, seq FROM crossings WHERE file = ?1 ORDER BY position, agent, seq`, m)
	if err != nil {
		return fmt.Errorf("read records: %w", err)
	}
	defer rows.Close()
	if p.carried == nil {
		p.carried = map[change.ID]bool{}
	}
	for rows.Next() {
		var e change.Placed
		var data []byte
		var carried bool
		var agent string
		var seq uint64
		if err := rows.Scan(&e.Position, localdb.JSON{V: &e.Standing}, &data, &carried, &agent, &seq); err != nil {
			return fmt.Errorf("read records: %w", err)
		}
		if e.Record, err = change.Decode(data); err != nil {
			return fmt.Errorf("read records: %w", err)
		}
		if e.Position == 0 {
			e.Standing.Knows = e.Seen.Effective(epochs)
		}
		if carried {
			p.carried[e.ID] = true
			p.unsent++
		}
		p.entries = append(p.entries, e)
	}
	return rows.Err()
}

// readOwn adds what was written here and the feed has not brought.
func (p *page) readOwn(ctx context.Context, q localdb.Querier, m minor.ID, epochs []change.Epoch) error {
	own, err := outbox.ListAbout(ctx, q, m)
	if err != nil {
		return err
	}
	for _, e := range own {
		if e.State == outbox.Unsent {
			p.unsent++
		}
		if e.State == outbox.Refused || slices.ContainsFunc(p.entries, func(x change.Placed) bool { return x.ID == e.ID }) {
			continue
		}
		rec, err := change.Decode(e.Data)
		if err != nil {
			return fmt.Errorf("read own records: %w", err)
		}
		placed := change.Pending(rec, epochs)
		if e.Position > 0 {
			placed.Position = e.Position
		}
		if e.Standing != nil {
			placed.Standing = *e.Standing
		}
		p.entries = append(p.entries, placed)
	}
	return nil
}

// Seen gives what a form about a section of a minor has before its author's
// eyes, to be taken when it is opened (design section 3): the position up to
// which the section is held, and every record shown beyond it. Of a minor out
// of scope it names what was written here and nothing else; of one not known
// it is empty.
func (r *Replica) Seen(ctx context.Context, q localdb.Querier, m minor.ID, s change.Section) (change.Seen, error) {
	return r.SeenFor(ctx, q, m, s, institution.OfficeID{})
}

// SeenFor is [Replica.Seen] for a record that speaks for an office: of a minor
// out of scope it names also what a bundle brought of that office's.
func (r *Replica) SeenFor(ctx context.Context, q localdb.Querier, m minor.ID, s change.Section, office institution.OfficeID) (change.Seen, error) {
	p, err := readPage(ctx, q, m)
	if err != nil {
		return change.Seen{}, err
	}
	var out change.Seen
	held := slices.Contains(p.sections, s)
	if held {
		out.Epoch, out.Position, out.Minors = p.progress.Epoch, p.progress.Position, p.shows(s)
	}
	for _, e := range p.entries {
		if e.Section != s || held && e.Position > 0 && e.Position <= p.progress.Position {
			continue
		}
		if held || e.Agent == r.agent || p.carried[e.ID] && e.Structure == office {
			out.Records = append(out.Records, e.ID)
		}
	}
	if !held {
		kept, err := contended(ctx, q, m, s)
		if err != nil {
			return change.Seen{}, err
		}
		kept = slices.DeleteFunc(kept, func(id change.ID) bool { return slices.Contains(out.Records, id) })
		out.Records = append(kept, out.Records...)
	}
	if over := len(out.Records) - change.MaxSeenRecords; over > 0 {
		out.Records = out.Records[over:] // the oldest: to know of less is safe
	}
	return out, nil
}

// FindRecord gives whom a record held here is about, and its section: for what
// is written about that record. It fails with [fault.NotFound].
func FindRecord(ctx context.Context, q localdb.Querier, rec change.ID) (m minor.ID, s change.Section, err error) {
	const query = `SELECT minor, section FROM records WHERE id = ?1
		UNION SELECT minor, section FROM crossings WHERE id = ?1
		UNION SELECT minor, section FROM outbox WHERE id = ?1`
	err = q.QueryRowContext(ctx, query, rec).Scan(&m, &s)
	if errors.Is(err, sql.ErrNoRows) {
		return m, s, &fault.Error{Kind: fault.NotFound, Field: "record", Detail: "no such record is held here", Remedy: "give the identifier as agentd shows it"}
	}
	return m, s, err
}
