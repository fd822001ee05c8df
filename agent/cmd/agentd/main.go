// Command agentd is a reception centre's end of the register: it records what
// happens with the line up or cut, and carries it to the registry by itself.
//
// The invariant: a command that says something is recorded has stored it
// durably, whether or not another agentd serves the same store and whether or
// not there is a line; and no command prints a name or a birth date.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"faro.example/agent/config"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

const about = `A reception centre's end of the register of unaccompanied foreign minors.

A new machine, in this order:

  agentd enrol --registry https://registro.example:8443 --code CODE --roots root.pem
  agentd serve                                  carries by itself; leave it running
  agentd record minor.registered --file a.json  a child; prints the national code
  agentd import sbarco.csv --landing-place Lampedusa --landing-on 2026-03-31
  agentd status                                 one sentence, and the rest

Recording works with the line cut, and needs no agentd serve; what is recorded waits until there is one.

Exit codes: 0 done; 1 internal error; 2 what was given cannot be taken; 3 not there; 4 not allowed; 5 not with what is
already there; 6 not now (no line, no room): try again; 7 some rows of a sheet were not taken; 10 the doctor found what
will be wrong; 11 what is.`

// cli are the commands.
type cli struct {
	config.Store

	Enrol    enrolCmd    `cmd:"" help:"Make this machine an installation of the registry, with a one-time code."`
	Serve    serveCmd    `cmd:"" help:"Carry what is recorded to the registry, and what is new from it, until stopped."`
	Unlock   unlockCmd   `cmd:"" help:"Give the passphrase to an agentd serve that waits for it after a power cut."`
	Record   recordCmd   `cmd:"" help:"Record one thing about a minor, from a file of JSON."`
	Import   importCmd   `cmd:"" help:"Record the arrivals of a spreadsheet: the good rows, naming what is wrong with the others."`
	Transfer transferCmd `cmd:"" help:"Record that a group leaves for another structure, and print the sheet that travels with it."`
	RollCall rollCallCmd `cmd:"" help:"Confirm that everybody who is at the structure slept there."`
	Status   statusCmd   `cmd:"" help:"How things are: one plain sentence, and the rest."`
	Bundle   bundleCmd   `cmd:"" help:"Hand what is unsent to another machine of the same office on a stick, and take in what it handed over."`
	Code     codeCmd     `cmd:"" help:"Make a one-time code with which an operator chooses the passphrase of their pages."`
	Outbox   outboxCmd   `cmd:"" help:"What waits to be sent, and what was refused and why."`
	Doctor   doctorCmd   `cmd:"" help:"Look for the usual troubles of this machine, and say what to do."`
}

// console is what a command works with.
type console struct {
	ctx   context.Context
	store config.Store
	in    io.Reader
	out   io.Writer // what was asked for
	errs  io.Writer // what is told besides
	now   func() time.Time
}

func (c *console) log(level slog.Level) *slog.Logger {
	return slog.New(slog.NewTextHandler(c.errs, &slog.HandlerOptions{Level: level, ReplaceAttr: minor.RedactAttr}))
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	c := &console{ctx: ctx, in: os.Stdin, out: os.Stdout, errs: os.Stderr}
	code := c.main(os.Args[1:])
	stop()
	os.Exit(code)
}

// main is run with this machine's clock.
func (c *console) main(args []string) int {
	var err error
	if c.now, err = machineClock(); err != nil {
		return c.tell(err)
	}
	return c.run(args)
}

// left is how kong says that it has shown its help and is done.
type left int

// run is the program, but for its end: it gives the exit code.
func (c *console) run(args []string) (code int) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case left:
			code = int(r)
		default:
			panic(r)
		}
	}()
	for i, a := range args { // kong would put other characters in their place
		if !utf8.ValidString(a) {
			return c.tell(fault.Field(fmt.Sprintf("argument %d", i+1), "not valid UTF-8", "type it again, or set this terminal to UTF-8"))
		}
	}
	var commands cli
	parser, err := kong.New(&commands, kong.Name("agentd"), kong.Description(about), kong.Writers(c.out, c.errs),
		kong.Exit(func(n int) { panic(left(n)) }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 120}))
	if err != nil {
		return c.tell(err)
	}
	if err := strangers(parser.Model, os.Environ()); err != nil {
		return c.tell(err)
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		return c.tell(misused(err))
	}
	c.store = commands.Store
	return c.tell(chosen.Run(c))
}

// strangers fails with [fault.Invalid] if the environment sets for an agent what
// no agent has: a name that is misspelt would be left out in silence.
func strangers(app *kong.Application, environ []string) error {
	known := []string{clockVariable}
	for _, f := range settings(app.Node) {
		known = append(known, f.Envs...)
	}
	for _, e := range environ {
		if name, _, _ := strings.Cut(e, "="); strings.HasPrefix(name, "FARO_AGENT_") && !slices.Contains(known, name) {
			return fault.Field(name, "there is no such setting", "agentd --help and agentd serve --help name those there are")
		}
	}
	return nil
}

// settings gives the flags that the environment can give too.
func settings(n *kong.Node) (out []*kong.Flag) {
	for _, f := range n.Flags {
		if len(f.Envs) > 0 {
			out = append(out, f)
		}
	}
	for _, child := range n.Children {
		out = append(out, settings(child)...)
	}
	return out
}
