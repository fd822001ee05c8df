package intake_test

import (
	"faro.example/shared/change"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// ofTracing are the steps of a tracing among the tries.
func ofTracing() (out []try) {
	for i, b := range traces(minor.RecordID{9}) {
		out = append(out, try{b.Kind(), anyOffice, func(_ attempter, of change.ID) change.Body { return traces(minor.RecordID(of))[i] }, ""})
	}
	return out
}

// traces are the steps of a tracing, all of which name the same record.
func traces(of minor.RecordID) []change.Body {
	told := historytest.Told()
	child := []minor.Party{minor.TheMinor}
	account := tracing.Account{Summary: "x"}
	mother := tracing.Person{ID: tracing.PersonID{1}, Name: minor.Name{Given: "A"}, Is: minor.Parent}
	return []change.Body{
		tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "x"},
		tracing.Consented{Tracing: of, By: child, Told: told},
		tracing.Declined{Tracing: of, By: child, Told: told},
		tracing.Withdrawn{Tracing: of, By: child},
		tracing.Assessed{Tracing: of, Risk: tracing.NoRisk, Grounds: "x"},
		tracing.Requested{Tracing: of, Country: "GN", Asks: "x"},
		tracing.Received{Tracing: of, Request: of, Accepted: true, Number: "1"},
		tracing.Entrusted{Tracing: of, Partner: institution.ID{6}, Country: "GN"},
		tracing.ClarificationAsked{Tracing: of, By: tracing.Partner, To: tracing.Asker, Asks: "x"},
		tracing.ClarificationAnswered{Tracing: of, Question: of, Says: "x"},
		tracing.Contacted{Tracing: of, Entrusted: of, Means: tracing.HomeVisit, Country: "GN", Finding: tracing.NotFound},
		tracing.Reported{Tracing: of, Entrusted: of, Finding: tracing.NotFound, Country: "GN", Language: "fr", Account: account},
		tracing.Translated{Tracing: of, Report: of, Language: "it", By: "x", Account: account},
		tracing.Forwarded{Tracing: of, Report: of},
		tracing.MinorInformed{Tracing: of, Report: of, Told: told},
		tracing.Closed{Tracing: of, Outcome: tracing.CameOfAge},
	}
}
