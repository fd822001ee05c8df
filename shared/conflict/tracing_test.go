package conflict_test

import (
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/conflict"
	"faro.example/shared/institution"
	"faro.example/shared/tracing"
)

// step is what a record says in a slot of a tracing.
func step(b change.Body, key any, rank int) conflict.Claim {
	return conflict.Claim{Record: placed(b.Kind(), "2026-01-09", b), Slot: "tracing", Value: b, Key: key, Rank: rank}
}

func TestTheVerdictOfTwoStepsOfATracing(t *testing.T) {
	consents, declines := step(tracing.Consented{}, "yes", 0), step(tracing.Declined{}, "no", 0)
	withdraws := step(tracing.Withdrawn{}, "withdrawn", 1)
	to := func(n byte) conflict.Claim {
		return step(tracing.Entrusted{Partner: institution.ID{n}}, institution.ID{n}, 0)
	}
	for _, c := range []struct {
		name string
		a, b conflict.Claim
		knew conflict.Knew
		want conflict.Verdict
	}{
		{"consented and declined, neither knowing", consents, declines, conflict.Neither, conflict.Hold},
		{"declined, and consented by who knew", declines, consents, conflict.SecondKnew, conflict.Second},
		{"consented, and withdrawn by who did not know", consents, withdraws, conflict.Neither, conflict.Second},
		{"withdrawn, and consented by who knew", withdraws, consents, conflict.SecondKnew, conflict.First},
		{"withdrawn twice", withdraws, withdraws, conflict.Neither, conflict.Same},
		{"entrusted to two, neither knowing", to(1), to(2), conflict.Neither, conflict.Hold},
		{"entrusted, and passed on by who knew", to(1), to(2), conflict.SecondKnew, conflict.Second},
		{"a risk and none, neither knowing", step(tracing.Assessed{}, "none", 0), step(tracing.Assessed{}, "family", 0), conflict.Neither, conflict.Hold},
		{"taken on and not, neither knowing", step(tracing.Received{}, true, 0), step(tracing.Received{}, false, 0), conflict.Neither, conflict.Hold},
		{"two reports, neither knowing", step(tracing.Reported{}, 1, 0), step(tracing.Reported{}, 2, 0), conflict.Neither, conflict.Hold},
		{"a report, and its correction", step(tracing.Reported{}, 1, 0), step(tracing.Reported{}, 2, 0), conflict.SecondKnew, conflict.Second},
		{"two translations, neither knowing", step(tracing.Translated{}, 1, 0), step(tracing.Translated{}, 2, 0), conflict.Neither, conflict.Hold},
		{"two ends, neither knowing", step(tracing.Closed{}, "found", 0), step(tracing.Closed{}, "other", 0), conflict.Neither, conflict.Hold},
		{"contacted twice", step(tracing.Contacted{}, 1, 0), step(tracing.Contacted{}, 2, 0), conflict.Neither, conflict.Both},
		{"asked and answered", step(tracing.ClarificationAsked{}, 1, 0), step(tracing.ClarificationAnswered{}, 2, 0), conflict.Neither, conflict.Both},
		{"requested, and entrusted", step(tracing.Requested{}, 1, 0), to(1), conflict.Neither, conflict.Both},
	} {
		if got := conflict.Decide(c.a, c.b, c.knew); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}
