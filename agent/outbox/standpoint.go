package outbox

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Standpoint is what the registry last said of itself, as kept here.
type Standpoint struct {
	Epoch    int
	Epochs   []change.Epoch
	Safe     uint64
	Format   int
	Rules    int
	Recover  string
	HeardAt  time.Time     // the registry's clock; zero if nothing was heard yet
	Skew     time.Duration // this device's clock less the registry's
	Stopped  string        // why nothing may be written here any more, "" if it may
	StopHelp string
}

// Now gives the registry's clock at an instant of the device's, as far as known.
func (s Standpoint) Now(device time.Time) time.Time { return device.Add(-s.Skew) }

// ClockWrong reports whether the device's clock is known to be wrong: it was
// when last compared, or it stands before that comparison.
func (s Standpoint) ClockWrong(device time.Time) bool {
	if s.HeardAt.IsZero() {
		return false
	}
	return s.Skew.Abs() > clockTolerance || s.Now(device).Before(s.HeardAt.Add(-clockTolerance))
}

func (s Standpoint) stop() error {
	if s.Stopped == "" {
		return nil
	}
	return &fault.Error{Kind: fault.Conflict, Detail: s.Stopped, Remedy: s.StopHelp}
}

// FindStandpoint gives what was last heard; the zero value if nothing was.
func FindStandpoint(ctx context.Context, q localdb.Querier) (Standpoint, error) {
	const query = `SELECT epoch, epochs, safe, format, rules, recover, heard_at, skew, stopped, remedy FROM standpoint WHERE one = 1`
	var s Standpoint
	var heard, skew int64
	err := q.QueryRowContext(ctx, query).Scan(&s.Epoch, localdb.JSON{V: &s.Epochs}, &s.Safe, &s.Format, &s.Rules, &s.Recover, &heard, &skew, &s.Stopped, &s.StopHelp)
	if errors.Is(err, sql.ErrNoRows) {
		return Standpoint{}, nil
	}
	if err != nil {
		return Standpoint{}, fmt.Errorf("find standpoint: %w", err)
	}
	s.HeardAt, s.Skew = time.Unix(heard, 0), time.Duration(skew)*time.Second
	return s, nil
}

// Heard is what follows from a reply of the registry.
type Heard struct {
	Stop     error  // a [fault.Conflict]: nothing may be written here any more
	Over     bool   // the reply is of an epoch that is over: nothing that it says of records counts
	Restored bool   // the registry was restored since the last reply
	Position uint64 // up to where; what was above has to be given back
}

// Hear keeps what every reply of the registry carries. Where the registry
// lacks a record that it has acknowledged, since it was restored, that record
// becomes unsent again. A reply of an epoch that is over changes nothing.
func (b *Box) Hear(ctx context.Context, tx *sql.Tx, in api.Standpoint) (Heard, error) {
	before, err := FindStandpoint(ctx, tx)
	if err != nil || in.Epoch < before.Epoch {
		return Heard{Over: err == nil}, err
	}
	var out Heard
	if out.Stop, err = b.compare(ctx, tx, in); err != nil {
		return Heard{}, err
	}
	if out.Stop == nil {
		out.Stop = before.stop()
	}
	if err := b.keep(ctx, tx, in, out.Stop); err != nil {
		return Heard{}, err
	}
	if !before.HeardAt.IsZero() && in.Epoch > before.Epoch {
		out.Restored, out.Position = true, restoredTo(in.Epochs, before.Epoch)
		if err := b.giveBack(ctx, tx, out.Position); err != nil {
			return Heard{}, err
		}
	}
	if err := b.keepBlocks(ctx, tx, in.Codes); err != nil {
		return Heard{}, err
	}
	if in.Safe == before.Safe && day.FromTime(in.Now) == day.FromTime(before.HeardAt) {
		return out, nil // nothing that could be let go since
	}
	return out, errors.Join(trim(ctx, tx, in.Safe, b.now()), b.sealOld(ctx, tx))
}

