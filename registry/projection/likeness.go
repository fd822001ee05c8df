package projection

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/minor"
)

// QueueCards adds to a batch what the children are looked up by of whom that
// changed. It needs no position, and keys hold one for each of them.
func QueueCards(b *pgx.Batch, changes []*Change, k *likeness.Keeper, keys map[minor.ID]*seal.Key) error {
	var minors []minor.ID
	var numbers []string
	var cards [][]byte
	for _, c := range changes {
		if c.Card == nil {
			continue
		}
		sealed, err := likeness.Seal(keys[c.Minor], c.Minor, c.Card)
		if err != nil {
			return err
		}
		minors, cards = append(minors, c.Minor), append(cards, sealed)
		numbers = append(numbers, numberText(k.Keys(c.Card)))
	}
	if len(minors) > 0 {
		b.Queue(`INSERT INTO match_keys (minor, keys, card)
			SELECT minor, keys::bigint[], card FROM unnest($1::uuid[], $2::text[], $3::bytea[]) AS n (minor, keys, card)
			ON CONFLICT (minor) DO UPDATE SET keys = excluded.keys, card = excluded.card`, minors, numbers, cards)
	}
	return nil
}

// numberText writes numbers as the text of an array.
func numberText(numbers []int64) string {
	b := []byte{'{'}
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(append(b, '}'))
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
