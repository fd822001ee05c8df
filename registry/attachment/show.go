package attachment

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/content"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Content is what a file holds, read from wherever one likes.
type Content interface {
	io.ReadSeeker
	Type() minor.FileType
	Small() ([]byte, error) // a picture made small for a page
}

// opened is a file that somebody reads: each piece is opened when it is read.
type opened struct {
	ctx  context.Context
	desk *Desk
	row  *row
	at   int64
	n    int // of the piece that is held
	held []byte
}

// Open opens a file to who may read a section whose record names it. It fails with
// [fault.NotFound] for anybody else, and for one that there is not; with
// [fault.Conflict] for one that has not come yet.
func (d *Desk) Open(ctx context.Context, c access.Caller, file api.FileID) (Content, error) {
	found, err := d.whose(ctx, file)
	if err != nil {
		return nil, err
	}
	named, err := d.Reader.Enclosed(ctx, c, found.Minor)
	if fault.Is(err, fault.NotFound) {
		return nil, notFound()
	}
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(named, func(e change.Enclosure) bool { return e.Minor == found.Minor && e.File == found.file }) {
		return nil, notFound()
	}
	if !found.Whole {
		return nil, errAwaited
	}
	return &opened{ctx: ctx, desk: d, row: found, n: -1}, nil
}

// errAwaited is a file that a record names and that has not come.
var errAwaited = &fault.Error{
	Kind: fault.Conflict, Detail: "this file has not come yet", Remedy: "it is at the place that recorded it, and comes when there is a line",
}

// Type is what the file is.
func (o *opened) Type() minor.FileType { return o.row.file.Type }

// Read reads on.
func (o *opened) Read(b []byte) (int, error) {
	if o.at >= int64(o.row.Size) {
		return 0, io.EOF
	}
	if n := int(o.at / api.FilePiece); n != o.n {
		err := pg.InSnapshot(o.ctx, o.desk.Pool, about(o.row.Minor), func(ctx context.Context, tx pgx.Tx) (err error) {
			if o.held, err = o.desk.piece(ctx, tx, o.row, n); !sealed(err) {
				return err
			}
			anew, err := o.desk.find(ctx, tx, o.row.ID, "") // it was closed besides meanwhile
			if err != nil {
				return err
			}
			o.row = anew
			o.held, err = o.desk.piece(ctx, tx, o.row, n)
			return err
		})
		if err != nil {
			return 0, err
		}
		o.n = n
	}
	n := copy(b, o.held[o.at%api.FilePiece:])
	o.at += int64(n)
	return n, nil
}

// Seek says from where to read on.
func (o *opened) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += o.at
	case io.SeekEnd:
		offset += int64(o.row.Size)
	}
	if offset < 0 {
		return 0, fault.Newf(fault.Invalid, "before the beginning")
	}
	o.at = offset
	return offset, nil
}

// Small gives a picture made small, from its beginning.
func (o *opened) Small() ([]byte, error) {
	select {
	case o.desk.hands <- struct{}{}:
		defer func() { <-o.desk.hands }()
	case <-o.ctx.Done():
		return nil, o.ctx.Err()
	}
	o.at = 0
	raw, err := io.ReadAll(o)
	if err != nil {
		return nil, err
	}
	return content.Small(raw)
}

// Arrived says of the files that a casefile names which have come: it opens none.
// The casefile is one that the caller has opened.
func (d *Desk) Arrived(ctx context.Context, _ access.Caller, of []change.Enclosure) (map[minor.Digest]api.FileState, error) {
	out := make(map[minor.Digest]api.FileState, len(of))
	for len(of) > 0 {
		m := of[0].Minor
		if err := d.arrived(ctx, m, of, out); err != nil {
			return nil, err
		}
		of = slices.DeleteFunc(slices.Clone(of), func(e change.Enclosure) bool { return e.Minor == m })
	}
	return out, nil
}

// arrived adds the files of one minor; of one that stands under two minors of a
// joined child, the one that has come.
func (d *Desk) arrived(ctx context.Context, m minor.ID, of []change.Enclosure, out map[minor.Digest]api.FileState) error {
	digests := map[api.FileID]minor.Digest{}
	for _, e := range of {
		if e.Minor == m && !out[e.File.Digest].Whole {
			state := api.FileState{ID: d.of(m, e.File.Digest), Size: e.File.Size}
			digests[state.ID], out[e.File.Digest] = e.File.Digest, state
		}
	}
	ids := make([]api.FileID, 0, len(digests))
	for id := range digests {
		ids = append(ids, id)
	}
	return pg.InSnapshot(ctx, d.Pool, about(m), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, selectRow+`WHERE id = ANY ($1)`, ids)
		if err != nil {
			return fmt.Errorf("find files: %w", err)
		}
		found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[row])
		for _, r := range found {
			out[digests[r.ID]] = r.state()
		}
		return err
	})
}

// Refused is an attempt to bring a file that could not be taken.
type Refused struct {
	At          time.Time
	Size        int64
	Why, Remedy string
}

// Attempts gives the attempts of a minor that were refused since, newest first; the
// casefile is one that the caller has opened.
func (d *Desk) Attempts(ctx context.Context, _ access.Caller, m minor.ID, since time.Time) (out []Refused, err error) {
	err = pg.InSnapshot(ctx, d.Pool, about(m), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT at, size, why, remedy FROM attachment_refusals WHERE minor = $1 AND at >= $2 ORDER BY at DESC LIMIT 20`, m, since)
		if err != nil {
			return fmt.Errorf("find attempts: %w", err)
		}
		out, err = pgx.CollectRows(rows, pgx.RowToStructByName[Refused])
		return err
	})
	return out, err
}
