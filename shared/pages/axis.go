package pages

import (
	"strconv"
	"strings"

	"faro.example/shared/day"
)

// Axis is what lasted and what happened, in lanes over the same days: the
// picture is for the eye, the table for everybody.
type Axis struct {
	Title string
	Until day.Date // where what is still open ends: today
	Lanes []Lane
}

// Lane is one kind of thing over the days.
type Lane struct {
	Label  string
	Spans  []Stretch
	Points []Point
}

// Stretch is something that lasted, or lasts.
type Stretch struct {
	Span day.Span
	Text string
	Tone Tone
}

// Point is something that happened on a day.
type Point struct {
	On   day.Date
	Text string
	Tone Tone
}

// The measures of the picture, in its own units; it scales with the page.
const (
	axisWidth  = 900
	axisRow    = 30 // of one row of bars
	axisLabel  = 26 // above the bars of a lane
	axisFoot   = 30 // for the days below
	axisThick  = 22
	axisTicks  = 6
	axisLetter = 8 // that a letter takes, about
	axisLeast  = 3 // a span of one day shows
)

// AxisBar is a stretch with its place in the picture.
type AxisBar struct {
	Text, Label       string // the whole, and as much of it as there is room for
	Tone              Tone
	X, Y, W, H, TextY int
}

// AxisPoint is a point with its place in the picture.
type AxisPoint struct {
	Text string
	Tone Tone
	X, Y int
}

// AxisLane is a lane with its place in the picture.
type AxisLane struct {
	Label  string
	Y      int
	Bars   []AxisBar
	Points []AxisPoint
}

// AxisTick is a day below the lanes.
type AxisTick struct {
	X, TextX int
	Anchor   string
	Text     string
}

// AxisDrawn is the picture.
type AxisDrawn struct {
	Box    string
	Height int
	Foot   int // where the days are written
	Lanes  []AxisLane
	Ticks  []AxisTick
}

// ends gives the days that the picture begins and ends with; the first is
// zero if there is nothing in it.
func (a Axis) ends() (first, last day.Date) {
	last = a.Until
	see := func(d day.Date) {
		if d.IsZero() {
			return
		}
		if first.IsZero() || d.Before(first) {
			first = d
		}
		if d.After(last) {
			last = d
		}
	}
	for _, l := range a.Lanes {
		for _, s := range l.Spans {
			see(s.Span.From)
			see(s.Span.Until)
		}
		for _, p := range l.Points {
			see(p.On)
		}
	}
	return first, last
}

// Empty reports whether there is nothing to draw.
func (a Axis) Empty() bool {
	first, _ := a.ends()
	return first.IsZero()
}

// Drawn puts everything in its place. Stretches of a lane that overlap lie one
// below the other.
func (a Axis) Drawn() AxisDrawn {
	first, last := a.ends()
	if first.IsZero() {
		return AxisDrawn{}
	}
	days := max(1, last.Sub(first)+1)
	at := func(d day.Date) int { return d.Sub(first) * axisWidth / days }
	var out AxisDrawn
	y := 0
	for _, l := range a.Lanes {
		lane := AxisLane{Label: l.Label, Y: y + 18}
		y += axisLabel
		rows := 1
		for i, s := range l.Spans {
			until := s.Span.Until
			if s.Span.Open() {
				until = last.Add(1)
			}
			row := 0
			for _, before := range l.Spans[:i] {
				if before.Span.Overlaps(s.Span) {
					row++
				}
			}
			rows = max(rows, row+1)
			x := at(s.Span.From)
			width := max(axisLeast, at(until)-x-1)
			lane.Bars = append(lane.Bars, AxisBar{Text: s.Text, Label: short(s.Text, width), Tone: s.Tone, X: x, Y: y + row*axisRow,
				W: width, H: axisThick, TextY: 16})
		}
		for _, p := range l.Points {
			lane.Points = append(lane.Points, AxisPoint{Text: p.Text, Tone: p.Tone, X: min(max(at(p.On), 7), axisWidth-7), Y: y + 9})
		}
		y += rows * axisRow
		out.Lanes = append(out.Lanes, lane)
	}
	out.Foot, out.Height = y+18, y+axisFoot
	out.Box = "0 0 " + strconv.Itoa(axisWidth) + " " + strconv.Itoa(out.Height)
	out.Ticks = ticks(first, days)
	return out
}

// short gives as much of a text as a bar has room for: its title and the table
// below say it whole.
func short(text string, width int) string {
	runes, room := []rune(text), (width-12)/axisLetter
	switch {
	case len(runes) <= room:
		return text
	case room < 4:
		return ""
	}
	return strings.TrimRight(string(runes[:room-1]), " ") + "…"
}

// ticks are some days below the lanes, with the same space between them.
func ticks(first day.Date, days int) []AxisTick {
	n := min(axisTicks, days)
	var out []AxisTick
	for i := range n {
		on := i * days / n
		out = append(out, AxisTick{X: on * axisWidth / days, TextX: on * axisWidth / days, Text: ShortDate(first.Add(on))})
	}
	return out
}

// Twin is the table with the same things, in the order of the lanes.
func (a Axis) Twin(what, which, from, until, open string) Table {
	t := Table{Caption: a.Title, Head: []Cell{{Text: what}, {Text: which}, {Text: from}, {Text: until}}}
	for _, l := range a.Lanes {
		for _, s := range l.Spans {
			end := open
			if !s.Span.Open() {
				end = ShortDate(s.Span.Until)
			}
			t.Rows = append(t.Rows, []Cell{{Text: l.Label}, {Text: s.Text, Own: true}, {Text: ShortDate(s.Span.From)}, {Text: end}})
		}
		for _, p := range l.Points {
			t.Rows = append(t.Rows, []Cell{{Text: l.Label}, {Text: p.Text, Own: true}, {Text: ShortDate(p.On)}, {Text: ShortDate(p.On)}})
		}
	}
	return t
}
