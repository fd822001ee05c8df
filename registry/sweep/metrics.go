package sweep

import "github.com/prometheus/client_golang/prometheus"

// metrics are what looking counts. No label names a minor.
type metrics struct {
	behind  prometheus.Gauge
	seconds prometheus.Histogram
	found   prometheus.Counter
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		behind: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "faro_sweep_behind_positions", Help: "Positions of the ledger whose children were not looked at yet.",
		}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "faro_sweep_look_seconds", Help: "How long it takes to look for whom a child may be the same as.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3},
		}),
		found: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "faro_sweep_found_pairs_total", Help: "Pairs that may be one child, found or found anew.",
		}),
	}
	reg.MustRegister(m.behind, m.seconds, m.found)
	return m
}
