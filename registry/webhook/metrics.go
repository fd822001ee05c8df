package webhook

import "github.com/prometheus/client_golang/prometheus"

// metrics count deliveries; none says to whom.
type metrics struct {
	posts   *prometheus.CounterVec
	waiting prometheus.Gauge
	paused  prometheus.Gauge
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{
		posts: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "faro_webhook_posts_total", Help: "Events posted to webhooks, by what came of it: delivered, refused, unreachable.",
		}, []string{"outcome"}),
		waiting: prometheus.NewGauge(prometheus.GaugeOpts{Name: "faro_webhook_waiting_events", Help: "Events that wait to be delivered."}),
		paused: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "faro_webhook_paused_receivers", Help: "Webhooks to which nothing is delivered until an administrator resumes them.",
		}),
	}
	reg.MustRegister(m.posts, m.waiting, m.paused)
	return m
}
