package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Which is a list of minors with whom something is to be done.
type Which string

// The lists. The words stand in the record of access: never reused.
const (
	Held       Which = "custody"    // in the caller's custody
	Offered    Which = "offered"    // offered to the caller's office, or registered by it, and not in its custody
	Uncared    Which = "uncared"    // in the caller's territory, and nobody answers for them
	Missing    Which = "missing"    // absent, not found
	Travelling Which = "in-transit" // sent, not arrived
	Contended  Which = "conflicts"  // with a conflict that the caller's role may decide
	Everybody  Which = "all"        // all to whom the caller has a tie
)

// Valid reports whether the list is one of those above.
func (w Which) Valid() bool { return conditions[w] != "" }

// conditions say who is on a list, of casefiles as c: $1 are the caller's
// offices, $2 is the role. The wall of the database and [tied] do the rest.
var conditions = map[Which]string{
	Held:       `c.custodians && $1`,
	Offered:    `c.offices && $1 AND NOT c.custodians && $1 AND c.state IS NOT NULL`,
	Uncared:    `c.custodians = '{}' AND c.state IS NOT NULL`,
	Missing:    `c.state = 'missing'`,
	Travelling: `c.state = 'in-transit'`,
	Contended: `EXISTS (SELECT FROM conflicts x WHERE x.minor = c.minor AND CASE $2::text
		WHEN 'municipality' THEN x.section = 'identity' AND c.custodians && $1
		WHEN 'prefecture' THEN x.section = 'presence'
		WHEN 'ministry' THEN x.section <> 'identity' OR c.custodians = '{}'
		ELSE false END)`,
	Everybody: `true`,
}

// tied leaves out minors that nothing but broken glass shows: nobody searches
// behind it. $3 is the territory, $4 whether the caller sees the nation.
const tied = `($4 OR c.offices && $1 OR c.offices && ARRAY(SELECT s.id FROM structures s
	WHERE s.known_until IS NULL AND s.municipality = ANY ($3)))`

// Listed is a minor on a list, with what the role is shown of those it finds.
type Listed struct {
	Minor       minor.ID
	Code        minor.Code
	Name        minor.Name // empty if none is known
	Sex         minor.Sex
	Birth       minor.Birth // empty if none is known
	Citizenship minor.Country
	State       casefile.State
	At          facility.Place // where, or where to, or from where missing
	Since       day.Date
	Conflicts   []casefile.Conflict
	Key         Key // after which a list goes on

	joined []minor.ID // all minors of a joined child
}

// all are the minors whose records are the child's.
func (m *Listed) all() []minor.ID {
	if len(m.joined) > 1 {
		return m.joined
	}
	return []minor.ID{m.Minor}
}

// List is one list: the first of those on it, and how many there are.
type List struct {
	Which  Which
	Count  int // at most [MaxCounted]
	Listed []Listed
}

// MaxCounted bounds what is counted for a list. Arbitrary.
const MaxCounted = 1000

// Key is where a list goes on: after this minor; and at which structure, if at
// one alone.
type Key struct {
	Since day.Date
	Minor minor.ID
	At    facility.ID
}

// Lists gives lists, of each the first most minors after a key, those who wait
// longest first, and those who are nowhere last. It fails with [fault.Denied] for who may not search at all. One
// line says which lists, and whom they show.
func (l *Lookup) Lists(ctx context.Context, caller access.Caller, which []Which, after Key, most int) ([]List, error) {
	if most < 1 || most > MaxFound || slices.ContainsFunc(which, func(w Which) bool { return !w.Valid() }) {
		return nil, fault.Field("list", "no such list", "choose one of those offered")
	}
	asked, err := json.Marshal(map[string]any{"lists": which})
	if err != nil {
		return nil, fmt.Errorf("write down what is asked: %w", err)
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: string(asked)}
	denied := access.Allow(caller, access.Search, access.InTerritory, access.InCustody, access.InScope)
	var out []List
	if denied == nil {
		line.Allowed = true
		if out, err = l.lists(ctx, caller, which, after, most); err != nil {
			return nil, err
		}
		for i := range out {
			for _, m := range out[i].Listed {
				if !slices.Contains(line.Subjects, m.Minor) {
					line.Subjects = append(line.Subjects, m.Minor)
				}
			}
		}
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return nil, err
	}
	if denied != nil {
		return nil, denied
	}
	return out, l.tell(ctx, caller, out)
}

