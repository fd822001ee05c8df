package main

import (
	"context"
	"errors"
	"time"
)

// rebuilt is how long the read tables take to be made from the ledger.
type rebuilt struct {
	Records int     `json:"records"`
	Nothing float64 `json:"nothing_to_change_per_second"` // beside registryd, all as it ought to be
	Empty   float64 `json:"from_empty_per_second"`        // the read tables were emptied before
	Check   float64 `json:"check_per_second"`
}

// rebuild measures a rebuild that finds everything right, one that makes every
// read table anew, and the check that proves it.
func (r *registry) rebuild(ctx context.Context) (*rebuilt, error) {
	out := &rebuilt{}
	if err := r.admin.QueryRow(ctx, `SELECT count(*) FROM records`).Scan(&out.Records); err != nil {
		return nil, err
	}
	rate := func(to *float64, args ...string) error {
		begun := time.Now()
		_, err := r.Ctl(ctx, args...)
		*to = float64(out.Records) / time.Since(begun).Seconds()
		return err
	}
	if err := rate(&out.Nothing, "rebuild"); err != nil {
		return nil, err
	}
	// registryd keeps casefiles by their version, which begins anew here.
	if err := r.Registryd.Stop(); err != nil {
		return nil, err
	}
	const empty = `TRUNCATE casefiles, placements, custodies, conflicts, codes`
	err := r.exec(ctx, empty, `CHECKPOINT`)
	if err == nil {
		err = rate(&out.Empty, "rebuild")
	}
	if err == nil {
		err = rate(&out.Check, "check")
	}
	return out, errors.Join(err, r.startAgain(ctx))
}

// startAgain starts registryd, which is another process now.
func (r *registry) startAgain(ctx context.Context) error {
	err := r.StartRegistry(ctx)
	r.registryd = processOf(r.address)
	return err
}
