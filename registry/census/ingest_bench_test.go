package census_test

import (
	"slices"
	"testing"
	"time"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// BenchmarkUnprojected tells what intake takes with the census as a ratio to the
// same without: of two registries alike, that of one drops what is added to the
// census before it is written. Each is first as often as the other. Batches are
// full, of new children with twenty records each.
func BenchmarkUnprojected(b *testing.B) {
	with, without := intaketest.New(b), intaketest.New(b)
	without.Exec(`CREATE RULE none AS ON INSERT TO census.rows DO INSTEAD NOTHING`)
	without.Exec(`CREATE RULE none AS ON INSERT TO census.moves DO INSTEAD NOTHING`)
	without.Exec(`CREATE RULE none AS ON INSERT TO census.acts DO INSTEAD NOTHING`)
	houses := [2]*intaketest.House{with, without}
	var agents [2]*intaketest.Agent
	var then [2]facility.Place
	for i, h := range houses {
		agents[i] = h.Agent(institution.OfficeOf(h.Structure("089017")))
		then[i] = facility.At(h.Structure("015146"))
	}
	var took [2]time.Duration
	n := 0
	for b.Loop() {
		b.StopTimer()
		var frames [2][]change.Frame
		for i := range houses {
			for range change.MaxBatch / 20 {
				frames[i] = append(frames[i], intaketest.Frames(lives(agents[i], then[i])...)...)
			}
		}
		b.StartTimer()
		for i := range houses {
			i = (i + n) % 2
			begun := time.Now()
			reply, err := houses[i].Intake.Take(b.Context(), agents[i].Caller(), intake.Batch{Frames: frames[i]})
			took[i] += time.Since(begun)
			if err != nil || len(reply.Receipts) != change.MaxBatch || slices.ContainsFunc(reply.Receipts, func(r api.Receipt) bool { return r.Verdict != api.Taken }) {
				b.Fatalf("not all were taken: %v", err)
			}
		}
		n++
	}
	b.ReportMetric(took[1].Seconds()/took[0].Seconds(), "with/without")
	b.ReportMetric(float64(n*change.MaxBatch)/took[0].Seconds(), "records/s")
}

// lives is twenty records about one child.
func lives(a *intaketest.Agent, then facility.Place) []change.Record {
	m, from := intaketest.Minor(), at(a)
	out := []change.Record{
		a.Write(m, "2026-01-09", minor.Registered{Code: a.Code(), Tag: "1"}),
		a.Write(m, "2026-01-09", minor.Found{Mode: minor.ByLanding}),
		a.Write(m, "2026-01-09", minor.IdentityStated{Source: minor.OwnWord, Sex: minor.Male, Citizenship: "GN"}),
		a.Write(m, "2026-01-09", placement.Began{At: from}),
	}
	own := intaketest.Seen(0, out...)
	for d := range 13 {
		on := "2026-01-" + []string{"11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23"}[d]
		out = append(out, a.Write(m, on, placement.Began{At: from}, own))
	}
	return append(out,
		a.Write(m, "2026-01-24", movement.AbsenceReported{From: from}, own),
		a.Write(m, "2026-01-26", movement.AbsenceEnded{At: &from}, own),
		a.Write(m, "2026-02-01", movement.Departed{From: from, To: then}, own))
}
