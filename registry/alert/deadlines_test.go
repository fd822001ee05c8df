package alert_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/alert"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// on sets the clock to the morning of a day, and sweeps.
func (w *world) on(d string) {
	w.t.Helper()
	w.SetNow(day.Must(d).Start().Add(9 * time.Hour))
	w.sweep()
}

// raisedOf gives the deadlines that the table has open, of some minors.
func (w *world) raisedOf(minors ...minor.ID) []string {
	w.t.Helper()
	var out []string
	w.Scan(&out, `SELECT coalesce(array_agg(concat_ws(' ', minor, rule, happened_on, due_on, level) ORDER BY minor, due_on, rule, happened_on), '{}')
		FROM alerts WHERE record IS NULL AND ended_at IS NULL AND minor = ANY ($1)`, minors)
	return out
}

// ought gives what the rules say of the same children today.
func (w *world) ought(minors ...minor.ID) []string {
	w.t.Helper()
	records, err := ledger.OfChildren(w.t.Context(), w.DB.As("faro_intake"), w.Sealer, minors)
	if err != nil {
		w.t.Fatal(err)
	}
	slices.SortFunc(minors, minor.ID.Compare)
	out := []string{}
	for _, m := range minors {
		f := casefile.Fold(m, records[m])
		if f.Minor != m {
			continue
		}
		raised, _ := deadline.Watch{Rules: deadline.Rules(), Patience: deadline.Usual()}.Look(&f, w.Today(), func(facility.ID) facility.Type { return facility.First })
		for _, r := range raised {
			out = append(out, fmt.Sprintf("%s %s %s %s %d", m, r.Code, r.From, r.Due, r.Level))
		}
	}
	return out
}

