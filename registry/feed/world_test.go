package feed

import (
	"context"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

// world is a registry whose feed is written row by row, as intake writes it.
type world struct {
	*intaketest.House
	t       testing.TB
	records []change.Placed // the ledger, by position
	told    int             // directories composed
}

func newWorld(t testing.TB) *world {
	t.Helper()
	return &world{House: intaketest.New(t), t: t}
}

// Directory composes a directory that says how many were composed before.
func (w *world) Directory(context.Context, pg.Querier, change.AgentID) (*api.Directory, error) {
	w.told++
	return &api.Directory{Offices: make([]api.Office, w.told)}, nil
}

// feed makes a feed over the world's database, as one registryd has.
func (w *world) feed() *Feed {
	w.t.Helper()
	f, _ := w.measured()
	return f
}

func (w *world) measured() (*Feed, *prometheus.Registry) {
	w.t.Helper()
	reg := prometheus.NewRegistry()
	return New(Config{
		Pool: w.DB.As("faro_feed"), Sealer: w.Sealer, Directory: w, Codes: w.Config.Codes,
		Now: w.Now, Log: slog.New(slog.DiscardHandler), Metrics: reg,
	}), reg
}

// run sets a feed to work until the test ends.
func (w *world) run(f *Feed) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		f.Run(ctx)
	}()
	w.t.Cleanup(func() {
		cancel()
		<-stopped
	})
}

// centre enrols an installation of a structure of its own.
func (w *world) centre() *intaketest.Agent {
	w.t.Helper()
	return w.Agent(institution.OfficeOf(w.House.Structure("089017")))
}

// note is a row of the feed to be written.
type note struct {
	agent    *intaketest.Agent
	what     string
	minor    minor.ID
	sections []change.Section // of an enter
}

// write commits records and rows of the feed, all at the position of the last
// record, or at one of its own if there are none. It gives the head.
func (w *world) write(records []change.Record, notes ...note) ledger.Head {
	w.t.Helper()
	var head ledger.Head
	var placed []*change.Placed
	var fresh seal.Fresh
	err := pg.InTx(w.t.Context(), w.DB.As("faro_intake"), func(ctx context.Context, tx pgx.Tx) (err error) {
		b := &pgx.Batch{}
		if len(records) == 0 {
			head, err = ledger.Mark(ctx, tx, "test", len(notes), w.Now())
		} else {
			head, err = ledger.Advance(ctx, tx, len(records), len(notes), w.Now())
		}
		if err != nil {
			return err
		}
		placed = nil
		for i, r := range records {
			p := head.Position - uint64(len(records)-1-i)
			placed = append(placed, &change.Placed{Record: r, Position: p, Standing: change.Standing{Knows: p - 1}})
		}
		if fresh, err = w.queueRecords(ctx, tx, b, placed); err != nil {
			return err
		}
		for i, n := range notes {
			queueNote(b, n, head.Feed-uint64(len(notes)-1-i), head.Position)
		}
		return tx.SendBatch(ctx, b).Close()
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Sealer.Keep(fresh)
	for len(placed) == 0 && uint64(len(w.records)) < head.Position {
		w.records = append(w.records, change.Placed{}) // a mark
	}
	for _, p := range placed {
		w.records = append(w.records, *p)
	}
	return head
}

func (w *world) queueRecords(ctx context.Context, tx pgx.Tx, b *pgx.Batch, records []*change.Placed) (seal.Fresh, error) {
	var minors []minor.ID
	for _, r := range records {
		if !slices.Contains(minors, r.Minor) {
			minors = append(minors, r.Minor)
		}
	}
	keys, err := w.Sealer.Find(ctx, tx, minors)
	if err != nil {
		return nil, err
	}
	fresh, err := w.Sealer.Make(b, slices.DeleteFunc(minors, func(m minor.ID) bool { return keys[m] != nil }))
	if err != nil {
		return nil, err
	}
	for m, k := range fresh {
		keys[m] = k
	}
	return fresh, ledger.Queue(b, records, keys, change.Level)
}

func queueNote(b *pgx.Batch, n note, number, position uint64) {
	b.Queue(`INSERT INTO feed (agent, n, position, what, minor) VALUES ($1, $2, $3, $4, $5)`,
		n.agent.ID, number, position, n.what, n.minor)
	switch n.what {
	case api.WhatEnter:
		b.Queue(`INSERT INTO scopes (agent, minor, entered, sections) VALUES ($1, $2, $3, $4)`,
			n.agent.ID, n.minor, position, n.sections)
	case api.WhatLeave:
		b.Queue(`UPDATE scopes SET "left" = $3 WHERE agent = $1 AND minor = $2 AND "left" IS NULL`,
			n.agent.ID, n.minor, position)
	}
	b.Queue(`SELECT pg_notify('faro_feed', $1)`, n.agent.ID.String())
}

// whole are the sections of most enters in these tests.
func whole() []change.Section { return []change.Section{change.Identity, change.Link, change.Presence} }

func enter(a *intaketest.Agent, m minor.ID) note {
	return note{agent: a, what: api.WhatEnter, minor: m, sections: whole()}
}

func leave(a *intaketest.Agent, m minor.ID) note {
	return note{agent: a, what: api.WhatLeave, minor: m}
}

func record(a *intaketest.Agent, m minor.ID) note {
	return note{agent: a, what: api.WhatRecord, minor: m}
}

func marker(a *intaketest.Agent) note { return note{agent: a, what: api.WhatDirectory} }

const day = "2026-03-09"

// identity, presence and custodian are records of a section each.
func identity(a *intaketest.Agent, m minor.ID) change.Record {
	return a.Write(m, day, minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male})
}

func presence(a *intaketest.Agent, m minor.ID) change.Record {
	return a.Write(m, day, placement.Began{At: facility.At(facility.ID(a.Office))})
}

func custodian(a *intaketest.Agent, m minor.ID) change.Record {
	return a.Write(m, day, custody.Taken{By: institution.ID(a.Office)})
}

func one(r change.Record) []change.Record { return []change.Record{r} }

// pull pulls once without waiting.
func pull(t testing.TB, f *Feed, a *intaketest.Agent, after uint64) api.Feed {
	t.Helper()
	out, err := f.Pull(t.Context(), a.Caller(), after, 0, casefile.Rules)
	if err != nil {
		t.Fatalf("pull after %d: %v", after, err)
	}
	return out
}

// kinds gives the items in short: what, and how many records an enter has.
func kinds(p api.Feed) string {
	var b strings.Builder
	for _, i := range p.Items {
		b.WriteString(i.What[:1])
		if i.Enter != nil {
			b.WriteString(strings.Repeat(".", len(i.Enter.Records)))
		}
	}
	return b.String()
}

// value is what a metric without labels stands at.
func value(t testing.TB, reg *prometheus.Registry, name string) float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			return f.GetMetric()[0].GetGauge().GetValue() + f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	t.Fatalf("no metric %s", name)
	return 0
}

// until lets others work until something is so.
func until(t testing.TB, so func() bool) {
	t.Helper()
	for !so() {
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
		runtime.Gosched()
	}
}

// waitLong is longer than any test: whoever waits that long was not woken.
const waitLong = time.Minute
