package feed

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/shared/api"
	"faro.example/shared/minor"
)

// leaveNewer ends a page before the first row that takes a fold of a casefile which
// a newer program has folded, and reports whether it did. It fails with
// [ledger.ErrNewer] if nothing is before it, or before what must not be cut: a newer
// registryd answers.
func leaveNewer(ctx context.Context, tx pgx.Tx, q question, rows []row) ([]row, bool, error) {
	minors := make([]minor.ID, 0, len(rows))
	for i := range rows {
		if !rows[i].Minor.IsZero() {
			minors = append(minors, rows[i].Minor)
		}
	}
	newer, err := ledger.Newer(ctx, tx, minors)
	if err != nil || len(newer) == 0 {
		return rows, false, err
	}
	switch at := slices.IndexFunc(rows, func(r row) bool { return r.folded(q.rules, newer[r.Minor]) }); {
	case at < 0:
		return rows, false, nil
	case at == 0 || rows[at].Again:
		return nil, false, ledger.ErrNewer
	default:
		return rows[:at], true, nil
	}
}

// folded reports whether a row takes a fold of its minor's casefile, which was folded
// by newer rules, if they are above zero: what the registry shows is said to an
// installation with older ones, and what contends to one that has the child no more.
// An installation whose rules are as new folds by itself.
func (r *row) folded(rules, newer int) bool {
	switch r.becomes() {
	case api.WhatRecord, api.WhatEnter:
		return !r.Erased && rules < newer
	case api.WhatConcerns:
		return newer > 0 && r.Sections == nil
	case api.WhatLeave:
		return newer > 0
	}
	return false
}
