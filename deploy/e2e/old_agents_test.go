//go:build upgrade

package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"faro.example/agent/localdb"
	"faro.example/agent/replica"
	"faro.example/shared/casefile"
)

// TestAnAgentTwoVersionsOldStillSyncs has agents of the last two versions enrol
// with today's registry, send and be sent to, and pass on what they do not know.
func TestAnAgentTwoVersionsOldStillSyncs(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	c := w.newCrew(ctx, t, built(t, "older"), built(t, "before"))
	c.works(ctx, t)
	c.sent(ctx, t)
	for _, s := range c.stations {
		must(t, s.arrivals(ctx, s.agents[0], 2))
	}
	c.sent(ctx, t)
	backup := filepath.Join(w.dir, "backup")
	must(t, w.BackUp(ctx, backup))

	var unknown []string
	for i, s := range c.stations { // a second machine of the centre, of today's version
		unknown = append(unknown, w.asksByToday(ctx, t, fmt.Sprintf("today-%d", i), s))
	}
	c.works(ctx, t)
	c.sent(ctx, t)
	w.inLedger(ctx, t, unknown, "once they are sent")

	// The registry loses them, and the machines that wrote them are gone.
	must(t, w.Registryd.Stop())
	must(t, w.Restore(ctx, backup))
	w.notInLedger(ctx, t, unknown)
	must(t, w.StartRegistry(ctx))
	must(t, until(ctx, "the old agents have given back what they do not know", func(ctx context.Context) (bool, error) {
		n, err := w.count1(ctx, `SELECT count(*)::int AS n FROM records WHERE id = ANY ($1::uuid[])`, unknown)
		return n == len(unknown), err
	}))
}

// asksByToday records, by an agent of today's at a station's centre, what older
// ones do not know; and ends that agent for good. It gives the record.
func (w *world) asksByToday(ctx context.Context, t *testing.T, name string, s *station) string {
	t.Helper()
	a, err := w.newAgent(ctx, name, s.at.Code)
	must(t, err)
	must(t, a.Serve.Start())
	must(t, w.quiet(ctx, a))
	child := s.aChild(t)
	said, err := record(ctx, a, "right.asked", map[string]any{"right": "access", "by": "minor", "identified": "hosted here", "language": "fr"},
		"--minor", child, "--as", s.at.who.Name)
	must(t, err)
	must(t, settled(ctx, a))
	must(t, a.Close())
	return said.Record
}

// aChild gives one who is at the station.
func (s *station) aChild(t *testing.T) string {
	t.Helper()
	for _, c := range s.children {
		if c.own && !c.absent {
			return c.minor
		}
	}
	t.Fatalf("nobody is at %s", s.name)
	return ""
}

func (w *world) count1(ctx context.Context, query string, args ...any) (int, error) {
	n, err := ask[struct{ N int }](ctx, w, query, args...)
	if err != nil {
		return 0, err
	}
	return n[0].N, nil
}

func (w *world) inLedger(ctx context.Context, t *testing.T, records []string, when string) {
	t.Helper()
	if n, err := w.count1(ctx, `SELECT count(*)::int AS n FROM records WHERE id = ANY ($1::uuid[])`, records); err != nil || n != len(records) {
		t.Fatalf("got %d of %d records in the ledger (%v), %s", n, len(records), err, when)
	}
}

func (w *world) notInLedger(ctx context.Context, t *testing.T, records []string) {
	t.Helper()
	if n, err := w.count1(ctx, `SELECT count(*)::int AS n FROM records WHERE id = ANY ($1::uuid[])`, records); err != nil || n != 0 {
		t.Fatalf("got %d of %d records in the ledger that was restored (%v), want none", n, len(records), err)
	}
}

// TestWhatNewerRulesHaveFoldedIsLeftAlone has registryds of two versions of the rules
// side by side: the older answers busy about what the newer has folded, and agents
// say that their rules are older.
func TestWhatNewerRulesHaveFoldedIsLeftAlone(t *testing.T) {
	ctx := t.Context()
	w := newWorld(t)
	_, address := w.another(ctx, t, built(t, tomorrow), "tomorrow")
	c := w.newCrew(ctx, t, todays(t), built(t, "older"))
	c.to(address)
	c.works(ctx, t)
	c.sent(ctx, t)
	if n, err := w.count1(ctx, `SELECT count(*)::int AS n FROM casefiles WHERE rules <> $1`, casefile.Rules+1); err != nil || n > 0 {
		t.Fatalf("got %d casefiles of other rules than tomorrow's (%v)", n, err)
	}

	s := c.stations[0]
	must(t, s.arrivals(ctx, s.agents[0], 2))
	c.sent(ctx, t)
	child := s.aChild(t)
	version := `SELECT version::int AS n FROM casefiles WHERE minor = $1::uuid`
	was, err := w.count1(ctx, version, child)
	must(t, err)
	s.redirect(w.Address())
	must(t, s.record(ctx, s.agents[0], "identity.stated", child, s.identity()))
	must(t, until(ctx, "today's registryd has answered that it cannot", func(ctx context.Context) (bool, error) {
		said, err := w.Metrics(ctx)
		return strings.Contains(said, `faro_httpapi_requests_total{route="/sync/v1/changes",status="503"}`), err
	}))
	if is, err := w.count1(ctx, version, child); err != nil || is != was {
		t.Errorf("the casefile is at version %d (%v), want it untouched at %d", is, err, was)
	}
	s.redirect(address)
	c.sent(ctx, t)

	for _, s := range c.stations {
		if said, err := s.agents[0].Ctl(ctx, "status"); err != nil || !strings.Contains(said, "newer rules") {
			t.Errorf("%s says %q (%v), want that its rules are older", s.name, said, err)
		}
		must(t, s.agents[0].Serve.Stop())
		if n := shownByNewer(ctx, t, s.agents[0].Home); n == 0 {
			t.Errorf("%s has no casefile that it says was folded by newer rules", s.name)
		}
	}
}

// shownByNewer counts the casefiles in a copy of a store that say that the
// registry's rules are newer.
func shownByNewer(ctx context.Context, t *testing.T, home string) (n int) {
	t.Helper()
	to := t.TempDir()
	must(t, os.CopyFS(to, os.DirFS(home)))
	db, err := openStore(ctx, to)
	must(t, err)
	who, err := installation(ctx, db)
	must(t, err)
	err = db.View(ctx, func(q localdb.Querier) error {
		all, err := replica.New(who, nil, now).All(ctx, q)
		for _, h := range all {
			if h.Shown != nil && h.Shown.Rules == casefile.Rules+1 {
				n++
			}
		}
		return err
	})
	must(t, errors.Join(err, db.Close()))
	return n
}
