// Package mail writes to people, once a day at most, that something waits for
// their office in the registry, and where to look.
//
// The invariant: a message says nothing else: not what waits, nor how much of it,
// and never about whom; it is the same for everybody. Nobody is written to who
// has no address here, is not of the directory today, or was written to today.
// Nothing leaves without TLS; and nothing at all unless a server is configured.
package mail

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
)

// The bounds. Arbitrary.
const (
	// every is how often it is looked for whom to write to.
	every = 15 * time.Minute
	// atATime is to how many people is written in one go.
	atATime = 1000
	// talkTime bounds all that is said to the server about one message.
	talkTime = 30 * time.Second
	// maxAddress bounds an address, in bytes (RFC 5321).
	maxAddress = 254
)

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Config is what e-mail needs.
type Config struct {
	Pool    *pgxpool.Pool // of the role faro_mail
	Sealer  *seal.Sealer
	Lines   Lines
	Server  Server // without an address nothing is sent
	URL     string // where people look: that of the registry's pages
	Now     func() time.Time
	Log     *slog.Logger
	Metrics prometheus.Registerer
}

// Post writes to people. It is safe for use by several goroutines, and by several
// registries before one database.
type Post struct {
	Config
	sent *prometheus.CounterVec
}

// New makes it.
func New(c Config) (*Post, error) {
	if c.Pool == nil || c.Sealer == nil || c.Lines == nil || c.Now == nil || c.Log == nil || c.Metrics == nil {
		return nil, fault.Newf(fault.Internal, "e-mail without a database, keys, a record of access, a clock, a log or metrics")
	}
	p := &Post{Config: c, sent: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "faro_mail_messages_total", Help: "Messages that say that something waits, by what came of it: sent, failed.",
	}, []string{"outcome"})}
	c.Metrics.MustRegister(p.sent)
	return p, nil
}

// Run writes now and then until ctx is done; at once nothing if no server is
// configured. What fails is logged and done again the next time.
func (p *Post) Run(ctx context.Context) {
	if p.Server.Address == "" {
		return
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := p.Write(ctx); err != nil && ctx.Err() == nil {
			p.Log.Error("could not write to people", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// waiting is somebody for whose office something waits.
type waiting struct {
	Person   institution.PersonID
	Sealed   []byte
	SealedBy string
	News     int64 // the last of it
	SentOn   day.Date
}

// Write writes to whom something is news, and gives to how many it was written.
func (p *Post) Write(ctx context.Context) (sent int, err error) {
	if p.Server.Address == "" {
		return 0, nil
	}
	today := day.FromTime(p.Now())
	who, err := p.waiting(ctx, today)
	if err != nil {
		return 0, err
	}
	for _, w := range who {
		ours, err := p.claim(ctx, w, today)
		if err != nil || ctx.Err() != nil {
			return sent, err
		}
		if !ours {
			continue
		}
		if err := p.tell(ctx, w, today); err != nil {
			return sent, err
		}
		sent++
	}
	return sent, nil
}

// waiting gives the people of offices for which there is news since they were
// written to, and who were not today; and administrators of offices whose webhook
// was paused since.
func (p *Post) waiting(ctx context.Context, today day.Date) ([]waiting, error) {
	rows, err := p.Pool.Query(ctx, `SELECT m.person, m.sealed, m.sealed_by, greatest(n.news, m.told) AS news, m.sent_on
		FROM mail_addresses m
		JOIN people h ON h.id = m.person AND h.known_until IS NULL AND h.valid_from <= $1 AND (h.valid_until IS NULL OR $1 < h.valid_until)
		LEFT JOIN LATERAL (SELECT max(a.news) AS news FROM alerts a WHERE a.ended_at IS NULL AND a.news > m.told AND a.called @> ARRAY[h.office]) n ON true
		WHERE m.sent_on IS DISTINCT FROM $1 AND (n.news IS NOT NULL OR h.administrator AND EXISTS (SELECT FROM webhooks w
			WHERE w.office = h.office AND w.ended_at IS NULL AND (w.paused_at AT TIME ZONE 'Europe/Rome')::date >= coalesce(m.sent_on, '-infinity')))
		ORDER BY m.person LIMIT $2`, today, atATime)
	if err != nil {
		return nil, fmt.Errorf("find to whom to write: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[waiting])
	return out, pg.Fault(err)
}

// claim notes that somebody is written to today, before it is done: whoever was
// written to and where it failed unseen is written to tomorrow, and never twice
// in a day.
func (p *Post) claim(ctx context.Context, w waiting, today day.Date) (bool, error) {
	tag, err := p.Pool.Exec(ctx, `UPDATE mail_addresses SET sent_on = $2 WHERE person = $1 AND sent_on IS DISTINCT FROM $2`, w.Person, today)
	return tag.RowsAffected() == 1, pg.Fault(err)
}

// tell writes to somebody. If the server did not take the message the day is free
// again; if it is not known whether it did, it counts as written.
func (p *Post) tell(ctx context.Context, w waiting, today day.Date) error {
	address, err := p.Sealer.OpenFrame(ctx, place(w.Person), w.Sealed, w.SealedBy)
	if err != nil {
		return err
	}
	taken, failure := p.Server.send(ctx, string(address), message(p.Server.From, string(address), p.URL, p.Now()))
	if taken {
		p.sent.WithLabelValues("sent").Inc()
		_, err := p.Pool.Exec(ctx, `UPDATE mail_addresses SET told = $2 WHERE person = $1`, w.Person, w.News)
		return pg.Fault(err)
	}
	p.sent.WithLabelValues("failed").Inc()
	if _, err := p.Pool.Exec(ctx, `UPDATE mail_addresses SET sent_on = $2 WHERE person = $1 AND sent_on = $3`, w.Person, w.SentOn, today); err != nil {
		return pg.Fault(err)
	}
	return failure
}
