package audit_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"faro.example/registry/audit"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/pg/pgtest"
	"faro.example/registry/seal/sealtest"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// desk is a record of access with its clock.
type desk struct {
	*testing.T
	db  *pgtest.DB
	log *audit.Log
	at  time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, db: pgtest.New(t), at: noon}
	var err error
	d.log, err = audit.New(d.db.As("faro_audit"), func() time.Time { return d.at })
	must(t, err)
	d.log.Seal = sealtest.Open(t, d.db.As("faro_keys"))
	return d
}

func person() institution.PersonID { return institution.PersonID(id.New[struct{}]()) }

func child() minor.ID { return minor.ID(id.New[struct{}]()) }

var auditor = access.Caller{Role: access.Auditor, Person: person(), Reason: "yearly review"}

func (d *desk) write(who institution.PersonID, action access.Action, minors ...minor.ID) {
	d.Helper()
	must(d, d.log.Write(d.Context(), audit.Line{
		Caller: access.Caller{Role: access.Municipality, Person: who, Reason: "hearing"}, Action: action, Allowed: true, Subjects: minors,
	}))
}

func (d *desk) count(where string, args ...any) (n int) {
	d.Helper()
	must(d, d.db.Admin().QueryRow(d.Context(), `SELECT count(*) FROM access_lines WHERE `+where, args...).Scan(&n))
	return n
}

func TestAnAuditorFindsLinesAndLeavesOneThatNamesWhatCameBack(t *testing.T) {
	d := newDesk(t)
	anna, bruno, m, n := person(), person(), child(), child()
	d.write(anna, access.OpenCasefile, m)
	d.at = d.at.Add(time.Hour)
	d.write(bruno, access.AskCustody, m, n)
	d.write(bruno, access.OpenCasefile, n)
	for name, c := range map[string]struct {
		filter audit.Filter
		want   string
	}{
		"all":               {audit.Filter{Most: 3}, "1 2 3"},
		"of a child":        {audit.Filter{Minor: m, Until: noon.Add(24 * time.Hour), Role: access.Municipality}, "1 2"},
		"by a person":       {audit.Filter{Person: bruno}, "2 3"},
		"by what was done":  {audit.Filter{Action: access.OpenCasefile}, "1 3"},
		"from a time on":    {audit.Filter{From: noon.Add(time.Minute), Role: access.Municipality}, "2 3"},
		"until a time":      {audit.Filter{Until: noon.Add(time.Minute)}, "1"},
		"after a line":      {audit.Filter{After: 2, Most: 1}, "3"},
		"what was denied":   {audit.Filter{Denied: true}, ""},
		"by an agent: none": {audit.Filter{Agent: change.AgentID(child())}, ""},
	} {
		found, err := d.log.Lines(t.Context(), auditor, c.filter, "")
		must(t, err)
		var numbers []string
		for _, f := range found {
			numbers = append(numbers, fmt.Sprint(f.Number))
		}
		if got := strings.Join(numbers, " "); got != c.want {
			t.Errorf("%s: got lines %s, want %s", name, got, c.want)
		}
	}
	if got := d.count(`action = 'read-lines' AND allowed AND subjects @> ARRAY[$1::uuid, $2::uuid] AND person = $3`, m, n, auditor.Person); got == 0 {
		t.Error("no line says that the auditor was shown lines about both children")
	}
}

func TestWhatASearchAskedIsSealedAndAnAuditorReadsIt(t *testing.T) {
	d := newDesk(t)
	must(t, d.log.Write(t.Context(), audit.Line{Caller: auditor, Action: "search", Allowed: true, Asked: "name Qqzxy", Subjects: []minor.ID{child()}}))
	found, err := d.log.Lines(t.Context(), auditor, audit.Filter{Action: "search"}, audit.Exported)
	must(t, err)
	if len(found) != 1 || found[0].Asked != "name Qqzxy" {
		t.Errorf("got %+v, want what was asked", found)
	}
	if n := d.count(`access_lines::text LIKE '%Qqzxy%' OR position('Qqzxy'::bytea IN asked) > 0`); n != 0 {
		t.Error("what was asked lies open in the database")
	}
	if n := d.count(`output = 'export' AND rows = 1`); n != 1 {
		t.Errorf("got %d lines of an export of one row, want 1", n)
	}
	d.log.Seal = nil
	if err := d.log.Write(t.Context(), audit.Line{Action: "search", Asked: "x"}); !fault.Is(err, fault.Internal) {
		t.Errorf("without a key: got %v, want it refused", err)
	}
}

