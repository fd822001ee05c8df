package standby

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"
)

// asking is where ctx keeps what [Allow] was told.
type asking struct{}

type asked struct {
	after Mark
	tell  func(AsOf)
}

// Allow says that what is asked under ctx may be answered by a replica that has
// everything before a mark: what who asks has written. tell is told of each such
// answer, before it goes out.
func Allow(ctx context.Context, after Mark, tell func(AsOf)) context.Context {
	return context.WithValue(ctx, asking{}, asked{after, tell})
}

// Asking gives what [Allow] said of ctx; may is false where it did not.
func Asking(ctx context.Context) (after Mark, tell func(AsOf), may bool) {
	a, may := ctx.Value(asking{}).(asked)
	return a.after, a.tell, may
}

// Never takes back what [Allow] said: for what is sent while it is read, and
// cannot be read again elsewhere.
func Never(ctx context.Context) context.Context {
	return context.WithValue(ctx, asking{}, nil)
}

// measure makes the metrics.
func (s *Standby) measure() {
	s.answers = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "faro_replica_answers_total", Help: "Questions that a replica of the database might have answered, by who did: replica, or primary.",
	}, []string{"by"})
	s.answers.WithLabelValues("replica")
	s.answers.WithLabelValues("primary")
	s.Metrics.MustRegister(s.answers, prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "faro_replica_age_seconds", Help: "How old an answer of the replica would be at most: from the limit on nobody is answered by it.",
	}, func() float64 { return s.Age().Seconds() }))
}
