package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"faro.example/agent/backoff"
	"faro.example/agent/courier"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
)

// returned is what came of a nation's agents that return together after an
// outage: each pushes what it wrote meanwhile and pulls, on connections of its
// own, by the waits and the batches of agentd's courier.
type returned struct {
	Agents  int     `json:"agents"`
	Records int     `json:"records"`
	Seconds float64 `json:"seconds"` // until the last record is in
	Rate    float64 `json:"records_per_second"`
	First   float64 `json:"first_agent_s"` // until all of the first agent's are in
	Middle  float64 `json:"middle_agent_s"`
	Last    float64 `json:"last_agent_s"`
	LookUps spread  `json:"lookups"`
	Failed  int     `json:"lookups_failed"`

	Pushes     int64   `json:"push_requests"`
	Pulls      int64   `json:"pull_requests"`
	PerRecord  float64 `json:"requests_per_record"`
	Handshakes int64   `json:"handshakes"`
	Refused    int64   `json:"told_to_wait"` // calls that the registry asked to come later
	Again      int64   `json:"tried_again"`  // by the client within a call
	Early      int64   `json:"sooner_than_asked"`

	Account account `json:"account"`
	Before  int64   `json:"registryd_before_bytes"`
	Peak    int64   `json:"registryd_peak_bytes"`
	Floor   floor   `json:"floor"`
	Ratio   float64 `json:"ratio"`
	Cost    cost    `json:"cost"`
}

// cost is the processor time of a part of the system run, in seconds, and the
// share of the machine that went to others.
type cost struct {
	Registry float64 `json:"registryd_cpu_s"`
	Postgres float64 `json:"postgres_cpu_s"`
	Agents   float64 `json:"agents_cpu_s"`
	Others   float64 `json:"others"`
}

func costOf(u usage) (c cost) {
	c.Registry, c.Postgres, c.Agents = u.registry.Seconds(), u.postgres.Seconds(), u.agents.Seconds()
	if u.all > 0 {
		c.Others = max(0, 1-float64(u.registry+u.postgres+u.agents)/float64(u.all))
	}
	return c
}

// comeBack has every agent of the fleet return at one moment.
func (r *registry) comeBack(ctx context.Context, o options, fleet []*installation, asker *installation, c *client) (*returned, error) {
	out := &returned{Agents: len(fleet), Records: len(fleet) * r.sizes.Each}
	loads, sent, err := outage(ctx, fleet, r.sizes.Each)
	if err != nil {
		return nil, err
	}
	from, err := r.begin(ctx)
	if err != nil {
		return nil, err
	}
	position, err := r.position(ctx)
	if err != nil {
		return nil, err
	}
	runtime.GC()
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	out.Before = forgetPeak(r.registryd)
	asking, stop := context.WithCancel(ctx)
	defer stop()
	var meanwhile sync.WaitGroup
	meanwhile.Go(func() { out.LookUps, out.Failed = asker.keepAsking(asking, c) })
	before := used(r.registryd, r.postmaster)
	begun := time.Now()
	var took []time.Duration
	var t *tally
	run := func() (err error) {
		took, t, err = rush(ctx, fleet, loads)
		return err
	}
	if o.Profile {
		err = r.profiled(ctx, "return.pprof", out.Records, run)
	} else {
		err = run()
	}
	out.Seconds = time.Since(begun).Seconds()
	out.Cost = costOf(used(r.registryd, r.postmaster).since(before))
	stop()
	meanwhile.Wait()
	if err != nil {
		return nil, err
	}
	out.Peak = peak(r.registryd)
	out.count(took, t)
	a := newAccount(sent)
	if err := r.audit(ctx, position, a); err != nil {
		return nil, err
	}
	whole := a.close()
	out.Account = *a
	if !whole {
		return out, fmt.Errorf("of %d records %d are not in the ledger, %d are there twice, %d are others", out.Records, a.Missing, a.Twice, a.Strange)
	}
	if out.Floor, err = r.floor(ctx, from, out.Records); err == nil {
		out.Ratio = out.Rate / out.Floor.Two
	}
	return out, err
}

