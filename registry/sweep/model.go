package sweep

import (
	"context"

	"faro.example/registry/likeness"
)

// scale gives what agreements are worth now.
func (s *Sweep) scale(ctx context.Context) (*likeness.Scale, error) {
	now, err := s.newest.Scale(ctx, s.Pool, s.Sealer)
	if err != nil {
		return nil, err
	}
	if now.Outdated && s.warned.Swap(now.ID) != now.ID {
		s.Log.WarnContext(ctx, "what was learnt of names is of another version: run registryctl match sweep")
	}
	return now, nil
}
