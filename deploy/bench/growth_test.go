package main

import (
	"math"
	"reflect"
	"testing"
	"time"
)

// What queueing theory knows in closed form, the simulation finds: of one processor
// with exponential times 95 in 100 are done within ln 20 / (1/service - rate), and
// what is more than the processors can do is left.
func TestTheSimulationFindsWhatTheoryKnows(t *testing.T) {
	one := []class{{"one", 80, .01}}
	took, waiting := simulate(one, 1, 2_000, 1)
	want := math.Log(20) / (1/one[0].Service - one[0].Rate) * 1000
	if got := spreadOf(took[0]).P95; math.Abs(got-want) > .1*want || waiting > 100 {
		t.Errorf("got a p95 of %.1f ms and %d waiting, want %.1f ms and hardly any", got, waiting, want)
	}
	again, _ := simulate(one, 1, 2_000, 1)
	if !reflect.DeepEqual(took, again) {
		t.Error("the same seed gives another outcome")
	}
	if two, _ := simulate(one, 2, 2_000, 1); spreadOf(two[0]).P95 >= spreadOf(took[0]).P95 {
		t.Error("a second processor makes nothing faster")
	}
	g := grow(one, 10, 2, 1)
	left := int((800 - 200) * simulated.Seconds())
	if g.Busy != 4 || g.Needed != int(math.Ceil(8/headroom)) || math.Abs(float64(g.Waiting-left)) > .05*float64(left) {
		t.Errorf("four times what they can do: got %+v, want %d left", g, left)
	}
	if g.P95[0] < float64(time.Minute.Milliseconds()) {
		t.Errorf("p95 is %.0f ms, though they never catch up", g.P95[0])
	}
}
