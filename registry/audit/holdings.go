package audit

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Why the data of a child was on an installation.
const (
	InScope = "in-scope" // it was brought, as long as the child was in its scope
	Left    = "left"     // the child had left its scope less than 30 days before, and it may have been kept
	Wrote   = "wrote"    // it had written about the child itself
)

// Holding is a child whose data was on an installation at a time.
type Holding struct {
	Minor minor.ID   `json:"minor"`
	Code  minor.Code `json:"code,omitempty"`
	Why   string     `json:"why"`
	Since *time.Time `json:"since,omitempty"` // when it came into the scope
	Until *time.Time `json:"until,omitempty"` // when it left

	Sections []change.Section `json:"sections,omitempty"` // that were brought; none where it had written alone
	Position uint64           `json:"position,omitempty"` // of the record by which it came into the scope
}

// keptFor is how long an installation may keep what has left its scope (design
// section 5 rule 12).
const keptFor = 30 * 24 * time.Hour

// Holdings names the children whose data was, or may have been, on an
// installation at an instant: what must be told when a machine is lost. It errs
// to naming one too many. It fails with [fault.Denied] for who may not ask, and
// with [fault.NotFound] for an installation that there is not.
func (l *Log) Holdings(ctx context.Context, caller access.Caller, agent change.AgentID, at time.Time) ([]Holding, error) {
	line := Line{Caller: caller, Action: access.AskHoldings, Asked: fmt.Sprintf("%s at %s", agent, at.UTC().Format(time.RFC3339))}
	var out []Holding
	known := false
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) (err error) {
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM installations WHERE id = $1)`, agent).Scan(&known); err != nil || !known {
			return err
		}
		if out, err = holdings(ctx, tx, agent, at); err != nil {
			return err
		}
		for _, h := range out {
			line.Subjects = append(line.Subjects, h.Minor)
		}
		return nil
	})
	if err == nil && !known {
		err = fault.Newf(fault.NotFound, "there is no such installation")
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

func holdings(ctx context.Context, q pg.Querier, agent change.AgentID, at time.Time) ([]Holding, error) {
	position, err := ledger.PositionAt(ctx, q, at.Add(time.Microsecond))
	if err != nil {
		return nil, err
	}
	out, err := brought(ctx, q, agent, position, at)
	if err != nil {
		return nil, err
	}
	has := map[minor.ID]bool{}
	for _, h := range out {
		has[h.Minor] = true
	}
	own, err := written(ctx, q, agent, position, at)
	if err != nil {
		return nil, err
	}
	for _, m := range own {
		if !has[m] {
			out = append(out, Holding{Minor: m, Why: Wrote})
		}
	}
	slices.SortFunc(out, func(a, b Holding) int { return a.Minor.Compare(b.Minor) })
	return out, name(ctx, q, out)
}

// brought gives the children who were in the scope, or had left it lately. One
// whose casefile was never sent is not among them.
func brought(ctx context.Context, q pg.Querier, agent change.AgentID, position uint64, at time.Time) ([]Holding, error) {
	const sql = `SELECT DISTINCT ON (s.minor) s.minor, e.at AS since, CASE WHEN s."left" <= $2 THEN x.at END AS until, s.sections, s.entered
		FROM scopes s JOIN ledger e ON e.position = s.entered LEFT JOIN ledger x ON x.position = s."left"
		WHERE s.agent = $1 AND s.entered <= $2 AND (s."left" IS NULL OR s."left" > $2 OR x.at > $3)
			AND NOT EXISTS (SELECT FROM feed f WHERE f.agent = s.agent AND f.minor = s.minor AND f.what = 'enter' AND f.position = s.entered
				AND f.n > coalesce((SELECT c.sent FROM feed_cursors c WHERE c.agent = s.agent), 0))
		ORDER BY s.minor, s."left" DESC NULLS FIRST`
	rows, err := q.Query(ctx, sql, agent, position, at.Add(-keptFor))
	if err != nil {
		return nil, fmt.Errorf("read scope: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (h Holding, err error) {
		h.Why = InScope
		if err = row.Scan(&h.Minor, &h.Since, &h.Until, &h.Sections, &h.Position); h.Until != nil {
			h.Why = Left
		}
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("read scope: %w", pg.Fault(err))
	}
	return out, nil
}

// Holder is an installation that holds something about a child.
type Holder struct {
	Agent   change.AgentID
	Label   string
	Offices []institution.OfficeID // for which it works
	Why     string                 // [InScope], [Left] or [Wrote]
}

// Holders names the installations on which something about a child, of a section if
// one is given, is or may be: who is told of what was put right, restricted or erased
// (regulation (EU) 2016/679 art. 19). All minors of a joined child are asked about. Whoever opens the casefile is told. It errs to
// naming one too many.
func (l *Log) Holders(ctx context.Context, caller access.Caller, minors []minor.ID, of change.Section, relations ...access.Relation) ([]Holder, error) {
	line := Line{Caller: caller, Action: access.OpenCasefile, Subjects: slices.Clone(minors), Asked: "which installations hold it"}
	var out []Holder
	err := l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) error {
		const sql = `WITH held AS (
				SELECT s.agent, CASE WHEN s."left" IS NULL THEN 1 ELSE 2 END AS why FROM scopes s LEFT JOIN ledger x ON x.position = s."left"
				WHERE s.minor = ANY ($1) AND (s."left" IS NULL OR x.at > $2) AND ($3 = '' OR $3 = ANY (s.sections))
				UNION ALL SELECT r.agent, 3 FROM records r WHERE r.minor = ANY ($1) AND ($3 = '' OR convert_from(r.header, 'UTF8')::jsonb ->> 'section' = $3)
			)
			SELECT i.id, i.label, ARRAY(SELECT o.office FROM installation_offices o WHERE o.installation = i.id ORDER BY 1), min(h.why)
			FROM held h JOIN installations i ON i.id = h.agent WHERE i.role <> 'ministry' AND i.revoked_at IS NULL GROUP BY i.id, i.label ORDER BY i.label, i.id`
		rows, err := tx.Query(ctx, sql, minors, l.now().Add(-keptFor), string(of))
		if err != nil {
			return err
		}
		var h Holder
		var why int
		_, err = pgx.ForEachRow(rows, []any{&h.Agent, &h.Label, &h.Offices, &why}, func() error {
			h.Why = []string{InScope, Left, Wrote}[why-1]
			out = append(out, h)
			h.Offices = nil
			return nil
		})
		return pg.Fault(err)
	}, relations...)
	if err != nil {
		return nil, err
	}
	return out, nil
}

// written gives the children about whom the installation itself had written by
// then, be it that the record came later.
func written(ctx context.Context, q pg.Querier, agent change.AgentID, position uint64, at time.Time) ([]minor.ID, error) {
	const sql = `SELECT DISTINCT r.minor FROM receipts x JOIN records r ON r.position = x.position,
			LATERAL (SELECT convert_from(r.header, 'UTF8')::jsonb -> 'made' AS made) h
		WHERE x.agent = $1 AND x.verdict <> 'refused' AND (r.position <= $2
			OR (h.made ->> 'at')::timestamptz - coalesce((h.made ->> 'skew')::bigint, 0) * interval '1 second' <= $3)`
	rows, err := q.Query(ctx, sql, agent, position, at)
	if err != nil {
		return nil, fmt.Errorf("read own records: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[minor.ID])
	if err != nil {
		return nil, fmt.Errorf("read own records: %w", pg.Fault(err))
	}
	return out, nil
}

// name adds the national codes.
func name(ctx context.Context, q pg.Querier, list []Holding) error {
	minors := make([]minor.ID, len(list))
	for i, h := range list {
		minors[i] = h.Minor
	}
	called, err := codes(ctx, q, minors)
	for i := range list {
		list[i].Code = called[list[i].Minor]
	}
	return err
}

// codes gives the national codes of minors, the first of each.
func codes(ctx context.Context, q pg.Querier, minors []minor.ID) (map[minor.ID]minor.Code, error) {
	rows, err := q.Query(ctx, `SELECT minor, serial FROM codes WHERE minor = ANY ($1) ORDER BY serial DESC`, minors)
	if err != nil {
		return nil, fmt.Errorf("read codes: %w", pg.Fault(err))
	}
	out := map[minor.ID]minor.Code{}
	var m minor.ID
	var serial uint32
	_, err = pgx.ForEachRow(rows, []any{&m, &serial}, func() error {
		var err error
		out[m], err = minor.NewCode(serial)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read codes: %w", pg.Fault(err))
	}
	return out, nil
}
