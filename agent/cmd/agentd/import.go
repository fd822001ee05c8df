package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"

	"faro.example/agent/arrival"
	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
	"faro.example/shared/sheet"
)

type importCmd struct {
	As
	File         string `arg:"" optional:"" help:"The spreadsheet: CSV, or a workbook (XLSX)." placeholder:"FILE"`
	LandingPlace string `help:"Where the children of the sheet were landed." placeholder:"PLACE"`
	LandingOn    string `help:"On which day they were landed." placeholder:"DAY"`
	Vessel       string `help:"The vessel, if its name is known." placeholder:"NAME"`
	Setting      string `help:"Instead of a landing, where they were found: airport, port, land-border or inside." placeholder:"SETTING"`
	Place        string `help:"Place of the finding." placeholder:"PLACE"`
	Authority    string `help:"Who reported them." placeholder:"NAME"`
	On           string `help:"Since when they are at the structure; the day of the landing if not given, else today." placeholder:"DAY"`
	At           string `help:"Code of the structure where they are, if it is not the office's own." placeholder:"CODE"`
	Again        bool   `help:"Take a file that was read before for another landing."`
	Template     bool   `help:"Print an empty sheet with the headings, and do nothing else."`
	JSON         bool   `help:"Print for other programs."`
}

// Help is shown by agentd import --help.
func (importCmd) Help() string {
	return `One row is one child; columns come in any order, headed in Italian or English as --template shows them. All may be
missing but one of number and name: what is not known is asked for later. What is the same for all is given once, here.

Good rows are recorded, each with its national code, with the line cut too; each bad cell is named with its reason. Mend
the sheet and import it again: what was recorded is not added twice.

  agentd import --template > sbarco.csv
  agentd import sbarco.csv --landing-place Lampedusa --landing-on 2026-03-31 --vessel "Ocean Star" --as "Nina Rossi"
  agentd import trovati.csv --setting port --place Ancona --on 2026-04-02
  agentd status --landing ID      its summary by sex, age and citizenship`
}

// Run records the arrivals of a sheet.
func (i importCmd) Run(c *console) error {
	if i.Template {
		return sheet.Write(c.out, sheet.Office, arrival.Layout(arrival.Letters{}, day.Date{}).Headings(), func(func([]string) bool) {})
	}
	in, err := os.Open(i.File)
	if info, statErr := os.Stat(i.File); err != nil || statErr != nil || info.IsDir() {
		return &fault.Error{Kind: fault.NotFound, Field: "file", Detail: "cannot be read: " + i.File, Remedy: "give the spreadsheet, as CSV or XLSX"}
	}
	defer in.Close()
	return c.with(func(d *desk) error {
		op, err := d.operator(i.As)
		if err != nil {
			return err
		}
		group, err := d.group(i, op)
		if err != nil {
			return err
		}
		countries, err := findCountries()
		if err != nil {
			return err
		}
		at := arrival.Desk{Box: d.box, Author: op.Person, Office: op.Office}
		report, err := at.Import(d.ctx, d.db, in, group, countries, i.Again)
		return d.imported(i, group, report, err)
	})
}

// findCountries gives the reference tables, or what can be read without them.
func findCountries() (arrival.Countries, error) {
	tables, err := reference.Load()
	if fault.Is(err, fault.NotFound) {
		return arrival.Letters{}, nil
	}
	return tables, err
}

// group makes what is the same for all rows of what was given once.
func (d *desk) group(i importCmd, op api.Operator) (g arrival.Group, err error) {
	if (i.LandingPlace == "") == (i.Setting == "") {
		return g, fault.Field("landing-place", "neither a landing nor a finding is given, or both are",
			"give --landing-place and --landing-on, or --setting for children found on the territory")
	}
	on := i.On
	if on == "" {
		on = i.LandingOn
	}
	if g.On, err = d.when(on); err != nil {
		if i.On == "" && i.LandingOn != "" {
			fault.As(err).Field = "landing-on"
		}
		return g, err
	}
	if g.At, err = d.place(i.At, op); err != nil {
		return g, err
	}
	g.Found = minor.Found{Mode: minor.ByFinding, Setting: minor.Setting(i.Setting), Place: i.Place, Authority: i.Authority}
	if i.LandingPlace != "" {
		landing, err := d.landing(i)
		if err != nil {
			return g, err
		}
		g.Found = minor.Found{Mode: minor.ByLanding, Landing: &landing, Place: i.LandingPlace, Authority: i.Authority}
	}
	return g, g.Found.Validate()
}

func (d *desk) landing(i importCmd) (l minor.Landing, err error) {
	on, err := day.Parse(i.LandingOn)
	if err != nil {
		return l, fault.In("landing-on", err)
	}
	err = d.db.InTx(d.ctx, func(tx *sql.Tx) error {
		l, err = arrival.FindLanding(d.ctx, tx, on, i.LandingPlace, i.Vessel)
		return err
	})
	return l, err
}

// place gives the structure where the children are: the one named, or that of
// the operator's office.
func (d *desk) place(code string, op api.Operator) (p facility.Place, err error) {
	err = d.view(func(q localdb.Querier) error {
		if code != "" {
			s, err := replica.FindStructure(d.ctx, q, code)
			p = facility.At(s.ID)
			return err
		}
		dir, err := replica.ReadDirectory(d.ctx, q)
		for _, s := range dir.Structures {
			if facility.ID(op.Office) == s.ID {
				p = facility.At(s.ID)
				return nil
			}
		}
		return errors.Join(err, fault.Field("at", "the operator's office is not a structure", "name the structure with --at"))
	})
	return p, err
}

