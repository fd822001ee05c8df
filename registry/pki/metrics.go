package pki

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/pg"
	"faro.example/shared/day"
)

type metrics struct {
	issued  *prometheus.CounterVec
	refused *prometheus.CounterVec
}

func newMetrics(reg prometheus.Registerer, s *silence) *metrics {
	m := &metrics{
		issued: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "faro_pki_certificates_total", Help: "Certificates issued, by what asked for them.",
		}, []string{"by"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "faro_pki_refusals_total", Help: "Enrolments, renewals and certificates refused, by step and kind of error.",
		}, []string{"step", "kind"}),
	}
	reg.MustRegister(m.issued, m.refused, s)
	return m
}

// silence counts the installations that have not been heard of, and those that
// are locked, when scraped.
type silence struct {
	pool  *pgxpool.Pool
	after time.Duration
	now   func() time.Time
}

var silentDesc = prometheus.NewDesc("faro_pki_silent_installations",
	"Unrevoked agents that have not been heard of for longer than the configured time.", nil, nil)

var lockedDesc = prometheus.NewDesc("faro_pki_locked_installations",
	"Unrevoked agents that said that their store is locked, and wait for somebody to open it.", nil, nil)

// scrapeTimeout bounds the query of a scrape. Arbitrary.
const scrapeTimeout = 2 * time.Second

// Describe implements [prometheus.Collector].
func (s *silence) Describe(ch chan<- *prometheus.Desc) {
	ch <- silentDesc
	ch <- lockedDesc
}

// Collect implements [prometheus.Collector].
func (s *silence) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	silent, locked, err := s.count(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(silentDesc, err)
		return
	}
	ch <- prometheus.MustNewConstMetric(silentDesc, prometheus.GaugeValue, float64(silent))
	ch <- prometheus.MustNewConstMetric(lockedDesc, prometheus.GaugeValue, float64(locked))
}

func (s *silence) count(ctx context.Context) (silent, locked int64, err error) {
	const q = `SELECT count(*) FILTER (WHERE coalesce(s.seen_at, i.enrolled_at) < $1), count(*) FILTER (WHERE i.locked_at IS NOT NULL)
		FROM installations i LEFT JOIN installation_sightings s ON s.installation = i.id
		WHERE i.role = 'centre' AND i.revoked_at IS NULL`
	err = s.pool.QueryRow(ctx, q, s.now().Add(-s.after)).Scan(&silent, &locked)
	return silent, locked, pg.Fault(err)
}

// Quiet counts the agents that were not heard of for longer than the time set,
// and those that wait for somebody to open their store.
func (a *Authority) Quiet(ctx context.Context) (silent, locked int64, err error) {
	return a.quiet.count(ctx)
}

func (a *Authority) today() day.Date { return day.FromTime(a.now()) }
