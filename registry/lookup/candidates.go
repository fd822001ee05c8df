package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// candidate marks identifiers of candidates.
type candidate struct{}

// CandidateID names a candidate, also to who may see one of the two casefiles,
// and says nothing of the other.
type CandidateID = id.Of[candidate]

// Candidate is two minors who may be one child, and why. A person decides.
type Candidate struct {
	ID          CandidateID    `json:"id"`
	Low         minor.ID       `json:"low"`
	High        minor.ID       `json:"high"`
	Names       [2]minor.Name  `json:"names"` // of the two, where they have any
	Codes       [2]minor.Code  `json:"codes"`
	Probability float64        `json:"probability"`
	Reasons     []match.Reason `json:"reasons"`
	Stated      bool           `json:"stated"`  // one was registered with the national code of the other
	Missing     bool           `json:"missing"` // one was missing when they were found
	Likely      bool           `json:"likely"`  // enough to be worth a person's time
	FoundAt     time.Time      `json:"found_at"`
}

// Beyond is a candidate of whom the caller answers for one child, and may not
// see the other: whom to ask is told, and nothing else of that casefile.
type Beyond struct {
	ID          CandidateID      `json:"id"`
	Minor       minor.ID         `json:"minor"`
	Probability float64          `json:"probability"`
	Missing     bool             `json:"missing"` // one of the two was
	FoundAt     time.Time        `json:"found_at"`
	Answers     []institution.ID `json:"answers"` // who answers for the other
}

// Candidates are those that wait for a decision.
type Candidates struct {
	Open     []Candidate `json:"open"` // the likely first, of them the missing, then by how likely they are
	Beyond   []Beyond    `json:"beyond"`
	More     bool        `json:"more"`
	Expected float64     `json:"expected"` // how many of those listed are one child, if the probabilities are right
	Less     bool        `json:"less"`     // there are less likely ones, which were not asked for
}

// Two names a pair of minors, in any order; the zero one is none.
type Two struct{ One, Other minor.ID }

// Asked is which candidates are asked for.
type Asked struct {
	After Two  // the last of those that were listed before
	Most  int  // at most [MaxFound]; 0 for that
	All   bool // also those that are less likely than is worth a person's time
}

// askedCandidates writes down what is asked.
func askedCandidates(of map[string]any) (string, error) {
	text, err := json.Marshal(of)
	if err != nil {
		return "", fmt.Errorf("write down what is asked: %w", err)
	}
	return string(text), nil
}

// Candidates gives at most [MaxFound] open candidates of which the caller may
// see both casefiles; and to a social service, of the children for whom it
// answers, those whose other casefile it may not see. It fails with
// [fault.Denied] for who may not search. It leaves a line that names whom it
// shows.
func (l *Lookup) Candidates(ctx context.Context, caller access.Caller, q Asked) (Candidates, error) {
	asked, err := askedCandidates(map[string]any{"candidates": "open", "after": []minor.ID{q.After.One, q.After.Other}, "all": q.All})
	if err != nil {
		return Candidates{}, err
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: asked}
	denied := access.Allow(caller, access.Search, access.InTerritory, access.InCustody, access.InScope)
	var out Candidates
	if denied == nil {
		if out, err = l.candidates(ctx, caller, q); err != nil {
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

// Proposal is one candidate, as far as the caller may see it: exactly one of the
// two is there.
type Proposal struct {
	Both *Candidate `json:"both,omitempty"`
	One  *Beyond    `json:"one,omitempty"`
}

// Candidate gives one open candidate. It fails with [fault.Denied] for who may
// not search, and with [fault.NotFound] if the caller may not see it, if there
// is none, or if it was decided. It leaves a line that names whom it shows.
func (l *Lookup) Candidate(ctx context.Context, caller access.Caller, of CandidateID) (out Proposal, err error) {
	asked, err := askedCandidates(map[string]any{"candidate": of})
	if err != nil {
		return Proposal{}, err
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: asked}
	failed := access.Allow(caller, access.Search, access.InTerritory, access.InCustody, access.InScope)
	if failed == nil {
		out, err = l.proposal(ctx, caller, of)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return Proposal{}, err
		}
		failed, line.Allowed = err, true
		switch {
		case out.Both != nil:
			line.Subjects = []minor.ID{out.Both.Low, out.Both.High}
		case out.One != nil:
			line.Subjects = []minor.ID{out.One.Minor}
		}
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return Proposal{}, err
	}
	return out, failed
}

func (l *Lookup) proposal(ctx context.Context, caller access.Caller, of CandidateID) (out Proposal, err error) {
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, selectCandidates+`WHERE c.id = $1 AND c.state = 'open'`, of)
		if err != nil {
			return fmt.Errorf("read candidate: %w", err)
		}
		both, err := collectCandidates(rows)
		if err != nil {
			return err
		}
		if both, err = toCandidates(ctx, tx, caller, both); err != nil {
			return err
		}
		if len(both) == 1 {
			out.Both = &both[0]
			return l.name(ctx, tx, both)
		}
		one, err := beyond(ctx, tx, caller)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(one, func(b Beyond) bool { return b.ID == of })
		if at < 0 {
			return undecided()
		}
		out.One = &one[at]
		return nil
	})
	return out, err
}

