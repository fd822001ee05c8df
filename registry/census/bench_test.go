package census_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"faro.example/registry/census"
	"faro.example/registry/census/censustest"
	"faro.example/shared/reference"
)

// lived is a nation with its census.
type lived struct {
	*censustest.Nation
	census *census.Census
}

// BenchmarkYears counts any day as known on any day by any two cuts, in nations
// of 1, 5 and (not with -short) 20 years, one question after another on one connection, without
// parallel workers. Beside it, in the same database: the same count by the
// obvious statement over intervals as known now, and a read by a primary key.
func BenchmarkYears(b *testing.B) {
	all := []int{1, 5, 20}
	if testing.Short() {
		all = all[:2]
	}
	for _, years := range all {
		b.Run(fmt.Sprintf("of=%d", years), func(b *testing.B) {
			n := populated(b, years)
			b.Run("census", func(b *testing.B) { n.measure(b, n.any) })
			b.Run("intervals", func(b *testing.B) { n.measure(b, n.byIntervals) })
			b.Run("key", func(b *testing.B) { n.measure(b, n.byKey) })
		})
	}
}

// measure asks b.N questions and reports their 50th and 95th percentiles.
func (n *lived) measure(b *testing.B, ask func(*testing.B)) {
	for range 20 { // what is read first is read from the disk
		ask(b)
	}
	took := make([]time.Duration, 0, b.N)
	for b.Loop() {
		begun := time.Now()
		ask(b)
		took = append(took, time.Since(begun))
	}
	slices.Sort(took)
	at := func(part float64) float64 { return took[int(part*float64(len(took)-1))].Seconds() * 1000 }
	b.ReportMetric(at(0.50), "p50-ms")
	b.ReportMetric(at(0.95), "p95-ms")
	b.ReportMetric(float64(n.Children*censustest.PerChild), "records")
	b.ReportMetric(float64(n.Rows)/float64(n.Children), "rows/child")
}

// any asks about any day, as known on any day since, by any two cuts.
func (n *lived) any(b *testing.B) {
	on := n.First.Add(n.Rng.IntN(n.Days))
	by := n.Rng.Perm(len(census.Dimensions()))[:2]
	q := census.Query{On: on, By: []census.Dimension{census.Dimensions()[by[0]], census.Dimensions()[by[1]]}}
	if since := n.First.Add(n.Days).Sub(on); n.Rng.IntN(4) > 0 {
		q.KnownAt = on.Add(n.Rng.IntN(since))
	}
	if _, err := n.census.Count(b.Context(), ministry, q); err != nil {
		b.Fatal(err)
	}
}

func (n *lived) byIntervals(b *testing.B) {
	const sql = `SELECT s.municipality, x.sex, count(*) FROM bench_stays x LEFT JOIN structures s ON s.id = x.facility
		WHERE x.from_on <= $1 AND x.until_on > $1 AND x.birth_on > $2 GROUP BY 1, 2`
	on := n.First.Add(n.Rng.IntN(n.Days))
	rows, err := n.DB.As("faro_census").Query(b.Context(), sql, on, on.AddYears(-18))
	if err != nil {
		b.Fatal(err)
	}
	rows.Close()
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}

func (n *lived) byKey(b *testing.B) {
	var code string
	if err := n.DB.As("faro_census").QueryRow(b.Context(), `SELECT code FROM offices WHERE id = $1`, censustest.Pick(n.Rng, n.Places).Facility).Scan(&code); err != nil {
		b.Fatal(err)
	}
}

func populated(b *testing.B, years int) *lived {
	b.Helper()
	n := &lived{Nation: censustest.New(b, years)}
	places, err := reference.Load()
	if err != nil {
		b.Fatal(err)
	}
	if n.census, err = census.New(n.DB.As("faro_census"), &lines{}, places); err != nil {
		b.Fatal(err)
	}
	n.census.Now = censustest.Until().Start
	return n
}
