package localui

import (
	"net/http"
	"strings"
	"testing"

	"faro.example/shared/facility"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

func TestTheDaysOfAQuarterAreShownByCodesAndGivenAsASheet(t *testing.T) {
	c := newCentre(t) // on 31 March 2026
	b := c.signedIn(c.nina, ninasCode)
	b.get("/days").wants(http.StatusOK, "No child was here in this quarter", "record it")
	here := facility.At(c.here)
	stays, left := newID[minor.ID](), newID[minor.ID]()
	for m, from := range map[minor.ID]string{stays: "2025-12-30", left: "2026-03-01"} {
		c.says(m, c.nina.Office, minor.Registered{Tag: "17"})
		c.saysOn(from, m, c.nina.Office, placement.Began{At: here})
	}
	c.saysOn("2026-03-11", left, c.nina.Office, movement.Departed{From: here, To: facility.At(c.there)})
	before := len(c.looks())
	b.get("/days").wants(http.StatusOK, "Quarter 2026-Q1, days in all: 100", "01/01/2026", "31/03/2026", "still here", "01/03/2026", "10/03/2026", ">90<", ">10<")
	if looks := c.looks()[before:]; len(looks) != 1 || looks[0].What != "days" || len(looks[0].Minors) != 2 {
		t.Errorf("got %+v, want one look at both children", looks)
	}
	b.get("/days?quarter=2025-Q4").wants(http.StatusOK, "Quarter 2025-Q4, days in all: 2")
	b.get("/days/sheet?quarter=2026-Q1").wants(http.StatusOK)
	if !strings.Contains(b.page, ";2026-01-01;2026-03-31;90\n") || !strings.Contains(b.page, ";2026-03-01;2026-03-10;10\n") {
		t.Errorf("got the sheet %s", b.page)
	}
	b.get("/days?quarter=1999-Q1").wants(http.StatusNotFound)
	m := newMission(t)
	m.signedIn(m.nina, ninasCode).get("/days").wants(http.StatusNotFound)
}
