package intake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Decided gives the position of the decision that the caller said at the registry
// under an identifier, 0 if there is none: the same form sent again finds the
// conflict gone by it. It fails with [fault.Conflict] if what was said under that
// identifier is something else. Of what others said nothing is told.
func (in *Intake) Decided(ctx context.Context, caller access.Caller, id change.ID, as change.Resolved) (uint64, error) {
	if caller.Person.IsZero() {
		return 0, nil
	}
	var position uint64
	const q = `SELECT position FROM records WHERE id = $1 AND agent = $2`
	err := in.pool.QueryRow(ctx, q, id, in.Registry.Agent).Scan(&position)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("find decision: %w", pg.Fault(err))
	}
	found, err := ledger.At(ctx, in.pool, in.Sealer, []uint64{position})
	if err != nil {
		return 0, err
	}
	if len(found) == 0 || found[0].Author != caller.Person {
		return 0, nil // to say it again is refused as anybody's
	}
	was, ok := found[0].Body.(change.Resolved)
	same := ok && slices.Equal(was.Saw, as.Saw) && was.Choose == as.Choose && was.Both == as.Both && bytes.Equal(was.Third, as.Third) && was.Reason == as.Reason
	if !same {
		return 0, &fault.Error{Kind: fault.Conflict, Field: "record", Detail: "something else was recorded under that identifier",
			Remedy: "make another identifier for another decision"}
	}
	return position, nil
}
