package publication_test

import (
	"testing"
	"time"

	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/shared/day"
)

// BenchmarkHalfYearly publishes the in-depth report of a nation: 20,000 children
// present in each month of two and a half years, counted, withheld, attacked and
// written in every format. The budget is 30 s.
func BenchmarkHalfYearly(b *testing.B) {
	w := newTown(b)
	w.commit()
	const fill = `
		INSERT INTO census.rows (month, known, sign, from_on, until_on, state, facility, citizenship, sex, birth_on, mode, reception)
		SELECT m, 1, 1, m, m + interval '1 month', 'present', CASE WHEN i % 3 = 0 THEN $3::uuid ELSE $4::uuid END,
			chr(65 + i % 7) || chr(65 + i % 13), CASE WHEN i % 8 = 0 THEN 'F' ELSE 'M' END, m - ((i % 6000) * interval '1 day'), 'landing', 'first'
		FROM generate_series($1::date, $2::date, interval '1 month') m, generate_series(1, 20000) i`
	w.exec(fill, day.Must("2024-06-01"), day.Must("2026-12-01"), ragusa, milan)
	w.exec(`ANALYZE census.rows`)
	w.now = day.Must("2027-02-14").Start().Add(12 * time.Hour)
	n := publication.Name{Kind: report.HalfYearly, AsOf: day.Must("2026-12-31")}
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
