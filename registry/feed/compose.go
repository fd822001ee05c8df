package feed

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/minor"
)

// composer makes the items of one page.
type composer struct {
	question
	rows      []row
	entered   map[minor.ID]int // the last row that brings all of a minor
	last      map[minor.ID]int // the last row about a minor
	directory int              // the last row about the directory, or -1
	told      *api.Directory
	at        map[uint64]*change.Placed
	of        map[minor.ID][]change.Placed
	alike     map[minor.ID][]api.Candidate
	concerns  map[minor.ID]*api.Concerns
}

// compose makes items of rows, in their order. A row that has nothing to say
// any more makes none: a record of an erased minor, a record that comes with
// an enter later in the page, the directory if it is told again.
func (f *Feed) compose(ctx context.Context, tx pgx.Tx, q question, rows []row) ([]api.Item, error) {
	c := composer{question: q, rows: rows, entered: map[minor.ID]int{}, last: map[minor.ID]int{}, directory: -1}
	for i := range rows {
		c.last[rows[i].Minor] = i
		switch rows[i].becomes() {
		case api.WhatEnter:
			c.entered[rows[i].Minor] = i
		case api.WhatDirectory:
			c.directory = i
		}
	}
	if err := c.load(ctx, tx, f); err != nil {
		return nil, err
	}
	items := make([]api.Item, 0, len(rows))
	for i := range rows {
		item, said, err := c.item(i)
		if err != nil {
			return nil, fmt.Errorf("compose item %d: %w", rows[i].N, err)
		}
		if said {
			items = append(items, item)
		}
	}
	return items, nil
}

// shows reports whether the installation's rules are too old for it to show
// what the registry shows.
func (c *composer) shows() bool { return c.rules < casefile.Rules }

// load reads what the rows bring: records by their position, and all those of
// the minors who are brought whole or shown.
func (c *composer) load(ctx context.Context, tx pgx.Tx, f *Feed) error {
	var positions, graves []uint64
	var minors, matched, concerned, out, left []minor.ID
	for i := range c.rows {
		r := &c.rows[i]
		switch r.becomes() {
		case api.WhatLeave:
			left = append(left, r.Minor)
		case api.WhatConcerns:
			concerned = append(concerned, r.Minor)
			if r.Sections == nil {
				out = append(out, r.Minor)
			}
		}
		switch what := r.becomes(); {
		case r.Erased:
			graves = append(graves, r.Position)
		case what == api.WhatRecord && !c.shown(i):
			positions = append(positions, r.Position)
		case what == api.WhatRecord:
			positions, minors = append(positions, r.Position), append(minors, r.Minor)
		case what == api.WhatEnter:
			minors, matched = append(minors, r.Minor), append(matched, r.Minor)
		case what == api.WhatCandidates:
			matched = append(matched, r.Minor)
		}
	}
	records, err := ledger.At(ctx, tx, f.Sealer, positions)
	if err != nil {
		return err
	}
	said, err := ledger.Tombstones(ctx, tx, graves)
	if err != nil {
		return err
	}
	records = append(records, said...)
	c.at = make(map[uint64]*change.Placed, len(records))
	for i := range records {
		c.at[records[i].Position] = &records[i]
	}
	if c.of, err = ledger.Of(ctx, tx, f.Sealer, minors); err != nil {
		return err
	}
	if c.alike, err = candidates(ctx, tx, c.agent, matched); err != nil {
		return err
	}
	if c.concerns, err = f.concerns(ctx, tx, c.agent, slices.Concat(concerned, matched, left), append(out, left...)); err != nil {
		return err
	}
	if c.directory >= 0 {
		c.told, err = f.Directory.Directory(ctx, tx, c.agent)
	}
	return err
}

// shown reports whether what the registry shows of the minor goes with a row:
// with the last of the page about a minor in scope, if the rules are too old.
func (c *composer) shown(i int) bool {
	return c.shows() && c.last[c.rows[i].Minor] == i && c.rows[i].Sections != nil
}

// item makes the item of a row, and reports whether there is one.
func (c *composer) item(i int) (item api.Item, said bool, err error) {
	r := &c.rows[i]
	item = api.Item{N: r.N, Position: r.Position, What: r.becomes(), Minor: r.Minor}
	switch item.What {
	case api.WhatRecord:
		item.Record, err = c.record(i)
		return item, item.Record != nil, err
	case api.WhatEnter:
		item.Enter, err = c.enter(i)
		item.Concerns = c.concern(r, nil)
	case api.WhatLeave:
		item.Concerns = c.concern(r, nil)
	case api.WhatConcerns:
		item.Concerns = c.concern(r, &api.Concerns{})
	case api.WhatCandidates:
		item.Candidates = &api.Candidates{Of: append([]api.Candidate{}, c.alike[r.Minor]...)}
		return item, c.entered[r.Minor] <= i, nil // else it comes with the enter
	case api.WhatDirectory:
		item.Directory = c.told
		return item, i == c.directory, nil
	}
	return item, true, err
}

// record gives the record of a row: without its bytes if it is the
// installation's own, which holds it; nil if it is erased, or another's that
// comes with an enter. One that was written before the registry was restored
// brings its bytes: the installation may hold it sealed, or not at all.
func (c *composer) record(i int) (*api.Placed, error) {
	p := c.at[c.rows[i].Position]
	if p == nil || p.Agent != c.agent && c.entered[c.rows[i].Minor] > i {
		return nil, nil
	}
	out := &api.Placed{Ref: p.Ref(), Position: p.Position, Standing: p.Standing}
	if p.Agent != c.agent || p.Seen.Epoch < c.epoch && c.epoch > firstEpoch {
		out.Data = change.AppendRecord(nil, &p.Record)
	} else {
		out.ID = p.ID
	}
	var err error
	if c.shown(i) {
		out.Shown, err = shown(p.Minor, c.held(i))
	}
	return out, err
}

// enter gives all records of the sections that the installation may see, its
// own with their bytes too: it may have deleted them when the minor left.
func (c *composer) enter(i int) (*api.Enter, error) {
	held := c.held(i)
	out := &api.Enter{Sections: c.rows[i].Sections, Records: make([]api.Placed, len(held)), Candidates: c.alike[c.rows[i].Minor]}
	for j := range held {
		p := &held[j]
		out.Records[j] = api.Placed{
			Ref: p.Ref(), Position: p.Position, Standing: p.Standing, Data: change.AppendRecord(nil, &p.Record),
		}
	}
	var err error
	if c.shown(i) {
		out.Shown, err = shown(c.rows[i].Minor, held)
	}
	return out, err
}

// held gives the records that the installation holds of a row's minor as of
// its position.
func (c *composer) held(i int) []change.Placed {
	r := &c.rows[i]
	of := c.of[r.Minor]
	if n := slices.IndexFunc(of, func(p change.Placed) bool { return p.Position > r.Position }); n >= 0 {
		of = of[:n]
	}
	var out []change.Placed
	for _, p := range casefile.Brought(r.Minor, of) {
		if slices.Contains(r.Sections, p.Section) {
			out = append(out, p)
		}
	}
	return out
}

// shown gives what the registry shows of the sections whose records are given:
// a section is folded from its own records alone.
func shown(m minor.ID, held []change.Placed) (*api.Shown, error) {
	b, err := json.Marshal(casefile.Fold(m, held))
	if err != nil {
		return nil, err
	}
	return &api.Shown{Rules: casefile.Rules, Casefile: b}, nil
}
