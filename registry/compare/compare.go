// Package compare lays a list that is kept elsewhere beside the registry: a
// municipality's own roll, the second-reception database, the table of a region.
// It says who is in both, who only there, who only here, who is likely the same,
// and what to do about each, one thing at a time.
//
// The invariant: of the list nothing is kept, in no table, file or log, and no
// longer in memory than it takes to answer; children are looked for only among
// those of whom the caller may be told, after a line that says how many rows were
// asked about; nothing is recorded: each difference is for a person to see to;
// and every row of the list is in the answer once, also one that cannot be read.
package compare

import (
	"context"
	"fmt"
	"io"
	"slices"

	"faro.example/registry/audit"
	"faro.example/registry/directory"
	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
	"faro.example/shared/sheet"
)

// Source is what kind of list it is: it says whom of the registry the list
// should name.
type Source string

// The sources. The words stand in the record of access: never reused.
const (
	Roll            Source = "municipality-roll" // who is placed in the municipality, or in custody of its services
	SecondReception Source = "second-reception"  // who is in structures of second reception
	RegionTable     Source = "region-table"      // who is placed in the region
)

// Sources are all of them.
func Sources() []Source { return []Source{Roll, SecondReception, RegionTable} }

// Ask says of which day and place a list speaks.
type Ask struct {
	Source Source
	On     day.Date
	Place  string // a municipality's six digits or a region's two; of the caller's own territory if empty, or of the nation for the Ministry
}

// Outcome is what became of one child.
type Outcome string

// The outcomes.
const (
	Same      Outcome = "same"       // in both, and nothing differs
	Differs   Outcome = "differs"    // in both, and something does
	Likely    Outcome = "likely"     // a pair that a person has to look at
	OnlyThere Outcome = "only-there" // on the list, and nobody like it here
	OnlyHere  Outcome = "only-here"
	Doubled   Outcome = "doubled"    // the list names the child in another row as well
	Unread    Outcome = "unreadable" // the row cannot be read: its problems say why
)

// Outcomes are all of them, in the order in which they are shown.
func Outcomes() []Outcome {
	return []Outcome{Differs, Likely, OnlyThere, OnlyHere, Doubled, Unread, Same}
}

// Action is the one thing to do next.
type Action string

// The actions.
const (
	None            Action = ""
	CorrectRow      Action = "correct-row"      // the list's: a cell, or a row that is there twice
	StateIdentity   Action = "state-identity"   // or correct the list
	StateNumber     Action = "state-number"     // so that the next list finds the child by it
	RecordMovement  Action = "record-movement"  // or correct the list
	ConfirmPair     Action = "confirm-pair"     // open the casefile and see whether it is the same child
	Register        Action = "register"         // or have it reported by who hosts the child
	ConfirmPresence Action = "confirm-presence" // ask the structure whether the child is there; if not, record where it went
)

// Difference is what the two say otherwise.
type Difference struct {
	Field string     `json:"field"`
	There minor.Text `json:"there"`
	Here  minor.Text `json:"here"`
}

// Child is a child of the registry, as far as a search shows it.
type Child struct {
	Minor       minor.ID       `json:"minor"`
	Code        minor.Code     `json:"code,omitempty"`
	Name        minor.Name     `json:"name"`
	Born        day.Date       `json:"born,omitzero"`
	Sex         minor.Sex      `json:"sex,omitempty"`
	Citizenship minor.Country  `json:"citizenship,omitempty"`
	State       casefile.State `json:"state,omitempty"` // on the day of the list
	At          facility.Place `json:"at,omitzero"`
	Structure   string         `json:"structure,omitempty"` // what it is called
	Since       day.Date       `json:"since,omitzero"`
}

// Item is one child: a row of the list, a child of the registry, or both.
type Item struct {
	Outcome     Outcome        `json:"outcome"`
	Action      Action         `json:"action,omitempty"`
	Row         int            `json:"row,omitempty"` // of the file, from 1; 0 for who is only here
	There       *Row           `json:"there,omitempty"`
	Here        *Child         `json:"here,omitempty"`
	ByNumber    bool           `json:"by_number,omitempty"`   // they share an identifier
	Probability float64        `json:"probability,omitempty"` // that they are one child, where they share none
	Reasons     []match.Reason `json:"reasons,omitempty"`
	Others      int            `json:"others,omitempty"` // who may be the child of the row as well
	Differences []Difference   `json:"differences,omitempty"`
	Other       int            `json:"other_row,omitempty"` // that names the same child
}

// Result is a comparison. It is kept nowhere.
type Result struct {
	Source   Source          `json:"source"`
	On       day.Date        `json:"on"`
	Place    string          `json:"place,omitempty"`
	Rows     int             `json:"rows"` // of the list, those that cannot be read included
	Here     int             `json:"here"` // children whom the list should name
	Counts   map[Outcome]int `json:"counts"`
	Items    []Item          `json:"items"`
	Problems []sheet.Problem `json:"problems"`
	Unlisted int             `json:"unlisted,omitempty"` // problems beyond those
	Unknown  []string        `json:"unknown,omitempty"`  // columns whose heading means nothing here, as letters
	// NotSought is how many rows were looked for in the place alone, not
	// elsewhere: see [MaxSought].
	NotSought int `json:"not_sought,omitempty"`
}

type (
	looker interface {
		Among(ctx context.Context, c access.Caller, q lookup.Among, look func(context.Context, *lookup.Sight) ([]minor.ID, error)) error
	}
	recorder interface {
		Write(ctx context.Context, line audit.Line) error
	}
	namer interface {
		Names(ctx context.Context, offices ...institution.OfficeID) (map[institution.OfficeID]directory.Name, error)
	}
)

