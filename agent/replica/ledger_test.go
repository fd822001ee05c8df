package replica

import (
	"crypto/ed25519"
	"database/sql"
	"fmt"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

func newID[T ~[16]byte]() T { return T(id.New[struct{}]()) }

// ledger is a small registry: it places records and writes the feed of one
// centre.
type ledger struct {
	epoch    int
	epochs   []change.Epoch
	position uint64
	records  []change.Placed
	items    []api.Item
	other    ed25519.PrivateKey
	agent    change.AgentID // another installation
	seq      uint64
	recover  string // the recipient of the recovery key
}

func newLedger() *ledger {
	return &ledger{epoch: 1, position: 1000, other: ed25519.NewKeyFromSeed(make([]byte, 32)), agent: newID[change.AgentID]()}
}

// take puts a record into the ledger.
func (l *ledger) take(rec change.Record) change.Placed {
	l.position += 3 // records about others lie between
	p := change.Placed{Record: rec, Position: l.position, Standing: change.Standing{Knows: rec.Seen.Position}}
	l.records = append(l.records, p)
	return p
}

// write makes a record of another installation and takes it.
func (l *ledger) write(t testing.TB, m minor.ID, b change.Body) change.Placed {
	t.Helper()
	l.seq++
	rec, err := change.Sign(l.other, change.Header{
		ID: newID[change.ID](), Minor: m, Agent: l.agent, Seq: l.seq, Structure: newID[institution.OfficeID](),
		Author: newID[institution.PersonID](), Made: change.Made{At: time.Unix(1_700_000_000, 0).UTC()},
		On: day.On(day.Must("2026-03-30")), Section: change.Identity, // of what it concerns, where its kind has none
	}, b)
	if err != nil {
		t.Fatal(err)
	}
	return l.take(rec)
}

func (l *ledger) tell(i api.Item) {
	i.N, i.Position = uint64(len(l.items)+1)*2, l.position
	l.items = append(l.items, i)
}

// wire gives a record as the feed carries it: without data to its own installation.
func wire(p change.Placed, to change.AgentID) api.Placed {
	out := api.Placed{Ref: p.Ref(), Position: p.Position, Standing: p.Standing}
	if p.Agent != to {
		out.Data = change.AppendRecord(nil, &p.Record)
	} else {
		out.ID = p.ID
	}
	return out
}

func (l *ledger) tellRecord(p change.Placed, to change.AgentID) {
	w := wire(p, to)
	l.tell(api.Item{What: api.WhatRecord, Minor: p.Minor, Record: &w})
}

func sections() []change.Section {
	return []change.Section{change.Identity, change.Presence, change.Link}
}

// enter tells all records of a minor that lie in the sections held.
func (l *ledger) enter(m minor.ID, to change.AgentID) {
	e := &api.Enter{Sections: sections()}
	for _, p := range l.about(m) {
		if p.Section != change.Custody {
			w := wire(p, to)
			w.Data = change.AppendRecord(nil, &p.Record)
			e.Records = append(e.Records, w)
		}
	}
	l.tell(api.Item{What: api.WhatEnter, Minor: m, Enter: e})
}

func (l *ledger) leave(m minor.ID) { l.tell(api.Item{What: api.WhatLeave, Minor: m}) }

func (l *ledger) about(m minor.ID) (out []change.Placed) {
	for _, p := range l.records {
		if p.Minor == m {
			out = append(out, p)
		}
	}
	return out
}

// feed gives at most n items after a cursor.
func (l *ledger) feed(after uint64, n int, now time.Time) api.Feed {
	f := api.Feed{Standpoint: api.Standpoint{Epoch: l.epoch, Epochs: l.epochs, Recover: l.recover, Now: now}, Next: after}
	for _, i := range l.items {
		if i.N > after && len(f.Items) < n {
			f.Items, f.Next = append(f.Items, i), i.N
		}
	}
	return f
}

// centre is an installation with its store.
type centre struct {
	*Replica
	t    testing.TB
	db   *localdb.DB
	at   time.Time
	desk facility.ID
}

func newCentre(t testing.TB) *centre {
	t.Helper()
	key, err := localdb.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	db, err := localdb.Create(t.Context(), filepath.Join(t.TempDir(), "agent.db"), key)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &centre{t: t, db: db, at: time.Date(2026, 3, 31, 2, 0, 0, 0, time.UTC), desk: newID[facility.ID]()}
	now := func() time.Time { return c.at }
	agent := newID[change.AgentID]()
	c.Replica = New(agent, outbox.New(agent, ed25519.NewKeyFromSeed(make([]byte, 32)), now), now)
	return c
}

func (c *centre) tx(fn func(tx *sql.Tx) error) {
	c.t.Helper()
	if err := c.db.InTx(c.t.Context(), fn); err != nil {
		c.t.Fatal(err)
	}
}

func (c *centre) view(fn func(q localdb.Querier) error) {
	c.t.Helper()
	if err := c.db.View(c.t.Context(), fn); err != nil {
		c.t.Fatal(err)
	}
}

// write opens a form about a minor, and stores what it says.
func (c *centre) write(m minor.ID, b change.Body) (rec change.Record) {
	c.t.Helper()
	e, _ := change.Lookup(b.Kind())
	seen := c.seen(m, e.Section)
	c.tx(func(tx *sql.Tx) (err error) {
		rec, err = c.box.Append(c.t.Context(), tx, outbox.Draft{
			Minor: m, On: day.On(day.FromTime(c.at)), Structure: institution.OfficeOf(c.desk),
			Author: newID[institution.PersonID](), Seen: seen, Body: b,
		})
		return err
	})
	return rec
}

func (c *centre) seen(m minor.ID, s change.Section) (out change.Seen) {
	c.t.Helper()
	c.view(func(q localdb.Querier) (err error) {
		if out, err = c.Seen(c.t.Context(), q, m, s); err != nil {
			return err
		}
		all, err := c.Read(c.t.Context(), q)
		if err == nil && !reflect.DeepEqual(all.Seen(m, s, institution.OfficeID{}), out) {
			c.t.Errorf("of a child alone %v was seen, of all at once %v", out, all.Seen(m, s, institution.OfficeID{}))
		}
		return err
	})
	return out
}

func (c *centre) settle(receipts ...api.Receipt) {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error {
		_, err := c.box.Settle(c.t.Context(), tx, c.agent, api.Push{Receipts: receipts})
		return err
	})
}

