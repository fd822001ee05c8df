package main

import (
	"testing"

	"faro.example/agent/outbox"
)

func TestWhatACommandShowsIsToldToTheRegistry(t *testing.T) {
	c := newCentre(t)
	child := c.record("minor.registered", `{"tag": "17"}`).Minor
	c.must("outbox")
	c.want(exitDenied, "nobody of that name", "outbox", "--as", "Someone Else")
	c.must("outbox", "--as", "Nina Rossi")
	c.must("status")
	stop := c.serve()
	c.until("all to be sent", sent)
	c.until("the looks to be told", func(outbox.Counts) bool { return len(c.r.Looks()) == 2 })
	stop()
	for i, l := range c.r.Looks() {
		if l.What != "outbox" || len(l.Minors) != 1 || l.Minors[0] != child || l.Person.IsZero() || l.Seq != uint64(i+1) {
			t.Errorf("got %+v, want the look at the one child by the one operator", l)
		}
	}
}
