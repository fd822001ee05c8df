package intake_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"faro.example/registry/intake"
	"faro.example/registry/intake/intaketest"
	"faro.example/shared/api"
	"faro.example/shared/change"
	"faro.example/shared/custody"
	"faro.example/shared/facility"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
	"faro.example/shared/placement"
)

// life is twenty records about one child: it comes, lives on, goes missing and
// back, and is sent elsewhere.
func life(a *intaketest.Agent, m minor.ID, by institution.ID, elsewhere facility.ID) []change.Record {
	out := append(arrival(a, m, "2026-01-09"),
		a.Write(m, "2026-01-10", minor.NoticeGiven{Text: "informativa-1", Language: "fr"}),
		a.Write(m, "2026-01-10", custody.Taken{By: by}, intaketest.For(institution.Office(by))))
	own, at := intaketest.Seen(0, out...), place(a)
	for d := 11; d < 20; d++ {
		out = append(out, a.Write(m, fmt.Sprintf("2026-01-%d", d), placement.Began{At: at}, own))
	}
	return append(out,
		a.Write(m, "2026-01-20", minor.IdentityStated{
			Source: minor.PhotoDocument, Cites: "AB1", Name: &minor.Name{Given: "Amadou", Family: "Bah"},
		}, own),
		a.Write(m, "2026-01-21", minor.IdentifierStated{Scheme: minor.SIM, Value: "123"}, own),
		a.Write(m, "2026-01-22", movement.AbsenceReported{From: at}, own),
		a.Write(m, "2026-01-24", movement.AbsenceEnded{At: &at}, own),
		a.Write(m, "2026-02-01", movement.Departed{From: at, To: facility.At(elsewhere)}, own))
}

// load is an installation with what it will push.
type load struct {
	agent   *intaketest.Agent
	batches [][]change.Frame
	records int
}

func newLoad(b *testing.B, h *intaketest.House, children, size int) load {
	b.Helper()
	by := h.Institution(institution.Municipality, "089017")
	a := h.Agent(institution.OfficeOf(h.Structure("089017")), institution.Office(by))
	elsewhere := h.Structure("089018")
	h.Exec(`INSERT INTO code_blocks (first, count, installation, given_at)
		SELECT nextval('code_block_numbers') * 500, 500, $1, now() FROM generate_series(1, $2)`, a.ID, children/500+1)
	var frames []change.Frame
	for range children {
		frames = append(frames, intaketest.Frames(life(a, intaketest.Minor(), by, elsewhere)...)...)
	}
	l := load{agent: a, records: len(frames)}
	for len(frames) > 0 {
		n := min(size, len(frames))
		l.batches, frames = append(l.batches, frames[:n]), frames[n:]
	}
	return l
}

func (l load) push(b *testing.B, in *intake.Intake) {
	for _, f := range l.batches {
		reply, err := in.Take(b.Context(), l.agent.Caller(), intake.Batch{Frames: f})
		if err != nil || len(reply.Receipts) != len(f) {
			b.Errorf("got %d receipts for %d records, %v", len(reply.Receipts), len(f), err)
			return
		}
		for _, r := range reply.Receipts {
			if r.Verdict != api.Taken {
				b.Errorf("got %s %s", r.Verdict, r.Reason)
				return
			}
		}
	}
}

// BenchmarkTake pushes records as agents do, without the line between, and
// tells how many are taken in a second: full batches, and single records whose
// pushes are joined.
func BenchmarkTake(b *testing.B) {
	for _, c := range []struct {
		name                   string
		agents, children, size int
	}{
		{"batches of 500", 4, 600, change.MaxBatch},
		{"single records", 50, 3, 1},
	} {
		b.Run(c.name, func(b *testing.B) {
			h := intaketest.New(b)
			records, spent := 0, time.Duration(0)
			for b.Loop() {
				b.StopTimer()
				var loads []load
				for range c.agents {
					loads = append(loads, newLoad(b, h, c.children, c.size))
				}
				b.StartTimer()
				begun := time.Now()
				var wg sync.WaitGroup
				for _, l := range loads {
					records += l.records
					wg.Go(func() { l.push(b, h.Intake) })
				}
				wg.Wait()
				spent += time.Since(begun)
			}
			b.ReportMetric(float64(records)/spent.Seconds(), "records/s")
		})
	}
}
