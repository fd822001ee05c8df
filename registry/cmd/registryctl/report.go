package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"faro.example/registry/assembly"
	"faro.example/registry/report"
	"faro.example/registry/report/disclosure"
	"faro.example/registry/report/press"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

type reportCmd struct {
	Monthly    monthlyCmd    `cmd:"" help:"Those present at the end of a month: by sex, age, citizenship, region; girls; the missing."`
	HalfYearly halfYearlyCmd `cmd:"" help:"The in-depth report of a half-year: presence, reception, arrivals and departures, girls, the periods before."`
	Eurostat   eurostatCmd   `cmd:"" help:"The extract for Eurostat: by citizenship, age and sex, rounded to 5."`
	OpenData   openDataCmd   `cmd:"" help:"Open data: those present by region and province, with sex and age."`
	Draft      draftCmd      `cmd:"" help:"Draft what is to be published, of what is known now."`
	Approve    approveCmd    `cmd:"" help:"Publish a draft: frozen, for good."`
	Remake     remakeCmd     `cmd:"" help:"Make what was published again, and compare it byte for byte."`
	Attack     attackCmd     `cmd:"" help:"Work out, from published tables alone, the counts that they withhold."`
}

// making is how a report is asked for.
type making struct {
	AsOf     day.Date        `help:"The last day of its period; that of the last one that is over if left out." placeholder:"2026-10-31"`
	KnownAt  day.Date        `help:"As known at the end of this day; now if left out." placeholder:"2026-11-15"`
	Audience report.Audience `help:"public or internal: the public sees no small counts, nor what would tell them." enum:"public,internal" default:"internal"`
	Floor    int             `help:"Under which the public sees no count." default:"5" placeholder:"N"`
	Before   []string        `help:"What was published before, in JSON, the newest first: nothing that it withholds is told by this one." type:"existingfile" placeholder:"FILE"`
	Format   string          `help:"html, pdf, xlsx, csv or json; of open data also schema and dcat." enum:"html,pdf,xlsx,csv,json,schema,dcat" default:"csv"`
	Lang     string          `help:"it or en: of the page; a PDF is in Italian." enum:"it,en" default:"it"`
	Chromium string          `help:"The browser that makes a tagged PDF; it is made without one if left out." placeholder:"FILE" env:"FARO_CHROMIUM"`
	Out      string          `help:"The file to write; - for the standard output." default:"-" placeholder:"FILE"`
}

type (
	monthlyCmd    struct{ making }
	halfYearlyCmd struct{ making }
	eurostatCmd   struct{ making }
	openDataCmd   struct{ making }
)

// Help teaches by example.
func (making) Help() string {
	return `Examples:

  registryctl report monthly --as-of 2026-10-31 --format xlsx --out october.xlsx
  registryctl report monthly --as-of 2026-10-31 --known-at 2026-11-15      as it was known then
  registryctl report monthly --as-of 2026-10-31 --audience public --format json --before september.json --out october.json
  registryctl report half-yearly --as-of 2026-06-30 --audience public --format pdf --out half-year.pdf

Parts add up to totals; "not attributed" is what no record states. Where a count for the
public would be under the floor it is withheld, with as few others as it takes that nobody
works it out. The same day and knowing give the same bytes as JSON, CSV and HTML.`
}

// Run makes the report.
func (m monthlyCmd) Run(c *console) error { return m.make(c, report.Monthly) }

// Run makes the report.
func (m halfYearlyCmd) Run(c *console) error { return m.make(c, report.HalfYearly) }

// Run makes the report.
func (m eurostatCmd) Run(c *console) error { return m.make(c, report.Eurostat) }

// Run makes the report.
func (m openDataCmd) Run(c *console) error { return m.make(c, report.OpenData) }

