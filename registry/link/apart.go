package link

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// notApart fails with [fault.Conflict] if joining two children would bring two
// minors together who were told apart, and nobody says of those two that this was
// wrong: a third that is like both is no reason. Who names the two themselves
// says so, of all that was told apart in the same words.
func (d *Desk) notApart(ctx context.Context, a, b known) error {
	var apart map[pair]change.ID
	err := d.read(ctx, func(ctx context.Context, tx pgx.Tx) error {
		entries, err := ledger.OfChild(ctx, tx, d.seal, slices.Concat(a.joined, b.joined))
		apart = toldApart(entries)
		return err
	})
	if err != nil {
		return err
	}
	named := apart[pairOf(a.id, b.id)]
	for _, x := range a.joined {
		for _, y := range b.joined {
			if by := apart[pairOf(x, y)]; !by.IsZero() && by != named {
				return &fault.Error{
					Kind: fault.Conflict, Field: "other", Detail: "they would bring together two who were told apart: " + x.String() + " and " + y.String(),
					Remedy: "name those two, if that was wrong; or part first who is not the child of the others",
				}
			}
		}
	}
	return nil
}

// pair is two minors, the lesser first.
type pair [2]minor.ID

func pairOf(a, b minor.ID) pair {
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	return pair{a, b}
}

// toldApart gives who is told apart, and by which record: of each two what was
// said last counts.
func toldApart(entries []change.Placed) map[pair]change.ID {
	out := map[pair]change.ID{}
	for i := range entries {
		p := &entries[i]
		switch b := p.Body.(type) {
		case change.LinkSame:
			one := append([]minor.ID{p.Minor}, b.Minors...)
			say(out, one, one, change.ID{})
		case change.LinkDistinct:
			say(out, []minor.ID{p.Minor}, []minor.ID{b.Minor}, p.ID)
		case change.LinkParted:
			say(out, append([]minor.ID{p.Minor}, b.Minors...), b.Apart, p.ID)
		}
	}
	return out
}

func say(of map[pair]change.ID, some, others []minor.ID, by change.ID) {
	for _, a := range some {
		for _, b := range others {
			of[pairOf(a, b)] = by
		}
	}
}
