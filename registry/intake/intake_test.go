package intake_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// arrival is what a centre writes of a child who comes: registered, found, who
// it is, and where it lives.
func arrival(a *intaketest.Agent, m minor.ID, on string) []change.Record {
	at := facility.At(facility.ID(a.Office))
	return []change.Record{
		a.Write(m, on, minor.Registered{Code: a.Code(), Tag: "17"}),
		a.Write(m, on, minor.Found{Mode: minor.ByFinding, Setting: minor.Inside}),
		a.Write(m, on, minor.IdentityStated{
			Source: minor.OwnWord, Name: &minor.Name{Given: "Amadou", Family: "Bah"}, Sex: minor.Male, Citizenship: "GN",
		}),
		a.Write(m, on, placement.Began{At: at}),
	}
}

func structureAgent(h *intaketest.House, town string) *intaketest.Agent {
	return h.Agent(institution.OfficeOf(h.Structure(town)))
}

func TestAnArrivalIsTakenAndCounted(t *testing.T) {
	h := intaketest.New(t)
	a := structureAgent(h, "089017")
	m := intaketest.Minor()
	got := a.Taken(arrival(a, m, "2026-03-09")...)
	for i, r := range got {
		if r.Position != uint64(i+1) || r.Standing == nil {
			t.Errorf("receipt %d: got position %d, standing %v", i, r.Position, r.Standing)
		}
	}
	var count, open int
	h.Scan(&count, `SELECT sum(sign) FROM census.rows WHERE month = '2026-03-01' AND from_on <= '2026-03-10' AND until_on > '2026-03-10'`)
	h.Scan(&open, `SELECT count(*) FROM placements WHERE minor = $1 AND counted AND until_on IS NULL AND facility = $2`, m, a.Office)
	if count != 1 || open != 1 {
		t.Errorf("got %d in the census and %d open placements, want one of each", count, open)
	}
	_ = movement.Departed{}
}
