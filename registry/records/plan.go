package records

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"faro.example/registry/intake"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/spelling"
)

// saying is one thing that a row says, before it is known whether it was said
// before.
type saying struct {
	group  *group
	body   change.Body
	on     day.Date // zero if the row does not say when
	office institution.OfficeID
}

// sayings gives what a row says. It fails with [fault.Invalid], whose field is a
// column, if one of them cannot be a record: then the row is refused whole.
func sayings(r *Row) ([]saying, error) {
	var out []saying
	for _, g := range groups() {
		if !g.said(r) {
			continue
		}
		b := g.body(r)
		if err := b.Validate(); err != nil {
			return nil, g.placed(err)
		}
		s := saying{group: &g, body: b}
		s.on, _ = g.day(r)
		out = append(out, s)
	}
	if len(out) == 0 && r.has(columnCode) {
		return nil, fault.Field(columnReference, "the row says nothing", "fill in a column of what is to be recorded")
	}
	return out, nil
}

// placed names the column of a fault in a body.
func (g *group) placed(err error) error {
	var e *fault.Error
	if !errors.As(err, &e) {
		return err
	}
	out := *e
	field := e.Field
	for field != "" {
		if c, ok := g.fields[field]; ok {
			out.Field = c
			return &out
		}
		field = field[:max(0, strings.LastIndexByte(field, '.'))]
	}
	out.Field = g.columns[0].name
	return &out
}

// find finds the structure that a row names: by its code in the directory, or
// else in the row's own words.
func (d Desk) find(ctx context.Context, r *Row, known map[string]facility.Place) error {
	words := r.said(columnStructure)
	if words == "" {
		return nil
	}
	if p, ok := known[words]; ok {
		r.place = p
		return nil
	}
	found, err := d.Structures.FindStructures(ctx, words)
	if err != nil {
		return err
	}
	r.place = facility.Place{Words: words}
	for _, s := range found {
		if spelling.Key(s.Code) == spelling.Key(words) {
			r.place = facility.At(s.ID)
		}
	}
	known[words] = r.place
	return nil
}

// derived gives an identifier that follows from what it is for, so that a table
// brought again says the same: of version 8 of RFC 9562, which is for such.
func derived(parts ...string) [16]byte {
	h := sha256.New()
	for _, part := range append([]string{"faro records"}, parts...) {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	id := [16]byte(h.Sum(nil)[:16])
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

// child is the minor whom a row without a national code registers.
func (r *Row) child() minor.ID {
	return minor.ID(derived(r.list.String(), r.said(columnReference), "minor"))
}

// id names the n-th thing that a row says in a group. A row without a reference
// is known by what it says.
func (r *Row) id(m minor.ID, s saying, n int) change.ID {
	if ref := r.said(columnReference); ref != "" {
		return change.ID(derived(r.list.String(), ref, m.String(), s.group.name, fmt.Sprint(n)))
	}
	raw, _ := json.Marshal(s.body) // plain values, which always have a JSON
	return change.ID(derived(r.list.String(), m.String(), s.group.name, s.on.String(), string(raw)))
}

// before finds what the row said in a group when it came last: its record, and
// how many there were.
func (r *Row) before(m minor.ID, s saying, held []change.Placed) (last *change.Placed, n int) {
	for {
		id := r.id(m, s, n)
		i := slices.IndexFunc(held, func(p change.Placed) bool { return p.ID == id })
		if i < 0 {
			return last, n
		}
		last = &held[i]
		if n++; !r.has(columnReference) {
			return last, n
		}
	}
}

// same reports whether a record says what a row says now; a day that the row does
// not give is that on which it was said first.
func (s saying) same(p *change.Placed) bool {
	if p.Body == nil || !s.on.IsZero() && p.On.Day() != s.on {
		return false
	}
	now, _ := json.Marshal(s.body) // plain values, which always have a JSON
	was, _ := json.Marshal(p.Body)
	return string(now) == string(was)
}

// statements works out what is new of a row about a child whose records are held:
// what the row had said otherwise is taken back first.
func (r *Row) statements(m minor.ID, said []saying, held []change.Placed, seen change.Seen, today day.Date) (out []intake.Statement, corrected bool) {
	add := func(st intake.Statement) {
		st.Minor, st.Seen = m, seen
		st.Seen.Records = slices.Clone(seen.Records)
		out = append(out, st)
		seen.Records = append(slices.Clone(seen.Records), st.ID) // who writes the next line has read this one
	}
	for _, s := range said {
		last, n := r.before(m, s, held)
		if last != nil && s.same(last) {
			continue
		}
		on := s.on
		if last != nil {
			corrected = true
			add(intake.Statement{
				ID: change.ID(derived(last.ID.String(), "retracted")), On: day.On(today), Structure: last.Structure, Section: last.Section,
				Body: change.Retracted{Record: last.ID, Reason: "la riga dell’elenco dell’ente è stata corretta"},
			})
			if on.IsZero() {
				on = last.On.Day()
			}
		}
		if on.IsZero() {
			on = today
		}
		add(intake.Statement{ID: r.id(m, s, n), On: day.On(on), Structure: s.office, Body: s.body})
	}
	return out, corrected
}
