package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"faro.example/registry/assembly"
	"faro.example/registry/records"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/sheet"
)

type recordsCmd struct {
	looker
	File   string `help:"FILE.csv or FILE.xlsx, one row for each child." type:"existingfile" required:""`
	Office string `help:"For which office the person speaks: its code in the directory." required:"" placeholder:"CODE"`
	Report string `help:"Also write what became of each row as CSV, into a new file." placeholder:"FILE.csv"`
	DryRun bool   `help:"Say what would be written, and write nothing."`
}

// Help teaches by example.
func (recordsCmd) Help() string {
	return `Examples:

  registryctl import records --file presi-in-carico.xlsx --office SR --dry-run --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "our own table"
  registryctl import records --file presi-in-carico.xlsx --office SR --report esito.csv --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "our own table"

CSV or XLSX, one row for each child, with any of the columns that docs/import.md lists: those of the paper forms A, B, C, D, F, G
and H. A row names the child by its national code, or registers it under the office's own reference. Each group of columns that is
filled becomes one record, signed by the registry with that person as author and judged like any other. The same table again adds
nothing; a row with a reference that says something else than before takes that back, and says it anew. What is wrong with a row is
said with its line, its column and the remedy, and stops no other row. A cell that holds a formula is refused.`
}

// Run brings a table in.
func (q recordsCmd) Run(c *console) error {
	if err := free(q.Report); err != nil {
		return err
	}
	return q.saying(c, func(r *assembly.Registry, caller access.Caller) error {
		office, err := q.office(c, r, caller)
		if err != nil {
			return err
		}
		desk := records.Desk{Places: r.Places, Structures: r.Directory, Intake: r.Intake, Lookup: r.Lookup}
		table, err := q.read(desk)
		if err != nil {
			return err
		}
		for _, letters := range table.Unread {
			fmt.Fprintf(c.err, "column %s is not read: its heading is none that docs/import.md names\n", letters)
		}
		done, err := desk.Bring(c.ctx, caller, table.Rows, records.Table{Office: office, DryRun: q.DryRun, Progress: c.counting("brought in", "rows")}, day.FromTime(c.now()))
		done = records.WithBad(done, table.Problems)
		return errors.Join(err, q.report(done), c.tellResults(done, table.Unlisted))
	})
}

// office finds the office for which the person speaks.
func (q recordsCmd) office(c *console, r *assembly.Registry, caller access.Caller) (institution.OfficeID, error) {
	found, err := r.Directory.Find(c.ctx, q.Office)
	if err != nil {
		return institution.OfficeID{}, err
	}
	if !caller.SpeaksFor(found[0]) {
		return institution.OfficeID{}, fault.Newf(fault.Denied, "not an office that this person speaks for")
	}
	return found[0], nil
}

func (q recordsCmd) read(desk records.Desk) (_ sheet.Table[records.Row], err error) {
	f, err := os.Open(q.File)
	if err != nil {
		return sheet.Table[records.Row]{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return desk.Read(f)
}

// report writes what became of each row into a new file.
func (q recordsCmd) report(done []records.Result) error {
	if q.Report == "" {
		return nil
	}
	return keep(q.Report, func(w io.Writer) error { return records.Write(w, done) })
}

// tellResults says what became of the rows, and fails if any was refused.
func (c *console) tellResults(done []records.Result, unlisted int) error {
	count := map[records.Outcome]int{}
	for _, r := range done {
		count[r.Outcome]++
		if r.Outcome == records.Refused {
			fmt.Fprintf(c.err, "row %d, %s: %s (%s); %d records of it were taken\n", r.Row, r.Field, r.Reason, r.Remedy, r.Records)
		}
	}
	if count[records.Planned] > 0 {
		fmt.Fprintf(c.out, "%d rows would be recorded, %d are known, %d are refused\n", count[records.Planned], count[records.Known], count[records.Refused])
	} else {
		fmt.Fprintf(c.out, "%d rows recorded, %d corrected, %d known, %d refused\n", count[records.Taken], count[records.Corrected], count[records.Known], count[records.Refused])
	}
	if unlisted > 0 {
		fmt.Fprintf(c.err, "and %d cells more are wrong\n", unlisted)
	}
	if count[records.Refused] == 0 {
		return nil
	}
	return &fault.Error{
		Kind: fault.Invalid, Detail: fmt.Sprintf("%d rows were refused", count[records.Refused]),
		Remedy: "correct the cells named above and bring the table again: what is in is left alone",
	}
}
