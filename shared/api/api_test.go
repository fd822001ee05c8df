package api_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

var update = flag.Bool("update", false, "write the golden files that are missing; one that is there is never changed")

const secret = "Xyzzyx"

func numbered[ID ~[16]byte](n int) ID {
	return ID(id.Must[int](fmt.Sprintf("019b0000-0000-7000-8000-%012x", n)))
}

// wire is one value of every type that travels, each field set.
func wire() map[string]any {
	now := time.Date(2026, 3, 31, 9, 30, 0, 0, time.UTC)
	agent := numbered[change.AgentID](0xa1)
	standpoint := api.Standpoint{
		Epoch: 2, Epochs: []change.Epoch{{Number: 1}, {Number: 2, Restored: 17}}, Highest: 41, Digest: change.Digest{1}, Safe: 5,
		Format: 1, Now: now, Rules: 1, Codes: []minor.Block{{First: 500, Count: 500}}, Recover: "age1example",
	}
	directory := &api.Directory{
		Operators: []api.Operator{{
			Person: numbered[institution.PersonID](0x0c), Name: secret, Office: numbered[institution.OfficeID](0xf1), Until: now, CodeSum: []byte(secret),
		}},
		Offices:    []api.Office{{ID: numbered[institution.OfficeID](0xf1), Code: "SR-01", Name: "Casa del sole"}},
		Structures: []facility.Structure{{ID: numbered[facility.ID](0xf1), Code: "SR-01", Name: "Casa del sole", Type: facility.First, Municipality: "089017", Body: "Onlus", Beds: 40}},
	}
	shown := &api.Shown{Rules: 2, Casefile: []byte(secret)}
	placed := api.Placed{
		Ref: change.Ref{Agent: agent, Seq: 42}, Position: 17, Standing: change.Standing{Entitled: true, Knows: 16}, Data: []byte(secret), Shown: shown,
	}
	m := numbered[minor.ID](0x0a)
	items := []api.Item{
		{N: 1, Position: 17, What: api.WhatRecord, Minor: m, Record: &placed},
		{N: 2, Position: 18, What: api.WhatEnter, Minor: m, Enter: &api.Enter{
			Sections: []change.Section{change.Identity, change.Link}, Records: []api.Placed{placed}, Shown: shown,
		}},
		{N: 3, Position: 18, What: api.WhatLeave, Minor: m},
		{N: 4, Position: 18, What: api.WhatDirectory, Directory: directory},
	}
	return map[string]any{
		"push": api.Push{Standpoint: standpoint, Receipts: []api.Receipt{
			{Seq: 40, Verdict: api.Taken, Position: 17, Standing: &placed.Standing, Conflicts: []string{"birth"}},
			{Seq: 41, Verdict: api.Refused, Reason: "invalid", Field: "body.at", Detail: "missing", Remedy: "name it"},
		}},
		"feed":          api.Feed{Standpoint: standpoint, Items: items, Next: 4, More: true},
		"enrol-request": api.EnrolRequest{Code: secret, Request: []byte("request"), Key: []byte("key"), Proof: []byte("proof")},
		"candidates": api.Item{N: 5, Position: 19, What: api.WhatCandidates, Minor: m, Candidates: &api.Candidates{Of: []api.Candidate{{
			Minor: numbered[minor.ID](0x0b), Probability: .5, Reasons: []api.Reason{{Field: "birth_date", English: "the same", Italian: "uguale"}},
		}}}},
		"concerns": api.Item{N: 6, Position: 19, What: api.WhatConcerns, Minor: m, Concerns: &api.Concerns{
			Alerts: []api.Alert{{
				Rule: "arrival-missing", Record: numbered[change.ID](0x0e), From: facility.At(numbered[facility.ID](0xf1)),
				To: facility.At(numbered[facility.ID](0xf2)), On: day.Of(2026, time.March, 30), Due: now,
			}},
			Contests: []api.Contest{{
				Slot: "name", Section: change.Identity, Decided: numbered[change.ID](0x0f), Stands: true, Sides: []api.Side{{
					Record: numbered[change.ID](0x0d), Kind: "identity.stated", On: day.On(day.Of(2026, time.March, 30)),
					Value: []byte(`"` + secret + `"`), Own: []byte(secret),
				}},
			}},
		}},
		"renew-request": api.RenewRequest{Request: []byte("request")},
		"enrolment":     api.Enrolment{Standpoint: standpoint, Agent: agent, Certificate: []byte("leaf"), Roots: []byte("roots"), Directory: directory},
		"problem": api.Problem{
			Type: "about:blank", Title: "t", Status: 422, Detail: "d", Remedy: "r", Kind: "invalid",
			Errors: []api.Field{{Field: "on", Detail: "missing", Remedy: "say when"}}, Instance: "i",
		},
	}
}

