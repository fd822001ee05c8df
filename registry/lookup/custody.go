package lookup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Charge is one institution that answers for a minor.
type Charge struct {
	By       institution.ID
	Code     string
	Name     string
	From     day.Date
	Lead     bool // in conflict two may answer: the one who held custody first leads
	Released bool // let go, and nobody has taken the minor yet
}

// Town is the municipality that is competent where nobody has custody.
type Town struct {
	Istat string
	By    institution.ID // its social services; zero if the directory has none
	Code  string
	Name  string
}

// Answer says who answers for a minor on a day: by custody who has it, more than
// one in conflict; before anybody has, by place the municipality; and where no
// place is known the Ministry. Somebody always does.
type Answer struct {
	Ground  casefile.Ground
	Charges []Charge // by custody
	Town    Town     // by place
}

// Question is one of many: who answers for whom, on which day.
type Question struct {
	Code minor.Code
	On   day.Date
}

func (a Question) validate() error {
	if err := a.Code.Validate(); err != nil {
		return err
	}
	if a.On.IsZero() {
		return fault.Field("on", "no day is named", "say for which day")
	}
	return nil
}

// MaxAsked bounds the questions of one batch: a social service's own system asks
// about those it has before it, and copies no register (DPR 231/2023 art. 11).
// The number is arbitrary.
const MaxAsked = 50

// Custody says who has custody of the minor with a national code at the end of
// a day. It fails with [fault.Invalid] for a bad code or day, and with
// [fault.NotFound] for a minor whom the caller may not see or who does not
// exist.
func (l *Lookup) Custody(ctx context.Context, caller access.Caller, code minor.Code, on day.Date) (Answer, error) {
	asked := Question{code, on}
	if err := asked.validate(); err != nil {
		return Answer{}, err
	}
	return l.custody(ctx, caller, asked)
}

// Custodies is [Lookup.Custody] for several questions, each with its own line. The
// answers stand in the order of the questions, nil for a minor whom the caller may
// not see or who does not exist. It fails with [fault.Invalid], and answers
// nothing, for a bad question or more than [MaxAsked].
func (l *Lookup) Custodies(ctx context.Context, caller access.Caller, asked []Question) ([]*Answer, error) {
	if len(asked) == 0 || len(asked) > MaxAsked {
		return nil, fault.Field("lookups", "none, or too many", fmt.Sprintf("ask for 1 to %d at a time", MaxAsked))
	}
	for i, a := range asked {
		if err := a.validate(); err != nil {
			return nil, fault.In("lookups", fault.In(strconv.Itoa(i), err))
		}
	}
	out := make([]*Answer, len(asked))
	for i, a := range asked {
		switch answer, err := l.custody(ctx, caller, a); {
		case err == nil:
			out[i] = &answer
		case !fault.Is(err, fault.NotFound):
			return nil, err
		}
	}
	return out, nil
}

func (l *Lookup) custody(ctx context.Context, caller access.Caller, asked Question) (out Answer, err error) {
	err = l.look(ctx, caller, access.AskCustody, byCode(asked.Code), func(ctx context.Context, tx pgx.Tx, v view) error {
		out.Ground = casefile.ByCustody
		if out.Charges, err = charges(ctx, tx, v.Minor, asked.On); err != nil || len(out.Charges) > 0 {
			return err
		}
		return l.withoutCustody(ctx, tx, v, asked.On, &out)
	})
	return out, err
}

// withoutCustody says who answers for a minor whom nobody had taken into care.
func (l *Lookup) withoutCustody(ctx context.Context, tx pgx.Tx, v view, on day.Date, out *Answer) error {
	if err := v.foldable(); err != nil {
		return err
	}
	records, err := ledger.OfChild(ctx, tx, l.seal, v.all())
	if err != nil {
		return err
	}
	f := casefile.Fold(v.Minor, slices.DeleteFunc(records, func(p change.Placed) bool {
		return p.Section != change.Presence && p.Section != change.Custody && p.Section != change.Link
	}))
	a := f.Answers(on)
	if a.Ground == casefile.ByPlace {
		if out.Town, err = townOf(ctx, tx, a.At, on); err != nil {
			return err
		}
		if out.Town.Istat == "" { // the directory no longer says where
			a.Ground = casefile.ByMinistry
		}
	}
	out.Ground = a.Ground
	return nil
}

// townOf gives the municipality of a place on a day, with its social services; a
// structure known to be another lies where that one does.
func townOf(ctx context.Context, q pg.Querier, at facility.Place, on day.Date) (Town, error) {
	out := Town{Istat: at.Area}
	if !at.Facility.IsZero() {
		const where = `SELECT s.municipality FROM structures s
			WHERE s.id = coalesce((SELECT j.new FROM structure_joins j WHERE j.old = $1), $1) AND s.known_until IS NULL
			ORDER BY (s.valid_from <= $2 AND (s.valid_until IS NULL OR s.valid_until > $2)) DESC, s.valid_from DESC LIMIT 1`
		if err := q.QueryRow(ctx, where, at.Facility, on).Scan(&out.Istat); err != nil {
			return Town{}, absent(err)
		}
	}
	const whose = `SELECT i.id, o.code, i.name FROM institutions i JOIN offices o ON o.id = i.id
		WHERE i.kind = 'municipality' AND i.territory @> ARRAY[$1] AND i.known_until IS NULL
			AND i.valid_from <= $2 AND (i.valid_until IS NULL OR i.valid_until > $2)
		ORDER BY cardinality(i.territory), i.id LIMIT 1`
	return out, absent(q.QueryRow(ctx, whose, out.Istat, on).Scan(&out.By, &out.Code, &out.Name))
}

// absent is nil where there is no row: the directory does not say.
func absent(err error) error {
	if err == nil || errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	return fmt.Errorf("read who is competent: %w", pg.Fault(err))
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
