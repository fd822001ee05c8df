package projection

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/minor"
)

// Stored gives the rows that stand in the tables for minors who have a
// casefile: of the census the net of the signed rows.
func Stored(ctx context.Context, q pg.Querier, minors []minor.ID) (map[minor.ID]Rows, error) {
	out := make(map[minor.ID]Rows, len(minors))
	if len(minors) == 0 {
		return out, nil
	}
	for _, read := range []func(context.Context, pg.Querier, []minor.ID, map[minor.ID]Rows) error{
		readSummaries, readPlacements, readCustodies, readConflicts, readMatters, readNotices, readCensus, readMoves, readActs,
	} {
		if err := read(ctx, q, minors, out); err != nil {
			return nil, fmt.Errorf("read rows: %w", pg.Fault(err))
		}
	}
	return out, nil
}

func readSummaries(ctx context.Context, q pg.Querier, minors []minor.ID, out map[minor.ID]Rows) error {
	rows, err := q.Query(ctx, `SELECT minor, registered, coalesce(sex, ''), birth_on, coalesce(citizenship, ''),
			coalesce(mode, ''), coalesce(state, ''), facility, since_on, coalesce(exit_reason, ''), exit_on, confirmed_on, offices, custodians,
			joined, guardians
		FROM casefiles WHERE minor = ANY ($1)`, minors)
	if err != nil {
		return err
	}
	var m minor.ID
	var s Summary
	_, err = pgx.ForEachRow(rows, []any{
		&m, &s.Registered, &s.Sex, &s.Birth, &s.Citizenship, &s.Mode, &s.State, &s.Facility, &s.Since, &s.ExitReason,
		&s.ExitOn, &s.Confirmed, &s.Offices, &s.Custodians, &s.Joined, &s.Guardians,
	}, func() error {
		out[m] = Rows{Summary: s}
		s.Offices, s.Custodians, s.Joined, s.Guardians = nil, nil, nil, nil
		return nil
	})
	return err
}

func readPlacements(ctx context.Context, q pg.Querier, minors []minor.ID, out map[minor.ID]Rows) error {
	rows, err := q.Query(ctx, `SELECT minor, began, ended, state, facility, coalesce(words, ''), sent_from,
			coalesce(sent_from_words, ''), from_on, until_on, granted, confirmed
		FROM placements WHERE minor = ANY ($1) ORDER BY minor, from_on, began`, minors)
	if err != nil {
		return err
	}
	var m minor.ID
	var p Placement
	_, err = pgx.ForEachRow(rows, []any{
		&m, &p.Began, &p.Ended, &p.State, &p.Facility, &p.Words, &p.SentFrom, &p.SentFromWords, &p.From, &p.Until,
		&p.Granted, &p.Confirmed,
	}, func() error {
		r := out[m]
		r.Placements = append(r.Placements, p)
		out[m] = r
		return nil
	})
	return err
}

func readCustodies(ctx context.Context, q pg.Querier, minors []minor.ID, out map[minor.ID]Rows) error {
	rows, err := q.Query(ctx, `SELECT minor, institution, began, ended, from_on, until_on, lead, released
		FROM custodies WHERE minor = ANY ($1) ORDER BY minor, from_on, institution`, minors)
	if err != nil {
		return err
	}
	var m minor.ID
	var c Custody
	_, err = pgx.ForEachRow(rows, []any{
		&m, &c.Institution, &c.Began, &c.Ended, &c.From, &c.Until, &c.Lead, &c.Released,
	}, func() error {
		r := out[m]
		r.Custodies = append(r.Custodies, c)
		out[m] = r
		return nil
	})
	return err
}

func readConflicts(ctx context.Context, q pg.Querier, minors []minor.ID, out map[minor.ID]Rows) error {
	rows, err := q.Query(ctx, `SELECT minor, slot, section, records, id, offices, deciders, near FROM conflicts WHERE minor = ANY ($1)
		ORDER BY minor, slot COLLATE "C"`, minors)
	if err != nil {
		return err
	}
	var m minor.ID
	var c Conflict
	_, err = pgx.ForEachRow(rows, []any{&m, &c.Slot, &c.Section, &c.Records, &c.ID, &c.Offices, &c.Deciders, &c.Near}, func() error {
		r := out[m]
		r.Conflicts = append(r.Conflicts, c)
		out[m] = r
		c.Records, c.Offices, c.Deciders = nil, nil, nil
		return nil
	})
	return err
}

