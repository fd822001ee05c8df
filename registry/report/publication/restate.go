package publication

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/census"
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
	causes   []string // of which kinds the records are by which the day is counted otherwise, most first
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
	const sql = `SELECT position, made_at, report, causes FROM census.restatements WHERE kind = $1 AND as_of = $2 ORDER BY position DESC`
	rows, err := q.Query(ctx, sql, string(n.Kind), n.AsOf)
	if err != nil {
		return nil, pg.Fault(err)
	}
	type row struct {
		Position int64
		MadeAt   time.Time
		Report   []byte
		Causes   []string
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
		out[i] = restatement{k.MadeAt, uint64(k.Position), r, k.Causes}
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
	causes, err := d.causes(ctx, p, now)
	if err != nil {
		return false, err
	}
	return d.list(ctx, p, now, causes)
}

// causes names the kinds of the records by which the day of a publication is
// counted otherwise now, those that concern most children first: no number of
// them, which could tell of few.
func (d *Desk) causes(ctx context.Context, p Publication, now report.Report) ([]string, error) {
	diff, err := d.Count.Difference(ctx, d.Self, census.DifferenceQuery{
		On: p.AsOf, Before: census.Knowing{Position: p.Position}, After: census.Knowing{Position: now.Position},
	})
	if err != nil {
		return nil, fmt.Errorf("find causes: %w", err)
	}
	by := map[string]int{}
	for _, c := range diff.Causes {
		by[group(c.Kind)] += c.More + c.Fewer + c.Other
	}
	out := slices.AppendSeq([]string{}, maps.Keys(by))
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(by[b], by[a]), cmp.Compare(a, b)) })
	return out, nil
}

// group is what kinds of records are told as.
func group(kind string) string {
	concept, _, _ := strings.Cut(kind, ".")
	if _, ok := groups[concept]; ok {
		return concept
	}
	return "other"
}

var groups = map[string]report.Words{
	"minor":     {Italian: "nuove registrazioni", English: "new registrations"},
	"identity":  {Italian: "dati di identità", English: "data of identity"},
	"age":       {Italian: "accertamenti dell’età", English: "findings of age"},
	"placement": {Italian: "collocamenti", English: "placements"},
	"transfer":  {Italian: "trasferimenti", English: "transfers"},
	"absence":   {Italian: "allontanamenti e ritorni", English: "absences and returns"},
	"exit":      {Italian: "uscite", English: "exits"},
	"link":      {Italian: "doppie registrazioni ricondotte a una", English: "double registrations joined"},
	"retracted": {Italian: "registrazioni ritirate", English: "records taken back"},
	"resolved":  {Italian: "conflitti decisi", English: "conflicts decided"},
	"registry":  {Italian: "ricalcoli del registro", English: "recounts by the registry"},
	"other":     {Italian: "altre registrazioni", English: "other records"},
}

// list keeps a restatement beside its publication.
func (d *Desk) list(ctx context.Context, p Publication, r report.Report, causes []string) (bool, error) {
	var text bytes.Buffer
	if err := r.Write(&text, report.JSON); err != nil {
		return false, err
	}
	const sql = `INSERT INTO census.restatements (kind, as_of, position, epoch, made_at, report, causes) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`
	tag, err := d.Pool.Exec(ctx, sql, string(p.Kind), p.AsOf, int64(r.Position), r.Epoch, d.Now(), text.String(), causes)
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
	var it, en []string
	for _, c := range last.causes {
		it, en = append(it, groups[group(c)].Italian), append(en, groups[group(c)].English)
	}
	return report.Words{
		Italian: fmt.Sprintf("%+d. Riguardano questo giorno registrazioni arrivate dopo (posizioni da %d a %d del registro): %s.", by, f.Of.Position+1, f.Position, strings.Join(it, ", ")),
		English: fmt.Sprintf("%+d. Records that came later concern this day (positions %d to %d of the ledger): %s.", by, f.Of.Position+1, f.Position, strings.Join(en, ", ")),
	}
}
