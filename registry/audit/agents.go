package audit

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/fault"
)

// Rules of unusual looking that no row of the table states.
const (
	// RuleGap: looks are missing that the agent does not hold any more.
	RuleGap = "agent-looks-missing"
	// RuleChain: a look does not go on from the one before it, or is another than
	// the one taken under its number: the agent's store was altered, or is a copy.
	RuleChain = "agent-looks-altered"
)

// TakeLooks makes lines of what was looked at on an installation, each once,
// and says which look is wanted next. What does not hang together is taken all
// the same, and raises an alert: nothing is gained by losing it. It fails with
// [fault.Denied] for who is no installation, and with [fault.Invalid] for looks
// that are none.
func (l *Log) TakeLooks(ctx context.Context, caller access.Caller, in api.Looks) (out api.LooksTaken, err error) {
	if err := access.Allow(caller, access.Push); err != nil || caller.Agent.IsZero() {
		return out, fault.Newf(fault.Denied, "only an installation tells of looks")
	}
	if err := validLooks(in); err != nil {
		return out, err
	}
	err = pg.InTx(ctx, l.pool, func(ctx context.Context, tx pgx.Tx) error {
		t := taking{log: l, tx: tx, caller: caller, at: l.now()}
		if err := t.lock(ctx); err != nil {
			return err
		}
		if err := t.take(ctx, in); err != nil {
			return err
		}
		out.Next = t.seq + 1
		return t.keep(ctx)
	})
	if err != nil {
		return api.LooksTaken{}, fmt.Errorf("take looks: %w", err)
	}
	return out, nil
}

func validLooks(in api.Looks) error {
	bad := func(detail string) error { return fault.Field("looks", detail, "use a newer agent") }
	if len(in.Looks) > api.MaxLooks {
		return bad("more than 500 at once")
	}
	for i, look := range in.Looks {
		switch {
		case look.Seq == 0 || look.Seq > 1<<53 || i > 0 && look.Seq != in.Looks[i-1].Seq+1:
			return bad("not in the order of their numbers")
		case len(look.Minors) > api.MaxLookMinors || len(look.What) > api.MaxLookWhat || look.What == "":
			return bad("a look that shows too much, or does not say what")
		case look.At.IsZero():
			return bad("a look without a time")
		}
	}
	return nil
}

// taking is the taking of looks of one installation, under its row.
type taking struct {
	log    *Log
	tx     pgx.Tx
	caller access.Caller
	at     time.Time

	seq   uint64
	chain change.Digest
	moved bool
}

// lock locks the installation's row, and reads how far it is.
func (t *taking) lock(ctx context.Context) error {
	const first = `INSERT INTO look_heads (agent, seq, chain, at) VALUES ($1, 0, $2, $3) ON CONFLICT (agent) DO NOTHING`
	if _, err := t.tx.Exec(ctx, first, t.caller.Agent, make([]byte, len(change.Digest{})), t.at); err != nil {
		return err
	}
	var chain []byte
	const sql = `SELECT seq, chain FROM look_heads WHERE agent = $1 FOR UPDATE`
	if err := t.tx.QueryRow(ctx, sql, t.caller.Agent).Scan(&t.seq, &chain); err != nil {
		return err
	}
	t.chain = change.Digest(chain)
	return nil
}

func (t *taking) take(ctx context.Context, in api.Looks) error {
	for i := range in.Looks {
		look := &in.Looks[i]
		switch {
		case look.Seq == t.seq && look.Chain != t.chain:
			if err := t.alert(ctx, RuleChain, 1); err != nil {
				return err
			}
			continue
		case look.Seq <= t.seq:
			continue
		case look.Seq > t.seq+1 && in.Oldest <= t.seq+1:
			return nil // it holds what is missing: it is asked for that first
		case look.Seq > t.seq+1:
			if err := t.alert(ctx, RuleGap, int(min(look.Seq-t.seq-1, 1<<30))); err != nil {
				return err
			}
		case look.Link(t.chain) != look.Chain:
			if err := t.alert(ctx, RuleChain, 1); err != nil {
				return err
			}
		}
		if err := t.add(ctx, look); err != nil {
			return err
		}
		t.seq, t.chain, t.moved = look.Seq, look.Chain, true
	}
	return nil
}

// add makes a line of a look.
func (t *taking) add(ctx context.Context, look *api.Look) error {
	c := t.caller
	c.Person, c.Reason = look.Person, look.What
	args, err := t.log.arguments(Line{Caller: c, Action: access.LookAtAgent, Allowed: true, Subjects: look.Minors, At: t.at})
	if err != nil {
		return err
	}
	args["look_seq"], args["looked_at"], args["chain"] = int64(look.Seq), look.At, look.Chain[:]
	_, err = t.tx.Exec(ctx, insertLine, args)
	return err
}

func (t *taking) alert(ctx context.Context, rule string, count int) error {
	const sql = `INSERT INTO looking_alerts (at, rule, agent, from_at, until_at, count) VALUES ($1, $2, $3, $1, $1, $4)`
	_, err := t.tx.Exec(ctx, sql, t.at, rule, t.caller.Agent, count)
	return err
}

// keep keeps how far the installation is.
func (t *taking) keep(ctx context.Context) error {
	if !t.moved {
		return nil
	}
	const sql = `UPDATE look_heads SET seq = $2, chain = $3, at = $4 WHERE agent = $1`
	_, err := t.tx.Exec(ctx, sql, t.caller.Agent, int64(t.seq), t.chain[:], t.at)
	return err
}
