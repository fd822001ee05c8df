//go:build upgrade

package e2e

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/deploy/stack"
	"faro.example/shared/minor"
)

// TestARegistryIsUpgradedUnderWork replaces every registryd of the version before
// by today's, one after the other, while agents of both versions before push and
// people count; and then the agents.
func TestARegistryIsUpgradedUnderWork(t *testing.T) {
	ctx := t.Context()
	before, older, today := built(t, "before"), built(t, "older"), todays(t)
	w := newWorld(t, func(o *stack.Options) { o.Bin = before })
	first := w.Address()
	two, second := w.another(ctx, t, before, "before-2")
	c := w.newCrew(ctx, t, before, older, before)
	c.to(first, second, second)
	c.works(ctx, t)
	upgraded := w.from(today)
	t.Cleanup(func() { must(t, upgraded.Registryd.Stop()) })

	if _, err := upgraded.Ctl(ctx, "census"); err == nil || !strings.Contains(err.Error(), "registryctl migrate up") {
		t.Errorf("today's program on the tables of before: got %v, want it to say what is to be done", err)
	}
	c.during(ctx, t, func() { // both of the version before, on tables that change below them
		_, err := upgraded.Ctl(ctx, "migrate", "up")
		must(t, err)
		w.counts(ctx, t)
	})
	c.works(ctx, t)
	if out, err := upgraded.Ctl(ctx, "migrate", "--format", "2"); err == nil || !strings.Contains(err.Error(), "before version") {
		t.Errorf("the level raised under the version before: got %v and %q, want it refused", err, out)
	}

	three, third := w.another(ctx, t, today, "today-1")
	c.to(first, second, third)
	c.during(ctx, t, func() { // both versions side by side
		w.counts(ctx, t)
		upgraded.counts(ctx, t)
	})
	c.during(ctx, t, func() { // the first is replaced
		c.to(third, second)
		must(t, w.Registryd.Stop())
		must(t, upgraded.StartRegistry(ctx)) // where it listened
		upgraded.counts(ctx, t)
	})
	c.sent(ctx, t)
	w.sameAnswers(ctx, t, upgraded)
	c.during(ctx, t, func() { // and the second
		c.to(third, first)
		must(t, two.Stop())
	})
	c.sent(ctx, t)
	for _, args := range [][]string{{"migrate", "--format", "2"}, {"rebuild"}} { // as docs/operations.md says
		_, err := upgraded.Ctl(ctx, args...)
		must(t, err)
	}

	w.Stack = upgraded.Stack
	c.works(ctx, t) // agents of before at work with today's registry alone
	c.sent(ctx, t)
	c.upgradeAgents(ctx, t, today)
	c.works(ctx, t)
	c.compared(ctx, t)
	if !three.Running() {
		t.Errorf("a registryd of today's has ended: %s", three.Tail(3))
	}
}

// todays gives the folder of today's programs.
func todays(t *testing.T) string {
	t.Helper()
	bin, err := programs()
	must(t, err)
	return bin
}

// another starts a further registryd, of the programs of a folder.
func (w *world) another(ctx context.Context, t *testing.T, bin, name string) (*stack.Process, string) {
	t.Helper()
	p, address, err := w.From(bin).Another(ctx, name, "--requests-per-minute", "1000000")
	must(t, err)
	t.Cleanup(func() { must(t, p.Stop()) })
	return p, address
}

// counts counts all who are present and looks one child up, as people do all day.
func (w *world) counts(ctx context.Context, t *testing.T) {
	t.Helper()
	if got := w.count(t); got.Total == 0 {
		t.Error("nobody is present, say the programs")
	}
	code := w.anyCode(ctx, t)
	if _, err := w.Ctl(ctx, "casefile", code, "--as", w.ministry.ID.String(), "--reason", "upgrade"); err != nil {
		t.Errorf("a casefile: %v", err)
	}
}

func (w *world) anyCode(ctx context.Context, t *testing.T) string {
	t.Helper()
	codes, err := ask[struct{ Serial int64 }](ctx, w, `SELECT serial FROM codes ORDER BY serial LIMIT 1`)
	must(t, err)
	if len(codes) != 1 {
		t.Fatal("no child has a code")
	}
	code, err := minor.NewCode(uint32(codes[0].Serial))
	must(t, err)
	return string(code)
}

// sameAnswers compares what both versions say, while nothing changes.
func (w *world) sameAnswers(ctx context.Context, t *testing.T, upgraded *world) {
	t.Helper()
	if d := cmp.Diff(w.count(t), upgraded.count(t)); d != "" {
		t.Errorf("the census of the version before and of today (-before +today):\n%s", d)
	}
	code := w.anyCode(ctx, t)
	ask := []string{"custody", code, "--as", w.ministry.ID.String(), "--reason", "upgrade", "--json"}
	was, err := w.Ctl(ctx, ask...)
	must(t, err)
	is, err := upgraded.Ctl(ctx, ask...)
	must(t, err)
	if d := cmp.Diff(was, is); d != "" {
		t.Errorf("custody (-before +today):\n%s", d)
	}
}
