package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type candidatesCmd struct {
	List candidatesListCmd `cmd:"" help:"Which two registrations may be of one child, the missing and the likeliest first."`
	Show candidatesShowCmd `cmd:"" help:"Two casefiles side by side, and what speaks for one child."`
}

type candidatesListCmd struct {
	looker
	After []minor.ID `help:"The last pair of the list before: two identifiers." placeholder:"MINOR,MINOR"`
	All   bool       `help:"Also those that are less likely than is worth a person's time."`
	JSON  bool       `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (candidatesListCmd) Help() string {
	return `Examples:

  registryctl candidates list --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "today's candidates"

At most 50, of whom the person who looks may see both: those that are worth a person's
time, which the last look at the nation learnt (registryctl match sweep): as many as are
likelier right than wrong on the whole. The others are kept: --all. A social service is
told besides of each child that it answers for who may be one that it may not see, and
whom to ask. A person decides: registryctl candidates show, then registryctl link.`
}

// Run lists.
func (q candidatesListCmd) Run(c *console) error {
	after, err := twoOf(q.After)
	if err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.Search)
		if err != nil {
			return err
		}
		out, err := r.Lookup.Candidates(c.ctx, caller, lookup.Asked{After: after, All: q.All})
		if err != nil {
			return err
		}
		if out.Less {
			fmt.Fprintln(c.err, "There are less likely ones: --all")
		}
		if out.More {
			last := out.Open[len(out.Open)-1]
			fmt.Fprintf(c.err, "There are more: --after %s,%s\n", last.Low, last.High)
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(out)
		}
		var ask []institution.OfficeID
		for _, b := range out.Beyond {
			for _, i := range b.Answers {
				ask = append(ask, institution.Office(i))
			}
		}
		names, err := r.Directory.Names(c.ctx, ask...)
		if err != nil {
			return err
		}
		return showCandidates(c.out, out, names)
	})
}

// twoOf reads a pair, or none.
func twoOf(ids []minor.ID) (lookup.Two, error) {
	switch len(ids) {
	case 0:
		return lookup.Two{}, nil
	case 2:
		return lookup.Two{One: ids[0], Other: ids[1]}, nil
	}
	return lookup.Two{}, fault.Field("after", "not a pair", "give two identifiers with a comma between, as they were listed")
}

func showCandidates(out io.Writer, of lookup.Candidates, names map[institution.OfficeID]directory.Name) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "one\tother\tnames\tlikely\tfound\twhy")
	for _, c := range of.Open {
		why := whyWords(c.Reasons)
		if c.Stated {
			why = "one states the other's national code, " + why
		}
		if c.Missing {
			why = "MISSING, " + why
		}
		fmt.Fprintf(w, "%s\t%s\t%s / %s\t%s\t%s\t%s\n", c.Low, c.High, nameWords(c.Names[0]), nameWords(c.Names[1]), percent(c.Probability), instant(c.FoundAt), why)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if len(of.Open) > 0 {
		fmt.Fprintf(out, "Of these %d about %.0f are one child.\n", len(of.Open), of.Expected)
	}
	if len(of.Beyond) == 0 {
		return nil
	}
	fmt.Fprintln(out, "\nOf these children of yours the other casefile is not for you to see; ask who answers for it, or the Ministry:")
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "minor\tlikely\tfound\task")
	for _, b := range of.Beyond {
		var ask []string
		for _, i := range b.Answers {
			ask = append(ask, officeWords(institution.Office(i), names))
		}
		if len(ask) == 0 {
			ask = []string{"the Ministry"}
		}
		likely := percent(b.Probability)
		if b.Missing {
			likely += ", MISSING"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", b.Minor, likely, instant(b.FoundAt), strings.Join(ask, ", "))
	}
	return w.Flush()
}

func nameWords(n minor.Name) string {
	return strings.TrimSpace(n.Given.Reveal() + " " + n.Family.Reveal())
}

func percent(p float64) string { return fmt.Sprintf("%.0f %%", 100*p) }

type candidatesShowCmd struct {
	looker
	One   minor.ID `arg:"" help:"One of the two, as listed."`
	Other minor.ID `arg:"" help:"The other."`
	JSON  bool     `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (candidatesShowCmd) Help() string {
	return `Examples:

  registryctl candidates show 01977d3e-… 01977d41-… --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "today's candidates"

Leaves a line for each of the two casefiles before anything is shown.`
}

// Run shows both sides.
func (q candidatesShowCmd) Run(c *console) error {
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.OpenCasefile)
		if err != nil {
			return err
		}
		out, err := r.Lookup.Compare(c.ctx, caller, lookup.Two{One: q.One, Other: q.Other})
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(out)
		}
		names, err := r.Directory.Names(c.ctx, append(offices(out.Sides[0]), offices(out.Sides[1])...)...)
		if err != nil {
			return err
		}
		return showCompared(c.out, out, names)
	})
}

// showCompared prints two casefiles side by side, value by value, then why they
// may be one child's.
func showCompared(out io.Writer, of lookup.Compared, names map[institution.OfficeID]directory.Name) error {
	a, b := &of.Sides[0], &of.Sides[1]
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "minor\t%s\t%s\ncode\t%s\t%s\n", a.Minor, b.Minor, a.Identity.Code.Reveal(), b.Identity.Code.Reveal())
	left, right := shownValues(&a.Identity), shownValues(&b.Identity)
	var slots []string
	for _, i := range []*casefile.Identity{&a.Identity, &b.Identity} {
		for _, at := range i.Attributes {
			if !slices.Contains(slots, at.Slot) {
				slots = append(slots, at.Slot)
			}
		}
	}
	for _, s := range slots {
		fmt.Fprintf(w, "%s\t%s\t%s\n", s, left[s], right[s])
	}
	fmt.Fprintf(w, "where\t%s\t%s\n", whereWords(a, names), whereWords(b, names))
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nOne child: %s\n\n", percent(of.Candidate.Probability))
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if of.Candidate.Stated {
		fmt.Fprintln(w, "national code\tone was registered with that of the other\t")
	}
	for _, r := range of.Candidate.Reasons {
		fmt.Fprintf(w, "%s\t%s\t%+.1f bits\n", strings.ReplaceAll(r.Field, "_", " "), r.English, r.Bits)
	}
	return w.Flush()
}

// shownValues are the values shown, by slot, as JSON.
func shownValues(i *casefile.Identity) map[string]string {
	out := map[string]string{}
	for _, a := range i.Attributes {
		if text, err := json.Marshal(a.Value); err == nil {
			out[a.Slot] = string(text)
		}
	}
	return out
}

func whereWords(f *lookup.Casefile, names map[institution.OfficeID]directory.Name) string {
	now, open := f.Presence.Now()
	if !open {
		return "-"
	}
	return fmt.Sprintf("%s since %s, %s", now.State, now.Span.From, placeWords(now.At, names))
}
