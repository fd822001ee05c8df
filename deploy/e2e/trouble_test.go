package e2e

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"time"
)

// moment waits for a time that the dice choose, below a limit: for breaking
// something at a random point of what goes on meanwhile.
func moment(ctx context.Context, dice *rand.Rand, limit time.Duration) error {
	t := time.NewTimer(time.Duration(dice.Int64N(int64(limit))))
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// trouble breaks the registry at random moments, each way once in a random
// order, and then again until the stations are done.
func (r *roundState) trouble(over context.Context) error {
	// What was begun is finished, so that nothing stays broken.
	ctx := context.WithoutCancel(over)
	if err := moment(over, r.rng, 3*time.Second); err != nil {
		return r.backUp(ctx) // the stations are done already
	}
	if err := r.backUp(ctx); err != nil {
		return err
	}
	ways := []struct {
		name string
		run  func(context.Context) error
	}{
		{"registryd killed", r.killRegistryd},
		{"PostgreSQL killed", r.killPostgres},
		{"PostgreSQL and registryd killed", r.killBoth},
		{"every line cut", r.cutAll},
		{"every agent sent to the other registryd", r.redirect},
	}
	for n := 0; over.Err() == nil; n++ {
		if n%len(ways) == 0 {
			r.rng.Shuffle(len(ways), func(i, j int) { ways[i], ways[j] = ways[j], ways[i] })
		}
		if err := moment(over, r.rng, time.Second); err != nil {
			return nil // the stations are done
		}
		way := ways[n%len(ways)]
		if err := way.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", way.name, err)
		}
		r.came(way.name)
	}
	return nil
}

// backUp makes the backup that the registry is restored from at the end.
func (r *roundState) backUp(ctx context.Context) error {
	r.backup = filepath.Join(r.dir, fmt.Sprintf("backup-%d", r.seed))
	return r.BackUp(ctx, r.backup)
}

func (r *roundState) killRegistryd(ctx context.Context) error {
	if err := r.Registryd.Kill(); err != nil {
		return err
	}
	return r.StartRegistry(ctx)
}

func (r *roundState) killPostgres(ctx context.Context) error {
	if err := r.Postgres.Kill(); err != nil {
		return err
	}
	return r.Postgres.Restart(ctx)
}

func (r *roundState) killBoth(ctx context.Context) error {
	return errors.Join(r.Registryd.Kill(), r.killPostgres(ctx), r.StartRegistry(ctx))
}

// cutAll cuts the lines that the stations' own faults leave alone.
func (r *roundState) cutAll(ctx context.Context) error {
	for _, s := range r.stations {
		s.cut()
	}
	err := moment(ctx, r.rng, 500*time.Millisecond)
	for _, s := range r.stations {
		s.restore()
	}
	return err
}

// redirect sends the agents to the other registryd for a while, the first one
// killed meanwhile.
func (r *roundState) redirect(ctx context.Context) error {
	for _, s := range r.stations {
		s.redirect(r.secondAddress)
	}
	err := errors.Join(moment(ctx, r.rng, 200*time.Millisecond), r.Registryd.Kill(), moment(ctx, r.rng, 500*time.Millisecond), r.StartRegistry(ctx))
	for _, s := range r.stations {
		s.redirect(r.Address())
	}
	return err
}

// heal makes sure that everything runs again, and that what was not killed has
// gone on by itself.
func (r *roundState) heal(ctx context.Context) error {
	if !r.Registryd.Running() || !r.second.Running() {
		return fmt.Errorf("a registryd that nobody killed has ended: %s %s", r.Registryd.Tail(3), r.second.Tail(3))
	}
	for _, s := range r.stations {
		s.restore()
	}
	return nil
}
