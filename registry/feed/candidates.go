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

// candidatesInScope reads child by child what each key gives, whatever PostgreSQL
// expects: just after a load its statistics know of a few scopes and candidates,
// and it would read all that an installation holds, and all that are open, once for
// each child.
const candidatesInScope = `SELECT m.minor, c.other, c.probability, c.reasons FROM (SELECT DISTINCT unnest($2::uuid[]) AS minor) m
	CROSS JOIN LATERAL (SELECT FROM scopes s WHERE s.agent = $1 AND s.minor = m.minor AND s."left" IS NULL AND $3 = ANY (s.sections) LIMIT 1) a
	CROSS JOIN LATERAL (
		SELECT high AS other, probability, reasons, state, likely FROM candidates WHERE low = m.minor
		UNION ALL SELECT low, probability, reasons, state, likely FROM candidates WHERE high = m.minor
		OFFSET 0
	) c
	CROSS JOIN LATERAL (SELECT FROM scopes s WHERE s.agent = $1 AND s.minor = c.other AND s."left" IS NULL AND $3 = ANY (s.sections) LIMIT 1) b
	WHERE c.state = 'open' AND c.likely
	ORDER BY m.minor, c.probability DESC, c.other`

// candidates gives who may be the same child as some minors, likely enough to be
// worth a person's time, as far as both are in the installation's scope now:
// whoever hosts one child alone is told nothing, so that nobody learns whether
// another casefile exists. Who is not brought where children are, as a tracing
// partner, is told of none: the reasons say where they came from and when.
func candidates(ctx context.Context, tx pgx.Tx, agent change.AgentID, minors []minor.ID) (map[minor.ID][]api.Candidate, error) {
	out := map[minor.ID][]api.Candidate{}
	if len(minors) == 0 {
		return out, nil
	}
	rows, err := tx.Query(ctx, candidatesInScope, agent, minors, string(change.Presence))
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
