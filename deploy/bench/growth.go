package main

import (
	"container/heap"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"time"
)

// class is work of one sort: how many of it come in a second, and the processor
// time of each, registryd and PostgreSQL together, in seconds.
type class struct {
	Name    string  `json:"name"`
	Rate    float64 `json:"per_second"`
	Service float64 `json:"cpu_s"`
}

// grown is a nation so many times as large.
type grown struct {
	Times   int       `json:"times"`
	Busy    float64   `json:"utilisation"` // of the processors; above 1 they never catch up
	Needed  int       `json:"processors"`  // for a utilisation of [headroom]
	P95     []float64 `json:"p95_ms"`      // by class, simulated
	Waiting int       `json:"waiting"`     // at the end of the simulated minutes
}

const (
	// headroom is the utilisation that leaves room for a spike. Arbitrary.
	headroom = .6
	// simulated is for how long a nation is simulated.
	simulated = 5 * time.Minute
	// aPoll is how often an agent at rest asks.
	aPoll = 30 * time.Second
)

// measureGrowth works out, from what was measured, what breaks first as the nation
// grows. It needs the figures of interactive and system, and says so without.
func (r *registry) measureGrowth(_ context.Context, _ options, res *results) error {
	all := res.System.classes()
	if len(all) == 0 {
		say("\ngrowth: nothing was measured from which it could be worked out")
		return nil
	}
	tellGrowth(all, runtime.NumCPU())
	return nil
}

// classes are what comes in the busiest hour of a nation of today.
func (s *system) classes() (out []class) {
	if p := s.People; p != nil {
		n := float64(max(1, p.Reads.N+p.Writes.N))
		out = append(out, class{"acts of people", float64(full().Users) / every.Seconds(), max(0, p.Cost.Registry+p.Cost.Postgres-p.Idle*p.Seconds) / n})
	}
	for _, d := range s.Days {
		if d.Times == 5 { // the spike that is asked for
			out = append(out, class{"single records of agents", float64(d.Rate), max(0, d.Cost.Registry+d.Cost.Postgres-d.Idle*d.Seconds) / float64(max(1, d.Took.N))})
		}
	}
	if o := s.Rest; o != nil && o.Requests > 0 {
		out = append(out, class{"polls of agents at rest", float64(full().Fleet) / aPoll.Seconds(), max(0, o.Registry+o.Postgres-o.Idle) / 1000 / o.Requests})
	}
	return out
}

func tellGrowth(all []class, processors int) {
	say("\nas the nation grows, on %d processors: utilisation is rate times processor time over processors; simulated with arrivals at random (Poisson),", processors)
	say("times of work spread exponentially about what was measured, first come first served, %s, seed 1; no lock, no disk and no line is in it", simulated)
	for _, times := range []int{1, 10, 100} {
		g := grow(all, times, processors, 1)
		say("%3d times: utilisation %.2f, %d processors for %.1f; %d waiting at the end", g.Times, g.Busy, g.Needed, headroom, g.Waiting)
		for i, c := range all {
			p95 := fmt.Sprintf("p95 %.1f ms", g.P95[i])
			if g.Busy >= 1 {
				p95 = "they never catch up"
			}
			say("    %s: %.0f a second of %.1f ms each: %s", c.Name, c.Rate*float64(times), 1000*c.Service, p95)
		}
	}
}

// grow works out and simulates a nation so many times as large.
func grow(all []class, times, processors int, seed uint64) grown {
	g := grown{Times: times}
	scaled := make([]class, len(all))
	work := 0.0
	for i, c := range all {
		c.Rate *= float64(times)
		scaled[i] = c
		work += c.Rate * c.Service
	}
	g.Busy, g.Needed = work/float64(processors), int(math.Ceil(work/headroom))
	took, waiting := simulate(scaled, processors, simulated.Seconds(), seed)
	for _, t := range took {
		g.P95 = append(g.P95, spreadOf(t).P95)
	}
	g.Waiting = waiting
	return g
}

// ends is when each processor is free again, the soonest first.
type ends []float64

func (e ends) Len() int           { return len(e) }
func (e ends) Less(i, j int) bool { return e[i] < e[j] }
func (e ends) Swap(i, j int)      { e[i], e[j] = e[j], e[i] }
func (e *ends) Push(x any)        { *e = append(*e, x.(float64)) }
func (e *ends) Pop() any          { last := (*e)[len(*e)-1]; *e = (*e)[:len(*e)-1]; return last }

// simulate has work come at random for so many seconds, and gives how long each
// took by class, and how many were not done when the time was over.
func simulate(all []class, processors int, seconds float64, seed uint64) (took [][]time.Duration, waiting int) {
	d := rand.New(rand.NewPCG(seed, 2))
	took = make([][]time.Duration, len(all))
	rate := 0.0
	for _, c := range all {
		rate += c.Rate
	}
	free := make(ends, processors)
	for at := d.ExpFloat64() / rate; at < seconds; at += d.ExpFloat64() / rate {
		k, pick := 0, d.Float64()*rate
		for ; k < len(all)-1 && pick >= all[k].Rate; k++ {
			pick -= all[k].Rate
		}
		end := max(at, free[0]) + d.ExpFloat64()*all[k].Service
		free[0] = end
		heap.Fix(&free, 0)
		took[k] = append(took[k], time.Duration((end-at)*float64(time.Second)))
		if end > seconds {
			waiting++
		}
	}
	return took, waiting
}
