package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/day"
	"faro.example/shared/id"
)

// Event is the body of what is posted. Fields are added, never renamed or reused.
type Event struct {
	Type      string    `json:"type"` // alert.raised, alert.escalated or test
	Timestamp time.Time `json:"timestamp"`
	Data      Data      `json:"data"`
}

// Data says what waits, and never about whom: who is told looks it up in the
// registry, which leaves a line.
type Data struct {
	Alert  int64    `json:"alert,omitempty"`
	Office string   `json:"office"` // its code
	Rule   string   `json:"rule,omitempty"`
	DueOn  day.Date `json:"due_on,omitzero"`
	Level  int      `json:"level"` // 0 due soon, 1 overdue, 2 gone up to the office above, 3 to the Ministry
}

// Deliver makes events of what is news since the last time, and posts all that is
// due: to each receiver in order, to all at once.
func (h *Hooks) Deliver(ctx context.Context) error {
	if err := h.gather(ctx); err != nil {
		return err
	}
	due, err := h.due(ctx)
	if err != nil {
		return err
	}
	var wait sync.WaitGroup
	turn := make(chan struct{}, atATime)
	errs := make([]error, len(due))
	for i, to := range due {
		turn <- struct{}{}
		wait.Go(func() {
			defer func() { <-turn }()
			errs[i] = h.drain(ctx, to)
		})
	}
	wait.Wait()
	return errors.Join(append(errs, h.tidy(ctx))...)
}

// news is an alert that a webhook is to be told of.
type news struct {
	Webhook   ID
	News      int64
	Alert     int64
	Code      string
	Rule      string
	DueOn     day.Date
	Level     int
	Escalated bool
}

// gather makes the events of the alerts that were raised, or went up, since each
// webhook was told last, and that still last.
func (h *Hooks) gather(ctx context.Context) error {
	now := h.Now()
	return pg.InTx(ctx, h.Pool, func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT w.id AS webhook, a.news, a.id AS alert, o.code, a.rule, a.due_on, a.level::integer AS level, a.escalated_at IS NOT NULL AS escalated
			FROM (SELECT id, office, told FROM webhooks WHERE ended_at IS NULL AND paused_at IS NULL ORDER BY id FOR UPDATE SKIP LOCKED) w
			JOIN offices o ON o.id = w.office
			CROSS JOIN LATERAL (SELECT * FROM (SELECT id, rule, due_on, level, escalated_at, news FROM alerts
				WHERE ended_at IS NULL AND news > w.told AND called @> ARRAY[w.office]) n ORDER BY news LIMIT $1) a
			ORDER BY w.id, a.news`, gathered)
		if err != nil {
			return fmt.Errorf("find news: %w", pg.Fault(err))
		}
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[news])
		if err != nil || len(found) == 0 {
			return pg.Fault(err)
		}
		return h.queue(ctx, tx, now, found)
	})
}

// queue puts events into the queues, and notes how far each webhook was told.
func (h *Hooks) queue(ctx context.Context, tx pgx.Tx, now time.Time, found []news) error {
	var b pgx.Batch
	for _, n := range found {
		e := Event{Type: "alert.raised", Timestamp: now.UTC().Truncate(time.Second), Data: Data{n.Alert, n.Code, n.Rule, n.DueOn, n.Level}}
		if n.Escalated {
			e.Type = "alert.escalated"
		}
		body, err := json.Marshal(e)
		if err != nil {
			return err
		}
		b.Queue(`INSERT INTO webhook_events (id, webhook, news, body, made_at, next_at) VALUES ($1, $2, $3, $4, $5, $5)
			ON CONFLICT (webhook, news) DO NOTHING`, id.New[event](), n.Webhook, n.News, string(body), now)
		b.Queue(`UPDATE webhooks SET told = $2 WHERE id = $1 AND told < $2`, n.Webhook, n.News)
	}
	return pg.Fault(tx.SendBatch(ctx, &b).Close())
}

// event marks identifiers of events.
type event struct{}

// receiver is a webhook to which something is to be delivered.
type receiver struct {
	ID       ID
	URL      string
	Sealed   []byte
	SealedBy string
}

// due gives the webhooks for which an event is due, those that fail longest last.
func (h *Hooks) due(ctx context.Context) ([]receiver, error) {
	rows, err := h.Pool.Query(ctx, `SELECT id, url, sealed, sealed_by FROM webhooks w WHERE ended_at IS NULL AND paused_at IS NULL
			AND EXISTS (SELECT FROM webhook_events e WHERE e.webhook = w.id AND e.delivered_at IS NULL AND e.next_at <= $1)
		ORDER BY failing_since DESC NULLS FIRST, id`, h.Now())
	if err != nil {
		return nil, fmt.Errorf("find due: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[receiver])
	return out, pg.Fault(err)
}

// parcel is an event that is this registry's to deliver.
type parcel struct {
	ID    id.Of[event]
	Body  string
	Tries int
}

// drain delivers to one receiver what is due, the oldest first. One event that the
// receiver refuses is put off alone; where the receiver does not answer, all are.
func (h *Hooks) drain(ctx context.Context, to receiver) error {
	secret, err := h.Sealer.OpenFrame(ctx, secretPlace(to.ID), to.Sealed, to.SealedBy)
	if err != nil {
		return err
	}
	for ctx.Err() == nil {
		p, err := h.take(ctx, to.ID)
		if err != nil || p == nil {
			return err
		}
		status, err := h.post(ctx, to.URL, string(secret), p.ID.String(), []byte(p.Body))
		switch {
		case err == nil && status/100 == 2:
			err = h.delivered(ctx, to.ID, p)
		case err == nil && ofThisEvent(status):
			err = h.putOff(ctx, p)
		default:
			return h.failed(ctx, to.ID, p, status)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// ofThisEvent reports whether an answer says that this event is not taken, and
// nothing of the receiver.
func ofThisEvent(status int) bool {
	return status/100 == 4 && status != http.StatusRequestTimeout && status != http.StatusGone && status != http.StatusTooManyRequests
}

// take takes the oldest event that is due, so that no other registry does: for as
// long as a delivery may last.
func (h *Hooks) take(ctx context.Context, of ID) (*parcel, error) {
	now := h.Now()
	rows, err := h.Pool.Query(ctx, `UPDATE webhook_events SET next_at = $3 WHERE id = (
			SELECT id FROM webhook_events WHERE webhook = $1 AND delivered_at IS NULL AND next_at <= $2
			ORDER BY news LIMIT 1 FOR UPDATE SKIP LOCKED)
		RETURNING id, body, tries`, of, now, now.Add(lease))
	if err != nil {
		return nil, fmt.Errorf("take event: %w", pg.Fault(err))
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[parcel])
	if err != nil || len(found) == 0 {
		return nil, pg.Fault(err)
	}
	return &found[0], nil
}

// post posts one message, signed. What stands in the answer is not looked at.
func (h *Hooks) post(ctx context.Context, url, secret, message string, body []byte) (status int, err error) {
	at := h.Now()
	signature, err := Sign(secret, message, at, body)
	if err != nil {
		return 0, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "faro-webhook/1")
	r.Header.Set("Webhook-Id", message)
	r.Header.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	r.Header.Set("Webhook-Signature", signature)
	res, err := h.client.Do(r)
	if err != nil {
		h.metrics.posts.WithLabelValues("unreachable").Inc()
		return 0, err
	}
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, 64<<10)) // so that the connection is used again
	outcome := "delivered"
	if res.StatusCode/100 != 2 {
		outcome = "refused"
	}
	h.metrics.posts.WithLabelValues(outcome).Inc()
	return res.StatusCode, errors.Join(res.Body.Close(), ignoreCut(res.StatusCode, err))
}

// ignoreCut lets go that an answer was cut short whose status says all.
func ignoreCut(status int, err error) error {
	if status/100 == 2 {
		return nil
	}
	return err
}

// delivered notes that an event has arrived.
func (h *Hooks) delivered(ctx context.Context, of ID, p *parcel) error {
	return pg.InTx(ctx, h.Pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE webhook_events SET delivered_at = $2 WHERE id = $1`, p.ID, h.Now()); err != nil {
			return pg.Fault(err)
		}
		_, err := tx.Exec(ctx, `UPDATE webhooks SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL`, of)
		return pg.Fault(err)
	})
}

