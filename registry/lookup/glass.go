package lookup

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/glass"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Break opens the casefile of the minor with a national code to the caller, who
// has no other tie, for some hours: from then on [Lookup.CasefileOf] and
// [Lookup.Custody] show what the table of package access allows under glass.
// The auditors are told, and the social services in custody, else those of the
// place, else the Ministry.
//
// It fails with [fault.Invalid] for a bad code or without a purpose, words and
// hours; with [fault.Conflict], after a line, if the casefile opens to the caller
// as it is; and with [fault.NotFound], after a line, for who may not break the
// glass and where there is no such minor.
func (l *Lookup) Break(ctx context.Context, caller access.Caller, code minor.Code, said glass.Breaking) (glass.Broken, error) {
	if err := code.Validate(); err != nil {
		return glass.Broken{}, err
	}
	if err := said.Validate(); err != nil {
		return glass.Broken{}, err
	}
	caller.Reason = string(said.Purpose) + ": " + said.Words.Reveal() // what is sealed says why
	s, err := l.find(ctx, nation, byCode(code))
	if err != nil && !fault.Is(err, fault.NotFound) {
		return glass.Broken{}, err
	}
	if why := l.unbroken(caller, s, err); why != nil {
		line := audit.Line{Caller: caller, Action: access.BreakGlass}
		if err == nil {
			line.Subjects = s.all()
		}
		if err := l.lines.Write(ctx, line); err != nil {
			return glass.Broken{}, err
		}
		return glass.Broken{}, why
	}
	told, err := l.competent(ctx, s)
	if err != nil {
		return glass.Broken{}, err
	}
	return l.book.Break(ctx, caller, s.Minor, said, told)
}

// unbroken says why the caller breaks no glass before a minor, found or not.
func (l *Lookup) unbroken(c access.Caller, s subject, found error) error {
	switch {
	case found != nil, c.Person.IsZero(), access.Allow(c, access.BreakGlass) != nil:
		return notFound()
	case access.Allow(c, access.OpenCasefile, s.ties(c, l.today())...) == nil:
		return &fault.Error{Kind: fault.Conflict, Detail: "this casefile opens to you without breaking the glass",
			Remedy: "open it as you open any other"}
	}
	return nil
}

// competent gives who answers for a minor: the social services in custody, else
// those of the places, else the Ministry.
func (l *Lookup) competent(ctx context.Context, s subject) ([]institution.OfficeID, error) {
	if len(s.Custodians) > 0 {
		out := make([]institution.OfficeID, len(s.Custodians))
		for i, c := range s.Custodians {
			out[i] = institution.Office(c)
		}
		return out, nil
	}
	const q = `WITH today AS (
			SELECT id, kind, territory FROM institutions WHERE known_until IS NULL
				AND valid_from <= current_date AND (valid_until IS NULL OR valid_until > current_date)
		), near AS (
			SELECT id FROM today WHERE kind = 'municipality' AND territory && $1
		)
		SELECT id FROM near UNION SELECT id FROM today WHERE kind = 'ministry' AND NOT EXISTS (SELECT FROM near) ORDER BY id`
	rows, err := l.pool.Query(ctx, q, append([]string{}, s.Towns...))
	if err != nil {
		return nil, fmt.Errorf("find who is competent: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowTo[institution.OfficeID])
	if err != nil {
		return nil, fmt.Errorf("find who is competent: %w", pg.Fault(err))
	}
	return out, nil
}
