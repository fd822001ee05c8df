package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type agreementsListCmd struct {
	keeping
	JSON bool `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (agreementsListCmd) Help() string {
	return `Examples:

  registryctl directory agreements list --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "which end this year"

First each partner with its missions and the countries covered today, then the
agreements, also those to come.`
}

// Run lists.
func (q agreementsListCmd) Run(c *console) error {
	return q.with(c, func(r *assembly.Registry, caller access.Caller) error {
		list, err := r.Directory.List(c.ctx, caller, "")
		if err != nil {
			return err
		}
		partners, err := r.Directory.Partners(c.ctx, caller)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(struct {
				Partners   []directory.Partner         `json:"partners"`
				Agreements []directory.ListedAgreement `json:"agreements"`
			}{append([]directory.Partner{}, partners...), append([]directory.ListedAgreement{}, list.Agreements...)})
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		for _, p := range partners {
			what := "partner"
			if !p.Parent.IsZero() {
				what = "mission"
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.Code, what, p.Name, countries(p.Countries))
		}
		for _, a := range list.Agreements {
			fmt.Fprintf(w, "%s\tagreement\t%s\t%s\tfrom %s %s\n", a.Partner, a.Number, countries(a.Countries), a.From, ends(a.Until))
		}
		return w.Flush()
	})
}

func countries(list []minor.Country) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = string(c)
	}
	return strings.Join(out, " ")
}

type agreementsAddCmd struct {
	keeping
	Partner   string          `arg:"" help:"Code of the tracing partner."`
	Number    string          `arg:"" help:"By which people know the agreement."`
	Countries []minor.Country `arg:"" help:"The countries that it covers: two capital letters each."`
	From      day.Date        `help:"From which day; today if left out." placeholder:"2026-03-31"`
	Until     day.Date        `help:"The first day on which it is in force no more." placeholder:"2028-03-31"`
}

// Help teaches by example.
func (agreementsAddCmd) Help() string {
	return `Examples:

  registryctl directory agreements add IF "Accordo 12/2026" GN GM SN --from 2026-01-01 --until 2028-01-01 \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "signed in December"

A tracing is entrusted only to a partner, or a mission of it, whose agreement is in
force and covers the country.`
}

// Run adds.
func (a agreementsAddCmd) Run(c *console) error {
	return a.submit(c, a.From, func(r *assembly.Registry, _ access.Caller) (directory.Edit, error) {
		partner, err := officeOf(c, r, a.Partner)
		return directory.Edit{Catalogue: directory.Catalogue{Agreements: []directory.Agreement{
			{Partner: institution.ID(partner), Number: a.Number, Countries: a.Countries, Until: a.Until},
		}}}, err
	})
}

type agreementsEndCmd struct {
	keeping
	Partner string   `arg:"" help:"Code of the tracing partner."`
	Number  string   `arg:"" help:"By which people know the agreement."`
	On      day.Date `help:"The first day on which it is in force no more; today if left out." placeholder:"2026-03-31"`
}

// Help teaches by example.
func (agreementsEndCmd) Help() string {
	return `Examples:

  registryctl directory agreements end IF "Accordo 12/2026" --on 2026-07-01 \
    --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "not renewed"

What was entrusted under it before that day stays entrusted: the Ministry passes it on.`
}

// Run ends.
func (a agreementsEndCmd) Run(c *console) error {
	return a.submit(c, a.On, func(r *assembly.Registry, _ access.Caller) (directory.Edit, error) {
		partner, err := officeOf(c, r, a.Partner)
		return directory.Edit{Ended: directory.Ended{Agreements: []directory.Agreement{{Partner: institution.ID(partner), Number: a.Number}}}}, err
	})
}
