package main

import (
	"encoding/json"
	"fmt"
	"os"
	"text/tabwriter"

	"faro.example/registry/report/disclosure"
	"faro.example/shared/fault"
)

type reportCmd struct {
	Attack attackCmd `cmd:"" help:"Work out, from published tables alone, the counts that they withhold."`
}

type attackCmd struct {
	Release string   `arg:"" help:"The tables as published, in JSON." type:"existingfile"`
	Before  []string `help:"What was published before, the newest first; may be given again." type:"existingfile" placeholder:"FILE"`
	Floor   int      `help:"Under which no count is published: a count within fewer numbers than lie under it is worked out." default:"5" placeholder:"N"`
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
	now, err := readRelease(a.Release)
	if err != nil {
		return err
	}
	before := make([]disclosure.Release, len(a.Before))
	for i, file := range a.Before {
		if before[i], err = readRelease(file); err != nil {
			return err
		}
	}
	found, err := disclosure.Attack(a.Floor, now, before...)
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

func readRelease(file string) (out disclosure.Release, err error) {
	f, err := os.Open(file)
	if err != nil {
		return out, fault.Field("release", "cannot be read: "+file, "give a file that this user can read")
	}
	defer f.Close()
	d := json.NewDecoder(f)
	d.DisallowUnknownFields()
	if err := d.Decode(&out); err != nil {
		return out, fault.Field("release", file+" is not a release in JSON: "+err.Error(), "see registryctl report attack --help")
	}
	return out, nil
}
