package day_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

// dates draws days that can be read from text, the awkward ones often.
func dates() *rapid.Generator[day.Date] {
	awkward := rapid.SampledFrom([]string{
		"1900-01-01", "1900-02-28", "1900-03-01", "1969-12-31", "1970-01-01", "2000-02-29", "2008-02-29",
		"2026-03-29", "2026-10-25", "2100-02-28", "2100-03-01", "2200-12-31",
	})
	return rapid.Custom(func(t *rapid.T) day.Date {
		if rapid.Bool().Draw(t, "awkward") {
			return day.Must(awkward.Draw(t, "text"))
		}
		return day.Must("1900-01-01").Add(rapid.IntRange(0, 109_937).Draw(t, "days after 1900"))
	})
}

func TestArithmeticAgreesWithPackageTime(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d, e := dates().Draw(r, "d"), dates().Draw(r, "e")
		n := rapid.IntRange(-40_000, 40_000).Draw(r, "n")
		years := rapid.IntRange(-120, 120).Draw(r, "years")
		at := d.UTC()
		same(r, "Add", d.Add(n).UTC(), at.AddDate(0, 0, n))
		same(r, "AddYears", d.AddYears(years).UTC(), at.AddDate(years, 0, 0))
		same(r, "Month", d.Month().UTC(), time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC))
		same(r, "NextMonth", d.NextMonth().UTC(), time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC))
		same(r, "Sub", d.Sub(e), int((at.Unix()-e.UTC().Unix())/86400))
		same(r, "Compare", sign(d.Compare(e)), at.Compare(e.UTC()))
		same(r, "Before", d.Before(e), at.Before(e.UTC()))
		same(r, "After", d.After(e), at.After(e.UTC()))
		same(r, "String", d.String(), at.Format(time.DateOnly))
		y, m, dd := d.Civil()
		same(r, "Of", day.Of(y, m, dd), d)
	})
}

