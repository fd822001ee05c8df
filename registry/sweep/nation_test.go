package sweep_test

import (
	"context"
	"math/rand/v2"
	"testing"
	"time"

	"faro.example/registry/likeness/likenesstest"
	"faro.example/registry/pg"
	"faro.example/registry/sweep"
	"faro.example/shared/fault"
	"faro.example/shared/minor"
)

func TestASweepThatIsInterruptedGoesOnAndLearnsFromAll(t *testing.T) {
	w := newWorld(t)
	a := w.centre("082053")
	first, again := w.child(a, "Mohamed Lamine", "Diallo", "2009-05-12"), w.child(a, "Mohamed Lamine", "Dialo", "2009-05-12")
	const step = 100
	likenesstest.Fill(t, w.DB.Admin(), w.Sealer, 2*step)
	const children = 2*step + 2
	w.sweep.InSteps(step)
	ctx, stop := context.WithCancel(t.Context())
	learnt := false
	out, err := w.sweep.Nation(ctx, func(at sweep.Stage, done, total int) {
		learnt = learnt || at == sweep.Learning
		if at == sweep.Looking && done > 0 {
			stop()
		}
		if _, err := w.another().Nation(t.Context(), nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("a second sweep beside it: got %v, want a conflict", err)
		}
	})
	if err == nil || !learnt || out.Children != step {
		t.Fatalf("interrupted: got %+v, learnt %v, %v", out, learnt, err)
	}
	var done int
	w.Scan(&done, `SELECT done FROM sweeps WHERE ended_at IS NULL AND model IS NOT NULL`)
	if done != out.Children {
		t.Errorf("noted %d children, want %d", done, out.Children)
	}
	var from int
	out, err = w.another().InSteps(step).Nation(t.Context(), func(at sweep.Stage, done, total int) {
		if at == sweep.Learning || total != children {
			t.Errorf("%s %d of %d: it begins anew", at, done, total)
		}
		if from == 0 && at == sweep.Looking {
			from = done
		}
	})
	if err != nil || !out.Continued || from != step || out.Children != children {
		t.Errorf("gone on from %d: got %+v, %v", from, out, err)
	}
	if got := w.state(first, again); got != "open" {
		t.Errorf("the same child twice: got %q, want it open", got)
	}
	var open, records int
	w.Scan(&open, `SELECT count(*) FROM sweeps WHERE ended_at IS NULL`)
	w.Scan(&records, `SELECT records FROM match_models`)
	if open != 0 || records != children {
		t.Errorf("%d sweeps are open, and one model was learnt from %d children", open, records)
	}
	if out, err := w.sweep.Nation(t.Context(), nil); err != nil || out.Continued || out.Found != 0 {
		t.Errorf("a sweep anew: got %+v, %v; want nothing new", out, err)
	}
}

// What is learnt knows which names are frequent: it lies sealed.
func TestWhatIsLearntLiesSealed(t *testing.T) {
	w := newWorld(t)
	a := w.centre("082053")
	for range 4 {
		w.child(a, "Xyzzyxim", "Qqzxy", "2009-05-12")
	}
	if _, err := w.sweep.Nation(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	var shows bool
	w.Scan(&shows, `SELECT position('yzzyxi'::bytea IN sealed) > 0 OR position('qqzxy'::bytea IN sealed) > 0 FROM match_models`)
	if shows {
		t.Error("the names can be read")
	}
	w.catchUp() // reads it
}

// BenchmarkLook tells how long it takes to look for whom a child may be the same
// as, among a nation's children: one comes at a time, each after the last. The
// first model and what it knows of crowds is as after a sweep's beginning.
func BenchmarkLook(b *testing.B) {
	n := 1_000_000
	if testing.Short() {
		n = 50_000
	}
	w := newWorld(b)
	a := w.centre("082053")
	w.catchUp()
	nation := likenesstest.Fill(b, w.DB.Admin(), w.Sealer, n)
	d := rand.New(rand.NewPCG(3, 4))
	var took []time.Duration
	found := 0
	for b.Loop() {
		b.StopTimer()
		c := nation.Cards[d.IntN(n)]
		begun := time.Now()
		m := w.child(a, c.Names[0].Family, minor.Text(c.Names[0].Given.Reveal()+"e"), c.Births[0].Date.String())
		b.StartTimer()
		w.catchUp()
		took = append(took, time.Since(begun))
		var some bool
		w.Scan(&some, `SELECT EXISTS (SELECT FROM candidates WHERE low = $1 OR high = $1)`, m)
		if some {
			found++
		}
	}
	report(b, took, found)
	floor(b, w, nation)
}

// BenchmarkNation sweeps a nation.
func BenchmarkNation(b *testing.B) {
	n := 200_000
	if testing.Short() {
		n = 20_000
	}
	w := newWorld(b)
	likenesstest.Fill(b, w.DB.Admin(), w.Sealer, n)
	var learnt, looked time.Duration
	for b.Loop() {
		begun := time.Now()
		first := true
		if _, err := w.sweep.Nation(b.Context(), func(at sweep.Stage, _, _ int) {
			if first && at == sweep.Looking {
				first, learnt = false, time.Since(begun)
			}
		}); err != nil {
			b.Fatal(err)
		}
		looked = time.Since(begun) - learnt
	}
	b.ReportMetric(learnt.Seconds(), "learnt-s")
	b.ReportMetric(float64(n)/looked.Seconds(), "looked/s")
}

// floor tells how long it takes to read one child.
func floor(b *testing.B, w *world, nation *likenesstest.Nation) {
	b.Helper()
	var took []time.Duration
	d := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		begun := time.Now()
		var card []byte
		if err := w.DB.As("faro_match").QueryRow(b.Context(), `SELECT card FROM match_keys WHERE minor = $1`, nation.Minors[d.IntN(len(nation.Minors))]).Scan(&card); err != nil {
			b.Fatal(pg.Fault(err))
		}
		took = append(took, time.Since(begun))
	}
	b.ReportMetric(ms(took, 95), "floor-p95-ms")
}
