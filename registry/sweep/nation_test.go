package sweep_test

import (
	"context"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"faro.example/registry/likeness"
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

// propose notes that two may be one child, as something noted long ago.
func (w *world) propose(a, b minor.ID) {
	w.t.Helper()
	w.Exec(`INSERT INTO candidates (low, high, probability, reasons, stated, missing, likely, judged, found, found_at)
		VALUES (least($1::uuid, $2::uuid), greatest($1::uuid, $2::uuid), .9, '[]', false, false, true, 0, 0, now())`, a, b)
}

func TestWhatASweepDoesNotFindAgainIsNoCandidateAnyMore(t *testing.T) {
	w := newWorld(t)
	a := w.centre("082053")
	w.others(a)
	first, again := w.child(a, "Mohamed Lamine", "Diallo", "2009-05-12"), w.child(a, "Mohamed Lamine", "Dialo", "2009-05-12")
	one, other := w.child(a, "Tesfay", "Gebremedhin", "2010-02-11"), w.child(a, "Ahmed", "Hassan", "2007-09-30")
	w.catchUp()
	w.propose(one, other)
	w.propose(one, first)
	out, err := w.sweep.Nation(t.Context(), nil)
	if err != nil || out.Gone != 2 || w.state(one, other) != "gone" || w.state(one, first) != "gone" || w.state(first, again) != "open" {
		t.Errorf("got %+v, %v: %s, %s and %s", out, err, w.state(one, other), w.state(one, first), w.state(first, again))
	}
	if got := w.alike(a, one); len(got) != 0 {
		t.Errorf("the place is still told %v", got)
	}
}

// What is said while a sweep is under way is for who follows the ledger: the
// sweep has read what was said before.
func TestASweepWritesNothingOfWhomMoreWasSaidMeanwhile(t *testing.T) {
	w := newWorld(t)
	a := w.centre("082053")
	w.others(a)
	first, again := w.child(a, "Mohamed Lamine", "Diallo", "2009-05-12"), w.child(a, "Mohamed Lamine", "Dialo", "2009-05-12")
	one := w.child(a, "Tesfay", "Gebremedhin", "2010-02-11")
	w.propose(one, first)
	said := false
	if _, err := w.sweep.Nation(t.Context(), func(at sweep.Stage, done, total int) {
		if at == sweep.Looking && !said {
			said = true
			a.Taken(a.Write(first, "2026-03-05", minor.IdentityAlias{Name: minor.Name{Given: "Lamine", Family: "Diallo"}, Source: minor.OwnWord}))
		}
	}); err != nil {
		t.Fatal(err)
	}
	if got := []string{w.state(first, again), w.state(one, first)}; !said || got[0] != "" || got[1] != "open" {
		t.Errorf("the sweep wrote of whom more was said: %v", got)
	}
	w.catchUp()
	if got := []string{w.state(first, again), w.state(one, first)}; got[0] != "open" || got[1] != "gone" {
		t.Errorf("who follows the ledger: %v", got)
	}
}

func TestPairsBelowWhatIsWorthATimeAreKept(t *testing.T) {
	w := newWorld(t)
	a := w.centre("082053")
	w.others(a)
	first, again := w.child(a, "Mohamed Lamine", "Diallo", "2009-05-12"), w.child(a, "Mohamed Lamine", "Dialo", "2009-05-12")
	if _, err := w.sweep.Nation(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	likely := func() (yes bool) {
		w.Scan(&yes, `SELECT likely FROM candidates WHERE state = 'open' AND $1 IN (low, high) AND $2 IN (low, high)`, first, again)
		return yes
	}
	if !likely() {
		t.Fatal("not likely: the test proves nothing")
	}
	var p float64
	w.Scan(&p, `SELECT probability FROM candidates WHERE state = 'open'`)
	w.Exec(`INSERT INTO match_models (learnt_at, records, threshold, sealed, sealed_by)
		SELECT learnt_at, records, ($1::float8 + 1) / 2, sealed, sealed_by FROM match_models`, p)
	a.Taken(a.Write(again, "2026-03-05", minor.DocumentAdded{Type: "passport", Number: "AA17"}))
	w.catchUp()
	if likely() || w.state(first, again) != "open" {
		t.Error("it is as likely as before under a model that wants more")
	}
	if got := w.alike(a, first); len(got) != 0 {
		t.Errorf("the place is told %v, of whom it is not worth its time", got)
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

// BenchmarkLook tells how long it takes from a registration until it is known with
// whom the child may be one, among a nation's children: one comes at a time, each
// after the last. What agreements are worth was learnt of that nation before;
// nothing is known of crowds.
func BenchmarkLook(b *testing.B) {
	n := 1_000_000
	if testing.Short() {
		n = 50_000
	}
	w := newWorld(b)
	a := w.centre("082053")
	w.catchUp()
	nation, _ := w.nation(n)
	n = len(nation.Cards)
	if err := w.sweep.Learn(b.Context()); err != nil {
		b.Fatal(err)
	}
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

// nation makes as many children, of whom every twentieth is there twice, written
// otherwise: double k is child 20 k.
func (w *world) nation(n int) (*likenesstest.Nation, []minor.ID) {
	w.t.Helper()
	nation := likenesstest.Fill(w.t, w.DB.Admin(), w.Sealer, n-n/20)
	again := make([]likeness.Card, n/20)
	for i := range again {
		again[i] = likenesstest.Again(nation.Cards[20*i%len(nation.Cards)])
	}
	return nation, likenesstest.Add(w.t, w.DB.Admin(), w.Sealer, again...)
}

// BenchmarkNation sweeps a nation, of whom every twentieth child is there twice,
// written otherwise; and tells what each stage took, how much memory was used at
// most, and the floor: reading all cards, without looking at them.
func BenchmarkNation(b *testing.B) {
	n := 200_000
	if testing.Short() {
		n = 20_000
	}
	w := newWorld(b)
	nation, doubles := w.nation(n)
	for b.Loop() {
		begun := time.Now()
		at := map[sweep.Stage]time.Duration{}
		if _, err := w.sweep.Nation(b.Context(), func(stage sweep.Stage, _, _ int) { at[stage] = time.Since(begun) }); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(at[sweep.Learning].Seconds(), "learnt-s")
		b.ReportMetric((at[sweep.Reading] - at[sweep.Learning]).Seconds(), "read-s")
		b.ReportMetric((at[sweep.Looking] - at[sweep.Reading]).Seconds(), "looked-s")
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	b.ReportMetric(float64(mem.Sys>>20), "MiB")
	found := 0
	for i, m := range doubles {
		if w.state(nation.Minors[20*i%len(nation.Minors)], m) == "open" {
			found++
		}
	}
	b.ReportMetric(float64(found)/float64(len(doubles)), "found")
	var likely, open int
	w.Scan(&likely, `SELECT count(*) FROM candidates WHERE state = 'open' AND likely`)
	w.Scan(&open, `SELECT count(*) FROM candidates WHERE state = 'open'`)
	b.ReportMetric(float64(likely), "likely")
	b.ReportMetric(float64(open), "open")
	begun := time.Now()
	if _, err := w.DB.As("faro_match").Exec(b.Context(), `SELECT minor, card FROM match_keys ORDER BY minor`); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(time.Since(begun).Seconds(), "floor-s")
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
