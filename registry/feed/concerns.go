package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// concerns gives what an installation has to see to about some minors: alerts of
// all, and of those who are out of its scope the conflicts of its own records.
func (f *Feed) concerns(ctx context.Context, tx pgx.Tx, agent change.AgentID, all, out []minor.ID) (map[minor.ID]*api.Concerns, error) {
	of := map[minor.ID]*api.Concerns{}
	at := func(m minor.ID) *api.Concerns {
		if of[m] == nil {
			of[m] = &api.Concerns{}
		}
		return of[m]
	}
	if err := alerts(ctx, tx, agent, all, func(m minor.ID, a api.Alert) { at(m).Alerts = append(at(m).Alerts, a) }); err != nil {
		return nil, fmt.Errorf("read alerts: %w", err)
	}
	if len(out) == 0 {
		return of, nil
	}
	records, err := ledger.OfChildren(ctx, tx, f.Sealer, out)
	if err != nil {
		return nil, err
	}
	for _, m := range out {
		c, err := contests(agent, m, records[m])
		if err != nil {
			return nil, err
		}
		if len(c) > 0 {
			at(m).Contests = c
		}
	}
	return of, nil
}

// alerts reads the alerts about minors that are raised to an installation's offices.
func alerts(ctx context.Context, tx pgx.Tx, agent change.AgentID, minors []minor.ID, add func(minor.ID, api.Alert)) error {
	if len(minors) == 0 {
		return nil
	}
	const sql = `SELECT m.minor, a.rule, a.record, coalesce(a.sent_from, '00000000-0000-0000-0000-000000000000'),
			coalesce(a.sent_to, '00000000-0000-0000-0000-000000000000'), a.happened_on, a.due_at
		FROM (SELECT DISTINCT unnest($2::uuid[]) AS minor) m LEFT JOIN casefiles c ON c.minor = m.minor
		JOIN alerts a ON a.minor = coalesce(c.joined[1], m.minor) AND a.ended_at IS NULL
		WHERE a.offices && ARRAY(SELECT office FROM installation_offices WHERE installation = $1)
		ORDER BY m.minor, a.due_at, a.record`
	rows, err := tx.Query(ctx, sql, agent, minors)
	if err != nil {
		return pg.Fault(err)
	}
	var m minor.ID
	var a api.Alert
	var from, to facility.ID
	_, err = pgx.ForEachRow(rows, []any{&m, &a.Rule, &a.Record, &from, &to, &a.On, &a.Due}, func() error {
		a.From, a.To, a.Due = facility.At(from), facility.At(to), a.Due.UTC()
		add(m, a)
		return nil
	})
	return pg.Fault(err)
}

// contested gives those of some minors about whom an installation's own record is
// in an open conflict.
func contested(ctx context.Context, tx pgx.Tx, agent change.AgentID, minors []minor.ID) ([]minor.ID, error) {
	if len(minors) == 0 {
		return nil, nil
	}
	const sql = `SELECT DISTINCT c.minor FROM casefiles c JOIN conflicts k ON k.minor = coalesce(c.joined[1], c.minor)
		JOIN records r ON r.id = ANY (k.records) AND r.agent = $1 WHERE c.minor = ANY ($2)`
	rows, err := tx.Query(ctx, sql, agent, minors)
	if err != nil {
		return nil, fmt.Errorf("find contests: %w", err)
	}
	return pgx.CollectRows(rows, pgx.RowTo[minor.ID])
}

// contests gives the conflicts of a child in which an installation's own records
// contend, or did before somebody decided.
func contests(agent change.AgentID, m minor.ID, entries []change.Placed) ([]api.Contest, error) {
	file := casefile.Fold(m, entries)
	var out []api.Contest
	for _, c := range file.Conflicts {
		contest := api.Contest{Slot: c.Slot, Section: c.Section}
		var err error
		var own bool
		if contest.Sides, own, err = sides(agent, casefile.Sides(c, entries)); err != nil {
			return nil, err
		}
		if own {
			out = append(out, contest)
		}
	}
	return decided(agent, out, entries)
}

// decided adds to the open conflicts those that somebody decided, of each slot
// the last, with the installation's own records alone: of what the others said
// nothing is told any more.
func decided(agent change.AgentID, out []api.Contest, entries []change.Placed) ([]api.Contest, error) {
	open := len(out)
	for i := range entries {
		z := &entries[i]
		b, ok := z.Body.(change.Resolved)
		is := func(c api.Contest) bool { return c.Slot == b.Slot }
		if !ok || !z.Standing.Entitled || slices.ContainsFunc(out[:open], is) {
			continue
		}
		own := slices.DeleteFunc(casefile.Sides(casefile.Conflict{Slot: b.Slot, Records: b.Saw}, entries), func(s casefile.Side) bool { return s.Agent != agent })
		if len(own) == 0 {
			continue
		}
		contest := api.Contest{Slot: b.Slot, Section: z.Section, Decided: z.ID}
		contest.Stands = b.Both || slices.ContainsFunc(own, func(s casefile.Side) bool { return s.ID == b.Choose })
		var err error
		if contest.Sides, _, err = sides(agent, own); err != nil {
			return nil, err
		}
		out = append(slices.DeleteFunc(out, is), contest)
	}
	return out, nil
}

// sides gives what records say in a slot, an installation's own whole, and
// whether one of them is its own.
func sides(agent change.AgentID, all []casefile.Side) (out []api.Side, own bool, err error) {
	for _, s := range all {
		side := api.Side{Record: s.ID, Kind: s.Kind, On: s.On}
		if side.Value, err = json.Marshal(bare(s.Value)); err != nil {
			return nil, false, fmt.Errorf("write a side: %w", err)
		}
		if s.Agent == agent {
			own, side.Own = true, change.AppendRecord(nil, &s.Placed.Record)
		}
		out = append(out, side)
	}
	return out, own, nil
}

// bare gives what a record says in a slot without the words that people added:
// they may tell more of the child than the slot does.
func bare(v any) any {
	switch v := v.(type) {
	case movement.Departed:
		return movement.Departed{From: v.From, To: v.To}
	case movement.Refused:
		return movement.Departed{From: v.From, To: v.To}
	case movement.Withdrawn:
		return movement.Departed{From: v.From, To: v.To}
	case movement.AbsenceReported:
		return movement.AbsenceReported{From: v.From}
	case placement.Began:
		return v.At
	case placement.Ended:
		return v.At
	case change.Resolved:
		return v.Third
	case change.Retracted:
		return nil
	}
	return v
}

// concern gives what the installation has to see to about a row's minor, or what
// stands for nothing. Of one who is out of its scope it is not told between which
// places the minor was sent.
func (c *composer) concern(r *row, nothing *api.Concerns) *api.Concerns {
	of := c.concerns[r.Minor]
	switch {
	case of == nil:
		return nothing
	case r.Sections != nil:
		return &api.Concerns{Alerts: of.Alerts}
	}
	out := &api.Concerns{Contests: of.Contests}
	for _, a := range of.Alerts {
		a.From, a.To = facility.Place{}, facility.Place{}
		out.Alerts = append(out.Alerts, a)
	}
	return out
}
