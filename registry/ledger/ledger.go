// Package ledger is the numbered list of everything that was taken, for good:
// position, leaf hash and instant of commit, with the head row from which
// positions and feed numbers come, and the records themselves with their sealed
// bodies. It owns the tables ledger, ledger_head, epochs and records.
//
// The invariant: positions have no gap and follow commits, so whoever sees one
// sees all below it; instants never go back; nothing is ever changed or
// removed, which triggers enforce for every role. [Advance] takes the last lock
// of a transaction: nothing may be locked after it.
package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/change"
)

// Entry is one position of the ledger.
type Entry struct {
	Position uint64
	Leaf     [32]byte
	At       time.Time
}

// Head is the state of the ledger's head row.
type Head struct {
	Position uint64    // the last position given
	Feed     uint64    // the last feed number given
	Epoch    int       // the ledger's life
	At       time.Time // instant of the last commit
	Safe     uint64    // position below which no restore can go back
	Format   int       // level of kinds and rules that is taken
	Rescoped uint64    // position at which scopes were last changed by anything but records
}

const selectHead = `SELECT position, feed, epoch, at, safe, format, rescoped FROM ledger_head`

// QueueRead adds to a batch what [Read] does; head is set once the batch has run.
func QueueRead(b *pgx.Batch, head *Head) {
	b.Queue(selectHead).QueryRow(func(row pgx.Row) (err error) {
		*head, err = scanHead(row)
		return err
	})
}

// Read gives the head as committed, without locking it.
func Read(ctx context.Context, q pg.Querier) (Head, error) {
	h, err := scanHead(q.QueryRow(ctx, selectHead))
	if err != nil {
		return Head{}, fmt.Errorf("read head: %w", pg.Fault(err))
	}
	return h, nil
}

// Advance locks the head until tx ends, gives out that many positions and feed
// numbers, and returns the head with the last of them. now is the clock; an
// instant earlier than that of the last commit is not used.
func Advance(ctx context.Context, tx pgx.Tx, positions, feed int, now time.Time) (Head, error) {
	h, err := scanHead(tx.QueryRow(ctx, advance, positions, feed, now))
	if err != nil {
		return Head{}, fmt.Errorf("advance head: %w", err)
	}
	return h, nil
}

const advance = `UPDATE ledger_head SET position = position + $1, feed = feed + $2, at = greatest(at, $3)
	RETURNING position, feed, epoch, at, safe, format, rescoped`

// QueueAdvance adds to a batch what [Advance] does; head is set once the batch
// has run. What follows in the same batch reads the head by its own statements,
// and names a position that the transaction takes by how far it stands before
// the head's last: see [Back]. So nothing goes to and fro under the lock.
func QueueAdvance(b *pgx.Batch, positions, feed int, now time.Time, head *Head) {
	b.Queue(advance, positions, feed, now).QueryRow(func(row pgx.Row) (err error) {
		*head, err = scanHead(row)
		return err
	})
}

// Back names the n-th, from 0, of as many positions as a transaction takes,
// before it is known which they are: a number not above 0, to be added to the
// head's position.
func Back(n, of int) int64 { return int64(n + 1 - of) }

func scanHead(row pgx.Row) (Head, error) {
	var h Head
	err := row.Scan(&h.Position, &h.Feed, &h.Epoch, &h.At, &h.Safe, &h.Format, &h.Rescoped)
	return h, err
}

// Append writes the leaves of the positions that end with head's last, in order.
func Append(ctx context.Context, tx pgx.Tx, head Head, leaves [][]byte) error {
	if len(leaves) == 0 {
		return nil
	}
	const sql = `INSERT INTO ledger (position, leaf, at)
		SELECT $1::bigint + n, leaf, $3 FROM unnest($2::bytea[]) WITH ORDINALITY AS l (leaf, n)`
	before := int64(head.Position) - int64(len(leaves))
	if _, err := tx.Exec(ctx, sql, before, leaves, head.At); err != nil {
		return fmt.Errorf("append: %w", err)
	}
	return nil
}

// Mark takes one position for something that is no record, such as a change of
// the directory, so that what was known at any position can be told for good.
func Mark(ctx context.Context, tx pgx.Tx, what string, feed int, now time.Time) (Head, error) {
	head, err := Advance(ctx, tx, 1, feed, now)
	if err != nil {
		return Head{}, err
	}
	return head, Append(ctx, tx, head, [][]byte{markLeaf(what, head.Position)})
}