func TestOnlyAnAuditorReadsLinesAndWhoMayNotLeavesOne(t *testing.T) {
	d := newDesk(t)
	d.write(person(), access.OpenCasefile, child())
	asks := 0
	for _, role := range access.Roles() {
		if role == access.Auditor {
			continue
		}
		caller := access.Caller{Role: role, Person: person(), Reason: "to see"}
		_, lines := d.log.Lines(t.Context(), caller, audit.Filter{}, "")
		_, alerts := d.log.Alerts(t.Context(), caller, 0, 10)
		if !fault.Is(lines, fault.Denied) || !fault.Is(alerts, fault.Denied) {
			t.Errorf("%s: got %v and %v, want denied", role, lines, alerts)
		}
		asks += 2
	}
	if n := d.count(`action = 'read-lines' AND NOT allowed AND subjects = '{}'`); n != asks {
		t.Errorf("got %d lines of denied looks, want %d", n, asks)
	}
}

func TestAChildIsToldWhoLookedWhenAndUnderWhichRole(t *testing.T) {
	h := intaketest.New(t)
	log, err := audit.New(h.DB.As("faro_audit"), h.Now)
	must(t, err)
	home := h.Structure("089017")
	a := h.Agent(institution.OfficeOf(home))
	m := intaketest.Minor()
	code := a.Code()
	a.Taken(a.Write(m, "2026-03-10", minor.Registered{Code: code}))
	h.Exec(`INSERT INTO people (id, name, office, role, valid_from, known_from, changed_at) VALUES ($1, 'Anna Rossi', $2, 'municipality', '2026-01-01', 0, now())`,
		auditor.Person, h.Institution("municipality", "089017"))
	caller := access.Caller{Role: access.Municipality, Person: auditor.Person, Reason: "secret reason"}
	must(t, log.Write(t.Context(), audit.Line{Caller: caller, Action: access.OpenCasefile, Allowed: true, Subjects: []minor.ID{m}, Glass: audit.GlassID(id.New[struct{}]())}))
	must(t, log.Write(t.Context(), audit.Line{Caller: caller, Action: access.OpenCasefile, Allowed: true, Subjects: []minor.ID{intaketest.Minor()}}))

	for _, c := range []struct {
		caller access.Caller
		of     audit.Child
		rel    []access.Relation
		want   int
	}{
		{access.Caller{Role: access.Ministry, Person: person()}, audit.Child{Code: code}, nil, 1},
		{access.Caller{Role: access.Guardian, Person: person()}, audit.Child{ID: m}, []access.Relation{access.Ward}, 2},
		{access.Caller{Role: access.Guardian, Person: person()}, audit.Child{ID: m}, nil, -1},
		{access.Caller{Role: access.Municipality, Person: person()}, audit.Child{ID: m}, []access.Relation{access.InTerritory}, -1},
		{auditor, audit.Child{Code: a.Code()}, nil, -1},
	} {
		got, err := log.Looks(t.Context(), c.caller, c.of, c.rel...)
		if c.want < 0 {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s %v: got %v, want not found", c.caller.Role, c.rel, err)
			}
			continue
		}
		must(t, err)
		if len(got) != c.want || got[0].Person != "Anna Rossi" || got[0].Role != access.Municipality || !got[0].Glass || got[0].Office == "" {
			t.Errorf("%s: got %+v", c.caller.Role, got)
		}
	}
}