// Both sides agree on these bytes: a name that changes fails here.
func TestWhatTravelsIsSpeltAsInItsGoldenFile(t *testing.T) {
	for name, v := range wire() {
		t.Run(name, func(t *testing.T) {
			got, err := json.MarshalIndent(v, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			file := "testdata/" + name + ".json"
			if _, err := os.Stat(file); *update && errors.Is(err, fs.ErrNotExist) {
				if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (run with -update)", err)
			}
			if !bytes.Equal(append(got, '\n'), want) {
				t.Errorf("got %s\nwant %s", got, want)
			}
			back := reflect.New(reflect.TypeOf(v))
			if err := json.Unmarshal(want, back.Interface()); err != nil || !reflect.DeepEqual(back.Elem().Interface(), v) {
				t.Errorf("it is read as something else than it was written from: %v", err)
			}
		})
	}
}

// A newer registry adds fields; an older agent reads on.
func TestAReaderIgnoresWhatItDoesNotKnow(t *testing.T) {
	var f api.Feed
	if err := json.Unmarshal([]byte(`{"epoch":1,"weather":"fair","items":[{"n":1,"what":"weather","sky":{}}],"next":1}`), &f); err != nil || f.Next != 1 {
		t.Errorf("got %v, %v", f, err)
	}
}

func TestWhatTravelsPrintsWithoutWhatItHolds(t *testing.T) {
	feed := wire()["feed"].(api.Feed)
	values := []any{feed.Items[0].Record.Shown, *feed.Items[0].Record, *feed.Items[1].Enter, feed.Items[3].Directory, feed.Items[3].Directory.Operators[0]}
	for _, v := range wire() {
		values = append(values, v)
	}
	for _, i := range feed.Items {
		values = append(values, i, &i)
	}
	hidden := []string{secret, fmt.Sprintf("%x", secret), strings.Trim(fmt.Sprint([]byte(secret)), "[]"), "WHl6enl4"}
	for _, v := range values {
		var b bytes.Buffer
		for _, h := range []any{v, []any{v}, struct{ V any }{v}} {
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%q", "%d"} {
				fmt.Fprintf(&b, verb, h)
			}
		}
		if ty := reflect.TypeOf(v); ty != reflect.TypeFor[api.Enrolment]() { // its directory prints; a log of it is for minor.RedactAttr
			slog.New(slog.NewJSONHandler(&b, nil)).Info("one", "v", v)
		}
		slog.New(slog.NewTextHandler(&b, nil)).Info("one", "v", v)
		for _, part := range hidden {
			if strings.Contains(b.String(), part) {
				t.Errorf("%T shows %q: %.300s", v, part, &b)
			}
		}
	}
}

func TestAProblemSaysWhatTheCallerMayKnow(t *testing.T) {
	nothing := api.Problem{Type: "about:blank", Title: "Not found", Status: 404, Kind: "not-found"}
	cases := []struct {
		name string
		err  error
		want api.Problem
	}{
		{"a field", fault.Field("on", "missing", "say when"), api.Problem{
			Type: "about:blank", Title: "The input cannot be accepted as it is", Status: 422, Kind: "invalid", Detail: "missing", Remedy: "say when",
			Errors: []api.Field{{Field: "on", Detail: "missing", Remedy: "say when"}},
		}},
		{"what is not there", fault.Newf(fault.NotFound, "no minor %d", 7), nothing},
		{"what may not be known looks the same", fault.Newf(fault.Denied, "not of this territory"), nothing},
		{"a stranger", fault.Newf(fault.Unauthenticated, "no certificate"), api.Problem{
			Type: "about:blank", Title: "Not signed in", Status: 401, Kind: "unauthenticated", Detail: "no certificate",
		}},
		{"a conflict", fmt.Errorf("take: %w", fault.Newf(fault.Conflict, "already there")), api.Problem{
			Type: "about:blank", Title: "Not with what is already there", Status: 409, Kind: "conflict", Detail: "already there",
		}},
		{"no room", fault.Newf(fault.Busy, "later"), api.Problem{Type: "about:blank", Title: "Busy", Status: 503, Kind: "busy", Detail: "later"}},
		{"erased", fault.Newf(fault.Erased, "erased by law"), api.Problem{Type: "about:blank", Title: "Erased", Status: 410, Kind: "erased", Detail: "erased by law"}},
		{"a defect tells nothing", errors.New("password of the database"), api.Problem{Type: "about:blank", Title: "Internal error", Status: 500, Kind: "internal"}},
		{"a defect that says so tells nothing", fault.Newf(fault.Internal, "password"), api.Problem{Type: "about:blank", Title: "Internal error", Status: 500, Kind: "internal"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := api.ProblemOf(c.err)
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			kind := fault.KindOf(c.err)
			if kind == fault.Denied {
				kind = fault.NotFound
			}
			if back := got.Fault(); fault.KindOf(back) != kind {
				t.Errorf("the other side reads %v, of kind %v", back, fault.KindOf(back))
			}
		})
	}
	if e := fault.As(api.ProblemOf(cases[0].err).Fault()); e.Field != "on" || e.Detail != "missing" || e.Remedy != "say when" {
		t.Errorf("the other side reads %v", e)
	}
}

func TestAStatusWithoutAProblemIsJudgedByItself(t *testing.T) {
	for status, want := range map[int]fault.Kind{
		400: fault.Invalid, 401: fault.Unauthenticated, 403: fault.Unauthenticated, 404: fault.NotFound, 409: fault.Conflict, 410: fault.Erased,
		413: fault.Invalid, 429: fault.Busy, 500: fault.Internal, 502: fault.Internal, 503: fault.Busy,
	} {
		if got := fault.KindOf(api.Problem{Status: status, Title: "x"}.Fault()); got != want {
			t.Errorf("%d: got %v, want %v", status, got, want)
		}
	}
}
