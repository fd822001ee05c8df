package httpapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"faro.example/registry/httpapi"
	"faro.example/registry/ledger"
	"faro.example/registry/pg"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/day"
	"faro.example/shared/fault"
)

func TestEveryErrorIsAProblem(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.System)
	secret := fault.Newf(fault.Internal, "table x of host y")
	for _, tc := range []struct {
		name, method, path string
		err                error
		status             int
	}{
		{"an unknown path", http.MethodGet, "/v1/minors/Amina", nil, http.StatusNotFound},
		{"a path with something behind", http.MethodGet, "/status/", nil, http.StatusNotFound},
		{"another method", http.MethodDelete, "/v1/census", nil, http.StatusMethodNotAllowed},
		{"a missing parameter", http.MethodGet, "/v1/census", nil, http.StatusUnprocessableEntity},
		{"internal", http.MethodGet, "/v1/census?on=2026-03-31", secret, http.StatusInternalServerError},
		{"denied", http.MethodGet, "/v1/census?on=2026-03-31", fault.Newf(fault.Denied, "x"), http.StatusNotFound},
		{"conflict", http.MethodGet, "/v1/census?on=2026-03-31", fault.Newf(fault.Conflict, "x"), http.StatusConflict},
		{"erased", http.MethodGet, "/v1/census?on=2026-03-31", fault.Newf(fault.Erased, "x"), http.StatusGone},
		{"folded by newer rules", http.MethodGet, "/v1/census?on=2026-03-31", fmt.Errorf("pull: %w", ledger.ErrNewer), http.StatusServiceUnavailable},
		{"out of time", http.MethodGet, "/v1/census?on=2026-03-31", pg.Fault(context.DeadlineExceeded), http.StatusServiceUnavailable},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f.err = tc.err
			res := c.send(t, f.newRequest(t, tc.method, tc.path, nil))
			p := res.problem(t, tc.status)
			if strings.Contains(string(res.body), "table x") {
				t.Errorf("an internal error is told: %s", res.body)
			}
			if tc.status == http.StatusServiceUnavailable && res.Header.Get("Retry-After") == "" {
				t.Error("busy, and not said for how long")
			}
			if res.Close != errors.Is(tc.err, ledger.ErrNewer) {
				t.Errorf("the connection is closed: %t; only who needs another registry is to find one", res.Close)
			}
			if !strings.Contains(f.log.String(), p.Instance) && tc.status != http.StatusOK {
				t.Errorf("the request %s is not in the log", p.Instance)
			}
		})
	}
	if !strings.Contains(f.log.String(), "table x of host y") {
		t.Error("an internal error is not in the log")
	}
}

func TestAPanicIsAnInternalErrorAndTellsNothing(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.Centre)
	f.take = func(context.Context) { panic("Amina") }
	res := c.push(t, "", batch(1), "")
	res.problem(t, http.StatusInternalServerError)
	if strings.Contains(string(res.body)+f.log.String(), "Amina") {
		t.Error("what was thrown is told")
	}
	f.take = nil
	c.push(t, "", batch(1), "").decode(t, http.StatusOK, &api.Push{})
}

func TestDeniedAndAbsentLookTheSame(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.System)
	ask := func(err error) api.Problem {
		f.err = err
		return c.post(t, "/v1/custody/lookups", lookupBody("0000000098", "custody hearing")).problem(t, http.StatusNotFound)
	}
	denied := ask(fault.Newf(fault.Denied, "not in the territory"))
	absent := ask(fault.Newf(fault.NotFound, "no such minor"))
	denied.Instance, absent.Instance = "", ""
	if diff := cmp.Diff(absent, denied); diff != "" {
		t.Errorf("they differ (-absent +denied):\n%s", diff)
	}
}

func lookupBody(code, reason string) map[string]any {
	return map[string]any{"code": code, "on": "2026-03-31", "reason": reason}
}

