package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
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
	own, err := contested(ctx, tx, agent, out)
	if err != nil || len(own) == 0 {
		return of, err
	}
	records, err := ledger.OfChildren(ctx, tx, f.Sealer, slices.Collect(maps.Keys(own)))
	if err != nil {
		return nil, err
	}
	for m := range own {
		if at(m).Contests, err = contests(own[m], m, records[m]); err != nil {
			return nil, err
		}
	}
	return of, nil
}

// alerts reads the alerts about minors that are raised to an installation's offices.
func alerts(ctx context.Context, tx pgx.Tx, agent change.AgentID, minors []minor.ID, add func(minor.ID, api.Alert)) error {
	if len(minors) == 0 {
		return nil
	}
	// Child by child, by their keys: a join of all with all alerts of the offices,
	// of which the server expects one, took seconds where they were a thousand.
	const none = `'00000000-0000-0000-0000-000000000000'`
	const sql = `SELECT m.minor, a.rule, coalesce(a.record, ` + none + `), coalesce(a.sent_from, ` + none + `),
			coalesce(a.sent_to, ` + none + `), a.happened_on, a.due_on, a.due_at
		FROM (SELECT n.minor, coalesce((SELECT c.joined[1] FROM casefiles c WHERE c.minor = n.minor), n.minor) AS child
			FROM (SELECT DISTINCT unnest($2::uuid[]) AS minor) n) m
		CROSS JOIN LATERAL (SELECT rule, record, sent_from, sent_to, happened_on, due_on, due_at FROM alerts
			WHERE minor = m.child AND ended_at IS NULL
				AND offices && ARRAY(SELECT office FROM installation_offices WHERE installation = $1) OFFSET 0) a
		ORDER BY m.minor, a.due_at, a.rule, a.happened_on, a.record`
	rows, err := tx.Query(ctx, sql, agent, minors)
	if err != nil {
		return pg.Fault(err)
	}
	var m minor.ID
	var a api.Alert
	var from, to facility.ID
	_, err = pgx.ForEachRow(rows, []any{&m, &a.Rule, &a.Record, &from, &to, &a.On, &a.DueOn, &a.Due}, func() error {
		a.From, a.To, a.Due = facility.At(from), facility.At(to), a.Due.UTC()
		add(m, a)
		return nil
	})
	return pg.Fault(err)
}

// contested gives the records that contend, or did, of an installation about
// some minors whom it has in scope no more, as intake noted them: by minor.
func contested(ctx context.Context, tx pgx.Tx, agent change.AgentID, minors []minor.ID) (map[minor.ID][]change.ID, error) {
	out := map[minor.ID][]change.ID{}
	if len(minors) == 0 {
		return out, nil
	}
	rows, err := tx.Query(ctx, `SELECT minor, record FROM contests WHERE agent = $1 AND minor = ANY ($2)`, agent, minors)
	if err != nil {
		return nil, fmt.Errorf("find contests: %w", err)
	}
	var m minor.ID
	var rec change.ID
	_, err = pgx.ForEachRow(rows, []any{&m, &rec}, func() error {
		out[m] = append(out[m], rec)
		return nil
	})
	return out, err
}

// contests gives the conflicts of a child in which an installation's own records
// contend, or did before somebody decided.
func contests(own []change.ID, m minor.ID, entries []change.Placed) ([]api.Contest, error) {
	file := casefile.Fold(m, entries)
	var out []api.Contest
	for _, c := range file.Conflicts {
		if !slices.ContainsFunc(c.Records, func(id change.ID) bool { return slices.Contains(own, id) }) {
			continue
		}
		contest := api.Contest{Slot: c.Slot, Section: c.Section}
		var err error
		if contest.Sides, err = sides(own, casefile.Sides(c, entries)); err != nil {
			return nil, err
		}
		out = append(out, contest)
	}
	return decided(own, out, entries)
}

// decided adds to the open conflicts those that somebody decided, of each slot
// the last, with the installation's own records alone: of what the others said
// nothing is told any more.
func decided(own []change.ID, out []api.Contest, entries []change.Placed) ([]api.Contest, error) {
	open := len(out)
	for i := range entries {
		z := &entries[i]
		b, ok := z.Body.(change.Resolved)
		is := func(c api.Contest) bool { return c.Slot == b.Slot }
		if !ok || !z.Standing.Entitled || slices.ContainsFunc(out[:open], is) {
			continue
		}
		mine := slices.DeleteFunc(slices.Clone(b.Saw), func(id change.ID) bool { return !slices.Contains(own, id) })
		if len(mine) == 0 {
			continue
		}
		contest := api.Contest{Slot: b.Slot, Section: z.Section, Decided: z.ID, Stands: b.Both || slices.Contains(mine, b.Choose)}
		var err error
		if contest.Sides, err = sides(own, casefile.Sides(casefile.Conflict{Slot: b.Slot, Records: mine}, entries)); err != nil {
			return nil, err
		}
		out = append(slices.DeleteFunc(out, is), contest)
	}
	return out, nil
}

// sides gives what records say in a slot, an installation's own whole.
func sides(own []change.ID, all []casefile.Side) (out []api.Side, err error) {
	for _, s := range all {
		side := api.Side{Record: s.ID, Kind: s.Kind, On: s.On}
		if side.Value, err = json.Marshal(bare(s.Value)); err != nil {
			return nil, fmt.Errorf("write a side: %w", err)
		}
		if slices.Contains(own, s.ID) {
			side.Own = change.AppendRecord(nil, &s.Placed.Record)
		}
		out = append(out, side)
	}
	return out, nil
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
// stands for nothing. Of one who is out of its scope, or of whom it is not brought
// where they are, it is not told between which places the minor was sent.
func (c *composer) concern(r *row, nothing *api.Concerns) *api.Concerns {
	of := c.concerns[r.Minor]
	switch {
	case of == nil:
		return nothing
	case slices.Contains(r.Sections, change.Presence):
		return &api.Concerns{Alerts: of.Alerts}
	}
	out := &api.Concerns{Contests: of.Contests}
	if nothing == nil { // with a leave: what was decided while the child was here is known
		out.Contests = slices.DeleteFunc(slices.Clone(of.Contests), func(c api.Contest) bool { return !c.Decided.IsZero() })
	}
	for _, a := range of.Alerts {
		a.From, a.To = facility.Place{}, facility.Place{}
		out.Alerts = append(out.Alerts, a)
	}
	return out
}
