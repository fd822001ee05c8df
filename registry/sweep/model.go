package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/match"
)

// scale is what agreements are worth, in a nation of a size.
type scale struct {
	id    int64 // of match_models; 0 for the first
	model *match.Model
	shift float64 // of log odds: among more children any two are less likely one
}

// chance gives the probability of a pair in this nation.
func (s *scale) chance(p, bits float64) float64 {
	p = min(max(p, 1e-12), 1-1e-12)
	odds := math.Log(p/(1-p)) + s.shift + bits*math.Ln2
	return 1 / (1 + math.Exp(-odds))
}

// newest keeps the newest scale.
type newest struct {
	mu    sync.Mutex // guards the field below
	scale *scale
}

// model gives the newest model that was learnt, or the first one.
func (s *Sweep) model(ctx context.Context) (*scale, error) {
	s.newest.mu.Lock()
	defer s.newest.mu.Unlock()
	var id int64
	if err := s.Pool.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM match_models`).Scan(&id); err != nil {
		return nil, fmt.Errorf("find model: %w", pg.Fault(err))
	}
	if was := s.newest.scale; was != nil && was.id == id {
		return was, nil
	}
	children, err := s.children(ctx)
	if err != nil {
		return nil, err
	}
	now, err := s.load(ctx, id, children)
	if err != nil {
		return nil, err
	}
	s.newest.scale = now
	return now, nil
}

// load reads a model. One of another format counts as none: a sweep learns anew.
func (s *Sweep) load(ctx context.Context, id int64, children int) (*scale, error) {
	first := &scale{id: id, shift: shift(likeness.Invented, children)}
	const q = `SELECT records, sealed, sealed_by FROM match_models WHERE id = $1`
	var sealed []byte
	var by string
	var learntFrom int
	err := s.Pool.QueryRow(ctx, q, id).Scan(&learntFrom, &sealed, &by)
	if errors.Is(err, pgx.ErrNoRows) {
		first.model = likeness.First()
		return first, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read model: %w", pg.Fault(err))
	}
	text, err := s.Sealer.OpenFrame(modelPlace, sealed, by)
	if err != nil {
		return nil, err
	}
	m := &match.Model{}
	if err := json.Unmarshal(text, m); err != nil {
		s.Log.WarnContext(ctx, "what was learnt of names is of another version: run registryctl match sweep", "error", err)
		first.model = likeness.First()
		return first, nil
	}
	return &scale{id: id, model: m, shift: shift(learntFrom, children)}, nil
}

// modelPlace is where a model stands sealed.
var modelPlace = seal.Place{Table: "match_models", Column: "sealed"}

// shift is by how much less likely any two are one child among so many than
// among those from whom a model was learnt.
func shift(learntFrom, children int) float64 {
	return min(0, math.Log(float64(max(learntFrom, 1))/float64(max(children, 1))))
}

// children gives about how many children can be looked up, as the database
// guesses.
func (s *Sweep) children(ctx context.Context) (int, error) {
	var n float64
	if err := s.Pool.QueryRow(ctx, `SELECT reltuples FROM pg_class WHERE oid = 'match_keys'::regclass`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count children: %w", pg.Fault(err))
	}
	return max(int(n), 0), nil
}
