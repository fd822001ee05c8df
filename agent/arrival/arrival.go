// Package arrival records arrivals: one child, or a sheet of two hundred.
//
// The invariant: an arrival is one transaction, with one record for each
// section that has something to say, so it is stored whole or not at all; and a
// row of a sheet is recorded once, however often the sheet is read and
// whichever of its other rows were mended in between.
package arrival

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/spelling"
)

// Desk is where arrivals are recorded, and by whom.
type Desk struct {
	Box    *outbox.Box
	Author institution.PersonID
	Office institution.OfficeID

	StandIn minor.Text // who writes in the author's name, if somebody does
}

// Group is what is the same for all children who arrive together, and is
// entered once.
type Group struct {
	On    day.When       // when they arrived
	At    facility.Place // where they live from then on
	Found minor.Found    // how their presence became known
}

// Child is what is known of one child who arrives. All may be missing but one
// of tag and name: what is not known is asked for later.
type Child struct {
	Tag         minor.Text        `json:"tag"`
	Name        minor.Name        `json:"name"`
	Sex         minor.Sex         `json:"sex"`
	Birth       *minor.Birth      `json:"birth"`
	Age         int               `json:"age"` // as guessed or said, where no date is; 0 is none
	Citizenship minor.Country     `json:"citizenship"`
	BirthPlace  *minor.BirthPlace `json:"birth_place"`
	Languages   []string          `json:"languages"`
	Mother      *minor.Name       `json:"mother"`
	Father      *minor.Name       `json:"father"`
	Relatives   minor.Text        `json:"relatives"`
	Notes       minor.Text        `json:"notes"`
	Bed         string            `json:"bed"`
}

// Arrived is a child as recorded.
type Arrived struct {
	Minor minor.ID
	Code  minor.Code // "" if none was left: the registry gives it
	Tag   minor.Text
}

// Record records the arrival of one child. It fails as [outbox.Box.Append]
// does; nothing is stored then.
func (d Desk) Record(ctx context.Context, tx *sql.Tx, g Group, c Child) (Arrived, error) {
	draft := outbox.Draft{Minor: minor.ID(id.New[struct{}]()), On: g.On, Structure: d.Office, Author: d.Author, StandIn: d.StandIn}
	out := Arrived{Minor: draft.Minor, Tag: c.Tag}
	for _, body := range c.bodies(g) {
		draft.Body = body
		rec, err := d.Box.Append(ctx, tx, draft)
		if err != nil {
			return Arrived{}, err
		}
		if reg, ok := rec.Body.(minor.Registered); ok {
			out.Code = reg.Code
		}
	}
	return out, nil
}

// bodies gives what an arrival says, one body for each record.
func (c Child) bodies(g Group) []change.Body {
	out := []change.Body{minor.Registered{Tag: c.Tag}}
	if stated := c.stated(g.On.Day()); len(stated.Claims()) > 0 {
		out = append(out, stated)
	}
	found := g.Found
	found.Relatives, found.Condition = c.Relatives, c.Notes
	return append(out, found, placement.Began{At: g.At, Bed: c.Bed})
}

// stated gives what the child says of itself.
func (c Child) stated(on day.Date) minor.IdentityStated {
	out := minor.IdentityStated{
		Source: minor.OwnWord, Sex: c.Sex, Birth: c.Birth, Citizenship: c.Citizenship, BirthPlace: c.BirthPlace,
		Languages: c.Languages, Mother: c.Mother, Father: c.Father,
	}
	if c.Name != (minor.Name{}) {
		out.Name = &c.Name
	}
	if c.Birth == nil && c.Age > 0 {
		year, _, _ := on.Civil()
		// 1 January is written while identification is awaited (law 47/2017 art. 5).
		out.Birth = &minor.Birth{Date: day.Of(year-c.Age, 1, 1), Precision: minor.ToYear, Provenance: minor.Presumed}
	}
	return out
}

// FindLanding gives the landing of a day, a place and a vessel, the same for
// the same words however typed, and makes it if it is new here.
func FindLanding(ctx context.Context, tx *sql.Tx, on day.Date, place, vessel string) (minor.Landing, error) {
	l := minor.Landing{On: on, Place: place, Vessel: vessel}
	if on.IsZero() || spelling.Key(place) == "" {
		return l, fault.Field("landing", "a landing has a day and a place", "give --landing-on and --landing-place")
	}
	const find = `SELECT id, place, vessel FROM landings WHERE on_day = ? AND place_key = ? AND vessel_key = ?`
	err := tx.QueryRowContext(ctx, find, on, spelling.Key(place), spelling.Key(vessel)).Scan(&l.ID, &l.Place, &l.Vessel)
	if !errors.Is(err, sql.ErrNoRows) {
		return l, err
	}
	l.ID = minor.LandingID(id.New[struct{}]())
	const add = `INSERT INTO landings (id, on_day, place, vessel, place_key, vessel_key) VALUES (?, ?, ?, ?, ?, ?)`
	if _, err := tx.ExecContext(ctx, add, l.ID, on, place, vessel, spelling.Key(place), spelling.Key(vessel)); err != nil {
		return l, fmt.Errorf("keep landing: %w", err)
	}
	return l, nil
}

// ListLandings gives the landings named here, the latest first.
func ListLandings(ctx context.Context, q localdb.Querier) ([]minor.Landing, error) {
	rows, err := q.QueryContext(ctx, `SELECT id, on_day, place, vessel FROM landings ORDER BY on_day DESC, id`)
	if err != nil {
		return nil, fmt.Errorf("list landings: %w", err)
	}
	defer rows.Close()
	var out []minor.Landing
	for rows.Next() {
		var l minor.Landing
		if err := rows.Scan(&l.ID, &l.On, &l.Place, &l.Vessel); err != nil {
			return nil, fmt.Errorf("list landings: %w", err)
		}
		out = append(out, l)
	}
	return out, rows.Err()
}
