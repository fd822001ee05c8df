package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"faro.example/deploy/stack"
	"faro.example/shared/mtls"
)

// rest is what agents cost that have nothing to say and wait on the long poll,
// each beside what an idle connection with its certificate costs.
type rest struct {
	Agents      int     `json:"agents"`
	Memory      float64 `json:"bytes_each"`            // of registryd's heap and stacks
	Resident    float64 `json:"resident_bytes_each"`   // as the system counts it
	Floor       float64 `json:"connection_bytes_each"` // of an idle connection
	Goroutines  float64 `json:"goroutines_each"`
	Connections int     `json:"postgres_connections"`
	Requests    float64 `json:"requests_per_second"`
	Registry    float64 `json:"registryd_cpu_ms_per_second"`
	Postgres    float64 `json:"postgres_cpu_ms_per_second"`
	Idle        float64 `json:"idle_cpu_ms_per_second"` // of both, before anybody came to wait
	Others      float64 `json:"others"`
}

// state is what registryd says of itself, its garbage collected.
type state struct {
	memory, goroutines, waiting, requests float64
	resident                              int64
}

// atRest measures the fleet at rest.
func (r *registry) atRest(ctx context.Context, fleet []*installation) (*rest, error) {
	fleet = fleet[:min(r.sizes.Resting, len(fleet))]
	out := &rest{Agents: len(fleet)}
	n := float64(len(fleet))
	for _, i := range fleet {
		i.client.Close()
	}
	if err := each(ctx, fleet, fillers, func(ctx context.Context, i *installation) error {
		_, err := i.pull(ctx) // up to the end, so that there is nothing to say
		i.client.Close()
		return err
	}); err != nil {
		return nil, err
	}
	if err := r.passOver(ctx); err != nil {
		return nil, err
	}
	_, still, err := r.untilQuiet(ctx)
	if err != nil {
		return nil, err
	}
	out.Idle = 1000 * still
	alone, err := r.settled(ctx)
	if err != nil {
		return nil, err
	}
	idle, err := r.onlyConnected(ctx, fleet)
	if err != nil {
		return nil, err
	}
	out.Floor = (idle.memory - alone.memory) / n
	polling, stop := context.WithCancel(ctx)
	var all sync.WaitGroup
	t := &tally{}
	for _, i := range fleet {
		all.Go(func() { i.follow(polling, &manners{tally: t}) })
	}
	defer all.Wait()
	defer stop()
	if err := r.untilWaiting(ctx, n); err != nil {
		return nil, err
	}
	now, err := r.settled(ctx)
	if err != nil {
		return nil, err
	}
	out.Memory, out.Goroutines = (now.memory-alone.memory)/n, (now.goroutines-alone.goroutines)/n
	out.Resident = float64(now.resident-alone.resident) / n
	return out, r.watchRest(ctx, out, now)
}

// watchRest watches those who wait for a while.
func (r *registry) watchRest(ctx context.Context, out *rest, from state) error {
	before, begun := used(r.registryd, r.postmaster), time.Now()
	if err := wait(ctx, max(pollFor, r.sizes.Pace)); err != nil { // each poll ends once at least
		return err
	}
	spent, seconds := used(r.registryd, r.postmaster).since(before), time.Since(begun).Seconds()
	after, err := r.state(ctx)
	if err != nil {
		return err
	}
	c := costOf(spent)
	out.Registry, out.Postgres, out.Others = 1000*c.Registry/seconds, 1000*c.Postgres/seconds, c.Others
	out.Requests = (after.requests - from.requests) / seconds
	return r.admin.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'faro\_%'`).Scan(&out.Connections)
}

// onlyConnected connects each agent with its certificate, asks one thing that
// costs nothing, and lets the connections stay.
func (r *registry) onlyConnected(ctx context.Context, fleet []*installation) (state, error) {
	var open []*http.Client
	var mu sync.Mutex // guards open
	defer func() {
		for _, c := range open {
			c.CloseIdleConnections()
		}
	}()
	lights, err := r.enlisted(ctx)
	if err != nil {
		return state{}, err
	}
	err = each(ctx, lights[:len(fleet)], fillers, func(ctx context.Context, l light) error {
		who, err := r.identityOf(&l)
		if err != nil {
			return err
		}
		tls, err := mtls.Client(mtls.Fixed(who.Certificate), who.Roots)
		if err != nil {
			return err
		}
		c := &http.Client{Transport: &http.Transport{TLSClientConfig: tls}}
		mu.Lock()
		open = append(open, c)
		mu.Unlock()
		return get(ctx, c, r.URL()+"/status", io.Discard)
	})
	if err != nil {
		return state{}, err
	}
	return r.settled(ctx)
}

// settled waits until registryd has let go of what it had for those who were
// there before: connections that are closed, memory that is kept to be used again.
func (r *registry) settled(ctx context.Context) (state, error) {
	last, err := r.state(ctx)
	for begun := time.Now(); err == nil && time.Since(begun) < patience; {
		if err := wait(ctx, time.Second); err != nil {
			return last, err
		}
		var now state
		if now, err = r.state(ctx); now.memory > .99*last.memory && now.goroutines >= last.goroutines {
			return now, err
		}
		last = now
	}
	return last, err
}

// untilWaiting waits until as many agents wait as there are.
func (r *registry) untilWaiting(ctx context.Context, n float64) error {
	for begun := time.Now(); time.Since(begun) < 2*patience; {
		now, err := r.state(ctx)
		if err != nil || now.waiting >= n {
			return err
		}
		if err := wait(ctx, time.Second); err != nil {
			return err
		}
	}
	return fmt.Errorf("not all of %.0f agents came to wait within %s", n, 2*patience)
}

// state asks registryd how it is, after its garbage was collected.
func (r *registry) state(ctx context.Context) (s state, err error) {
	base := strings.TrimSuffix(r.MetricsURL(), "/metrics")
	if err := get(ctx, http.DefaultClient, base+"/debug/pprof/heap?gc=1", io.Discard); err != nil {
		return s, err
	}
	text, err := r.Metrics(ctx)
	if err != nil {
		return s, err
	}
	s.memory = stack.Metric(text, "go_memstats_heap_inuse_bytes") + stack.Metric(text, "go_memstats_stack_inuse_bytes")
	s.goroutines, s.waiting = stack.Metric(text, "go_goroutines"), stack.Metric(text, "faro_feed_waiting_pullers")
	s.requests = stack.Metric(text, "faro_httpapi_requests_total")
	s.resident = resident(r.registryd)
	return s, nil
}

// get asks for something and reads all of it.
func get(ctx context.Context, c *http.Client, url string, to io.Writer) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := c.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, res.Body)
	if res.StatusCode != http.StatusOK {
		err = errors.Join(err, fmt.Errorf("%s: %s", url, res.Status))
	}
	return errors.Join(err, res.Body.Close())
}

func (o *rest) tell() {
	say("\n%d agents at rest, on long poll: each %.1f KiB of registryd's heap and stacks (floor: %.1f for an idle connection with a certificate), %.1f resident, %.1f goroutines",
		o.Agents, o.Memory/1024, o.Floor/1024, o.Resident/1024, o.Goroutines)
	say("all of them: %.1f requests/s, %.0f ms of a processor in a second of registryd, %.0f of PostgreSQL, of both %.0f before anybody came; %d connections to PostgreSQL; others' share %.0f %%",
		o.Requests, o.Registry, o.Postgres, o.Idle, o.Connections, 100*o.Others)
}