func TestNothingThatWasSentComesBackOrReachesTheLog(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.System)
	const name = "Aminata"
	with := func(key string, value any) map[string]any {
		b := lookupBody("0000000098", "custody hearing")
		b[key] = value
		return b
	}
	for _, tc := range []struct {
		name  string
		res   func() answer
		field string
	}{
		{"a code that is none", func() answer { return c.post(t, "/v1/custody/lookups", with("code", name+name)) }, "code"},
		{"a code of another type", func() answer { return c.post(t, "/v1/custody/lookups", with("code", []string{name})) }, "code"},
		{"a code that is too long", func() answer { return c.post(t, "/v1/custody/lookups", with("code", strings.Repeat(name, 9))) }, "code"},
		{"a day in words", func() answer { return c.post(t, "/v1/custody/lookups", with("on", name)) }, "on"},
		{"a reason that is too short", func() answer { return c.post(t, "/v1/custody/lookups", with("reason", "Ami")) }, "reason"},
		{"a field of one's own", func() answer { return c.post(t, "/v1/custody/lookups", with(name, 1)) }, ""},
		{"not JSON", func() answer { return c.post(t, "/v1/custody/lookups", name) }, ""},
		{"too much JSON", func() answer { return c.post(t, "/v1/custody/lookups", with("reason", strings.Repeat(name, 9999))) }, ""},
		{"a day of the census", func() answer { return c.get(t, "/v1/census?on="+name) }, "on"},
		{"a cut", func() answer { return c.get(t, "/v1/census?on=2026-03-31&by="+name) }, "by"},
		{"a parameter of one's own", func() answer { return c.get(t, "/v1/census?on=2026-03-31&"+name+"=1") }, ""},
		{"a path", func() answer { return c.get(t, "/v1/"+name) }, ""},
		{"a cursor", func() answer { return c.get(t, api.PathFeed+"?after="+name) }, "after"},
		{"a wait", func() answer { return c.get(t, api.PathFeed+"?wait="+name) }, "wait"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			res := tc.res()
			if res.StatusCode < 400 || res.StatusCode >= 500 {
				t.Errorf("got %d %s", res.StatusCode, res.body)
			}
			p := res.problem(t, res.StatusCode)
			if strings.Contains(fmt.Sprint(res.Header)+string(res.body), "Ami") {
				t.Errorf("it comes back: %s", res.body)
			}
			if tc.field != "" && (len(p.Errors) != 1 || p.Errors[0].Field != tc.field) {
				t.Errorf("got %+v, want an error about %s", p, tc.field)
			}
		})
	}
	if strings.Contains(f.log.String(), "Ami") {
		t.Errorf("it is in the log: %s", f.log)
	}
}

func TestTheCensusIsAskedByQueryAndCustodyByBody(t *testing.T) {
	f := newFixture(t)
	c, _ := f.enrolled(t, access.System)
	var counts httpapi.Counts
	c.get(t, "/v1/census?on=2026-03-31&by=region,sex&known-at=2026-04-15").decode(t, http.StatusOK, &counts)
	if f.query.On != day.Must("2026-03-31") || f.query.KnownAt != day.Must("2026-04-15") || len(f.query.By) != 2 || f.query.By[1] != "sex" {
		t.Errorf("asked %+v", f.query)
	}
	if counts.Total != 2 || len(counts.Cells) != 1 || counts.Cells[0].Labels[1] != "" || counts.Position != 9 || len(counts.By) != 2 {
		t.Errorf("got %+v", counts)
	}
	var custody httpapi.CustodyAnswer
	c.post(t, "/v1/custody/lookups", lookupBody("0000 0000-98", "custody hearing")).decode(t, http.StatusOK, &custody)
	if f.code.Reveal() != "0000000098" || f.caller.Reason != "custody hearing" {
		t.Errorf("asked for another code, or for the reason %q", f.caller.Reason)
	}
	if len(custody.Custody) != 1 || custody.Custody[0].Code != "C-PA" || !custody.Custody[0].Lead {
		t.Errorf("got %+v", custody)
	}
	c.post(t, "/v1/custody/lookups", lookupBody("0000000097", "custody hearing")).problem(t, http.StatusUnprocessableEntity)
}

func TestWhoAsksTooOftenIsToldWhenToComeBack(t *testing.T) {
	f := newFixture(t, func(o *httpapi.Options) { o.PerMinute = 2 })
	f.pass(time.Minute - time.Duration(f.now().UnixNano())%time.Minute) // to the start of a minute
	c := f.client(t)
	for _, left := range []string{"1", "0"} {
		res := c.get(t, "/status")
		if res.StatusCode != http.StatusOK || res.Header.Get("X-RateLimit-Remaining") != left || res.Header.Get("X-RateLimit-Limit") != "2" {
			t.Errorf("got %d and %v, want %s left", res.StatusCode, res.Header, left)
		}
	}
	res := c.get(t, "/status")
	p := res.problem(t, http.StatusTooManyRequests)
	if res.Header.Get("Retry-After") != "60" || res.Header.Get("X-RateLimit-Reset") != "60" || p.Kind != fault.Busy.String() {
		t.Errorf("got %+v and %v, want busy for 60 s", p, res.Header)
	}
	f.pass(time.Minute)
	if res := c.get(t, "/status"); res.StatusCode != http.StatusOK {
		t.Errorf("in the next minute: got %d, want 200", res.StatusCode)
	}
}

func TestTheStateOfTheServiceIsAProblemEitherWay(t *testing.T) {
	f := newFixture(t)
	c := f.client(t)
	res := c.get(t, "/status")
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != api.TypeProblem {
		t.Errorf("got %d of type %q", res.StatusCode, res.Header.Get("Content-Type"))
	}
	f.mu.Lock()
	f.ready = fault.Newf(fault.Busy, "the database does not answer")
	f.mu.Unlock()
	c.get(t, "/status").problem(t, http.StatusServiceUnavailable)
}

func TestAnAPIWithoutAllItsPartsIsNotMade(t *testing.T) {
	if _, err := httpapi.New(httpapi.Options{}); !fault.Is(err, fault.Internal) {
		t.Errorf("got %v, want an internal error", err)
	}
	if len(httpapi.Description()) == 0 {
		t.Error("there is no description")
	}
}
