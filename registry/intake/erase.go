package intake

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Burial is one minor who is erased: the record that says so, and who is told to
// let go.
type Burial struct {
	Record change.Record
	Told   []change.AgentID
}

// LockErased takes the locks of a push that is about these minors, in their
// order, in the transaction of the erasure role; they come in order.
func (in *Intake) LockErased(ctx context.Context, tx pgx.Tx, minors []minor.ID) error {
	b := &pgx.Batch{}
	b.Queue(`SELECT pg_advisory_xact_lock_shared($1)`, scopesLock)
	b.Queue(`SELECT FROM installations WHERE id = $1 FOR NO KEY UPDATE`, in.Registry.Agent)
	b.Queue(`SELECT FROM casefiles WHERE minor = ANY ($1) ORDER BY minor FOR UPDATE`, minors)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("lock what is erased: %w", err)
	}
	return nil
}

// Epitaph signs the record that says of a minor that all is gone, the n-th from 0
// of those of one transaction, which [Intake.LockErased] began. It fails with
// [fault.Conflict] while a registry may run that does not know what is erased.
func (in *Intake) Epitaph(ctx context.Context, tx pgx.Tx, n int, m minor.ID, by institution.PersonID, says change.Erased) (change.Record, error) {
	var next uint64
	var level int
	const sql = `SELECT i.next_seq, h.format FROM installations i, ledger_head h WHERE i.id = $1`
	if err := tx.QueryRow(ctx, sql, in.Registry.Agent).Scan(&next, &level); err != nil {
		return change.Record{}, fmt.Errorf("sign what is erased: %w", err)
	}
	if e, _ := change.Lookup(says.Kind()); level < e.Level {
		return change.Record{}, fault.Newf(fault.Conflict, "the ledger does not take erasures yet: every registry has to be upgraded, and its format raised")
	}
	return in.signed(change.Header{
		ID: change.ID(id.New[struct{}]()), Minor: m, Agent: in.Registry.Agent, Seq: next + uint64(n), Structure: in.Registry.Office, Author: by,
		Made: change.Made{At: in.Clock().UTC().Truncate(time.Second)}, On: day.On(day.FromTime(in.Clock())),
	}, says)
}

// Bury gives a last position to minors about whom all else is deleted in the same
// transaction, and tells who held them. It takes the head's lock: nothing may be
// locked after it.
func Bury(ctx context.Context, tx pgx.Tx, now time.Time, dead []Burial) error {
	var records []change.Record
	var notes []note
	var told []telling
	for i, d := range dead {
		records = append(records, d.Record)
		for _, a := range d.Told {
			notes = append(notes, note{agent: a, what: api.WhatRecord, minor: d.Record.Minor, position: ledger.Back(i, len(dead))})
			told = append(told, telling{d.Record.ID, d.Record.Minor, a})
		}
	}
	b := &pgx.Batch{}
	var head ledger.Head
	ledger.QueueAdvance(b, len(records), len(notes), now, &head)
	ledger.Bury(b, records)
	queueReceiptsOf(b, records, now)
	queueNotes(b, notes)
	queueTellings(b, told)
	if err := tx.SendBatch(ctx, b).Close(); err != nil {
		return fmt.Errorf("bury: %w", err)
	}
	return nil
}

// queueReceiptsOf keeps the final receipts of the registry's own records, and
// moves its number past them.
func queueReceiptsOf(b *pgx.Batch, records []change.Record, now time.Time) {
	for i := range records {
		r := &records[i]
		print := change.Fingerprint(change.AppendRecord(nil, r))
		b.Queue(`INSERT INTO receipts (agent, seq, verdict, fingerprint, position)
			SELECT $1, $2, 'taken', $3, h.position + $4::bigint FROM ledger_head h ON CONFLICT (agent, seq) DO NOTHING`, r.Agent, int64(r.Seq), print[:], ledger.Back(i, len(records)))
		b.Queue(`UPDATE installations SET next_seq = $2, highest_fingerprint = $3, last_push_at = $4
			WHERE id = $1 AND next_seq < $2`,
			r.Agent, int64(r.Seq)+1, print[:], now)
	}
}

// telling is one installation that is told to let go.
type telling struct {
	record change.ID
	minor  minor.ID
	agent  change.AgentID
}

// queueTellings keeps by which number of its feed each was told: theirs are the
// last that were given, in this order.
func queueTellings(b *pgx.Batch, told []telling) {
	for i, t := range told {
		b.Queue(`INSERT INTO erasure_tellings (minor, record, agent, n) SELECT $1, $2, $3, h.feed + $4::bigint FROM ledger_head h`,
			t.minor, t.record, t.agent, ledger.Back(i, len(told)))
	}
}

// Forget lets go of what is kept in memory of minors who were erased, or of whom
// something was struck out.
func (in *Intake) Forget(minors ...minor.ID) {
	for _, m := range minors {
		in.cache.drop(m)
		in.siblings.learn(m, nil)
	}
}

// Ordered says that a body is struck out, as [Intake.Say] says other things: for
// an order of two persons, which the caller has checked.
func (in *Intake) Ordered(ctx context.Context, caller access.Caller, s Statement) (api.Receipt, error) {
	if _, is := s.Body.(change.Struck); !is {
		return api.Receipt{}, fault.Newf(fault.Internal, "ordered what is said otherwise")
	}
	receipts, err := in.say(ctx, caller, []Statement{s})
	if err != nil {
		return api.Receipt{}, err
	}
	return receipts[0], nil
}

// byOrder reports whether a body is written upon an order of two persons alone.
func byOrder(b change.Body) bool {
	return slices.Contains([]string{change.Erased{}.Kind(), change.Struck{}.Kind()}, b.Kind())
}
