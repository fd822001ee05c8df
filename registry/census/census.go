// Package census counts the minors of the nation: how many on any day, as known
// on any day, cut as one likes. It reads the signed rows that registry/projection
// adds; it writes nothing.
//
// The invariant: every minor who is counted is counted once, and parts add up
// to the total: what no record states is a part of its own, never dropped. No
// row read here leads back to a child.
package census

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

// MaxCuts bounds the dimensions of one question: more make cells of one child.
// Arbitrary.
const MaxCuts = 3

// MaxCutsCounting bounds them for who may count and opens no casefile: with more,
// and by structure, a cell tells of a child.
const MaxCutsCounting = 2

// Query is a question: how many minors were present at the end of a day in
// Europe/Rome, as known at the end of another.
type Query struct {
	On      day.Date
	By      []Dimension
	Only    []Filter // all of them hold
	KnownAt day.Date // zero is now
	// Position asks as known up to a position of the ledger's epoch, as a Result
	// gives it, so that several questions are answered as of one moment. Zero: by
	// KnownAt.
	Position uint64
}

// Filter counts only those who are in one of some parts of a dimension.
type Filter struct {
	By    Dimension
	Codes []string // as in [Cell.Codes]; "" is what no record states
}

// Validate fails with [fault.Invalid], naming the field.
func (q Query) Validate() error {
	if q.On.IsZero() {
		return fault.Field("on", "no day is named", "say which day is counted")
	}
	if !q.KnownAt.IsZero() && q.On.After(q.KnownAt) {
		return fault.Field("known-at", "before the day that is counted", "name that day or a later one")
	}
	return validate(q.By, q.Only, q.KnownAt, q.Position)
}

// validate checks what all questions have.
func validate(by []Dimension, only []Filter, knownAt day.Date, position uint64) error {
	if position > 0 && !knownAt.IsZero() {
		return fault.Field("known-at", "a day and a position", "ask by one of them")
	}
	if len(by) > MaxCuts {
		return fault.Field("by", "too many cuts", fmt.Sprintf("cut by at most %d", MaxCuts))
	}
	for i, d := range by {
		if !slices.Contains(Dimensions(), d) {
			return fault.Field("by", "not a cut", "use some of "+words(Dimensions()))
		}
		if slices.Contains(by[:i], d) {
			return fault.Field("by", "the same cut twice", "name each once")
		}
	}
	for i, f := range only {
		if !slices.Contains(Dimensions(), f.By) {
			return fault.Field("only", "not a cut", "use some of "+words(Dimensions()))
		}
		if slices.ContainsFunc(only[:i], func(o Filter) bool { return o.By == f.By }) {
			return fault.Field("only", "the same cut twice", "name each once, with all its codes")
		}
		if len(f.Codes) == 0 || len(f.Codes) > maxCodes {
			return fault.Field("only", "no code, or too many", fmt.Sprintf("name up to %d codes of %s", maxCodes, f.By))
		}
	}
	return nil
}

// maxCodes bounds the codes of one filter; more than a country has provinces. Arbitrary.
const maxCodes = 200

// Cell is one number, with a label for each cut; an empty label is what no
// record states. Codes are stable where labels are names: ISTAT's of a place,
// and the labels themselves of all else.
type Cell struct {
	Labels []string
	Codes  []string
	Count  int
}

