// Package webhook tells the systems of offices that something waits for them: of
// each alert that is newly raised, or goes up, an event is signed and posted to
// where the office's administrator said, by the scheme of Standard Webhooks.
//
// The invariant: an event says which alert, of which office, by which rule, due
// when, and nothing by which a child could be known; it is delivered at least
// once or still waits, whatever restarts; it goes over TLS alone, to no address
// inside the network that the registry stands in, and follows nobody who sends it
// elsewhere; and a receiver that does not answer holds up nobody else.
package webhook

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/seal"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// hook marks identifiers of webhooks.
type hook struct{}

// ID names a webhook.
type ID = id.Of[hook]

// Hook is where the system of an office is told.
type Hook struct {
	ID           ID                   `json:"id"`
	Office       institution.OfficeID `json:"office"`
	Code         string               `json:"code"` // of the office
	URL          string               `json:"url"`
	MadeAt       time.Time            `json:"made_at"`
	FailingSince *time.Time           `json:"failing_since,omitempty"` // since when nothing could be delivered
	PausedAt     *time.Time           `json:"paused_at,omitempty"`     // since when nothing is tried any more
	Waiting      int                  `json:"waiting"`                 // events not delivered yet
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Config is what webhooks need.
type Config struct {
	Pool    *pgxpool.Pool // of the role faro_webhook
	Sealer  *seal.Sealer
	Lines   Lines
	Roots   []byte // in PEM, that vouch for receivers; those of the system if there are none
	Private bool   // receivers may stand on this machine or in its network: for demo and tests
	Now     func() time.Time
	Log     *slog.Logger
	Metrics prometheus.Registerer
}

// Hooks keeps webhooks and delivers to them. It is safe for use by several
// goroutines, and by several registries before one database.
type Hooks struct {
	Config
	client  *http.Client
	metrics *metrics
}

// New makes it.
func New(c Config) (*Hooks, error) {
	if c.Pool == nil || c.Sealer == nil || c.Lines == nil || c.Now == nil || c.Log == nil || c.Metrics == nil {
		return nil, fault.Newf(fault.Internal, "webhooks without a database, keys, a record of access, a clock, a log or metrics")
	}
	client, err := newClient(c.Roots, c.Private)
	if err != nil {
		return nil, err
	}
	return &Hooks{Config: c, client: client, metrics: newMetrics(c.Metrics)}, nil
}

// Run delivers now and then until ctx is done. What fails is logged and done again
// the next time.
func (h *Hooks) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := h.Deliver(ctx); err != nil && ctx.Err() == nil {
			h.Log.Error("could not deliver to webhooks", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
