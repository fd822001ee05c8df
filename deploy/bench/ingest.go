package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"faro.example/shared/change"
)

// ingest is one run: a crowd of agents that push what was signed beforehand.
type ingest struct {
	Agents  int     `json:"agents"`
	Batch   int     `json:"batch"`
	Records int     `json:"records"`
	Seconds float64 `json:"seconds"`
	Rate    float64 `json:"records_per_second"`
	Pushes  spread  `json:"pushes"`

	Floor floor   `json:"floor"`
	Ratio float64 `json:"ratio"` // of the rate to that of COPY on two connections

	// Processor time for each record, in microseconds, and the share of the
	// machine's processor time that went to programs which are no part of this.
	CPU struct {
		Registry float64 `json:"registryd_us"`
		Postgres float64 `json:"postgres_us"`
		Agents   float64 `json:"agents_us"`
	} `json:"cpu"`
	Others float64 `json:"others"`
}

// ingest measures one run, and its floor.
func (r *registry) ingest(ctx context.Context, agents, batch, records int) (ingest, error) {
	out := ingest{Agents: agents, Batch: batch, Records: records}
	loads, err := r.sign(ctx, agents, records)
	if err != nil {
		return out, err
	}
	from, err := r.begin(ctx)
	if err != nil {
		return out, err
	}
	// So that the agents collect little garbage while they push.
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	before := used(r.registryd, r.postmaster)
	begun := time.Now()
	took, err := r.push(ctx, r.crowds[agents], loads, batch)
	out.Seconds = time.Since(begun).Seconds()
	if err != nil {
		return out, err
	}
	out.spent(used(r.registryd, r.postmaster).since(before))
	out.Rate, out.Pushes = float64(records)/out.Seconds, spreadOf(took)
	if out.Floor, err = r.floor(ctx, from, records); err != nil {
		return out, fmt.Errorf("floor: %w", err)
	}
	out.Ratio = out.Rate / out.Floor.Two
	return out, nil
}

// spent says what a run has cost.
func (i *ingest) spent(u usage) {
	each := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(i.Records) }
	i.CPU.Registry, i.CPU.Postgres, i.CPU.Agents = each(u.registry), each(u.postgres), each(u.agents)
	if u.all > 0 {
		i.Others = max(0, 1-float64(u.registry+u.postgres+u.agents)/float64(u.all))
	}
}

// sign signs the records of a run, on all processors, and has each agent pull
// what is new to it before: so its connection is open, too.
func (r *registry) sign(ctx context.Context, agents, records int) (map[*installation][]change.Frame, error) {
	loads := map[*installation][]change.Frame{}
	var mu sync.Mutex // guards loads
	err := each(ctx, r.crowds[agents], 2, func(ctx context.Context, i *installation) error {
		if _, err := i.pull(ctx); err != nil {
			return err
		}
		frames, err := i.load(records/agents, today())
		mu.Lock()
		defer mu.Unlock()
		loads[i] = frames
		return err
	})
	return loads, err
}

// begin brings registry and server to rest, so that what was written before the run
// costs nothing in it, and gives the transaction from which on a run writes.
func (r *registry) begin(ctx context.Context) (from uint64, err error) {
	if err := r.passOver(ctx); err != nil {
		return 0, err
	}
	if _, _, err := r.untilQuiet(ctx); err != nil {
		return 0, err
	}
	if err := r.exec(ctx, `VACUUM ANALYZE`, `CHECKPOINT`); err != nil {
		return 0, err
	}
	err = r.admin.QueryRow(ctx, `SELECT pg_current_xact_id()::text::bigint`).Scan(&from)
	return from, err
}

// push has all agents push at once, each as fast as it is answered, and gives
// how long each push took.
func (r *registry) push(ctx context.Context, crowd []*installation, loads map[*installation][]change.Frame, batch int) ([]time.Duration, error) {
	took := make([][]time.Duration, len(crowd))
	errs := make([]error, len(crowd))
	var all sync.WaitGroup
	for k, i := range crowd {
		all.Go(func() {
			frames := loads[i]
			for len(frames) > 0 && errs[k] == nil {
				n := min(batch, len(frames))
				begun := time.Now()
				errs[k] = i.push(ctx, frames[:n])
				took[k] = append(took[k], time.Since(begun))
				frames = frames[n:]
			}
		})
	}
	all.Wait()
	var out []time.Duration
	for _, t := range took {
		out = append(out, t...)
	}
	return out, errors.Join(errs...)
}
