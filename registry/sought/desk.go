package sought

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

// Asked is which pairs are asked for.
type Asked struct {
	Verdict Verdict // that stands; [Waiting] for those that nobody has decided
	After   PairID  // the last of those that were listed before
	All     bool    // also those that are less likely than is worth a person's time
	Most    int     // at most a page of 50; 0 for that
}

// Listed is some pairs, the likeliest first.
type Listed struct {
	Pairs []Pair `json:"pairs"`
	More  bool   `json:"more"`
}

// Shown is one pair with all that was decided about it, the last decision first.
type Shown struct {
	Pair    Pair       `json:"pair"`
	History []Decision `json:"history"`
}

// List gives pairs, to the Ministry alone. It fails with [fault.Denied], and leaves a
// line that names the children.
func (b *Book) List(ctx context.Context, caller access.Caller, q Asked) (Listed, error) {
	line := audit.Line{Caller: caller, Action: access.ShowSought, Asked: fmt.Sprintf("sought persons: pairs, verdict %q, after %s, all %v", q.Verdict, q.After, q.All)}
	denied := access.Allow(caller, access.ShowSought)
	var out Listed
	if denied == nil {
		err := pg.InSnapshot(ctx, b.Pool, nil, func(ctx context.Context, tx pgx.Tx) (err error) {
			out, err = b.list(ctx, tx, q)
			return err
		})
		if err != nil {
			return Listed{}, err
		}
		line.Allowed = true
		for _, p := range out.Pairs {
			line.Subjects = append(line.Subjects, p.Sides[0].Minor, p.Sides[1].Minor)
		}
	}
	if err := b.Lines.Write(ctx, line); err != nil {
		return Listed{}, err
	}
	return out, denied
}

// selectPairs gives pairs with the verdict that stands.
const selectPairs = `SELECT p.id, p.low, p.high, p.probability, p.likely, p.reasons, p.found_at, coalesce(d.verdict, '') AS verdict FROM sought_pairs p
	LEFT JOIN LATERAL (SELECT s.verdict FROM sought_decisions s WHERE s.low = p.low AND s.high = p.high ORDER BY s.number DESC LIMIT 1) d ON true `

func (b *Book) list(ctx context.Context, tx pgx.Tx, q Asked) (out Listed, err error) {
	most := maxListed
	if q.Most > 0 && q.Most < maxListed {
		most = q.Most
	}
	out.Pairs, err = b.pairs(ctx, tx, selectPairs+`LEFT JOIN sought_pairs a ON a.id = $2
		WHERE NOT p.gone AND coalesce(d.verdict, '') = $1 AND (p.likely OR $3 OR $1 <> '') AND (a.id IS NULL OR (p.probability, p.id) < (a.probability, a.id))
		ORDER BY p.probability DESC, p.id DESC LIMIT $4`, string(q.Verdict), q.After, q.All, most+1)
	if out.More = len(out.Pairs) > most; out.More {
		out.Pairs = out.Pairs[:most]
	}
	return out, err
}

// row is a pair as it is kept.
type row struct {
	ID          PairID
	Low, High   ID
	Probability float64
	Likely      bool
	Reasons     []byte
	FoundAt     time.Time
	Verdict     Verdict
}

// pairs reads pairs with both persons; without those of whom the key is gone.
func (b *Book) pairs(ctx context.Context, q pg.Querier, sql string, args ...any) ([]Pair, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, fmt.Errorf("read pairs: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read pairs: %w", err)
	}
	var ids []ID
	for _, r := range all {
		ids = append(ids, r.Low, r.High)
	}
	persons, err := b.read(ctx, q, `SELECT id, minor, card FROM sought_persons WHERE id = ANY ($1)`, ids)
	if err != nil {
		return nil, err
	}
	codes, err := b.codes(ctx, q, persons)
	if err != nil {
		return nil, err
	}
	out := []Pair{}
	for _, r := range all {
		low, there := persons[r.Low]
		high, too := persons[r.High]
		if !there || !too {
			continue
		}
		var why []match.Reason
		if err := json.Unmarshal(r.Reasons, &why); err != nil {
			return nil, fmt.Errorf("read reasons: %w", err)
		}
		out = append(out, Pair{
			r.ID, [2]Side{{low.minor, codes[low.minor], low.person}, {high.minor, codes[high.minor], high.person}},
			r.Probability, r.Likely, why, r.FoundAt, r.Verdict,
		})
	}
	return out, nil
}

