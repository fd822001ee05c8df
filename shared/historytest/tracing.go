package historytest

import (
	"pgregory.net/rapid"

	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// lastOf gives the identifier of one of the records of a kind that a desk holds;
// of one that there is none of where it holds none.
func lastOf(r *rapid.T, d *Desk, b change.Body) minor.RecordID {
	var all []change.ID
	for _, p := range d.Held() {
		if p.Kind == b.Kind() {
			all = append(all, p.ID)
		}
	}
	if len(all) == 0 {
		return Fixed[minor.RecordID]("nothing")
	}
	return minor.RecordID(rapid.SampledFrom(all).Draw(r, "record"))
}

// Told is how somebody was told, as it is always said.
func Told() tracing.Told {
	return tracing.Told{Explained: "what is done", Language: "ff", Mediator: "Aissatou", Presence: "the guardian", Notice: "ricerca-familiari-2026-1", Withdraw: true}
}

// ofTracing has the makers of the steps of a tracing.
var ofTracing = map[string]maker{
	tracing.Proposed{}.Kind(): func(*rapid.T, *Desk) change.Body {
		mother := tracing.Person{ID: Fixed[tracing.PersonID]("mother"), Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
		return tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "asks for her"}
	},
	tracing.Consented{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Consented{Tracing: traced(r, d), By: []minor.Party{minor.TheMinor}, Told: Told()}
	},
	tracing.Declined{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Declined{Tracing: traced(r, d), By: []minor.Party{minor.TheMinor}, Told: Told()}
	},
	tracing.Withdrawn{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Withdrawn{Tracing: traced(r, d), By: []minor.Party{minor.TheMinor}}
	},
	tracing.Assessed{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Assessed{Tracing: traced(r, d), Risk: rapid.SampledFrom(tracing.Risks()[:2]).Draw(r, "risk"), Grounds: "the interview"}
	},
	tracing.Requested{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Requested{Tracing: traced(r, d), Country: "GN", Asks: "how the family lives"}
	},
	tracing.Received{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Received{
			Tracing: traced(r, d), Request: lastOf(r, d, tracing.Requested{}), Accepted: rapid.Bool().Draw(r, "accepted"), Number: "1", Reason: "x",
		}
	},
	tracing.Entrusted{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Entrusted{Tracing: traced(r, d), Partner: partner(r), Country: "GN"}
	},
	tracing.ClarificationAsked{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		by := rapid.SampledFrom(tracing.Parties()[:3]).Draw(r, "by")
		to := rapid.SampledFrom(tracing.Parties()[:3]).Filter(func(p tracing.Party) bool { return p != by }).Draw(r, "to")
		return tracing.ClarificationAsked{Tracing: traced(r, d), By: by, To: to, Asks: "where?"}
	},
	tracing.ClarificationAnswered{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.ClarificationAnswered{Tracing: traced(r, d), Question: lastOf(r, d, tracing.ClarificationAsked{}), Says: "by the market"}
	},
	tracing.Contacted{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Contacted{
			Tracing: traced(r, d), Entrusted: lastOf(r, d, tracing.Entrusted{}), Means: tracing.HomeVisit, Country: "GN",
			Finding: rapid.SampledFrom(tracing.Findings()).Draw(r, "finding"),
		}
	},
	tracing.Reported{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Reported{
			Tracing: traced(r, d), Entrusted: lastOf(r, d, tracing.Entrusted{}), Finding: tracing.NotFound, Country: "GN", Language: "fr",
			Account: tracing.Account{Summary: "personne"},
		}
	},
	tracing.Translated{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Translated{
			Tracing: traced(r, d), Report: lastOf(r, d, tracing.Reported{}), Language: "it", By: "Rosa", Account: tracing.Account{Summary: "nessuno"},
		}
	},
	tracing.Forwarded{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Forwarded{Tracing: traced(r, d), Report: lastOf(r, d, tracing.Reported{})}
	},
	tracing.MinorInformed{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.MinorInformed{Tracing: traced(r, d), Report: lastOf(r, d, tracing.Reported{}), Told: Told()}
	},
	tracing.Closed{}.Kind(): func(r *rapid.T, d *Desk) change.Body {
		return tracing.Closed{Tracing: traced(r, d), Outcome: rapid.SampledFrom(tracing.Outcomes()[:2]).Draw(r, "outcome")}
	},
}

// traced draws one of the tracings that a desk holds.
func traced(r *rapid.T, d *Desk) tracing.ID { return lastOf(r, d, tracing.Proposed{}) }

// partner draws who traces.
func partner(r *rapid.T) institution.ID {
	return Institution(rapid.SampledFrom([]string{"P1", "P2"}).Draw(r, "partner"))
}
