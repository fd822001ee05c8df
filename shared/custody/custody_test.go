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
	other, long := institution.ID(id.New[int]()), minor.Text(strings.Repeat("x", 401))
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
		{"offered", custody.Offered{By: by, To: other, Reason: "lives there"}, ""},
		{"offered by nobody", custody.Offered{To: other}, "by"},
		{"offered to nobody", custody.Offered{By: by}, "to"},
		{"offered to itself", custody.Offered{By: by, To: by}, "to"},
		{"offered for a long reason", custody.Offered{By: by, To: other, Reason: long}, "reason"},
		{"accepted", custody.Accepted{By: by, From: other}, ""},
		{"accepted from nobody", custody.Accepted{By: by}, "from"},
		{"refused", custody.Refused{By: by, From: other, Reason: "lives elsewhere"}, ""},
		{"refused for no reason", custody.Refused{By: by, From: other}, "reason"},
		{"refused from itself", custody.Refused{By: by, From: by, Reason: "x"}, "from"},
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
	for _, b := range []any{custody.Released{Reason: "Xyzzyx"}, custody.Offered{Reason: "Xyzzyx"}, custody.Refused{Reason: "Xyzzyx"}} {
		slog.New(slog.NewJSONHandler(&log, nil)).Info("said", "body", b)
		if got := fmt.Sprintf("%+v %x %s", b, b, &log); strings.Contains(got, "Xyzzyx") || strings.Contains(got, "58797a") {
			t.Errorf("got %s", got)
		}
	}
}
