package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"faro.example/deploy/stack"
)

// figure is what is watched of a process.
type figure struct {
	Process string   `json:"process"`
	What    string   `json:"what"`
	Samples []sample `json:"samples"`
	Allowed float64  `json:"allowed"` // to grow in the judged part of a run; a share of where it starts comes on top
	Share   float64  `json:"share"`
	Verdict verdict  `json:"verdict"`
}

// watch is all that was watched.
type watch struct {
	Figures []*figure      `json:"figures"`
	Done    map[string]int `json:"done"`
	Seconds float64        `json:"seconds"`
}

// What a figure may grow by before that is growth: what a steady system goes up
// and down by itself. Arbitrary but for the order of magnitude.
const (
	someMemory  = 8 << 20
	someThings  = 8 // goroutines, handles, threads
	someLatency = 50
	fewPercent  = 0.05
	twice       = 1 // latency on a shared machine
	// perRecord is what registryd keeps of a record in memory, up to a million of
	// them: growth that is known, and stops.
	perRecord = 2 << 10
)

// The time between two looks: often enough for a short run to be judged.
const looks, longest = 90, 10 * time.Second

// watch looks at everything until ctx is done.
func (w *world) watch(ctx context.Context, o options, works []*work) (*watch, error) {
	out := &watch{Done: map[string]int{}}
	begun := time.Now()
	tick := time.NewTicker(min(longest, o.Duration/looks))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			out.Seconds = time.Since(begun).Seconds()
			out.judge()
			return out, nil
		case <-tick.C:
		}
		if err := w.look(ctx, out, time.Since(begun), works); err != nil && ctx.Err() == nil {
			return out, err
		}
	}
}

// add keeps one sample.
func (x *watch) add(at time.Duration, process, what string, value, allowed, share float64) {
	i := slices.IndexFunc(x.Figures, func(f *figure) bool { return f.Process == process && f.What == what })
	if i < 0 {
		i = len(x.Figures)
		x.Figures = append(x.Figures, &figure{Process: process, What: what, Share: share})
	}
	f := x.Figures[i]
	f.Allowed = max(f.Allowed, allowed)
	f.Samples = append(f.Samples, sample{at, value})
}

// look looks at everything once.
func (w *world) look(ctx context.Context, x *watch, at time.Duration, works []*work) error {
	taken := 0
	for _, one := range works {
		if ms, any := one.late(); any {
			x.add(at, "latency", one.name+", p95 ms", ms, someLatency, twice)
		}
		if strings.HasPrefix(one.name, "agentd") {
			taken += one.done
		}
	}
	errs := []error{w.lookAtRegistry(ctx, x, at, float64(taken)), w.lookAtPostgres(ctx, x, at)}
	for _, c := range w.centres {
		h, err := look(c.Serve.Pid())
		name := "agentd " + c.structure.Code
		x.add(at, name, "memory MiB", h.memory/(1<<20), someMemory>>20, fewPercent)
		x.add(at, name, "file handles", h.handles, someThings, fewPercent)
		x.add(at, name, "threads", h.threads, someThings, fewPercent)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// lookAtRegistry has registryd collect its garbage first, which may otherwise pile
// up to eight times what is held: what is watched is what is held.
func (w *world) lookAtRegistry(ctx context.Context, x *watch, at time.Duration, taken float64) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(w.MetricsURL(), "/metrics")+"/debug/pprof/heap?gc=1", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	if err := errors.Join(err, res.Body.Close()); err != nil {
		return err
	}
	text, err := w.Metrics(ctx)
	if err != nil {
		return err
	}
	h, err := look(w.Registryd.Pid())
	kept := (someMemory + perRecord*taken) / (1 << 20)
	x.add(at, "registryd", "memory MiB", h.memory/(1<<20), kept, fewPercent)
	x.add(at, "registryd", "heap MiB", stack.Metric(text, "go_memstats_heap_inuse_bytes")/(1<<20), kept, fewPercent)
	x.add(at, "registryd", "goroutines", stack.Metric(text, "go_goroutines"), someThings, fewPercent)
	x.add(at, "registryd", "file handles", h.handles, someThings, fewPercent)
	return err
}

// lookAtPostgres counts as dead rows what autovacuum has not removed: it lets 50
// and a fifth of the living stand in each table.
func (w *world) lookAtPostgres(ctx context.Context, x *watch, at time.Duration) error {
	b, err := os.ReadFile(w.Postgres.Dir() + "/data/postmaster.pid")
	if err != nil {
		return err
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err != nil {
		return err
	}
	h, err := family(pid)
	if err != nil {
		return err
	}
	x.add(at, "PostgreSQL", "memory MiB", h.memory/(1<<20), 4*someMemory>>20, fewPercent)
	x.add(at, "PostgreSQL", "file handles", h.handles, 16*someThings, fewPercent) // each backend keeps the tables open that it has met
	x.add(at, "PostgreSQL", "processes", h.threads, someThings, fewPercent)
	var dead, let float64
	const rows = `SELECT coalesce(sum(n_dead_tup), 0), coalesce(sum(50 + 0.2 * n_live_tup), 0) FROM pg_stat_user_tables`
	if err := w.Look(ctx, rows, &dead, &let); err != nil {
		return err
	}
	x.add(at, "PostgreSQL", "dead rows", dead, let, 0)
	return nil
}

func (x *watch) judge() {
	for _, f := range x.Figures {
		start := 0.0
		if len(f.Samples) > 0 {
			start = judge(f.Samples, 0).Start
		}
		f.Verdict = judge(f.Samples, f.Allowed+f.Share*start)
	}
}

// tell prints what was watched, and fails if anything grows.
func (x *watch) tell() error {
	say("\n%-18s %-36s %10s %10s %12s", "", "", "start", "end", "an hour")
	var grows []string
	for _, f := range x.Figures {
		mark := ""
		if f.Verdict.Grows {
			mark = "  GROWS"
			grows = append(grows, f.Process+": "+f.What)
		}
		say("%-18s %-36s %10.1f %10.1f %+12.1f%s", f.Process, f.What, f.Verdict.Start, f.Verdict.End, f.Verdict.Slope, mark)
	}
	for name, n := range x.Done {
		say("%s: %d in %.0f s", name, n, x.Seconds)
	}
	if len(grows) > 0 {
		return fmt.Errorf("what grows and does not stop: %s", strings.Join(grows, "; "))
	}
	say("nothing grows that does not stop")
	return nil
}
