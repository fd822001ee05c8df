package signin

import "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	signins *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{signins: prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "faro_signin_total", Help: "Sign-ins and sessions, by what became of them: in, again, or why they were refused.",
	}, []string{"result"})}
	reg.MustRegister(m.signins)
	return m
}
