package lookup

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"faro.example/registry/audit"
	"faro.example/registry/pg"
	"faro.example/registry/projection"
	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// Queue is a list of children about whom something waits, or runs out. Each
// [Which] of children with whom something is to be done is one too.
type Queue string

// The queues. The words stand in the record of access: never reused.
const (
	Disputes    Queue = "conflict"    // a conflict that the caller decides
	Unconfirmed Queue = "stale"       // nobody has said for too long that the child is there
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
	RightsAsked Queue = "rights"     // a right was asked for that the caller answers, or granted and is to be carried out
	Restricted  Queue = "restricted" // kept, and used for nothing that is not needed
	Twice       Queue = "candidates" // two who may be one child: counted here, listed by [Lookup.Candidates]
)

// Stale is for how many days presence at a structure may go unconfirmed. No law
// says: it is the first bracket of the census, and a month's accounts.
const Stale = 30

// queue is what is on a queue, and who has it. What stands in a section is shown
// to whom is shown that section of the child.
type queue struct {
	rows    string         // minor, slot, since_on, until_on, detail, stage and by_on, that it is in order of
	matters string         // which matters x these are, if they are rows of that table
	by      string         // the day of them that it is in order of
	section change.Section // "" where each row says its own
	roles   []access.Role  // none: all who are shown the section
	wards   bool           // who is of age waits for it no more
}

// matter is a queue of rows of the table of matters.
func matter(what, where, by string, s change.Section, wards bool) queue {
	these := `x.what = '` + what + `' AND ` + where
	return queue{section: s, wards: wards, matters: these, by: by,
		rows: `SELECT x.minor, x.slot, x.since_on, x.until_on, coalesce(x.detail, '') AS detail, x.stage, '' AS section, x.` + by + ` AS by_on
		FROM matters x WHERE ` + these}
}

// of gives the queue to some roles alone, of those who are shown its section: the
// court decides on care beyond majority, and not on the opinion.
func (q queue) of(roles ...access.Role) queue {
	q.roles = roles
	return q
}

const (
	waits = `x.stage = 'waits'`

	// disputes are the conflicts that a role decides: see [casefile.File.Deciders].
	disputes = `SELECT x.minor, x.slot, (x.opened_at AT TIME ZONE 'Europe/Rome')::date AS since_on, NULL::date AS until_on, x.slot AS detail, 'waits' AS stage, x.section,
			(x.opened_at AT TIME ZONE 'Europe/Rome')::date AS by_on
		FROM conflicts x JOIN casefiles k ON k.minor = x.minor
		WHERE CASE @role
			WHEN 'ministry' THEN 'ministry' = ANY (x.deciders)
			WHEN 'municipality' THEN 'custody' = ANY (x.deciders) AND k.custodians && @own::uuid[]
			WHEN 'prefecture' THEN 'prefecture' = ANY (x.deciders) AND x.near = ANY (ARRAY(SELECT s.id FROM structures s WHERE s.known_until IS NULL AND s.municipality = ANY (@territory::text[])))
			WHEN 'court' THEN 'court' = ANY (x.deciders) AND x.near = ANY (ARRAY(SELECT s.id FROM structures s WHERE s.known_until IS NULL AND s.municipality = ANY (@territory::text[])))
			ELSE false END`

	unconfirmed = `SELECT x.minor, '' AS slot, coalesce(x.confirmed_on, x.since_on) AS since_on, coalesce(x.confirmed_on, x.since_on) + ` + stale + ` AS until_on, '' AS detail, 'waits' AS stage, '' AS section,
			coalesce(x.confirmed_on, x.since_on) AS by_on
		FROM casefiles x WHERE x.state = 'present' AND (cardinality(x.joined) < 2 OR x.joined[1] = x.minor) AND coalesce(x.confirmed_on, x.since_on) < @today::date - ` + stale

	stale = `30` // [Stale]

	// asked are the cases that a role answers: see [casefile.File.Answerers].
	asked = `SELECT x.minor, x.slot, x.since_on, x.until_on, substr(x.what, 7) AS detail, x.stage, '' AS section, x.until_on AS by_on
		FROM matters x JOIN casefiles k ON k.minor = x.minor
		WHERE x.what LIKE 'right-%' AND x.stage = 'waits' AND CASE @role
			WHEN 'ministry' THEN x.what IN ('right-erasure', 'right-objection') OR k.custodians = '{}'
			WHEN 'municipality' THEN x.what NOT IN ('right-erasure', 'right-objection') AND k.custodians && @own::uuid[]
			ELSE false END`
)

