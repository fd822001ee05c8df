package replica

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Apply applies the part of the feed that comes after a cursor. Items applied
// before are passed over. A part of an epoch that is over is not applied, nor
// one that was asked for from further on than the replica is, since it went
// back meanwhile: something would be left out. What the feed says of own
// records that are still unsent here settles them: a receipt was lost.
func (r *Replica) Apply(ctx context.Context, tx *sql.Tx, after uint64, feed api.Feed) error {
	at, err := FindProgress(ctx, tx)
	if err != nil || feed.Epoch < at.Epoch || after > at.Cursor {
		return err
	}
	at.Epoch = feed.Epoch
	for _, item := range feed.Items {
		if item.N <= at.Cursor {
			continue
		}
		if err := r.applyItem(ctx, tx, item); err != nil {
			return fmt.Errorf("apply item %d: %w", item.N, err)
		}
		at.Cursor, at.Position = item.N, max(at.Position, item.Position)
	}
	at.Cursor = max(at.Cursor, feed.Next)
	if err := mark(ctx, tx, at, feed.Safe); err != nil {
		return err
	}
	return errors.Join(at.keep(ctx, tx), r.Purge(ctx, tx))
}

// Leaves gives the minors who leave the scope by a part of the feed and do not
// enter it again, and those who are erased by it: what is unsent about them is pushed before it is applied.
func Leaves(feed api.Feed) []minor.ID {
	var out []minor.ID
	for _, item := range feed.Items {
		if rec, said := endOf(item.Record); said && rec.Kind == (change.Erased{}).Kind() {
			out = append(out, item.Minor) // the registry refuses it under its number
		}
		switch item.What {
		case api.WhatLeave:
			out = append(out, item.Minor)
		case api.WhatEnter:
			out = slices.DeleteFunc(out, func(m minor.ID) bool { return m == item.Minor })
		}
	}
	return out
}

func (r *Replica) applyItem(ctx context.Context, tx *sql.Tx, item api.Item) error {
	switch {
	case item.What == api.WhatRecord && item.Record != nil:
		return r.applyRecord(ctx, tx, item)
	case item.What == api.WhatEnter && item.Enter != nil:
		return r.applyEnter(ctx, tx, item)
	case item.What == api.WhatLeave:
		const q = `UPDATE minors SET left_at = ?, shown = NULL WHERE minor = ? AND left_at IS NULL`
		_, err := tx.ExecContext(ctx, q, r.now().Unix(), item.Minor)
		return errors.Join(err, keepCandidates(ctx, tx, item.Minor, nil), r.keepConcerns(ctx, tx, item.Minor, item.Concerns))
	case item.What == api.WhatCandidates && item.Candidates != nil:
		return keepCandidates(ctx, tx, item.Minor, item.Candidates.Of)
	case item.What == api.WhatConcerns && item.Concerns != nil:
		return r.keepConcerns(ctx, tx, item.Minor, item.Concerns)
	case item.What == api.WhatDirectory && item.Directory != nil:
		return KeepDirectory(ctx, tx, *item.Directory)
	}
	return nil // of a later version
}

func (r *Replica) applyRecord(ctx context.Context, tx *sql.Tx, item api.Item) error {
	if erased, err := r.letGo(ctx, tx, item.Record); err != nil || erased {
		return err
	}
	sections, err := heldSections(ctx, tx, item.Minor)
	if err != nil {
		return err
	}
	if err := r.keepRecord(ctx, tx, item.Minor, sections, *item.Record); err != nil {
		return err
	}
	return keepShown(ctx, tx, item.Minor, item.Record.Shown)
}

// applyEnter replaces what is held of a minor by what the registry sends: all
// records of the sections it may see. Own records that lie outside them stay.
func (r *Replica) applyEnter(ctx context.Context, tx *sql.Tx, item api.Item) error {
	before, err := bodies(ctx, tx, item.Minor)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM records WHERE minor = ? AND agent <> ? AND due = 0`, item.Minor, r.agent); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM crossings WHERE file = ?`, item.Minor); err != nil {
		return err
	}
	const q = `INSERT OR REPLACE INTO minors (minor, sections, entered, left_at, shown) VALUES (?, ?, ?, NULL, NULL)`
	sections := append([]change.Section{}, item.Enter.Sections...)
	if _, err := tx.ExecContext(ctx, q, item.Minor, localdb.JSON{V: sections}, item.N); err != nil {
		return err
	}
	for _, p := range item.Enter.Records {
		if _, err := r.letGo(ctx, tx, &p); err != nil {
			return err
		}
		if len(p.Data) == 0 {
			p.Data = before[p.Ref]
		}
		if err := r.keepRecord(ctx, tx, item.Minor, sections, p); err != nil {
			return err
		}
	}
	if err := keepCandidates(ctx, tx, item.Minor, item.Enter.Candidates); err != nil {
		return err
	}
	if err := r.keepConcerns(ctx, tx, item.Minor, item.Concerns); err != nil {
		return err
	}
	return keepShown(ctx, tx, item.Minor, item.Enter.Shown)
}

