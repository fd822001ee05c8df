package intake_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// life is twenty records about one child, in three pushes' time.
func life(a *intaketest.Agent, m minor.ID, by institution.ID, elsewhere facility.ID) [][]change.Record {
	at := facility.At(facility.ID(a.Office))
	first := append(arrival(a, m, "2026-01-09"),
		a.Write(m, "2026-01-10", minor.NoticeGiven{Text: "informativa-1", Language: "fr"}),
		a.Write(m, "2026-01-10", custody.Taken{By: by}, intaketest.For(institution.Office(by))))
	own := intaketest.Seen(0, first...)
	var rest []change.Record
	for d := 11; d < 20; d++ {
		rest = append(rest, a.Write(m, fmt.Sprintf("2026-01-%d", d), placement.Began{At: at}, own))
	}
	rest = append(rest,
		a.Write(m, "2026-01-20", minor.IdentityStated{Source: minor.PhotoDocument, Cites: "AB1",
			Name: &minor.Name{Given: "Amadou", Family: "Bah"}}, own),
		a.Write(m, "2026-01-21", minor.IdentifierStated{Scheme: minor.SIM, Value: "123"}, own),
		a.Write(m, "2026-01-22", movement.AbsenceReported{From: at}, own),
		a.Write(m, "2026-01-24", movement.AbsenceEnded{At: &at}, own))
	return [][]change.Record{first, rest[:7], append(rest[7:], a.Write(m, "2026-02-01", movement.Departed{From: at, To: facility.At(elsewhere)}, own))}
}

// batches writes lives of children in batches of 500 records, in the order of the numbers.
func batches(b *testing.B, h *intaketest.House, children int) (*intaketest.Agent, [][]change.Frame) {
	b.Helper()
	by := h.Institution(institution.Municipality, "089017")
	a := h.Agent(institution.OfficeOf(h.Structure("089017")), institution.Office(by))
	elsewhere := h.Structure("089018")
	h.Exec(`INSERT INTO code_blocks (first, count, installation, given_at) SELECT nextval('code_block_numbers') * 500, 500, $1, now()
		FROM generate_series(1, $2)`, a.ID, children/500+1)
	var stages [3][]minor.ID
	for range children {
		stages[0] = append(stages[0], intaketest.Minor())
	}
	_ = stages
	var frames []change.Frame
	// Sixty children at a time: arrive, live on, leave.
	for len(stages[0]) > 0 {
		n := min(60, len(stages[0]))
		group := stages[0][:n]
		stages[0] = stages[0][n:]
		frames = append(frames, groupFrames(a, group, by, elsewhere)...)
	}
	var out [][]change.Frame
	for len(frames) > 0 {
		n := min(change.MaxBatch, len(frames))
		out = append(out, frames[:n])
		frames = frames[n:]
	}
	return a, out
}

func groupFrames(a *intaketest.Agent, group []minor.ID, by institution.ID, elsewhere facility.ID) []change.Frame {
	var lives [][][]change.Record
	for _, m := range group {
		lives = append(lives, life(a, m, by, elsewhere))
	}
	return intaketest.Frames(flatten(lives)...)
}

func flatten(lives [][][]change.Record) []change.Record {
	var out []change.Record
	for _, l := range lives {
		for _, s := range l {
			out = append(out, s...)
		}
	}
	return out
}

func BenchmarkTake(b *testing.B) {
	for _, size := range []int{500} {
		b.Run(fmt.Sprintf("batches of %d", size), func(b *testing.B) {
			h := intaketest.New(b)
			const agents, children = 4, 1200
			type load struct {
				a      *intaketest.Agent
				frames [][]change.Frame
			}
			var loads []load
			for range agents {
				a, f := batches(b, h, children)
				loads = append(loads, load{a, f})
			}
			b.ResetTimer()
			begun, n := time.Now(), 0
			var wg sync.WaitGroup
			for _, l := range loads {
				for _, f := range l.frames {
					n += len(f)
				}
				wg.Go(func() {
					for _, f := range l.frames {
						reply, err := h.Intake.Take(b.Context(), l.a.Caller(), intake.Batch{Frames: f})
						if err != nil || len(reply.Receipts) != len(f) {
							b.Errorf("got %d receipts, %v", len(reply.Receipts), err)
							return
						}
						for _, r := range reply.Receipts {
							if r.Verdict != "taken" {
								b.Errorf("%+v", r)
								return
							}
						}
					}
				})
			}
			wg.Wait()
			b.ReportMetric(float64(n)/time.Since(begun).Seconds(), "records/s")
		})
	}
}
