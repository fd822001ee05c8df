package casefile_test

import (
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
)

// BenchmarkRefoldOfOneMoreRecord folds on what is known of a child with years
// behind it, by one record: the way of most records that are pushed.
func BenchmarkRefoldOfOneMoreRecord(b *testing.B) {
	w := historytest.New(b)
	w.At("F1", 1).Registers()
	w.At("F1", 1).Says(minor.Found{Mode: minor.ByFinding})
	w.At("F1", 1).Names("Omar", "Zq")
	w.At("F1", 1).Hosts()
	w.At("M1", 2).Pulls().Takes()
	w.At("F1", 3).Pulls().Born("2009-01-01", minor.ByAuthority, minor.Presumed)
	for i := range 4 {
		w.At("F1", 4+4*i).Pulls().Misses()
		w.At("F1", 5+4*i).Pulls().Receives()
		w.At("F1", 6+4*i).Pulls().ByRight().Sends("F2")
		w.At("F2", 7+4*i).Pulls().Receives()
		w.At("F2", 7+4*i).Pulls().ByRight().Sends("F1")
		w.At("F1", 7+4*i).Pulls().Receives()
	}
	all := w.Ledger()
	was := casefile.Fold(subject, all[:len(all)-1])
	b.ReportMetric(float64(len(all)), "records")
	b.ReportAllocs()
	for b.Loop() {
		casefile.Refold(&was, all, len(all)-1)
	}
}
