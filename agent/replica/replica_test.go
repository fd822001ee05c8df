package replica

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"faro.example/agent/localdb"
	"faro.example/agent/outbox"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

func TestWhatIsWrittenWithTheLineCutIsShownAtOnce(t *testing.T) {
	c, m := newCentre(t), newID[minor.ID]()
	if s := c.seen(m, change.Identity); !s.IsZero() {
		t.Errorf("a minor not known: got seen %+v, want empty", s)
	}
	reg := c.write(m, minor.Registered{Tag: "17"})
	stated := c.write(m, named("A"))
	h := c.mustFind(m)
	if !h.File.Identity.Registered || len(h.File.Identity.Attributes) != 1 || h.InScope || h.Unsent != 2 {
		t.Errorf("got %+v", h)
	}
	if diff := cmp.Diff(change.Seen{Records: []change.ID{reg.ID}}, stated.Seen); diff != "" {
		t.Errorf("the second form saw (-want +got):\n%s", diff)
	}
	if got := c.seen(m, change.Presence); !got.IsZero() {
		t.Errorf("another section: got %+v, want empty", got)
	}
	if diff := cmp.Diff([]minor.ID{m}, c.list()); diff != "" {
		t.Errorf("listed (-want +got):\n%s", diff)
	}
}

func TestAMinorWhoEntersIsHeldUpToThePositionOfTheFeed(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	own := c.write(m, minor.Registered{Tag: "17"})
	c.settle(receipt(l.take(own)))
	l.write(t, m, named("A"))
	l.write(t, m, custody.Taken{By: newID[institution.ID]()})
	l.enter(m, c.agent)
	c.pull(l)
	want := change.Seen{Epoch: 1, Position: l.position}
	if diff := cmp.Diff(want, c.seen(m, change.Identity)); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
	if got := c.seen(m, change.Custody); !got.IsZero() {
		t.Errorf("a section not held: got seen %+v, want empty", got)
	}
	mine := c.write(m, named("B"))
	want.Records = []change.ID{mine.ID}
	if diff := cmp.Diff(want, c.seen(m, change.Identity)); diff != "" {
		t.Errorf("seen after writing (-want +got):\n%s", diff)
	}
	c.settle(receipt(l.take(mine))) // in the ledger, and the feed has not brought it
	if diff := cmp.Diff(want, c.seen(m, change.Identity)); diff != "" {
		t.Errorf("seen after the receipt (-want +got):\n%s", diff)
	}
	l.tellRecord(l.records[len(l.records)-1], c.agent)
	c.pull(l)
	if diff := cmp.Diff(change.Seen{Epoch: 1, Position: l.position}, c.seen(m, change.Identity)); diff != "" {
		t.Errorf("seen once the feed brought it (-want +got):\n%s", diff)
	}
}

