package lookup

import (
	"slices"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/day"
	"faro.example/shared/institution"
	"faro.example/shared/tracing"
)

func TestWhoHasAChildByItsTracingAloneIsTiedByNothingElse(t *testing.T) {
	office := institution.OfficeID{7}
	for _, state := range []casefile.State{casefile.Present, casefile.InTransit, casefile.Missing} {
		s := subject{State: state, Offices: []institution.OfficeID{office}}
		for role, want := range map[access.Role][]access.Relation{
			access.TracingPartner: {access.Entrusted},
			access.Interior:       {access.Entrusted},
		} {
			c := access.Caller{Role: role, Offices: []institution.OfficeID{office}}
			if got := s.ties(c, day.Must("2026-03-10")); !slices.Equal(got, want) {
				t.Errorf("%s, %s: got %v, want %v", role, state, got, want)
			}
		}
	}
}

func TestATurnOfATracingIsOfItsParty(t *testing.T) {
	for role, want := range map[access.Role]tracing.Party{
		access.Municipality: tracing.Asker, access.Guardian: tracing.Asker, access.Ministry: tracing.Ministry,
		access.TracingPartner: tracing.Partner, access.Interior: tracing.Interior,
	} {
		if got := turnOf(role); got != string(want) {
			t.Errorf("%s is shown what waits for %q, want %q", role, got, want)
		}
	}
}
