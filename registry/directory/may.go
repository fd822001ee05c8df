package directory

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// standing is what the directory says of those whom an edit concerns and of who
// edits, on the day of the edit and now.
type standing struct {
	people    map[institution.PersonID]person
	kinds     map[institution.OfficeID]institution.Kind // "" of a structure
	towns     map[institution.OfficeID]string           // of structures
	above     map[institution.OfficeID]institution.ID   // of missions: their partner
	writesFor map[institution.PersonID][]Operator
}

// person is a person as the directory says now.
type person struct {
	Person
	open bool // no end is said
}

// standing reads what judging an edit needs.
func (d *Directory) standing(ctx context.Context, tx pgx.Tx, by access.Caller, e Edit) (*standing, error) {
	s := &standing{
		people: map[institution.PersonID]person{}, kinds: map[institution.OfficeID]institution.Kind{},
		towns: map[institution.OfficeID]string{}, writesFor: map[institution.PersonID][]Operator{}, above: map[institution.OfficeID]institution.ID{},
	}
	about := append(e.about(), by.Person)
	rows, err := peopleTable.read(ctx, tx, about)
	if err != nil {
		return nil, err
	}
	for id, versions := range rows {
		for _, r := range versions {
			if r.ValidUntil.IsZero() || e.From.Before(r.ValidUntil) {
				s.people[id] = person{Person{ID: id, Name: r.Name, Office: r.Office, Role: r.Role,
					Administrator: r.Administrator, Until: r.ValidUntil}, r.ValidUntil.IsZero()}
			}
		}
	}
	operators, err := operatorsTable.read(ctx, tx, about)
	if err != nil {
		return nil, err
	}
	for id, versions := range operators {
		for _, r := range versions {
			if r.ValidUntil.IsZero() || e.From.Before(r.ValidUntil) {
				s.writesFor[id] = append(s.writesFor[id], Operator{Person: id, Office: r.Office, CodeSum: r.CodeSum, Until: r.ValidUntil})
			}
		}
	}
	return s, s.readOffices(ctx, tx, e)
}

// readOffices reads what the offices are that the edit and its people name.
func (s *standing) readOffices(ctx context.Context, tx pgx.Tx, e Edit) error {
	offices := keys(e.Operators, func(v Operator) institution.OfficeID { return v.Office })
	offices = append(offices, keys(e.Ended.Operators, func(v Operator) institution.OfficeID { return v.Office })...)
	offices = append(offices, keys(e.People, func(v Person) institution.OfficeID { return v.Office })...)
	offices = append(offices, keys(e.Structures, func(v facility.Structure) institution.OfficeID { return institution.OfficeOf(v.ID) })...)
	offices = append(offices, keys(e.Institutions, func(v institution.Institution) institution.OfficeID { return institution.Office(v.ID) })...)
	offices = append(offices, keys(e.Institutions, func(v institution.Institution) institution.OfficeID { return institution.Office(v.Parent) })...)
	offices = append(offices, keys(e.Agreements, func(v Agreement) institution.OfficeID { return institution.Office(v.Partner) })...)
	for _, p := range s.people {
		offices = append(offices, p.Office)
	}
	const q = `SELECT o.id, coalesce(n.kind, ''), coalesce(s.municipality, ''), n.parent FROM offices o
		LEFT JOIN institutions n ON n.id = o.id AND n.known_until IS NULL AND n.valid_from <= $2 AND (n.valid_until IS NULL OR $2 < n.valid_until)
		LEFT JOIN structures s ON s.id = o.id AND s.known_until IS NULL AND s.valid_from <= $2 AND (s.valid_until IS NULL OR $2 < s.valid_until)
		WHERE o.id = ANY ($1) AND coalesce(n.id, s.id) IS NOT NULL`
	rows, err := tx.Query(ctx, q, offices, e.From)
	if err != nil {
		return fmt.Errorf("find offices: %w", err)
	}
	var o institution.OfficeID
	var kind institution.Kind
	var town string
	var above institution.ID
	_, err = pgx.ForEachRow(rows, []any{&o, &kind, &town, &above}, func() error {
		s.kinds[o], s.towns[o], s.above[o] = kind, town, above
		return nil
	})
	if err != nil {
		return fmt.Errorf("find offices: %w", err)
	}
	return nil
}

