package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/institution"
)

type custodyCmd struct {
	looker
	Code string   `arg:"" help:"The national code of the child; - to read it from the input."`
	On   day.Date `help:"The day asked about; today if left out." placeholder:"2026-03-31"`
	JSON bool     `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (custodyCmd) Help() string {
	return `Examples:

  registryctl custody 0000012345 --on 2026-03-31 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "custody hearing"

Who looks, at whom and why is written down before anything is shown, whatever
the answer. A child whom that person may not see is one who does not exist.`
}

// Run looks up custody.
func (q custodyCmd) Run(c *console) error {
	if q.On.IsZero() {
		q.On = day.FromTime(c.now())
	}
	code, err := codeFrom(q.Code)
	if err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.AskCustody)
		if err != nil {
			return err
		}
		out, err := r.Lookup.Custody(c.ctx, caller, code, q.On)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(custodyOf(out, q.On))
		}
		return showCustody(c.out, out, q.On)
	})
}

// custody is an answer as JSON.
type custody struct {
	On      day.Date        `json:"on"`
	Ground  casefile.Ground `json:"ground"`
	Custody []charge        `json:"custody"`
	Town    string          `json:"town,omitempty"` // ISTAT code of the municipality that answers by place
}

type charge struct {
	Institution institution.ID `json:"institution"`
	Code        string         `json:"code"`
	Name        string         `json:"name"`
	From        day.Date       `json:"from"`
	Lead        bool           `json:"lead"`
	Released    bool           `json:"released"`
}

func custodyOf(a lookup.Answer, on day.Date) custody {
	out := custody{On: on, Ground: a.Ground, Custody: []charge{}, Town: a.Town.Istat}
	for _, c := range a.Charges {
		out.Custody = append(out.Custody, charge{c.By, c.Code, c.Name, c.From, c.Lead, c.Released})
	}
	return out
}

// meanwhile says who answers for a child whom nobody has taken into care.
func meanwhile(a lookup.Answer) string {
	if a.Ground != casefile.ByPlace {
		return "No place is known: until somebody takes the child, the Ministry sees to it."
	}
	return strings.TrimSpace("Until somebody takes the child, the municipality of the place answers: " + a.Town.Istat + " " + a.Town.Name)
}

func showCustody(out io.Writer, a lookup.Answer, on day.Date) error {
	if len(a.Charges) == 0 {
		fmt.Fprintf(out, "On %s nobody has taken the child into care.\n%s\n", on, meanwhile(a))
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "On %s\n\ncustody of\tcode\tsince\t\n", on)
	for _, c := range a.Charges {
		note := ""
		switch {
		case c.Released:
			note = "released, not taken: still answers"
		case len(a.Charges) > 1:
			note = "in conflict; leads: " + strconv.FormatBool(c.Lead)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.Name, c.Code, c.From, note)
	}
	return w.Flush()
}
