package lookup

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// subject is a minor that the database let the caller find, with what ties
// somebody to it by right.
type subject struct {
	Minor      minor.ID   // who stands for the child, by whichever of its minors it was named
	Joined     []minor.ID // all its minors; none for a child of one
	Rules      int        // of the program that folded the casefile
	State      casefile.State
	Facility   facility.ID            // where the minor is counted: on the way, the place left
	Offices    []institution.OfficeID // in whose scope the minor is
	Custodians []institution.ID
	Guardians  []institution.PersonID // of the directory
	BirthOn    day.Date
	Towns      []string      // municipalities of the structures among the offices
	Glass      audit.GlassID // that the caller broke and that lasts; zero if none
}

// foldable fails with [ledger.ErrNewer] for a casefile that a newer program has folded.
func (s *subject) foldable() error {
	if s.Rules > casefile.Rules {
		return ledger.ErrNewer
	}
	return nil
}

// all gives all the minors that the child is.
func (s *subject) all() []minor.ID {
	if len(s.Joined) > 0 {
		return s.Joined
	}
	return []minor.ID{s.Minor}
}

// target is a way to name a minor: a condition on casefiles, as n, and codes, as k.
type target struct {
	from, where string
	arg         any
	output      string        // how what is read goes out: [audit.Printed]; "" for what is only shown
	line        access.Action // what the line says; "" for what is asked of the table of access
}

func byCode(c minor.Code) target {
	return target{from: "codes k JOIN casefiles n ON n.minor = k.minor", where: "k.serial = $1", arg: c.Serial()}
}

func byID(m minor.ID) target {
	return target{from: "casefiles n", where: "n.minor = $1 AND n.position > 0", arg: m}
}

// nation is what the registry sees for itself: whether a minor exists, and who
// is competent. Nothing of it is shown.
var nation = pg.Settings{"faro.nation": "yes"}

// find finds a minor. It fails with [fault.NotFound] if the settings show none.
func (l *Lookup) find(ctx context.Context, as pg.Settings, of target) (out subject, err error) {
	err = pg.InSnapshot(ctx, l.pool, as, func(ctx context.Context, tx pgx.Tx) error {
		out, err = subjectOf(ctx, tx, of)
		return err
	})
	return out, err
}

// sql finds the casefile of who stands for the child. Behind the readers' policy
// PostgreSQL looks up by key only what it knows to tell nothing of the rows that
// it hides: a CASE is, a coalesce is not, and would read every casefile.
func (t target) sql() string {
	return `SELECT c.minor, c.joined, c.rules, coalesce(c.state, '') AS state, c.facility, c.offices, c.custodians, c.guardians, c.birth_on,
			ARRAY(SELECT s.municipality FROM structures s WHERE s.id = ANY (c.offices) AND s.known_until IS NULL) AS towns,
			(SELECT g.id FROM glasses g WHERE g.minor = ANY (c.joined || c.minor) AND g.until_at > now()
				ORDER BY g.until_at DESC LIMIT 1) AS glass
		FROM ` + t.from + ` JOIN casefiles c ON c.minor = CASE WHEN n.joined[1] IS NULL THEN n.minor ELSE n.joined[1] END WHERE ` + t.where
}

func subjectOf(ctx context.Context, q pg.Querier, of target) (subject, error) {
	rows, err := q.Query(ctx, of.sql(), of.arg)
	if err != nil {
		return subject{}, fmt.Errorf("find minor: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[subject])
	if err != nil {
		return subject{}, fmt.Errorf("find minor: %w", err)
	}
	if len(found) == 0 {
		return subject{}, notFound()
	}
	return found[0], nil
}

// settings are what row-level security lets a caller see: the nation, or the
// caller's territory and offices, and what glass the person broke.
func settings(c access.Caller) pg.Settings {
	as := pg.Settings{"faro.person": ""}
	if !c.Person.IsZero() {
		as["faro.person"] = c.Person.String()
	}
	if seesNation(c) {
		as["faro.nation"] = "yes"
		return as
	}
	offices := make([]string, len(c.Offices))
	for i, o := range c.Offices {
		offices[i] = o.String()
	}
	as["faro.office"], as["faro.territory"] = strings.Join(offices, ","), strings.Join(c.Territory, ",")
	return as
}

// seesNation reports whether the database lets a caller see everybody.
func seesNation(c access.Caller) bool { return c.Role == access.Ministry || c.Role == access.System }

// ties says what ties a caller to a minor whom the database let it find. Who is
// of age is nobody's ward (civil code art. 343), whether or not the end is
// written down.
func (s *subject) ties(c access.Caller, today day.Date) []access.Relation {
	var out []access.Relation
	add := func(r access.Relation, is bool) {
		if is {
			out = append(out, r)
		}
	}
	mine := slices.ContainsFunc(s.Offices, c.SpeaksFor)
	away := s.State == casefile.InTransit && !c.SpeaksFor(institution.OfficeOf(s.Facility))
	add(access.InCustody, slices.ContainsFunc(s.Custodians, func(i institution.ID) bool { return c.SpeaksFor(institution.Office(i)) }))
	add(access.InTerritory, slices.ContainsFunc(s.Towns, func(t string) bool { return slices.Contains(c.Territory, t) }))
	traces := c.Role == access.TracingPartner || c.Role == access.Interior // whose office has the child by its tracing alone
	add(access.Entrusted, mine && traces)
	add(access.Expected, mine && away && !traces)
	add(access.InScope, mine && !traces && (!away || c.Role != access.Centre))
	grown := !s.BirthOn.IsZero() && !today.Before(minor.OfAge(s.BirthOn))
	add(access.Ward, c.Role == access.Guardian && !c.Person.IsZero() && slices.Contains(s.Guardians, c.Person) && !grown)
	add(access.UnderGlass, !s.Glass.IsZero())
	return out
}

func without(ties []access.Relation, r access.Relation) []access.Relation {
	return slices.DeleteFunc(slices.Clone(ties), func(t access.Relation) bool { return t == r })
}
