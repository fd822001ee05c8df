package sweep_test

import (
	"slices"
	"testing"
	"time"
)

// ms gives a percentile in milliseconds.
func ms(took []time.Duration, percent int) float64 {
	sorted := slices.Sorted(slices.Values(took))
	return float64(sorted[len(sorted)*percent/100].Microseconds()) / 1000
}

func report(b *testing.B, took []time.Duration, found int) {
	b.Helper()
	b.ReportMetric(ms(took, 50), "p50-ms")
	b.ReportMetric(ms(took, 95), "p95-ms")
	b.ReportMetric(float64(found)/float64(len(took)), "found")
}
