package projection

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/minor"
)

// Of a joined child one minor has the rows: the one that stands for it. The
// others show in whose scope the child is, so that whoever may see it finds it
// by each of its minors, and lead there; they are counted nowhere and looked up
// by nothing.

// Leading gives the rows of the other minors of a joined child.
func (r *Rows) Leading() Rows {
	s := r.Summary
	return Rows{Summary: Summary{Registered: s.Registered, Offices: s.Offices, Custodians: s.Custodians, Joined: s.Joined, Guardians: s.Guardians}}
}

// rowsFor gives the rows of a minor, from the casefile of the child that it is.
func rowsFor(m minor.ID, f *casefile.File, carried day.Date) Rows {
	if f.Minor != m {
		r := Rows{Summary: summaryOf(f)}
		return r.Leading()
	}
	return RowsOf(f, carried)
}

// cardFor gives what a minor is looked up by, from the casefile of the child that it is.
func cardFor(m minor.ID, f *casefile.File) likeness.Card {
	if f.Minor != m {
		return likeness.Card{}
	}
	return likeness.Of(f)
}

// checkCrossings compares which records are read for other minors than their own.
func (c *checker) checkCrossings(ctx context.Context, tx pgx.Tx) error {
	ought, have, err := ledger.Crossings(ctx, tx, c.sealer)
	if err != nil {
		return err
	}
	gone, come := difference(have, unique(ought))
	for _, x := range come {
		c.found = append(c.found, Difference{x.Minor, "crossings", "missing"})
	}
	for _, x := range gone {
		c.found = append(c.found, Difference{x.Minor, "crossings", "extra"})
	}
	return nil
}

func unique(crossings []ledger.Crossing) []ledger.Crossing {
	var out []ledger.Crossing
	seen := map[ledger.Crossing]bool{}
	for _, x := range crossings {
		if !seen[x] {
			seen[x] = true
			out = append(out, x)
		}
	}
	return out
}

// addCrossings adds the crossings that are missing.
func (r *rebuilder) addCrossings(ctx context.Context, tx pgx.Tx) error {
	ought, have, err := ledger.Crossings(ctx, tx, r.sealer)
	if err != nil {
		return err
	}
	_, come := difference(have, unique(ought))
	if len(come) == 0 {
		return nil
	}
	b := &pgx.Batch{}
	ledger.QueueCrossings(b, come)
	return tx.SendBatch(ctx, b).Close()
}

// errJoined says that a minor was joined or parted between two looks.
var errJoined = errors.New("who is one child with whom has changed")

// settleJoined rebuilds the casefiles of joined children, which the batches by
// minor left aside.
func (r *rebuilder) settleJoined(ctx context.Context) error {
	for _, m := range r.joined {
		err := errJoined
		for tries := 0; errors.Is(err, errJoined) && tries < maxTries; tries++ {
			err = r.settleChild(ctx, m)
		}
		if err != nil {
			return fmt.Errorf("joined child: %w", err)
		}
	}
	return nil
}

// maxTries bounds how often a child is looked at again whose minors were joined
// or parted meanwhile; arbitrary.
const maxTries = 8

// settleChild rebuilds the casefile of the child that a minor is, unless that is done.
func (r *rebuilder) settleChild(ctx context.Context, m minor.ID) error {
	var b rebuilt
	var joined []minor.ID
	err := pg.InTx(ctx, r.pool, func(ctx context.Context, tx pgx.Tx) (err error) {
		if b.records, err = ledger.Of(ctx, tx, r.sealer, []minor.ID{m}); err != nil {
			return err
		}
		if joined = casefile.Joined(m, b.records[m]); r.settled[joined[0]] {
			return nil
		}
		metas, err := lockMetas(ctx, tx, joined)
		if err != nil {
			return err
		}
		if b.records, err = ledger.Of(ctx, tx, r.sealer, joined); err != nil {
			return err
		}
		if !slices.Equal(casefile.Joined(m, b.records[m]), joined) {
			return errJoined
		}
		all := ledger.Together(b.records, joined)
		for _, x := range joined {
			b.records[x] = all
		}
		return r.write(ctx, tx, metas, &b)
	})
	if err != nil {
		return err
	}
	r.settled[joined[0]] = true
	r.done.Changed += b.changed
	r.done.Stuck += b.stuck
	return nil
}
