package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// contest is a child in custody whose name two say otherwise, neither knowing.
type contest struct {
	h              *intaketest.House
	child          minor.ID
	by             institution.ID
	services, a, b *intaketest.Agent
	names          [2]change.Record
}

func newContest(t *testing.T) *contest {
	c := &contest{h: intaketest.New(t), child: intaketest.Minor()}
	c.by = c.h.Institution(institution.Municipality, "089017")
	c.services, c.a, c.b = c.h.Agent(institution.Office(c.by)), centre(c.h, "089017"), centre(c.h, "089018")
	records := arrival(c.a, c.child, "2026-03-01")
	c.a.Taken(records...)
	c.services.Taken(c.services.Write(c.child, "2026-03-02", custody.Taken{By: c.by}))
	other := c.b.Write(c.child, "2026-03-02", minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Ahmadu", Family: "Ba"}})
	c.b.Taken(other)
	c.names = [2]change.Record{records[2], other}
	return c
}

func (c *contest) decides(chosen int, saw ...change.ID) change.Resolved {
	if len(saw) == 0 {
		saw = []change.ID{c.names[0].ID, c.names[1].ID}
	}
	return change.Resolved{Slot: "name", Saw: saw, Choose: c.names[chosen].ID, Reason: "says the mother"}
}

// open gives what stands in the table of conflicts.
func (c *contest) open(t *testing.T) (slots []string) {
	t.Helper()
	c.h.Scan(&slots, `SELECT coalesce(array_agg(slot ORDER BY slot), '{}') FROM conflicts WHERE minor = $1`, c.child)
	return slots
}

func TestADecisionThatCannotBeChangesNothing(t *testing.T) {
	c := newContest(t)
	identity := intaketest.In(change.Identity)
	elsewhere := newChild(c)
	before, head := c.open(t), c.head()
	for _, x := range []struct {
		name  string
		by    *intaketest.Agent
		body  change.Resolved
		why   judge.Reason
		field string
	}{
		{"by a centre", c.a, c.decides(0), judge.NotDecider, "header.structure"},
		{"by the Ministry while somebody has custody", c.h.Registry, c.decides(0), judge.NotDecider, "header.structure"},
		{"naming a record of another minor", c.services, c.decides(0, c.names[0].ID, elsewhere), judge.NoTarget, "body.saw"},
		{"of what nobody contests", c.services, change.Resolved{Slot: "sex", Saw: []change.ID{c.names[0].ID, c.names[1].ID}, Both: true, Reason: "x"}, judge.NoConflict, "body.slot"},
	} {
		if got := x.by.Refused(x.why, x.by.Write(c.child, "2026-03-05", x.body, identity)); got.Field != x.field {
			t.Errorf("%s: told about %s, want %s", x.name, got.Field, x.field)
		}
		if d := cmp.Diff(before, c.open(t)); d != "" || c.head() != head {
			t.Errorf("%s: something changed: conflicts %s, ledger %d, was %d", x.name, d, c.head(), head)
		}
	}
	wantClean(t, c.h)
}

func (c *contest) head() (n int64) {
	c.h.Scan(&n, `SELECT position FROM ledger_head`)
	return n
}

// newChild registers another child, and gives the record.
func newChild(c *contest) change.ID {
	records := arrival(c.a, intaketest.Minor(), "2026-03-01")
	c.a.Taken(records...)
	return records[2].ID
}

func TestADecisionClosesTheConflictAndIsContestedByALaterRecord(t *testing.T) {
	c := newContest(t)
	identity := intaketest.In(change.Identity)
	if got := c.open(t); len(got) != 1 || got[0] != "name" {
		t.Fatalf("open before: %v", got)
	}
	receipts := c.services.Taken(c.services.Write(c.child, "2026-03-05", c.decides(1), identity))
	if !receipts[0].Standing.Entitled || len(c.open(t)) != 0 {
		t.Errorf("entitled %v, open %v", receipts[0].Standing.Entitled, c.open(t))
	}
	again := c.services.Write(c.child, "2026-03-06", c.decides(0), identity, intaketest.Seen(receipts[0].Position))
	c.services.Sent(receipts[0].Position)
	if got := c.services.Refused(judge.NoConflict, again); got.Field != "body.slot" {
		t.Errorf("twice: told about %s", got.Field)
	}
	c.a.Taken(c.a.Write(c.child, "2026-03-07", minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: "Amidou"}}))
	if got := c.open(t); len(got) != 1 {
		t.Errorf("a live record that the decision did not name opens it again: got %v", got)
	}
	wantClean(t, c.h)
}

