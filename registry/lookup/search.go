package lookup

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// MaxFound is how many minors a search gives at most: who is looked for among
// more is looked for by more. Arbitrary.
const MaxFound = 50

// Query is what a search asks: born on a day, as far as is known, and where
// they are given of a sex and a citizenship.
type Query struct {
	Born        day.Date      `json:"born"`
	Sex         minor.Sex     `json:"sex,omitempty"`
	Citizenship minor.Country `json:"citizenship,omitempty"`
}

// Validate fails with [fault.Invalid], naming the field.
func (q Query) Validate() error {
	switch {
	case q.Born.IsZero():
		return fault.Field("born", "no day is named", "say on which day the child is said to be born")
	case q.Sex != "" && q.Sex != minor.Male && q.Sex != minor.Female && q.Sex != minor.Other:
		return fault.Field("sex", "not a sex of the register", "leave it out, or say M, F or X")
	case q.Citizenship != "" && q.Citizenship.Validate() != nil:
		return fault.Field("citizenship", "not a country", "use the two capital letters of ISO 3166, or stateless")
	}
	return nil
}

// Found is a minor that a search gives.
type Found struct {
	Minor       minor.ID       `json:"minor"`
	Sex         minor.Sex      `json:"sex,omitempty"`
	Born        day.Date       `json:"born,omitzero"`
	Citizenship minor.Country  `json:"citizenship,omitempty"`
	State       casefile.State `json:"state,omitempty"`
	Facility    facility.ID    `json:"facility,omitzero"`
}

// Search gives the minors who are what the query says, among those whose
// casefiles open to the caller, in order, at most [MaxFound]; and whether there
// are more. It fails with [fault.Invalid] for a bad query and with
// [fault.Denied] for who may not search at all. Each search leaves a line, with
// what was asked and which minors came back.
func (l *Lookup) Search(ctx context.Context, caller access.Caller, q Query) (found []Found, more bool, err error) {
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
		if line.Subjects, err = l.search(ctx, caller, q); err != nil {
			return nil, false, err
		}
		line.Allowed = true
		if more = len(line.Subjects) > MaxFound; more {
			line.Subjects = line.Subjects[:MaxFound]
		}
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return nil, false, err
	}
	if denied != nil {
		return nil, false, denied
	}
	found, err = l.found(ctx, caller, line.Subjects)
	return found, more, err
}

// search asks the function of faro_search, for one more than is given.
func (l *Lookup) search(ctx context.Context, caller access.Caller, q Query) (out []minor.ID, err error) {
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT search_minors($1, nullif($2, ''), nullif($3, ''), $4)`,
			q.Born, string(q.Sex), string(q.Citizenship), MaxFound+1)
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if out, err = pgx.CollectRows(rows, pgx.RowTo[minor.ID]); err != nil {
			return fmt.Errorf("search: %w", err)
		}
		return nil
	})
	return out, err
}

// found reads what is shown of the minors found, behind the reader's own wall.
func (l *Lookup) found(ctx context.Context, caller access.Caller, minors []minor.ID) (out []Found, err error) {
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT minor, coalesce(sex, '') AS sex, birth_on AS born, coalesce(citizenship, '') AS citizenship,
				coalesce(state, '') AS state, facility
			FROM casefiles WHERE minor = ANY ($1) ORDER BY minor`, minors)
		if err != nil {
			return fmt.Errorf("read found: %w", err)
		}
		if out, err = pgx.CollectRows(rows, pgx.RowToStructByName[Found]); err != nil {
			return fmt.Errorf("read found: %w", err)
		}
		return nil
	})
	return out, err
}
