package tracing_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/fault"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

var (
	of     = tracing.ID{1}
	child  = []minor.Party{minor.TheMinor}
	told   = tracing.Told{Explained: "x", Language: "ff", Mediator: "A", Presence: "B", Notice: "n-1", Withdraw: true}
	mother = tracing.Person{ID: tracing.PersonID{1}, Name: minor.Name{Given: "Xyzzyx"}, Is: minor.Parent}
	full   = tracing.Account{Summary: "s", Area: "a", Family: "f", Before: "b", Motives: "m"}
	accord = &minor.Accord{By: []minor.Party{minor.TheRelatives}, On: day.Must("2026-03-30"), Language: "ff"}
)

// with changes one body for a test.
func with[B any](b B, change func(*B)) B {
	change(&b)
	return b
}

var (
	proposed  = tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "r"}
	consented = tracing.Consented{Tracing: of, By: child, Told: told}
	requested = tracing.Requested{Tracing: of, Country: "GN", Asks: "a"}
	entrusted = tracing.Entrusted{Tracing: of, Partner: institution.ID{1}, Country: "GN"}
	contacted = tracing.Contacted{Tracing: of, Entrusted: of, Means: tracing.HomeVisit, Country: "GN", Finding: tracing.Reached}
	reported  = tracing.Reported{Tracing: of, Entrusted: of, Finding: tracing.Reached, Country: "GN", Language: "fr", Account: full}
)

