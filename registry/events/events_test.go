package events_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/audit"
	"faro.example/registry/events"
	"faro.example/registry/pg/pgtest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/reference"
)

type lines struct {
	written []audit.Line
	fail    error
}

func (l *lines) Write(_ context.Context, line audit.Line) error {
	l.written = append(l.written, line)
	return l.fail
}

type fixture struct {
	*pgtest.DB
	*events.Events
	lines     *lines
	structure id.Of[struct{}]
	child     id.Of[struct{}]
	next      int
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{DB: pgtest.New(t), lines: &lines{}, structure: id.New[struct{}](), child: id.New[struct{}]()}
	places, err := reference.Load()
	if err != nil {
		t.Fatal(err)
	}
	if f.Events, err = events.New(f.As("faro_reader"), f.lines, places); err != nil {
		t.Fatal(err)
	}
	f.exec(t, `INSERT INTO offices (id, what, code) VALUES ($1, 'structure', 'SR-1')`, f.structure)
	f.exec(t, `INSERT INTO structures (id, name, type, municipality, valid_from, known_from, changed_at)
		VALUES ($1, 'Casa Uno', 'first', '089017', '2000-01-01', 0, now())`, f.structure)
	f.exec(t, `INSERT INTO casefiles (minor) VALUES ($1)`, f.child)
	return f
}

func (f *fixture) exec(t *testing.T, sql string, args ...any) {
	t.Helper()
	if _, err := f.Admin().Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// record adds a record of a kind, written for the structure.
func (f *fixture) record(t *testing.T, kind string) {
	t.Helper()
	f.next++
	header := fmt.Sprintf(`{"structure":"%s","author":"%s"}`, f.structure, f.child)
	f.exec(t, `INSERT INTO records (position, id, minor, agent, seq, section, kind, happened_on, header, sig, entitled, knows)
		VALUES ($1, $2, $3, $2, $1, 'presence', $4, '2026-03-31', $5, 'x', true, 0)`, f.next, id.New[struct{}](), f.child, kind, []byte(header))
	f.exec(t, `UPDATE ledger_head SET position = $1`, f.next)
}

var system = access.Caller{Role: access.System, Scopes: []access.Scope{access.ScopeEvents}}

func TestWhatHappenedIsToldWithoutWhomItConcerns(t *testing.T) {
	f := newFixture(t)
	for _, kind := range []string{"minor.registered", "socialfile.note", "placement.began", "tracing.reported", "identity.stated"} {
		f.record(t, kind)
	}
	got, err := f.After(t.Context(), system, events.Query{})
	if err != nil {
		t.Fatal(err)
	}
	on := day.Must("2026-03-31")
	want := events.Page{Epoch: 1, Next: 5, Events: []events.Event{{1, "minor.registered", on, "Sicilia"}, {3, "placement.began", on, "Sicilia"}}}
	if d := cmp.Diff(want, got, cmp.Comparer(func(a, b day.Date) bool { return a == b })); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	text, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	for what, secret := range map[string]string{"child": f.child.String(), "structure": f.structure.String(), "its name": "Casa Uno"} {
		if strings.Contains(string(text), secret) {
			t.Errorf("it tells the %s: %s", what, text)
		}
	}
	if len(f.lines.written) != 1 || !f.lines.written[0].Allowed || f.lines.written[0].Action != access.ReadEvents {
		t.Errorf("got the lines %+v, want one", f.lines.written)
	}
}

func TestAReaderWhoGoesOnMissesNothingAndIsToldNothingTwice(t *testing.T) {
	f := newFixture(t)
	for range events.PageSize + 3 {
		f.record(t, "custody.taken")
	}
	var at events.Query
	seen := map[uint64]bool{}
	for {
		page, err := f.After(t.Context(), system, at)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			if seen[e.Position] {
				t.Fatalf("%d is told twice", e.Position)
			}
			seen[e.Position] = true
		}
		at = events.Query{After: page.Next, Epoch: page.Epoch}
		if !page.More {
			break
		}
	}
	f.record(t, "custody.released")
	page, err := f.After(t.Context(), system, at)
	if err != nil || len(page.Events) != 1 || len(seen) != events.PageSize+3 {
		t.Errorf("got %d, then %d and %v, want all and then the new one", len(seen), len(page.Events), err)
	}
}

func TestAPositionOfALifeThatIsOverIsRefused(t *testing.T) {
	f := newFixture(t)
	f.record(t, "custody.taken")
	for _, q := range []events.Query{{After: 1}, {After: 1, Epoch: 2}, {After: 2, Epoch: 1}} {
		if _, err := f.After(t.Context(), system, q); !fault.Is(err, fault.Conflict) {
			t.Errorf("%+v: got %v, want a conflict", q, err)
		}
	}
	if _, err := f.After(t.Context(), system, events.Query{After: 1, Epoch: 1}); err != nil {
		t.Error(err)
	}
}

func TestEventsAreForSystemsWithTheScopeAlone(t *testing.T) {
	f := newFixture(t)
	for _, c := range []access.Caller{
		{Role: access.System, Scopes: []access.Scope{access.ScopeCustody, access.ScopeCensus}}, {Role: access.Centre}, {Role: access.Police}, {},
	} {
		if _, err := f.After(t.Context(), c, events.Query{}); !fault.Is(err, fault.Denied) || f.lines.written[len(f.lines.written)-1].Allowed {
			t.Errorf("%s: got %v, want it denied with a line", c.Role, err)
		}
	}
	f.lines.fail = fault.Newf(fault.Busy, "no room")
	if page, err := f.After(t.Context(), system, events.Query{}); !fault.Is(err, fault.Busy) || page.Epoch != 0 {
		t.Errorf("without a line: got %+v and %v, want nothing", page, err)
	}
}
