// Package glass keeps whose casefile was opened by breaking the glass: by a
// person whom nothing else ties to the minor, for a purpose, for hours.
//
// The invariant: a glass is broken by a person, never by a machine; it ends by
// itself, at most [MaxHours] after; it is never changed or taken back; and the
// auditors and the competent social service are told in the same transaction.
// Row-level security reads the same rows: when the time is over, the database
// shows the minor no more, whatever is asked of it.
package glass

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Purpose is what a glass is broken for. The words are stored: never reused.
type Purpose string

// The purposes. Each is a task of who may break the glass, met outside the own
// territory.
const (
	Danger   Purpose = "danger"   // the child is in danger
	Found    Purpose = "found"    // a child is found, and the register may know who it is
	Health   Purpose = "health"   // the child needs care, and the history matters
	Missing  Purpose = "missing"  // a missing child is searched for (law 203/2012)
	Judicial Purpose = "judicial" // an act of a judicial authority names the child
)

// Purposes lists every [Purpose].
func Purposes() []Purpose { return []Purpose{Danger, Found, Health, Missing, Judicial} }

const (
	// MaxHours is the longest that a glass stays broken: a day's duty. Arbitrary.
	MaxHours = 24
	// minWords and maxWords bound what is said besides the purpose, in bytes:
	// enough for a sentence. Arbitrary.
	minWords, maxWords = 10, 800
	// maxNotices is how many notices are shown at once. Arbitrary.
	maxNotices = 200
)

// Breaking is what a person says who breaks a glass.
type Breaking struct {
	Purpose Purpose
	Words   minor.Text
	Hours   int
}

// Validate fails with [fault.Invalid], naming the field and the remedy.
func (b Breaking) Validate() error {
	switch {
	case !slices.Contains(Purposes(), b.Purpose):
		return fault.Field("purpose", "not a purpose for which the glass is broken",
			"say one of danger, found, health, missing, judicial")
	case b.Hours < 1 || b.Hours > MaxHours:
		return fault.Field("hours", "not between 1 and 24", "say for how many hours you need the casefile")
	case len(strings.TrimSpace(b.Words.Reveal())) < minWords:
		return fault.Field("words", "too short", "say in a sentence what happened: it is read by the auditor and the social service")
	}
	return b.Words.Check("words", maxWords)
}

// Broken is one glass.
type Broken struct {
	ID      audit.GlassID        `json:"id"`
	Minor   minor.ID             `json:"minor"`
	Person  institution.PersonID `json:"person"`
	Role    access.Role          `json:"role"`
	Office  institution.OfficeID `json:"office,omitzero"` // the first for which the person speaks
	Purpose Purpose              `json:"purpose"`
	Words   minor.Text           `json:"words"`
	From    time.Time            `json:"from"`
	Until   time.Time            `json:"until"`
}

// Notice is what an office, or the auditors, were told.
type Notice struct {
	Broken
	To []institution.OfficeID `json:"to"` // the offices told besides the auditors
}

// Lines is the record of access; package audit has it.
type Lines interface {
	Write(ctx context.Context, line audit.Line) error
}

// Book keeps what was broken. It is safe for use by several goroutines.
type Book struct {
	pool  *pgxpool.Pool
	lines Lines
	now   func() time.Time
}

// New makes a book over a pool of the role faro_audit, on the primary.
func New(pool *pgxpool.Pool, lines Lines, now func() time.Time) (*Book, error) {
	if pool == nil || lines == nil || now == nil {
		return nil, fault.Newf(fault.Internal, "a book of glass without its database, record of access or clock")
	}
	return &Book{pool: pool, lines: lines, now: now}, nil
}