// Desk compares. It is safe for use by several goroutines.
type Desk struct {
	Lookup  looker
	Lines   recorder // the record of access, for answers that leave as a file
	Offices namer
	Places  *reference.Tables
}

// Compare compares a list, as CSV or as a workbook, with the registry. It fails
// with [fault.Invalid] if the list cannot be read at all or is too long, or the
// day or the place is none, and with [fault.Denied] for who may not search there.
func (d Desk) Compare(ctx context.Context, caller access.Caller, ask Ask, list io.Reader) (Result, error) {
	among, err := d.among(caller, ask)
	if err != nil {
		return Result{}, err
	}
	table, err := d.Layout(ask.On).Read(list)
	if err != nil {
		return Result{}, err
	}
	out := Result{
		Source: ask.Source, On: ask.On, Place: ask.Place, Rows: len(table.Rows) + table.Bad, Unlisted: table.Unlisted, Unknown: table.Unread,
		Problems: append([]sheet.Problem{}, table.Problems...), Items: []Item{}, Counts: map[Outcome]int{},
	}
	if out.Rows > MaxRows {
		return Result{}, fault.Field("file", fmt.Sprintf("the list has more than %d rows", MaxRows), "compare it in parts, each with the place of which it speaks")
	}
	among.Rows = out.Rows
	err = d.Lookup.Among(ctx, caller, among, func(ctx context.Context, s *lookup.Sight) ([]minor.ID, error) {
		return d.compare(ctx, s, table, &out)
	})
	if err != nil {
		return Result{}, err
	}
	return out, nil
}

// among says among whom the list's children are looked for.
func (d Desk) among(caller access.Caller, ask Ask) (lookup.Among, error) {
	if !slices.Contains(Sources(), ask.Source) {
		return lookup.Among{}, fault.Field("source", "not a kind of list", "say municipality-roll, second-reception or region-table")
	}
	if ask.On.IsZero() {
		return lookup.Among{}, fault.Field("on", "no day is named", "say of which day the list speaks")
	}
	out := lookup.Among{List: string(ask.Source), On: ask.On, Place: ask.Place, Towns: caller.Territory, Custody: ask.Source == Roll}
	if ask.Source == SecondReception {
		out.Types = []facility.Type{facility.Second}
	}
	if caller.Role == access.Ministry {
		out.Towns = nil
	}
	if ask.Place != "" {
		towns, err := d.towns(ask.Place)
		if err != nil {
			return lookup.Among{}, err
		}
		out.Towns = towns
	}
	if ask.Source != SecondReception && len(out.Towns) == 0 {
		return lookup.Among{}, fault.Field("place", "no place is named", "say of which municipality (six digits) or region (two digits) the list speaks")
	}
	return out, nil
}

// towns are the municipalities of a place.
func (d Desk) towns(place string) ([]string, error) {
	if _, err := d.Places.Municipality(place); err == nil {
		return []string{place}, nil
	}
	region, err := d.Places.Region(place)
	if err != nil {
		return nil, fault.Field("place", "neither a municipality nor a region", "write the six digits of a municipality, or the two of a region")
	}
	var out []string
	for _, m := range d.Places.Municipalities() {
		if r, err := d.Places.RegionOf(m.Istat); err == nil && r.Code == region.Code {
			out = append(out, m.Istat)
		}
	}
	return out, nil
}

// compare fills in the result, and gives whom it shows.
func (d Desk) compare(ctx context.Context, s *lookup.Sight, table sheet.Table[Row], out *Result) ([]minor.ID, error) {
	here, err := s.Here(ctx)
	if err != nil {
		return nil, err
	}
	out.Here = len(here)
	p := newPairing(table.Rows, here)
	p.byNumber()
	p.byLikeness(s.Scale)
	if out.NotSought, err = p.elsewhere(ctx, s); err != nil {
		return nil, err
	}
	var offices []institution.OfficeID
	for _, k := range p.known {
		offices = append(offices, k.Office())
	}
	names, err := d.Offices.Names(ctx, offices...)
	if err != nil {
		return nil, err
	}
	out.Items = p.items(names)
	out.Items = append(out.Items, unread(table)...)
	slices.SortStableFunc(out.Items, byPlace)
	for _, i := range out.Items {
		out.Counts[i.Outcome]++
	}
	out.Counts[Unread] = table.Bad // of which those are listed that are named
	return out.minors(), nil
}

// minors are the children whom the answer shows.
func (r *Result) minors() (out []minor.ID) {
	for _, i := range r.Items {
		if i.Here != nil {
			out = append(out, i.Here.Minor)
		}
	}
	slices.SortFunc(out, minor.ID.Compare)
	return slices.Compact(out)
}

// unread are the rows that cannot be read.
func unread(table sheet.Table[Row]) []Item {
	rows := map[int]bool{}
	for _, p := range table.Problems {
		rows[p.Place.Row] = true
	}
	for _, l := range table.Lines {
		rows[l.Row] = true
	}
	var out []Item
	for row := range rows {
		out = append(out, Item{Outcome: Unread, Action: CorrectRow, Row: row})
	}
	return out
}

// byPlace orders as the outcomes are shown, then as the list has it.
func byPlace(a, b Item) int {
	if c := slices.Index(Outcomes(), a.Outcome) - slices.Index(Outcomes(), b.Outcome); c != 0 || a.Row != b.Row {
		if c != 0 {
			return c
		}
		return a.Row - b.Row
	}
	if a.Here != nil && b.Here != nil {
		return a.Here.Minor.Compare(b.Here.Minor)
	}
	return 0
}
