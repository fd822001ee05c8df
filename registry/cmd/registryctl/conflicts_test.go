package main

import (
	"io"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/config"
	"faro.example/registry/intake"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/change"
	care "faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// says has Anna say things about a child for her municipality, of which none
// knows the others.
func (m *terminal) says(t *testing.T, of minor.ID, bodies ...func(institution.ID) change.Body) {
	t.Helper()
	c := &console{
		ctx: t.Context(), common: config.Common{Database: m.args[1], State: m.state}, out: io.Discard, err: io.Discard, now: time.Now,
		log: slog.New(slog.DiscardHandler),
	}
	var who looker
	if err := who.As.UnmarshalText([]byte(anna)); err != nil {
		t.Fatal(err)
	}
	who.Reason = "interview"
	err := who.saying(c, func(r *assembly.Registry, caller access.Caller) error {
		for _, b := range bodies {
			got, err := r.Intake.Say(c.ctx, caller, []intake.Statement{{
				ID: change.ID(id.New[struct{}]()), Minor: of, On: day.On(day.FromTime(time.Now())), Structure: caller.Offices[0],
				Body: b(institution.ID(caller.Offices[0])),
			}})
			if err != nil {
				return err
			}
			if got[0].Verdict != api.Taken {
				return fault.Newf(fault.Invalid, "%s: %s", got[0].Reason, got[0].Detail)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAConflictIsListedShownAndDecidedByWhoMay(t *testing.T) {
	m := ready(t)
	child := minor.ID(id.New[struct{}]())
	sex := func(s minor.Sex) func(institution.ID) change.Body {
		return func(institution.ID) change.Body { return minor.IdentityStated{Source: minor.OwnWord, Sex: s} }
	}
	m.says(t, child,
		func(institution.ID) change.Body { return minor.Registered{Tag: "17"} },
		func(by institution.ID) change.Body { return care.Taken{By: by} },
		sex(minor.Male), sex(minor.Female))
	because := []string{"--as", anna, "--reason", "the interview of today"}
	list := m.must(t, append([]string{"conflicts"}, because...)...)
	found := regexp.MustCompile(`(?m)^(\S+)\s+sex\s+open 0 days\s+C-SR\s+to decide: custody\s+child ` + child.String()).FindStringSubmatch(list)
	if found == nil {
		t.Fatalf("the list is:\n%s", list)
	}
	shown := m.must(t, append([]string{"conflicts", "show", found[1]}, because...)...)
	if !strings.Contains(shown, `1           identity.stated`) || !strings.Contains(shown, `"F"`) || !strings.Contains(shown, `meanwhile   "M"`) {
		t.Errorf("shown is:\n%s", shown)
	}
	for _, tc := range []struct {
		name  string
		args  []string
		field string
	}{
		{"no way of deciding", nil, "choose"},
		{"two ways of deciding", []string{"--both", "--choose", "1"}, "choose"},
		{"a number that no record has", []string{"--choose", "3"}, "choose"},
		{"a value that is none", []string{"--value", writeFile(t, "v.json", "{")}, "value"},
		{"a value of another slot", []string{"--value", writeFile(t, "v.json", `{"given":"Omar"}`)}, "third"},
	} {
		_, _, err := m.try(t, append(append([]string{"resolve", found[1]}, tc.args...), because...)...)
		if !fault.Is(err, fault.Invalid) || !strings.HasSuffix(fault.As(err).Field, tc.field) || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v, want a fault about %s with a remedy", tc.name, err, tc.field)
		}
	}
	m.must(t, append([]string{"resolve", found[1], "--choose", "2"}, because...)...)
	if out := m.must(t, append([]string{"conflicts"}, because...)...); out != "" {
		t.Errorf("once decided: %s", out)
	}
	if _, _, err := m.try(t, append([]string{"resolve", found[1], "--choose", "2"}, because...)...); !fault.Is(err, fault.NotFound) {
		t.Errorf("decided twice: got %v, want not found", err)
	}
	if !strings.Contains(m.must(t, "check"), "agree") {
		t.Error("the tables do not agree with the ledger")
	}
}
