package intake_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/registry/projection"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// twice is a child that two centres have registered, each under its own minor.
type twice struct {
	*testing.T
	h      *intaketest.House
	f1, f2 *intaketest.Agent
	a, b   minor.ID // a is the lesser
}

// newTwice: at the first centre since the 1st, missing from the 4th; found at
// the second on the 7th.
func newTwice(t *testing.T) *twice {
	h := intaketest.New(t)
	w := &twice{T: t, h: h, f1: centre(h, "089017"), f2: centre(h, "015146"), a: intaketest.Minor(), b: intaketest.Minor()}
	w.f1.Taken(arrival(w.f1, w.a, "2026-03-01")...)
	w.f1.Taken(w.f1.Write(w.a, "2026-03-04", movement.AbsenceReported{From: place(w.f1)}))
	w.f2.Taken(arrival(w.f2, w.b, "2026-03-07")...)
	for _, x := range []*intaketest.Agent{w.f1, w.f2} {
		x.Sent(1_000_000)
	}
	return w
}

func (w *twice) position() (at uint64) {
	w.Helper()
	w.h.Scan(&at, `SELECT position FROM ledger_head`)
	return at
}

// says has the Ministry say something at the registry.
func (w *twice) says(m minor.ID, b change.Body) change.Record {
	w.Helper()
	r := w.h.Registry.Write(m, "2026-03-10", b, intaketest.Seen(w.position()))
	w.h.Registry.Taken(r)
	return r
}

func (w *twice) joins(a minor.ID, others ...minor.ID) {
	w.Helper()
	w.says(a, change.LinkSame{Minors: others, Reason: "the same scar"})
}

func (w *twice) parts(a, b minor.ID, records ...change.Assignment) {
	w.Helper()
	w.says(a, change.LinkParted{Apart: []minor.ID{b}, Records: records, Reason: "a brother"})
}

// count counts the minors of a day, as known at a position, with their state.
func (w *twice) count(on string, known uint64) map[string]int {
	w.Helper()
	out := map[string]int{}
	for _, state := range []string{"present", "missing"} {
		var n int
		w.h.Scan(&n, `SELECT coalesce(sum(sign), 0) FROM census.rows
			WHERE month = date_trunc('month', $1::date) AND from_on <= $1 AND until_on > $1 AND known <= $2 AND state = $3`, on, known, state)
		if n != 0 {
			out[state] = n
		}
	}
	return out
}

