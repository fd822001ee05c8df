package projection

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/pg"
	"faro.example/shared/casefile"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

// summaryRows are the casefiles' own rows: those of which all is written, those
// that say what they said, and those that are stuck.
type summaryRows struct {
	whole, same, stuck *pg.Columns
	lists              *pg.Columns // the members of all lists, one after the other
}

func newSummaryRows(changes int) *summaryRows {
	return &summaryRows{
		whole: pg.NewColumns(23, changes), same: pg.NewColumns(2, changes), stuck: pg.NewColumns(2, 1), lists: pg.NewColumns(1, 2*changes),
	}
}

func (n *summaryRows) add(c *Change) {
	switch s := c.New.Summary; {
	case c.Stuck:
		n.stuck.ID(c.Minor).Int(c.Position)
	case c.Stands && c.Old.Summary.equal(&s):
		n.same.ID(c.Minor).Int(c.Position)
	default:
		n.whole.ID(c.Minor).Int(c.Position).Short(int32(c.Rules)).Day(c.Carried).Bool(s.Registered).Text(string(s.Sex)).Day(s.Birth).
			Text(string(s.Citizenship)).Text(string(s.Mode)).Text(string(s.State)).ID(s.Facility).Day(s.Since).
			Text(string(s.ExitReason)).Day(s.ExitOn).Day(s.Confirmed)
		list(n, s.Offices)
		list(n, s.Custodians)
		list(n, s.Joined)
		list(n, s.Guardians)
	}
}

// list adds a list: its members, and where they stand among those of all lists.
// There are no arrays of lists, and as text they would be parsed.
func list[T ~[16]byte](n *summaryRows, members []T) {
	from := n.lists.Len() + 1
	for _, m := range members {
		n.lists.ID(m)
	}
	n.whole.Short(int32(from)).Short(int32(n.lists.Len()))
}

func (n *summaryRows) queue(b *pgx.Batch) {
	const last = `CASE WHEN n.back > 0 THEN n.back ELSE (SELECT position FROM ledger_head) + n.back END`
	if n.whole.Len() > 0 {
		b.Queue(`UPDATE casefiles c SET version = c.version + 1, position = `+last+`, projected = `+last+`, rules = n.rules,
				carried = n.carried, registered = n.registered, sex = n.sex, birth_on = n.birth_on, citizenship = n.citizenship,
				mode = n.mode, state = n.state, facility = n.facility, since_on = n.since_on, exit_reason = n.exit_reason,
				exit_on = n.exit_on, confirmed_on = n.confirmed_on, offices = ($24::uuid[])[n.o:n.o_end],
				custodians = ($24::uuid[])[n.c:n.c_end], joined = ($24::uuid[])[n.j:n.j_end], guardians = ($24::uuid[])[n.g:n.g_end]
			FROM (SELECT unnest($1::uuid[]) AS minor, unnest($2::bigint[]) AS back, unnest($3::int[]) AS rules,
				unnest($4::date[]) AS carried, unnest($5::boolean[]) AS registered, unnest($6::text[]) AS sex,
				unnest($7::date[]) AS birth_on, unnest($8::text[]) AS citizenship, unnest($9::text[]) AS mode,
				unnest($10::text[]) AS state, unnest($11::uuid[]) AS facility, unnest($12::date[]) AS since_on,
				unnest($13::text[]) AS exit_reason, unnest($14::date[]) AS exit_on, unnest($15::date[]) AS confirmed_on,
				unnest($16::int[]) AS o, unnest($17::int[]) AS o_end, unnest($18::int[]) AS c, unnest($19::int[]) AS c_end,
				unnest($20::int[]) AS j, unnest($21::int[]) AS j_end, unnest($22::int[]) AS g, unnest($23::int[]) AS g_end) AS n
			WHERE c.minor = n.minor`, append(n.whole.Args(), n.lists.Args()...)...)
	}
	if n.same.Len() > 0 {
		b.Queue(`UPDATE casefiles c SET version = c.version + 1, position = `+last+`, projected = `+last+`
			FROM (SELECT unnest($1::uuid[]) AS minor, unnest($2::bigint[]) AS back) AS n WHERE c.minor = n.minor`,
			n.same.Args()...)
	}
	if n.stuck.Len() > 0 {
		b.Queue(`UPDATE casefiles c SET version = c.version + 1, position = `+last+`
			FROM (SELECT unnest($1::uuid[]) AS minor, unnest($2::bigint[]) AS back) AS n WHERE c.minor = n.minor`,
			n.stuck.Args()...)
	}
}

// arrayText writes identifiers as the text of an array, since unnest takes no
// arrays of arrays.
func arrayText[T interface{ String() string }](ids []T) string {
	b := []byte{'{'}
	for i, v := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, v.String()...)
	}
	return string(append(b, '}'))
}

// conflictColumns are the conflicts that close and those that open, by column.
type conflictColumns struct {
	gone struct {
		minor []minor.ID
		slot  []string
	}
	minor                                     []minor.ID
	id                                        []casefile.ConflictID
	near                                      []facility.ID
	slot, section, records, offices, deciders []string
}

func (n *conflictColumns) add(c *Change) {
	gone, come := conflictDifference(c.Old.Conflicts, c.New.Conflicts)
	for _, p := range gone {
		n.gone.minor, n.gone.slot = append(n.gone.minor, c.Minor), append(n.gone.slot, p.Slot)
	}
	for _, p := range come {
		n.minor, n.slot = append(n.minor, c.Minor), append(n.slot, p.Slot)
		n.section, n.records = append(n.section, string(p.Section)), append(n.records, arrayText(p.Records))
		n.id, n.offices, n.near = append(n.id, p.ID), append(n.offices, arrayText(p.Offices)), append(n.near, p.Near)
		n.deciders = append(n.deciders, "{"+strings.Join(p.Deciders, ",")+"}")
	}
}

func (n *conflictColumns) queue(b *pgx.Batch) {
	if len(n.gone.minor) > 0 {
		b.Queue(`DELETE FROM conflicts c USING unnest($1::uuid[], $2::text[]) AS g (minor, slot)
			WHERE c.minor = g.minor AND c.slot = g.slot`, n.gone.minor, n.gone.slot)
	}
	if len(n.minor) > 0 {
		b.Queue(`INSERT INTO conflicts (minor, slot, section, records, id, offices, deciders, near, since, opened_at)
			SELECT n.minor, n.slot, n.section, n.records::uuid[], n.id, n.offices::uuid[], n.deciders::text[], n.near, h.position, h.at
			FROM ledger_head h, unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::uuid[])
				AS n (minor, slot, section, records, id, offices, deciders, near)
			ON CONFLICT (minor, slot) DO UPDATE SET section = excluded.section, records = excluded.records,
				offices = excluded.offices, deciders = excluded.deciders, near = excluded.near`,
			n.minor, n.slot, n.section, n.records, n.id, n.offices, n.deciders, n.near)
	}
}

// conflictDifference gives the conflicts that are closed, and those that were
// opened or contend about other records: a slot that stays in conflict keeps
// since when it is.
func conflictDifference(old, new []Conflict) (gone, come []Conflict) {
	was := make(map[string]Conflict, len(old))
	for _, o := range old {
		was[o.Slot] = o
	}
	for _, n := range new {
		if o, ok := was[n.Slot]; !ok || !sameConflict(o, n) {
			come = append(come, n)
		}
		delete(was, n.Slot)
	}
	for _, o := range old {
		if _, closed := was[o.Slot]; closed {
			gone = append(gone, o)
		}
	}
	return gone, come
}
