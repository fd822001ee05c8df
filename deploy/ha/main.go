// Command ha loses, one after the other, what a nation's registry can lose:
// its primary in three ways, a synchronous standby, its disk, its clock, each
// registryd. Three machines hold PostgreSQL under Patroni and etcd, two run
// registryd behind HAProxy, as deploy/patroni configures them; each is a
// network namespace. Installations write all the while.
//
// The invariant: nothing of it is on the network of this machine. The program
// starts itself again in namespaces of its own (network, mounts, processes), so
// that whatever it started is gone when it ends, and it is the only one that
// could see it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/alecthomas/kong"
)

type options struct {
	Bin     string   `help:"Folder of registryd, registryctl and agentd." default:"bin"`
	Only    []string `help:"Only these faults, by their names." placeholder:"NAME,..."`
	Seed    uint64   `help:"Of the order in which things happen; another each time if left out."`
	Out     string   `help:"A file for the table, in Markdown." placeholder:"FILE"`
	Keep    string   `help:"Folder for all logs and data, kept afterwards; a temporary one if left out." placeholder:"DIR"`
	Planted bool     `help:"Plant a fault instead: the same without synchronous replication. It must be seen."`
	Clock   string   `help:"The library that tells a machine another time." default:"/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"`
}

const about = `Loses machines under load and measures until writes are back. For root, on Linux, with Debian's packages (install.sh).

  ha                                  every fault
  ha --only postgres-killed,frozen    some
  ha --planted                        asynchronous: an acknowledged record is lost, and the comparison must say so`

func main() {
	var o options
	kong.Parse(&o, kong.Name("ha"), kong.Description(about))
	if os.Getenv(within) == "" {
		fmt.Fprintln(os.Stderr, "ha:", enter())
		os.Exit(1)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "ha:", err)
		os.Exit(1)
	}
}

// within is set in the environment once the program is in its namespaces.
const within = "FARO_HA_WITHIN"

// enter starts the program again in namespaces of its own, in place of this
// process. The first process there is a shell, which takes up those whose
// parents were killed: a dead process that nobody waits for looks alive to Patroni.
func enter() error {
	if runtime.GOOS != "linux" || os.Geteuid() != 0 {
		return errors.New("makes machines of namespaces: only root can, on Linux")
	}
	unshare, err := exec.LookPath("unshare")
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	args := append([]string{
		unshare, "--net", "--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc",
		"bash", "-c", `trap : INT TERM; "$@"; exit $?`, "init", self,
	}, os.Args[1:]...)
	return syscall.Exec(unshare, args, append(os.Environ(), within+"=1"))
}

func run(ctx context.Context, o options) (err error) {
	chosen, err := choose(o)
	if err != nil {
		return err
	}
	for _, p := range []*string{&o.Bin, &o.Keep} {
		if *p != "" {
			if *p, err = filepath.Abs(*p); err != nil {
				return err
			}
		}
	}
	w, err := build(ctx, o)
	if err != nil {
		return fmt.Errorf("build the world: %w", err)
	}
	defer func() { err = errors.Join(err, w.raze()) }()
	if o.Planted {
		return w.planted(ctx)
	}
	table := newTable(o)
	for _, f := range chosen {
		row, err := w.play(ctx, f)
		table.add(row)
		if err != nil {
			return fmt.Errorf("%s (seed %d): %w", f.name, w.seed, err)
		}
	}
	return table.finish(o.Out)
}
