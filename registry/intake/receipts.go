package intake

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/judge"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/api"
	"faro.example/shared/change"
)

// kept is a receipt as it was kept.
type kept struct {
	ref      change.Ref
	print    [32]byte
	verdict  api.Verdict
	position uint64
	standing *change.Standing // nil if the record is gone, or was refused
	refusal  judge.Refusal
}

// again gives the receipt for a number that was answered before: what was taken
// then is known now.
func (k kept) again() api.Receipt {
	if k.verdict == api.Refused {
		return k.refusal.Receipt(k.ref.Seq)
	}
	return api.Receipt{Seq: k.ref.Seq, Verdict: api.Known, Position: k.position, Standing: k.standing}
}

// findReceipts reads the receipts of the numbers in these pushes that were used
// before, if there are any.
func (t *transaction) findReceipts(ctx context.Context) error {
	var agents []change.AgentID
	var seqs []int64
	for _, j := range t.jobs {
		for i := range j.frames {
			if inst := t.installs[j.agent]; inst != nil && j.frames[i].seq < inst.next {
				agents, seqs = append(agents, j.agent), append(seqs, int64(j.frames[i].seq))
			}
		}
	}
	if len(agents) == 0 {
		return nil
	}
	const q = `SELECT k.agent, k.seq, k.verdict, k.fingerprint, coalesce(k.position, 0), coalesce(k.reason, ''),
			coalesce(k.field, ''), coalesce(k.detail, ''), coalesce(k.remedy, ''), r.entitled, r.knows
		FROM unnest($1::uuid[], $2::bigint[]) AS n (agent, seq)
		JOIN receipts k ON k.agent = n.agent AND k.seq = n.seq
		LEFT JOIN records r ON r.position = k.position`
	rows, err := t.tx.Query(ctx, q, agents, seqs)
	if err != nil {
		return fmt.Errorf("find receipts: %w", err)
	}
	var k kept
	var print []byte
	var entitled *bool
	var knows *uint64
	_, err = pgx.ForEachRow(rows, []any{
		&k.ref.Agent, &k.ref.Seq, &k.verdict, &print, &k.position, &k.refusal.Reason, &k.refusal.Field,
		&k.refusal.Detail, &k.refusal.Remedy, &entitled, &knows,
	}, func() error {
		found := k
		copy(found.print[:], print)
		if entitled != nil && knows != nil {
			found.standing = &change.Standing{Entitled: *entitled, Knows: *knows}
		}
		t.receipts[k.ref] = found
		return nil
	})
	if err != nil {
		return fmt.Errorf("find receipts: %w", err)
	}
	return nil
}

// taken is a record that is in the ledger, by its identifier.
type taken struct {
	position uint64
	standing change.Standing
	header   *change.Header
	receipt  *api.Receipt // of who takes it in this transaction; nil if it was taken before
	at       int          // its place among those taken in this transaction, from 1
}

// same reports whether a record says the same as one that was taken: same
// author, same moment, same body (design section 5 rule 8).
func (k taken) same(h *change.Header) bool {
	return k.header.Minor == h.Minor && k.header.Author == h.Author && k.header.On == h.On &&
		k.header.Kind == h.Kind && k.header.Digest == h.Digest
}

// queueIDs reads which identifiers are in the ledger already.
func (t *transaction) queueIDs(b *pgx.Batch) {
	var ids []change.ID
	for _, j := range t.jobs {
		for i := range j.frames {
			if f := &j.frames[i]; f.why == nil {
				ids = append(ids, f.rec.ID)
			}
		}
	}
	if len(ids) == 0 {
		return
	}
	ledger.QueueFind(b, ids, func(found map[change.ID]ledger.Held) {
		for id, h := range found {
			t.ids[id] = taken{position: h.Position, standing: h.Standing, header: &h.Header}
		}
	})
	if slices.ContainsFunc(t.jobs, func(j *job) bool { return j.givingBack }) {
		t.queueStruck(b, ids)
	}
}

