package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"faro.example/agent/handover"
	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

type transferCmd struct {
	As
	To     string   `help:"Code of the structure to which they go." required:"" placeholder:"CODE"`
	Minors []string `arg:"" optional:"" help:"Who goes: identifiers or national codes." placeholder:"MINOR"`
	File   string   `help:"File with one identifier or national code a line, instead of naming them; - for the standard input." placeholder:"FILE"`
	All    bool     `help:"Everybody who is here, instead of naming them."`
	On     string   `help:"When they left; today if not given." placeholder:"DAY"`
	Reason string   `help:"Why, where brothers and sisters are parted or the places there are exceeded." placeholder:"WORDS"`
	Sheet  string   `help:"Write the sheet that travels with them, to be printed: codes and tag numbers, no name." placeholder:"FILE.html"`
	Again  bool     `help:"Record nothing; write the sheet again, of those who are on their way there."`
	JSON   bool     `help:"Print for other programs."`
}

// Help is shown by agentd transfer --help.
func (transferCmd) Help() string {
	return `Records that a group leaves, all of it or nothing, with the line cut too. They are expected where they go from the
moment the registry has it. A transfer that does not take place: agentd record transfer.withdrawn; one that the other
structure cannot take is refused there: agentd record transfer.refused.

  agentd transfer --to PA-07 --sheet consegna.html "0000 4711 30" "0000 4711 48" --as "Nina Rossi"
  agentd transfer --to PA-07 --file gruppo.txt --on 2026-03-31 --sheet consegna.html
  agentd transfer --to PA-07 --again --sheet consegna.html      the sheet once more`
}

// Run records the departure of a group.
func (t transferCmd) Run(c *console) error {
	return c.with(func(d *desk) error {
		op, err := d.operator(t.As)
		if err != nil {
			return err
		}
		at := handover.Desk{Box: d.box, Replica: d.replica, Author: op.Person, Office: op.Office}
		sheet, to, err := d.sheet(t, op)
		if err != nil {
			return err
		}
		out, err := t.open() // before anything is recorded
		if err != nil {
			return err
		}
		return errors.Join(t.run(d, at, to, &sheet, out), out.Close())
	})
}

// run records the departure, or looks up who left, and writes the sheet.
func (t transferCmd) run(d *desk, at handover.Desk, to facility.Place, sheet *handover.Sheet, out io.Writer) error {
	others := func(q localdb.Querier) ([]minor.ID, error) { return d.hosted(q, at, t.All) }
	if t.Again {
		others = func(q localdb.Querier) (who []minor.ID, err error) {
			sheet.Travellers, err = at.Sent(d.ctx, q, to)
			for _, c := range sheet.Travellers {
				who = append(who, c.Minor)
			}
			return who, err
		}
	}
	group, err := d.named(t.Minors, t.File, others)
	if err != nil {
		return err
	}
	if err := d.look(Looker{As: t.As.As}, "transfer", slices.Clone(group)); err != nil {
		return err
	}
	if !t.Again {
		err = d.db.InTx(d.ctx, func(tx *sql.Tx) error {
			sheet.Travellers, err = at.Depart(d.ctx, tx, handover.Departure{On: sheet.On, To: to, Reason: minor.Text(t.Reason)}, group)
			return err
		})
		if err != nil {
			return err
		}
	}
	return errors.Join(sheet.Write(out), t.told(d, *sheet))
}

// hosted gives everybody who is here, if all are wanted.
func (d *desk) hosted(q localdb.Querier, at handover.Desk, all bool) ([]minor.ID, error) {
	if !all {
		return nil, nil
	}
	files, err := at.Hosted(d.ctx, q)
	var out []minor.ID
	for _, f := range files {
		out = append(out, f.Minor)
	}
	return out, err
}

// named gives the children who are named, in a file or one after the other, or
// else the others.
func (d *desk) named(args []string, file string, others func(q localdb.Querier) ([]minor.ID, error)) (out []minor.ID, err error) {
	if file != "" {
		raw, err := recordCmd{File: file}.read(d.console)
		if err != nil {
			return nil, err
		}
		for line := range strings.Lines(string(raw)) {
			if line = strings.TrimSpace(line); line != "" {
				args = append(args, line)
			}
		}
	}
	err = d.view(func(q localdb.Querier) error {
		for i, who := range args {
			m, err := d.findMinor(q, who)
			if err != nil {
				return numbered(i, err)
			}
			out = append(out, m)
		}
		if len(args) == 0 {
			out, err = others(q)
		}
		return err
	})
	return out, err
}