// keepRecord keeps one record that the feed brings for a minor, if it is of a
// section held or was written here.
func (r *Replica) keepRecord(ctx context.Context, tx *sql.Tx, m minor.ID, sections []change.Section, p api.Placed) error {
	own := p.Ref.Agent == r.agent
	if own {
		if err := r.brought(ctx, tx, &p); err != nil || len(p.Data) == 0 {
			return err
		}
	}
	rec, err := change.Decode(p.Data)
	if err != nil {
		return fmt.Errorf("record %d: %w", p.Ref.Seq, err)
	}
	if rec.Ref() != p.Ref {
		return fault.Newf(fault.Invalid, "the feed brings another record than it names")
	}
	if !own && !slices.Contains(sections, rec.Section) {
		return nil // not in scope: holding it would be holding too much
	}
	if rec.Minor != m {
		return keepCrossing(ctx, tx, m, &rec, p)
	}
	const q = `INSERT INTO records (agent, seq, id, minor, section, position, standing, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (agent, seq) DO UPDATE SET position = excluded.position, standing = excluded.standing, data = excluded.data, due = 0, carried = 0`
	if err := uncarry(ctx, tx, &rec); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, q, rec.Agent, rec.Seq, rec.ID, rec.Minor, rec.Section, p.Position, localdb.JSON{V: p.Standing}, p.Data)
	return err
}

// brought settles an own record that the feed brings, and finds the bytes that
// the feed left out since they are here: in the outbox, or brought before. A
// record that a copy of this store wrote under the same number settles nothing:
// the next exchange stops this store, and what it wrote is sent in a new name.
func (r *Replica) brought(ctx context.Context, tx *sql.Tx, p *api.Placed) error {
	e, err := outbox.Find(ctx, tx, p.Ref)
	written := err == nil
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if written {
		if other, err := another(e.ID, p); err != nil || other {
			p.Data = nil
			return err
		}
	}
	receipt := api.Receipt{Seq: p.Ref.Seq, Verdict: api.Taken, Position: p.Position, Standing: &p.Standing}
	if _, err := r.box.Settle(ctx, tx, p.Ref.Agent, api.Push{Receipts: []api.Receipt{receipt}}); err != nil {
		return err
	}
	if len(p.Data) > 0 {
		return nil
	}
	if e.Data != nil {
		p.Data = e.Data
		return nil
	}
	err = tx.QueryRowContext(ctx, `SELECT data FROM records WHERE agent = ? AND seq = ?`, p.Ref.Agent, p.Ref.Seq).Scan(&p.Data)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}

// another reports whether the feed brings another record than the one that was
// written here under its number.
func another(written change.ID, p *api.Placed) (bool, error) {
	if len(p.Data) == 0 {
		return p.ID != written, nil
	}
	rec, err := change.Decode(p.Data)
	return err == nil && rec.ID != written, err
}

// bodies gives the bytes of all records held about a minor.
func bodies(ctx context.Context, tx *sql.Tx, m minor.ID) (map[change.Ref][]byte, error) {
	rows, err := tx.QueryContext(ctx, `SELECT agent, seq, data FROM records WHERE minor = ?`, m)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[change.Ref][]byte{}
	for rows.Next() {
		var ref change.Ref
		var data []byte
		if err := rows.Scan(&ref.Agent, &ref.Seq, &data); err != nil {
			return nil, err
		}
		out[ref] = data
	}
	return out, rows.Err()
}

// heldSections gives the sections held of a minor: none if it is not in scope.
func heldSections(ctx context.Context, q localdb.Querier, m minor.ID) ([]change.Section, error) {
	var out []change.Section
	err := q.QueryRowContext(ctx, `SELECT sections FROM minors WHERE minor = ? AND left_at IS NULL`, m).Scan(localdb.JSON{V: &out})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("find sections: %w", err)
	}
	return out, nil
}

// keepShown keeps what the registry shows, where its rules are newer than ours.
func keepShown(ctx context.Context, tx *sql.Tx, m minor.ID, s *api.Shown) error {
	if s == nil || s.Rules <= casefile.Rules {
		return nil
	}
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE minors SET shown = ? WHERE minor = ?`, b, m)
	return err
}

// mark keeps the cursor beside its position, to go back to after a restore.
func mark(ctx context.Context, tx *sql.Tx, at Progress, safe uint64) error {
	const add = `INSERT OR REPLACE INTO feed_marks (n, position) VALUES (?, ?)`
	if _, err := tx.ExecContext(ctx, add, at.Cursor, at.Position); err != nil {
		return fmt.Errorf("mark the cursor: %w", err)
	}
	const drop = `DELETE FROM feed_marks WHERE n < (SELECT max(n) FROM feed_marks WHERE position <= ?)`
	if _, err := tx.ExecContext(ctx, drop, safe); err != nil {
		return fmt.Errorf("drop old marks: %w", err)
	}
	return nil
}
