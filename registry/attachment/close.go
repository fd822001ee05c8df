package attachment

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/fleet"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/api"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

const (
	// part is that of a minor's keys under which files are closed besides: all of them,
	// since one may be named by an interview as well as by a passport, and comes before
	// the record that says which.
	part = "files"
	// closedSince is the version of the tables from which on programs know that.
	closedSince = 47
)

// keysOf gives the keys under which a file of a minor may stand: closed besides, nil
// while the minor has no second key, and the ordinary one of files from before.
func (d *Desk) keysOf(ctx context.Context, q pg.Querier, m minor.ID) (closed, ordinary *seal.Key, err error) {
	keys, err := d.Sealer.Find(ctx, q, []minor.ID{m})
	if err != nil {
		return nil, nil, err
	}
	if keys[m] == nil {
		return nil, nil, notFound()
	}
	closed, err = keys[m].In(part)
	if fault.Is(err, fault.Busy) {
		return nil, keys[m], nil
	}
	return closed, keys[m], err
}

// open reads which file it is, by the key under which it stands.
func (d *Desk) open(ctx context.Context, q pg.Querier, r *row) error {
	closed, ordinary, err := d.keysOf(ctx, q, r.Minor)
	if err != nil {
		return err
	}
	if closed != nil {
		if plain, err := closed.Open(namedPlace(r.ID), r.Named); err == nil {
			r.key, r.closed = closed, true
			return json.Unmarshal(plain, &r.file)
		}
	}
	plain, err := ordinary.Open(namedPlace(r.ID), r.Named)
	if err != nil {
		return err
	}
	r.key, r.closed = ordinary, false
	return json.Unmarshal(plain, &r.file)
}

// newKey gives the key under which a new file is sealed: closed besides, unless a
// server that runs could not open it.
func (d *Desk) newKey(ctx context.Context, q pg.Querier, m minor.ID) (*seal.Key, error) {
	closed, ordinary, err := d.keysOf(ctx, q, m)
	if err != nil {
		return nil, err
	}
	known, err := d.closes(ctx, q)
	if !known || closed == nil {
		return ordinary, err
	}
	return closed, err
}

// closes reports whether every server that runs opens what is closed besides.
func (d *Desk) closes(ctx context.Context, q pg.Querier) (bool, error) {
	running, err := fleet.Running(ctx, q) // the oldest program first
	return err == nil && (len(running) == 0 || running[0].Tables >= closedSince), err
}

// Close closes besides the files from before there was a second key, one in each
// transaction, and says how many; once there are none left it does nothing more. It
// waits while a server runs that could not open them.
func (d *Desk) Close(ctx context.Context) (done int, err error) {
	if d.allClosed.Load() {
		return 0, nil
	}
	left := 0
	for after := (api.FileID{}); ; {
		var page []*row
		err := pg.InSnapshot(ctx, d.Pool, all, func(ctx context.Context, tx pgx.Tx) error {
			known, err := d.closes(ctx, tx)
			if err != nil || !known {
				left++
				return err
			}
			page, err = d.rows(ctx, tx, `WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`, after, atATime)
			return err
		})
		if err != nil {
			return done, err
		}
		if len(page) == 0 {
			d.allClosed.Store(left == 0)
			return done, nil
		}
		for _, r := range page {
			did, err := d.closeOne(ctx, r)
			switch {
			case sealed(err): // that one is corrupt: the check names it
				left++
			case err != nil && !fault.Is(err, fault.NotFound): // gone since
				return done, err
			case did:
				done++
			}
		}
		after = page[len(page)-1].ID
	}
}

// closeOne seals a file and its pieces anew.
func (d *Desk) closeOne(ctx context.Context, of *row) (did bool, err error) {
	err = pg.InTxAs(ctx, d.Pool, about(of.Minor), func(ctx context.Context, tx pgx.Tx) error {
		did = false
		r, err := d.find(ctx, tx, of.ID, "FOR UPDATE")
		if err != nil || r.closed {
			return err
		}
		closed, _, err := d.keysOf(ctx, tx, r.Minor)
		if err != nil {
			return err
		}
		if closed == nil {
			return &fault.Error{Kind: fault.Busy, Detail: "the second key of a minor is not made yet", Remedy: "try again in a minute"}
		}
		b := &pgx.Batch{}
		plain, err := r.key.Open(namedPlace(r.ID), r.Named)
		if err != nil {
			return err
		}
		named, err := closed.Seal(namedPlace(r.ID), plain)
		if err != nil {
			return err
		}
		b.Queue(`UPDATE attachments SET named = $2 WHERE id = $1`, r.ID, named)
		for n := 0; n*api.FilePiece < r.Held; n++ {
			if plain, err = d.piece(ctx, tx, r, n); err != nil {
				return err
			}
			content, err := closed.Seal(piecePlace(r.ID, n), plain)
			if err != nil {
				return err
			}
			b.Queue(`UPDATE attachment_pieces SET content = $3 WHERE attachment = $1 AND number = $2`, r.ID, n, content)
		}
		did = true
		return pg.Send(ctx, tx, b)
	})
	if err != nil {
		return false, fmt.Errorf("close a file besides: %w", err)
	}
	return did, nil
}
