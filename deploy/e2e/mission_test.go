package e2e

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"faro.example/deploy/stack"
	"faro.example/shared/change"
	"faro.example/shared/historytest"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// partnered is a registry with a tracing partner, its mission in Guinea and an
// agreement, with who writes there.
type partnered struct {
	*world
	partner, mission institution.Institution
	fatou            person
}

func newPartnered(t *testing.T) *partnered {
	w := &partnered{world: newWorld(t)}
	w.partner = institution.Institution{ID: institution.ID(id.New[struct{}]()), Code: "IF", Name: "Partner", Kind: institution.TracingPartner}
	w.mission = institution.Institution{ID: institution.ID(id.New[struct{}]()), Code: "IF-GN", Name: "Missione in Guinea", Kind: institution.TracingPartner, Parent: w.partner.ID}
	w.fatou = person{institution.PersonID(id.New[struct{}]()), "Fatou Campo", "tracing-partner", institution.Office(w.mission.ID)}
	must(t, w.catalogue(t.Context(), catalogue{
		Institutions: []institution.Institution{w.partner, w.mission}, People: []person{w.fatou},
		Operators:  []operator{{w.fatou.ID, w.fatou.Office}, {w.ministry.ID, w.ministry.Office}},
		Agreements: []agreement{{w.partner.ID, "1/2020", []minor.Country{"GN"}}},
	}))
	return w
}

// says records a body at an agent, and waits for the registry's answer.
func says(t *testing.T, a *stack.Agent, who, m string, body change.Body, more ...string) recorded {
	t.Helper()
	out, err := a.Record(t.Context(), body.Kind(), body, append([]string{"--minor", m, "--as", who, "--wait", "60s", "--json"}, more...)...)
	must(t, err)
	var got recorded
	must(t, json.Unmarshal([]byte(out), &got))
	if got.State == "refused" {
		t.Fatalf("%s was refused: %s", body.Kind(), out)
	}
	return got
}

// entrusted has a child of the centre traced by the mission, and gives the child, the
// tracing and the record that entrusts it.
func (w *partnered) entrusted(t *testing.T, house, service, ministry *stack.Agent, at centre, tag string) (m string, of tracing.ID, under minor.RecordID) {
	t.Helper()
	child, err := arrive(t.Context(), house, at, tag)
	must(t, err)
	must(t, settled(t.Context(), house))
	m = child.Minor
	_, err = record(t.Context(), service, "custody.taken", map[string]any{"minor": m, "by": w.service.Code}, "--as", w.social.Name, "--wait", "60s")
	must(t, err)
	mother := tracing.Person{ID: tracing.PersonID(id.New[struct{}]()), Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
	proposed := says(t, service, w.social.Name, m, tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "asks for her"})
	of = tracing.ID(parsed(t, proposed.Record))
	says(t, service, w.social.Name, m, tracing.Consented{Tracing: of, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()})
	says(t, service, w.social.Name, m, tracing.Assessed{Tracing: of, Risk: tracing.NoRisk, Grounds: "heard"})
	asked := says(t, service, w.social.Name, m, tracing.Requested{Tracing: of, Country: "GN", Asks: "how the family lives"})
	says(t, ministry, w.ministry.Name, m, tracing.Received{Tracing: of, Request: minor.RecordID(parsed(t, asked.Record)), Accepted: true, Number: "7"})
	given := says(t, ministry, w.ministry.Name, m, tracing.Entrusted{Tracing: of, Partner: w.partner.ID, Mission: w.mission.ID, Country: "GN"})
	return m, of, minor.RecordID(parsed(t, given.Record))
}

func parsed(t *testing.T, text string) change.ID {
	t.Helper()
	got, err := id.Parse[struct{}](text)
	must(t, err)
	return change.ID(got)
}

// A mission writes with no line, and what it wrote arrives; a child who took the
// consent back meanwhile is refused it, and is gone from the mission's machine.
func TestAMissionReportsWithNoLineAndAWithdrawalMeanwhileIsStronger(t *testing.T) {
	ctx := t.Context()
	w := newPartnered(t)
	at := one(w.newCentres(ctx, 1))(t)
	house, service, ministry := w.served(t, "house", at.Code), w.served(t, "service", w.service.Code), w.served(t, "ministry", "T-MIN")
	mission := w.served(t, "conakry", w.mission.Code)
	stays, tracedOne, underOne := w.entrusted(t, house, service, ministry, at, "17")
	goes, tracedTwo, underTwo := w.entrusted(t, house, service, ministry, at, "18")
	must(t, w.inScope(ctx, mission, 2))

	mission.Line.Cut()
	report := func(of tracing.ID, under minor.RecordID) tracing.Reported {
		return tracing.Reported{Tracing: of, Entrusted: under, Finding: tracing.NotFound, Country: "GN", Language: "fr", Account: tracing.Account{Summary: "personne"}}
	}
	for _, body := range []tracing.Reported{report(tracedTwo, underTwo), report(tracedOne, underOne)} { // the child is found by the tracing
		_, err := mission.Record(ctx, body.Kind(), body, "--as", w.fatou.Name)
		must(t, err)
	}
	says(t, house, at.who.Name, goes, tracing.Withdrawn{Tracing: tracedTwo, By: []minor.Party{minor.TheMinor}})
	mission.Line.Restore()

	must(t, settled(ctx, mission))
	must(t, w.inScope(ctx, mission, 1))
	reports, err := ask[struct{ Minor string }](ctx, w.world, `SELECT minor::text FROM records WHERE kind = 'tracing.reported'`)
	must(t, err)
	if len(reports) != 1 || reports[0].Minor != stays {
		t.Errorf("the registry holds the reports %v, want that of the child who still consents", reports)
	}
	open, err := mission.Ctl(ctx, "outbox")
	must(t, err)
	if !strings.Contains(open, "withdrawn the consent") || !strings.Contains(open, "propose another") {
		t.Errorf("the mission is not told the condition and the remedy:\n%s", open)
	}
	if out, err := w.Ctl(ctx, "casefile", goes, "--as", w.ministry.ID.String(), "--reason", "what became of it"); err != nil || !strings.Contains(out, "withdrawn") {
		t.Errorf("the Ministry does not see the withdrawal: %v\n%s", err, out)
	}
	w.checked(t)
}

// inScope waits until an agent has as many children in its scope.
func (w *partnered) inScope(ctx context.Context, a *stack.Agent, n int) error {
	return until(ctx, a.Name+" has its children in scope", func(ctx context.Context) (bool, error) {
		st, err := a.Status(ctx)
		return err == nil && st.Children == n, err
	})
}
