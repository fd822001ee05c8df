package replica

import (
	"database/sql"
	"strings"
	"testing"
	"time"

	"faro.example/agent/filestore"
	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// says has the registry let go of something, by right.
func (l *ledger) says(t testing.TB, m minor.ID, b change.Body, to change.AgentID) change.Placed {
	t.Helper()
	p := l.write(t, m, b)
	p.Standing.Entitled = true
	l.records[len(l.records)-1] = p
	l.tellRecord(p, to)
	return p
}

// stands reports whether a text stands in any column of any row of the store.
func (c *centre) stands(text string) (where []string) {
	c.t.Helper()
	c.view(func(q localdb.Querier) error {
		rows, err := q.QueryContext(c.t.Context(), `SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`)
		if err != nil {
			return err
		}
		defer rows.Close()
		var tables []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			tables = append(tables, name)
		}
		for _, table := range tables {
			if c.inTable(q, table, text) {
				where = append(where, table)
			}
		}
		return rows.Err()
	})
	return where
}

func (c *centre) inTable(q localdb.Querier, table, text string) bool {
	c.t.Helper()
	rows, err := q.QueryContext(c.t.Context(), `SELECT * FROM `+table)
	if err != nil {
		c.t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		c.t.Fatal(err)
	}
	for rows.Next() {
		values, into := make([]sql.RawBytes, len(names)), make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			c.t.Fatal(err)
		}
		for _, v := range values {
			if strings.Contains(string(v), text) {
				return true
			}
		}
	}
	if err := rows.Err(); err != nil {
		c.t.Fatal(err)
	}
	return false
}

func TestOfAnErasedMinorNothingIsLeftHereButThatItIsGone(t *testing.T) {
	c, l, m, stays := newCentre(t), newLedger(), newID[minor.ID](), newID[minor.ID]()
	for _, x := range []minor.ID{m, stays} {
		l.write(t, x, named("Ousmane"))
		l.enter(x, c.agent)
	}
	c.pull(l)
	c.write(m, began()) // never sent
	c.tx(func(tx *sql.Tx) error {
		f := minor.FileOf(minor.PNG, []byte("a face"))
		if _, err := tx.ExecContext(t.Context(), `INSERT INTO kept_days (minor, code, structure, from_on, until_on) VALUES (?, '0000012345', 'S', '2026-01-01', '')`, m); err != nil {
			return err
		}
		if _, err := tx.ExecContext(t.Context(), `INSERT INTO imported (key, grp, tag, minor) VALUES (x'00', 'g', '17', ?)`, m); err != nil {
			return err
		}
		return filestore.Add(t.Context(), tx, m, f, []byte("a face"), c.now())
	})
	l.says(t, m, change.Erased{Rule: "majority", Asked: newID[institution.PersonID]()}, c.agent)
	c.pull(l)
	if where := c.stands(m.String()); len(where) != 1 || where[0] != "let_go" {
		t.Errorf("the minor stands in %v; want the note that it is gone alone", where)
	}
	if where := c.stands("a face"); len(where) > 0 {
		t.Errorf("a file of it stands in %v", where)
	}
	if where := c.stands(stays.String()); len(where) < 2 {
		t.Errorf("of the other there is left %v", where)
	}
	c.view(func(q localdb.Querier) error {
		told, err := CountLetGo(t.Context(), q, c.now().Add(-Lately))
		if err != nil || told != (LetGo{Erased: 1}) {
			t.Errorf("operators are told %+v, %v; want one erased", told, err)
		}
		if told, err = CountLetGo(t.Context(), q, c.now().Add(time.Second)); err != nil || told != (LetGo{}) {
			t.Errorf("of what was let go of later they are told %+v, %v", told, err)
		}
		if due, err := Unscrubbed(t.Context(), q); err != nil || !due {
			t.Errorf("the disk is not to be cleaned: %v, %v", due, err)
		}
		return nil
	})
}

func TestABundleBringsNobodyBackWhoWasErasedAndNoBodyThatWasStruckOut(t *testing.T) {
	c, l, m, other := newCentre(t), newLedger(), newID[minor.ID](), newID[minor.ID]()
	gone := l.write(t, m, named("Ousmane"))
	note := l.write(t, other, named("Mariama"))
	l.enter(m, c.agent)
	l.enter(other, c.agent)
	c.pull(l)
	l.says(t, m, change.Erased{Rule: "majority", Asked: newID[institution.PersonID]()}, c.agent)
	l.says(t, other, change.Struck{Record: note.ID, Asked: newID[institution.PersonID](), Reason: "of another child"}, c.agent)
	c.pull(l)
	if where := c.stands("Mariama"); len(where) > 0 {
		t.Errorf("the body that was struck out stands in %v", where)
	}
	if h := c.mustFind(other); len(h.File.Bodiless) != 1 || len(h.File.Struck) != 1 {
		t.Errorf("the casefile shows %d without body, %d struck out; want one of each", len(h.File.Bodiless), len(h.File.Struck))
	}
	c.tx(func(tx *sql.Tx) error {
		_, err := New(newID[change.AgentID](), c.box, c.now).Take(t.Context(), tx, []change.Record{gone.Record, note.Record})
		return err
	})
	if where := append(c.stands("Ousmane"), c.stands("Mariama")...); len(where) > 0 {
		t.Errorf("a bundle brought back what was let go of: %v", where)
	}
}

func TestNobodyButTheRegistryByRightHasThisStoreLetGo(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.write(t, m, named("Ousmane"))
	l.enter(m, c.agent)
	c.pull(l)
	p := l.write(t, m, change.Erased{Rule: "majority", Asked: newID[institution.PersonID]()})
	l.tell(api.Item{What: api.WhatRecord, Minor: m, Record: new(wire(p, c.agent))})
	c.pull(l)
	if where := c.stands("Ousmane"); len(where) == 0 {
		t.Error("a record that was taken without right had the child erased here")
	}
}
