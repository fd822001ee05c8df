package census

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// Flow is a way in which minors come to be counted in a cell, or no longer.
type Flow string

// The flows, as far as they concern who is present. All but Moved and LeftMissing
// make the difference between a cell at the start and at the end.
const (
	Arrived        Flow = "arrived"         // known for the first time; the detail is the mode of arrival
	Reentered      Flow = "re-entered"      // after an exit
	TransferredIn  Flow = "transferred-in"  // counted at a place of this cell, and at one of another before
	TransferredOut Flow = "transferred-out" // the other half of that
	Moved          Flow = "moved"           // between two places of this cell
	WentMissing    Flow = "went-missing"
	Returned       Flow = "returned"     // who had been missing
	Left           Flow = "left"         // by an exit; the detail is its reason
	CameOfAge      Flow = "came-of-age"  // on a day without an exit
	LeftMissing    Flow = "left-missing" // by an exit, from among the missing; the detail is its reason
	OtherChange    Flow = "other"        // of a cell otherwise: by age, guardian, or a change of the directory
)

// FlowKinds lists them in the order in which they are shown.
func FlowKinds() []Flow {
	return []Flow{
		Arrived, Reentered, TransferredIn, Returned, WentMissing, TransferredOut, Left, CameOfAge, OtherChange, Moved, LeftMissing,
	}
}

// sign is 1 for those by which minors come to be counted, and -1 for those by
// which they no longer are.
func (f Flow) sign() int {
	switch f {
	case Arrived, Reentered, TransferredIn, Returned, OtherChange:
		return 1
	case TransferredOut, WentMissing, Left, CameOfAge:
		return -1
	}
	return 0
}

// MaxFlowDays bounds the days of a question about flows: what happened is read
// day by day. Arbitrary.
const MaxFlowDays = 2 * 366

// FlowQuery asks who came and went between two days, as of one moment.
type FlowQuery struct {
	From, To day.Date // both included
	By       []Dimension
	Only     []Filter
	KnownAt  day.Date // zero is now
	Position uint64   // see [Query]
}

// Validate fails with [fault.Invalid], naming the field.
func (q FlowQuery) Validate() error {
	if err := period(q.From, q.To, q.KnownAt); err != nil {
		return err
	}
	if q.To.Sub(q.From) >= MaxFlowDays {
		return fault.Field("from", "too many days", fmt.Sprintf("ask for at most %d", MaxFlowDays))
	}
	return validate(q.By, q.Only, q.KnownAt, q.Position)
}

// Moves is how many minors came to be counted, or no longer, in one way.
type Moves struct {
	Flow   Flow
	Detail string // of some flows; "" is also what no record states
	Count  int
}

// Balance is one cell: how many were present at the end of the day before the
// first and at the end of the last, and what happened in between. Start and all
// that come, without all that go, is End.
type Balance struct {
	Labels, Codes []string
	Start, End    int
	Moves         []Moves // in the order of [FlowKinds], then by detail; none that are 0
}

// Of gives how many came or went in one way, with some details or any.
func (b *Balance) Of(f Flow, details ...string) int {
	n := 0
	for _, m := range b.Moves {
		if m.Flow == f && (len(details) == 0 || slices.Contains(details, m.Detail)) {
			n += m.Count
		}
	}
	return n
}

// Flows is the answer. Cells are by falling end, then by label. Cut by place, the
// transfers between two cells are in both; the total has only those from outside
// of what is asked for.
type Flows struct {
	From, To                     day.Date
	Epoch                        int
	Position                     uint64
	By                           []Dimension
	Total                        Balance
	Cells                        []Balance
	MissingAtStart, MissingAtEnd int
}

// Flows tells who came and went. It fails as [Census.Count] does.
func (c *Census) Flows(ctx context.Context, caller access.Caller, q FlowQuery) (Flows, error) {
	if err := q.Validate(); err != nil {
		return Flows{}, err
	}
	if err := c.notToCome("to", q.To); err != nil {
		return Flows{}, err
	}
	var out Flows
	err := c.answer(ctx, caller, q.By, q.Only, func(ctx context.Context, tx pgx.Tx) (err error) {
		out = Flows{From: q.From, To: q.To, By: q.By}
		if out.Epoch, out.Position, err = moment(ctx, tx, q.KnownAt, q.Position); err != nil {
			return err
		}
		return c.flows(ctx, tx, q, &out)
	})
	if err != nil {
		return Flows{}, err
	}
	return out, nil
}

