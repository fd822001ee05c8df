// Package lookup answers who a child is to those who answer for the child: who
// has custody on a day, and the casefile. It reads only.
//
// The invariant: first the line in the record of access, then the read; and a
// minor whom the caller may not see is, from outside, a minor who does not
// exist. The database shows a caller no other rows either, whatever is asked
// of it here.
package lookup

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
	"faro.example/registry/seal"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
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
}

// New makes a look-up over a pool of the role faro_reader.
func New(pool *pgxpool.Pool, lines Lines, s *seal.Sealer) (*Lookup, error) {
	if pool == nil || lines == nil || s == nil {
		return nil, fault.Newf(fault.Internal, "a look-up without its database, record of access or keys")
	}
	return &Lookup{pool: pool, lines: lines, seal: s}, nil
}

// Charge is one institution that answers for a minor.
type Charge struct {
	By       institution.ID
	Code     string
	Name     string
	From     day.Date
	Lead     bool // in conflict two may answer: the one who held custody first leads
	Released bool // let go, and nobody has taken the minor yet
}

// Answer says who has custody on a day; nobody if no charge is listed.
type Answer struct {
	Charges []Charge
}

// Custody says who has custody of the minor with a national code at the end of
// a day. It fails with [fault.Invalid] for a bad code or day, and with
// [fault.NotFound] for a minor whom the caller may not see or who does not
// exist.
func (l *Lookup) Custody(ctx context.Context, caller access.Caller, code minor.Code, on day.Date) (Answer, error) {
	if err := code.Validate(); err != nil {
		return Answer{}, err
	}
	if on.IsZero() {
		return Answer{}, fault.Field("on", "no day is named", "say for which day")
	}
	of := func(ctx context.Context, tx pgx.Tx) (subject, error) {
		return find(ctx, tx, `SELECT c.minor, c.custodians FROM codes k JOIN casefiles c ON c.minor = k.minor WHERE k.serial = $1`, code.Serial())
	}
	var out Answer
	err := l.look(ctx, caller, access.AskCustody, of, func(ctx context.Context, tx pgx.Tx, m minor.ID) (err error) {
		out.Charges, err = charges(ctx, tx, m, on)
		return err
	})
	return out, err
}

// Casefile gives the sections of a casefile that the caller's role sees. It
// fails with [fault.NotFound] for a minor whom the caller may not see or who
// does not exist.
func (l *Lookup) Casefile(ctx context.Context, caller access.Caller, m minor.ID) (casefile.File, error) {
	of := func(ctx context.Context, tx pgx.Tx) (subject, error) {
		return find(ctx, tx, `SELECT minor, custodians FROM casefiles WHERE minor = $1 AND position > 0`, m)
	}
	var out casefile.File
	err := l.look(ctx, caller, access.OpenCasefile, of, func(ctx context.Context, tx pgx.Tx, m minor.ID) error {
		records, err := ledger.Of(ctx, tx, l.seal, []minor.ID{m})
		if err != nil {
			return err
		}
		sees := access.Sections(caller.Role)
		held := slices.DeleteFunc(records[m], func(p change.Placed) bool { return !slices.Contains(sees, p.Section) })
		out = casefile.Fold(m, held)
		return nil
	})
	return out, err
}

// subject is a minor that the database let the caller find.
type subject struct {
	Minor      minor.ID
	Custodians []institution.ID
}

// look finds the minor, decides, writes the line, and only then reads. Denied
// and absent are the same from outside, and both leave a line.
func (l *Lookup) look(ctx context.Context, caller access.Caller, action access.Action,
	of func(context.Context, pgx.Tx) (subject, error), read func(context.Context, pgx.Tx, minor.ID) error,
) error {
	as := settings(caller)
	var s subject
	err := pg.InSnapshot(ctx, l.pool, as, func(ctx context.Context, tx pgx.Tx) (err error) {
		s, err = of(ctx, tx)
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	line := audit.Line{Caller: caller, Action: action}
	if err == nil {
		line.Subjects = []minor.ID{s.Minor}
		line.Allowed = access.Allow(caller, action, relation(caller, s)) == nil
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return err
	}
	if !line.Allowed {
		return fault.Newf(fault.NotFound, "no such minor")
	}
	return pg.InSnapshot(ctx, l.pool, as, func(ctx context.Context, tx pgx.Tx) error { return read(ctx, tx, s.Minor) })
}

// settings are what row-level security lets a caller see: the nation, or the
// caller's territory and offices.
func settings(c access.Caller) pg.Settings {
	if c.Role == access.Ministry || c.Role == access.System {
		return pg.Settings{"faro.nation": "yes"}
	}
	offices := make([]string, len(c.Offices))
	for i, o := range c.Offices {
		offices[i] = o.String()
	}
	return pg.Settings{"faro.office": strings.Join(offices, ","), "faro.territory": strings.Join(c.Territory, ",")}
}

// relation says what ties a caller to a minor whom the database let it find.
func relation(c access.Caller, s subject) access.Relation {
	for _, by := range s.Custodians {
		if c.SpeaksFor(institution.Office(by)) {
			return access.InCustody
		}
	}
	if c.Role == access.Centre {
		return access.InScope
	}
	return access.InTerritory
}

func find(ctx context.Context, q pg.Querier, sql string, arg any) (subject, error) {
	rows, err := q.Query(ctx, sql, arg)
	if err != nil {
		return subject{}, fmt.Errorf("find minor: %w", pg.Fault(err))
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[subject])
	if err != nil {
		return subject{}, fmt.Errorf("find minor: %w", pg.Fault(err))
	}
	if len(found) == 0 {
		return subject{}, fault.Newf(fault.NotFound, "no such minor")
	}
	return found[0], nil
}

func charges(ctx context.Context, q pg.Querier, m minor.ID, on day.Date) ([]Charge, error) {
	const sql = `SELECT c.institution AS by, coalesce(o.code, '') AS code, coalesce(i.name, '') AS name,
			c.from_on AS from, c.lead, c.released
		FROM custodies c
		LEFT JOIN offices o ON o.id = c.institution
		LEFT JOIN institutions i ON i.id = c.institution AND i.known_until IS NULL
			AND i.valid_from <= $2 AND (i.valid_until IS NULL OR i.valid_until > $2)
		WHERE c.minor = $1 AND c.from_on <= $2 AND (c.until_on IS NULL OR c.until_on > $2)
		ORDER BY c.lead DESC, c.from_on, c.institution`
	rows, err := q.Query(ctx, sql, m, on)
	if err != nil {
		return nil, fmt.Errorf("read custody: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Charge])
	if err != nil {
		return nil, fmt.Errorf("read custody: %w", pg.Fault(err))
	}
	return out, nil
}
