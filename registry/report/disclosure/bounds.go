package disclosure

import "math"

// unbounded is more children than there are.
const unbounded = math.MaxInt32

// creeping is how often a count may be narrowed before two knowings are taken to
// contradict each other: such bounds follow one another upwards by single
// children, as far as there are numbers. Arbitrary.
const creeping = 500

// tighten narrows what is known of every count by what adds up, until nothing
// moves: by lines over all tables, and by flows within each table of two
// dimensions.
func (s *system) tighten() {
	s.narrowLines()
	for moved := true; moved && s.broken < 0; {
		moved = false
		for i := range s.tables {
			if s.tables[i].cols > 0 && s.tables[i].narrow(s) {
				moved = true
			}
		}
		if moved {
			s.narrowLines()
		}
	}
}

// narrowLines bounds each count of a line by the bounds of the others.
func (s *system) narrowLines() {
	if s.moves == nil {
		s.moves = make([]int, len(s.counts))
	}
	queued := make([]bool, len(s.lines))
	queue := make([]int, len(s.lines))
	for i := range s.lines {
		queue[i], queued[i] = i, true
	}
	for len(queue) > 0 && s.broken < 0 {
		i := queue[0]
		queue, queued[i] = queue[1:], false
		for _, c := range s.narrowLine(i) {
			for _, l := range s.counts[c].lines {
				if !queued[l] {
					queue, queued[l] = append(queue, l), true
				}
			}
		}
	}
}

// narrowLine gives the counts of which more is known than before.
func (s *system) narrowLine(i int) (narrowed []int) {
	l := &s.lines[i]
	low, high, endless := 0, 0, 0 // of the sum of all; how many have no upper bound of use
	for k, c := range l.counts {
		a, b := s.signed(c, l.signs[k])
		low, high = low+a, high+b
		if s.counts[c].high == unbounded {
			endless++
		}
	}
	for k, c := range l.counts {
		a, b := s.signed(c, l.signs[k])
		at := &s.counts[c]
		// The others sum to between low-a and high-b, so this one lies between -(high-b) and -(low-a).
		from, to := -(high - b), -(low - a)
		if l.signs[k] < 0 {
			from, to = -to, -from
		}
		if others := endless - one(at.high == unbounded); others > 0 {
			// An endless one pulls its own side only: added ones raise high, those taken away lower low.
			from, to = s.despiteEndless(l, k, from, to)
		}
		if from > at.low || to < at.high {
			at.low, at.high = max(at.low, from), min(at.high, to)
			if at.low > at.high {
				s.broken = i
				return nil
			}
			if s.moves[c]++; s.moves[c] > creeping && s.older(i) > 0 {
				s.broken = i
				return nil
			}
			narrowed = append(narrowed, c)
		}
	}
	return narrowed
}

// despiteEndless drops the bounds that rest on counts without an upper bound.
func (s *system) despiteEndless(l *line, k, from, to int) (int, int) {
	for m, c := range l.counts {
		if m == k || s.counts[c].high != unbounded {
			continue
		}
		if l.signs[m] == l.signs[k] {
			from = 0
		} else {
			to = unbounded
		}
	}
	return from, to
}

func (s *system) signed(c, sign int) (low, high int) {
	if sign < 0 {
		return -s.counts[c].high, -s.counts[c].low
	}
	return s.counts[c].low, s.counts[c].high
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}
