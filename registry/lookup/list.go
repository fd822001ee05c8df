package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

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

	Nowhere     Which = "nowhere"   // nobody answers for them, and no structure is known
	Released    Which = "released"  // let go by who has custody, and nobody has taken them
	Overlapping Which = "overlaps"  // more than one answers
	Elsewhere   Which = "elsewhere" // in custody, and not of who is competent where they are
)

// Custodial are the gaps and overlaps of custody, found by themselves: those for
// whom nobody answers by custody, or more than one, or another than is
// territorially competent (D.Lgs 142/2015 art. 19 par. 3). See
// [casefile.File.Answers] for who does meanwhile.
func Custodial() []Which { return []Which{Uncared, Nowhere, Released, Overlapping, Elsewhere} }

// Valid reports whether the list is one of those above.
func (w Which) Valid() bool {
	return slices.Contains([]Which{Held, Offered, Missing, Travelling, Contended, Everybody}, w) || slices.Contains(Custodial(), w)
}

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
	Confirmed   day.Date // the last day on which presence at a structure was stated
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
	Seen   change.Seen // what who writes on this page has before their eyes
}

// MaxCounted bounds what is counted for a list. Arbitrary.
const MaxCounted = 1000

// Key is where a list goes on: after this minor; and at which structure, if at
// one alone. Who is nowhere comes after all others.
type Key struct {
	Since   day.Date
	Nowhere bool `json:",omitempty"`
	Minor   minor.ID
	At      facility.ID
	Slot    string // of the matter, on a queue
}

// nowhere is the day by which list_minors puts those last who are nowhere. It is none
// that may be read from text.
var nowhere = day.Of(9999, time.December, 31)

// since is after which day a list goes on.
func (k Key) since() day.Date {
	if k.Nowhere {
		return nowhere
	}
	return k.Since
}

// Lists gives lists, of each the first most minors after a key, those who wait
// longest first, and those who are nowhere last; a guardian's are of the own
// wards. It fails with [fault.Denied] for who may not search, and is no
// guardian. One line says which lists, and whom they show.
func (l *Lookup) Lists(ctx context.Context, caller access.Caller, which []Which, after Key, most int) ([]List, error) {
	if most < 1 || most > MaxFound || slices.ContainsFunc(which, func(w Which) bool { return !w.Valid() }) {
		return nil, fault.Field("list", "no such list", "choose one of those offered")
	}
	asked, err := json.Marshal(map[string]any{"lists": which})
	if err != nil {
		return nil, fmt.Errorf("write down what is asked: %w", err)
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: string(asked)}
	denied := mayList(caller)
	if caller.Role == access.Guardian {
		line.Action = access.OpenCasefile // the wards are known by name alone to who opens their casefiles
	}
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

// mayList fails with [fault.Denied] for who has no lists. A guardian searches
// among nobody, and opens the casefiles of the own wards: a list of them shows no
// more.
func mayList(c access.Caller) error {
	if c.Role == access.Guardian {
		return access.Allow(c, access.OpenCasefile, access.Ward)
	}
	return access.Allow(c, access.Search, access.InTerritory, access.InCustody, access.InScope)
}

// shownOnLists are the sections of which a list tells something.
func shownOnLists(r access.Role) []change.Section {
	switch r {
	case access.Guardian:
		return []change.Section{change.Identity, change.Presence}
	case access.TracingPartner:
		return []change.Section{change.Identity} // not where the minors are
	}
	return access.Shown(r, access.Search, access.InTerritory, access.InCustody, access.InScope)
}

// lists finds who is on lists, in one moment: identifiers and where they are.
func (l *Lookup) lists(ctx context.Context, caller access.Caller, which []Which, after Key, most int) ([]List, error) {
	out := make([]List, len(which))
	err := pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) (err error) {
		counts, err := countLists(ctx, tx, caller, which, after)
		if err != nil {
			return err
		}
		for i, w := range which {
			one := List{Which: w, Count: counts[w].Count}
			if one.Count > 0 {
				if one.Listed, err = list(ctx, tx, caller, w, after, most); err != nil {
					return err
				}
			}
			if caller.Role == access.Guardian {
				if err = one.letGo(ctx, tx, l.today()); err != nil {
					return err
				}
			}
			out[i] = one
		}
		return nil
	})
	return out, err
}

// letGo takes those off a guardian's list who are of age: nobody guards them.
func (l *List) letGo(ctx context.Context, tx pgx.Tx, today day.Date) error {
	ids := make([]minor.ID, len(l.Listed))
	for i, m := range l.Listed {
		ids[i] = m.Minor
	}
	var grown []minor.ID
	const q = `SELECT coalesce(array_agg(minor), '{}') FROM casefiles WHERE minor = ANY ($1) AND birth_on <= $2`
	if err := tx.QueryRow(ctx, q, ids, today.AddYears(-minor.Majority)).Scan(&grown); err != nil {
		return fmt.Errorf("find who is of age: %w", err)
	}
	l.Listed = slices.DeleteFunc(l.Listed, func(m Listed) bool { return slices.Contains(grown, m.Minor) })
	l.Count -= len(grown)
	return nil
}

// countLists counts who is on lists, at a structure if the key names one.
func countLists(ctx context.Context, tx pgx.Tx, caller access.Caller, which []Which, at Key) (map[Which]Backlog, error) {
	if len(which) == 0 {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `SELECT list, on_it, oldest FROM count_lists($1, $2, $3, $4)`, which, string(caller.Role), at.At, MaxCounted)
	if err != nil {
		return nil, fmt.Errorf("count lists: %w", err)
	}
	out := map[Which]Backlog{}
	var w Which
	var b Backlog
	_, err = pgx.ForEachRow(rows, []any{&w, &b.Count, &b.Oldest}, func() error {
		b.Queue = Queue(w)
		out[w] = b
		return nil
	})
	return out, err
}

// list gives the first most who are on a list, after a key.
func list(ctx context.Context, tx pgx.Tx, caller access.Caller, w Which, after Key, most int) (out []Listed, err error) {
	const page = `SELECT found, found_state, found_since, key_on, all_of FROM list_minors($1, $2, $3, $4, coalesce($5::uuid, '00000000-0000-0000-0000-000000000000'), $6)`
	rows, err := tx.Query(ctx, page, string(w), string(caller.Role), after.At, after.since(), after.Minor, most)
	if err != nil {
		return nil, fmt.Errorf("read list: %w", err)
	}
	var m Listed
	_, err = pgx.ForEachRow(rows, []any{&m.Minor, &m.State, &m.Since, &m.Key.Since, &m.joined}, func() error {
		m.joined, m.Key.Minor, m.Key.At = slices.Clone(m.joined), m.Minor, after.At
		if m.Key.Nowhere = m.Key.Since == nowhere; m.Key.Nowhere {
			m.Key.Since = day.Date{}
		}
		out = append(out, m)
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
	shown := shownOnLists(caller.Role)
	return pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		if err := ledger.Foldable(ctx, tx, all); err != nil {
			return err
		}
		records, err := ledger.Of(ctx, tx, l.seal, all)
		if err != nil {
			return err
		}
		for i := range lists {
			if err := seen(ctx, tx, &lists[i].Seen); err != nil {
				return err
			}
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
	m.Confirmed = f.Presence.Last
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
