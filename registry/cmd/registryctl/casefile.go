package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/directory"
	"faro.example/registry/glass"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

type casefileCmd struct {
	looker
	Code       string        `arg:"" help:"The national code of the child, or the identifier that a search gives; - to read it from the input."`
	BreakGlass glass.Purpose `help:"Open what nothing else opens, for danger, found, health, missing or judicial; the reason is read by the auditor and the social service." placeholder:"PURPOSE"`
	Hours      int           `help:"For how many hours the glass stays broken." default:"4"`
	JSON       bool          `help:"Print JSON." name:"json"`
}

// Help teaches by example.
func (casefileCmd) Help() string {
	return `Examples:

  registryctl casefile 0000012345 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "interview today"
  registryctl casefile 0000012345 --as 01890a5d-ac96-774b-bcce-b302099a8057 --break-glass found --hours 2 \
    --reason "a boy at the central station says this code"

Who looks, at whom and why is written down before anything is shown, whatever
the answer. A child whom that person may not see is one who does not exist. A
broken glass opens the casefile to that person alone until its hours are over,
and stands in the casefile's own history for good.`
}

// Run opens a casefile.
func (q casefileCmd) Run(c *console) error {
	var of minor.ID
	var code minor.Code
	err := of.UnmarshalText([]byte(q.Code))
	if err != nil || q.BreakGlass != "" {
		if code, err = codeFrom(q.Code); err != nil {
			return err
		}
	}
	return c.with(func(r *assembly.Registry) error {
		caller, err := q.caller(c, r, access.OpenCasefile)
		if err != nil {
			return err
		}
		if q.BreakGlass != "" {
			said := glass.Breaking{Purpose: q.BreakGlass, Words: minor.Text(q.Reason), Hours: q.Hours}
			broken, err := r.Lookup.Break(c.ctx, caller, code, said)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.err, "The glass is broken until %s; the auditor and the social service are told.\n", instant(broken.Until))
		}
		out, err := open(c.ctx, r, caller, of, code)
		if err != nil {
			return err
		}
		if q.JSON {
			return json.NewEncoder(c.out).Encode(out)
		}
		names, err := r.Directory.Names(c.ctx, offices(out)...)
		if err != nil {
			return err
		}
		return showCasefile(c.out, out, names)
	})
}

// offices gives the structures and institutions that a casefile names.
func offices(f lookup.Casefile) (out []institution.OfficeID) {
	for _, s := range f.Presence.Stays {
		out = append(out, institution.OfficeOf(s.At.Facility), institution.OfficeOf(s.From.Facility))
	}
	for _, s := range f.Custody.Spans {
		out = append(out, institution.Office(s.By))
	}
	return out
}

// open opens a casefile by what names it.
func open(ctx context.Context, r *assembly.Registry, by access.Caller, of minor.ID, code minor.Code) (lookup.Casefile, error) {
	if of.IsZero() {
		return r.Lookup.CasefileOf(ctx, by, code)
	}
	return r.Lookup.Casefile(ctx, by, of)
}

// codeFrom reads a national code from an argument, or for - from the input,
// where no list of processes shows it.
func codeFrom(text string) (minor.Code, error) {
	if text == "-" {
		if _, err := fmt.Scan(&text); err != nil {
			return "", fmt.Errorf("read code: %w", err)
		}
	}
	return minor.ParseCode(text)
}

func showCasefile(out io.Writer, f lookup.Casefile, names map[institution.OfficeID]directory.Name) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "minor\t%s\nsections\t%s\n", f.Minor, sectionWords(f.Sections))
	for _, a := range f.Identity.Attributes {
		value, err := json.Marshal(a.Value)
		if err != nil {
			return fmt.Errorf("show %s: %w", a.Slot, err)
		}
		fmt.Fprintf(w, "%s\t%s\n", a.Slot, value)
	}
	for _, s := range f.Presence.Stays {
		fmt.Fprintf(w, "%s\t%s until %s, %s\n", s.State, s.Span.From, until(s.Span.Until.IsZero(), s.Span.Until), placeWords(s.At, names))
	}
	if x := f.Presence.Exit; x != nil {
		fmt.Fprintf(w, "left\t%s, %s\n", x.On, x.Reason)
	}
	for _, s := range f.Custody.Spans {
		fmt.Fprintf(w, "custody\t%s until %s, %s\n", s.Span.From, until(s.Span.Until.IsZero(), s.Span.Until),
			officeWords(institution.Office(s.By), names))
	}
	for _, c := range f.Conflicts {
		fmt.Fprintf(w, "in conflict\t%s\n", c.Slot)
	}
	for _, g := range f.Glasses {
		fmt.Fprintf(w, "glass broken\t%s until %s, by %s (%s), for %s: %s\n",
			instant(g.From), instant(g.Until), g.Person, g.Role, g.Purpose, g.Words.Reveal())
	}
	return w.Flush()
}

func until(open bool, d fmt.Stringer) string {
	if open {
		return "now"
	}
	return d.String()
}

// placeWords is a place as people call it: by the directory, else in the words
// of who wrote it down.
func placeWords(p facility.Place, names map[institution.OfficeID]directory.Name) string {
	if p.Facility.IsZero() {
		return p.Words
	}
	return officeWords(institution.OfficeOf(p.Facility), names)
}

func officeWords(o institution.OfficeID, names map[institution.OfficeID]directory.Name) string {
	if n, ok := names[o]; ok {
		return n.String()
	}
	return o.String()
}
