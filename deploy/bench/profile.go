package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// profileFor is how long registryd is watched, in seconds.
const profileFor = 5

// profileTimes is by how much the watched run is longer than others.
const profileTimes = 4

// profile has one more run watched: where registryd spends its time, and what
// PostgreSQL says of each statement. The run's own figures are not kept.
func (r *registry) profile(ctx context.Context) error {
	w := judged()
	records := r.sizes.run(w.agents, w.batch) * profileTimes
	loads, err := r.sign(ctx, w.agents, records)
	if err != nil {
		return err
	}
	return r.profiled(ctx, "registryd.pprof", records, func() error {
		_, err := r.push(ctx, r.crowds[w.agents], loads, w.batch)
		return err
	})
}

// profiled watches a run of so many records.
func (r *registry) profiled(ctx context.Context, name string, records int, run func() error) error {
	if err := r.exec(ctx, `CREATE EXTENSION IF NOT EXISTS pg_stat_statements`, `SELECT pg_stat_statements_reset()`, `CHECKPOINT`); err != nil {
		return err
	}
	file := filepath.Join(r.dir, name)
	var watched error
	var all sync.WaitGroup
	all.Go(func() { watched = r.watch(ctx, file) })
	err := run()
	all.Wait()
	if err := errors.Join(err, watched); err != nil {
		return err
	}
	say("\nregistryd's profile: go tool pprof %s", file)
	return r.statements(ctx, records)
}

// watch keeps what registryd says of its time.
func (r *registry) watch(ctx context.Context, file string) error {
	url := fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", cmp.Or(r.profiles, strings.TrimSuffix(r.MetricsURL(), "/metrics")), profileFor)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, res.Status)
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	return os.WriteFile(file, b, 0o644)
}

// statements tells which statements take PostgreSQL's time, planning them among it,
// and how much that is for each record or act of the run.
func (r *registry) statements(ctx context.Context, of int) error {
	rows, err := r.admin.Query(ctx, `SELECT regexp_replace(left(query, 110), '\s+', ' ', 'g'), calls, plans, total_exec_time, total_plan_time, rows, wal_bytes::float8
		FROM pg_stat_statements ORDER BY total_exec_time + total_plan_time DESC LIMIT 40`)
	if err != nil {
		return err
	}
	defer rows.Close()
	say("%9s %9s %8s %8s %8s %8s  statement", "µs run", "µs plan", "calls", "plans", "rows", "WAL")
	for rows.Next() {
		var query string
		var calls, plans, touched int64
		var ran, planned, wal float64
		if err := rows.Scan(&query, &calls, &plans, &ran, &planned, &touched, &wal); err != nil {
			return err
		}
		n := float64(of)
		say("%9.2f %9.2f %8d %8d %8.2f %8.0f  %s", ran*1000/n, planned*1000/n, calls, plans, float64(touched)/n, wal/n, query)
	}
	return rows.Err()
}