func denied(why string) error { return fault.Newf(fault.Denied, "%s", why) }

// may says by which action of package access somebody may make an edit, and
// fails with [fault.Denied] if by none.
func (s *standing) may(by access.Caller, e Edit) (access.Action, error) {
	if s.ownWork(by, e) {
		return access.HandOver, access.Allow(by, access.HandOver)
	}
	action := access.KeepStaff
	if by.Role == access.Ministry {
		action = access.KeepDirectory
	}
	switch err := access.Allow(by, action); {
	case err != nil:
		return action, err
	case by.Person.IsZero():
		return action, denied("a machine does not keep the directory")
	case slices.Contains(e.about(), by.Person):
		return action, denied("nobody decides about themselves")
	case action == access.KeepStaff:
		return action, s.ownStaff(by, e)
	}
	return action, nil
}

// ownWork reports whether an edit does nothing but hand over, or take back, the
// own work.
func (s *standing) ownWork(by access.Caller, e Edit) bool {
	list := slices.Concat(e.StandIns, e.Ended.StandIns)
	rest := e
	rest.StandIns, rest.Ended.StandIns = nil, nil
	return rest.empty() && len(list) > 0 && !by.Person.IsZero() &&
		!slices.ContainsFunc(list, func(v StandIn) bool { return v.Person != by.Person })
}

// empty reports whether an edit says nothing.
func (e Edit) empty() bool {
	x := e.Ended
	return len(e.Institutions)+len(e.Bodies)+len(e.Structures)+len(e.People)+len(e.Operators)+len(e.StandIns)+len(e.Agreements)+
		len(x.Institutions)+len(x.Bodies)+len(x.Structures)+len(x.People)+len(x.Operators)+len(x.StandIns)+len(x.Agreements) == 0
}

// ownStaff: an office's administrator says who works there, in the office's own
// role, and for what they write: the office, and for a municipality's social
// services and a prefecture the structures of the territory, which act under
// them. A municipality's says of those structures themselves what they are too.
func (s *standing) ownStaff(by access.Caller, e Edit) error {
	me, there := s.people[by.Person]
	if slices.ContainsFunc(e.Structures, func(v facility.Structure) bool { return !s.ownHouse(by, v) }) {
		return denied("a structure that is not in this municipality")
	}
	rest := e
	rest.People, rest.Operators, rest.StandIns, rest.Structures = nil, nil, nil, nil
	rest.Ended.People, rest.Ended.Operators, rest.Ended.StandIns = nil, nil, nil
	if !there || !rest.empty() {
		return denied("an administrator keeps the own staff")
	}
	for _, p := range e.about() {
		if was, known := s.people[p]; known && (was.Office != me.Office || was.Role != me.Role) {
			return denied("a person of another office, or whom the Ministry has named there")
		}
	}
	mine := map[institution.PersonID]bool{}
	for _, v := range e.People {
		if v.Office != me.Office || v.Role != me.Role {
			return denied("another office, or a role that the office does not have")
		}
		mine[v.ID] = true
	}
	for _, p := range e.about() {
		if _, known := s.people[p]; !known && !mine[p] {
			return denied("nobody of the own staff")
		}
	}
	for _, v := range e.Operators {
		if v.Office != me.Office && !s.under(by, v.Office) {
			return denied("an office that does not act under this one")
		}
	}
	return nil
}

// ownHouse reports whether a structure is, and was, in a municipality for whose
// social services the caller speaks.
func (s *standing) ownHouse(by access.Caller, v facility.Structure) bool {
	was, there := s.towns[institution.OfficeOf(v.ID)]
	return by.Role == access.Municipality && slices.Contains(by.Territory, v.Municipality) && (!there || slices.Contains(by.Territory, was))
}

// under reports whether a structure acts under the caller's institution.
func (s *standing) under(by access.Caller, o institution.OfficeID) bool {
	town := s.towns[o]
	return (by.Role == access.Municipality || by.Role == access.Prefecture) && town != "" && slices.Contains(by.Territory, town)
}

