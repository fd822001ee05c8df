package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// directoryCmd is the directory as its administrators keep it.
type directoryCmd struct {
	List    directoryListCmd  `cmd:"" help:"Show offices, people, who writes for which, and who stands in for whom."`
	Apply   directoryApplyCmd `cmd:"" help:"Add or change institutions, managing bodies, structures and people from a file."`
	Doubles doublesCmd        `cmd:"" help:"Structures that look like one another."`
	Join    joinCmd           `cmd:"" help:"Make one structure of two."`
	Close   directoryCloseCmd `cmd:"" help:"Close an institution or a structure from a day on."`
	People  struct {
		Add    peopleAddCmd    `cmd:"" help:"Name somebody at an office."`
		Move   peopleMoveCmd   `cmd:"" help:"Change somebody's office, role or end."`
		Remove peopleRemoveCmd `cmd:"" help:"Remove somebody, with all that they may write for."`
	} `cmd:"" help:"Who works where."`
	Agreements struct {
		List agreementsListCmd `cmd:"" help:"Show partners, missions and the agreements under which they trace families."`
		Add  agreementsAddCmd  `cmd:"" help:"Enter an agreement with a tracing partner, or say anew what it covers."`
		End  agreementsEndCmd  `cmd:"" help:"End an agreement."`
	} `cmd:"" help:"In which countries tracing partners trace families for the Ministry."`
	Operators struct {
		Add    operatorsAddCmd    `cmd:"" help:"Let somebody write for an office at its agents."`
		Remove operatorsRemoveCmd `cmd:"" help:"Let them write there no more."`
	} `cmd:"" help:"Who writes at which agents."`
	HandOver  handOverCmd  `cmd:"" help:"Have a colleague do somebody's work for some days."`
	TakeBack  takeBackCmd  `cmd:"" help:"End that before its time."`
	Proposals proposalsCmd `cmd:"" help:"What waits for a second person."`
	Confirm   confirmCmd   `cmd:"" help:"Confirm what somebody else proposed."`
	Withdraw  withdrawCmd  `cmd:"" help:"Take a proposal back."`
}

// keeping is who keeps the directory, and why.
type keeping struct {
	As     institution.PersonID `help:"Who does it: identifier of a person of the directory." placeholder:"PERSON" required:""`
	Reason string               `help:"Why, in a sentence; it is kept." required:""`
}

// with runs fn with the registry and who does it.
func (k keeping) with(c *console, fn func(*assembly.Registry, access.Caller) error) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := looker(k).caller(c, r, access.KeepDirectory)
		if err != nil {
			return err
		}
		return fn(r, caller)
	})
}

// submit makes an edit, or proposes it, and says which.
func (k keeping) submit(c *console, from day.Date, make func(*assembly.Registry, access.Caller) (directory.Edit, error)) error {
	return k.with(c, func(r *assembly.Registry, caller access.Caller) error {
		e, err := make(r, caller)
		if err != nil {
			return err
		}
		if e.From = from; from.IsZero() {
			e.From = day.FromTime(c.now())
		}
		done, proposed, err := r.Directory.Submit(c.ctx, caller, e)
		if err != nil {
			return err
		}
		if proposed != nil {
			fmt.Fprintf(c.err, "It waits for a second person until %s: registryctl directory confirm\n", instant(proposed.Expires))
			fmt.Fprintln(c.out, proposed.ID)
			return nil
		}
		return k.said(c, done)
	})
}

func (keeping) said(c *console, done directory.Imported) error {
	_, err := fmt.Fprintf(c.out, "%d added, %d changed, %d ended, %d as they were\n", done.Added, done.Changed, done.Ended, done.Unchanged)
	return err
}

// officeOf finds an office by its code.
func officeOf(c *console, r *assembly.Registry, code string) (institution.OfficeID, error) {
	found, err := r.Directory.Find(c.ctx, code)
	if err != nil {
		return institution.OfficeID{}, err
	}
	return found[0], nil
}

type directoryListCmd struct {
	keeping
	Office string `help:"Only the office with this code." placeholder:"CODE"`
	JSON   bool   `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (directoryListCmd) Help() string {
	return `Examples:

  registryctl directory list --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "who is on duty"
  registryctl directory list --office SR-1 --json --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "staff review"

The Ministry's administrators see everybody, others the people of their own office.`
}

