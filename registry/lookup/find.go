package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// MaxFound is how many minors a search gives at most: who is looked for among
// more is looked for by more. Arbitrary.
const MaxFound = 50

// Query is what a search asks. A name may be in Latin or Arabic script, spelt
// by ear, its parts in any order; with a name the day or the age need not be
// right, the rest must be so as far as it is known.
type Query struct {
	Name        minor.Text    `json:"name,omitempty"`
	Born        day.Date      `json:"born,omitzero"`
	Age         int           `json:"age,omitempty"` // in years, about; 0 if not asked
	Code        minor.Code    `json:"code,omitempty"`
	Number      minor.Text    `json:"number,omitempty"` // of a document, a wristband or another system
	Sex         minor.Sex     `json:"sex,omitempty"`
	Citizenship minor.Country `json:"citizenship,omitempty"`
	Structure   facility.ID   `json:"structure,omitzero"` // where the minor is now
}

// maxName bounds the name asked for, in bytes; longer than any in the sources.
const maxName = 2 * minor.MaxName

// Validate fails with [fault.Invalid], naming the field.
func (q Query) Validate() error {
	switch {
	case q.Name == "" && q.Born.IsZero() && q.Code == "" && q.Number == "" && q.Structure.IsZero():
		return fault.Field("name", "nothing is said by which a child could be found",
			"say a name, on which day the child is said to be born, a code or another number, or where it is")
	case len(q.Name) > maxName:
		return fault.Field("name", "longer than any name", "leave some of it out")
	case q.Name != "" && len(match.Atoms(match.Record{Given: q.Name.Reveal()})) == 0:
		return fault.Field("name", "no letters", "write the name in any script")
	case q.Age < 0 || q.Age > 30:
		return fault.Field("age", "not an age of a child", "say about how many years old the child is")
	case q.Sex != "" && q.Sex != minor.Male && q.Sex != minor.Female && q.Sex != minor.Other:
		return fault.Field("sex", "not a sex of the register", "leave it out, or say M, F or X")
	case q.Citizenship != "" && q.Citizenship.Validate() != nil:
		return fault.Field("citizenship", "not a country", "use the two capital letters of ISO 3166, or stateless")
	case q.Code != "" && q.Code.Validate() != nil:
		return fault.In("code", q.Code.Validate())
	}
	return q.Number.Check("number", 100)
}

// Found is a minor that a search gives, and why.
type Found struct {
	Minor       minor.ID       `json:"minor"`
	Code        minor.Code     `json:"code,omitempty"`
	Name        *minor.Name    `json:"name,omitempty"`
	Sex         minor.Sex      `json:"sex,omitempty"`
	Born        day.Date       `json:"born,omitzero"`
	Citizenship minor.Country  `json:"citizenship,omitempty"`
	State       casefile.State `json:"state,omitempty"`
	Facility    facility.ID    `json:"facility,omitzero"`
	Reasons     []match.Reason `json:"reasons,omitempty"` // none where only a birth date was asked
}

// Find gives the minors who may be whom the query describes, among those whose
// casefiles open to the caller, the likeliest first, at most [MaxFound]; and
// whether there may be more. It fails with [fault.Invalid] for a bad query and
// with [fault.Denied] for who may not search at all. Each search leaves a line,
// with what was asked and which minors came back, before any is shown.
func (l *Lookup) Find(ctx context.Context, caller access.Caller, q Query) (found []Found, more bool, err error) {
	if err := q.Validate(); err != nil {
		return nil, false, err
	}
	asked, err := json.Marshal(q)
	if err != nil {
		return nil, false, fmt.Errorf("write down what is asked: %w", err)
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: string(asked)}
	// The function gives none but those to whom there is one of these ties.
	denied := access.Allow(caller, access.Search, access.InTerritory, access.InCustody, access.InScope)
	if denied == nil {
		if found, more, err = l.search(ctx, caller, q); err != nil {
			return nil, false, err
		}
		line.Allowed = true
		for _, f := range found {
			line.Subjects = append(line.Subjects, f.Minor)
		}
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return nil, false, err
	}
	return found, more, denied
}

// search finds and ranks, in one moment; nothing of it is shown yet.
func (l *Lookup) search(ctx context.Context, caller access.Caller, q Query) (out []Found, more bool, err error) {
	w, err := l.want(q)
	if err != nil {
		return nil, false, err
	}
	err = l.Standby.InSnapshot(ctx, l.pool, "faro_reader", settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		out, more = nil, false
		minors, cut, err := find(ctx, tx, q, w)
		if err != nil || len(minors) == 0 {
			return err
		}
		if out, err = shown(ctx, tx, minors); err != nil {
			return err
		}
		out, err = l.rank(ctx, tx, w, out)
		if more = cut; len(out) > MaxFound {
			out, more = out[:MaxFound], true
		}
		return err
	})
	return out, more, err
}

// find asks the function of faro_search. Of children who share only a part of
// what is asked some are enough to be told that there are more.
func find(ctx context.Context, tx pgx.Tx, q Query, w wanted) (minors []minor.ID, cut bool, err error) {
	rows, err := tx.Query(ctx, `SELECT found, list FROM find_minors($1, $2, nullif($3, ''), nullif($4, ''), $5, $6)`,
		w.lists, q.Born, string(q.Sex), string(q.Citizenship), q.Structure, maxLooked)
	if err != nil {
		return nil, false, fmt.Errorf("search: %w", err)
	}
	seen := map[minor.ID]bool{}
	var m minor.ID
	var list int
	inList := map[int]int{}
	_, err = pgx.ForEachRow(rows, []any{&m, &list}, func() error {
		if inList[list]++; inList[list] == maxLooked {
			cut = cut || list <= w.whole
		}
		if !seen[m] {
			seen[m] = true
			minors = append(minors, m)
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("search: %w", err)
	}
	return minors, cut, nil
}

// maxLooked is how many minors of one list are looked at, and compared with what
// was asked. Arbitrary: twice what is shown, and one more.
const maxLooked = 2*MaxFound + 1

// shown reads what is shown of the minors found, behind the reader's own wall.
func shown(ctx context.Context, tx pgx.Tx, minors []minor.ID) ([]Found, error) {
	rows, err := tx.Query(ctx, `SELECT minor, coalesce(sex, '') AS sex, birth_on AS born, coalesce(citizenship, '') AS citizenship,
			coalesce(state, '') AS state, facility
		FROM casefiles WHERE minor = ANY ($1) AND (cardinality(joined) < 2 OR joined[1] = minor) ORDER BY minor`, minors)
	if err != nil {
		return nil, fmt.Errorf("read found: %w", err)
	}
	var out []Found
	var f Found
	_, err = pgx.ForEachRow(rows, []any{&f.Minor, &f.Sex, &f.Born, &f.Citizenship, &f.State, &f.Facility}, func() error {
		out = append(out, f)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read found: %w", err)
	}
	return out, nil
}

// birthYears are the years in which a child of an age may be born.
func birthYears(today day.Date, age int) []int {
	year, _, _ := today.Civil()
	return []int{year - age - 1, year - age}
}

// arrays writes lists of keys as texts of arrays, since none holds arrays.
func arrays(lists [][]int64) []string {
	out := make([]string, 0, len(lists))
	for _, keys := range lists {
		text := strings.Trim(strings.ReplaceAll(fmt.Sprint(keys), " ", ","), "[]")
		if text = "{" + text + "}"; !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
