package lookup_test

import (
	"slices"
	"testing"
	"time"

	"faro.example/registry/lookup"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// backlogs gives the queues of a caller on which somebody waits.
func (g *glazed) backlogs(t *testing.T, c access.Caller) map[lookup.Queue]lookup.Backlog {
	t.Helper()
	c.Reason = "list"
	all, err := g.look.Backlogs(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	out := map[lookup.Queue]lookup.Backlog{}
	for _, b := range all {
		if b.Count > 0 || !b.Oldest.IsZero() {
			out[b.Queue] = b
		}
	}
	return out
}

func TestAConflictIsOnTheQueueOfWhoDecidesIt(t *testing.T) {
	g := newGlazed(t)
	g.contested(t)
	g.twoGuardians(t)
	for name, x := range map[string]struct {
		c    access.Caller
		want []string
	}{
		"the social service in custody":                {services(g.keeps, "088009"), []string{"guardian", "mother", "sex"}}, // of the guardian by a decree
		"another social service":                       {services(milan, "058091"), nil},
		"a service of the place, which has no custody": {at(g, access.Municipality, institution.Municipality, "088009"), nil},
		"the prefecture of the place":                  {at(g, access.Prefecture, institution.Prefecture, "088009"), nil}, // who the child is, is not its to decide
		"the court of another territory":               {at(g, access.Court, institution.Court, "015146"), nil},
	} {
		var got []string
		for _, w := range g.queued(t, x.c, lookup.Disputes) {
			got = append(got, w.Slot)
			if w.Minor != g.child || w.From != day.FromTime(g.h.Now()) {
				t.Errorf("%s: got %+v, want the child since the conflict opened", name, w)
			}
		}
		if slices.Sort(got); !slices.Equal(got, x.want) {
			t.Errorf("%s: got %v, want %v", name, got, x.want)
		}
		if b := g.backlogs(t, x.c)[lookup.Disputes]; b.Count != len(x.want) {
			t.Errorf("%s: counted %d, shown %d", name, b.Count, len(x.want))
		}
	}
	if _, err := g.look.Queue(t.Context(), at(g, access.Region, institution.Region, "088009"), lookup.Disputes, lookup.Key{}, 10); !fault.Is(err, fault.Denied) {
		t.Errorf("a region, which decides none: got %v, want it denied", err)
	}
}

// One at a time, each is shown once and none is passed over, also of a child about
// whom two wait since one day.
func TestAQueueGoesOnAfterEachThatItShows(t *testing.T) {
	g := newGlazed(t)
	g.contested(t)
	c := services(g.keeps, "088009")
	c.Reason = "list"
	all := g.queued(t, c, lookup.Disputes)
	var seen []string
	for after := (lookup.Key{}); ; {
		page, err := g.look.Queue(t.Context(), c, lookup.Disputes, after, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Waiting) == 0 {
			break
		}
		after = page.Waiting[0].Key
		seen = append(seen, page.Waiting[0].Slot)
	}
	if len(seen) != 2 || len(all) != 2 || seen[0] != all[0].Slot || seen[1] != all[1].Slot {
		t.Errorf("one by one %v, at once %d", seen, len(all))
	}
}

func TestAPresenceThatNobodyHasConfirmedForAMonthIsStale(t *testing.T) {
	g := newGlazed(t)
	keeps := services(g.keeps, "088009")
	on := func(d string) { g.look.Now = func() time.Time { return day.Must(d).Start().Add(12 * time.Hour) } }
	on("2026-03-31")
	if got := g.queued(t, keeps, lookup.Unconfirmed); len(got) != 0 {
		t.Errorf("after %d days: %d wait, want nobody", lookup.Stale, len(got))
	}
	on("2026-04-01")
	got := g.queued(t, keeps, lookup.Unconfirmed)
	if len(got) != 1 || got[0].Minor != g.child || got[0].From != day.Must("2026-03-01") || got[0].Until != day.Must("2026-03-31") {
		t.Errorf("a day later: got %+v, want the child since it was seen last", got)
	}
	if b := g.backlogs(t, keeps)[lookup.Unconfirmed]; b.Count != 1 || b.Oldest != day.Must("2026-03-01") {
		t.Errorf("counted %+v", b)
	}
	if got := g.queued(t, services(milan, "058091"), lookup.Unconfirmed); len(got) != 0 {
		t.Error("a service of elsewhere is shown the child")
	}
}

func TestCountingTheQueuesNamesNobodyAndLeavesALine(t *testing.T) {
	g := newGlazed(t)
	g.contested(t)
	g.backlogs(t, ministry())
	if l := g.last(); !l.Allowed || l.Action != access.Search || len(l.Subjects) != 0 {
		t.Errorf("got the line %+v, want one that names nobody", l)
	}
	if _, err := g.look.Backlogs(t.Context(), access.Caller{Role: access.Auditor, Reason: "list"}); !fault.Is(err, fault.Denied) || g.last().Allowed {
		t.Errorf("an auditor: got %v, want it denied, with its line", err)
	}
}
