package main

import (
	"context"
	"slices"
	"time"

	"faro.example/shared/access"
	"faro.example/shared/day"
)

// published is how many months the demo publishes, so that the public pages have
// a course to show.
const published = 3

// publish has the Ministry approve the reports of the last months, the oldest
// first: each takes those before it into account.
func (d *demo) publish(ctx context.Context) error {
	who := d.person(access.Ministry)
	if who.IsZero() {
		return nil
	}
	var ends []day.Date
	for on := d.nation.Options.Today.Month(); len(ends) < published; on = on.Add(-1).Month() {
		ends = append(ends, on.Add(-1))
	}
	began := time.Now()
	for k, on := range slices.Backward(ends) {
		progress("publishing the last months", published-k, published)
		of := []string{"monthly", "--as-of", on.String(), "--as", who.String(), "--reason", "demo"}
		for _, do := range [][]string{{"report", "draft", "--again"}, {"report", "approve"}} {
			if _, err := d.stack.Ctl(ctx, append(do, of...)...); err != nil {
				return err
			}
		}
	}
	say("published in %d s", int(time.Since(began).Seconds()))
	return nil
}