// codes gives the codes of the children who tell of persons.
func (b *Book) codes(ctx context.Context, q pg.Querier, persons map[ID]told) (map[minor.ID]minor.Code, error) {
	minors := make([]minor.ID, 0, len(persons))
	for _, p := range persons {
		minors = append(minors, p.minor)
	}
	keys, err := b.Sealer.Find(ctx, q, minors)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `SELECT minor, card FROM match_keys WHERE minor = ANY ($1)`, minors)
	if err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	out := map[minor.ID]minor.Code{}
	var m minor.ID
	var card []byte
	_, err = pgx.ForEachRow(rows, []any{&m, &card}, func() error {
		if keys[m] == nil {
			return nil
		}
		c, err := likeness.Open(keys[m], m, card)
		out[m] = c.Code
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read codes: %w", err)
	}
	return out, nil
}

// Show gives one pair and what was decided, to the Ministry alone. It fails with
// [fault.Denied], and with [fault.NotFound] where there is none, or one of the two is
// not sought any more; it leaves a line that names both children.
func (b *Book) Show(ctx context.Context, caller access.Caller, of PairID) (out Shown, err error) {
	line := audit.Line{Caller: caller, Action: access.ShowSought, Asked: "sought persons: pair " + of.String()}
	failed := access.Allow(caller, access.ShowSought)
	if failed == nil {
		out, err = b.shown(ctx, of)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return Shown{}, err
		}
		if failed, line.Allowed = err, true; failed == nil {
			line.Subjects = subjects(out.Pair)
		}
	}
	if err := b.Lines.Write(ctx, line); err != nil {
		return Shown{}, err
	}
	return out, failed
}

func subjects(p Pair) []minor.ID { return []minor.ID{p.Sides[0].Minor, p.Sides[1].Minor} }

func (b *Book) shown(ctx context.Context, of PairID) (out Shown, err error) {
	err = pg.InSnapshot(ctx, b.Pool, nil, func(ctx context.Context, tx pgx.Tx) error {
		found, err := b.pairs(ctx, tx, selectPairs+`WHERE p.id = $1 AND (NOT p.gone OR d.verdict IS NOT NULL)`, of)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return &fault.Error{Kind: fault.NotFound, Detail: "nobody takes these two for one person, or one is not sought any more", Remedy: "list the pairs again"}
		}
		out.Pair = found[0]
		out.History, err = b.history(ctx, tx, out.Pair)
		return err
	})
	return out, err
}

// decided is a decision as it is kept.
type decided struct {
	ID        DecisionID
	Verdict   Verdict
	Minor     minor.ID
	Why       []byte
	DecidedAt time.Time
	Person    institution.PersonID
	Office    institution.OfficeID
}

type decisionTag struct{}

// DecisionID identifies a decision: made when the form was opened, so that one that is
// sent twice is one.
type DecisionID = id.Of[decisionTag]

func (b *Book) history(ctx context.Context, q pg.Querier, p Pair) ([]Decision, error) {
	rows, err := q.Query(ctx, `SELECT d.id, d.verdict, d.minor, d.why, d.decided_at, d.person, d.office FROM sought_decisions d
		WHERE (d.low, d.high) = ($1, $2) ORDER BY d.number DESC`, p.Sides[0].Person.ID, p.Sides[1].Person.ID)
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByName[decided])
	if err != nil {
		return nil, fmt.Errorf("read decisions: %w", err)
	}
	keys, err := b.Sealer.Find(ctx, q, subjects(p))
	if err != nil {
		return nil, err
	}
	out := []Decision{}
	for _, d := range all {
		if keys[d.Minor] == nil {
			continue
		}
		why, err := keys[d.Minor].Open(whyPlace(d.ID), d.Why)
		if err != nil {
			return nil, err
		}
		out = append(out, Decision{d.Verdict, minor.Text(why), d.DecidedAt, d.Person, d.Office})
	}
	return out, nil
}

func whyPlace(of DecisionID) seal.Place {
	return seal.Place{Table: "sought_decisions", Column: "why", Row: of}
}

// Say is what somebody decides of a pair.
type Say struct {
	ID      DecisionID
	Of      PairID
	Verdict Verdict // not [Waiting]
	Why     minor.Text
	Seen    int // how many decisions were on the page
}

