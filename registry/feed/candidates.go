package feed

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// candidates gives who may be the same child as some minors, likely enough to be
// worth a person's time, as far as both are
// in the installation's scope now: whoever hosts one child alone is told nothing,
// so that nobody learns whether another casefile exists. Who is not brought where
// children are, as a tracing partner, is told of none: the reasons say where they
// came from and when.
func candidates(ctx context.Context, tx pgx.Tx, agent change.AgentID, minors []minor.ID) (map[minor.ID][]api.Candidate, error) {
	out := map[minor.ID][]api.Candidate{}
	if len(minors) == 0 {
		return out, nil
	}
	const sql = `SELECT m.minor, c.other, c.probability, c.reasons FROM (SELECT DISTINCT unnest($2::uuid[]) AS minor) m
		JOIN LATERAL (
			SELECT high AS other, probability, reasons FROM candidates WHERE low = m.minor AND state = 'open' AND likely
			UNION ALL SELECT low, probability, reasons FROM candidates WHERE high = m.minor AND state = 'open' AND likely
		) c ON true
		JOIN scopes a ON a.agent = $1 AND a.minor = m.minor AND a."left" IS NULL AND $3 = ANY (a.sections)
		JOIN scopes b ON b.agent = $1 AND b.minor = c.other AND b."left" IS NULL AND $3 = ANY (b.sections)
		ORDER BY m.minor, c.probability DESC, c.other`
	rows, err := tx.Query(ctx, sql, agent, minors, string(change.Presence))
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	var m minor.ID
	var c api.Candidate
	var reasons []byte
	_, err = pgx.ForEachRow(rows, []any{&m, &c.Minor, &c.Probability, &reasons}, func() error {
		c.Reasons = nil
		out[m] = append(out[m], c)
		return json.Unmarshal(reasons, &out[m][len(out[m])-1].Reasons)
	})
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	return out, nil
}
