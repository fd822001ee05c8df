package presence

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// freeze writes a statement for good, if it is the next and says something else
// than the one before.
func (d *Desk) freeze(ctx context.Context, c access.Caller, s *Statement) error {
	lines := make([]kept, len(s.Lines))
	for i := range s.Lines {
		var err error
		if lines[i], err = freeze(&s.Lines[i]); err != nil {
			return err
		}
	}
	s.Digest = s.sum(lines)
	return pg.InTxAs(ctx, d.Pool, settings(c), func(ctx context.Context, tx pgx.Tx) error {
		if err := follows(ctx, tx, s, lines); err != nil {
			return err
		}
		return insert(ctx, tx, s, lines)
	})
}

// follows fails with [fault.Conflict] unless a statement is the next of its
// municipality and quarter, and says something new.
func follows(ctx context.Context, tx pgx.Tx, s *Statement, lines []kept) error {
	if err := isNext(ctx, tx, s.Name); err != nil || s.Number == 1 {
		return err
	}
	before, err := linesOfName(ctx, tx, Name{s.Municipality, s.Quarter, s.Number - 1})
	if err != nil {
		return err
	}
	if len(before) != len(lines) {
		return nil
	}
	for i := range lines {
		if before[i].Body != lines[i].Body {
			return nil
		}
	}
	return &fault.Error{Kind: fault.Conflict, Field: "restates", Detail: "nothing is otherwise than in the last statement",
		Remedy: "use that one"}
}

// isNext fails with [fault.Conflict] unless a number follows that of the last statement
// of its municipality and quarter.
func isNext(ctx context.Context, tx pgx.Tx, n Name) error {
	var last int
	const sql = `SELECT coalesce(max(number), 0) FROM presence_statements WHERE municipality = $1 AND quarter = $2`
	if err := tx.QueryRow(ctx, sql, n.Municipality, n.Quarter.First).Scan(&last); err != nil {
		return fmt.Errorf("read the last statement: %w", pg.Fault(err))
	}
	if last != n.Number-1 {
		return &fault.Error{Kind: fault.Conflict, Field: "restates", Detail: fmt.Sprintf("the last statement is number %d", last),
			Remedy: "look at it; if it is to be restated, name its number"}
	}
	return nil
}

func insert(ctx context.Context, tx pgx.Tx, s *Statement, lines []kept) error {
	digest, err := hex.DecodeString(s.Digest)
	if err != nil {
		return fmt.Errorf("read digest: %w", err)
	}
	_, err = tx.Exec(ctx, `INSERT INTO presence_statements (municipality, quarter, number, epoch, position, made_at, made_by, why,
			counted, listed, census, differs, digest)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, coalesce($12::date[], '{}'), $13)`,
		s.Municipality, s.Quarter.First, s.Number, s.Epoch, s.Position, s.MadeAt, s.MadeBy, s.Why.Reveal(), s.Counted, s.Listed, s.Census, s.Differs, digest)
	if err != nil {
		return fmt.Errorf("freeze statement: %w", pg.Fault(err))
	}
	rows := pg.NewColumns(5, len(lines))
	for i := range lines {
		l := &lines[i]
		rows.Int(int64(i)).ID(l.Minor).Bytes(l.Salt).Text(l.Body).Bytes(l.Digest[:])
	}
	_, err = tx.Exec(ctx, `INSERT INTO presence_lines (municipality, quarter, number, line, minor, salt, body, digest)
		SELECT $6, $7, $8, unnest($1::bigint[]), unnest($2::uuid[]), unnest($3::bytea[]), unnest($4::text[]), unnest($5::bytea[])`,
		append(rows.Args(), s.Municipality, s.Quarter.First, s.Number)...)
	if err != nil {
		return fmt.Errorf("freeze lines: %w", pg.Fault(err))
	}
	return nil
}

const selectStatements = `SELECT municipality, quarter, number, epoch, position, made_at, coalesce(made_by, '00000000-0000-0000-0000-000000000000'),
	why, counted, listed, census, differs, encode(digest, 'hex') FROM presence_statements `

func (s *Statement) columns() []any {
	return []any{&s.Municipality, &s.Quarter.First, &s.Number, &s.Epoch, &s.Position, &s.MadeAt, &s.MadeBy,
		&s.Why, &s.Counted, &s.Listed, &s.Census, &s.Differs, &s.Digest}
}

