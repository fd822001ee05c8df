package webhook

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// may writes the line and fails with [fault.Denied] unless the caller keeps an
// office: its administrator, or one of the Ministry.
func (h *Hooks) may(ctx context.Context, by access.Caller, what string, office institution.OfficeID) error {
	action, denied := access.KeepDirectory, access.Allow(by, access.KeepDirectory)
	if denied != nil && by.SpeaksFor(office) {
		action, denied = access.KeepStaff, access.Allow(by, access.KeepStaff)
	}
	asked, err := json.Marshal(map[string]any{"webhook": what, "office": office})
	if err != nil {
		return err
	}
	if err := h.Lines.Write(ctx, audit.Line{Caller: by, Action: action, Allowed: denied == nil, Asked: string(asked)}); err != nil {
		return err
	}
	return denied
}

// Add makes a webhook of an office, and gives its secret, which is shown this once
// and kept sealed. It is told of what becomes news from now on. It fails with
// [fault.Invalid] for an address to which nothing is sent, and with
// [fault.Denied] for who does not keep the office.
func (h *Hooks) Add(ctx context.Context, by access.Caller, office institution.OfficeID, url string) (ID, string, error) {
	if err := checkURL(url); err != nil {
		return ID{}, "", err
	}
	if err := h.may(ctx, by, "add", office); err != nil {
		return ID{}, "", err
	}
	secret, err := newSecret()
	if err != nil {
		return ID{}, "", err
	}
	made := id.New[hook]()
	sealed, sealedBy, err := h.Sealer.SealFrame(secretPlace(made), []byte(secret))
	if err != nil {
		return ID{}, "", err
	}
	_, err = h.Pool.Exec(ctx, `INSERT INTO webhooks (id, office, url, sealed, sealed_by, told, made_at, made_by)
		VALUES (@id, @office, @url, @sealed, @by, (SELECT coalesce(max(news), 0) FROM alerts), @at, @person)`, pgx.StrictNamedArgs{
		"id": made, "office": office, "url": url, "sealed": sealed, "by": sealedBy, "at": h.Now(), "person": by.Person,
	})
	if err != nil {
		return ID{}, "", fmt.Errorf("add webhook: %w", pg.Fault(err))
	}
	return made, secret, nil
}

// List gives the webhooks of an office. It fails with [fault.Denied] for who does
// not keep it.
func (h *Hooks) List(ctx context.Context, by access.Caller, office institution.OfficeID) ([]Hook, error) {
	if err := h.may(ctx, by, "list", office); err != nil {
		return nil, err
	}
	rows, err := h.Pool.Query(ctx, `SELECT w.id, w.office, o.code, w.url, w.made_at, w.failing_since, w.paused_at,
			(SELECT count(*)::integer FROM webhook_events e WHERE e.webhook = w.id AND e.delivered_at IS NULL) AS waiting
		FROM webhooks w JOIN offices o ON o.id = w.office WHERE w.office = $1 AND w.ended_at IS NULL ORDER BY w.id`, office)
	if err != nil {
		return nil, fmt.Errorf("list webhooks: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Hook])
	return out, pg.Fault(err)
}

// find gives a webhook, if the caller keeps its office. It fails with
// [fault.NotFound] for one that there is not, or that is not theirs.
func (h *Hooks) find(ctx context.Context, by access.Caller, what string, of ID) (receiver, error) {
	var office institution.OfficeID
	var r receiver
	gone := &fault.Error{Kind: fault.NotFound, Detail: "no such webhook", Remedy: "list those of your office"}
	err := h.Pool.QueryRow(ctx, `SELECT office, id, url, sealed, sealed_by FROM webhooks WHERE id = $1 AND ended_at IS NULL`, of).
		Scan(&office, &r.ID, &r.URL, &r.Sealed, &r.SealedBy)
	if err := pg.Fault(err); err != nil && !fault.Is(err, fault.NotFound) {
		return r, err
	}
	if denied := h.may(ctx, by, what, office); denied != nil && !fault.Is(denied, fault.Denied) {
		return r, denied
	} else if denied != nil || err != nil {
		return r, gone
	}
	return r, nil
}

// Remove ends a webhook: what waits for it is delivered no more.
func (h *Hooks) Remove(ctx context.Context, by access.Caller, of ID) error {
	if _, err := h.find(ctx, by, "remove", of); err != nil {
		return err
	}
	return pg.InTx(ctx, h.Pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM webhook_events WHERE webhook = $1`, of); err != nil {
			return pg.Fault(err)
		}
		_, err := tx.Exec(ctx, `UPDATE webhooks SET ended_at = $2 WHERE id = $1`, of, h.Now())
		return pg.Fault(err)
	})
}

// Resume has a webhook that was paused tried again, at once.
func (h *Hooks) Resume(ctx context.Context, by access.Caller, of ID) error {
	if _, err := h.find(ctx, by, "resume", of); err != nil {
		return err
	}
	return pg.InTx(ctx, h.Pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE webhooks SET paused_at = NULL, failing_since = NULL WHERE id = $1`, of); err != nil {
			return pg.Fault(err)
		}
		_, err := tx.Exec(ctx, `UPDATE webhook_events SET next_at = $2, tries = 0 WHERE webhook = $1 AND delivered_at IS NULL`, of, h.Now())
		return pg.Fault(err)
	})
}

// Test posts an event of the type test to a webhook, once, and says whether it was
// taken. It fails with [fault.Invalid] where it was not.
func (h *Hooks) Test(ctx context.Context, by access.Caller, of ID) error {
	to, err := h.find(ctx, by, "test", of)
	if err != nil {
		return err
	}
	secret, err := h.Sealer.OpenFrame(ctx, secretPlace(to.ID), to.Sealed, to.SealedBy)
	if err != nil {
		return err
	}
	var code string
	if err := h.Pool.QueryRow(ctx, `SELECT o.code FROM webhooks w JOIN offices o ON o.id = w.office WHERE w.id = $1`, of).Scan(&code); err != nil {
		return pg.Fault(err)
	}
	body, err := json.Marshal(Event{Type: "test", Timestamp: h.Now().UTC(), Data: Data{Office: code}})
	if err != nil {
		return err
	}
	status, err := h.post(ctx, to.URL, string(secret), id.New[event]().String(), body)
	switch {
	case err != nil:
		return unreachable(err)
	case status/100 != 2:
		return &fault.Error{Kind: fault.Invalid, Detail: fmt.Sprintf("the receiver answered with status %d", status), Remedy: "let it answer with 200 or 204"}
	}
	return nil
}

// unreachable says that a receiver could not be reached, in our own words: the
// error names the address.
func unreachable(err error) error {
	if e := fault.As(err); e.Kind == fault.Invalid {
		return e
	}
	return &fault.Error{Kind: fault.Invalid, Detail: "the receiver was not reached", Remedy: "see whether its name, its certificate and its port are right"}
}
