package attachment

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/content"
	"faro.example/shared/fault"
)

// atATime bounds what one transaction goes through. Arbitrary.
const atATime = 200

// Tidy removes the files that no record names and that nobody touched for the
// time of [Config], and says how many.
func (d *Desk) Tidy(ctx context.Context) (gone int, err error) {
	var old []*row
	err = pg.InSnapshot(ctx, d.Pool, all, func(ctx context.Context, tx pgx.Tx) error {
		old, err = d.rows(ctx, tx, `WHERE NOT kept AND touched_at < $1 ORDER BY touched_at LIMIT $2`, d.Now().Add(-d.Unnamed), atATime)
		return err
	})
	for _, r := range old {
		if err != nil {
			break
		}
		err = pg.InTxAs(ctx, d.Pool, about(r.Minor), func(ctx context.Context, tx pgx.Tx) error {
			named, err := d.named(ctx, tx, r)
			if err != nil {
				return err
			}
			sql := `DELETE FROM attachments WHERE id = $1 AND NOT kept`
			if named {
				sql = `UPDATE attachments SET kept = true WHERE id = $1`
			} else {
				gone++
			}
			_, err = tx.Exec(ctx, sql, r.ID)
			return err
		})
	}
	return gone, err
}

// named reports whether a record names the file.
func (d *Desk) named(ctx context.Context, q pg.Querier, r *row) (bool, error) {
	records, err := d.recordsOf(ctx, q, r.Minor)
	return slices.ContainsFunc(change.Enclosed(records), func(e change.Enclosure) bool {
		return e.Minor == r.Minor && d.of(e.Minor, e.File.Digest) == r.ID
	}), err
}

func (d *Desk) rows(ctx context.Context, q pg.Querier, where string, args ...any) ([]*row, error) {
	rows, err := q.Query(ctx, selectRow+where, args...)
	if err != nil {
		return nil, fmt.Errorf("find files: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("find files: %w", err)
	}
	return found, nil
}

// Report is what [Desk.Check] found.
type Report struct {
	Whole   int          // files that open and are what their records say
	Awaited int          // files that records name and that have not come
	Unnamed int          // files that no record has named yet
	Corrupt []api.FileID // files that do not open, or are another
}

// Check opens every file and compares it with what its records say, and counts the
// files that are named and not there. It shows nothing of them.
func (d *Desk) Check(ctx context.Context) (Report, error) {
	var out Report
	whole := map[api.FileID]bool{}
	for after := (api.FileID{}); ; {
		var page []*row
		err := pg.InSnapshot(ctx, d.Pool, all, func(ctx context.Context, tx pgx.Tx) (err error) {
			page, err = d.rows(ctx, tx, `WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`, after, atATime)
			for _, r := range page {
				if !r.Kept {
					out.Unnamed++
				}
				if whole[r.ID] = r.Whole; err == nil && r.Whole {
					err = d.checkOne(ctx, tx, r, &out)
				}
			}
			return err
		})
		if err != nil {
			return out, err
		}
		if len(page) == 0 {
			return out, d.awaited(ctx, whole, &out)
		}
		after = page[len(page)-1].ID
	}
}

// checkOne opens a file. One whose pieces are gone, or do not open, is corrupt.
func (d *Desk) checkOne(ctx context.Context, q pg.Querier, r *row, out *Report) error {
	err := d.open(ctx, q, r)
	var all bytes.Buffer
	for n := 0; err == nil && n*api.FilePiece < r.Size; n++ {
		var part []byte
		part, err = d.piece(ctx, q, r, n)
		all.Write(part)
	}
	if err == nil {
		err = content.Check(r.file, all.Bytes())
	}
	switch {
	case err == nil:
		out.Whole++
		return nil
	case errors.Is(err, pgx.ErrNoRows), fault.Is(err, fault.Invalid), fault.Is(err, fault.NotFound), sealed(err):
		out.Corrupt = append(out.Corrupt, r.ID)
		return nil
	}
	return err
}

// sealed reports whether an error says that something does not open: of package
// seal, and not of the database.
func sealed(err error) bool {
	var told *fault.Error
	return errors.As(err, &told) && told.Kind == fault.Internal
}

// awaited counts what records name and is not there whole.
func (d *Desk) awaited(ctx context.Context, whole map[api.FileID]bool, out *Report) error {
	var kinds []string
	for _, e := range change.Catalogue() {
		if e.Encloses {
			kinds = append(kinds, e.Kind)
		}
	}
	seen := map[api.FileID]bool{}
	for after := uint64(0); ; {
		var page []change.Placed
		err := pg.InSnapshot(ctx, d.Pool, nil, func(ctx context.Context, tx pgx.Tx) error {
			rows, err := tx.Query(ctx, `SELECT position FROM records WHERE kind = ANY ($1) AND position > $2 ORDER BY position LIMIT $3`, kinds, after, atATime)
			if err != nil {
				return fmt.Errorf("find records that name files: %w", err)
			}
			at, err := pgx.CollectRows(rows, pgx.RowTo[uint64])
			if err != nil || len(at) == 0 {
				return err
			}
			after = at[len(at)-1]
			page, err = ledger.At(ctx, tx, d.Sealer, at)
			return err
		})
		if err != nil || len(page) == 0 {
			return err
		}
		for _, e := range change.Enclosed(page) {
			if id := d.of(e.Minor, e.File.Digest); !whole[id] && !seen[id] {
				seen[id] = true
				out.Awaited++
			}
		}
	}
}
