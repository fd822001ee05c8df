package e2e

import (
	"context"
	"strings"
	"testing"

	"faro.example/deploy/loader"
	"faro.example/deploy/stack"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/day"
	"faro.example/shared/facility"
	"faro.example/shared/historytest"
	"faro.example/shared/id"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/placement"
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

// italy is the offices in Italy, at installations of this process: the centre and the
// social service at one, the Ministry at another.
type italy struct {
	*loader.Installation
	rome *loader.Installation
	w    *partnered
	at   centre
}

// exchange has the registry take what was written, in the order of the procedure.
func (i *italy) exchange(t *testing.T) {
	t.Helper()
	for _, at := range []*loader.Installation{i.Installation, i.rome, i.Installation} {
		must(t, at.Exchange(t.Context()))
	}
}

// says writes a body about a child for the office that says it, and gives the record.
func (i *italy) says(t *testing.T, m minor.ID, body change.Body) minor.RecordID {
	t.Helper()
	who, at := i.at.who, i.Installation
	switch body.(type) {
	case custody.Taken, tracing.Proposed, tracing.Consented, tracing.Assessed, tracing.Requested:
		who = i.w.social
	case tracing.Received, tracing.Entrusted:
		who, at = i.w.ministry, i.rome
	}
	must(t, at.Say(t.Context(), []loader.Statement{{Minor: m, On: day.On(day.FromTime(now())), Structure: who.Office, Author: who.ID, Body: body}}))
	all, err := at.About(t.Context(), m)
	must(t, err)
	return minor.RecordID(all[len(all)-1].ID)
}

// entrusted has a child of the centre traced by the mission, and gives the child, the
// tracing and the record that entrusts it.
func (i *italy) entrusted(t *testing.T, tag minor.Text) (m minor.ID, of tracing.ID, under minor.RecordID) {
	t.Helper()
	m = minor.ID(id.New[struct{}]())
	i.says(t, m, minor.Registered{Tag: tag})
	i.says(t, m, placement.Began{At: facility.At(i.at.ID)})
	i.says(t, m, custody.Taken{By: i.w.service.ID})
	mother := tracing.Person{ID: tracing.PersonID(id.New[struct{}]()), Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
	of = tracing.ID(i.says(t, m, tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "asks for her"}))
	i.says(t, m, tracing.Consented{Tracing: of, By: []minor.Party{minor.TheMinor}, Told: historytest.Told()})
	i.says(t, m, tracing.Assessed{Tracing: of, Risk: tracing.NoRisk, Grounds: "heard"})
	asked := i.says(t, m, tracing.Requested{Tracing: of, Country: "GN", Asks: "how the family lives"})
	i.says(t, m, tracing.Received{Tracing: of, Request: asked, Accepted: true, Number: "7"})
	return m, of, i.says(t, m, tracing.Entrusted{Tracing: of, Partner: i.w.partner.ID, Mission: i.w.mission.ID, Country: "GN"})
}

// A mission writes with no line, and what it wrote arrives; a child who took the
// consent back meanwhile is refused it, and is gone from the mission's machine.
func TestAMissionReportsWithNoLineAndAWithdrawalMeanwhileIsStronger(t *testing.T) {
	ctx := t.Context()
	w := newPartnered(t)
	at := one(w.newCentres(ctx, 1))(t)
	in := &italy{w.installation(t, at.Code, w.service.Code), w.installation(t, "T-MIN"), w, at}
	mission := w.served(t, "conakry", w.mission.Code)
	stays, tracedOne, underOne := in.entrusted(t, "17")
	goes, tracedTwo, underTwo := in.entrusted(t, "18")
	in.exchange(t)
	must(t, w.inScope(ctx, mission, 2))

	mission.Line.Cut()
	report := func(of tracing.ID, under minor.RecordID) tracing.Reported {
		return tracing.Reported{Tracing: of, Entrusted: under, Finding: tracing.NotFound, Country: "GN", Language: "fr", Account: tracing.Account{Summary: "personne"}}
	}
	for _, body := range []tracing.Reported{report(tracedTwo, underTwo), report(tracedOne, underOne)} { // the child is found by the tracing
		_, err := mission.Record(ctx, body.Kind(), body, "--as", w.fatou.Name)
		must(t, err)
	}
	in.says(t, goes, tracing.Withdrawn{Tracing: tracedTwo, By: []minor.Party{minor.TheMinor}})
	in.exchange(t)
	mission.Line.Restore()

	must(t, settled(ctx, mission))
	must(t, w.inScope(ctx, mission, 1))
	in.exchange(t)
	reports, err := ask[struct{ Minor string }](ctx, w.world, `SELECT minor::text FROM records WHERE kind = 'tracing.reported'`)
	must(t, err)
	if len(reports) != 1 || reports[0].Minor != stays.String() {
		t.Errorf("the registry holds the reports %v, want that of the child who still consents", reports)
	}
	open, err := mission.Ctl(ctx, "outbox")
	must(t, err)
	if !strings.Contains(open, "withdrawn the consent") || !strings.Contains(open, "propose another") {
		t.Errorf("the mission is not told the condition and the remedy:\n%s", open)
	}
	stopped, err := in.Held(ctx, goes)
	must(t, err)
	if seen, ok := stopped.File.TracingOf(tracedTwo); !ok || seen.Step() != tracing.IsWithdrawn {
		t.Errorf("the social service sees the tracing at %s, want it withdrawn", seen.Step())
	}
	stands, err := ask[struct{ Detail string }](ctx, w.world, `SELECT detail FROM matters WHERE what = 'tracing' AND minor = $1`, stays)
	must(t, err)
	if len(stands) != 1 || stands[0].Detail != string(tracing.IsReported) {
		t.Errorf("the Ministry's queue has the other as %v, want it reported", stands)
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
