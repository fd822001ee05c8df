// Package handover records that a group of children leaves for another
// structure, and prints the sheet that travels with them.
//
// The invariant: a group's departure is one transaction, stored whole or not at
// all. The sheet holds national codes and tag numbers and nothing that says who
// a child is: it lies on a bus, and whoever finds it learns no name, no birth
// date and no citizenship.
package handover

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// MaxGroup bounds a group: several coaches. Arbitrary.
const MaxGroup = 500

// Desk is where it is recorded, and by whom.
type Desk struct {
	Box     *outbox.Box
	Replica *replica.Replica
	Author  institution.PersonID
	Office  institution.OfficeID
}

// Departure is what is the same for all children of a group.
type Departure struct {
	On     day.When
	To     facility.Place
	Reason minor.Text // why, where it would part siblings or goes above the places there are
}

// Traveller is a child of a group, as on the sheet.
type Traveller struct {
	Minor  minor.ID   `json:"minor"`
	Code   minor.Code `json:"-"`
	Tag    minor.Text `json:"-"`
	Record change.ID  `json:"record"`
	Number uint64     `json:"number"`
}

// Here is the structure that the desk writes for, as a place.
func (d Desk) Here() facility.Place { return facility.At(facility.ID(d.Office)) }

// Depart records that each child of a group is sent to another structure. It
// fails with [fault.Invalid], and stores nothing, if a child is not here, is
// named twice, or would be parted from a brother or sister without a reason.
func (d Desk) Depart(ctx context.Context, tx *sql.Tx, dep Departure, group []minor.ID) ([]Traveller, error) {
	files, err := d.group(ctx, tx, group)
	if err != nil {
		return nil, err
	}
	parted, err := d.Parted(ctx, tx, group)
	if err != nil {
		return nil, err
	}
	if len(parted) > 0 && dep.Reason == "" {
		return nil, fault.Field("reason", fmt.Sprintf("brothers or sisters of %d children of the group would stay behind", len(parted)),
			"send them together, or say why they are parted")
	}
	out := make([]Traveller, len(group))
	for i, f := range files {
		body := movement.Departed{From: d.Here(), To: dep.To, Reason: dep.Reason, With: f.Identity.SiblingsAmong(group)}
		rec, err := d.append(ctx, tx, f.Minor, dep.On, body)
		if err != nil {
			return nil, err
		}
		out[i] = Traveller{f.Minor, f.Identity.Code, f.Identity.Tag, rec.ID, rec.Seq}
	}
	return out, nil
}

// append stores one record about a child's presence, with what is shown of it.
func (d Desk) append(ctx context.Context, tx *sql.Tx, m minor.ID, on day.When, body change.Body) (change.Record, error) {
	seen, err := d.Replica.SeenFor(ctx, tx, m, change.Presence, d.Office)
	if err != nil {
		return change.Record{}, err
	}
	return d.Box.Append(ctx, tx, outbox.Draft{Minor: m, On: on, Structure: d.Office, Author: d.Author, Seen: seen, Body: body})
}

// group gives the casefiles of a group, in its order.
func (d Desk) group(ctx context.Context, q localdb.Querier, group []minor.ID) ([]casefile.File, error) {
	if n := len(group); n == 0 || n > MaxGroup {
		return nil, fault.Field("group", "nobody is named, or too many", fmt.Sprintf("name the children who leave, at most %d", MaxGroup))
	}
	var out []casefile.File
	for i, m := range group {
		held, err := d.Replica.Find(ctx, q, m)
		if err != nil {
			return nil, err
		}
		switch now, there := held.File.Presence.Now(); {
		case slices.Contains(group[:i], m):
			return nil, fault.Field("group", fmt.Sprintf("the child of line %d is named twice", i+1), "name each child once")
		case !there || now.State != casefile.Present || !now.At.Same(d.Here()):
			return nil, fault.Field("group", fmt.Sprintf("the child of line %d is not at this structure", i+1),
				"record first that the child is here, or leave the child out")
		}
		out = append(out, held.File)
	}
	return out, nil
}

// Parted gives the children of a group who have a brother or sister that would
// stay: one who is at this structure, and not of the group.
func (d Desk) Parted(ctx context.Context, q localdb.Querier, group []minor.ID) ([]minor.ID, error) {
	here, err := d.Hosted(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []minor.ID
	for _, h := range here {
		stays := !slices.Contains(group, h.Minor)
		for _, kin := range h.Identity.Siblings() {
			leaves := slices.Contains(group, kin)
			switch {
			case stays && leaves:
				out = append(out, kin)
			case !stays && !leaves && slices.ContainsFunc(here, func(o casefile.File) bool { return o.Minor == kin }):
				out = append(out, h.Minor)
			}
		}
	}
	slices.SortFunc(out, minor.ID.Compare)
	return slices.Compact(out), nil
}

// Hosted gives the casefiles of the children at the desk's structure now.
func (d Desk) Hosted(ctx context.Context, q localdb.Querier) ([]casefile.File, error) {
	all, err := d.Replica.All(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []casefile.File
	for _, h := range all {
		if now, there := h.File.Presence.Now(); there && now.State == casefile.Present && now.At.Same(d.Here()) {
			out = append(out, h.File)
		}
	}
	return out, nil
}

// Sent gives the children who are on their way from the desk's structure to
// another: for the sheet, once more.
func (d Desk) Sent(ctx context.Context, q localdb.Querier, to facility.Place) ([]Traveller, error) {
	all, err := d.Replica.All(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []Traveller
	for _, h := range all {
		if now, there := h.File.Presence.Now(); there && now.State == casefile.InTransit && now.From.Same(d.Here()) && now.At.Same(to) {
			out = append(out, Traveller{Minor: h.File.Minor, Code: h.File.Identity.Code, Tag: h.File.Identity.Tag, Record: now.Began})
		}
	}
	return out, nil
}

// Call records a roll-call: that each child at the structure slept there in the
// nights of a span, but for those who are named as not there. It gives how many
// were there.
func (d Desk) Call(ctx context.Context, tx *sql.Tx, on day.When, nights day.Span, but []minor.ID) (int, error) {
	here, err := d.Hosted(ctx, tx)
	if err != nil {
		return 0, err
	}
	for i, m := range but {
		if !slices.ContainsFunc(here, func(f casefile.File) bool { return f.Minor == m }) {
			return 0, fault.Field("except", fmt.Sprintf("child %d of those who were not there is not at this structure", i+1), "name children of this structure")
		}
	}
	n := 0
	for _, f := range here {
		mine, any := Slept(&f, nights)
		if slices.Contains(but, f.Minor) || !any {
			continue
		}
		if _, err := d.append(ctx, tx, f.Minor, on, placement.Confirmed{At: d.Here(), Days: mine}); err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}

// Slept gives which of the nights of a roll-call a child can have slept where it
// is now: who came later was there since. It reports whether there is any.
func Slept(f *casefile.File, nights day.Span) (day.Span, bool) {
	if now, there := f.Presence.Now(); there && now.Span.From.After(nights.From) {
		nights.From = now.Span.From
	}
	return nights, nights.From.Before(nights.Until)
}
