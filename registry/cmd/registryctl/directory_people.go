package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/institution"
)

type peopleAddCmd struct {
	keeping
	Office        string               `help:"Code of the office." placeholder:"CODE" required:""`
	Role          access.Role          `help:"The role: that of the institution, or centre at a structure." placeholder:"ROLE" required:""`
	Name          string               `help:"The name; - to read it from the input." required:""`
	Administrator bool                 `help:"Keeps the office's staff; of the Ministry, the whole directory."`
	From          day.Date             `help:"From which day; today if left out." placeholder:"2026-03-31"`
	Until         day.Date             `help:"The first day on which no longer." placeholder:"2026-12-31"`
	ID            institution.PersonID `help:"Identifier; a new one if left out." placeholder:"PERSON"`
}

// Help teaches by example.
func (peopleAddCmd) Help() string {
	return `Examples:

  registryctl directory people add --office C-SR --role municipality --name "Anna Rossi" \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "new colleague"

Prints the identifier of the person. A role that reaches over the country waits
for a second person: then the identifier of the proposal is printed.`
}

// Run adds.
func (p peopleAddCmd) Run(c *console) error {
	name, err := named(p.Name)
	if err != nil {
		return err
	}
	person := newPerson(p.ID)
	fmt.Fprintf(c.err, "person %s\n", person)
	return p.submit(c, p.From, func(r *assembly.Registry, _ access.Caller) (directory.Edit, error) {
		office, err := officeOf(c, r, p.Office)
		return directory.Edit{Catalogue: directory.Catalogue{People: []directory.Person{
			{ID: person, Name: name, Office: office, Role: p.Role, Administrator: p.Administrator, Until: p.Until}}}}, err
	})
}

type peopleMoveCmd struct {
	keeping
	Person        institution.PersonID `arg:"" help:"Identifier of the person."`
	Office        string               `help:"Code of the new office." placeholder:"CODE"`
	Role          access.Role          `help:"The new role." placeholder:"ROLE"`
	Administrator *bool                `help:"Whether an administrator from now on." negatable:""`
	From          day.Date             `help:"From which day; today if left out." placeholder:"2026-03-31"`
	Until         day.Date             `help:"The first day on which no longer." placeholder:"2026-12-31"`
}

// Help teaches by example.
func (peopleMoveCmd) Help() string {
	return `Examples:

  registryctl directory people move 01890a5d-ac96-774b-bcce-b302099a8058 --office C-CT \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "moves to Catania"

What is left out stays. Who moves to another office writes no more for those for
which they wrote.`
}

// Run moves.
func (p peopleMoveCmd) Run(c *console) error {
	return p.submit(c, p.From, func(r *assembly.Registry, caller access.Caller) (e directory.Edit, err error) {
		is, err := r.Directory.Person(c.ctx, caller, p.Person)
		if err != nil {
			return e, err
		}
		if p.Office != "" {
			if is.Office, err = officeOf(c, r, p.Office); err != nil {
				return e, err
			}
		}
		if p.Role != "" {
			is.Role = p.Role
		}
		if p.Administrator != nil {
			is.Administrator = *p.Administrator
		}
		if !p.Until.IsZero() {
			is.Until = p.Until
		}
		e.People = []directory.Person{is}
		return e, nil
	})
}

type peopleRemoveCmd struct {
	keeping
	Person institution.PersonID `arg:"" help:"Identifier of the person."`
	On     day.Date             `help:"The first day on which no longer; today if left out." placeholder:"2026-03-31"`
}

// Help teaches by example.
func (peopleRemoveCmd) Help() string {
	return `Examples:

  registryctl directory people remove 01890a5d-ac96-774b-bcce-b302099a8058 \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "has left"

It takes one person, whatever the role. Sessions end with the next request, and
agents lock the person out as soon as their feed brings it.`
}

// Run removes.
func (p peopleRemoveCmd) Run(c *console) error {
	return p.submit(c, p.On, func(*assembly.Registry, access.Caller) (directory.Edit, error) {
		return directory.Edit{Ended: directory.Ended{People: []institution.PersonID{p.Person}}}, nil
	})
}

type operatorsAddCmd struct {
	keeping
	Person institution.PersonID `arg:"" help:"Identifier of the person."`
	Office string               `arg:"" help:"Code of the office for which they write."`
	Until  day.Date             `help:"The first day on which no longer." placeholder:"2026-12-31"`
}

// Help teaches by example.
func (operatorsAddCmd) Help() string {
	return `Examples:

  registryctl directory operators add 01890a5d-ac96-774b-bcce-b302099a8058 SR-1 \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "night shift"

The agents that speak for the office learn it by their feed.`
}

// Run adds.
func (o operatorsAddCmd) Run(c *console) error {
	return o.submit(c, day.Date{}, func(r *assembly.Registry, _ access.Caller) (directory.Edit, error) {
		office, err := officeOf(c, r, o.Office)
		return directory.Edit{Catalogue: directory.Catalogue{Operators: []directory.Operator{{Person: o.Person, Office: office, Until: o.Until}}}}, err
	})
}

