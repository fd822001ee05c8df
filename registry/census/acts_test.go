package census_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"faro.example/registry/census"
	"faro.example/registry/intake/intaketest"
	"faro.example/registry/ledger"
	"faro.example/registry/projection"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/fault"
	"faro.example/shared/guardian"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/placement"
	"faro.example/shared/protection"
	"faro.example/shared/reference"
)

// busy makes a nation for whose children much is asked and decided, some of it
// twice, by two offices, and taken back.
func busy(t *testing.T) *nation {
	t.Helper()
	n := &nation{House: intaketest.New(t), rng: rand.New(rand.NewPCG(6, 7)), wrote: map[minor.ID][]change.Record{}}
	n.census = open(t, n.DB, &lines{})
	n.census.Now = n.Now
	for _, istat := range []string{"089017", "015146"} {
		town, at := n.Institution(institution.Municipality, istat), n.Structure(istat)
		w := &writer{Agent: n.Agent(institution.OfficeOf(at), institution.Office(town)), town: town}
		n.writers = append(n.writers, w)
		for _, nationality := range []minor.Country{"EG", "GN", "FR"} {
			m := intaketest.Minor()
			n.minors = append(n.minors, m)
			w.Taken(w.Write(m, n.Today().String(), minor.Registered{Code: w.Code(), Tag: "1"}),
				w.Write(m, n.Today().String(), minor.IdentityStated{Source: minor.OwnWord, Citizenship: nationality, Sex: minor.Male}),
				w.Write(m, n.Today().String(), placement.Began{At: facility.At(at)}))
		}
	}
	over := n.Institution(institution.Ministry, "")
	n.writers = append(n.writers, &writer{Agent: n.Agent(institution.OfficeOf(n.Structure("088009")), institution.Office(over)), town: over})
	for range 60 {
		for range 1 + n.rng.IntN(4) {
			n.act()
		}
		var at uint64
		n.Scan(&at, `SELECT position FROM ledger_head`)
		n.moments = append(n.moments, moment{at, n.Today()})
		n.SetNow(n.Now().Add(time.Duration(n.rng.IntN(5*24)) * time.Hour))
	}
	var err error
	if n.records, err = ledger.Of(t.Context(), n.DB.As("faro_intake"), n.Sealer, n.minors); err != nil {
		t.Fatal(err)
	}
	return n
}

// act has somebody write that something was done for a child, or take it back.
func (n *nation) act() {
	w, m := pick(n.rng, n.writers), pick(n.rng, n.minors)
	opts := []intaketest.Option{intaketest.For(institution.Office(w.town))}
	body := n.done(w)
	if wrote := n.wrote[m]; len(wrote) > 0 && n.rng.IntN(6) == 0 {
		r := pick(n.rng, wrote)
		body = change.Retracted{Record: r.ID, Reason: "so"}
		opts = append(opts, intaketest.In(r.Section))
	} else if n.rng.IntN(4) > 0 { // knowing all that the own office wrote
		var own []change.Record
		for _, r := range wrote {
			if r.Agent == w.ID {
				own = append(own, r)
			}
		}
		opts = append(opts, intaketest.Seen(0, own...))
	}
	r := w.Write(m, n.Today().Add(-n.rng.IntN(50)).String(), body, opts...)
	n.wrote[m] = append(n.wrote[m], r)
	w.Push(r)
}

func (n *nation) done(w *writer) change.Body {
	decree := institution.Decree{Court: "TM Catania", Number: "7/26", On: n.Today()}
	route := pick(n.rng, []protection.Route{protection.Asylum, protection.Dublin, protection.Relocation})
	to := map[bool]minor.Country{true: "FR"}[route != protection.Asylum]
	programme := pick(n.rng, []measure.Programme{measure.Percorsi, measure.School})
	return pick(n.rng, []change.Body{
		guardian.Asked{Court: "TM Catania"},
		guardian.Appointed{Guardian: guardian.Who{Institution: w.town}, Volunteer: n.rng.IntN(2) == 0, Decree: decree},
		guardian.Appointed{Guardian: guardian.Who{Institution: w.town}, Volunteer: n.rng.IntN(2) == 0, Decree: decree},
		protection.Asked{Route: route, To: to},
		protection.Decided{Route: route, To: to, Outcome: pick(n.rng, route.Outcomes())},
		protection.Decided{Route: protection.Asylum, Outcome: pick(n.rng, protection.Asylum.Outcomes())},
		protection.Decided{Route: protection.Asylum, Outcome: pick(n.rng, protection.Asylum.Outcomes())},
		protection.Decided{Route: protection.Asylum, Outcome: pick(n.rng, protection.Asylum.Outcomes())},
		permit.Asked{Type: permit.MinorAge, By: permit.ByMinor},
		permit.Refused{Type: permit.MinorAge, Reason: "so"},
		opinion.Asked{},
		opinion.Given{Favourable: n.rng.IntN(2) == 0, Number: "3", Reason: "so"},
		opinion.ExtensionAsked{Reason: "so"},
		opinion.ExtensionDecided{Decree: decree},
		measure.Enrolled{Programme: programme},
		measure.Ended{Programme: programme, Outcome: pick(n.rng, measure.Outcomes())},
	})
}

