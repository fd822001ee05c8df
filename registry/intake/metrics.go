package intake

import (
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/judge"
)

// metrics are what intake counts. No label names a minor or an installation.
type metrics struct {
	records  *prometheus.CounterVec
	refusals *prometheus.CounterVec
	joined   prometheus.Histogram
	seconds  prometheus.Histogram
	position prometheus.Gauge
	stuck    prometheus.Counter
	busy     prometheus.Counter
	lag      prometheus.Histogram
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		records: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "faro_intake_records_total", Help: "Records answered, by verdict.",
		}, []string{"verdict"}),
		refusals: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "faro_intake_refusals_total", Help: "Records refused, by reason.",
		}, []string{"reason"}),
		joined: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "faro_intake_joined_pushes", Help: "Pushes joined into one transaction.",
			Buckets: prometheus.ExponentialBuckets(1, 2, 9),
		}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "faro_intake_transaction_seconds", Help: "Duration of intake's transactions.",
			Buckets: prometheus.ExponentialBuckets(0.001, 2, 14),
		}),
		position: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "faro_ledger_position", Help: "The ledger's last position, as this process knows it.",
		}),
		stuck: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "faro_casefiles_stuck_total", Help: "Casefiles whose rows broke a constraint and were not written.",
		}),
		busy: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "faro_intake_busy_total", Help: "Pushes told to come later.",
		}),
		lag: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "faro_push_lag_seconds", Help: "From when a record was made, by the device's clock as compared, to its commit.",
			Buckets: prometheus.ExponentialBuckets(0.1, 4, 12),
		}),
	}
	for _, r := range judge.Reasons() {
		m.refusals.WithLabelValues(string(r))
	}
	if reg != nil {
		reg.MustRegister(m.records, m.refusals, m.joined, m.seconds, m.position, m.stuck, m.busy, m.lag)
	}
	return m
}
