package intake

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/judge"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
)

// judge answers one frame: it takes the record, or knows or refuses it. Each is
// judged by itself, after those before it.
func (t *transaction) judge(ctx context.Context, p pending) error {
	if p.frame.why != nil {
		t.refused(p, p.frame.why)
		return nil
	}
	r := &p.frame.rec
	if t.erased[r.Minor] {
		t.refused(p, judge.Refuse(judge.Erased, "header.minor", "all about this child was erased by law, and nothing is taken any more",
			"take down what is kept of the child elsewhere"))
		return nil
	}
	if k, there := t.ids[r.ID]; there {
		if k.same(&r.Header) {
			t.known(p, k)
		} else {
			t.refused(p, judge.Refuse(judge.IDTaken, "header.id", "another record has this identifier", "write it anew"))
		}
		return nil
	}
	// What is given back was taken before, when the level was.
	if r.Level() > t.head.Format && !p.job.givingBack {
		t.refused(p, refuseFormat())
		return nil
	}
	s, inst := t.states[r.Minor], t.installs[p.job.agent]
	v, err := t.bench().Judge(ctx, judge.Case{
		Record: r, By: &inst.Installation, At: t.offices[speaks{p.job.agent, r.Structure}],
		Operator: t.may[operator{r.Author, r.Structure}], Guardian: p.job.dictated && p.job.caller.Role == access.Guardian,
		Subject: s.subject(), Child: t.childOf, Given: p.job.givingBack,
	})
	switch {
	case err != nil:
		return err
	case v.Refusal != nil:
		t.refused(p, v.Refusal)
	default:
		t.take(p, s.child(), v)
	}
	return nil
}

// bench is what judging rests upon in this transaction.
func (t *transaction) bench() *judge.Bench {
	return &judge.Bench{
		Today: day.FromTime(t.Clock()), Epoch: t.head.Epoch, Epochs: t.epochs, Position: t.head.Position, Registry: t.Registry.Agent,
		Listed: t.listed, Town: t.town, Stays: t.stays, Taken: t.occupied, Wards: t.wards, Kind: t.kind, CareUntil: t.CareUntil,
		Covers: t.covers, Above: t.above, Held: t.HeldByOrder,
	}
}

// listed reports whether a structure stands in the directory.
func (t *transaction) listed(f facility.ID) bool {
	_, known := t.places.Load(f)
	return known || t.existing[f]
}

// town gives the municipality of a structure; "" if it is none.
func (t *transaction) town(ctx context.Context, f facility.ID) (string, error) {
	var town string
	// Of one that is closed the last: minors may be there until somebody records that they left.
	const q = `SELECT municipality FROM structures WHERE id = $1 AND known_until IS NULL AND valid_from <= $2
		ORDER BY valid_from DESC LIMIT 1`
	err := t.tx.QueryRow(ctx, q, f, t.today).Scan(&town)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find municipality: %w", err)
	}
	return town, nil
}

// take adds the record to its casefile, with its standing.
func (t *transaction) take(p pending, s *state, v judge.Verdict) {
	*p.receipt = api.Receipt{Seq: p.frame.seq, Verdict: api.Taken, Standing: &v.Standing}
	t.addition(s, &p.frame.rec, v.Standing, p.receipt, v.Holds)
	t.finals = append(t.finals, &final{
		ref: change.Ref{Agent: p.job.agent, Seq: p.frame.seq}, print: p.frame.print, receipt: p.receipt,
		at: len(t.taken),
	})
	t.installs[p.job.agent].took(p.frame.seq, p.frame.print)
}

func (t *transaction) addition(s *state, r *change.Record, standing change.Standing, receipt *api.Receipt, shows bool) {
	s.add(r, standing, len(t.taken))
	t.taken = append(t.taken, &addition{state: s, row: t.states[r.Minor], at: len(s.entries) - 1, shows: shows, receipt: receipt})
	t.ids[r.ID] = taken{standing: standing, header: &r.Header, receipt: receipt, at: len(t.taken)}
}