// The signed rows and a slow, obvious count over the casefiles say the same of
// any days, as known at any moment.
func TestActsAreWhatLookingThroughCasefilesOneByOneGives(t *testing.T) {
	n := busy(t)
	seen, aside := map[string]bool{}, 0
	for _, f := range n.files(n.moments[len(n.moments)-1].position) {
		for _, p := range f.Procedures {
			for _, s := range p.Steps {
				aside += map[bool]int{true: 1}[s.Aside]
			}
		}
	}
	if aside == 0 {
		t.Error("no outcome stands before another")
	}
	rapid.Check(t, func(r *rapid.T) {
		m := rapid.SampledFrom(n.moments).Draw(r, "known")
		to := m.today.Add(-rapid.IntRange(0, 60).Draw(r, "days ago"))
		q := census.ActQuery{From: to.Add(-rapid.IntRange(0, 150).Draw(r, "days")), To: to, Position: m.position}
		got, err := n.census.Acts(t.Context(), ministry, q)
		if err != nil {
			r.Fatal(err)
		}
		have := map[string]int{}
		for _, a := range got.Acts {
			have[a.What+"|"+a.Detail+"|"+a.Outcome] = a.Count
			seen[a.What] = true
		}
		if diff := cmp.Diff(n.slowActs(q), have, cmpopts.EquateEmpty()); diff != "" {
			r.Errorf("%+v (-casefiles +census)\n%s", q, diff)
		}
	})
	for _, what := range []string{
		projection.ActGuardianAsked, projection.ActGuardianAppointed, "protection.asked", "protection.decided", "permit.asked", "opinion.given",
		"extension.decided", "measure.enrolled", "measure.ended",
	} {
		if !seen[what] {
			t.Errorf("no %s was ever counted", what)
		}
	}
}

// slowActs looks through the casefiles: of what contends, the first.
func (n *nation) slowActs(q census.ActQuery) map[string]int {
	out := map[string]int{}
	for _, f := range n.files(q.Position) {
		add := func(on day.Date, what string) {
			if !on.Before(q.From) && !on.After(q.To) && reference.Foreign(f.Identity.Citizenship(), q.To) {
				out[what]++
			}
		}
		for _, r := range f.Guardian.Requests {
			add(r.On.Day(), "guardian.asked||")
		}
		for i, s := range f.Guardian.Spans {
			overlaps := false
			for _, o := range f.Guardian.Spans[:i] {
				overlaps = overlaps || o.Span.Contains(s.Span.From)
			}
			if !overlaps {
				add(s.Span.From, "guardian.appointed|"+map[bool]string{true: "volunteer", false: "appointed"}[s.Volunteer]+"|")
			}
		}
		for _, p := range f.Procedures {
			held := map[casefile.Part]int{}
			for _, s := range p.Steps {
				if s.Held {
					held[s.Part]++
				}
				if !s.Aside && held[s.Part]*map[bool]int{true: 1}[s.Held] < 2 {
					add(s.On.Day(), s.Body.Kind()+"|"+words(s.Body, "route", "type", "programme")+"|"+words(s.Body, "outcome", "favourable", "granted", "why"))
				}
			}
		}
	}
	return out
}

// words gives the first of some fields that a body has in JSON, as the census calls it.
func words(b change.Body, fields ...string) string {
	raw, err := json.Marshal(b)
	if err != nil {
		panic(err)
	}
	var all map[string]any
	if err := json.Unmarshal(raw, &all); err != nil {
		panic(err)
	}
	for _, f := range fields {
		switch v := all[f].(type) {
		case string:
			return v
		case bool:
			yes := map[string]string{"favourabletrue": "favourable", "favourablefalse": "unfavourable", "grantedtrue": "granted", "grantedfalse": "refused"}
			return yes[strings.ToLower(fmt.Sprint(f, v))]
		}
	}
	return ""
}

func TestABadQuestionAboutActsNamesTheField(t *testing.T) {
	n := intaketest.New(t)
	c := open(t, n.DB, &lines{})
	first := day.Must("2026-01-01")
	for field, q := range map[string]census.ActQuery{
		"from": {From: first, To: first.AddYears(3)}, "to": {From: first, To: first.Add(-1)}, "known-at": {From: first, To: first.Add(9), KnownAt: first},
	} {
		if _, err := c.Acts(t.Context(), ministry, q); !fault.Is(err, fault.Invalid) || fault.As(err).Field != field {
			t.Errorf("%+v: %v, want %s", q, err, field)
		}
	}
}
