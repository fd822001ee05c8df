package projection

import (
	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/minor"
)

// correct adds what is not so any more with -1, and what is so now, or was owed,
// with +1: rows are only added.
func correct[T comparable](old, now, owed []T, add func(r *T, sign int32)) {
	gone, come := difference(old, now)
	for i := range gone {
		add(&gone[i], -1)
	}
	for _, rows := range [][]T{come, owed} {
		for i := range rows {
			add(&rows[i], 1)
		}
	}
}

// countRows are the signed rows of the census to add.
type countRows struct{ *pg.Columns }

func (n countRows) change(c *Change) {
	correct(c.Old.Census, c.New.Census, c.Old.Owed, func(r *Count, sign int32) { n.add(c.Minor, r, sign) })
}

func (n countRows) add(m minor.ID, r *Count, sign int32) {
	n.Day(r.Month).Short(sign).Day(r.From).Day(r.Until).Text(string(r.State)).ID(r.Facility).Text(string(r.Reception)).
		Text(string(r.Citizenship)).Text(string(r.Sex)).Day(r.Birth).Text(string(r.Mode)).Text(string(r.Guardian)).Text(string(r.Seen)).
		Text(r.Area).Text(string(r.Protection)).ID(m).ID(r.Record)
}

func (n countRows) queue(b *pgx.Batch) {
	if n.Len() == 0 {
		return
	}
	b.Queue(`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, facility, reception, citizenship, sex,
			birth_on, mode, guardian, seen, area, protection, minor, record)
		SELECT unnest($1::date[]), h.position, unnest($2::integer[]), unnest($3::date[]), unnest($4::date[]), unnest($5::text[]),
			unnest($6::uuid[]), unnest($7::text[]), unnest($8::text[]), unnest($9::text[]), unnest($10::date[]),
			unnest($11::text[]), unnest($12::text[]), unnest($13::text[]), unnest($14::text[]), unnest($15::text[]),
			unnest($16::uuid[]), unnest($17::uuid[]) FROM ledger_head h`, n.Args()...)
}

// moveRows are the signed rows of the moves to add.
type moveRows struct{ *pg.Columns }

func (n moveRows) change(c *Change) {
	correct(c.Old.Moves, c.New.Moves, c.Old.OwedMoves, func(r *Move, sign int32) { n.add(c.Minor, r, sign) })
}

func (n moveRows) add(m minor.ID, r *Move, sign int32) {
	n.Day(r.On.Month()).Short(sign).Day(r.On).Text(string(r.Was)).Text(string(r.Is)).ID(r.Left).Text(string(r.LeftType)).Text(r.LeftArea).
		ID(r.Facility).Text(string(r.Reception)).Text(r.Area).Text(r.Detail).Text(string(r.Citizenship)).Text(string(r.Sex)).Day(r.Birth).
		Text(string(r.Mode)).Text(string(r.Guardian)).Text(string(r.Seen)).Text(string(r.Protection)).ID(m).ID(r.Record)
}

func (n moveRows) queue(b *pgx.Batch) {
	if n.Len() == 0 {
		return
	}
	b.Queue(`INSERT INTO census.moves (month, known, sign, moved_on, was, became, left_facility, left_reception, left_area,
			facility, reception, area, detail, citizenship, sex, birth_on, mode, guardian, seen, protection, minor, record)
		SELECT unnest($1::date[]), h.position, unnest($2::integer[]), unnest($3::date[]), unnest($4::text[]), unnest($5::text[]),
			unnest($6::uuid[]), unnest($7::text[]), unnest($8::text[]), unnest($9::uuid[]), unnest($10::text[]), unnest($11::text[]),
			unnest($12::text[]), unnest($13::text[]), unnest($14::text[]), unnest($15::date[]), unnest($16::text[]),
			unnest($17::text[]), unnest($18::text[]), unnest($19::text[]), unnest($20::uuid[]), unnest($21::uuid[]) FROM ledger_head h`, n.Args()...)
}

// actRows are the signed rows of the acts to add.
type actRows struct{ *pg.Columns }

func (n actRows) change(c *Change) {
	correct(c.Old.Acts, c.New.Acts, c.Old.OwedActs, func(r *Act, sign int32) { n.add(c.Minor, r, sign) })
}

func (n actRows) add(m minor.ID, r *Act, sign int32) {
	n.Day(r.On.Month()).Short(sign).Day(r.On).Text(r.What).Text(r.Detail).Text(r.Outcome).Text(string(r.Citizenship)).Text(string(r.Sex)).
		Day(r.Birth).ID(m).ID(r.Record)
}

func (n actRows) queue(b *pgx.Batch) {
	if n.Len() == 0 {
		return
	}
	b.Queue(`INSERT INTO census.acts (month, known, sign, acted_on, what, detail, outcome, citizenship, sex, birth_on, minor, record)
		SELECT unnest($1::date[]), h.position, unnest($2::integer[]), unnest($3::date[]), unnest($4::text[]), unnest($5::text[]),
			unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::date[]), unnest($10::uuid[]), unnest($11::uuid[])
		FROM ledger_head h`, n.Args()...)
}
