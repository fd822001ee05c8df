package sweep

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/live"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// two are the minors of a pair, the lower first.
type two struct{ low, high minor.ID }

func (t two) compare(o two) int { return cmp.Or(t.low.Compare(o.low), t.high.Compare(o.high)) }

// lock keeps who follows the ledger and who sweeps from writing at the same
// time: whoever reads what was said last then is not overtaken.
func lock(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, `INSERT INTO match_progress DEFAULT VALUES ON CONFLICT (one) DO NOTHING`); err != nil {
		return fmt.Errorf("take turns: %w", err)
	}
	var one bool
	if err := tx.QueryRow(ctx, `SELECT one FROM match_progress FOR UPDATE`).Scan(&one); err != nil {
		return fmt.Errorf("take turns: %w", err)
	}
	return nil
}

// Of whom more was said after the position as of which they were compared, who
// follows the ledger looks anew: always, or unlessNewer, for the pair n and the
// position $1.
const (
	always      = `true`
	unlessNewer = `NOT EXISTS (SELECT FROM records r WHERE r.minor IN (n.low, n.high) AND r.position > $1
		AND (r.section IN ('identity', 'link') OR r.kind = 'absence.reported'))`
)

// write writes what was found of children: the pairs that are other than they
// were, and those that are none any more.
func (s *Sweep) write(ctx context.Context, tx pgx.Tx, all []looked, position uint64) (changed []two, found int, err error) {
	minors, low, high := []minor.ID{}, []minor.ID{}, []minor.ID{}
	pairs := map[two]Pair{}
	for _, l := range all {
		minors = append(minors, l.minor)
		for _, p := range l.pairs {
			pairs[two{p.Low, p.High}] = p
			low, high = append(low, p.Low), append(high, p.High)
		}
	}
	if changed, err = s.put(ctx, tx, pairs, position, always); err != nil {
		return nil, 0, err
	}
	const gone = `UPDATE candidates SET state = 'gone', judged = $4 WHERE state = 'open' AND (low = ANY ($1) OR high = ANY ($1))
		AND (low, high) NOT IN (SELECT * FROM unnest($2::uuid[], $3::uuid[])) RETURNING low, high`
	rows, err := tx.Query(ctx, gone, minors, low, high, int64(position))
	if err != nil {
		return nil, 0, err
	}
	away, err := collectTwo(rows)
	return append(changed, away...), len(changed), err
}

// put writes pairs as they were compared as of a position, and gives those that
// are other than they were. What a person has decided stays, and what was
// compared later. In their order, so that who writes at the same time waits and
// does not stop.
func (s *Sweep) put(ctx context.Context, tx pgx.Tx, pairs map[two]Pair, position uint64, when string) ([]two, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	n, err := columnsOf(pairs)
	if err != nil {
		return nil, err
	}
	// What was found before and was said in other words then is told again.
	put := `INSERT INTO candidates AS c (low, high, probability, reasons, stated, missing, likely, judged, found, found_at)
		SELECT low, high, probability, reasons::jsonb, stated, missing, likely, $1, $1, $2
		FROM unnest($3::uuid[], $4::uuid[], $5::float8[], $6::text[], $7::boolean[], $8::boolean[], $9::boolean[])
			AS n (low, high, probability, reasons, stated, missing, likely) WHERE ` + when + ` ORDER BY low, high
		ON CONFLICT (low, high) DO UPDATE SET probability = excluded.probability, reasons = excluded.reasons,
			stated = excluded.stated, missing = excluded.missing OR c.missing AND c.state = 'open',
			likely = excluded.likely, judged = excluded.judged,
			found = CASE c.state WHEN 'open' THEN c.found ELSE excluded.found END,
			found_at = CASE c.state WHEN 'open' THEN c.found_at ELSE excluded.found_at END, state = 'open'
		WHERE c.state IN ('open', 'gone') AND c.judged <= excluded.judged
			AND (c.state, c.reasons, c.stated, c.likely, c.missing)
				IS DISTINCT FROM ('open', excluded.reasons, excluded.stated, excluded.likely, excluded.missing OR c.missing)
		RETURNING low, high`
	rows, err := tx.Query(ctx, put, int64(position), s.Now(), n.low, n.high, n.probability, n.reasons, n.stated, n.missing, n.likely)
	if err != nil {
		return nil, err
	}
	changed, err := collectTwo(rows)
	if err != nil {
		return nil, err
	}
	touch := `UPDATE candidates AS c SET judged = $1, probability = n.probability
		FROM unnest($2::uuid[], $3::uuid[], $4::float8[]) AS n (low, high, probability)
		WHERE c.low = n.low AND c.high = n.high AND c.state = 'open' AND c.judged < $1 AND ` + when
	_, err = tx.Exec(ctx, touch, int64(position), n.low, n.high, n.probability)
	return changed, err
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
	likely          []bool
}

func columnsOf(pairs map[two]Pair) (n columns, err error) {
	for _, p := range pairs {
		reasons, err := json.Marshal(p.Reasons)
		if err != nil {
			return n, fmt.Errorf("write reasons: %w", err)
		}
		n.low, n.high = append(n.low, p.Low), append(n.high, p.High)
		n.probability, n.reasons = append(n.probability, p.P), append(n.reasons, string(reasons))
		n.stated, n.missing = append(n.stated, p.Stated), append(n.missing, p.Missing)
		n.likely = append(n.likely, p.Likely)
	}
	return n, nil
}

// tell tells the installations in whose scope both minors of a pair are. It
// takes the head's lock if there are any: nothing may be locked after it. Pages that
// are open are told that something was found as of a position or later.
func (s *Sweep) tell(ctx context.Context, tx pgx.Tx, changed []two, position uint64) error {
	if len(changed) == 0 {
		return nil
	}
	if err := live.Found(ctx, tx, position); err != nil {
		return err
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
