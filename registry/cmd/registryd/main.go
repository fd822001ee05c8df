// Command registryd is the registry's server: the API over mutual TLS, metrics
// on a listener of their own, and what runs beside them.
//
// The invariant: it keeps no state that matters but that of its state folder,
// so any number of it run before one database; and when it is told to stop,
// what was begun is finished and whoever waits is told to come back.
package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"faro.example/registry/assembly"
	"faro.example/registry/config"
	"faro.example/shared/minor"
)

const about = `The server of the national registry of unaccompanied foreign minors.

  registryd --database postgres://db.example/faro --state /var/lib/faro
  registryd --config /etc/faro/registry.conf

Prepare a new registry with registryctl first: migrate up, init, import catalogue.
Settings may stand in the environment (FARO_LISTEN for --listen) or in a file; --check looks at them and ends.`

// program is what the command line can say.
type program struct {
	config.Server
	Check bool `help:"Look at the settings and the files that they name, and end."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		code := config.Tell("registryd", err)
		stop()
		os.Exit(code)
	}
}

// run is the program, but for its end: it returns once ctx is done and
// everything has stopped.
func run(ctx context.Context, args []string, out, errs io.Writer) error {
	var p program
	parser, err := kong.New(&p, append(config.Options("registryd", about), kong.Writers(out, errs))...)
	if err != nil {
		return err
	}
	if _, err := parser.Parse(args); err != nil {
		return err
	}
	if p.Check {
		return check(p.Server, out)
	}
	assembly.CollectLess()
	log := slog.New(slog.NewJSONHandler(errs, &slog.HandlerOptions{Level: p.Log, ReplaceAttr: minor.RedactAttr}))
	return serve(ctx, p.Server, log, func(a addresses) {
		log.Info("registryd is ready", "listen", a.api, "metrics", a.metrics, "people", a.people)
	})
}
