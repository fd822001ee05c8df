package chart

import "faro.example/shared/pages"

// The measures of a row of bars: its words above, the bar below.
const (
	rowHigh = 38
	rowBar  = 12
	rowText = 14 // the line on which its words stand
	rowDown = 20 // where the bar begins
)

// Bars draws lying bars, each as long as its part of the longest.
func Bars(f Frame, parts []Part, total *Part) Figure {
	if len(parts) == 0 {
		return f.figure(nil, 0, 0, f.twin(parts, total))
	}
	d := &drawing{}
	hidden, top := "", most(parts)
	for i, p := range parts {
		y := i * rowHigh
		d.say(0, y+rowText, "start", p.Label)
		d.say(width, y+rowText, "end", p.told(f))
		d.rect(0, y+rowDown, width, rowBar, "#f0f4f8")
		switch {
		case p.Withheld && hidden == "":
			hidden = d.hidden(f.ID)
			fallthrough
		case p.Withheld:
			d.rect(0, y+rowDown, width, rowBar, hidden)
		case p.N > 0:
			d.rect(0, y+rowDown, long(p.N, top, width), rowBar, blue)
		}
	}
	return f.figure(d, width, len(parts)*rowHigh, f.twin(parts, total))
}

// Row is one bar made of parts. All rows of a picture have the same parts, in
// the same order.
type Row struct {
	Label string
	Parts []Part
}

// sum adds up what of a row is shown.
func (r Row) sum() (n int) {
	for _, p := range r.Parts {
		if !p.Withheld {
			n += p.N
		}
	}
	return n
}

// shades are how the parts of a bar are told apart: by pattern as much as by
// colour.
func (d *drawing) shades(id string, n int) []string {
	id = escape(id)
	d.put(`<defs>`)
	d.put(`<pattern id="%s-1" width="7" height="7" patternUnits="userSpaceOnUse"><rect width="7" height="7" fill="#fff"></rect><path d="M0 7L7 0M-1 1L1 -1M6 8L8 6" stroke="#8a3f00" stroke-width="2.5"></path></pattern>`, id)
	d.put(`<pattern id="%s-2" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"></rect><circle cx="3" cy="3" r="1.8" fill="#00653c"></circle></pattern>`, id)
	d.put(`<pattern id="%s-4" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"></rect><path d="M0 3H6" stroke="#6a1b7a" stroke-width="2"></path></pattern>`, id)
	d.put(`</defs>`)
	all := []string{blue, "url(#" + id + "-1)", "url(#" + id + "-2)", "#003d7a", "url(#" + id + "-4)", edge}
	out := make([]string, n)
	for i := range out {
		out[i] = all[i%len(all)]
	}
	return out
}

// legend says which shade is what, a few in a line, and gives where it ends.
func (d *drawing) legend(names, shades []string) int {
	x, y := 0, 0
	for i, name := range names {
		room := 24 + 8*len([]rune(name))
		if x > 0 && x+room > width {
			x, y = 0, y+22
		}
		d.put(`<rect x="%d" y="%d" width="14" height="14" fill="%s" stroke="%s"></rect>`, x, y+2, shades[i], edge)
		d.say(x+20, y+rowText, "start", name)
		x += room + 10
	}
	return y + 30
}

// Stacked draws lying bars of the same parts; cols names the parts.
func Stacked(f Frame, cols []string, rows []Row) Figure {
	twin := pages.Table{Caption: f.Title, Head: []pages.Cell{{Text: f.Label}}}
	for _, c := range cols {
		twin.Head = append(twin.Head, pages.Cell{Text: c, Num: true})
	}
	top := 1
	for _, r := range rows {
		top = max(top, r.sum())
		line := []pages.Cell{{Text: r.Label}}
		for _, p := range r.Parts {
			line = append(line, pages.Cell{Text: p.text(f.Lang), Num: true})
		}
		twin.Rows = append(twin.Rows, line)
	}
	if len(rows) == 0 {
		return f.figure(nil, 0, 0, twin)
	}
	d := &drawing{}
	shades := d.shades(f.ID, len(cols))
	y := d.legend(cols, shades)
	for _, r := range rows {
		d.say(0, y+rowText, "start", r.Label)
		told, x := "", 0
		for i, p := range r.Parts {
			if i > 0 {
				told += " · "
			}
			told += p.text(f.Lang)
			if w := long(p.N, top, width); !p.Withheld && w > 0 {
				w = min(w, width-x)
				d.put(`<rect x="%d" y="%d" width="%d" height="%d" fill="%s" stroke="#fff"></rect>`, x, y+rowDown, w, rowBar, shades[i])
				x += w
			}
		}
		d.say(width, y+rowText, "end", told)
		y += rowHigh
	}
	return f.figure(d, width, y, twin)
}

// Pair is one row of a pyramid.
type Pair struct {
	Label       string
	Left, Right Part
}

// Pyramid draws bars to both sides of their names, as ages are drawn.
func Pyramid(f Frame, left, right string, rows []Pair) Figure {
	twin := pages.Table{Caption: f.Title, Head: []pages.Cell{{Text: f.Label}, {Text: left, Num: true}, {Text: right, Num: true}}}
	top := 1
	for _, r := range rows {
		top = max(top, most([]Part{r.Left, r.Right}))
		twin.Rows = append(twin.Rows, []pages.Cell{{Text: r.Label}, {Text: r.Left.text(f.Lang), Num: true}, {Text: r.Right.text(f.Lang), Num: true}})
	}
	if len(rows) == 0 {
		return f.figure(nil, 0, 0, twin)
	}
	const middle, side, room, high = width / 2, 50, 90, 30 // half of the names, of the numbers, and a row
	d := &drawing{}
	shades := d.shades(f.ID, 2)
	d.say(middle-side, rowText, "end", left)
	d.say(middle+side, rowText, "start", right)
	for i, r := range rows {
		y := 24 + i*high
		d.say(middle, y+rowText+2, "middle", r.Label)
		bar := func(p Part) int {
			if p.Withheld {
				return 0
			}
			return long(p.N, top, middle-side-room)
		}
		w := bar(r.Left)
		d.rect(middle-side-w, y, w, 20, shades[0])
		d.say(middle-side-w-6, y+rowText+1, "end", r.Left.text(f.Lang))
		w = bar(r.Right)
		d.put(`<rect x="%d" y="%d" width="%d" height="20" fill="%s" stroke="%s"></rect>`, middle+side, y, w, shades[1], edge)
		d.say(middle+side+w+6, y+rowText+1, "start", r.Right.text(f.Lang))
	}
	return f.figure(d, width, 24+len(rows)*high, twin)
}
