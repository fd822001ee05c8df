package ledger

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// ErrNewer is said of a casefile that a newer program has written, by one that does
// not know what all of it means: another registryd answers.
var ErrNewer = &fault.Error{Kind: fault.Busy, Detail: "a casefile was folded by newer rules", Remedy: "ask again: a registry of the newer version answers"}

// Newer gives those of some minors whose casefiles a newer program has folded, with
// the version of its rules: who folds them by these rules says what the registry does
// not say any more.
func Newer(ctx context.Context, q pg.Querier, minors []minor.ID) (map[minor.ID]int, error) {
	out := map[minor.ID]int{}
	if len(minors) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT minor, rules FROM casefiles WHERE minor = ANY ($1) AND rules > $2`, minors, casefile.Rules)
	if err != nil {
		return nil, fmt.Errorf("see by which rules casefiles were folded: %w", pg.Fault(err))
	}
	var m minor.ID
	var rules int
	if _, err := pgx.ForEachRow(rows, []any{&m, &rules}, func() error {
		out[m] = rules
		return nil
	}); err != nil {
		return nil, fmt.Errorf("see by which rules casefiles were folded: %w", pg.Fault(err))
	}
	return out, nil
}

// Foldable fails with [ErrNewer] if a newer program has folded one of some minors.
func Foldable(ctx context.Context, q pg.Querier, minors []minor.ID) error {
	newer, err := Newer(ctx, q, minors)
	if err == nil && len(newer) > 0 {
		return ErrNewer
	}
	return err
}

// Leave splits minors into those that this program folds, in their order, and those
// that it leaves to a newer one.
func Leave(ctx context.Context, q pg.Querier, minors []minor.ID) (folds, left []minor.ID, err error) {
	newer, err := Newer(ctx, q, minors)
	if err != nil || len(newer) == 0 {
		return minors, nil, err
	}
	for _, m := range minors {
		if newer[m] > 0 {
			left = append(left, m)
		} else {
			folds = append(folds, m)
		}
	}
	return folds, left, nil
}
