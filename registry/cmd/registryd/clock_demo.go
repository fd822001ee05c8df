//go:build demo

package main

import (
	"io"
	"net/http"
	"time"

	"faro.example/registry/assembly"
	"faro.example/registry/projection"
	"faro.example/shared/day"
)

// addClock lets whoever reaches the metrics set the clock that stamps commits,
// so that years which are past can be loaded as they were lived; an empty body
// brings it back to the present. It answers once that holds for every record
// that is pushed afterwards.
func (s *server) addClock(mux *http.ServeMux) {
	mux.HandleFunc("PUT /demo/clock", func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(io.LimitReader(r.Body, 64))
		var at time.Time
		if err == nil && len(text) > 0 {
			at, err = time.Parse(time.RFC3339, string(text))
		}
		if err != nil {
			http.Error(w, "not an instant: write it as 2024-03-31T12:00:00Z", http.StatusBadRequest)
			return
		}
		if err := s.simulate(r, at); err != nil {
			s.log.Error("could not set the clock", "error", err)
			http.Error(w, "the clock could not be set: the log says why", http.StatusInternalServerError)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// simulate sets the clock, once open stays are carried as they would have been
// by then: a census of that month, as known then, rests on it.
func (s *server) simulate(r *http.Request, at time.Time) error {
	now := at
	if at.IsZero() {
		now = time.Now()
	}
	if day.FromTime(now).Month() != day.FromTime(s.reg.Intake.Now()).Month() {
		if _, err := projection.Carry(r.Context(), s.reg.Pools.Intake, day.FromTime(now)); err != nil {
			return err
		}
	}
	return assembly.SimulateClock(s.cfg.State, at)
}
