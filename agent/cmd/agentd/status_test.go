package main

import (
	"strings"
	"testing"

	"faro.example/shared/api"
	"faro.example/shared/institution"
)

func TestAMissionIsToldOfItsTracingsAndNotOfACentre(t *testing.T) {
	st := status{Children: 3, Alerts: 1}
	said := strings.Join(append(st.inHand(), st.concerned()), "\n")
	for _, want := range []string{"3 in this machine's scope", "national codes", "halves of transfers"} {
		if !strings.Contains(said, want) {
			t.Errorf("a centre is not told of %q:\n%s", want, said)
		}
	}
	office := institution.OfficeID{1}
	dir := api.Directory{Operators: []api.Operator{{Office: office}}, Offices: []api.Office{{ID: office, Kind: institution.TracingPartner}}}
	st.Mission = isMission(dir)
	said = strings.Join(append(st.inHand(), st.concerned()), "\n")
	if !strings.Contains(said, "families of 3 children are entrusted to this mission") {
		t.Errorf("a mission is told\n%s", said)
	}
	for _, not := range []string{"centre", "codes", "transfers"} {
		if strings.Contains(said, not) {
			t.Errorf("a mission is told of %q:\n%s", not, said)
		}
	}
	dir.Operators = append(dir.Operators, api.Operator{Office: institution.OfficeID{2}})
	if isMission(dir) || isMission(api.Directory{}) {
		t.Error("a machine where others work too, or nobody, is taken for a mission's")
	}
}
