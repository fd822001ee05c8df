package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"

	"faro.example/registry/assembly"
	"faro.example/registry/intake"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type resolveCmd struct {
	looker
	Conflict casefile.ConflictID  `arg:"" help:"Identifier of the conflict, as registryctl conflicts gives it."`
	Choose   int                  `help:"Number of the record that stands, as registryctl conflicts show counts them." placeholder:"NUMBER"`
	Both     bool                 `help:"Both stand."`
	Value    string               `help:"File of JSON with the value that stands instead, as a record of that kind would state it." type:"existingfile" placeholder:"FILE"`
	Office   institution.OfficeID `help:"For which office the person decides; the first that the person speaks for if left out." placeholder:"OFFICE"`
}

// Help teaches by example.
func (resolveCmd) Help() string {
	return `Examples:

  registryctl conflicts show 5f0c... --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "two names"
  registryctl resolve 5f0c... --choose 2 --as ... --reason "so it stands in the passport"
  registryctl resolve 5f0c... --both --as ... --reason "two boats on one day: both were seen"
  registryctl resolve 5f0c... --value birth.json --as ... --reason "the mother was heard"

The decision is a record, signed by the registry with that person as author, and
names what contended when it was read; the reason is kept in it. What somebody
says later without knowing of it opens the conflict again. Who may not decide is
refused, and told who may.`
}

// Run decides a conflict.
func (q resolveCmd) Run(c *console) error {
	if err := oneWay(q.Choose != 0, q.Both, q.Value != ""); err != nil {
		return err
	}
	how := lookup.Decision{Both: q.Both, Reason: minor.Text(q.Reason)}
	if q.Value != "" {
		raw, err := os.ReadFile(q.Value)
		var value bytes.Buffer
		if err != nil || json.Compact(&value, raw) != nil {
			return fault.Field("value", "cannot be read as JSON", "give a file with the value, as a record of that kind would state it")
		}
		how.Third = value.Bytes()
	}
	return q.saying(c, func(r *assembly.Registry, caller access.Caller) error {
		d, err := r.Lookup.Conflict(c.ctx, caller, q.Conflict)
		if err != nil {
			return err
		}
		if how.Choose, err = chosen(d, q.Choose); err != nil {
			return err
		}
		said := intake.Statement{
			ID: change.ID(id.New[struct{}]()), Minor: d.Minor, On: day.On(day.FromTime(c.now())), Structure: q.office(caller),
			Section: d.Section, Seen: d.Seen, Body: d.Resolve(how),
		}
		receipts, err := r.Intake.Say(c.ctx, caller, []intake.Statement{said})
		if err != nil {
			return err
		}
		if got := receipts[0]; got.Verdict == api.Refused {
			return &fault.Error{Kind: fault.Invalid, Field: got.Field, Detail: got.Detail, Remedy: got.Remedy}
		}
		fmt.Fprintf(c.out, "%s decided by record %s\n", d.Slot, said.ID)
		return nil
	})
}

func (q resolveCmd) office(c access.Caller) institution.OfficeID {
	if q.Office.IsZero() && len(c.Offices) > 0 {
		return c.Offices[0]
	}
	return q.Office
}

// chosen gives the record that a number means, zero for none.
func chosen(d lookup.Dispute, number int) (change.ID, error) {
	if number < 0 || number > len(d.Sides) {
		return change.ID{}, fault.Field("choose", "no record has that number", "registryctl conflicts show counts them")
	}
	if number == 0 {
		return change.ID{}, nil
	}
	return d.Sides[number-1].Record, nil
}
