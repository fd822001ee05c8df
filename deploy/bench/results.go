package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"faro.example/deploy/scene"
)

// results is all that was measured; it is written after each part, so that
// what was ended can go on.
type results struct {
	Sizes   sizes         `json:"sizes"`
	Machine machine       `json:"machine"`
	Server  settings      `json:"server"`
	Fill    *fill         `json:"fill,omitempty"`
	Ingest  []ingest      `json:"ingest,omitempty"`
	LookUps []asked       `json:"lookups,omitempty"`
	Latency *latency      `json:"latency,omitempty"`
	Rebuild *rebuilt      `json:"rebuild,omitempty"`
	Scene   *scene.Result `json:"scene,omitempty"`
	System  system        `json:"system"`

	file string
}

// openResults reads what was measured before, or begins anew.
func openResults(file string, size sizes) (*results, error) {
	r := &results{Sizes: size, file: file}
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, r); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if r.Sizes != size {
		return nil, fmt.Errorf("%s is of other sizes (%s): give --fresh to forget them, or another --dir", file, r.Sizes.Name)
	}
	return r, nil
}

func (r *results) save() error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	next := r.file + ".next"
	if err := os.WriteFile(next, append(b, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(next, r.file)
}

// runs gives the runs of a way of pushing.
func (r *results) runs(agents, batch int) []ingest {
	var out []ingest
	for _, i := range r.Ingest {
		if i.Agents == agents && i.Batch == batch {
			out = append(out, i)
		}
	}
	return out
}

// spread is how long something took, in milliseconds.
type spread struct {
	N   int     `json:"n"`
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
	P99 float64 `json:"p99_ms"`
	Max float64 `json:"max_ms"`
}

func spreadOf(took []time.Duration) spread {
	if len(took) == 0 {
		return spread{}
	}
	sorted := sortedCopy(took)
	at := func(q float64) float64 { return milliseconds(sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]) }
	return spread{N: len(sorted), P50: at(.50), P95: at(.95), P99: at(.99), Max: milliseconds(sorted[len(sorted)-1])}
}

func (s spread) String() string {
	return fmt.Sprintf("p50 %.1f ms, p95 %.1f ms, p99 %.1f ms, longest %.1f ms (%d)", s.P50, s.P95, s.P99, s.Max, s.N)
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
