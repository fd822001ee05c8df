package sought_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"faro.example/registry/audit"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/sought"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/fault"
	"faro.example/shared/historytest"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// world is a registry whose children seek somebody.
type world struct {
	*intaketest.House
	t     *testing.T
	book  *sought.Book
	lines []audit.Line
	mute  error // why no line can be written
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{House: intaketest.New(t), t: t}
	var err error
	w.book, err = sought.New(sought.Config{Pool: w.DB.As("faro_match"), Sealer: w.Sealer, Lines: w, Now: w.Now})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Write keeps a line.
func (w *world) Write(_ context.Context, line audit.Line) error {
	if w.mute == nil {
		w.lines = append(w.lines, line)
	}
	return w.mute
}

// child is one in the custody of a municipality.
type child struct {
	w     *world
	id    minor.ID
	agent *intaketest.Agent
}

func (w *world) child(town string) child {
	w.t.Helper()
	by := w.Institution(institution.Municipality, town)
	c := child{w, intaketest.Minor(), w.Agent(institution.Office(by))}
	c.agent.Taken(
		c.agent.Write(c.id, "2026-03-01", minor.Registered{Code: c.agent.Code()}),
		c.agent.Write(c.id, "2026-03-01", custody.Taken{By: by}),
	)
	return c
}

// says has the child's social services write something.
func (c child) says(body change.Body) change.ID {
	c.w.t.Helper()
	r := c.agent.Write(c.id, "2026-03-02", body)
	c.agent.Taken(r)
	return r.ID
}

// seeks has a tracing proposed, and consented to.
func (c child) seeks(p tracing.Person) tracing.ID {
	c.w.t.Helper()
	p.ID = tracing.PersonID(id.New[struct{}]())
	of := minor.RecordID(c.says(tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{p}, Reason: "she is alone"}))
	c.says(tracing.Consented{Tracing: of, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()})
	return of
}

