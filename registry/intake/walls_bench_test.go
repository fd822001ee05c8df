package intake_test

import (
	"testing"
	"time"

	"faro.example/registry/intake/intaketest"
	"faro.example/registry/judge"
	"faro.example/shared/access"
	"faro.example/shared/api"
	"faro.example/shared/casefile"
	"faro.example/shared/change"
	"faro.example/shared/facility"
	"faro.example/shared/minor"
)

// BenchmarkWalls tells what a push of 500 records costs as a ratio to the same
// without walls: without row-level security, by a pool that no policy binds; and
// without the judging of each record, whose time is measured on the same records
// and taken off. A push leaves no line in the record of access: the ledger is
// the record of writes. The server of the tests does not wait for its disk, so
// in production the ratios are lower.
func BenchmarkWalls(b *testing.B) {
	h := intaketest.New(b)
	unbound := h.Config
	unbound.Pool = h.DB.Admin()
	bare := h.Run(unbound)
	var walled, open, judged time.Duration
	var records, n int
	for b.Loop() {
		b.StopTimer()
		loads := [2]load{newLoad(b, h, change.MaxBatch/20, change.MaxBatch), newLoad(b, h, change.MaxBatch/20, change.MaxBatch)}
		b.StartTimer()
		for i := range loads {
			i = (i + n) % 2 // each first as often as the other
			in, took := h.Intake, &walled
			if i == 1 {
				in, took = bare, &open
			}
			begun := time.Now()
			loads[i].push(b, in)
			*took += time.Since(begun)
		}
		b.StopTimer()
		records += loads[0].records
		judged += judging(b, h, loads[0])
		n++
		b.StartTimer()
	}
	b.ReportMetric(float64(records)/float64(n), "records/push")
	b.ReportMetric(float64(walled.Microseconds())/float64(n), "push-µs")
	b.ReportMetric(walled.Seconds()/open.Seconds(), "rls/bare")
	b.ReportMetric(walled.Seconds()/(walled-judged).Seconds(), "policy/bare")
}

// judging tells how long it takes to judge the records of a load, one after the
// other, each upon those before it.
func judging(b *testing.B, h *intaketest.House, l load) time.Duration {
	b.Helper()
	bench := &judge.Bench{
		Today: h.Today(), Epoch: 1, Epochs: []change.Epoch{{Number: 1}}, Registry: h.Registry.ID,
		Listed: func(facility.ID) bool { return true },
	}
	by := &judge.Installation{ID: l.agent.ID, Line: map[change.AgentID]uint64{l.agent.ID: 0}, Given: l.agent.Blocks}
	by.Given = append(by.Given, minor.Block{First: 0, Count: minor.MaxSerial})
	subjects := map[minor.ID]*judge.Subject{}
	folded := map[minor.ID]*casefile.File{}
	var took time.Duration
	for _, frames := range l.batches {
		for _, f := range frames {
			r, err := change.Decode(f.Data)
			if err != nil {
				b.Fatal(err)
			}
			s := subjects[r.Minor]
			if s == nil {
				s = &judge.Subject{Fold: func() *casefile.File { return folded[r.Minor] }}
				subjects[r.Minor] = s
			}
			role := access.Municipality
			if r.Structure == l.agent.Office {
				role = access.Centre
			}
			c := judge.Case{Record: &r, By: by, At: &judge.Office{Structure: role == access.Centre, Role: role}, Operator: true, Subject: s}
			begun := time.Now()
			v, err := bench.Judge(b.Context(), c)
			took += time.Since(begun)
			if err != nil || v.Refusal != nil {
				b.Fatalf("%s: got %v, %v, want it %s", r.Kind, v.Refusal, err, api.Taken)
			}
			s.Entries = append(s.Entries, change.Placed{Record: r, Position: uint64(len(s.Entries) + 1), Standing: v.Standing})
			file := casefile.Fold(r.Minor, s.Entries)
			folded[r.Minor] = &file
		}
	}
	return took
}
