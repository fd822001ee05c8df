package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Who is a person as the directory names them, with the office they work at.
type Who struct {
	Name   minor.Text
	Office string
}

// Named is what identifiers in lines are called: people of offices, machines and
// children, the last by their national codes alone. An auditor is shown no child's
// name: no cell of access gives one.
type Named struct {
	People   map[institution.PersonID]Who
	Machines map[change.AgentID]string
	Codes    map[minor.ID]minor.Code
}

// Shown are lines as a page shows them.
type Shown struct {
	Lines []Found
	Named
	More bool // there are more after the last
}

// Search gives lines as [Log.Lines] does, with what those in them are called. What
// somebody asked about children is kept back, since it may name them: an auditor who
// needs it takes it with registryctl, which says so in the record of access.
func (l *Log) Search(ctx context.Context, caller access.Caller, f Filter, output string) (Shown, error) {
	most := cmp.Or(min(f.Most, MaxLines-1), DefaultLines)
	f.Most = most + 1 // whether there are more
	var out Shown
	line, err := l.asks(caller, f, output)
	if err != nil {
		return out, err
	}
	err = l.answer(ctx, &line, func(ctx context.Context, tx pgx.Tx) (err error) {
		if out.Lines, err = l.find(ctx, tx, f); err != nil {
			return err
		}
		if out.More = len(out.Lines) > most; out.More {
			out.Lines = out.Lines[:most]
		}
		keepBack(out.Lines)
		line.take(out.Lines)
		out.Named, err = l.name(ctx, tx, out.Lines)
		return err
	})
	if err != nil {
		return Shown{}, err
	}
	return out, nil
}

// keepBack leaves out what was asked about children.
func keepBack(lines []Found) {
	own := []access.Action{access.ReadLines, access.ReviewLooks, access.AskHoldings, access.Operate}
	for i := range lines {
		if !slices.Contains(own, lines[i].Action) {
			lines[i].Asked = ""
		}
	}
}

// name names those in lines.
func (l *Log) name(ctx context.Context, q pg.Querier, lines []Found) (Named, error) {
	var people []institution.PersonID
	var machines []change.AgentID
	var minors []minor.ID
	for i := range lines {
		people, machines, minors = append(people, lines[i].Person), append(machines, lines[i].Agent), append(minors, lines[i].Subjects...)
	}
	return names(ctx, q, people, machines, minors)
}

func names(ctx context.Context, q pg.Querier, people []institution.PersonID, machines []change.AgentID, minors []minor.ID) (out Named, err error) {
	out = Named{People: map[institution.PersonID]Who{}, Machines: map[change.AgentID]string{}}
	if out.Codes, err = codes(ctx, q, minors); err != nil {
		return out, err
	}
	const who = `SELECT DISTINCT ON (p.id) p.id, p.name, coalesce(i.name, s.name, '') AS office FROM people p
		LEFT JOIN LATERAL (SELECT name FROM institutions WHERE id = p.office ORDER BY known_until NULLS FIRST, valid_from DESC LIMIT 1) i ON true
		LEFT JOIN LATERAL (SELECT name FROM structures WHERE id = p.office ORDER BY known_until NULLS FIRST, valid_from DESC LIMIT 1) s ON true
		WHERE p.id = ANY ($1) ORDER BY p.id, p.known_until NULLS FIRST, p.valid_from DESC`
	rows, err := q.Query(ctx, who, people)
	if err != nil {
		return out, fmt.Errorf("name people: %w", pg.Fault(err))
	}
	var p institution.PersonID
	var w Who
	if _, err = pgx.ForEachRow(rows, []any{&p, &w.Name, &w.Office}, func() error { out.People[p] = w; return nil }); err != nil {
		return out, fmt.Errorf("name people: %w", pg.Fault(err))
	}
	rows, err = q.Query(ctx, `SELECT id, label FROM installations WHERE id = ANY ($1)`, machines)
	if err != nil {
		return out, fmt.Errorf("name machines: %w", pg.Fault(err))
	}
	var a change.AgentID
	var label string
	if _, err = pgx.ForEachRow(rows, []any{&a, &label}, func() error { out.Machines[a] = label; return nil }); err != nil {
		return out, fmt.Errorf("name machines: %w", pg.Fault(err))
	}
	return out, nil
}

// Machine is an installation, to be chosen from.
type Machine struct {
	ID      change.AgentID `json:"id"`
	Label   string         `json:"label"`
	Role    access.Role    `json:"role"`
	Revoked bool           `json:"revoked,omitempty"`
}

// maxMachines bounds the installations offered. Arbitrary: who needs another gives its
// identifier.
const maxMachines = 50

// Machines gives the installations whose label holds some words, or that have an
// identifier, for who may ask what they held: at most 50. That there are
// installations is no secret, and leaves no line.
func (l *Log) Machines(ctx context.Context, caller access.Caller, words string) ([]Machine, error) {
	if err := access.Allow(caller, access.AskHoldings); err != nil {
		return nil, err
	}
	const sql = `SELECT id, label, role, revoked_at IS NOT NULL AS revoked FROM installations
		WHERE strpos(lower(label), lower($1)) > 0 OR id::text = lower($1) ORDER BY label, id LIMIT $2`
	rows, err := l.pool.Query(ctx, sql, words, maxMachines)
	if err != nil {
		return nil, fmt.Errorf("find installations: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Machine])
	if err != nil {
		return nil, fmt.Errorf("find installations: %w", pg.Fault(err))
	}
	return out, nil
}
