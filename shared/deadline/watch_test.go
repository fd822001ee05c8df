package deadline_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
)

// usual is what a registry watches by.
func usual() deadline.Watch {
	return deadline.Watch{Rules: deadline.Rules(), Patience: deadline.Usual()}
}

// raised gives what is raised of a code, with its level and the offices above.
func raised(f casefile.File, on day.Date, code string) string {
	all, _ := usual().Look(&f, on, types)
	for _, r := range all {
		if r.Code == code {
			return fmt.Sprintf("%s %d %v", r.State, r.Level, r.Above)
		}
	}
	return ""
}

func TestWhatIsOverdueGoesUpStepByStep(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	w.At("F1", 1).Hosts()
	f := w.File()
	for _, q := range []struct {
		on         int
		code, want string
	}{
		{7, "D4", ""}, {8, "D4", "soon 0 []"}, {11, "D4", "soon 0 []"}, {12, "D4", "overdue 1 []"},
		{14, "D4", "overdue 1 []"}, {15, "D4", "overdue 2 [[prefecture]]"}, {21, "D4", "overdue 2 [[prefecture]]"},
		{22, "D4", "overdue 3 [[prefecture] [ministry]]"}, {400, "D4", "overdue 3 [[prefecture] [ministry]]"},
		// At once is sooner; a host answers to two.
		{1, "S1", "soon 0 []"}, {2, "S1", "overdue 1 []"}, {3, "S1", "overdue 2 [[social-service prefecture]]"},
		{4, "S1", "overdue 2 [[social-service prefecture]]"}, {5, "S1", "overdue 3 [[social-service prefecture] [ministry]]"},
		// Above a prefecture is the Ministry alone.
		{47, "D6", "overdue 1 []"}, {50, "D6", "overdue 2 [[ministry]]"}, {100, "D6", "overdue 2 [[ministry]]"},
	} {
		if got := raised(f, january(q.on), q.code); got != q.want {
			t.Errorf("%s on day %d: got %q, want %q", q.code, q.on, got, q.want)
		}
	}
}

func TestHowLongIsWaitedBeforeADeadlineGoesUpIsSet(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	f := w.File()
	hasty := deadline.Watch{Rules: deadline.Rules(), Patience: deadline.Patience{Above: 0, Ministry: 1}}
	levels := map[string]deadline.Level{}
	all, _ := hasty.Look(&f, january(13), types)
	for _, r := range all {
		levels[r.Code] = r.Level
	}
	for _, code := range []string{"D4", "S1"} {
		if levels[code] != deadline.IsAtTop {
			t.Errorf("%s: got level %d, want the top after two days", code, levels[code])
		}
	}
}

func TestEveryOfficeHasSomebodyAboveItButTheMinistry(t *testing.T) {
	for _, r := range deadline.Rules() {
		steps := deadline.Above(r.Office)
		if r.Office == deadline.Ministry {
			continue
		}
		if len(steps) == 0 || !slices.Equal(steps[len(steps)-1], []deadline.Office{deadline.Ministry}) {
			t.Errorf("%s (%s) does not come to the Ministry: %v", r.Code, r.Office, steps)
		}
	}
}

// A child is looked at again no later than on the day on which something changes:
// until then what is raised is the same.
func TestUntilTheNextLookNothingComesToBeDue(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := historytest.New(t)
		historytest.Draw(r, w, 25)
		f := w.File()
		on := january(rapid.IntRange(1, 60).Draw(r, "day"))
		stand, next := usual().Look(&f, on, types)
		for d := range 130 {
			at := on.Add(d)
			now, then := usual().Look(&f, at, types)
			if !next.IsZero() && !at.Before(next) {
				stand, next = now, then
				if !next.IsZero() && !next.After(at) {
					r.Fatalf("looked at on %s, and again on %s%s", at, next, w.Story())
				}
			}
			if !reflect.DeepEqual(stand, now) {
				r.Fatalf("on %s, before the next look on %s: %v, and before %v%s", at, next, now, stand, w.Story())
			}
			agree(r, &f, at, now)
		}
	})
}

// agree sees that what is raised is what is due soon or overdue, and that alone.
func agree(r *rapid.T, f *casefile.File, on day.Date, raised []deadline.Raised) {
	var open, shown []deadline.Deadline
	for _, d := range deadline.Due(f, on, types) {
		if d.State == deadline.Soon || d.State == deadline.Overdue {
			open = append(open, d)
		}
	}
	for _, d := range raised {
		shown = append(shown, d.Deadline)
	}
	if !slices.Equal(open, shown) {
		r.Fatalf("on %s are due %v, and raised %v", on, open, shown)
	}
}

func TestTheBirthdayAndTheEndOfAQuarterAreLookedAt(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Hosts()
	w.At("F1", 1).Born("2008-03-20", minor.ByAuthority, minor.Documented)
	f := w.File()
	seen := map[day.Date]bool{}
	for on := january(1); !on.IsZero() && on.Before(day.Must("2026-12-31")); {
		seen[on] = true
		_, on = usual().Look(&f, on, types)
	}
	for _, want := range []string{"2026-03-20", "2026-03-31", "2026-06-30", "2026-09-30"} {
		if !seen[day.Must(want)] {
			t.Errorf("nobody looks on %s", want)
		}
	}
	if len(seen) > 60 {
		t.Errorf("looked at on %d days of a year", len(seen))
	}
}
