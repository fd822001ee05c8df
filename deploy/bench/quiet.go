package main

import (
	"context"
	"time"
)

const (
	// quiet is the share of a processor under which the registry is at rest. Arbitrary.
	quiet = .15
	// quietAfter bounds the wait for it: what is not done by then is going on while
	// something is measured. Arbitrary.
	quietAfter = 20 * time.Minute
)

// untilQuiet waits until the registry has done what follows on what came in, such
// as the deadlines of each minor, and gives how many seconds that took, and how many
// processors are busy all the same.
func (r *registry) untilQuiet(ctx context.Context) (took, idle float64, err error) {
	begun := time.Now()
	for still := 0; still < 2 && time.Since(begun) < quietAfter; still++ {
		const look = time.Second
		before := used(r.registryd, r.postmaster)
		if err := wait(ctx, look); err != nil {
			return 0, 0, err
		}
		spent := used(r.registryd, r.postmaster).since(before)
		if idle = (spent.registry + spent.postgres).Seconds() / look.Seconds(); idle > quiet {
			still = -1
		}
	}
	return time.Since(begun).Seconds(), idle, nil
}

// passOver leaves out the search for the same child among who has just come,
// which is measured elsewhere (BenchmarkLook, BenchmarkNation), takes hours among
// a million, and would be going on while something else is measured.
func (r *registry) passOver(ctx context.Context) error {
	return r.exec(ctx, `INSERT INTO match_progress DEFAULT VALUES ON CONFLICT (one) DO NOTHING`,
		`UPDATE match_progress SET looked = (SELECT position FROM ledger_head)`)
}
