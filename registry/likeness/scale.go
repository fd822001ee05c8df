package likeness

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/match"
)

// Scale is what agreements are worth, in a nation of a size.
type Scale struct {
	ID        int64 // of match_models; 0 for the first
	Model     *match.Model
	Threshold float64 // from which probability on a pair is worth a person's time
	Outdated  bool    // what was learnt is of another version: the first is in its place
	Learnt    int     // from how many registrations
	shift     float64 // of log odds: among more children any two are less likely one
}

// Among gives the same scale for others than the nation's children, so many: whom
// children seek, say.
func (s *Scale) Among(n int) *Scale {
	out := *s
	out.shift = shift(s.Learnt, n)
	return &out
}

// Chance gives the probability of a pair in this nation, of which the model says
// one, if so many bits more speak for it.
func (s *Scale) Chance(p, bits float64) float64 {
	p = min(max(p, 1e-12), 1-1e-12)
	odds := math.Log(p/(1-p)) + s.shift + bits*math.Ln2
	return 1 / (1 + math.Exp(-odds))
}

// Newest keeps the newest scale that a look at the nation learnt; package sweep
// writes them. It is safe for use by several goroutines.
type Newest struct {
	mu    sync.Mutex // guards the field below
	scale *Scale
}

// Scale gives the newest scale, or the first one.
func (n *Newest) Scale(ctx context.Context, q pg.Querier, s *seal.Sealer) (*Scale, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	var id int64
	if err := q.QueryRow(ctx, `SELECT coalesce(max(id), 0) FROM match_models`).Scan(&id); err != nil {
		return nil, fmt.Errorf("find model: %w", pg.Fault(err))
	}
	if n.scale != nil && n.scale.ID == id {
		return n.scale, nil
	}
	now, err := load(ctx, q, s, id)
	if err != nil {
		return nil, err
	}
	n.scale = now
	return now, nil
}

// load reads a model. One of another format counts as none.
func load(ctx context.Context, q pg.Querier, s *seal.Sealer, id int64) (*Scale, error) {
	children, err := count(ctx, q)
	if err != nil {
		return nil, err
	}
	var sealed []byte
	var by string
	var learntFrom int
	out := &Scale{ID: id}
	err = q.QueryRow(ctx, `SELECT records, threshold, sealed, sealed_by FROM match_models WHERE id = $1`, id).
		Scan(&learntFrom, &out.Threshold, &sealed, &by)
	if errors.Is(err, pgx.ErrNoRows) {
		return first(out, children), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read model: %w", pg.Fault(err))
	}
	text, err := s.OpenFrame(ctx, ModelPlace, sealed, by)
	if err != nil {
		return nil, err
	}
	out.Model = &match.Model{}
	if err := json.Unmarshal(text, out.Model); err != nil {
		out.Outdated = true
		return first(out, children), nil
	}
	out.Learnt, out.shift = learntFrom, shift(learntFrom, children)
	return out, nil
}

// first makes a scale of what is there before anything is learnt.
func first(s *Scale, children int) *Scale {
	s.Model, s.Threshold = First()
	s.Learnt, s.shift = Invented, shift(Invented, children)
	return s
}

// ModelPlace is where a model stands sealed.
var ModelPlace = seal.Place{Table: "match_models", Column: "sealed"}

// shift is by how much less likely any two are one child among so many than
// among those from whom a model was learnt.
func shift(learntFrom, children int) float64 {
	return min(0, math.Log(float64(max(learntFrom, 1))/float64(max(children, 1))))
}

// count gives about how many children can be looked up, as the database guesses.
func count(ctx context.Context, q pg.Querier) (int, error) {
	var n float64
	if err := q.QueryRow(ctx, `SELECT reltuples FROM pg_class WHERE oid = 'match_keys'::regclass`).Scan(&n); err != nil {
		return 0, fmt.Errorf("count children: %w", pg.Fault(err))
	}
	return max(int(n), 0), nil
}

// half: of the pairs that are shown, every second is expected to be one child.
const half = .5

// Worth gives from which probability on a pair is worth a person's time, as far
// as the probabilities are right: where calling pairs one child gives the best
// F1, and so that half of all those that are likelier are one child. What is
// less likely is kept, for who asks.
func Worth(found match.Found) float64 {
	var sum float64
	least := 1.0
	for i, p := range slices.SortedFunc(slices.Values(found.Pairs), func(a, b match.Pair) int { return cmp.Compare(b.P, a.P) }) {
		if sum += p.P; sum < half*float64(i+1) {
			break
		}
		least = p.P
	}
	if len(found.Pairs) == 0 {
		least = half
	}
	return max(least, found.Threshold)
}
