package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// Candidate is two minors who may be one child, and why. A person decides.
type Candidate struct {
	Low         minor.ID       `json:"low"`
	High        minor.ID       `json:"high"`
	Names       [2]minor.Name  `json:"names"` // of the two, where they have any
	Codes       [2]minor.Code  `json:"codes"`
	Probability float64        `json:"probability"`
	Reasons     []match.Reason `json:"reasons"`
	Stated      bool           `json:"stated"`  // one was registered with the national code of the other
	Missing     bool           `json:"missing"` // one was missing when they were found
	FoundAt     time.Time      `json:"found_at"`
}

// Beyond is a candidate of whom the caller answers for one child, and may not
// see the other: whom to ask is told, and nothing else of that casefile.
type Beyond struct {
	Minor       minor.ID         `json:"minor"`
	Probability float64          `json:"probability"`
	Missing     bool             `json:"missing"`
	Answers     []institution.ID `json:"answers"` // who answers for the other
}

// Candidates are those that wait for a decision.
type Candidates struct {
	Open   []Candidate `json:"open"` // the missing and the likeliest first
	Beyond []Beyond    `json:"beyond"`
	More   bool        `json:"more"`
}

// Two names a pair of minors, in any order; the zero one is none.
type Two struct{ One, Other minor.ID }

// Candidates gives at most [MaxFound] open candidates of which the caller may
// see both casefiles, after a pair given before; and, of the children for whom
// the caller answers, those whose other casefile the caller may not see. It
// fails with [fault.Denied] for who may not search. It leaves a line that names
// whom it shows.
func (l *Lookup) Candidates(ctx context.Context, caller access.Caller, after Two) (Candidates, error) {
	asked, err := json.Marshal(map[string]any{"candidates": "open", "after": []minor.ID{after.One, after.Other}})
	if err != nil {
		return Candidates{}, fmt.Errorf("write down what is asked: %w", err)
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: string(asked)}
	denied := access.Allow(caller, access.Search, access.InTerritory, access.InCustody, access.InScope)
	var out Candidates
	if denied == nil {
		if out, err = l.candidates(ctx, caller, after); err != nil {
			return Candidates{}, err
		}
		line.Allowed = true
		for _, c := range out.Open {
			line.Subjects = append(line.Subjects, c.Low, c.High)
		}
		for _, c := range out.Beyond {
			line.Subjects = append(line.Subjects, c.Minor)
		}
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return Candidates{}, err
	}
	return out, denied
}

// candidates reads in one moment, behind the reader's own wall.
func (l *Lookup) candidates(ctx context.Context, caller access.Caller, after Two) (out Candidates, err error) {
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		if out.Open, err = openCandidates(ctx, tx, after, MaxFound+1); err != nil {
			return err
		}
		if out.More = len(out.Open) > MaxFound; out.More {
			out.Open = out.Open[:MaxFound]
		}
		if err := l.name(ctx, tx, out.Open); err != nil || !after.One.IsZero() {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT minor, probability, missing, answers FROM candidates_beyond()`)
		if err != nil {
			return fmt.Errorf("read candidates: %w", err)
		}
		if out.Beyond, err = pgx.CollectRows(rows, pgx.RowToStructByName[Beyond]); err != nil {
			return fmt.Errorf("read candidates: %w", err)
		}
		return nil
	})
	return out, err
}

const selectCandidates = `SELECT c.low, c.high, c.probability, c.reasons, c.stated, c.missing, c.found_at FROM candidates c `

// openCandidates gives open candidates after a pair, if one is given.
func openCandidates(ctx context.Context, q pg.Querier, after Two, most int) ([]Candidate, error) {
	rows, err := q.Query(ctx, selectCandidates+`LEFT JOIN candidates a ON a.low = least($1::uuid, $2::uuid) AND a.high = greatest($1::uuid, $2::uuid)
		WHERE c.state = 'open' AND (a.low IS NULL OR c.missing < a.missing
			OR c.missing = a.missing AND (c.probability < a.probability
				OR c.probability = a.probability AND (c.low, c.high) > (a.low, a.high)))
		ORDER BY c.missing DESC, c.probability DESC, c.low, c.high LIMIT $3`, after.One, after.Other, most)
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	return collectCandidates(rows)
}

func collectCandidates(rows pgx.Rows) (out []Candidate, err error) {
	var c Candidate
	var reasons []byte
	_, err = pgx.ForEachRow(rows, []any{&c.Low, &c.High, &c.Probability, &reasons, &c.Stated, &c.Missing, &c.FoundAt}, func() error {
		c.Reasons = nil
		out = append(out, c)
		return json.Unmarshal(reasons, &out[len(out)-1].Reasons)
	})
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	return out, nil
}

// name adds the names and codes of the two.
func (l *Lookup) name(ctx context.Context, tx pgx.Tx, open []Candidate) error {
	var of []Found
	for _, c := range open {
		of = append(of, Found{Minor: c.Low}, Found{Minor: c.High})
	}
	cards, err := l.cards(ctx, tx, of)
	if err != nil {
		return err
	}
	for i := range open {
		for k, m := range []minor.ID{open[i].Low, open[i].High} {
			card := cards[m]
			if open[i].Codes[k] = card.Code; len(card.Names) > 0 {
				open[i].Names[k] = card.Names[0]
			}
		}
	}
	return nil
}

// Compared is a candidate with both casefiles, side by side.
type Compared struct {
	Candidate Candidate   `json:"candidate"`
	Sides     [2]Casefile `json:"sides"`
}

// Compare opens both casefiles of a candidate. It fails with [fault.NotFound] if
// the caller may not see both, or if nobody takes them for one child. It leaves
// a line for each.
func (l *Lookup) Compare(ctx context.Context, caller access.Caller, of Two) (out Compared, err error) {
	for k, m := range []minor.ID{of.One, of.Other} {
		if out.Sides[k], err = l.Casefile(ctx, caller, m); err != nil {
			return Compared{}, err
		}
	}
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, selectCandidates+`WHERE c.low = least($1::uuid, $2::uuid) AND c.high = greatest($1::uuid, $2::uuid)
			AND c.state = 'open'`, of.One, of.Other)
		if err != nil {
			return fmt.Errorf("read candidate: %w", err)
		}
		found, err := collectCandidates(rows)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.Newf(fault.NotFound, "nobody takes these two for one child, or it was decided")
		}
		if err := l.name(ctx, tx, found); err != nil {
			return err
		}
		out.Candidate = found[0]
		return nil
	})
	if err != nil {
		return Compared{}, err
	}
	if out.Candidate.Low != out.Sides[0].Minor {
		out.Sides[0], out.Sides[1] = out.Sides[1], out.Sides[0]
	}
	return out, nil
}
