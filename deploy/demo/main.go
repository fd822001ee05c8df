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
	"strconv"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"faro.example/deploy/population"
	"faro.example/deploy/stack"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

type options struct {
	Dir      string `help:"Folder of all that the demo keeps." default:".demo"`
	Bin      string `help:"Folder of the programs." default:"bin"`
	Listen   string `help:"Where the API listens." default:"127.0.0.1:8443"`
	Metrics  string `help:"Where the metrics of the registry are read." default:"127.0.0.1:9443"`
	People   string `help:"Where people reach the registry with a browser." default:"127.0.0.1:8444"`
	Provider string `help:"Where the demo's own provider lists the people to sign in as." default:"127.0.0.1:9444"`
	Seed     uint64 `help:"Of the nation: the same seed makes the same children." default:"1"`
	Children int    `help:"How many children it has." default:"2000"`
	Nation   string `help:"Instead, a nation as large as a share of this one, with the years behind it: 1, or 0.1." placeholder:"SHARE"`
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
	d := &demo{began: time.Now(), people: "https://" + o.People}
	if d.dir, err = filepath.Abs(o.Dir); err != nil {
		return err
	}
	if d.bin, err = filepath.Abs(o.Bin); err != nil {
		return err
	}
	if err := os.MkdirAll(d.dir, 0o711); err != nil {
		return err
	}
	if d.nation, err = nation(o); err != nil {
		return err
	}
	so := stack.Options{
		Dir: d.dir, Bin: d.bin, Listen: o.Listen, Metrics: o.Metrics, Durable: true,
		Registry: append(o.signin(), "--requests-per-minute", "60000"), // all agents of the demo share one address
		Log:      slog.New(slog.DiscardHandler),
	}
	if o.Nation != "" {
		so.Clock, so.Settings = d.nation.Options.Since.Start(), grown()
	}
	say("starting a private PostgreSQL and the registry ...")
	if d.stack, err = stack.Open(ctx, so); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.stack.Close()) }()
	if o.Nation != "" {
		err = d.past(ctx, o.Once)
	} else {
		err = d.present(ctx, o.Once)
	}
	if err == nil && ctx.Err() != nil {
		say("\nstopping; the data stay in %s (make demo-clean forgets them)", o.Dir)
	}
	return err
}

// signin has people reach the registry, and sign in by a list.
func (o options) signin() []string {
	return []string{"--people", o.People, "--people-url", "https://" + o.People, "--demo-provider", o.Provider}
}

// grown are settings of PostgreSQL for tables that grow by years within minutes:
// a plan made when they were empty reads them whole, until their statistics are
// looked at again.
func grown() map[string]string {
	return map[string]string{
		"autovacuum_naptime": "3s", "autovacuum_vacuum_cost_delay": "0", "shared_buffers": "512MB",
		"max_wal_size": "4GB", "checkpoint_timeout": "15min",
	}
}

// present is the small demo: it is filled, then used.
func (d *demo) present(ctx context.Context, once bool) (err error) {
	if err := d.fill(ctx); err != nil {
		return ended(ctx, err)
	}
	centres, err := d.centres(ctx)
	defer func() { err = errors.Join(err, stopped(centres)) }()
	if err != nil {
		return ended(ctx, err)
	}
	mission, err := d.mission(ctx)
	if mission != nil {
		defer func() { err = errors.Join(err, mission.close()) }()
	}
	if err != nil {
		return ended(ctx, err)
	}
	say("ready after %d s", int(time.Since(d.began).Seconds()))
	if err := d.explain(ctx, centres, mission, d.nation.Options.Today); err != nil || once {
		return err
	}
	return d.wait(ctx)
}

// wait waits for Ctrl-C.
func (d *demo) wait(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case <-d.stack.Registryd.Ended():
		return fmt.Errorf("registryd ended:\n%s", d.stack.Registryd.Tail(5))
	}
}

func stopped(centres []*site) (err error) {
	for _, c := range centres {
		err = errors.Join(err, c.close())
	}
	return err
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
	size := fmt.Sprintf("%d children", o.Children)
	if o.Nation != "" {
		size = o.Nation + " of a nation"
	}
	if err := sameAs(filepath.Join(o.Dir, "size"), size); err != nil {
		return nil, err
	}
	today, err := firstDay(filepath.Join(o.Dir, "today"))
	if err != nil {
		return nil, err
	}
	if o.Nation == "" {
		small := population.Small(today, places)
		small.Present = small.Present * o.Children / small.Children
		small.Children = o.Children
		return population.New(o.Seed, small)
	}
	share, err := strconv.ParseFloat(o.Nation, 64)
	if err != nil || share <= 0 || share > 1 {
		return nil, fault.Field("nation", "not a share of a nation", "write a number above 0 and up to 1, as 1 or 0.1")
	}
	return population.New(o.Seed, population.Whole(today, places).Share(share))
}

// sameAs fails if the folder holds data of another size.
func sameAs(file, size string) error {
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return os.WriteFile(file, []byte(size), 0o600)
	}
	if err == nil && string(b) != size {
		return fault.Field("nation", "the folder holds the data of "+string(b), "start it in the same way, or forget them with make demo-clean")
	}
	return err
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
