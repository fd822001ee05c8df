// Package attachment keeps the files that records name: scans and photographs. It
// owns the tables attachments, attachment_pieces and attachment_refusals.
//
// The invariant: a file is shown only to who may read a section whose record names
// it, after the line in the record of access, and only once it was whole and found
// to be what its record says; what it holds lies sealed under both keys of its
// minor, each piece to its own place, so that it opens nowhere else and with nobody's
// key once the minor is erased. One that no record names is removed after some time.
// Neither its name nor its digest reaches a log, a metric, a URL or a table.
//
// It lies in PostgreSQL and not beside it: so one transaction, one backup, one
// erasure and one standby have records and files alike.
package attachment

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/content"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// UsualUnnamed is for how long a file is kept that no record names. Arbitrary: a
// form that is finished the next morning.
const UsualUnnamed = 48 * time.Hour

// atOnce bounds the files that are drawn at a time, some 40 MB each. Arbitrary.
const atOnce = 2

// reader says which files a caller may open; package lookup.
type reader interface {
	Enclosed(ctx context.Context, c access.Caller, m minor.ID) ([]change.Enclosure, error)
}

// Config is what a desk works with; all of it is needed but the limits.
type Config struct {
	Pool    *pgxpool.Pool // of the role faro_files
	Reader  reader
	Sealer  *seal.Sealer
	Limits  content.Limits
	Unnamed time.Duration // after which a file that no record names is removed; 0 is [UsualUnnamed]
	Now     func() time.Time
	Log     *slog.Logger
}

// Desk takes files and gives them out. It is safe for use by several goroutines.
type Desk struct {
	Config
	key   []byte
	hands chan struct{} // one for each file that is drawn

	allClosed atomic.Bool // no file from before there was a second key is left
}

// New makes a desk. It fails with [fault.Invalid] if the limits cannot be meant.
func New(c Config) (*Desk, error) {
	if c.Pool == nil || c.Reader == nil || c.Sealer == nil || c.Now == nil || c.Log == nil {
		return nil, fault.Newf(fault.Internal, "files without their database, readers, keys, clock or log")
	}
	if err := c.Limits.Validate(); err != nil {
		return nil, err
	}
	if c.Unnamed == 0 {
		c.Unnamed = UsualUnnamed
	}
	key, err := c.Sealer.FileKey()
	if err != nil {
		return nil, err
	}
	return &Desk{Config: c, key: key, hands: make(chan struct{}, atOnce)}, nil
}

// of gives the identifier of a file of a minor.
func (d *Desk) of(m minor.ID, digest minor.Digest) api.FileID {
	mac := hmac.New(sha256.New, d.key)
	mac.Write(m[:])
	mac.Write([]byte(digest))
	return api.FileID(mac.Sum(nil)[:len(api.FileID{})])
}

// FileOf names a file of a minor, for who removes it.
func (d *Desk) FileOf(m minor.ID, digest minor.Digest) api.FileID { return d.of(m, digest) }

// row is a row of attachments.
type row struct {
	ID    api.FileID
	Minor minor.ID
	Named []byte
	Size  int
	Held  int
	By    [16]byte
	Whole bool
	Kept  bool

	key    *seal.Key
	closed bool // under both keys of its minor
	file   minor.File
}

func (r *row) state() api.FileState {
	return api.FileState{ID: r.ID, Size: r.Size, Held: r.Held, Whole: r.Whole}
}

const selectRow = `SELECT id, minor, named, size, held, by, whole_at IS NOT NULL AS whole, kept FROM attachments `

// find reads a row and opens what it names. It fails with [fault.NotFound] if
// there is none.
func (d *Desk) find(ctx context.Context, q pg.Querier, id api.FileID, more string) (*row, error) {
	rows, err := q.Query(ctx, selectRow+`WHERE id = $1 `+more, id)
	if err != nil {
		return nil, fmt.Errorf("find file: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("find file: %w", err)
	}
	if len(found) == 0 {
		return nil, notFound()
	}
	return found[0], d.open(ctx, q, found[0])
}

func namedPlace(id api.FileID) seal.Place {
	return seal.Place{Table: "attachments", Column: "named", Row: id}
}

func piecePlace(id api.FileID, n int) seal.Place {
	return seal.Place{Table: "attachment_pieces", Column: fmt.Sprintf("content %d", n), Row: id}
}

// about is what row-level security shows a transaction that is about one minor.
func about(m minor.ID) pg.Settings { return pg.Settings{"faro.minor": m.String()} }

// all is what it shows one that goes through all files, or has to find whose one is.
var all = pg.Settings{"faro.nation": "yes"}

// whose finds the minor of a file.
func (d *Desk) whose(ctx context.Context, id api.FileID) (*row, error) {
	var out *row
	err := pg.InSnapshot(ctx, d.Pool, all, func(ctx context.Context, tx pgx.Tx) (err error) {
		out, err = d.find(ctx, tx, id, "")
		return err
	})
	return out, err
}

// principal names who brings a file: an installation, or a person.
func principal(c access.Caller) [16]byte {
	if !c.Person.IsZero() {
		return c.Person
	}
	return c.Agent
}

// wrote reports whether a record is the caller's own.
func wrote(c access.Caller, p *change.Placed) bool {
	return p.Agent == c.Agent && !c.Agent.IsZero() || p.Author == c.Person && !c.Person.IsZero()
}

// recordsOf reads the records about one minor that name files.
func (d *Desk) recordsOf(ctx context.Context, q pg.Querier, m minor.ID) ([]change.Placed, error) {
	records, err := ledger.Of(ctx, q, d.Sealer, []minor.ID{m})
	return records[m], err
}

func notFound() error { return fault.Newf(fault.NotFound, "no such file") }
