// Command bench measures what the registry takes and answers, as it is run in
// earnest: PostgreSQL and registryd as processes, agents over mutual TLS, every
// commit on the disk. It prints the figures with the machine and the sizes, and
// writes them as JSON.
//
// The invariant: a figure is measured together with its floor, in the same run
// on the same server with the same settings: what COPY needs for the very rows
// that were left behind. Nothing is measured that was not verified: every
// record that counts was answered as taken. What was measured before is kept,
// so that a run which was ended goes on where it was.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"
)

type options struct {
	Dir     string            `help:"Folder of all that is kept; the figures stand in its results.json." default:".bench"`
	Bin     string            `help:"Folder of the programs." default:"bin"`
	Full    bool              `help:"Full sizes: for a machine of its own, and an hour."`
	Fresh   bool              `help:"Forget what was measured before, instead of going on from it."`
	People  string            `help:"Folder of the registryd at which people sign in: one built with the tag demo, whose provider asks for no proof." default:"bin/with-clock"`
	Only    []string          `help:"Only these parts: ingest, lookups, latency, rebuild, scene, system, interactive, growth."`
	Agents  []int             `help:"Of ingest, only these crowds: 1, 10, 50."`
	Batch   []int             `help:"Of ingest, only these batches: 1, 100, 500."`
	Fleet   int               `help:"Agents of the system run, in place of the sizes' own."`
	Each    int               `help:"Records of each of them after an outage, in place of the sizes' own."`
	Minors  int               `help:"Minors of the interactive run, in place of the sizes' own."`
	Users   int               `help:"People of the interactive run, in place of the sizes' own."`
	Scale   float64           `help:"Sizes times this, for a quick look: the figures of small sizes are not those of large ones." default:"1"`
	Profile bool              `help:"Also keep a CPU profile of registryd and PostgreSQL's statistics of statements, of one more run."`
	Set     map[string]string `help:"Settings of PostgreSQL, beside those of the benchmark." placeholder:"NAME=VALUE"`
}

const about = `Measures the registry on this machine: records taken in against the floor of COPY, look-ups meanwhile, the way from an
agent to the census, an agent's memory, a rebuild, the scene of two agents who edit the same children off line, and the whole
system: a nation's agents that return together, new ones, days and spikes, all of them at rest, and the people at their pages.

  bench --fresh            reduced sizes
  bench --full             full sizes; run again after a Ctrl-C, it goes on
  bench --only ingest --agents 10 --batch 500 --profile`

func main() {
	var o options
	kong.Parse(&o, kong.Name("bench"), kong.Description(about))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// parts are what can be measured, in the order in which it is.
var parts = []string{"ingest", "lookups", "latency", "rebuild", "scene", "system", "interactive", "growth"}

func run(ctx context.Context, o options) error {
	for _, name := range o.Only {
		if !slices.Contains(parts, name) {
			return fmt.Errorf("%s is not a part: use %v", name, parts)
		}
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return err
	}
	if o.Fresh {
		if err := forget(dir); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return err
	}
	size := reduced()
	if o.Full {
		size = full()
	}
	size = size.times(o.Scale).crowded(o.Fleet, o.Each).peopled(o.Minors, o.Users)
	r, err := openResults(filepath.Join(dir, "results.json"), size)
	if err != nil {
		return err
	}
	if err := errors.Join(room(dir, size.disk()), r.save()); err != nil {
		return err
	}
	return measure(ctx, o, dir, r)
}

// forget removes what an earlier run left; nothing else is removed.
func forget(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "results.json")); err != nil {
		if entries, err := os.ReadDir(dir); err != nil || len(entries) == 0 {
			return nil
		}
		return fmt.Errorf("%s holds something else than figures: empty it yourself, or choose another folder with --dir", dir)
	}
	return os.RemoveAll(dir)
}

func say(format string, args ...any) { fmt.Printf(format+"\n", args...) }

// progress redraws one line; the last time it stays.
func progress(label string, done, of int) {
	end := ""
	if done >= of {
		end = "\n"
	}
	fmt.Printf("\r%s: %d of %d%s", label, done, of, end)
}