func same[T comparable](r *rapid.T, what string, got, want T) {
	r.Helper()
	if got != want {
		r.Fatalf("%s: got %v, want %v", what, got, want)
	}
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func TestNoDayStaysNoDay(t *testing.T) {
	var none day.Date
	for what, got := range map[string]day.Date{
		"Add": none.Add(3), "AddYears": none.AddYears(18), "Month": none.Month(), "NextMonth": none.NextMonth(),
	} {
		if !got.IsZero() {
			t.Errorf("%s of no day is %v", what, got)
		}
	}
	if y, m, d := none.Civil(); y != 0 || m != 0 || d != 0 || none.String() != "" {
		t.Errorf("no day is %d-%d-%d, %q", y, m, d, none)
	}
	if !none.Before(day.Must("1900-01-01")) {
		t.Error("no day does not come before every day")
	}
}

func TestAge(t *testing.T) {
	cases := []struct {
		name, born, on string
		want           int
	}{
		{"the day of birth", "2010-05-04", "2010-05-04", 0},
		{"the day before the eighteenth birthday", "2008-05-04", "2026-05-03", 17},
		{"the eighteenth birthday", "2008-05-04", "2026-05-04", 18},
		{"born on 29 February, 28 February of a year without one", "2008-02-29", "2026-02-28", 17},
		{"born on 29 February, 1 March of a year without one", "2008-02-29", "2026-03-01", 18},
		{"born on 29 February, 29 February", "2008-02-29", "2028-02-29", 20},
		{"born on 29 February, 28 February of a leap year", "2008-02-29", "2028-02-28", 19},
		{"born on 29 February, in 2100, which has none", "2096-02-29", "2100-02-28", 3},
		{"before birth", "2010-05-04", "2010-05-03", -1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := day.Must(c.born).Age(day.Must(c.on)); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
	if (day.Date{}).Age(day.Must("2026-01-01")) != -1 || day.Must("2026-01-01").Age(day.Date{}) != -1 {
		t.Error("an age is computed without both days")
	}
}

// One is n years old from the n-th birthday up to the day before the next.
func TestAgeChangesOnTheBirthdayOnly(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		born := day.Must("1900-01-01").Add(rapid.IntRange(0, 60_000).Draw(r, "born"))
		n := rapid.IntRange(0, 120).Draw(r, "age")
		birthday, next := born.AddYears(n), born.AddYears(n+1)
		on := birthday.Add(rapid.IntRange(0, next.Sub(birthday)-1).Draw(r, "days after the birthday"))
		same(r, "age", born.Age(on), n)
		same(r, "age on the next birthday", born.Age(next), n+1)
	})
}

// A span is the set of its days: the rules agree with the days counted one by one.
func TestASpanIsTheSetOfItsDays(t *testing.T) {
	from := day.Must("2026-03-25")
	spans := rapid.Custom(func(t *rapid.T) day.Span {
		s := day.Span{From: from.Add(rapid.IntRange(0, 9).Draw(t, "from"))}
		if !rapid.Bool().Draw(t, "open") {
			s.Until = from.Add(rapid.IntRange(0, 9).Draw(t, "until"))
		}
		return s
	})
	rapid.Check(t, func(r *rapid.T) {
		s, u := spans.Draw(r, "s"), spans.Draw(r, "u")
		overlap, some := false, false
		for d := from.Add(-1); d.Before(from.Add(12)); d = d.Add(1) {
			inside := d.Compare(s.From) >= 0 && (s.Open() || d.Compare(s.Until) < 0)
			same(r, "Contains", s.Contains(d), inside)
			some = some || inside
			overlap = overlap || inside && u.Contains(d)
		}
		same(r, "Empty", s.Empty(), !some)
		same(r, "Overlaps", s.Overlaps(u), overlap)
		same(r, "Overlaps the other way round", u.Overlaps(s), overlap)
	})
}

func TestASpanShowsItsEnds(t *testing.T) {
	open := day.Span{From: day.Must("2026-03-01")}
	closed := day.Span{From: open.From, Until: day.Must("2026-04-01")}
	if open.String() != "2026-03-01.." || closed.String() != "2026-03-01..2026-04-01" {
		t.Errorf("got %s and %s", open, closed)
	}
	if b, err := json.Marshal([]day.Span{open, closed}); err != nil ||
		string(b) != `[{"from":"2026-03-01"},{"from":"2026-03-01","until":"2026-04-01"}]` {
		t.Errorf("got %s, %v", b, err)
	}
}

func TestTheDayOfAnInstantIsTheDayInRome(t *testing.T) {
	cases := []struct{ name, instant, want string }{
		{"late evening UTC in winter", "2026-01-31T23:00:00Z", "2026-02-01"},
		{"an hour before, in winter", "2026-01-31T22:59:59Z", "2026-01-31"},
		{"late evening UTC in summer", "2026-07-31T22:00:00Z", "2026-08-01"},
		{"the last second before summer time", "2026-03-29T00:59:59Z", "2026-03-29"},
		{"an offset of somewhere else", "2026-03-31T20:00:00-05:00", "2026-04-01"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.instant)
			if err != nil {
				t.Fatal(err)
			}
			if got := day.FromTime(at); got != day.Must(c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// Before 1980 Italy put its clocks back at midnight, so that one day a year
// began twice; nothing here happened then.
func TestADayBeginsWhereTheOneBeforeEnds(t *testing.T) {
	for d := day.Must("1980-01-01"); d.Before(day.Must("2101-01-01")); d = d.Add(1) {
		start := d.Start()
		if day.FromTime(start) != d || day.FromTime(start.Add(-time.Second)) != d.Add(-1) {
			t.Fatalf("%v begins at %v", d, start)
		}
	}
}

func TestColumnsAndTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := dates().Draw(r, "d")
		col, err := d.Value()
		if err != nil {
			r.Fatal(err)
		}
		for _, src := range []any{col, []byte(d.String()), d.UTC()} {
			var got day.Date
			if err := got.Scan(src); err != nil || got != d {
				r.Fatalf("Scan(%T) = %v, %v; want %v", src, got, err, d)
			}
		}
		b, err := json.Marshal(d)
		var back day.Date
		if err != nil || json.Unmarshal(b, &back) != nil || back != d {
			r.Fatalf("%s is read as %v", b, back)
		}
	})
	d := day.Must("2026-01-01")
	if err := d.Scan(nil); err != nil || !d.IsZero() {
		t.Errorf("Scan(nil) = %v, %v; want no day", d, err)
	}
	if col, err := d.Value(); col != nil || err != nil {
		t.Errorf("no day is stored as %v, %v; want NULL", col, err)
	}
	if err := d.Scan(7); !fault.Is(err, fault.Internal) {
		t.Errorf("Scan(7) = %v, want internal", err)
	}
	if b, err := json.Marshal(day.Span{Until: day.Must("2026-01-02")}); err != nil || string(b) != `{"from":"","until":"2026-01-02"}` {
		t.Errorf("got %s, %v", b, err)
	}
	var s day.Span
	if err := json.Unmarshal([]byte(`{"from":"","until":"2026-01-02"}`), &s); err != nil || !s.From.IsZero() {
		t.Errorf("got %v, %v", s, err)
	}
}

func TestMustPanicsOnABadText(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	day.Must("31.3.2026")
}

// What is accepted is a day that package time reads the same; nothing else is.
func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"2026-03-31", "2008-02-29", "2026-02-29", "1900-01-01", "1899-12-31", "2200-12-31", "2201-01-01", "", "2026-3-1",
		"2026-03-31T00:00:00Z", "+2026-03-31", "２０２６-03-31",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := day.Parse(s)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || !d.IsZero() {
				t.Fatalf("%q is refused with %v, giving %v", s, err, d)
			}
			return
		}
		at, err := time.Parse(time.DateOnly, s)
		if err != nil || at != d.UTC() || d.String() != s || fmt.Sprint(d) != s {
			t.Fatalf("%q is read as %v, package time says %v, %v", s, d, at, err)
		}
	})
}
