package placement_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
)

func TestAFaultNamesTheField(t *testing.T) {
	casa := facility.Place{Words: "Casa"}
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
	b := placement.Ended{At: facility.Place{Words: "Casa"}, Reason: "Xyzzyx"}
	slog.New(slog.NewJSONHandler(&log, nil)).Info("ended", "body", b)
	if got := fmt.Sprintf("%+v %x %s", b, b, &log); strings.Contains(got, "Xyzzyx") || strings.Contains(got, "58797a") {
		t.Errorf("got %s", got)
	}
}
