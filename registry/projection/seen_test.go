package projection_test

import (
	"testing"
	"time"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
)

// oneChild makes a registry with one child at one structure since a day.
func oneChild(t *testing.T, on string) (h *history, a *intaketest.Agent, at facility.Place, m minor.ID) {
	t.Helper()
	h = newHistory(t, 1, 0, 0)
	h.SetNow(day.Must(on).Start().Add(9 * time.Hour))
	town := h.Institution(institution.Municipality, "089017")
	s := h.Structure("089017")
	a, at, m = h.Agent(institution.OfficeOf(s), institution.Office(town)), facility.At(s), intaketest.Minor()
	h.minors = []minor.ID{m}
	a.Taken(a.Write(m, h.Today().String(), minor.Registered{Code: a.Code(), Tag: "1"}),
		a.Write(m, h.Today().String(), placement.Began{At: at}))
	return h, a, at, m
}

// later lets days go by, each with the job that carries.
func (h *history) later(days int) {
	h.t.Helper()
	h.SetNow(h.Now().AddDate(0, 0, days))
	h.carry()
}

func (h *history) wantSeen(want string) {
	h.t.Helper()
	for c, n := range h.quickly(h.Today(), h.head().Position) {
		if c.seen != want || n != 1 {
			h.t.Errorf("on %s: %d confirmed %s days ago at most, want %s", h.Today(), n, c.seen, want)
		}
	}
	h.wantCounts("today", h.Today(), h.head().Position)
}

func TestAChildWhomNobodyConfirmsGetsStaleByTheJobAlone(t *testing.T) {
	h, a, at, m := oneChild(t, "2026-10-07")
	from := h.Today()
	for _, x := range []struct {
		days int
		want string
	}{{0, "30"}, {30, "30"}, {31, "90"}, {90, "90"}, {91, "180"}, {180, "180"}, {181, "more"}, {400, "more"}} {
		h.later(x.days - h.Today().Sub(from))
		h.wantSeen(x.want)
		h.wantClean()
	}
	for days := range 400 { // as known now, on every day since
		h.wantCounts("looking back", from.Add(days), h.head().Position)
	}
	today := h.Today()
	a.Taken(a.Write(m, today.String(), placement.Confirmed{At: at, Days: day.Span{From: today, Until: today.Add(1)}}))
	h.wantSeen("30")
	h.wantClean()
}

func TestAJobThatIsTwoDaysLateMissesNobody(t *testing.T) {
	h, _, _, _ := oneChild(t, "2027-01-01") // and 31 days later a month begins
	h.carry()
	for range 2 {
		h.SetNow(h.Now().AddDate(0, 1, 0))
		h.wantSeen("90")
		h.SetNow(h.Now().AddDate(0, -1, 1))
	}
}

func TestTheCensusTellsWhoTheChildIs(t *testing.T) {
	h, a, _, m := oneChild(t, "2026-10-07")
	h.later(40)
	a.Taken(a.Write(m, h.Today().String(), minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Female, Citizenship: "GN"}))
	for days := range 41 {
		h.wantCounts("told later", h.Today().Add(-days), h.head().Position)
	}
	h.wantClean()
}

func TestRollCallsEveryDayAddFewRows(t *testing.T) {
	h, a, at, m := oneChild(t, "2026-10-07")
	from := h.Today()
	for range 120 {
		h.later(1)
		today := h.Today()
		a.Taken(a.Write(m, today.String(), placement.Confirmed{At: at, Days: day.Span{From: today, Until: today.Add(1)}}))
		h.wantSeen("30")
	}
	h.wantClean()
	var rows, months int
	h.Scan(&rows, `SELECT count(*) FROM census.rows`)
	if months = 2 + h.Today().Sub(from)/28; rows > 8*months {
		t.Errorf("%d signed rows in %d months of roll-calls every day: more than eight a month", rows, months)
	}
}

func TestTheCensusTellsWhoHasAGuardian(t *testing.T) {
	h, a, _, m := oneChild(t, "2026-10-07")
	who := guardian.Who{Name: &minor.Name{Given: "Ada", Family: "Rossi"}}
	town := a.Offices[1]
	on := h.Today()
	h.later(3)
	a.Taken(a.Write(m, h.Today().String(), guardian.Appointed{
		Guardian: who, Volunteer: true, Decree: institution.Decree{Court: "TM Catania", Number: "7/26", On: h.Today()},
	}, intaketest.For(town)))
	h.later(40)
	a.Taken(a.Write(m, h.Today().String(), guardian.Ended{Guardian: who, Why: guardian.Resigned}, intaketest.For(town)))
	for d, want := range map[int]string{2: "none", 3: "volunteer", 42: "volunteer", 43: "none"} {
		for c := range h.quickly(on.Add(d), h.head().Position) {
			if c.guardian != want {
				t.Errorf("after %d days: guardian %s, want %s", d, c.guardian, want)
			}
		}
	}
	h.wantClean()
}

func TestTheCensusTellsHowFarAnApplicationForAsylumHasCome(t *testing.T) {
	h, a, _, m := oneChild(t, "2026-10-07")
	town, on := a.Offices[1], h.Today()
	say := func(days int, body change.Body) {
		h.later(days)
		a.Taken(a.Write(m, h.Today().String(), body, intaketest.For(town)))
	}
	say(3, protection.Asked{Route: protection.Asylum})
	say(1, protection.Asked{Route: protection.Dublin, To: "FR"}) // another matter
	say(40, protection.Decided{Route: protection.Asylum, Outcome: protection.Inadmissible})
	say(2, protection.Asked{Route: protection.Asylum})
	for d, want := range map[int]string{2: "", 3: "asked", 43: "asked", 44: "refused", 45: "refused", 46: "asked"} {
		for c, n := range h.quickly(on.Add(d), h.head().Position) {
			if c.protection != want || n != 1 {
				t.Errorf("after %d days: protection %q of %d, want %q", d, c.protection, n, want)
			}
		}
	}
	h.wantClean()
}