// readCensus reads the net of the signed rows. They are added up here: rows that
// were taken back are most of them, and PostgreSQL would sort all on the disk.
func readCensus(ctx context.Context, q pg.Querier, minors []minor.ID, out map[minor.ID]Rows) error {
	rows, err := q.Query(ctx, `SELECT minor, month, from_on, until_on, state, facility, coalesce(reception, ''), coalesce(area, ''),
			coalesce(citizenship, ''), coalesce(sex, ''), birth_on, coalesce(mode, ''), coalesce(protection, ''), coalesce(guardian, ''), coalesce(seen, ''), record, sign
		FROM census.rows WHERE minor = ANY ($1)`, minors)
	if err != nil {
		return err
	}
	err = addUp(rows, func(r *Count) []any {
		return []any{
			&r.Month, &r.From, &r.Until, &r.State, &r.Facility, &r.Reception, &r.Area, &r.Citizenship, &r.Sex, &r.Birth,
			&r.Mode, &r.Protection, &r.Guardian, &r.Seen, &r.Record,
		}
	}, func(m minor.ID, r Count, n int) {
		rows := out[m]
		rows.Census, rows.Owed = times(rows.Census, r, n), times(rows.Owed, r, -n)
		out[m] = rows
	})
	for m, rows := range out {
		slices.SortFunc(rows.Census, byDays)
		slices.SortFunc(rows.Owed, byDays)
		out[m] = rows
	}
	return err
}

// readMoves reads the net of the signed moves.
func readMoves(ctx context.Context, q pg.Querier, minors []minor.ID, out map[minor.ID]Rows) error {
	rows, err := q.Query(ctx, `SELECT minor, moved_on, coalesce(was, ''), coalesce(became, ''), left_facility, coalesce(left_reception, ''),
			coalesce(left_area, ''), facility, coalesce(reception, ''), coalesce(area, ''), coalesce(detail, ''), coalesce(citizenship, ''), coalesce(sex, ''), birth_on,
			coalesce(mode, ''), coalesce(protection, ''), coalesce(guardian, ''), coalesce(seen, ''), record, sign
		FROM census.moves WHERE minor = ANY ($1)`, minors)
	if err != nil {
		return err
	}
	err = addUp(rows, func(r *Move) []any {
		return []any{
			&r.On, &r.Was, &r.Is, &r.Left, &r.LeftType, &r.LeftArea, &r.Facility, &r.Reception, &r.Area, &r.Detail,
			&r.Citizenship, &r.Sex, &r.Birth, &r.Mode, &r.Protection, &r.Guardian, &r.Seen, &r.Record,
		}
	}, func(m minor.ID, r Move, n int) {
		rows := out[m]
		rows.Moves, rows.OwedMoves = times(rows.Moves, r, n), times(rows.OwedMoves, r, -n)
		out[m] = rows
	})
	for _, rows := range out {
		slices.SortFunc(rows.Moves, byDay)
	}
	return err
}

// readActs reads the net of the signed acts.
func readActs(ctx context.Context, q pg.Querier, minors []minor.ID, out map[minor.ID]Rows) error {
	rows, err := q.Query(ctx, `SELECT minor, acted_on, what, coalesce(detail, ''), coalesce(outcome, ''), coalesce(citizenship, ''),
			coalesce(sex, ''), birth_on, record, sign
		FROM census.acts WHERE minor = ANY ($1)`, minors)
	if err != nil {
		return err
	}
	err = addUp(rows, func(r *Act) []any {
		return []any{&r.On, &r.What, &r.Detail, &r.Outcome, &r.Citizenship, &r.Sex, &r.Birth, &r.Record}
	}, func(m minor.ID, r Act, n int) {
		rows := out[m]
		rows.Acts, rows.OwedActs = times(rows.Acts, r, n), times(rows.OwedActs, r, -n)
		out[m] = rows
	})
	for _, rows := range out {
		slices.SortFunc(rows.Acts, func(a, b Act) int { return a.On.Compare(b.On) })
	}
	return err
}

// addUp adds up signed rows, whose minor stands first and whose sign last, and
// gives each that does not come to nought, with what it comes to.
func addUp[T comparable](rows pgx.Rows, fields func(*T) []any, give func(m minor.ID, row T, n int)) error {
	type of struct {
		minor minor.ID
		row   T
	}
	var r of
	var sign int
	net := map[of]int{}
	_, err := pgx.ForEachRow(rows, append(append([]any{&r.minor}, fields(&r.row)...), &sign), func() error {
		if net[r] += sign; net[r] == 0 {
			delete(net, r)
		}
		return nil
	})
	for r, n := range net {
		give(r.minor, r.row, n)
	}
	return err
}

// times appends a row as often as is said; not at all below zero.
func times[T any](list []T, row T, n int) []T {
	for range max(n, 0) {
		list = append(list, row)
	}
	return list
}

func byDay(a, b Move) int { return a.On.Compare(b.On) }

func byDays(a, b Count) int { return cmp.Or(a.From.Compare(b.From), a.Until.Compare(b.Until)) }
