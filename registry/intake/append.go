package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/registry/seal"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// fold folds the casefiles that have new records, and says what becomes of
// their rows.
func (t *transaction) fold(ctx context.Context) error {
	var old []minor.ID
	t.fresh = seal.Fresh{}
	for _, s := range t.refolded() {
		f := s.fold()
		carried := projection.CarriedTo(f, s.carried, t.today)
		s.change = &projection.Change{Minor: s.minor, Rules: casefile.Rules, Carried: carried}
		if s.before != nil {
			s.change.Old, s.change.New = projection.Between(s.before, f, s.carried, carried)
			s.change.Stands = s.before == s.was && carried == s.carried && s.rules == casefile.Rules
		} else {
			s.change.Old, s.change.New = s.stands, projection.RowsOf(f, carried)
		}
		s.change.Card = s.card(f)
		t.changes = append(t.changes, s.change)
		if s.version > 0 {
			old = append(old, s.minor)
		}
		for _, o := range t.lead(s) {
			old = append(old, o.minor)
		}
	}
	keys, err := t.Sealer.Find(ctx, t.tx, old)
	t.keys = keys
	return err
}

// append takes the head's lock and writes all that needs a position: one batch,
// made beforehand, so that nothing is worked out and nothing goes to and fro
// while others wait for the lock. Nothing is locked after it.
func (t *transaction) append(ctx context.Context) error {
	b := &pgx.Batch{}
	t.queueInstallations(b)
	t.queueUnused(b)
	if len(t.taken) > 0 {
		if err := t.queueRecords(b); err != nil {
			return err
		}
	}
	if err := t.queueReceipts(b); err != nil {
		return err
	}
	if err := pg.Send(ctx, t.tx, b); err != nil {
		return fmt.Errorf("append: %w", err)
	}
	t.place()
	return nil
}

// queueRecords adds the records, with what follows from them. Their positions
// are named by how far they stand before the head's last.
func (t *transaction) queueRecords(b *pgx.Batch) error {
	records := make([]*change.Placed, len(t.taken))
	for i, a := range t.taken {
		records[i] = a.record()
		a.state.change.Position = ledger.Back(i, len(t.taken))
		for _, c := range a.state.leading {
			c.Position = a.state.change.Position
		}
	}
	for i := range t.told {
		t.told[i].position = ledger.Back(int(t.told[i].position), len(t.taken))
	}
	if err := t.addKeys(b); err != nil {
		return err
	}
	keeper, err := t.keeper()
	if err != nil {
		return err
	}
	if err := projection.QueueCards(b, t.changes, keeper, t.keys); err != nil {
		return err
	}
	level := t.head.Format
	ledger.QueueAdvance(b, len(t.taken), len(t.told), t.now, &t.head)
	if err := ledger.Queue(b, records, t.keys, level); err != nil {
		return err
	}
	ledger.QueueCrossings(b, t.crossings)
	projection.Queue(b, t.changes)
	queueNotes(b, t.told)
	queueContests(b, t.contests)
	t.queueStandIns(b)
	return nil
}

// place gives the records and their receipts the positions that they have taken.
func (t *transaction) place() {
	for i, a := range t.taken {
		position := t.head.Position - uint64(len(t.taken)-1-i)
		a.record().Position, a.receipt.Position = position, position
		if a.shows {
			a.receipt.Conflicts = a.contends()
		}
	}
	for _, f := range t.finals {
		if f.same != nil {
			f.receipt.Position = f.same.Position
		}
	}
}

// addKeys makes the keys of minors of whom nothing was written before.
func (t *transaction) addKeys(b *pgx.Batch) error {
	var fresh []minor.ID
	for _, c := range t.changes {
		if t.keys[c.Minor] == nil {
			fresh = append(fresh, c.Minor)
		}
	}
	made, err := t.Sealer.Make(b, fresh)
	for m, k := range made {
		t.keys[m], t.fresh[m] = k, k
	}
	return err
}

// contends gives the slots in conflict in which the record contends.
func (a *addition) contends() []string {
	var out []string
	for _, c := range a.state.fold().Conflicts {
		if slices.Contains(c.Records, a.record().ID) {
			out = append(out, c.Slot)
		}
	}
	return out
}