// restoredTo gives the lowest position that any epoch since has gone back to.
func restoredTo(epochs []change.Epoch, since int) uint64 {
	lowest := uint64(0)
	found := false
	for _, e := range epochs {
		if e.Number > since && (!found || e.Restored < lowest) {
			lowest, found = e.Restored, true
		}
	}
	return lowest
}

// compare makes sure that the highest record that the registry holds of this
// installation is the one that lies here (design section 5 rule 6).
func (b *Box) compare(ctx context.Context, tx *sql.Tx, in api.Standpoint) (stop, err error) {
	if in.Highest == 0 {
		return nil, nil
	}
	var sum, sealed []byte
	err = tx.QueryRowContext(ctx, `SELECT fingerprint, sealed FROM outbox WHERE agent = ? AND seq = ?`, b.agent, in.Highest).Scan(&sum, &sealed)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return copied("the registry holds records of this installation that this store lacks: it is an old copy"), nil
	case err != nil:
		return nil, fmt.Errorf("compare with the registry: %w", err)
	case sealed != nil && in.Digest == change.Digest(change.Fingerprint(sealed)): // as refused: the registry could not open it
		return nil, nil
	case in.Digest != change.Digest{} && !bytes.Equal(sum, in.Digest[:]):
		return copied("the registry holds other records under this installation's numbers: there are two copies of it"), nil
	}
	return nil, nil
}

// Stop keeps that nothing may be written here any more, and why. What is
// unsent stays, for the installation that takes the place of this one.
func Stop(ctx context.Context, tx *sql.Tx, why error) error {
	e := fault.As(why)
	const q = `INSERT INTO standpoint (one, epoch, epochs, safe, format, rules, recover, heard_at, skew, stopped, remedy)
		VALUES (1, 0, NULL, 0, 0, 0, '', 0, 0, ?, ?) ON CONFLICT (one) DO UPDATE SET stopped = excluded.stopped, remedy = excluded.remedy`
	if _, err := tx.ExecContext(ctx, q, e.Detail, e.Remedy); err != nil {
		return fmt.Errorf("stop: %w", err)
	}
	return nil
}

func copied(detail string) *fault.Error {
	return &fault.Error{
		Kind: fault.Conflict, Detail: detail,
		Remedy: "enrol this machine again with a new code: what is unsent is kept and goes with it",
	}
}

func (b *Box) keep(ctx context.Context, tx *sql.Tx, in api.Standpoint, stop error) error {
	why := &fault.Error{}
	if stop != nil {
		why = fault.As(stop)
	}
	skew := b.now().Sub(in.Now) / time.Second
	const q = `INSERT OR REPLACE INTO standpoint (one, epoch, epochs, safe, format, rules, recover, heard_at, skew, stopped, remedy)
		VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	_, err := tx.ExecContext(ctx, q, in.Epoch, localdb.JSON{V: in.Epochs}, in.Safe, in.Format, in.Rules, in.Recover, in.Now.Unix(), int64(skew), why.Detail, why.Remedy)
	if err != nil {
		return fmt.Errorf("keep standpoint: %w", err)
	}
	return nil
}

// keepBlocks adds the blocks of codes that were not known yet.
func (b *Box) keepBlocks(ctx context.Context, tx *sql.Tx, blocks []minor.Block) error {
	for _, bl := range blocks {
		const q = `INSERT INTO code_blocks (agent, first, count) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
		if _, err := tx.ExecContext(ctx, q, b.agent, bl.First, bl.Count); err != nil {
			return fmt.Errorf("keep codes: %w", err)
		}
	}
	return nil
}

// CodesLeft gives how many national codes can still be given with the line cut.
func (b *Box) CodesLeft(ctx context.Context, q localdb.Querier) (int, error) {
	var n int
	err := q.QueryRowContext(ctx, `SELECT coalesce(sum(count - used), 0) FROM code_blocks WHERE agent = ?`, b.agent).Scan(&n)
	return n, err
}