func TestTheCasefileIsThatOfTheRegistryInTheSectionsHeld(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	c.settle(receipt(l.take(c.write(m, minor.Registered{Tag: "17"}))))
	l.write(t, m, named("A"))
	l.write(t, m, began())
	l.enter(m, c.agent)
	c.pull(l)
	c.settle(receipt(l.take(c.write(m, named("B")))))
	l.tellRecord(l.records[len(l.records)-1], c.agent)
	l.tellRecord(l.write(t, m, began()), c.agent)
	c.pull(l)
	got, err := json.Marshal(c.mustFind(m).File)
	if err != nil {
		t.Fatal(err)
	}
	want, err := json.Marshal(casefile.Fold(m, l.about(m)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the casefile (-registry +agent):\n%s", diff)
	}
}

func TestTheFeedSettlesARecordWhoseReceiptWasLost(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.take(c.write(m, minor.Registered{Tag: "17"}))
	w := wire(l.records[0], c.agent)
	l.tell(api.Item{What: api.WhatEnter, Minor: m, Enter: &api.Enter{Sections: sections(), Records: []api.Placed{w}}})
	c.pull(l)
	h := c.mustFind(m)
	if h.Unsent != 0 || !h.InScope || !h.File.Identity.Registered {
		t.Errorf("got %d unsent, in scope %v, registered %v", h.Unsent, h.InScope, h.File.Identity.Registered)
	}
}

func TestWhatACopyWroteUnderTheSameNumberSettlesNothing(t *testing.T) {
	for name, tell := range map[string]func(l *ledger, c *centre, p change.Placed){
		"without its bytes": func(l *ledger, c *centre, p change.Placed) { l.tellRecord(p, c.agent) },
		"with its bytes":    func(l *ledger, c *centre, p change.Placed) { l.enter(p.Minor, c.agent) },
	} {
		t.Run(name, func(t *testing.T) {
			c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
			c.write(m, named("A"))
			l.agent = c.agent
			tell(l, c, l.write(t, m, named("B")))
			c.pull(l)
			if h := c.mustFind(m); h.Unsent != 1 {
				t.Errorf("got %d unsent, want the record that was written here", h.Unsent)
			}
		})
	}
}

func TestARefusedRecordIsNeitherShownNorSeen(t *testing.T) {
	c, m := newCentre(t), newID[minor.ID]()
	c.write(m, named("A"))
	c.settle(api.Receipt{Seq: 1, Verdict: api.Refused})
	c.wantGone(m)
	if got := c.seen(m, change.Identity); !got.IsZero() {
		t.Errorf("got seen %+v, want empty", got)
	}
	if got := c.list(); len(got) != 0 {
		t.Errorf("listed %v", got)
	}
}

func TestOfAMinorOutOfScopeOnlyOwnRecordsAreHeldAndSeen(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	mine := c.write(m, began())
	c.settle(receipt(l.take(mine)))
	l.tellRecord(l.records[0], c.agent)
	l.tellRecord(l.write(t, m, began()), c.agent) // a registry that sends too much
	c.pull(l)
	if diff := cmp.Diff(change.Seen{Records: []change.ID{mine.ID}}, c.seen(m, change.Presence)); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
	if h := c.mustFind(m); h.InScope || len(h.Sections) != 0 || len(h.File.Presence.Stays) != 1 {
		t.Errorf("got %+v, want one's own word alone", h)
	}
}

func TestRecordsOfSectionsThatAreNotHeldAreNotKept(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.enter(m, c.agent)
	l.tellRecord(l.write(t, m, custody.Taken{By: newID[institution.ID]()}), c.agent)
	l.tellRecord(l.write(t, m, named("A")), c.agent)
	c.pull(l)
	if h := c.mustFind(m); len(h.File.Custody.Spans) != 0 || len(h.File.Identity.Attributes) != 1 {
		t.Error("a section that is not in scope was kept")
	}
}

func TestAMinorWhoLeavesIsHiddenAtOnceAndDeletedOnceNothingIsOpen(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	c.keepOffice()
	l.take(c.write(m, minor.Registered{Tag: "17"}))
	l.take(c.write(m, placement.Began{At: facility.At(c.desk)}))
	c.settle(receipt(l.records[0]), receipt(l.records[1]))
	l.write(t, m, named("A"))
	l.enter(m, c.agent)
	c.pull(l)
	c.write(m, named("B"))
	l.leave(m)
	c.pull(l)
	c.wantGone(m)
	if got := c.list(); len(got) != 0 {
		t.Errorf("a minor who left is listed: %v", got)
	}
	if n := c.rows("records", m); n != 3 {
		t.Errorf("got %d records while one is unsent, want the 3 held", n)
	}
	c.settle(api.Receipt{Seq: 3, Verdict: api.Refused})
	c.purge()
	if n := c.rows("records", m); n != 3 {
		t.Errorf("got %d records while one is refused, want the 3 held", n)
	}
	c.tx(func(tx *sql.Tx) error { return c.box.Cure(t.Context(), tx, 3) })
	c.purge()
	if n := c.rows("records", m); n != 0 {
		t.Errorf("got %d records left", n)
	}
	c.wantGone(m)
	c.view(func(q localdb.Querier) error {
		days, err := ListDays(t.Context(), q)
		if err == nil && (len(days) != 1 || days[0].Structure != c.desk || days[0].Span.From != day.Must("2026-03-31")) {
			t.Errorf("kept for the accounts: %+v", days)
		}
		return err
	})
}

func TestAfterThirtyDaysAMinorWhoLeftIsDeletedThoughSomethingIsRefused(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.write(t, m, named("A"))
	l.enter(m, c.agent)
	c.pull(l)
	c.write(m, named("B"))
	c.settle(api.Receipt{Seq: 1, Verdict: api.Refused})
	l.leave(m)
	c.pull(l)
	c.at = c.at.Add(keepLeft + time.Hour)
	c.purge()
	if n := c.rows("records", m) + c.rows("minors", m); n != 0 {
		t.Errorf("got %d rows left", n)
	}
	c.view(func(q localdb.Querier) error {
		own, err := outbox.ListAbout(t.Context(), q, m)
		if len(own) != 0 {
			t.Error("the refused record is kept")
		}
		return err
	})
}

func TestWhatIsUnsentSurvivesTheThirtyDays(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.enter(m, c.agent)
	c.pull(l)
	c.write(m, named("B"))
	l.leave(m)
	c.pull(l)
	c.at = c.at.Add(keepLeft + time.Hour)
	c.purge()
	c.view(func(q localdb.Querier) error {
		b, err := c.box.Next(t.Context(), q, 10)
		if len(b.Frames) != 1 {
			t.Error("an unsent record is lost")
		}
		return err
	})
	c.wantGone(m)
}

func TestAMinorWhoComesBackIsHeldAgain(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	c.settle(receipt(l.take(c.write(m, minor.Registered{Tag: "17"}))))
	l.enter(m, c.agent)
	l.leave(m)
	c.pull(l)
	c.wantGone(m)
	l.write(t, m, named("A"))
	l.enter(m, c.agent)
	c.pull(l)
	if h := c.mustFind(m); !h.InScope || !h.File.Identity.Registered || len(h.File.Identity.Attributes) != 1 {
		t.Errorf("got %+v", h)
	}
	if got := c.seen(m, change.Identity); got.Position != l.position || len(got.Records) != 0 {
		t.Errorf("got seen %+v", got)
	}
}

func TestLeavesAreThoseThatNoLaterEnterTakesBack(t *testing.T) {
	l, m1, m2 := newLedger(), newID[minor.ID](), newID[minor.ID]()
	for _, m := range []minor.ID{m1, m2} {
		l.leave(m)
	}
	l.enter(m1, change.AgentID{})
	if diff := cmp.Diff([]minor.ID{m2}, Leaves(l.feed(0, 10, time.Time{}))); diff != "" {
		t.Errorf("leaves (-want +got):\n%s", diff)
	}
}

func TestAPartThatWasAskedForFromFurtherOnIsNotApplied(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.enter(m, c.agent)
	c.pull(l)
	for range 2 {
		l.tellRecord(l.write(t, m, named("A")), c.agent)
	}
	c.hearAfter(4, l.feed(4, 1, c.at)) // asked for before the replica went back
	if got := c.progress().Cursor; got != 2 {
		t.Errorf("got cursor %d, want 2: an item was left out", got)
	}
	c.hearAfter(2, l.feed(2, 5, c.at))
	if n := c.rows("records", m); n != 2 {
		t.Errorf("got %d records, want 2", n)
	}
}

func TestTheReplicaLocksAfterNinetyDaysOfSilenceAndTheOutboxDoesNot(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.enter(m, c.agent)
	l.tellRecord(l.write(t, m, named("A")), c.agent)
	c.pull(l)
	c.at = c.at.Add(lockAfter)
	if _, err := c.find(m); !fault.Is(err, fault.Denied) || fault.As(err).Remedy == "" {
		t.Errorf("got %v, want denied with a remedy", err)
	}
	c.write(m, named("B"))
	c.hear(l.feed(c.progress().Cursor, 1, c.at))
	c.mustFind(m)
}

func TestWhatNewerRulesShowIsKeptBesideOurs(t *testing.T) {
	c, l, m := newCentre(t), newLedger(), newID[minor.ID]()
	l.tell(api.Item{What: api.WhatEnter, Minor: m, Enter: &api.Enter{
		Sections: sections(), Records: []api.Placed{wire(l.write(t, m, named("A")), c.agent)},
		Shown: &api.Shown{Rules: casefile.Rules + 1, Casefile: []byte(`{}`)},
	}})
	c.pull(l)
	if h := c.mustFind(m); h.Shown == nil || h.Shown.Rules != casefile.Rules+1 {
		t.Errorf("got %+v", h.Shown)
	}
}

func TestAnItemOfALaterVersionIsPassedOver(t *testing.T) {
	c, l := newCentre(t), newLedger()
	l.tell(api.Item{What: "deadline"})
	c.pull(l)
	if got := c.progress().Cursor; got != 2 {
		t.Errorf("got cursor %d, want 2", got)
	}
}

func TestAFeedAppliedInAnyPartsAndRepeatedIsTheSame(t *testing.T) {
	for range 25 {
		seed := rand.Uint64()
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) { appliedInParts(t, rand.New(rand.NewPCG(seed, 0))) })
	}
}

