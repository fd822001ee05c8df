package alert

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Effect is how many deadlines of a rule stand how, under the law as it is and
// as it would be.
type Effect struct {
	Code    string `json:"code"`
	Running Pair   `json:"running"` // with time left, due soon included
	Soon    Pair   `json:"soon"`
	Overdue Pair   `json:"overdue"`
}

// Pair is a number now, and after a change.
type Pair struct {
	Now  int `json:"now"`
	Then int `json:"then"`
}

// Simulate counts how the deadlines of all children would stand on a day under
// other rules, beside how they stand by those that are in force: only those whose
// rule changes them, by code. It changes nothing and names nobody. It is for the
// Ministry alone; the line says what was asked. tell, which may be nil, is told how
// many casefiles are done.
func (a *Alerts) Simulate(ctx context.Context, c access.Caller, rules []deadline.Rule, on day.Date, tell func(done int)) ([]Effect, error) {
	line := audit.Line{Caller: c, Action: access.CountCensus, Asked: fmt.Sprintf("deadlines on %s under other rules", on)}
	denied := access.Allow(c, access.CountCensus)
	if denied == nil && c.Role != access.Ministry {
		denied = fault.Newf(fault.Denied, "only the Ministry counts the deadlines of all")
	}
	line.Allowed = denied == nil
	if err := a.Lines.Write(ctx, line); err != nil {
		return nil, err
	}
	if denied != nil {
		return nil, denied
	}
	counted := map[string]*Effect{}
	done := 0
	for after, more := (minor.ID{15: 1}), true; more; {
		err := pg.InTx(ctx, a.Pool, func(ctx context.Context, tx pgx.Tx) error {
			next, err := list(ctx, tx, `SELECT minor FROM casefiles WHERE minor > $1 ORDER BY minor LIMIT $2`, after, folded)
			if more = err == nil && len(next) == folded; err != nil || len(next) == 0 {
				return err
			}
			after, done = next[len(next)-1], done+len(next)
			return a.count(ctx, tx, next, rules, on, counted)
		})
		if err != nil {
			return nil, fmt.Errorf("simulate: %w", err)
		}
		if tell != nil {
			tell(done)
		}
	}
	var out []Effect
	for _, e := range counted {
		out = append(out, *e)
	}
	slices.SortFunc(out, func(a, b Effect) int { return cmp.Compare(a.Code, b.Code) })
	return slices.DeleteFunc(out, func(e Effect) bool { return e.Running.same() && e.Soon.same() && e.Overdue.same() }), nil
}

func (p Pair) same() bool { return p.Now == p.Then }

// count adds how the deadlines of some children stand.
func (a *Alerts) count(ctx context.Context, tx pgx.Tx, minors []minor.ID, rules []deadline.Rule, on day.Date, counted map[string]*Effect) error {
	d, err := a.directory(ctx, tx)
	if err != nil {
		return err
	}
	add := func(all []deadline.Deadline, side func(*Pair) *int) {
		for _, x := range all {
			e := counted[x.Code]
			if e == nil {
				e = &Effect{Code: x.Code}
				counted[x.Code] = e
			}
			switch x.State {
			case deadline.Overdue:
				*side(&e.Overdue)++
			case deadline.Soon:
				*side(&e.Soon)++
				*side(&e.Running)++
			case deadline.Running:
				*side(&e.Running)++
			}
		}
	}
	return a.each(ctx, tx, minors, func(m minor.ID, f *casefile.File, _ []change.Placed) {
		if f.Minor != m {
			return
		}
		add(deadline.By(a.Watch.Rules, f, on, d.typeOf), func(p *Pair) *int { return &p.Now })
		add(deadline.By(rules, f, on, d.typeOf), func(p *Pair) *int { return &p.Then })
	})
}
