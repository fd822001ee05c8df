package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"faro.example/deploy/line"
	"faro.example/deploy/stack"
	"faro.example/shared/minor"
)

// latency is how long it takes from what an operator does at an agent until the
// national census counts it, and what the agent needs meanwhile.
type latency struct {
	Whole  spread `json:"from_command"` // from the start of agentd record
	Stored spread `json:"from_stored"`  // from when agentd record said that it is stored
	Idle   int64  `json:"agent_idle_bytes"`
	After  int64  `json:"agent_after_bytes"` // idle again, with the children in its scope
	Scope  int    `json:"children_in_scope"`
}

const (
	// settle is how long an agent has nothing to do before its memory is read.
	settle = 10 * time.Second
	// patience is how long a child may take to be counted before that is an error.
	patience = time.Minute
)

// latency enrols one agent more, as a process like at a centre, records one
// arrival after the other with it, and asks for the census until it counts one more.
func (r *registry) latency(ctx context.Context) (_ *latency, err error) {
	o := r.offices[watchedOffice]
	a, err := r.watched(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	c, err := r.machine(ctx, "system", o)
	if err != nil {
		return nil, err
	}
	defer c.http.CloseIdleConnections()
	if _, err := r.begin(ctx); err != nil {
		return nil, err
	}
	out := &latency{}
	if out.Idle, err = idle(ctx, a); err != nil {
		return nil, err
	}
	var whole, stored []time.Duration
	for n := range r.sizes.Arrivals {
		w, s, err := arriveAt(ctx, a, o, c, n)
		if err != nil {
			return nil, err
		}
		whole, stored = append(whole, w), append(stored, s)
		progress("recording arrivals and waiting for the census", n+1, r.sizes.Arrivals)
	}
	out.Whole, out.Stored = spreadOf(whole), spreadOf(stored)
	if out.After, err = idle(ctx, a); err != nil {
		return nil, err
	}
	status, err := a.Status(ctx)
	out.Scope = status.Children
	return out, err
}

// watched enrols the agent that is a process, and starts it.
func (r *registry) watched(ctx context.Context, o office) (*stack.Agent, error) {
	a, err := r.Agent("watched-"+time.Now().Format("150405"), line.Quality{})
	if err != nil {
		return nil, err
	}
	code, err := r.Invite(ctx, "--office", o.First.Code, "--label", "bench watched")
	if err == nil {
		err = a.Enrol(ctx, code)
	}
	if err == nil {
		err = a.Serve.Start()
	}
	if err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

// idle waits until the agent has had nothing to do for a while, and gives its
// resident memory.
func idle(ctx context.Context, a *stack.Agent) (int64, error) {
	select {
	case <-time.After(settle):
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	return a.Serve.Resident()
}

// arriveAt registers a child, then takes the time of the record that places it.
func arriveAt(ctx context.Context, a *stack.Agent, o office, c *client, n int) (whole, stored time.Duration, err error) {
	text, err := a.Record(ctx, minor.Registered{}.Kind(), map[string]string{"tag": fmt.Sprintf("W%04d", n)}, "--json")
	if err != nil {
		return 0, 0, err
	}
	var child struct {
		Minor string `json:"minor"`
	}
	if err := json.Unmarshal([]byte(text), &child); err != nil {
		return 0, 0, err
	}
	before, err := c.census(ctx)
	if err != nil {
		return 0, 0, err
	}
	begun := time.Now()
	at := map[string]any{"minor": child.Minor, "at": map[string]string{"facility": o.First.Code}}
	if _, err := a.Record(ctx, "placement.began", at); err != nil {
		return 0, 0, err
	}
	kept := time.Now()
	for time.Since(begun) < patience {
		now, err := c.census(ctx)
		if err != nil {
			return 0, 0, err
		}
		if now > before {
			return time.Since(begun), time.Since(kept), nil
		}
	}
	return 0, 0, fmt.Errorf("a child was not counted within %s", patience)
}

// census gives how many children are present today.
func (c *client) census(ctx context.Context) (int, error) {
	var answer struct {
		Total int `json:"total"`
	}
	err := c.ask(ctx, http.MethodGet, "/v1/census?on="+today().String(), nil, &answer)
	return answer.Total, err
}
