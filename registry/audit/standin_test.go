package audit_test

import (
	"strings"
	"testing"

	"faro.example/registry/audit"
	"faro.example/shared/access"
	"faro.example/shared/id"
	"faro.example/shared/institution"
)

func TestALineSaysForWhomSomebodyStandsIn(t *testing.T) {
	db, log := open(t)
	colleague := institution.PersonID(id.New[struct{}]())
	caller := access.Caller{Role: access.Municipality, Person: institution.PersonID(id.New[struct{}]()), Reason: "a hearing",
		For: []institution.PersonID{colleague}}
	if err := log.Write(t.Context(), audit.Line{Caller: caller, Action: access.OpenCasefile, Allowed: true}); err != nil {
		t.Fatal(err)
	}
	var reason string
	if err := db.Admin().QueryRow(t.Context(), `SELECT reason FROM access_lines`).Scan(&reason); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(reason, colleague.String()) || !strings.HasSuffix(reason, "a hearing") {
		t.Errorf("got %q, want the colleague and the reason", reason)
	}
}