// MaxListed bounds a list of statements. Arbitrary: ten years of a nation's quarters
// are more, and are asked for by municipality.
const MaxListed = 500

// List gives the statements that a caller may read, without their lines, the
// latest quarter first: of one municipality, or of all where none is named. It
// fails with [fault.Denied] for who may read none.
func (d *Desk) List(ctx context.Context, c access.Caller, municipality string) (out []Statement, err error) {
	denied := access.Allow(c, access.ReadDays, access.InTerritory)
	line := audit.Line{Caller: c, Action: access.ReadDays, Allowed: denied == nil, Asked: "presence-days, which there are"}
	if err := d.Lines.Write(ctx, line); err != nil {
		return nil, fmt.Errorf("write line: %w", err)
	}
	if denied != nil {
		return nil, denied
	}
	err = pg.InSnapshot(ctx, d.Pool, settings(c), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, selectStatements+`WHERE $1 = '' OR municipality = $1
			ORDER BY quarter DESC, municipality, number DESC LIMIT $2`, municipality, MaxListed)
		if err != nil {
			return err
		}
		var s Statement
		_, err = pgx.ForEachRow(rows, s.columns(), func() error { out, s.Differs = append(out, s), nil; return nil })
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list statements: %w", pg.Fault(err))
	}
	return out, nil
}

// Statement gives one, once its line stands with the children whom it names. It
// fails with [fault.NotFound] for one that there is not, or that is not the
// caller's, and with [fault.Internal] for one that is not what was frozen.
func (d *Desk) Statement(ctx context.Context, c access.Caller, n Name) (s Statement, err error) {
	if err := n.validate(); err != nil {
		return Statement{}, err
	}
	var shown []minor.ID
	err = pg.InSnapshot(ctx, d.Pool, settings(c), func(ctx context.Context, tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT coalesce(array_agg(DISTINCT minor) FILTER (WHERE minor IS NOT NULL), '{}') FROM presence_lines
			WHERE municipality = $1 AND quarter = $2 AND number = $3`, n.Municipality, n.Quarter.First, n.Number).Scan(&shown)
	})
	if err != nil {
		return Statement{}, fmt.Errorf("find statement: %w", pg.Fault(err))
	}
	if err := d.enter(ctx, c, access.ReadDays, n, shown); err != nil {
		return Statement{}, err
	}
	err = pg.InSnapshot(ctx, d.Pool, settings(c), func(ctx context.Context, tx pgx.Tx) error {
		s, err = read(ctx, tx, n)
		return err
	})
	return s, err
}

// read gives a statement, and sees that it is what was frozen.
func read(ctx context.Context, tx pgx.Tx, n Name) (s Statement, err error) {
	const of = `WHERE municipality = $1 AND quarter = $2 AND number = $3`
	err = tx.QueryRow(ctx, selectStatements+of, n.Municipality, n.Quarter.First, n.Number).Scan(s.columns()...)
	if fault.Is(pg.Fault(err), fault.NotFound) {
		return Statement{}, notFound()
	}
	if err != nil {
		return Statement{}, fmt.Errorf("read statement: %w", pg.Fault(err))
	}
	lines, err := linesOfName(ctx, tx, n)
	if err != nil {
		return Statement{}, err
	}
	if s.sum(lines) != s.Digest {
		return Statement{}, fault.Newf(fault.Internal, "a statement is not what was frozen")
	}
	for i := range lines {
		l, err := lines[i].thaw()
		if err != nil {
			return Statement{}, err
		}
		s.Lines = append(s.Lines, l)
	}
	return s, nil
}

func linesOfName(ctx context.Context, tx pgx.Tx, n Name) (out []kept, err error) {
	rows, err := tx.Query(ctx, `SELECT coalesce(minor, '00000000-0000-0000-0000-000000000000'), salt, coalesce(body, ''), digest FROM presence_lines
		WHERE municipality = $1 AND quarter = $2 AND number = $3 ORDER BY line`, n.Municipality, n.Quarter.First, n.Number)
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", pg.Fault(err))
	}
	var m minor.ID
	var salt, digest []byte
	var body string
	_, err = pgx.ForEachRow(rows, []any{&m, &salt, &body, &digest}, func() error {
		k := kept{Minor: m, Salt: append([]byte(nil), salt...), Body: body}
		copy(k.Digest[:], digest)
		out = append(out, k)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", pg.Fault(err))
	}
	return out, nil
}
