package scene_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/agent/replica"
	"faro.example/registry/feed"
	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// nation is a registry with its feed, and centres with stores of their own, in
// one process and without a line between them.
type nation struct {
	*testing.T
	house *intaketest.House
	feed  *feed.Feed
}

type emptyDirectory struct{}

func (emptyDirectory) Directory(context.Context, pg.Querier, change.AgentID) (*api.Directory, error) {
	return &api.Directory{}, nil
}

func newNation(t *testing.T) *nation {
	h := intaketest.New(t)
	return &nation{t, h, feed.New(feed.Config{
		Pool: h.DB.As("faro_feed"), Sealer: h.Sealer, Directory: emptyDirectory{}, Codes: h.Config.Codes,
		Now: h.Now, Log: slog.New(slog.DiscardHandler), Metrics: prometheus.NewRegistry(),
	})}
}

// centre is an installation with its store.
type centre struct {
	*nation
	name  string
	agent *intaketest.Agent
	db    *localdb.DB
	box   *outbox.Box
	*replica.Replica
}

func (n *nation) centre(name, town string) *centre {
	n.Helper()
	a := n.house.Agent(institution.OfficeOf(n.house.Structure(town)))
	key, err := localdb.NewKey()
	if err != nil {
		n.Fatal(err)
	}
	db, err := localdb.Create(n.Context(), filepath.Join(n.TempDir(), "agent.db"), key)
	if err != nil {
		n.Fatal(err)
	}
	n.Cleanup(func() {
		if err := db.Close(); err != nil {
			n.Error(err)
		}
	})
	box := outbox.New(a.ID, a.Key, n.house.Now)
	return &centre{n, name, a, db, box, replica.New(a.ID, box, n.house.Now)}
}

func (c *centre) here() facility.Place { return facility.At(facility.ID(c.agent.Office)) }

