package intake_test

import (
	"testing"

	"faro.example/registry/judge"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// Law 47/2017 art. 11: at most three minors to one volunteer, save stated reasons.
func TestAVolunteerHasAFourthWardOnlyForAReason(t *testing.T) {
	c := newCrowd(t)
	rosa, decree := institution.PersonID{7}, institution.Decree{Court: "Catania", Number: "1/26", On: day.Must("2026-03-01")}
	appointed := guardian.Appointed{Guardian: guardian.Who{Person: rosa}, Volunteer: true, Decree: decree}
	say := func(m minor.ID, b guardian.Appointed) string {
		return c.Registry.Push(c.Registry.Write(m, "2026-03-05", b)).Receipts[0].Reason
	}
	a, b := c.child(), c.child()
	for _, m := range []minor.ID{a, b, b} { // the same again is no other ward
		if why := say(m, appointed); why != "" {
			t.Fatalf("refused: %s", why)
		}
	}
	third, fourth := c.child(), c.child()
	reply := c.Registry.Push(c.Registry.Write(third, "2026-03-05", appointed), c.Registry.Write(fourth, "2026-03-05", appointed)) // at once
	if got := reply.Receipts[1]; reply.Receipts[0].Reason != "" || got.Reason != string(judge.Unmet) || got.Field != "body.reason" {
		t.Errorf("a third and a fourth at once: got %+v", reply.Receipts)
	}
	reasoned, another := appointed, appointed
	reasoned.Reason, another.Guardian = "the brother of a ward", guardian.Who{Person: institution.PersonID{8}}
	for name, body := range map[string]guardian.Appointed{"with a reason": reasoned, "somebody else": another} {
		if why := say(c.child(), body); why != "" {
			t.Errorf("%s: refused: %s", name, why)
		}
	}
	for _, m := range []minor.ID{a, b} {
		c.Registry.Taken(c.Registry.Write(m, "2026-03-08", movement.ExitRecorded{Reason: movement.Majority}))
	}
	if why := say(c.child(), appointed); why != "" {
		t.Errorf("who has left is nobody's ward, and it was refused: %s", why)
	}
}
