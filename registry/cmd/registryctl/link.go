package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/link"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// linkCmd are the commands by which the Ministry says who is the same child.
type linkCmd struct {
	Same     linkSameCmd     `cmd:"" help:"Say that two minors are one child: they have one casefile from then on."`
	Distinct linkDistinctCmd `cmd:"" help:"Say that two minors are two children: nobody is asked again."`
	Parted   linkPartedCmd   `cmd:"" help:"Undo a joining: a child is two."`
	Records  linkRecordsCmd  `cmd:"" help:"Which records a parting would have to assign to a side."`
	Held     linkHeldCmd     `cmd:"" help:"Which records count for nobody until they are assigned."`
	Assign   linkAssignCmd   `cmd:"" help:"Say for whom a record counts that is held."`
}

// of reads what names a minor from an argument, or for - from the input.
func of(field, text string) (link.Of, error) {
	if text == "-" {
		if _, err := fmt.Scan(&text); err != nil {
			return link.Of{}, fmt.Errorf("read %s: %w", field, err)
		}
	}
	return link.Parse(field, text)
}

// saying runs fn with the desk and who speaks, with an intake at work beside
// those of the servers.
func (l looker) saying(c *console, fn func(*assembly.Registry, access.Caller) error) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := l.caller(c, r, access.Record)
		if err != nil {
			return err
		}
		work, stop := context.WithCancel(c.ctx)
		var worker sync.WaitGroup
		worker.Go(func() { r.Intake.Run(work) })
		defer func() { stop(); worker.Wait() }()
		return fn(r, caller)
	})
}

// tellSaid says what became of the child.
func (c *console) tellSaid(said link.Said, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(c.out).Encode(said)
	}
	var joined []string
	for _, m := range said.Joined {
		joined = append(joined, m.String())
	}
	if len(joined) == 0 {
		fmt.Fprintf(c.out, "position %d: %s is a child of one minor\n", said.Position, said.Minor)
		return nil
	}
	fmt.Fprintf(c.out, "position %d: %s stands for the child of %s\n", said.Position, said.Minor, strings.Join(joined, ", "))
	return nil
}

