package intake

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/judge"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// note is one row of the feed to be. Its position is first that of a record of
// this transaction by its place among them, then by how far it stands before
// the head's (see [ledger.Back]).
type note struct {
	agent    change.AgentID
	what     string
	minor    minor.ID
	position int64
	sections []change.Section // of an enter
	entered  uint64           // of a leave: when it had entered
}

// loadScopes reads in whose scope minors are and were, of those of whom it is
// not held in memory, or was before scopes were changed otherwise.
func (t *transaction) loadScopes(ctx context.Context, minors []minor.ID) error {
	var cold []minor.ID
	for _, m := range minors {
		s := t.states[m]
		if s.version > 0 && (s.scopes == nil || s.rescoped != t.head.Rescoped) {
			s.scopes = []judge.Scope{}
			cold = append(cold, m)
		}
		s.rescoped = t.head.Rescoped
	}
	if len(cold) == 0 {
		return nil
	}
	rows, err := t.tx.Query(ctx, `SELECT minor, agent, entered, coalesce("left", 0), sections FROM scopes WHERE minor = ANY ($1)
		ORDER BY minor, agent, entered`, cold)
	if err != nil {
		return fmt.Errorf("find scopes: %w", err)
	}
	var m minor.ID
	var s judge.Scope
	_, err = pgx.ForEachRow(rows, []any{&m, &s.Agent, &s.Entered, &s.Left, &s.Sections}, func() error {
		found := s
		found.Sections = slices.Clone(s.Sections)
		t.states[m].scopes = append(t.states[m].scopes, found)
		return nil
	})
	if err != nil {
		return fmt.Errorf("find scopes: %w", err)
	}
	return nil
}

// follow gives the scopes of the minor after this transaction.
func (s *state) follow(head uint64) []judge.Scope {
	if len(s.moves) == 0 {
		return s.scopes
	}
	out := slices.Clone(s.scopes)
	for _, n := range s.moves {
		at := uint64(int64(head) + n.position)
		if n.what == api.WhatEnter {
			out = append(out, judge.Scope{Agent: n.agent, Entered: at, Sections: n.sections})
			continue
		}
		for i := range out {
			if out[i].Agent == n.agent && out[i].Left == 0 {
				out[i].Left = at
			}
		}
	}
	return out
}

// queueSeats reads who speaks for the offices in whose scope the children are.
func (t *transaction) queueSeats(b *pgx.Batch, at map[institution.OfficeID][]projection.Seat) {
	var offices []institution.OfficeID
	seen := map[institution.OfficeID]bool{}
	for _, c := range t.changes {
		for _, o := range c.New.Summary.Offices {
			if !seen[o] {
				seen[o] = true
				offices = append(offices, o)
			}
		}
	}
	projection.QueueSeats(b, offices, t.today, at)
}

// findScopes decides who gets what of the records taken: those in whose scope
// the minor is get each record of a section that they see; who gains it gets
// all at once, who loses it is told so; and an installation always gets its own
// records back, so that it learns their positions.
func (t *transaction) findScopes(ctx context.Context, at map[institution.OfficeID][]projection.Seat) error {
	last := map[minor.ID]int{}
	for i, a := range t.taken {
		last[a.state.minor] = i
	}
	alike := map[string]*audience{} // minors in the scope of the same offices
	for i, a := range t.taken {
		s := a.state
		if s.sees == nil {
			t.see(s, at, alike)
		}
		t.tellRecord(i, a)
		if last[s.minor] == i {
			for _, row := range t.rows(s) {
				t.tellScope(i, row)
			}
			if err := t.tellContests(ctx, i, s); err != nil {
				return err
			}
		}
	}
	if t.relinked() {
		t.tellRelinked(at, alike)
	}
	return nil
}

// audience is who sees which sections of a minor: installations in order.
type audience struct {
	agents   []change.AgentID
	sections map[change.AgentID][]change.Section
}

func newAudience(sections map[change.AgentID][]change.Section) *audience {
	return &audience{slices.SortedFunc(maps.Keys(sections), change.AgentID.Compare), sections}
}

// audience gives who sees which sections of the minor after this transaction. A
// stuck casefile keeps the scope it had, as it keeps its rows.
func (t *transaction) audience(s *state, at map[institution.OfficeID][]projection.Seat, alike map[string]*audience) *audience {
	if s.change.Stuck {
		held := map[change.AgentID][]change.Section{}
		for _, c := range s.scopes {
			if c.Left == 0 {
				held[c.Agent] = c.Sections
			}
		}
		return newAudience(held)
	}
	var key []byte
	for _, o := range s.change.New.Summary.Offices {
		key = append(key, o[:]...)
	}
	a := alike[string(key)]
	if a == nil {
		sections := projection.Sections(s.change.New.Summary.Offices, at)
		delete(sections, t.Registry.Agent)
		a = newAudience(sections)
		alike[string(key)] = a
	}
	return a
}

