package attachment

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/content"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/minor"
)

// Offer says how much of a file is there, and lets the caller bring the rest. The
// record that names it comes before or after: before, whoever may open the casefile
// may bring a file; what no record names is removed. It fails with
// [fault.NotFound] where the caller may neither, and with [fault.Invalid] for a
// file over the limits, or that was refused before.
func (d *Desk) Offer(ctx context.Context, c access.Caller, in api.FileWanted) (api.FileState, error) {
	if err := in.File.Validate(); err != nil {
		return api.FileState{}, fault.In("file", err)
	}
	m, named, err := d.entitled(ctx, c, in)
	if err != nil {
		return api.FileState{}, err
	}
	if err := d.Limits.Allow(in.File); err != nil {
		return api.FileState{}, d.refuse(ctx, c, &row{Minor: m, Size: in.File.Size}, err)
	}
	out := &row{ID: d.of(m, in.File.Digest), Minor: m, Size: in.File.Size, Kept: named}
	err = pg.InTxAs(ctx, d.Pool, about(m), func(ctx context.Context, tx pgx.Tx) (err error) {
		if err = d.refusedBefore(ctx, tx, out.ID); err != nil {
			return err
		}
		out, err = d.begin(ctx, tx, c, *out, in.File)
		return err
	})
	if err != nil {
		return api.FileState{}, err
	}
	return out.state(), nil
}

// entitled gives the minor under whom a file is kept, and whether a record names
// it: one of the caller's own, or one in a section that the caller sees.
func (d *Desk) entitled(ctx context.Context, c access.Caller, in api.FileWanted) (minor.ID, bool, error) {
	own := false
	err := pg.InSnapshot(ctx, d.Pool, about(in.Minor), func(ctx context.Context, tx pgx.Tx) error {
		records, err := d.recordsOf(ctx, tx, in.Minor)
		for i := range records {
			own = own || wrote(c, &records[i]) && slices.ContainsFunc(change.Enclosed(records[i:i+1]), func(e change.Enclosure) bool {
				return e.File == in.File && e.Minor == in.Minor
			})
		}
		return err
	})
	if err != nil || own {
		return in.Minor, own, err
	}
	found, err := d.Reader.Enclosed(ctx, c, in.Minor)
	if err != nil {
		return minor.ID{}, false, err
	}
	if i := slices.IndexFunc(found, func(e change.Enclosure) bool { return e.File == in.File }); i >= 0 {
		return found[i].Minor, true, nil
	}
	return in.Minor, false, nil
}

