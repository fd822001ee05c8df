package lookup

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

// restricting gives what of the read table stops a flow: a restriction, in force, of
// the whole casefile or of a section that it carries (regulation (EU) 2016/679 art. 18).
func restricting(f right.Flow) []string {
	out := []string{"whole"}
	for _, r := range right.Rules() {
		if r.Flow == f && !r.Goes {
			out = append(out, r.Of...)
		}
	}
	return out
}

// unrestricted leaves out of some minors those of whom a flow stops.
func unrestricted(ctx context.Context, tx pgx.Tx, f right.Flow, minors []minor.ID) ([]minor.ID, error) {
	const q = `SELECT k.minor FROM unnest($1::uuid[]) WITH ORDINALITY AS k (minor, nth)
		WHERE NOT EXISTS (SELECT FROM matters m WHERE m.minor = k.minor AND m.what = 'right-restriction' AND m.stage = 'stands' AND m.detail = ANY ($2))
		ORDER BY k.nth`
	rows, err := tx.Query(ctx, q, minors, restricting(f))
	if err != nil {
		return nil, fmt.Errorf("read what is restricted: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil {
		return nil, fmt.Errorf("read what is restricted: %w", pg.Fault(err))
	}
	return out, nil
}

// toCandidates leaves out the candidates of whom one child is restricted, but for the
// Ministry, which decides about them.
func toCandidates(ctx context.Context, tx pgx.Tx, caller access.Caller, all []Candidate) ([]Candidate, error) {
	if caller.Role == access.Ministry || len(all) == 0 {
		return all, nil
	}
	var minors []minor.ID
	for _, c := range all {
		minors = append(minors, c.Low, c.High)
	}
	free, err := unrestricted(ctx, tx, right.ToCandidates, minors)
	if err != nil {
		return nil, err
	}
	may := make(map[minor.ID]bool, len(free))
	for _, m := range free {
		may[m] = true
	}
	out := all[:0]
	for _, c := range all {
		if may[c.Low] && may[c.High] {
			out = append(out, c)
		}
	}
	return out, nil
}

// consented leaves out what rests on a consent that was taken back, but for the
// Ministry, which runs the register and answers for what was done while it stood
// (regulation (EU) 2016/679 art. 7 par. 3).
func (v *view) consented(c access.Caller, records []change.Placed) []change.Placed {
	if c.Role == access.Ministry {
		return records
	}
	return casefile.Withheld(v.Minor, records)
}
