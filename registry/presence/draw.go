package presence

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Order is what is asked to be certified.
type Order struct {
	Municipality string
	Quarter      Quarter
	Restates     int        // the number of the statement that this one restates; 0 for the first
	Why          minor.Text // why it is restated
	// Progress is told how many children are accounted for, of how many; nil for nobody.
	Progress func(done, total int)
}

// validate fails with [fault.Invalid], naming the field.
func (o Order) validate(today day.Date) error {
	if err := (Name{o.Municipality, o.Quarter, 1}).validate(); err != nil {
		return err
	}
	if o.Quarter.Span().Until.After(today) {
		return fault.Field("quarter", "a quarter that has not ended", "certify it when its last day is over")
	}
	if o.Restates < 0 {
		return fault.Field("restates", "not a number of a statement", "leave it out for the first")
	}
	if o.Restates > 0 && o.Why == "" {
		return fault.Field("why", "missing", "say in a sentence why it is restated")
	}
	return o.Why.Check("why", 400)
}

// Check fails as [Desk.Draw] does, as far as that is known before anything is counted.
func (d *Desk) Check(ctx context.Context, c access.Caller, o Order) error {
	if err := o.validate(day.FromTime(d.Now())); err != nil {
		return err
	}
	n := Name{o.Municipality, o.Quarter, o.Restates + 1}
	if may(c, access.CertifyDays, o.Municipality) != nil {
		return d.enter(ctx, c, access.CertifyDays, n, nil) // the attempt is written down
	}
	return pg.InSnapshot(ctx, d.Pool, settings(c), func(ctx context.Context, tx pgx.Tx) error { return isNext(ctx, tx, n) })
}

// Draw certifies the presence-days of a municipality in a quarter that has ended,
// as known now, and freezes the statement. It fails with [fault.Invalid] for a bad
// order, [fault.NotFound] for who may not certify there, and [fault.Conflict]
// where another statement is the last, or nothing is otherwise than in it.
func (d *Desk) Draw(ctx context.Context, c access.Caller, o Order) (Statement, error) {
	if err := o.validate(day.FromTime(d.Now())); err != nil {
		return Statement{}, err
	}
	n := Name{o.Municipality, o.Quarter, o.Restates + 1}
	var who children
	if may(c, access.CertifyDays, o.Municipality) == nil {
		err := pg.InSnapshot(ctx, d.Pool, settings(c), func(ctx context.Context, tx pgx.Tx) (err error) {
			who, err = childrenOf(ctx, tx, o)
			return err
		})
		if err != nil {
			return Statement{}, err
		}
	}
	if err := d.enter(ctx, c, access.CertifyDays, n, who.minors); err != nil {
		return Statement{}, err
	}
	s, err := d.compose(ctx, c, o, n)
	if err != nil {
		return Statement{}, err
	}
	return s, d.freeze(ctx, c, &s)
}

// compose says what is to be frozen, all of one moment.
func (d *Desk) compose(ctx context.Context, c access.Caller, o Order, n Name) (Statement, error) {
	s := Statement{Name: n, MadeAt: d.Now().UTC().Truncate(time.Microsecond), MadeBy: c.Person, Why: o.Why}
	err := pg.InSnapshot(ctx, d.Pool, settings(c), func(ctx context.Context, tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `SELECT epoch, position FROM ledger_head`).Scan(&s.Epoch, &s.Position); err != nil {
			return fmt.Errorf("read the ledger's head: %w", err)
		}
		who, err := childrenOf(ctx, tx, o)
		if err != nil {
			return err
		}
		days := newTally(o.Quarter.Span())
		if s.Lines, err = d.lines(ctx, tx, who, o, days); err != nil {
			return err
		}
		if err := days.census(ctx, tx, who.houses, s.Position); err != nil {
			return err
		}
		s.Counted, s.Listed, s.Census, s.Differs = days.counted, days.listed, days.inCensus(), days.differs()
		return nil
	})
	return s, err
}

// children are those who were at the structures of a municipality in a quarter.
type children struct {
	houses *houses
	minors []minor.ID              // who stands for each child
	joined map[minor.ID][]minor.ID // all minors of a joined one
}

