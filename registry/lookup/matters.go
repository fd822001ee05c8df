package lookup

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// Queue is a list of children about whom something waits, or runs out.
type Queue string

// The queues. The words stand in the record of access: never reused.
const (
	Unguarded   Queue = "guardian"    // a guardian was asked for, and nobody was appointed
	Unanswered  Queue = "appointment" // appointed, and not taken up
	Opinions    Queue = "opinion"     // the opinion under art. 32 was asked for
	Permits     Queue = "permit"      // a permit was asked for
	Expiring    Queue = "expiring"    // a permit runs out
	Protections Queue = "protection"
	Returns     Queue = "return"
	Extensions  Queue = "extension" // care beyond majority was asked for
	Measures    Queue = "measure"   // the child takes part in one
	OwnTurn     Queue = "tracing"   // a tracing in which it is the caller's turn
	OthersTurn  Queue = "tracing-others"
)

// queue is what of the read table is on a queue, and in which section that stands.
type queue struct {
	what, where string
	section     change.Section
	wards       bool // who is of age waits for it no more
}

const waits = `m.stage = 'waits'`

var queues = map[Queue]queue{
	Unguarded:   {projection.GuardianAsked, waits, change.Guardian, true},
	Unanswered:  {projection.Guardianship, `m.stage IN ('waits', 'declined')`, change.Guardian, true},
	Opinions:    {"opinion", waits, change.Opinion, false},
	Permits:     {"permit", waits, change.Permit, false},
	Expiring:    {"permit", `m.stage = 'stands' AND m.until_on >= @today`, change.Permit, false},
	Protections: {"protection", waits, change.Protection, false},
	Returns:     {"return", waits, change.Return, false},
	Extensions:  {"extension", waits, change.Opinion, false},
	Measures:    {"measure", waits, change.Measure, false},
	OwnTurn:     {projection.Tracing, `m.stage = @turn`, change.Tracing, false},
	OthersTurn:  {projection.Tracing, `m.stage <> 'ended' AND m.stage <> @turn`, change.Tracing, false},
}

// Queues lists every [Queue], in the order in which they are offered.
func Queues() []Queue {
	return []Queue{Unguarded, Unanswered, Opinions, Extensions, Permits, Expiring, Protections, Returns, Measures, OwnTurn, OthersTurn}
}

// turnOf gives the party that a role is in a tracing.
func turnOf(r access.Role) string {
	switch r {
	case access.Ministry:
		return projection.TurnOfMinistry
	case access.TracingPartner:
		return projection.TurnOfPartner
	}
	return projection.TurnOfAsker
}

// MayQueue reports whether a role is shown the section of a queue, of some child
// among whom it may search, or whose tracing is entrusted to it.
func MayQueue(r access.Role, q Queue) bool {
	return slices.ContainsFunc(access.Relations(), func(rel access.Relation) bool {
		return rel != access.Ward && slices.Contains(access.Shown(r, access.OpenCasefile, rel), queues[q].section) &&
			(rel == access.Entrusted || access.Allow(access.Caller{Role: r}, access.Search, rel) == nil)
	})
}

// Waiting is a child on a queue.
type Waiting struct {
	Listed
	From, Until day.Date // since when it waits, and the last day
	Detail      string   // a word of a closed list
	Stage       string
	Slot        string // of the matter: of a child two may wait on one queue
}

// Queued are those on a queue.
type Queued struct {
	Waiting []Waiting
	Next    Key // after which it goes on; zero at its end
}

// Queue gives the children on a queue, those who have waited longest first and of
// what runs out the soonest, the first most after a key: those to whom the caller
// is so tied that it sees that section. It fails with [fault.Denied] for who sees
// it of nobody. One line says which, and whom it shows.
func (l *Lookup) Queue(ctx context.Context, caller access.Caller, q Queue, after Key, most int) (Queued, error) {
	if _, ok := queues[q]; !ok || most < 1 || most > MaxFound {
		return Queued{}, fault.Field("list", "no such list", "choose one of those offered")
	}
	asked, err := json.Marshal(map[string]any{"queue": q})
	if err != nil {
		return Queued{}, fmt.Errorf("write down what is asked: %w", err)
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: string(asked), Allowed: MayQueue(caller.Role, q)}
	var out Queued
	if line.Allowed {
		if out, err = l.queue(ctx, caller, q, after, most); err != nil {
			return Queued{}, err
		}
		for _, w := range out.Waiting {
			line.Subjects = append(line.Subjects, w.Minor)
		}
	}
	if err := l.lines.Write(ctx, line); err != nil {
		return Queued{}, err
	}
	if !line.Allowed {
		return Queued{}, fault.Newf(fault.Denied, "this role has no such list")
	}
	list := make([]List, 1)
	for _, w := range out.Waiting {
		list[0].Listed = append(list[0].Listed, w.Listed)
	}
	err = l.tell(ctx, caller, list)
	for i := range out.Waiting {
		out.Waiting[i].Listed = list[0].Listed[i]
	}
	return out, err
}

