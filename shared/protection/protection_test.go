package protection_test

import (
	"fmt"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/protection"
)

var (
	decree  = institution.Decree{Court: "Catania", Number: "9/2026", On: day.Must("2026-03-02")}
	goes    = protection.ReturnAsked{To: "TN", OwnWish: true, Interest: "the mother is ill", Agreement: "A", Project: "P"}
	without = func(f func(*protection.ReturnAsked)) protection.ReturnAsked { b := goes; f(&b); return b }
)

func TestAFaultNamesTheField(t *testing.T) {
	long := minor.Text(strings.Repeat("x", 401))
	for _, c := range []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"asylum", protection.Asked{Route: protection.Asylum}, ""},
		{"asylum elsewhere", protection.Asked{Route: protection.Asylum, To: "FR"}, "to"},
		{"Dublin", protection.Asked{Route: protection.Dublin, To: "FR"}, ""},
		{"Dublin to nowhere", protection.Asked{Route: protection.Dublin}, "to"},
		{"Dublin to what is no country", protection.Asked{Route: protection.Dublin, To: "Francia"}, "to"},
		{"no route", protection.Asked{}, "route"},
		{"a long office", protection.Asked{Route: protection.Asylum, Office: long}, "office"},
		{"refugee", protection.Decided{Route: protection.Asylum, Outcome: protection.Refugee}, ""},
		{"asylum transferred", protection.Decided{Route: protection.Asylum, Outcome: protection.Transferred}, "outcome"},
		{"Dublin accepted", protection.Decided{Route: protection.Dublin, To: "FR", Outcome: protection.Accepted}, ""},
		{"Dublin, a refugee", protection.Decided{Route: protection.Dublin, To: "FR", Outcome: protection.Refugee}, "outcome"},
		{"return", goes, ""},
		{"return against the wish", without(func(b *protection.ReturnAsked) { b.OwnWish = false }), "own_wish"},
		{"return in nobody's interest", without(func(b *protection.ReturnAsked) { b.Interest = "" }), "interest"},
		{"return under no agreement", without(func(b *protection.ReturnAsked) { b.Agreement = "" }), "agreement"},
		{"return by no project", without(func(b *protection.ReturnAsked) { b.Project = "" }), "project"},
		{"return to nowhere", without(func(b *protection.ReturnAsked) { b.To = "" }), "to"},
		{"return decided", protection.ReturnDecided{Granted: true, Decree: decree, By: decree.On}, ""},
		{"return by nobody's decree", protection.ReturnDecided{Granted: true}, "decree.court"},
		{"a day of a return refused", protection.ReturnDecided{Decree: decree, By: decree.On}, "by"},
	} {
		err := c.body.Validate()
		if c.field == "" && err != nil {
			t.Errorf("%s: refused: %v", c.name, err)
		}
		if c.field != "" && (!fault.Is(err, fault.Invalid) || fault.As(err).Field != c.field) {
			t.Errorf("%s: got %v, want a fault about %s", c.name, err, c.field)
		}
	}
}

func TestNothingIsPrintedOfABody(t *testing.T) {
	for _, b := range []any{
		protection.Asked{Number: "Xyzzyx"}, protection.Decided{Number: "Xyzzyx"}, protection.ReturnAsked{Interest: "Xyzzyx"},
		protection.ReturnDecided{Decree: institution.Decree{Number: "Xyzzyx"}},
	} {
		if text := fmt.Sprintf("%v %+v %#v %s", b, b, b, b); strings.Contains(text, "Xyzzyx") {
			t.Errorf("printed: %s", text)
		}
	}
}