// follow looks for what is new.
func (w *world) follow() {
	w.t.Helper()
	if err := w.book.Follow(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) ministry() access.Caller {
	return access.Caller{Role: access.Ministry, Person: institution.PersonID{5}, Offices: []institution.OfficeID{institution.Office(w.Ministry)}, Reason: "two tracings"}
}

// list gives the pairs with a verdict, as the Ministry sees them.
func (w *world) list(v sought.Verdict) []sought.Pair {
	w.t.Helper()
	got, err := w.book.List(w.t.Context(), w.ministry(), sought.Asked{Verdict: v})
	if err != nil {
		w.t.Fatal(err)
	}
	return got.Pairs
}

var (
	mother = tracing.Person{
		Name: minor.Name{Given: "Fatoumata", Family: "Diallo"}, Sex: minor.Female, Year: 1984, Is: minor.Parent, Country: "GN", Place: "Labé", Phone: "+224 620 11 22 33",
	}
	heard = tracing.Person{
		Name: minor.Name{Given: "Fatumata", Family: "Jallow"}, Sex: minor.Female, Year: 1985, Is: minor.Parent, Country: "GN", Place: "Labe", Phone: "00224620112233",
	}
)

func TestTwoChildrenWhoSeekTheSameMotherAreFound(t *testing.T) {
	w := newWorld(t)
	one, other, third := w.child("088009"), w.child("015146"), w.child("063049")
	one.seeks(mother)
	w.follow()
	if got := w.list(sought.Waiting); len(got) != 0 {
		t.Fatalf("one who is sought alone: %d pairs", len(got))
	}
	other.seeks(heard)
	third.seeks(tracing.Person{Name: minor.Name{Given: "Halyna", Family: "Shevchenko"}, Is: minor.Grandparent, Country: "UA"})
	w.follow()
	got := w.list(sought.Waiting)
	if len(got) != 1 || !got[0].Likely {
		t.Fatalf("got %d pairs, want the mother", len(got))
	}
	said := map[string]bool{}
	for _, r := range got[0].Reasons {
		said[r.Field] = r.Italian != "" && r.English != ""
	}
	for _, field := range []string{"given_name", "family_name", "place", "phone", "year", "kinship"} {
		if !said[field] {
			t.Errorf("nothing is said of %s: %v", field, said)
		}
	}
	for _, s := range got[0].Sides {
		if (s.Minor != one.id && s.Minor != other.id) || s.Code == "" || !s.Person.Sought {
			t.Errorf("a side is of somebody else, or says less")
		}
	}
	w.follow()
	if n, err := w.book.Nation(t.Context()); err != nil || n != 3 || len(w.list(sought.Waiting)) != 1 {
		t.Errorf("looked at again: %d children, %v", n, err)
	}
}

// The Ministry alone is shown whom children seek: no partner, centre or social service
// is told, here or in what installations are brought.
func TestWhomChildrenSeekIsShownToTheMinistryAloneAndAfterALine(t *testing.T) {
	w := newWorld(t)
	one, other := w.child("088009"), w.child("015146")
	one.seeks(mother)
	other.seeks(heard)
	var before, after int
	w.Scan(&before, `SELECT count(*) FROM feed`)
	w.follow()
	w.Scan(&after, `SELECT count(*) FROM feed`)
	if before != after {
		t.Errorf("installations are told %d things", after-before)
	}
	pair := w.list(sought.Waiting)[0]
	if l := w.lines[len(w.lines)-1]; l.Action != access.ShowSought || !l.Allowed || len(l.Subjects) != 2 {
		t.Errorf("got the line %+v", l)
	}
	say := sought.Say{ID: sought.DecisionID{1}, Of: pair.ID, Verdict: sought.Same, Why: "the same street"}
	for _, role := range access.Roles() {
		if role == access.Ministry {
			continue
		}
		c := one.agent.Caller()
		c.Role, c.Person, c.Scopes = role, institution.PersonID{7}, []access.Scope{access.ScopeCustody, access.ScopeCensus, access.ScopeEvents}
		listed, err := w.book.List(t.Context(), c, sought.Asked{})
		shown, serr := w.book.Show(t.Context(), c, pair.ID)
		if !fault.Is(err, fault.Denied) || !fault.Is(serr, fault.Denied) || len(listed.Pairs) != 0 || len(shown.Pair.Reasons) != 0 {
			t.Errorf("%s: got %v and %v", role, err, serr)
		}
		if err := w.book.Decide(t.Context(), c, say); !fault.Is(err, fault.Denied) {
			t.Errorf("%s decides: %v", role, err)
		}
		if l := w.lines[len(w.lines)-1]; l.Action != access.DecideSought || l.Allowed {
			t.Errorf("%s: got the line %+v", role, l)
		}
	}
	w.mute = errors.New("the disk is full")
	listed, err := w.book.List(t.Context(), w.ministry(), sought.Asked{})
	shown, serr := w.book.Show(t.Context(), w.ministry(), pair.ID)
	if err == nil || serr == nil || len(listed.Pairs) != 0 || len(shown.Pair.Reasons) != 0 || w.book.Decide(t.Context(), w.ministry(), say) == nil {
		t.Error("something is shown or decided without a line")
	}
	w.mute = nil
	if got := w.list(sought.Waiting); len(got) != 1 {
		t.Error("it was decided without a line")
	}
}

// Whom a child seeks is compared only while the child consents (law 47/2017 art. 6).
func TestWhoIsSoughtIsComparedOnlyWhileTheChildConsents(t *testing.T) {
	w := newWorld(t)
	one, other := w.child("088009"), w.child("015146")
	one.seeks(mother)
	p := heard
	p.ID = tracing.PersonID{1}
	of := minor.RecordID(other.says(tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{p}, Reason: "she asks"}))
	w.follow()
	if got := w.list(sought.Waiting); len(got) != 0 {
		t.Fatal("compared before the child consents")
	}
	other.says(tracing.Consented{Tracing: of, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()})
	w.follow()
	pair := w.list(sought.Waiting)
	if len(pair) != 1 {
		t.Fatalf("got %d pairs", len(pair))
	}
	other.says(tracing.Withdrawn{Tracing: of, By: []minor.Party{minor.TheMinor}})
	w.follow()
	if got := w.list(sought.Waiting); len(got) != 0 {
		t.Error("compared after the child took its consent back")
	}
	if _, err := w.book.Show(t.Context(), w.ministry(), pair[0].ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("shown after the child took its consent back: %v", err)
	}
	var n int
	if w.Scan(&n, `SELECT count(*) FROM sought_persons`); n != 1 {
		t.Errorf("%d persons are kept, want the other child's", n)
	}
}

