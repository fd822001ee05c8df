package main

import (
	"context"
	"errors"
	"net/http/httptrace"
	"sync/atomic"
	"time"

	"faro.example/shared/api"
)

// tally counts what a crowd of agents asks of the registry, try by try.
type tally struct {
	pushes, pulls, handshakes atomic.Int64
	refused                   atomic.Int64 // calls that ended with a wait that the registry asked for
	again                     atomic.Int64 // tries after an answer within one call
	early                     atomic.Int64 // tries sooner than the registry had asked for
}

// manners are what one loop of an agent was asked by the registry.
type manners struct {
	*tally
	notBefore time.Time
}

// trace has a call counted: every try of it, those that the client makes by
// itself too, from when it has its connection: an answer may come before the
// request is written to its end. An answer that is tried again within a call was
// one of a busy registry, which asks for [api.BusyFor].
func (m *manners) trace(ctx context.Context, of *atomic.Int64) context.Context {
	var answered atomic.Pointer[time.Time] // of the try before
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(c httptrace.GotConnInfo) {
			if !c.Reused {
				m.handshakes.Add(1)
			}
			of.Add(1)
			now, before := time.Now(), answered.Load()
			if before != nil {
				m.again.Add(1)
			}
			if now.Before(m.notBefore) || before != nil && now.Sub(*before) < api.BusyFor {
				m.early.Add(1)
			}
		},
		GotFirstResponseByte: func() {
			now := time.Now()
			answered.Store(&now)
		},
	})
}

// heard notes how a call ended.
func (m *manners) heard(err error) {
	var w interface{ RetryAfter() time.Duration }
	if errors.As(err, &w) && w.RetryAfter() > 0 {
		m.refused.Add(1)
		m.notBefore = time.Now().Add(w.RetryAfter())
	}
}
