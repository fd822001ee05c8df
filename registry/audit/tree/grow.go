package tree

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"golang.org/x/mod/sumdb/tlog"

	"faro.example/registry/pg"
	"faro.example/shared/fault"
)

// height is that of the tiles: 256 hashes side by side.
const height = 8

// stored reads the tiles of one tree from the database, for package tlog, which
// checks what it is given against a head.
type stored struct {
	ctx   context.Context // of the one transaction that it reads in
	q     pg.Querier
	epoch int
}

// Height is that of the tiles.
func (s stored) Height() int { return height }

// SaveTiles keeps nothing: they come from where they would be kept.
func (s stored) SaveTiles([]tlog.Tile, [][]byte) {}

// ReadTiles gives tiles as wide as they are asked for. It fails with
// [fault.Conflict] if the database has not that much of one.
func (s stored) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	levels, numbers := make([]int, len(tiles)), make([]int64, len(tiles))
	for i, t := range tiles {
		levels[i], numbers[i] = t.L, t.N
	}
	const sql = `SELECT coalesce(t.hashes, '') FROM unnest($2::integer[], $3::bigint[]) WITH ORDINALITY AS a (level, tile, n)
		LEFT JOIN tree_tiles t ON t.epoch = $1 AND t.level = a.level AND t.tile = a.tile ORDER BY a.n`
	rows, err := s.q.Query(s.ctx, sql, s.epoch, levels, numbers)
	if err != nil {
		return nil, fmt.Errorf("read tiles: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("read tiles: %w", pg.Fault(err))
	}
	for i, t := range tiles {
		if len(out[i]) < t.W*tlog.HashSize {
			return nil, fault.Newf(fault.Conflict, "hashes of the tree of epoch %d are gone", s.epoch)
		}
		out[i] = out[i][:t.W*tlog.HashSize]
	}
	return out, nil
}

// hashes reads those of a tree, checked against its head.
func hashes(ctx context.Context, q pg.Querier, h Head) tlog.HashReader {
	return tlog.TileHashReader(tlog.Tree{N: h.Size, Hash: h.Root}, stored{ctx, q, h.Epoch})
}

// growing is a tree to which leaves are added, in memory until it is saved.
type growing struct {
	head  Head // as last signed; size 0 for a new tree
	old   tlog.HashReader
	size  int64
	fresh map[int64]tlog.Hash
	runs  []run
}

// run is what some leaves, one after the other, are of.
type run struct {
	First    int64
	Count    int
	What     string
	Position *int64
	Lines    []int64
	Begun    *string
}

// The values of [run.What].
const (
	ofEpoch  = "epoch"
	ofLedger = "ledger"
	ofLines  = "lines"
)

// grow takes up a tree where its last head left it.
func grow(ctx context.Context, q pg.Querier, h Head) (*growing, error) {
	g := &growing{head: h, size: h.Size, fresh: map[int64]tlog.Hash{}}
	if h.Size == 0 {
		return g, nil
	}
	g.old = hashes(ctx, q, h)
	// The right edge, on which all that is added rests, is read at once.
	var edge []int64
	for level := range 63 {
		if h.Size>>level&1 == 1 {
			edge = append(edge, tlog.StoredHashIndex(level, h.Size>>level-1))
		}
	}
	found, err := g.old.ReadHashes(edge)
	if err != nil {
		return nil, fmt.Errorf("read the edge of the tree: %w", err)
	}
	for i, at := range edge {
		g.fresh[at] = found[i]
	}
	return g, nil
}

// ReadHashes gives hashes that were added, and others as they are stored.
func (g *growing) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	var missing []int64
	var where []int
	for i, at := range indexes {
		h, ok := g.fresh[at]
		if !ok {
			missing, where = append(missing, at), append(where, i)
		}
		out[i] = h
	}
	if len(missing) == 0 {
		return out, nil
	}
	if g.old == nil {
		return nil, fault.Newf(fault.Internal, "a hash of a new tree is asked for before it is there")
	}
	found, err := g.old.ReadHashes(missing)
	if err != nil {
		return nil, err
	}
	for i, at := range where {
		out[at] = found[i]
	}
	return out, nil
}

// add puts leaves at the end.
func (g *growing) add(r run, leaves []tlog.Hash) error {
	if len(leaves) == 0 {
		return nil
	}
	r.First, r.Count = g.size, len(leaves)
	g.runs = append(g.runs, r)
	for _, leaf := range leaves {
		made, err := tlog.StoredHashesForRecordHash(g.size, leaf, g)
		if err != nil {
			return fmt.Errorf("add a leaf: %w", err)
		}
		first := tlog.StoredHashIndex(0, g.size)
		for i, h := range made {
			g.fresh[first+int64(i)] = h
		}
		g.size++
	}
	return nil
}

// save writes the new tiles and runs, and gives the head, not signed yet.
func (g *growing) save(ctx context.Context, tx pgx.Tx, h Head) (Head, error) {
	root, err := tlog.TreeHash(g.size, g)
	if err != nil {
		return Head{}, fmt.Errorf("hash the tree: %w", err)
	}
	h.Size, h.Root = g.size, root
	var levels []int
	var numbers []int64
	var data [][]byte
	for _, t := range tlog.NewTiles(height, g.head.Size, g.size) {
		d, err := tlog.ReadTileData(t, g)
		if err != nil {
			return Head{}, fmt.Errorf("make a tile: %w", err)
		}
		levels, numbers, data = append(levels, t.L), append(numbers, t.N), append(data, d)
	}
	const tiles = `INSERT INTO tree_tiles (epoch, level, tile, hashes)
		SELECT $1, level, tile, hashes FROM unnest($2::integer[], $3::bigint[], $4::bytea[]) AS t (level, tile, hashes)
		ON CONFLICT (epoch, level, tile) DO UPDATE SET hashes = EXCLUDED.hashes`
	if _, err := tx.Exec(ctx, tiles, h.Epoch, levels, numbers, data); err != nil {
		return Head{}, fmt.Errorf("write tiles: %w", err)
	}
	b := &pgx.Batch{}
	for _, r := range g.runs {
		b.Queue(`INSERT INTO tree_runs (epoch, first, count, what, position, lines, begun, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			h.Epoch, r.First, r.Count, r.What, r.Position, r.Lines, r.Begun, h.At)
	}
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return Head{}, fmt.Errorf("write runs: %w", err)
	}
	return h, nil
}
