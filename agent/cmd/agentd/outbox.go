package main

import (
	"database/sql"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

type outboxCmd struct {
	Looker
	JSON     bool   `help:"Print for other programs."`
	For      string `help:"With --again: code of the office to speak for, where the operator writes for several." placeholder:"CODE"`
	Again    uint64 `help:"Number of a refused record whose hindrance is gone: it is offered again as it was, with those refused after it about the same minor." placeholder:"NUMBER"`
	SetAside uint64 `help:"Number of a refused record that was dealt with otherwise: it is not shown any more." placeholder:"NUMBER"`
}

// Help is shown by agentd outbox --help.
func (outboxCmd) Help() string {
	return `A refused record never enters the register; its cure is a new one, which takes its place in the list:

  agentd outbox
  agentd record placement.began --file b.json --minor ... --instead-of 12
  agentd outbox --again 12                      what stood in its way is gone: the same again, with what depended on it
  agentd outbox --set-aside 12                  it was a mistake, and nothing takes its place`
}

// Run lists what is open.
func (o outboxCmd) Run(c *console) error {
	return c.with(func(d *desk) error {
		if o.Again > 0 {
			return d.offerAgain(o)
		}
		if o.SetAside > 0 {
			return d.db.InTx(d.ctx, func(tx *sql.Tx) error { return d.box.Cure(d.ctx, tx, o.SetAside) })
		}
		var open []outbox.Entry
		err := d.view(func(q localdb.Querier) (err error) {
			open, err = outbox.ListOpen(d.ctx, q)
			return err
		})
		if err != nil {
			return err
		}
		var shown []minor.ID
		for _, e := range open {
			shown = append(shown, e.Minor)
		}
		if err := d.look(o.Looker, "outbox", shown); err != nil {
			return err
		}
		if o.JSON {
			return d.sayJSON(openJSON(open))
		}
		return d.printOpen(open)
	})
}

// offerAgain offers a refused record and what depended on it as they were.
func (d *desk) offerAgain(o outboxCmd) error {
	op, err := d.operator(As{As: o.As, For: o.For})
	if err != nil {
		return err
	}
	var again []change.Record
	err = d.db.InTx(d.ctx, func(tx *sql.Tx) error {
		refused, err := d.box.Refused(d.ctx, tx, o.Again)
		if err == nil {
			again, err = d.box.Again(d.ctx, tx, refused, outbox.By{Author: op.Person, Office: op.Office}, map[change.ID]change.ID{})
		}
		return err
	})
	if err != nil {
		return err
	}
	return d.sayAgain(again)
}

// entryJSON is what is printed of a record for other programs.
type entryJSON struct {
	Number  uint64       `json:"number"`
	Record  change.ID    `json:"record"`
	Minor   minor.ID     `json:"minor"`
	Kind    string       `json:"kind"`
	State   outbox.State `json:"state"`
	Written time.Time    `json:"written"`
	Reason  string       `json:"reason,omitempty"`
	Field   string       `json:"field,omitempty"`
	Detail  string       `json:"detail,omitempty"`
	Remedy  string       `json:"remedy,omitempty"`
}

func openJSON(open []outbox.Entry) map[string][]entryJSON {
	out := []entryJSON{}
	for _, e := range open {
		out = append(out, entryJSON{e.Seq, e.ID, e.Minor, e.Kind, e.State, e.Written, e.Reason, e.Field, e.Detail, e.Remedy})
	}
	return map[string][]entryJSON{"records": out}
}

func (d *desk) printOpen(open []outbox.Entry) error {
	if len(open) == 0 {
		return d.say("nothing waits, and nothing was refused")
	}
	for _, e := range open {
		if err := d.say("%6d  %-18s  %s  %-8s  minor %s", e.Seq, e.Kind, clock(e.Written, d.now()), e.State, e.Minor); err != nil {
			return err
		}
		if e.State != outbox.Refused {
			continue
		}
		where := e.Field
		if where != "" {
			where += ": "
		}
		if err := d.say("        %s%s (%s)", where, e.Detail, e.Remedy); err != nil {
			return err
		}
	}
	return nil
}
