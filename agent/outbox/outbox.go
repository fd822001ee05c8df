// Package outbox keeps every record written at this installation until the
// registry cannot lose it any more.
//
// The invariant: a record gets its number, and is signed, in the transaction
// that stores it; a number is never used again, also when its record was
// refused. What is unsent is never deleted. A receipt settles a number once,
// however often and in whatever order receipts come. If the registry lacks a
// number that it should have, or has other bytes under it than this store,
// nothing more is written here: the store is a copy, or is older than what it
// has sent ([fault.Conflict]).
//
// Reading takes a [localdb.Querier], writing a transaction of the caller, so
// that a form's records, and whatever is kept with them, are stored together.
package outbox

import (
	"context"
	"crypto/ed25519"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Box writes records in the name of one installation.
type Box struct {
	agent change.AgentID
	key   ed25519.PrivateKey
	now   func() time.Time // the device's clock
}

// New makes the box of an installation, whose records its key signs.
func New(agent change.AgentID, key ed25519.PrivateKey, now func() time.Time) *Box {
	return &Box{agent: agent, key: key, now: now}
}

// Draft is what a form gives: all of a record but what the box fills in.
type Draft struct {
	ID        change.ID // a new one if zero
	Minor     minor.ID
	On        day.When
	Structure institution.OfficeID
	Author    institution.PersonID
	StandIn   minor.Text
	Seen      change.Seen    // taken when the form was opened
	Section   change.Section // only for kinds that take that of what they concern
	Body      change.Body
}

// Append numbers, signs and stores a record. A [minor.Registered] without a
// national code gets the next one that this installation was given; when there
// is none left it goes with its tag alone. It fails with [fault.Invalid] if the
// draft cannot be a record or is dated later than tomorrow, and with
// [fault.Conflict] if this store may not write any more.
func (b *Box) Append(ctx context.Context, tx *sql.Tx, d Draft) (change.Record, error) {
	sp, err := FindStandpoint(ctx, tx)
	if err != nil {
		return change.Record{}, err
	}
	if err := errors.Join(sp.stop(), b.checkDay(sp, d.On)); err != nil {
		return change.Record{}, err
	}
	if d.Body, err = b.withCode(ctx, tx, d.Body); err != nil {
		return change.Record{}, err
	}
	seq, err := b.nextNumber(ctx, tx)
	if err != nil {
		return change.Record{}, err
	}
	if d.ID.IsZero() {
		d.ID = change.ID(id.New[struct{}]())
	}
	now := b.now().UTC().Truncate(time.Second)
	rec, err := change.Sign(b.key, change.Header{
		ID: d.ID, Minor: d.Minor, Agent: b.agent, Seq: seq, Structure: d.Structure, Author: d.Author,
		StandIn: d.StandIn, Made: change.Made{At: now, Skew: int64(sp.Skew / time.Second)}, On: d.On,
		Section: d.Section, Seen: d.Seen,
	}, d.Body)
	if err != nil {
		return change.Record{}, err
	}
	return rec, insert(ctx, tx, &rec, now)
}

// checkDay refuses what is dated later than tomorrow, by the registry's clock
// as far as it is known (design section 5 rule 14).
func (b *Box) checkDay(sp Standpoint, on day.When) error {
	tomorrow := day.FromTime(sp.Now(b.now())).Add(1)
	if on.Day().After(tomorrow) {
		return fault.Field("on", "dated later than tomorrow", "give the day on which it happened; if today is right, set this machine's clock")
	}
	return nil
}

// nextNumber takes the next number of this installation.
func (b *Box) nextNumber(ctx context.Context, tx *sql.Tx) (uint64, error) {
	const q = `INSERT INTO numbers (agent, next) VALUES (?, 2)
		ON CONFLICT (agent) DO UPDATE SET next = next + 1 RETURNING next - 1`
	var seq uint64
	if err := tx.QueryRowContext(ctx, q, b.agent).Scan(&seq); err != nil {
		return 0, fmt.Errorf("take a number: %w", err)
	}
	return seq, nil
}

func insert(ctx context.Context, tx *sql.Tx, rec *change.Record, now time.Time) error {
	data := change.AppendRecord(nil, rec)
	sum := change.Fingerprint(data)
	const q = `INSERT INTO outbox (agent, seq, id, minor, section, kind, data, fingerprint, state, due, written_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'unsent', 1, ?)`
	_, err := tx.ExecContext(ctx, q, rec.Agent, rec.Seq, rec.ID, rec.Minor, rec.Section, rec.Kind, data, sum[:], now.Unix())
	if err != nil {
		return fmt.Errorf("store record: %w", err)
	}
	return nil
}

// withCode gives a registration its national code.
func (b *Box) withCode(ctx context.Context, tx *sql.Tx, body change.Body) (change.Body, error) {
	reg, ok := body.(minor.Registered)
	if !ok || reg.Code != "" {
		return body, nil
	}
	var err error
	if reg.Code, err = b.takeCode(ctx, tx); err != nil {
		return nil, err
	}
	if reg.Code == "" && reg.Tag == "" {
		return nil, fault.Field("tag", "no national code is left, and no tag number is given",
			"give the number on the wristband: the registry gives the code once there is a line")
	}
	return reg, nil
}

// takeCode uses up the next serial number of the blocks, "" if none is left.
func (b *Box) takeCode(ctx context.Context, tx *sql.Tx) (minor.Code, error) {
	const q = `UPDATE code_blocks SET used = used + 1
		WHERE agent = ?1 AND first = (SELECT min(first) FROM code_blocks WHERE agent = ?1 AND used < count)
		RETURNING first + used - 1`
	var serial uint32
	err := tx.QueryRowContext(ctx, q, b.agent).Scan(&serial)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("take a code: %w", err)
	}
	return minor.NewCode(serial)
}
