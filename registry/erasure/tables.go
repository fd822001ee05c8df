package erasure

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/minor"
)

// step is what becomes of one table when minors are erased.
type step struct {
	table string
	sql   string
}

// steps lists every table from which something goes, in an order in which no row
// leaves one behind that points to it. $1 are the minors.
func steps() []step {
	gone := func(table string) step { return step{table, `DELETE FROM ` + table + ` WHERE minor = ANY ($1)`} }
	cut := func(table string) step {
		return step{table, `UPDATE ` + table + ` SET minor = NULL, record = NULL WHERE minor = ANY ($1)`}
	}
	return []step{
		// what the registry counted stays, its link to minor and record is cut (design section 8)
		cut("census.rows"), cut("census.moves"), cut("census.acts"),
		{"presence_lines", `UPDATE presence_lines SET minor = NULL, salt = NULL, body = NULL WHERE minor = ANY ($1)`},

		{"candidate_remarks", `DELETE FROM candidate_remarks WHERE minor = ANY ($1)
			OR candidate IN (SELECT id FROM candidates WHERE low = ANY ($1) OR high = ANY ($1))`},
		{"candidates", `DELETE FROM candidates WHERE low = ANY ($1) OR high = ANY ($1)`},
		{"sought_decisions", `DELETE FROM sought_decisions WHERE minor = ANY ($1)
			OR low IN (SELECT id FROM sought_persons WHERE minor = ANY ($1)) OR high IN (SELECT id FROM sought_persons WHERE minor = ANY ($1))`},
		{"sought_pairs", `DELETE FROM sought_pairs WHERE low IN (SELECT id FROM sought_persons WHERE minor = ANY ($1))
			OR high IN (SELECT id FROM sought_persons WHERE minor = ANY ($1))`},
		gone("sought_persons"),
		{"glass_notices", `DELETE FROM glass_notices WHERE glass IN (SELECT id FROM glasses WHERE minor = ANY ($1))`},
		gone("glasses"),
		gone("watched_children"),
		gone("attachment_refusals"), gone("attachment_pieces"), gone("attachments"),
		gone("alerts"), gone("tellings"), gone("lone_halves"), gone("deadline_watch"),
		gone("contests"), gone("notices"), gone("matters"), gone("match_keys"),
		gone("placements"), gone("custodies"), gone("conflicts"), gone("codes"),
		gone("scopes"), gone("feed"), gone("strikes"), gone("struck_bodies"),
		{"crossings", `DELETE FROM crossings WHERE minor = ANY ($1) OR of = ANY ($1)`},
		gone("records"),
		gone("minor_keys"), // nothing opens any more of what is left sealed anywhere
		gone("casefiles"),
	}
}

// Kept are the tables that name a minor after it was erased, with why.
func Kept() map[string]string {
	return map[string]string{
		"tombstones":         "what stays of a minor by design: so that what comes in late is refused",
		"erasure_tellings":   "who was told to let go, and has or has not confirmed: the certificate reads it",
		"erasure_items":      "what was erased, under which rule and by whose order",
		"legal_holds":        "that a child was held, by whom and until when: the account of why it was kept so long",
		"access_lines":       "who looked at whom, by identifiers that lead nowhere any more: the proof of each look, for those who were looked at and against those who looked",
		"access_lines_other": "the same, before the first partition",
		"looking_alerts":     "what was found unusual in those lines",
	}
}

// Tables names the tables from which something goes.
func Tables() []string {
	var out []string
	for _, s := range steps() {
		out = append(out, s.table)
	}
	return out
}

// wipe does the steps for minors whose rows are locked.
func wipe(ctx context.Context, tx pgx.Tx, minors []minor.ID) error {
	b := &pgx.Batch{}
	for _, s := range steps() {
		b.Queue(s.sql, minors)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("erase: %w", err)
	}
	return nil
}
