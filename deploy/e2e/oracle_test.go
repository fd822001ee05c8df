package e2e

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"faro.example/agent/config"
	"faro.example/agent/identity"
	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/deploy/stack"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// placed is a record in the ledger, as the database holds it.
type placed struct {
	Position uint64
	ID       change.ID
	Minor    minor.ID
	Agent    change.AgentID
	Seq      uint64
	Section  change.Section
	Kind     string
	Header   []byte
	Sig      []byte
	Entitled bool
	Knows    uint64
}

func (p *placed) ref() change.Ref { return change.Ref{Agent: p.Agent, Seq: p.Seq} }

// answer is a receipt, as the database holds it.
type answer struct {
	Agent    change.AgentID
	Seq      uint64
	Verdict  string
	Position uint64
	Print    []byte
	Reason   string
}

// books are the registry's: the ledger with the receipts, and who sees whom.
type books struct {
	records  map[change.ID]placed
	byMinor  map[minor.ID][]placed // in order of position
	receipts map[change.Ref]answer
	scopes   map[change.AgentID]map[minor.ID][]change.Section
	feed     map[change.AgentID]uint64 // number of the last item for each
	revoked  map[change.AgentID]bool
	safe     uint64 // what is up to here no restore can lose, and agents let it go

	// restored: receipts of what was refused after the backup are gone, and of
	// what was known before it, and so is what only a disk held that has died.
	restored bool

	contested int // statements found in conflict, see [contested]
}

// readBooks reads everything, as the superuser.
func (w *world) readBooks(ctx context.Context) (*books, error) {
	b := &books{
		records: map[change.ID]placed{}, byMinor: map[minor.ID][]placed{}, receipts: map[change.Ref]answer{},
		scopes: map[change.AgentID]map[minor.ID][]change.Section{}, feed: map[change.AgentID]uint64{}, revoked: map[change.AgentID]bool{},
	}
	records, err := ask[placed](ctx, w, `SELECT position, id, minor, agent, seq, section, kind, header, sig, entitled, knows FROM records ORDER BY position`)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		if _, twice := b.records[r.ID]; twice {
			return nil, fmt.Errorf("record %s is in the ledger twice", r.ID)
		}
		b.records[r.ID] = r
		b.byMinor[r.Minor] = append(b.byMinor[r.Minor], r)
	}
	receipts, err := ask[answer](ctx, w, `SELECT agent, seq, verdict, coalesce(position, 0), fingerprint, coalesce(reason, '') FROM receipts`)
	if err != nil {
		return nil, err
	}
	for _, r := range receipts {
		b.receipts[change.Ref{Agent: r.Agent, Seq: r.Seq}] = r
	}
	head, err := ask[struct{ Safe uint64 }](ctx, w, `SELECT safe FROM ledger_head`)
	if err != nil {
		return nil, err
	}
	b.safe = head[0].Safe
	return b, b.readScopes(ctx, w)
}

func (b *books) readScopes(ctx context.Context, w *world) error {
	scopes, err := ask[struct {
		Agent    change.AgentID
		Minor    minor.ID
		Sections []change.Section
	}](ctx, w, `SELECT agent, minor, sections FROM scopes WHERE "left" IS NULL`)
	if err != nil {
		return err
	}
	for _, s := range scopes {
		if b.scopes[s.Agent] == nil {
			b.scopes[s.Agent] = map[minor.ID][]change.Section{}
		}
		b.scopes[s.Agent][s.Minor] = s.Sections
	}
	agents, err := ask[struct {
		Agent   change.AgentID
		Last    uint64
		Revoked bool
	}](ctx, w, `SELECT i.id, coalesce(max(f.n), 0), i.revoked_at IS NOT NULL FROM installations i LEFT JOIN feed f ON f.agent = i.id GROUP BY i.id`)
	for _, a := range agents {
		b.feed[a.Agent], b.revoked[a.Agent] = a.Last, a.Revoked
	}
	return err
}

