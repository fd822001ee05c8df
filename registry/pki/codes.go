package pki

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Codes gives blocks of national codes to installations. A block is given for
// good and no two overlap.
type Codes struct {
	journal *Journal
	now     func() time.Time
}

// NewCodes makes a giver of blocks that writes them in the journal first.
func NewCodes(j *Journal, now func() time.Time) *Codes { return &Codes{journal: j, now: now} }

// Ensure gives a new block to every installation that has used half of its
// newest one, or has none: used holds the highest serial number that each has
// used now. It
// works under the roles faro_intake and faro_directory, and MUST be called
// inside the transaction that takes the records.
func (c *Codes) Ensure(ctx context.Context, tx pgx.Tx, used map[change.AgentID]uint32) error {
	if len(used) == 0 {
		return nil
	}
	const q = `SELECT DISTINCT ON (installation) installation, first, count FROM code_blocks
		WHERE installation = ANY ($1) ORDER BY installation, first DESC`
	rows, err := tx.Query(ctx, q, slices.Collect(maps.Keys(used)))
	if err != nil {
		return fmt.Errorf("newest blocks: %w", err)
	}
	type newest struct {
		Installation change.AgentID
		First        uint32
		Count        uint32
	}
	blocks, err := pgx.CollectRows(rows, pgx.RowToStructByName[newest])
	if err != nil {
		return fmt.Errorf("newest blocks: %w", err)
	}
	short := maps.Clone(used)
	for _, b := range blocks {
		in := minor.Block{First: b.First, Count: b.Count}
		if serial := used[b.Installation]; !in.Contains(serial) || serial-b.First+1 < b.Count/2 {
			delete(short, b.Installation)
		}
	}
	for _, agent := range slices.SortedFunc(maps.Keys(short), change.AgentID.Compare) {
		if err := c.give(ctx, tx, agent); err != nil {
			return err
		}
	}
	return nil
}

// give adds a block: in the journal, then in the transaction.
func (c *Codes) give(ctx context.Context, tx pgx.Tx, to change.AgentID) error {
	var number int64
	if err := tx.QueryRow(ctx, `SELECT nextval('code_block_numbers')`).Scan(&number); err != nil {
		return fmt.Errorf("next block: %w", err)
	}
	first := number * BlockSize
	if first+BlockSize-1 > minor.MaxSerial {
		return fault.Newf(fault.Internal, "all national codes are given")
	}
	b := minor.Block{First: uint32(first), Count: BlockSize}
	at := c.now()
	if err := c.journal.Append(Entry{At: at, Installation: to, Block: &b}); err != nil {
		return err
	}
	const q = `INSERT INTO code_blocks (first, count, installation, given_at) VALUES ($1, $2, $3, $4)`
	if _, err := tx.Exec(ctx, q, first, BlockSize, to, at); err != nil {
		return fmt.Errorf("give block: %w", err)
	}
	return nil
}

// Blocks lists every block given to an installation, oldest first.
func (c *Codes) Blocks(ctx context.Context, q pg.Querier, of change.AgentID) ([]minor.Block, error) {
	rows, err := q.Query(ctx, `SELECT first, count FROM code_blocks WHERE installation = $1 ORDER BY first`, of)
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("blocks: %w", err))
	}
	blocks, err := pgx.CollectRows(rows, pgx.RowToStructByName[minor.Block])
	if err != nil {
		return nil, pg.Fault(fmt.Errorf("blocks: %w", err))
	}
	return blocks, nil
}
