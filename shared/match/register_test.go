package match_test

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"faro.example/shared/day"
	"faro.example/shared/match"
	"faro.example/shared/minor"
)

func TestARegisterInPartsIsTheWhole(t *testing.T) {
	records := register(3, 1500)
	m := match.Sweep(records, nil).Model
	r := m.Register(records, nil)
	whole := r.Pairs(0, len(records))
	var parts []match.Pair
	for from := 0; from < len(records); from += 350 {
		parts = append(parts, r.Pairs(from, min(from+350, len(records)))...)
	}
	if !slices.Equal(whole, parts) {
		t.Errorf("%d pairs in parts, %d at once", len(parts), len(whole))
	}
	found := 0
	for _, p := range whole {
		if got := m.Compare(records[p.A], records[p.B]).P; math.Abs(got-p.P) > 1e-9 {
			t.Fatalf("the register says %v, the two alone %v", p.P, got)
		}
		if p.P > .5 && records[p.B].ID == records[p.A].ID+"-again" {
			found++
		}
	}
	if found < 100 { // of 136
		t.Errorf("%d children who are there twice are found", found)
	}
}

func TestWhoIsWantedIsFoundAmongVeryMany(t *testing.T) {
	records := register(4, 2000)
	m := match.Sweep(records, nil).Model
	born := minor.Birth{Date: day.Of(2009, 5, 17), Precision: minor.ToDay, Provenance: minor.Declared}
	for range 3000 { // more than any key is followed for
		records = append(records, match.Record{Given: "Mamadou", Family: "Diallo", Sex: "M", Birth: born})
	}
	missing := len(records)
	records = append(records, match.Record{Given: "Mamadou", Family: "Djallo", Sex: "M", Birth: born})
	find := func(wanted func(int) bool) bool {
		return slices.ContainsFunc(m.Register(records, wanted).Pairs(missing-1, missing), func(p match.Pair) bool { return p.B == missing })
	}
	if find(nil) {
		t.Fatal("found though nobody is wanted: the test proves nothing")
	}
	if !find(func(i int) bool { return i == missing }) {
		t.Error("who is wanted is not found")
	}
}

// BenchmarkRegister tells how long it takes to compare a register by a model
// that is there, and how much memory it holds.
func BenchmarkRegister(b *testing.B) {
	n := 1_000_000
	if testing.Short() {
		n = 100_000
	}
	m := match.Sweep(register(1, 20_000), nil).Model
	records := register(2, n)
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		r := m.Register(records, nil)
		runtime.GC()
		runtime.ReadMemStats(&after)
		found := 0
		for from := 0; from < n; from += 10_000 {
			found += len(r.Pairs(from, min(from+10_000, n)))
		}
		b.ReportMetric(float64(found), "pairs")
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "bytes/record")
	if testing.Verbose() {
		fmt.Printf("heap %d MiB, from the system %d MiB\n", after.HeapAlloc>>20, after.Sys>>20)
	}
}
