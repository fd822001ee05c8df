package ledger

import (
	"context"
	"fmt"

	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
)

// Standpoint gives what every reply of the sync contract carries (design
// section 5 rule 6), as committed; codes and clock are the caller's to add. It
// fails with [fault.NotFound] for an installation that was never enrolled.
func Standpoint(ctx context.Context, q pg.Querier, agent change.AgentID) (api.Standpoint, error) {
	const sql = `SELECT h.epoch, h.safe, h.format, i.next_seq - 1, i.highest_fingerprint
		FROM ledger_head h, installations i WHERE i.id = $1`
	s := api.Standpoint{Rules: casefile.Rules}
	var highest []byte
	err := q.QueryRow(ctx, sql, agent).Scan(&s.Epoch, &s.Safe, &s.Format, &s.Highest, &highest)
	if err != nil {
		return api.Standpoint{}, fmt.Errorf("standpoint: %w", pg.Fault(err))
	}
	copy(s.Digest[:], highest)
	s.Epochs, err = Epochs(ctx, q)
	return s, err
}