func appliedInParts(t *testing.T, r *rand.Rand) {
	l, whole, parts := newLedger(), newCentre(t), newCentre(t)
	l.scribble(t, r)
	whole.hear(l.feed(0, 100, whole.at))
	for parts.progress().Cursor < uint64(len(l.items))*2 {
		f := l.feed(parts.progress().Cursor, 1+r.IntN(4), parts.at)
		parts.hear(f)
		if r.IntN(2) == 0 {
			parts.hear(f)
		}
		parts.hear(l.feed(r.Uint64N(parts.progress().Cursor+1), 2, parts.at)) // late
	}
	if diff := cmp.Diff(whole.dump(), parts.dump()); diff != "" {
		t.Errorf("applied whole, and in parts (-whole +parts):\n%s", diff)
	}
}

// scribble writes a feed of anything.
func (l *ledger) scribble(t *testing.T, r *rand.Rand) {
	minors := []minor.ID{newID[minor.ID](), newID[minor.ID]()}
	for range 1 + r.IntN(15) {
		m := minors[r.IntN(2)]
		switch r.IntN(5) {
		case 0:
			l.enter(m, change.AgentID{})
		case 1:
			l.leave(m)
		case 2:
			d := api.Directory{Operators: []api.Operator{{Person: newID[institution.PersonID](), Name: "X", Office: newID[institution.OfficeID]()}}}
			l.tell(api.Item{What: api.WhatDirectory, Directory: &d})
		default:
			l.tellRecord(l.write(t, m, named("A")), change.AgentID{})
		}
	}
}

