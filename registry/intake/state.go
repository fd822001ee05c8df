package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/judge"
	"faro.example/registry/ledger"
	"faro.example/registry/likeness"
	"faro.example/registry/projection"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// provisional is the position of records that this transaction takes, until it
// has the head's lock: above every other, in their order.
const provisional = uint64(1) << 60

// state is one casefile while a transaction works on it; its row is locked.
type state struct {
	minor     minor.ID
	version   uint64
	rules     int
	position  uint64
	projected uint64
	carried   day.Date
	joined    []minor.ID // all the minors of a joined child; none for a child of one

	entries []change.Placed // those there were, then those taken now
	old     int             // how many there were
	lines   []line          // those there were, as the cache holds them; nil if they were read
	file    casefile.File   // of the first folded entries
	folded  int
	was     *casefile.File  // of those there were; nil if there were none, or it was folded by older rules
	before  *casefile.File  // whose rows stand in the tables: was, but for a casefile that is stuck; nil if others do
	stands  projection.Rows // which others
	change  *projection.Change
	sees    *audience // after this transaction

	scopes   []judge.Scope // by agent, then by when they began
	rescoped uint64        // as the head has it, when they were read
	moves    []note        // enters and leaves that this transaction tells

	whole    *state               // that stands for the joined child of which this is another minor
	leading  []*projection.Change // of the other minors of the child
	listed   bool                 // among those that are folded
	relinked bool                 // the transaction says with whom the minor is one child
	renewed  bool                 // and so brings other records to who holds it
}

func (s *state) touched() bool { return len(s.entries) > s.old }

// card gives what the minor is looked up by from now on, nil if that stays. What
// takes back or decides about identity is of its section.
func (s *state) card(f *casefile.File) *likeness.Card {
	if !slices.ContainsFunc(s.entries[s.old:], func(p change.Placed) bool {
		return p.Section == change.Identity || p.Section == change.Link
	}) {
		return nil
	}
	card := likeness.Of(f)
	if s.was != nil {
		if was := likeness.Of(s.was); was.Equal(&card) {
			return nil
		}
	}
	return &card
}

// fold gives the casefile of all entries.
func (s *state) fold() *casefile.File {
	if s.folded != len(s.entries) || s.folded == 0 {
		if s.folded > 0 {
			s.file = casefile.Refold(&s.file, s.entries, s.folded)
		} else {
			s.file = casefile.Fold(s.minor, s.entries)
		}
		s.folded = len(s.entries)
	}
	return &s.file
}

// add takes a record, under a position that is given later.
func (s *state) add(r *change.Record, standing change.Standing, n int) {
	s.entries = append(s.entries, change.Placed{Record: *r, Position: provisional + uint64(n), Standing: standing})
}

// held gives what is kept once the transaction is committed; nil for a casefile
// that is stuck, whose rows are not those of its records. head is the ledger's
// last position.
func (s *state) held(head uint64) *held {
	if s.change.Stuck || s.elsewhere() {
		return nil
	}
	lines := s.lines
	for i := len(lines); i < len(s.entries); i++ {
		if len(lines) == cap(lines) { // by a quarter, since it is kept
			lines = append(make([]line, 0, max(len(s.entries), len(lines)+len(lines)/4)), lines...)
		}
		lines = append(lines, lineOf(&s.entries[i]))
	}
	return &held{version: s.version + 1, lines: lines, file: *s.fold(), scopes: s.follow(head), rescoped: s.rescoped}
}

// elsewhere reports whether there are records of other minors among these: such
// casefiles are few, and are not kept.
func (s *state) elsewhere() bool {
	return s.lines == nil && slices.ContainsFunc(s.entries, func(p change.Placed) bool { return p.Minor != s.minor })
}

// lockCasefiles locks the casefiles' rows by identifier, in one statement, those
// that are missing made first; and reads which of them were in whose scope, and
// the records of those that are not held in memory.
func (t *transaction) lockCasefiles(ctx context.Context, minors []minor.ID) error {
	// Somebody who refused all about a minor removes the row that we waited for.
	for tries := 0; len(t.states) < len(minors); tries++ {
		if tries == maxJoined {
			return fault.Newf(fault.Internal, "a casefile could not be made")
		}
		if err := t.lockRows(ctx, minors, tries > 0); err != nil {
			return fmt.Errorf("lock casefiles: %w", err)
		}
	}
	if err := t.allLocked(); err != nil {
		return err
	}
	return t.load(ctx, minors)
}