func receipt(p change.Placed) api.Receipt {
	return api.Receipt{Seq: p.Seq, Verdict: api.Taken, Position: p.Position, Standing: &p.Standing}
}

// hear applies a part of the feed as the courier does.
func (c *centre) hear(f api.Feed) { c.hearAfter(0, f) }

func (c *centre) hearAfter(after uint64, f api.Feed) {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error {
		h, err := c.box.Hear(c.t.Context(), tx, f.Standpoint)
		if err != nil {
			return err
		}
		if h.Restored {
			return c.GoBack(c.t.Context(), tx, f.Epoch, h.Position)
		}
		return c.Apply(c.t.Context(), tx, after, f)
	})
}

// pull applies the whole feed.
func (c *centre) pull(l *ledger) {
	c.t.Helper()
	for c.progress().Cursor < uint64(len(l.items))*2 || c.progress().Epoch != l.epoch {
		c.hear(l.feed(c.progress().Cursor, 3, c.at))
	}
}

func (c *centre) progress() (out Progress) {
	c.t.Helper()
	c.view(func(q localdb.Querier) (err error) {
		out, err = FindProgress(c.t.Context(), q)
		return err
	})
	return out
}

func (c *centre) find(m minor.ID) (out Held, err error) {
	c.t.Helper()
	err = c.db.View(c.t.Context(), func(q localdb.Querier) error {
		var all *Reading
		if all, err = c.Read(c.t.Context(), q); err != nil {
			return err
		}
		out, err = c.Find(c.t.Context(), q, m)
		if same, wrong := all.Find(m); !reflect.DeepEqual(same, out) || fmt.Sprint(wrong) != fmt.Sprint(err) {
			c.t.Errorf("a child alone is read as %+v (%v), with all others as %+v (%v)", out, err, same, wrong)
		}
		return err
	})
	return out, err
}

func (c *centre) mustFind(m minor.ID) Held {
	c.t.Helper()
	h, err := c.find(m)
	if err != nil {
		c.t.Fatal(err)
	}
	return h
}

func (c *centre) list() (out []minor.ID) {
	c.t.Helper()
	c.view(func(q localdb.Querier) (err error) {
		out, err = List(c.t.Context(), q)
		return err
	})
	return out
}

// dump gives every row that the feed can change.
func (c *centre) dump() (out []string) {
	c.t.Helper()
	c.view(func(q localdb.Querier) error {
		for _, query := range []string{
			"SELECT 'feed', cursor, position, epoch, '' FROM feed",
			"SELECT 'minor', minor, sections, entered, left_at FROM minors ORDER BY minor",
			"SELECT 'record', agent || seq, position, standing, hex(data) FROM records ORDER BY agent, seq",
			"SELECT 'own', seq, state, position, due FROM outbox ORDER BY seq",
			"SELECT 'operator', person, office, name, until_at FROM operators ORDER BY person",
			"SELECT 'days', minor, structure, from_on, until_on FROM kept_days ORDER BY minor, from_on",
		} {
			rows, err := q.QueryContext(c.t.Context(), query)
			if err != nil {
				return err
			}
			for rows.Next() {
				v := make([]any, 5)
				if err := rows.Scan(&v[0], &v[1], &v[2], &v[3], &v[4]); err != nil {
					return err
				}
				out = append(out, fmt.Sprintln(v...))
			}
			if err := rows.Close(); err != nil {
				return err
			}
		}
		return nil
	})
	return out
}

func (c *centre) wantGone(m minor.ID) {
	c.t.Helper()
	if _, err := c.find(m); !fault.Is(err, fault.NotFound) {
		c.t.Errorf("got %v, want not-found", err)
	}
}

func began() change.Body { return placement.Began{At: facility.At(newID[facility.ID]())} }

func named(given string) change.Body {
	return minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: minor.Text(given)}}
}
