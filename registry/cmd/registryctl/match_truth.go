package main

import (
	"maps"
	"slices"

	"faro.example/shared/fault"
	"faro.example/shared/match"
)

// readTruth reads the true pairs: the first two columns, with or without a
// heading, in either order. If A is B, and B is C, A is C, whether that is
// listed or not. A pair of which a record is not there counts as not found.
func (t *trial) readTruth(path string) error {
	list, err := readTable("truth", path)
	if err != nil {
		return err
	}
	first, second := identifiers(t.a.records), identifiers(t.second().records)
	rows := list.rows
	if h := list.heading; first[cellAt(h, 0)] && second[cellAt(h, 1)] || first[cellAt(h, 1)] && second[cellAt(h, 0)] {
		rows = append(slices.Clone(rows), h)
	}
	same := children{}
	known := 0
	for _, row := range rows {
		a, b := cellAt(row, 0), cellAt(row, 1)
		if a == "" || b == "" || a == b && !t.two {
			continue
		}
		if !(first[a] && second[b]) && first[b] && second[a] {
			a, b = b, a
		}
		if first[a] || second[b] {
			known++
		}
		same.join(member{a, false}, member{b, t.two})
	}
	if known == 0 {
		return fault.Field("truth", "none of its identifiers is in the records", "its first two columns must hold identifiers as the records have them; see --id")
	}
	t.truth = map[[2]string]bool{}
	for _, of := range same.groups() {
		for i, a := range of {
			for _, b := range of[i+1:] {
				if t.two && a.second == b.second {
					continue
				}
				if a.second {
					a, b = b, a
				}
				t.truth[both(a.id, b.id, t.two)] = true
			}
		}
	}
	t.pairs = len(t.truth)
	return nil
}

// member is a record by its identifier, which two files may both have.
type member struct {
	id     string
	second bool
}

func identifiers(records []match.Record) map[string]bool {
	out := map[string]bool{}
	for _, r := range records {
		out[r.ID] = true
	}
	return out
}

// children are records that are of one child, each by another of the same.
type children map[member]member

// root gives the record by which a child goes.
func (c children) root(n member) member {
	up, ok := c[n]
	if !ok {
		c[n] = n
		return n
	}
	if up != n {
		up = c.root(up)
		c[n] = up
	}
	return up
}

func (c children) join(a, b member) {
	if x, y := c.root(a), c.root(b); x != y {
		c[x] = y
	}
}

// groups gives the records of each child.
func (c children) groups() [][]member {
	out := map[member][]member{}
	for _, n := range slices.Collect(maps.Keys(c)) {
		r := c.root(n)
		out[r] = append(out[r], n)
	}
	return slices.Collect(maps.Values(out))
}