func (c *centre) rows(table string, m minor.ID) (n int) {
	c.t.Helper()
	c.view(func(q localdb.Querier) error {
		return q.QueryRowContext(c.t.Context(), "SELECT count(*) FROM "+table+" WHERE minor = ?", m).Scan(&n)
	})
	return n
}

func (c *centre) purge() {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error { return c.Purge(c.t.Context(), tx) })
}

func (c *centre) keepOffice() {
	c.t.Helper()
	c.tx(func(tx *sql.Tx) error {
		return KeepDirectory(c.t.Context(), tx, api.Directory{Offices: []api.Office{{ID: institution.OfficeOf(c.desk), Code: "AG-01", Name: "Casa"}}})
	})
}

func TestOperatorsAreThoseWhomTheRegistryNames(t *testing.T) {
	c := newCentre(t)
	one, two := newID[institution.OfficeID](), newID[institution.OfficeID]()
	nina, luca := newID[institution.PersonID](), newID[institution.PersonID]()
	put := func(ops ...api.Operator) {
		c.tx(func(tx *sql.Tx) error {
			return KeepDirectory(t.Context(), tx, api.Directory{
				Operators: ops, Offices: []api.Office{{ID: one, Code: "AG-01", Name: "Casa"}, {ID: two, Code: "AG-02", Name: "Porto"}},
			})
		})
	}
	put(api.Operator{Person: nina, Name: "Nina Rossi", Office: one}, api.Operator{Person: nina, Name: "Nina Rossi", Office: two},
		api.Operator{Person: luca, Name: "Luca D’Amico", Office: one, Until: c.at.Add(time.Hour)})
	find := func(name, office string) (out api.Operator, err error) {
		err = c.db.View(t.Context(), func(q localdb.Querier) error {
			out, err = c.FindOperator(t.Context(), q, name, office)
			return err
		})
		return out, err
	}
	for _, tc := range []struct {
		name, as, office string
		want             institution.PersonID
		kind             fault.Kind
	}{
		{"by name, however typed", "luca d'amico", "", luca, 0},
		{"by identifier", luca.String(), "", luca, 0},
		{"one of two offices", "Nina Rossi", "AG-02", nina, 0},
		{"two offices, none named", "Nina Rossi", "", institution.PersonID{}, fault.Invalid},
		{"nobody of that name", "Someone", "", institution.PersonID{}, fault.Denied},
		{"not at that office", "luca d'amico", "AG-02", institution.PersonID{}, fault.Denied},
	} {
		got, err := find(tc.as, tc.office)
		if got.Person != tc.want || (err != nil) != (tc.kind != 0) || err != nil && fault.KindOf(err) != tc.kind {
			t.Errorf("%s: got %v and %v", tc.name, got.Person, err)
		}
	}
	c.at = c.at.Add(time.Hour)
	if _, err := find("luca d'amico", ""); !fault.Is(err, fault.Denied) {
		t.Errorf("after the end date: got %v, want denied", err)
	}
	put(api.Operator{Person: luca, Name: "Luca D’Amico", Office: two})
	if got, err := find("", ""); err != nil || got.Office != two {
		t.Errorf("a new directory replaces the old: got %v, %v", got, err)
	}
}

