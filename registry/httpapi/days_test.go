package httpapi_test

import (
	"context"
	"net/http"
	"testing"

	"faro.example/registry/httpapi"
	"faro.example/registry/presence"
	"faro.example/shared/access"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

// certifies knows one statement of Siracusa, and draws the next.
type certifies struct {
	caller access.Caller
	order  presence.Order
}

func (c *certifies) Draw(_ context.Context, by access.Caller, o presence.Order) (presence.Statement, error) {
	c.caller, c.order = by, o
	s, err := c.Statement(context.Background(), by, presence.Name{Municipality: o.Municipality, Quarter: o.Quarter, Number: 1})
	s.Number, s.Why = o.Restates+1, o.Why
	return s, err
}

func (c *certifies) List(_ context.Context, by access.Caller, municipality string) ([]presence.Statement, error) {
	s, err := c.Statement(context.Background(), by, presence.Name{Municipality: municipality, Quarter: presence.QuarterOf(day.Must("2026-07-01")), Number: 1})
	s.Lines = nil
	return []presence.Statement{s}, err
}

func (c *certifies) Statement(_ context.Context, _ access.Caller, n presence.Name) (presence.Statement, error) {
	if n.Number != 1 {
		return presence.Statement{}, fault.Newf(fault.NotFound, "no such statement")
	}
	days := day.Span{From: day.Must("2026-07-01"), Until: day.Must("2026-07-11")}
	return presence.Statement{Name: n, Counted: 10, Listed: 2, Census: 12, Lines: []presence.Line{{
		Code: minor.Code("0000000098"), At: "SR-01", Counted: []day.Span{days},
		Listed: []presence.Listed{{Why: presence.NoRollCall, Days: day.Span{From: days.Until, Until: days.Until.Add(2)}}},
	}}}, nil
}

func TestPresenceDaysAreDrawnListedAndReadByCode(t *testing.T) {
	desk := &certifies{}
	f := newFixture(t, func(o *httpapi.Options) { o.Days = desk })
	c, _ := f.enrolled(t, access.Municipality)
	ask := map[string]any{"municipality": "089017", "quarter": "2026-Q3", "reason": "reimbursement"}
	with := func(more ...any) map[string]any {
		out := map[string]any{}
		for k, v := range ask {
			out[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			out[more[i].(string)] = more[i+1]
		}
		return out
	}
	var got presence.Public
	c.post(t, "/v1/presence-days", with("restates", 1, "why", "late roll-calls")).decode(t, http.StatusOK, &got)
	if got.Number != 2 || got.Why != "late roll-calls" || desk.order.Restates != 1 || desk.order.Quarter.String() != "2026-Q3" || desk.caller.Reason != "reimbursement" {
		t.Errorf("got %+v for %+v", got, desk.order)
	}
	c.post(t, "/v1/presence-days/readings", with("number", 1)).decode(t, http.StatusOK, &got)
	if len(got.Lines) != 1 || got.Lines[0].Code != "0000000098" || got.Lines[0].Days[1].Why != presence.NoRollCall || got.Lines[0].Days[1].To != "2026-07-12" || !got.AddsUp {
		t.Errorf("got %+v", got)
	}
	var list httpapi.DaysStatements
	c.post(t, "/v1/presence-days/searches", map[string]any{"reason": "reimbursement", "municipality": "089017"}).decode(t, http.StatusOK, &list)
	if len(list.Statements) != 1 || list.Statements[0].Lines != nil {
		t.Errorf("got %+v", list)
	}
	c.post(t, "/v1/presence-days/readings", with("number", 2)).problem(t, http.StatusNotFound)
	c.post(t, "/v1/presence-days/readings", with("number", 1, "quarter", "2026-Q5")).problem(t, http.StatusUnprocessableEntity)
	c.post(t, "/v1/presence-days", with("municipality", "Siracusa")).problem(t, http.StatusUnprocessableEntity)
}