var queues = map[Queue]queue{
	Disputes:    {rows: disputes, roles: []access.Role{access.Ministry, access.Municipality, access.Prefecture, access.Court}},
	Unconfirmed: {rows: unconfirmed, section: change.Presence, roles: answering},
	Unguarded:   matter(projection.GuardianAsked, waits, "since_on", change.Guardian, true),
	Unanswered:  matter(projection.Guardianship, `x.stage IN ('waits', 'declined')`, "since_on", change.Guardian, true),
	Opinions:    matter("opinion", waits, "since_on", change.Opinion, false).of(access.Ministry, access.Municipality),
	Permits:     matter("permit", waits, "since_on", change.Permit, false),
	Expiring:    matter("permit", `x.stage = 'stands' AND x.until_on >= @today`, "until_on", change.Permit, false),
	Protections: matter("protection", waits, "since_on", change.Protection, false),
	Returns:     matter("return", waits, "since_on", change.Return, false),
	Extensions:  matter("extension", waits, "since_on", change.Opinion, false),
	Measures:    matter("measure", waits, "since_on", change.Measure, false),
	OwnTurn:     matter(projection.Tracing, `x.stage = @turn`, "since_on", change.Tracing, false),
	RightsAsked: {rows: asked, section: change.Rights, roles: []access.Role{access.Ministry, access.Municipality}},
	Restricted:  matter(projection.RightOf+"restriction", `x.stage = 'stands'`, "since_on", change.Rights, false),
	OthersTurn:  matter(projection.Tracing, `x.stage <> 'ended' AND x.stage <> @turn`, "since_on", change.Tracing, false),
}

// answering are the roles whose offices answer for children, or see to it that
// somebody does.
var answering = []access.Role{access.Ministry, access.Municipality, access.Prefecture}

// lists are the lists that are queues, and whose; no role: of all who search.
var lists = map[Queue][]access.Role{
	Queue(Missing): nil, Queue(Offered): {access.Municipality},
	Queue(Uncared): answering, Queue(Nowhere): answering, Queue(Released): answering, Queue(Overlapping): answering, Queue(Elsewhere): answering,
}

// Queues lists every [Queue] of children, in the order in which they are offered:
// what cannot wait first.
func Queues() []Queue {
	return []Queue{
		Queue(Missing), Disputes, Queue(Offered), Queue(Uncared), Queue(Nowhere), Queue(Released), Queue(Overlapping), Queue(Elsewhere), Unconfirmed,
		OwnTurn, Opinions, Unguarded, Unanswered, Extensions, Permits, Expiring, Protections, Returns, RightsAsked, Measures, Restricted, OthersTurn,
	}
}

// turnOf gives the party that a role is in a tracing.
func turnOf(r access.Role) string {
	switch r {
	case access.Ministry:
		return projection.TurnOfMinistry
	case access.TracingPartner:
		return projection.TurnOfPartner
	case access.Interior:
		return projection.TurnOfInterior
	}
	return projection.TurnOfAsker
}

