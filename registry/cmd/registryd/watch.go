package main

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"faro.example/registry/assembly"
	"faro.example/registry/backup"
	"faro.example/registry/doctor"
	shared "faro.example/shared/doctor"
)

// examineEvery is how often the server looks at itself. Arbitrary.
const examineEvery = 5 * time.Minute

// health is what the server found when it last looked at itself.
type health struct {
	state *prometheus.GaugeVec
	at    prometheus.Gauge
}

func newHealth(reg prometheus.Registerer) *health {
	h := &health{
		state: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "faro_doctor_state", Help: "What the doctor last found, by check: 0 well, 1 a warning, 2 trouble. registryctl doctor says the remedy.",
		}, []string{"check"}),
		at: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "faro_doctor_last_look_seconds", Help: "When the doctor last looked, in seconds since 1970.",
		}),
	}
	reg.MustRegister(h.state, h.at)
	return h
}

// tell shows findings; of several of one check the worst.
func (h *health) tell(found []shared.Finding, at time.Time) {
	worst := map[string]int{}
	for _, f := range found {
		worst[f.Check] = max(worst[f.Check], f.State.Rank())
	}
	for check, rank := range worst {
		h.state.WithLabelValues(check).Set(float64(rank))
	}
	h.at.Set(float64(at.Unix()))
}

// examine looks for the usual troubles, as registryctl doctor does, but for
// what would need another role. Trouble is logged too.
func (s *server) examine(ctx context.Context) error {
	o := doctor.Options{
		Common: s.cfg.Common, PeopleCertificate: s.cfg.PeopleCertificate, Silent: s.cfg.SilentAfter, Now: time.Now, Log: s.log,
	}
	found, _ := doctor.Folder(o)
	found = append(found, doctor.Examine(ctx, s.reg, o)...)
	s.health.tell(found, time.Now())
	for _, f := range found {
		if f.State == shared.Trouble {
			s.log.Warn("the doctor found trouble", "check", f.Check, "says", f.Says, "remedy", f.Remedy)
		}
	}
	return nil
}

// expire destroys the keys of months whose horizon has passed.
func (s *server) expire(context.Context) error {
	months, err := backup.Expire(backup.Options{State: s.cfg.State, Now: time.Now, Keys: assembly.MonthKeys(s.cfg.Common, time.Now)})
	for _, m := range months {
		s.log.Info("the key of a month was destroyed: its backups open no more", "month", string(m))
	}
	return err
}
