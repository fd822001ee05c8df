// Package chart draws numbers as pictures: bars, lines, stacked bars, a pyramid
// and the map of Italy's regions, as SVG that stands by itself, without style
// sheet or script.
//
// The invariant: no picture stands alone. Each has a title, a description and a
// table twin with the same numbers, so that whoever does not see it misses
// nothing; colour is never the only carrier; what is withheld is drawn as
// withheld, not as nothing; and the same numbers give the same bytes, so that
// what was published with a picture is made again byte for byte.
package chart

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"faro.example/shared/pages"
)

// NoShare is the share of what has none.
const NoShare = -1

// Part is one number with its name.
type Part struct {
	Label    string
	N        int
	Withheld bool   // under the floor: N is not shown, in no form
	Share    int    // of the whole, in tenths of a percent; [NoShare] if there is none
	Region   string // its code in package reference, on a map; "" for what lies nowhere
}

// Frame is what stands around a picture.
type Frame struct {
	ID     string // of its own on the page
	Title  string
	Desc   string // what is to be seen, in a sentence
	Lang   pages.Lang
	Label  string // the heads of the twin: of what is counted,
	Value  string // and of the number
	Shares bool   // the twin has a column of shares
}

// Figure is a picture with its twin.
type Figure struct {
	ID, Title, Desc string
	SVG             template.HTML // "" if there is nothing to draw, or no map to draw on
	Twin            pages.Table
	Note            string // whose map it is
	Narrow          bool   // it is drawn for a narrow column, and is not stretched
}

// The colours, each with at least 3:1 on white, and of text 4.5:1.
const (
	ink   = "#1a1a1a"
	soft  = "#455b71"
	line  = "#c5cdd5"
	edge  = "#5a6772"
	blue  = "#0059b3"
	width = 400 // of every picture but the map, in its own units: it scales with the page
)

// wording is what pictures say themselves.
type wording struct{ withheld, share, total, nowhere, on, of string }

func words(l pages.Lang) wording {
	if l == pages.English {
		return wording{"withheld", "Share", "Total", "not attributed", "%s on the map, as part of the region", "Map: Victor Cazanave and MapSVG, CC BY 4.0; simplified."}
	}
	return wording{"non pubblicato", "Quota", "Totale", "non attribuito", "%s sulla carta, come parte della regione", "Carta: Victor Cazanave e MapSVG, CC BY 4.0; semplificata."}
}

// text is the number of a part as it is written.
func (p Part) text(l pages.Lang) string {
	if p.Withheld {
		return words(l).withheld
	}
	return pages.Number(l, p.N)
}

// told is the number with its share.
func (p Part) told(f Frame) string {
	if !f.Shares || p.Share < 0 || p.Withheld {
		return p.text(f.Lang)
	}
	return p.text(f.Lang) + " (" + pages.Tenths(f.Lang, p.Share) + ")"
}

// twin is the table of some parts, with their total if there is one.
func (f Frame) twin(parts []Part, total *Part) pages.Table {
	t := pages.Table{Caption: f.Title, Head: []pages.Cell{{Text: f.Label}, {Text: f.Value, Num: true}}}
	if f.Shares {
		t.Head = append(t.Head, pages.Cell{Text: words(f.Lang).share, Num: true})
	}
	if total != nil {
		last := *total
		if last.Label == "" {
			last.Label = words(f.Lang).total
		}
		parts = append(parts[:len(parts):len(parts)], last)
	}
	for _, p := range parts {
		row := []pages.Cell{{Text: p.Label}, {Text: p.text(f.Lang), Num: true}}
		if f.Shares {
			share := ""
			if p.Share >= 0 && !p.Withheld {
				share = pages.Tenths(f.Lang, p.Share)
			}
			row = append(row, pages.Cell{Text: share, Num: true})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// figure closes a picture.
func (f Frame) figure(d *drawing, wide, high int, twin pages.Table) Figure {
	out := Figure{ID: f.ID, Title: f.Title, Desc: f.Desc, Twin: twin}
	if d == nil {
		return out
	}
	head := fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-t %s-d" font-family="Titillium Web, Geneva, Tahoma, sans-serif" font-size="14" fill="%s">`,
		wide, high, escape(f.ID), escape(f.ID), ink)
	head += fmt.Sprintf(`<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, escape(f.ID), escape(f.Title), escape(f.ID), escape(f.Desc))
	out.SVG = template.HTML(head + d.text.String() + "</svg>")
	return out
}

// drawing is a picture while it is drawn. Whatever words come in are escaped here.
type drawing struct{ text strings.Builder }

func escape(s string) string { return html.EscapeString(s) }

func (d *drawing) put(format string, args ...any) { fmt.Fprintf(&d.text, format, args...) }

// say writes words; the anchor is start, middle or end.
func (d *drawing) say(x, y int, anchor, words string) {
	d.put(`<text x="%d" y="%d"`, x, y)
	if anchor != "start" {
		d.put(` text-anchor="%s"`, anchor)
	}
	d.put(`>%s</text>`, escape(words))
}

// small writes words in the softer ink of what is beside the numbers.
func (d *drawing) small(x, y int, anchor, words string) {
	d.put(`<text x="%d" y="%d" text-anchor="%s" font-size="12" fill="%s">%s</text>`, x, y, anchor, soft, escape(words))
}

func (d *drawing) rect(x, y, w, h int, fill string) {
	d.put(`<rect x="%d" y="%d" width="%d" height="%d" fill="%s"></rect>`, x, y, w, h, fill)
}

// hidden is the pattern of what is withheld.
func (d *drawing) hidden(id string) string {
	d.put(`<defs><pattern id="%s-w" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="#fff"></rect><path d="M0 6L6 0" stroke="%s"></path></pattern></defs>`, escape(id), edge)
	return "url(#" + escape(id) + "-w)"
}

// most is the largest number that is shown, at least one.
func most(parts []Part) int {
	out := 1
	for _, p := range parts {
		if !p.Withheld {
			out = max(out, p.N)
		}
	}
	return out
}

// long is how long a bar is: its share of the room, and what is not zero shows.
func long(n, of, room int) int {
	if n <= 0 {
		return 0
	}
	return max(2, n*room/of)
}
