package main

import (
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type searchCmd struct {
	looker
	Born        day.Date      `help:"The day on which the child is said to be born." placeholder:"2009-01-01" required:""`
	Sex         minor.Sex     `help:"M, F or X; any if left out."`
	Citizenship minor.Country `help:"Two capital letters, or stateless; any if left out." placeholder:"GN"`
	JSON        bool          `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (searchCmd) Help() string {
	return `Examples:

  registryctl search --born 2009-01-01 --citizenship GN --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "a boy without papers"

What was asked, by whom, why, and which children came back is written down before
anything is shown. At most 50 are shown. Open one by its identifier: registryctl casefile.`
}

// Run searches.
func (q searchCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.Search)
		if err != nil {
			return err
		}
		found, more, err := r.Lookup.Search(c.ctx, caller, lookup.Query{Born: q.Born, Sex: q.Sex, Citizenship: q.Citizenship})
		if err != nil {
			return err
		}
		if more {
			fmt.Fprintf(c.err, "These are the first %d; there are more: say more of the child.\n", lookup.MaxFound)
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(append([]lookup.Found{}, found...))
		}
		at := make([]institution.OfficeID, len(found))
		for i, f := range found {
			at[i] = institution.OfficeOf(f.Facility)
		}
		names, err := r.Directory.Names(c.ctx, at...)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, "minor\tborn\tsex\tcitizenship\tstate\tat")
		for _, f := range found {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", f.Minor, f.Born, f.Sex, f.Citizenship, f.State, placeWords(facility.Place{Facility: f.Facility}, names))
		}
		return w.Flush()
	})
}
