package publication

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/report"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// maxWords bounds a remark, in bytes, and maxRemarks how many tables may have
// one. Arbitrary: a page each.
const (
	maxWords   = 8000
	maxRemarks = 100
)

// List gives drafts and what is published, the newest first. It fails with
// [fault.Denied] for who may not publish.
func (d *Desk) List(ctx context.Context, caller access.Caller) ([]Publication, error) {
	if err := d.enter(ctx, caller); err != nil {
		return nil, err
	}
	return read(ctx, d.Pool, `true`)
}

// Draft makes a draft of what is known now, with the remarks of the publication
// of its kind before it; if there is one, it gives that one. It fails with
// [fault.Denied] for who may not publish, and with [fault.Invalid] for a day on
// which no period of the kind ends, or that is not over.
func (d *Desk) Draft(ctx context.Context, caller access.Caller, n Name) (Publication, error) {
	if err := d.enter(ctx, caller); err != nil {
		return Publication{}, err
	}
	return d.draft(ctx, n)
}

func (d *Desk) draft(ctx context.Context, n Name) (out Publication, err error) {
	if _, err := n.Kind.From(n.AsOf); err != nil {
		return Publication{}, err
	}
	if !n.AsOf.Before(day.FromTime(d.Now())) {
		return Publication{}, fault.Field("as-of", "a day that is not over yet", "wait until the day after it")
	}
	err = pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		if _, err := d.insert(ctx, tx, n); err != nil {
			return err
		}
		out, err = one(ctx, tx, n)
		return err
	})
	if err != nil {
		return Publication{}, fmt.Errorf("draft: %w", err)
	}
	return out, nil
}

// insert adds a draft of what is known now, unless there is one.
func (d *Desk) insert(ctx context.Context, tx pgx.Tx, n Name) (bool, error) {
	head, err := ledger.Read(ctx, tx)
	if err != nil {
		return false, err
	}
	remarks, err := carried(ctx, tx, n)
	if err != nil {
		return false, err
	}
	const sql = `INSERT INTO census.publications (kind, as_of, epoch, position, floor, remarks, made_at)
		VALUES (@kind, @as_of, @epoch, @position, @floor, @remarks, @made_at) ON CONFLICT DO NOTHING`
	tag, err := tx.Exec(ctx, sql, pgx.StrictNamedArgs{
		"kind": string(n.Kind), "as_of": n.AsOf, "epoch": head.Epoch, "position": int64(head.Position),
		"floor": d.Floor, "remarks": remarks, "made_at": d.Now(),
	})
	if err != nil {
		return false, pg.Fault(err)
	}
	return tag.RowsAffected() > 0, nil
}

// carried gives the remarks that a new draft begins with: those of the one of
// its kind before it.
func carried(ctx context.Context, tx pgx.Tx, n Name) (json.RawMessage, error) {
	remarks := json.RawMessage(`{}`)
	const sql = `SELECT coalesce((SELECT remarks FROM census.publications WHERE kind = $1 AND as_of < $2 ORDER BY as_of DESC LIMIT 1), '{}')`
	return remarks, pg.Fault(tx.QueryRow(ctx, sql, string(n.Kind), n.AsOf).Scan(&remarks))
}

// Renew makes a draft again from what is known now; its remarks stay. It fails
// with [fault.Conflict] for what is published.
func (d *Desk) Renew(ctx context.Context, caller access.Caller, n Name) (Publication, error) {
	return d.change(ctx, caller, n, 0, func(ctx context.Context, tx pgx.Tx, _ Publication) error {
		head, err := ledger.Read(ctx, tx)
		if err != nil {
			return err
		}
		const sql = `UPDATE census.publications SET epoch = @epoch, position = @position, floor = @floor, made_at = @made_at, revision = revision + 1
			WHERE kind = @kind AND as_of = @as_of`
		_, err = tx.Exec(ctx, sql, pgx.StrictNamedArgs{
			"kind": string(n.Kind), "as_of": n.AsOf, "epoch": head.Epoch, "position": int64(head.Position), "floor": d.Floor, "made_at": d.Now(),
		})
		return pg.Fault(err)
	})
}

// Remark says what there is to say on a draft, in the place of what was said
// before. It fails with [fault.Conflict] if the draft is not the revision that
// was read any more, and with [fault.Invalid] for what is too long.
func (d *Desk) Remark(ctx context.Context, caller access.Caller, n Name, revision int, remarks report.Remarks) (Publication, error) {
	if err := checkRemarks(remarks); err != nil {
		return Publication{}, err
	}
	return d.change(ctx, caller, n, revision, func(ctx context.Context, tx pgx.Tx, _ Publication) error {
		text, err := json.Marshal(remarks)
		if err != nil {
			return err
		}
		const sql = `UPDATE census.publications SET remarks = $3, revision = revision + 1 WHERE kind = $1 AND as_of = $2`
		_, err = tx.Exec(ctx, sql, string(n.Kind), n.AsOf, json.RawMessage(text))
		return pg.Fault(err)
	})
}

func checkRemarks(r report.Remarks) error {
	if len(r.Tables) > maxRemarks {
		return fault.Field("remarks", "more tables than a report has", "remark on tables of the report")
	}
	long := func(w report.Words) bool { return len(w.Italian) > maxWords || len(w.English) > maxWords }
	if long(r.Rules) {
		return fault.Field("remarks.rules", "too long", fmt.Sprintf("write at most %d characters", maxWords))
	}
	for table, w := range r.Tables {
		if long(w) || table == "" {
			return fault.Field("remarks.tables", "too long, or on no table", fmt.Sprintf("write at most %d characters on each", maxWords))
		}
	}
	return nil
}

// change changes a draft of a revision; 0 for whichever it is.
func (d *Desk) change(ctx context.Context, caller access.Caller, n Name, revision int, do func(context.Context, pgx.Tx, Publication) error) (out Publication, err error) {
	if err := d.enter(ctx, caller); err != nil {
		return Publication{}, err
	}
	err = pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		const lock = `SELECT FROM census.publications WHERE kind = $1 AND as_of = $2 FOR UPDATE`
		if _, err := tx.Exec(ctx, lock, string(n.Kind), n.AsOf); err != nil {
			return pg.Fault(err)
		}
		before, err := one(ctx, tx, n)
		if err != nil {
			return err
		}
		if err := before.open(revision); err != nil {
			return err
		}
		if err := do(ctx, tx, before); err != nil {
			return err
		}
		out, err = one(ctx, tx, n)
		return err
	})
	if err != nil {
		return Publication{}, fmt.Errorf("change draft: %w", err)
	}
	return out, nil
}

// open fails with [fault.Conflict] unless it is a draft, of a revision; 0 for any.
func (p *Publication) open(revision int) error {
	switch {
	case p.Frozen():
		return &fault.Error{Kind: fault.Conflict, Detail: "it is published, and stays as it is", Remedy: "what is known later is listed beside it"}
	case revision != 0 && revision != p.Revision:
		return &fault.Error{Kind: fault.Conflict, Detail: "the draft has changed since it was read", Remedy: "read it again"}
	}
	return nil
}
