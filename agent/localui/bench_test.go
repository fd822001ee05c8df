package localui

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"
)

// benchChildren are as many as the largest structure of the demo hosts.
const benchChildren = 65

// BenchmarkPages tells how long a centre's pages take, from a request to its last
// byte, with as many children as the demo's largest structure hosts: the 95th of a
// hundred, in milliseconds.
func BenchmarkPages(b *testing.B) {
	c := newCentre(b)
	nina := c.signedIn(c.nina, ninasCode)
	for i := range benchChildren {
		nina.arrive("tag", fmt.Sprint(i), "family", fmt.Sprintf("Bah %d", i), "given", "Amadou", "sex", "M", "age", "16", "citizenship", "Mali")
	}
	child := childPath(b, nina)
	for _, path := range []string{"/", "/new/arrival", "/new/group", "/new/rollcall", "/attention", "/outbox", child} {
		name := path
		if path == child {
			name = "/casefile"
		}
		b.Run("centre"+name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				nina.get(path).wants(http.StatusOK)
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}
