package pki

import (
	"context"
	"fmt"
	"time"

	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/change"
)

// Heed writes down what an installation says of itself beside a request: its
// version, what is unsent, and how its clock runs. It is its own word and decides
// nothing.
func (a *Authority) Heed(ctx context.Context, agent change.AgentID, w api.Word, rules int) error {
	now := a.now()
	const q = `UPDATE installation_sightings SET program = $2, rules = $3, unsent = $4, skew = $5, told_at = $6
		WHERE installation = $1 AND (told_at IS NULL OR told_at <= $7 OR (program, rules, unsent) IS DISTINCT FROM ($2, $3, $4::bigint))`
	skew := int64(w.Clock.Sub(now).Round(time.Second) / time.Second)
	if _, err := a.pool.Exec(ctx, q, agent, w.Program, rules, w.Unsent, skew, now, now.Add(-sightingEvery)); err != nil {
		return pg.Fault(fmt.Errorf("heed: %w", err))
	}
	return nil
}
