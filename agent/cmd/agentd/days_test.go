package main

import (
	"context"
	"slices"
	"strings"
	"testing"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
)

func TestTheDaysOfWhoIsHereAndOfWhoLeftAreListedByCodes(t *testing.T) {
	c := newCentre(t)
	stop := c.serveBeside()
	stayed := c.record("minor.registered", `{"tag": "17"}`)
	left := c.record("minor.registered", `{"tag": "18"}`)
	for _, m := range []recordedJSON{stayed, left} {
		c.record("placement.began", `{"at": {"facility": "AG-01"}}`, "--minor", m.Minor.String(), "--on", "2026-03-01")
	}
	c.record("identity.stated", `{"source": "declared", "name": {"given": "Xyzzyx"}}`, "--minor", stayed.Minor.String())
	c.record("transfer.departed", `{"from": {"facility": "AG-01"}, "to": {"facility": "PA-07"}}`, "--minor", left.Minor.String(), "--on", "2026-03-20")
	lines := []string{"AG-01," + stayed.Code + ",2026-03-01,", "AG-01," + left.Code + ",2026-03-01,2026-03-20"}
	if stayed.Minor.Compare(left.Minor) > 0 {
		slices.Reverse(lines)
	}
	want := "structure,code,from,until\n" + strings.Join(lines, "\n") + "\n"
	c.until("all to be sent", sent)
	if got := c.must("status", "--days"); got != want {
		t.Errorf("while both are known here\n%s\nwant\n%s", got, want)
	}
	agent := c.status().Agent
	c.r.Enter(agent, stayed.Minor)
	c.r.Leave(agent, left.Minor)
	c.await("the days to be kept", func(ctx context.Context, q localdb.Querier) (bool, error) {
		var n int
		err := q.QueryRowContext(ctx, `SELECT count(*) FROM kept_days`).Scan(&n)
		return n == 1, err
	})
	if got := c.must("status", "--days", "--as", "Nina Rossi"); got != want {
		t.Errorf("when one has left\n%s\nwant\n%s", got, want)
	}
	c.until("the looks to be told", func(outbox.Counts) bool { return len(c.r.Looks()) == 2 })
	stop()
	for _, l := range c.r.Looks() {
		if l.What != "status --days" || len(l.Minors) != 2 {
			t.Errorf("got %+v, want the look at both children", l)
		}
	}
}