type operatorsRemoveCmd struct {
	keeping
	Person institution.PersonID `arg:"" help:"Identifier of the person."`
	Office string               `arg:"" help:"Code of the office."`
	On     day.Date             `help:"The first day on which no longer; today if left out." placeholder:"2026-03-31"`
}

// Help teaches by example.
func (operatorsRemoveCmd) Help() string {
	return `Examples:

  registryctl directory operators remove 01890a5d-ac96-774b-bcce-b302099a8058 SR-1 \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "works elsewhere now"

Agents lock the person out as soon as their feed brings it. What they wrote before
is taken for 90 days more, since an agent may have been off line that long.`
}

// Run removes.
func (o operatorsRemoveCmd) Run(c *console) error {
	return o.submit(c, o.On, func(r *assembly.Registry, _ access.Caller) (directory.Edit, error) {
		office, err := officeOf(c, r, o.Office)
		return directory.Edit{Ended: directory.Ended{Operators: []directory.Operator{{Person: o.Person, Office: office}}}}, err
	})
}

type handOverCmd struct {
	keeping
	Person    institution.PersonID `arg:"" help:"Whose work it is."`
	Colleague institution.PersonID `arg:"" help:"Who does it: of the same office and role."`
	From      day.Date             `help:"The first day; today if left out." placeholder:"2026-08-01"`
	Until     day.Date             `help:"The first day on which no longer, at most 92 days later." placeholder:"2026-08-16" required:""`
}

// Help teaches by example.
func (handOverCmd) Help() string {
	return `Examples:

  registryctl directory hand-over 01890a5d-ac96-774b-bcce-b302099a8057 01890a5d-ac96-774b-bcce-b302099a8058 \
    --from 2026-08-01 --until 2026-08-16 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "leave"

The colleague has the rights of both, and every line in the record of access says
for whom. It ends by itself. To administer is not handed over.`
}

// Run hands over.
func (h handOverCmd) Run(c *console) error {
	return h.submit(c, h.From, func(*assembly.Registry, access.Caller) (directory.Edit, error) {
		return directory.Edit{Catalogue: directory.Catalogue{StandIns: []directory.StandIn{{Person: h.Person, By: h.Colleague, Until: h.Until}}}}, nil
	})
}

type takeBackCmd struct {
	keeping
	Person    institution.PersonID `arg:"" help:"Whose work it is."`
	Colleague institution.PersonID `arg:"" help:"Who does it."`
}

// Help teaches by example.
func (takeBackCmd) Help() string {
	return `Examples:

  registryctl directory take-back 01890a5d-ac96-774b-bcce-b302099a8057 01890a5d-ac96-774b-bcce-b302099a8058 \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "back early"`
}

// Run ends it.
func (h takeBackCmd) Run(c *console) error {
	return h.submit(c, day.Date{}, func(*assembly.Registry, access.Caller) (directory.Edit, error) {
		return directory.Edit{Ended: directory.Ended{StandIns: []directory.StandIn{{Person: h.Person, By: h.Colleague}}}}, nil
	})
}

type proposalsCmd struct {
	keeping
	JSON bool `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (proposalsCmd) Help() string {
	return `Examples:

  registryctl directory proposals --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "what waits for me"

Those that one may confirm or withdraw. Each expires after 72 hours.`
}

// Run lists.
func (q proposalsCmd) Run(c *console) error {
	return q.with(c, func(r *assembly.Registry, caller access.Caller) error {
		list, err := r.Directory.Proposals(c.ctx, caller)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(append([]directory.Proposal{}, list...))
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		for _, p := range list {
			fmt.Fprintf(w, "%s\tby %s\tuntil %s\t%s\n\t%s\n", p.ID, p.By, instant(p.Expires), p.Reason, p.Edit.Words())
		}
		return w.Flush()
	})
}

type confirmCmd struct {
	keeping
	Proposal directory.ProposalID `arg:"" help:"Identifier of the proposal."`
}

// Help teaches by example.
func (confirmCmd) Help() string {
	return `Examples:

  registryctl directory confirm 01890a5d-ac96-774b-bcce-b302099a8060 \
    --as 01890a5d-ac96-774b-bcce-b302099a8058 --reason "spoke to her"

Neither who proposed it nor anybody whom it is about confirms.`
}

// Run confirms.
func (q confirmCmd) Run(c *console) error {
	return q.with(c, func(r *assembly.Registry, caller access.Caller) error {
		done, err := r.Directory.Confirm(c.ctx, caller, q.Proposal)
		if err != nil {
			return err
		}
		return q.said(c, done)
	})
}

type withdrawCmd struct {
	keeping
	Proposal directory.ProposalID `arg:"" help:"Identifier of the proposal."`
}

// Help teaches by example.
func (withdrawCmd) Help() string {
	return `Examples:

  registryctl directory withdraw 01890a5d-ac96-774b-bcce-b302099a8060 \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "the wrong person"`
}

// Run withdraws.
func (q withdrawCmd) Run(c *console) error {
	return q.with(c, func(r *assembly.Registry, caller access.Caller) error {
		if err := r.Directory.Withdraw(c.ctx, caller, q.Proposal); err != nil {
			return err
		}
		_, err := fmt.Fprintln(c.out, "withdrawn")
		return err
	})
}
