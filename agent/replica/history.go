package replica

import (
	"context"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// History gives every record that the casefile of a minor is folded from here:
// what the feed brought and what was written here, in order of the ledger and
// then those not yet in it. It fails as [Replica.Find] does.
func (r *Replica) History(ctx context.Context, q localdb.Querier, m minor.ID) ([]change.Placed, error) {
	x, err := r.readOne(ctx, q, m)
	if err != nil {
		return nil, err
	}
	return x.History(m)
}

// inLedger orders records by the ledger, those not yet in it last.
func inLedger(a, b change.Placed) int {
	switch {
	case a.Position == b.Position:
		return 0
	case a.Position == 0 || b.Position > 0 && a.Position > b.Position:
		return 1
	}
	return -1
}

// Since gives the records of a section that were not on a page: those that came
// after it was opened.
func Since(history []change.Placed, s change.Section, seen change.Seen) (out []change.Placed) {
	for _, e := range history {
		if e.Section != s || slices.Contains(seen.Records, e.ID) || e.Position > 0 && e.Position <= seen.Position {
			continue
		}
		out = append(out, e)
	}
	return out
}