// queue finds who is on it: identifiers, days and words of closed lists.
func (l *Lookup) queue(ctx context.Context, caller access.Caller, q Queue, after Key, most int) (out Queued, err error) {
	of, today := queues[q], l.today()
	by := "m.since_on"
	if q == Expiring {
		by = "m.until_on"
	}
	args := pgx.StrictNamedArgs{"what": of.what, "today": today, "born": today.AddYears(-minor.Majority), "wards": of.wards,
		"since": after.Since, "after": [16]byte(after.Minor), "slot": after.Slot, "most": most}
	if of.what == projection.Tracing {
		args["turn"] = turnOf(caller.Role)
	}
	// Who was born after @born is a minor still.
	sql := `SELECT m.minor, m.slot, coalesce(m.since_on, @today) AS from_on, m.until_on, coalesce(m.detail, '') AS detail, m.stage, ` + by + ` AS by_on,
			c.joined, coalesce(c.state, '') AS state, c.facility, c.offices, c.custodians,
			ARRAY(SELECT s.municipality FROM structures s WHERE s.id = ANY (c.offices) AND s.known_until IS NULL) AS towns
		FROM matters m JOIN casefiles c ON c.minor = m.minor
		WHERE m.what = @what AND ` + of.where + ` AND (NOT @wards OR c.birth_on IS NULL OR c.birth_on > @born)
			AND (` + by + `, m.minor, m.slot) > (coalesce(@since, '-infinity'::date), @after, @slot)
		ORDER BY ` + by + `, m.minor, m.slot LIMIT @most`
	err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, args)
		if err != nil {
			return fmt.Errorf("read queue: %w", err)
		}
		var w Waiting
		var s subject
		n := 0
		_, err = pgx.ForEachRow(rows, []any{
			&w.Minor, &w.Slot, &w.From, &w.Until, &w.Detail, &w.Stage, &w.Key.Since, &s.Joined, &s.State, &s.Facility, &s.Offices, &s.Custodians, &s.Towns,
		}, func() error {
			n++
			out.Next = Key{Since: w.Key.Since, Minor: w.Minor, Slot: w.Slot}
			if slices.Contains(access.Shown(caller.Role, access.OpenCasefile, s.ties(caller, today)...), of.section) {
				w.joined = slices.Clone(s.Joined)
				out.Waiting = append(out.Waiting, w)
			}
			s = subject{}
			return nil
		})
		if n < most {
			out.Next = Key{}
		}
		return err
	})
	return out, err
}

// Caseload is how many wards a guardian of the directory has.
type Caseload struct {
	Person    institution.PersonID
	Name      minor.Text
	Wards     int
	Volunteer int // of these, those for whom the guardian is of the court's list
}

// Caseloads gives how many wards each guardian of the directory has, of the
// children whom the caller may see, those with most first: who is of age or has
// left the register is nobody's ward. It fails with [fault.Denied] for who is
// shown no guardian. One line says that it was asked.
func (l *Lookup) Caseloads(ctx context.Context, caller access.Caller) ([]Caseload, error) {
	line := audit.Line{Caller: caller, Action: access.Search, Asked: `{"caseloads":true}`, Allowed: MayQueue(caller.Role, Unguarded)}
	if err := l.lines.Write(ctx, line); err != nil {
		return nil, err
	}
	if !line.Allowed {
		return nil, fault.Newf(fault.Denied, "this role has no such list")
	}
	var out []Caseload
	err := pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) error {
		const sql = `SELECT g.person, coalesce((SELECT p.name FROM people p WHERE p.id = g.person AND p.known_until IS NULL ORDER BY p.valid_from DESC LIMIT 1), '') AS name,
				count(*) AS wards, count(*) FILTER (WHERE EXISTS (SELECT FROM matters m WHERE m.minor = c.minor AND m.what = 'guardianship' AND m.detail = 'volunteer')) AS volunteer
			FROM casefiles c CROSS JOIN LATERAL unnest(c.guardians) AS g (person)
			WHERE c.guardians <> '{}' AND (cardinality(c.joined) < 2 OR c.joined[1] = c.minor) AND c.exit_on IS NULL AND (c.birth_on IS NULL OR c.birth_on > $1)
			GROUP BY g.person ORDER BY count(*) DESC, g.person LIMIT $2`
		rows, err := tx.Query(ctx, sql, l.today().AddYears(-minor.Majority), MaxCounted)
		if err != nil {
			return fmt.Errorf("count wards: %w", err)
		}
		out, err = pgx.CollectRows(rows, pgx.RowToStructByName[Caseload])
		return err
	})
	return out, err
}