// MayQueue reports whether a role has a queue: it is shown the section of it, of
// some child among whom it may search, or whose tracing is entrusted to it; or it
// has that list.
func MayQueue(r access.Role, q Queue) bool {
	may := func(rel ...access.Relation) bool {
		return access.Allow(access.Caller{Role: r}, access.Search, rel...) == nil
	}
	of, roles := queues[q], queues[q].roles
	if list, is := lists[q]; is || of.section == "" {
		roles = slices.Concat(roles, list)
		return r != access.Guardian && may(access.InTerritory, access.InCustody, access.InScope) && (slices.Contains(roles, r) || is && len(roles) == 0)
	}
	return (len(roles) == 0 || slices.Contains(roles, r)) && slices.ContainsFunc(access.Relations(), func(rel access.Relation) bool {
		return rel != access.Ward && slices.Contains(access.Shown(r, access.OpenCasefile, rel), of.section) && (rel == access.Entrusted || may(rel))
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
	if !slices.Contains(Queues(), q) || most < 1 || most > MaxFound {
		return Queued{}, fault.Field("list", "no such list", "choose one of those offered")
	}
	asked, err := json.Marshal(map[string]any{"queue": q})
	if err != nil {
		return Queued{}, fmt.Errorf("write down what is asked: %w", err)
	}
	line := audit.Line{Caller: caller, Action: access.Search, Asked: string(asked), Allowed: MayQueue(caller.Role, q)}
	var out Queued
	if line.Allowed {
		err = pg.InSnapshot(ctx, l.pool, settings(caller), func(ctx context.Context, tx pgx.Tx) (err error) {
			out, err = l.queue(ctx, tx, caller, q, after, most)
			return err
		})
		if err != nil {
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

// reached narrows a statement about minors to those of the caller, found by an
// index: behind the readers' policy alone, those of the whole nation are read. For
// who sees the nation there is nothing to narrow.
func reached(c access.Caller) string {
	if seesNation(c) {
		return ""
	}
	return `AND m.minor = ` + reachedMinors
}

// reachedMinors are those of the caller.
const reachedMinors = `ANY (ARRAY(
		SELECT reached_minors() UNION SELECT unnest(joined_with(ARRAY(
			SELECT g.minor FROM glasses g WHERE g.person = (SELECT nullif(current_setting('faro.person', true), '')::uuid) AND g.until_at > now())))))`

// queue finds who is on it: identifiers, days and words of closed lists.
func (l *Lookup) queue(ctx context.Context, tx pgx.Tx, caller access.Caller, q Queue, after Key, most int) (Queued, error) {
	if _, is := lists[q]; is {
		return listed(ctx, tx, caller, Which(q), after, most)
	}
	of, today := queues[q], l.today()
	// Who was born after @born is a minor still.
	sql := `SELECT m.minor, m.slot, m.since_on, m.until_on, m.detail, m.stage, m.section, m.by_on,
			c.joined, coalesce(c.state, '') AS state, c.facility, c.offices, c.custodians,
			` + townsIfPlaced + `
		FROM (` + of.rows + `) m JOIN casefiles c ON c.minor = m.minor
		WHERE (NOT @wards OR c.birth_on IS NULL OR c.birth_on > @born)
			` + reached(caller) + `
			AND (m.by_on, m.minor, m.slot) > (coalesce(@since, '-infinity'::date), @after, @slot)
		ORDER BY m.by_on, m.minor, m.slot LIMIT @most`
	rows, err := tx.Query(ctx, sql, askedFor(sql, map[string]any{
		"born": today.AddYears(-minor.Majority), "wards": of.wards, "placed": len(caller.Territory) > 0, "since": after.Since, "after": [16]byte(after.Minor), "slot": after.Slot, "most": most,
		"today": today, "turn": turnOf(caller.Role), "role": string(caller.Role), "own": caller.Offices, "territory": caller.Territory,
	}))
	if err != nil {
		return Queued{}, fmt.Errorf("read queue: %w", err)
	}
	return onQueue(rows, caller, of.section, today, most)
}

// townsIfPlaced are the towns in which a casefile's offices are, for a caller who is
// tied to children by a town.
const townsIfPlaced = `CASE WHEN @placed THEN ARRAY(SELECT s.municipality FROM structures s WHERE s.id = ANY (c.offices) AND s.known_until IS NULL) ELSE '{}' END AS towns`

// askedFor gives those of the arguments that a statement names: strict, it takes no others.
func askedFor(sql string, all map[string]any) pgx.StrictNamedArgs {
	out := pgx.StrictNamedArgs{}
	for name, arg := range all {
		if strings.Contains(sql, "@"+name) {
			out[name] = arg
		}
	}
	return out
}

// onQueue gives those of the rows of whom the caller is shown the section.
func onQueue(rows pgx.Rows, caller access.Caller, section change.Section, today day.Date, most int) (out Queued, err error) {
	var w Waiting
	var s subject
	var own change.Section
	n := 0
	_, err = pgx.ForEachRow(rows, []any{
		&w.Minor, &w.Slot, &w.From, &w.Until, &w.Detail, &w.Stage, &own, &w.Key.Since, &s.Joined, &s.State, &s.Facility, &s.Offices, &s.Custodians, &s.Towns,
	}, func() error {
		n++
		w.Key.Minor, w.Key.Slot, w.joined = w.Minor, w.Slot, slices.Clone(s.Joined)
		out.Next = w.Key
		if slices.Contains(access.Shown(caller.Role, access.OpenCasefile, s.ties(caller, today)...), cmp.Or(section, own)) {
			out.Waiting = append(out.Waiting, w)
		}
		s = subject{}
		return nil
	})
	if n < most {
		out.Next = Key{}
	}
	return out, err
}

// listed gives a list as a queue.
func listed(ctx context.Context, tx pgx.Tx, caller access.Caller, w Which, after Key, most int) (out Queued, err error) {
	found, err := list(ctx, tx, caller, w, after, most)
	for _, m := range found {
		out.Waiting = append(out.Waiting, Waiting{Listed: m, From: m.Since, Stage: "waits"})
		out.Next = m.Key
	}
	if len(out.Waiting) < most {
		out.Next = Key{}
	}
	return out, err
}
