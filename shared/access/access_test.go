package access_test

import (
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/change"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// what lists, for each role, every action and relation that is allowed; the
// walk below asserts these and denies all the rest.
var what = map[access.Role]map[access.Action][]access.Relation{
	access.Ministry: {
		access.OpenCasefile: {access.Nobody}, access.AskCustody: {access.Nobody},
		access.CountCensus: {access.Nobody}, access.Operate: {access.Nobody},
		access.AskLooks: {access.Nobody}, access.AskHoldings: {access.Nobody},
	},
	access.Municipality: {
		access.OpenCasefile: {access.InTerritory, access.InCustody},
		access.AskCustody:   {access.InTerritory, access.InCustody},
		access.CountCensus:  {access.Nobody},
	},
	access.Prefecture: {
		access.OpenCasefile: {access.InTerritory}, access.AskCustody: {access.InTerritory}, access.CountCensus: {access.Nobody},
	},
	access.Region:           {access.AskCustody: {access.InTerritory}, access.CountCensus: {access.Nobody}},
	access.Interior:         {access.CountCensus: {access.Nobody}},
	access.FamilyDepartment: {access.CountCensus: {access.Nobody}},
	access.System:           {access.AskCustody: {access.Nobody}, access.CountCensus: {access.Nobody}, access.ReadEvents: {access.Nobody}},
	access.Centre:           {access.Push: {access.Nobody}, access.Pull: {access.Nobody}, access.OpenCasefile: {access.InScope}},
	access.Police:           {}, access.Prosecutor: {}, access.Court: {}, access.TracingPartner: {}, access.Guardian: {},
	access.Auditor: {access.ReadLines: {access.Nobody}, access.AskLooks: {access.Nobody}, access.AskHoldings: {access.Nobody}},
}

func TestEveryCellIsAllowedOrDeniedAsThePolicySays(t *testing.T) {
	actions := []access.Action{
		access.OpenCasefile, access.AskCustody, access.CountCensus, access.Operate, access.Push, access.Pull,
		access.ReadLines, access.AskLooks, access.AskHoldings, access.LookAtAgent,
		access.ReadEvents, access.SignIn,
	}
	relations := []access.Relation{access.Nobody, access.InTerritory, access.InCustody, access.InScope}
	for role, table := range what {
		for _, a := range actions {
			for _, r := range relations {
				want := contains(table[a], r) || contains(table[a], access.Nobody)
				err := access.Allow(access.Caller{Role: role}, a, r)
				if (err == nil) != want {
					t.Errorf("%s %s as %s: got %v, want allowed %v", role, a, r, err, want)
				}
				if err != nil && !fault.Is(err, fault.Denied) {
					t.Errorf("%s %s as %s: kind %v, want denied", role, a, r, fault.KindOf(err))
				}
			}
		}
	}
}

func contains(rs []access.Relation, r access.Relation) bool {
	for _, s := range rs {
		if s == r {
			return true
		}
	}
	return false
}

func TestARoleThatMayOpenACasefileSeesItsLinks(t *testing.T) {
	for _, role := range []access.Role{access.Ministry, access.Municipality, access.Centre, access.Prefecture} {
		seen := false
		for _, s := range access.Sections(role) {
			seen = seen || s == change.Link
		}
		if !seen {
			t.Errorf("%s does not see links", role)
		}
	}
	if got := access.Sections(access.Auditor); len(got) != 0 {
		t.Errorf("an auditor sees %v of a casefile, want nothing", got)
	}
}

func TestACallerSpeaksOnlyForItsOffices(t *testing.T) {
	mine, other := id.New[struct{}](), id.New[struct{}]()
	c := access.Caller{Offices: []institution.OfficeID{institution.OfficeID(mine)}}
	if !c.SpeaksFor(institution.OfficeID(mine)) || c.SpeaksFor(institution.OfficeID(other)) {
		t.Error("a caller speaks for an office that is not its own")
	}
}
