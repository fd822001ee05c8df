package deadline_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/facility"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
	"faro.example/shared/socialfile"
)

// types: F1 and F2 are first reception, F3 is second, T is temporary, and of all
// else nothing is known.
func types(f facility.ID) facility.Type {
	switch historytest.Word(facility.At(f)) {
	case "F1", "F2":
		return facility.First
	case "F3":
		return facility.Second
	case "T":
		return facility.Temporary
	}
	return ""
}

// january is a day of the month in which histories are told, or so many days on.
func january(d int) day.Date { return day.Must("2026-01-01").Add(d - 1) }

// of gives the deadlines of a code, in words.
func of(f casefile.File, on day.Date, code string) string {
	var out []string
	for _, d := range deadline.Due(&f, on, types) {
		if d.Code == code {
			out = append(out, fmt.Sprintf("%d+%d %s", d.From.Sub(january(0)), d.Due.Sub(d.From), d.State))
		}
	}
	return strings.Join(out, ", ")
}

func TestWhatIsDueAboutAChildInFirstReception(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("F1", 1).Hosts()
	w.At("F1", 20).Sends("F2")
	w.At("F2", 21).Receives()
	f := w.File()
	for _, q := range []struct {
		on         int
		code, want string
	}{
		{1, "D6", "1+45 running"}, {39, "D6", "1+45 soon"}, {46, "D6", "1+45 soon"}, {47, "D6", "1+45 overdue"}, // moved between two of the same type
		{1, "D4", "1+10 running"}, {12, "D4", "1+10 overdue"},
		{1, "S1", "1+0 soon"}, {2, "S1", "1+0 overdue"}, {0, "S1", ""},
		{1, "D5", ""}, {1, "D1", "1+0 soon"}, {2, "D1", "1+0 overdue"},
	} {
		if got := of(f, january(q.on), q.code); got != q.want {
			t.Errorf("%s on day %d: got %q, want %q", q.code, q.on, got, q.want)
		}
	}
	w.At("F1", 5).Says(minor.NoticeGiven{Text: "informativa-1", Language: "ar", Explained: "the mediator"})
	w.At("F1", 6).Says(minor.IdentityStated{Source: minor.PhotoDocument, Cites: "A1", Name: &minor.Name{Given: "Ali"},
		Birth: &minor.Birth{Date: day.Must("2010-05-05"), Precision: minor.ToDay, Provenance: minor.Documented}})
	w.At("F2", 30).Sends("F3")
	w.At("F3", 31).Receives()
	f = w.File()
	for code, want := range map[string]string{"D6": "1+45 met", "D4": "1+10 met", "S1": "1+0 met-late", "D5": "31+4 overdue"} {
		if got := of(f, january(60), code); got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
	w.At("F3", 32).Says(minor.IdentifierStated{Scheme: minor.SecondReception, Value: "77"})
	if got := of(w.File(), january(60), "D5"); got != "31+4 met" {
		t.Errorf("D5: got %q", got)
	}
}

func TestADisappearanceIsReportedToThePoliceAtOnce(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	w.At("F1", 4).Misses()
	if got := of(w.File(), january(4), "D14") + ", " + of(w.File(), january(5), "D14"); got != "4+0 soon, 4+0 overdue" {
		t.Errorf("not reported: got %q", got)
	}
	if got := of(w.File(), january(6), "D6"); got != "1+45 met" {
		t.Errorf("who is missing is not in first reception: got %q", got)
	}
	w.At("F1", 5).Says(movement.AbsenceReported{From: historytest.At("F1"), Report: "12/2026"})
	if got := of(w.File(), january(5), "D14"); got != "4+0 met" {
		t.Errorf("reported: got %q", got)
	}
	back := historytest.At("F1")
	w.At("F1", 9).Says(movement.AbsenceEnded{At: &back})
	w.At("F1", 12).Misses()
	w.At("F1", 14).Exits(movement.Majority)
	if got := of(w.File(), january(20), "D14"); got != "4+0 met, 12+0 lapsed" {
		t.Errorf("again, and of age: got %q", got)
	}
	if got := of(w.File(), january(20), "D6"); got != "1+45 met, 9+45 met" {
		t.Errorf("who comes back begins anew: got %q", got)
	}
}

func TestOfAPresenceAllThreeOfficesAreNotified(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	sent := func(on int, m minor.Matter, as minor.Receiver) {
		w.At("F1", on).Says(minor.NoticeSent{Matter: m, As: as, Office: "the office", Says: "a child is here"})
	}
	sent(1, minor.PresenceKnown, minor.ToProsecutor)
	sent(1, minor.PresenceKnown, minor.ToCourt)
	sent(1, minor.Disappeared, minor.ToMinistry)
	if got := of(w.File(), january(2), "D1"); got != "1+0 overdue" {
		t.Errorf("the Ministry was not told: got %q", got)
	}
	sent(3, minor.PresenceKnown, minor.ToMinistry)
	if got := of(w.File(), january(4), "D1"); got != "1+0 met-late" {
		t.Errorf("all were, one late: got %q", got)
	}
	w.At("F1", 5).Misses()
	if got := of(w.File(), january(6), "D14"); got != "5+0 overdue" {
		t.Errorf("missing: got %q", got)
	}
	sent(6, minor.Disappeared, minor.ToProsecutor)
	if got := of(w.File(), january(6), "D14"); got != "5+0 overdue" {
		t.Errorf("the police were not told: got %q", got)
	}
	sent(6, minor.Disappeared, minor.ToPolice)
	if got := of(w.File(), january(6), "D14"); got != "5+0 met-late" {
		t.Errorf("the police were told: got %q", got)
	}
}

func TestAnAttemptToTurnAChildBackIsToldToProsecutorAndMinistry(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	w.At("F1", 4).Says(movement.RefusalAttempted{Where: "the port", Done: "brought back"})
	f := w.File()
	all, _ := usual().Look(&f, january(4), types)
	i := slices.IndexFunc(all, func(r deadline.Raised) bool { return r.Code == "B1" })
	if i < 0 || all[i].Office != deadline.Prosecutor || !slices.Equal(all[i].Also, []deadline.Office{deadline.Ministry}) {
		t.Fatalf("got %+v", all)
	}
	for _, as := range []minor.Receiver{minor.ToMinistry, minor.ToProsecutor} {
		w.At("F1", 4).Says(minor.NoticeSent{Matter: minor.RefusalAttempted, As: as, Office: "the office", Says: "tried"})
	}
	if got := of(w.File(), january(5), "B1"); got != "4+0 met" {
		t.Errorf("both were notified: got %q", got)
	}
}

func TestNobodyUnderFourteenIsInATemporaryStructure(t *testing.T) {
	for born, want := range map[string]string{"2013-01-01": "1+0 overdue / 1+90 running / 1+150 running", "2010-01-01": " / 1+90 running / 1+150 running"} {
		w := historytest.New(t)
		w.At("T", 1).Hosts()
		w.At("T", 1).Born(born, minor.ByAuthority, minor.Documented)
		f := w.File()
		got := of(f, january(5), "D7-under-14") + " / " + of(f, january(5), "D7") + " / " + of(f, january(5), "D7-extended")
		if got != want {
			t.Errorf("born %s: got %q, want %q", born, got, want)
		}
	}
}

func TestAQuarterIsCertifiedByRollCalls(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	f := w.File()
	for on, want := range map[int]string{89: "", 90: "90+30 running", 111: "90+30 soon", 121: "90+30 overdue"} {
		if got := of(f, january(on), "D13"); got != want {
			t.Errorf("day %d: got %q, want %q", on, got, want)
		}
	}
	w.At("F1", 91).Says(placement.Confirmed{At: historytest.At("F1"), Days: day.Span{From: january(1), Until: january(90)}})
	if got := of(w.File(), january(99), "D13"); got != "90+30 running" {
		t.Errorf("a day is not confirmed: got %q", got)
	}
	w.At("F1", 92).Says(placement.Confirmed{At: historytest.At("F1"), Days: day.Span{From: january(90), Until: january(91)}})
	if got := of(w.File(), january(99), "D13"); got != "90+30 met" {
		t.Errorf("all are confirmed: got %q", got)
	}
}

func TestWhatIsKeptOfAChildIsDeletedFiveYearsAfterMajority(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	w.At("F1", 1).Born("2008-01-15", minor.ByAuthority, minor.Documented)
	f := w.File()
	if got := of(f, january(14), "D12"); got != "" {
		t.Errorf("a minor: got %q", got)
	}
	if got := of(f, january(15), "D12"); got != fmt.Sprintf("15+%d running", day.Must("2031-01-15").Sub(january(15))) {
		t.Errorf("of age: got %q", got)
	}
	if got := of(f, january(50), "D6"); got != "1+45 lapsed" {
		t.Errorf("who is of age need not leave first reception: got %q", got)
	}
}

func TestBeforeMajorityTheOpinionAndCareBeyondItAreAskedFor(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	w.At("F1", 1).Born("2008-06-01", minor.ByAuthority, minor.Documented)
	from := day.Must("2026-06-01").Add(-90).Sub(january(0))
	f := w.File()
	if got, want := of(f, january(from), "D10")+", "+of(f, january(from), "D11"), fmt.Sprintf("%d+150 running, %d+89 running", from, from); got != want {
		t.Errorf("ninety days before: got %q, want %q", got, want)
	}
	if got := of(f, day.Must("2026-06-01"), "D11"); got != fmt.Sprintf("%d+89 overdue", from) {
		t.Errorf("on the birthday: got %q", got)
	}
	w.At("M1", 20).Says(permit.Issued{Type: permit.Asylum, Number: "I1", Until: day.Must("2026-09-30")})
	w.At("M1", 70).Says(opinion.ExtensionAsked{Reason: "still at school"})
	f = w.File()
	late := day.Must("2026-09-30").Add(60).Sub(january(from))
	if got := of(f, january(from), "D10") + ", " + of(f, january(from+9), "D11"); got != fmt.Sprintf("%d+%d running, %d+89 met", from, late, from) {
		t.Errorf("a permit beyond majority: got %q", got)
	}
	w.At("F1", 80).Exits(movement.Relocation)
	if got := of(w.File(), january(90), "D10"); got != fmt.Sprintf("%d+%d lapsed", from, late) {
		t.Errorf("who has left asks for no opinion: got %q", got)
	}
}

func TestAnAssessmentOfTheAgeIsDecidedWithinSixtyDays(t *testing.T) {
	w := historytest.New(t)
	w.At("M1", 3).Says(minor.AgeOrdered{By: "Catania", Doubt: "two documents"})
	w.At("F1", 3).Says(minor.AgeOrdered{By: "Catania", Doubt: "two documents"}) // the same, by another
	f := w.File()
	if got := of(f, january(3), "D8") + ", " + of(f, january(64), "D8"); got != "3+60 running, 3+60 overdue" {
		t.Errorf("got %q", got)
	}
	w.At("M1", 40).Decrees(minor.IsMinor, "Catania", "2010-01-01")
	if got := of(w.File(), january(64), "D8"); got != "3+60 met" {
		t.Errorf("decided: got %q", got)
	}
}

func TestWhoAsksForAsylumIsRepresented(t *testing.T) {
	directive := day.Must("2026-06-12").Sub(january(0))
	w := historytest.New(t)
	w.At("M1", directive-1).Says(protection.Asked{Route: protection.Asylum})
	if got := of(w.File(), january(directive+60), "D9"); got != "" {
		t.Errorf("before the directive: got %q", got)
	}
	w.At("M1", directive+3).Says(protection.Asked{Route: protection.Asylum})
	f := w.File()
	if got := of(f, january(directive+3), "D9") + ", " + of(f, january(directive+40), "D9"); got != fmt.Sprintf("%d+21 running, %d+21 overdue", directive+3, directive+3) {
		t.Errorf("nobody represents the child: got %q", got)
	}
	w.At("M1", directive+5).Appoints("G1", "Catania", 1)
	if got := of(w.File(), january(directive+40), "D9"); got != fmt.Sprintf("%d+21 met", directive+3) {
		t.Errorf("a guardian: got %q", got)
	}
}

func TestAChangeOfLawIsARowMore(t *testing.T) {
	rules := deadline.Rules()
	change := day.Must("2026-01-10")
	for i, r := range rules {
		if r.Code == "D6" && r.Valid.Open() {
			old, new := r, r
			old.Valid.Until, new.Valid.From, new.Length = change, change, 20
			rules = append(slices.Replace(rules, i, i+1, old), new)
			break
		}
	}
	for day1, want := range map[int]int{9: 45, 10: 20} {
		w := historytest.New(t)
		w.At("F1", day1).Hosts()
		f := w.File()
		var got []int
		for _, d := range deadline.By(rules, &f, january(20), types) {
			if d.Code == "D6" {
				got = append(got, d.Due.Sub(d.From))
			}
		}
		if !slices.Equal(got, []int{want}) {
			t.Errorf("in reception from day %d: got %v, want %d", day1, got, want)
		}
	}
}

func TestTheTableSaysForEachDutyWhoAndByWhichLawAndNeverTwoAtOnce(t *testing.T) {
	codes := map[string][]deadline.Rule{}
	for _, r := range deadline.Rules() {
		if r.What.Italian == "" || r.What.English == "" || r.Source == "" || r.Office == "" || r.Start == "" || r.Stop == "" || r.Unit == "" || r.Valid.From.IsZero() {
			t.Errorf("%s is not whole: %+v", r.Code, r)
		}
		for _, o := range codes[r.Code] {
			if o.Valid.Overlaps(r.Valid) {
				t.Errorf("%s has two rows on one day", r.Code)
			}
		}
		codes[r.Code] = append(codes[r.Code], r)
	}
	for n := 1; n <= 14; n++ {
		if codes[fmt.Sprintf("D%d", n)] == nil {
			t.Errorf("D%d is not in the table", n)
		}
		if n <= 12 && codes[fmt.Sprintf("T%d", n)] == nil {
			t.Errorf("T%d is not in the table", n)
		}
	}
}

// Whatever order records come in, the deadlines are the same; none is there twice;
// one that has started is there on every later day, with the same end; and one who
// is in first reception for longer than the law allows is always overdue.
func TestADeadlineIsNeverMissedAndNeverDoubled(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := historytest.New(t)
		historytest.Draw(r, w, 25)
		records := w.Records()
		f := w.File()
		shuffled := casefile.Fold(f.Minor, rapid.Permutation(records).Draw(r, "order"))
		type key struct {
			code string
			from day.Date
		}
		before := map[key]day.Date{}
		for _, on := range []day.Date{
			january(5), january(9), january(40), january(46), january(47), january(48), january(51), january(55), january(60), january(400), january(4000),
		} {
			due := deadline.Due(&f, on, types)
			if !slices.Equal(due, deadline.Due(&shuffled, on, types)) {
				r.Fatalf("in another order there are other deadlines on %s%s", on, w.Story())
			}
			now := map[key]day.Date{}
			for _, d := range due {
				k := key{d.Code, d.From}
				if _, twice := now[k]; twice {
					r.Fatalf("%s from %s is there twice on %s%s", d.Code, d.From, on, w.Story())
				}
				now[k] = d.Due
			}
			for k, end := range before {
				if now[k] != end {
					r.Fatalf("%s from %s is not there any more on %s, or ends otherwise%s", k.code, k.from, on, w.Story())
				}
			}
			before = now
			if tooLong(&f, on) != overdue(due, "D6") {
				r.Fatalf("first reception on %s: overdue is %v%s", on, overdue(due, "D6"), w.Story())
			}
		}
	})
}