// Validate fails with [fault.Invalid], naming the field.
func (s Say) Validate() error {
	if s.Verdict != Same && s.Verdict != Distinct && s.Verdict != Undecided {
		return fault.Field("verdict", "not a verdict", "use same, distinct or undecided")
	}
	if strings.TrimSpace(s.Why.Reveal()) == "" {
		return fault.Field("why", "no reason", "say by what you tell")
	}
	return s.Why.Check("why", maxWhy)
}

// Decide writes down what somebody at the Ministry decides of a pair; the same again is
// kept once, and what was decided before stays below it. It fails with [fault.Invalid],
// [fault.Denied] and [fault.NotFound] as [Book.Show] does, and with [fault.Conflict] if
// somebody has decided since the page was opened. It leaves a line first that names both
// children. Nobody is told.
func (b *Book) Decide(ctx context.Context, caller access.Caller, s Say) error {
	if err := s.Validate(); err != nil {
		return err
	}
	line := audit.Line{Caller: caller, Action: access.DecideSought, Asked: fmt.Sprintf("sought persons: pair %s: %s", s.Of, s.Verdict)}
	denied := access.Allow(caller, access.DecideSought)
	if denied == nil && (caller.Person.IsZero() || len(caller.Offices) == 0) {
		denied = fault.Newf(fault.Denied, "a person decides")
	}
	if denied != nil {
		return errors.Join(b.Lines.Write(ctx, line), denied)
	}
	found, err := b.shown(ctx, s.Of)
	if err != nil {
		return errors.Join(b.Lines.Write(ctx, line), err)
	}
	line.Allowed, line.Subjects = true, subjects(found.Pair)
	if err := b.Lines.Write(ctx, line); err != nil {
		return err
	}
	return pg.InTx(ctx, b.Pool, func(ctx context.Context, tx pgx.Tx) error { return b.add(ctx, tx, caller, found.Pair, s) })
}

// add adds a decision to those on the page.
func (b *Book) add(ctx context.Context, tx pgx.Tx, caller access.Caller, p Pair, s Say) error {
	low, high := p.Sides[0], p.Sides[1]
	var there bool
	var n int
	if err := tx.QueryRow(ctx, `SELECT id IS NOT NULL FROM sought_pairs WHERE id = $1 FOR UPDATE`, s.Of).Scan(&there); err != nil {
		return fmt.Errorf("find pair: %w", pg.Fault(err))
	}
	err := tx.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE id = $3) > 0 FROM sought_decisions WHERE (low, high) = ($1, $2)`,
		low.Person.ID, high.Person.ID, s.ID).Scan(&n, &there)
	switch {
	case err != nil:
		return fmt.Errorf("find decisions: %w", pg.Fault(err))
	case there:
		return nil
	case n != s.Seen:
		return &fault.Error{Kind: fault.Conflict, Detail: "somebody has decided since the page was opened", Remedy: "open the pair again, and decide anew"}
	}
	keys, err := b.Sealer.Find(ctx, tx, []minor.ID{low.Minor})
	if err != nil {
		return err
	}
	if keys[low.Minor] == nil {
		return fault.Newf(fault.NotFound, "no such minor")
	}
	why, err := keys[low.Minor].Seal(whyPlace(s.ID), []byte(s.Why.Reveal()))
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO sought_decisions (id, low, high, verdict, minor, why, decided_at, person, office) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		s.ID, low.Person.ID, high.Person.ID, string(s.Verdict), low.Minor, why, b.Now(), caller.Person, caller.Offices[0])
	return pg.Fault(err)
}

// Backlog counts the pairs that wait for a decision and are worth a person's time,
// with when the oldest was found, to the Ministry alone. It names nobody and so
// leaves no line; the list does. It fails with [fault.Denied].
func (b *Book) Backlog(ctx context.Context, caller access.Caller) (n int, oldest day.Date, err error) {
	if err := access.Allow(caller, access.ShowSought); err != nil {
		return 0, oldest, err
	}
	var found *time.Time
	const q = `SELECT count(*), min(p.found_at) FROM sought_pairs p
		WHERE NOT p.gone AND p.likely AND NOT EXISTS (SELECT FROM sought_decisions s WHERE s.low = p.low AND s.high = p.high)`
	if err := b.Pool.QueryRow(ctx, q).Scan(&n, &found); err != nil {
		return 0, oldest, pg.Fault(fmt.Errorf("count pairs: %w", err))
	}
	if found != nil {
		oldest = day.FromTime(*found)
	}
	return n, oldest, nil
}
