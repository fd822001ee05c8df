package erasure

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Hold is an order that a child is not to be erased.
type Hold struct {
	ID       HoldID
	Minor    minor.ID
	Reason   string
	PlacedAt time.Time
	PlacedBy institution.PersonID
	Until    day.Date // its last day; zero: until it is lifted

	LiftAskedBy institution.PersonID // zero while nobody asked to lift it
	LiftReason  string
	LiftedBy    institution.PersonID // zero while it stands
}

// Place orders that a child is not erased, until a day or until it is lifted. One
// person is enough: to keep can be undone. It fails with [fault.Conflict] if the
// erasure of the child was ordered already.
func (d *Desk) Place(ctx context.Context, caller access.Caller, m minor.ID, until day.Date, reason string) (HoldID, error) {
	if err := d.ask(ctx, caller, access.OrderErasure, "place a hold", m); err != nil {
		return HoldID{}, err
	}
	if err := checkReason(reason); err != nil {
		return HoldID{}, err
	}
	if !until.IsZero() && until.Before(d.today()) {
		return HoldID{}, fault.Field("until", "past", "give its last day, or none")
	}
	hold := HoldID(id.New[struct{}]())
	err := pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		// The row that an erasure locks: whoever comes first is first.
		var joined []minor.ID
		err := tx.QueryRow(ctx, `SELECT joined FROM casefiles WHERE minor = $1 AND position > 0 FOR UPDATE`, m).Scan(&joined)
		if errors.Is(err, pgx.ErrNoRows) {
			return notFound("child")
		}
		if err != nil {
			return err
		}
		var ordered bool
		const q = `SELECT EXISTS (SELECT FROM erasure_items i JOIN erasure_runs r ON r.id = i.run AND r.ordered_at IS NOT NULL
			WHERE i.minor = ANY ($1) AND i.outcome IS NULL)`
		if err := tx.QueryRow(ctx, q, append(joined, m)).Scan(&ordered); err != nil {
			return err
		}
		if ordered {
			return fault.Newf(fault.Conflict, "the erasure of this child was ordered already")
		}
		_, err = tx.Exec(ctx, `INSERT INTO legal_holds (id, minor, reason, placed_at, placed_by, until_on) VALUES ($1, $2, $3, $4, $5, $6)`,
			hold, m, reason, d.Now(), caller.Person, until)
		return err
	})
	return hold, wrap("place hold", err)
}

// AskLift asks to lift a hold; another person lifts it.
func (d *Desk) AskLift(ctx context.Context, caller access.Caller, hold HoldID, reason string) error {
	if err := d.ask(ctx, caller, access.OrderErasure, "ask to lift hold "+hold.String()); err != nil {
		return err
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	done, err := d.Pool.Exec(ctx, `UPDATE legal_holds SET lift_asked_at = $2, lift_asked_by = $3, lift_reason = $4
		WHERE id = $1 AND lifted_at IS NULL AND lift_asked_at IS NULL`, hold, d.Now(), caller.Person, reason)
	if err == nil && done.RowsAffected() == 0 {
		return notFound("hold that stands and that nobody asked to lift")
	}
	return wrap("ask to lift", pg.Fault(err))
}

// Lift lifts a hold that another person asked to lift.
func (d *Desk) Lift(ctx context.Context, caller access.Caller, hold HoldID) error {
	if err := d.ask(ctx, caller, access.OrderErasure, "lift hold "+hold.String()); err != nil {
		return err
	}
	return wrap("lift hold", pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		var asked institution.PersonID
		err := tx.QueryRow(ctx, `SELECT lift_asked_by FROM legal_holds WHERE id = $1 AND lifted_at IS NULL AND lift_asked_at IS NOT NULL FOR UPDATE`,
			hold).Scan(&asked)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return notFound("hold that somebody asked to lift")
		case err != nil:
			return err
		case asked == caller.Person:
			return sameEyes()
		}
		_, err = tx.Exec(ctx, `UPDATE legal_holds SET lifted_at = $2, lifted_by = $3 WHERE id = $1`, hold, d.Now(), caller.Person)
		return err
	}))
}

// HoldsOf gives the holds of one child that stand: who answers a request to erase
// reads them first.
func (d *Desk) HoldsOf(ctx context.Context, caller access.Caller, m minor.ID) ([]Hold, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, "holds of a child", m); err != nil {
		return nil, err
	}
	out, err := d.holds(ctx, `AND minor IN (SELECT unnest(CASE WHEN joined = '{}' THEN ARRAY[minor] ELSE joined END) FROM casefiles WHERE minor = $2)`, m)
	return out, wrap("list holds of a child", err)
}

// HeldByOrder reports whether an order stands that nothing of a child is erased: for
// intake, which takes no answer against it. It reads nothing of the child.
func (d *Desk) HeldByOrder(ctx context.Context, m minor.ID) (held bool, err error) {
	const q = `SELECT EXISTS (SELECT FROM legal_holds h JOIN casefiles c ON h.minor = c.minor OR h.minor = ANY (c.joined)
		WHERE c.minor = $1 AND h.lifted_at IS NULL AND (h.until_on IS NULL OR h.until_on >= $2))`
	err = d.Pool.QueryRow(ctx, q, m, d.today()).Scan(&held)
	return held, wrap("read orders to hold", pg.Fault(err))
}

// Holds gives the holds that stand, the newest first.
func (d *Desk) Holds(ctx context.Context, caller access.Caller) ([]Hold, error) {
	if err := d.ask(ctx, caller, access.ReadRetention, "holds"); err != nil {
		return nil, err
	}
	out, err := d.holds(ctx, "")
	return out, wrap("list holds", err)
}

// holds reads the holds that stand; which narrows them, by arguments from $2 on.
func (d *Desk) holds(ctx context.Context, which string, args ...any) ([]Hold, error) {
	rows, err := d.Pool.Query(ctx, `SELECT id, minor, reason, placed_at, placed_by, until_on AS until, lift_asked_by, coalesce(lift_reason, '') AS lift_reason, lifted_by
		FROM legal_holds WHERE lifted_at IS NULL AND (until_on IS NULL OR until_on >= $1) `+which+` ORDER BY placed_at DESC LIMIT 500`, append([]any{d.today()}, args...)...)
	if err != nil {
		return nil, pg.Fault(err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Hold])
	return out, pg.Fault(err)
}
