package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/census"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/institution"
)

type censusCmd struct {
	On      day.Date `help:"The day counted; today if left out." placeholder:"2026-03-31"`
	By      []string `help:"How to cut: some of region, province, municipality, structure, reception, state, sex, age, citizenship, mode." placeholder:"CUT"`
	KnownAt day.Date `help:"As known at the end of this day; now if left out." placeholder:"2026-04-15"`
	JSON    bool     `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (censusCmd) Help() string {
	return `Examples:

  registryctl census --on 2026-03-31
  registryctl census --on 2026-03-31 --by region,sex
  registryctl census --on 2026-03-31 --known-at 2026-04-15   the figure as it was given then

Present are those at the end of the day, in Italy: the day of arrival counts, the
day of departure does not. The cells add up to the total; "-" is what no record
states. Counts hold no personal data.`
}

// Run counts.
func (q censusCmd) Run(c *console) error {
	if q.On.IsZero() {
		q.On = day.FromTime(c.now())
	}
	return c.with(func(r *assembly.Registry) error {
		query := census.Query{On: q.On, KnownAt: q.KnownAt}
		for _, d := range q.By {
			query.By = append(query.By, census.Dimension(d))
		}
		caller := access.Caller{Role: access.Ministry, Person: r.Intake.Registry.Author, Agent: r.Intake.Registry.Agent, Reason: "registryctl census"}
		out, err := r.Census.Count(c.ctx, caller, query)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(countsOf(out))
		}
		return showCensus(c.out, out)
	})
}

// counts is a census as JSON.
type counts struct {
	On       day.Date           `json:"on"`
	Epoch    int                `json:"epoch"`
	Position uint64             `json:"position"`
	By       []census.Dimension `json:"by"`
	Cells    []cell             `json:"cells"`
	Total    int                `json:"total"`
	Missing  int                `json:"missing"`
}

type cell struct {
	Labels []string `json:"labels"`
	Count  int      `json:"count"`
}

func countsOf(r census.Result) counts {
	out := counts{On: r.On, Epoch: r.Epoch, Position: r.Position, By: r.By, Cells: []cell{}, Total: r.Total, Missing: r.Missing}
	for _, c := range r.Cells {
		out.Cells = append(out.Cells, cell{c.Labels, c.Count})
	}
	return out
}

func showCensus(out io.Writer, r census.Result) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "Present on %s, as known at position %d of epoch %d\n", r.On, r.Position, r.Epoch)
	if len(r.By) > 0 {
		var heads []string
		for _, d := range r.By {
			heads = append(heads, string(d))
		}
		fmt.Fprintf(w, "\n%s\tminors\n", strings.Join(heads, "\t"))
		for _, c := range r.Cells {
			for _, l := range c.Labels {
				if l == "" {
					l = "-"
				}
				fmt.Fprintf(w, "%s\t", l)
			}
			fmt.Fprintln(w, c.Count)
		}
		fmt.Fprintf(w, "total%s%d\n", strings.Repeat("\t", len(r.By)), r.Total)
	} else {
		fmt.Fprintf(w, "total\t%d\n", r.Total)
	}
	fmt.Fprintf(w, "missing, not in the total%s%d\n", strings.Repeat("\t", max(len(r.By), 1)), r.Missing)
	return w.Flush()
}

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
	On      day.Date `json:"on"`
	Custody []charge `json:"custody"`
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
	out := custody{On: on, Custody: []charge{}}
	for _, c := range a.Charges {
		out.Custody = append(out.Custody, charge{c.By, c.Code, c.Name, c.From, c.Lead, c.Released})
	}
	return out
}

func showCustody(out io.Writer, a lookup.Answer, on day.Date) error {
	if len(a.Charges) == 0 {
		fmt.Fprintf(out, "On %s nobody has taken the child into care.\n", on)
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
