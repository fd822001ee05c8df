package casefile_test

import (
	"slices"
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/tracing"
)

// A child is in the scope of who traces its family from the entrusting on, and no
// moment longer than it consents.
func TestWhoTracesHasTheChildInScopeOnlyWhileItConsents(t *testing.T) {
	type world struct {
		*historytest.World
		of tracing.ID
	}
	child := []minor.Party{minor.TheMinor}
	says := func(desk string, day int, body func(w *world) change.Body) func(*world) {
		return func(w *world) { w.At(desk, day).Says(body(w)) }
	}
	entrusts := func(mission string) func(w *world) change.Body {
		return func(w *world) change.Body {
			return tracing.Entrusted{Tracing: w.of, Partner: historytest.Institution("P"), Mission: historytest.Institution(mission), Country: "GN"}
		}
	}
	withdraws := func(w *world) change.Body { return tracing.Withdrawn{Tracing: w.of, By: child} }
	for _, tc := range []struct {
		name string
		then []func(*world)
		want []string
	}{
		{"before it is entrusted", nil, nil},
		{"entrusted to a mission", []func(*world){says("MIN", 5, entrusts("GN"))}, []string{"P", "GN"}},
		{"passed on", []func(*world){says("MIN", 5, entrusts("GN")), says("MIN", 6, entrusts("SN"))}, []string{"P", "SN"}},
		{"withdrawn at the centre", []func(*world){says("MIN", 5, entrusts("GN")), says("F1", 6, withdraws)}, nil},
		{"withdrawn at the mission itself", []func(*world){says("MIN", 5, entrusts("GN")), says("GN", 6, withdraws)}, nil},
		{"withdrawn before, and entrusted by who did not know", []func(*world){says("F1", 4, withdraws), says("MIN", 5, entrusts("GN"))}, nil},
		{"closed", []func(*world){says("MIN", 5, entrusts("GN")), says("MIN", 9, func(w *world) change.Body {
			return tracing.Closed{Tracing: w.of, Outcome: tracing.FamilyNotFound}
		})}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := &world{World: historytest.New(t)}
			w.At("F1", 1).Registers()
			w.At("F1", 1).Hosts()
			mother := tracing.Person{ID: historytest.Fixed[tracing.PersonID]("mother"), Name: minor.Name{Given: "Mariama"}, Is: minor.Parent}
			w.of = tracing.ID(w.At("M1", 2).Says(tracing.Proposed{By: tracing.BySocialServices, Sought: []tracing.Person{mother}, Reason: "asks for her"}).ID)
			w.At("M1", 3).Says(tracing.Consented{Tracing: w.of, By: child, Told: historytest.Told()})
			for _, then := range tc.then {
				then(w)
			}
			f := w.File()
			var want []institution.OfficeID
			for _, name := range tc.want {
				want = append(want, institution.Office(historytest.Institution(name)))
			}
			got := f.TracedBy()
			slices.SortFunc(got, institution.OfficeID.Compare)
			slices.SortFunc(want, institution.OfficeID.Compare)
			if !slices.Equal(got, want) {
				t.Errorf("traced by %v, want %v", got, want)
			}
			scope := casefile.Scope(&f)
			for _, o := range want {
				if !slices.Contains(scope, o) {
					t.Errorf("the scope %v has not who traces", scope)
				}
			}
			if len(scope) != len(want)+1 {
				t.Errorf("the scope is %v, want who traces and the centre", scope)
			}
		})
	}
}