// open gives the scope of an installation that lasts, or nil.
func (s *state) open(agent change.AgentID) *judge.Scope {
	for i := range s.scopes {
		if s.scopes[i].Agent == agent && s.scopes[i].Left == 0 {
			return &s.scopes[i]
		}
	}
	return nil
}

// stays reports whether an installation keeps the minor in its scope as it was.
func (s *state) stays(agent change.AgentID) bool {
	was := s.open(agent)
	return was != nil && !s.renewed && slices.Equal(was.Sections, s.sees.sections[agent])
}

func (t *transaction) tellRecord(i int, a *addition) {
	r, now := a.record(), a.row.sees
	own := false
	if !a.counts() {
		now = &audience{}
	}
	for _, agent := range now.agents {
		enters := !a.row.stays(agent)
		own = own || agent == r.Agent && enters // comes with the enter
		if enters || !slices.Contains(now.sections[agent], r.Section) {
			continue
		}
		own = own || agent == r.Agent
		t.told = append(t.told, note{agent: agent, what: api.WhatRecord, minor: r.Minor, position: int64(i)})
	}
	if !own && r.Agent != t.Registry.Agent {
		t.told = append(t.told, note{agent: r.Agent, what: api.WhatRecord, minor: r.Minor, position: int64(i)})
	}
}

func (t *transaction) tellScope(i int, s *state) {
	for _, c := range s.scopes {
		if c.Left == 0 && !s.stays(c.Agent) {
			t.told = append(t.told, note{
				agent: c.Agent, what: api.WhatLeave, minor: s.minor, position: int64(i), entered: c.Entered,
			})
		}
	}
	for _, agent := range s.sees.agents {
		if !s.stays(agent) {
			t.told = append(t.told, note{
				agent: agent, what: api.WhatEnter, minor: s.minor, position: int64(i), sections: s.sees.sections[agent],
			})
		}
	}
}

// queueNotes adds the rows of the feed, which end with the head's last number, the
// scopes that they open and close, and wakes those concerned.
func queueNotes(b *pgx.Batch, notes []note) {
	if len(notes) == 0 {
		return
	}
	queueFeed(b, notes)
	var left, entered struct {
		agent    []change.AgentID
		minor    []minor.ID
		at, was  []int64
		sections []string
	}
	for _, n := range notes {
		switch n.what {
		case api.WhatLeave:
			left.agent, left.minor = append(left.agent, n.agent), append(left.minor, n.minor)
			left.at, left.was = append(left.at, n.position), append(left.was, int64(n.entered))
		case api.WhatEnter:
			entered.agent, entered.minor = append(entered.agent, n.agent), append(entered.minor, n.minor)
			entered.at, entered.sections = append(entered.at, n.position), append(entered.sections, sectionText(n.sections))
		}
	}
	if len(left.agent) > 0 {
		b.Queue(`UPDATE scopes s SET "left" = h.position + n.back
			FROM ledger_head h, unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bigint[]) AS n (agent, minor, back, entered)
			WHERE s.agent = n.agent AND s.minor = n.minor AND s.entered = n.entered`,
			left.agent, left.minor, left.at, left.was)
	}
	if len(entered.agent) > 0 {
		b.Queue(`INSERT INTO scopes (agent, minor, entered, sections)
			SELECT n.agent, n.minor, h.position + n.back, n.sections::text[]
			FROM ledger_head h, unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[]) AS n (agent, minor, back, sections)`,
			entered.agent, entered.minor, entered.at, entered.sections)
	}
}

func queueFeed(b *pgx.Batch, notes []note) {
	rows, named := pg.NewColumns(5, len(notes)), map[change.AgentID]bool{}
	for i, n := range notes {
		rows.ID(n.agent).Int(ledger.Back(i, len(notes))).Int(n.position).Text(n.what).ID(n.minor)
		named[n.agent] = true
	}
	b.Queue(`INSERT INTO feed (agent, n, position, what, minor)
		SELECT unnest($1::uuid[]), h.feed + unnest($2::bigint[]), h.position + unnest($3::bigint[]), unnest($4::text[]),
			unnest($5::uuid[]) FROM ledger_head h`, rows.Args()...)
	b.Queue(`SELECT pg_notify($1, $2)`, Channel, wakeText(named))
}

// Channel is the channel on which the feed is told that there is something
// new: the installations concerned, or "" for everybody.
const Channel = "faro_feed"

func wakeText(agents map[change.AgentID]bool) string {
	if len(agents) > maxNamed {
		return ""
	}
	var b []byte
	for _, a := range slices.SortedFunc(maps.Keys(agents), change.AgentID.Compare) {
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, a.String()...)
	}
	return string(b)
}

func sectionText(sections []change.Section) string {
	b := []byte{'{'}
	for i, s := range sections {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), s...), '"')
	}
	return string(append(b, '}'))
}
