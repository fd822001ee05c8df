package sweep

import (
	"context"

	"faro.example/registry/pg"
)

// CatchUp follows the ledger until there is nothing new.
func (s *Sweep) CatchUp(ctx context.Context) error {
	for {
		behind, err := s.step(ctx)
		if err != nil || behind == 0 {
			return err
		}
	}
}

// Follow follows the ledger as Run does when it is woken.
func (s *Sweep) Follow(ctx context.Context) error {
	_, err := s.catchUp(ctx)
	return err
}

// InSteps has a sweep look at so many children between two commits.
func (s *Sweep) InSteps(of int) *Sweep {
	s.inAStep = of
	return s
}

// Learn learns what agreements are worth, and looks at nobody.
func (s *Sweep) Learn(ctx context.Context) error {
	j, err := s.begin(ctx)
	if err != nil {
		return err
	}
	if err := s.learn(ctx, &j, func(Stage, int, int) {}); err != nil {
		return err
	}
	_, err = s.Pool.Exec(ctx, `UPDATE sweeps SET ended_at = $1`, s.Now())
	return pg.Fault(err)
}