// importedJSON is what is printed for other programs.
type importedJSON struct {
	Landing  minor.LandingID `json:"landing,omitzero"`
	Taken    []childJSON     `json:"taken"`
	Known    int             `json:"known"`
	Bad      int             `json:"bad"`
	Problems []sheet.Problem `json:"problems"`
	Unlisted int             `json:"unlisted,omitempty"`

	UnreadColumns []string `json:"unread_columns,omitempty"`
	UnreadSheets  []int    `json:"unread_sheets,omitempty"` // of a workbook, counted from 1
	HiddenRows    []int    `json:"hidden_rows,omitempty"`   // that were read
	HiddenColumns []string `json:"hidden_columns,omitempty"`
}

type childJSON struct {
	Minor minor.ID `json:"minor"`
	Code  string   `json:"code,omitempty"`
	Tag   string   `json:"tag,omitempty"`
}

// imported says what became of the sheet, also of one that could not be read to
// its end.
func (d *desk) imported(i importCmd, g arrival.Group, r arrival.Report, failed error) error {
	show := d.printReport
	if i.JSON {
		show = d.printReportJSON
	}
	if failed != nil && len(r.Taken)+r.Known+r.Bad == 0 {
		return failed
	}
	if err := errors.Join(show(g, r), failed); err != nil {
		return err
	}
	if r.Bad > 0 {
		return badRows{r.Bad}
	}
	return nil
}

func (d *desk) printReportJSON(g arrival.Group, r arrival.Report) error {
	out := importedJSON{Taken: []childJSON{}, Known: r.Known, Bad: r.Bad, Problems: r.Problems, Unlisted: r.Unlisted,
		UnreadColumns: r.Unread, UnreadSheets: unreadSheets(r.Workbook), HiddenRows: r.Workbook.HiddenRows, HiddenColumns: r.Workbook.HiddenColumns}
	if g.Found.Landing != nil {
		out.Landing = g.Found.Landing.ID
	}
	for _, a := range r.Taken {
		out.Taken = append(out.Taken, childJSON{a.Minor, a.Code.Reveal(), a.Tag.Reveal()})
	}
	return d.sayJSON(out)
}

// printReport prints numbers, codes and places in the sheet, and no name.
func (d *desk) printReport(g arrival.Group, r arrival.Report) error {
	for _, a := range r.Taken {
		code := "no code left: the registry gives one"
		if a.Code != "" {
			code = a.Code.Display()
		}
		if err := d.say("%-12s  %s", a.Tag.Reveal(), code); err != nil {
			return err
		}
	}
	for _, p := range r.Problems {
		if err := d.say("%s", p); err != nil {
			return err
		}
	}
	if r.Unlisted > 0 {
		if err := d.say("and %d more problems", r.Unlisted); err != nil {
			return err
		}
	}
	if err := d.printUnseen(r); err != nil {
		return err
	}
	summary := fmt.Sprintf("%d children recorded", len(r.Taken))
	if r.Known > 0 {
		summary += fmt.Sprintf(", %d were recorded before", r.Known)
	}
	if l := g.Found.Landing; l != nil {
		summary += fmt.Sprintf("; agentd status --landing %s sums up the landing", l.ID)
	}
	return d.say("%s", summary)
}

// printUnseen says what of the file somebody who looked at it may have missed:
// what was not read, and what was read though it does not show. It names places,
// never what stands there; sheets go by number, since one may be named after a
// child.
func (d *desk) printUnseen(r arrival.Report) error {
	var lines []string
	if len(r.Unread) > 0 {
		lines = append(lines, fmt.Sprintf("columns that were not read, as their headings are not known: %s", listed(r.Unread)))
	}
	if others := unreadSheets(r.Workbook); len(others) > 0 {
		lines = append(lines, fmt.Sprintf("only sheet %d of the workbook was read; not read: sheets %s (save each that holds children as a file of its own)",
			r.Workbook.Read.Number, listed(others)))
	}
	if hidden := r.Workbook.HiddenRows; len(hidden) > 0 {
		lines = append(lines, fmt.Sprintf("rows that are hidden in the workbook, and were read: %s (show them, and look whether they belong)", listed(hidden)))
	}
	if hidden := r.Workbook.HiddenColumns; len(hidden) > 0 {
		lines = append(lines, fmt.Sprintf("columns that are hidden in the workbook, and were read: %s", listed(hidden)))
	}
	if r.Encoding == sheet.Windows1252 {
		lines = append(lines, "the file is not UTF-8 and was read as Windows-1252: look whether accents are right")
	}
	for _, l := range lines {
		if err := d.say("%s", l); err != nil {
			return err
		}
	}
	return nil
}

// maxListed bounds how many places one line names. Arbitrary.
const maxListed = 20

func listed[T any](places []T) string {
	var out []string
	for _, p := range places[:min(len(places), maxListed)] {
		out = append(out, fmt.Sprint(p))
	}
	if more := len(places) - maxListed; more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(out, ", ")
}

func unreadSheets(w sheet.Workbook) (out []int) {
	for _, tab := range w.Others {
		out = append(out, tab.Number)
	}
	return out
}
