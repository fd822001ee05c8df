package sweep

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// two are the minors of a pair, the lower first.
type two struct{ low, high minor.ID }

// write writes what was found of children: the pairs that are other than they
// were, and those that are none any more. What a person has decided stays. In
// their order, so that who writes at the same time waits and does not stop.
func (s *Sweep) write(ctx context.Context, tx pgx.Tx, all []looked, position uint64) (changed []two, found int, err error) {
	var minors []minor.ID
	pairs := map[two]Pair{}
	for _, l := range all {
		minors = append(minors, l.minor)
		for _, p := range l.pairs {
			pairs[two{p.Low, p.High}] = p
		}
	}
	n, err := columnsOf(pairs)
	if err != nil {
		return nil, 0, err
	}
	// What was found before and was said in other words then is told again.
	const put = `INSERT INTO candidates AS c (low, high, probability, reasons, stated, missing, found, found_at)
		SELECT low, high, probability, reasons::jsonb, stated, missing, $7, $8
		FROM unnest($1::uuid[], $2::uuid[], $3::float8[], $4::text[], $5::boolean[], $6::boolean[])
			AS n (low, high, probability, reasons, stated, missing) ORDER BY low, high
		ON CONFLICT (low, high) DO UPDATE SET probability = excluded.probability, reasons = excluded.reasons,
			stated = excluded.stated, missing = excluded.missing OR c.missing AND c.state = 'open',
			found = CASE c.state WHEN 'open' THEN c.found ELSE excluded.found END,
			found_at = CASE c.state WHEN 'open' THEN c.found_at ELSE excluded.found_at END, state = 'open'
		WHERE c.state IN ('open', 'gone')
			AND (c.state, c.reasons, c.stated, c.missing) IS DISTINCT FROM ('open', excluded.reasons, excluded.stated, excluded.missing OR c.missing)
		RETURNING low, high`
	if len(pairs) > 0 {
		rows, err := tx.Query(ctx, put, n.low, n.high, n.probability, n.reasons, n.stated, n.missing, int64(position), s.Now())
		if err != nil {
			return nil, 0, err
		}
		if changed, err = collectTwo(rows); err != nil {
			return nil, 0, err
		}
	}
	const gone = `UPDATE candidates SET state = 'gone' WHERE state = 'open' AND (low = ANY ($1) OR high = ANY ($1))
		AND (low, high) NOT IN (SELECT * FROM unnest($2::uuid[], $3::uuid[])) RETURNING low, high`
	rows, err := tx.Query(ctx, gone, minors, n.low, n.high)
	if err != nil {
		return nil, 0, err
	}
	away, err := collectTwo(rows)
	return append(changed, away...), len(changed), err
}

func collectTwo(rows pgx.Rows) (out []two, err error) {
	var t two
	_, err = pgx.ForEachRow(rows, []any{&t.low, &t.high}, func() error {
		out = append(out, t)
		return nil
	})
	return out, err
}

// columns are pairs, by column.
type columns struct {
	low, high       []minor.ID
	probability     []float64
	reasons         []string
	stated, missing []bool
}

func columnsOf(pairs map[two]Pair) (n columns, err error) {
	n.low, n.high = []minor.ID{}, []minor.ID{}
	for _, p := range pairs {
		reasons, err := json.Marshal(p.Reasons)
		if err != nil {
			return n, fmt.Errorf("write reasons: %w", err)
		}
		n.low, n.high = append(n.low, p.Low), append(n.high, p.High)
		n.probability, n.reasons = append(n.probability, p.P), append(n.reasons, string(reasons))
		n.stated, n.missing = append(n.stated, p.Stated), append(n.missing, p.Missing)
	}
	return n, nil
}

// tell tells the installations in whose scope both minors of a pair are. It
// takes the head's lock if there are any: nothing may be locked after it.
func (s *Sweep) tell(ctx context.Context, tx pgx.Tx, changed []two) error {
	if len(changed) == 0 {
		return nil
	}
	low, high := make([]minor.ID, len(changed)), make([]minor.ID, len(changed))
	for i, t := range changed {
		low[i], high[i] = t.low, t.high
	}
	const both = `SELECT a.agent, n.low, n.high FROM unnest($1::uuid[], $2::uuid[]) AS n (low, high)
		JOIN scopes a ON a.minor = n.low AND a."left" IS NULL
		JOIN scopes b ON b.minor = n.high AND b."left" IS NULL AND b.agent = a.agent`
	rows, err := tx.Query(ctx, both, low, high)
	if err != nil {
		return fmt.Errorf("find who is told: %w", err)
	}
	about := map[change.AgentID][]minor.ID{}
	var agent change.AgentID
	var t two
	_, err = pgx.ForEachRow(rows, []any{&agent, &t.low, &t.high}, func() error {
		for _, m := range []minor.ID{t.low, t.high} {
			if !slices.Contains(about[agent], m) {
				about[agent] = append(about[agent], m)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("find who is told: %w", err)
	}
	if len(about) == 0 {
		return nil
	}
	return s.Teller.TellCandidates(ctx, tx, about)
}
