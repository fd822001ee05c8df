package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"faro.example/deploy/stack"
)

const (
	// patience bounds what is waited for; much longer than it takes, so that a
	// run that hangs says so.
	patience = 3 * time.Minute
	// probeFor bounds one question to a machine that may be gone.
	probeFor = 3 * time.Second
	// backWithin is what is promised: writes are back.
	backWithin = 30 * time.Second
)

// world is all machines, and those who write.
type world struct {
	*cluster
	registry *registry
	load     *load
	centre   *agent
	seed     uint64
	rng      *rand.Rand
	options  options
	dir      string
	kept     bool
}

// build makes the network and everything on it, and waits until all is well.
func build(ctx context.Context, o options) (_ *world, err error) {
	w := &world{seed: o.Seed, options: o, dir: o.Keep, kept: o.Keep != ""}
	if w.seed == 0 {
		w.seed = uint64(time.Now().UnixNano()) % 1_000_000_000
	}
	w.rng = rand.New(rand.NewPCG(w.seed, 0))
	defer func() {
		if err != nil {
			err = errors.Join(err, w.raze())
		}
	}()
	if !w.kept {
		if w.dir, err = os.MkdirTemp("", "faro-ha-*"); err != nil {
			return w, err
		}
	}
	if err := errors.Join(os.MkdirAll(w.dir, 0o755), os.Chmod(w.dir, 0o755)); err != nil {
		return w, err
	}
	tell("seed %d, in %s", w.seed, w.dir)
	if err := network(ctx, w.dir); err != nil {
		return w, err
	}
	if w.cluster, err = newCluster(ctx, w.dir, o); err != nil {
		return w, err
	}
	for _, h := range w.hosts {
		if err := h.start(); err != nil {
			return w, err
		}
	}
	if err := w.untilWhole(ctx); err != nil {
		return w, err
	}
	tell("three machines hold PostgreSQL")
	if w.registry, err = newRegistry(ctx, w.dir, w.cluster, o); err != nil {
		return w, err
	}
	tell("two machines run registryd")
	return w, w.people(ctx)
}

// people enrols those who write, and has them write.
func (w *world) people(ctx context.Context) error {
	offices := newOffices(writers + 1)
	if err := w.registry.catalogue(ctx, offices.catalogue()); err != nil {
		return err
	}
	var err error
	if w.load, err = newLoad(ctx, w, offices[:writers]); err != nil {
		return err
	}
	w.centre, err = newAgent(ctx, w, offices[writers])
	return err
}

func (w *world) untilWhole(ctx context.Context) error {
	return until(ctx, "the cluster is whole", func(ctx context.Context) error { return w.whole(ctx, !w.options.Planted) })
}

// raze ends what writes and removes what was kept; what else runs ends with the
// namespaces.
func (w *world) raze() error {
	var errs []error
	if w.load != nil {
		errs = append(errs, w.load.close())
	}
	if w.centre != nil {
		errs = append(errs, w.centre.serve.Stop())
	}
	all := []*host{}
	if w.registry != nil {
		all = append(all, w.registry.hosts...)
	}
	if w.cluster != nil {
		all = append(all, w.hosts...)
	}
	for _, h := range all {
		errs = append(errs, h.lose())
	}
	for _, name := range databases {
		for _, disk := range []string{"disk", "wal"} {
			if _, err := stack.Run(context.Background(), nil, "umount", "--lazy", filepath.Join(w.dir, name, disk)); w.cluster != nil {
				errs = append(errs, err)
			}
		}
	}
	if !w.kept && w.dir != "" {
		errs = append(errs, os.RemoveAll(w.dir))
	}
	return errors.Join(errs...)
}

// until waits until something holds, and gives up with what was not so.
func until(ctx context.Context, what string, holds func(context.Context) error) error {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	again := time.NewTicker(250 * time.Millisecond)
	defer again.Stop()
	for {
		err := holds(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("not so in time: %s: %w", what, err)
		case <-again.C:
		}
	}
}

// pass lets time pass under load.
func pass(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

func tell(format string, args ...any) {
	fmt.Printf(time.Now().Format("15:04:05 ")+format+"\n", args...)
}
