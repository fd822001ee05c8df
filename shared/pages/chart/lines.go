package chart

import (
	"strings"

	"faro.example/shared/pages"
)

// Series is one line: a number at each place along it.
type Series struct {
	Name string
	N    []int
	Gap  []bool // there is no number here; nil for nowhere
}

func (s Series) gap(i int) bool { return i >= len(s.N) || s.Gap != nil && s.Gap[i] }

// The measures of a picture of lines.
const (
	linesHigh  = 180
	linesLeft  = 54 // room for the numbers of the scale
	linesRight = 12
	scaleSteps = 4
	mostTicks  = 5
	shortTick  = 6 // longer ones, as days, have room for one less
)

// dashes tell lines apart, beside their colour and marks.
var dashes = []struct{ colour, dash string }{{blue, ""}, {"#8a3f00", "7 4"}, {"#00653c", "2 3"}, {"#6a1b7a", "9 3 2 3"}}

// Lines draws lines over the same places, from a scale that begins at nothing.
func Lines(f Frame, at []string, series []Series) Figure {
	twin := pages.Table{Caption: f.Title, Head: []pages.Cell{{Text: f.Label}}}
	top := 1
	for _, s := range series {
		twin.Head = append(twin.Head, pages.Cell{Text: s.Name, Num: true})
		for i := range at {
			if !s.gap(i) {
				top = max(top, s.N[i])
			}
		}
	}
	for i, label := range at {
		row := []pages.Cell{{Text: label}}
		for _, s := range series {
			if s.gap(i) {
				row = append(row, pages.Cell{Text: words(f.Lang).withheld, Num: true})
				continue
			}
			row = append(row, pages.Cell{Text: pages.Number(f.Lang, s.N[i]), Num: true})
		}
		twin.Rows = append(twin.Rows, row)
	}
	if len(at) == 0 || len(series) == 0 {
		return f.figure(nil, 0, 0, twin)
	}
	d := &drawing{}
	head := d.names(series)
	step := nice(top)
	scale := step * ((top + step - 1) / step)
	y := func(n int) int { return head + 8 + linesHigh - n*linesHigh/scale }
	x := func(i int) int {
		return linesLeft + i*(width-linesLeft-linesRight)/max(1, len(at)-1)
	}
	for n := 0; n <= scale; n += step {
		d.put(`<path d="M%d %dH%d" stroke="%s"></path>`, linesLeft, y(n), width-linesRight, line)
		d.small(linesLeft-6, y(n)+4, "end", pages.Number(f.Lang, n))
	}
	ticks := min(mostTicks, len(at))
	if ticks == mostTicks && len(at[len(at)-1]) > shortTick {
		ticks--
	}
	for k := range ticks {
		i := k * (len(at) - 1) / max(1, ticks-1)
		anchor := "middle"
		if i == len(at)-1 && len(at) > 1 {
			anchor = "end"
		}
		d.small(x(i), head+linesHigh+26, anchor, at[i])
	}
	for k, s := range series {
		d.line(k, s, len(at), x, y)
	}
	return f.figure(d, width, head+linesHigh+34, twin)
}

// names says which line is what, and gives where that ends. One line alone has
// the title for its name.
func (d *drawing) names(series []Series) int {
	if len(series) < 2 {
		return 0
	}
	for k, s := range series {
		c := dashes[k%len(dashes)]
		d.put(`<path d="M0 %dH30" stroke="%s" stroke-width="2.5" stroke-dasharray="%s"></path>`, k*20+10, c.colour, c.dash)
		d.mark(k, 15, k*20+10)
		d.say(38, k*20+rowText, "start", s.Name)
	}
	return len(series)*20 + 8
}

// line draws one of them, broken where there is no number.
func (d *drawing) line(k int, s Series, n int, x, y func(int) int) {
	c := dashes[k%len(dashes)]
	var path strings.Builder
	broken := true
	for i := range n {
		if s.gap(i) {
			broken = true
			continue
		}
		move := "L"
		if broken {
			move = "M"
		}
		broken = false
		path.WriteString(move + itoa(x(i)) + " " + itoa(y(s.N[i])))
	}
	d.put(`<path d="%s" fill="none" stroke="%s" stroke-width="2.5" stroke-dasharray="%s"></path>`, path.String(), c.colour, c.dash)
	if n > 40 { // marks would lie on each other
		return
	}
	for i := range n {
		if !s.gap(i) {
			d.mark(k, x(i), y(s.N[i]))
		}
	}
}

// mark is the mark of a line: circle, square, diamond, triangle.
func (d *drawing) mark(k, x, y int) {
	c := dashes[k%len(dashes)].colour
	switch k % len(dashes) {
	case 0:
		d.put(`<circle cx="%d" cy="%d" r="3.5" fill="%s"></circle>`, x, y, c)
	case 1:
		d.rect(x-3, y-3, 7, 7, c)
	case 2:
		d.put(`<path d="M%d %dl4 4l-4 4l-4 -4z" fill="%s"></path>`, x, y-4, c)
	default:
		d.put(`<path d="M%d %dl4 7h-8z" fill="%s"></path>`, x, y-4, c)
	}
}

// nice is a step of a scale that people count in: 1, 2 or 5, and so many noughts.
func nice(top int) int {
	for power := 1; ; power *= 10 {
		for _, n := range []int{1, 2, 5} {
			if n*power*scaleSteps >= top {
				return n * power
			}
		}
	}
}