func TestCustodyMovesWhenTheOtherAccepts(t *testing.T) {
	c := newContest(t)
	to := c.h.Institution(institution.Municipality, "001272")
	theirs := c.h.Agent(institution.Office(to))
	holders := func() (n []string) {
		c.h.Scan(&n, `SELECT array_agg(institution::text) FROM custodies WHERE minor = $1 AND until_on IS NULL`, c.child)
		return n
	}
	accept := func() change.Record {
		return theirs.Write(c.child, "2026-03-07", custody.Accepted{By: to, From: c.by})
	}
	theirs.Refused(judge.NotHeld, accept())
	c.services.Taken(c.services.Write(c.child, "2026-03-06", custody.Offered{By: c.by, To: to}))
	if got := holders(); len(got) != 1 || got[0] != c.by.String() {
		t.Errorf("offered: %v answer", got)
	}
	var told bool
	c.h.Scan(&told, `SELECT EXISTS (SELECT FROM scopes WHERE agent = $1 AND minor = $2 AND "left" IS NULL)`, theirs.ID, c.child)
	if !told {
		t.Error("who is asked to answer does not see for whom")
	}
	if r := theirs.Taken(accept()); !r[0].Standing.Entitled {
		t.Error("what was offered is not taken by right")
	}
	if got := holders(); len(got) != 1 || got[0] != to.String() || len(c.open(t)) != 1 {
		t.Errorf("accepted: %v answer, conflicts %v", got, c.open(t))
	}
	wantClean(t, c.h)
}

func TestATransferRefusedTakesTheExpectedArrivalAway(t *testing.T) {
	c := newContest(t)
	expects := func() (in bool) {
		c.h.Scan(&in, `SELECT EXISTS (SELECT FROM scopes WHERE agent = $1 AND minor = $2 AND "left" IS NULL)`, c.b.ID, c.child)
		return in
	}
	c.a.Taken(c.a.Write(c.child, "2026-03-05", movement.Departed{From: place(c.a), To: place(c.b)}))
	if !expects() {
		t.Fatal("the structure that expects the child does not see it")
	}
	c.b.Taken(c.b.Write(c.child, "2026-03-06", movement.Refused{From: place(c.a), To: place(c.b), Reason: "full"}))
	var at string
	c.h.Scan(&at, `SELECT state || ' ' || facility FROM casefiles WHERE minor = $1`, c.child)
	if want := "present " + c.a.Office.String(); expects() || at != want {
		t.Errorf("once refused: still expected %v, the child is %s, want %s", expects(), at, want)
	}
	wantClean(t, c.h)
}

func TestADecisionSaidAgainIsTheSameRecordAndNobodyElseLearnsOfIt(t *testing.T) {
	c := newContest(t)
	anna := access.Caller{
		Role: access.Municipality, Person: institution.PersonID(id.New[struct{}]()), Session: "s", Reason: "r",
		Offices: []institution.OfficeID{institution.Office(c.by)}, Territory: []string{"089017"},
	}
	body := c.decides(1)
	s := says(c.child, anna.Offices[0], body)
	s.Section = change.Identity
	decided := func(by access.Caller, as change.Resolved) uint64 {
		t.Helper()
		at, err := c.h.Intake.Decided(t.Context(), by, s.ID, as)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	if at := decided(anna, body); at != 0 {
		t.Errorf("before: got %d", at)
	}
	r := say(t, c.h, anna, s)
	wantSaid(t, r, api.Taken, "")
	if at := decided(anna, body); at != r.Position {
		t.Errorf("got %d, want %d", at, r.Position)
	}
	other := anna
	other.Person = institution.PersonID(id.New[struct{}]())
	if at := decided(other, body); at != 0 {
		t.Errorf("to another: got %d", at)
	}
	if _, err := c.h.Intake.Decided(t.Context(), anna, s.ID, c.decides(0)); !fault.Is(err, fault.Conflict) {
		t.Errorf("another decision under the same identifier: got %v", err)
	}
}
