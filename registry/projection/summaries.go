package projection

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

// summaryColumns are the casefiles' own rows, by column.
type summaryColumns struct {
	minor                                  []minor.ID
	rules                                  []int32
	position                               []int64
	registered                             []bool
	carried, birth, since, exitOn          []day.Date
	sex, citizenship, mode, state, exitWhy []string
	facility                               []facility.ID
	offices, custodians, joined            []string

	stuck struct {
		minor    []minor.ID
		position []int64
	}
}

func (n *summaryColumns) add(c *Change) {
	if c.Stuck {
		n.stuck.minor, n.stuck.position = append(n.stuck.minor, c.Minor), append(n.stuck.position, c.Position)
		return
	}
	s := c.New.Summary
	n.minor, n.position = append(n.minor, c.Minor), append(n.position, c.Position)
	n.rules, n.carried = append(n.rules, int32(c.Rules)), append(n.carried, c.Carried)
	n.registered, n.birth = append(n.registered, s.Registered), append(n.birth, s.Birth)
	n.sex, n.citizenship = append(n.sex, string(s.Sex)), append(n.citizenship, string(s.Citizenship))
	n.mode, n.state = append(n.mode, string(s.Mode)), append(n.state, string(s.State))
	n.facility, n.since = append(n.facility, s.Facility), append(n.since, s.Since)
	n.exitWhy, n.exitOn = append(n.exitWhy, string(s.ExitReason)), append(n.exitOn, s.ExitOn)
	n.offices, n.custodians = append(n.offices, arrayText(s.Offices)), append(n.custodians, arrayText(s.Custodians))
	n.joined = append(n.joined, arrayText(s.Joined))
}

func (n *summaryColumns) queue(b *pgx.Batch) {
	if len(n.minor) > 0 {
		b.Queue(`UPDATE casefiles c SET version = c.version + 1, rules = n.rules, position = n.position,
				projected = n.position, carried = n.carried, registered = n.registered, sex = nullif(n.sex, ''),
				birth_on = n.birth_on, citizenship = nullif(n.citizenship, ''), mode = nullif(n.mode, ''),
				state = nullif(n.state, ''), facility = n.facility, since_on = n.since_on,
				exit_reason = nullif(n.exit_reason, ''), exit_on = n.exit_on, offices = n.offices::uuid[],
				custodians = n.custodians::uuid[], joined = n.joined::uuid[]
			FROM (SELECT minor, rules, CASE WHEN back > 0 THEN back ELSE (SELECT position FROM ledger_head) + back END AS position,
					carried, registered, sex, birth_on, citizenship, mode, state, facility, since_on, exit_reason, exit_on,
					offices, custodians, joined
				FROM unnest($1::uuid[], $2::int[], $3::bigint[], $4::date[], $5::boolean[], $6::text[], $7::date[], $8::text[],
				$9::text[], $10::text[], $11::uuid[], $12::date[], $13::text[], $14::date[], $15::text[], $16::text[], $17::text[])
				AS a (minor, rules, back, carried, registered, sex, birth_on, citizenship, mode, state, facility,
					since_on, exit_reason, exit_on, offices, custodians, joined)) AS n
			WHERE c.minor = n.minor`,
			n.minor, n.rules, n.position, n.carried, n.registered, n.sex, n.birth, n.citizenship, n.mode, n.state,
			n.facility, n.since, n.exitWhy, n.exitOn, n.offices, n.custodians, n.joined)
	}
	if len(n.stuck.minor) > 0 {
		b.Queue(`UPDATE casefiles c SET version = c.version + 1,
				position = CASE WHEN n.back > 0 THEN n.back ELSE (SELECT position FROM ledger_head) + n.back END
			FROM unnest($1::uuid[], $2::bigint[]) AS n (minor, back) WHERE c.minor = n.minor`,
			n.stuck.minor, n.stuck.position)
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

// countColumns are the signed rows of the census to add, by column.
type countColumns struct {
	month, from, until, birth                []day.Date
	known                                    []int64
	sign                                     []int16
	state, reception, citizenship, sex, mode []string
	facility                                 []facility.ID
	minor                                    []minor.ID
	record                                   []change.ID
}

func (n *countColumns) change(c *Change) {
	gone, come := difference(c.Old.Census, c.New.Census)
	for _, r := range gone {
		n.add(c.Minor, r, -1, c.Known)
	}
	for _, r := range append(come, c.Old.Owed...) {
		n.add(c.Minor, r, 1, c.Known)
	}
}

func (n *countColumns) add(m minor.ID, r Count, sign int16, known uint64) {
	n.month, n.birth = append(n.month, r.Month), append(n.birth, r.Birth)
	n.from, n.until = append(n.from, r.From), append(n.until, r.Until)
	n.known, n.sign = append(n.known, int64(known)), append(n.sign, sign)
	n.state, n.reception = append(n.state, string(r.State)), append(n.reception, string(r.Reception))
	n.citizenship, n.sex = append(n.citizenship, string(r.Citizenship)), append(n.sex, string(r.Sex))
	n.mode, n.facility = append(n.mode, string(r.Mode)), append(n.facility, r.Facility)
	n.minor, n.record = append(n.minor, m), append(n.record, r.Record)
}

func (n *countColumns) queue(b *pgx.Batch) {
	if len(n.minor) == 0 {
		return
	}
	b.Queue(`INSERT INTO census.rows (month, known, sign, from_on, until_on, state, facility, reception, citizenship, sex,
			birth_on, mode, minor, record)
		SELECT month, coalesce(nullif(known, 0), (SELECT position FROM ledger_head)), sign, from_on, until_on, state, facility,
			nullif(reception, ''), nullif(citizenship, ''),
			nullif(sex, ''), birth_on, nullif(mode, ''), minor, record
		FROM unnest($1::date[], $2::bigint[], $3::smallint[], $4::date[], $5::date[], $6::text[], $7::uuid[], $8::text[],
			$9::text[], $10::text[], $11::date[], $12::text[], $13::uuid[], $14::uuid[])
			AS n (month, known, sign, from_on, until_on, state, facility, reception, citizenship, sex, birth_on, mode,
				minor, record)`,
		n.month, n.known, n.sign, n.from, n.until, n.state, n.facility, n.reception, n.citizenship, n.sex, n.birth,
		n.mode, n.minor, n.record)
}
