// Command soak keeps the whole system at work for a while and says whether
// anything grows that does not stop: PostgreSQL, registryd and agents as processes
// of their own, over mutual TLS, under a steady load of all sorts.
//
// The invariant: each process is watched from outside and all the time, and a run
// in which something grows from window to window fails (see judge for the rule);
// so does one in which anything of the load is answered by an error.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

type options struct {
	Dir      string        `help:"Folder of all that is kept; the figures stand in its results.json." default:".soak"`
	Bin      string        `help:"Folder of the programs." default:"bin"`
	Duration time.Duration `help:"How long the load lasts." default:"30m"`
	Agents   int           `help:"Agents, each a process." default:"3"`
	Records  float64       `help:"Records a second, by all agents together." default:"2"`
	LookUps  float64       `help:"Look-ups of custody a second." default:"5"`
	Census   float64       `help:"Questions to the census a second." default:"1"`
}

func main() {
	var o options
	kong.Parse(&o, kong.Name("soak"), kong.Description("Keeps Faro at work and fails if memory, goroutines, file handles, dead rows or latency grow and do not stop."))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) (err error) {
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return err
	}
	if err := begin(dir); err != nil {
		return err
	}
	w, err := open(ctx, o, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	say("%d agents, %.1f records, %.1f look-ups and %.1f questions to the census a second, for %s", o.Agents, o.Records, o.LookUps, o.Census, o.Duration)
	watch, err := w.soak(ctx, o)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(watch, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "results.json"), append(b, '\n'), 0o644); err != nil {
		return err
	}
	return watch.tell()
}

// begin empties the folder of an earlier run; nothing else is removed.
func begin(dir string) error {
	marker := filepath.Join(dir, "soak")
	if _, err := os.Stat(marker); err == nil {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
	} else if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
		return fmt.Errorf("%s holds something else: empty it yourself, or choose another folder with --dir", dir)
	}
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return err
	}
	return os.WriteFile(marker, nil, 0o600)
}

func say(format string, args ...any) { fmt.Printf(format+"\n", args...) }