// page is what a form about a minor has before its author's eyes.
func (c *centre) page(m minor.ID, b change.Body) (out change.Seen) {
	c.Helper()
	e, _ := change.Lookup(b.Kind())
	err := c.db.View(c.Context(), func(q localdb.Querier) (err error) {
		out, err = c.Seen(c.Context(), q, m, e.Section)
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return out
}

// writes opens a form about a minor and stores what it says.
func (c *centre) writes(m minor.ID, on string, b change.Body) (rec change.Record) {
	c.Helper()
	seen := c.page(m, b)
	err := c.db.InTx(c.Context(), func(tx *sql.Tx) (err error) {
		rec, err = c.box.Append(c.Context(), tx, outbox.Draft{
			Minor: m, On: day.On(day.Must(on)), Structure: c.agent.Office, Author: c.agent.Author, Seen: seen, Body: b,
		})
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return rec
}

// syncs pushes what is unsent and pulls the whole feed.
func (c *centre) syncs() {
	c.Helper()
	ctx := c.Context()
	var batch outbox.Batch
	var at replica.Progress
	must := func(err error) {
		c.Helper()
		if err != nil {
			c.Fatalf("%s: %v", c.name, err)
		}
	}
	must(c.db.View(ctx, func(q localdb.Querier) (err error) {
		batch, err = c.box.Next(ctx, q, change.MaxBatch)
		return err
	}))
	if len(batch.Frames) > 0 {
		push, err := c.house.Intake.Take(ctx, c.agent.Caller(), intake.Batch{Frames: batch.Frames})
		must(err)
		for _, r := range push.Receipts {
			if r.Verdict != api.Taken {
				c.Fatalf("%s: number %d is %s: %s %s", c.name, r.Seq, r.Verdict, r.Reason, r.Detail)
			}
		}
		must(c.db.InTx(ctx, func(tx *sql.Tx) error {
			_, err := c.box.Settle(ctx, tx, c.agent.ID, push)
			return err
		}))
	}
	for more := true; more; {
		must(c.db.View(ctx, func(q localdb.Querier) (err error) {
			at, err = replica.FindProgress(ctx, q)
			return err
		}))
		f, err := c.feed.Pull(ctx, c.agent.Caller(), at.Cursor, 0, casefile.Rules)
		must(err)
		must(c.db.InTx(ctx, func(tx *sql.Tx) error { return c.Apply(ctx, tx, at.Cursor, f) }))
		more = f.More || len(f.Items) > 0
	}
}

// says has the Ministry say something at the registry.
func (n *nation) says(m minor.ID, b change.Body) {
	n.Helper()
	var at uint64
	n.house.Scan(&at, `SELECT position FROM ledger_head`)
	n.house.Registry.Taken(n.house.Registry.Write(m, "2026-03-10", b, intaketest.Seen(at)))
}

// registry folds what the registry holds of a minor, in some sections.
func (n *nation) registry(m minor.ID, sections []change.Section) (out casefile.File) {
	n.Helper()
	err := pg.InSnapshot(n.Context(), n.house.DB.As("faro_intake"), nil, func(ctx context.Context, tx pgx.Tx) error {
		joined := []minor.ID{}
		if err := tx.QueryRow(ctx, `SELECT joined FROM casefiles WHERE minor = $1`, m).Scan(&joined); err != nil {
			return err
		}
		if len(joined) == 0 {
			joined = []minor.ID{m}
		}
		all, err := ledger.OfChild(ctx, tx, n.house.Sealer, joined)
		out = casefile.Fold(m, slices.DeleteFunc(all, func(p change.Placed) bool { return !slices.Contains(sections, p.Section) }))
		return err
	})
	if err != nil {
		n.Fatal(err)
	}
	return out
}

func text(t testing.TB, f casefile.File) string {
	t.Helper()
	f.Held = nil // with its author alone
	b, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wantSame checks that a centre shows of minors what the registry does, or
// nothing where they are not in its scope; and that check finds nothing.
func (c *centre) wantSame(after string, in map[minor.ID]bool) {
	c.Helper()
	c.syncs()
	for m, held := range in {
		var got replica.Held
		err := c.db.View(c.Context(), func(q localdb.Querier) (err error) {
			got, err = c.Find(c.Context(), q, m)
			return err
		})
		if !held {
			if err == nil && got.InScope {
				c.Errorf("%s: %s goes on showing a child that is not its own", after, c.name)
			}
			continue
		}
		if err != nil {
			c.Errorf("%s: %s: %v", after, c.name, err)
			continue
		}
		if d := cmp.Diff(text(c, c.registry(m, got.Sections)), text(c, got.File)); d != "" {
			c.Errorf("%s: %s shows otherwise (-registry +centre)\n%s", after, c.name, d)
		}
	}
	found, err := projection.Check(c.Context(), c.house.DB.As("faro_intake"), c.house.Sealer, nil)
	if err != nil || len(found) > 0 {
		c.Errorf("%s: check: %v, %v", after, found, err)
	}
}

func (c *centre) known() int {
	c.Helper()
	var all []replica.Held
	err := c.db.View(c.Context(), func(q localdb.Querier) (err error) {
		all, err = c.All(c.Context(), q)
		return err
	})
	if err != nil {
		c.Fatal(err)
	}
	return len(all)
}

func alias(given string) change.Body {
	return minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: minor.Text(given)}}
}

func TestEveryHolderOfAJoinedChildShowsWhatTheRegistryShows(t *testing.T) {
	n := newNation(t)
	f1, f2 := n.centre("the first centre", "089017"), n.centre("the second centre", "015146")
	a, b := intaketest.Minor(), intaketest.Minor()
	f1.writes(a, "2026-03-01", minor.Registered{Code: f1.agent.Code()})
	f1.writes(a, "2026-03-01", placement.Began{At: f1.here()})
	f1.writes(a, "2026-03-01", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male, Citizenship: "GN"})
	f1.writes(a, "2026-03-04", movement.AbsenceReported{From: f1.here()})
	f2.writes(b, "2026-03-07", minor.Registered{Code: f2.agent.Code()})
	f2.writes(b, "2026-03-07", placement.Began{At: f2.here()})
	f2.writes(b, "2026-03-07", minor.IdentityStated{Source: minor.OwnWord, Citizenship: "SN"})
	both, none := map[minor.ID]bool{a: true, b: true}, map[minor.ID]bool{}
	wantSame := func(after string, of1, of2 map[minor.ID]bool) {
		t.Helper()
		f1.wantSame(after, of1)
		f2.wantSame(after, of2)
	}
	wantSame("before", map[minor.ID]bool{a: true, b: false}, map[minor.ID]bool{a: false, b: true})

	n.says(b, change.LinkSame{Minors: []minor.ID{a}, Reason: "the same scar"})
	wantSame("joined", both, both)
	if f1.known() != 1 || f2.known() != 1 {
		t.Errorf("the centres list %d and %d children, want one", f1.known(), f2.known())
	}
	if seen := f2.page(b, alias("")); !slices.Equal(seen.Minors, []minor.ID{a}) {
		t.Errorf("the page names %v besides its own minor, want the other", seen.Minors)
	}
	on := f2.writes(b, "2026-03-08", minor.IdentityStated{Source: minor.OwnWord, Citizenship: "ML"})
	wantSame("edited on the joined page", both, both)
	if f := n.registry(a, change.Sections()); len(f.Conflicts) != 0 || f.Identity.Citizenship() != "ML" {
		t.Errorf("got %s with %v in conflict: the edit knew both", f.Identity.Citizenship(), f.Conflicts)
	}

	late := f2.writes(a, "2026-03-09", alias("Issa")) // off line, on the joined page
	n.says(a, change.LinkParted{Apart: []minor.ID{b}, Records: []change.Assignment{{Record: on.ID, Minor: b}}, Reason: "a brother"})
	apart1, apart2 := map[minor.ID]bool{a: true, b: false}, map[minor.ID]bool{a: false, b: true}
	wantSame("parted", apart1, apart2)
	if f := n.registry(a, change.Sections()); !slices.Equal(f.Held, []change.ID{late.ID}) {
		t.Errorf("held is %v, want what was written off line", f.Held)
	}
	n.says(a, change.Assigned{Record: late.ID, Minor: b, Reason: "says the centre"})
	wantSame("assigned", apart1, apart2)
	if f := n.registry(b, change.Sections()); len(f.Identity.Aliases) != 1 || len(f.Held) != 0 {
		t.Error("what was assigned does not count")
	}
	n.says(a, change.LinkSame{Minors: []minor.ID{b}, Reason: "it is the same child after all"})
	wantSame("joined again", both, both)
	f2.writes(b, "2026-03-09", movement.ExitRecorded{Reason: movement.FamilyReunification})
	f2.syncs()
	f1.syncs()
	wantSame("left", none, none)
}
