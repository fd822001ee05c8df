package casefile_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// The offices of a tracing in these tests.
const (
	asks, ministry, partner, mission, next, interior = "M1", "Ministry", "P1", "P2", "P3", "Interior"
)

// trail is a tracing told step by step, one a day from the second on.
type trail struct {
	*historytest.World
	t  *testing.T
	on int
	by map[string]minor.RecordID // the last record of each kind
}

// says has an office write the next step, with all before on its page.
func (tr *trail) says(office string, b change.Body) change.ID {
	tr.t.Helper()
	tr.on++
	p := tr.At(office, tr.on).Pulls().Says(b)
	tr.by[b.Kind()] = minor.RecordID(p.ID)
	return p.ID
}

func (tr *trail) of() tracing.ID                      { return tr.by[tracing.Proposed{}.Kind()] }
func (tr *trail) last(b change.Body) minor.RecordID   { return tr.by[b.Kind()] }
func (tr *trail) entrusts(to string, c minor.Country) { tr.says(ministry, tr.entrusted(to, c)) }
func (tr *trail) entrusted(to string, c minor.Country) tracing.Entrusted {
	return tracing.Entrusted{Tracing: tr.of(), Partner: historytest.Institution(partner), Mission: historytest.Institution(to), Country: c}
}

var (
	ofMinor = []minor.Party{minor.TheMinor}
	french  = tracing.Account{Summary: "la mère est à Labé", Area: "a", Family: "f", Before: "b", Motives: "m"}
	italian = tracing.Account{Summary: "la madre è a Labé", Area: "a", Family: "f", Before: "b", Motives: "m"}
)

// withdraws takes the consent back.
func (tr *trail) withdraws(office string) change.ID {
	tr.t.Helper()
	return tr.says(office, tracing.Withdrawn{Tracing: tr.of(), By: ofMinor})
}

