package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

type findCmd struct {
	looker
	Name        minor.Text    `help:"The name or a part of it, in Latin or Arabic script, as it is heard; - to read it from the input."`
	Born        day.Date      `help:"The day on which the child is said to be born." placeholder:"2009-01-01"`
	Age         int           `help:"About how many years old."`
	Code        string        `help:"The national code; - to read it from the input."`
	Number      minor.Text    `help:"Of a document, a wristband or another system; - to read it from the input."`
	Sex         minor.Sex     `help:"M, F or X; any if left out."`
	Citizenship minor.Country `help:"Two capital letters, or stateless; any if left out." placeholder:"GN"`
	Structure   facility.ID   `help:"Where the child is now: identifier of a structure."`
	JSON        bool          `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (findCmd) Help() string {
	return `Examples:

  registryctl find --name - --age 16 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "a boy asks for his brother"
  registryctl find --born 2009-01-01 --citizenship GN --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "a boy without papers"

The parts of a name may be in any order and spelt by ear; with a name the day and
the age need not be right; a structure alone gives the children who are there. What
was asked, by whom, why, and which children came back is written down before anything
is shown. At most 50 are shown, the likeliest first, with the reasons. Open one by its
identifier: registryctl casefile.`
}

// Run searches.
func (q findCmd) Run(c *console) error {
	query, err := q.query()
	if err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.Search)
		if err != nil {
			return err
		}
		found, more, err := r.Lookup.Find(c.ctx, caller, query)
		if err != nil {
			return err
		}
		if more {
			fmt.Fprintf(c.err, "These are the %d likeliest; there may be more: say more of the child.\n", len(found))
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
		return showFound(c.out, found, names)
	})
}

// query reads what is asked, from the input where it says so.
func (q findCmd) query() (out lookup.Query, err error) {
	out = lookup.Query{
		Name: q.Name, Born: q.Born, Age: q.Age, Number: q.Number, Sex: q.Sex, Citizenship: q.Citizenship, Structure: q.Structure,
	}
	for _, t := range []*minor.Text{&out.Name, &out.Number} {
		if t.Reveal() == "-" {
			line, err := bufio.NewReader(os.Stdin).ReadString('\n')
			if err != nil && !errors.Is(err, io.EOF) {
				return out, fmt.Errorf("read what is looked for: %w", err)
			}
			*t = minor.Text(strings.TrimSpace(line))
		}
	}
	if q.Code != "" {
		out.Code, err = codeFrom(q.Code)
	}
	return out, err
}

func showFound(out io.Writer, found []lookup.Found, names map[institution.OfficeID]directory.Name) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "minor\tcode\tname\tborn\tsex\tcitizenship\tstate\tat\twhy")
	for _, f := range found {
		name := ""
		if f.Name != nil {
			name = strings.TrimSpace(f.Name.Given.Reveal() + " " + f.Name.Family.Reveal())
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", f.Minor, f.Code.Reveal(), name, f.Born, f.Sex, f.Citizenship, f.State,
			placeWords(facility.Place{Facility: f.Facility}, names), whyWords(f.Reasons))
	}
	return w.Flush()
}

// whyWords says what speaks for a child, in one line.
func whyWords(reasons []match.Reason) string {
	var out []string
	for _, r := range reasons {
		if r.Bits > 0 {
			out = append(out, strings.ReplaceAll(r.Field, "_", " ")+" "+r.English)
		}
	}
	return strings.Join(out, ", ")
}
