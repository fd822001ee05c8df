package judge

import (
	"context"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

var (
	away  = facility.ID{8}
	holds = institution.ID{20}
	other = institution.ID{21}
)

// history is what there is of a child, who was registered and placed at home, in
// Siracusa, and is in custody there.
type history struct {
	t       *testing.T
	entries []change.Placed
	scopes  []Scope
}

func newHistory(t *testing.T) *history {
	h := &history{t: t}
	h.add(institution.OfficeOf(home), minor.Registered{Tag: "1"}, false)
	h.add(institution.OfficeOf(home), placement.Began{At: facility.At(home)}, false)
	return h
}

func (h *history) add(by institution.OfficeID, body change.Body, entitled bool) change.ID {
	h.t.Helper()
	r := record(h.t, body, func(hd *change.Header) {
		hd.Agent, hd.Structure, hd.On = stranger, by, day.On(today.Add(len(h.entries)-20))
	})
	h.entries = append(h.entries, change.Placed{
		Record: *r, Position: uint64(len(h.entries) + 1), Standing: change.Standing{Entitled: entitled},
	})
	return r.ID
}

// judged judges a record of an institution with a territory.
func (h *history) judged(role access.Role, by institution.ID, territory string, body change.Body, with ...func(*change.Header)) Verdict {
	h.t.Helper()
	b := bench()
	b.Listed = func(facility.ID) bool { return true }
	b.Town = func(_ context.Context, f facility.ID) (string, error) {
		return map[facility.ID]string{home: "089017", away: "015146"}[f], nil
	}
	with = append([]func(*change.Header){func(hd *change.Header) { hd.Structure = institution.Office(by) }}, with...)
	v, err := b.Judge(h.t.Context(), Case{
		Record: record(h.t, body, with...), By: &Installation{ID: centre, Line: map[change.AgentID]uint64{centre: 80}},
		At: &Office{Role: role, Territory: []string{territory}}, Operator: true,
		Subject: &Subject{Entries: h.entries, Scopes: h.scopes, Fold: func() *casefile.File {
			f := casefile.Fold(child, h.entries)
			return &f
		}},
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return v
}

func TestATerritoryIsThatOfThePlacesByRight(t *testing.T) {
	const here, there = "089017", "015146"
	took := movement.ExitRecorded{Reason: movement.Majority}
	said := newHistory(t)
	said.add(institution.OfficeOf(away), movement.Arrived{At: facility.At(away)}, false)
	sent := newHistory(t)
	sent.add(institution.OfficeOf(home), movement.Departed{From: facility.At(home), To: facility.At(away)}, true)
	for _, c := range []struct {
		name      string
		of        *history
		role      access.Role
		territory string
		taken     bool
	}{
		{"where the child is", newHistory(t), access.Municipality, here, true},
		{"elsewhere", newHistory(t), access.Municipality, there, false},
		{"where it is only said to be", said, access.Municipality, there, false},
		{"where it was, and nobody sent it on", said, access.Municipality, here, true},
		{"where it is expected", sent, access.Prefecture, there, true},
		{"from where it was sent", sent, access.Prefecture, here, true},
		{"a region writes nothing of the kind", newHistory(t), access.Region, here, false},
		{"nor do the police", newHistory(t), access.Police, here, false},
		{"nor a court", newHistory(t), access.Court, here, false},
		{"the Ministry anywhere", newHistory(t), access.Ministry, there, true},
	} {
		v := c.of.judged(c.role, other, c.territory, took)
		if (v.Refusal == nil) != c.taken || v.Refusal != nil && v.Refusal.Reason != NotHeld {
			t.Errorf("%s: got %+v, want it taken %v", c.name, v.Refusal, c.taken)
		}
	}
}

// The prefecture of the place last confirmed decides, and no other.
func TestAClaimMakesNobodyThePrefectureThatDecides(t *testing.T) {
	h := newHistory(t)
	a := h.add(institution.OfficeOf(home), movement.Departed{From: facility.At(home), To: facility.Place{Words: "Casa Miriam"}}, true)
	b := h.add(institution.OfficeOf(away), movement.Arrived{At: facility.At(away)}, false)
	decides := change.Resolved{Slot: casefile.SlotPlace, Saw: []change.ID{a, b}, Choose: b, Reason: "seen there"}
	in := func(hd *change.Header) { hd.Section = change.Presence }
	sameDay := newHistory(t)
	sameDay.entries[1].On = day.On(today)
	sameDay.add(institution.OfficeOf(away), movement.Arrived{At: facility.At(away)}, false)
	sameDay.entries[2].On = day.On(today)
	saw := change.Resolved{Slot: casefile.SlotPlace, Saw: []change.ID{sameDay.entries[1].ID, sameDay.entries[2].ID}, Both: true, Reason: "x"}
	if v := sameDay.judged(access.Prefecture, other, "089017", saw, in); v.Refusal != nil || !v.Standing.Entitled {
		t.Errorf("the prefecture of a place of one day: %+v", v)
	}
	if v := h.judged(access.Prefecture, other, "089017", decides, in); v.Refusal != nil || !v.Standing.Entitled {
		t.Errorf("the prefecture of the place: %+v", v)
	}
	if v := h.judged(access.Prefecture, other, "015146", decides, in); v.Refusal == nil {
		t.Errorf("that of where the child is said to be: %+v", v)
	}
}

func TestCustodyIsTakenByWhoHasTheChildNow(t *testing.T) {
	const here, there = "089017", "015146"
	held := newHistory(t)
	held.add(institution.Office(holds), custody.Taken{By: holds}, false)
	held.add(institution.OfficeOf(away), movement.Arrived{At: facility.At(away)}, false)
	released := newHistory(t)
	released.add(institution.Office(holds), custody.Taken{By: holds}, false)
	released.add(institution.OfficeOf(away), movement.Arrived{At: facility.At(away)}, false)
	released.add(institution.Office(holds), custody.Released{By: holds}, false)
	takes := custody.Taken{By: other}
	for _, c := range []struct {
		name      string
		of        *history
		role      access.Role
		territory string
		why       Reason
	}{
		{"in the territory", newHistory(t), access.Municipality, here, ""},
		{"where the child is only said to be, and nobody has custody", newHistory(t), access.Municipality, there, NotHeld},
		{"where it is only said to be, and another has custody", held, access.Municipality, there, NotHeld},
		{"where it is said to be, and who had custody let go", released, access.Municipality, there, ""},
		{"a prefecture takes no custody", released, access.Prefecture, there, NotHeld},
		{"nor in its territory", newHistory(t), access.Prefecture, here, NotHeld},
		{"for another institution", newHistory(t), access.Municipality, here, NotOwn},
	} {
		body := takes
		if c.why == NotOwn {
			body.By = holds
		}
		v := c.of.judged(c.role, other, c.territory, body)
		switch {
		case c.why == "" && v.Refusal != nil:
			t.Errorf("%s: got %+v, want it taken", c.name, v.Refusal)
		case c.why != "" && (v.Refusal == nil || v.Refusal.Reason != c.why):
			t.Errorf("%s: got %+v, want it refused as %s", c.name, v.Refusal, c.why)
		}
	}
}
