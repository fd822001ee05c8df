package pages

import "strconv"

// Bar is one bar of a chart.
type Bar struct {
	Label string
	N     int
	Text  string // the number as it is written
}

// Chart is a bar chart, lying, with the same numbers as a table beside it: the
// picture is for the eye, the table for everybody.
type Chart struct {
	Title string
	Bars  []Bar
}

// The measures of a chart, in its own units; the picture scales with the page.
const (
	chartWidth  = 360
	chartLabel  = 120 // room for the labels
	chartNumber = 50  // room for the numbers
	chartRow    = 28
	chartThick  = 18
)

// NewChart makes a chart of bars, writing their numbers.
func NewChart(l Lang, title string, bars []Bar) Chart {
	c := Chart{Title: title}
	for _, b := range bars {
		b.Text = Number(l, b.N)
		c.Bars = append(c.Bars, b)
	}
	return c
}

// Box is the view box of the picture.
func (c Chart) Box() string {
	return "0 0 " + strconv.Itoa(chartWidth) + " " + strconv.Itoa(max(1, len(c.Bars))*chartRow)
}

// Drawn is a bar with its place in the picture.
type Drawn struct {
	Bar
	X, Y, Width, Height int
	TextY, NumberX      int
}

// Drawn gives the bars with their places, each as long as its share of the
// longest; one that is not zero shows.
func (c Chart) Drawn() []Drawn {
	most := 1
	for _, b := range c.Bars {
		most = max(most, b.N)
	}
	room := chartWidth - chartLabel - chartNumber
	var out []Drawn
	for i, b := range c.Bars {
		width := max(0, b.N) * room / most
		if b.N > 0 {
			width = max(width, 2)
		}
		y := i*chartRow + (chartRow-chartThick)/2
		out = append(out, Drawn{Bar: b, X: chartLabel, Y: y, Width: width, Height: chartThick,
			TextY: y + chartThick - 5, NumberX: chartLabel + width + 8})
	}
	return out
}

// Twin is the table with the same numbers.
func (c Chart) Twin(value, number string) Table {
	t := Table{Caption: c.Title, Head: []Cell{{Text: value}, {Text: number, Num: true}}}
	for _, b := range c.Bars {
		t.Rows = append(t.Rows, []Cell{{Text: b.Label}, {Text: b.Text, Num: true}})
	}
	return t
}