// Result is the answer. Cells are by falling count, then by label; they add up
// to the total. The missing are not present: their number stands apart.
type Result struct {
	On       day.Date
	Epoch    int
	Position uint64 // known up to here: with it the same figure can be asked for again
	By       []Dimension
	Cells    []Cell
	Total    int
	Missing  int
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Census answers questions. It is safe for use by several goroutines.
type Census struct {
	pool   *pgxpool.Pool
	lines  Lines
	places *reference.Tables
	where  map[string]where // by the codes of regions and municipalities

	Now     func() time.Time // which day is today; [time.Now] if it is not set
	Standby Reads            // what may answer in the database's place; the pool alone if it is not set
}

// Reads runs fn as [pg.InSnapshot] does, at a replica if ctx allows it: package
// standby has it. fn may run twice.
type Reads interface {
	InSnapshot(ctx context.Context, primary *pgxpool.Pool, role string, as pg.Settings, fn pg.Func) error
}

// primary is the pool alone.
type primary struct{}

func (primary) InSnapshot(ctx context.Context, pool *pgxpool.Pool, _ string, as pg.Settings, fn pg.Func) error {
	return pg.InSnapshot(ctx, pool, as, fn)
}

// New makes a census over a pool of the role faro_census.
func New(pool *pgxpool.Pool, lines Lines, places *reference.Tables) (*Census, error) {
	if pool == nil || lines == nil || places == nil {
		return nil, fault.Newf(fault.Internal, "a census without its database, record of access or reference tables")
	}
	return &Census{pool: pool, lines: lines, places: places, where: located(places), Now: time.Now, Standby: primary{}}, nil
}

// Count answers a question, once its access line is committed. It fails with
// [fault.Invalid] for a bad question, [fault.Denied] for a caller who may not
// count, and [fault.Busy] while the database does not answer.
func (c *Census) Count(ctx context.Context, caller access.Caller, q Query) (Result, error) {
	if err := q.Validate(); err != nil {
		return Result{}, err
	}
	if err := c.notToCome("on", q.On); err != nil {
		return Result{}, err
	}
	var out Result
	err := c.answer(ctx, caller, q.By, q.Only, func(ctx context.Context, tx pgx.Tx) (err error) {
		out = Result{On: q.On, By: q.By}
		if out.Epoch, out.Position, err = moment(ctx, tx, q.KnownAt, q.Position); err != nil {
			return err
		}
		return c.count(ctx, tx, q.By, q.Only, &out)
	})
	if err != nil {
		return Result{}, err
	}
	return out, nil
}

// notToCome fails with [fault.Invalid] for a day that has not begun.
func (c *Census) notToCome(field string, d day.Date) error {
	if d.After(day.FromTime(c.Now())) {
		return fault.Field(field, "a day to come", "name today or an earlier day")
	}
	return nil
}

// answer runs fn in one moment of the database, or of a replica, once the access
// line is committed. fn begins anew if it is run again.
func (c *Census) answer(ctx context.Context, caller access.Caller, by []Dimension, only []Filter, fn func(context.Context, pgx.Tx) error) error {
	denied := access.Allow(caller, access.CountCensus)
	if err := c.lines.Write(ctx, audit.Line{Caller: caller, Action: access.CountCensus, Allowed: denied == nil}); err != nil {
		return err
	}
	if denied != nil {
		return denied
	}
	if err := wide(caller, by, only); err != nil {
		return err
	}
	return c.Standby.InSnapshot(ctx, c.pool, "faro_census", nil, func(ctx context.Context, tx pgx.Tx) error {
		if err := planned(ctx, tx); err != nil {
			return err
		}
		if err := c.known(ctx, tx, only); err != nil {
			return err
		}
		return fn(ctx, tx)
	})
}

// planned has the statements of a transaction planned for the days that they are
// asked about, and their groups made by hashing. A plan for any day expects a few
// hundred rows of a month where there are a hundred thousand, and sorts them on
// the disk: twice the time.
func planned(ctx context.Context, tx pgx.Tx) error {
	const set = `SELECT set_config('plan_cache_mode', 'force_custom_plan', true), set_config('enable_sort', 'off', true),
		set_config('work_mem', '16MB', true)`
	_, err := tx.Exec(ctx, set)
	return pg.Fault(err)
}

// wide fails with [fault.Invalid] for a cut that would tell of single children
// whoever may count and opens no casefile.
func wide(caller access.Caller, by []Dimension, only []Filter) error {
	if access.Allow(caller, access.OpenCasefile, access.InTerritory, access.InCustody, access.InScope) == nil {
		return nil
	}
	all := slices.Clone(by)
	for _, f := range only {
		if !slices.Contains(all, f.By) {
			all = append(all, f.By)
		}
	}
	if slices.Contains(all, Structure) || len(all) > MaxCutsCounting {
		return fault.Field("by", "too wide a cut for who may count and opens no casefile",
			fmt.Sprintf("cut and filter by at most %d, and not by structure", MaxCutsCounting))
	}
	return nil
}

// moment gives the epoch and the position up to which a question is answered.
func moment(ctx context.Context, tx pgx.Tx, knownAt day.Date, position uint64) (int, uint64, error) {
	head, err := ledger.Read(ctx, tx)
	if err != nil {
		return 0, 0, err
	}
	switch {
	case position > head.Position:
		return 0, 0, fault.Field("position", "beyond the ledger's head", "ask for a position that was given")
	case position > 0:
		return head.Epoch, position, nil
	case knownAt.IsZero():
		return head.Epoch, head.Position, nil
	}
	at, err := ledger.PositionAt(ctx, tx, knownAt.Add(1).Start())
	if err == nil && at == 0 && head.Position > 0 {
		err = fault.Field("known-at", "the registry had not begun", "name the day of its first record or a later one")
	}
	return head.Epoch, at, err
}

// count counts the days of some results, the oldest first, all as known at the
// position of the first: those of one month by one reading.
func (c *Census) count(ctx context.Context, tx pgx.Tx, by []Dimension, only []Filter, out ...*Result) error {
	return c.countAnd(ctx, tx, by, only, func(*Result, *group) {}, out...)
}

// countAnd tells also of each group that was counted, and to which result.
func (c *Census) countAnd(ctx context.Context, tx pgx.Tx, by []Dimension, only []Filter, also func(*Result, *group), out ...*Result) error {
	need := askedBy(by, only)
	days := make([]day.Date, len(out))
	for i, r := range out {
		days[i] = r.On
	}
	for _, some := range together(days, need) {
		cells := make([]*inCells, len(some))
		for i := range some {
			cells[i] = &inCells{census: c, by: by, to: out[i], found: map[string]*Cell{}}
		}
		err := eachGroup(ctx, tx, need, some, out[0].Position, func(at int, g *group) {
			if c.counts(g, some[at], only) {
				cells[at].add(g)
				also(cells[at].to, g)
			}
		})
		if err != nil {
			return err
		}
		for _, x := range cells {
			x.close()
		}
		out = out[len(some):]
	}
	return nil
}

// inCells adds the groups of one day up in the cells of a result.
type inCells struct {
	census *Census
	by     []Dimension
	to     *Result
	found  map[string]*Cell
	key    []byte
}

func (x *inCells) add(g *group) {
	if g.State == missing {
		x.to.Missing += g.Count
		return
	}
	x.to.Total += g.Count
	x.key = x.census.key(x.key[:0], x.by, g)
	cell := x.found[string(x.key)]
	if cell == nil {
		cell = &Cell{}
		cell.Labels, cell.Codes = x.census.labels(x.by, g)
		x.found[string(x.key)] = cell
	}
	cell.Count += g.Count
}

// close gives the result its cells, those with most first.
func (x *inCells) close() {
	for _, cell := range x.found {
		if cell.Count != 0 {
			x.to.Cells = append(x.to.Cells, *cell)
		}
	}
	slices.SortFunc(x.to.Cells, func(a, b Cell) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), slices.Compare(a.Labels, b.Labels), slices.Compare(a.Codes, b.Codes))
	})
}

// key appends what tells the cell of a group from others.
func (c *Census) key(to []byte, by []Dimension, g *group) []byte {
	for _, d := range by {
		_, code := c.label(d, g)
		to = append(append(to, code...), 0)
	}
	return to
}

// counts reports whether the minors of a group are foreign on a day, and in what is asked for.
func (c *Census) counts(g *group, on day.Date, only []Filter) bool {
	if !reference.Foreign(g.Citizenship, on) {
		return false // not a foreign minor (law 47/2017 art. 2): kept, and not counted
	}
	for _, f := range only {
		if _, code := c.label(f.By, g); !slices.Contains(f.Codes, code) {
			return false
		}
	}
	return true
}
