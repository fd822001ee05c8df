package minor_test

import (
	"fmt"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/minor"
)

func TestACorrectionSaysWhoAgreedToItOrWhyNobodyHasYet(t *testing.T) {
	agreed := func(a minor.Accord) minor.IdentityStated {
		return minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male, Agreed: &a}
	}
	both, on := []minor.Party{minor.TheMinor, minor.TheGuardian}, day.Must("2026-03-30")
	check(t, []wrong{
		{"the child and the guardian, in Pulaar", agreed(minor.Accord{By: both, On: on, Language: "ff"}), ""},
		{"nobody yet, and why", agreed(minor.Accord{NotYet: "no interpreter has come yet"}), ""},
		{"nothing said", agreed(minor.Accord{}), "agreed.by"},
		{"nobody, and blank words", agreed(minor.Accord{NotYet: "  "}), "agreed.by"},
		{"in a language, by nobody", agreed(minor.Accord{On: on, Language: "ff"}), "agreed.by"},
		{"by the child, on no day", agreed(minor.Accord{By: both, Language: "ff"}), "agreed.on"},
		{"by the child, in no language", agreed(minor.Accord{By: both, On: on}), "agreed.language"},
		{"by the child, and not yet", agreed(minor.Accord{By: both, On: on, Language: "ff", NotYet: "no interpreter"}), "agreed.not_yet"},
		{"by who has no say", agreed(minor.Accord{By: []minor.Party{"police"}, On: on, Language: "ff"}), "agreed.by"},
		{"by the child twice", agreed(minor.Accord{By: []minor.Party{minor.TheMinor, minor.TheMinor}, On: on, Language: "ff"}), "agreed.by"},
		{"why not, at length", agreed(minor.Accord{NotYet: long(400)}), "agreed.not_yet"},
	})
	for _, p := range minor.Parties() {
		if err := (minor.Accord{By: []minor.Party{p}, On: on, Language: "ar"}).Validate(); err != nil {
			t.Errorf("%s: %v", p, err)
		}
	}
}

func TestWhoAgreedIsNotPrinted(t *testing.T) {
	if got := fmt.Sprintf("%+v %v", minor.Accord{NotYet: "Xyzzyx"}, &minor.Accord{NotYet: "Xyzzyx"}); strings.Contains(got, "Xyzzyx") {
		t.Errorf("got %s", got)
	}
}
