package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/seal"
)

// keysCmd are the commands about the keys under which everything is sealed.
type keysCmd struct {
	Status keysStatusCmd `cmd:"" default:"1" help:"Which key-encryption keys there are, and how many keys each wraps."`
	Rotate keysRotateCmd `cmd:"" help:"Wrap every key anew under a new key-encryption key, while the registry is at work."`
	Retire keysRetireCmd `cmd:"" help:"Take the key-encryption keys away that wrap nothing any more."`
	Add    keysAddCmd    `cmd:"" help:"Add a key-encryption key that does not wrap yet, to be brought to other machines first."`
	Make   keysMakeCmd   `cmd:"" help:"Print a new key-encryption key, to be wrapped by a tool of yours."`
}

type keysStatusCmd struct {
	JSON bool `help:"Print JSON." name:"json"`
}

// keyState is a line of the answer, as it is printed.
type keyState struct {
	Name    string    `json:"name"`
	First   bool      `json:"first"`
	Held    bool      `json:"held"`
	Since   time.Time `json:"since,omitzero"`
	Retired time.Time `json:"retired,omitzero"`
	Minors  int       `json:"minors"`
	Others  int       `json:"others"`
	Half    string    `json:"half"`
}

// Run prints.
func (k keysStatusCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		states, err := r.Sealer.Status(c.ctx)
		if err != nil {
			return err
		}
		if k.JSON {
			out := make([]keyState, 0, len(states))
			for _, s := range states {
				out = append(out, keyState{s.Name, s.First, s.Held, s.Since, s.Retired, s.Minors, s.Others, s.Half.String()})
			}
			return json.NewEncoder(c.out).Encode(out)
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "key\tminors\tothers\tsince\t\t")
		for _, s := range states {
			fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\n", s.Name, s.Minors, s.Others, onDay(s.Since), s.Half, standing(s))
		}
		return w.Flush()
	})
}

// onDay is the day of an instant, a dash if there is none.
func onDay(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}

func standing(s seal.State) string {
	switch {
	case !s.Retired.IsZero():
		return "retired " + onDay(s.Retired) + ": keep a copy as long as there are backups from before"
	case !s.Held:
		return "missing: what it wraps does not open"
	case s.First:
		return "wraps"
	case s.Since.IsZero():
		return "new: it wraps from the next rotation on"
	case s.Minors+s.Others > 0:
		return "a rotation did not come to its end: run registryctl keys rotate"
	}
	return "wraps nothing any more: registryctl keys retire takes it away"
}

// ofHalf is a flag: whether the keys are meant without which nothing opens that
// is closed besides.
type ofHalf struct {
	Closed bool `help:"Those of closed.key, for interviews, family reports and notes on health."`
}

func (h ofHalf) half() seal.Half {
	if h.Closed {
		return seal.Closed
	}
	return seal.Ordinary
}

type keysRotateCmd struct{ ofHalf }

// Help teaches by example.
func (keysRotateCmd) Help() string {
	return `Examples:

  registryctl keys rotate    a new key-encryption key wraps every key anew
  registryctl keys status    how far it is
  registryctl keys rotate --closed
                             the same for what is closed besides
  registryctl keys retire    later: the old ones are taken away

What is sealed stays as it is; only the keys that seal it are wrapped anew, so the registry is at work meanwhile. Ended half way, it
goes on the next time. Copy the state folder to its safe place again afterwards.

With several machines: registryctl keys add, copy the file seal.key to each, then rotate. With --seal-command: registryctl keys make,
wrap the line with your tool, let the command give it first, then rotate.`
}

// Run rotates.
func (k keysRotateCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		name, wrapped, err := r.Sealer.Rotate(c.ctx, k.half(), c.counting("wrapping keys anew", "keys"))
		if err != nil {
			return err
		}
		months, err := assembly.MonthKeys(c.common, c.now).Rewrap(c.ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d keys are wrapped anew, by %s\n", wrapped+months, name)
		fmt.Fprintln(c.err, "copy the sealing keys to their safe place again; retire the old one once every server has had a minute to read the new one")
		return nil
	})
}

type keysRetireCmd struct{}

// Help teaches by example.
func (keysRetireCmd) Help() string {
	return `Examples:

  registryctl keys retire

Takes away every key-encryption key but the first, if none of them wraps anything any more; else nothing is done. A server that still
has an old one as its first can make no key with it. A backup from before the rotation opens only with the old key: keep a copy of it,
apart from the backups, until the last of them is gone.`
}

// Run retires.
func (keysRetireCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		if _, err := assembly.MonthKeys(c.common, c.now).Rewrap(c.ctx); err != nil { // what was left over
			return err
		}
		names, err := r.Sealer.Retire(c.ctx)
		if err != nil {
			return err
		}
		for _, name := range names {
			fmt.Fprintf(c.out, "%s is retired\n", name)
		}
		if len(names) == 0 {
			fmt.Fprintln(c.out, "there is none to retire")
			return nil
		}
		if c.common.SealCommand != "" {
			fmt.Fprintln(c.err, "let the command leave their lines out")
		}
		return nil
	})
}

type keysAddCmd struct{ ofHalf }

// Run adds.
func (k keysAddCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		name, err := r.Sealer.Add(c.ctx, k.half())
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%s is added; copy the file to every machine, then run registryctl keys rotate\n", name)
		return nil
	})
}

type keysMakeCmd struct{}

// Run prints a key.
func (keysMakeCmd) Run(c *console) error {
	line, err := seal.NewLine()
	if err != nil {
		return err
	}
	_, err = fmt.Fprint(c.out, line)
	return err
}
