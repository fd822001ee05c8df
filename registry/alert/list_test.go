package alert_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/alert"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

func (w *world) listed(c access.Caller, q alert.Asked) alert.List {
	w.t.Helper()
	out, err := w.alerts.Deadlines(w.t.Context(), c, q)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// says gives a list in words.
func inWords(l alert.List) string {
	var out []string
	for _, d := range l.Deadlines {
		out = append(out, d.Code+" "+string(d.State)+" "+d.DueOn.String())
	}
	return strings.Join(out, ", ")
}

func TestAnOfficeIsShownItsOwnDeadlinesAndNoOthers(t *testing.T) {
	w := newWorld(t)
	prefecture, police := w.Institution(institution.Prefecture, siracusa), w.Institution(institution.Police, siracusa)
	other := w.Institution(institution.Police, roma)
	court, prosecutor := w.Institution(institution.Court, siracusa), w.Institution(institution.Prosecutor, siracusa)
	m := w.hosted()
	w.centre.Taken(w.centre.Write(m, "2026-03-01", movement.RefusalAttempted{Where: "the port", Done: "brought back"}))
	w.centre.Taken(w.centre.Write(m, "2026-03-11", movement.AbsenceReported{From: facility.At(w.from)}))
	w.on("2026-03-11")
	for _, c := range []struct {
		name string
		who  access.Caller
		want string
	}{
		{"the police", caller(access.Police, institution.Office(police)), "D1 overdue 2026-03-01, D4 overdue 2026-03-11"},
		{"the police elsewhere", caller(access.Police, institution.Office(other)), ""},
		{"the centre", caller(access.Centre, institution.OfficeOf(w.from)), "D14 soon 2026-03-11"},
		{"the prosecutor", caller(access.Prosecutor, institution.Office(prosecutor)), "B1 overdue 2026-03-01"},
		{"the court", caller(access.Court, institution.Office(court)), ""},
		{"the prefecture, to which one went up", caller(access.Prefecture, institution.Office(prefecture)), "D1 overdue 2026-03-01"},
		{"the guardian", access.Caller{Role: access.Guardian, Person: w.guardian, Reason: "my ward"}, "B1 overdue 2026-03-01, D1 overdue 2026-03-01, D4 overdue 2026-03-11, D14 soon 2026-03-11"},
		{"the Ministry", access.Caller{Role: access.Ministry, Reason: "weekly"}, "B1 overdue 2026-03-01, D1 overdue 2026-03-01, D4 overdue 2026-03-11, D14 soon 2026-03-11"},
	} {
		want := strings.ReplaceAll(c.want, "D4 overdue 2026-03-11", "D4 soon 2026-03-11")
		if got := sorted(inWords(w.listed(c.who, alert.Asked{}))); got != sorted(want) {
			t.Errorf("%s: got %s, want %s", c.name, got, want)
		}
	}
	here := caller(access.Police, institution.Office(police))
	if l := w.listed(here, alert.Asked{Opens: true}); len(l.Deadlines) != 0 || l.Overdue == 0 {
		t.Errorf("what opens to who has no territory: got %+v", l)
	}
	here.Territory = []string{siracusa}
	if got, want := inWords(w.listed(here, alert.Asked{Opens: true})), inWords(w.listed(here, alert.Asked{})); got != want || got == "" {
		t.Errorf("what opens to who answers for the place: got %q, want all: %q", got, want)
	}
	if _, err := w.alerts.Deadlines(t.Context(), caller(access.Region), alert.Asked{}); !fault.Is(err, fault.Denied) {
		t.Errorf("a region: got %v, want it denied", err)
	}
}

func sorted(words string) string {
	all := strings.Split(words, ", ")
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func TestWhoIsShownDeadlinesLeavesALineThatNamesTheChildren(t *testing.T) {
	w := newWorld(t)
	m := w.hosted()
	w.on("2026-03-09")
	who := access.Caller{Role: access.Ministry, Person: institution.PersonID(w.Ministry), Reason: "weekly"}
	w.listed(who, alert.Asked{})
	var lines int
	w.Scan(&lines, `SELECT count(*) FROM access_lines WHERE action = 'read-alerts' AND allowed AND $1 = ANY (subjects)`, m)
	if lines != 1 {
		t.Errorf("%d lines name the child, want 1", lines)
	}
	if _, err := w.alerts.Deadlines(t.Context(), caller(access.Region), alert.Asked{}); err == nil {
		t.Fatal("a region is shown deadlines")
	}
	w.Scan(&lines, `SELECT count(*) FROM access_lines WHERE action = 'read-alerts' AND NOT allowed`)
	if lines != 1 {
		t.Errorf("%d lines of who was denied, want 1", lines)
	}
}

func TestAListIsFilteredSortedAndGoesOnPageByPage(t *testing.T) {
	w := newWorld(t)
	police := w.Institution(institution.Police, siracusa)
	for range 5 {
		w.hosted()
	}
	late := intaketest.Minor() // comes later, and is given no sheet
	w.centre.Taken(w.centre.Write(late, "2026-03-10", minor.Registered{Code: w.centre.Code()}),
		w.centre.Write(late, "2026-03-10", placement.Began{At: facility.At(w.from)}))
	w.on("2026-03-15")
	who := access.Caller{Role: access.Ministry, Reason: "weekly"}
	all := w.listed(who, alert.Asked{})
	if all.Overdue != len(all.Deadlines)-all.Soon || all.Soon != 0 || len(all.Deadlines) != 13 { // D1 and D4 of five, D1, D2 and S1 of one
		t.Fatalf("got %d soon and %d overdue: %s", all.Soon, all.Overdue, inWords(all))
	}
	for _, c := range []struct {
		name string
		q    alert.Asked
		want int
	}{
		{"by state", alert.Asked{State: deadline.Soon}, 0}, {"overdue", alert.Asked{State: deadline.Overdue}, 13},
		{"by code", alert.Asked{Code: "D4"}, 5}, {"about one", alert.Asked{Minor: late}, 3},
		{"of an office", alert.Asked{Office: institution.Office(police)}, 11}, {"of another", alert.Asked{Office: institution.OfficeOf(w.from)}, 2},
	} {
		if got := len(w.listed(who, c.q).Deadlines); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
	for _, by := range []alert.Sort{alert.ByDue, alert.ByCode, alert.ByLevel} {
		var paged []alert.Listed
		q := alert.Asked{Sort: by, Most: 5}
		for more := true; more; {
			page := w.listed(who, q)
			paged = append(paged, page.Deadlines...)
			more = page.Next != 0
			q.After = page.Next
		}
		number := func(l []alert.Listed) (out []int64) {
			for _, d := range l {
				out = append(out, d.ID)
			}
			return out
		}
		if d := cmp.Diff(number(w.listed(who, alert.Asked{Sort: by}).Deadlines), number(paged)); d != "" {
			t.Errorf("by %s, page by page (-whole +paged)\n%s", by, d)
		}
		if !slices.IsSortedFunc(paged, func(a, b alert.Listed) int {
			switch by {
			case alert.ByCode:
				return strings.Compare(a.Code, b.Code)
			case alert.ByLevel:
				return int(b.Level - a.Level)
			}
			return a.DueOn.Compare(b.DueOn)
		}) {
			t.Errorf("by %s: not in order", by)
		}
	}
	for _, q := range []alert.Asked{{State: "met"}, {Code: "D99"}, {Sort: "name"}, {Most: 1000}, {After: -1}, {After: 999_999}} {
		if _, err := w.alerts.Deadlines(t.Context(), who, q); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: got %v, want it refused", q, err)
		}
	}
}

func TestAChangeOfLawIsCountedAndChangesNothing(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.hosted()
	}
	w.on("2026-03-28") // 27 days in first reception
	before := w.count(`SELECT count(*) FROM alerts`)
	length := 20
	rules, err := deadline.Amend(deadline.Rules(), []deadline.Amendment{{Code: "D6", From: day.Must("2026-02-01"), Length: &length}})
	if err != nil {
		t.Fatal(err)
	}
	who := access.Caller{Role: access.Ministry, Person: institution.PersonID(w.Ministry), Reason: "a bill"}
	var done int
	got, err := w.alerts.Simulate(t.Context(), who, rules, w.Today(), func(n int) { done = n })
	if err != nil {
		t.Fatal(err)
	}
	want := []alert.Effect{{Code: "D6", Running: alert.Pair{Now: 3}, Overdue: alert.Pair{Then: 3}}}
	if d := cmp.Diff(want, got); d != "" || done != 3 {
		t.Errorf("of %d (-want +got)\n%s", done, d)
	}
	if after := w.count(`SELECT count(*) FROM alerts`); after != before {
		t.Errorf("there are %d alerts, and were %d", after, before)
	}
	if _, err := w.alerts.Simulate(t.Context(), caller(access.Region), rules, w.Today(), nil); !fault.Is(err, fault.Denied) {
		t.Errorf("a region: got %v, want it denied", err)
	}
	if lines := w.count(`SELECT count(*) FROM access_lines WHERE action = 'count-census' AND allowed <> (role <> 'ministry')`); lines != 2 {
		t.Errorf("%d lines, want one for each that asked", lines)
	}
}

func (w *world) count(sql string) (n int) {
	w.t.Helper()
	w.Scan(&n, sql)
	return n
}
