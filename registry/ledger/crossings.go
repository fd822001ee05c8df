package ledger

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// Crossing is one record of a minor that is read for another: it names that one
// as the same child or another, or was assigned to it.
type Crossing struct {
	Minor    minor.ID // for whom it is read
	Of       minor.ID // about whom it is
	Position int64    // of the record; if it is not above 0, how far that is before the head's (see [Back])
}

// CrossingsOf gives what a record that says who is one child with whom makes
// cross: itself to the other minors that it names, and the records that it
// assigns. at is its own position, and find gives records by identifier.
func CrossingsOf(r *change.Record, at int64, find func(change.ID) *change.Placed) []Crossing {
	var out []Crossing
	add := func(c Crossing) {
		if c.Minor != c.Of && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, m := range Named(r.Body) {
		add(Crossing{Minor: m, Of: r.Minor, Position: at})
	}
	for _, a := range assigned(r.Body) {
		if p := find(a.Record); p != nil {
			add(Crossing{Minor: a.Minor, Of: p.Minor, Position: int64(p.Position)})
		}
	}
	return out
}

// Named gives the minors that a record names besides that of its header.
func Named(b change.Body) []minor.ID {
	switch b := b.(type) {
	case change.LinkSame:
		return b.Minors
	case change.LinkParted:
		return slices.Concat(b.Minors, b.Apart)
	case change.LinkDistinct:
		return []minor.ID{b.Minor}
	case change.Assigned:
		return []minor.ID{b.Minor}
	}
	return nil
}

func assigned(b change.Body) []change.Assignment {
	switch b := b.(type) {
	case change.LinkParted:
		return b.Records
	case change.Assigned:
		return []change.Assignment{{Record: b.Record, Minor: b.Minor}}
	}
	return nil
}

// QueueCrossings adds crossings to a batch, after [QueueAdvance]. One that is
// there already stays.
func QueueCrossings(b *pgx.Batch, crossings []Crossing) {
	if len(crossings) == 0 {
		return
	}
	var minors, of []minor.ID
	var at []int64
	for _, c := range crossings {
		minors, of, at = append(minors, c.Minor), append(of, c.Of), append(at, c.Position)
	}
	b.Queue(`INSERT INTO crossings (minor, position, of)
		SELECT n.minor, CASE WHEN n.back > 0 THEN n.back ELSE h.position + n.back END, n.of
		FROM ledger_head h, unnest($1::uuid[], $2::bigint[], $3::uuid[]) AS n (minor, back, of)
		ON CONFLICT (minor, position) DO NOTHING`, minors, at, of)
}

// Crossings gives all crossings that the ledger's records make, in no order, and
// those that the table has.
func Crossings(ctx context.Context, q pg.Querier, s *seal.Sealer) (ought, have []Crossing, err error) {
	rows, err := q.Query(ctx, `SELECT minor, of, position FROM crossings`)
	if err == nil {
		have, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Crossing])
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read crossings: %w", pg.Fault(err))
	}
	rows, err = q.Query(ctx, `SELECT position FROM records WHERE section = $1 ORDER BY position`, string(change.Link))
	if err != nil {
		return nil, nil, fmt.Errorf("read links: %w", pg.Fault(err))
	}
	positions, err := pgx.CollectRows(rows, pgx.RowTo[uint64])
	if err != nil {
		return nil, nil, fmt.Errorf("read links: %w", pg.Fault(err))
	}
	links, err := At(ctx, q, s, positions)
	if err != nil {
		return nil, nil, err
	}
	var ids []change.ID
	for i := range links {
		for _, a := range assigned(links[i].Body) {
			ids = append(ids, a.Record)
		}
	}
	records, err := Find(ctx, q, ids)
	if err != nil {
		return nil, nil, err
	}
	find := func(id change.ID) *change.Placed {
		h, ok := records[id]
		if !ok {
			return nil
		}
		return &change.Placed{Record: change.Record{Header: h.Header}, Position: h.Position}
	}
	for i := range links {
		ought = append(ought, CrossingsOf(&links[i].Record, int64(links[i].Position), find)...)
	}
	gone, err := erased(ctx, q)
	return slices.DeleteFunc(ought, func(c Crossing) bool { return gone[c.Minor] }), have, err
}

// OfChild gives all records that are read for the casefile of a child of several
// minors, by position, each once.
func OfChild(ctx context.Context, q pg.Querier, s *seal.Sealer, minors []minor.ID) ([]change.Placed, error) {
	records, err := Of(ctx, q, s, minors)
	if err != nil {
		return nil, err
	}
	if len(minors) == 1 {
		return records[minors[0]], nil
	}
	return Together(records, minors), nil
}

// OfChildren gives of each minor all records of the child that it is: of a
// joined one the same for each of its minors. Else it is [Of].
func OfChildren(ctx context.Context, q pg.Querier, s *seal.Sealer, minors []minor.ID) (map[minor.ID][]change.Placed, error) {
	records, err := Of(ctx, q, s, minors)
	if err != nil {
		return nil, err
	}
	return Complete(ctx, q, s, minors, records)
}

// Complete gives what [OfChildren] does, from what [Of] gives of the same minors:
// of joined children it reads the rest.
func Complete(ctx context.Context, q pg.Querier, s *seal.Sealer, minors []minor.ID, records map[minor.ID][]change.Placed) (map[minor.ID][]change.Placed, error) {
	joined := map[minor.ID][]minor.ID{}
	var more []minor.ID
	for _, m := range minors {
		if j := casefile.Joined(m, records[m]); len(j) > 1 {
			joined[m] = j
			more = append(more, j...)
		}
	}
	if len(joined) == 0 {
		return records, nil
	}
	slices.SortFunc(more, minor.ID.Compare)
	all, err := Of(ctx, q, s, slices.Compact(more))
	if err != nil {
		return nil, err
	}
	out := make(map[minor.ID][]change.Placed, len(minors))
	for _, m := range minors {
		if out[m] = records[m]; joined[m] != nil {
			out[m] = Together(all, joined[m])
		}
	}
	return out, nil
}

// Together puts the records of several minors, as [Of] gives them, in one list
// by position, each once.
func Together(records map[minor.ID][]change.Placed, minors []minor.ID) []change.Placed {
	var out []change.Placed
	for _, m := range minors {
		out = append(out, records[m]...)
	}
	slices.SortFunc(out, func(a, b change.Placed) int { return cmp.Compare(a.Position, b.Position) })
	return slices.CompactFunc(out, func(a, b change.Placed) bool { return a.Position == b.Position })
}