// line tells the steps of the line one after the other.
func (tr *trail) line(by tracing.Proposer) []func() {
	t, informs, to := tr, asks, institution.ID{}
	if by.Route() == tracing.ByResponsibility {
		informs, to = interior, historytest.Institution(interior)
	}
	visit := func() change.Body {
		return tracing.Contacted{
			Tracing: t.of(), Entrusted: t.last(tracing.Entrusted{}), Means: tracing.HomeVisit, Country: "GN", Finding: tracing.Reached,
			Consent: &tracing.FamilyConsent{By: "the mother", Told: historytest.Told()}, Interview: "elle pleure",
		}
	}
	return []func(){
		func() {
			mother := tracing.Person{ID: tracing.PersonID{1}, Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
			t.says(asks, tracing.Proposed{By: by, Sought: []tracing.Person{mother}, Reason: "r", Interview: day.Of(2026, 1, 1)})
		},
		func() { t.says(asks, tracing.Consented{Tracing: t.of(), By: ofMinor, Told: historytest.Told()}) },
		func() { t.says(asks, tracing.Assessed{Tracing: t.of(), Risk: tracing.NoRisk, Grounds: "g"}) },
		func() { t.says(asks, tracing.Requested{Tracing: t.of(), Country: "GN", Asks: "a"}) },
		func() {
			t.says(ministry, tracing.Received{Tracing: t.of(), Request: t.last(tracing.Requested{}), Accepted: true, Number: "1"})
		},
		func() { t.entrusts(mission, "GN") },
		func() { t.says(mission, visit()) },
		func() {
			t.says(mission, tracing.Reported{
				Tracing: t.of(), Entrusted: t.last(tracing.Entrusted{}), Finding: tracing.Reached, Country: "GN", Language: "fr", Account: french,
			})
		},
		func() {
			t.says(partner, tracing.Translated{Tracing: t.of(), Report: t.last(tracing.Reported{}), Language: "it", By: "Rosa", Account: italian})
		},
		func() {
			t.says(ministry, tracing.Forwarded{Tracing: t.of(), Report: t.last(tracing.Reported{}), Interior: to})
		},
		func() {
			t.says(informs, tracing.MinorInformed{Tracing: t.of(), Report: t.last(tracing.Reported{}), Told: historytest.Told(),
				Also: []tracing.Hearer{tracing.HearsGuardian, tracing.HearsInterviewer}})
		},
		func() { t.says(ministry, tracing.Closed{Tracing: t.of(), Outcome: tracing.FamilyFound}) },
	}
}

// toldSteps is a child in the custody of who asks, whose tracing has come so many steps.
func toldSteps(t *testing.T, by tracing.Proposer, steps int) *trail {
	t.Helper()
	tr := &trail{World: historytest.New(t), t: t, on: 1, by: map[string]minor.RecordID{}}
	tr.At("F1", 1).Registers()
	tr.At("F1", 1).Hosts()
	tr.At(asks, 1).Says(custody.Taken{By: historytest.Institution(asks)})
	for _, step := range tr.line(by)[:steps] {
		step()
	}
	return tr
}

// tracing gives the tracing as whoever holds all sees it.
func (tr *trail) tracing() casefile.Tracing {
	tr.t.Helper()
	f := tr.File()
	t, ok := f.TracingOf(tr.of())
	if !ok {
		tr.t.Fatal("there is no tracing")
	}
	return t
}

func (tr *trail) wants(step tracing.Step, party tracing.Party, office string) {
	tr.t.Helper()
	t := tr.tracing()
	c := t.Clock()
	var at institution.OfficeID
	if office != "" {
		at = historytest.Fixed[institution.OfficeID](office)
	}
	if t.Step() != step || c.Step != step || c.Party != party || c.Office != at {
		tr.t.Errorf("at %s, the turn of %q at %s, want %s, %q, %q", t.Step(), c.Party, c.Office, step, party, office)
	}
}

func TestAtEveryStepItIsTheTurnOfOneParty(t *testing.T) {
	for _, c := range []struct {
		steps  int
		step   tracing.Step
		party  tracing.Party
		office string
		until  int // the day of January; 0 for none
	}{
		{1, tracing.IsProposed, tracing.Asker, asks, 6},
		{2, tracing.IsConsented, tracing.Asker, asks, 6},
		{3, tracing.IsAssessed, tracing.Asker, asks, 6},
		{4, tracing.IsRequested, tracing.Ministry, "", 0},
		{5, tracing.IsReceived, tracing.Ministry, "", 0},
		{6, tracing.IsEntrusted, tracing.Partner, mission, 0},
		{7, tracing.IsContacted, tracing.Partner, mission, 0},
		{8, tracing.IsReported, tracing.Partner, mission, 0},
		{9, tracing.IsTranslated, tracing.Ministry, "", 0},
		{10, tracing.IsForwarded, tracing.Asker, asks, 0},
		{11, tracing.IsInformed, tracing.Ministry, "", 0},
		{12, tracing.IsClosed, tracing.Nobody, "", 0},
	} {
		tr := toldSteps(t, tracing.BySocialServices, c.steps)
		tr.wants(c.step, c.party, c.office)
		clock, until := at(tr).Clock(), day.Date{}
		if c.until != 0 {
			until = day.Of(2026, 1, c.until)
		}
		if clock.Since != day.Of(2026, 1, c.steps+1) || clock.Until != until {
			t.Errorf("%s: since %s until %s, want until %s", c.step, clock.Since, clock.Until, until)
		}
	}
	toldSteps(t, tracing.ByGuardian, 10).wants(tracing.IsForwarded, tracing.Interior, interior)
}

// at gives the tracing by its pointer.
func at(tr *trail) *casefile.Tracing { t := tr.tracing(); return &t }

func TestAWithdrawalStopsTheTracingAtAnyStepAndNobodyKeepsIt(t *testing.T) {
	for steps := 2; steps < 12; steps++ {
		tr := toldSteps(t, tracing.ByGuardian, steps)
		withdrawn := tr.withdraws("F1")
		tr.wants(tracing.IsWithdrawn, tracing.Nobody, "")
		if to := at(tr).Entrustees(); len(to) > 0 {
			t.Errorf("after %d steps %v keep it", steps, to)
		}
		// Whoever consents in the minor's name knowing of it does not bring it back.
		tr.says(asks, tracing.Consented{Tracing: tr.of(), By: ofMinor, Told: historytest.Told()})
		tr.wants(tracing.IsWithdrawn, tracing.Nobody, "")
		// What was written by mistake is taken back, and all is as before.
		tr.says("F1", change.Retracted{Record: withdrawn, Reason: "of another child"})
		if got, want := at(tr).Step(), at(toldSteps(t, tracing.ByGuardian, steps)).Step(); got != want {
			t.Errorf("after %d steps, taken back: at %s, want %s", steps, got, want)
		}
	}
}

func TestWhoConsentedAndDeclinedUnknowinglyDoesNotConsentUntilTheMinistryDecides(t *testing.T) {
	tr := toldSteps(t, tracing.BySocialServices, 1)
	tr.Desk("F1").Pulls().Cut()
	tr.At("F1", 3).Says(tracing.Declined{Tracing: tr.of(), By: ofMinor, Told: historytest.Told()})
	tr.says(asks, tracing.Consented{Tracing: tr.of(), By: ofMinor, Told: historytest.Told()})
	tr.Desk("F1").Heal()
	tr.wants(tracing.IsDeclined, tracing.Nobody, "")
	f := tr.File()
	slot := casefile.SlotTracingConsent + tr.of().String()
	i := slices.IndexFunc(f.Conflicts, func(c casefile.Conflict) bool { return c.Slot == slot })
	if i < 0 || f.Conflicts[i].Section != change.Tracing {
		t.Fatalf("no conflict about the consent: %v", f.Conflicts)
	}
	if b, ok := f.Meanwhile(slot).(tracing.Declined); !ok || b.Tracing != tr.of() {
		t.Errorf("meanwhile %v is shown, want the word that stops", f.Meanwhile(slot))
	}
	if d := f.Deciders(slot); !d.Ministry || len(d.Custodians) > 0 {
		t.Errorf("decided by %+v, want the Ministry", d)
	}
	d := tr.At(ministry, 9).Pulls().ByRight()
	d.Says(change.Resolved{Slot: slot, Saw: f.Conflicts[i].Records, Choose: change.ID(tr.last(tracing.Consented{})), Reason: "heard again"})
	tr.wants(tracing.IsConsented, tracing.Asker, asks)
	// Heard again, the minor may consent: who declined is not bound by it.
	other := toldSteps(t, tracing.BySocialServices, 1)
	other.says(asks, tracing.Declined{Tracing: other.of(), By: ofMinor, Told: historytest.Told()})
	other.says(asks, tracing.Consented{Tracing: other.of(), By: ofMinor, Told: historytest.Told()})
	other.wants(tracing.IsConsented, tracing.Asker, asks)
}

func TestARiskStopsTheTracingUntilItIsAssessedAnew(t *testing.T) {
	tr := toldSteps(t, tracing.BySocialServices, 6)
	tr.says(asks, tracing.Assessed{Tracing: tr.of(), Risk: tracing.ToFamily, Grounds: "a war"})
	tr.wants(tracing.IsAtRisk, tracing.Nobody, "")
	tr.says(asks, tracing.Assessed{Tracing: tr.of(), Risk: tracing.NoRisk, Grounds: "it is over"})
	tr.wants(tracing.IsEntrusted, tracing.Partner, mission)
}

func TestARequestThatIsNotTakenOnIsAskedAnew(t *testing.T) {
	tr := toldSteps(t, tracing.BySocialServices, 4)
	tr.says(ministry, tracing.Received{Tracing: tr.of(), Request: tr.last(tracing.Requested{}), Number: "1", Reason: "no town"})
	tr.wants(tracing.IsRejected, tracing.Asker, asks)
	tr.says(asks, tracing.Requested{Tracing: tr.of(), Country: "GN", Asks: "a", Replaces: tr.last(tracing.Requested{})})
	tr.wants(tracing.IsRequested, tracing.Ministry, "")
}

func TestWhatIsPassedOnIsTheNextMissionsAndBeginsAnewInTheField(t *testing.T) {
	tr := toldSteps(t, tracing.BySocialServices, 8)
	tr.says(ministry, tr.entrusted(next, "ES"))
	tr.wants(tracing.IsEntrusted, tracing.Partner, next)
	x := at(tr)
	want := []institution.OfficeID{institution.Office(historytest.Institution(next)), institution.Office(historytest.Institution(partner))}
	if d := cmp.Diff(want, x.Entrustees()); d != "" {
		t.Errorf("who has it (-want +got):\n%s", d)
	}
	if _, ok := x.Report(); ok || len(x.Reports()) != 1 {
		t.Error("the report of the mission before is lost, or counts for the one after")
	}
	if d := cmp.Diff([]minor.Country{"GN", "ES"}, x.Countries()); d != "" {
		t.Errorf("countries (-want +got):\n%s", d)
	}
}

func TestACorrectionIsSentOnAnewAndBothTextsOfBothReportsAreKept(t *testing.T) {
	tr := toldSteps(t, tracing.BySocialServices, 11)
	first := tr.last(tracing.Reported{})
	corrected := french
	corrected.Family = "trois enfants"
	tr.says(mission, tracing.Reported{
		Tracing: tr.of(), Entrusted: tr.last(tracing.Entrusted{}), Finding: tracing.Reached, Country: "GN", Language: "fr", Account: corrected,
		Corrects: first, Agreed: &minor.Accord{By: []minor.Party{minor.TheRelatives}, On: day.Of(2026, 1, 12), Language: "ff"},
	})
	tr.wants(tracing.IsReported, tracing.Partner, mission)
	all := at(tr).Reports()
	if len(all) != 2 || !all[0].Step.Aside || all[1].Step.Aside {
		t.Fatalf("got %d reports", len(all))
	}
	text, ok := all[0].Final()
	if !ok || text.By != "Rosa" || text.Language != "it" || text.Account != italian || all[0].Original().Account != french || all[0].Language != "fr" {
		t.Error("the texts of the report that was corrected are not kept as they were")
	}
	if r, ok := at(tr).Report(); !ok || r.Account != corrected {
		t.Error("the correction does not stand")
	}
}

func TestAClarificationMovesTheClockToWhoIsAskedAndBack(t *testing.T) {
	tr := toldSteps(t, tracing.BySocialServices, 6) // up to the 7th
	tr.says(mission, tracing.ClarificationAsked{Tracing: tr.of(), By: tracing.Partner, To: tracing.Asker, Asks: "which quarter?"})
	first := tr.last(tracing.ClarificationAsked{})
	tr.wants(tracing.IsEntrusted, tracing.Asker, asks)
	tr.says(asks, tracing.ClarificationAsked{Tracing: tr.of(), By: tracing.Asker, To: tracing.Ministry, Asks: "may we say?"})
	tr.wants(tracing.IsEntrusted, tracing.Asker, asks) // who was asked first
	tr.says(asks, tracing.ClarificationAnswered{Tracing: tr.of(), Question: first, Says: "by the market"})
	tr.wants(tracing.IsEntrusted, tracing.Ministry, "")
	tr.says(ministry, tracing.ClarificationAnswered{Tracing: tr.of(), Question: tr.last(tracing.ClarificationAsked{}), Says: "yes"})
	tr.wants(tracing.IsEntrusted, tracing.Partner, mission)
	if c := at(tr).Clock(); c.Since != day.Of(2026, 1, 11) {
		t.Errorf("since %s, want the day of the last answer", c.Since)
	}
	if q := at(tr).Questions(); len(q) != 2 || q[0].Open || q[0].Answer.Says != "by the market" {
		t.Errorf("got %d questions", len(q))
	}
}

func TestWhoTakesCustodyAsksFromThenOn(t *testing.T) {
	tr := toldSteps(t, tracing.BySocialServices, 3)
	tr.At(asks, 6).Pulls().Says(custody.Offered{By: historytest.Institution(asks), To: historytest.Institution("M2")})
	tr.At("M2", 7).Pulls().ByRight().Says(custody.Accepted{By: historytest.Institution("M2"), From: historytest.Institution(asks)})
	tr.wants(tracing.IsAssessed, tracing.Asker, "M2")
}

// Over histories of any order, by whoever, knowing or not: what the fold says of a
// tracing keeps what it promises, whatever intake would have refused.
func TestWhateverIsSaidNobodyTracesWithoutConsentAndTheClockIsOfOneParty(t *testing.T) {
	var kinds []string
	for _, k := range historytest.Kinds() {
		if e, _ := change.Lookup(k); e.Section == change.Tracing || e.Section == change.FamilyReport {
			kinds = append(kinds, k)
		}
	}
	if in := promised(t, at(toldSteps(t, tracing.BySocialServices, 6))); in != 2 {
		t.Errorf("of one that is entrusted %d have it in hand, want the mission and its partner", in)
	}
	rapid.Check(t, func(r *rapid.T) {
		tr := toldSteps(t, tracing.Proposers()[rapid.IntRange(0, 3).Draw(r, "proposer")], rapid.IntRange(1, 12).Draw(r, "steps"))
		for range rapid.IntRange(1, 12).Draw(r, "records") {
			historytest.DrawRecord(r, tr.World, kinds)
		}
		f := tr.File()
		for _, x := range f.Tracings() {
			promised(r, &x)
		}
	})
}

// promised checks one tracing, and gives how many have it in hand.
func promised(r rapid.TB, x *casefile.Tracing) int {
	c := x.Clock()
	if stopped := x.Step().Stopped(); stopped != (c.Party == tracing.Nobody) || !stopped && !slices.Contains(tracing.Parties(), c.Party) {
		r.Fatalf("at %s the clock runs for %q", x.Step(), c.Party)
	}
	live := func(kind string) bool {
		return slices.ContainsFunc(x.Steps, func(s casefile.TracingStep) bool { return s.Body.Kind() == kind && !s.Aside })
	}
	in := x.Entrustees()
	if live(tracing.Withdrawn{}.Kind()) || !live(tracing.Consented{}.Kind()) {
		if len(in) > 0 || !x.To().IsZero() || c.Party == tracing.Partner || c.Party == tracing.Interior {
			r.Fatalf("at %s, without consent, %v have it in hand", x.Step(), in)
		}
	}
	early := []tracing.Step{tracing.IsProposed, tracing.IsDeclined, tracing.IsWithdrawn, tracing.IsClosed}
	if _, consents := x.Consent(); !consents && !slices.Contains(early, x.Step()) {
		r.Fatalf("at %s without consent", x.Step())
	}
	return len(in)
}
