package judge

import (
	"context"
	"crypto/ed25519"
	"testing"
	"time"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

var (
	today    = day.Must("2026-03-10")
	child    = minor.ID{1}
	centre   = change.AgentID{2}
	former   = change.AgentID{3}
	stranger = change.AgentID{4}
	registry = change.AgentID{5}
	home     = facility.ID{6}
	sections = []change.Section{change.Identity, change.Presence, change.Link}
)

// bench is a registry at position 100 in its second epoch, which began at 40.
func bench() *Bench {
	return &Bench{
		Today: today, Epoch: 2, Epochs: []change.Epoch{{Number: 1}, {Number: 2, Restored: 40}}, Position: 100,
		Registry: registry, Listed: func(f facility.ID) bool { return f == home },
		Town: func(context.Context, facility.ID) (string, error) { return "089017", nil },
	}
}

// record signs a record of the centre.
func record(t *testing.T, body change.Body, with ...func(*change.Header)) *change.Record {
	t.Helper()
	key := ed25519.NewKeyFromSeed(make([]byte, ed25519.SeedSize))
	h := change.Header{
		ID: change.ID(id.New[struct{}]()), Minor: child, Agent: centre, Seq: 9, Structure: institution.OfficeOf(home),
		Author: institution.PersonID{7}, Made: change.Made{At: time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)}, On: day.On(today),
	}
	for _, w := range with {
		w(&h)
	}
	r, err := change.Sign(key, h, body)
	if err != nil {
		t.Fatal(err)
	}
	return &r
}

// shown names a record that came by a bundle.
func shown(id change.ID) func(*change.Header) {
	return func(h *change.Header) { h.Seen.Records = []change.ID{id} }
}

func TestWhatABundleShowedIsOfTheSameOfficeOnly(t *testing.T) {
	first := record(t, minor.Registered{Tag: "1"}, func(h *change.Header) { h.Agent = stranger })
	foreign := record(t, minor.IdentityStated{Source: minor.OwnWord, Sex: "M"}, func(h *change.Header) {
		h.Agent, h.Structure = stranger, institution.OfficeID{99}
	})
	exit := movement.ExitRecorded{Reason: movement.Death}
	for _, c := range []struct {
		name   string
		rec    *change.Record
		scopes []Scope
		why    Reason
	}{
		{"registered at the same office, and shown", record(t, exit, shown(first.ID)), nil, ""},
		{"not shown", record(t, exit), nil, NotHeld},
		{"of another office", record(t, placement.Began{At: facility.At(home)}, shown(foreign.ID)), nil, Seen},
		{"told that the child left", record(t, exit, shown(first.ID), seen(2, 70)), []Scope{{Agent: centre, Entered: 50, Left: 70, Sections: sections}}, NotHeld},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := judged(t, c.rec, []change.Placed{{Record: *first, Position: 10}, {Record: *foreign, Position: 11}}, c.scopes...)
			switch {
			case c.why == "" && (v.Refusal != nil || !v.Holds):
				t.Errorf("got %+v, want it taken", v)
			case c.why != "" && (v.Refusal == nil || v.Refusal.Reason != c.why):
				t.Errorf("got %+v, want it refused as %s", v, c.why)
			}
		})
	}
}

func seen(epoch int, position uint64) func(*change.Header) {
	return func(h *change.Header) { h.Seen.Epoch, h.Seen.Position = epoch, position }
}

func was(a change.AgentID) func(*change.Header) {
	return func(h *change.Header) { h.Was = change.Ref{Agent: a, Seq: 1} }
}

// verdict judges a record of the centre about a child registered by another.
func verdict(t *testing.T, r *change.Record, scopes ...Scope) Verdict {
	t.Helper()
	entries := []change.Placed{{Record: *record(t, minor.Registered{Tag: "1"}, func(h *change.Header) { h.Agent = stranger }), Position: 10}}
	return judged(t, r, entries, scopes...)
}

