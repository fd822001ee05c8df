package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"faro.example/registry/assembly"
	"faro.example/registry/roll"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/sheet"
)

type populationCmd struct {
	looker
	File   string               `help:"FILE.csv or FILE.xlsx, one row for each child." type:"existingfile" required:""`
	List   string               `help:"What the list is called; the file's name if left out. The same list again bears the same name." placeholder:"NAME"`
	On     day.Date             `help:"Of which day the list is; today if left out." placeholder:"2022-12-31"`
	Office institution.OfficeID `help:"For which office the person speaks; the first that the person speaks for if left out." placeholder:"OFFICE"`
	DryRun bool                 `help:"Say what would be written, and write nothing."`
}

// Help teaches by example.
func (populationCmd) Help() string {
	return `Examples:

  registryctl import population --file december.csv --on 2022-12-31 --dry-run --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "the list of 2022"
  registryctl import population --file december.csv --on 2022-12-31 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "the list of 2022"

CSV or XLSX, one row for each child, headed in Italian or English; any column may be missing and any cell empty, which is counted
as not attributed:

  riferimento, reference             the child's own in the list: by it the row is known when the list comes again
  sesso, sex                         M, F, X
  cittadinanza, citizenship          name, demonym or code; "altre" is one that the list does not name
  data di nascita, birth date        31/03/2006, 2006-03-31, or the year alone: then 1 January is written
  età, age                           on the day of the list, where there is no date: 1 January is written
  regione, region                    name or two digits; Trento and Bolzano for themselves
  comune, municipality               name, also with the letters of the province after it, Palermo (PA); or six digits
  struttura, structure               code in the directory, or words
  tipo di accoglienza, reception     first, second, temporary, family, other; beside words
  modalità di arrivo, mode           sbarco or landing; rintraccio or found
  arrivo, arrival                    if empty, the child is there from the day of the list on
  irreperibile dal, missing since    the day
  uscita, exit; motivo, reason       both: majority, end-of-prosieguo, family-reunification, relocation, assisted-return,
                                     entrusted-to-relatives, found-adult, found-accompanied, found-union-citizen, death

Each row becomes records, signed by the registry with that person as author. The same list brought again adds nothing, and one that
was cut off goes on. Without references, rows are known by all that they say: a corrected row is another child. What a row says
otherwise than before is refused, since a list unsays nothing: correct it at the child's page. Rows that are wrong are named, with
column and remedy, and stop no other. A row of which only the region is known is counted in that region.`
}

// Run brings a list in.
func (p populationCmd) Run(c *console) error {
	if p.On.IsZero() {
		p.On = day.FromTime(c.now())
	}
	if p.List == "" {
		p.List = strings.TrimSuffix(filepath.Base(p.File), filepath.Ext(p.File))
	}
	return p.saying(c, func(r *assembly.Registry, caller access.Caller) error {
		if denied := access.Allow(caller, access.Record); denied != nil {
			return denied
		}
		desk := roll.Desk{Places: r.Places, Structures: r.Directory, Intake: r.Intake}
		table, err := p.read(desk)
		if err != nil {
			return err
		}
		for _, letters := range table.Unread {
			fmt.Fprintf(c.err, "column %s is not read: its heading is none that --help names\n", letters)
		}
		plan, err := desk.Plan(c.ctx, table.Rows, roll.List{Name: p.List, On: p.On, Office: resolveCmd{Office: p.Office}.office(caller)})
		if err != nil {
			return err
		}
		problems := append(table.Problems, plan.Problems...)
		if p.DryRun {
			fmt.Fprintf(c.out, "%d children would be said, in %d records\n", len(plan.Children), plan.Records())
			return c.tellRows(problems, table.Unlisted)
		}
		done, err := desk.Bring(c.ctx, caller, plan, c.counting("brought in", "children"))
		if err != nil {
			return err
		}
		fmt.Fprintf(c.out, "%d children brought in, %d were here already\n", done.New, done.Known)
		return c.tellRows(append(problems, done.Problems...), table.Unlisted)
	})
}

func (p populationCmd) read(desk roll.Desk) (_ sheet.Table[roll.Child], err error) {
	f, err := os.Open(p.File)
	if err != nil {
		return sheet.Table[roll.Child]{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return desk.Read(f, p.On)
}

// tellRows names the rows that are wrong, and fails if there are any.
func (c *console) tellRows(problems []sheet.Problem, unlisted int) error {
	rows := map[int]bool{}
	for _, p := range problems {
		rows[p.Place.Row] = true
		fmt.Fprintln(c.err, p)
	}
	if unlisted > 0 {
		fmt.Fprintf(c.err, "and %d more\n", unlisted)
	}
	if len(rows) == 0 {
		return nil
	}
	return &fault.Error{
		Kind: fault.Invalid, Detail: fmt.Sprintf("%d rows were not brought in", len(rows)),
		Remedy: "correct the cells named above and bring the list again: what is in is left alone",
	}
}
