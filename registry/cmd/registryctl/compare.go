package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/compare"
	"faro.example/shared/access"
	"faro.example/shared/day"
)

type compareCmd struct {
	looker
	File   string   `help:"FILE.csv or FILE.xlsx, one row for each child." type:"existingfile" required:""`
	Source string   `help:"What kind of list it is: municipality-roll, second-reception or region-table." required:"" enum:"municipality-roll,second-reception,region-table"`
	On     day.Date `help:"Of which day the list speaks; today if left out." placeholder:"2026-03-31"`
	Place  string   `help:"Of which municipality (six digits) or region (two); the person's own territory if left out." placeholder:"082053"`
	Output string   `help:"Write the comparison there as a workbook; it is written down that it left as a file." placeholder:"FILE.xlsx" type:"path"`
	JSON   bool     `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (compareCmd) Help() string {
	return `Examples:

  registryctl compare --file roll.xlsx --source municipality-roll --on 2026-03-31 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "the roll of March"
  registryctl compare --file sai.csv --source second-reception --place 19 --output sai-compared.xlsx --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "Sicily"

CSV or XLSX, at most 5000 rows, headed in Italian or English; any column may be missing, but each row says a number or a name:

  codice nazionale, national code; sim; codice SAI, second reception     by these a child is known for certain
  cognome, family name; nome, given name; nome e cognome, full name
  data di nascita, birth date; sesso, sex; cittadinanza, citizenship; struttura, structure; riferimento, reference

Each row is in the answer once, and so is each child whom the list should name: same, differs, likely (a pair to look at), only-there,
only-here, doubled, unreadable; each with one thing to do. Children are looked for only among those whom that person may search. How
many rows, by whom and why is written down before anything is read; of the list nothing is kept.`
}

// Run compares a list.
func (q compareCmd) Run(c *console) (err error) {
	if q.On.IsZero() {
		q.On = day.FromTime(c.now())
	}
	list, err := os.Open(q.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, list.Close()) }()
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.Search)
		if err != nil {
			return err
		}
		out, err := r.Lists.Compare(c.ctx, caller, compare.Ask{Source: compare.Source(q.Source), On: q.On, Place: q.Place}, list)
		if err != nil {
			return err
		}
		switch {
		case q.Output != "":
			return q.export(c, r, caller, out)
		case q.JSON:
			return json.NewEncoder(c.out).Encode(out)
		}
		return showComparison(c.out, out)
	})
}

// export writes the comparison as a workbook.
func (q compareCmd) export(c *console, r *assembly.Registry, caller access.Caller, out compare.Result) (err error) {
	f, err := os.OpenFile(q.Output, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return r.Lists.Export(c.ctx, caller, out, f)
}

func showComparison(out io.Writer, r compare.Result) error {
	for _, o := range compare.Outcomes() {
		fmt.Fprintf(out, "%d %s\n", r.Counts[o], o)
	}
	if r.NotSought > 0 {
		fmt.Fprintf(out, "%d rows were looked for in that place alone: divide the list to have them looked for everywhere\n", r.NotSought)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "\noutcome\trow\tlist\tregistry\tcode\tdifferences\tdo")
	for _, i := range r.Items {
		if i.Outcome == compare.Same {
			continue
		}
		there, here, code, row := "-", "-", "-", "-"
		if i.There != nil {
			there = strings.TrimSpace(i.There.Given.Reveal() + " " + i.There.Family.Reveal())
		}
		if i.Here != nil {
			here, code = strings.TrimSpace(i.Here.Name.Given.Reveal()+" "+i.Here.Name.Family.Reveal()), i.Here.Code.Reveal()
		}
		if i.Row > 0 {
			row = fmt.Sprint(i.Row)
		}
		var differs []string
		for _, d := range i.Differences {
			differs = append(differs, d.Field)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", i.Outcome, row, there, here, code, strings.Join(differs, ", "), i.Action)
	}
	for _, p := range r.Problems {
		fmt.Fprintln(w, p)
	}
	return w.Flush()
}