func TestAFaultNamesTheField(t *testing.T) {
	long := minor.Text(strings.Repeat("x", 20001))
	for _, c := range []struct {
		name  string
		body  interface{ Validate() error }
		field string
	}{
		{"proposed", proposed, ""},
		{"proposed by a passer-by", with(proposed, func(b *tracing.Proposed) { b.By = "passer-by" }), "by"},
		{"proposed for no reason", with(proposed, func(b *tracing.Proposed) { b.Reason = "" }), "reason"},
		{"nobody sought", with(proposed, func(b *tracing.Proposed) { b.Sought = nil }), "sought"},
		{"the same person twice", with(proposed, func(b *tracing.Proposed) { b.Sought = []tracing.Person{mother, mother} }), "sought"},
		{"a person without a name", with(proposed, func(b *tracing.Proposed) {
			b.Sought = []tracing.Person{with(mother, func(p *tracing.Person) { p.Name = minor.Name{} })}
		}), "sought[0].name.given"},
		{"a person of no kin", with(mother, func(p *tracing.Person) { p.Is = "neighbour" }), "is"},
		{"a person of no sex", with(mother, func(p *tracing.Person) { p.Sex = "Q" }), "sex"},
		{"a person born long ago", with(mother, func(p *tracing.Person) { p.Year = 80 }), "year"},
		{"a person nowhere", with(mother, func(p *tracing.Person) { p.Country = "Guinea" }), "country"},
		{"a person without an identifier", with(mother, func(p *tracing.Person) { p.ID = tracing.PersonID{} }), "id"},
		{"consented", consented, ""},
		{"consented to nothing", with(consented, func(b *tracing.Consented) { b.Tracing = tracing.ID{} }), "tracing"},
		{"consented by nobody", with(consented, func(b *tracing.Consented) { b.By = nil }), "by"},
		{"consented twice by one", with(consented, func(b *tracing.Consented) { b.By = append(child, child...) }), "by"},
		{"consented over the minor's head", with(consented, func(b *tracing.Consented) { b.By = []minor.Party{minor.TheGuardian} }), "unheard"},
		{"consented for an infant", with(consented, func(b *tracing.Consented) { b.By, b.Unheard = []minor.Party{minor.TheGuardian}, "an infant" }), ""},
		{"heard and not heard", with(consented, func(b *tracing.Consented) { b.Unheard = "an infant" }), "unheard"},
		{"nothing explained", with(consented, func(b *tracing.Consented) { b.Told.Explained = "" }), "told.explained"},
		{"in no language", with(consented, func(b *tracing.Consented) { b.Told.Language = "?" }), "told.language"},
		{"without mediator", with(consented, func(b *tracing.Consented) { b.Told.Mediator = "" }), "told.mediator"},
		{"in nobody's presence", with(consented, func(b *tracing.Consented) { b.Told.Presence = "" }), "told.presence"},
		{"without notice of the purpose", with(consented, func(b *tracing.Consented) { b.Told.Notice = "" }), "told.notice"},
		{"not told of withdrawing", with(consented, func(b *tracing.Consented) { b.Told.Withdraw = false }), "told.withdraw"},
		{"declined", tracing.Declined{Tracing: of, By: child, Told: told}, ""},
		{"declined, nothing explained", tracing.Declined{Tracing: of, By: child}, "told.explained"},
		{"withdrawn", tracing.Withdrawn{Tracing: of, By: child}, ""},
		{"withdrawn by nobody", tracing.Withdrawn{Tracing: of}, "by"},
		{"assessed", tracing.Assessed{Tracing: of, Risk: tracing.NoRisk, Grounds: "g"}, ""},
		{"assessed on no grounds", tracing.Assessed{Tracing: of, Risk: tracing.NoRisk}, "grounds"},
		{"assessed as high", tracing.Assessed{Tracing: of, Risk: "high", Grounds: "g"}, "risk"},
		{"requested", requested, ""},
		{"requested nowhere", with(requested, func(b *tracing.Requested) { b.Country = minor.Stateless }), "country"},
		{"nothing asked", with(requested, func(b *tracing.Requested) { b.Asks = "" }), "asks"},
		{"resources, not in the interest", with(requested, func(b *tracing.Requested) { b.OwnWish = true }), "interest"},
		{"resources, not the minor's wish", with(requested, func(b *tracing.Requested) { b.Interest = "i" }), "interest"},
		{"resources", with(requested, func(b *tracing.Requested) { b.OwnWish, b.Interest = true, "i" }), ""},
		{"received", tracing.Received{Tracing: of, Request: of, Accepted: true, Number: "1"}, ""},
		{"received without number", tracing.Received{Tracing: of, Request: of, Accepted: true}, "number"},
		{"not taken on for no reason", tracing.Received{Tracing: of, Request: of, Number: "1"}, "reason"},
		{"received from nobody", tracing.Received{Tracing: of, Accepted: true, Number: "1"}, "request"},
		{"entrusted", entrusted, ""},
		{"entrusted to nobody", with(entrusted, func(b *tracing.Entrusted) { b.Partner = institution.ID{} }), "partner"},
		{"a mission of itself", with(entrusted, func(b *tracing.Entrusted) { b.Mission = b.Partner }), "mission"},
		{"asked", tracing.ClarificationAsked{Tracing: of, By: tracing.Partner, To: tracing.Asker, Asks: "a"}, ""},
		{"asked of oneself", tracing.ClarificationAsked{Tracing: of, By: tracing.Partner, To: tracing.Partner, Asks: "a"}, "to"},
		{"asked of the court", tracing.ClarificationAsked{Tracing: of, By: tracing.Partner, To: "court", Asks: "a"}, "to"},
		{"answered", tracing.ClarificationAnswered{Tracing: of, Question: of, Says: "a"}, ""},
		{"answered nothing", tracing.ClarificationAnswered{Tracing: of, Question: of}, "says"},
		{"answered nobody", tracing.ClarificationAnswered{Tracing: of, Says: "a"}, "question"},
		{"contacted", contacted, ""},
		{"contacted by pigeon", with(contacted, func(b *tracing.Contacted) { b.Means = "pigeon" }), "means"},
		{"contacted, and found what", with(contacted, func(b *tracing.Contacted) { b.Finding = "" }), "finding"},
		{"contacted under nothing", with(contacted, func(b *tracing.Contacted) { b.Entrusted = tracing.ID{} }), "entrusted"},
		{"contacted one twice", with(contacted, func(b *tracing.Contacted) { b.Persons = []tracing.PersonID{{1}, {1}} }), "persons"},
		{"half a consent of the family", with(contacted, func(b *tracing.Contacted) { b.Consent = &tracing.FamilyConsent{Told: told} }), "consent.by"},
		{"an endless interview", with(contacted, func(b *tracing.Contacted) { b.Interview = long }), "interview"},
		{"reported", reported, ""},
		{"reported in no language", with(reported, func(b *tracing.Reported) { b.Language = "" }), "language"},
		{"reported without the area", with(reported, func(b *tracing.Reported) { b.Account.Area = "" }), "account.area"},
		{"reported without summary", with(reported, func(b *tracing.Reported) { b.Account.Summary = "" }), "account.summary"},
		{"nobody found", with(reported, func(b *tracing.Reported) { b.Finding, b.Account = tracing.NotFound, tracing.Account{Summary: "s"} }), ""},
		{"agreed, and nothing corrected", with(reported, func(b *tracing.Reported) { b.Agreed = accord }), "agreed"},
		{"corrected, and not agreed", with(reported, func(b *tracing.Reported) { b.Corrects = of }), "agreed"},
		{"corrected, agreed by nobody", with(reported, func(b *tracing.Reported) { b.Corrects, b.Agreed = of, &minor.Accord{} }), "agreed.by"},
		{"corrected", with(reported, func(b *tracing.Reported) { b.Corrects, b.Agreed = of, accord }), ""},
		{"a file twice", with(reported, func(b *tracing.Reported) {
			f := minor.FileOf(minor.PDF, []byte("x"))
			b.Files = []minor.File{f, f}
		}), "files"},
		{"translated", tracing.Translated{Tracing: of, Report: of, Language: "it", By: "A", Account: full}, ""},
		{"translated by nobody", tracing.Translated{Tracing: of, Report: of, Language: "it", Account: full}, "by"},
		{"translated nothing", tracing.Translated{Tracing: of, Language: "it", By: "A", Account: full}, "report"},
		{"sent on", tracing.Forwarded{Tracing: of, Report: of}, ""},
		{"sent on nothing", tracing.Forwarded{Tracing: of}, "report"},
		{"informed", tracing.MinorInformed{Tracing: of, Report: of, Told: told, Also: []tracing.Hearer{tracing.HearsGuardian}}, ""},
		{"informed, and a journalist", tracing.MinorInformed{Tracing: of, Report: of, Told: told, Also: []tracing.Hearer{"press"}}, "also"},
		{"closed", tracing.Closed{Tracing: of, Outcome: tracing.FamilyFound}, ""},
		{"closed for another reason", tracing.Closed{Tracing: of, Outcome: tracing.OtherOutcome}, "reason"},
		{"closed as what", tracing.Closed{Tracing: of}, "outcome"},
	} {
		err := c.body.Validate()
		switch {
		case c.field == "" && err != nil:
			t.Errorf("%s: refused: %v", c.name, err)
		case c.field != "" && (!fault.Is(err, fault.Invalid) || !strings.HasPrefix(fault.As(err).Field, c.field) || fault.As(err).Remedy == ""):
			t.Errorf("%s: got %v, want a fault about %s, with its remedy", c.name, err, c.field)
		}
	}
}

