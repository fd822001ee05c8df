package presence

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
)

var january = day.Span{From: day.Must("2026-01-01"), Until: day.Must("2026-02-01")}

// accounted prints how the days of January are accounted for.
func accounted(w *historytest.World) string {
	records := w.Records()
	f := w.File()
	var out []string
	for _, s := range account(&f, records, january) {
		why := string(s.Why)
		if why == "" {
			why = "counted"
		}
		out = append(out, fmt.Sprintf("%s %s %s", historytest.Word(facility.At(s.At)), historytest.Span(s.Days), why))
	}
	return strings.Join(out, ", ")
}

func TestADayCountsWherePresenceWasStatedAndNothingContends(t *testing.T) {
	for name, c := range map[string]struct{ told, want string }{
		"no roll-call":      {`F1 hosts on 1`, "F1 01-02 counted, F1 02-01 no-roll-call"},
		"a roll-call":       {`F1 hosts on 1; F1 calls the roll from 2 to 20 on 20`, "F1 01-20 counted, F1 20-01 no-roll-call"},
		"one taken back":    {`F1 hosts on 1; F1 calls the roll from 2 to 20 on 20 as call; F1 retracts call on 21`, "F1 01-02 counted, F1 02-01 no-roll-call"},
		"on the way":        {`F1 hosts on 1; F1 sends to F2 on 2; F2 receives from F1 on 4; F2 calls the roll from 4 to 32 on 30`, "F1 01-02 counted, F1 02-04 in-transit, F2 04-01 counted"},
		"missing":           {`F1 hosts on 1; F1 misses on 2; F1 finds on 30; F1 calls the roll from 30 to 32 on 31`, "F1 01-02 counted, F1 02-30 missing, F1 30-01 counted"},
		"let go":            {`F1 hosts on 1; F1 ends the stay on 2`, "F1 01-02 counted, F1 02-01 unplaced"},
		"left the register": {`F1 hosts on 1; F1 exits for majority on 2`, "F1 01-02 counted"},
		"two places on the same days": {`F1 hosts on 1; F1 calls the roll from 2 to 12 on 12; F2 blindly hosts on 8; F2 calls the roll from 9 to 32 on 31`,
			"F1 01-08 counted, F2 08-01 conflict"},
		"decided for the second": {`F1 hosts on 1; F1 calls the roll from 2 to 12 on 12 as a; F2 blindly hosts on 8 as b; X chooses b for place on 14`,
			"F1 01-02 counted, F1 02-08 no-roll-call, F2 08-09 counted, F2 09-01 no-roll-call"},
		"another structure's roll-call": {`F1 hosts on 1; F2 calls the roll from 3 to 10 on 10; F1 hosts on 5`,
			"F1 01-02 counted, F1 02-03 no-roll-call, F2 03-05 counted, F1 05-06 counted, F1 06-01 no-roll-call"},
	} {
		t.Run(name, func(t *testing.T) {
			w := historytest.New(t)
			w.Tell(strings.ReplaceAll(c.told, " 32 ", " 2026-02-01 "))
			if got := accounted(w); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestNoDayIsCountedAtAStructureThatDidNotStateIt(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := historytest.New(t)
		historytest.Draw(r, w, 24)
		f, records := w.File(), w.Records()
		stated, doubts := f.Statements(records), f.Doubts(records)
		days := map[day.Date]bool{}
		for _, s := range account(&f, records, january) {
			for d := s.Days.From; d.Before(s.Days.Until); d = d.Add(1) {
				if days[d] {
					r.Fatalf("%s is accounted for twice", d)
				}
				days[d] = true
				if s.Why != "" {
					continue
				}
				if !states(stated, s.At, d) || doubted(doubts, d) {
					r.Fatalf("%s counts at %s: %s", d, historytest.Word(facility.At(s.At)), historytest.Stays(f))
				}
			}
		}
		for d := january.From; d.Before(january.Until); d = d.Add(1) {
			if s, ok := f.Presence.On(d); ok && s.State == casefile.Present && !s.At.Facility.IsZero() && !days[d] {
				r.Fatalf("%s is neither counted nor listed: %s", d, historytest.Stays(f))
			}
		}
	})
}

func states(all []casefile.Statement, at facility.ID, d day.Date) bool {
	for _, s := range all {
		if s.At.Facility == at && s.Days.Contains(d) {
			return true
		}
	}
	return false
}

func doubted(all []day.Span, d day.Date) bool {
	for _, s := range all {
		if s.Contains(d) {
			return true
		}
	}
	return false
}

func TestWhoIsNoMinorOrNoForeignerDoesNotCount(t *testing.T) {
	w := historytest.New(t)
	w.Tell(`F1 hosts on 1; F1 calls the roll from 2 to 31 on 31`)
	w.At("F1", 1).Born("2008-01-10", minor.OwnWord, minor.Declared)
	if got, want := accounted(w), "F1 01-10 counted, F1 10-01 of-age"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	w.At("F1", 1).Says(minor.IdentityStated{Source: minor.OwnWord, Citizenship: "FR"})
	if got, want := accounted(w), "F1 01-10 not-foreign, F1 10-01 of-age"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestAQuarterIsReadAsItIsWritten(t *testing.T) {
	for text, want := range map[string]string{"2026-Q1": "2026-01-01 2026-04-01", "2026-Q4": "2026-10-01 2027-01-01"} {
		q, err := ParseQuarter(text)
		if s := q.Span(); err != nil || s.From.String()+" "+s.Until.String() != want || q.String() != text || QuarterOf(s.Until.Add(-1)) != q {
			t.Errorf("%s: got %v, %v", text, q.Span(), err)
		}
	}
	for _, text := range []string{"", "2026", "2026-Q0", "2026-Q5", "2026-Q", "26-Q1", "2026-Q11", "2026-Q+1"} {
		if _, err := ParseQuarter(text); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}
