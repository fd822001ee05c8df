package presence

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/reference"
)

// houses are the structures that stood in a municipality, and when: one that is
// known to be another is that other, as in the census.
type houses struct {
	spans map[facility.ID][]day.Span // in the municipality
	valid map[facility.ID][]day.Span // anywhere
	is    map[facility.ID]facility.ID
	codes map[facility.ID]string
}

// housesOf reads the structures of a municipality, as known now.
func housesOf(ctx context.Context, tx pgx.Tx, municipality string) (*houses, error) {
	out := &houses{map[facility.ID][]day.Span{}, map[facility.ID][]day.Span{}, map[facility.ID]facility.ID{}, map[facility.ID]string{}}
	rows, err := tx.Query(ctx, `SELECT s.id, o.code, s.valid_from, s.valid_until, s.municipality = $1
		FROM structures s JOIN offices o ON o.id = s.id
		WHERE s.known_until IS NULL AND s.id IN (
			SELECT t.id FROM structures t WHERE t.municipality = $1 AND t.known_until IS NULL
			UNION SELECT j.old FROM structure_joins j JOIN structures t ON t.id = j.new AND t.municipality = $1 AND t.known_until IS NULL
			UNION SELECT j.new FROM structure_joins j JOIN structures t ON t.id = j.old AND t.municipality = $1 AND t.known_until IS NULL)
		ORDER BY s.id, s.valid_from`, municipality)
	if err != nil {
		return nil, fmt.Errorf("read structures: %w", pg.Fault(err))
	}
	var id, other facility.ID
	var code string
	var span day.Span
	var here bool
	_, err = pgx.ForEachRow(rows, []any{&id, &code, &span.From, &span.Until, &here}, func() error {
		out.codes[id], out.valid[id] = code, append(out.valid[id], span)
		if here {
			out.spans[id] = append(out.spans[id], span)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read structures: %w", pg.Fault(err))
	}
	if rows, err = tx.Query(ctx, `SELECT old, new FROM structure_joins`); err != nil {
		return nil, fmt.Errorf("read joined structures: %w", pg.Fault(err))
	}
	_, err = pgx.ForEachRow(rows, []any{&id, &other}, func() error { out.is[id] = other; return nil })
	if err != nil {
		return nil, fmt.Errorf("read joined structures: %w", pg.Fault(err))
	}
	return out, nil
}

// ids gives all of them.
func (h *houses) ids() (out []facility.ID) {
	for id := range h.valid {
		out = append(out, id)
	}
	slices.SortFunc(out, facility.ID.Compare)
	return out
}

// on gives the structure that one is on a day, and whether it stood in the
// municipality then.
func (h *houses) on(id facility.ID, d day.Date) (facility.ID, bool) {
	in := func(spans []day.Span) bool {
		return slices.ContainsFunc(spans, func(s day.Span) bool { return s.Contains(d) })
	}
	other, joined := h.is[id]
	if joined && (in(h.valid[other]) || !in(h.valid[id])) {
		id = other
	}
	return id, in(h.spans[id])
}

// tally adds up the days of a quarter, as they are accounted for and as the
// census has them.
type tally struct {
	in              day.Span
	counted, listed int
	ours, theirs    []int // by day
}

func newTally(in day.Span) *tally {
	n := in.Until.Sub(in.From)
	return &tally{in: in, ours: make([]int, n), theirs: make([]int, n)}
}

// add adds a day of a child.
func (t *tally) add(d day.Date, why Why) {
	if why == "" {
		t.counted++
	} else {
		t.listed++
	}
	if why.inCensus() {
		t.ours[d.Sub(t.in.From)]++
	}
}

// inCensus gives how many days the census has.
func (t *tally) inCensus() (n int) {
	for _, c := range t.theirs {
		n += c
	}
	return n
}

// differs gives the days on which the two are not the same.
func (t *tally) differs() (out []day.Date) {
	for i := range t.ours {
		if t.ours[i] != t.theirs[i] {
			out = append(out, t.in.From.Add(i))
		}
	}
	return out
}

// census adds up the signed rows of the census at the structures, as known at a
// position: present, minor and foreign, as package census counts (law 47/2017 art. 2).
func (t *tally) census(ctx context.Context, tx pgx.Tx, in *houses, known uint64) error {
	const sql = `SELECT facility, coalesce(citizenship, ''), birth_on, from_on, until_on, sum(sign)::int
		FROM census.rows
		WHERE month >= $1 AND month < $2 AND known <= $3 AND facility = ANY ($4) AND state <> 'missing'
		GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0`
	rows, err := tx.Query(ctx, sql, t.in.From, t.in.Until, known, in.ids())
	if err != nil {
		return fmt.Errorf("read census: %w", pg.Fault(err))
	}
	var at facility.ID
	var citizenship minor.Country
	var birth, from, until day.Date
	var n int
	_, err = pgx.ForEachRow(rows, []any{&at, &citizenship, &birth, &from, &until, &n}, func() error {
		for d := from; d.Before(until); d = d.Add(1) {
			_, here := in.on(at, d)
			if here && t.in.Contains(d) && reference.Foreign(citizenship, d) && (birth.IsZero() || birth.Age(d) < majority) {
				t.theirs[d.Sub(t.in.From)] += n
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read census: %w", pg.Fault(err))
	}
	return nil
}
