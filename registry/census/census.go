// Package census counts the minors of the nation: how many on any day, as known
// on any day, cut as one likes. It reads the signed rows that registry/projection
// adds; it writes nothing.
//
// The invariant: every minor who is counted is counted once, and parts add up
// to the total: what no record states is a part of its own, never dropped. No
// row read here leads back to a child.
package census

import (
	"context"
	"fmt"
	"slices"
	"strings"

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

// Dimension is a way to cut a count.
type Dimension string

// The dimensions. Places are those of the structure at which a minor is
// counted: on the way between two, the one that was left.
const (
	Region       Dimension = "region"
	Province     Dimension = "province"
	Municipality Dimension = "municipality"
	Structure    Dimension = "structure"
	Reception    Dimension = "reception" // type of reception
	State        Dimension = "state"     // present, in transit, at no known structure
	Sex          Dimension = "sex"
	Age          Dimension = "age" // the bands of the Ministry's reports
	Citizenship  Dimension = "citizenship"
	Mode         Dimension = "mode" // of arrival
)

// Dimensions lists them in the order in which they are offered.
func Dimensions() []Dimension {
	return []Dimension{Region, Province, Municipality, Structure, Reception, State, Sex, Age, Citizenship, Mode}
}

// MaxCuts bounds the dimensions of one question: more make cells of one child.
// Arbitrary.
const MaxCuts = 3

// Query is a question: how many minors were present at the end of a day in
// Europe/Rome, as known at the end of another.
type Query struct {
	On      day.Date
	By      []Dimension
	KnownAt day.Date // zero is now
	// Position asks as known up to a position of the ledger's epoch, as a Result
	// gives it, so that several questions are answered as of one moment. Zero: by
	// KnownAt.
	Position uint64
}

// Validate fails with [fault.Invalid], naming the field.
func (q Query) Validate() error {
	if q.On.IsZero() {
		return fault.Field("on", "no day is named", "say which day is counted")
	}
	if !q.KnownAt.IsZero() && q.On.After(q.KnownAt) {
		return fault.Field("known-at", "before the day that is counted", "name that day or a later one")
	}
	if q.Position > 0 && !q.KnownAt.IsZero() {
		return fault.Field("known-at", "a day and a position", "ask by one of them")
	}
	if len(q.By) > MaxCuts {
		return fault.Field("by", "too many cuts", fmt.Sprintf("cut by at most %d", MaxCuts))
	}
	for i, d := range q.By {
		if !slices.Contains(Dimensions(), d) {
			return fault.Field("by", "not a cut", "use some of region, province, municipality, structure, reception, state, sex, age, citizenship, mode")
		}
		if slices.Contains(q.By[:i], d) {
			return fault.Field("by", "the same cut twice", "name each once")
		}
	}
	return nil
}

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
}

// New makes a census over a pool of the role faro_census.
func New(pool *pgxpool.Pool, lines Lines, places *reference.Tables) (*Census, error) {
	if pool == nil || lines == nil || places == nil {
		return nil, fault.Newf(fault.Internal, "a census without its database, record of access or reference tables")
	}
	return &Census{pool: pool, lines: lines, places: places}, nil
}

// Count answers a question, once its access line is committed. It fails with
// [fault.Invalid] for a bad question, [fault.Denied] for a caller who may not
// count, and [fault.Busy] while the database does not answer.
func (c *Census) Count(ctx context.Context, caller access.Caller, q Query) (Result, error) {
	if err := q.Validate(); err != nil {
		return Result{}, err
	}
	denied := access.Allow(caller, access.CountCensus)
	if err := c.lines.Write(ctx, audit.Line{Caller: caller, Action: access.CountCensus, Allowed: denied == nil}); err != nil {
		return Result{}, err
	}
	if denied != nil {
		return Result{}, denied
	}
	out := Result{On: q.On, By: q.By}
	err := pg.InSnapshot(ctx, c.pool, nil, func(ctx context.Context, tx pgx.Tx) error {
		head, err := ledger.Read(ctx, tx)
		if err != nil {
			return err
		}
		out.Epoch, out.Position = head.Epoch, head.Position
		switch {
		case q.Position > head.Position:
			return fault.Field("position", "beyond the ledger's head", "ask for a position that was given")
		case q.Position > 0:
			out.Position = q.Position
		case !q.KnownAt.IsZero():
			if out.Position, err = ledger.PositionAt(ctx, tx, q.KnownAt.Add(1).Start()); err != nil {
				return err
			}
		}
		return c.count(ctx, tx, q, &out)
	})
	if err != nil {
		return Result{}, err
	}
	return out, nil
}

// count reads the groups and adds them up in cells.
func (c *Census) count(ctx context.Context, tx pgx.Tx, q Query, out *Result) error {
	groups, err := read(ctx, tx, q, out.Position)
	if err != nil {
		return err
	}
	cells := map[string]*Cell{}
	for _, g := range groups {
		if !reference.Foreign(g.Citizenship, q.On) {
			continue // not a foreign minor (law 47/2017 art. 2): kept, and not counted
		}
		if g.State == "missing" {
			out.Missing += g.Count
			continue
		}
		out.Total += g.Count
		labels, codes := c.labels(q.By, g)
		key := strings.Join(codes, "\x00")
		if cells[key] == nil {
			cells[key] = &Cell{Labels: labels, Codes: codes}
		}
		cells[key].Count += g.Count
	}
	for _, cell := range cells {
		if cell.Count != 0 {
			out.Cells = append(out.Cells, *cell)
		}
	}
	slices.SortFunc(out.Cells, func(a, b Cell) int {
		if a.Count != b.Count {
			return b.Count - a.Count
		}
		return slices.Compare(a.Labels, b.Labels)
	})
	return nil
}
