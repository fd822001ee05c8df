package judge

import (
	"encoding/json"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

const siracusa, milano = "089017", "015146"

func in(s change.Section) func(*change.Header) {
	return func(hd *change.Header) { hd.Section = s }
}

// contested is a child in custody about whom much contends, position by position.
type contested struct {
	*history
	name, birth, place, exit, charge, guardian [2]change.ID
}

func newContested(t *testing.T) *contested {
	c := &contested{history: newHistory(t)}
	own, far := institution.OfficeOf(home), institution.OfficeOf(away)
	twice := func(a, b change.Body) [2]change.ID { return [2]change.ID{c.add(own, a, false), c.add(far, b, false)} }
	c.charge = [2]change.ID{c.add(institution.Office(holds), custody.Taken{By: holds}, false), c.add(institution.Office(third), custody.Taken{By: third}, false)}
	called := func(given minor.Text) change.Body {
		return minor.IdentityStated{Source: minor.OwnWord, Name: &minor.Name{Given: given}}
	}
	c.name = twice(called("Omar"), called("Umar"))
	born := func(on, court string) change.Body {
		return minor.AgeDecided{Found: minor.IsMinor, Court: court, Number: "1", Birth: &minor.Birth{
			Date: day.Must(on), Precision: minor.ToDay, Provenance: minor.Assessed,
		}}
	}
	c.birth = twice(born("2009-01-02", "Catania"), born("2008-01-02", "Palermo"))
	appointed := func(who byte) change.Body {
		return guardian.Appointed{
			Guardian: guardian.Who{Person: institution.PersonID{who}}, Decree: institution.Decree{Court: "C", Number: "1", On: today},
		}
	}
	c.guardian = twice(appointed(1), appointed(2))
	c.place = [2]change.ID{
		c.add(own, movement.Departed{From: facility.At(home), To: facility.Place{Words: "Casa Miriam"}}, true),
		c.add(far, movement.Arrived{At: facility.At(away)}, false),
	}
	c.exit = twice(movement.ExitRecorded{Reason: movement.Majority}, movement.ExitRecorded{Reason: movement.Death})
	return c
}

var third = institution.ID{22}

func choose(slot string, saw [2]change.ID) change.Resolved {
	return change.Resolved{Slot: slot, Saw: saw[:], Choose: saw[0], Reason: "looked into"}
}

// The table of design section 4, "Who decides".
func TestWhoDecides(t *testing.T) {
	c := newContested(t)
	both := func(slot string, saw [2]change.ID) change.Resolved {
		return change.Resolved{Slot: slot, Saw: saw[:], Both: true, Reason: "both"}
	}
	for _, x := range []struct {
		name string
		role access.Role
		by   institution.ID
		town string
		what change.Resolved
		in   change.Section
		why  Reason
	}{
		{"a name, the social services in custody", access.Municipality, holds, siracusa, choose("name", c.name), change.Identity, ""},
		{"a name, the other who says to have custody", access.Municipality, third, milano, choose("name", c.name), change.Identity, ""},
		{"a name, another social service", access.Municipality, other, milano, choose("name", c.name), change.Identity, NotHeld},
		{"a name, the Ministry while somebody has custody", access.Ministry, other, "", choose("name", c.name), change.Identity, NotDecider},
		{"the place, the prefecture of the place last confirmed", access.Prefecture, other, siracusa, choose("place", c.place), change.Presence, ""},
		{"the place, another prefecture", access.Prefecture, other, milano, choose("place", c.place), change.Presence, NotHeld},
		{"the place, the Ministry", access.Ministry, other, "", choose("place", c.place), change.Presence, ""},
		{"the place, the social services in custody", access.Municipality, holds, siracusa, choose("place", c.place), change.Presence, NotDecider},
		{"the exit, the prefecture", access.Prefecture, other, siracusa, choose("exit", c.exit), change.Presence, ""},
		{"the exit, the Ministry", access.Ministry, other, "", choose("exit", c.exit), change.Presence, ""},
		{"custody, the Ministry", access.Ministry, other, "", choose("custody", c.charge), change.Custody, ""},
		{"custody, one of the two who contend", access.Municipality, holds, siracusa, choose("custody", c.charge), change.Custody, NotDecider},
		{"a guardian, the social services in custody, for a decree", access.Municipality, holds, siracusa, choose("guardian", c.guardian), change.Guardian, ""},
		{"a guardian, the court", access.Court, other, siracusa, choose("guardian", c.guardian), change.Guardian, ""},
		{"a guardian, another court", access.Court, other, milano, choose("guardian", c.guardian), change.Guardian, NotHeld},
		{"two guardians, for no decree", access.Municipality, holds, siracusa, both("guardian", c.guardian), change.Guardian, NotDecider},
		{"an age on which courts have spoken, for a decree", access.Municipality, holds, siracusa, choose("birth", c.birth), change.Identity, ""},
		{"an age on which courts have spoken, the court", access.Court, other, siracusa, choose("birth", c.birth), change.Identity, ""},
		{"an age on which courts have spoken, for no decree", access.Municipality, holds, siracusa, stating("birth", c.birth), change.Identity, NotDecider},
		{"a centre", access.Centre, other, siracusa, choose("name", c.name), change.Identity, NotHeld},
	} {
		v := c.judged(x.role, x.by, x.town, x.what, in(x.in))
		switch {
		case x.why == "" && (v.Refusal != nil || !v.Standing.Entitled):
			t.Errorf("%s: got %+v, want it taken by right", x.name, v.Refusal)
		case x.why != "" && (v.Refusal == nil || v.Refusal.Reason != x.why):
			t.Errorf("%s: got %+v, want it refused as %s", x.name, v.Refusal, x.why)
		case x.why != "" && v.Refusal.Remedy == "":
			t.Errorf("%s: no remedy", x.name)
		}
	}
}

// stating states a birth date of its own.
func stating(slot string, saw [2]change.ID) change.Resolved {
	raw, err := json.Marshal(minor.Birth{Date: day.Must("2010-01-01"), Precision: minor.ToYear, Provenance: minor.Declared})
	if err != nil {
		panic(err)
	}
	return change.Resolved{Slot: slot, Saw: saw[:], Third: raw, Reason: "so it seems"}
}

func TestADecisionIsAboutAConflictThatIsOpen(t *testing.T) {
	c := newContested(t)
	mixed := choose("name", c.name)
	mixed.Saw = []change.ID{c.name[0], c.entries[0].ID}
	alien := choose("name", c.name)
	alien.Saw = []change.ID{c.name[0], {99}}
	for _, x := range []struct {
		name  string
		what  change.Resolved
		in    change.Section
		why   Reason
		field string
	}{
		{"where nothing contends", choose("sex", c.name), change.Identity, NoConflict, "body.slot"},
		{"naming a record that does not contend", mixed, change.Identity, NoConflict, "body.saw"},
		{"naming what contends elsewhere", choose("name", c.birth), change.Identity, NoConflict, "body.saw"},
		{"naming a record of another minor", alien, change.Identity, NoTarget, "body.saw"},
		{"in another section", choose("name", c.name), change.Custody, NoTarget, "body.saw"},
	} {
		v := c.judged(access.Municipality, holds, siracusa, x.what, in(x.in))
		if v.Refusal == nil || v.Refusal.Reason != x.why || v.Refusal.Field != x.field || v.Refusal.Remedy == "" {
			t.Errorf("%s: got %+v, want %s about %s with a remedy", x.name, v.Refusal, x.why, x.field)
		}
	}
}

// What was decided by who had it on the page is not lost when others were
// faster; who knew of their decision is told that nothing is open.
func TestAConflictIsDecidedTwiceOnlyByWhoDidNotKnow(t *testing.T) {
	c := newContested(t)
	knew := uint64(len(c.entries))
	first := record(t, choose("name", c.name), func(hd *change.Header) {
		hd.Agent, hd.Structure, hd.Section = stranger, institution.Office(holds), change.Identity
	})
	c.entries = append(c.entries, change.Placed{Record: *first, Position: knew + 1, Standing: change.Standing{Entitled: true, Knows: knew}})
	again := choose("name", [2]change.ID{c.name[1], c.name[0]})
	by := func(position uint64) Verdict {
		return c.judged(access.Municipality, holds, siracusa, again, in(change.Identity), inScopeOf(c, position))
	}
	if v := by(knew + 1); v.Refusal == nil || v.Refusal.Reason != NoConflict || v.Refusal.Field != "body.slot" {
		t.Errorf("by who knew: got %+v", v.Refusal)
	}
	v := by(knew)
	if v.Refusal != nil || !v.Standing.Entitled {
		t.Fatalf("by who did not: got %+v", v.Refusal)
	}
	second := record(t, again, in(change.Identity), func(hd *change.Header) { hd.Structure = institution.Office(holds) })
	f := casefile.Fold(child, append(c.entries, change.Placed{Record: *second, Position: knew + 2, Standing: v.Standing}))
	if got := contending(&f, "name"); len(got) != 2 || got[0] != first.ID || got[1] != second.ID {
		t.Errorf("two decisions that do not know each other contend: got %v", got)
	}
}

// inScopeOf has the author hold the minor, and have seen up to a position.
func inScopeOf(c *contested, position uint64) func(*change.Header) {
	c.scopes = []Scope{{Agent: centre, Entered: 1, Sections: []change.Section{change.Identity}}}
	return func(hd *change.Header) { hd.Seen = change.Seen{Epoch: 2, Position: position} }
}

func TestAHandOverIsByRightOnceItIsOffered(t *testing.T) {
	offered := newHistory(t)
	offered.add(institution.Office(holds), custody.Taken{By: holds}, false)
	offered.add(institution.Office(holds), custody.Offered{By: holds, To: other}, false)
	bare := newHistory(t)
	bare.add(institution.Office(holds), custody.Taken{By: holds}, false)
	for _, x := range []struct {
		name     string
		of       *history
		by       institution.ID
		town     string
		what     change.Body
		taken    bool
		entitled bool
	}{
		{"accepted by whom it was offered", offered, other, milano, custody.Accepted{By: other, From: holds}, true, true},
		{"refused by whom it was offered", offered, other, milano, custody.Refused{By: other, From: holds, Reason: "x"}, true, false},
		{"accepted by somebody else", offered, third, milano, custody.Accepted{By: third, From: holds}, false, false},
		{"accepted for somebody else", offered, third, siracusa, custody.Accepted{By: other, From: holds}, false, false},
		{"accepted though nobody offered", bare, other, milano, custody.Accepted{By: other, From: holds}, false, false},
		{"accepted though nobody offered, where the child is: a claim", bare, other, siracusa, custody.Accepted{By: other, From: holds}, true, false},
		{"offered by who has it", bare, holds, milano, custody.Offered{By: holds, To: other}, true, false},
	} {
		v := x.of.judged(access.Municipality, x.by, x.town, x.what)
		if (v.Refusal == nil) != x.taken || v.Standing.Entitled != x.entitled {
			t.Errorf("%s: got %+v entitled %v, want taken %v entitled %v", x.name, v.Refusal, v.Standing.Entitled, x.taken, x.entitled)
		}
	}
}

func TestAPlaceThatIsStatedInDecidingStandsInTheDirectory(t *testing.T) {
	c := newContested(t)
	at := func(f facility.ID) change.Resolved {
		raw, err := json.Marshal(facility.At(f))
		if err != nil {
			t.Fatal(err)
		}
		return change.Resolved{Slot: "place", Saw: c.place[:], Third: raw, Reason: "seen there"}
	}
	bench := bench()
	for f, why := range map[facility.ID]Reason{home: "", away: NoPlace} {
		got := bench.stated(Case{Record: record(t, at(f), in(change.Presence))})
		if (got == nil) != (why == "") || got != nil && (got.Reason != why || got.Field != "body.third") {
			t.Errorf("%v: got %+v, want %q", f, got, why)
		}
	}
}