func TestALandingIsSummedUpBySexAgeAndCitizenship(t *testing.T) {
	c := newCentre(t)
	landing := minor.Landing{ID: newID[minor.LandingID](), On: day.Must("2026-03-31"), Place: "Lampedusa"}
	add := func(sex minor.Sex, born string, from minor.Country, l minor.Landing) {
		m := newID[minor.ID]()
		s := minor.IdentityStated{Source: minor.OwnWord, Sex: sex, Citizenship: from}
		if born != "" {
			s.Birth = &minor.Birth{Date: day.Must(born), Precision: minor.ToDay, Provenance: minor.Declared}
		}
		c.write(m, minor.Registered{Tag: "1"})
		c.write(m, s)
		c.write(m, minor.Found{Mode: minor.ByLanding, Landing: &l})
	}
	add(minor.Male, "2009-03-31", "EG", landing) // 17 that day
	add(minor.Male, "2009-04-01", "EG", landing) // 16
	add(minor.Female, "2026-01-01", "SY", landing)
	add(minor.Male, "", "", landing)
	add(minor.Male, "2009-01-01", "TN", minor.Landing{ID: newID[minor.LandingID](), On: landing.On, Place: "Pozzallo"})
	var got Landing
	c.view(func(q localdb.Querier) (err error) {
		got, err = c.FindLanding(t.Context(), q, landing.ID)
		return err
	})
	if len(got.Minors) != 4 {
		t.Errorf("it names %d children, want 4", len(got.Minors))
	}
	got.Minors = nil
	want := Landing{
		Landing: landing, Children: 4, Unsent: 4,
		Sex:         []Tally{{"M", 3}, {"F", 1}},
		Age:         []Tally{{"17", 1}, {"16", 1}, {"0-6", 1}, {Unknown, 1}},
		Citizenship: []Tally{{"EG", 2}, {"SY", 1}, {Unknown, 1}},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(day.Date{})); diff != "" {
		t.Errorf("the landing (-want +got):\n%s", diff)
	}
	err := c.db.View(t.Context(), func(q localdb.Querier) error {
		_, err := c.FindLanding(t.Context(), q, newID[minor.LandingID]())
		return err
	})
	if !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not-found", err)
	}
}

func TestAMinorIsFoundByTheNationalCode(t *testing.T) {
	c, m := newCentre(t), newID[minor.ID]()
	code, err := minor.NewCode(4711)
	if err != nil {
		t.Fatal(err)
	}
	c.write(newID[minor.ID](), minor.Registered{Tag: "1"})
	c.write(m, minor.Registered{Code: code})
	c.view(func(q localdb.Querier) error {
		h, err := c.FindCode(t.Context(), q, code)
		if h.File.Minor != m {
			t.Errorf("got %v, want %v", h.File.Minor, m)
		}
		return err
	})
	if got := c.list(); !slices.Contains(got, m) || len(got) != 2 {
		t.Errorf("listed %v", got)
	}
}
