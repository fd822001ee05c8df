package sweep

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// decision is what one record says of pairs.
type decision struct {
	position uint64
	same     []two
	distinct []two
	named    []minor.ID // who are to be looked at again: as one child they are like others
}

// decisions reads what was decided at positions.
func (s *Sweep) decisions(ctx context.Context, positions []uint64) (out []decision, err error) {
	if len(positions) == 0 {
		return nil, nil
	}
	err = pg.InSnapshot(ctx, s.Pool, nil, func(ctx context.Context, tx pgx.Tx) error {
		records, err := ledger.At(ctx, tx, s.Sealer, positions)
		if err != nil {
			return err
		}
		for i := range records {
			out = append(out, decisionOf(&records[i]))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	return out, nil
}

// decisionOf reads one record. A joining is undone by a record that says so, and
// never taken back.
func decisionOf(p *change.Placed) decision {
	d := decision{position: p.Position, named: []minor.ID{p.Minor}}
	switch b := p.Body.(type) {
	case change.LinkSame:
		d.named = append(d.named, b.Minors...)
		d.same = among(d.named)
	case change.LinkDistinct:
		d.distinct = across([]minor.ID{p.Minor}, []minor.ID{b.Minor})
	case change.LinkParted:
		here := append(d.named, b.Minors...)
		d.named = append(slices.Clone(here), b.Apart...)
		d.same, d.distinct = append(among(here), among(b.Apart)...), across(here, b.Apart)
	}
	return d
}

// among gives every two of some minors.
func among(minors []minor.ID) (out []two) {
	for i, a := range minors {
		out = append(out, across([]minor.ID{a}, minors[i+1:])...)
	}
	return out
}

// across gives each of some minors with each of others.
func across(some, others []minor.ID) (out []two) {
	for _, a := range some {
		for _, b := range others {
			if a != b {
				p := pairOf(a, b)
				out = append(out, two{p.Low, p.High})
			}
		}
	}
	return out
}

// decide notes what was decided, also of pairs that nobody had proposed, and
// gives those of which that is news.
func (s *Sweep) decide(ctx context.Context, tx pgx.Tx, all []decision) (changed []two, err error) {
	for _, d := range all {
		for state, pairs := range map[string][]two{"same": d.same, "distinct": d.distinct} {
			closed, err := s.closePairs(ctx, tx, pairs, state, d.position)
			if err != nil {
				return nil, err
			}
			changed = append(changed, closed...)
		}
	}
	return changed, nil
}

func (s *Sweep) closePairs(ctx context.Context, tx pgx.Tx, pairs []two, state string, position uint64) ([]two, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	low, high := make([]minor.ID, len(pairs)), make([]minor.ID, len(pairs))
	for i, t := range pairs {
		low[i], high[i] = t.low, t.high
	}
	const put = `INSERT INTO candidates AS c (low, high, probability, reasons, stated, missing, likely, state, found, found_at, decided)
		SELECT low, high, 0, '[]', false, false, false, $3, $4, $5, $4 FROM unnest($1::uuid[], $2::uuid[]) AS n (low, high)
		ORDER BY low, high
		ON CONFLICT (low, high) DO UPDATE SET state = excluded.state, decided = excluded.decided
		WHERE c.decided IS NULL OR c.decided < excluded.decided
		RETURNING low, high`
	rows, err := tx.Query(ctx, put, low, high, state, int64(position), s.Now())
	if err != nil {
		return nil, fmt.Errorf("note a decision: %w", err)
	}
	return collectTwo(rows)
}