// queueStruck reads which of the records that are given back after a restore were
// struck out: they are taken without their bodies.
func (t *transaction) queueStruck(b *pgx.Batch, ids []change.ID) {
	b.Queue(`SELECT record FROM struck_bodies WHERE record = ANY ($1)`, ids).Query(func(rows pgx.Rows) error {
		struck, err := pgx.CollectRows(rows, pgx.RowTo[change.ID])
		if err != nil {
			return err
		}
		for _, j := range t.jobs {
			for i := range j.frames {
				if f := &j.frames[i]; f.why == nil && slices.Contains(struck, f.rec.ID) {
					f.rec = f.rec.Detached()
				}
			}
		}
		return nil
	})
}

// refused refuses a frame.
func (t *transaction) refused(p pending, why *judge.Refusal) {
	*p.receipt = why.Receipt(p.frame.seq)
	f := &final{ref: change.Ref{Agent: p.job.agent, Seq: p.frame.seq}, print: p.frame.print, receipt: p.receipt}
	if p.frame.aside {
		f.aside = p.frame.data
	}
	t.finals = append(t.finals, f)
	t.installs[p.job.agent].took(p.frame.seq, p.frame.print)
}

// known answers a frame whose record was taken before under another number.
func (t *transaction) known(p pending, k taken) {
	*p.receipt = api.Receipt{Seq: p.frame.seq, Verdict: api.Known, Position: k.position, Standing: &k.standing}
	t.finals = append(t.finals, &final{
		ref: change.Ref{Agent: p.job.agent, Seq: p.frame.seq}, print: p.frame.print, receipt: p.receipt, same: k.receipt, at: k.at,
	})
	t.installs[p.job.agent].took(p.frame.seq, p.frame.print)
}

// queueReceipts adds the final receipts, and the frames that are kept aside.
func (t *transaction) queueReceipts(b *pgx.Batch) error {
	now, before, refused := pg.NewColumns(5, len(t.finals)), pg.NewColumns(5, 1), pg.NewColumns(8, 1)
	for _, f := range t.finals {
		r := f.receipt
		start := func(rows *pg.Columns) *pg.Columns {
			return rows.ID(f.ref.Agent).Int(int64(f.ref.Seq)).Bytes(f.print[:]).Text(string(r.Verdict))
		}
		switch {
		case r.Verdict == api.Refused:
			start(refused).Text(r.Reason).Text(r.Field).Text(r.Detail).Text(r.Remedy)
		case f.at > 0:
			start(now).Int(ledger.Back(f.at-1, len(t.taken)))
		default:
			start(before).Int(int64(r.Position))
		}
	}
	const first = `SELECT unnest($1::uuid[]), unnest($2::bigint[]), unnest($3::bytea[]), unnest($4::text[]), `
	if now.Len() > 0 {
		b.Queue(`INSERT INTO receipts (agent, seq, fingerprint, verdict, position) `+first+`h.position + unnest($5::bigint[])
			FROM ledger_head h`, now.Args()...)
	}
	if before.Len() > 0 {
		b.Queue(`INSERT INTO receipts (agent, seq, fingerprint, verdict, position) `+first+`unnest($5::bigint[])`, before.Args()...)
	}
	if refused.Len() > 0 {
		b.Queue(`INSERT INTO receipts (agent, seq, fingerprint, verdict, reason, field, detail, remedy) `+first+`
			unnest($5::text[]), unnest($6::text[]), unnest($7::text[]), unnest($8::text[])`, refused.Args()...)
	}
	return t.queueAside(b)
}

// queueAside keeps the bytes of frames that could not be read or verified,
// sealed: they may hold anything.
func (t *transaction) queueAside(b *pgx.Batch) error {
	for _, f := range t.finals {
		if f.aside == nil {
			continue
		}
		sealed, by, err := t.Sealer.SealFrame(framePlace(f.ref), f.aside)
		if err != nil {
			return err
		}
		b.Queue(`INSERT INTO refused_frames (agent, seq, sealed, sealed_by, at) VALUES ($1, $2, $3, $4, $5)`,
			f.ref.Agent, f.ref.Seq, sealed, by, t.now)
	}
	return nil
}

// framePlace is where a refused frame stands: its installation and number.
func framePlace(r change.Ref) seal.Place {
	p := seal.Place{Table: "refused_frames", Column: "sealed", Row: r.Agent}
	for i := range 8 { // the number, over the identifier's last bytes
		p.Row[15-i] ^= byte(r.Seq >> (8 * i))
	}
	return p
}