// saved is one record in the outbox of a store.
type saved struct {
	change.Ref
	ID       change.ID
	Minor    minor.ID
	Kind     string
	State    outbox.State
	Position uint64
	Print    []byte
	Data     []byte
	Sealed   []byte // what only the registry opens
}

// held is a record that the feed brought to a store.
type held struct {
	change.Ref
	Position uint64
	Standing change.Standing
	Data     []byte
}

// disk is all that one store holds.
type disk struct {
	agent    change.AgentID
	outbox   []saved
	replica  map[minor.ID][]held
	sections map[minor.ID][]change.Section // of the minors in scope
	progress replica.Progress
	files    map[minor.ID]casefile.File
}

// openStore opens the store of an agent, beside whatever serves it.
func openStore(ctx context.Context, home string) (*localdb.DB, error) {
	return config.Store{Dir: home}.Open(ctx, nil)
}

// look reads from the store of an agent as of one moment.
func look(ctx context.Context, home string, read func(q localdb.Querier) error) (err error) {
	db, err := openStore(ctx, home)
	if err != nil {
		return err
	}
	return errors.Join(db.View(ctx, read), db.Close())
}

// installation gives which installation a store is.
func installation(ctx context.Context, db *localdb.DB) (agent change.AgentID, err error) {
	err = db.View(ctx, func(q localdb.Querier) error {
		who, err := identity.Find(ctx, q)
		agent = who.Agent
		return err
	})
	return agent, err
}

// registryAgent gives the installation by which the registry itself writes.
func (w *world) registryAgent(ctx context.Context) (change.AgentID, error) {
	self, err := ask[struct{ ID change.AgentID }](ctx, w, `SELECT id FROM installations WHERE role = 'ministry'`)
	if err != nil || len(self) != 1 {
		return change.AgentID{}, errors.Join(err, fmt.Errorf("the registry writes as %d installations", len(self)))
	}
	return self[0].ID, nil
}

// readDisk reads all that the store of an installation holds.
func readDisk(ctx context.Context, db *localdb.DB, agent change.AgentID) (*disk, error) {
	d := &disk{agent: agent, replica: map[minor.ID][]held{}, sections: map[minor.ID][]change.Section{}, files: map[minor.ID]casefile.File{}}
	return d, db.View(ctx, func(q localdb.Querier) error {
		return errors.Join(d.readOutbox(ctx, q), d.readReplica(ctx, q), d.readFiles(ctx, q))
	})
}

func (d *disk) readOutbox(ctx context.Context, q localdb.Querier) error {
	return each(ctx, q, `SELECT agent, seq, id, minor, kind, state, position, fingerprint, data, sealed FROM outbox ORDER BY agent, seq`, func(row *sql.Rows) error {
		var s saved
		err := row.Scan(&s.Agent, &s.Seq, &s.ID, &s.Minor, &s.Kind, &s.State, &s.Position, &s.Print, &s.Data, &s.Sealed)
		d.outbox = append(d.outbox, s)
		return err
	})
}

func (d *disk) readProgress(ctx context.Context, q localdb.Querier) (err error) {
	d.progress, err = replica.FindProgress(ctx, q)
	return err
}

func (d *disk) readReplica(ctx context.Context, q localdb.Querier) error {
	if err := d.readProgress(ctx, q); err != nil {
		return err
	}
	err := each(ctx, q, `SELECT minor, sections FROM minors WHERE left_at IS NULL`, func(row *sql.Rows) error {
		var m minor.ID
		var sections []change.Section
		err := row.Scan(&m, localdb.JSON{V: &sections})
		d.sections[m] = sections
		return err
	})
	if err != nil {
		return err
	}
	return each(ctx, q, `SELECT agent, seq, minor, position, standing, data FROM records ORDER BY position`, func(row *sql.Rows) error {
		var m minor.ID
		var h held
		err := row.Scan(&h.Agent, &h.Seq, &m, &h.Position, localdb.JSON{V: &h.Standing}, &h.Data)
		d.replica[m] = append(d.replica[m], h)
		return err
	})
}

