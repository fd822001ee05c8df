package casefile_test

import (
	"slices"
	"strings"
	"testing"

	"faro.example/shared/access"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/day"
	"faro.example/shared/guardian"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// party is somebody who might want to see a tracing.
type party struct {
	name   string
	role   access.Role
	office string
	ties   func(f *casefile.File) []access.Relation
}

// entrusted is the tie of an office that has a tracing in hand, if it has.
func entrusted(office string) func(f *casefile.File) []access.Relation {
	return func(f *casefile.File) []access.Relation {
		for _, t := range f.Tracings() {
			if slices.Contains(t.Entrustees(), institution.Office(historytest.Institution(office))) {
				return []access.Relation{access.Entrusted}
			}
		}
		return nil
	}
}

func always(ties ...access.Relation) func(*casefile.File) []access.Relation {
	return func(*casefile.File) []access.Relation { return ties }
}

func parties() []party {
	return []party{
		{"the guardian", access.Guardian, asks, always(access.Ward)},
		{"the social services in custody", access.Municipality, asks, always(access.InCustody)},
		{"those of the place, not in custody", access.Municipality, "M2", always(access.InTerritory)},
		{"those of another place", access.Municipality, "M3", always()},
		{"the centre", access.Centre, "F1", func(f *casefile.File) []access.Relation {
			if f.Competent(historytest.Fixed[institution.OfficeID]("F1"), day.Of(2026, 1, 30)) {
				return []access.Relation{access.InScope, access.Entrusted}
			}
			return []access.Relation{access.InScope}
		}},
		{"another centre", access.Centre, "F2", always()},
		{"the Ministry", access.Ministry, ministry, always()},
		{"the mission", access.TracingPartner, mission, entrusted(mission)},
		{"its partner", access.TracingPartner, partner, entrusted(partner)},
		{"another mission", access.TracingPartner, next, entrusted(next)},
		{"Interior", access.Interior, interior, entrusted(interior)},
		{"the court", access.Court, "Court", always(access.InTerritory)},
		{"the prosecutor", access.Prosecutor, "Prosecutor", always(access.InTerritory)},
		{"the police", access.Police, "Police", always(access.InTerritory)},
		{"the prefecture", access.Prefecture, "Prefecture", always(access.InTerritory)},
		{"the region", access.Region, "Region", always(access.InTerritory)},
		{"the Department for family policies", access.FamilyDepartment, "Family", always()},
		{"an auditor", access.Auditor, "Auditor", always()},
		{"another administration's machine", access.System, "System", always()},
	}
}

// sees says what a party sees of a child: the procedure of tracing, the family's
// report, and where the child is.
func (p party) sees(f *casefile.File) string {
	shown := access.Shown(p.role, access.OpenCasefile, p.ties(f)...)
	var out []string
	for _, s := range []struct {
		section change.Section
		word    string
	}{{change.Tracing, "procedure"}, {change.FamilyReport, "report"}, {change.Presence, "place"}} {
		if slices.Contains(shown, s.section) {
			out = append(out, s.word)
		}
	}
	return strings.Join(out, " ")
}

// The phases of a tracing, by how many steps were told, and what happened then.
func phases() []struct {
	name  string
	steps []int
	then  func(*trail)
} {
	return []struct {
		name  string
		steps []int
		then  func(*trail)
	}{
		{"asked", []int{1, 2, 3, 4, 5}, nil},
		{"traced", []int{6, 7, 8, 9}, nil},
		{"sent on", []int{10, 11}, nil},
		{"closed", []int{12}, nil},
		{"withdrawn", []int{2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, func(tr *trail) { tr.withdraws(asks) }},
		{"passed on", []int{6, 7, 8, 9}, func(tr *trail) { tr.entrusts(next, "SN") }},
	}
}

// sights states, for each party and each phase, what it sees; what is not here
// is nothing, or the place alone.
var sights = map[string]map[string]string{
	"the guardian":                       every("procedure report place"),
	"the social services in custody":     every("procedure report place"),
	"those of the place, not in custody": every("procedure place"),
	"the centre":                         every("procedure place"),
	"the Ministry":                       every("procedure report place"),
	"the mission":                        {"traced": "procedure report", "sent on": "procedure report"},
	"its partner":                        {"traced": "procedure report", "sent on": "procedure report", "passed on": "procedure report"},
	"another mission":                    {"passed on": "procedure report"},
	"Interior":                           {"sent on": "procedure report"},
	"the court":                          every("place"),
	"the prosecutor":                     every("place"),
	"the police":                         every("place"),
	"the prefecture":                     every("place"),
	"the region":                         every("place"),
}

func every(s string) map[string]string {
	out := map[string]string{}
	for _, p := range phases() {
		out[p.name] = s
	}
	return out
}

func TestEachPartySeesAtEachStepWhatThatStepNeedsAndNoMore(t *testing.T) {
	walked := 0
	for _, phase := range phases() {
		for _, steps := range phase.steps {
			tr := toldSteps(t, tracing.ByGuardian, steps)
			if phase.then != nil {
				phase.then(tr)
			}
			f := tr.File()
			for _, p := range parties() {
				walked++
				if got, want := p.sees(&f), sights[p.name][phase.name]; got != want {
					t.Errorf("%s, after %d steps: %s sees %q, want %q", phase.name, steps, p.name, got, want)
				}
			}
		}
	}
	if walked < 19*26 {
		t.Errorf("walked %d sights only", walked)
	}
}

// A centre whose head has the powers of a guardian is told what a guardian is told,
// until one is appointed.
func TestACentreSeesTheFamilysReportForAsLongAsItsHeadIsResponsible(t *testing.T) {
	tr := toldSteps(t, tracing.BySocialServices, 10)
	centre := parties()[4]
	for _, c := range []struct {
		body change.Body
		want string
	}{
		{minor.IdentityAlias{Name: minor.Name{Given: "A"}, Source: minor.OwnWord}, "procedure place"},
		{guardian.Provisional{Holder: guardian.Who{Name: &minor.Name{Given: "Rosa"}}}, "procedure report place"},
		{guardian.Appointed{Guardian: historytest.Guardian("Gaia"), Decree: institution.Decree{Court: "C", Number: "1", On: day.Of(2026, 1, 2)}}, "procedure place"},
	} {
		tr.says("F1", c.body)
		f := tr.File()
		if got := centre.sees(&f); got != c.want {
			t.Errorf("after %s: sees %q, want %q", c.body.Kind(), got, c.want)
		}
	}
}

// side gives the party of a tracing for which somebody of a role writes.
func (p party) side() tracing.Writer {
	switch p.role {
	case access.Ministry:
		return tracing.Writer{Party: tracing.Ministry}
	case access.Interior:
		return tracing.Writer{Party: tracing.Interior}
	case access.TracingPartner:
		return tracing.Writer{Party: tracing.Partner, Office: historytest.Institution(p.office)}
	}
	return tracing.Writer{Party: tracing.Asker}
}

// Who takes the next step, of all parties: by the table and by the step's own
// conditions together.
func TestEachStepIsTakenByItsPartyAlone(t *testing.T) {
	const askers = "the guardian; the social services in custody; those of the place, not in custody; the centre"
	for _, by := range []tracing.Proposer{tracing.BySocialServices, tracing.ByGuardian} {
		want := []string{
			askers, askers, askers, askers, "the Ministry", "the Ministry",
			"the mission; its partner", "the mission; its partner", "the mission; its partner",
			"the Ministry", askers + "; the Ministry", "the Ministry",
		}
		if by == tracing.ByGuardian {
			want[10] = "the Ministry; Interior"
		}
		for n := range want {
			before, after := toldSteps(t, by, n), toldSteps(t, by, n+1)
			body := after.said(n)
			f := before.File()
			var state tracing.State
			if n > 0 {
				state = at(before).State()
			}
			var may []string
			for _, p := range parties() {
				e, _ := change.Lookup(body.Kind())
				if access.MayWrite(p.role, body.Kind(), e.Section, p.ties(&f)...) && body.Conditions(state, p.side()) == nil {
					may = append(may, p.name)
				}
			}
			if got := strings.Join(may, "; "); got != want[n] {
				t.Errorf("%s: %s is taken by %q, want %q", by, body.Kind(), got, want[n])
			}
		}
	}
}

// said gives the body of the n-th step.
func (tr *trail) said(n int) tracing.Conditional {
	tr.t.Helper()
	var all []tracing.Conditional
	for _, p := range tr.Records() {
		if b, ok := p.Body.(tracing.Conditional); ok {
			all = append(all, b)
		}
	}
	return all[n]
}
