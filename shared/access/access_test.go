package access_test

import (
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/fault"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

// everyScope is what a system may be given at most; to all other roles it says nothing.
var everyScope = []access.Scope{access.ScopeCustody, access.ScopeCensus, access.ScopeEvents}

func TestASystemMayDoWhatItHasTheScopeFor(t *testing.T) {
	needs := map[access.Action]access.Scope{
		access.AskCustody: access.ScopeCustody, access.CountCensus: access.ScopeCensus, access.ReadEvents: access.ScopeEvents,
	}
	for a, need := range needs {
		for _, has := range everyScope {
			err := access.Allow(access.Caller{Role: access.System, Scopes: []access.Scope{has}}, a)
			if (err == nil) != (has == need) {
				t.Errorf("%s with the scope %s: got %v", a, has, err)
			}
		}
		if err := access.Allow(access.Caller{Role: access.System}, a); !fault.Is(err, fault.Denied) {
			t.Errorf("%s without a scope: got %v, want denied", a, err)
		}
	}
	if access.Scope("everything").Valid() {
		t.Error("a scope that there is none of is valid")
	}
}

func TestACallerSpeaksOnlyForItsOffices(t *testing.T) {
	mine, other := id.New[struct{}](), id.New[struct{}]()
	c := access.Caller{Offices: []institution.OfficeID{institution.OfficeID(mine)}}
	if !c.SpeaksFor(institution.OfficeID(mine)) || c.SpeaksFor(institution.OfficeID(other)) {
		t.Error("a caller speaks for an office that is not its own")
	}
}