func TestADecisionHasAReasonAndIsUndoneByALaterOne(t *testing.T) {
	w := newWorld(t)
	one, other := w.child("088009"), w.child("015146")
	one.seeks(mother)
	other.says(minor.RelativeStated{Source: minor.OwnWord, Is: minor.Parent, Name: &heard.Name, Where: "Labe"})
	w.follow()
	listed, err := w.book.List(t.Context(), w.ministry(), sought.Asked{All: true})
	if err != nil || len(listed.Pairs) != 1 {
		t.Fatalf("got %d pairs, %v", len(listed.Pairs), err)
	}
	of := listed.Pairs[0].ID
	decide := func(n byte, v sought.Verdict, why minor.Text, seen int) error {
		return w.book.Decide(t.Context(), w.ministry(), sought.Say{ID: sought.DecisionID{n}, Of: of, Verdict: v, Why: why, Seen: seen})
	}
	for name, err := range map[string]error{"no reason": decide(1, sought.Same, " ", 0), "no verdict": decide(1, sought.Waiting, "x", 0)} {
		if !fault.Is(err, fault.Invalid) || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := decide(1, sought.Distinct, "another village", 0); err != nil {
		t.Fatal(err)
	}
	if err := decide(1, sought.Distinct, "another village", 0); err != nil {
		t.Errorf("sent twice: %v", err)
	}
	if err := decide(2, sought.Same, "I had not read it", 0); !fault.Is(err, fault.Conflict) {
		t.Errorf("decided on an old page: %v", err)
	}
	if len(w.list(sought.Waiting)) != 0 || len(w.list(sought.Distinct)) != 1 {
		t.Error("what was decided waits, or is not found")
	}
	if err := decide(3, sought.Same, "the village has two names", 1); err != nil {
		t.Fatal(err)
	}
	w.follow()
	if _, err := w.book.Nation(t.Context()); err != nil {
		t.Fatal(err)
	}
	shown, err := w.book.Show(t.Context(), w.ministry(), of)
	if err != nil || shown.Pair.Verdict != sought.Same || len(shown.History) != 2 {
		t.Fatalf("got %q and %d decisions, %v", shown.Pair.Verdict, len(shown.History), err)
	}
	if last, first := shown.History[0], shown.History[1]; last.Why != "the village has two names" || first.Why != "another village" || first.Verdict != sought.Distinct || last.Person != w.ministry().Person {
		t.Error("a decision is lost, or out of order")
	}
	if l := w.lines[len(w.lines)-1]; l.Action != access.ShowSought || len(l.Subjects) != 2 {
		t.Errorf("got the line %+v", l)
	}
}

func TestOfOneChildWhoIsRegisteredTwiceNobodyIsPaired(t *testing.T) {
	w := newWorld(t)
	one, other := w.child("088009"), w.child("015146")
	one.seeks(mother)
	other.seeks(heard)
	w.follow()
	if len(w.list(sought.Waiting)) != 1 {
		t.Fatal("the two children's mothers are not compared")
	}
	w.Registry.Taken(w.Registry.Write(one.id, "2026-03-05", change.LinkSame{Minors: []minor.ID{other.id}, Reason: "one child"}))
	w.follow()
	if got := w.list(sought.Waiting); len(got) != 0 {
		t.Error("a child's mother is compared with herself")
	}
}

func TestWhatIsWrittenOfASoughtPersonSaysNothingToWhoLacksTheKeys(t *testing.T) {
	w := newWorld(t)
	one, other := w.child("088009"), w.child("015146")
	one.seeks(mother)
	other.seeks(heard)
	w.follow()
	pair := w.list(sought.Waiting)[0]
	if err := w.book.Decide(t.Context(), w.ministry(), sought.Say{ID: sought.DecisionID{1}, Of: pair.ID, Verdict: sought.Same, Why: "Fatoumata Diallo of Labé"}); err != nil {
		t.Fatal(err)
	}
	var all string
	w.Scan(&all, `SELECT string_agg(p::text || convert_from(replace(encode(p.card, 'escape'), '\', '')::bytea, 'SQL_ASCII'), ' ') FROM sought_persons p`)
	var pairs, decisions string
	w.Scan(&pairs, `SELECT string_agg(p::text, ' ') FROM sought_pairs p`)
	w.Scan(&decisions, `SELECT string_agg(d::text || encode(d.why, 'escape'), ' ') FROM sought_decisions d`)
	for _, never := range []string{"Diallo", "Fatou", "Labé", "22462011"} {
		if strings.Contains(all+pairs+decisions, never) {
			t.Errorf("a table holds %s", never)
		}
	}
	for _, table := range []string{"sought_persons", "sought_pairs", "sought_decisions"} {
		if _, err := w.DB.As("faro_reader").Exec(t.Context(), `SELECT FROM `+table); err == nil || !strings.Contains(err.Error(), "permission denied") {
			t.Errorf("%s is open to who reads for pages: %v", table, err)
		}
	}
}

func TestWhomAChildSeeksIsLeftToANewerProgramThatHasFoldedTheCasefile(t *testing.T) {
	w := newWorld(t)
	one, left, other, late := w.child("088009"), w.child("015146"), w.child("063049"), w.child("037006")
	one.seeks(mother)
	w.follow()
	left.seeks(heard)
	other.seeks(mother)
	w.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = $2`, casefile.Rules+1, left.id)
	w.follow()
	if _, err := w.book.Nation(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.list(sought.Waiting); len(got) != 1 {
		t.Fatalf("without the one that is left: %d pairs, want that of the others", len(got))
	}
	late.seeks(tracing.Person{Name: minor.Name{Given: "Halyna", Family: "Shevchenko"}, Is: minor.Grandparent, Country: "UA"})
	w.follow()
	var whose, looked, head int
	w.Scan(&whose, `SELECT count(DISTINCT minor) FROM sought_persons`)
	w.Scan(&looked, `SELECT looked FROM sought_progress`)
	w.Scan(&head, `SELECT position FROM ledger_head`)
	if whose != 3 || looked == head {
		t.Errorf("of %d children somebody is compared, up to %d of %d; want all but the one that is left, and the newer program to go on from before", whose, looked, head)
	}
	w.Exec(`UPDATE casefiles SET rules = $1 WHERE minor = $2`, casefile.Rules, left.id)
	newer, err := sought.New(w.book.Config)
	if err != nil {
		t.Fatal(err)
	}
	if err := newer.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := w.list(sought.Waiting); len(got) != 3 {
		t.Errorf("by newer rules: %d pairs, want three", len(got))
	}
}
