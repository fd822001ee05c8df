package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/pki"
)

type agentsCmd struct {
	SilentAfter time.Duration `help:"For how long an agent is not heard of before it is silent." default:"24h"`
	JSON        bool          `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (agentsCmd) Help() string {
	return `Those who need somebody come first. Locked is a machine that is up and waits for its passphrase: telephone the centre,
where agentd unlock takes it. Silent is one that nothing was heard of: its line is down, or the machine is off.

  registryctl agents
  registryctl agents --silent-after 2h --json`
}

// agentJSON is what is printed for other programs.
type agentJSON struct {
	ID         string    `json:"id"`
	Label      string    `json:"label"`
	Role       string    `json:"role"`
	State      string    `json:"state"`
	Since      time.Time `json:"since"`
	EnrolledAt time.Time `json:"enrolled_at"`
	ValidUntil time.Time `json:"certificate_until"`
}

// Run lists the installations.
func (a agentsCmd) Run(c *console) error {
	o := c.options()
	o.SilentAfter = a.SilentAfter
	return c.opened(o, func(r *assembly.Registry) error {
		all, err := r.Authority.List(c.ctx)
		if err != nil {
			return err
		}
		if a.JSON {
			return a.printJSON(c, all)
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		for _, i := range all {
			fmt.Fprintf(w, "%s\tsince %s\t%s\t%s\t%s\tcertificate until %s\n", i.State, i.Since.UTC().Format(time.RFC3339), i.Role, i.ID, i.Label,
				i.ValidUntil.UTC().Format(time.DateOnly))
		}
		return w.Flush()
	})
}

func (agentsCmd) printJSON(c *console, all []pki.Installation) error {
	out := []agentJSON{}
	for _, i := range all {
		out = append(out, agentJSON{i.ID.String(), i.Label, string(i.Role), string(i.State), i.Since, i.EnrolledAt, i.ValidUntil})
	}
	enc := json.NewEncoder(c.out)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
