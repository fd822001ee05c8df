// Package lookbook keeps who looked at whom on this machine until the registry
// has written it down.
//
// The invariant: first the look, then what it shows: a look is stored, durably,
// before anything is shown, and shows nothing but identifiers. Each is the end
// of a chain over all before it, so that one that is taken out, put in or
// changed in the store shows at the registry. A look that was not told is never
// deleted.
package lookbook

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"faro.example/agent/localdb"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

const (
	// keepFor is how long a look is kept after it was told: longer than the
	// backups of a registry that may be restored.
	keepFor = 90 * 24 * time.Hour
	// maxMinors bounds the minors of the looks that are told at once: they stay
	// far below what a request may hold. Arbitrary.
	maxMinors = 5000
)

// Book is the looks of one installation.
type Book struct {
	agent change.AgentID
	now   func() time.Time // the device's clock
}

// New makes the book of an installation.
func New(agent change.AgentID, now func() time.Time) *Book { return &Book{agent: agent, now: now} }

// head is the end of the chain.
type head struct {
	seq   uint64
	chain change.Digest
	told  uint64
}

// Look stores a look: who, if an operator was named, which command or page, and
// whom it shows. Only once its transaction is committed may it be shown.
func (b *Book) Look(ctx context.Context, tx *sql.Tx, person institution.PersonID, what string, minors []minor.ID) error {
	h, err := b.head(ctx, tx)
	if err != nil {
		return err
	}
	look := api.Look{At: b.now().UTC().Truncate(time.Second), Person: person, What: what}
	if len(minors) == 0 {
		return b.save(ctx, tx, h, []api.Look{look})
	}
	var looks []api.Look
	for part := range slices.Chunk(minors, api.MaxLookMinors) {
		look.Minors = part
		looks = append(looks, look)
	}
	return b.save(ctx, tx, h, looks)
}

// save numbers and links looks, stores them, and the head after them.
func (b *Book) save(ctx context.Context, tx *sql.Tx, h head, looks []api.Look) error {
	for _, l := range looks {
		h.seq++
		l.Seq = h.seq
		h.chain = l.Link(h.chain)
		const query = `INSERT INTO looks (seq, at, person, what, minors, chain) VALUES (?, ?, ?, ?, ?, ?)`
		if _, err := tx.ExecContext(ctx, query, l.Seq, l.At.Unix(), orNull(l.Person), l.What, localdb.JSON{V: l.Minors}, h.chain[:]); err != nil {
			return fmt.Errorf("store a look: %w", err)
		}
	}
	const query = `INSERT INTO look_head (one, agent, seq, chain, told) VALUES (1, ?, ?, ?, ?)
		ON CONFLICT (one) DO UPDATE SET agent = excluded.agent, seq = excluded.seq, chain = excluded.chain, told = excluded.told`
	if _, err := tx.ExecContext(ctx, query, b.agent, h.seq, h.chain[:], h.told); err != nil {
		return fmt.Errorf("store a look: %w", err)
	}
	return nil
}

func orNull(p institution.PersonID) any {
	if p.IsZero() {
		return nil
	}
	return p
}

// head gives the end of the chain. The looks that were not told when the
// machine was enrolled anew begin the chain of the installation that it is now.
func (b *Book) head(ctx context.Context, tx *sql.Tx) (head, error) {
	h, of, err := find(ctx, tx)
	if err != nil || of == b.agent || of.IsZero() {
		return h, err
	}
	return b.renumber(ctx, tx, h.told, head{})
}

// renumber gives the looks above one that was told their place after another
// head, as if they were stored now.
func (b *Book) renumber(ctx context.Context, tx *sql.Tx, told uint64, after head) (head, error) {
	looks, err := read(ctx, tx, told, -1)
	if err != nil {
		return head{}, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM looks`); err != nil {
		return head{}, fmt.Errorf("number looks anew: %w", err)
	}
	after.told = after.seq
	if err := b.save(ctx, tx, after, looks); err != nil {
		return head{}, err
	}
	h, _, err := find(ctx, tx)
	return h, err
}

func find(ctx context.Context, q localdb.Querier) (h head, of change.AgentID, err error) {
	var chain []byte
	err = q.QueryRowContext(ctx, `SELECT agent, seq, chain, told FROM look_head`).Scan(&of, &h.seq, &chain, &h.told)
	if errors.Is(err, sql.ErrNoRows) {
		return head{}, change.AgentID{}, nil
	}
	if err != nil {
		return head{}, of, fmt.Errorf("find the last look: %w", err)
	}
	copy(h.chain[:], chain)
	return h, of, nil
}

// Next gives the looks that are to be told next; none if all were.
func (b *Book) Next(ctx context.Context, db *localdb.DB) (out api.Looks, err error) {
	waiting := false
	err = db.View(ctx, func(q localdb.Querier) error {
		h, _, err := find(ctx, q)
		waiting = h.seq > h.told
		return err
	})
	if err != nil || !waiting {
		return out, err
	}
	err = db.InTx(ctx, func(tx *sql.Tx) error {
		h, err := b.head(ctx, tx)
		if err != nil {
			return err
		}
		if out.Looks, err = read(ctx, tx, h.told, api.MaxLooks); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT coalesce(min(seq), 0) FROM looks`).Scan(&out.Oldest)
	})
	shown := 0
	for i, l := range out.Looks {
		if shown += len(l.Minors); i > 0 && shown > maxMinors {
			out.Looks = out.Looks[:i]
			break
		}
	}
	return out, err
}

func read(ctx context.Context, q localdb.Querier, after uint64, most int) (out []api.Look, err error) {
	const query = `SELECT seq, at, person, what, minors, chain FROM looks WHERE seq > ? ORDER BY seq LIMIT ?`
	rows, err := q.QueryContext(ctx, query, after, most)
	if err != nil {
		return nil, fmt.Errorf("read looks: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var l api.Look
		var at int64
		var chain []byte
		if err := rows.Scan(&l.Seq, &at, &l.Person, &l.What, localdb.JSON{V: &l.Minors}, &chain); err != nil {
			return nil, fmt.Errorf("read looks: %w", err)
		}
		l.At = time.Unix(at, 0).UTC()
		copy(l.Chain[:], chain)
		out = append(out, l)
	}
	return out, rows.Err()
}

// Told keeps which look the registry wants next. A restored registry wants some
// again that were told; one that knows more looks than this store has made it
// shows that the store is older than what it told, and these are numbered anew.
func (b *Book) Told(ctx context.Context, tx *sql.Tx, next uint64) error {
	h, err := b.head(ctx, tx)
	if err != nil || next == 0 {
		return err
	}
	if next > h.seq+1 {
		_, err := b.renumber(ctx, tx, h.told, head{seq: next - 1, chain: h.chain})
		return err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE look_head SET told = ?`, next-1); err != nil {
		return fmt.Errorf("keep what was told: %w", err)
	}
	const query = `DELETE FROM looks WHERE seq < ? AND at < ?`
	if _, err := tx.ExecContext(ctx, query, next, b.now().Add(-keepFor).Unix()); err != nil {
		return fmt.Errorf("let go of looks: %w", err)
	}
	return nil
}
