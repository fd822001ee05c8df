package publication_test

import (
	"slices"
	"sync"
	"testing"

	"faro.example/registry/report"
	"faro.example/registry/report/publication"
	"faro.example/shared/day"
)

func monthly(on string) publication.Name {
	return publication.Name{Kind: report.Monthly, AsOf: day.Must(on)}
}

func TestADraftIsMadeWhenItIsDueAndOnce(t *testing.T) {
	w := newTown(t)
	s := report.Schedule{report.Monthly: 10, report.HalfYearly: 45}
	half := publication.Name{Kind: report.HalfYearly, AsOf: day.Must("2026-06-30")}
	for i, want := range [][]publication.Name{{october, half}, nil} {
		made, err := w.desk.Schedule(t.Context(), s)
		w.ok(err)
		if !slices.Equal(made, want) {
			t.Errorf("time %d: made %v, want %v", i+1, made, want)
		}
	}
	w.now = w.now.AddDate(0, 3, 0) // the registry was down for a season
	made, err := w.desk.Schedule(t.Context(), s)
	w.ok(err)
	if want := []publication.Name{monthly("2026-11-30"), monthly("2026-12-31"), monthly("2027-01-31")}; !slices.Equal(made, want) {
		t.Errorf("what was missed: %v, want %v", made, want)
	}
}

func TestSeveralRegistriesMakeOneDraft(t *testing.T) {
	w := newTown(t)
	var (
		wait sync.WaitGroup
		mu   sync.Mutex
		made []publication.Name
	)
	for range 6 {
		wait.Go(func() {
			got, err := w.desk.Schedule(t.Context(), report.Schedule{report.Monthly: 10})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			made = append(made, got...)
		})
	}
	wait.Wait()
	if !slices.Equal(made, []publication.Name{october}) {
		t.Errorf("made %v", made)
	}
}