// childrenOf finds them: identifiers alone.
func childrenOf(ctx context.Context, tx pgx.Tx, o Order) (out children, err error) {
	if out.houses, err = housesOf(ctx, tx, o.Municipality); err != nil {
		return out, err
	}
	in := o.Quarter.Span()
	// whoever was somewhere the day before the quarter may have been let go there
	const sql = `SELECT c.minor, c.joined FROM casefiles c WHERE c.minor IN (
			SELECT p.minor FROM placements p
			WHERE (p.facility = ANY ($1) OR p.sent_from = ANY ($1)) AND p.from_on < $3)
		AND EXISTS (SELECT FROM placements p WHERE p.minor = c.minor AND p.from_on < $3 AND (p.until_on IS NULL OR p.until_on > $2))
		ORDER BY c.minor`
	rows, err := tx.Query(ctx, sql, out.houses.ids(), in.From, in.Until)
	if err != nil {
		return out, fmt.Errorf("find children: %w", pg.Fault(err))
	}
	out.joined = map[minor.ID][]minor.ID{}
	var m minor.ID
	var joined []minor.ID
	_, err = pgx.ForEachRow(rows, []any{&m, &joined}, func() error {
		out.minors = append(out.minors, m)
		out.joined[m] = []minor.ID{m}
		if len(joined) > 1 {
			out.joined[m] = slices.Clone(joined)
		}
		return nil
	})
	if err != nil {
		return out, fmt.Errorf("find children: %w", pg.Fault(err))
	}
	return out, nil
}

// atOnce is how many casefiles are read at a time. Arbitrary.
const atOnce = 500

// lines accounts for each child, by structure and code, and tallies the days.
func (d *Desk) lines(ctx context.Context, tx pgx.Tx, who children, o Order, days *tally) (out []Line, err error) {
	in, done := o.Quarter.Span(), 0
	for some := range slices.Chunk(who.minors, atOnce) {
		var all []minor.ID
		for _, m := range some {
			all = append(all, who.joined[m]...)
		}
		if err := ledger.Foldable(ctx, tx, all); err != nil {
			return nil, err
		}
		records, err := ledger.Of(ctx, tx, d.Seal, all)
		if err != nil {
			return nil, err
		}
		for _, m := range some {
			var held []change.Placed
			for _, of := range who.joined[m] {
				held = append(held, records[of]...)
			}
			f := casefile.Fold(m, held)
			out = append(out, linesOf(&f, account(&f, held, in), who.houses, days)...)
		}
		if done += len(some); o.Progress != nil {
			o.Progress(done, len(who.minors))
		}
	}
	slices.SortFunc(out, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Code.Reveal(), b.Code.Reveal()), a.Minor.Compare(b.Minor))
	})
	return out, nil
}

// linesOf gives a child's lines: one for each structure of the municipality.
func linesOf(f *casefile.File, stretches []stretch, in *houses, days *tally) (out []Line) {
	for _, s := range stretches {
		for d := s.Days.From; d.Before(s.Days.Until); d = d.Add(1) {
			at, ok := in.on(s.At, d)
			if !ok {
				continue
			}
			days.add(d, s.Why)
			i := slices.IndexFunc(out, func(l Line) bool { return l.Structure == at })
			if i < 0 {
				i, out = len(out), append(out, Line{Minor: f.Minor, Structure: at, Code: f.Identity.Code, At: in.codes[at]})
			}
			out[i].add(d, s.Why)
		}
	}
	return out
}

// add adds a day after those that are there.
func (l *Line) add(d day.Date, why Why) {
	next := day.Span{From: d, Until: d.Add(1)}
	if why != "" {
		if n := len(l.Listed); n > 0 && l.Listed[n-1].Why == why && l.Listed[n-1].Days.Until == d {
			l.Listed[n-1].Days.Until = next.Until
			return
		}
		l.Listed = append(l.Listed, Listed{why, next})
		return
	}
	if n := len(l.Counted); n > 0 && l.Counted[n-1].Until == d {
		l.Counted[n-1].Until = next.Until
		return
	}
	l.Counted = append(l.Counted, next)
}
