package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/erasure"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

type eraseCmd struct {
	looker
	Until    day.Date      `help:"Who is due until this day; today if left out." placeholder:"2030-06-30"`
	Ask      bool          `help:"Ask to erase them: another person orders it."`
	Child    minor.ID      `help:"With --ask: this child alone, whose erasure a person was granted." placeholder:"MINOR"`
	Order    erasure.RunID `help:"Order this run, which another person asked for, and do it." placeholder:"RUN"`
	Withdraw erasure.RunID `help:"Withdraw this run, which nobody ordered yet." placeholder:"RUN"`
	Runs     bool          `help:"List what was asked, ordered and done."`
	JSON     bool          `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (eraseCmd) Help() string {
	return `Examples:

  registryctl erase --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "retention of June"
  registryctl erase --ask --as 01890a5d-... --reason "retention of June"
  registryctl erase --order 0198c0de-... --as 01890a5e-... --reason "retention of June"

Without --ask or --order nothing is changed: it lists who is due, by code, rule and
count, who is held and what stands in the way. One person asks, another orders.
A run that was stopped goes on by itself, or with the same command again: see
docs/retention.md.`
}

// Run lists what is due, or asks for, orders or withdraws a run.
func (q eraseCmd) Run(c *console) error {
	if q.Until.IsZero() {
		q.Until = day.FromTime(c.now())
	}
	action := access.ReadRetention
	if q.Ask || !q.Order.IsZero() || !q.Withdraw.IsZero() {
		action = access.OrderErasure
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, action)
		if err != nil {
			return err
		}
		switch d := r.Erasures; {
		case q.Ask:
			run, err := q.ask(c, d, caller)
			if err == nil {
				fmt.Fprintf(c.out, "Asked. Another person orders it:\n  registryctl erase --order %s --as PERSON --reason \"...\"\n", run)
			}
			return err
		case !q.Order.IsZero():
			return q.order(c, d, caller)
		case !q.Withdraw.IsZero():
			return d.Withdraw(c.ctx, caller, q.Withdraw)
		case q.Runs:
			return q.runs(c, d, caller)
		default:
			return q.plan(c, d, caller)
		}
	})
}

// ask asks for who is due, or for the one child of whom it was granted.
func (q eraseCmd) ask(c *console, d *erasure.Desk, caller access.Caller) (erasure.RunID, error) {
	if !q.Child.IsZero() {
		return d.AskFor(c.ctx, caller, q.Child, caller.Reason)
	}
	return d.Ask(c.ctx, caller, q.Until, caller.Reason)
}

// order orders a run and does it. One that was ordered before goes on.
func (q eraseCmd) order(c *console, d *erasure.Desk, caller access.Caller) error {
	if err := d.Order(c.ctx, caller, q.Order); err != nil && !fault.Is(err, fault.Conflict) {
		return err
	}
	n, err := d.EraseOrdered(c.ctx, func(done int) { fmt.Fprintf(c.err, "\r%d", done) })
	if n > 0 {
		fmt.Fprintln(c.err)
	}
	if err != nil {
		return err
	}
	return q.runs(c, d, caller)
}

func (q eraseCmd) runs(c *console, d *erasure.Desk, caller access.Caller) error {
	runs, err := d.Runs(c.ctx, caller)
	if err != nil {
		return err
	}
	if q.JSON {
		return json.NewEncoder(c.out).Encode(append([]erasure.Run{}, runs...))
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "run\tdue until\tstate\tchildren\terased\theld\tblocked\t")
	for _, r := range runs {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t\n", r.ID, r.DueUntil, r.State(), r.Children, r.Erased, r.Held, r.Blocked)
	}
	return w.Flush()
}

func (q eraseCmd) plan(c *console, d *erasure.Desk, caller access.Caller) error {
	due, err := d.Plan(c.ctx, caller, q.Until)
	if err != nil {
		return err
	}
	if q.JSON {
		return json.NewEncoder(c.out).Encode(planned(due))
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "child\tdue\trule\trecords\tfiles\t\t")
	goes := 0
	for _, x := range planned(due) {
		why := strings.Join(x.Blockers, ", ")
		if x.Held {
			why = strings.TrimPrefix(why+", held", ", ")
		}
		if why == "" {
			goes++
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%s\t\n", strings.Join(x.Codes, " "), x.Due, x.Rule, x.Records, x.Files, why)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(c.err, "Due until %s: %d, of whom %d would go. Nothing was changed.\n", q.Until, len(due), goes)
	return nil
}

// plannedChild is a child of a dry run as JSON.
type plannedChild struct {
	Codes    []string `json:"codes"`
	Due      day.Date `json:"due"`
	Rule     string   `json:"rule"`
	Records  int      `json:"records"`
	Files    int      `json:"files"`
	Held     bool     `json:"held"`
	Blockers []string `json:"blockers"`
}

func planned(due []erasure.Due) []plannedChild {
	out := []plannedChild{}
	for _, x := range due {
		p := plannedChild{Codes: []string{}, Due: x.On, Rule: x.Rule, Records: x.Records, Files: x.Files, Held: x.Held, Blockers: append([]string{}, x.Blockers...)}
		for _, code := range x.Codes {
			p.Codes = append(p.Codes, code.Reveal())
		}
		out = append(out, p)
	}
	return out
}
