package webui_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"faro.example/shared/access"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
)

// The demo's size.
const (
	benchChildren = 2_000
	benchCentres  = 60
)

// BenchmarkPages tells how long the pages of institutions take, from a request
// to its last byte, at the demo's size: the 95th of a hundred, in milliseconds,
// for the Ministry, which sees all children, and for a municipality.
func BenchmarkPages(b *testing.B) {
	w := newTown(b)
	towns := w.towns(benchCentres)
	var first minor.ID
	for i, town := range towns {
		a := w.centre(town)
		for k := range benchChildren / benchCentres {
			m := w.arrives(a, fmt.Sprintf("2026-02-%02d", 1+k%28), fmt.Sprintf("Amadou %c", 'A'+k%26), fmt.Sprintf("Bah %d", i))
			if first.IsZero() {
				first = m
			}
		}
	}
	w.Exec(`ANALYZE`)
	bruno := w.person("Bruno", access.Ministry, institution.Ministry)
	anna := w.person("Anna", access.Municipality, institution.Municipality, towns[0])
	opened := pathOf(anna.open(first).wants(http.StatusOK))
	for _, at := range []struct {
		who  *browser
		path string
	}{
		{bruno, "/"}, {bruno, "/list/all"}, {bruno, "/candidates"}, {bruno, "/queues"}, {bruno, "/places"}, {bruno, "/centres"}, {bruno, "/census"}, {bruno, "/census/flows"}, {bruno, "/publications"}, {bruno, "/public"},
		{anna, "/"}, {anna, "/list/all"}, {anna, opened}, {anna, "/new"}, {anna, "/structures"},
	} {
		name := at.path
		if at.path == opened {
			name = "/casefile"
		}
		b.Run(at.who.who+name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				at.who.get(at.path).wants(http.StatusOK)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}

// towns gives municipalities, each of another place.
func (w *town) towns(n int) (out []string) {
	w.t.Helper()
	tables, err := places()
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range tables.Municipalities()[:n] {
		out = append(out, m.Istat)
	}
	return out
}
