package main

import (
	"math"
	"testing"
	"time"
)

// series makes n samples, one a second.
func series(n int, value func(k float64) float64) []sample {
	var out []sample
	for k := range n {
		out = append(out, sample{time.Duration(k) * time.Second, value(float64(k))})
	}
	return out
}

func TestGrowthThatDoesNotStopIsTold(t *testing.T) {
	saw := func(k float64) float64 { return math.Mod(k, 7) * 20 } // garbage, or dead rows until they are removed
	for name, c := range map[string]struct {
		value func(k float64) float64
		grows bool
	}{
		"the same all the time":              {func(float64) float64 { return 100 }, false},
		"up and down":                        {func(k float64) float64 { return 100 + saw(k) }, false},
		"a leak":                             {func(k float64) float64 { return 100 + k }, true},
		"a leak below garbage":               {func(k float64) float64 { return 100 + k + saw(k) }, true},
		"a leak that gets worse":             {func(k float64) float64 { return 100 + k*k/100 }, true},
		"less than is allowed":               {func(k float64) float64 { return 100 + k/20 }, false},
		"a cache that fills, then is full":   {func(k float64) float64 { return 100 + 2*math.Min(k, 90) }, false},
		"a cache that fills slower, slower":  {func(k float64) float64 { return 100 + 200*(1-math.Exp(-k/20)) }, false},
		"what shrinks":                       {func(k float64) float64 { return 500 - k }, false},
		"one jump, as when a pool is opened": {func(k float64) float64 { return 100 + 50*math.Floor(math.Min(k, 120)/120) }, false},
		"a few samples far off":              {func(k float64) float64 { return 100 + 900*math.Floor(math.Mod(k, 20)/19) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := judge(series(180, c.value), 20); got.Grows != c.grows {
				t.Errorf("got %+v, want grows %v", got, c.grows)
			}
		})
	}
}

func TestASlopeIsTheMiddleOfAll(t *testing.T) {
	got := judge(series(180, func(k float64) float64 {
		if k == 100 {
			return 1e9
		}
		return 50 + k
	}), 10)
	if math.Abs(got.Slope-3600) > 1 {
		t.Errorf("a figure that grows by one a second has a slope of %.0f an hour, want 3600", got.Slope)
	}
}

func TestAFewSamplesAreNotJudged(t *testing.T) {
	if got := judge(series(12, func(k float64) float64 { return 1000 * k }), 1); got.Grows {
		t.Errorf("got %+v of 12 samples, of which a third do not count", got)
	}
}
