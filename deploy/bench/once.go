package main

import (
	"context"

	"faro.example/shared/change"
	"faro.example/shared/id"
)

// account compares what the ledger holds with what was sent: every record, not
// a sample of them.
type account struct {
	sent map[change.AgentID]map[uint64]change.ID
	seen map[change.Ref]int

	Twice   int `json:"twice"`   // positions beyond the first of a record
	Strange int `json:"strange"` // under a number of ours, and not what was sent
	Missing int `json:"missing"` // set by close
}

func newAccount(sent map[change.AgentID]map[uint64]change.ID) *account {
	return &account{sent: sent, seen: map[change.Ref]int{}}
}

// row counts one position of the ledger. Those of others are not looked at.
func (a *account) row(agent change.AgentID, seq uint64, is change.ID) {
	mine, ours := a.sent[agent]
	if !ours {
		return
	}
	ref := change.Ref{Agent: agent, Seq: seq}
	switch {
	case mine[seq] != is || is.IsZero():
		a.Strange++
	case a.seen[ref] > 0:
		a.Twice++
	}
	if mine[seq] == is {
		a.seen[ref]++
	}
}

// close counts what was sent and is not there, and reports whether all is there
// exactly once.
func (a *account) close() bool {
	a.Missing = 0
	for agent, mine := range a.sent {
		for seq := range mine {
			if a.seen[change.Ref{Agent: agent, Seq: seq}] == 0 {
				a.Missing++
			}
		}
	}
	return a.Missing+a.Twice+a.Strange == 0
}

// audit reads the ledger after a position.
func (r *registry) audit(ctx context.Context, after int64, a *account) error {
	rows, err := r.admin.Query(ctx, `SELECT r.agent::text, r.seq, r.id::text FROM ledger l JOIN records r ON r.position = l.position WHERE l.position > $1`, after)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var agent, is string
		var seq int64
		if err := rows.Scan(&agent, &seq, &is); err != nil {
			return err
		}
		by, err := id.Parse[struct{}](agent)
		if err != nil {
			return err
		}
		of, err := id.Parse[struct{}](is)
		if err != nil {
			return err
		}
		a.row(change.AgentID(by), uint64(seq), change.ID(of))
	}
	return rows.Err()
}
