package main

import (
	"fmt"
	"runtime"

	"faro.example/registry/assembly"
	"faro.example/registry/sweep"
)

type sweepCmd struct{}

// Help teaches by example.
func (sweepCmd) Help() string {
	return `Examples:

  registryctl match sweep

Learns from all identities of the register what agreements are worth, without being
told which are one child, and looks at every child, beside a running registry. One at
a time. It may be stopped (Ctrl-C) and goes on where it was when it is run again. What
it finds waits for a person: registryctl candidates list. Children who come afterwards
are looked at by registryd as they come.`
}

// Run sweeps.
func (sweepCmd) Run(c *console) error {
	assembly.CollectLess()
	o := c.options()
	o.Connections = int32(runtime.GOMAXPROCS(0)) + 2 // one for each look, one for the lock, one to spare
	return c.opened(o, func(r *assembly.Registry) error {
		learning, looking := c.counting("learning from", "children"), c.counting("looked at", "children")
		done, err := r.Sweep.Nation(c.ctx, func(at sweep.Stage, done, total int) {
			if at == sweep.Learning {
				learning(done, total)
			} else {
				looking(done, total)
			}
		})
		if err != nil && c.ctx.Err() != nil {
			fmt.Fprintf(c.err, "\nStopped after %d children: run it again, and it goes on.\n", done.Children)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d children looked at, %d pairs found or found anew\n", done.Children, done.Found)
		return nil
	})
}