func TestAHoldingIsWhatWasBroughtKeptOrWrittenAndNothingThatCameLater(t *testing.T) {
	h := intaketest.New(t)
	log, err := audit.New(h.DB.As("faro_audit"), h.Now)
	must(t, err)
	log.Seal = h.Sealer
	one, two := h.Structure("089017"), h.Structure("089017")
	a, b := h.Agent(institution.OfficeOf(one)), h.Agent(institution.OfficeOf(two))
	stays, goes, later := intaketest.Minor(), intaketest.Minor(), intaketest.Minor()
	arrive := func(m minor.ID, code minor.Code) {
		a.Taken(a.Write(m, "2026-03-09", minor.Registered{Code: code}), a.Write(m, "2026-03-09", placement.Began{At: facility.At(one)}))
	}
	step := func(days int) time.Time {
		before := h.Now()
		h.SetNow(before.Add(time.Duration(days) * 24 * time.Hour))
		return before
	}
	code := a.Code()
	arrive(stays, code)
	arrive(goes, a.Code())
	first := step(1)
	var position uint64
	h.Scan(&position, `SELECT position FROM ledger_head`)
	a.Sent(position)
	a.Taken(a.Write(goes, "2026-03-10", movement.Departed{From: facility.At(one), To: facility.At(two)}, intaketest.Seen(position)))
	h.Scan(&position, `SELECT position FROM ledger_head`)
	b.Sent(position)
	from := facility.At(one)
	b.Taken(b.Write(goes, "2026-03-10", movement.Arrived{At: facility.At(two), From: &from}, intaketest.Seen(position)))
	second := step(1)
	arrive(later, a.Code())
	h.Exec(`UPDATE feed_cursors SET sent = 1000000`)
	h.Exec(`INSERT INTO feed_cursors (agent, sent, at) SELECT id, 1000000, now() FROM installations ON CONFLICT DO NOTHING`)

	for _, c := range []struct {
		name  string
		agent *intaketest.Agent
		at    time.Time
		want  map[minor.ID]string
	}{
		{"both were in its scope", a, first, map[minor.ID]string{stays: audit.InScope, goes: audit.InScope}},
		{"one has left it", a, second, map[minor.ID]string{stays: audit.InScope, goes: audit.Left}},
		{"long ago: what it wrote is there still", a, second.AddDate(0, 0, 60), map[minor.ID]string{stays: audit.InScope, goes: audit.Wrote, later: audit.InScope}},
		{"the place it came to", b, second, map[minor.ID]string{goes: audit.InScope}},
		{"before all", a, first.Add(-time.Hour), map[minor.ID]string{}},
	} {
		held, err := log.Holdings(t.Context(), auditor, c.agent.ID, c.at)
		must(t, err)
		got := map[minor.ID]string{}
		for _, x := range held {
			got[x.Minor] = x.Why
			if x.Minor == stays && x.Code != code {
				t.Errorf("%s: got another code than that of the child", c.name)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	if _, err := log.Holdings(t.Context(), access.Caller{Role: access.Municipality}, a.ID, second); !fault.Is(err, fault.Denied) {
		t.Errorf("got %v, want denied", err)
	}
	if _, err := log.Holdings(t.Context(), auditor, change.AgentID(child()), second); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
	var n int
	h.Scan(&n, `SELECT count(*) FROM access_lines WHERE action = 'ask-holdings' AND allowed AND subjects @> ARRAY[$1::uuid]`, stays)
	if n != 3 {
		t.Errorf("got %d lines that name the child, want 3", n)
	}
}

func TestUnusualLookingRaisesOneAlertForEachWhoDoesIt(t *testing.T) {
	d := newDesk(t)
	many, night, searcher, usual := person(), person(), person(), person()
	for range 61 {
		d.write(many, access.OpenCasefile, child())
	}
	for range 60 {
		d.write(usual, access.OpenCasefile, child())
	}
	for range 16 {
		d.write(searcher, "search", child())
	}
	for range 20 { // each opens what it found
		m := child()
		d.write(usual, "search", m)
		d.write(usual, access.OpenCasefile, m)
	}
	d.at = d.at.Add(20 * time.Minute)
	if _, err := d.log.Watch(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.at = time.Date(2026, 3, 31, 21, 0, 0, 0, time.UTC) // 23 in Rome
	for range 11 {
		d.write(night, access.AskCustody, child())
	}
	for range 3 {
		if _, err := d.log.Watch(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	alerts, err := d.log.Alerts(t.Context(), auditor, 0, 100)
	must(t, err)
	got := map[institution.PersonID]string{}
	for _, a := range alerts {
		got[a.Person] += a.Rule + fmt.Sprint(a.Count) + " "
		if len(a.Lines) == 0 {
			t.Errorf("%s names no line", a.Rule)
		}
	}
	want := map[institution.PersonID]string{
		many: "many-children-in-an-hour61 ", searcher: "searches-without-opening16 ", night: "out-of-hours11 ",
		usual: "many-children-in-an-hour80 ",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestARuleIsChangedByAnAuditorAloneAndLeavesALineOfWhatItWas(t *testing.T) {
	d := newDesk(t)
	who := person()
	for range 5 {
		d.write(who, access.OpenCasefile, child())
	}
	ministry := access.Caller{Role: access.Ministry, Person: person(), Reason: "to see less"}
	if err := d.log.SetRule(t.Context(), ministry, "many-children-in-an-hour", 1000, false); !fault.Is(err, fault.Denied) {
		t.Errorf("got %v, want denied", err)
	}
	if err := d.log.SetRule(t.Context(), auditor, "none", 1, true); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
	must(t, d.log.SetRule(t.Context(), auditor, "many-children-in-an-hour", 4, true))
	must(t, d.log.SetRule(t.Context(), auditor, "many-children-in-a-day", 4, false))
	found, err := d.log.Watch(t.Context())
	if err != nil || found != 1 {
		t.Errorf("got %d alerts and %v, want that of the one rule", found, err)
	}
	lines, err := d.log.Lines(t.Context(), auditor, audit.Filter{Person: auditor.Person}, "")
	must(t, err)
	if len(lines) != 2 || lines[0].Asked != "set rule many-children-in-an-hour from most 60, active true, to most 4, active true" {
		t.Errorf("got %+v", lines)
	}
	rules, err := d.log.Rules(t.Context(), auditor)
	if err != nil || len(rules) != 10 || rules[4].Most != 4 || rules[4].Within != time.Hour || rules[3].Active || rules[3].ChangedBy != auditor.Person {
		t.Errorf("got %+v and %v", rules, err)
	}
}

func TestLinesAreKeptInMonthsAndNoneIsKeptOut(t *testing.T) {
	d := newDesk(t)
	_, err := d.log.Watch(t.Context())
	must(t, err)
	d.write(person(), access.OpenCasefile, child())
	d.at = d.at.AddDate(1, 0, 0)
	d.write(person(), access.OpenCasefile, child())
	var parts string
	must(t, d.db.Admin().QueryRow(t.Context(), `SELECT string_agg(DISTINCT tableoid::regclass::text, ' ') FROM access_lines`).Scan(&parts))
	if parts != "access_lines_2026_03 access_lines_other" {
		t.Errorf("got lines in %s", parts)
	}
	if _, err := d.log.Watch(t.Context()); err != nil { // whose month has lines elsewhere already
		t.Errorf("got %v", err)
	}
	for _, role := range []string{"faro_audit", "postgres"} {
		for _, q := range []string{
			`UPDATE access_lines SET reason = 'another'`, `DELETE FROM access_lines`, `TRUNCATE access_lines`,
			`TRUNCATE access_lines_2026_03`, `TRUNCATE access_lines_other`, `DELETE FROM access_lines_2026_03`,
		} {
			if _, err := d.db.As(role).Exec(t.Context(), q); err == nil {
				t.Errorf("%s could do: %s", role, q)
			}
		}
	}
}

// looksOf makes a chain of looks.
func looksOf(n int, before change.Digest, first uint64) (out []api.Look) {
	for i := range n {
		l := api.Look{Seq: first + uint64(i), At: noon, Person: person(), What: "outbox", Minors: []minor.ID{child()}}
		l.Chain = l.Link(before)
		before = l.Chain
		out = append(out, l)
	}
	return out
}

func TestLooksAtAnAgentBecomeLinesOnceAndInTheirOrder(t *testing.T) {
	d := newDesk(t)
	agent := access.Caller{Role: access.Centre, Agent: change.AgentID(child()), Certificate: "0a"}
	all := looksOf(10, change.Digest{}, 1)
	take := func(oldest uint64, looks ...api.Look) uint64 {
		t.Helper()
		out, err := d.log.TakeLooks(t.Context(), agent, api.Looks{Oldest: oldest, Looks: looks})
		must(t, err)
		return out.Next
	}
	for i, c := range []struct {
		oldest uint64
		looks  []api.Look
		next   uint64
	}{
		{1, all[:3], 4}, {1, all[:3], 4}, {1, all[1:5], 6}, {1, all[7:], 6}, {1, nil, 6}, {6, all[5:7], 8}, {8, all[7:], 11},
	} {
		if got := take(c.oldest, c.looks...); got != c.next {
			t.Errorf("%d: got %d wanted next, want %d", i, got, c.next)
		}
	}
	if n := d.count(`action = 'look-at-agent' AND agent = $1 AND look_seq BETWEEN 1 AND 10 AND looked_at = $2`, agent.Agent, noon); n != 10 {
		t.Errorf("got %d lines, want 10", n)
	}
	alerts := func() (rules []string) {
		found, err := d.log.Alerts(t.Context(), auditor, 0, 100)
		must(t, err)
		for _, a := range found {
			rules = append(rules, fmt.Sprintf("%s %d", a.Rule, a.Count))
		}
		return rules
	}
	if got := alerts(); len(got) != 0 {
		t.Errorf("got %v, want no alert for what is whole", got)
	}
	rest := looksOf(5, all[9].Chain, 11)
	rest[0].Minors = nil // altered in the agent's store
	take(11, rest[0])
	if got := take(14, rest[3]); got != 15 {
		t.Errorf("got %d next, want 15", got)
	}
	take(1, looksOf(1, sha256.Sum256([]byte("a copy")), 14)...)
	want := fmt.Sprint([]string{"agent-looks-altered 1", "agent-looks-missing 2", "agent-looks-altered 1"})
	if got := fmt.Sprint(alerts()); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLooksThatAreNoneAreRefused(t *testing.T) {
	d := newDesk(t)
	agent := access.Caller{Role: access.Centre, Agent: change.AgentID(child())}
	good := looksOf(2, change.Digest{}, 1)
	with := func(do func(*api.Look)) []api.Look {
		l := good[0]
		do(&l)
		return []api.Look{l}
	}
	for name, looks := range map[string][]api.Look{
		"in another order": {good[1], good[0]}, "without a number": with(func(l *api.Look) { l.Seq = 0 }),
		"without a time": with(func(l *api.Look) { l.At = time.Time{} }), "of nothing": with(func(l *api.Look) { l.What = "" }),
		"too many": looksOf(api.MaxLooks+1, change.Digest{}, 1),
	} {
		if _, err := d.log.TakeLooks(t.Context(), agent, api.Looks{Oldest: 1, Looks: looks}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
	}
	for _, c := range []access.Caller{{Role: access.Municipality, Agent: agent.Agent}, {Role: access.Centre}} {
		if _, err := d.log.TakeLooks(t.Context(), c, api.Looks{Oldest: 1, Looks: good}); !fault.Is(err, fault.Denied) {
			t.Errorf("%s: got %v, want denied", c.Role, err)
		}
	}
}
