package main

import (
	"context"
	"fmt"
	"time"
)

// system is what the whole system did: a nation's agents together.
type system struct {
	Return    *returned  `json:"return,omitempty"`
	Newcomers *newcomers `json:"newcomers,omitempty"`
	Days      []paced    `json:"days,omitempty"`
	Rest      *rest      `json:"rest,omitempty"`
	People    *people    `json:"people,omitempty"`
}

// measureSystem measures each part that was not measured before.
func (r *registry) measureSystem(ctx context.Context, o options, res *results) error {
	fleet, err := r.openFleet(ctx)
	if err != nil {
		return err
	}
	defer func() {
		for _, i := range fleet {
			i.client.Close()
		}
	}()
	say("\na nation's agents: %d, each with a key, a certificate, a connection and numbers of its own", len(fleet))
	s := &res.System
	for _, part := range []struct {
		there   bool
		measure func() error
		tell    func()
	}{
		{s.Return != nil, func() (err error) { s.Return, err = r.measureReturn(ctx, o, fleet); return err }, func() { s.Return.tell() }},
		{s.Newcomers != nil, func() (err error) { s.Newcomers, err = r.firstSync(ctx, fleet); return err }, func() { s.Newcomers.tell() }},
		{s.Days != nil, func() (err error) { s.Days, err = r.days(ctx, fleet); return err }, func() { tellDays(s.Days) }},
		{s.Rest != nil, func() (err error) { s.Rest, err = r.atRest(ctx, fleet); return err }, func() { s.Rest.tell() }},
	} {
		if !part.there {
			if err := part.measure(); err != nil {
				return err
			}
		}
		part.tell()
		if err := res.save(); err != nil {
			return err
		}
	}
	return nil
}

func (r *registry) measureReturn(ctx context.Context, o options, fleet []*installation) (*returned, error) {
	asker := r.crowds[judged().agents][0]
	c, err := r.machine(ctx, "municipality", asker.office)
	if err != nil {
		return nil, err
	}
	defer c.http.CloseIdleConnections()
	return r.comeBack(ctx, o, fleet, asker, c)
}

func (o *returned) tell() {
	say("\nthe return: %d agents with %d records each, at one moment: %d records in %.1f s, %.0f/s, each in the ledger exactly once",
		o.Agents, o.Records/o.Agents, o.Records, o.Last, o.Rate)
	say("floor: COPY of the very rows on two connections %.0f/s, ratio %.2f; processor s: registryd %.1f, PostgreSQL %.1f, agents %.1f; others' share %.0f %%",
		o.Floor.Two, o.Ratio, o.Cost.Registry, o.Cost.Postgres, o.Cost.Agents, 100*o.Cost.Others)
	say("the first agent was done after %.1f s, the middle one after %.1f, the last after %.1f", o.First, o.Middle, o.Last)
	say("requests: %d pushes, %d pulls, %.4f for each record; %d handshakes; told to wait %d times, tried again %d, sooner than asked %d (wanted: 0)",
		o.Pushes, o.Pulls, o.PerRecord, o.Handshakes, o.Refused, o.Again, o.Early)
	say("custody looked up meanwhile: %s, %d not answered (wanted: p95 below 150, none)", o.LookUps, o.Failed)
	say("registryd: %.0f MiB before, %.0f at most", mebibytes(o.Before), mebibytes(o.Peak))
}

// wait waits, or fails once ctx is done.
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("ended: %w", ctx.Err())
	}
}
