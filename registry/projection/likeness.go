package projection

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/minor"
)

// QueueCards adds to a batch what the children are looked up by of whom that
// changed. It needs no position, and keys hold one for each of them.
func QueueCards(b *pgx.Batch, changes []*Change, k *likeness.Keeper, keys map[minor.ID]*seal.Key) error {
	rows, numbers := pg.NewColumns(4, len(changes)), pg.NewColumns(1, 8*len(changes))
	for _, c := range changes {
		if c.Card == nil {
			continue
		}
		sealed, err := likeness.Seal(keys[c.Minor], c.Minor, c.Card)
		if err != nil {
			return err
		}
		from := numbers.Len() + 1
		for _, n := range k.Keys(c.Card) {
			numbers.Int(n)
		}
		rows.ID(c.Minor).Short(int32(from)).Short(int32(numbers.Len())).Bytes(sealed)
	}
	if rows.Len() > 0 {
		b.Queue(`INSERT INTO match_keys (minor, keys, card)
			SELECT n.minor, ($5::bigint[])[n.first:n.last], n.card FROM (SELECT unnest($1::uuid[]) AS minor,
				unnest($2::int[]) AS first, unnest($3::int[]) AS last, unnest($4::bytea[]) AS card) AS n
			ON CONFLICT (minor) DO UPDATE SET keys = excluded.keys, card = excluded.card`, append(rows.Args(), numbers.Args()...)...)
	}
	return nil
}

// likenesses are what children are looked up by, as the table has it.
type likenesses struct {
	keeper *likeness.Keeper
	keys   map[minor.ID]*seal.Key
	stored map[minor.ID]likenessRow
}

type likenessRow struct {
	Minor minor.ID
	Keys  []int64
	Card  []byte
}

// readLikenesses reads those of some minors.
func readLikenesses(ctx context.Context, q pg.Querier, s *seal.Sealer, minors []minor.ID) (out likenesses, err error) {
	if out.keeper, err = likeness.NewKeeper(s); err != nil {
		return out, err
	}
	if out.keys, err = s.Find(ctx, q, minors); err != nil {
		return out, err
	}
	rows, err := q.Query(ctx, `SELECT minor, keys, card FROM match_keys WHERE minor = ANY ($1)`, minors)
	if err != nil {
		return out, fmt.Errorf("read keys: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[likenessRow])
	if err != nil {
		return out, fmt.Errorf("read keys: %w", err)
	}
	out.stored = make(map[minor.ID]likenessRow, len(found))
	for _, r := range found {
		out.stored[r.Minor] = r
	}
	return out, nil
}

// stands reports whether the table says of a minor what a card says. Of one
// whose key is gone it ought to say nothing.
func (l *likenesses) stands(m minor.ID, c *likeness.Card) bool {
	row, there := l.stored[m]
	key := l.keys[m]
	if !there || key == nil {
		return !there && (key == nil || c.Empty())
	}
	was, err := likeness.Open(key, m, row.Card)
	return err == nil && was.Equal(c) && slices.Equal(row.Keys, l.keeper.Keys(c))
}