// Break keeps that the caller broke the glass before a minor, and tells the
// auditors and the offices given; first it writes the line. The caller MUST have
// been found entitled to break it (package access, [access.BreakGlass]).
func (b *Book) Break(ctx context.Context, c access.Caller, m minor.ID, said Breaking, told []institution.OfficeID) (Broken, error) {
	now := b.now().UTC().Truncate(time.Microsecond)
	g := Broken{
		ID: audit.GlassID(id.New[struct{}]()), Minor: m, Person: c.Person, Role: c.Role, Purpose: said.Purpose,
		Words: said.Words, From: now, Until: now.Add(time.Duration(said.Hours) * time.Hour),
	}
	if len(c.Offices) > 0 {
		g.Office = c.Offices[0]
	}
	line := audit.Line{Caller: c, Action: access.BreakGlass, Allowed: true, Subjects: []minor.ID{m}, Glass: g.ID, At: now}
	if err := b.lines.Write(ctx, line); err != nil {
		return Broken{}, err
	}
	err := pg.InTx(ctx, b.pool, func(ctx context.Context, tx pgx.Tx) error { return keep(ctx, tx, g, told) })
	if err != nil {
		return Broken{}, err
	}
	return g, nil
}

func keep(ctx context.Context, tx pgx.Tx, g Broken, told []institution.OfficeID) error {
	const add = `INSERT INTO glasses (id, minor, person, role, office, purpose, words, broken_at, until_at)
		VALUES (@id, @minor, @person, @role, @office, @purpose, @words, @from, @until)`
	_, err := tx.Exec(ctx, add, pgx.StrictNamedArgs{
		"id": g.ID, "minor": g.Minor, "person": g.Person, "role": g.Role, "office": g.Office, "purpose": g.Purpose,
		"words": g.Words.Reveal(), "from": g.From, "until": g.Until,
	})
	if err != nil {
		return fmt.Errorf("break: %w", err)
	}
	const tell = `INSERT INTO glass_notices (glass, office) SELECT $1::uuid, NULL::uuid UNION ALL SELECT $1, unnest($2::uuid[])`
	if _, err := tx.Exec(ctx, tell, g.ID, append([]institution.OfficeID{}, told...)); err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	return nil
}

// columns are those of a [Broken], of the table glasses as g.
const columns = `g.id, g.minor, g.person, g.role, g.office, g.purpose, g.words, g.broken_at AS "from", g.until_at AS until`

// Of gives the glasses broken before minors, those of one child, oldest first: a part of the
// casefile's history. The caller MUST have been let open the casefile, and the
// line in the record of access be written.
func (b *Book) Of(ctx context.Context, _ access.Caller, minors ...minor.ID) ([]Broken, error) {
	rows, err := b.pool.Query(ctx, `SELECT `+columns+` FROM glasses g WHERE g.minor = ANY ($1) ORDER BY g.broken_at, g.id`, minors)
	if err != nil {
		return nil, fmt.Errorf("read glasses: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Broken])
	if err != nil {
		return nil, fmt.Errorf("read glasses: %w", pg.Fault(err))
	}
	return out, nil
}

// Notices gives, newest first, at most 200 of what the caller was told: an
// auditor and the Ministry everything, a social service what was told to its
// offices. It fails with [fault.Denied] for all others. The line names the
// minors concerned.
func (b *Book) Notices(ctx context.Context, c access.Caller) ([]Notice, error) {
	line := audit.Line{Caller: c, Action: access.ReadNotices}
	denied := access.Allow(c, access.ReadNotices)
	var out []Notice
	if denied == nil {
		var err error
		if out, err = b.notices(ctx, c); err != nil {
			return nil, err
		}
		line.Allowed = true
		for _, n := range out {
			if !slices.Contains(line.Subjects, n.Minor) {
				line.Subjects = append(line.Subjects, n.Minor)
			}
		}
	}
	if err := b.lines.Write(ctx, line); err != nil {
		return nil, err
	}
	return out, denied
}

func (b *Book) notices(ctx context.Context, c access.Caller) ([]Notice, error) {
	const q = `SELECT ` + columns + `, ARRAY(SELECT n.office FROM glass_notices n
			WHERE n.glass = g.id AND n.office IS NOT NULL ORDER BY n.office) AS "to"
		FROM glasses g
		WHERE $1 OR EXISTS (SELECT FROM glass_notices n WHERE n.glass = g.id AND n.office = ANY ($2))
		ORDER BY g.broken_at DESC, g.id DESC LIMIT $3`
	all := c.Role == access.Auditor || c.Role == access.Ministry
	rows, err := b.pool.Query(ctx, q, all, append([]institution.OfficeID{}, c.Offices...), maxNotices)
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Notice])
	if err != nil {
		return nil, fmt.Errorf("read notices: %w", pg.Fault(err))
	}
	return out, nil
}
