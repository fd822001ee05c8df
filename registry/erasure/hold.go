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

// Holding is a hold that somebody wants.
type Holding struct {
	ID    HoldID // under which it is placed: sent again, it is placed once; a new one if zero
	Of    Child
	Until day.Date // its last day; zero: until it is lifted
}

// Place is [Desk.Hold] of a minor.
func (d *Desk) Place(ctx context.Context, caller access.Caller, m minor.ID, until day.Date, reason string) (HoldID, error) {
	return d.Hold(ctx, caller, Holding{Of: Child{Minor: m}, Until: until}, reason)
}

// Hold orders that a child is not erased, until a day or until it is lifted. One
// person is enough: to keep can be undone. It fails with [fault.Conflict] if the
// erasure of the child was ordered already.
func (d *Desk) Hold(ctx context.Context, caller access.Caller, h Holding, reason string) (HoldID, error) {
	m, err := d.askOf(ctx, caller, access.OrderErasure, "place a hold", h.Of)
	if err != nil {
		return HoldID{}, err
	}
	if err := checkReason(reason); err != nil {
		return HoldID{}, err
	}
	if !h.Until.IsZero() && h.Until.Before(d.today()) {
		return HoldID{}, fault.Field("until", "past", "give its last day, or none")
	}
	if h.ID.IsZero() {
		h.ID = HoldID(id.New[struct{}]())
	}
	h.Of.Minor = m
	if err := d.place(ctx, caller, h, reason); err != nil {
		return HoldID{}, wrap("place hold", err)
	}
	return h.ID, nil
}

func (d *Desk) place(ctx context.Context, caller access.Caller, h Holding, reason string) error {
	m := h.Of.Minor
	return pg.InTx(ctx, d.Pool, func(ctx context.Context, tx pgx.Tx) error {
		// The row that an erasure locks: whoever comes first is first.
		var joined []minor.ID
		err := tx.QueryRow(ctx, `SELECT joined FROM casefiles WHERE minor = $1 AND position > 0 FOR UPDATE`, m).Scan(&joined)
		if errors.Is(err, pgx.ErrNoRows) {
			return notFound("child")
		}
		if err != nil {
			return err
		}
		var same bool
		err = tx.QueryRow(ctx, `SELECT placed_by = $2 AND minor = $3 AND reason = $4 AND until_on IS NOT DISTINCT FROM $5 FROM legal_holds WHERE id = $1`,
			h.ID, caller.Person, m, reason, h.Until).Scan(&same)
		if err == nil {
			return unlessSame(same)
		}
		if !errors.Is(err, pgx.ErrNoRows) {
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
			h.ID, m, reason, d.Now(), caller.Person, h.Until)
		return err
	})
}

// AskLift asks to lift a hold; another person lifts it.
func (d *Desk) AskLift(ctx context.Context, caller access.Caller, hold HoldID, reason string) error {
	if err := d.ask(ctx, caller, access.OrderErasure, "ask to lift hold "+hold.String()); err != nil {
		return err
	}
	if err := checkReason(reason); err != nil {
		return err
	}
	done, err := d.Pool.Exec(ctx, `UPDATE legal_holds SET lift_asked_at = coalesce(lift_asked_at, $2), lift_asked_by = $3, lift_reason = $4
		WHERE id = $1 AND lifted_at IS NULL AND (lift_asked_at IS NULL OR lift_asked_by = $3 AND lift_reason = $4)`, hold, d.Now(), caller.Person, reason)
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
		var asked, lifted institution.PersonID
		err := tx.QueryRow(ctx, `SELECT lift_asked_by, lifted_by FROM legal_holds WHERE id = $1 AND lift_asked_at IS NOT NULL FOR UPDATE`,
			hold).Scan(&asked, &lifted)
		switch {
		case errors.Is(err, pgx.ErrNoRows):
			return notFound("hold that somebody asked to lift")
		case err != nil:
			return err
		case asked == caller.Person:
			return ErrSameEyes
		case lifted == caller.Person:
			return nil // said again, since the answer was lost
		case !lifted.IsZero():
			return notFound("hold that somebody asked to lift")
		}
		_, err = tx.Exec(ctx, `UPDATE legal_holds SET lifted_at = $2, lifted_by = $3 WHERE id = $1`, hold, d.Now(), caller.Person)
		return err
	}))
}

// HoldsOf is [Desk.HoldsOn] of a minor: who answers a request to erase reads them first.
func (d *Desk) HoldsOf(ctx context.Context, caller access.Caller, m minor.ID) ([]Hold, error) {
	return d.HoldsOn(ctx, caller, Child{Minor: m})
}

// HoldsOn gives the holds of one child that stand.
func (d *Desk) HoldsOn(ctx context.Context, caller access.Caller, of Child) ([]Hold, error) {
	m, err := d.askOf(ctx, caller, access.ReadRetention, "holds of a child", of)
	if err != nil {
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