type linkSameCmd struct {
	looker
	Minor string `arg:"" help:"The national code of a minor, or its identifier; - to read it from the input."`
	Other string `arg:"" help:"The other."`
	JSON  bool   `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (linkSameCmd) Help() string {
	return `Examples:

  registryctl link same 0000012345 0000098706 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "the same scar, says the centre"

The two have one casefile from then on, by either code, with all that are joined
with either already; the census counts them once, as known from then on. What
was said of them stands side by side, and what contradicts itself is in
conflict. Two about whom courts decided otherwise are not joined. Undo it by:
registryctl link parted`
}

// Run joins.
func (q linkSameCmd) Run(c *console) error {
	a, b, err := two(q.Minor, q.Other)
	if err != nil {
		return err
	}
	return q.saying(c, func(r *assembly.Registry, caller access.Caller) error {
		said, err := r.Link.Same(c.ctx, caller, a, b)
		if err != nil {
			return err
		}
		return c.tellSaid(said, q.JSON)
	})
}

func two(minor, other string) (a, b link.Of, err error) {
	if a, err = of("minor", minor); err == nil {
		b, err = of("other", other)
	}
	return a, b, err
}

type linkDistinctCmd struct {
	looker
	Minor string `arg:"" help:"The national code of a minor, or its identifier; - to read it from the input."`
	Other string `arg:"" help:"The other."`
	JSON  bool   `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (linkDistinctCmd) Help() string {
	return `Examples:

  registryctl link distinct 0000012345 0000098706 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "both were seen on one day"

Nobody is asked about the two again. Should they turn out to be one child after
all, they can be joined all the same.`
}

// Run tells apart.
func (q linkDistinctCmd) Run(c *console) error {
	a, b, err := two(q.Minor, q.Other)
	if err != nil {
		return err
	}
	return q.saying(c, func(r *assembly.Registry, caller access.Caller) error {
		said, err := r.Link.Distinct(c.ctx, caller, a, b)
		if err != nil {
			return err
		}
		return c.tellSaid(said, q.JSON)
	})
}

// parting is what a parting is about.
type parting struct {
	looker
	Minor string   `arg:"" help:"The national code of a minor of the joined child, or its identifier; - to read it from the input."`
	Apart []string `help:"The minors who are another child, by code or identifier." placeholder:"MINOR" required:""`
	JSON  bool     `help:"Print JSON." name:"json"`
}

func (p parting) of() (m link.Of, apart []link.Of, err error) {
	if m, err = of("minor", p.Minor); err != nil {
		return m, nil, err
	}
	for _, text := range p.Apart {
		a, err := of("apart", text)
		if err != nil {
			return m, nil, err
		}
		apart = append(apart, a)
	}
	return m, apart, nil
}

type linkPartedCmd struct {
	parting
	Record []string `help:"For whom a record counts that was written where both sides were shown: its identifier, = and that of a minor." placeholder:"RECORD=MINOR"`
}

// Help teaches by example.
func (linkPartedCmd) Help() string {
	return `Examples:

  registryctl link records 0000012345 --apart 0000098706 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "a brother"
  registryctl link parted 0000012345 --apart 0000098706 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "a brother" \
    --record 01890a5d-ac96-774b-bcce-b302099a8071=01890a5d-ac96-774b-bcce-b302099a8011

The minors named by --apart are one child, the rest another. Each record that
was written where both were shown is assigned to one of the minors; what is
written so by somebody who does not know yet is held: registryctl link held`
}

// Run parts.
func (q linkPartedCmd) Run(c *console) error {
	m, apart, err := q.of()
	if err != nil {
		return err
	}
	records, err := assignments(q.Record)
	if err != nil {
		return err
	}
	return q.saying(c, func(r *assembly.Registry, caller access.Caller) error {
		said, err := r.Link.Parted(c.ctx, caller, m, apart, records)
		if err != nil {
			return err
		}
		return c.tellSaid(said, q.JSON)
	})
}

func assignments(texts []string) (out []change.Assignment, err error) {
	for _, text := range texts {
		var a change.Assignment
		record, to, ok := strings.Cut(text, "=")
		if !ok || a.Record.UnmarshalText([]byte(record)) != nil || a.Minor.UnmarshalText([]byte(to)) != nil {
			return nil, fault.Field("record", "not two identifiers with = between", "give the record and the minor as registryctl link records shows them")
		}
		out = append(out, a)
	}
	return out, nil
}

type linkRecordsCmd struct{ parting }

// Help teaches by example.
func (linkRecordsCmd) Help() string {
	return `Examples:

  registryctl link records 0000012345 --apart 0000098706 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "a brother"

Shows what each record is and who wrote it when, about which minor, and who else
was shown; what it says stands in the casefile.`
}

// Run lists what would be torn.
func (q linkRecordsCmd) Run(c *console) error {
	m, apart, err := q.of()
	if err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.Record)
		if err != nil {
			return err
		}
		records, err := r.Link.Torn(c.ctx, caller, m, apart)
		if err != nil {
			return err
		}
		return c.showRecords(r, records, q.JSON)
	})
}

type linkHeldCmd struct {
	looker
	Limit int  `help:"At most so many." default:"200"`
	JSON  bool `help:"Print JSON." name:"json"`
}

// Run lists what is held.
func (q linkHeldCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.Record)
		if err != nil {
			return err
		}
		records, err := r.Link.Held(c.ctx, caller, max(q.Limit, 0))
		if err != nil {
			return err
		}
		return c.showRecords(r, records, q.JSON)
	})
}

type linkAssignCmd struct {
	looker
	Record string `arg:"" help:"The identifier of a record that is held."`
	Minor  string `arg:"" help:"For whom it counts: a minor that was shown when it was written, by code or identifier; - to read it from the input."`
	JSON   bool   `help:"Print JSON." name:"json"`
}

// Run assigns.
func (q linkAssignCmd) Run(c *console) error {
	var record change.ID
	if err := record.UnmarshalText([]byte(q.Record)); err != nil {
		return fault.Field("record", "not an identifier", "give it as registryctl link held shows it")
	}
	m, err := of("minor", q.Minor)
	if err != nil {
		return err
	}
	return q.saying(c, func(r *assembly.Registry, caller access.Caller) error {
		said, err := r.Link.Assign(c.ctx, caller, record, m)
		if err != nil {
			return err
		}
		return c.tellSaid(said, q.JSON)
	})
}

// showRecords lists records without what they say.
func (c *console) showRecords(r *assembly.Registry, records []link.Record, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(c.out).Encode(append([]link.Record{}, records...))
	}
	var offices []institution.OfficeID
	for _, x := range records {
		offices = append(offices, x.Structure)
	}
	names, err := r.Directory.Names(c.ctx, offices...)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, x := range records {
		fmt.Fprintf(w, "%s\t%s\t%s\tabout %s\t%s\n", x.ID, x.Kind, x.On, x.Minor, officeWords(x.Structure, names))
	}
	return w.Flush()
}
