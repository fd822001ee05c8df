package main

import (
	"strings"
	"testing"
	"time"
)

func TestLongWorkSaysHowLongItTakesYet(t *testing.T) {
	var out strings.Builder
	now := time.Unix(0, 0)
	p := &progress{out: &out, what: "looked at", of: "children", now: func() time.Time { return now }}
	p.tell(1000, 5000) // of an earlier run: nothing is known of its pace
	now = now.Add(10 * time.Second)
	p.tell(2000, 5000)
	if got := out.String(); !strings.Contains(got, "1000 of 5000 children\r") || !strings.Contains(got, "2000 of 5000 children, about 30s left") {
		t.Errorf("got %q", got)
	}
	p.tell(5000, 5000)
	if got := out.String(); !strings.HasSuffix(got, "\n") || strings.Count(got, "left") != 1 {
		t.Errorf("at the end: %q", got)
	}
}
