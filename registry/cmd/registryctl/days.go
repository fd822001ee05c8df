package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/presence"
	"faro.example/shared/access"
	"faro.example/shared/minor"
)

// daysCmd are the certified presence-days.
type daysCmd struct {
	Draw daysDrawCmd `cmd:"" help:"Certify a quarter that has ended."`
	List daysListCmd `cmd:"" help:"The statements that there are."`
	Show daysShowCmd `cmd:"" help:"One statement, by codes and days."`
}

type daysDrawCmd struct {
	looker
	Municipality string     `arg:"" help:"The municipality, by its six digits (ISTAT)."`
	Quarter      string     `arg:"" help:"The quarter, as 2026-Q3."`
	Restates     int        `help:"The number of the last statement, if this one restates it." placeholder:"NUMBER"`
	Why          minor.Text `help:"Why it is restated; it stands in the statement."`
	JSON         bool       `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (daysDrawCmd) Help() string {
	return `Examples:

  registryctl presence-days draw 089017 2026-Q3 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "reimbursement"
  registryctl presence-days draw 089017 2026-Q3 --restates 1 --why "roll-calls of August came late" --as PERSON --reason "reimbursement"

Counted are the days on which presence at a structure of the municipality was stated and
nothing contends; all others are listed, with why. What is drawn is frozen with a digest.`
}

// Run certifies a quarter.
func (q daysDrawCmd) Run(c *console) error {
	quarter, err := presence.ParseQuarter(q.Quarter)
	if err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.CertifyDays)
		if err != nil {
			return err
		}
		s, err := r.Days.Draw(c.ctx, caller, presence.Order{Municipality: q.Municipality, Quarter: quarter, Restates: q.Restates, Why: q.Why})
		if err != nil {
			return err
		}
		if q.JSON {
			return s.Write(c.out, presence.JSON)
		}
		return showStatements(c.out, []presence.Statement{s})
	})
}

type daysListCmd struct {
	looker
	Municipality string `arg:"" optional:"" help:"The municipality, by its six digits (ISTAT); all of the person's if left out."`
	JSON         bool   `help:"Print JSON." name:"json"`
}

// Run lists statements.
func (q daysListCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadDays)
		if err != nil {
			return err
		}
		all, err := r.Days.List(c.ctx, caller, q.Municipality)
		if err != nil {
			return err
		}
		if !q.JSON {
			return showStatements(c.out, all)
		}
		out := []presence.Public{}
		for i := range all {
			out = append(out, all[i].Public())
		}
		return json.NewEncoder(c.out).Encode(out)
	})
}

type daysShowCmd struct {
	looker
	Municipality string          `arg:"" help:"The municipality, by its six digits (ISTAT)."`
	Quarter      string          `arg:"" help:"The quarter, as 2026-Q3."`
	Number       int             `help:"The number of the statement." default:"1"`
	Format       presence.Format `help:"csv, xlsx or json." default:"csv" enum:"csv,xlsx,json"`
}

// Help teaches by example.
func (daysShowCmd) Help() string {
	return `Examples:

  registryctl presence-days show 089017 2026-Q3 --number 2 --format xlsx --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "audit" > days.xlsx

A row for each stretch of days of a child at a structure, by codes. The digest is checked
before anything is shown.`
}

// Run shows a statement.
func (q daysShowCmd) Run(c *console) error {
	quarter, err := presence.ParseQuarter(q.Quarter)
	if err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadDays)
		if err != nil {
			return err
		}
		s, err := r.Days.Statement(c.ctx, caller, presence.Name{Municipality: q.Municipality, Quarter: quarter, Number: q.Number})
		if err != nil {
			return err
		}
		return s.Write(c.out, q.Format)
	})
}

func showStatements(out io.Writer, all []presence.Statement) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(w, "municipality\tquarter\tnumber\tmade\tcounted\tlisted\tcensus\t\tdigest\n")
	for i := range all {
		s := &all[i]
		sum := "adds up"
		if !s.AddsUp() {
			sum = fmt.Sprintf("differs on %d days", len(s.Differs))
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%d\t%d\t%d\t%s\t%s\n", s.Municipality, s.Quarter, s.Number, s.MadeAt.UTC().Format("2006-01-02 15:04"),
			s.Counted, s.Listed, s.Census, sum, s.Digest)
	}
	return w.Flush()
}
