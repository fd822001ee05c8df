// Command demo runs Faro on one machine: a private PostgreSQL, the registry,
// three centres and a synthetic nation, and says what to try.
//
// The invariant: everything goes the way it goes in earnest, programs and
// certificates included; nothing listens beyond loopback; and what it started
// it stops.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"faro.example/deploy/population"
	"faro.example/deploy/stack"
	"faro.example/shared/day"
	"faro.example/shared/reference"
)

type options struct {
	Dir      string `help:"Folder of all that the demo keeps." default:".demo"`
	Bin      string `help:"Folder of the programs." default:"bin"`
	Listen   string `help:"Where the API listens." default:"127.0.0.1:8443"`
	Metrics  string `help:"Where the metrics of the registry are read." default:"127.0.0.1:9443"`
	Seed     uint64 `help:"Of the nation: the same seed makes the same children." default:"1"`
	Children int    `help:"How many children it has." default:"2000"`
	Once     bool   `help:"Stop as soon as all is ready: for tests."`
}

func main() {
	var o options
	kong.Parse(&o, kong.Name("demo"), kong.Description("Faro on this machine, with children who do not exist."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1)
	}
}

// run starts everything, waits for Ctrl-C, and stops everything.
func run(ctx context.Context, o options) (err error) {
	began := time.Now()
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return err
	}
	bin, err := filepath.Abs(o.Bin)
	if err != nil {
		return err
	}
	say("starting a private PostgreSQL and the registry ...")
	s, err := stack.Open(ctx, stack.Options{
		Dir: dir, Bin: bin, Listen: o.Listen, Metrics: o.Metrics, Durable: true,
		Registry: []string{"--requests-per-minute", "60000"}, // all agents of the demo share one address
		Log:      slog.New(slog.DiscardHandler),
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	n, err := nation(o)
	if err != nil {
		return err
	}
	d := &demo{stack: s, nation: n, dir: dir, bin: bin}
	if err := d.fill(ctx); err != nil {
		return ended(ctx, err)
	}
	centres, err := d.centres(ctx)
	defer func() {
		for _, c := range centres {
			err = errors.Join(err, c.close())
		}
	}()
	if err != nil {
		return ended(ctx, err)
	}
	say("ready after %d s", int(time.Since(began).Seconds()))
	if err := d.explain(centres); err != nil || o.Once {
		return err
	}
	select {
	case <-ctx.Done():
	case <-s.Registryd.Ended():
		return fmt.Errorf("registryd ended:\n%s", s.Registryd.Tail(5))
	}
	say("\nstopping; the data stay in %s (make demo-clean forgets them)", o.Dir)
	return nil
}

// ended hides what a Ctrl-C made of the work under way.
func ended(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// nation makes the synthetic nation; its last day is yesterday, so that today
// is the visitor's own, and it stays the same while the data do.
func nation(o options) (*population.Nation, error) {
	places, err := reference.Load()
	if err != nil {
		return nil, err
	}
	today, err := firstDay(filepath.Join(o.Dir, "today"))
	if err != nil {
		return nil, err
	}
	small := population.Small(today, places)
	small.Present = small.Present * o.Children / small.Children
	small.Children = o.Children
	return population.New(o.Seed, small)
}

// firstDay gives the last day of the nation: yesterday at the first start.
func firstDay(file string) (day.Date, error) {
	b, err := os.ReadFile(file)
	if err == nil {
		return day.Parse(string(b))
	}
	if !errors.Is(err, os.ErrNotExist) {
		return day.Date{}, err
	}
	d := day.FromTime(time.Now()).Add(-1)
	return d, os.WriteFile(file, []byte(d.String()), 0o600)
}

func say(format string, args ...any) { fmt.Printf(format+"\n", args...) }