// lockRows locks the rows of minors, which come in order. Those that are held in
// memory have one, unless it was found missing.
func (t *transaction) lockRows(ctx context.Context, minors []minor.ID, missing bool) error {
	clear(t.states)
	b := &pgx.Batch{}
	if perhaps := t.cache.without(minors, missing); len(perhaps) > 0 {
		b.Queue(`INSERT INTO casefiles (minor) SELECT unnest($1::uuid[]) ON CONFLICT (minor) DO NOTHING`, perhaps)
	}
	b.Queue(`SELECT minor, version, rules, position, projected, carried, joined FROM casefiles
		WHERE minor = ANY ($1) ORDER BY minor FOR NO KEY UPDATE`, minors).Query(func(rows pgx.Rows) error {
		var s state
		_, err := pgx.ForEachRow(rows, []any{&s.minor, &s.version, &s.rules, &s.position, &s.projected, &s.carried, &s.joined}, func() error {
			found := s
			t.states[s.minor], s.joined = &found, nil
			return nil
		})
		return err
	})
	// After the locks: who erases a minor holds its row until that is committed.
	ledger.QueueErased(b, minors, func(m minor.ID) { t.erased[m] = true })
	return t.tx.SendBatch(ctx, b).Close()
}

// queueUnused removes the rows that were made for minors about whom nothing was
// taken in the end.
func (t *transaction) queueUnused(b *pgx.Batch) {
	var unused []minor.ID
	for m, s := range t.states {
		if s.version == 0 && !s.touched() {
			unused = append(unused, m)
		}
	}
	if len(unused) > 0 {
		b.Queue(`DELETE FROM casefiles WHERE minor = ANY ($1) AND version = 0`, unused)
	}
}

// load gives each casefile its records and the rows that stand for it: from
// memory where its version is held there.
func (t *transaction) load(ctx context.Context, minors []minor.ID) error {
	var cold []minor.ID
	for _, m := range minors {
		s := t.states[m]
		if s.rules > casefile.Rules {
			return ledger.ErrNewer
		}
		if h := t.cache.find(m, s.version); h != nil {
			s.lines, s.entries, s.file, s.was, s.before = h.lines, h.entries(m, &t.room, t.coming[m]), h.file, &h.file, &h.file
			s.old, s.folded = len(h.lines), len(h.lines)
			s.scopes, s.rescoped = h.scopes, h.rescoped
		} else if s.version > 0 {
			cold = append(cold, m)
		} else {
			s.entries = t.room.take(0, t.coming[m])
		}
	}
	if err := t.loadScopes(ctx, minors); err != nil || len(cold) == 0 {
		return err
	}
	records, err := ledger.Of(ctx, t.tx, t.Sealer, cold)
	if err != nil {
		return err
	}
	for _, m := range cold {
		s := t.states[m]
		s.entries, s.old = records[m], len(records[m])
	}
	t.gather(records)
	return t.loadRows(ctx, cold)
}

// loadRows finds the rows that stand for casefiles read from the ledger: those
// of the records that were projected, or if the rules were older, what the
// tables hold.
func (t *transaction) loadRows(ctx context.Context, cold []minor.ID) error {
	var older []minor.ID
	for _, m := range cold {
		s := t.states[m]
		if s.rules < casefile.Rules {
			older = append(older, m)
			continue
		}
		if s.whole != nil { // it has no rows but the one that leads to the child
			continue
		}
		was := *s.fold()
		s.was, s.before = &was, &was
		if s.projected < s.position {
			n := slices.IndexFunc(s.entries, func(p change.Placed) bool { return p.Position > s.projected })
			before := casefile.Fold(m, s.entries[:max(n, 0)])
			s.before = &before
		}
	}
	stored, err := projection.Stored(ctx, t.tx, older)
	if err != nil {
		return err
	}
	for m, rows := range stored {
		t.states[m].stands = rows
	}
	return nil
}
