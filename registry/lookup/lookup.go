// Package lookup answers who a child is to those who answer for the child: who
// has custody on a day, the casefile, and which child is meant. It reads only.
//
// The invariant: first the line in the record of access, then the read; and a
// minor whom the caller may not see is, from outside, a minor who does not
// exist. The database shows a caller no other rows either, whatever is asked
// of it here.
package lookup

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/registry/ledger"
	"faro.example/registry/likeness"
	"faro.example/registry/pg"
	"faro.example/registry/seal"
	"faro.example/registry/standby"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Lookup answers. It is safe for use by several goroutines.
type Lookup struct {
	pool  *pgxpool.Pool
	lines Lines
	seal  *seal.Sealer
	book  *glass.Book

	keeper *likeness.Keeper
	newest *likeness.Newest // by which those found are ranked

	Counts Counter          // for the lists behind numbers
	Now    func() time.Time // by which it is today; the machine's clock unless another is set

	Standby *standby.Standby // a replica that may answer searches; nil for none
}

// New makes a look-up over a pool of the role faro_reader.
func New(pool *pgxpool.Pool, lines Lines, s *seal.Sealer, b *glass.Book) (*Lookup, error) {
	if pool == nil || lines == nil || s == nil || b == nil {
		return nil, fault.Newf(fault.Internal, "a look-up without its database, record of access, keys or book of glass")
	}
	keeper, err := likeness.NewKeeper(s)
	if err != nil {
		return nil, err
	}
	return &Lookup{pool: pool, lines: lines, seal: s, book: b, keeper: keeper, newest: &likeness.Newest{}, Now: time.Now}, nil
}

func (l *Lookup) today() day.Date { return day.FromTime(l.Now()) }

// Casefile is a casefile as the caller sees it, with the looks in its history
// that no other tie explains.
type Casefile struct {
	casefile.File
	Sections []change.Section `json:"sections"`          // those that the caller sees; the others are empty
	Glasses  []glass.Broken   `json:"glasses,omitempty"` // every glass broken before it, oldest first

	Records []change.Placed   `json:"-"` // of these sections, by position
	Seen    change.Seen       `json:"-"` // what who writes on this page has before their eyes
	Ties    []access.Relation `json:"-"` // of the caller to the minor
}

// Casefile gives the sections of a casefile that the caller sees: of a joined
// child the same by each of its minors. It fails with [fault.NotFound] for a
// minor whom the caller may not see or who does not exist.
func (l *Lookup) Casefile(ctx context.Context, caller access.Caller, m minor.ID) (Casefile, error) {
	return l.casefile(ctx, caller, byID(m))
}

// CasefileOf is [Lookup.Casefile] by the minor's national code. It fails with
// [fault.Invalid] for a bad code.
func (l *Lookup) CasefileOf(ctx context.Context, caller access.Caller, code minor.Code) (Casefile, error) {
	if err := code.Validate(); err != nil {
		return Casefile{}, err
	}
	return l.casefile(ctx, caller, byCode(code))
}

func (l *Lookup) casefile(ctx context.Context, caller access.Caller, of target) (Casefile, error) {
	var out Casefile
	var minors []minor.ID
	err := l.look(ctx, caller, access.OpenCasefile, of, func(ctx context.Context, tx pgx.Tx, v view) error {
		records, err := ledger.OfChild(ctx, tx, l.seal, v.all())
		if err != nil {
			return err
		}
		records, out.Ties = v.traced(caller, v.consented(caller, records), l.today())
		minors, out.Sections = v.all(), v.sections
		held := slices.DeleteFunc(records, func(p change.Placed) bool { return !slices.Contains(v.sections, p.Section) })
		out.File, out.Records = casefile.Fold(v.Minor, held), held
		out.Seen.Minors = slices.DeleteFunc(slices.Clone(minors), func(m minor.ID) bool { return m == v.Minor })
		return seen(ctx, tx, &out.Seen)
	})
	if err != nil {
		return Casefile{}, err
	}
	out.Glasses, err = l.book.Of(ctx, caller, minors...)
	return out, err
}

// seen reads what a page shows of the ledger: all of it, now.
func seen(ctx context.Context, q pg.Querier, out *change.Seen) error {
	err := q.QueryRow(ctx, `SELECT epoch, position FROM ledger_head`).Scan(&out.Epoch, &out.Position)
	if err != nil {
		return fmt.Errorf("read the ledger's head: %w", err)
	}
	return nil
}

// view is a minor that was found, and what of it is to be shown.
type view struct {
	subject
	sections []change.Section
}

// look finds the minor, decides, writes the line, and only then reads. Denied
// and absent are the same from outside, and both leave a line.
func (l *Lookup) look(ctx context.Context, caller access.Caller, action access.Action, of target,
	read func(context.Context, pgx.Tx, view) error,
) error {
	s, err := l.find(ctx, settings(caller), of)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	line := audit.Line{Caller: caller, Action: cmp.Or(of.line, action), Output: of.output}
	var ties []access.Relation
	if err == nil {
		ties = s.ties(caller, l.today())
		line.Allowed = access.Allow(caller, action, ties...) == nil
		if !s.Glass.IsZero() && access.Allow(caller, action, without(ties, access.UnderGlass)...) != nil {
			line.Glass = s.Glass // nothing else ties the caller
		}
	} else if s, err = l.find(ctx, nation, of); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if err == nil { // also of a denied look: who was asked about is for the auditor to know
		line.Subjects = s.all()
	}
	if line.Allowed && action == access.OpenCasefile {
		if err := s.foldable(); err != nil {
			return err // nothing is shown, so there is no line
		}
	}
	if line.Output != "" && line.Allowed {
		line.Rows = 1
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return err
	}
	if !line.Allowed {
		return notFound()
	}
	v := view{s, access.Shown(caller.Role, action, ties...)}
	return pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error { return read(ctx, tx, v) })
}

func notFound() error { return fault.Newf(fault.NotFound, "no such minor") }
