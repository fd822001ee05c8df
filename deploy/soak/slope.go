package main

import (
	"math"
	"slices"
	"time"
)

// sample is one figure at one moment.
type sample struct {
	At    time.Duration `json:"at"` // since the load began
	Value float64       `json:"value"`
}

// verdict is what a series of samples says.
type verdict struct {
	Start float64 `json:"start"` // low of the first window that counts
	End   float64 `json:"end"`   // low of the last one
	Slope float64 `json:"slope"` // an hour, the middle of all slopes between two samples
	Grows bool    `json:"grows"`
}

const (
	// warmUp is the share of a run that is not judged: caches fill, connections are
	// opened, each statement is prepared for the first time.
	warmUp = 1.0 / 3
	// least is how many samples a judgement needs.
	least = 12
	// going is the share of the first window's growth that the next must at least
	// have for the growth not to be one that stops.
	going = 0.5
)

// judge says whether a series shows growth that does not stop. The first third
// is left out; the rest is cut in three windows, each stood for by its low (the
// lower quartile: what is held after garbage was collected and dead rows were
// removed, since both go up and down like a saw). It grows if the low rises from
// window to window, by more than allowed in all, and no slower at the end:
// what fills up and stops (a cache, a pool) adds less in each window than in
// the one before, what leaks adds as much.
func judge(all []sample, allowed float64) verdict {
	counted := all[int(float64(len(all))*warmUp):]
	if len(counted) < least {
		return verdict{}
	}
	n := len(counted)
	var lows [3]float64
	for k := range lows {
		lows[k] = low(counted[k*n/3 : (k+1)*n/3])
	}
	first, second := lows[1]-lows[0], lows[2]-lows[1]
	v := verdict{Start: lows[0], End: lows[2], Slope: slope(counted)}
	v.Grows = first > 0 && second >= going*first && lows[2]-lows[0] > allowed
	return v
}

// low gives the lower quartile.
func low(of []sample) float64 {
	var values []float64
	for _, s := range of {
		values = append(values, s.Value)
	}
	slices.Sort(values)
	return values[len(values)/4]
}

// slope gives the growth in an hour: the middle of the slopes between all pairs
// (Theil and Sen), which a few samples far off do not move.
func slope(of []sample) float64 {
	var slopes []float64
	for i, a := range of {
		for _, b := range of[i+1:] {
			if d := (b.At - a.At).Hours(); d > 0 {
				slopes = append(slopes, (b.Value-a.Value)/d)
			}
		}
	}
	if len(slopes) == 0 {
		return math.NaN()
	}
	slices.Sort(slopes)
	return slopes[len(slopes)/2]
}