func undecided() error {
	return &fault.Error{Kind: fault.NotFound, Detail: "nobody takes these two for one child, or it was decided", Remedy: "list the candidates again"}
}

// candidates reads in one moment, behind the reader's own wall.
func (l *Lookup) candidates(ctx context.Context, caller access.Caller, q Asked) (out Candidates, err error) {
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		most := MaxFound
		if q.Most > 0 && q.Most < MaxFound {
			most = q.Most
		}
		if out.Open, err = openCandidates(ctx, tx, caller, q, most+1); err != nil {
			return err
		}
		if out.More = len(out.Open) > most; out.More {
			out.Open = out.Open[:most]
		}
		if out.Open, err = toCandidates(ctx, tx, caller, out.Open); err != nil {
			return err
		}
		for _, c := range out.Open {
			out.Expected += c.Probability
		}
		if err := l.name(ctx, tx, out.Open); err != nil {
			return err
		}
		if !q.All {
			less := `SELECT EXISTS (SELECT FROM candidates c WHERE c.state = 'open' AND NOT c.likely` + lowReached(caller) + `)`
			if err := tx.QueryRow(ctx, less).Scan(&out.Less); err != nil {
				return fmt.Errorf("read candidates: %w", err)
			}
		}
		if q.After.One.IsZero() {
			out.Beyond, err = beyond(ctx, tx, caller)
		}
		return err
	})
	return out, err
}

// CountBeyond counts the candidates of which a social service answers for one
// child alone: a number for the first page, which names nobody and so leaves no
// line; the list does. For every other role it is 0, as [Lookup.Candidates]
// tells it of none.
func (l *Lookup) CountBeyond(ctx context.Context, caller access.Caller) (n int, err error) {
	if caller.Role != access.Municipality {
		return 0, nil
	}
	return n, pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM candidates_beyond()`).Scan(&n); err != nil {
			return fmt.Errorf("count candidates: %w", err)
		}
		return nil
	})
}

// beyond gives the candidates of which a social service answers for one child
// alone. To others nothing is told: who hosts a child, or has a place in the
// territory, does not learn whether there is another casefile.
func beyond(ctx context.Context, tx pgx.Tx, caller access.Caller) ([]Beyond, error) {
	if caller.Role != access.Municipality {
		return nil, nil
	}
	rows, err := tx.Query(ctx, `SELECT id, minor, probability, missing, found_at, answers FROM candidates_beyond()`)
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Beyond])
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	return out, nil
}

const selectCandidates = `SELECT c.id, c.low, c.high, c.probability, c.reasons, c.stated, c.missing, c.likely, c.found_at FROM candidates c `

// lowReached narrows a statement about candidates c to those of whom one is the
// caller's own, found by an index: behind the readers' policy alone, which asks for
// both, all that are open in the nation are read. For who sees the nation there is
// nothing to narrow.
func lowReached(caller access.Caller) string {
	if seesNation(caller) {
		return ""
	}
	return ` AND c.low = ` + reachedMinors
}

// openCandidates gives open candidates after a pair, if one is given: the likely
// first, of them the missing, then by how likely they are.
func openCandidates(ctx context.Context, tx pgx.Tx, caller access.Caller, q Asked, most int) ([]Candidate, error) {
	rows, err := tx.Query(ctx, selectCandidates+`LEFT JOIN candidates a ON a.low = least($1::uuid, $2::uuid) AND a.high = greatest($1::uuid, $2::uuid)
		WHERE c.state = 'open' AND (c.likely OR $4)`+lowReached(caller)+`
			AND (a.low IS NULL OR (a.likely, a.missing, a.probability, c.low, c.high) > (c.likely, c.missing, c.probability, a.low, a.high))
		ORDER BY c.likely DESC, c.missing DESC, c.probability DESC, c.low, c.high LIMIT $3`, q.After.One, q.After.Other, most, q.All)
	if err != nil {
		return nil, fmt.Errorf("read candidates: %w", err)
	}
	return collectCandidates(rows)
}

func collectCandidates(rows pgx.Rows) (out []Candidate, err error) {
	var c Candidate
	var reasons []byte
	_, err = pgx.ForEachRow(rows, []any{&c.ID, &c.Low, &c.High, &c.Probability, &reasons, &c.Stated, &c.Missing, &c.Likely, &c.FoundAt}, func() error {
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
			return undecided()
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