// Run lists.
func (q directoryListCmd) Run(c *console) error {
	return q.with(c, func(r *assembly.Registry, caller access.Caller) error {
		list, err := r.Directory.List(c.ctx, caller, q.Office)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(list)
		}
		return showDirectory(c.out, list)
	})
}

func showDirectory(out io.Writer, l directory.Listed) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, o := range l.Offices {
		fmt.Fprintf(w, "%s\t%s\t%s\t%d municipalities\n", o.Code, o.Kind, o.Name, len(o.Territory))
	}
	for _, p := range l.People {
		admin := ""
		if p.Administrator {
			admin = "administrator"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", p.ID, p.Name.Reveal(), p.Office, p.Role, ends(p.Until), admin)
	}
	for _, o := range l.Operators {
		fmt.Fprintf(w, "%s\twrites for\t%s\t%s\n", o.Person, o.Office, ends(o.Until))
	}
	for _, a := range l.Agreements {
		fmt.Fprintf(w, "%s\tagreement %s\t%s\tfrom %s %s\n", a.Partner, a.Number, countries(a.Countries), a.From, ends(a.Until))
	}
	for _, s := range l.StandIns {
		fmt.Fprintf(w, "%s\tstands in for\t%s\tfrom %s until %s\n", s.StandIn, s.Person, s.From, s.Until)
	}
	return w.Flush()
}

func ends(d day.Date) string {
	if d.IsZero() {
		return ""
	}
	return "until " + d.String()
}

type directoryApplyCmd struct {
	keeping
	File string   `arg:"" type:"existingfile" help:"FILE.json, FILE.csv or FILE.xlsx, as for import catalogue."`
	From day.Date `help:"From which day it is so; today if left out." placeholder:"2026-03-31"`
}

// Help teaches by example.
func (directoryApplyCmd) Help() string {
	return `Examples:

  registryctl directory apply consortium.csv --from 2026-07-01 --as 01890a5d-ac96-774b-bcce-b302099a8057 \
    --reason "three municipalities join the consortium"

As import catalogue, by a person: within what that person may, with a line in the
record of access. What reaches over the country then waits for a second person.`
}

// Run applies.
func (a directoryApplyCmd) Run(c *console) error {
	draft, err := catalogueCmd{File: a.File}.read(c)
	if err != nil {
		return err
	}
	return a.submit(c, a.From, func(r *assembly.Registry, _ access.Caller) (directory.Edit, error) {
		catalogue, err := resolved(c, r, draft)
		return directory.Edit{Catalogue: catalogue}, err
	})
}

type directoryCloseCmd struct {
	keeping
	Code string   `arg:"" help:"Code of the institution or structure."`
	On   day.Date `help:"The first day on which it stands no more; today if left out." placeholder:"2026-03-31"`
}

// Help teaches by example.
func (directoryCloseCmd) Help() string {
	return `Examples:

  registryctl directory close SR-1 --on 2026-06-30 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "contract over"

Nobody may work there any more; whoever is still hosted there stays hosted, until
a record says otherwise. What was so before that day stays as it was.`
}

// Run closes.
func (q directoryCloseCmd) Run(c *console) error {
	return q.submit(c, q.On, func(r *assembly.Registry, caller access.Caller) (e directory.Edit, err error) {
		list, err := r.Directory.List(c.ctx, caller, q.Code)
		switch {
		case err != nil:
			return e, err
		case len(list.Offices) == 0:
			return e, fault.Newf(fault.NotFound, "the directory has no office with the code %q", q.Code)
		case list.Offices[0].Kind == "structure":
			e.Ended.Structures = []facility.ID{facility.ID(list.Offices[0].ID)}
		default:
			e.Ended.Institutions = []institution.ID{institution.ID(list.Offices[0].ID)}
		}
		return e, nil
	})
}

// named reads a name from the option, or for - from the input.
func named(option string) (minor.Text, error) {
	if option != "-" {
		return minor.Text(option), nil
	}
	b, err := io.ReadAll(io.LimitReader(os.Stdin, 1<<10))
	return minor.Text(trimLine(b)), err
}

func trimLine(b []byte) string {
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == '\r') {
		b = b[:len(b)-1]
	}
	return string(b)
}

// newPerson gives an identifier of its own to somebody who has none.
func newPerson(given institution.PersonID) institution.PersonID {
	if given.IsZero() {
		return institution.PersonID(id.New[struct{}]())
	}
	return given
}
