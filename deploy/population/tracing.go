package population

import (
	"faro.example/shared/change"
	"faro.example/shared/minor"
	"faro.example/shared/notice"
	"faro.example/shared/tracing"
)

// Of a thousand children in care.
const (
	tracingShare  = 350 // whose family is to be traced
	declinedShare = 120 // of those, who do not consent
	withdrewShare = 60  // who take the consent back
	riskShare     = 60  // of whom it is a risk
	askedForShare = 800 // of the rest, for whom the Ministry was asked
)

// mothers are names of women, of those who do not exist.
func mothers() []string {
	return []string{"Aurora", "Carla", "Elena", "Giada", "Lidia", "Nadia", "Olga", "Rita", "Vera"}
}

// tracing is that of the family (law 47/2017 art. 6), as far as the social
// services bring it: the Ministry and the partner take their steps themselves.
func (c *caring) tracing() {
	d, country := c.casework, c.n.countries[c.m.country]
	if !d.chance(tracingShare) || country.code == minor.Stateless || len(country.languages) == 0 {
		return
	}
	after := max(3+d.IntN(90), c.n.Options.Today.Sub(c.from)-20-d.IntN(120)) // most of it lately, so that it is under way
	mother := tracing.Person{
		ID: tracing.PersonID(made(c.n.Seed, "mother of "+c.m.ID.String(), 0, c.m.Entry)), Is: minor.Parent, Country: country.code,
		Name: minor.Name{Given: minor.Text(one(d, mothers())), Family: c.m.Name.Family}, Sex: minor.Female,
	}
	proposed := len(c.events)
	if _, said := c.say(after, tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "il minore chiede notizie della madre"}); !said {
		return
	}
	told := tracing.Told{Explained: "che cosa si fa, a che cosa serve, e che può ritirare il consenso", Language: country.languages[0],
		Mediator: "il mediatore del servizio", Presence: "un’assistente sociale", Notice: notice.Search, Withdraw: true}
	by := []minor.Party{minor.TheMinor}
	step := func(days int, body change.Body) bool {
		after += days
		_, said := c.say(after, body)
		if said {
			c.events[len(c.events)-1].of = proposed
		}
		return said
	}
	if d.chance(declinedShare) {
		step(2, tracing.Declined{By: by, Told: told})
		return
	}
	if !step(1+d.IntN(4), tracing.Consented{By: by, Told: told}) {
		return
	}
	risk := tracing.NoRisk
	if d.chance(riskShare) {
		risk = tracing.ToFamily
	}
	if !step(1+d.IntN(5), tracing.Assessed{Risk: risk, Grounds: "il colloquio e ciò che si sa della zona"}) || risk != tracing.NoRisk || !d.chance(askedForShare) {
		return
	}
	if step(1+d.IntN(3), tracing.Requested{Country: country.code, Asks: "dove vive la famiglia e come sta"}) && d.chance(withdrewShare) {
		step(10, tracing.Withdrawn{By: by})
	}
}

// aboutRecord has a record name the one that it is about, as that turns out to be
// called.
func aboutRecord(body change.Body, about change.ID) change.Body {
	switch b := body.(type) {
	case change.Retracted:
		b.Record = about
		return b
	case tracing.Consented:
		b.Tracing = tracing.ID(about)
		return b
	case tracing.Declined:
		b.Tracing = tracing.ID(about)
		return b
	case tracing.Withdrawn:
		b.Tracing = tracing.ID(about)
		return b
	case tracing.Assessed:
		b.Tracing = tracing.ID(about)
		return b
	case tracing.Requested:
		b.Tracing = tracing.ID(about)
		return b
	}
	return body
}
