package custody_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

func TestAFaultNamesTheField(t *testing.T) {
	by := institution.ID(id.New[int]())
	decree := &institution.Decree{Court: "Catania", Number: "77/2026", On: day.Must("2026-03-02")}
	cases := []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"taken", custody.Taken{By: by}, ""},
		{"taken by a decree", custody.Taken{By: by, Decree: decree}, ""},
		{"taken by nobody", custody.Taken{Decree: decree}, "by"},
		{"a decree without court", custody.Taken{By: by, Decree: &institution.Decree{Number: "1", On: decree.On}}, "decree.court"},
		{"released", custody.Released{By: by, Reason: "handed over"}, ""},
		{"released by nobody", custody.Released{}, "by"},
		{"a long reason", custody.Released{By: by, Reason: minor.Text(strings.Repeat("x", 401))}, "reason"},
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
	b := custody.Released{Reason: "Xyzzyx"}
	slog.New(slog.NewJSONHandler(&log, nil)).Info("released", "body", b)
	if got := fmt.Sprintf("%+v %x %s", b, b, &log); strings.Contains(got, "Xyzzyx") || strings.Contains(got, "58797a") {
		t.Errorf("got %s", got)
	}
}