// holders gives who has a minor in scope.
func (w *twice) holders(m minor.ID) (out []string) {
	w.Helper()
	for name, x := range map[string]*intaketest.Agent{"f1": w.f1, "f2": w.f2} {
		var in bool
		w.h.Scan(&in, `SELECT EXISTS (SELECT FROM scopes WHERE agent = $1 AND minor = $2 AND "left" IS NULL)`, x.ID, m)
		if in {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func (w *twice) number(sql string, args ...any) (n int) {
	w.Helper()
	w.h.Scan(&n, sql, args...)
	return n
}

func (w *twice) wantCount(on string, known uint64, want map[string]int) {
	w.Helper()
	if got := w.count(on, known); !cmp.Equal(got, want) {
		w.Errorf("on %s as known at %d: got %v, want %v", on, known, got, want)
	}
}

func TestAJoinedChildIsCountedOnceAsKnownFromThenOn(t *testing.T) {
	w := newTwice(t)
	before := w.position()
	w.joins(w.b, w.a)
	joined := w.position()
	w.wantCount("2026-03-08", before, map[string]int{"present": 1, "missing": 1})
	w.wantCount("2026-03-08", joined, map[string]int{"present": 1})
	w.wantCount("2026-03-05", joined, map[string]int{"missing": 1})
	wantClean(t, w.h)
	w.parts(w.a, w.b)
	w.wantCount("2026-03-08", before, map[string]int{"present": 1, "missing": 1})
	w.wantCount("2026-03-08", joined, map[string]int{"present": 1})
	w.wantCount("2026-03-08", w.position(), map[string]int{"present": 1, "missing": 1})
	wantClean(t, w.h)
}

func TestTheOtherMinorsOfAJoinedChildLeadToTheOneThatStandsForIt(t *testing.T) {
	w := newTwice(t)
	w.joins(w.a, w.b)
	for m, want := range map[minor.ID][2]int{w.a: {3, 1}, w.b: {0, 0}} {
		stays := w.number(`SELECT count(*) FROM placements WHERE minor = $1`, m)
		state := w.number(`SELECT count(state) FROM casefiles WHERE minor = $1`, m)
		if got := [2]int{stays, state}; got != want {
			t.Errorf("%s: got %v stays and states, want %v", m, got, want)
		}
		if n := w.number(`SELECT count(*) FROM casefiles WHERE minor = $1 AND joined = ARRAY[$2, $3]::uuid[]`, m, w.a, w.b); n != 1 {
			t.Errorf("%s does not lead to both", m)
		}
		if n := w.number(`SELECT count(*) FROM codes WHERE minor = $1`, m); n != 1 {
			t.Errorf("%s has lost its code", m)
		}
		if got := w.holders(m); !slices.Equal(got, []string{"f1", "f2"}) {
			t.Errorf("%s is in the scope of %v, want both centres: one hosts, one is to confirm that the child left", m, got)
		}
	}
	w.parts(w.a, w.b)
	if a, b := w.holders(w.a), w.holders(w.b); !slices.Equal(a, []string{"f1"}) || !slices.Equal(b, []string{"f2"}) {
		t.Errorf("after the parting in the scope of %v and %v", a, b)
	}
	if n := w.number(`SELECT count(*) FROM casefiles WHERE joined <> '{}'`); n != 0 {
		t.Errorf("%d casefiles are joined after the parting", n)
	}
	wantClean(t, w.h)
}

func TestAnEditToAJoinedMinorCountsInTheJoinedCasefile(t *testing.T) {
	w := newTwice(t)
	w.joins(w.a, w.b)
	w.f2.Taken(w.f2.Write(w.b, "2026-03-09", movement.AbsenceReported{From: place(w.f2)}, intaketest.Seen(w.position())))
	if n := w.number(`SELECT count(*) FROM casefiles WHERE minor = $1 AND state = 'missing' AND since_on = '2026-03-09'`, w.a); n != 1 {
		t.Error("the edit does not count in the casefile of the child")
	}
	w.wantCount("2026-03-09", w.position(), map[string]int{"missing": 1})
	if n := w.number(`SELECT count(*) FROM feed WHERE agent = $1 AND minor = $2 AND what = 'record' AND position = $3`, w.f1.ID, w.b, w.position()); n != 1 {
		t.Error("the other holder is not told")
	}
	wantClean(t, w.h)
}

func TestChainsOfThreeAreJoinedAndParted(t *testing.T) {
	w := newTwice(t)
	c := intaketest.Minor()
	w.f2.Taken(arrival(w.f2, c, "2026-03-09")...)
	w.joins(w.b, c)
	w.joins(c, w.a, w.b)
	w.wantCount("2026-03-09", w.position(), map[string]int{"present": 1})
	wantClean(t, w.h)
	w.says(c, change.LinkParted{Minors: []minor.ID{w.a}, Apart: []minor.ID{w.b}, Reason: "a brother"})
	w.wantCount("2026-03-09", w.position(), map[string]int{"present": 2})
	wantClean(t, w.h)
	w.parts(w.a, c)
	w.wantCount("2026-03-09", w.position(), map[string]int{"present": 2, "missing": 1})
	wantClean(t, w.h)
}

func TestWhatIsWrittenOnAPageSincePartedIsTakenAndCountsForNobodyUntilAssigned(t *testing.T) {
	w := newTwice(t)
	w.joins(w.a, w.b)
	page := func(h *change.Header) {
		intaketest.Seen(w.position())(h)
		h.Seen.Minors = []minor.ID{w.b}
	}
	on := w.f2.Write(w.a, "2026-03-08", minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: "Issa"}}, page)
	w.f2.Taken(on)
	late := w.f2.Write(w.a, "2026-03-09", movement.AbsenceReported{From: place(w.f2)}, page)
	w.parts(w.a, w.b, change.Assignment{Record: on.ID, Minor: w.b})
	w.f2.Taken(late)
	taken := w.position()
	w.wantCount("2026-03-09", taken, map[string]int{"present": 1, "missing": 1})
	if n := w.number(`SELECT count(*) FROM feed WHERE agent = $1 AND position = $2`, w.f1.ID, taken); n != 0 {
		t.Error("what may speak of another child is told to others than its author")
	}
	wantClean(t, w.h)
	w.says(w.a, change.Assigned{Record: late.ID, Minor: w.b, Reason: "says the centre"})
	w.wantCount("2026-03-09", w.position(), map[string]int{"missing": 2})
	if n := w.number(`SELECT count(*) FROM feed WHERE agent = $1 AND minor = $2 AND what = 'enter' AND position = $3`, w.f2.ID, w.b, w.position()); n != 1 {
		t.Error("who holds the child for whom it counts is not brought it")
	}
	wantClean(t, w.h)
	w.joins(w.b, w.a)
	w.wantCount("2026-03-09", w.position(), map[string]int{"missing": 1})
	wantClean(t, w.h)
}

func TestWhatCannotBeJoinedPartedOrAssignedIsRefusedAndChangesNothing(t *testing.T) {
	w := newTwice(t)
	c, d, nobody := intaketest.Minor(), intaketest.Minor(), intaketest.Minor()
	w.f1.Taken(arrival(w.f1, c, "2026-03-01")...)
	w.f1.Taken(arrival(w.f1, d, "2026-03-01")...)
	w.joins(w.a, w.b)
	on := w.f1.Write(w.a, "2026-03-08", minor.IdentityAlias{Source: minor.OwnWord, Name: minor.Name{Given: "Issa"}}, func(h *change.Header) {
		intaketest.Seen(w.position())(h)
		h.Seen.Minors = []minor.ID{w.b}
	})
	w.f1.Taken(on)
	w.says(c, change.LinkDistinct{Minor: d, Reason: "both were seen"})
	dump := func() string {
		var s string
		w.h.Scan(&s, `SELECT md5(coalesce(string_agg(r::text, E'\n' ORDER BY r::text), '')) FROM (
			SELECT c::text AS r FROM casefiles c UNION ALL SELECT x::text FROM crossings x UNION ALL SELECT p::text FROM placements p
			UNION ALL SELECT f::text FROM feed f UNION ALL SELECT s::text FROM scopes s) AS all_rows`)
		return s
	}
	before := dump()
	same := func(m ...minor.ID) change.Body { return change.LinkSame{Minors: m, Reason: "x"} }
	for _, tc := range []struct {
		name  string
		of    minor.ID
		body  change.Body
		field string
	}{
		{"a minor with itself", c, same(c), "body.minors"},
		{"with nobody", c, same(nobody), "body.minors"},
		{"nobody", nobody, same(c), "body.minors"},
		{"what is joined", w.b, same(w.a), "body.minors"},
		{"half of a joined child", c, same(w.a), "body.minors"},
		{"joined children told apart", w.a, change.LinkDistinct{Minor: w.b, Reason: "x"}, "body.minor"},
		{"a minor told apart from itself", c, change.LinkDistinct{Minor: c, Reason: "x"}, "body.minor"},
		{"told apart from nobody", c, change.LinkDistinct{Minor: nobody, Reason: "x"}, "body.minor"},
		{"told apart again, the other way round", d, change.LinkDistinct{Minor: c, Reason: "x"}, "body.minor"},
		{"parted and not joined", c, change.LinkParted{Apart: []minor.ID{d}, Reason: "x"}, "body.apart"},
		{"parted from another", w.a, change.LinkParted{Apart: []minor.ID{c}, Reason: "x"}, "body.apart"},
		{"parted with another besides", w.a, change.LinkParted{Minors: []minor.ID{c}, Apart: []minor.ID{w.b}, Reason: "x"}, "body.minors"},
		{"parted without a word on a record", w.a, change.LinkParted{Apart: []minor.ID{w.b}, Reason: "x"}, "body.records"},
		{"a record assigned to a third", w.a, change.LinkParted{
			Apart: []minor.ID{w.b}, Records: []change.Assignment{{Record: on.ID, Minor: c}}, Reason: "x",
		}, "body.records"},
		{"a record of one side assigned", w.a, change.LinkParted{
			Apart: []minor.ID{w.b}, Records: []change.Assignment{{Record: on.ID, Minor: w.a}, {Record: change.ID{1}, Minor: w.a}}, Reason: "x",
		}, "body.records"},
		{"a record that counts, assigned", w.a, change.Assigned{Record: on.ID, Minor: w.b, Reason: "x"}, "body.record"},
		{"no record, assigned", w.a, change.Assigned{Record: change.ID{1}, Minor: w.b, Reason: "x"}, "body.record"},
	} {
		got := w.h.Registry.Refused(judge.NotLinkable, w.h.Registry.Write(tc.of, "2026-03-10", tc.body))
		if got.Field != tc.field || got.Remedy == "" {
			t.Errorf("%s: got field %q (%s; %s), want %s", tc.name, got.Field, got.Detail, got.Remedy, tc.field)
		}
	}
	if after := dump(); after != before {
		t.Error("what was refused changed something")
	}
	wantClean(t, w.h)
}

func TestChildrenAboutWhomCourtsDecidedOtherwiseAreNotJoined(t *testing.T) {
	w := newTwice(t)
	decree := func(x *intaketest.Agent, m minor.ID, s minor.Sex) {
		x.Taken(x.Write(m, "2026-03-09", minor.IdentityStated{Source: minor.CourtDecree, Cites: "12/2026", Sex: s}, intaketest.Seen(w.position())))
	}
	decree(w.f1, w.a, minor.Male)
	decree(w.f2, w.b, minor.Female)
	got := w.h.Registry.Refused(judge.NotLinkable, w.h.Registry.Write(w.a, "2026-03-10", change.LinkSame{Minors: []minor.ID{w.b}, Reason: "x"}))
	if got.Field != "body.minors" || got.Remedy == "" {
		t.Errorf("got field %q and remedy %q", got.Field, got.Remedy)
	}
	wantClean(t, w.h)
}

func TestNobodyClaimsToHaveSeenAMinorThatWasNeverJoined(t *testing.T) {
	w := newTwice(t)
	page := func(h *change.Header) { h.Seen.Minors = []minor.ID{w.b} }
	w.f1.Refused(judge.Seen, w.f1.Write(w.a, "2026-03-09", minor.NoticeGiven{Text: "n", Language: "fr"}, page))
	w.f1.Refused(judge.Seen, w.f1.Write(w.a, "2026-03-09", minor.NoticeGiven{Text: "n", Language: "fr"}, func(h *change.Header) {
		h.Seen.Minors = []minor.ID{intaketest.Minor()}
	}))
}

func TestARebuildPutsJoinedChildrenRight(t *testing.T) {
	w := newTwice(t)
	w.joins(w.a, w.b)
	w.h.Exec(`UPDATE casefiles SET joined = '{}', offices = '{}', state = NULL`)
	w.h.Exec(`DELETE FROM placements`)
	w.h.Exec(`DELETE FROM crossings`)
	w.h.Exec(`DELETE FROM match_keys`)
	if _, err := w.h.Intake.Rebuild(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	wantClean(t, w.h)
	w.wantCount("2026-03-08", w.position(), map[string]int{"present": 1})
}

func TestCheckSeesWhatIsWrongAboutJoinedChildren(t *testing.T) {
	w := newTwice(t)
	w.joins(w.a, w.b)
	for spoil, table := range map[string]string{
		`DELETE FROM crossings`: "crossings", `UPDATE casefiles SET joined = '{}'`: "casefiles",
		`UPDATE casefiles SET state = 'present' WHERE state IS NULL`: "casefiles",
	} {
		w.h.Exec(spoil)
		found, err := projection.Check(t.Context(), w.h.DB.As("faro_intake"), w.h.Sealer, nil)
		if err != nil || !slices.ContainsFunc(found, func(d projection.Difference) bool { return d.Table == table }) {
			t.Errorf("%s: check finds %v, %v", spoil, found, err)
		}
		if _, err := w.h.Intake.Rebuild(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		wantClean(t, w.h)
	}
}

func TestPushesAndJoiningsAtTheSameTimeLoseNothing(t *testing.T) {
	w := newTwice(t)
	other := w.h.Run(w.h.Config) // another registryd, which does not know who is joined
	var all sync.WaitGroup
	push := func(in *intake.Intake, x *intaketest.Agent, m minor.ID) {
		all.Go(func() {
			for range 12 {
				r := x.Write(m, "2026-03-09", placement.Began{At: place(x)})
				got, err := in.Take(t.Context(), x.Caller(), intake.Batch{Frames: intaketest.Frames(r)})
				if err != nil || len(got.Receipts) != 1 || got.Receipts[0].Verdict != api.Taken {
					t.Errorf("push: got %v, %v", got.Receipts, err)
				}
			}
		})
	}
	push(w.h.Intake, w.f1, w.a)
	push(other, w.f2, w.b)
	for range 4 {
		w.joins(w.a, w.b)
		w.parts(w.b, w.a)
	}
	all.Wait()
	wantClean(t, w.h)
}