// readFiles reads the casefiles as the agent itself shows them.
func (d *disk) readFiles(ctx context.Context, q localdb.Querier) error {
	all, err := replica.New(d.agent, nil, now).All(ctx, q)
	for _, h := range all {
		d.files[h.File.Minor] = h.File
	}
	return err
}

func each(ctx context.Context, q localdb.Querier, query string, fn func(*sql.Rows) error) error {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := fn(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// complaints collects what is not as it should be.
type complaints []string

func (c *complaints) add(format string, args ...any) { *c = append(*c, fmt.Sprintf(format, args...)) }

// account goes through everything that a disk has saved: what has the receipt
// "taken" or "known" is in the ledger once, at that position, as it was signed;
// what was refused is not, under that number, and the registry has kept the
// refusal; what is unsent is nowhere else. may says which records may be refused.
func (b *books) account(c *complaints, who string, d *disk, may func(saved) bool) {
	for _, s := range d.outbox {
		in, there := b.records[s.ID]
		receipt, answered := b.receipts[s.Ref]
		switch s.State {
		case outbox.Taken, outbox.Known:
			if !there || in.Position != s.Position {
				c.add("%s: record %d (%s) has the receipt %q at position %d, the ledger has it: %v, at %d", who, s.Seq, s.ID, s.State, s.Position, there, in.Position)
			} else if in.ref() == s.Ref && s.Data != nil && !signed(s.Data, in) { // let go once it was safe
				c.add("%s: record %d (%s) lies in the ledger otherwise than it was signed", who, s.Seq, s.ID)
			}
			forgotten := !answered && b.restored && s.State == outbox.Known // the record is there
			if !forgotten && (!answered || receipt.Verdict == string(api.Refused) || receipt.Position != s.Position) {
				c.add("%s: record %d (%s) is %q at %d here, the registry's receipt is %q at %d", who, s.Seq, s.ID, s.State, s.Position, receipt.Verdict, receipt.Position)
			}
		case outbox.Refused:
			if there && in.ref() == s.Ref {
				c.add("%s: record %d (%s) is refused here and stands in the ledger", who, s.Seq, s.ID)
			}
			if receipt.Verdict != string(api.Refused) && (answered || !b.restored) {
				c.add("%s: record %d (%s) is refused here, the registry's receipt is %q", who, s.Seq, s.ID, receipt.Verdict)
			}
			if !may(s) {
				c.add("%s: record %d (%s, %s) was refused as %q and was good", who, s.Seq, s.ID, s.Kind, receipt.Reason)
			}
		case outbox.Unsent:
			if len(s.Data) == 0 && len(s.Sealed) == 0 {
				c.add("%s: record %d (%s) is unsent and its bytes are gone", who, s.Seq, s.ID)
			}
		}
	}
}

// signed reports whether the bytes kept at an agent are those in the ledger.
func signed(data []byte, in placed) bool {
	rec, err := change.Decode(data)
	return err == nil && bytes.Equal(rec.Raw, in.Header) && bytes.Equal(rec.Sig[:], in.Sig)
}

// invented finds records in the ledger that nobody has saved, among those that
// whoever saved them still keeps.
func (b *books) invented(c *complaints, registry change.AgentID, saved map[change.ID]bool) {
	for id, r := range b.records {
		if r.Agent != registry && r.Position > b.safe && !saved[id] {
			c.add("record %s of agent %s, number %d, is in the ledger and on no disk", id, r.Agent, r.Seq)
		}
	}
}

// numbered finds numbers of an installation that the registry has passed over.
func (b *books) numbered(c *complaints, agent change.AgentID) {
	highest, n := uint64(0), uint64(0)
	for ref := range b.receipts {
		if ref.Agent == agent {
			highest, n = max(highest, ref.Seq), n+1
		}
	}
	if highest != n && !b.restored {
		c.add("agent %s: %d numbers have a receipt, the highest is %d", agent, n, highest)
	}
}

// same compares the casefiles at an agent with the registry's, section by
// section: the same minors in scope, with the same sections; of those the same
// records at the same positions with the same standing; and the same fold.
func (b *books) same(c *complaints, who string, d *disk) {
	for m := range d.sections {
		if _, ok := b.scopes[d.agent][m]; !ok {
			c.add("%s: holds minor %s, who is not in its scope", who, m)
		}
	}
	own := map[change.ID]saved{}
	for _, s := range d.outbox {
		if s.State != outbox.Refused {
			own[s.ID] = s
		}
	}
	for m, sections := range b.scopes[d.agent] {
		if !slices.Equal(sections, d.sections[m]) {
			c.add("%s: holds %v of minor %s, ought to hold %v", who, d.sections[m], m, sections)
			continue
		}
		b.sameFile(c, who, d, m, sections)
	}
}

func (b *books) sameFile(c *complaints, who string, d *disk, m minor.ID, sections []change.Section) {
	has := map[change.Ref]held{}
	for _, h := range d.replica[m] {
		has[h.Ref] = h
	}
	var entries []change.Placed
	for _, r := range b.byMinor[m] {
		h, ok := has[r.ref()]
		mine := r.Agent == d.agent
		if !slices.Contains(sections, r.Section) && !mine {
			if ok {
				c.add("%s: holds record %s of section %s, which it may not see", who, r.ID, r.Section)
			}
			continue
		}
		standing := change.Standing{Entitled: r.Entitled, Knows: r.Knows}
		if !ok || h.Position != r.Position || h.Standing != standing || !signed(h.Data, r) {
			c.add("%s: of minor %s it lacks record %s at %d, or has it otherwise (there: %v, at %d)", who, m, r.ID, r.Position, ok, h.Position)
			return
		}
		delete(has, r.ref())
		rec, err := change.Decode(h.Data)
		if err != nil {
			c.add("%s: record %s: %v", who, r.ID, err)
			return
		}
		entries = append(entries, change.Placed{Record: rec, Position: r.Position, Standing: standing})
	}
	if len(has) > 0 {
		c.add("%s: holds %d records of minor %s that the ledger does not", who, len(has), m)
	}
	if got, want := text(d.files[m]), text(casefile.Fold(m, entries)); got != want {
		c.add("%s: shows of minor %s\n%s\nthe registry's records fold to\n%s", who, m, got, want)
	}
	if slices.Contains(sections, change.Identity) {
		b.contested += contested(c, who, d.files[m], entries)
	}
}

// quiet waits until an agent has sent all that it has, has given back all that
// it holds, and has applied all that the registry has for it.
func (w *world) quiet(ctx context.Context, a *stack.Agent) error {
	db, err := openStore(ctx, a.Home)
	if err != nil {
		return err
	}
	who, err := installation(ctx, db)
	if err == nil {
		err = until(ctx, a.Name+" has sent and applied everything", func(ctx context.Context) (bool, error) {
			if !a.Serve.Running() {
				return false, fmt.Errorf("nobody serves: %s", a.Serve.Tail(3))
			}
			return w.isQuiet(ctx, db, who)
		})
	}
	return errors.Join(err, db.Close())
}

// isQuiet says what an agent still has before it, if anything.
func (w *world) isQuiet(ctx context.Context, db *localdb.DB, who change.AgentID) (bool, error) {
	head, err := ask[struct {
		Epoch int
		N     uint64
	}](ctx, w, `SELECT epoch, (SELECT coalesce(max(n), 0)::bigint FROM feed WHERE agent = $1) FROM ledger_head`, who)
	if err != nil {
		return false, err
	}
	var due int
	d := disk{}
	err = db.View(ctx, func(q localdb.Querier) error {
		const count = `SELECT (SELECT count(*) FROM outbox WHERE due = 1) + (SELECT count(*) FROM records WHERE due = 1)`
		return errors.Join(q.QueryRowContext(ctx, count).Scan(&due), d.readProgress(ctx, q))
	})
	if due > 0 || d.progress.Epoch != head[0].Epoch || d.progress.Cursor < head[0].N {
		err = errors.Join(err, fmt.Errorf("%d due, in epoch %d of %d, at %d of %d of the feed",
			due, d.progress.Epoch, head[0].Epoch, d.progress.Cursor, head[0].N))
	}
	return err == nil, err
}
