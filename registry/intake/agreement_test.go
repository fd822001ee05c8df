package intake_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// A tracing is entrusted to a partner, or its mission, whose agreement is in force on
// that day and covers the country; to nobody else (D.Lgs 142/2015 art. 19 par. 7).
func TestATracingIsEntrustedOnlyUnderAnAgreementInForceThatCoversTheCountry(t *testing.T) {
	h := intaketest.New(t)
	partner, mission, other := h.Institution(institution.TracingPartner), h.Institution(institution.TracingPartner), h.Institution(institution.TracingPartner)
	h.Exec(`UPDATE institutions SET parent = $2 WHERE id = $1`, mission, partner)
	h.Exec(`INSERT INTO agreements (partner, number, countries, valid_from, valid_until, known_from, changed_at)
		VALUES ($1, '1', '{GN}', '2026-01-01', '2026-03-01', 0, now()), ($1, '2', '{SN}', '2026-01-01', NULL, 0, now())`, partner)
	town := h.Institution(institution.Municipality, "089017")
	services, m, child := h.Agent(institution.Office(town)), intaketest.Minor(), []minor.Party{minor.TheMinor}
	write := func(body change.Body) change.Record { return services.Write(m, "2026-02-10", body) }
	mother := tracing.Person{ID: tracing.PersonID{1}, Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
	proposed, asked := change.Record{}, change.Record{}
	services.Taken(write(minor.Registered{Code: services.Code()}), write(custody.Taken{By: town}))
	proposed = write(tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "asks for her"})
	of := tracing.ID(proposed.ID)
	services.Taken(proposed, write(tracing.Consented{Tracing: of, By: child, Told: historytest.Told()}), write(tracing.Assessed{Tracing: of, Risk: tracing.NoRisk, Grounds: "heard"}))
	asked = write(tracing.Requested{Tracing: of, Country: "GN", Asks: "how the family lives"})
	services.Taken(asked)
	h.Registry.Taken(h.Registry.Write(m, "2026-02-10", tracing.Received{Tracing: of, Request: minor.RecordID(asked.ID), Accepted: true, Number: "7"}))

	for name, tc := range map[string]struct {
		on   string
		body tracing.Entrusted
	}{
		"on the day on which the agreement is over": {"2026-03-01", tracing.Entrusted{Partner: partner, Country: "GN"}},
		"before it was in force":                    {"2025-12-31", tracing.Entrusted{Partner: partner, Country: "GN"}},
		"for a country that none covers":            {"2026-02-20", tracing.Entrusted{Partner: partner, Country: "ML"}},
		"to a partner without one":                  {"2026-02-20", tracing.Entrusted{Partner: other, Country: "GN"}},
		"to a municipality":                         {"2026-02-20", tracing.Entrusted{Partner: town, Country: "GN"}},
		"to the mission of another":                 {"2026-02-20", tracing.Entrusted{Partner: other, Mission: mission, Country: "GN"}},
		"to what is no mission of the partner":      {"2026-02-20", tracing.Entrusted{Partner: partner, Mission: other, Country: "GN"}},
	} {
		tc.body.Tracing = of
		t.Log(name)
		h.Registry.Refused(judge.Unmet, h.Registry.Write(m, tc.on, tc.body))
	}
	h.Registry.Taken(h.Registry.Write(m, "2026-02-28", tracing.Entrusted{Tracing: of, Partner: partner, Mission: mission, Country: "GN"}))
}