// lists finds who is on lists, in one moment: identifiers and where they are.
func (l *Lookup) lists(ctx context.Context, caller access.Caller, which []Which, after Key, most int) ([]List, error) {
	out := make([]List, len(which))
	err := pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) (err error) {
		for i, w := range which {
			if out[i], err = list(ctx, tx, caller, w, after, most); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func list(ctx context.Context, tx pgx.Tx, caller access.Caller, w Which, after Key, most int) (List, error) {
	out := List{Which: w}
	nation := caller.Role == access.Ministry
	from := ` FROM casefiles c WHERE c.position > 0 AND (cardinality(c.joined) < 2 OR c.joined[1] = c.minor) AND ` + tied + ` AND (` + conditions[w] + `) AND $2::text IS NOT NULL
		AND ($5::uuid IS NULL OR c.facility = $5)`
	args := []any{append([]institution.OfficeID{}, caller.Offices...), string(caller.Role), append([]string{}, caller.Territory...), nation, after.At}
	count := `SELECT count(*) FROM (SELECT` + from + ` LIMIT $6) AS those`
	if err := tx.QueryRow(ctx, count, append(slices.Clone(args), MaxCounted)...).Scan(&out.Count); err != nil {
		return List{}, fmt.Errorf("count list: %w", err)
	}
	const order = ` ORDER BY coalesce(c.since_on, '9999-12-31'), c.minor LIMIT $6`
	page := `SELECT c.minor, coalesce(c.state, '') AS state, c.since_on, coalesce(c.since_on, '9999-12-31'), c.joined` + from +
		` AND (coalesce(c.since_on, '9999-12-31'), c.minor) > (coalesce($7::date, '-infinity'), $8::uuid)` + order
	rows, err := tx.Query(ctx, page, append(slices.Clone(args), most, after.Since, after.Minor)...)
	if err != nil {
		return List{}, fmt.Errorf("read list: %w", err)
	}
	var m Listed
	_, err = pgx.ForEachRow(rows, []any{&m.Minor, &m.State, &m.Since, &m.Key.Since, &m.joined}, func() error {
		m.joined, m.Key.Minor = slices.Clone(m.joined), m.Minor
		out.Listed = append(out.Listed, m)
		return nil
	})
	return out, err
}

// tell fills in, behind the reader's own wall, what a role that finds a minor is
// shown: the sections that [access.Search] shows, folded, and nothing else.
func (l *Lookup) tell(ctx context.Context, caller access.Caller, lists []List) error {
	var all []minor.ID
	for _, list := range lists {
		for _, m := range list.Listed {
			all = append(all, m.all()...)
		}
	}
	shown := access.Shown(caller.Role, access.Search, access.InTerritory, access.InCustody, access.InScope)
	return pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		records, err := ledger.Of(ctx, tx, l.seal, all)
		if err != nil {
			return err
		}
		for _, list := range lists {
			for i := range list.Listed {
				m := &list.Listed[i]
				var held []change.Placed
				for _, of := range m.all() {
					held = append(held, slices.DeleteFunc(slices.Clone(records[of]), func(p change.Placed) bool { return !slices.Contains(shown, p.Section) && p.Section != change.Link })...)
				}
				f := casefile.Fold(m.Minor, held)
				m.fill(&f)
			}
		}
		return nil
	})
}

// fill takes from a casefile what a list shows.
func (m *Listed) fill(f *casefile.File) {
	m.Code, m.Sex, m.Citizenship, m.Conflicts = f.Identity.Code, f.Identity.Sex(), f.Identity.Citizenship(), f.Conflicts
	if n, ok := f.Identity.Name(); ok {
		m.Name = n
	}
	if b, ok := f.Identity.Birth(); ok {
		m.Birth = b
	}
	if s, ok := f.Presence.Now(); ok {
		m.At, m.State, m.Since = s.At, s.State, s.Span.From
	}
}