// begin finds or makes the row of a file, and writes down who brings it.
func (d *Desk) begin(ctx context.Context, tx pgx.Tx, c access.Caller, r row, f minor.File) (*row, error) {
	key, err := d.newKey(ctx, tx, r.Minor)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(f)
	if err != nil {
		return nil, err
	}
	sealed, err := key.Seal(namedPlace(r.ID), text)
	if err != nil {
		return nil, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO attachments (id, minor, named, size, by, touched_at, kept) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET by = excluded.by, touched_at = excluded.touched_at, kept = attachments.kept OR excluded.kept`,
		r.ID, r.Minor, sealed, f.Size, principal(c), d.Now(), r.Kept)
	if err != nil {
		return nil, fmt.Errorf("begin a file: %w", err)
	}
	return d.find(ctx, tx, r.ID, "")
}

// Append adds a piece, of [api.FilePiece] bytes but for the last, to a file that
// the caller began; one that is there already, or not next, changes nothing, and
// the answer says what is. The last is taken only if all of them are the file that
// was named: else they are thrown away, and the fault says why.
func (d *Desk) Append(ctx context.Context, c access.Caller, file api.FileID, offset int, piece []byte) (api.FileState, error) {
	found, err := d.whose(ctx, file)
	if err != nil {
		return api.FileState{}, err
	}
	var verdict error
	err = pg.InTxAs(ctx, d.Pool, about(found.Minor), func(ctx context.Context, tx pgx.Tx) (err error) {
		verdict = nil
		if found, err = d.find(ctx, tx, file, "FOR UPDATE"); err != nil {
			return err
		}
		switch {
		case found.By != principal(c):
			return notFound() // who else brings it begins first
		case found.Whole || offset != found.Held:
			return nil
		case len(piece) != min(api.FilePiece, found.Size-found.Held):
			return fault.Field("content", "not a piece of this file", "send pieces of 32,768 bytes, and the rest last")
		}
		verdict, err = d.add(ctx, tx, found, piece)
		return err
	})
	switch {
	case err != nil:
		return api.FileState{}, err
	case verdict != nil && content.Broken(verdict):
		return api.FileState{}, verdict
	case verdict != nil:
		return api.FileState{}, d.refuse(ctx, c, found, verdict)
	}
	return found.state(), nil
}

// add stores a piece. With the last one it gives the verdict on all of them; what
// cannot be taken is gone then.
func (d *Desk) add(ctx context.Context, tx pgx.Tx, r *row, piece []byte) (verdict, err error) {
	n := r.Held / api.FilePiece
	if r.Held += len(piece); r.Held == r.Size {
		if verdict, err = d.judge(ctx, tx, r, n, piece); verdict != nil || err != nil {
			return verdict, err
		}
		r.Whole = true
	}
	sealed, err := r.key.Seal(piecePlace(r.ID, n), piece)
	if err != nil {
		return nil, err
	}
	b := &pgx.Batch{}
	b.Queue(`INSERT INTO attachment_pieces (attachment, number, minor, content) VALUES ($1, $2, $3, $4)`, r.ID, n, r.Minor, sealed)
	b.Queue(`UPDATE attachments SET held = $2, touched_at = $3, whole_at = CASE WHEN $4 THEN $3::timestamptz END WHERE id = $1`,
		r.ID, r.Held, d.Now(), r.Whole)
	return nil, pg.Send(ctx, tx, b)
}

// judge looks at a file that is whole with its last piece.
func (d *Desk) judge(ctx context.Context, tx pgx.Tx, r *row, n int, last []byte) (verdict, err error) {
	select {
	case d.hands <- struct{}{}:
		defer func() { <-d.hands }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	var whole bytes.Buffer
	for i := range n {
		part, err := d.piece(ctx, tx, r, i)
		if err != nil {
			return nil, err
		}
		whole.Write(part)
	}
	whole.Write(last)
	if verdict = content.Check(r.file, whole.Bytes()); verdict == nil {
		return nil, nil
	}
	_, err = tx.Exec(ctx, `DELETE FROM attachments WHERE id = $1`, r.ID)
	return verdict, err
}

// piece reads and opens one piece.
func (d *Desk) piece(ctx context.Context, q pg.Querier, r *row, n int) ([]byte, error) {
	var sealed []byte
	err := q.QueryRow(ctx, `SELECT content FROM attachment_pieces WHERE attachment = $1 AND number = $2`, r.ID, n).Scan(&sealed)
	if err != nil {
		return nil, fmt.Errorf("read a piece of a file: %w", err)
	}
	return r.key.Open(piecePlace(r.ID, n), sealed)
}

// Prepare makes a file ready that somebody chose on a page; one that cannot be
// taken is refused with the remedy, and the attempt kept.
func (d *Desk) Prepare(ctx context.Context, c access.Caller, m minor.ID, raw []byte) ([]byte, minor.File, error) {
	select {
	case d.hands <- struct{}{}:
		defer func() { <-d.hands }()
	case <-ctx.Done():
		return nil, minor.File{}, ctx.Err()
	}
	ready, f, err := d.Limits.Prepare(raw)
	if fault.Is(err, fault.Invalid) {
		err = d.refuse(ctx, c, &row{Minor: m, Size: len(raw)}, err)
	}
	return ready, f, err
}

// Keep brings a whole file at once.
func (d *Desk) Keep(ctx context.Context, c access.Caller, m minor.ID, f minor.File, ready []byte) (api.FileState, error) {
	state, err := d.Offer(ctx, c, api.FileWanted{Minor: m, File: f})
	for err == nil && !state.Whole {
		before := state.Held
		state, err = d.Append(ctx, c, state.ID, before, ready[before:min(len(ready), before+api.FilePiece)])
		if err == nil && state.Held == before {
			err = fault.Newf(fault.Internal, "a file does not come on")
		}
	}
	return state, err
}

type refusal struct{}

// refuse writes down an attempt that was refused, and gives why.
func (d *Desk) refuse(ctx context.Context, c access.Caller, r *row, why error) error {
	told := fault.As(why)
	err := pg.InTxAs(ctx, d.Pool, about(r.Minor), func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO attachment_refusals (id, attachment, minor, at, by, size, why, remedy)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			id.New[refusal](), r.ID, r.Minor, d.Now(), principal(c), r.Size, told.Detail, told.Remedy)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep an attempt: %w", err)
	}
	return why
}

// refusedBefore fails with why a file was refused whenever it came.
func (d *Desk) refusedBefore(ctx context.Context, tx pgx.Tx, file api.FileID) error {
	rows, err := tx.Query(ctx, `SELECT why, remedy FROM attachment_refusals WHERE attachment = $1 ORDER BY at DESC LIMIT 1`, file)
	if err != nil {
		return fmt.Errorf("look for a refusal: %w", err)
	}
	type refused struct{ Why, Remedy string }
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[refused])
	if err != nil || len(found) == 0 {
		return err
	}
	return fault.Field("file", found[0].Why, found[0].Remedy)
}
