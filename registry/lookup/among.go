package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
	"faro.example/shared/right"
)

// MaxHere is how many children a territory may have on the day of a list that is
// compared with it: somewhat more than the largest region has had. Arbitrary.
const MaxHere = 10_000

// maxAlike is how many children are looked at for one row of a list. Arbitrary.
const maxAlike = 20

// Among says among whom the children of a list are looked for, and how many rows
// the list has: so much stands in the line, and of the rows themselves nothing.
type Among struct {
	List    string          `json:"list"` // what kind of list it is
	On      day.Date        `json:"on"`
	Place   string          `json:"place,omitempty"` // as it was asked; the nation if empty
	Rows    int             `json:"rows"`
	Towns   []string        `json:"-"` // municipalities of the place; none for the nation
	Types   []facility.Type `json:"-"` // of structures; none for all
	Custody bool            `json:"-"` // also those in custody of the towns, wherever they are
}

// Known is a child of the registry as a list is compared with it.
type Known struct {
	Minor minor.ID
	Card  likeness.Card
	State casefile.State // on the day of the list; "" for nowhere
	At    facility.Place
	Since day.Date // of that state
	Here  bool     // of the place of the list on its day: see [Sight.Here]
}

// Sight is what a caller may see at one moment, on the day of a list. It is good
// for as long as the function to which [Lookup.Among] gives it.
type Sight struct {
	l  *Lookup
	tx pgx.Tx
	q  Among
	// Scale is what agreements are worth in this nation.
	Scale *likeness.Scale
}

// Among lets look see, at one moment, the children among whom those of a list
// may be: they are of the caller's own territory, custody and scope alone, as
// for every search. look gives whom its answer shows. The line that says how
// many rows are asked about stands before anything is read, and one that names
// whom the answer shows before Among returns; if either cannot be written, the
// answer MUST NOT be shown. It fails with [fault.Denied] for who may not search,
// or asks about a place that is not the caller's own.
func (l *Lookup) Among(ctx context.Context, caller access.Caller, q Among, look func(context.Context, *Sight) ([]minor.ID, error)) error {
	asked, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("write down what is asked: %w", err)
	}
	denied := mayCompare(caller, q.Towns)
	line := audit.Line{Caller: caller, Action: access.Search, Asked: string(asked), Allowed: denied == nil}
	if err := l.lines.Write(ctx, line); err != nil {
		return err
	}
	if denied != nil {
		return denied
	}
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		s := &Sight{l: l, tx: tx, q: q}
		if s.Scale, err = l.newest.Scale(ctx, tx, l.seal); err != nil {
			return err
		}
		line.Subjects, err = look(ctx, s)
		return err
	})
	if err != nil {
		return err
	}
	return l.lines.Write(ctx, line)
}

// mayCompare fails with [fault.Denied] for who may not search among the children
// of a place; the Ministry may anywhere.
func mayCompare(c access.Caller, towns []string) error {
	if err := access.Allow(c, access.Search, access.InTerritory, access.InCustody, access.InScope); err != nil {
		return err
	}
	if c.Role == access.Ministry {
		return nil
	}
	if len(towns) == 0 || slices.ContainsFunc(towns, func(t string) bool { return !slices.Contains(c.Territory, t) }) {
		return fault.Newf(fault.Denied, "the list is of a place that is not the own")
	}
	return nil
}