func (c *Census) flows(ctx context.Context, tx pgx.Tx, q FlowQuery, out *Flows) error {
	start, end := Result{On: q.From.Add(-1), Position: out.Position}, Result{On: q.To, Position: out.Position}
	if err := c.count(ctx, tx, q.By, q.Only, &start, &end); err != nil {
		return err
	}
	out.MissingAtStart, out.MissingAtEnd = start.Missing, end.Missing
	cells := newTally(c, q.By, q.Only)
	whole := newTally(c, nil, q.Only)
	if err := eachMove(ctx, tx, q, out.Position, func(m *move) { cells.move(m); whole.move(m) }); err != nil {
		return err
	}
	if err := eachBirthday(ctx, tx, q, out.Position, func(on day.Date, g *group) { cells.birthday(on, g); whole.birthday(on, g) }); err != nil {
		return err
	}
	out.Cells = cells.balances(start.Cells, end.Cells)
	out.Total = Balance{}
	if all := whole.balances([]Cell{{Count: start.Total}}, []Cell{{Count: end.Total}}); len(all) > 0 {
		out.Total = all[0]
	}
	if len(q.By) == 0 {
		out.Cells = nil
	}
	return nil
}

// tally adds up what happened, cell by cell.
type tally struct {
	census *Census
	by     []Dimension
	only   []Filter
	cells  map[string]*Balance
	counts map[string]map[Moves]int // with a Count of 0
}

func newTally(c *Census, by []Dimension, only []Filter) *tally {
	return &tally{census: c, by: by, only: only, cells: map[string]*Balance{}, counts: map[string]map[Moves]int{}}
}

func (t *tally) cell(labels, codes []string) string {
	key := strings.Join(codes, "\x00")
	if t.cells[key] == nil {
		t.cells[key] = &Balance{Labels: labels, Codes: codes}
		t.counts[key] = map[Moves]int{}
	}
	return key
}

// at gives the cell of a group on a day; false if it is not counted, or not asked for.
func (t *tally) at(g *group, on day.Date) (string, bool) {
	if !t.census.counts(g, on, t.only) {
		return "", false
	}
	labels, codes := t.census.labels(t.by, g)
	return t.cell(labels, codes), true
}

func (t *tally) add(cell string, f Flow, detail string, n int) {
	t.counts[cell][Moves{Flow: f, Detail: detail}] += n
}

// move adds one kind of move on one day. Who came of age on the day before, or
// does on the day, is counted by [tally.birthday] alone, but for an exit on that day.
func (t *tally) move(m *move) {
	from, was := "", false
	if m.was.State != "" && m.minorBefore {
		from, was = t.at(&m.was, m.on.Add(-1))
	}
	to, is := "", false
	if m.is.State != "" && m.minorOn {
		to, is = t.at(&m.is, m.on)
	}
	present, stays := was && m.was.State != missing, is && m.is.State != missing
	switch {
	case m.is.State == "" && was:
		if m.ofAge { // the birthday of who left on it is no other flow
			t.add(from, CameOfAge, "", map[bool]int{true: -m.n}[present])
		}
		t.add(from, map[bool]Flow{true: Left, false: LeftMissing}[present], m.detail, m.n)
	case m.was.State == "" && stays && m.detail != "":
		t.add(to, Reentered, "", m.n)
	case m.was.State == "" && stays:
		t.add(to, Arrived, m.is.Mode, m.n)
	case m.was.State == "" || m.is.State == "" || !m.minorOn:
	case m.was.State == missing && stays:
		t.add(to, Returned, "", m.n)
	case m.is.State == missing && present:
		t.add(from, WentMissing, "", m.n)
	case present && stays && from == to:
		t.add(to, Moved, "", m.n)
	default:
		if present {
			t.add(from, TransferredOut, "", m.n)
		}
		if stays {
			t.add(to, TransferredIn, "", m.n)
		}
	}
}

// birthday adds those who come of age on a day, and were present on the day before.
func (t *tally) birthday(on day.Date, g *group) {
	if g.State == missing {
		return
	}
	if cell, ok := t.at(g, on.Add(-1)); ok {
		t.add(cell, CameOfAge, "", g.Count)
	}
}

// balances gives the cells, with what is left to say by which they changed.
func (t *tally) balances(start, end []Cell) []Balance {
	for _, s := range start {
		t.cells[t.cell(s.Labels, s.Codes)].Start = s.Count
	}
	for _, e := range end {
		t.cells[t.cell(e.Labels, e.Codes)].End = e.Count
	}
	var out []Balance
	for key, b := range t.cells {
		rest := b.End - b.Start
		for m, n := range t.counts[key] {
			if n != 0 {
				m.Count = n
				b.Moves = append(b.Moves, m)
				rest -= m.Flow.sign() * n
			}
		}
		if rest != 0 {
			b.Moves = append(b.Moves, Moves{Flow: OtherChange, Count: rest})
		}
		order := FlowKinds()
		slices.SortFunc(b.Moves, func(x, y Moves) int {
			return cmp.Or(cmp.Compare(slices.Index(order, x.Flow), slices.Index(order, y.Flow)), cmp.Compare(x.Detail, y.Detail))
		})
		if b.Start != 0 || b.End != 0 || len(b.Moves) > 0 {
			out = append(out, *b)
		}
	}
	slices.SortFunc(out, func(a, b Balance) int {
		return cmp.Or(cmp.Compare(b.End, a.End), slices.Compare(a.Labels, b.Labels), slices.Compare(a.Codes, b.Codes))
	})
	return out
}
