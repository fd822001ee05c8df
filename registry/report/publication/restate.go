package publication

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/registry/report"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// restated is how many days back what is published is looked at again, to see
// what it would say today: two years. Arbitrary: what is older hardly changes.
const restated = 731

// restatement is what a publication would say as known later.
type restatement struct {
	at       time.Time
	position uint64
	report   report.Report
}

// newest gives the last restatement of a publication; nil if there is none.
func newest(ctx context.Context, q pg.Querier, n Name) (*restatement, error) {
	all, err := restatements(ctx, q, n)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return &all[0], nil
}

// restatements gives all restatements of a publication, the newest first.
func restatements(ctx context.Context, q pg.Querier, n Name) ([]restatement, error) {
	const sql = `SELECT position, made_at, report FROM census.restatements WHERE kind = $1 AND as_of = $2 ORDER BY position DESC`
	rows, err := q.Query(ctx, sql, string(n.Kind), n.AsOf)
	if err != nil {
		return nil, pg.Fault(err)
	}
	type row struct {
		Position int64
		MadeAt   time.Time
		Report   []byte
	}
	kept, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, fmt.Errorf("read restatements: %w", pg.Fault(err))
	}
	out := make([]restatement, len(kept))
	for i, k := range kept {
		r, err := readReport(k.Report)
		if err != nil {
			return nil, err
		}
		out[i] = restatement{k.MadeAt, uint64(k.Position), r}
	}
	return out, nil
}

// Restate looks at what was published in the last two years again, as known now,
// and lists beside it what it would say today, where that differs from what was
// said last. The same again adds nothing. It is the registry itself that looks;
// how many were added is given.
func (d *Desk) Restate(ctx context.Context) (added int, err error) {
	if err := d.enter(ctx, d.Self); err != nil {
		return 0, err
	}
	all, err := read(ctx, d.Pool, `approved_at IS NOT NULL AND as_of >= $1`, day.FromTime(d.Now()).Add(-restated))
	if err != nil {
		return 0, err
	}
	for _, p := range all {
		ok, err := d.restate(ctx, p)
		if fault.Is(err, fault.Invalid) {
			d.Log.Warn("a restatement would tell small counts and is not listed", "publication", p.Name.String())
			continue
		}
		if err != nil {
			return added, fmt.Errorf("restate %s: %w", p.Name, err)
		}
		if ok {
			added++
		}
	}
	return added, nil
}

// restate lists what a publication would say today, if it differs.
func (d *Desk) restate(ctx context.Context, p Publication) (bool, error) {
	full, err := d.Maker.Make(ctx, d.Self, p.Kind, report.Question{AsOf: p.AsOf})
	if err != nil {
		return false, err
	}
	was, err := content(ctx, d.Pool, p.Name)
	if err != nil {
		return false, err
	}
	older, err := restatements(ctx, d.Pool, p.Name)
	if err != nil {
		return false, err
	}
	before := []report.Report{was}
	for _, o := range older {
		before = append(before, o.report)
	}
	for _, n := range p.Before {
		r, err := content(ctx, d.Pool, n)
		if err != nil {
			return false, err
		}
		before = append(before, r)
	}
	last := was
	if len(older) > 0 {
		last = older[0].report
	}
	if full.Agrees(last) {
		return false, nil
	}
	now, err := public(&p, full, before)
	if err != nil {
		return false, err
	}
	return d.list(ctx, p, now)
}

// list keeps a restatement beside its publication.
func (d *Desk) list(ctx context.Context, p Publication, r report.Report) (bool, error) {
	var text bytes.Buffer
	if err := r.Write(&text, report.JSON); err != nil {
		return false, err
	}
	const sql = `INSERT INTO census.restatements (kind, as_of, position, epoch, made_at, report) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	tag, err := d.Pool.Exec(ctx, sql, string(p.Kind), p.AsOf, int64(r.Position), r.Epoch, d.Now(), text.String())
	if err != nil {
		return false, pg.Fault(err)
	}
	return tag.RowsAffected() > 0, nil
}

// why says in words what a figure differs by from what was published.
func why(f Figure, last *restatement) report.Words {
	switch {
	case last == nil || f.Same:
		return report.Words{Italian: "Quanto si è saputo dopo non ha cambiato questo dato.", English: "What became known later has not changed this figure."}
	case f.Published.Withheld || f.Today.Withheld:
		return report.Words{
			Italian: "Uno dei due dati non si pubblica: direbbe di pochi minori.",
			English: "One of the two figures is withheld: it would tell of few children.",
		}
	}
	by := f.Today.Count - f.Published.Count
	return report.Words{
		Italian: fmt.Sprintf("%+d: registrazioni e rettifiche prese in carico dopo la pubblicazione (dalla posizione %d alla %d del registro) riguardano questo giorno.", by, f.Of.Position, f.Position),
		English: fmt.Sprintf("%+d: records and corrections taken after publication (positions %d to %d of the ledger) concern this day.", by, f.Of.Position, f.Position),
	}
}