// Here gives the children counted in the place on the day, and with
// [Among].Custody those for whom its services answered. It fails with
// [fault.Invalid] if they are more than [MaxHere].
func (s *Sight) Here(ctx context.Context) ([]Known, error) {
	const q = `SELECT DISTINCT coalesce(c.joined[1], c.minor)
		FROM (SELECT p.minor FROM placements p JOIN structures s ON s.id = p.facility AND s.known_until IS NULL
				AND s.valid_from <= $1 AND (s.valid_until IS NULL OR $1 < s.valid_until)
			WHERE p.counted AND p.state = 'present' AND p.from_on <= $1 AND (p.until_on IS NULL OR $1 < p.until_on)
				AND (cardinality($2::text[]) = 0 OR s.municipality = ANY ($2)) AND (cardinality($3::text[]) = 0 OR s.type = ANY ($3))
			UNION
			SELECT u.minor FROM custodies u JOIN institutions i ON i.id = u.institution AND i.known_until IS NULL
				AND i.valid_from <= $1 AND (i.valid_until IS NULL OR $1 < i.valid_until)
			WHERE $4 AND u.from_on <= $1 AND (u.until_on IS NULL OR $1 < u.until_on)
				AND i.kind = 'municipality' AND i.territory && $2) k
		JOIN casefiles c ON c.minor = k.minor
		LIMIT $5`
	minors, err := s.minors(ctx, q, s.q.On, append([]string{}, s.q.Towns...), append([]facility.Type{}, s.q.Types...), s.q.Custody, MaxHere+1)
	if err != nil {
		return nil, err
	}
	if len(minors) > MaxHere {
		return nil, fault.Field("place", fmt.Sprintf("more than %d children are there", MaxHere), "compare the list of a smaller place")
	}
	return s.know(ctx, minors, true)
}

// Alike gives the children of the caller's own who may be the one of a row of a
// list, wherever they were on its day: by its identifiers, and by what it says of
// the child.
func (s *Sight) Alike(ctx context.Context, numbers []likeness.Number, records []match.Record) ([]Known, error) {
	var lists [][]int64
	for _, n := range numbers {
		lists = append(lists, s.l.keeper.Of([]string{likeness.NumberAtom(n.Scheme, n.Value.Reveal())}))
	}
	for _, r := range records {
		for _, list := range likeness.Lists(r) {
			lists = append(lists, s.l.keeper.Of(list))
		}
	}
	if len(lists) == 0 {
		return nil, nil
	}
	minors, err := s.minors(ctx, `SELECT DISTINCT coalesce(c.joined[1], c.minor) FROM find_minors($1, NULL, NULL, NULL, NULL, $2) f
		JOIN casefiles c ON c.minor = f.found`, arrays(lists), maxAlike)
	if err != nil {
		return nil, err
	}
	return s.know(ctx, minors, false)
}

func (s *Sight) minors(ctx context.Context, q string, args ...any) ([]minor.ID, error) {
	rows, err := s.tx.Query(ctx, q, args...)
	if err != nil {
		return nil, fmt.Errorf("find the children of a list: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil {
		return nil, fmt.Errorf("find the children of a list: %w", pg.Fault(err))
	}
	slices.SortFunc(out, minor.ID.Compare)
	return unrestricted(ctx, s.tx, right.ToLists, out)
}

// know reads who children are said to be and where they were on the day.
func (s *Sight) know(ctx context.Context, minors []minor.ID, here bool) ([]Known, error) {
	of := make([]Found, len(minors))
	for i, m := range minors {
		of[i].Minor = m
	}
	cards, err := s.l.cards(ctx, s.tx, of)
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.Query(ctx, `SELECT c.minor, coalesce(p.state, ''), p.facility, coalesce(p.words, ''), p.from_on
		FROM casefiles c LEFT JOIN placements p ON p.minor = c.minor AND p.counted AND p.from_on <= $2 AND (p.until_on IS NULL OR $2 < p.until_on)
		WHERE c.minor = ANY ($1) ORDER BY c.minor`, minors, s.q.On)
	if err != nil {
		return nil, fmt.Errorf("read the children of a list: %w", pg.Fault(err))
	}
	var out []Known
	var k Known
	var at *facility.ID
	_, err = pgx.ForEachRow(rows, []any{&k.Minor, &k.State, &at, &k.At.Words, &k.Since}, func() error {
		if k.At.Facility = (facility.ID{}); at != nil {
			k.At.Facility = *at
		}
		k.Card, k.Here = cards[k.Minor], here
		out = append(out, k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the children of a list: %w", pg.Fault(err))
	}
	return out, nil
}

// Office is where the child was on the day, if it is a structure of the directory.
func (k Known) Office() institution.OfficeID { return institution.OfficeOf(k.At.Facility) }
