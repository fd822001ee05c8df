package intake_test

import (
	"testing"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// crowd is a centre with children, and two structures to which it may send them.
type crowd struct {
	*intaketest.House
	from, to, other facility.ID
	at              *intaketest.Agent
}

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	c := &crowd{House: intaketest.New(t)}
	c.from, c.to, c.other = c.Structure("089017"), c.Structure("089017"), c.Structure("089017")
	c.at = c.Agent(institution.OfficeOf(c.from))
	return c
}

func (c *crowd) child() minor.ID {
	m := intaketest.Minor()
	c.at.Taken(c.at.Write(m, "2026-03-01", minor.Registered{Code: c.at.Code()}), c.at.Write(m, "2026-03-01", placement.Began{At: facility.At(c.from)}))
	return m
}

func (c *crowd) sends(to facility.ID, reason string) movement.Departed {
	return movement.Departed{From: facility.At(c.from), To: facility.At(to), Reason: minor.Text(reason)}
}

func TestBrothersArePartedOnlyForAReason(t *testing.T) {
	c := newCrowd(t)
	a, b := c.child(), c.child()
	c.at.Taken(c.at.Write(a, "2026-03-02", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: b}),
		c.at.Write(b, "2026-03-02", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: a}))
	refused := c.at.Refused(judge.Parts, c.at.Write(a, "2026-03-09", c.sends(c.to, "")))
	if refused.Field != "body.reason" {
		t.Errorf("got %+v", refused)
	}
	c.at.Taken(c.at.Write(a, "2026-03-09", c.sends(c.to, "a bed in hospital"))) // with a reason
	c.at.Taken(c.at.Write(b, "2026-03-09", c.sends(c.to, "")))                  // who follows leaves nobody behind
}

func TestBrothersWhoAreSentTogetherAreNotParted(t *testing.T) {
	c := newCrowd(t)
	a, b := c.child(), c.child()
	c.at.Taken(c.at.Write(a, "2026-03-02", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: b}),
		c.at.Write(b, "2026-03-02", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: a}))
	first, second := c.at.Write(a, "2026-03-09", c.sends(c.to, "")), c.at.Write(b, "2026-03-09", c.sends(c.other, ""))
	reply := c.at.Push(first, second) // to two places
	if reply.Receipts[0].Reason != string(judge.Parts) {
		t.Errorf("got %+v", reply.Receipts)
	}
	d, e := c.child(), c.child()
	c.at.Taken(c.at.Write(d, "2026-03-02", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: e}))
	c.at.Taken(c.at.Write(d, "2026-03-09", c.sends(c.to, "")), c.at.Write(e, "2026-03-09", c.sends(c.to, "")))
}

func TestAboveItsPlacesAStructureTakesOnlyForAReason(t *testing.T) {
	c := newCrowd(t)
	c.Exec(`UPDATE structures SET beds = 2 WHERE id = $1`, c.to)
	one, two, three := c.child(), c.child(), c.child()
	reply := c.at.Push(c.at.Write(one, "2026-03-09", c.sends(c.to, "")), c.at.Write(two, "2026-03-09", c.sends(c.to, "")),
		c.at.Write(three, "2026-03-09", c.sends(c.to, ""))) // all at once
	if r := reply.Receipts[2]; r.Reason != string(judge.Full) || r.Remedy == "" {
		t.Errorf("the third of two places: got %+v", r)
	}
	c.at.Refused(judge.Full, c.at.Write(three, "2026-03-09", c.sends(c.to, ""))) // and afterwards
	c.Exec(`UPDATE structures SET beds = 1 WHERE id = $1`, c.from)
	c.at.Refused(judge.Full, c.at.Write(three, "2026-03-09", placement.Reserved{At: facility.At(c.from)}))
	c.at.Taken(c.at.Write(three, "2026-03-09", c.sends(c.to, "a boat has come")))
	there := c.Agent(institution.OfficeOf(c.to)) // who is there is there
	for _, m := range []minor.ID{one, two, three} {
		there.Taken(there.Write(m, "2026-03-10", movement.Arrived{At: facility.At(c.to)}))
	}
	more := intaketest.Minor()
	there.Taken(there.Write(more, "2026-03-10", minor.Registered{Code: there.Code()}), there.Write(more, "2026-03-10", placement.Began{At: facility.At(c.to)}))
}

func TestWhatHappenedLongAgoIsTakenAsItWas(t *testing.T) {
	c := newCrowd(t)
	c.Exec(`UPDATE structures SET beds = 1 WHERE id = $1`, c.to)
	one, two := c.child(), c.child()
	c.at.Taken(c.at.Write(one, "2026-03-02", c.sends(c.to, "")), c.at.Write(two, "2026-03-02", c.sends(c.to, "")))
}

func TestBrothersOfOneGroupMayComeInSeveralPushesInAnyOrder(t *testing.T) {
	c := newCrowd(t)
	pair := func() (a, b minor.ID) {
		a, b = c.child(), c.child()
		c.at.Taken(c.at.Write(a, "2026-03-02", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: b}),
			c.at.Write(b, "2026-03-02", minor.RelativeStated{Source: minor.OwnWord, Is: minor.Sibling, With: a}))
		return a, b
	}
	with := func(kin minor.ID) movement.Departed {
		sent := c.sends(c.to, "")
		sent.With = []minor.ID{kin}
		return sent
	}
	a, b := pair()
	c.at.Taken(c.at.Write(a, "2026-03-09", with(b)))
	c.at.Taken(c.at.Write(b, "2026-03-09", with(a)))
	d, e := pair()
	c.at.Taken(c.at.Write(e, "2026-03-09", with(d)))
	c.at.Taken(c.at.Write(d, "2026-03-09", with(e)))
	f, _ := pair()
	stranger := c.child()
	c.at.Refused(judge.Parts, c.at.Write(f, "2026-03-09", with(stranger))) // who is named is not the one who stays
}

func TestNoUrgencyFillsAStructureByMoreThanHalfAgain(t *testing.T) {
	c := newCrowd(t)
	c.Exec(`UPDATE structures SET beds = 2 WHERE id = $1`, c.to)
	c.Exec(`UPDATE structures SET beds = 40 WHERE id = $1`, c.from)
	for range 3 {
		c.at.Taken(c.at.Write(c.child(), "2026-03-09", c.sends(c.to, "a boat has come")))
	}
	fourth := c.child()
	if r := c.at.Refused(judge.Full, c.at.Write(fourth, "2026-03-09", c.sends(c.to, "a boat has come"))); r.Field != "body" {
		t.Errorf("got %+v", r)
	}
	c.at.Taken(c.at.Write(fourth, "2026-03-01", c.sends(c.to, "a boat came"))) // that was a week ago
}