// Rescope is [Mark] for a change of scopes: what is held of them in memory is not
// so any more.
func Rescope(ctx context.Context, tx pgx.Tx, feed int, now time.Time) (Head, error) {
	head, err := Mark(ctx, tx, "scopes", feed, now)
	if err != nil {
		return Head{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE ledger_head SET rescoped = position`); err != nil {
		return Head{}, fmt.Errorf("advance head: %w", err)
	}
	return head, nil
}

// markLeaf is the leaf hash of a position that holds no record: a byte that no
// record's leaf begins with, what it is, and the position.
func markLeaf(what string, position uint64) []byte {
	b := append([]byte{0x00, 0xff}, what...)
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(b, position))
	return sum[:]
}

// After lists up to n entries with a position above the one given, in order.
func After(ctx context.Context, q pg.Querier, position uint64, n int) ([]Entry, error) {
	const sql = `SELECT position, leaf, at FROM ledger WHERE position > $1 ORDER BY position LIMIT $2`
	rows, err := q.Query(ctx, sql, position, n)
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (Entry, error) {
		var e Entry
		var leaf []byte
		err := row.Scan(&e.Position, &leaf, &e.At)
		copy(e.Leaf[:], leaf)
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("read ledger: %w", pg.Fault(err))
	}
	return out, nil
}

// PositionAt gives the last position committed before an instant, 0 if there
// is none. It looks for it by halves: positions have no gap and instants never
// go back, so no index by instant is needed.
func PositionAt(ctx context.Context, q pg.Querier, before time.Time) (uint64, error) {
	const sql = `WITH RECURSIVE search (low, high) AS (
			SELECT 0::bigint, position FROM ledger_head
		UNION ALL
			SELECT CASE WHEN l.at < $1 THEN l.position ELSE s.low END,
			       CASE WHEN l.at < $1 THEN s.high ELSE l.position - 1 END
			FROM search s JOIN ledger l ON l.position = (s.low + s.high + 1) / 2
			WHERE s.low < s.high
		)
		SELECT low FROM search WHERE low = high`
	var position uint64
	if err := q.QueryRow(ctx, sql, before).Scan(&position); err != nil {
		return 0, fmt.Errorf("position at: %w", pg.Fault(err))
	}
	return position, nil
}

// Epochs lists the lives of the ledger, oldest first.
func Epochs(ctx context.Context, q pg.Querier) ([]change.Epoch, error) {
	rows, err := q.Query(ctx, `SELECT number, restored FROM epochs ORDER BY number`)
	if err != nil {
		return nil, fmt.Errorf("read epochs: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[change.Epoch])
	if err != nil {
		return nil, fmt.Errorf("read epochs: %w", pg.Fault(err))
	}
	return out, nil
}

// RaiseFormat raises the level of kinds and rules that the ledger takes; it is
// never lowered. Only the owner of the tables may: it is for who migrates.
func RaiseFormat(ctx context.Context, q pg.Querier, level int) error {
	if _, err := q.Exec(ctx, `UPDATE ledger_head SET format = greatest(format, $1)`, level); err != nil {
		return fmt.Errorf("raise format: %w", pg.Fault(err))
	}
	return nil
}

// RaiseSafe raises the position below which no restore can go back; it is
// never lowered. Only the owner of the tables may: it is for who makes backups.
func RaiseSafe(ctx context.Context, q pg.Querier, position uint64) error {
	if _, err := q.Exec(ctx, `UPDATE ledger_head SET safe = greatest(safe, $1)`, position); err != nil {
		return fmt.Errorf("raise safe position: %w", pg.Fault(err))
	}
	return nil
}

// Reopen begins a new life of a ledger that was restored: the last of epochs,
// which are all that there were. It takes one position for it, which it
// returns with as many feed numbers as are asked for. Only the owner of the
// tables may: it is for who restores.
func Reopen(ctx context.Context, tx pgx.Tx, epochs []change.Epoch, safe uint64, feed int, now time.Time) (Head, error) {
	numbers, restored := make([]int, len(epochs)), make([]uint64, len(epochs))
	for i, e := range epochs {
		numbers[i], restored[i] = e.Number, e.Restored
	}
	const lives = `INSERT INTO epochs (number, restored) SELECT n, r FROM unnest($1::integer[], $2::bigint[]) AS e (n, r)
		ON CONFLICT (number) DO NOTHING`
	if _, err := tx.Exec(ctx, lives, numbers, restored); err != nil {
		return Head{}, fmt.Errorf("begin epoch: %w", err)
	}
	const head = `UPDATE ledger_head SET epoch = (SELECT max(number) FROM epochs), safe = $1`
	if _, err := tx.Exec(ctx, head, safe); err != nil {
		return Head{}, fmt.Errorf("begin epoch: %w", err)
	}
	return Mark(ctx, tx, "epoch", feed, now)
}
