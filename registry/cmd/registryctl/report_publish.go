package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"faro.example/registry/assembly"
	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/shared/access"
	"faro.example/shared/day"
)

// publishing says which publication is meant, and who is at it.
type publishing struct {
	Kind report.Kind `arg:"" help:"monthly, half-yearly, eurostat or open-data." enum:"monthly,half-yearly,eurostat,open-data"`
	AsOf day.Date    `help:"The last day of its period; that of the last one that is over if left out." placeholder:"2026-10-31"`
	JSON bool        `help:"Print JSON." name:"json"`
	looker
}

type (
	draftCmd struct {
		publishing
		Again bool `help:"Where there is a draft, make it again from what is known now; its remarks stay."`
	}
	approveCmd struct{ publishing }
	remakeCmd  struct{ publishing }
)

// Help teaches by example.
func (draftCmd) Help() string {
	return `Examples:

  registryctl report draft monthly --as-of 2026-10-31 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "October"

A draft is of what is known at this moment; where there is one, it stays, but with
--again. The server makes drafts by itself, as --drafts says.`
}

// Help teaches by example.
func (approveCmd) Help() string {
	return `Examples:

  registryctl report approve monthly --as-of 2026-10-31 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "October"

Drafts it if there is no draft, publishes it in all formats and freezes it: it stays as it
is, for good. What is known later is listed beside it. Only somebody of the Ministry may;
compare the draft on the page first.`
}

// Help teaches by example.
func (remakeCmd) Help() string {
	return `Examples:

  registryctl report remake monthly --as-of 2026-10-31 --as 01890a5d-ac96-774b-bcce-b302099a8057 --reason "audit"

Makes what was published again from the position of the ledger that it was made from, and
compares JSON, CSV and HTML with what was published, byte for byte. What differs is named,
and makes the command fail.`
}

// Run makes a draft.
func (d draftCmd) Run(c *console) error {
	return d.with(c, func(desk *publication.Desk, by access.Caller, n publication.Name) error {
		p, err := desk.Draft(c.ctx, by, n)
		if err == nil && d.Again {
			p, err = desk.Renew(c.ctx, by, n)
		}
		if err != nil {
			return err
		}
		return d.tell(c, p)
	})
}

// Run publishes.
func (a approveCmd) Run(c *console) error {
	return a.with(c, func(desk *publication.Desk, by access.Caller, n publication.Name) error {
		p, err := desk.Draft(c.ctx, by, n)
		if err != nil {
			return err
		}
		if p, err = desk.Approve(c.ctx, by, n, p.Revision); err != nil {
			return err
		}
		return a.tell(c, p)
	})
}

// Run makes a publication again and compares.
func (m remakeCmd) Run(c *console) error {
	return m.with(c, func(desk *publication.Desk, by access.Caller, n publication.Name) error {
		same, err := desk.Remake(c.ctx, by, n)
		if err != nil {
			return err
		}
		words := make([]string, len(same))
		for i, f := range same {
			words[i] = string(f)
		}
		_, err = fmt.Fprintf(c.out, "%s: the same again, byte for byte: %s\n", n, strings.Join(words, ", "))
		return err
	})
}

func (p publishing) with(c *console, do func(*publication.Desk, access.Caller, publication.Name) error) error {
	if p.AsOf.IsZero() {
		p.AsOf = p.Kind.Last(day.FromTime(c.now()))
	}
	return c.with(func(r *assembly.Registry) error {
		by, err := p.caller(c, r, access.Publish)
		if err != nil {
			return err
		}
		return do(r.Publications, by, publication.Name{Kind: p.Kind, AsOf: p.AsOf})
	})
}

// tell prints what there is now.
func (p publishing) tell(c *console, is publication.Publication) error {
	if p.JSON {
		return json.NewEncoder(c.out).Encode(is)
	}
	if !is.Frozen() {
		_, err := fmt.Fprintf(c.out, "%s: a draft of revision %d, as known at position %d\n", is.Name, is.Revision, is.Position)
		return err
	}
	_, err := fmt.Fprintf(c.out, "%s: published, SHA-256 %s, as known at position %d\n", is.Name, is.Digest, is.Position)
	return err
}
