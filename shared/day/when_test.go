package day_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"faro.example/shared/day"
	"faro.example/shared/fault"
)

func TestAMomentKeepsWhatWasStated(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		w := day.On(dates().Draw(r, "day"))
		if rapid.Bool().Draw(r, "an instant") {
			offset := rapid.IntRange(-23*60-59, 23*60+59).Draw(r, "minutes east")
			unix := rapid.Int64Range(-2_208_900_000, 7_289_600_000).Draw(r, "unix")
			at := time.Unix(unix, rapid.Int64Range(0, 999_999_999).Draw(r, "ns")).In(time.FixedZone("", offset*60))
			w = day.At(at)
			same(r, "day", w.Day(), day.FromTime(at))
			got, ok := w.Instant()
			_, east := got.Zone()
			if !ok || got.Unix() != unix || got.Nanosecond() != 0 || east != offset*60 {
				r.Fatalf("got %v, %v; want %v to the second", got, ok, at)
			}
		} else if _, ok := w.Instant(); ok {
			r.Fatalf("%v has an instant that nobody stated", w)
		}
		back, err := day.ParseWhen(w.String())
		if err != nil || back != w {
			r.Fatalf("%s is read as %v (%v)", w, back, err)
		}
	})
}

func TestOnlyADayOrAnInstantToTheSecondIsAMoment(t *testing.T) {
	cases := []struct{ name, in string }{
		{"no offset", "2026-03-31T02:15:00"},
		{"no seconds", "2026-03-31T02:15+02:00"},
		{"a fraction", "2026-03-31T02:15:00.5+02:00"},
		{"one digit for the hour", "2026-03-31T2:15:00+02:00"},
		{"two spellings of UTC", "2026-03-31T02:15:00+00:00"},
		{"a comma", "2026-03-31T02:15:00,0+02:00"},
		{"a space for the T", "2026-03-31 02:15:00+02:00"},
		{"an hour beyond the day", "2026-03-31T24:00:00Z"},
		{"an offset beyond the day", "2026-03-31T02:15:00+24:00"},
		{"a day that is not", "2026-02-30T02:15:00Z"},
		{"in Rome already 2201", "2200-12-31T23:30:00Z"},
		{"in Rome still 1899", "1900-01-01T00:30:00+14:00"},
		{"nothing", ""},
		{"words", "yesterday"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if w, err := day.ParseWhen(c.in); !fault.Is(err, fault.Invalid) || !w.IsZero() {
				t.Errorf("got %v, %v; want nothing, and invalid", w, err)
			}
		})
	}
}

func TestAZoneWithOddSecondsKeepsTheInstant(t *testing.T) {
	at := time.Date(1950, 1, 1, 12, 0, 0, 0, time.FixedZone("", -44*60-30)) // Liberia until 1972
	got, ok := day.At(at).Instant()
	if !ok || !got.Equal(at) {
		t.Errorf("got %v, want %v", got, at)
	}
}

func TestNothingStatedIsTheEmptyText(t *testing.T) {
	var w day.When
	b, err := w.MarshalText()
	if err != nil || len(b) != 0 || !w.IsZero() {
		t.Fatalf("got %q, %v", b, err)
	}
	w = day.On(day.Must("2026-03-31"))
	if err := w.UnmarshalText(nil); err != nil || !w.IsZero() {
		t.Errorf("got %v, %v", w, err)
	}
}

// What is accepted has one day, prints as something that is read the same, and
// where an instant was stated it is the one that package time reads.
func FuzzParseWhen(f *testing.F) {
	for _, s := range []string{
		"2026-03-31", "2026-03-31T02:15:00+02:00", "2026-10-25T02:30:00+01:00", "2026-03-31T02:15:00Z",
		"2026-03-31T02:15:00+00:00", "2026-03-31T02:15:00-00:00", "2026-03-31T02:15:00.000Z", "2026-03-31T2:15:00Z",
		"2200-12-31T23:59:59Z", "1900-01-01T00:00:00+23:59", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := day.ParseWhen(s)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || !w.IsZero() {
				t.Fatalf("%q is refused with %v, giving %v", s, err, w)
			}
			return
		}
		back, err := day.ParseWhen(w.String())
		if err != nil || back != w {
			t.Fatalf("%q prints as %s, which is read as %v (%v)", s, w, back, err)
		}
		if w.String() != s {
			t.Fatalf("%q prints as %s", s, w)
		}
		if got, ok := w.Instant(); ok {
			at, err := time.Parse(time.RFC3339, s)
			if err != nil || !got.Equal(at) || w.Day() != day.FromTime(at) {
				t.Fatalf("%q is read as %v, package time says %v, %v", s, got, at, err)
			}
		}
	})
}
