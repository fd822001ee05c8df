package chart

import (
	"embed"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"faro.example/shared/pages"
)

// The map lies in brought, which the repository ignores: it comes by npm, from
// @svg-maps/italy (Victor Cazanave, after MapSVG; CC BY 4.0), and the programs
// build without it.
//
//go:embed all:brought
var brought embed.FS

const mapFile = "brought/italy.svg"

// The measures of the map, in its own units.
const (
	mapWide, mapHigh = 610, 726
	classes          = 5 // of regions, by number: what the eye tells apart
)

// spot is where the number of a region stands on the map: as far from its edges
// as can be.
type spot struct {
	code string // ISTAT's
	x, y int
}

// spots are the regions by their names in the file of the map.
var spots = map[string]spot{
	"piedmont": {"01", 68, 173}, "aosta-valley": {"02", 41, 108}, "lombardy": {"03", 160, 124}, "trentino-south-tyrol": {"04", 240, 54},
	"veneto": {"05", 253, 128}, "friuli-venezia-giulia": {"06", 326, 86}, "liguria": {"07", 112, 232}, "emilia-romagna": {"08", 226, 192},
	"tuscany": {"09", 233, 263}, "umbria": {"10", 306, 316}, "marche": {"11", 345, 287}, "lazio": {"12", 318, 386},
	"abruzzo": {"13", 378, 362}, "molise": {"14", 411, 394}, "campania": {"15", 416, 440}, "apulia": {"16", 530, 447},
	"basilicata": {"17", 486, 474}, "calabria": {"18", 512, 552}, "sicily": {"19", 387, 662}, "sardinia": {"20", 121, 500},
}

// ramp are the colours of the classes, from few to many.
var ramp = [classes]string{"#dbe7f3", "#a9c8e6", "#6ea3d6", "#2f78bd", "#003d7a"}

// drawnAs gives under which region of the map one of the tables is drawn: the
// autonomous provinces of Bolzano and Trento, which count as regions, are one.
func drawnAs(code string) string {
	if code == "21" || code == "22" {
		return "04"
	}
	return code
}

// outline is one region: its spot, and its edge as the path of an SVG.
type outline struct {
	spot
	path string
}

// outlines reads the map, once. It is a table that takes a moment to make.
var outlines = sync.OnceValues(readOutlines)

func readOutlines() ([]outline, error) {
	b, err := brought.ReadFile(mapFile)
	if err != nil {
		return nil, nil // the map was not prepared: there is the twin
	}
	var file struct {
		Paths []struct {
			ID string `xml:"id,attr"`
			D  string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(b, &file); err != nil {
		return nil, fmt.Errorf("read the map: %w", err)
	}
	var out []outline
	for _, p := range file.Paths {
		at, ok := spots[p.ID]
		if !ok {
			return nil, fmt.Errorf("read the map: a region that nobody knows: %s", p.ID)
		}
		edge, err := simplify(p.D)
		if err != nil {
			return nil, fmt.Errorf("read the map: %s: %w", p.ID, err)
		}
		out = append(out, outline{at, edge})
	}
	slices.SortFunc(out, func(a, b outline) int { return strings.Compare(a.code, b.code) })
	return out, nil
}

// HasMap reports whether there is a map to draw on.
func HasMap() bool {
	all, err := outlines()
	return err == nil && len(all) > 0
}

// Regions draws the map of the regions, each with its number and darker the
// more. Bolzano and Trento are drawn together, as one region of the map, and
// stand apart in the twin. A part without a region stands beside the map.
// Without the map there is the twin alone.
func Regions(f Frame, parts []Part, total *Part) Figure {
	together := map[string]*Part{}
	for _, p := range parts {
		if p.Region == "" {
			continue
		}
		at := drawnAs(p.Region)
		t := together[at]
		if t == nil {
			t = &Part{Region: at}
			together[at] = t
		}
		t.N += p.N
		t.Withheld = t.Withheld || p.Withheld
	}
	twin := f.twin(parts, total)
	for i, p := range parts {
		if at := drawnAs(p.Region); at != p.Region {
			twin.Rows[i][0].Note = fmt.Sprintf(words(f.Lang).on, together[at].text(f.Lang))
		}
	}
	all, err := outlines()
	if err != nil || len(all) == 0 || len(together) == 0 {
		return f.figure(nil, 0, 0, twin)
	}
	d := &drawing{}
	fill := d.fills(f, together)
	for _, o := range all {
		p := together[o.code]
		colour := "#fff"
		if p != nil {
			colour = fill(*p)
		}
		d.put(`<path d="%s" fill="%s" stroke="%s" stroke-width="0.8" stroke-linejoin="round"></path>`, o.path, colour, edge)
	}
	for _, o := range all {
		if p := together[o.code]; p != nil && !p.Withheld {
			d.put(`<text x="%d" y="%d" text-anchor="middle" font-size="17" font-weight="600" stroke="#fff" stroke-width="4" stroke-linejoin="round" paint-order="stroke">%s</text>`, o.x, o.y, escape(p.text(f.Lang)))
		}
	}
	d.nowhere(f, parts)
	out := f.figure(d, mapWide, mapHigh, twin)
	out.Note = words(f.Lang).of
	return out
}

// fills draws the legend, and gives how regions are filled: in classes of about
// as many regions each.
func (d *drawing) fills(f Frame, regions map[string]*Part) func(Part) string {
	hidden := d.hidden(f.ID)
	var counts []int
	withheld := false
	for _, p := range regions {
		if p.Withheld {
			withheld = true
		} else {
			counts = append(counts, p.N)
		}
	}
	slices.Sort(counts)
	counts = slices.Compact(counts)
	class := func(n int) int {
		i, _ := slices.BinarySearch(counts, n)
		return i * classes / max(1, len(counts))
	}
	const x, y, step = 420, 30, 26
	row := 0
	for c := range classes {
		var in []int
		for _, n := range counts {
			if class(n) == c {
				in = append(in, n)
			}
		}
		if len(in) == 0 {
			continue
		}
		text := pages.Number(f.Lang, in[0])
		if len(in) > 1 {
			text += " – " + pages.Number(f.Lang, in[len(in)-1])
		}
		d.key(x, y+row*step, ramp[c], text)
		row++
	}
	if withheld {
		d.key(x, y+row*step, hidden, words(f.Lang).withheld)
	}
	return func(p Part) string {
		if p.Withheld {
			return hidden
		}
		return ramp[class(p.N)]
	}
}

// key is one line of the legend of the map.
func (d *drawing) key(x, y int, fill, text string) {
	d.put(`<rect x="%d" y="%d" width="24" height="18" fill="%s" stroke="%s"></rect>`, x, y, fill, edge)
	d.put(`<text x="%d" y="%d" font-size="16">%s</text>`, x+32, y+15, escape(text))
}

// nowhere writes beside the map what lies in no region.
func (d *drawing) nowhere(f Frame, parts []Part) {
	y := 222
	for _, p := range parts {
		if p.Region == "" && (p.N > 0 || p.Withheld) {
			d.put(`<text x="420" y="%d" font-size="16">%s: %s</text>`, y, escape(p.Label), escape(p.text(f.Lang)))
			y += 24
		}
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
