package census

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/reference"
)

// ActQuery asks what was asked for minors between two days, decided, begun and
// ended, as of one moment.
type ActQuery struct {
	From, To day.Date // both included
	KnownAt  day.Date // zero is now
	Position uint64   // see [Query]
}

// Validate fails with [fault.Invalid], naming the field.
func (q ActQuery) Validate() error {
	if err := period(q.From, q.To, q.KnownAt); err != nil {
		return err
	}
	if q.To.Sub(q.From) >= MaxFlowDays {
		return fault.Field("from", "too many days", fmt.Sprintf("ask for at most %d", MaxFlowDays))
	}
	return validate(nil, nil, q.KnownAt, q.Position)
}

// Act is how often one thing was done. Its words are those of
// [faro.example/registry/projection.Act].
type Act struct {
	What    string // the kind of record, such as protection.asked
	Detail  string // which: the route, the type of permit, the programme, the sort of guardian
	Outcome string // of what decides or ends
	Count   int
}

// Acts is the answer, by what, detail and outcome. Acts are counted, not children:
// two requests for one child are two. Whoever came of age meanwhile counts, since
// opinions and care go on then.
type Acts struct {
	From, To day.Date
	Epoch    int
	Position uint64
	Acts     []Act
}

// Of gives how often a thing was done, with a detail and an outcome, or any
// where none is named.
func (a *Acts) Of(what, detail, outcome string) (n int) {
	for _, x := range a.Acts {
		if x.What == what && (detail == "" || x.Detail == detail) && (outcome == "" || x.Outcome == outcome) {
			n += x.Count
		}
	}
	return n
}

// Acts counts what was done for foreign minors. It fails as [Census.Count] does.
func (c *Census) Acts(ctx context.Context, caller access.Caller, q ActQuery) (Acts, error) {
	if err := q.Validate(); err != nil {
		return Acts{}, err
	}
	if err := c.notToCome("to", q.To); err != nil {
		return Acts{}, err
	}
	out := Acts{From: q.From, To: q.To}
	err := c.answer(ctx, caller, nil, nil, func(ctx context.Context, tx pgx.Tx) (err error) {
		if out.Epoch, out.Position, err = moment(ctx, tx, q.KnownAt, q.Position); err != nil {
			return err
		}
		out.Acts, err = acts(ctx, tx, q, out.Position)
		return err
	})
	if err != nil {
		return Acts{}, err
	}
	return out, nil
}

// acts adds up the signed rows. Who is a citizen of the Union on the last day is
// left out (law 47/2017 art. 2).
func acts(ctx context.Context, tx pgx.Tx, q ActQuery, known uint64) ([]Act, error) {
	count := `SELECT what, coalesce(detail, '') AS detail, coalesce(outcome, '') AS outcome, sum(sign)::int AS count
		FROM census.acts
		WHERE month BETWEEN @first AND @last AND known <= @known AND acted_on BETWEEN @from AND @to
			AND (citizenship IS NULL OR citizenship NOT IN ('` + strings.Join(reference.Members(q.To), "', '") + `'))
		GROUP BY 1, 2, 3
		HAVING sum(sign) <> 0
		ORDER BY 1, 2, 3`
	rows, err := tx.Query(ctx, count, pgx.StrictNamedArgs{
		"first": q.From.Month(), "last": q.To.Month(), "known": known, "from": q.From, "to": q.To,
	})
	if err != nil {
		return nil, fmt.Errorf("count acts: %w", pg.Fault(err))
	}
	out, err := pgx.CollectRows(rows, pgx.RowToStructByName[Act])
	if err != nil {
		return nil, fmt.Errorf("count acts: %w", pg.Fault(err))
	}
	return out, nil
}
