package placement_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

func TestAFaultNamesTheField(t *testing.T) {
	casa := facility.Place{Words: "Casa"}
	span := func(from, until string) day.Span { return day.Span{From: day.Must(from), Until: day.Must(until)} }
	long := minor.Text(strings.Repeat("x", 401))
	cases := []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"began", placement.Began{At: casa, Bed: "12b"}, ""},
		{"began nowhere", placement.Began{}, "at.facility"},
		{"began at a type that is none", placement.Began{At: facility.Place{Words: "Casa", Type: "x"}}, "at.type"},
		{"a long bed", placement.Began{At: casa, Bed: strings.Repeat("x", 41)}, "bed"},
		{"a bed with an escape", placement.Began{At: casa, Bed: "\x1b"}, "bed"},
		{"ended", placement.Ended{At: casa}, ""},
		{"ended nowhere", placement.Ended{Reason: "moved"}, "at.facility"},
		{"began above the places there are", placement.Began{At: casa, Reason: "extreme urgency"}, ""},
		{"began for a long reason", placement.Began{At: casa, Reason: long}, "reason"},
		{"confirmed", placement.Confirmed{At: casa, Days: span("2026-03-01", "2026-04-01")}, ""},
		{"confirmed nowhere", placement.Confirmed{Days: span("2026-03-01", "2026-04-01")}, "at.facility"},
		{"confirmed for no day", placement.Confirmed{At: casa, Days: span("2026-03-01", "2026-03-01")}, "days.until"},
		{"confirmed without end", placement.Confirmed{At: casa, Days: day.Span{From: day.Must("2026-03-01")}}, "days"},
		{"confirmed without days", placement.Confirmed{At: casa}, "days"},
		{"confirmed for half a year", placement.Confirmed{At: casa, Days: span("2026-01-01", "2026-07-01")}, "days.until"},
		{"reserved", placement.Reserved{At: casa, Type: facility.Second, Until: day.Must("2026-04-01"), Reason: "urgent"}, ""},
		{"reserved nowhere", placement.Reserved{}, "at.facility"},
		{"reserved in a type that is none", placement.Reserved{At: casa, Type: "x"}, "type"},
		{"reserved for a long reason", placement.Reserved{At: casa, Reason: long}, "reason"},
		{"let go", placement.Released{At: casa, Reason: "not needed"}, ""},
		{"let go nowhere", placement.Released{}, "at.facility"},
		{"let go for a long reason", placement.Released{At: casa, Reason: long}, "reason"},
		{"a long reason", placement.Ended{At: casa, Reason: minor.Text(strings.Repeat("x", 401))}, "reason"},
	}
	for _, c := range cases {
		err := c.body.Validate()
		if c.field == "" && err != nil {
			t.Errorf("%s: refused: %v", c.name, err)
		}
		if c.field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field) {
			t.Errorf("%s: got %v, want a fault about %s", c.name, err, c.field)
		}
	}
}

func TestTheReasonIsNotPrinted(t *testing.T) {
	var log strings.Builder
	for _, b := range []any{
		placement.Ended{Reason: "Xyzzyx"}, placement.Began{Reason: "Xyzzyx"}, placement.Reserved{Reason: "Xyzzyx"}, placement.Released{Reason: "Xyzzyx"},
	} {
		slog.New(slog.NewJSONHandler(&log, nil)).Info("said", "body", b)
		if got := fmt.Sprintf("%+v %x %s", b, b, &log); strings.Contains(got, "Xyzzyx") || strings.Contains(got, "58797a") {
			t.Errorf("got %s", got)
		}
	}
}
