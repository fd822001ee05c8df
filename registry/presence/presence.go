// Package presence certifies presence-days: on how many days of a quarter each
// child was at each structure of a municipality, by which the municipality claims
// its reimbursement. It alone writes presence_statements and presence_lines.
//
// The invariant: a day is counted where a stay lies and presence at that
// structure was stated for it, and nothing contends; every other day of a stay is
// listed with why, never counted. A statement is frozen with a digest, and is
// restated only by a new one, which leaves it as it was. Whether its days add up
// to the census of each day stands in it. Nothing is drawn or read but for a
// caller who may, whose line stands in the record of access first.
package presence

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Quarter is three months of a year, by its first day.
type Quarter struct{ First day.Date }

// QuarterOf gives the quarter in which a day lies.
func QuarterOf(d day.Date) Quarter {
	y, m, _ := d.Civil()
	return Quarter{day.Of(y, (m-1)/3*3+1, 1)}
}

// ParseQuarter reads 2026-Q3. It fails with [fault.Invalid].
func ParseQuarter(text string) (Quarter, error) {
	year, n, ok := strings.Cut(text, "-Q")
	q, err := strconv.Atoi(n)
	first, bad := day.Parse(year + "-01-01")
	if !ok || err != nil || bad != nil || q < 1 || q > 4 || len(n) != 1 {
		return Quarter{}, fault.Field("quarter", "not a quarter", "write it as 2026-Q3")
	}
	y, _, _ := first.Civil()
	return Quarter{day.Of(y, time.Month(3*q-2), 1)}, nil
}

// String gives the quarter as 2026-Q3.
func (q Quarter) String() string {
	y, m, _ := q.First.Civil()
	return fmt.Sprintf("%04d-Q%d", y, (m+2)/3)
}

// Span gives its days.
func (q Quarter) Span() day.Span {
	return day.Span{From: q.First, Until: q.First.NextMonth().NextMonth().NextMonth()}
}

// Name is what a statement is called for good.
type Name struct {
	Municipality string // ISTAT, six digits
	Quarter      Quarter
	Number       int // 1, and one more for each by which it was restated
}

// String gives the name as 089017 2026-Q3 no. 1.
func (n Name) String() string {
	return fmt.Sprintf("%s %s no. %d", n.Municipality, n.Quarter, n.Number)
}

func (n Name) validate() error {
	if len(n.Municipality) != 6 || strings.Trim(n.Municipality, "0123456789") != "" {
		return fault.Field("municipality", "not a municipality", "use its six digits (ISTAT)")
	}
	if n.Quarter.First.IsZero() || QuarterOf(n.Quarter.First) != n.Quarter {
		return fault.Field("quarter", "not a quarter", "write it as 2026-Q3")
	}
	return nil
}

// Statement is what was certified, and frozen.
type Statement struct {
	Name
	Epoch    int
	Position uint64 // up to which what it says is known
	MadeAt   time.Time
	MadeBy   institution.PersonID
	Why      minor.Text // why the one before was restated; empty for the first
	Counted  int        // days
	Listed   int        // days that are not counted
	Census   int        // days by the census of each day
	Differs  []day.Date // on which what is counted and listed is not what the census has
	Digest   string     // SHA-256, hexadecimal

	Lines []Line // none in a list of statements
}

// AddsUp reports whether the days are those of the census, day by day.
func (s *Statement) AddsUp() bool { return len(s.Differs) == 0 }

// Line is the days of one child at one structure.
type Line struct {
	Minor     minor.ID // zero where the child was erased; so is all else
	Structure facility.ID
	Code      minor.Code
	At        string     // short code of the structure
	Counted   []day.Span // by day
	Listed    []Listed   // by day
}

// Listed are days that are not counted, with why.
type Listed struct {
	Why  Why
	Days day.Span
}

// Days gives how many days of a line are counted, and how many listed.
func (l *Line) Days() (counted, listed int) {
	for _, s := range l.Counted {
		counted += s.Until.Sub(s.From)
	}
	for _, s := range l.Listed {
		listed += s.Days.Until.Sub(s.Days.From)
	}
	return counted, listed
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Config is what a desk works with; all of it is needed.
type Config struct {
	Pool  *pgxpool.Pool // of the role faro_presence
	Seal  *seal.Sealer
	Lines Lines
	Now   func() time.Time
	Log   *slog.Logger
}

// Desk is where statements are drawn and read. It is safe for use by several goroutines.
type Desk struct{ Config }

// New makes a desk.
func New(c Config) (*Desk, error) {
	if c.Pool == nil || c.Seal == nil || c.Lines == nil || c.Now == nil || c.Log == nil {
		return nil, fault.Newf(fault.Internal, "presence-days without their database, keys, record of access, clock or log")
	}
	return &Desk{c}, nil
}

// may fails with [fault.Denied] unless a caller may do it for a municipality: the
// own, or any for who may for the nation.
func may(c access.Caller, a access.Action, municipality string) error {
	var ties []access.Relation
	for _, t := range c.Territory {
		if t == municipality {
			ties = append(ties, access.InTerritory)
		}
	}
	return access.Allow(c, a, ties...)
}

// enter writes the line of a caller, with whom is shown, and fails with
// [fault.NotFound] unless they may: what is not one's own looks like what there
// is not.
func (d *Desk) enter(ctx context.Context, c access.Caller, a access.Action, n Name, shown []minor.ID) error {
	denied := may(c, a, n.Municipality)
	line := audit.Line{Caller: c, Action: a, Allowed: denied == nil, Asked: "presence-days " + n.String()}
	if denied == nil {
		line.Subjects = shown
	}
	if err := d.Lines.Write(ctx, line); err != nil {
		return fmt.Errorf("write line: %w", err)
	}
	if denied != nil {
		return notFound()
	}
	return nil
}

func notFound() error { return fault.Newf(fault.NotFound, "no such statement of presence-days") }

// settings say which statements a transaction is shown.
func settings(c access.Caller) pg.Settings {
	if c.Role == access.Ministry {
		return pg.Settings{"faro.nation": "yes"}
	}
	return pg.Settings{"faro.territory": strings.Join(c.Territory, ",")}
}
