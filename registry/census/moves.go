package census

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/day"
)

// move is what the database adds up of the moves of a day: minors alike in all
// that is asked.
type move struct {
	on                   day.Date
	was, is              group // with the state "" out of the register
	detail               string
	minorBefore, minorOn bool // under age on the day before, and on the day
	ofAge                bool // of age on the day, and not on the day before
	n                    int
}

// eachMove reads the signed moves between two days.
func eachMove(ctx context.Context, tx pgx.Tx, q FlowQuery, known uint64, fn func(*move)) error {
	const counted = `
		WITH moved AS (
			SELECT moved_on, coalesce(was, '') AS was, coalesce(became, '') AS became, coalesce(detail, '') AS detail,
				left_facility, coalesce(left_reception, '') AS left_reception, coalesce(left_area, '') AS left_area,
				facility, coalesce(reception, '') AS reception, coalesce(area, '') AS area, birth_on,
				coalesce(citizenship, '') AS citizenship, coalesce(sex, '') AS sex, coalesce(mode, '') AS mode,
				coalesce(protection, '') AS protection, coalesce(guardian, '') AS guardian, coalesce(seen, '') AS confirmed,
				sum(sign)::int AS count
			FROM census.moves
			WHERE month BETWEEN @first AND @last AND known <= @known AND moved_on BETWEEN @from AND @to
			GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17
			HAVING sum(sign) <> 0
		)
		SELECT m.moved_on, m.was, m.became, m.detail, m.birth_on, m.citizenship, m.sex, m.mode, m.protection, m.guardian,
			m.confirmed, m.count, `
	from := place{"l_", "m.left_facility", "m.left_reception", "m.left_area", "(m.moved_on - 1)"}
	to := place{"n_", "m.facility", "m.reception", "m.area", "m.moved_on"}
	rows, err := tx.Query(ctx, counted+from.columns()+", "+to.columns()+` FROM moved m`+from.joins()+to.joins(), pgx.StrictNamedArgs{
		"first": q.From.Month(), "last": q.To.Month(), "from": q.From, "to": q.To, "known": known,
	})
	if err != nil {
		return fmt.Errorf("read moves: %w", pg.Fault(err))
	}
	var was, is group
	var m move
	var birth day.Date
	_, err = pgx.ForEachRow(rows, []any{
		&m.on, &was.State, &is.State, &m.detail, &birth, &is.Citizenship, &is.Sex, &is.Mode, &is.Protection, &is.Guardian,
		&is.Confirmed, &m.n, &was.Code, &was.Reception, &was.Istat, &is.Code, &is.Reception, &is.Istat,
	}, func() error {
		before := m.on.Add(-1)
		m.was, m.is = is, is
		m.was.State, m.was.Code, m.was.Reception, m.was.Istat = was.State, was.Code, was.Reception, was.Istat
		m.was.Age, m.is.Age = ageOn(birth, before), ageOn(birth, m.on)
		m.minorBefore, m.minorOn = m.was.Age < majority, m.is.Age < majority
		m.ofAge = m.minorBefore && !m.minorOn
		fn(&m)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read moves: %w", pg.Fault(err))
	}
	return nil
}

// eachBirthday reads who comes of age between two days, was there on the day
// before, and what was so on that day.
func eachBirthday(ctx context.Context, tx pgx.Tx, q FlowQuery, known uint64, fn func(day.Date, *group)) error {
	const counted = `
		WITH ages AS (
			SELECT (birth_on + interval '18 years')::date + (date_part('month', birth_on) = 2 AND date_part('day', birth_on) = 29)::int AS of_age,
				facility, state, coalesce(reception, '') AS reception, coalesce(area, '') AS area, coalesce(citizenship, '') AS citizenship,
				coalesce(sex, '') AS sex, coalesce(mode, '') AS mode, coalesce(protection, '') AS protection,
				coalesce(guardian, '') AS guardian, coalesce(seen, '') AS confirmed, from_on, until_on, sign
			FROM census.rows
			WHERE month BETWEEN @first AND @last AND known <= @known AND birth_on BETWEEN @oldest AND @youngest
		), counted AS (
			SELECT of_age, facility, state, reception, area, citizenship, sex, mode, protection, guardian, confirmed, sum(sign)::int AS count
			FROM ages WHERE of_age BETWEEN @from AND @to AND from_on < of_age AND until_on >= of_age
			GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
			HAVING sum(sign) <> 0
		)
		SELECT c.of_age, c.state, c.citizenship, c.sex, c.mode, c.protection, c.guardian, c.confirmed, c.count, `
	at := place{"", "c.facility", "c.reception", "c.area", "(c.of_age - 1)"}
	before := q.From.Add(-1)
	rows, err := tx.Query(ctx, counted+at.columns()+` FROM counted c`+at.joins(), pgx.StrictNamedArgs{
		"first": before.Month(), "last": q.To.Month(), "from": q.From, "to": q.To, "known": known,
		"oldest": q.From.AddYears(-majority).Add(-2), "youngest": q.To.AddYears(-majority).Add(2),
	})
	if err != nil {
		return fmt.Errorf("read birthdays: %w", pg.Fault(err))
	}
	var g group
	var on day.Date
	_, err = pgx.ForEachRow(rows, []any{
		&on, &g.State, &g.Citizenship, &g.Sex, &g.Mode, &g.Protection, &g.Guardian, &g.Confirmed, &g.Count, &g.Code, &g.Reception, &g.Istat,
	}, func() error {
		g.Age = majority - 1
		fn(on, &g)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read birthdays: %w", pg.Fault(err))
	}
	return nil
}
