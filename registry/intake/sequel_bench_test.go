package intake_test

import (
	"sync"
	"syscall"
	"testing"
	"time"

	"faro.example/registry/intake/intaketest"
	"faro.example/shared/change"
	"faro.example/shared/institution"
	"faro.example/shared/minor"
	"faro.example/shared/movement"
)

// BenchmarkGoOn pushes full batches of which a third is about children who are
// new and two thirds are about children with a history of twenty records, and
// tells what each record takes of a processor in this process, the server's not
// counted.
func BenchmarkGoOn(b *testing.B) {
	const agents, children, batches = 4, 200, 4
	h := intaketest.New(b)
	records, spent := 0, time.Duration(0)
	for b.Loop() {
		b.StopTimer()
		var loads []load
		var wg sync.WaitGroup
		for range agents {
			past, next := newSequel(b, h, children, batches)
			wg.Go(func() { past.push(b, h.Intake) })
			loads = append(loads, next)
		}
		wg.Wait()
		b.StartTimer()
		before := processor(b)
		for _, l := range loads {
			records += l.records
			wg.Go(func() { l.push(b, h.Intake) })
		}
		wg.Wait()
		spent += processor(b) - before
	}
	b.ReportMetric(float64(spent.Microseconds())/float64(records), "µs/record")
	b.ReportMetric(float64(records)/float64(b.N), "records/op")
}

// processor gives what this process took of the processors.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// newSequel gives an installation's children their history, and what follows.
func newSequel(b *testing.B, h *intaketest.House, children, batches int) (past, next load) {
	b.Helper()
	by := h.Institution(institution.Municipality, "089017")
	a := h.Agent(institution.OfficeOf(h.Structure("089017")), institution.Office(by))
	elsewhere := h.Structure("089018")
	h.Exec(`INSERT INTO code_blocks (first, count, installation, given_at)
		SELECT nextval('code_block_numbers') * 500, 500, $1, now() FROM generate_series(1, 5)`, a.ID)
	var known []minor.ID
	lives := map[minor.ID][]change.Record{}
	var frames []change.Frame
	for range children {
		m := intaketest.Minor()
		lives[m] = life(a, m, by, elsewhere)
		known, frames = append(known, m), append(frames, intaketest.Frames(lives[m]...)...)
	}
	past = inBatches(a, frames)
	frames = nil
	for n := 0; len(frames) < batches*change.MaxBatch; n++ {
		frames = append(frames, intaketest.Frames(arrival(a, intaketest.Minor(), "2026-02-01")...)...)
		for range 8 {
			m := known[n%len(known)]
			n++
			var body change.Body = movement.AbsenceReported{From: place(a)}
			if at := place(a); n/len(known)%2 == 1 {
				body = movement.AbsenceEnded{At: &at}
			}
			rec := a.Write(m, "2026-02-02", body, intaketest.Seen(0, lives[m]...))
			lives[m] = append(lives[m], rec)
			frames = append(frames, intaketest.Frames(rec)...)
		}
	}
	return past, inBatches(a, frames[:batches*change.MaxBatch])
}

func inBatches(a *intaketest.Agent, frames []change.Frame) load {
	l := load{agent: a, records: len(frames)}
	for len(frames) > 0 {
		n := min(change.MaxBatch, len(frames))
		l.batches, frames = append(l.batches, frames[:n]), frames[n:]
	}
	return l
}
