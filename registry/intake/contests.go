package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// contest is a record that contends about a child whom its installation had in
// scope when it was written, and has no more: of the slot it is told what is
// said (design section 5 rule 12). What anybody may write about any child is
// never among them, or they would learn of whom they asked; nor is what comes
// once the installation has let go of the child, with an older page claimed.
type contest struct {
	agent  change.AgentID
	minor  minor.ID
	record change.ID
}

// tellContests notes whose records about a child contend who lose it, or have
// lost it; and tells those of whom that was noted when what contends changes.
func (t *transaction) tellContests(ctx context.Context, i int, s *state) error {
	var was []casefile.Conflict
	if s.was != nil {
		was = s.was.Conflicts
	}
	now := s.fold().Conflicts
	if len(was) == 0 && len(now) == 0 {
		return nil
	}
	fresh, err := t.lost(ctx, s, now)
	if err != nil {
		return err
	}
	for _, row := range t.rows(s) {
		fresh = append(fresh, row.losing(s, now)...)
	}
	t.contests = append(t.contests, fresh...)
	if slices.EqualFunc(was, now, sameContest) && len(fresh) == 0 {
		return nil
	}
	kept, err := t.kept(ctx, s)
	if err != nil {
		return err
	}
	told := map[contest]bool{}
	for _, k := range append(kept, fresh...) {
		to := contest{agent: k.agent, minor: k.minor}
		if told[to] || !contends(k.record, was) && !contends(k.record, now) || slices.Contains(s.sees.agents, k.agent) {
			continue
		}
		told[to] = true
		t.told = append(t.told, note{agent: k.agent, what: api.WhatConcerns, minor: k.minor, position: int64(i)})
	}
	return nil
}

func sameContest(a, b casefile.Conflict) bool {
	return a.Slot == b.Slot && slices.Equal(a.Records, b.Records)
}

func contends(id change.ID, in []casefile.Conflict) bool {
	return slices.ContainsFunc(in, func(c casefile.Conflict) bool { return slices.Contains(c.Records, id) })
}

// losing gives the records that contend of the installations that lose the minor
// of a row by this transaction.
func (s *state) losing(child *state, now []casefile.Conflict) (out []contest) {
	for _, c := range s.scopes {
		if c.Left != 0 || slices.Contains(s.sees.agents, c.Agent) {
			continue
		}
		for j := range child.entries {
			if e := &child.entries[j]; e.Agent == c.Agent && e.Minor == s.minor && contends(e.ID, now) {
				out = append(out, contest{e.Agent, e.Minor, e.ID})
			}
		}
	}
	return out
}

// lost gives the records taken now that contend, of installations that had the
// child in scope when they wrote, have lost it since and have not let go of it
// yet: they push before they do.
func (t *transaction) lost(ctx context.Context, s *state, now []casefile.Conflict) (out []contest, err error) {
	var agents []change.AgentID
	var left []int64
	for _, a := range t.taken {
		r := a.record()
		if a.state != s || !a.shows || slices.Contains(s.sees.agents, r.Agent) || !contends(r.ID, now) {
			continue
		}
		var at uint64
		for _, c := range a.row.scopes {
			if c.Agent == r.Agent {
				at = max(at, c.Left)
			}
		}
		out = append(out, contest{r.Agent, r.Minor, r.ID})
		agents, left = append(agents, r.Agent), append(left, int64(at))
	}
	if len(out) == 0 {
		return nil, nil
	}
	// why: what was acknowledged last is never removed from the feed
	const holds = `SELECT coalesce((SELECT f.position FROM feed f WHERE f.agent = n.agent
			AND f.n <= (SELECT c.acknowledged FROM feed_cursors c WHERE c.agent = n.agent) ORDER BY f.n DESC LIMIT 1), 0) < n.at
		FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS n (agent, at, i) ORDER BY n.i`
	rows, err := t.tx.Query(ctx, holds, agents, left)
	if err != nil {
		return nil, fmt.Errorf("find what was let go: %w", err)
	}
	still, err := pgx.CollectRows(rows, pgx.RowTo[bool])
	if err != nil {
		return nil, fmt.Errorf("find what was let go: %w", err)
	}
	i := -1
	return slices.DeleteFunc(out, func(contest) bool { i++; return !still[i] }), nil
}

// kept gives what was noted before of a child.
func (t *transaction) kept(ctx context.Context, s *state) (out []contest, err error) {
	var minors []minor.ID
	for _, row := range t.rows(s) {
		minors = append(minors, row.minor)
	}
	rows, err := t.tx.Query(ctx, `SELECT agent, minor, record FROM contests WHERE minor = ANY ($1) ORDER BY agent, record`, minors)
	if err != nil {
		return nil, fmt.Errorf("find contests: %w", err)
	}
	var c contest
	_, err = pgx.ForEachRow(rows, []any{&c.agent, &c.minor, &c.record}, func() error {
		out = append(out, c)
		return nil
	})
	return out, err
}

func queueContests(b *pgx.Batch, all []contest) {
	if len(all) == 0 {
		return
	}
	rows := pg.NewColumns(3, len(all))
	for _, c := range all {
		rows.ID(c.agent).ID(c.minor).ID(c.record)
	}
	b.Queue(`INSERT INTO contests (agent, minor, record) SELECT unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::uuid[])
		ON CONFLICT DO NOTHING`, rows.Args()...)
}
