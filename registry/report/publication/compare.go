package publication

import (
	"context"
	"fmt"
	"slices"
	"time"

	"faro.example/registry/report"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// What a usual move is: one that lies between the least and the most of the
// moves of the same figure in the periods before. In a monthly report these are
// twelve, so that a January is measured by the January before it, when those
// whose birth date stands as 1 January come of age. Of a figure with fewer than
// three moves before it, a usual move is up to a tenth of it, and of any figure
// up to the floor: a few children come and go everywhere.
const (
	fewMoves = 3
	tenth    = 10
)

// periods is how many periods before are looked at.
func periods(k report.Kind) int {
	switch k {
	case report.HalfYearly:
		return 4
	case report.Eurostat:
		return 3
	}
	return 12
}

// Comparison is a draft beside the period before it.
type Comparison struct {
	Of      Publication
	Full    report.Report // as it is counted
	Public  report.Report // as it will be published; without tables if Refused
	Refused string        // why it cannot be published as it is; "" if it can
	Before  Name
	Moves   []Move // every figure of the draft, in the order of its tables
}

// Move is a figure beside what it was.
type Move struct {
	Table, Row, Column              string
	TableTitle, RowName, ColumnName report.Words
	Was, Is                         int
	Least, Most                     int // between which a move is usual
	Marked                          bool
	Withheld                        bool // the figure will not be published
	Why                             report.Words
}

// Compare puts a draft beside the periods before, as they were published, or as
// known for the draft where they were not, and marks what moved more than usual.
// It fails with [fault.Denied] for who may not publish.
func (d *Desk) Compare(ctx context.Context, caller access.Caller, n Name) (Comparison, error) {
	return d.CompareStepwise(ctx, caller, n, func(int, int) {})
}

// CompareStepwise is [Desk.Compare], which tells how many periods are counted, of how many.
func (d *Desk) CompareStepwise(ctx context.Context, caller access.Caller, n Name, progress func(done, total int)) (Comparison, error) {
	if err := d.enter(ctx, caller); err != nil {
		return Comparison{}, err
	}
	p, err := one(ctx, d.Pool, n)
	if err != nil {
		return Comparison{}, err
	}
	out := Comparison{Of: p}
	if out.Full, err = d.full(ctx, caller, p); err != nil {
		return Comparison{}, err
	}
	if err := d.preview(ctx, &out); err != nil {
		return Comparison{}, err
	}
	all := periods(n.Kind) + 2
	progress(1, all)
	series, err := d.series(ctx, caller, p, func(done int) { progress(1+done, all) })
	if err != nil {
		return Comparison{}, err
	}
	out.Before = Name{n.Kind, series[0].asOf}
	out.Moves = moves(out, series)
	return out, nil
}

// preview makes what will be published, or says why it cannot be.
func (d *Desk) preview(ctx context.Context, c *Comparison) error {
	if c.Of.Frozen() {
		r, err := content(ctx, d.Pool, c.Of.Name)
		c.Public = r
		return err
	}
	earlier, _, err := d.earlier(ctx, c.Full)
	if err != nil {
		return err
	}
	p := c.Of
	p.ApprovedAt = d.Now()
	c.Public, err = public(&p, c.Full, earlier)
	if fault.Is(err, fault.Invalid) {
		c.Refused, c.Public = fault.As(err).Detail, report.Report{}
		return nil
	}
	return err
}

// period is the figures of a period by table, row and column.
type period struct {
	asOf    day.Date
	figures map[[3]string]int
	tables  map[string]bool
	begun   bool // somebody is counted in it; before the registry began nobody is
}

func figuresOf(r report.Report) period {
	out := period{asOf: r.AsOf, figures: map[[3]string]int{}, tables: map[string]bool{}}
	for _, t := range r.Tables {
		out.tables[t.ID] = true
		for i, line := range t.Cells {
			for j, c := range line {
				out.figures[[3]string{t.ID, report.KeyAt(t.Rows, i), report.KeyAt(t.Cols, j)}] = c.Count
				out.begun = out.begun || c.Count > 0
			}
		}
	}
	return out
}

// series counts the periods before, the newest first.
func (d *Desk) series(ctx context.Context, caller access.Caller, p Publication, counted func(int)) ([]period, error) {
	all, err := read(ctx, d.Pool, `approved_at IS NOT NULL AND kind = $1`, string(p.Kind))
	if err != nil {
		return nil, err
	}
	var out []period
	on := p.AsOf
	for range periods(p.Kind) + 1 {
		on = p.Kind.Last(on)
		of := Publication{Name: Name{p.Kind, on}, Epoch: p.Epoch, Position: p.Position}
		if i := slices.IndexFunc(all, func(q Publication) bool { return q.Name == of.Name }); i >= 0 {
			of = all[i]
		}
		r, err := d.full(ctx, caller, of)
		if err != nil {
			return nil, err
		}
		out = append(out, figuresOf(r))
		counted(len(out))
	}
	return out, nil
}

// moves puts every figure of a draft beside those before it.
func moves(c Comparison, series []period) []Move {
	var out []Move
	for _, t := range c.Full.Tables {
		for i, line := range t.Cells {
			for j, cell := range line {
				m := Move{
					Table: t.ID, Row: report.KeyAt(t.Rows, i), Column: report.KeyAt(t.Cols, j), TableTitle: t.Title,
					RowName: report.NameAt(t.Rows, i), ColumnName: report.NameAt(t.Cols, j), Is: cell.Count,
				}
				m.Withheld = cellOf(c.Public, Address{Table: m.Table, Row: m.Row, Column: m.Column}).Withheld
				m.measure(c.Full.AsOf, c.Of.Floor, series)
				out = append(out, m)
			}
		}
	}
	return out
}

// at gives a figure of a period, and whether there is one: a citizenship that
// stood among the others has none.
func (p *period) at(key [3]string) (int, bool) {
	if !p.begun {
		return 0, false
	}
	n, ok := p.figures[key]
	if ok || !p.tables[key[0]] {
		return n, ok
	}
	_, rows := p.figures[[3]string{key[0], "other", key[2]}]
	return 0, !rows
}

// measure says what was usual, and marks a move that is not.
func (m *Move) measure(asOf day.Date, floor int, series []period) {
	key := [3]string{m.Table, m.Row, m.Column}
	was, there := series[0].at(key)
	m.Was = was
	var before []int
	for i := range len(series) - 1 {
		now, a := series[i].at(key)
		then, b := series[i+1].at(key)
		if a && b && (now != 0 || then != 0) {
			before = append(before, now-then)
		}
	}
	few := floor - 1
	if len(before) < fewMoves {
		few = max(few, was/tenth)
		m.Least, m.Most = -few, few
	} else {
		m.Least, m.Most = min(slices.Min(before), -few), max(slices.Max(before), few)
	}
	by := m.Is - m.Was
	m.Marked = (there || !series[0].begun) && (by < m.Least || by > m.Most)
	m.Why = words(by, len(before), *m)
	switch {
	case !series[0].begun:
		m.Why = report.Words{Italian: "Non c’è un periodo precedente.", English: "There is no period before."}
	case !there:
		m.Why = report.Words{Italian: "Nel periodo precedente era fra le altre.", English: "It stood among the others in the period before."}
	}
	if _, month, _ := asOf.Civil(); m.Marked && by < 0 && month == time.January {
		m.Why.Italian += " A gennaio diventa maggiorenne chi ha il 1º gennaio come data di nascita."
		m.Why.English += " In January those come of age whose birth date stands as 1 January."
	}
}

// words says what a move is measured by.
func words(by, known int, m Move) report.Words {
	if known < fewMoves {
		return report.Words{
			Italian: fmt.Sprintf("%+d; si conoscono meno di %d variazioni precedenti: è usuale fino a un decimo (%d).", by, fewMoves, m.Most),
			English: fmt.Sprintf("%+d; fewer than %d earlier moves are known: up to a tenth (%d) is usual.", by, fewMoves, m.Most),
		}
	}
	return report.Words{
		Italian: fmt.Sprintf("%+d; nei %d periodi precedenti le variazioni sono state da %+d a %+d.", by, known, m.Least, m.Most),
		English: fmt.Sprintf("%+d; in the %d periods before moves were from %+d to %+d.", by, known, m.Least, m.Most),
	}
}
