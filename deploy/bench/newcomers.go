package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"faro.example/agent/registryclient"
)

// newcomers is what came of agents that are enrolled and take all that there is
// for them, at one moment.
type newcomers struct {
	Agents   int     `json:"agents"`
	Records  int     `json:"records"`  // that they took
	Enrolled spread  `json:"enrolled"` // until each had its certificate
	Synced   spread  `json:"synced"`   // until each held all
	Floor    float64 `json:"floor_s"`  // PostgreSQL alone reading the same records, one agent after another
	Cost     cost    `json:"cost"`
}

// firstSync enrols one agent more for each of some offices of the fleet, whose
// children they are to know.
func (r *registry) firstSync(ctx context.Context, fleet []*installation) (*newcomers, error) {
	out := &newcomers{Agents: min(r.sizes.Newcomers, len(fleet))}
	some := make([]*light, out.Agents)
	for n := range some {
		some[n] = &light{Office: fleet[n].office}
	}
	codes, err := r.inviteMany(ctx, some)
	if err != nil {
		return nil, err
	}
	client, err := r.stranger()
	if err != nil {
		return nil, err
	}
	defer client.Close()
	enrolled, synced, records := make([]time.Duration, len(some)), make([]time.Duration, len(some)), make([]int, len(some))
	errs := make([]error, len(some))
	before, begun := used(r.registryd, r.postmaster), time.Now()
	var all sync.WaitGroup
	for n, l := range some {
		all.Go(func() {
			if errs[n] = l.enrol(ctx, client, codes[l]); errs[n] != nil {
				return
			}
			enrolled[n] = time.Since(begun)
			records[n], errs[n] = r.takeAll(ctx, l)
			synced[n] = time.Since(begun)
		})
	}
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	out.Cost = costOf(used(r.registryd, r.postmaster).since(before))
	out.Enrolled, out.Synced = spreadOf(enrolled), spreadOf(synced)
	for _, n := range records {
		out.Records += n
	}
	if out.Records < out.Agents {
		return nil, fmt.Errorf("%d new agents were brought %d records", out.Agents, out.Records)
	}
	out.Floor, err = r.readFor(ctx, some)
	return out, err
}

// takeAll pulls all that there is for a new agent, and gives how many records came.
func (r *registry) takeAll(ctx context.Context, l *light) (int, error) {
	who, err := r.identityOf(l)
	if err != nil {
		return 0, err
	}
	var client *registryclient.Client
	if client, err = clientOf(who); err != nil {
		return 0, err
	}
	defer client.Close()
	return (&installation{agent: who.Agent, client: client}).pull(ctx)
}

// readFor reads what agents are brought, as PostgreSQL keeps it.
func (r *registry) readFor(ctx context.Context, some []*light) (float64, error) {
	begun := time.Now()
	for _, l := range some {
		rows, err := r.admin.Query(ctx, `SELECT r.header, r.sig, r.body FROM scopes s JOIN records r ON r.minor = s.minor
			WHERE s.agent = $1::text::uuid AND s."left" IS NULL ORDER BY r.position`, l.Agent)
		if err != nil {
			return 0, err
		}
		for rows.Next() {
			rows.RawValues()
		}
		if err := rows.Err(); err != nil {
			return 0, err
		}
	}
	return time.Since(begun).Seconds(), nil
}

func (o *newcomers) tell() {
	say("\nfirst sync: %d new agents enrol and take all of their children at one moment: %d records", o.Agents, o.Records)
	say("enrolled: %s; holding all: %s", o.Enrolled, o.Synced)
	say("floor: PostgreSQL alone reads the same records in %.2f s; processor s: registryd %.1f, PostgreSQL %.1f, agents %.1f; others' share %.0f %%",
		o.Floor, o.Cost.Registry, o.Cost.Postgres, o.Cost.Agents, 100*o.Cost.Others)
}
