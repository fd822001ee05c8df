package deadline_test

import (
	"testing"

	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/deadline"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
	"faro.example/shared/socialfile"
	"faro.example/shared/tracing"
)

// proposed begins a tracing on the first of January.
func proposed(w *historytest.World) tracing.ID {
	w.At("F1", 1).Registers()
	w.At("F1", 1).Hosts()
	w.At("M1", 1).Takes()
	mother := tracing.Person{ID: historytest.Fixed[tracing.PersonID]("mother"), Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
	p := w.At("M1", 1).Says(tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "asks for her"})
	return tracing.ID(p.ID)
}

func TestEachStepOfATracingStartsAClockForTheOneWhoActsNextAndStopsTheOneBefore(t *testing.T) {
	w := historytest.New(t)
	t1 := proposed(w)
	says := func(who string, on int, b change.Body) change.ID { return w.At(who, on).Says(b).ID }
	says("M1", 3, tracing.Consented{Tracing: t1, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()})
	says("M1", 4, tracing.Assessed{Tracing: t1, Risk: tracing.NoRisk, Grounds: "the interview"})
	request := says("M1", 6, tracing.Requested{Tracing: t1, Country: "GN", Asks: "how they live"})
	says("ML", 8, tracing.Received{Tracing: t1, Request: minor.RecordID(request), Accepted: true, Number: "7"})
	says("ML", 9, tracing.Entrusted{Tracing: t1, Partner: historytest.Institution("P1"), Country: "GN"})
	f := w.File()
	for code, want := range map[string]string{
		"T1": "1+10 met", "T2": "3+10 met", "T3": "4+5 met", "T4": "6+15 met", "T5": "8+15 met", "T6": "9+60 running", "T7": "", "T9": "",
	} {
		if got := of(f, january(20), code); got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
	if got := deadline.Tracers(&f); len(got) != 1 || got[0] != historytest.Institution("P1") {
		t.Errorf("who has to act is %v, want the partner", got)
	}
	says("P1", 10, tracing.ClarificationAsked{Tracing: t1, By: tracing.Partner, To: tracing.Ministry, Asks: "which village?"})
	f = w.File()
	if got := of(f, january(20), "T12-ministry"); got != "10+15 soon" {
		t.Errorf("the clarification: got %q", got)
	}
	if got := deadline.Tracers(&f); len(got) != 0 {
		t.Errorf("while the Ministry is asked %v has to act", got)
	}
	t0, _ := f.TracingOf(t1)
	if d, ok := deadline.OfTracing(deadline.Rules(), &f, &t0, january(20)); !ok || d.Office != deadline.Ministry || d.Due != january(25) {
		t.Errorf("the clock that runs: got %+v", d)
	}
}

func TestAClockOfATracingIsOfNoUseOnceTheMinorTakesTheConsentBack(t *testing.T) {
	w := historytest.New(t)
	t1 := proposed(w)
	w.At("M1", 3).Says(tracing.Consented{Tracing: t1, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()})
	w.At("M1", 5).Says(tracing.Withdrawn{Tracing: t1, By: []minor.Party{minor.TheMinor}})
	f := w.File()
	if got := of(f, january(60), "T2"); got != "3+10 lapsed" {
		t.Errorf("got %q, want it lapsed", got)
	}
	one, _ := f.TracingOf(t1)
	if d, ok := deadline.OfTracing(deadline.Rules(), &f, &one, january(60)); ok {
		t.Errorf("a clock runs: %+v", d)
	}
}

func TestTheReportAfterAnInterviewIsMetByTheRequestAndLapsesWithoutConsent(t *testing.T) {
	for name, c := range map[string]struct {
		last func(tracing.ID) change.Body
		want string
	}{
		"asked for": {func(of tracing.ID) change.Body {
			return tracing.Requested{Tracing: of, Country: "GN", Asks: "how they live"}
		}, "2+5 met"},
		"not agreed to": {func(of tracing.ID) change.Body {
			return tracing.Declined{Tracing: of, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()}
		}, "2+5 lapsed"},
		"still open": {func(of tracing.ID) change.Body {
			return tracing.Consented{Tracing: of, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()}
		}, "2+5 overdue"},
	} {
		w := historytest.New(t)
		t1 := proposed(w)
		w.At("F1", 2).Says(socialfile.Interview{By: "A", As: socialfile.Educator, Mediator: "B", Language: "ff", Story: "S", Opinion: socialfile.Voice{Words: "school"}})
		w.At("M1", 4).Says(c.last(t1))
		if got := of(w.File(), day.Must("2026-02-01"), "D3"); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