func TestNothingIsPrintedOfWhoIsSoughtOrWhatIsTold(t *testing.T) {
	var log strings.Builder
	l := slog.New(slog.NewJSONHandler(&log, nil))
	secret := tracing.Told{Explained: "Xyzzyx"}
	for _, v := range []any{
		mother, proposed, secret, tracing.FamilyConsent{By: "Xyzzyx"}, tracing.Account{Family: "Xyzzyx"},
		tracing.Consented{Told: secret}, tracing.Declined{Reason: "Xyzzyx"}, tracing.Withdrawn{Reason: "Xyzzyx"}, tracing.Assessed{Grounds: "Xyzzyx"},
		tracing.Requested{Asks: "Xyzzyx"}, tracing.Received{Reason: "Xyzzyx"}, tracing.Entrusted{Reason: "Xyzzyx"},
		tracing.ClarificationAsked{Asks: "Xyzzyx"}, tracing.ClarificationAnswered{Says: "Xyzzyx"}, tracing.Contacted{Interview: "Xyzzyx"},
		tracing.Reported{Account: tracing.Account{Summary: "Xyzzyx"}}, tracing.Translated{By: "Xyzzyx"}, tracing.Forwarded{Says: "Xyzzyx"},
		tracing.MinorInformed{Says: "Xyzzyx"}, tracing.Closed{Reason: "Xyzzyx"},
	} {
		l.Info("tracing", "body", v)
		if got := fmt.Sprintf("%+v %x %s", v, v, &log); strings.Contains(got, "Xyzzyx") || strings.Contains(got, "58797a") {
			t.Errorf("got %s", got)
		}
	}
}

func TestTheStepsAreOneTableAndTheClockIsOfOnePartyAtEach(t *testing.T) {
	seen := map[tracing.Step]bool{}
	for _, g := range tracing.Steps() {
		if seen[g.Step] {
			t.Errorf("%s is there twice", g.Step)
		}
		seen[g.Step] = true
		for _, r := range []tracing.Route{tracing.ByResponsibility, tracing.ByServices} {
			if p := tracing.Turn(g.Step, r); (p == tracing.Nobody) != g.Step.Stopped() || p != tracing.Nobody && !slices.Contains(tracing.Parties(), p) {
				t.Errorf("%s, by %s: the turn of %q", g.Step, r, p)
			}
		}
	}
	if p := tracing.Turn("no such step", tracing.ByServices); p != tracing.Nobody {
		t.Errorf("got %q", p)
	}
	for _, p := range tracing.Proposers() {
		if (p.Route() == tracing.ByServices) != (p == tracing.BySocialServices) {
			t.Errorf("%s opens the route by %s", p, p.Route())
		}
	}
}

func TestAStepOfATracingThatThereIsNoneOfIsRefused(t *testing.T) {
	for _, b := range []tracing.Conditional{
		consented, tracing.Declined{Tracing: of}, tracing.Withdrawn{Tracing: of}, tracing.Assessed{Tracing: of}, requested, tracing.Received{Tracing: of},
		entrusted, tracing.ClarificationAsked{Tracing: of}, tracing.ClarificationAnswered{Tracing: of}, contacted, reported,
		tracing.Translated{Tracing: of}, tracing.Forwarded{Tracing: of}, tracing.MinorInformed{Tracing: of}, tracing.Closed{Tracing: of},
	} {
		err := b.Conditions(tracing.State{}, tracing.Writer{Party: tracing.Ministry})
		if !fault.Is(err, fault.Invalid) || fault.As(err).Field != "tracing" || fault.As(err).Remedy == "" {
			t.Errorf("%s: got %v", b.Kind(), err)
		}
		if tracing.Which(b) != of {
			t.Errorf("%s: of another tracing", b.Kind())
		}
	}
	if got := tracing.Which(proposed); !got.IsZero() {
		t.Errorf("a proposal is of %s", got)
	}
}
