package judge

import (
	"context"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

var (
	iom      = institution.ID{0x60} // a partner
	conakry  = institution.ID{0x61} // its mission
	dakar    = institution.ID{0x62} // another
	rival    = institution.ID{0x63} // another partner
	ministry = institution.ID{0x64}
	interior = institution.ID{0x65}
	catania  = institution.ID{0x66} // the municipality where the child resides
	palermo  = institution.ID{0x67} // another, in custody
)

// trace is a tracing that is told step by step.
type trace struct {
	*history
	by map[string]minor.RecordID // the last record of each kind
}

// add adds what an office said, and remembers it by its kind.
func (tr *trace) says(by institution.ID, b change.Body) {
	tr.t.Helper()
	tr.by[b.Kind()] = minor.RecordID(tr.add(institution.Office(by), b, false))
}

// of gives the tracing.
func (tr *trace) of() tracing.ID { return tr.by[tracing.Proposed{}.Kind()] }

// last gives the last record of a kind, or names one that there is none of.
func (tr *trace) last(b change.Body) minor.RecordID {
	if r, ok := tr.by[b.Kind()]; ok {
		return r
	}
	return minor.RecordID{9}
}

var (
	mother  = tracing.Person{ID: tracing.PersonID{1}, Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
	self    = []minor.Party{minor.TheMinor}
	told    = tracing.Told{Explained: "what is done", Language: "ff", Mediator: "A", Presence: "B", Notice: "n-1", Withdraw: true}
	family  = &tracing.FamilyConsent{By: "the mother", Told: told}
	account = tracing.Account{Summary: "found", Area: "a", Family: "f", Before: "b", Motives: "m"}
)

// steps tell a tracing from its proposal on, one after the other.
func (tr *trace) steps(by tracing.Proposer) []func() (institution.ID, change.Body) {
	return []func() (institution.ID, change.Body){
		func() (institution.ID, change.Body) {
			return catania, tracing.Proposed{By: by, Sought: []tracing.Person{mother}, Reason: "asks for her"}
		},
		func() (institution.ID, change.Body) {
			return catania, tracing.Consented{Tracing: tr.of(), By: self, Told: told}
		},
		func() (institution.ID, change.Body) {
			return catania, tracing.Assessed{Tracing: tr.of(), Risk: tracing.NoRisk, Grounds: "g"}
		},
		func() (institution.ID, change.Body) {
			return catania, tracing.Requested{Tracing: tr.of(), Country: "GN", Asks: "a"}
		},
		func() (institution.ID, change.Body) {
			return ministry, tracing.Received{Tracing: tr.of(), Request: tr.last(tracing.Requested{}), Accepted: true, Number: "1"}
		},
		func() (institution.ID, change.Body) {
			return ministry, tracing.Entrusted{Tracing: tr.of(), Partner: iom, Mission: conakry, Country: "GN"}
		},
		func() (institution.ID, change.Body) {
			return conakry, tracing.Contacted{
				Tracing: tr.of(), Entrusted: tr.last(tracing.Entrusted{}), Means: tracing.HomeVisit, Country: "GN", Finding: tracing.Reached, Consent: family,
			}
		},
		func() (institution.ID, change.Body) {
			return conakry, tracing.Reported{
				Tracing: tr.of(), Entrusted: tr.last(tracing.Entrusted{}), Finding: tracing.Reached, Country: "GN", Language: "fr", Account: account,
			}
		},
		func() (institution.ID, change.Body) {
			return iom, tracing.Translated{Tracing: tr.of(), Report: tr.last(tracing.Reported{}), Language: "it", By: "Rosa", Account: account}
		},
		func() (institution.ID, change.Body) {
			return ministry, tracing.Forwarded{Tracing: tr.of(), Report: tr.last(tracing.Reported{}), Interior: interior}
		},
		func() (institution.ID, change.Body) {
			who := catania
			if by.Route() == tracing.ByResponsibility {
				who = interior
			}
			return who, tracing.MinorInformed{
				Tracing: tr.of(), Report: tr.last(tracing.Reported{}), Told: told, Also: []tracing.Hearer{tracing.HearsGuardian, tracing.HearsInterviewer},
			}
		},
		func() (institution.ID, change.Body) {
			return ministry, tracing.Closed{Tracing: tr.of(), Outcome: tracing.FamilyFound}
		},
	}
}

// traced is a child at a structure of Catania's, in Palermo's custody, whose tracing
// has been told up to so many steps.
func traced(t *testing.T, steps int) *trace {
	t.Helper()
	tr := &trace{newHistory(t), map[string]minor.RecordID{}}
	tr.add(institution.Office(palermo), custody.Taken{By: palermo}, false)
	for _, step := range tr.steps(tracing.BySocialServices)[:steps] {
		by, b := step()
		tr.says(by, b)
	}
	return tr
}

// roles are what the offices of these tests are.
var roles = map[institution.ID]access.Role{
	iom: access.TracingPartner, conakry: access.TracingPartner, dakar: access.TracingPartner, rival: access.TracingPartner,
	ministry: access.Ministry, interior: access.Interior, catania: access.Municipality, palermo: access.Municipality,
}

// says judges what an office says at the registry's own pages.
func (tr *trace) judged(by institution.ID, body change.Body, with ...func(*Case)) Verdict {
	tr.t.Helper()
	b := bench()
	b.Covers = func(_ context.Context, p institution.ID, c minor.Country, on day.Date) (bool, error) {
		return p == iom && (c == "GN" || c == "SN") && !on.After(today), nil
	}
	b.Above = func(_ context.Context, m institution.ID) (institution.ID, error) {
		if m == conakry || m == dakar {
			return iom, nil
		}
		return institution.ID{}, nil
	}
	b.Kind = func(_ context.Context, i institution.ID) (institution.Kind, error) {
		return institution.Kind(roles[i]), nil
	}
	c := Case{
		Record: record(tr.t, body, func(h *change.Header) {
			h.Agent, h.Structure, h.Seen = registry, institution.Office(by), change.Seen{Epoch: 2, Position: 90}
		}),
		By: &Installation{ID: registry}, At: &Office{Role: roles[by]},
		Subject: &Subject{Entries: tr.entries, Fold: func() *casefile.File { f := casefile.Fold(child, tr.entries); return &f }},
	}
	if by == catania {
		c.At.Territory = []string{"089017"}
	}
	for _, w := range with {
		w(&c)
	}
	v, err := b.Judge(tr.t.Context(), c)
	if err != nil {
		tr.t.Fatal(err)
	}
	return v
}

func TestATracingIsTakenStepByStepOnBothRoutes(t *testing.T) {
	for _, by := range []tracing.Proposer{tracing.BySocialServices, tracing.ByGuardian} {
		tr := traced(t, 0)
		if by == tracing.ByGuardian {
			tr.add(institution.Office(palermo), guardian.Appointed{
				Guardian: guardian.Who{Person: gaia}, Decree: institution.Decree{Court: "Catania", Number: "1/26", On: today.Add(-9)},
			}, false)
		}
		for i, step := range tr.steps(by) {
			who, b := step()
			if v := tr.judged(who, b); v.Refusal != nil {
				t.Fatalf("%s, step %d: %s refused: %+v", by, i, b.Kind(), *v.Refusal)
			}
			tr.says(who, b)
		}
		// Each step but the last is of a tracing that has come no further.
		for _, step := range tr.steps(by)[2:] {
			who, b := step()
			if v := tr.judged(who, b); v.Refusal == nil {
				t.Errorf("%s: %s taken of a tracing that is closed", by, b.Kind())
			}
		}
	}
}

func TestNoStepIsTakenBeforeItsTurn(t *testing.T) {
	for at := 1; at < 12; at++ {
		tr := traced(t, at)
		for i, step := range tr.steps(tracing.BySocialServices) {
			// Once assessed it may be assessed anew, a step in the field follows
			// another, and what is proposed is another tracing.
			if i <= at || i == 11 || i == 7 && at == 6 {
				continue
			}
			who, b := step()
			if v := tr.judged(who, b); v.Refusal == nil || v.Refusal.Remedy == "" {
				t.Errorf("after %d steps %s: got %+v", at, b.Kind(), v)
			}
		}
	}
}

// What is refused, each with the condition and the remedy.
func TestWhatAStepNeedsIsSaidWhereItIsRefused(t *testing.T) {
	interview := func(tr *trace) change.Body {
		return tracing.Contacted{
			Tracing: tr.of(), Entrusted: tr.last(tracing.Entrusted{}), Means: tracing.Telephone, Country: "GN", Finding: tracing.Reached, Interview: "said",
		}
	}
	step := func(n int) func(*trace) change.Body {
		return func(tr *trace) change.Body { _, b := tr.steps(tracing.BySocialServices)[n](); return b }
	}
	entrusted := func(e tracing.Entrusted) func(*trace) change.Body {
		return func(tr *trace) change.Body { e.Tracing = tr.of(); return e }
	}
	withdrawn := func(tr *trace) {
		tr.says(catania, tracing.Withdrawn{Tracing: tr.of(), By: self})
	}
	for _, c := range []struct {
		name  string
		steps int
		then  func(*trace)
		by    institution.ID
		body  func(*trace) change.Body
		why   Reason
		field string
	}{
		{"proposed where the child resides", 0, nil, catania, step(0), "", ""},
		{"proposed by another municipality, in custody", 0, nil, palermo, step(0), Unmet, "body.by"},
		{"proposed by the Ministry", 0, nil, ministry, step(0), NotHeld, "minor"},
		{"proposed for a guardian that there is none of", 0, nil, catania, func(*trace) change.Body {
			return tracing.Proposed{By: tracing.ByGuardian, Sought: []tracing.Person{mother}, Reason: "r"}
		}, Unmet, "body.by"},
		{"requested against a withdrawn consent", 3, withdrawn, catania, step(3), Unmet, "body.tracing"},
		{"consented anew to it", 3, withdrawn, catania, step(1), Unmet, "body.tracing"},
		{"withdrawn again", 3, withdrawn, catania, func(tr *trace) change.Body { return tracing.Withdrawn{Tracing: tr.of(), By: self} }, "", ""},
		{"reported after a withdrawal", 7, withdrawn, conakry, step(7), NotHeld, "minor"},
		{"closed as withdrawn", 3, withdrawn, catania, func(tr *trace) change.Body {
			return tracing.Closed{Tracing: tr.of(), Outcome: tracing.ConsentGone}
		}, "", ""},
		{"closed as found, after a withdrawal", 3, withdrawn, ministry, step(11), Unmet, "body.outcome"},
		{"assessed before the consent", 1, nil, catania, step(2), Unmet, "body.tracing"},
		{"requested in spite of a risk", 2, func(tr *trace) {
			tr.says(catania, tracing.Assessed{Tracing: tr.of(), Risk: tracing.ToFamily, Grounds: "g"})
		}, catania, step(3), Unmet, "body.tracing"},
		{"of a tracing that there is none of", 1, nil, catania, func(*trace) change.Body {
			return tracing.Consented{Tracing: tracing.ID{9}, By: self, Told: told}
		}, NoTarget, "body.tracing"},
		{"entrusted to who has no agreement", 5, nil, ministry, entrusted(tracing.Entrusted{Partner: rival, Country: "GN"}), Unmet, "body.partner"},
		{"entrusted for a country that is not covered", 5, nil, ministry, entrusted(tracing.Entrusted{Partner: iom, Country: "ML"}), Unmet, "body.partner"},
		{"entrusted to a mission of nobody's", 5, nil, ministry, entrusted(tracing.Entrusted{Partner: iom, Mission: rival, Country: "GN"}), Unmet, "body.mission"},
		{"passed on by the partner to another mission", 7, nil, iom, entrusted(tracing.Entrusted{Partner: iom, Mission: dakar, Country: "SN"}), "", ""},
		{"passed on by the mission to another partner", 7, nil, conakry, entrusted(tracing.Entrusted{Partner: rival, Country: "GN"}), Unmet, "body.partner"},
		{"in the field, by a mission that has nothing of it", 6, nil, dakar, step(6), NotHeld, "minor"},
		{"reported by another partner", 7, nil, rival, step(7), NotHeld, "minor"},
		{"an interview without the family's consent", 6, nil, conakry, interview, Unmet, "body.interview"},
		{"an interview after it", 7, nil, conakry, interview, "", ""},
		{"a report of a family without its consent", 6, nil, conakry, step(7), Unmet, "body.consent"},
		{"resources that nobody asked for", 7, nil, conakry, func(tr *trace) change.Body {
			b := step(7)(tr).(tracing.Reported)
			b.Account.Resources = "an uncle"
			return b
		}, Unmet, "body.account.resources"},
		{"a second report that corrects nothing", 8, nil, conakry, step(7), Unmet, "body.corrects"},
		{"a report that corrects the first", 8, nil, conakry, func(tr *trace) change.Body {
			b := step(7)(tr).(tracing.Reported)
			b.Corrects, b.Agreed = tr.last(tracing.Reported{}), &minor.Accord{NotYet: "no line"}
			return b
		}, "", ""},
		{"half a translation", 8, nil, iom, func(tr *trace) change.Body {
			b := step(8)(tr).(tracing.Translated)
			b.Account.Family = ""
			return b
		}, Unmet, "body.account.family"},
		{"sent on to who is not Interior", 9, nil, ministry, func(tr *trace) change.Body {
			return tracing.Forwarded{Tracing: tr.of(), Report: tr.last(tracing.Reported{}), Interior: iom}
		}, Unmet, "body.interior"},
		{"a clarification asked for another side", 6, nil, catania, func(tr *trace) change.Body {
			return tracing.ClarificationAsked{Tracing: tr.of(), By: tracing.Partner, To: tracing.Ministry, Asks: "a"}
		}, Unmet, "body.by"},
		{"a clarification of a partner that there is none of yet", 5, nil, ministry, func(tr *trace) change.Body {
			return tracing.ClarificationAsked{Tracing: tr.of(), By: tracing.Ministry, To: tracing.Partner, Asks: "a"}
		}, Unmet, "body.to"},
		{"an answer by another side", 6, func(tr *trace) {
			tr.says(conakry, tracing.ClarificationAsked{Tracing: tr.of(), By: tracing.Partner, To: tracing.Ministry, Asks: "a"})
		}, catania, func(tr *trace) change.Body {
			return tracing.ClarificationAnswered{Tracing: tr.of(), Question: tr.last(tracing.ClarificationAsked{}), Says: "a"}
		}, Unmet, "body.question"},
		{"closed by the asker while the Ministry has it", 5, nil, catania, func(tr *trace) change.Body {
			return tracing.Closed{Tracing: tr.of(), Outcome: tracing.OtherOutcome, Reason: "r"}
		}, Unmet, "body.tracing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tr := traced(t, c.steps)
			if c.then != nil {
				c.then(tr)
			}
			body := c.body(tr)
			v := tr.judged(c.by, body)
			switch {
			case c.why == "" && v.Refusal != nil:
				t.Errorf("refused: %+v", *v.Refusal)
			case c.why != "" && (v.Refusal == nil || v.Refusal.Reason != c.why || v.Refusal.Field != c.field || v.Refusal.Detail == "" || v.Refusal.Remedy == ""):
				t.Errorf("got %+v, want %s at %s", v.Refusal, c.why, c.field)
			}
			if again := tr.judged(c.by, body, func(c *Case) { c.Given = true }); c.why == Unmet && again.Refusal != nil {
				t.Errorf("given back after a restore, and refused: %+v", *again.Refusal)
			}
		})
	}
}

// A centre proposes while its head has the powers of a guardian, and no longer.
func TestACentreProposesForAsLongAsItsHeadIsResponsible(t *testing.T) {
	proposed := tracing.Proposed{By: tracing.ByHolder, Sought: []tracing.Person{mother}, Reason: "r"}
	at := func(c *Case) {
		c.Record.Structure, c.At, c.Operator = institution.OfficeOf(home), &Office{Structure: true, Role: access.Centre}, true
	}
	tr := traced(t, 0)
	if v := tr.judged(catania, proposed, at); v.reason() != Unmet {
		t.Errorf("before: got %+v", v.Refusal)
	}
	tr.add(institution.OfficeOf(home), guardian.Provisional{Holder: guardian.Who{Name: &minor.Name{Given: "Rosa"}}}, false)
	if v := tr.judged(catania, proposed, at); v.Refusal != nil {
		t.Errorf("meanwhile: refused: %+v", *v.Refusal)
	}
	tr.add(institution.Office(palermo), guardian.Appointed{
		Guardian: guardian.Who{Person: gaia}, Decree: institution.Decree{Court: "Catania", Number: "1/26", On: today.Add(-9)},
	}, false)
	if v := tr.judged(catania, proposed, at); v.reason() != Unmet || v.Refusal.Field != "body.by" {
		t.Errorf("after: got %+v", v.Refusal)
	}
}

// Off line a mission writes under the entrustment that it knows; a withdrawn consent
// stops it all the same.
func TestAMissionThatHasNotHeardYetIsRightUntilTheMinorWithdraws(t *testing.T) {
	tr := traced(t, 7)
	visit := tracing.Contacted{
		Tracing: tr.of(), Entrusted: tr.last(tracing.Entrusted{}), Means: tracing.SafePlace, Country: "GN", Finding: tracing.Reached,
	}
	knew := uint64(len(tr.entries))
	offline := func(knows uint64) func(*Case) {
		return func(c *Case) {
			c.Record.Agent, c.Record.Seen.Position, c.Operator = centre, knows, true
			c.By = &Installation{ID: centre, Line: map[change.AgentID]uint64{centre: 80}}
			c.Subject.Scopes = []Scope{{Agent: centre, Entered: 1, Left: 60, Sections: []change.Section{change.Tracing, change.FamilyReport}}}
		}
	}
	tr.says(ministry, tracing.Entrusted{Tracing: tr.of(), Partner: iom, Mission: dakar, Country: "SN"})
	tr.entries[len(tr.entries)-1].Standing.Knows = 90
	if v := tr.judged(conakry, visit, offline(knew)); v.Refusal != nil {
		t.Errorf("it had not heard: refused: %+v", *v.Refusal)
	}
	if v := tr.judged(conakry, visit, offline(59)); v.reason() != Unmet || v.Refusal.Field != "body.entrusted" {
		t.Errorf("it had heard: got %+v", v.Refusal)
	}
	tr.says(catania, tracing.Withdrawn{Tracing: tr.of(), By: self})
	if v := tr.judged(conakry, visit, offline(knew)); v.reason() != Unmet || v.Refusal.Field != "body.tracing" {
		t.Errorf("the minor has withdrawn: got %+v", v.Refusal)
	}
}