// wantRaised sees that the table has what the rules say, and that a look at
// everything finds no more.
func (w *world) wantRaised(minors ...minor.ID) {
	w.t.Helper()
	want := w.ought(minors...)
	if d := cmp.Diff(want, w.raisedOf(minors...)); d != "" {
		w.t.Errorf("on %s (-by the rules +raised)\n%s", w.Today(), d)
	}
	w.Exec(`DELETE FROM deadline_progress`)
	again, err := w.process().Sweep(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	if d := again.Deadlines; d.Minors < len(minors) || d.Raised+d.Escalated+d.Ended > 0 {
		w.t.Errorf("on %s a look at all: got %+v, want nothing new of everybody", w.Today(), d)
	}
}

// said is a record that is not written yet.
type said struct {
	on   string
	body change.Body
}

// story is a history of which each record can come at any time.
func (w *world) story() []said {
	there, to := facility.At(w.from), facility.At(w.Structure(siracusa))
	passport := minor.IdentityStated{Source: minor.PhotoDocument, Cites: "A1", Name: &minor.Name{Given: "Ali", Family: "Diallo"},
		Birth: &minor.Birth{Date: day.Must("2008-06-20"), Precision: minor.ToDay, Provenance: minor.Documented}}
	return []said{
		{"2026-03-01", minor.Registered{Code: w.centre.Code()}},
		{"2026-03-01", placement.Began{At: there}},
		{"2026-03-02", minor.NoticeGiven{Text: "informativa-1", Language: "fr", Explained: "the mediator"}},
		{"2026-03-04", passport},
		{"2026-03-05", movement.AbsenceReported{From: there}},
		{"2026-03-06", movement.AbsenceEnded{At: &there}},
		{"2026-03-07", movement.Departed{From: there, To: to}},
		{"2026-03-09", movement.AbsenceReported{From: there, Report: "12/2026"}},
	}
}

func (w *world) says(m minor.ID, s said) {
	w.t.Helper()
	w.centre.Taken(w.centre.Write(m, s.on, s.body))
}

// Whatever order records come in and however often it is swept, what is raised is
// what the rules say of all of them.
func TestDeadlinesAreNeverMissedAndNeverDoubledWhateverOrderRecordsComeIn(t *testing.T) {
	w := newWorld(t)
	orders := [][]int{{0, 1, 2, 3, 4, 5, 6, 7}, {7, 6, 5, 4, 3, 2, 1, 0}, {1, 4, 0, 7, 3, 5, 2, 6}, {3, 1, 6, 2, 0, 5, 4, 7}}
	children := make([]minor.ID, len(orders))
	stories := make([][]said, len(orders))
	w.SetNow(day.Must("2026-03-10").Start().Add(9 * time.Hour))
	for i := range orders {
		children[i] = intaketest.Minor()
		stories[i] = w.story()
	}
	for step := range orders[0] {
		for i, order := range orders {
			w.says(children[i], stories[i][order[step]])
		}
		w.sweep()
		w.sweep()
		if d := cmp.Diff(w.ought(children...), w.raisedOf(children...)); d != "" {
			t.Errorf("after %d records (-by the rules +raised)\n%s", step+1, d)
		}
	}
	never := intaketest.Minor() // of whom all comes before the first sweep
	for _, r := range w.story() {
		w.says(never, r)
	}
	for _, d := range []string{"2026-03-11", "2026-03-20", "2026-03-31", "2026-04-10", "2026-05-01", "2026-06-19", "2026-06-20", "2026-09-01", "2031-06-21"} {
		w.on(d)
		w.wantRaised(append(slices.Clone(children), never)...)
	}
	var doubled int
	w.Scan(&doubled, `SELECT count(*) FROM (SELECT FROM alerts WHERE record IS NULL GROUP BY minor, rule, happened_on HAVING count(*) > 1) d`)
	if doubled != 0 {
		t.Errorf("%d clocks have two rows", doubled)
	}
}

func TestOnlyChildrenWhoseDayHasComeAreLookedAtAgain(t *testing.T) {
	w := newWorld(t)
	m, other := w.hosted(), w.hosted()
	w.on("2026-03-06")
	looks := func() int {
		out, err := w.alerts.Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return out.Deadlines.Minors
	}
	if got := looks(); got != 0 {
		t.Errorf("the same day again: %d looked at", got)
	}
	w.centre.Taken(w.centre.Write(m, "2026-03-02", minor.IdentityAlias{Name: minor.Name{Given: "Omar"}, Source: minor.OwnWord}))
	if got := looks(); got != 1 {
		t.Errorf("of one something was recorded: %d looked at", got)
	}
	w.SetNow(day.Must("2026-03-07").Start().Add(time.Hour))
	if got := looks(); got != 0 {
		t.Errorf("nothing is due soon yet: %d looked at", got)
	}
	w.SetNow(day.Must("2026-03-08").Start().Add(time.Hour))
	if got := looks(); got != 2 {
		t.Errorf("identification is due soon: %d looked at, want 2", got)
	}
	w.wantRaised(m, other)
}

func TestWhatBringsADeadlineToAnEndEndsItsRow(t *testing.T) {
	w := newWorld(t)
	m := w.hosted()
	w.on("2026-03-05")
	w.centre.Taken(w.centre.Write(m, "2026-03-05", movement.AbsenceReported{From: facility.At(w.from)}))
	w.on("2026-03-06")
	ended := func() (how string) {
		w.Scan(&how, `SELECT coalesce(max(ended_as), '') FROM alerts WHERE rule = 'D14' AND minor = $1`, m)
		return how
	}
	if how, level := ended(), w.level(m, "D14"); how != "" || level != 1 {
		t.Fatalf("not reported to the police: %q, level %d", how, level)
	}
	reported := w.centre.Write(m, "2026-03-05", movement.AbsenceReported{From: facility.At(w.from), Report: "12/2026"})
	w.centre.Taken(reported)
	w.sweep()
	if how := ended(); how != "met" {
		t.Errorf("reported: got %q, want it met", how)
	}
	w.centre.Taken(w.centre.Write(m, "2026-03-06", change.Retracted{Record: reported.ID, Reason: "another child"}, intaketest.In(change.Presence)))
	w.sweep()
	if how := ended(); how != "" {
		t.Errorf("the report was taken back: got %q, want it open", how)
	}
	w.centre.Taken(w.centre.Write(m, "2026-03-06", movement.ExitRecorded{Reason: movement.FoundAccompanied}, intaketest.For(institution.Office(w.service))))
	w.on("2026-03-07")
	if how := ended(); how != "lapsed" {
		t.Errorf("the child has left the register: got %q, want it lapsed", how)
	}
	w.wantRaised(m)
}

func (w *world) level(m minor.ID, rule string) (level int) {
	w.t.Helper()
	w.Scan(&level, `SELECT coalesce(max(level), -1) FROM alerts WHERE minor = $1 AND rule = $2 AND ended_at IS NULL`, m, rule)
	return level
}

// offices gives to whom a deadline is addressed, and for whom of them it was news
// last, in words.
func (w *world) addressed(m minor.ID, rule string, words map[institution.OfficeID]string) string {
	w.t.Helper()
	var all, called []string
	w.Scan(&all, `SELECT coalesce(max(offices::text[]), '{}') FROM alerts WHERE minor = $1 AND rule = $2 AND ended_at IS NULL`, m, rule)
	w.Scan(&called, `SELECT coalesce(max(called::text[]), '{}') FROM alerts WHERE minor = $1 AND rule = $2 AND ended_at IS NULL`, m, rule)
	say := func(ids []string) string {
		var out []string
		for o, word := range words {
			if slices.Contains(ids, o.String()) {
				out = append(out, word)
			}
		}
		slices.Sort(out)
		return fmt.Sprintf("%s of %d", strings.Join(out, " "), len(ids))
	}
	return say(all) + "; " + say(called)
}

func TestADeadlineIsTheTaskOfTheOfficeOfThePlaceAndGoesUpFromThere(t *testing.T) {
	w := newWorld(t)
	prefecture, police := w.Institution(institution.Prefecture, siracusa, augusta), w.Institution(institution.Police, siracusa)
	elsewhere := w.Institution(institution.Prefecture, roma)
	words := map[institution.OfficeID]string{
		institution.OfficeOf(w.from): "host", institution.Office(w.service): "service", institution.Office(prefecture): "prefecture",
		institution.Office(police): "police", institution.Office(w.Ministry): "ministry", institution.Office(elsewhere): "elsewhere",
	}
	m := w.hosted()
	w.centre.Taken(w.centre.Write(m, "2026-03-09", movement.AbsenceReported{From: facility.At(w.from)}))
	for _, c := range []struct{ on, rule, want string }{
		{"2026-03-08", "D4", "police of 1; police of 1"},
		{"2026-03-12", "D4", "police of 1; police of 1"},
		{"2026-03-15", "D4", "police prefecture of 2; prefecture of 1"},
		{"2026-03-22", "D4", "ministry police prefecture of 3; ministry of 1"},
		{"2026-03-22", "D14", "host ministry prefecture service of 4; ministry of 1"},
		{"2026-04-22", "D13", "service of 1; service of 1"},
	} {
		if c.on < "2026-03-09" {
			w.SetNow(day.Must(c.on).Start().Add(9 * time.Hour))
		}
		w.on(c.on)
		if got := w.addressed(m, c.rule, words); got != c.want {
			t.Errorf("%s on %s: got %s, want %s", c.rule, c.on, got, c.want)
		}
	}
}

func TestWhereThereIsNoSuchOfficeTheOneAboveIsCalledAndLastTheMinistry(t *testing.T) {
	w := newWorld(t)
	m := w.hosted()
	words := map[institution.OfficeID]string{institution.Office(w.Ministry): "ministry"}
	w.on("2026-03-09")
	if got := w.addressed(m, "D4", words); got != "ministry of 1; ministry of 1" {
		t.Errorf("no police in the directory: got %s", got)
	}
	police := w.Institution(institution.Police, siracusa)
	words[institution.Office(police)] = "police"
	w.Exec(`UPDATE institutions SET known_from = (SELECT position + 1 FROM ledger_head) WHERE id = $1`, police)
	w.Exec(`UPDATE ledger_head SET position = position + 1`)
	w.sweep()
	if got := w.addressed(m, "D4", words); got != "police of 1;  of 0" {
		t.Errorf("the directory names the police now: got %s", got)
	}
	nowhere := intaketest.Minor()
	w.Registry.Taken(w.Registry.Write(nowhere, "2026-03-09", minor.Registered{Code: w.Registry.Code()}),
		w.Registry.Write(nowhere, "2026-03-09", minor.Found{Mode: minor.ByFinding, Setting: minor.Inside, Authority: "the police", Municipality: roma}))
	w.on("2026-03-10")
	if got := w.addressed(nowhere, "S1", words); got != "ministry of 1; ministry of 1" {
		t.Errorf("a child at no place: got %s", got)
	}
	words[institution.Office(w.Institution(institution.Municipality, roma))] = "rome"
	w.Exec(`UPDATE ledger_head SET position = position + 1`)
	w.Exec(`UPDATE institutions SET known_from = (SELECT position FROM ledger_head) WHERE territory = $1`, []string{roma})
	w.on("2026-03-12")
	if got := w.addressed(nowhere, "S1", words); got != "rome of 1; rome of 1" {
		t.Errorf("at no place, and found in Rome: got %s", got)
	}
}

func TestASocialServiceAnswersForItsChildWhereverThePlaceIs(t *testing.T) {
	w := newWorld(t)
	there := w.Institution(institution.Municipality, palermo)
	m := w.hosted()
	words := map[institution.OfficeID]string{institution.Office(w.service): "service", institution.Office(there): "there"}
	w.centre.Taken(w.centre.Write(m, "2026-03-05", custody.Released{By: w.service, Reason: "moved"}, intaketest.For(institution.Office(w.service))))
	w.Registry.Taken(w.Registry.Write(m, "2026-03-05", custody.Taken{By: there}))
	w.on("2026-04-25")
	if got := w.addressed(m, "D13", words); got != "there of 1; there of 1" {
		t.Errorf("got %s", got)
	}
}

func TestTheDeadlinesOfAJoinedChildAreOne(t *testing.T) {
	w := newWorld(t)
	a, b := w.hosted(), w.hosted()
	w.on("2026-03-09")
	if n := len(w.raisedOf(a, b)); n != 4 {
		t.Fatalf("two children have %d deadlines, want 4", n)
	}
	same := w.Registry.Write(a, "2026-03-09", change.LinkSame{Minors: []minor.ID{b}, Reason: "one child"})
	w.Registry.Taken(same)
	w.sweep()
	w.wantRaised(a, b)
	if n := len(w.raisedOf(a, b)); n != 2 {
		t.Errorf("a joined child has %d deadlines, want 2", n)
	}
	w.Registry.Taken(w.Registry.Write(a, "2026-03-09", change.LinkParted{Apart: []minor.ID{b}, Reason: "two after all"}))
	w.sweep()
	w.wantRaised(a, b)
	if n := len(w.raisedOf(a, b)); n != 4 {
		t.Errorf("parted, they have %d deadlines, want 4", n)
	}
}

func TestALookAtAllThatIsInterruptedGoesOn(t *testing.T) {
	w := newWorld(t)
	m, other := w.hosted(), w.hosted()
	low, high := m, other
	if low.Compare(high) > 0 {
		low, high = high, low
	}
	w.on("2026-03-09")
	w.Exec(`DELETE FROM alerts`)
	w.Exec(`UPDATE deadline_progress SET through = $1`, low) // as a process left it that was ended
	w.sweep()
	if got := [2]int{len(w.raisedOf(low)), len(w.raisedOf(high))}; got != [2]int{0, 2} {
		t.Errorf("raised %v, want only what comes after", got)
	}
}

// A centre folds the sections it holds and tells its tasks by itself, so that it
// knows them with the line cut: they are those that the registry raises to it.
func TestWhatIsRaisedToACentreIsWhatItTellsByItself(t *testing.T) {
	w := newWorld(t)
	w.SetNow(day.Must("2026-03-10").Start().Add(9 * time.Hour))
	children := []minor.ID{intaketest.Minor(), intaketest.Minor(), intaketest.Minor()}
	for i, m := range children {
		for at, s := range w.story() {
			if at != 2+i && at <= 4+i { // of each something else is not recorded
				w.says(m, s)
			}
		}
	}
	here := caller(access.Centre, institution.OfficeOf(w.from))
	found := 0
	for _, d := range []string{"2026-03-10", "2026-03-11", "2026-03-12", "2026-04-20"} {
		w.on(d)
		raised := map[string]bool{}
		for _, l := range w.listed(here, alert.Asked{}).Deadlines {
			raised[fmt.Sprint(l.Minor, l.Code, l.From, l.DueOn, l.State)] = true
		}
		own := map[string]bool{}
		for _, m := range children {
			file, held := w.heldBy(w.centre, m)
			for _, x := range deadline.Tasks(&file, held, w.from, w.Today(), func(facility.ID) facility.Type { return facility.First }) {
				own[fmt.Sprint(m, x.Code, x.From, x.Due, x.State)] = true
			}
		}
		if diff := cmp.Diff(raised, own); diff != "" {
			t.Errorf("on %s (-raised +told by itself)\n%s", d, diff)
		}
		found += len(own)
	}
	if found < 8 {
		t.Errorf("only %d tasks: the test proves little", found)
	}
}

// heldBy gives a casefile as an installation folds it, and the sections it holds.
func (w *world) heldBy(a *intaketest.Agent, m minor.ID) (casefile.File, []change.Section) {
	w.t.Helper()
	var held []change.Section
	w.Scan(&held, `SELECT sections FROM scopes WHERE agent = $1 AND minor = $2 AND "left" IS NULL`, a.ID, m)
	records, err := ledger.OfChildren(w.t.Context(), w.DB.As("faro_intake"), w.Sealer, []minor.ID{m})
	if err != nil {
		w.t.Fatal(err)
	}
	return casefile.Fold(m, slices.DeleteFunc(records[m], func(p change.Placed) bool { return !slices.Contains(held, p.Section) })), held
}
