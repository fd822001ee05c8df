package main

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
)

func TestWhatHasToBeSeenToIsListedByCodesAndWithoutValues(t *testing.T) {
	c := newCentre(t)
	if got := c.must("status", "--concerns"); got != "nothing has to be seen to\n" {
		t.Errorf("at first: %q", got)
	}
	here, left := c.record("minor.registered", `{"tag": "17"}`), c.record("minor.registered", `{"tag": "18"}`)
	stop := c.serve()
	c.until("all to be sent", sent)
	agent := c.status().Agent
	c.r.Enter(agent, here.Minor)
	c.r.Concern(agent, here.Minor, api.Concerns{Alerts: []api.Alert{{
		Rule: "arrival-missing", Record: newID[change.ID](), From: facility.At(c.house), To: facility.At(newID[facility.ID]()),
		On: day.Must("2026-03-10"), Due: time.Date(2026, 3, 12, 7, 0, 0, 0, time.UTC),
	}}})
	c.r.Leave(agent, left.Minor)
	side := func(name string, own []byte) api.Side {
		return api.Side{Record: newID[change.ID](), Kind: "identity.stated", On: day.On(day.Must("2026-03-10")), Value: json.RawMessage(`"` + name + `"`), Own: own}
	}
	c.r.Concern(agent, left.Minor, api.Concerns{Contests: []api.Contest{
		{Slot: "name", Section: change.Identity, Sides: []api.Side{side("Xyzzyx", []byte("own")), side("Xyzzyy", nil)}},
		{Slot: "sex", Section: change.Identity, Sides: []api.Side{side("Xyzzyz", []byte("own"))}, Decided: newID[change.ID](), Stands: true},
	}})
	c.await("the registry's word", func(ctx context.Context, q localdb.Querier) (bool, error) {
		var n int
		err := q.QueryRowContext(ctx, `SELECT count(*) FROM concerns`).Scan(&n)
		return n == 3, err
	})
	if st := c.status(); st.Alerts != 1 || st.Contests != 1 {
		t.Errorf("got %d halves and %d conflicts", st.Alerts, st.Contests)
	}
	got := c.must("status", "--concerns", "--as", "Nina Rossi")
	for _, part := range []string{
		"arrival missing    child " + here.Code + ", of 2026-03-10, since 2026-03-12: from AG-01 to another place",
		"name, open: 1 other records say something else", "sex, decided: what was written here stands",
	} {
		if !strings.Contains(got, part) {
			t.Errorf("got %s\nwant %q in it", got, part)
		}
	}
	if all := got + c.must("status", "--concerns", "--json"); strings.Contains(all, "Xyzzy") {
		t.Errorf("a value is printed: %s", all)
	}
	if text := c.must("status"); !strings.Contains(text, "1 halves of transfers and deadlines, 1 conflicts about children who left") {
		t.Errorf("got %s", text)
	}
	c.until("the looks to be told", func(outbox.Counts) bool { return len(c.r.Looks()) == 2 })
	stop()
	for _, l := range c.r.Looks() {
		if l.What != "status --concerns" || len(l.Minors) != 2 {
			t.Errorf("got %+v, want the look at both children", l)
		}
	}
}
