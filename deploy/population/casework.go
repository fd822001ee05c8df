package population

import (
	"fmt"

	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
)

// Of a thousand who are in reception.
const (
	noticesShare  = 950 // the authorities were told of them at once
	askedShare    = 900 // the court was asked for a guardian
	permitShare   = 700
	asylumShare   = 150
	decidedShare  = 300 // of those who asked for asylum a while ago
	schoolShare   = 700
	trainingShare = 120 // of those old enough for Percorsi and PUOI
	opinionShare  = 600 // of those about to come of age
	careShare     = 250
)

// notices tell the prosecutor, the juvenile court and the Ministry that a child
// without adults is here (D.Lgs 142/2015 art. 19 par. 5), of those who are in the
// register still.
func (h *history) notices(legs []leg) {
	first := legs[0]
	on := h.m.Entry.Add(h.casework.IntN(2))
	host, here := hostOn(legs, on)
	if h.m.Fate == Left || h.m.ghost || first.structure < 0 || !here || host != first.structure || !h.before(on) || !h.casework.chance(noticesShare) {
		return
	}
	court, ok := h.n.courts[h.n.province[first.structure]]
	if !ok {
		return
	}
	who := h.n.answering(h.m, first.structure)
	for _, to := range []struct {
		as minor.Receiver
		at int
	}{{minor.ToProsecutor, court + 1}, {minor.ToCourt, court}, {minor.ToMinistry, h.n.ministry()}} {
		h.by(who, on, minor.NoticeSent{Matter: minor.PresenceKnown, As: to.as, To: minor.AddresseeID(h.n.Institutions[to.at].ID)})
	}
	h.form++
}

// ministry is the Ministry's place among the institutions.
func (n *Nation) ministry() int {
	for i := range n.Institutions {
		if n.Institutions[i].Kind == institution.Ministry {
			return i
		}
	}
	return -1
}

// care is what those who have a child in custody do for it, where it is now.
func (h *history) care(legs []leg) {
	last := legs[len(legs)-1]
	who, since := h.holder()
	if h.m.Fate != Present || h.m.ghost || last.silent || who < 0 || h.m.Structure < 0 {
		return
	}
	c := caring{history: h, who: who, from: later(last.from, since).Add(1)}
	c.guardian(last)
	c.permit()
	c.protection()
	c.measures()
	c.plan()
	c.majority()
	if c.n.answering(c.m, last.structure) == who { // where the child resides
		c.tracing()
	}
}

// holder gives who has the child in custody in the end, and since when; -1 for nobody.
func (h *history) holder() (who int, since day.Date) {
	who = -1
	for _, e := range h.events {
		switch e.body.(type) {
		case custody.Taken:
			who, since = e.Institution, e.On.Day()
		case custody.Released:
			who = -1
		}
	}
	return who, since
}

// caring is what one social service does for one child, from a day on.
type caring struct {
	*history
	who  int
	from day.Date
}

// say records something so many days after the service took the child into
// custody; it says on which day, and whether that is not to come.
func (c *caring) say(after int, body change.Body) (day.Date, bool) {
	on := c.from.Add(after)
	if !c.before(on) {
		return on, false
	}
	c.by(c.who, on, body)
	c.form++
	return on, true
}

// left is how many days a child stays a minor from a day on. The dates that are
// believed meanwhile differ by months; what depends on majority keeps off it.
func (c *caring) left(on day.Date) int { return minor.OfAge(c.m.Birth.Date).Sub(on) }

// wary is how near majority nothing is asked for that is for minors only.
const wary = 400

func (c *caring) guardian(last leg) {
	_, named := c.n.entrustedBy(c.i)
	if d := c.casework; c.left(c.from) > wary && (named || d.chance(askedShare)) {
		if on := c.from.Add(d.IntN(settledDays - 9)); named && on.After(last.from.Add(settledDays)) {
			return // the court has not waited to be asked
		}
		court := c.n.courts[c.n.province[last.structure]]
		c.say(d.IntN(settledDays-9), guardian.Asked{Court: c.n.Institutions[court].Name, Number: minor.Text(fmt.Sprintf("%d/R", 1+d.IntN(900)))})
	}
}

// permit is one for minor age (law 47/2017 art. 10), for a year.
func (c *caring) permit() {
	d := c.casework
	after := 10 + d.IntN(30)
	if !d.chance(permitShare) || c.left(c.from.Add(after)) < 2*wary {
		return
	}
	if _, asked := c.say(after, permit.Asked{Type: permit.MinorAge, By: permit.ByMinor}); !asked || !d.chance(800) {
		return
	}
	after += 20 + d.IntN(70)
	if on := c.from.Add(after); c.left(on) > wary+366 {
		c.say(after, permit.Issued{Type: permit.MinorAge, Number: minor.Text(fmt.Sprintf("I%07d", c.m.person+1)), Until: on.AddYears(1)})
	}
}

func (c *caring) protection() {
	d := c.casework
	if !d.chance(asylumShare) {
		return
	}
	after := 5 + d.IntN(40)
	if _, asked := c.say(after, protection.Asked{Route: protection.Asylum}); asked && d.chance(decidedShare) {
		outcomes := protection.Asylum.Outcomes()
		c.say(after+120+d.IntN(120), protection.Decided{Route: protection.Asylum, Outcome: outcomes[d.IntN(len(outcomes))]})
	}
}

func (c *caring) measures() {
	d := c.casework
	if d.chance(schoolShare) {
		c.say(10+d.IntN(30), measure.Enrolled{Programme: []measure.Programme{measure.Language, measure.School}[d.IntN(2)]})
	}
	after := 60 + d.IntN(60)
	if !d.chance(trainingShare) || c.left(c.from) > 2*365 {
		return
	}
	programme := []measure.Programme{measure.Percorsi, measure.PUOI}[d.IntN(2)]
	if _, enrolled := c.say(after, measure.Enrolled{Programme: programme}); enrolled && d.chance(400) {
		c.say(after+100+d.IntN(60), measure.Ended{Programme: programme, Outcome: measure.Outcomes()[d.IntN(len(measure.Outcomes()))]})
	}
}

// majority is what is asked for before it: the opinion (D.Lgs 286/1998 art. 32
// par. 1-bis) and care beyond it (law 47/2017 art. 13).
func (c *caring) majority() {
	d := c.casework
	window := minor.OfAge(c.m.Birth.Date).Add(-88)
	after := window.Sub(c.from)
	if after <= 0 || c.left(c.n.Options.Today) <= 0 {
		return
	}
	if d.chance(opinionShare) {
		c.say(after+d.IntN(20), opinion.Asked{Into: string(permit.Study)}) // the Ministry gives it at its pages
	}
	if d.chance(careShare) {
		c.say(after+d.IntN(40), opinion.ExtensionAsked{Reason: "percorso scolastico in corso"})
	}
}
