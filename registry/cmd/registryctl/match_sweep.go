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

Learns from the identities of the register what agreements are worth, without being
told which are one child, then reads who every child is said to be and compares all
with all, beside a running registry; in memory: for a million children about 2 GB, and
as much again in passing, unless GOMEMLIMIT says otherwise. One at a time. It may be
stopped (Ctrl-C): what was learnt is kept, and each part that was looked at; run again,
it reads all once more and goes on there. What it finds waits for a person: registryctl
candidates list. Children who come afterwards are looked at by registryd as they come.
Then whom children seek or have told of are compared, by what was learnt.`
}

// Run sweeps.
func (sweepCmd) Run(c *console) error {
	assembly.CollectLess()
	o := c.options()
	o.Connections = int32(runtime.GOMAXPROCS(0)) + 2 // one for the lock, the others to read and write by
	return c.opened(o, func(r *assembly.Registry) error {
		stages := map[sweep.Stage]func(done, total int){
			sweep.Learning: c.counting("learnt from", "children"), sweep.Reading: c.counting("read", "children"),
			sweep.Looking: c.counting("looked at", "children"),
		}
		done, err := r.Sweep.Nation(c.ctx, func(at sweep.Stage, done, total int) { stages[at](done, total) })
		if err != nil && c.ctx.Err() != nil {
			fmt.Fprintf(c.err, "\nStopped after %d children: run it again, and it goes on.\n", done.Children)
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d children looked at, %d pairs found or found anew, %d none any more\n", done.Children, done.Found, done.Gone)
		telling, err := r.Sought.Nation(c.ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d children tell of relatives or seek them: compared, for the Ministry\n", telling)
		return nil
	})
}
