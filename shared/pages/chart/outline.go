package chart

import (
	"errors"
	"strings"
)

// point is a place on the map, in tenths of its units: whole numbers, so that
// every machine draws the same bytes.
type point struct{ x, y int }

const (
	tenth   = 10
	coarse  = 11 // tenths that an edge may run off: less than a line is wide
	speck   = 30 // tenths: an island smaller than that is not drawn
	decimal = 100_000
)

var errPath = errors.New("not a path of lines")

// simplify gives the edges of a path of relative lines with as few points as the
// eye needs.
func simplify(d string) (string, error) {
	var out strings.Builder
	all, err := rings(d)
	if err != nil {
		return "", err
	}
	for _, ring := range all {
		if tiny(ring) {
			continue
		}
		half := len(ring) / 2 // a ring has no ends: it is thinned in two halves
		thin := append(thinned(ring[:half+1]), thinned(ring[half:])[1:]...)
		var at point
		for i, p := range thin {
			now := point{(p.x + tenth/2) / tenth, (p.y + tenth/2) / tenth}
			switch {
			case i == 0:
				out.WriteString("M" + itoa(now.x) + " " + itoa(now.y) + "l")
			case now == at:
				continue
			default:
				if i > 1 {
					out.WriteByte(' ')
				}
				out.WriteString(itoa(now.x-at.x) + " " + itoa(now.y-at.y))
			}
			at = now
		}
		out.WriteByte('z')
	}
	return out.String(), nil
}

// rings reads the closed lines of a path that has relative moves only.
func rings(d string) ([][]point, error) {
	var out [][]point
	var ring []point
	x, y := 0, 0
	shut := func() {
		if len(ring) > 0 {
			out = append(out, ring)
			x, y = ring[0].x*(decimal/tenth), ring[0].y*(decimal/tenth)
		}
		ring = nil
	}
	for _, word := range strings.Fields(d) {
		switch word {
		case "m":
			continue
		case "z":
			shut()
			continue
		}
		dx, dy, ok := strings.Cut(word, ",")
		a, errA := parse(dx)
		b, errB := parse(dy)
		if !ok || errA != nil || errB != nil {
			return nil, errPath
		}
		x, y = x+a, y+b
		ring = append(ring, point{x / (decimal / tenth), y / (decimal / tenth)})
	}
	shut()
	return out, nil
}

// parse reads a decimal number as hundred-thousandths; what is finer is left out.
func parse(s string) (int, error) {
	sign := 1
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		sign, s = -1, rest
	}
	whole, part, _ := strings.Cut(s, ".")
	n := 0
	for _, r := range part {
		if r < '0' || r > '9' {
			return 0, errPath
		}
	}
	for _, r := range whole + (part + "00000")[:5] {
		if r < '0' || r > '9' {
			return 0, errPath
		}
		n = n*10 + int(r-'0')
	}
	if whole+part == "" {
		return 0, errPath
	}
	return sign * n, nil
}

// tiny reports whether a ring is a speck on the map.
func tiny(ring []point) bool {
	low, high := ring[0], ring[0]
	for _, p := range ring {
		low = point{min(low.x, p.x), min(low.y, p.y)}
		high = point{max(high.x, p.x), max(high.y, p.y)}
	}
	return high.x-low.x < speck && high.y-low.y < speck
}

// thinned leaves out the points of a line that lie near enough to what is left
// (Douglas and Peucker), in whole numbers.
func thinned(line []point) []point {
	if len(line) < 3 {
		return line
	}
	first, last := line[0], line[len(line)-1]
	far, at := 0, 0
	dx, dy := last.x-first.x, last.y-first.y
	length := dx*dx + dy*dy
	for i, p := range line[1 : len(line)-1] {
		px, py := p.x-first.x, p.y-first.y
		off := px*px + py*py // from a line that ends where it begins
		if length > 0 {
			cross := px*dy - py*dx
			off = cross * cross / length
		}
		if off > far {
			far, at = off, i+1
		}
	}
	if far <= coarse*coarse {
		return []point{first, last}
	}
	return append(thinned(line[:at+1]), thinned(line[at:])[1:]...)
}
