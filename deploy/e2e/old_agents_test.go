//go:build upgrade

package e2e

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
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