// sound fails with [fault.Invalid] if a person is to have a role that the office
// does not have, an operator begins on a day to come, work is handed to
// somebody of another office or role, or a mission or an agreement is of no
// tracing partner.
func (s *standing) sound(e Edit, today day.Date) error {
	if err := s.partnered(e); err != nil {
		return err
	}
	for i, v := range e.People {
		if !s.suits(v, e) {
			return at("people", i, fault.Field("role", "not a role of that office",
				"at a structure it is centre, at an institution its own; auditor and guardian go with any institution"))
		}
	}
	if len(e.Operators) > 0 && today.Before(e.From) {
		return fault.Field("from", "an operator of a day to come", "agents are told at once: name the operator on that day")
	}
	for i, v := range e.StandIns {
		a, b := s.people[v.Person], s.people[v.By]
		if a.Office.IsZero() || a.Office != b.Office || a.Role != b.Role {
			return at("stand_ins", i, fault.Field("stand_in", "not a colleague of the same office and role", "name one who is"))
		}
	}
	return nil
}

// suits reports whether a role is one of the office at which it is to be held.
func (s *standing) suits(v Person, e Edit) bool {
	kind, known := s.kinds[v.Office]
	for _, n := range e.Institutions {
		if institution.Office(n.ID) == v.Office {
			kind, known = n.Kind, true
		}
	}
	for _, f := range e.Structures {
		known = known || institution.OfficeOf(f.ID) == v.Office
	}
	switch {
	case !known: // there is no such office on that day
		return false
	case kind == "":
		return v.Role == access.Centre
	}
	return string(v.Role) == string(kind) || v.Role == access.Auditor || v.Role == access.Guardian
}

// two reports whether an edit needs two people: it gives somebody, or an office,
// what reaches over the country, what opens casefiles at the registry, or the right
// to give rights; or it lets a partner trace families. To take that away one is
// enough. Who works at a structure is named by its administrator alone, since a
// night shift does not wait and its machine holds the children of that house and
// no others; and a guardian by the Ministry's alone, who sees nobody until a court
// appoints them.
func (s *standing) two(e Edit) bool {
	return s.national(e) || len(e.Agreements) > 0 ||
		slices.ContainsFunc(e.People, func(v Person) bool {
			return (v.Administrator || v.Role != access.Centre && v.Role != access.Guardian) && s.strengthens(v)
		})
}

// national reports whether an edit gives what reaches over the country.
func (s *standing) national(e Edit) bool {
	return slices.ContainsFunc(e.People, func(v Person) bool { return v.Role.National() && s.strengthens(v) }) ||
		slices.ContainsFunc(e.Operators, func(v Operator) bool { return access.Role(s.kinds[v.Office]).National() }) ||
		slices.ContainsFunc(e.Institutions, func(v institution.Institution) bool {
			return access.Role(v.Kind).National() && s.kinds[institution.Office(v.ID)] != v.Kind
		})
}

// strengthens reports whether a person gets a role, or more of it.
func (s *standing) strengthens(v Person) bool {
	was, there := s.people[v.ID]
	return !there || was.Office != v.Office || was.Role != v.Role || v.Administrator && !was.Administrator ||
		!was.open && (v.Until.IsZero() || was.Until.Before(v.Until))
}

// complete adds what follows from an edit, unless it says otherwise: who leaves
// an office, or ends, writes no longer for what they wrote for; who gets an end
// writes until then.
func (s *standing) complete(e *Edit) {
	named := func(o Operator) bool {
		is := func(v Operator) bool { return v.Person == o.Person && v.Office == o.Office }
		return slices.ContainsFunc(e.Operators, is) || slices.ContainsFunc(e.Ended.Operators, is)
	}
	leave := slices.Clone(e.Ended.People)
	for _, v := range e.People {
		if was, there := s.people[v.ID]; there && was.Office != v.Office || !v.Until.IsZero() && !e.From.Before(v.Until) {
			leave = append(leave, v.ID)
			continue
		}
		for _, o := range s.writesFor[v.ID] {
			if later := o.Until.IsZero() || v.Until.Before(o.Until); !v.Until.IsZero() && later && !named(o) {
				o.Until = v.Until
				e.Operators = append(e.Operators, o)
			}
		}
	}
	for _, p := range leave {
		for _, o := range s.writesFor[p] {
			if !named(o) {
				e.Ended.Operators = append(e.Ended.Operators, Operator{Person: p, Office: o.Office})
			}
		}
	}
}