// numbered says which of several children an error is about.
func numbered(i int, err error) error {
	if f := fault.As(err); f != nil {
		return &fault.Error{Kind: f.Kind, Field: fmt.Sprintf("child %d", i+1), Detail: f.Detail, Remedy: f.Remedy}
	}
	return err
}

// sheet makes the sheet, without the children yet, and gives where they go.
func (d *desk) sheet(t transferCmd, op api.Operator) (s handover.Sheet, to facility.Place, err error) {
	if s.On, err = d.when(t.On); err != nil {
		return s, to, err
	}
	err = d.view(func(q localdb.Querier) error {
		dir, err := replica.ReadDirectory(d.ctx, q)
		if err != nil {
			return err
		}
		for _, f := range dir.Structures {
			if f.ID == facility.ID(op.Office) {
				s.From = f.Name + " (" + f.Code + ")"
			}
		}
		f, err := replica.FindStructure(d.ctx, q, t.To)
		s.To, to = f.Name+" ("+f.Code+")", facility.At(f.ID)
		return err
	})
	if err == nil && s.From == "" {
		err = fault.Field("for", "the operator's office is not a structure", "name the structure that they leave with --for")
	}
	return s, to, err
}

// discarded is where a sheet goes that nobody asked for.
type discarded struct{ io.Writer }

func (discarded) Close() error { return nil }

// open makes the file of the sheet, for its owner alone to read.
func (t transferCmd) open() (io.WriteCloser, error) {
	if t.Sheet == "" {
		return discarded{io.Discard}, nil
	}
	f, err := os.OpenFile(t.Sheet, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fault.Field("sheet", "cannot be written: "+t.Sheet, "name another file; nothing is recorded yet")
	}
	return f, nil
}

// transferJSON is what is printed for other programs.
type transferJSON struct {
	Minor  minor.ID `json:"minor"`
	Code   string   `json:"code,omitempty"`
	Record string   `json:"record"`
	Number uint64   `json:"number"`
}

func (t transferCmd) told(d *desk, s handover.Sheet) error {
	if t.JSON {
		out := []transferJSON{}
		for _, c := range s.Travellers {
			out = append(out, transferJSON{c.Minor, c.Code.Reveal(), c.Record.String(), c.Number})
		}
		return d.sayJSON(out)
	}
	text := fmt.Sprintf("%d children sent from %s to %s", len(s.Travellers), s.From, s.To)
	if t.Sheet != "" {
		text += "; the sheet is in " + t.Sheet
	}
	return d.say("%s", text)
}

type rollCallCmd struct {
	As
	From   string   `help:"The first night that is confirmed; last night if not given." placeholder:"DAY"`
	To     string   `help:"The last night that is confirmed; the first if not given." placeholder:"DAY"`
	Except []string `help:"Who was not there: identifiers or national codes, with commas between them. Report an absence besides." placeholder:"MINOR"`
}

// Help is shown by agentd roll-call --help.
func (rollCallCmd) Help() string {
	return `Confirms that everybody who is at the structure slept there, from the first night to the last, both counted; for who
came later, since then. What is confirmed certifies presence-days.

  agentd roll-call --as "Nina Rossi"
  agentd roll-call --from 2026-03-01 --to 2026-03-31 --except "0000 4711 30"`
}

// Run records a roll-call.
func (r rollCallCmd) Run(c *console) error {
	return c.with(func(d *desk) error {
		op, err := d.operator(r.As)
		if err != nil {
			return err
		}
		nights, err := d.nights(r)
		if err != nil {
			return err
		}
		but, err := d.named(r.Except, "", func(localdb.Querier) ([]minor.ID, error) { return nil, nil })
		if err != nil {
			return err
		}
		at := handover.Desk{Box: d.box, Replica: d.replica, Author: op.Person, Office: op.Office}
		n := 0
		err = d.db.InTx(d.ctx, func(tx *sql.Tx) error {
			n, err = at.Call(d.ctx, tx, day.On(nights.Until.Add(-1)), nights, but)
			return err
		})
		if err != nil {
			return err
		}
		return d.say("%d children confirmed from %s to %s", n, nights.From, nights.Until.Add(-1))
	})
}

// nights gives the nights that are confirmed: the day on which a night began.
func (d *desk) nights(r rollCallCmd) (day.Span, error) {
	var out day.Span
	first, err := d.when(r.From)
	if err != nil {
		return out, err
	}
	out.From = first.Day()
	if r.From == "" {
		out.From = out.From.Add(-1)
	}
	last := out.From
	if r.To != "" {
		if last, err = day.Parse(r.To); err != nil {
			return out, fault.In("to", err)
		}
	}
	if last.Before(out.From) {
		return out, fault.Field("to", "before the first night", "give the last night that is confirmed")
	}
	out.Until = last.Add(1)
	return out, nil
}