func overdue(due []deadline.Deadline, code string) bool {
	return slices.ContainsFunc(due, func(d deadline.Deadline) bool { return d.Code == code && d.State == deadline.Overdue })
}

// tooLong walks back day by day: whether the child has been in first reception,
// or between two such structures, for more than 45 days, and still is a minor
// there.
func tooLong(f *casefile.File, on day.Date) bool {
	if b, ok := f.Identity.Birth(); ok && b.Date.Age(on) >= 18 {
		return false
	}
	first := func(d day.Date) (in, way bool) {
		s, there := f.Presence.On(d)
		if !there {
			return false, false
		}
		known := s.At.Facility
		t := s.At.Type
		if !known.IsZero() {
			t = types(known)
		}
		return s.State == casefile.Present && (t == facility.First || t == ""), s.State == casefile.InTransit
	}
	entered := day.Date{}
	for d := on; ; d = d.Add(-1) {
		in, way := first(d)
		if !in && !way {
			break
		}
		if in {
			entered = d
		}
	}
	return !entered.IsZero() && on.Sub(entered) > 45
}

// Who holds some sections alone is told by them what who holds all is told.
func TestWhoHoldsTheSectionsOfARuleTellsItsDeadlinesAsWhoHoldsAll(t *testing.T) {
	some := [][]change.Section{
		{change.Identity, change.Presence},
		{change.Identity, change.Presence, change.Guardian, change.Protection},
		{change.Identity, change.Presence, change.Permit, change.Opinion},
	}
	rapid.Check(t, func(r *rapid.T) {
		w := historytest.New(t)
		historytest.Draw(r, w, 25)
		records := w.Records()
		held := rapid.SampledFrom(some).Draw(r, "held")
		own := casefile.Fold(w.File().Minor, slices.DeleteFunc(slices.Clone(records), func(p change.Placed) bool { return !slices.Contains(held, p.Section) }))
		whole := w.File()
		rules := deadline.Told(deadline.Rules(), held)
		if len(rules) < 8 {
			r.Fatalf("of %v only %d rules are told", held, len(rules))
		}
		for _, on := range []day.Date{january(2), january(30), january(120)} {
			if got, want := deadline.By(rules, &own, on, types), deadline.By(rules, &whole, on, types); !slices.Equal(got, want) {
				r.Fatalf("with %v on %s: got %v, want %v%s", held, on, got, want, w.Story())
			}
		}
	})
}

