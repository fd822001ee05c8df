package sought

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// told is a person with the child who tells of them.
type told struct {
	minor  minor.ID
	person Person
}

// pairing is another person and how likely the two are one.
type pairing struct {
	other ID
	p     float64
	why   []match.Reason
}

// judge says how likely two persons are one, and why.
func judge(by *likeness.Scale, a, b *Person) (p float64, why []match.Reason) {
	x, y := a.sought(), b.sought()
	v := by.Model.Compare(withoutPhone(x.Record), withoutPhone(y.Record))
	bits := 0.0
	around := match.Circumstances(v, x, y)
	for _, r := range around {
		bits += r.Bits
	}
	for i := range v.Reasons {
		if v.Reasons[i].Field == "citizenship" {
			v.Reasons[i].Field = "country" // where they are
		}
	}
	return by.Chance(v.P, bits), append(v.Reasons, around...)
}

// withoutPhone: what a telephone is worth is among the circumstances.
func withoutPhone(r match.Record) match.Record {
	r.Phone = ""
	return r
}

// look finds with whom a person may be one, among those of other children who share a
// list of keys, and writes it down.
func (b *Book) look(ctx context.Context, tx pgx.Tx, by *likeness.Scale, one *told) error {
	others, err := b.partners(ctx, tx, one)
	if err != nil {
		return err
	}
	var found []pairing
	for id, other := range others {
		if p, why := judge(by, &one.person, &other.person); p >= kept {
			found = append(found, pairing{id, p, why})
		}
	}
	slices.SortFunc(found, func(a, b pairing) int { return a.other.Compare(b.other) })
	return b.keep(ctx, tx, one.person.ID, found)
}

// partners gives the persons of other children who share a list of keys.
func (b *Book) partners(ctx context.Context, tx pgx.Tx, one *told) (map[ID]told, error) {
	var ids []ID
	batch := &pgx.Batch{}
	for _, list := range one.person.lists() {
		const q = `SELECT id FROM sought_persons WHERE keys @> $1 AND minor <> $2 LIMIT $3`
		batch.Queue(q, b.keeper.Of(list), one.minor, crowd+1).Query(func(rows pgx.Rows) error {
			some, err := pgx.CollectRows(rows, pgx.RowTo[ID])
			if len(some) <= crowd {
				ids = append(ids, some...)
			}
			return err
		})
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return nil, fmt.Errorf("look up keys: %w", err)
	}
	return b.read(ctx, tx, `SELECT id, minor, card FROM sought_persons WHERE id = ANY ($1)`, ids)
}

// read opens the persons that a query gives; those whose child's key is gone are left
// out.
func (b *Book) read(ctx context.Context, q pg.Querier, sql string, args ...any) (map[ID]told, error) {
	type row struct {
		ID    ID
		Minor minor.ID
		Card  []byte
	}
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read persons: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read persons: %w", err)
	}
	minors := map[minor.ID]bool{}
	for _, r := range all {
		minors[r.Minor] = true
	}
	keys, err := b.Sealer.Find(ctx, q, slices.Collect(maps.Keys(minors)))
	if err != nil {
		return nil, err
	}
	out := make(map[ID]told, len(all))
	for _, r := range all {
		if keys[r.Minor] == nil {
			continue
		}
		p, err := openPerson(keys[r.Minor], r.ID, r.Card)
		if err != nil {
			return nil, err
		}
		out[r.ID] = told{r.Minor, p}
	}
	return out, nil
}

// keep writes with whom a person may be one, and with whom no more.
func (b *Book) keep(ctx context.Context, tx pgx.Tx, one ID, found []pairing) error {
	others := make([]ID, 0, len(found))
	batch := &pgx.Batch{}
	for _, f := range found {
		reasons, err := json.Marshal(f.why)
		if err != nil {
			return fmt.Errorf("write reasons: %w", err)
		}
		others = append(others, f.other)
		const put = `INSERT INTO sought_pairs (low, high, probability, likely, reasons, found_at)
			VALUES (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), $3, $4, $5, $6)
			ON CONFLICT (low, high) DO UPDATE SET probability = excluded.probability, likely = excluded.likely, reasons = excluded.reasons, gone = false`
		batch.Queue(put, one, f.other, f.p, f.p >= likely, string(reasons), b.Now())
	}
	const gone = `UPDATE sought_pairs SET gone = true WHERE low = $1 AND NOT high = ANY ($2) OR high = $1 AND NOT low = ANY ($2)`
	batch.Queue(gone, one, others)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("keep pairs: %w", err)
	}
	return nil
}

// scale gives what agreements are worth among those who are sought.
func (b *Book) scale(ctx context.Context, tx pgx.Tx) (*likeness.Scale, error) {
	by, err := b.newest.Scale(ctx, tx, b.Sealer)
	if err != nil {
		return nil, err
	}
	var n int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM sought_persons`).Scan(&n); err != nil {
		return nil, fmt.Errorf("count persons: %w", err)
	}
	return by.Among(n), nil
}

// place writes the persons of a child as they are told of now, under its key, and gives
// those who are other than they were.
func (b *Book) place(ctx context.Context, tx pgx.Tx, key *seal.Key, m minor.ID, now []Person) (changed []told, err error) {
	were, err := b.read(ctx, tx, `SELECT id, minor, card FROM sought_persons WHERE minor = $1`, m)
	if err != nil {
		return nil, err
	}
	ids := make([]ID, 0, len(now))
	for i := range now {
		p := &now[i]
		ids = append(ids, p.ID)
		if was, there := were[p.ID]; there && was.person == *p {
			continue
		}
		card, err := sealPerson(key, p)
		if err != nil {
			return nil, err
		}
		const put = `INSERT INTO sought_persons (id, minor, card, keys) VALUES ($1, $2, $3, $4)
			ON CONFLICT (id) DO UPDATE SET card = excluded.card, keys = excluded.keys`
		if _, err := tx.Exec(ctx, put, p.ID, m, card, b.keys(p)); err != nil {
			return nil, fmt.Errorf("keep person: %w", err)
		}
		changed = append(changed, told{m, *p})
	}
	if _, err := tx.Exec(ctx, `DELETE FROM sought_persons WHERE minor = $1 AND NOT id = ANY ($2)`, m, ids); err != nil {
		return nil, fmt.Errorf("keep persons: %w", err)
	}
	return changed, nil
}
