package main

import (
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/id"
)

func TestTheLedgerHoldsEveryRecordOnce(t *testing.T) {
	us, other := change.AgentID(id.New[struct{}]()), change.AgentID(id.New[struct{}]())
	one, two := change.ID(id.New[struct{}]()), change.ID(id.New[struct{}]())
	type row struct {
		by  change.AgentID
		seq uint64
		is  change.ID
	}
	for name, c := range map[string]struct {
		rows                    []row
		missing, twice, strange int
	}{
		"each once":                  {rows: []row{{us, 1, one}, {us, 2, two}}},
		"with those of another":      {rows: []row{{us, 1, one}, {other, 1, two}, {us, 2, two}}},
		"one is lost":                {rows: []row{{us, 1, one}}, missing: 1},
		"one is there twice":         {rows: []row{{us, 1, one}, {us, 2, two}, {us, 1, one}}, twice: 1},
		"another under its number":   {rows: []row{{us, 1, one}, {us, 2, one}}, missing: 1, strange: 1},
		"one that was never sent":    {rows: []row{{us, 1, one}, {us, 2, two}, {us, 3, two}}, strange: 1},
		"another's under its number": {rows: []row{{us, 1, one}, {other, 2, two}}, missing: 1},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAccount(map[change.AgentID]map[uint64]change.ID{us: {1: one, 2: two}})
			for _, r := range c.rows {
				a.row(r.by, r.seq, r.is)
			}
			good := a.close()
			if a.Missing != c.missing || a.Twice != c.twice || a.Strange != c.strange || good != (c.missing+c.twice+c.strange == 0) {
				t.Errorf("got %d missing, %d twice, %d strange, good %v; want %d, %d, %d", a.Missing, a.Twice, a.Strange, good, c.missing, c.twice, c.strange)
			}
		})
	}
}
