package feed

import "github.com/prometheus/client_golang/prometheus"

// metrics are what the feed counts. No label names a minor or an installation.
type metrics struct {
	waiting   prometheus.Gauge
	listening prometheus.Gauge
	lag       prometheus.Gauge
	behind    prometheus.Gauge
	items     *prometheus.CounterVec
	thinned   prometheus.Counter
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "faro_feed_waiting_pullers", Help: "Pulls that wait for something to be told.",
		}),
		listening: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "faro_feed_listening_connections", Help: "Connections by which the database tells of what is new: one, or none while it is broken.",
		}),
		lag: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "faro_feed_lag_numbers", Help: "Feed numbers given since the first one that an installation has not acknowledged, the slowest; 0 if all have all. Locked and revoked ones do not count.",
		}),
		behind: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "faro_feed_behind_installations", Help: "Installations that have not acknowledged all that they were told.",
		}),
		items: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "faro_feed_items_total", Help: "Items sent, by what they are.",
		}, []string{"what"}),
		thinned: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "faro_feed_thinned_rows_total", Help: "Acknowledged rows of the feed that were removed.",
		}),
	}
	reg.MustRegister(m.waiting, m.listening, m.lag, m.behind, m.items, m.thinned)
	return m
}
