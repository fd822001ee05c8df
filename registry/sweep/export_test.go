package sweep

import "context"

// CatchUp follows the ledger until there is nothing new.
func (s *Sweep) CatchUp(ctx context.Context) error {
	for {
		behind, err := s.step(ctx)
		if err != nil || behind == 0 {
			return err
		}
	}
}

// InAStep is how many children a sweep looks at between two commits.
const InAStep = inAStep
