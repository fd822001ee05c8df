package casefile_test

import (
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/historytest"
	"faro.example/shared/minor"
)

// BenchmarkFoldOfTwentyRecords folds the casefile of a child with a year behind
// it: registered, identified twice, moved three times, once missing.
func BenchmarkFoldOfTwentyRecords(b *testing.B) {
	w := historytest.New(b)
	w.At("F1", 1).Registers()
	w.At("F1", 1).Says(minor.Found{Mode: minor.ByFinding})
	w.At("F1", 1).Names("Omar", "Zq")
	w.At("F1", 1).Sex(minor.Male, minor.Observed)
	w.At("F1", 1).Hosts()
	w.At("M1", 2).Pulls().Takes()
	w.At("F1", 3).Pulls().Born("2009-01-01", minor.ByAuthority, minor.Presumed)
	w.At("F1", 4).Pulls().Misses()
	w.At("F1", 5).Pulls().Receives()
	for i, to := range []string{"F2", "F3", "F4"} {
		from := []string{"F1", "F2", "F3"}[i]
		w.At(from, 6+2*i).Pulls().ByRight().Sends(to)
		w.At(to, 7+2*i).Pulls().Receives()
		w.At(to, 7+2*i).Names("Omar", "Zq")
	}
	w.At("F4", 14).Pulls().Born("2009-05-06", minor.OwnWord, minor.Declared)
	w.At("F4", 15).Pulls().Sex(minor.Male, minor.PhotoDocument)
	b.ReportMetric(float64(len(w.Ledger())), "records")
	b.ReportAllocs()
	for b.Loop() {
		casefile.Fold(subject, w.Ledger())
	}
}