func (m making) make(c *console, k report.Kind) error {
	if m.AsOf.IsZero() {
		m.AsOf = k.Last(day.FromTime(c.now()))
	}
	before, err := readReports(m.Before)
	if err != nil {
		return err
	}
	return c.with(func(r *assembly.Registry) error {
		caller := access.Caller{Role: access.Ministry, Person: r.Intake.Registry.Author, Agent: r.Intake.Registry.Agent, Reason: "registryctl report " + string(k)}
		maker := report.Maker{Census: r.Census, Places: r.Places}
		out, err := maker.Make(c.ctx, caller, k, report.Question{AsOf: m.AsOf, KnownAt: m.KnownAt})
		if err != nil {
			return err
		}
		if m.Audience == report.Public {
			if out, err = out.Public(m.Floor, before...); err != nil {
				return err
			}
		}
		return m.write(c, out)
	})
}

// format is the one that is asked for, in the language that is.
func (m making) format() report.Format {
	if m.Format == string(report.HTML) && m.Lang == "en" {
		return report.HTMLEnglish
	}
	return report.Format(m.Format)
}

// write writes the report whole, or not at all: a file half written has no name.
func (m making) write(c *console, r report.Report) error {
	text, err := (&press.Press{Chromium: m.Chromium}).Make(c.ctx, r, m.format())
	if err != nil {
		return err
	}
	if m.Out == "-" {
		_, err := c.out.Write(text)
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(m.Out), ".report-*")
	if err != nil {
		return fault.Field("out", "cannot be written: "+m.Out, "name a file in a folder that this user can write to")
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if err := errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", m.Out, err)
	}
	return os.Rename(f.Name(), m.Out)
}

func readReports(files []string) ([]report.Report, error) {
	out := make([]report.Report, len(files))
	for i, file := range files {
		var err error
		if out[i], err = readReport(file); err != nil {
			return nil, err
		}
	}
	return out, nil
}

type attackCmd struct {
	Report string   `arg:"" help:"The report as published, in JSON." type:"existingfile"`
	Before []string `help:"What was published before, the newest first; may be given again." type:"existingfile" placeholder:"FILE"`
	Floor  int      `help:"Under which no count is published: a count within fewer numbers than lie under it is worked out." default:"5" placeholder:"N"`
}

// Help teaches by example.
func (attackCmd) Help() string {
	return `Examples:

  registryctl report attack july.json --before june.json --before may.json

Needs no database: it knows what any reader knows. Within a table of two dimensions the
bounds are exact (maximum flow); over linked tables and months they are outer bounds,
tightened until they stand still, and said to be so. It ends with an error if anything
that is withheld can be worked out.

  {"tables": [{"name": "present", "measure": "present", "on": "2026-07-31",
    "rows": [{"dimension": "country", "members": ["EG"]}, {"dimension": "country", "members": ["GN", "ML"]}],
    "cells": [[{"count": 20}], [{"withheld": true}], [{"count": 24}]]}]}

The last line and the last column are the totals. "entered" and "left" have "from" too.`
}

// Run attacks.
func (a attackCmd) Run(c *console) error {
	now, err := readReport(a.Report)
	if err != nil {
		return err
	}
	before, err := readReports(a.Before)
	if err != nil {
		return err
	}
	found, err := now.Attack(a.Floor, before...)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%d withheld: bounds exact for %d, from outside for %d\n", found.Withheld, found.Exact, found.Withheld-found.Exact)
	w := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	for _, h := range found.Holes {
		fmt.Fprintf(w, "%s\t%s\n", h.Spot, boundsWords(h))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if n := len(found.Holes); n > 0 {
		return &fault.Error{
			Kind: fault.Conflict, Detail: fmt.Sprintf("%d of what is withheld can be worked out", n),
			Remedy: "withhold more beside them, or publish wider classes",
		}
	}
	return nil
}

func boundsWords(h disclosure.Hole) string {
	words := fmt.Sprintf("is %d", h.Low)
	if h.High > h.Low {
		words = fmt.Sprintf("is from %d to %d", h.Low, h.High)
	}
	if !h.Exact {
		words += " or narrower"
	}
	return words
}

func readReport(file string) (report.Report, error) {
	f, err := os.Open(file)
	if err != nil {
		return report.Report{}, fault.Field("report", "cannot be read: "+file, "give a file that this user can read")
	}
	defer f.Close()
	return report.Read(f)
}
