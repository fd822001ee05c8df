package publication_test

import (
	"testing"
	"time"

	"faro.example/registry/census/censustest"
	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/shared/day"
)

// BenchmarkHalfYearly publishes the in-depth report of a nation of twenty years,
// 500,000 children and 10,000,000 records (with -short a twentieth of that):
// counted, withheld, attacked and written in every format. The budget is 30 s.
func BenchmarkHalfYearly(b *testing.B) {
	w := over(b, censustest.New(b, 20).DB)
	w.now = censustest.Until().Start().Add(45 * 24 * time.Hour)
	n := publication.Name{Kind: report.HalfYearly, AsOf: day.Must("2025-12-31")}
	for b.Loop() {
		p, err := w.desk.Draft(b.Context(), ministry, n)
		w.ok(err)
		if !p.Frozen() {
			p, err = w.desk.Approve(b.Context(), ministry, n, p.Revision)
			w.ok(err)
		}
		b.ReportMetric(float64(len(p.Files)), "files")
	}
}
