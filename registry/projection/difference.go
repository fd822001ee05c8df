package projection

import (
	"fmt"

	"faro.example/shared/minor"
)

// Difference is one way in which the tables do not say what the ledger does.
type Difference struct {
	Minor minor.ID // zero if it is about no minor
	Table string
	What  string // missing, extra, other; never a value of a row
}

// String names minor, table and what is wrong, without any value.
func (d Difference) String() string { return fmt.Sprintf("%s %s: %s", d.Minor, d.Table, d.What) }

// compare gives the differences between the rows that stand and those that
// ought to.
func compare(m minor.ID, stand, ought Rows) []Difference {
	var out []Difference
	say := func(table string, missing, extra int) {
		if missing > 0 {
			out = append(out, Difference{m, table, fmt.Sprintf("%d missing", missing)})
		}
		if extra > 0 {
			out = append(out, Difference{m, table, fmt.Sprintf("%d extra", extra)})
		}
	}
	if !stand.Summary.equal(&ought.Summary) {
		out = append(out, Difference{m, "casefiles", "other"})
	}
	gone, come := difference(stand.Placements, ought.Placements)
	say("placements", len(come), len(gone))
	goneC, comeC := difference(stand.Custodies, ought.Custodies)
	say("custodies", len(comeC), len(goneC))
	goneL, comeL := difference(stand.Notices, ought.Notices)
	say("notices", len(comeL), len(goneL))
	goneN, comeN := difference(stand.Census, ought.Census)
	say("census.rows", len(comeN)+len(stand.Owed), len(goneN))
	goneM, comeM := difference(stand.Moves, ought.Moves)
	say("census.moves", len(comeM)+len(stand.OwedMoves), len(goneM))
	goneA, comeA := difference(stand.Acts, ought.Acts)
	say("census.acts", len(comeA)+len(stand.OwedActs), len(goneA))
	goneX, comeX := difference(stand.Matters, ought.Matters)
	say("matters", len(comeX), len(goneX))
	closed, opened := conflictDifference(stand.Conflicts, ought.Conflicts)
	say("conflicts", len(opened), len(closed))
	return out
}
