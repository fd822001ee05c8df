package roll

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"faro.example/registry/intake"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
	"faro.example/shared/sheet"
	"faro.example/shared/spelling"
)

// Plan is what is to be said of the children of a list.
type Plan struct {
	Children []Said
	Problems []sheet.Problem // of rows that are not among the children
}

// Records counts what is to be said.
func (p Plan) Records() (n int) {
	for _, s := range p.Children {
		n += len(s.Said)
	}
	return n
}

// Said is what is said of the child of a row.
type Said struct {
	Row  int
	Said []intake.Statement
}

// Plan works out the records of the good rows of a list, without writing
// anything. It fails as [Structures.FindStructures] does.
func (d Desk) Plan(ctx context.Context, rows []sheet.Row[Child], l List) (Plan, error) {
	var out Plan
	places := map[string][]facility.Structure{}
	same := map[string]int{}
	for _, row := range rows {
		c := row.Value
		if _, asked := places[c.Structure]; !asked && c.Structure != "" {
			found, err := d.Structures.FindStructures(ctx, c.Structure)
			if err != nil {
				return Plan{}, err
			}
			places[c.Structure] = found
		}
		at, err := d.place(c, places[c.Structure])
		if err != nil {
			out.Problems = append(out.Problems, problem(row.Row, columnStructure, err))
			continue
		}
		said, bad := c.say(l, key(c, same), at)
		if bad != nil {
			bad.Place.Row = row.Row
			out.Problems = append(out.Problems, *bad)
			continue
		}
		out.Children = append(out.Children, Said{Row: row.Row, Said: said})
	}
	return out, nil
}

// key is what a row is known by when it comes again: its reference, or else all
// that it says and how many before it say the same.
func key(c Child, same map[string]int) string {
	if c.Reference != "" {
		return "reference\x00" + string(c.Reference)
	}
	all, _ := json.Marshal(c) // plain values, which always have a JSON
	same[string(all)]++
	return fmt.Sprintf("row\x00%s\x00%d", all, same[string(all)])
}

// place finds where a row says that the child is: a structure of the directory by
// its code, or words, with the area in which they lie.
func (d Desk) place(c Child, found []facility.Structure) (facility.Place, error) {
	for _, s := range found {
		if spelling.Key(s.Code) != spelling.Key(c.Structure) {
			continue
		}
		r, err := d.Places.RegionOf(s.Municipality)
		if c.Municipality != "" && c.Municipality != s.Municipality || c.Region != "" && err == nil && c.Region != r.Code {
			return facility.Place{}, fault.Field("", "the directory has that structure elsewhere", "correct the place, or the code")
		}
		return facility.At(s.ID), nil
	}
	p := facility.Place{Words: c.Structure, Type: c.Reception, Area: c.Municipality}
	if p.Area == "" {
		p.Area = c.Region
	}
	if p.Words == "" {
		p.Words = "struttura non indicata"
		if r, err := d.Places.Region(c.Region); err == nil {
			p.Words += ", " + r.Name
		}
		if m, err := d.Places.Municipality(c.Municipality); err == nil {
			p.Words += ", " + m.Name
		}
	}
	return p, nil
}

// say gives what a row says, in the order in which it happened.
func (c Child) say(l List, key string, at facility.Place) ([]intake.Statement, *sheet.Problem) {
	m := minor.ID(derived(l.Name, key, "minor"))
	tag := c.Reference
	if tag == "" {
		tag = minor.Text("elenco " + hex.EncodeToString(m[:4]))
	}
	first := c.first(l.On)
	var out []intake.Statement
	var shown []change.ID
	for _, b := range []struct {
		column string
		on     day.Date
		body   change.Body
	}{
		{columnReference, first, minor.Registered{Tag: tag}},
		{columnBirth, first, c.identity(l.On)},
		{columnMode, first, c.found()},
		{columnStructure, first, placement.Began{At: at}},
		{columnMissing, c.Missing, c.absence(at)},
		{columnExit, c.Exit, c.exit()},
	} {
		if b.body == nil {
			continue
		}
		if err := b.body.Validate(); err != nil {
			p := problem(0, b.column, err)
			return nil, &p
		}
		id := change.ID(derived(l.Name, key, b.body.Kind()))
		out = append(out, intake.Statement{
			ID: id, Minor: m, On: day.On(b.on), Structure: l.Office, Seen: change.Seen{Records: slices.Clone(shown)}, Body: b.body,
		})
		shown = append(shown, id) // who writes the next line has read this one
	}
	return out, nil
}

// identity is what a row says of who the child is; nil if it says nothing. Of an
// age nothing is known but the year, and 1 January is what is written for it.
func (c Child) identity(on day.Date) change.Body {
	b := minor.IdentityStated{Source: minor.ByAuthority, Sex: c.Sex, Birth: c.Birth, Citizenship: c.Citizenship}
	if b.Birth == nil && c.Age != nil {
		y, _, _ := on.Civil()
		b.Birth = &minor.Birth{Date: day.Of(y-*c.Age, 1, 1), Precision: minor.ToYear, Provenance: minor.Presumed}
	}
	if len(b.Claims()) == 0 {
		return nil
	}
	return b
}

func (c Child) found() change.Body {
	if c.Mode == "" {
		return nil
	}
	return minor.Found{Mode: c.Mode}
}

func (c Child) absence(at facility.Place) change.Body {
	if c.Missing.IsZero() {
		return nil
	}
	at.Area = "" // as it was said where the stay began
	return movement.AbsenceReported{From: at}
}

func (c Child) exit() change.Body {
	if c.Exit.IsZero() {
		return nil
	}
	return movement.ExitRecorded{Reason: c.Reason}
}

// derived gives an identifier that follows from what it is for, so that a list
// brought again says the same: of version 8 of RFC 9562, which is for such.
func derived(list, key, what string) [16]byte {
	h := sha256.New()
	for _, part := range []string{"faro roll", list, key, what} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	id := [16]byte(h.Sum(nil)[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

// problem names what is wrong with a row, by the column.
func problem(row int, column string, err error) sheet.Problem {
	p := sheet.Problem{Place: sheet.Cell{Row: row, Header: column}, Field: column, Reason: "cannot be read", Remedy: "correct the row"}
	var e *fault.Error
	if errors.As(err, &e) {
		p.Reason, p.Remedy = e.Detail, e.Remedy
	}
	return p
}