func TestTheInterviewIsDueThreeDaysAfterEntryAndStopsItsClock(t *testing.T) {
	interview := socialfile.Interview{By: "A", As: socialfile.Educator, Mediator: "B", Language: "ff", Story: "S", Opinion: socialfile.Voice{Words: "school"}}
	for _, c := range []struct {
		held int // the day of the interview; 0 for none
		on   int
		want string
	}{{0, 2, "1+3 running"}, {0, 3, "1+3 soon"}, {0, 5, "1+3 overdue"}, {4, 5, "1+3 met"}, {6, 7, "1+3 met-late"}} {
		w := historytest.New(t)
		w.At("F1", 1).Registers()
		w.At("F1", 1).Hosts()
		if c.held > 0 {
			w.At("F1", c.held).Says(interview)
		}
		if got := of(w.File(), january(c.on), "D2"); got != c.want {
			t.Errorf("held on day %d, on day %d: got %q, want %q", c.held, c.on, got, c.want)
		}
		want := ""
		if c.held > 0 { // the report for the tracing of the family is due five days after it (law 47/2017 art. 6)
			want = fmt.Sprintf("%d+5 running", c.held)
		}
		if got := of(w.File(), january(c.on), "D3"); got != want {
			t.Errorf("held on day %d: got D3 %q, want %q", c.held, got, want)
		}
	}
}