// judged judges a record of the centre upon others.
func judged(t *testing.T, r *change.Record, entries []change.Placed, scopes ...Scope) Verdict {
	t.Helper()
	v, err := bench().Judge(t.Context(), Case{
		Record: r, By: &Installation{ID: r.Agent, Line: map[change.AgentID]uint64{centre: 80, former: 30}},
		At: &Office{Structure: true, Role: access.Centre}, Operator: true,
		Subject: &Subject{Entries: entries, Scopes: scopes, Fold: func() *casefile.File {
			f := casefile.Fold(child, entries)
			return &f
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// What an installation held is what it had been told when it wrote.
func TestWhatWasHeldIsWhatSeenShows(t *testing.T) {
	stay := Scope{Agent: centre, Entered: 50, Left: 70, Sections: sections}
	open := Scope{Agent: centre, Entered: 75, Sections: sections}
	for _, c := range []struct {
		name   string
		rec    *change.Record
		scopes []Scope
		holds  bool
		knows  uint64
		why    Reason
	}{
		{"nothing seen of another's child", record(t, placement.Began{At: facility.At(home)}), []Scope{stay}, false, 0, ""},
		{"seen when it had entered", record(t, placement.Began{At: facility.At(home)}, seen(2, 50)), []Scope{stay}, true, 50, ""},
		{"seen before it left", record(t, placement.Began{At: facility.At(home)}, seen(2, 69)), []Scope{stay}, true, 69, ""},
		{"seen that it left", record(t, placement.Began{At: facility.At(home)}, seen(2, 70)), []Scope{stay}, false, 0, ""},
		{"seen that it came back", record(t, placement.Began{At: facility.At(home)}, seen(2, 75)), []Scope{stay, open}, true, 75, ""},
		{"another's scope", record(t, placement.Began{At: facility.At(home)}, seen(2, 60)), []Scope{{Agent: stranger, Entered: 50, Sections: sections}}, false, 0, ""},
		{"a section that it does not see", record(t, placement.Began{At: facility.At(home)}, seen(2, 60)), []Scope{{Agent: centre, Entered: 50, Sections: []change.Section{change.Identity}}}, false, 0, ""},
		{"more than was sent", record(t, placement.Began{At: facility.At(home)}, seen(2, 81)), []Scope{stay}, false, 0, Seen},
		{"an epoch to come", record(t, placement.Began{At: facility.At(home)}, seen(3, 1)), []Scope{stay}, false, 0, Seen},
		{"an older epoch counts up to the position restored", record(t, placement.Began{At: facility.At(home)}, seen(1, 999)), []Scope{{Agent: centre, Entered: 20, Sections: sections}}, true, 40, ""},
		{"issued anew: what the one before had seen", record(t, placement.Began{At: facility.At(home)}, seen(2, 30), was(former)), []Scope{{Agent: former, Entered: 20, Sections: sections}}, true, 30, ""},
		{"issued anew: more than the one before was sent", record(t, placement.Began{At: facility.At(home)}, seen(2, 41), was(former)), nil, false, 0, Seen},
		{"issued anew for one that it does not replace", record(t, placement.Began{At: facility.At(home)}, was(stranger)), nil, false, 0, Misnumbered},
		{"an older epoch, of what the restore has lost", record(t, movement.ExitRecorded{Reason: movement.Death}, seen(1, 60)), nil, false, 40, ""},
		{"an older epoch, of what there is still", record(t, movement.ExitRecorded{Reason: movement.Death}, seen(1, 39)), nil, false, 0, NotHeld},
		{"no epoch at all", record(t, movement.ExitRecorded{Reason: movement.Death}, seen(0, 60)), nil, false, 0, NotHeld},
		{"up to the position restored, whatever was sent", record(t, placement.Began{At: facility.At(home)}, seen(2, 40), was(former)), nil, false, 0, ""},
		{"out of scope, what needs the child in scope", record(t, movement.ExitRecorded{Reason: movement.Death}, seen(2, 70)), []Scope{stay}, false, 0, NotHeld},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := verdict(t, c.rec, c.scopes...)
			switch {
			case c.why != "" && (v.Refusal == nil || v.Refusal.Reason != c.why):
				t.Errorf("got %+v, want it refused as %s", v, c.why)
			case c.why == "" && v.Refusal != nil:
				t.Errorf("got it refused as %s: %s", v.Refusal.Reason, v.Refusal.Detail)
			case c.why == "" && (v.Holds != c.holds || v.Standing.Knows != c.knows):
				t.Errorf("got holds %v and knows %d, want %v and %d", v.Holds, v.Standing.Knows, c.holds, c.knows)
			}
		})
	}
}

func TestTheRegistryHasSeenWhatIsInTheLedger(t *testing.T) {
	by := func(h *change.Header) { h.Agent = registry }
	if v := verdict(t, record(t, placement.Began{At: facility.At(home)}, by, seen(2, 100))); v.Refusal != nil || !v.Holds || v.Standing.Knows != 100 {
		t.Errorf("got %+v", v)
	}
	if v := verdict(t, record(t, placement.Began{At: facility.At(home)}, by, seen(2, 101))); v.Refusal == nil || v.Refusal.Reason != Seen {
		t.Errorf("beyond the ledger: got %+v", v)
	}
}

func TestEveryReasonIsAWordOfItsOwn(t *testing.T) {
	seen := map[Reason]bool{}
	for _, r := range Reasons() {
		if seen[r] || r == "" {
			t.Errorf("%q is there twice, or empty", r)
		}
		seen[r] = true
	}
	if r := notHeld().Receipt(3); r.Seq != 3 || r.Reason != string(NotHeld) || r.Remedy == "" {
		t.Errorf("got %+v", r)
	}
}