// keepAsking is [installation.lookUp] of those who ask again when they were not
// answered: how often that was is counted.
func (i *installation) keepAsking(ctx context.Context, c *client) (spread, int) {
	var mu sync.Mutex // guards both
	var took []time.Duration
	failed := 0
	var all sync.WaitGroup
	for range askers {
		all.Go(func() {
			for ctx.Err() == nil {
				begun := time.Now()
				err := i.custody(ctx, c, rand.IntN(len(i.children)))
				if ctx.Err() != nil {
					return // cut off in the middle
				}
				mu.Lock()
				took = append(took, time.Since(begun))
				if err != nil {
					failed++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return spreadOf(took), failed
}

// outage signs what each agent writes while it has no line.
func outage(ctx context.Context, fleet []*installation, records int) (map[*installation][]change.Frame, map[change.AgentID]map[uint64]change.ID, error) {
	loads, sent := map[*installation][]change.Frame{}, map[change.AgentID]map[uint64]change.ID{}
	var mu sync.Mutex // guards both
	err := each(ctx, fleet, runtime.NumCPU(), func(_ context.Context, i *installation) error {
		i.made = map[uint64]change.ID{}
		frames, err := i.load(records, today())
		mu.Lock()
		defer mu.Unlock()
		loads[i], sent[i.agent] = frames, maps.Clone(i.made)
		i.made = nil
		return err
	})
	return loads, sent, err
}

// position is the ledger's last.
func (r *registry) position(ctx context.Context) (n int64, err error) {
	err = r.admin.QueryRow(ctx, `SELECT coalesce(max(position), 0) FROM ledger`).Scan(&n)
	return n, err
}

// rush lets all go at once, and gives after how long each had all its records
// answered.
func rush(ctx context.Context, fleet []*installation, loads map[*installation][]change.Frame) ([]time.Duration, *tally, error) {
	t := &tally{}
	took, errs := make([]time.Duration, len(fleet)), make([]error, len(fleet))
	begun := time.Now()
	var all sync.WaitGroup
	for k, i := range fleet {
		all.Go(func() {
			pulling, enough := context.WithCancel(ctx)
			var pulls sync.WaitGroup
			pulls.Go(func() { i.follow(pulling, &manners{tally: t}) })
			errs[k] = i.deliver(ctx, &manners{tally: t}, loads[i])
			took[k] = time.Since(begun)
			enough()
			pulls.Wait()
		})
	}
	all.Wait()
	return took, t, errors.Join(errs...)
}

// deliver pushes until every record is answered as taken, as agentd does.
func (i *installation) deliver(ctx context.Context, m *manners, frames []change.Frame) error {
	limit := change.MaxBatch
	var pace courier.Pace
	for len(frames) > 0 {
		answer, err := i.client.Push(m.trace(ctx, &m.pushes), change.AgentID{}, false, frames[:min(limit, len(frames))])
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			m.heard(err)
			limit = courier.Shrink(limit, err)
			wait, _ := pace.After(err)
			if err := backoff.Sleep(ctx, wait); err != nil {
				return err
			}
			continue
		}
		for _, r := range answer.Receipts {
			if r.Verdict != api.Taken && r.Verdict != api.Known {
				return fmt.Errorf("push: record %d is %s: %s %s", r.Seq, r.Verdict, r.Reason, r.Detail)
			}
			if len(frames) > 0 && r.Seq == frames[0].Seq {
				frames = frames[1:]
			}
		}
		pace, limit = courier.Pace{}, min(limit*2, change.MaxBatch)
	}
	return nil
}

// pollFor is how long agents let the registry hold an answer back, as agentd does.
const pollFor = 30 * time.Second

// follow pulls on the long poll until ctx is done.
func (i *installation) follow(ctx context.Context, m *manners) {
	var pace courier.Pace
	for ctx.Err() == nil {
		asked := time.Now()
		feed, err := i.client.Pull(m.trace(ctx, &m.pulls), i.cursor, pollFor, casefile.Rules)
		wait := time.Duration(0)
		switch {
		case err != nil:
			m.heard(err)
			wait, _ = pace.After(err)
		case feed.More || feed.Next > i.cursor:
			pace, i.cursor = courier.Pace{}, feed.Next
		default:
			wait = time.Second - time.Since(asked)
		}
		if backoff.Sleep(ctx, max(0, wait)) != nil {
			return
		}
	}
}

// count sums up what the agents had.
func (o *returned) count(took []time.Duration, t *tally) {
	sorted := sortedCopy(took)
	o.First, o.Middle, o.Last = sorted[0].Seconds(), sorted[len(sorted)/2].Seconds(), sorted[len(sorted)-1].Seconds()
	o.Rate = float64(o.Records) / o.Last
	o.Pushes, o.Pulls, o.Handshakes = t.pushes.Load(), t.pulls.Load(), t.handshakes.Load()
	o.Refused, o.Again, o.Early = t.refused.Load(), t.again.Load(), t.early.Load()
	o.PerRecord = float64(o.Pushes+o.Pulls) / float64(o.Records)
}