// putOff puts one event off.
func (h *Hooks) putOff(ctx context.Context, p *parcel) error {
	_, err := h.Pool.Exec(ctx, `UPDATE webhook_events SET tries = tries + 1, next_at = $2 WHERE id = $1`, p.ID, h.Now().Add(backOff(p.Tries)))
	return pg.Fault(err)
}

// failed puts off all that waits for a receiver, and pauses one that was not
// reached for long, or says that it is gone.
func (h *Hooks) failed(ctx context.Context, of ID, p *parcel, status int) error {
	now := h.Now()
	return pg.InTx(ctx, h.Pool, func(ctx context.Context, tx pgx.Tx) error {
		const later = `UPDATE webhook_events SET tries = CASE WHEN id = $2 THEN tries + 1 ELSE tries END, next_at = greatest(next_at, $3)
			WHERE webhook = $1 AND delivered_at IS NULL`
		if _, err := tx.Exec(ctx, later, of, p.ID, now.Add(backOff(p.Tries))); err != nil {
			return pg.Fault(err)
		}
		var paused bool
		err := tx.QueryRow(ctx, `UPDATE webhooks SET failing_since = coalesce(failing_since, $2),
				paused_at = CASE WHEN $3 OR failing_since <= $4 THEN $2 END
			WHERE id = $1 RETURNING paused_at IS NOT NULL`, of, now, status == http.StatusGone, now.Add(-PauseAfter)).Scan(&paused)
		if paused && err == nil {
			h.Log.Warn("a webhook is paused: nothing could be delivered; its administrator resumes it", "webhook", of.String())
		}
		return pg.Fault(err)
	})
}

// backOff is how long is waited after so many failures: up to twice as long each
// time, and how long of that by chance, so that receivers that come back are not
// all called at once.
func backOff(tries int) time.Duration {
	most := longestWait
	if tries < 16 {
		most = min(firstWait<<tries, longestWait)
	}
	return time.Duration(rand.Int64N(int64(most))) + time.Second
}

// tidy deletes what was delivered long ago, and counts what waits.
func (h *Hooks) tidy(ctx context.Context) error {
	if _, err := h.Pool.Exec(ctx, `DELETE FROM webhook_events WHERE delivered_at < $1`, h.Now().Add(-keep)); err != nil {
		return fmt.Errorf("tidy: %w", pg.Fault(err))
	}
	var waiting, paused int
	err := h.Pool.QueryRow(ctx, `SELECT (SELECT count(*) FROM webhook_events WHERE delivered_at IS NULL),
		(SELECT count(*) FROM webhooks WHERE paused_at IS NOT NULL AND ended_at IS NULL)`).Scan(&waiting, &paused)
	h.metrics.waiting.Set(float64(waiting))
	h.metrics.paused.Set(float64(paused))
	return pg.Fault(err)
}
