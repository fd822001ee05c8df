package casefile_test

import (
	"slices"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/historytest"
	"faro.example/shared/institution"
	"faro.example/shared/measure"
	"faro.example/shared/minor"
	"faro.example/shared/opinion"
	"faro.example/shared/permit"
	"faro.example/shared/protection"
)

func TestTheCasefileTellsForWhomTheOpinionIsNotDue(t *testing.T) {
	w := historytest.New(t)
	w.At("F1", 1).Registers()
	of := func() opinion.Facts { f := w.File(); return f.OpinionFacts() }
	if got := of().Exempt(); len(got) != 0 {
		t.Errorf("a child just registered: %v", got)
	}
	w.At("M1", 2).Says(minor.IdentityStated{Source: minor.PhotoDocument, Cites: "P1", Birth: &minor.Birth{Date: day.Must("2012-05-01"), Precision: minor.ToDay, Provenance: minor.Documented}})
	w.At("F1", 2).Says(minor.Found{Mode: minor.ByFinding, Setting: minor.Inside})
	w.At("M1", 3).Says(measure.Enrolled{Programme: measure.School})
	if got := of(); len(got.Projects) != 0 {
		t.Errorf("a school is taken for a project of integration: %v", got.Projects)
	}
	w.At("M1", 4).Says(measure.Enrolled{Programme: measure.Percorsi, Name: "P4"})
	if got := of().Exempt(); !slices.Equal(got, []opinion.Exemption{opinion.LongProject}) {
		t.Errorf("long here and in a project: got %v", got)
	}
	w.At("M1", 20).Says(measure.Ended{Programme: measure.Percorsi, Name: "P4", Outcome: measure.Left})
	if got := of().Exempt(); len(got) != 0 {
		t.Errorf("a project left after days: got %v", got)
	}
	w.At("M1", 21).Says(protection.Decided{Route: protection.Asylum, Outcome: protection.Subsidiary})
	w.At("M1", 21).Says(opinion.ExtensionDecided{Granted: true, Until: day.Must("2031-05-01"), Decree: institution.Decree{Court: "Catania", Number: "1", On: day.Must("2026-01-20")}})
	w.At("M1", 21).Says(permit.Issued{Type: permit.Family, Until: day.Must("2030-05-01"), Carer: permit.Carer{Bond: permit.Entrusted, Status: permit.Italian, LivesWith: true}})
	if got := of().Exempt(); !slices.Equal(got, []opinion.Exemption{opinion.Kin, opinion.Extended, opinion.Protected}) {
		t.Errorf("got %v", got)
	}
	f := w.File()
	if got := f.OpinionWindow(); got.From != day.Must("2030-01-31") || got.Until != day.Must("2030-07-01") {
		t.Errorf("got the window %v", got)
	}
}
