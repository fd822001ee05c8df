package casefile_test

import (
	"testing"

	"faro.example/shared/casefile"
	"faro.example/shared/minor"
)

// BenchmarkFoldOfTwentyRecords folds the casefile of a child with a year behind
// it: registered, identified twice, moved three times, once missing.
func BenchmarkFoldOfTwentyRecords(b *testing.B) {
	w := newWorld(b)
	w.registered("F1")
	w.at("F1", 1).says(minor.Found{Mode: minor.ByFinding})
	w.at("F1", 1).names("Omar", "Zq")
	w.at("F1", 1).sex(minor.Male, minor.Observed)
	w.at("F1", 1).began()
	w.at("M1", 2).pulls().takes()
	w.at("F1", 3).pulls().born("2009-01-01", minor.ByAuthority, minor.Presumed)
	w.at("F1", 4).pulls().misses()
	w.at("F1", 5).pulls().arrived()
	for i, to := range []string{"F2", "F3", "F4"} {
		from := []string{"F1", "F2", "F3"}[i]
		w.at(from, 6+2*i).pulls().byRight().sends(to)
		w.at(to, 7+2*i).pulls().arrived()
		w.at(to, 7+2*i).names("Omar", "Zq")
	}
	w.at("F4", 14).pulls().born("2009-05-06", minor.OwnWord, minor.Declared)
	w.at("F4", 15).pulls().sex(minor.Male, minor.PhotoDocument)
	b.ReportMetric(float64(len(w.ledger)), "records")
	b.ReportAllocs()
	for b.Loop() {
		casefile.Fold(w.minor, w.ledger)
	}
}
