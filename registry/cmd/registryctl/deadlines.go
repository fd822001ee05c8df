package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"faro.example/registry/alert"
	"faro.example/registry/assembly"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

type deadlinesCmd struct {
	List     deadlinesListCmd `cmd:"" default:"withargs" help:"Those that are due soon, or overdue."`
	Simulate simulateCmd      `cmd:"" help:"How many more or fewer would be overdue under another law."`
}

type deadlinesListCmd struct {
	looker
	Only   string               `help:"Only those soon due, or overdue." placeholder:"STATE"`
	Code   string               `help:"Only those of a rule, as D4." placeholder:"CODE"`
	Office institution.OfficeID `help:"Only those addressed to an office." placeholder:"OFFICE"`
	Sort   string               `help:"By due, code or level." default:"due"`
	Most   int                  `help:"How many at most." default:"200"`
	JSON   bool                 `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (deadlinesListCmd) Help() string {
	return `Examples:

  registryctl deadlines --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "morning round"
  registryctl deadlines --only overdue --code D14 --as ... --reason ...

What the law wants done about children and is due soon or overdue, the longest
first: the Ministry reads of all, an office of those addressed to it, a guardian of
the wards. One that is late for long is addressed to the office above too (level 2),
and to the Ministry (3). It leaves the list once what it waits for is recorded.`
}

// Run prints deadlines.
func (q deadlinesListCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.ReadAlerts)
		if err != nil {
			return err
		}
		found, err := r.Alerts.Deadlines(c.ctx, caller, alert.Asked{
			State: deadline.State(q.Only), Code: q.Code, Office: q.Office, Sort: alert.Sort(q.Sort), Most: q.Most,
		})
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(found)
		}
		return showDeadlines(c.out, found)
	})
}

func showDeadlines(out io.Writer, found alert.List) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%d overdue, %d due soon\ncode\tdeadline\tfrom\tdue\tstate\tlevel\n", found.Overdue, found.Soon)
	for _, d := range found.Deadlines {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%d\n", codeOr(d.National, d.Minor), d.Code, d.From, d.DueOn, d.State, d.Level)
	}
	return w.Flush()
}

type simulateCmd struct {
	looker
	File string   `arg:"" help:"Rows of the table of deadlines, as JSON, or as CSV if its name ends so; - for JSON from the input." placeholder:"FILE"`
	On   day.Date `help:"The day asked about; today if left out." placeholder:"2026-03-31"`
	JSON bool     `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (simulateCmd) Help() string {
	return `Examples:

  echo '{"code": "D6", "from": "2026-01-01", "length": 30}' |
    registryctl deadlines simulate - --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "bill on first reception"
  registryctl deadlines simulate bill.csv --on 2026-12-31 --as ... --reason ...

Adds the rows to the table of deadlines, and counts how many deadlines of all
children would stand how on a day, beside how many do under the law in force. A row
needs a code and the first day; what it leaves out (until, length, unit, office, start,
stop, soon, source) is as in the row that stands. It names nobody and changes nothing.`
}

// Run counts.
func (q simulateCmd) Run(c *console) error {
	rows, err := q.rows()
	if err != nil {
		return err
	}
	rules, err := deadline.Amend(deadline.Rules(), rows)
	if err != nil {
		return err
	}
	if q.On.IsZero() {
		q.On = day.FromTime(c.now())
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.CountCensus)
		if err != nil {
			return err
		}
		effects, err := r.Alerts.Simulate(c.ctx, caller, rules, q.On, func(done int) {
			if done%50_000 == 0 {
				fmt.Fprintf(c.err, "%d casefiles looked at\n", done)
			}
		})
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(append([]alert.Effect{}, effects...))
		}
		return showEffects(c.out, effects, q.On)
	})
}

// rows reads the file.
func (q simulateCmd) rows() (rows []deadline.Amendment, err error) {
	if q.File == "-" {
		return deadline.ReadJSON(os.Stdin)
	}
	f, err := os.Open(q.File)
	if err != nil {
		return nil, fault.Field("file", "cannot be read", "give the name of a file that there is")
	}
	if strings.HasSuffix(q.File, ".csv") {
		rows, err = deadline.ReadCSV(f)
	} else {
		rows, err = deadline.ReadJSON(f)
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return rows, err
}

func showEffects(out io.Writer, effects []alert.Effect, on day.Date) error {
	if len(effects) == 0 {
		_, err := fmt.Fprintf(out, "On %s every deadline would stand as it does.\n", on)
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "on %s\tin time\tthen\tdue soon\tthen\toverdue\tthen\tmore overdue\n", on)
	for _, e := range effects {
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%+d\n", e.Code, e.Running.Now, e.Running.Then, e.Soon.Now, e.Soon.Then, e.Overdue.Now, e.Overdue.Then, e.Overdue.Then-e.Overdue.Now)
	}
	return w.Flush()
}
